"""Pictures as pages: filters, drawing, table, downloads, in two languages."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from markupsafe import escape

from hdhgraph.claims.pictures.words import KINDS, LANGUAGES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FILTERS = {
    "matrix": "topic=cloud-act",
    "timeline": "actor=octave-klaba&asOf=2020-12-31",
    "map": "topic=topic:cloud-act",
    "chain": "claim=cnil-keys-sent",
}


class Claims(HTMLParser):
    """Collect the addresses of claims, apart for drawings and tables, and what pages must have."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.inside: list[str] = []
        self.drawn: set[str] = set()
        self.listed: set[str] = set()
        self.labels = 0
        self.fields = 0
        self.regions: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a start tag tells."""
        values = dict(attrs)
        assert "style" not in values
        if tag in {"svg", "table"}:
            self.inside.append(tag)
        address = values.get("href") or ""
        if tag == "a" and "/claim/" in address and self.inside:
            (self.drawn if self.inside[-1] == "svg" else self.listed).add(address)
        self.labels += tag == "label"
        self.fields += tag == "select" or (tag == "input" and values.get("type") != "hidden")
        if values.get("role") == "region":
            self.regions.append(values)

    def handle_endtag(self, tag: str) -> None:
        """Leave a drawing or a table."""
        if tag in {"svg", "table"}:
            self.inside.pop()


def read(text: str) -> Claims:
    """Return what a page holds."""
    parser = Claims()
    parser.feed(text)
    return parser


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_has_drawing_and_table_of_the_same(client: TestClient, kind: str, lang: str) -> None:
    """The claims that are drawn are those of the table; both lead to pages that are there."""
    response = client.get(f"/pictures/{kind}?{FILTERS[kind]}&lang={lang}", headers=HTML)
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in response.text
    found = read(response.text)
    assert found.drawn
    assert found.drawn == found.listed
    for address in sorted(found.drawn)[:3]:
        assert client.get(address, headers=HTML).status_code == 200
    assert found.labels == found.fields > 0
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in found.regions)
    assert "<style" not in response.text
    assert re.findall(r"<script(?! type=\"module\" src=\"/assets/)", response.text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_svg_is_a_file_of_its_own(client: TestClient, kind: str) -> None:
    """The download is XML with its media type, whose links are the claims' IRIs."""
    response = client.get(f"/pictures/{kind}.svg?{FILTERS[kind]}&lang=en")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.headers["content-language"] == "en"
    assert response.headers["etag"]
    root = ET.fromstring(response.text)  # noqa: S314 - from our service
    links = {each.get("href", "") for each in root.iter("{http://www.w3.org/2000/svg}a")}
    assert {each.partition("/id/")[0] for each in links} == {"https://w3id.org/hdhgraph"}
    page = read(client.get(f"/pictures/{kind}?{FILTERS[kind]}&lang=en", headers=HTML).text)
    drawn = {each.rpartition("/")[2].partition("?")[0] for each in page.drawn}
    assert {each.rpartition("/")[2] for each in links if "/claim/" in each} == drawn


def test_link_reproduces_the_picture(client: TestClient) -> None:
    """The address that the page gives answers with the same picture, whatever is preferred."""
    page = client.get(f"/pictures/map?{FILTERS['map']}", headers=HTML).text
    address = re.search(r'<link rel="canonical" href="([^"]+)"', page)
    assert address is not None
    again = client.get(
        address[1].replace("&amp;", "&"), headers={**HTML, "accept-language": "en"}
    ).text
    drawing = re.compile(r"<svg.*</svg>", re.DOTALL)
    first, second = drawing.search(page), drawing.search(again)
    assert first is not None
    assert second is not None
    assert first[0] == second[0]


def test_language_is_negotiated(client: TestClient) -> None:
    """Without `lang` a drawing goes by Accept-Language, and says so."""
    response = client.get("/pictures/map.svg?topic=cloud-act", headers={"accept-language": "en"})
    assert "Map of the controversy" in response.text
    assert "Accept-Language" in response.headers["vary"]


