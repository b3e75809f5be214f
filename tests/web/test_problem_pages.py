"""What goes wrong is told to people as a page, and to programs as RFC 9457 has it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi import Request as WebRequest
from problem_flood import flooded
from starlette.testclient import TestClient

from hdhgraph import errors
from hdhgraph.i18n.messages import LANGUAGES, message
from hdhgraph.project.config import Settings
from hdhgraph.web.http import problems
from hdhgraph.web.pages import problems as problem_pages
from hdhgraph.web.pages.problems import wants_page
from hdhgraph.web.service.service import Service, Versions
from live_server import serving
from waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.engine.client import Engine
    from hdhgraph.errors import HdhgraphError
    from hdhgraph.project.layout import Project
    from live_server import LiveServer

BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HTML: Final = {"accept": BROWSER}
GRAPH: Final = "https://w3id.org/hdhgraph/graph/vocab"
# Each error of ours, its status, and what the messages call it.
ERRORS: Final[list[tuple[HdhgraphError, int, str]]] = [
    (errors.QuerySyntaxError("example", 1, 2), 400, "query-syntax"),
    (errors.QueryRefusedError("service", "Example."), 400, "query-refused"),
    (errors.QueryRefusedError("size", "Example."), 413, "too-large"),
    (errors.UnknownEntityError("Example."), 404, "unknown-entity"),
    (errors.WithdrawnError("actor/example", [f"{GRAPH}"]), 410, "withdrawn"),
    (errors.UnknownDumpError("example", []), 404, "unknown-dump"),
    (errors.UnknownGraphError("http://e.org/example", []), 404, "unknown-graph"),
    (errors.UnknownQueryError("example", []), 404, "unknown-query"),
    (errors.UnknownTermError("Example."), 404, "unknown-term"),
    (errors.MissingExtraError("example", "Example"), 501, "missing-extra"),
    (errors.NotAcceptableError("text/example", ["text/turtle"]), 406, "not-acceptable"),
    (errors.UnsupportedMediaTypeError("text/example", ["a/b"]), 415, "unsupported-media-type"),
    (errors.QueryStoppedError("timeout", "1 s", "Example."), 503, "stopped"),
    (errors.QueryStoppedError("rows", "9 rows", "Example."), 503, "stopped"),
    (errors.QueryStoppedError("queue", "0", "Example."), 503, "busy"),
    (errors.QueryStoppedError("search", "1 s", "Example."), 503, "busy"),
    (errors.EngineError("Example."), 503, "busy"),
    (errors.InputError("Example."), 400, "input"),
    (errors.ParameterError("Example."), 400, "input"),
    (errors.ProjectError("Example."), 500, "internal"),
]
# Where outside text stands in an address.
PLACES: Final = [
    "/{}",
    "/doc/actor/{}",
    "/queries/{}",
    "/graph?graph=x:{}",
    "/vocab/{}",
    "/dump/{}",
    "/busy?of={}",
    "/?lang={}",
    "/queries/who-said-what?topic={}",
    "/queries/who-said-what?{}=x",
    "/search?kind={}",
    "/compare?left={}",
]
BUSY: Final = errors.QueryStoppedError("queue", "0", "Example.")
HOSTILE: Final = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "\x00\x08\x1b[31m",
    "a" * 10_000,
]


def failing(error: Exception) -> TestClient:
    """Return a client of a service without an engine, each of whose paths fails so."""
    app = FastAPI()
    problem_pages.install(app)
    app.state.service = Service(
        Settings(), cast("Engine", None), {}, Versions("0" * 64), union=True, values={},
        graphs={GRAPH: 1}, default_triples=0, origin="http://127.0.0.1:8000",
    )  # fmt: skip

    @app.api_route("/{path:path}", methods=["GET", "HEAD", "POST"])
    async def fail(_request: WebRequest) -> None:
        raise error

    return TestClient(app, raise_server_exceptions=False)


def words(page: str) -> str:
    """Return the text of a page, without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def links(page: str) -> list[str]:
    """Return the addresses that the main part of a page links to."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return [html.unescape(each) for each in re.findall(r'<a[^>]* href="([^"]*)"', main)]


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html, */*", True),
        ("text/html, */*;q=0.5", True),
        ("text/html;q=0.9, text/turtle;q=0.1", True),
        ("*/*", False),
        ("", False),
        ("text/*", False),
        ("application/json", False),
        ("text/html, application/json", False),
        ("text/html, application/problem+json", False),
        ("application/json;q=0.9, text/html", True),
        ("text/turtle, text/html;q=0.5", False),
        ("text/html;q=0.5, */*", False),
        ("text/html;q=0", False),
        ("text/turtle", False),
        ("nonsense", False),
    ],
)
def test_who_gets_a_page(accept: str, is_page: bool) -> None:
    """A page is for whom HTML comes first; wildcards, JSON and RDF keep JSON."""
    assert is_page == wants_page(accept)


def test_every_type_is_tried() -> None:
    """The errors below are of every class that has a status."""
    families = {family for family, _, _ in problems._STATUSES}  # noqa: SLF001 - the one table
    tried = {base for error, _, _ in ERRORS for base in type(error).__mro__}
    assert len(families) > 10
    assert families <= tried


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("error", "status", "name"), ERRORS, ids=lambda each: str(each)[:30])
def test_each_problem_both_ways(error: HdhgraphError, status: int, name: str, lang: str) -> None:
    """A page in the reader's language and JSON have the same status and headers."""
    client = failing(error)
    page = client.get("/x", headers={**HTML, "accept-language": lang})
    plain = client.get("/x", headers={"accept-language": lang})
    assert (status, status) == (page.status_code, plain.status_code)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert plain.headers["content-type"] == problems.MEDIA_TYPE
    assert plain.json()["status"] == status
    for header in ("cache-control", "retry-after", "vary"):
        assert plain.headers.get(header) == page.headers.get(header)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["vary"] == "Accept, Accept-Language"
    assert page.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in page.text
    assert message(f"problem_{name}", lang) in words(page.text)
    assert message(f"problem_{name}_help", lang) in words(page.text)
    assert f"/?lang={lang}" in links(page.text)
    assert ('<bdi lang="en">' in page.text) == (lang == "fr" and status != 500)
    assert ("retry-after" in page.headers) == (status == 503)


