"""The list of claims: what its page counts, shows, links and exports."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from hdhgraph.claims.index.facets import FACETS, ORDERS
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.rdf.namespaces import BASE, hg

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "https://e.org/> ?p ?o } INSERT DATA { <x",
    "'; DROP TABLE claims; --",
    "\u202e\u0000\ud7ff",
    "a" * 5000,
    "../../etc/passwd",
    "-1",
    "9" * 40,
]
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FILTERED = "/claims?topic=cloud-act&stance=denies&lang=en"
EMPTY = "/claims?topic=cloud-act&actor=octave-klaba&asOf=2020-12-31&lang=en"


class Facets(HTMLParser):
    """The links of the facets of a page with their counts, and the hits."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.values: list[tuple[str, int]] = []
        self.claims: list[str] = []
        self.unfollowed: list[str] = []
        self.languages: list[str] = []
        self._address = ""
        self._is_count = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses of facets and claims."""
        known = {name: value or "" for name, value in attrs}
        href = known.get("href", "")
        if tag == "a" and href.startswith("/claims?"):
            self._address = href
            if "nofollow" not in known.get("rel", ""):
                self.unfollowed.append(href)
        if tag == "a" and href.startswith("/doc/claim/"):
            self.claims.append(BASE + "id/" + urlsplit(href).path.removeprefix("/doc/"))
        self._is_count = known.get("class") == "count"
        if tag == "q":
            self.languages.append(known.get("lang", ""))

    def handle_data(self, data: str) -> None:
        """Keep the count behind a value."""
        if self._is_count and self._address:
            self.values.append((self._address, int(data)))
            self._address, self._is_count = "", False


def page_of(client: TestClient, address: str) -> Facets:
    """Return what a page has."""
    response = client.get(address, headers=HTML)
    assert response.status_code == 200, address
    return Facets(response.text.split("<header>")[0] + response.text.split("</header>")[1])


def listed(client: TestClient, address: str) -> dict[str, Any]:
    """Return a list as JSON."""
    response = client.get(address, headers={"accept": "application/json"})
    assert response.status_code == 200, response.text
    content: dict[str, Any] = response.json()
    return content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_comes_in_both_languages(client: TestClient, lang: str) -> None:
    """`?lang=` chooses the language; the page names the other one and what it depends on."""
    response = client.get(f"/claims?topic=cloud-act&lang={lang}", headers=HTML)
    assert f'<html lang="{lang}">' in response.text
    assert response.headers["content-language"] == lang
    assert response.headers["vary"].startswith("Accept, Accept-Language")
    assert {"fr": "Prises de position", "en": "Claims"}[lang] in response.text


@pytest.mark.parametrize("address", ["/claims?lang=en", FILTERED, "/claims?mode=direct&lang=en"])
def test_a_count_is_what_its_link_leads_to(client: TestClient, address: str) -> None:
    """Each value of each facet leads to a list of as many claims as stand beside it."""
    values = page_of(client, address).values
    assert len(values) > 10
    for link, count in values:
        assert listed(client, link.replace("/claims?", "/claims.json?"))["total"] == count, link


@pytest.mark.nightly
@settings(max_examples=40)
@given(st.data())
def test_counts_hold_wherever_one_goes(client: TestClient, data: st.DataObject) -> None:
    """After any walk over facets, the count of the next value is the number of its claims."""
    content = listed(client, "/claims.json?size=1")
    chosen: dict[str, str] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from([n for n in FACETS if content["facets"][n]]))
        value = data.draw(st.sampled_from(content["facets"][name]))
        chosen[name] = value["value"]
        response = client.get("/claims.json", params={**chosen, "size": "500"})
        content = response.json()
        assert value["count"] == content["total"] == len(content["claims"])


@pytest.mark.parametrize("address", [FILTERED, "/claims?sort=speaker&page=2&size=15&lang=fr"])
def test_exports_are_what_is_shown(client: TestClient, address: str) -> None:
    """CSV, JSON, Turtle and each citation hold the claims of the page, in its order."""
    path, _, query = address.partition("?")
    shown = page_of(client, address).claims
    assert len(shown) >= 5
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv?{query}").text)))
    assert shown == [row["claim"] for row in rows]
    claims = listed(client, f"{path}.json?{query}")["claims"]
    assert shown == [each["iri"] for each in claims]
    assert [row["fragment"] for row in rows] == [each["fragment"]["text"] for each in claims]
    graph = client.get(f"{path}.ttl?{query}").content
    triples = list(ox.parse(graph, format=ox.RdfFormat.TURTLE))
    found = {t.subject.value for t in triples if t.predicate.value == hg("speaker")}
    assert set(shown) == found
    cited = json.loads(client.get(f"{path}.csl.json?{query}").content)
    assert shown == [each["URL"] for each in cited]


@pytest.mark.parametrize(("ending", "mark"), [("bib", "@misc{"), ("ris", "TY  - "), ("txt", "")])
def test_citations_are_those_of_the_claims(client: TestClient, ending: str, mark: str) -> None:
    """A list cites each claim in the words in which the claim's own page does."""
    shown = page_of(client, FILTERED).claims
    text = client.get(FILTERED.replace("/claims?", f"/claims.{ending}?")).text
    assert len(shown) == (text.count(mark) if mark else len(text.splitlines())) == 6
    for claim in shown:
        own = claim.replace(f"{BASE}id/claim/", "/claim/") + f"/citation.{ending}?lang=en"
        assert client.get(own).text in text


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [("csv", "text/csv"), ("json", "application/json"), ("ttl", "text/turtle"),
     ("jsonld", "application/ld+json"), ("nt", "application/n-triples"),
     ("bib", "application/x-bibtex"), ("csl.json", "application/vnd.citationstyles.csl+json")],
)  # fmt: skip
def test_formats_by_suffix_name_and_accept(
    client: TestClient, ending: str, media_type: str
) -> None:
    """A list is had in a format by suffix, by `?format=` and by Accept alike."""
    by_suffix = client.get(f"/claims.{ending}?topic=cloud-act&lang=fr")
    assert by_suffix.headers["content-type"].startswith(media_type)
    by_name = client.get(f"/claims?topic=cloud-act&lang=fr&format={ending}")
    assert by_name.status_code == 200
    by_accept = client.get("/claims?topic=cloud-act&lang=fr", headers={"accept": media_type})
    assert by_accept.headers["content-type"].startswith(media_type)
    assert by_suffix.headers["x-total-count"] == by_accept.headers["x-total-count"] == "22"


