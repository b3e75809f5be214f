"""The search as people and programs ask for it: the page, JSON, suggestions, OpenSearch."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest

from hdhgraph.claims.search.build import KINDS
from hdhgraph.i18n.messages import LANGUAGES, message
from live_server import live_server
from waiting import Looks

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

HTML = {"accept": "text/html"}
JSON = {"accept": "application/json"}
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "' OR 1=1 --",
    'NEAR("cloud" "act")', "cloud*", "name : cloud", "a\x00b", "\u202ecloud", "🏥", "\u0301",
    "javascript:alert(1)", "%s %d {0} {q}", "\ufffe",
]  # fmt: skip


class Page(HTMLParser):
    """What a page has: its text by element, marked words, links, and quotations with languages."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.path: list[str] = []
        self.marked: list[str] = []
        self.links: list[str] = []
        self.quoted: list[str | None] = []
        self.headings: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links and quotations."""
        values = dict(attrs)
        if tag not in {"meta", "link", "input"}:
            self.path.append(tag)
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if tag == "q":
            self.quoted.append(values.get("lang"))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element; each one that was opened is closed in its turn."""
        if tag not in {"meta", "link", "input"}:
            assert self.path.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text, with marked words and headings apart."""
        self.text += data
        if self.path and self.path[-1] == "mark":
            self.marked.append(data)
        if self.path and self.path[-1] in {"h1", "h2", "h3"}:
            self.headings.append(data.strip())


def ask(client: TestClient, path: str = "/search", **values: str) -> Page:
    """Return the page of a search."""
    response = client.get(f"{path}?{urlencode({'lang': 'fr', **values})}", headers=HTML)
    assert response.status_code == 200
    return Page(response.text)


def ask_json(client: TestClient, **values: str) -> Any:  # noqa: ANN401 - JSON
    """Return a search as JSON."""
    response = client.get(f"/search?{urlencode({'lang': 'fr', **values})}", headers=JSON)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    return response.json()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hits_are_grouped_by_kind(client: TestClient, lang: str) -> None:
    """The page has a section for each kind, with its count, in the language of the page."""
    page = ask(client, q="cloud act", lang=lang)
    for kind in ("act", "topic", "proposition", "claim"):
        assert any(each.startswith(message(f"kind_{kind}", lang)) for each in page.headings)
    assert page.headings[0] == message("search", lang)
    assert {each.lower() for each in page.marked} >= {"cloud", "act"}


def bare(text: str) -> str:
    """Return a text without white space and quotation marks, which a page sets as it needs."""
    return re.sub(r"[\s\"«»“”\u2018\u2019']", "", text)


def test_claims_say_who_how_and_where(client: TestClient) -> None:
    """A claim is shown with its speaker, capacity, stance, proposition, fragment and source."""
    page = ask(client, q="avocat cloud act", kind="claim")
    content = ask_json(client, q="avocat cloud act", kind="claim")
    assert content["kinds"] == {"claim": len(content["hits"])}
    assert len([hit for hit in content["hits"] if hit["claim"]["saidBy"] == "2020-05-20"]) > 5
    shown = bare(page.text)
    for hit in content["hits"]:
        claim = hit["claim"]
        assert claim["speaker"]["label"] == "Pierre Desmarais"
        assert claim["fragment"]["lang"] in {"fr", "en"}
        for name in ("speaker", "capacity", "stance", "proposition", "source"):
            assert bare(claim[name]["label"]) in shown
        assert bare(claim["fragment"]["text"]) in shown
        assert hit["path"] + "?lang=fr" in page.links
    assert set(page.quoted) == {hit["claim"]["fragment"]["lang"] for hit in content["hits"]}


def test_marked_words_are_named_by_their_place(client: TestClient) -> None:
    """In JSON the words looked for are given by offsets, and nothing in the text is changed."""
    content = ask_json(client, q="hébergeur", kind="certification")
    snippets = [each["snippet"] for each in content["hits"] if each["snippet"]]
    assert snippets
    for snippet in snippets:
        for start, end in snippet["marked"]:
            assert snippet["text"][start:end].lower().startswith("hébergeur")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_said_not_to_be_in_these_sources(client: TestClient, lang: str) -> None:
    """No hit is said as what it is, with spellings and lone words that do find something."""
    page = ask(client, q="Desmaretz cloud", lang=lang)
    assert message("search_nothing", lang, q="Desmaretz cloud") in page.headings
    assert message("none", lang) in page.text
    offered = [parse_qs(urlsplit(each).query)["q"][0] for each in page.links if "q=" in each]
    offered = [each for each in offered if each != "Desmaretz cloud"]
    assert "desmarais cloud" in offered
    for each in offered:
        assert ask_json(client, q=each)["count"] > 0


def test_filters_are_named_where_they_hide_all(client: TestClient) -> None:
    """Where a filter leaves nothing, the search without it is a click away."""
    page = ask(client, q="lawyer", language="fr")
    assert message("search_filtered", "fr") in page.text
    assert "/search?q=lawyer&lang=fr" in page.links


@pytest.mark.parametrize("values", [{}, {"q": ""}, {"q": "  "}, {"q": "", "kind": "claim"}])
def test_an_empty_search_says_what_to_type(client: TestClient, values: dict[str, str]) -> None:
    """Without words the page says what can be typed, and no more; JSON is told of a missing q."""
    page = ask(client, **values)
    assert message("search_help", "fr") in page.text
    assert page.headings == [message("search", "fr")]
    response = client.get(f"/search.json?{urlencode(values)}")
    assert response.status_code == 400
    assert "“q”" in response.json()["detail"]


def test_signs_alone_are_no_words(client: TestClient) -> None:
    """A search without a letter or a digit is said to be one."""
    assert message("search_no_words", "fr") in ask(client, q='* " ^ 🏥').text
    assert ask_json(client, q="***")["words"] == []


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"q": "x" * 301}, "search_long"),
        ({"q": "x" * 15_000}, "search_long"),
        ({"q": "cloud", "kind": "nonsense"}, "search_bad_kind"),
        ({"q": "cloud", "language": "de"}, "search_bad_language"),
        ({"q": "cloud", "asOf": "2020-02-31"}, "search_bad_day"),
        ({"q": "cloud", "asOf": "20200101"}, "search_bad_day"),
        ({"q": "cloud", "kind": "claim", "page": "0"}, "search_bad_page"),
        ({"q": "cloud", "kind": "claim", "page": "-1"}, "search_bad_page"),
        ({"q": "cloud", "kind": "claim", "page": "9" * 400}, "search_bad_page"),
        ({"q": "cloud", "page": "2"}, "search_bad_page"),
        ({"q": "cloud", "kind": "claim", "page": "400"}, "search_last_page"),
        ({"q": "cloud", "nonsense": "1"}, "search_unknown"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_wrong_values_say_what_to_do(
    client: TestClient, values: dict[str, str], key: str, lang: str
) -> None:
    """A parameter that cannot be used is a page with its message and the form; JSON a problem."""
    address = urlencode({**values, "lang": lang})
    response = client.get(f"/search?{address}", headers=HTML)
    assert response.status_code == 400
    start = message(key, lang, **dict.fromkeys(_FIELDS, "\n")).partition("\n")[0]
    assert start in Page(response.text).text
    assert '<form class="search"' in response.text
    problem = client.get(f"/search.json?{address}")
    assert problem.status_code == 400
    assert problem.headers["content-type"] == "application/problem+json"


_FIELDS = ("count", "most", "value", "known", "page", "pages", "name")


def test_a_value_given_twice_is_refused(client: TestClient) -> None:
    """Two values of one parameter leave open which is meant."""
    assert client.get("/search?q=a&q=b", headers=HTML).status_code == 400


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("path", ["/search", "/search.json", "/search/suggest"])
def test_hostile_text_stays_text(client: TestClient, path: str, text: str) -> None:
    """What is typed comes back as text only: no element, no attribute, no template, no syntax."""
    response = client.get(f"{path}?{urlencode({'q': text})}", headers=HTML)
    assert response.status_code == 200
    if path == "/search":
        assert "<img" not in response.text
        assert "alert(1)</script>" not in response.text
        assert Page(response.text).path == []
        assert "49" not in " ".join(Page(response.text).headings)
    else:
        assert response.headers["content-type"] == "application/json"


def test_a_lone_surrogate_is_refused(client: TestClient) -> None:
    """Bytes that are no text are said not to be."""
    assert client.get("/search?q=%ff", headers=HTML).status_code == 400
    assert client.get("/search?q=%ed%a0%80", headers=HTML).status_code == 400


def test_pages_of_a_kind_hang_together(client: TestClient) -> None:
    """From the first page one gets to the last; each hit is on one page, and all are counted."""
    first = ask_json(client, q="cloud", kind="claim")
    assert first["pages"] > 1
    seen: list[str] = []
    page: Any = first
    while True:
        seen += [each["iri"] for each in page["hits"]]
        if "next" not in page["links"]:
            break
        page = client.get(page["links"]["next"]).json()
    assert page["page"] == first["pages"]
    assert len(seen) == len(set(seen)) == first["kinds"]["claim"]
    links = ask(client, q="cloud", kind="claim", page="2").links
    assert "/search?q=cloud&kind=claim&page=1&lang=fr" in links


def test_the_links_of_hits_lead_somewhere(client: TestClient) -> None:
    """Each kind of thing that is found has a page of its own."""
    tried = set()
    for words in ("hub", "cloud", "microsoft", "hds", "directrice", "claim"):
        for hit in ask_json(client, q=words)["hits"]:
            if hit["kind"] not in tried:
                tried.add(hit["kind"])
                assert client.get(hit["path"], headers=HTML).status_code == 200
    assert len(tried) > 8


@pytest.mark.parametrize("lang", LANGUAGES)
def test_suggestions_are_a_short_list(client: TestClient, lang: str) -> None:
    """Ten names at the most, each with its kind and a path of this service."""
    found = client.get(f"/search/suggest?q=micro&lang={lang}").json()
    assert 0 < len(found) <= 10
    for each in found:
        assert each["kind"] in KINDS
        assert each["kindLabel"] == message(f"kind_{each['kind']}", lang)
        assert client.get(each["path"], headers=HTML).status_code == 200
    assert found[0]["label"] == "Microsoft"
    assert client.get("/search/suggest").json() == []
    assert client.get("/search/suggest?q=" + "x" * 301).status_code == 400


def test_suggestions_take_few_steps(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty new beginnings are looked for in an index, not in all that there is."""
    client.get("/search/suggest?q=")
    clock = Looks()
    monkeypatch.setattr("hdhgraph.claims.search.search.time", clock)
    for letter in "abcdefghijklmnopqrst":
        assert client.get(f"/search/suggest?q={letter}&lang=en").status_code == 200
    # A look is 2,000 steps of the database.
    assert 20 <= clock.count < 20 * 50