@pytest.mark.parametrize(
    ("address", "status", "name"),
    [
        ("/nothing-here", 404, "not-found"),
        ("/doc/actor/nobody-of-that-name", 404, "unknown-entity"),
        ("/queries/nothing", 404, "unknown-query"),
        ("/graph/nothing", 404, "unknown-graph"),
        ("/vocab/nothing", 404, "unknown-term"),
        ("/dump/nothing", 404, "unknown-dump"),
        ("/assets/nothing", 404, "not-found"),
        ("/sparql?format=csv&query=SELECT", 400, "query-syntax"),
        ("/sparql?format=csv&query=DROP+ALL", 400, "query-refused"),
        ("/queries/who-said-what?topic=hds&topic=hds", 400, "input"),
        ("/?lang=de", 400, "input"),
        ("/mcp", 405, "method-not-allowed"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_routes(client: TestClient, address: str, status: int, name: str, lang: str) -> None:
    """Every way through the service ends there: routes, hot paths, and paths that are none."""
    page = client.get(address, headers={**HTML, "accept-language": lang})
    assert (status, "text/html; charset=utf-8") == (page.status_code, page.headers["content-type"])
    assert message(f"problem_{name}", lang) in words(page.text)
    assert page.headers["cache-control"] == "no-store"
    assert {"Accept", "Accept-Language"} <= set(page.headers["vary"].split(", "))
    assert "content-security-policy" in page.headers
    plain = client.get(address)
    assert (status, problems.MEDIA_TYPE) == (plain.status_code, plain.headers["content-type"])


def test_a_method_that_is_not_taken(client: TestClient) -> None:
    """405 names the methods that are, on a page as well."""
    page = client.delete("/about", headers=HTML)
    assert page.status_code == 405
    assert page.headers["allow"] == client.delete("/about").headers["allow"] == "GET, HEAD, OPTIONS"
    assert message("problem_method-not-allowed", "fr") in words(page.text)


def test_the_editor_keeps_its_own_page(client: TestClient) -> None:
    """A query that fails at /sparql stays in its form."""
    page = client.get("/sparql?query=SELECT&lang=en", headers=HTML)
    assert page.status_code == 400
    assert "<textarea" in page.text
    assert message("problem_query-syntax", "en") not in page.text


def test_the_language_of_the_address_wins(client: TestClient) -> None:
    """`?lang=` is the page's language, and the other one is a link that keeps the parameters."""
    page = client.get(
        "/queries/who-said-what?topic=nothing&lang=en", headers={**HTML, "accept-language": "fr"}
    )
    assert page.headers["content-language"] == "en"
    assert 'href="?topic=nothing&amp;lang=fr"' in page.text


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/queries/who-said-wha?topic=cloud-act", "/queries/who-said-what?topic=cloud-act"),
        ("/queries/who-said-wha.csv", "/queries/who-said-what.csv"),
        ("/queries/who-said-what?topic=clod-act", "/queries/who-said-what?topic=cloud-act"),
        ("/doc/actor/stephanie-comb", "/doc/actor/stephanie-combes"),
        ("/vocab/topic/clod-act", "/vocab/topic/cloud-act"),
        ("/vocab/topik", "/vocab/topic"),
        ("/graph/vocap", "/graph/vocab"),
        ("/dump/all.tt", "/dump/all.ttl"),
        ("/prefixes.tt", "/prefixes.ttl"),
    ],
)
def test_near_names_are_links(client: TestClient, address: str, near: str) -> None:
    """The nearest names lead on, with what else the address asked for."""
    page = client.get(address, headers=HTML)
    assert page.status_code in (400, 404)
    assert near in links(page.text)
    assert client.get(near, headers=HTML).status_code == 200


def test_a_name_that_is_not_known_is_searched(client: TestClient) -> None:
    """The search box begins with the words of what was not found."""
    page = client.get("/doc/actor/some-body", headers=HTML)
    assert 'name="q" value="some body"' in page.text


def test_what_replaces_something_is_a_link() -> None:
    """An IRI of ours leads to its page, a foreign one of the Web to itself, no other anywhere."""
    replacement = [GRAPH, "http://e.org/x", "javascript:alert(1)"]
    page = failing(errors.WithdrawnError("actor/example", replacement)).get("/x", headers=HTML)
    found = links(page.text)
    assert "/graph/vocab" in found
    assert "http://e.org/x" in found
    assert 'rel="external nofollow"' in page.text
    assert [each for each in found if each.startswith("javascript:")] == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda each: ascii(each)[:20])
