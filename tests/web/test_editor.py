"""The SPARQL editor in a real browser: what it completes, runs, shows, and where it lets go."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browser import Watched, findings, watched

from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.web.pages.assets import has_asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from live_server import LiveServer

KIND: Final = "editor"
PEOPLE: Final = """PREFIX hg: <https://w3id.org/hdhgraph/ont#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?who ?whoLabel WHERE {
  ?claim hg:speaker ?who . ?who skos:prefLabel ?whoLabel FILTER (LANG(?whoLabel) = "en")
} LIMIT 5
"""
SLOW: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

pytestmark = pytest.mark.usefixtures("vendored")


@pytest.fixture(scope="module")
def vendored() -> None:
    """The files that the build fetches; where they are missing, these tests have no subject."""
    if not has_asset("vendor/yasqe.min.js"):
        if "HDHGRAPH_REQUIRE_ASSETS" in os.environ:
            pytest.fail("The editor is required here, and the build left it out.")
        pytest.skip("The build left the editor out; `pip install -e .` with network fetches it.")


@pytest.fixture
def editor(browser: Browser, site: str) -> Iterator[Watched]:
    """The page in English, the editor in place of the form."""
    with watched(browser, site) as seen:
        seen.page.goto(f"{site}/sparql?lang=en")
        seen.page.wait_for_selector("#editor[data-ready]")
        yield seen
        assert seen.foreign == []
        assert seen.complaints(KIND) == []


def write(seen: Watched, query: str) -> None:
    """Put a query in, as pasting does."""
    seen.page.evaluate("text => hdhgraph.editor.setValue(text)", query)


def text_of(seen: Watched) -> str:
    """Return what stands in the editor."""
    found: str = seen.page.evaluate("hdhgraph.editor.getValue()")
    return found


def answer(seen: Watched, query: str) -> str:
    """Run a query and return the text of what it shows."""
    write(seen, query)
    seen.page.click("#editor-run")
    seen.page.wait_for_selector("#editor-answer > *")
    return seen.page.inner_text("#editor-answer")


def suggestions(seen: Watched, typed: str) -> list[str]:
    """Type into the empty editor, ask for completion, and return what is offered."""
    write(seen, "")
    seen.page.click(".CodeMirror")
    seen.page.keyboard.type(typed, delay=5)
    seen.page.keyboard.press("Control+Space")
    seen.page.wait_for_selector(".CodeMirror-hint .name, .CodeMirror-hints li")
    return seen.page.locator(".CodeMirror-hint").all_inner_texts()


def test_a_query_runs_and_says_how_long(editor: Watched) -> None:
    """The answer is a table with links to our pages; its size and its time are said."""
    assert "whoLabel" not in answer(editor, PEOPLE)
    link = editor.page.locator("#editor-answer td a").first
    assert re.fullmatch(r"/doc/actor/[\w-]+", link.get_attribute("href") or "")
    status = editor.page.inner_text("#editor-status")
    assert re.fullmatch(r"5 solutions · [\d,]+ ms in all, .+", status)
    write(editor, "ASK {}")
    editor.page.click("#editor-run")
    editor.page.wait_for_selector("#editor-answer .boolean")
    assert editor.page.inner_text("#editor-answer") == "Yes"


def test_an_error_is_placed(editor: Watched) -> None:
    """What does not parse is said and marked at its line, and a button goes there."""
    write(editor, "PREFIX hg: <http://e.org/>\nSELECT * WHERE {\n  ?s ?p }\n")
    assert "line 3" in editor.page.inner_text("#editor-hint")
    editor.page.click("#editor-run")
    editor.page.wait_for_selector("#editor-error button")
    assert editor.page.inner_text("#editor-error button") == "Line 3, column 9:"
    marked = editor.page.locator(".CodeMirror-code > div").nth(2).get_attribute("class") or ""
    inner = editor.page.locator(".CodeMirror-code > div").nth(2).inner_html()
    assert "wrong-line" in marked + inner
    editor.page.click("#editor-error button")
    assert editor.page.evaluate("hdhgraph.editor.getDoc().getCursor().line") == 2
    write(editor, "ASK {}")
    assert editor.page.is_hidden("#editor-error")


def test_what_the_service_refuses_is_said(editor: Watched) -> None:
    """A query that parses but is not run here shows the service's own words."""
    write(editor, "SELECT * WHERE { SERVICE <http://e.org/> { ?s ?p ?o } }")
    editor.page.click("#editor-run")
    editor.page.wait_for_selector("#editor-error:not([hidden])")
    assert "SERVICE" in editor.page.inner_text("#editor-error")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT * WHERE { ?s a hg:Cl", "hg:Claim"),
        ("SELECT * WHERE { ?s a Clai", "hg:Claim"),
        ("SELECT * WHERE { ?s hg:prop", "hg:proposition"),
        ("SELECT * WHERE { ?s hg:speaker stephanie", "hgid:actor/stephanie-combes"),
        ("PREFIX sko", "skos: <http://www.w3.org/2004/02/skos/core#>"),
    ],
)
def test_it_completes_from_this_graph(editor: Watched, typed: str, offered: str) -> None:
    """Prefixes, classes, properties and people are offered, without accents and with labels."""
    assert suggestions(editor, typed)[0].startswith(offered)