@pytest.mark.parametrize("lang", LANGUAGES)
def test_browsers_are_told_how_to_search(client: TestClient, lang: str) -> None:
    """Every page names the OpenSearch description, whose addresses answer."""
    page = client.get(f"/?lang={lang}", headers=HTML).text
    assert 'type="application/opensearchdescription+xml"' in page
    response = client.get(f"/opensearch.xml?lang={lang}")
    assert response.headers["content-type"] == "application/opensearchdescription+xml"
    root = ET.fromstring(response.text)  # noqa: S314 - our own answer
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    urls = {each.get("type"): each.get("template") for each in root.iter(f"{OPENSEARCH}Url")}
    assert len(urls) == 3
    for kind, template in urls.items():
        assert template is not None
        address = urlsplit(template.replace("{searchTerms}", "cloud"))
        answer = client.get(f"{address.path}?{address.query}", headers={"accept": "*/*"})
        assert answer.headers["content-type"].partition(";")[0] == kind
    typed, labels, kinds, addresses = client.get(
        "/search/suggest?format=opensearch&q=combes"
    ).json()
    assert typed == "combes"
    assert "Stéphanie Combes" in labels
    assert len(labels) == len(kinds) == len(addresses)
    assert all(each.startswith("http") for each in addresses)


def test_a_search_is_the_same_for_caches(client: TestClient) -> None:
    """An answer has a tag, says what it depends on, and is not sent again to who has it."""
    first = client.get("/search?q=cloud&lang=fr", headers=HTML)
    assert first.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    again = client.get(
        "/search?q=cloud&lang=fr", headers={**HTML, "if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert client.head("/search?q=cloud&lang=fr", headers=HTML).status_code == 200


def test_a_graph_without_claims_is_searched(tmp_path: Path) -> None:
    """Over other data the search answers all the same; many at once build one index."""
    data = tmp_path / "other.ttl"
    data.write_text("<http://example.org/a> a <http://example.org/Thing> .", encoding="utf-8")
    with live_server(data) as server, ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda n: server.get(f"/search.json?q=w{n}"), range(16)))
        assert [reply.status for reply in replies] == [200] * 16
        assert [reply.json()["count"] for reply in replies] == [0] * 16
        log = server.log.read_text(encoding="utf-8")
    assert log.count('"form": "tsv"') == 3


def test_an_original_is_shown_before_its_translation(client: TestClient) -> None:
    """A claim's words are those of a source of its own, unless only the relay has the words."""
    found = [each["claim"] for each in ask_json(client, q="avocat cloud act", kind="claim")["hits"]]
    only_there = [claim for claim in found if claim["fragment"]["lang"] == "en"]
    assert len(found) > 5
    assert only_there == []
    words = "we would have had to go through a public market"
    (hit, *_) = ask_json(client, q=words, kind="claim")["hits"]
    assert words in hit["claim"]["fragment"]["text"]