@pytest.mark.parametrize("address", PLACES)
def test_hostile_text_stays_text(client: TestClient, address: str, text: str) -> None:
    """Nothing in an address becomes markup, a script, a link elsewhere, or hides what follows."""
    page = client.get(address.format(quote(text, safe="")), headers=HTML)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r'<script(?! type="module" src="/assets/)', page.text) == []
    assert "<img" not in page.text
    assert re.findall(r'href="\s*(?:javascript|data|//)', page.text) == []
    assert "49{%" not in page.text
    if "/compare" not in address and "/search" not in address:  # these have pages of their own
        assert re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page.text) is None
        has_form = 'role="alert"' in page.text  # with all that its parameters take
        assert len(page.content) < (30_000 if has_form else 16_000)


@pytest.mark.parametrize("sentence", ["\ud800", "\x00", "\u202e", "<b>", "x" * 100_000])
def test_a_hostile_sentence_is_shown(sentence: str) -> None:
    """Whatever an error says, its page is made, and is small."""
    page = failing(errors.InputError(sentence)).get("/x", headers=HTML)
    assert page.status_code == 400
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert len(page.content) < 10_000
    assert "<b>" not in page.text


def test_a_host_that_is_none(client: TestClient) -> None:
    """A Host header that no URL can be made of is no reason to fail."""
    page = client.get("/nothing-here", headers={**HTML, "host": "["})
    assert page.status_code == 404
    assert message("problem_not-found", "fr") in words(page.text)


