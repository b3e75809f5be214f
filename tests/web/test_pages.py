"""What people see: pages in two languages that load nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from markupsafe import escape

from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.web.pages.assets import has_asset

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = ["/", "/claims", "/queries", "/sparql", "/queries/who-said-what?topic=cloud-act"]


class References(HTMLParser):
    """Collect what a page refers to or loads, and how its elements nest."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.addresses: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses; those of other than links and forms are loaded."""
        for name, value in attrs:
            if name in {"href", "src", "action"} and value is not None:
                self.addresses.append(value)
                if tag not in {"a", "form"}:
                    self.loaded.append(value)
            assert name not in {"style", "onclick"}, "inline style or script"


def references(text: str) -> References:
    """Return what a page refers to."""
    parser = References()
    parser.feed(text)
    return parser


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_come_in_both_languages(client: TestClient, address: str, lang: str) -> None:
    """`?lang=` chooses the language of page and labels, and the page says so."""
    join = "&" if "?" in address else "?"
    response = client.get(f"{address}{join}lang={lang}", headers=HTML)
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in response.text
    assert response.headers["content-language"] == lang


@pytest.mark.parametrize("address", PAGES)
def test_pages_load_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    """Everything that a page loads has an absolute path of this service, and is there."""
    found = references(client.get(address, headers=HTML).text)
    assert [each for each in found.addresses if re.match(r"\w+:|//", each)] == []
    for each in found.loaded:
        assert client.get(each, headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("header", "lang"), [("en-GB,en;q=0.9", "en"), ("de", "fr"), ("", "fr"), ("fr;q=0.1,en", "en")]
)
def test_language_is_negotiated(client: TestClient, header: str, lang: str) -> None:
    """Without `?lang=` Accept-Language decides, and French where it names neither."""
    response = client.get("/", headers={**HTML, "accept-language": header})
    assert response.headers["content-language"] == lang
    assert "Accept-Language" in response.headers["vary"]


def test_unknown_language_is_refused(client: TestClient) -> None:
    """A language that the pages lack is said to be lacking."""
    assert client.get("/?lang=de", headers=HTML).status_code == 400


def test_home_answers_the_question(client: TestClient) -> None:
    """The start page shows the first claims on the Cloud Act, and counts all of them."""
    text = client.get("/?lang=en", headers=HTML).text
    for name in ("Stéphanie Combes", "Jean-Renaud Roy", "Pierre Desmarais", "Critics"):
        assert name in text
    table = client.get("/queries/who-said-what.csv?topic=cloud-act&lang=en").text
    assert f"All {len(table.splitlines()) - 1} claims on this topic" in text


@pytest.mark.nightly
def test_links_of_the_pages_lead_somewhere(client: TestClient) -> None:
    """Every internal link of every page answers."""
    seen = set()
    for page in PAGES:
        for address in references(client.get(page, headers=HTML).text).addresses:
            if address.startswith("/") and address not in seen:
                seen.add(address)
                assert client.get(address, headers=HTML).status_code == 200, address
    assert len(seen) > 20


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}"])
def test_hostile_text_stays_text(client: TestClient, hostile: str) -> None:
    """What a query brings along is shown, never run."""
    query = f"SELECT ('''{hostile}''' AS ?x) WHERE {{}}"
    response = client.get("/sparql", params={"query": query}, headers=HTML)
    assert response.status_code == 200
    assert str(escape(hostile)) in response.text
    data, outside = [], response.text
    for found in re.findall(r'<script type="application/json"[^>]*>.*?</script>', outside):
        data.append(found)
        outside = outside.replace(found, "")
    assert len(data) == has_asset("vendor/yasqe.min.js")  # the answer, for the editor's scripts
    assert all(each.count("<") == 2 for each in data)  # its own two tags
    assert re.findall(r'<script(?! src="/assets/)', outside) == []
    assert "<img" not in response.text


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("SELECT * WHERE {", 400, "does not parse"),
        ("SELECT * WHERE { SERVICE <http://e.org/> {} }", 400, "SERVICE"),
        (" ", 400, "empty"),
    ],
)
def test_a_failed_query_stays_on_its_page(
    client: TestClient, query: str, status: int, says: str
) -> None:
    """A browser gets the query back with what is wrong; a program gets the problem as JSON."""
    response = client.get("/sparql", params={"query": query, "lang": "en"}, headers=HTML)
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    assert says in response.text
    assert str(escape(query)) in response.text
    for headers in ({}, {"accept": "*/*"}, {"accept": "application/json"}):
        plain = client.get("/sparql", params={"query": query}, headers=headers)
        assert plain.status_code == status
        assert plain.headers["content-type"] == "application/problem+json"


def test_nothing_found_is_not_a_no(client: TestClient) -> None:
    """No solutions are “not in these sources”."""
    response = client.get("/queries/who-said-what?topic=transparency&actor=anssi&lang=en",
                          headers=HTML)  # fmt: skip
    assert "Not in these sources" in response.text