def test_a_completion_writes_the_term_and_its_prefix(editor: Watched) -> None:
    """What is chosen stands there as SPARQL, and its prefix is declared."""
    suggestions(editor, "SELECT * WHERE { ?s a Clai")
    editor.page.keyboard.press("Enter")
    editor.page.wait_for_function("hdhgraph.editor.getValue().includes('PREFIX')")
    prefix, query = text_of(editor).split("\n")
    assert prefix == "PREFIX hg: <https://w3id.org/hdhgraph/ont#>"
    assert query == "SELECT * WHERE { ?s a hg:Claim"
    suggestions(editor, "SELECT * WHERE { ?s ?p desmarais")
    editor.page.keyboard.press("Enter")
    assert "<https://w3id.org/hdhgraph/id/actor/pierre-desmarais>" in text_of(editor)


def test_an_example_loads_and_runs(editor: Watched) -> None:
    """Every canned query is an example; one that is chosen runs, and can be seen in each view."""
    assert editor.page.locator("#editor-example option").count() > 20
    editor.page.select_option("#editor-example", "who-said-what")
    editor.page.wait_for_selector("#editor-answer table")
    assert text_of(editor).startswith("PREFIX")
    assert "denies" in editor.page.inner_text("#editor-answer")  # in the language of the page
    views = editor.page.locator("#editor-views button").all_inner_texts()
    assert views == ["Table", "Graph", "Timeline"]
    editor.page.click("[data-view=timeline]")
    assert editor.page.locator(".timeline-view .when").count() > 3
    editor.page.click("[data-view=graph]")
    editor.page.wait_for_selector(".graph-view canvas")
    assert "nodes" in (editor.page.get_attribute(".graph-view", "aria-label") or "")


def test_a_graph_is_a_table_and_a_drawing(editor: Watched) -> None:
    """Triples are rows of subject, predicate and object, and can be drawn."""
    shown = answer(editor, "DESCRIBE <https://w3id.org/hdhgraph/id/actor/stephanie-combes>")
    assert "Stéphanie Combes" in shown
    assert editor.page.locator("#editor-downloads a").all_inner_texts()[0] == "Turtle"
    editor.page.click("[data-view=graph]")
    editor.page.wait_for_selector(".graph-view canvas")