def test_an_error_of_our_own_tells_nothing() -> None:
    """500 is a page without a word of what happened inside."""
    client = failing(RuntimeError("secret"))
    for headers in (HTML, {}):
        answer = client.get("/x", headers=headers)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "RuntimeError" not in answer.text
    assert message("problem_internal", "en") in words(client.get("/x?lang=en", headers=HTML).text)
    project = failing(errors.ProjectError("secret")).get("/x", headers=HTML)
    assert (500, False) == (project.status_code, "secret" in project.text)


def test_a_page_that_fails_is_told_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page cannot be made, the problem is still told."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(problem_pages, "render", broken)
    answer = failing(errors.InputError("Example.")).get("/x", headers=HTML)
    assert (400, problems.MEDIA_TYPE) == (answer.status_code, answer.headers["content-type"])


def test_the_query_has_its_id() -> None:
    """The id of the query that met a limit is on the page, as it is in the log."""
    error = errors.QueryStoppedError("timeout", "1 s", "Example.")
    error.query_id = "example-7"
    assert "<code>example-7</code>" in failing(error).get("/x", headers=HTML).text


def test_a_busy_page_asks_again_by_itself() -> None:
    """It does so after the seconds of Retry-After, says so, and can be told to stop."""
    page = failing(BUSY).get("/doc/x?a=%3C&lang=en", headers=HTML)
    seconds = page.headers["retry-after"]
    assert f'<meta http-equiv="refresh" content="{seconds}">' in page.text
    assert message("problem_retrying", "en", count=seconds) in words(page.text)
    assert "<form" not in page.text  # what is typed would be lost
    assert links(page.text)[:2] == ["", "/busy?of=%2Fdoc%2Fx%3Fa%3D%253C%26lang%3Den&lang=en"]


def test_only_what_passes_is_asked_again() -> None:
    """A query that met its own limit, and a POST, are not repeated."""
    stopped = errors.QueryStoppedError("timeout", "1 s", "Example.")
    for page in (
        failing(stopped).get("/x", headers=HTML),
        failing(errors.InputError("Example.")).get("/x", headers=HTML),
        failing(BUSY).post("/x", headers=HTML),
    ):
        assert "http-equiv" not in page.text
        assert "<form" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reader_can_stop_it(client: TestClient, lang: str) -> None:
    """Another page offers the same address again, and waits for the reader."""
    target = quote("/doc/actor/cnil?asOf=2020-01-01", safe="")
    page = client.get(f"/busy?of={target}&lang={lang}", headers=HTML)
    assert page.status_code == 200
    assert message("problem_waiting", lang) in words(page.text)
    assert "http-equiv" not in page.text
    assert "/doc/actor/cnil?asOf=2020-01-01" in links(page.text)


@pytest.mark.parametrize(
    "of", ["//e.org/", "/\\e.org", "http://e.org/", "javascript:alert(1)", "/\t/e.org", "", "x"]
)
def test_it_leads_nowhere_else(client: TestClient, of: str) -> None:
    """Only a path of this service is offered."""
    page = client.get(f"/busy?of={quote(of, safe='')}", headers=HTML)
    assert ["/", "/?lang=fr"] == links(page.text)


@pytest.mark.nightly
def test_a_busy_service(project: Project, tmp_path: Path) -> None:
    """While no query can begin, a page says so; asked again afterwards, it has the answer."""
    address = "/queries/who-said-what?topic=cloud-act&lang=en"
    options = ("--queue", "0", "--workers", "1", "--cache", "0")
    listener = ("--admin-port", "0")
    log = tmp_path / "server.log"
    with serving(log, "--project", str(project.root), "--unchecked", *options, *listener) as server:
        with flooded(server):
            reply = server.get(address, Accept=BROWSER)
        assert reply.status == 503
        seconds = reply.headers["retry-after"]
        assert f'<meta http-equiv="refresh" content="{seconds}">' in reply.body.decode()
        again = wait_until(lambda: answered(server, address), "the answer")
        assert "<table" in again
        assert "http-equiv" not in again


def answered(server: LiveServer, address: str) -> str:
    """Return a page, or nothing while there is none."""
    reply = server.get(address, Accept=BROWSER)
    return reply.body.decode() if reply.status == 200 else ""