def test_links_lead_through_all_pages(client: TestClient) -> None:
    """Following `rel=next` from the first page visits every claim once."""
    address, seen = "/claims.json?size=100&sort=source&lang=en", []
    for _ in range(10):
        response = client.get(address)
        seen += [each["iri"] for each in response.json()["claims"]]
        turn = re.search(r'<([^>]*)>; rel="next"', response.headers["link"])
        if turn is None:
            break
        address = turn[1]
    assert len(seen) == len(set(seen)) == response.json()["total"] > 300


def test_hits_show_who_what_where_and_when(client: TestClient) -> None:
    """A hit has speaker and capacity, stance, words in their language, date, claim and citation."""
    text = client.get("/claims?topic=cloud-act&actor=pierre-desmarais&lang=en", headers=HTML).text
    for shown in ("Pierre Desmarais", "Lawyer in digital and data law", "denies", "undated"):
        assert shown in text
    assert '<q lang="fr">' in text
    assert re.search(r'href="/claim/[\w-]+/citation\?lang=en"', text)
    dated = client.get("/claims?actor=jean-renaud-roy&lang=fr", headers=HTML).text
    assert "20 décembre (année non dite)" in dated


def test_dates_order_the_list(client: TestClient) -> None:
    """`recent` begins with the last that is dated; what is undated stands at the end of both."""
    first = listed(client, "/claims.json?size=1&sort=date")["claims"][0]
    last = listed(client, "/claims.json?size=1&sort=recent")["claims"][0]
    assert first["date"]
    assert last["date"]
    assert first["iri"] != last["iri"]
    assert listed(client, "/claims.json?size=1&page=363&sort=recent")["claims"][0]["date"] is None


def test_nothing_found_says_what_to_drop(client: TestClient) -> None:
    """An empty list is “not in these sources”, and counts what there is without each filter."""
    response = client.get(EMPTY, headers=HTML)
    assert response.status_code == 200
    assert "Not in these sources" in response.text
    content = listed(client, EMPTY.replace("?", ".json?"))
    assert content["claims"] == []
    assert set(content["without"]) == {"topic", "actor", "asOf"}
    for name, count in content["without"].items():
        kept = [(n, v) for n, v in parse_qsl(urlsplit(EMPTY).query) if n != name]
        assert count == client.get("/claims.json", params=dict(kept)).json()["total"]
    assert re.search(r'href="/claims\?actor=octave-klaba[^"]*">\d+ claims', response.text)


def test_a_year_without_claims_is_no_mistake(client: TestClient) -> None:
    """Where no filter can be dropped alone, the page says what each finds by itself."""
    text = client.get("/claims?actor=octave-klaba&topic=cloud-act&year=2031&lang=en", headers=HTML)
    assert text.status_code == 200
    assert "With “Octave Klaba” alone" in text.text


def test_a_year_that_no_text_tells_may_be_that_of_claims(client: TestClient) -> None:
    """An empty year says what it may hold: what had been said by a later one."""
    text = client.get("/claims?actor=cnil&year=2024&lang=en", headers=HTML).text
    assert "Not in these sources" in text
    possible = text.partition("May be of 2024, though no text says so:")[2].partition("</p>")[0]
    assert ">by 2020<" not in possible
    (address, count) = re.findall(
        r'href="([^"]+)">by 2025</a> <span class="count">(\d+)</span></p>', text
    )[0]
    found = listed(client, html.unescape(address).replace("/claims?", "/claims.json?"))
    assert found["total"] == int(count) > 0
    assert all(each["saidBy"].startswith("2025") for each in found["claims"])