def test_every_download_is_the_answer(editor: Watched, site: str) -> None:
    """Each format is a link to the same query."""
    answer(editor, PEOPLE)
    links = editor.page.locator("#editor-downloads a")
    assert links.all_inner_texts() == ["JSON", "XML", "CSV", "TSV"]
    for link in links.all():
        reply = editor.page.request.get(site + (link.get_attribute("href") or ""))
        assert reply.ok
        assert "who" in reply.text()
    with editor.page.expect_download() as loading:
        links.nth(2).click()
    assert loading.value.suggested_filename == "hdhgraph.csv"


def test_the_address_shares_query_and_view(editor: Watched, browser: Browser, site: str) -> None:
    """The address bar leads whoever gets it to the same answer in the same view."""
    answer(editor, PEOPLE.replace("?who ?whoLabel", "?claim ?who ?whoLabel"))
    editor.page.click("[data-view=graph]")
    address = editor.page.url
    assert "SELECT ?claim ?who" in parse_qs(urlsplit(address).query)["query"][0]
    with watched(browser, site) as other:
        other.page.goto(address)
        other.page.wait_for_selector(".graph-view canvas")
        assert text_of(other) == text_of(editor)
        assert other.complaints(KIND) == []
    editor.page.click("#editor-share")
    assert editor.page.wait_for_selector(".said:not(:empty)")


def test_a_long_query_is_shared_too(editor: Watched, browser: Browser, site: str) -> None:
    """What no address carries to a server is behind its hash, and is downloaded by a POST."""
    long = "# " + "é" * 3000 + "\n" + PEOPLE
    answer(editor, long)
    address = urlsplit(editor.page.url)
    assert "query" not in parse_qs(address.query)
    with watched(browser, site) as other:
        other.page.goto(editor.page.url)
        other.page.wait_for_selector("#editor-answer table")
        assert text_of(other) == long
    with editor.page.expect_download() as loading:
        editor.page.click("#editor-downloads button >> nth=2")
    assert loading.value.path().read_text(encoding="utf-8").startswith("who,whoLabel")


def test_a_running_query_can_be_cancelled(editor: Watched, server: LiveServer) -> None:
    """Cancel ends the query in the engine, and the page says so."""
    before = len(server.ended(status="stopped"))
    write(editor, SLOW)
    editor.page.click("#editor-run")
    editor.wait_until(server.running, "a query that runs")
    editor.page.click("#editor-cancel")
    assert editor.page.inner_text("#editor-status") == "The query was cancelled."
    assert editor.page.is_disabled("#editor-cancel")
    editor.wait_until(lambda: len(server.ended(status="stopped")) > before, "the query's end")
    assert server.ended(status="stopped")[-1]["reason"] == "disconnect"


def test_the_keyboard_gets_in_and_out(editor: Watched) -> None:
    """Tab goes through the editor and on, both ways, and Ctrl+Enter runs; the page says so."""
    editor.page.focus("#editor-example")
    editor.page.keyboard.press("Tab")
    assert editor.page.evaluate("hdhgraph.editor.hasFocus()")
    before = text_of(editor)
    editor.page.keyboard.press("Tab")
    assert editor.page.evaluate("document.activeElement.id") == "editor-run"
    editor.page.keyboard.press("Shift+Tab")
    editor.page.keyboard.press("Shift+Tab")
    assert editor.page.evaluate("document.activeElement.id") == "editor-example"
    assert text_of(editor) == before
    editor.page.keyboard.press("Tab")
    editor.page.keyboard.press("Control+Enter")
    editor.page.wait_for_selector("#editor-answer table")
    assert "Tab leaves the editor" in editor.page.inner_text("#editor-help")


def test_hostile_answers_stay_text(editor: Watched) -> None:
    """Markup in literals, addresses and names of variables is shown, never run."""
    hostile = "<img src=x onerror=alert(1)>"
    shown = answer(
        editor,
        f"SELECT ('{hostile}' AS ?a) (<javascript:alert(1)> AS ?b) ('{{{{a}}}}' AS ?c) WHERE {{}}",
    )
    assert hostile in shown
    assert "{{a}}" in shown
    assert editor.page.locator("#editor-answer img, #editor-answer a").count() == 0