def test_choice_is_kept_in_the_form(client: TestClient) -> None:
    """Filters show what was chosen, by its label."""
    page = client.get("/pictures/matrix?topic=cloud-act&asOf=2020-06-30&lang=fr", headers=HTML).text
    assert '<option value="cloud-act" selected>Cloud Act</option>' in page
    assert 'value="2020-06-30"' in page
    assert "hdhgraph draw matrix --topic cloud-act --as-of 2020-06-30 --lang fr" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_chain_without_a_claim_lists_them(client: TestClient, lang: str) -> None:
    """The page of chains lists the claims that reach us by a relay, each a link to its chain."""
    page = client.get(f"/pictures/chain?topic=decryption-keys&lang={lang}", headers=HTML).text
    address = re.search(r'href="(/pictures/chain\?claim=cnil-keys-sent[^"]*)"', page)
    assert address is not None
    assert client.get(address[1].replace("&amp;", "&"), headers=HTML).status_code == 200


def test_nothing_found_is_said(client: TestClient) -> None:
    """No claims are “not in these sources”, not an empty drawing."""
    address = "/pictures/matrix?topic=cloud-act&actor=octave-klaba&lang=en"
    page = client.get(address, headers=HTML)
    assert page.status_code == 200
    assert "Not in these sources" in page.text
    assert "<svg" not in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/pictures/spiral", 404),
        ("/pictures/map.gif", 404),
        ("/pictures/map?topic=cloud-at", 400),
        ("/pictures/map?topic=cloud-act&topic=hds", 400),
        ("/pictures/map?colour=red", 400),
        ("/pictures/map?asOf=yesterday", 400),
        ("/pictures/map?claim=cnil-keys-sent", 400),
        ("/pictures/map?lang=de", 400),
        ("/pictures/chain.svg", 400),
        ("/pictures/chain?claim=nothing-of-the-kind", 404),
        ("/pictures/chain?claim=%00%3C%3E", 400),
        ("/pictures/chain?claim=roy-no-cloud-act-problem&asOf=1990-01-01", 404),
        ("/pictures/map?topic=%ff", 400),
    ],
)
def test_wrong_filters_say_what_to_do(client: TestClient, address: str, status: int) -> None:
    """A filter that means nothing is a problem with a sentence, never a failure of the service."""
    response = client.get(address)
    assert response.status_code == status
    assert response.json()["detail"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("topic=cloud-at&asOf=2020-06-30", "cloud-at"),
        ("topic=cloud-act&topic=hds", "given twice"),
        ("colour=red&asOf=2020-06-30", "no parameter “colour”"),
        ("asOf=yesterday&topic=hds", "“yesterday” is not a day"),
        ("claim=cnil-keys-sent", "“claim” is for a chain"),
        ("topic=%ff", "not UTF-8"),
    ],
)
def test_a_reader_can_mend_a_wrong_filter(
    client: TestClient, query: str, says: str, lang: str
) -> None:
    """The page, 400, says what is wrong beside the form, which keeps the filters that are right."""
    response = client.get(f"/pictures/map?{query}&lang={lang}", headers=HTML)
    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store"
    text = html.unescape(response.text)
    assert f'<html lang="{lang}">' in text
    assert '<form class="filters" action="/pictures/map"' in text
    assert says in text.partition('role="alert"')[2].partition("</p>")[0]
    assert ('value="2020-06-30"' in text) == ("asOf=2020" in query)
    assert ('value="hds" selected' in text) == ("topic=hds" in query)
    assert 'value="yesterday"' not in text
    assert "<svg" not in text


def test_what_may_be_meant_is_a_link(client: TestClient) -> None:
    """A near name leads to the picture that has it, with the other filters."""
    page = client.get("/pictures/map?topic=cloud-at&asOf=2020-12-31&lang=en", headers=HTML).text
    address = re.search(r'href="([^"]+)">cloud-act</a>', page)
    assert address is not None
    assert "asOf=2020-12-31" in address[1]
    meant = client.get(html.unescape(address[1]), headers=HTML)
    assert meant.status_code == 200
    assert "<svg" in meant.text


def test_hostile_filter_stays_text(client: TestClient) -> None:
    """What an address brings along is never markup."""
    hostile = '"><script>alert(1)</script>'
    response = client.get("/pictures/chain", params={"claim": hostile}, headers=HTML)
    assert response.status_code in {400, 404}
    assert "<script>alert" not in response.text or "json" in response.headers["content-type"]
    page = client.get("/pictures/map", params={"topic": "cloud-act", "actor": " "}, headers=HTML)
    assert page.status_code == 200
    assert str(escape(hostile)) not in page.text


def test_pictures_lead_to_the_first(client: TestClient) -> None:
    """The bare address leads to a picture, with its filters."""
    response = client.get("/pictures?topic=cloud-act", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/pictures/matrix?topic=cloud-act"
    assert client.head("/pictures/matrix?topic=cloud-act").status_code == 200