@pytest.mark.parametrize("year", ["", "undated", "..%2F2020"])
def test_only_a_year_has_years_that_it_may_be(client: TestClient, year: str) -> None:
    """Without one, and for what is no single year, no sentence tells in which it may lie."""
    text = client.get(f"/claims?year={year}&lang=en", headers=HTML).text
    assert "May be of" not in text


def test_years_stand_in_order_with_their_ranges(client: TestClient) -> None:
    """By the first year, then by the last; an open beginning after all, nothing told last."""
    for lang, labels in {
        "en": ["2019", "2020", "by 2020", "by 2024", "by 2025"],
        "fr": ["2019", "2020", "2020 au plus tard", "2024 au plus tard", "2025 au plus tard"],
    }.items():
        years = listed(client, f"/claims.json?lang={lang}")["facets"]["year"]
        assert labels == [each["label"] for each in years]
        assert sum(each["count"] for each in years) == listed(client, "/claims.json")["total"]


def test_a_known_value_without_claims_is_no_mistake(client: TestClient) -> None:
    """An actor that the graph knows and that says nothing has an empty list."""
    actors = client.get("/openapi.json").text
    assert "never-speaking" in actors
    rows = csv.DictReader(io.StringIO(client.get("/queries/never-speaking.csv").text))
    silent = next(value for row in rows for value in row.values() if value and "/actor/" in value)
    assert listed(client, f"/claims.json?actor={silent}")["total"] == 0


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("actor=octav-klaba", "octave-klaba"),
        ("topic=cloud-akt", "cloud-act"),
        ("stance=deny", "denies"),
        ("hand=4", "1, 2, 3"),
        ("year=20", "2020"),
        ("language=français", "fr"),
        ("sort=datum", "date"),
        ("asOf=31/05/2020", "2020-05-31"),
        ("page=0", "whole number"),
        ("page=99", "the last is page 19"),
        ("size=501", "500"),
        ("actor=a&actor=b", "once"),
        ("actr=octave-klaba", "actor"),
        ("more=everything", "everything"),
    ],
)
def test_what_cannot_be_used_says_what_can(client: TestClient, query: str, says: str) -> None:
    """A filter that makes no sense is refused with what is near, in a page and as a problem."""
    problem = client.get(f"/claims.json?{query}")
    assert problem.status_code == 400
    assert problem.headers["content-type"] == "application/problem+json"
    assert says in problem.json()["detail"]
    page = client.get(f"/claims?{query}&lang=en", headers=HTML)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert page.headers["cache-control"] == "no-store"


def test_near_names_are_links(client: TestClient) -> None:
    """The page of a wrong filter leads to the right one, and keeps the other filters."""
    text = client.get("/claims?actor=octav-klaba&stance=denies&lang=fr", headers=HTML).text
    assert 'href="/claims?actor=octave-klaba&amp;stance=denies&amp;lang=fr">Octave Klaba' in text


@pytest.mark.parametrize("name", [*FACETS, "asOf", "sort", "page", "size", "more", "x"])
def test_hostile_values_stay_text(client: TestClient, name: str) -> None:
    """Whatever a parameter holds, it is refused or shown as text, and nothing breaks."""
    for text in HOSTILE:
        response = client.get("/claims", params={name: text, "lang": "en"}, headers=HTML)
        assert response.status_code in (200, 400)
        assert re.findall(r"<script(?! src=\"/assets/| type=\"module\")", response.text) == []
        assert "<img" not in response.text
        assert text not in response.text or str(escape(text)) == text


def test_every_value_can_be_seen(client: TestClient) -> None:
    """`more` shows all values of a facet, of which a page shows eight at first."""
    few = page_of(client, "/claims?lang=en").values
    many = page_of(client, "/claims?lang=en&more=actor").values
    assert len([1 for link, _ in few if "actor=" in link]) == 8
    assert len([1 for link, _ in many if "actor=" in link]) > 30


def test_facet_links_are_not_for_crawlers(client: TestClient) -> None:
    """Every link to another list says nofollow: their combinations have no end."""
    assert page_of(client, FILTERED).unfollowed == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_small(client: TestClient, order: str, lang: str) -> None:
    """A page of a hundred claims stays under 150 KB, before compression."""
    response = client.get(f"/claims?size=100&sort={order}&lang={lang}&more=actor", headers=HTML)
    assert response.status_code == 200
    assert len(response.content) < 150_000


def test_home_is_an_answer(client: TestClient) -> None:
    """The start page shows ten claims on the Cloud Act, leads to the rest, and has a search box."""
    text = client.get("/?lang=en", headers=HTML).text
    assert len(set(Facets(text).claims)) == 10
    assert '<a href="/claims?topic=cloud-act&amp;lang=en">All 22 claims on this topic</a>' in text
    assert 'action="/search"' in text
    for number in ("363", "87", "33"):
        assert f"<dd>{number}</dd>" in text