def test_a_reload_keeps_what_was_typed(editor: Watched) -> None:
    """A query that was not run is still there after a reload of the same tab."""
    write(editor, "ASK { ?s ?p 42 }")
    editor.page.reload()
    editor.page.wait_for_selector("#editor[data-ready]")
    assert text_of(editor) == "ASK { ?s ?p 42 }"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [360, 800, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(
    browser: Browser, site: str, lang: str, width: int, scheme: str
) -> None:
    """No finding of axe-core in any language, width or scheme, and nothing wider than the page."""
    with watched(browser, site, width, color_scheme=scheme) as seen:
        seen.page.goto(f"{site}/sparql?lang={lang}&query={quote(PEOPLE)}")
        seen.page.wait_for_selector("#editor-answer table")
        assert findings(seen.page, KIND) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.foreign == []
        assert seen.complaints(KIND) == []


@pytest.mark.parametrize(
    ("query", "shows"),
    [
        (PEOPLE, "5 solutions"),
        ("ASK {}", ""),
        ("CONSTRUCT { <http://e.org/s> <http://e.org/p> '</script>é' } WHERE {}", "1 triple"),
        ("SELECT * WHERE {\n  ?s ?p }", "No answer."),
        ("SELECT * WHERE { SERVICE <http://e.org/> { ?s ?p ?o } }", "No answer."),
    ],
)
def test_a_query_in_the_address_is_evaluated_once(
    browser: Browser, site: str, query: str, shows: str
) -> None:
    """The page brings its answer, or what is wrong, along: the scripts show it and ask nothing."""
    with watched(browser, site) as seen:
        seen.page.goto(f"{site}/sparql?lang=en&query={quote(query)}", wait_until="networkidle")
        seen.page.wait_for_selector("#editor-answer > *, #editor-error:not([hidden])")
        asked = [each for each in seen.requests if urlsplit(each).path == "/sparql"]
        assert len(asked) == 1
        assert seen.page.inner_text("#editor-status") == shows
        assert seen.page.locator("#editor-plain").count() == 0
        if "?p }" in query:
            assert seen.page.inner_text("#editor-error button").startswith("Line 2, ")
        elif shows != "No answer.":
            links = seen.page.locator("#editor-downloads a").count()
            assert links >= 4
        assert seen.complaints(KIND) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_scripts_there_are_examples_and_help(
    browser: Browser, site: str, lang: str
) -> None:
    """Each canned query is a link that fills the form, in the language of the page; it runs."""
    with watched(browser, site, java_script_enabled=False) as seen:
        seen.page.goto(f"{site}/sparql?lang={lang}")
        links = seen.page.locator("#editor-examples a[href^='/sparql?example=']")
        assert links.count() > 20
        links.filter(has_text={"fr": "Qui a dit quoi", "en": "Who said what"}[lang]).first.click()
        written = seen.page.input_value("textarea")
        assert written.startswith("PREFIX")
        assert f'"{lang}"' in written
        seen.page.click("#editor-form button")
        assert seen.page.inner_text("#count").split()[0].isdecimal()
        seen.page.goto(f"{site}/sparql?lang={lang}")
        for link in seen.page.locator("#editor-examples h2 + ul").last.locator("a").all():
            assert seen.page.request.get(site + (link.get_attribute("href") or "")).ok


def test_without_scripts_it_is_a_form(browser: Browser, site: str) -> None:
    """Who has no scripts sends the plain form, and gets the answer as a page."""
    with watched(browser, site, java_script_enabled=False) as seen:
        seen.page.goto(f"{site}/sparql?lang=en")
        assert seen.page.is_hidden("#editor")
        seen.page.fill("textarea", PEOPLE)
        seen.page.click("#editor-form button")
        assert "5 solutions" in seen.page.inner_text("#count")
