"""One way into a claim: list, table, page, feed, search, citation, MCP and query show one place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox
import pytest

from hdhgraph.claims.place_order import key_expression, place_key
from hdhgraph.i18n.folding import marked
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

# The order as it was decided: what is not named stands between mixed and presupposed.
MANNERS = ("direct", "mixed", "", "presupposed")
PLACES = (
    "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("hg", "oa", "skos"))
    + """
SELECT ?claim ?place ?source ?label ?mode ?start ?end ?fragment ?original ?speaker WHERE {
  ?claim a hg:Claim ; hg:speaker/skos:prefLabel ?speaker FILTER (LANG(?speaker) = "en")
  ?place hg:attests ?claim ; oa:hasSource ?source ; hg:mode ?mode
  OPTIONAL { ?source skos:prefLabel ?label FILTER (LANG(?label) = "en") }
  OPTIONAL { ?place oa:hasSelector ?at . ?at oa:start ?start ; oa:end ?end }
  OPTIONAL { ?place hg:fragment ?fragment }
  OPTIONAL { ?place hg:relays ?relayed . ?relayed oa:hasSelector ?original }
}"""
)


class Place(NamedTuple):
    """Where a claim is shown to stand."""

    source: str
    start: str
    end: str
    fragment: str


@pytest.fixture(scope="module")
def known(store: ox.Store) -> dict[str, list[dict[str, str]]]:
    """The places of each claim of the bundled graph, in the order that was decided."""
    places: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    solutions = select(store, PLACES)
    names = [each.value for each in solutions.variables]
    for solution in solutions:
        row = {name: solution[name].value for name in names if solution[name] is not None}
        found = places[row["claim"]].setdefault(row["place"], row)
        found |= {"original": row["original"]} if "original" in row else {}

    def order(row: dict[str, str]) -> tuple[int, int, int, str]:
        manner = row["mode"].rpartition("/")[2]
        distance = 2 if "start" not in row else 1 if "original" in row else 0
        rank = MANNERS.index(manner if manner in MANNERS else "")
        return distance, rank, int(row.get("start", 0)), row["place"]

    return {claim: sorted(found.values(), key=order) for claim, found in places.items()}


def shown(row: dict[str, Any]) -> Place:
    """Return the place that a row of a table names."""
    return Place(*(str(row.get(name, "")) for name in ("source", "start", "end", "fragment")))


def listed(claim: dict[str, Any]) -> Place:
    """Return the place that a claim of a list, or of a search, names."""
    fragment, source = (claim.get("fragment") or {}), (claim.get("source") or {})
    # A claim at the start of a text begins at 0.
    start, end = ("" if claim[name] is None else str(claim[name]) for name in ("start", "end"))
    return Place(source.get("iri", ""), start, end, fragment.get("text", ""))


def expected(known: dict[str, list[dict[str, str]]]) -> dict[str, Place]:
    """Return the place of each claim that comes first."""
    return {claim: shown(places[0]) for claim, places in known.items()}


def pages(client: TestClient, address: str) -> Iterator[Any]:
    """Yield the answers of all pages of a list, as JSON."""
    page = 1
    while True:
        answer = client.get(f"{address}&page={page}").json()
        yield answer
        if page >= answer["pages"]:
            return
        page += 1


def test_list_and_table(client: TestClient, known: dict[str, list[dict[str, str]]]) -> None:
    """Each claim of /claims.json and of /claims.csv is shown at its first place."""
    rows = client.get("/claims.csv?size=500").text
    table = {row["claim"]: shown(row) for row in csv.DictReader(io.StringIO(rows, newline=""))}
    assert table == expected(known)
    answers = pages(client, "/claims.json?size=100")
    found = {each["iri"]: listed(each) for answer in answers for each in answer["claims"]}
    assert found == expected(known)


@pytest.mark.nightly
def test_pages(client: TestClient, known: dict[str, list[dict[str, str]]]) -> None:
    """The page of each claim shows that place on its card, and first among its places."""
    for claim, (first, *_) in known.items():
        address = claim.replace(f"{PREFIXES['hgid']}", "/doc/") + "?lang=en"
        page = client.get(address, headers={"Accept": "text/html"}).text
        card, _, rest = page.partition('id="places"')
        at = f"characters {int(first['start']):,} to {int(first['end']):,}"
        assert at in tidy(card), claim
        place = tidy(rest.partition("</article>")[0])
        assert at in place, claim
        assert first["label"] in place
        assert letters(first.get("fragment", "")) in letters(place)


def letters(text: str) -> str:
    """Return the letters of a text: pages have a language's own quotation marks."""
    return re.sub(r"\W", "", text)


def tidy(html: str) -> str:
    """Return the text of HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_feed(client: TestClient, known: dict[str, list[dict[str, str]]]) -> None:
    """Each entry of the feed names that place."""
    address, told = "/feed.json?lang=en", {}
    while address:
        feed = client.get(address).json()
        told |= {each["id"]: each["content_text"] for each in feed["items"]}
        address = feed.get("next_url", "").partition("8000")[2]
    assert told.keys() == known.keys()
    for claim, (first, *_) in known.items():
        text = told[claim]
        assert f"{first['label']}, characters {first['start']} to {first['end']}." in text
        assert first.get("fragment", "") in text


def test_citations(client: TestClient, known: dict[str, list[dict[str, str]]]) -> None:
    """Each citation names that place."""
    notes = {}
    for page in range(1, -(-len(known) // 100) + 1):
        address = f"/claims.csl.json?size=100&lang=en&page={page}"
        for item in client.get(address).json():
            notes[item["URL"]] = item["note"]
    assert notes.keys() == known.keys()
    for claim, (first, *_) in known.items():
        assert f"“{first['label']}”" in notes[claim]
        assert f"characters {first['start']} to {first['end']}" in notes[claim]
        assert first.get("fragment", "") in notes[claim]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_table_list_and_citation_tell_whose_words(client: TestClient, lang: str) -> None:
    """Author, outlet, whose words and the way that they came are the same in all three."""
    text = client.get(f"/claims.csv?size=500&lang={lang}").text
    table = {row["claim"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    answers = pages(client, f"/claims.json?size=500&lang={lang}")
    claims = {each["iri"]: each for answer in answers for each in answer["claims"]}
    assert table.keys() == claims.keys()
    assert len({row["words"] for row in table.values()}) > 1
    assert any(row["via"] for row in table.values())
    for page in range(1, -(-len(table) // 100) + 1):
        for item in client.get(f"/claims.csl.json?size=100&lang={lang}&page={page}").json():
            row, claim = table[item["URL"]], claims[item["URL"]]
            assert row["words"]
            told = [row[name] for name in ("authorLabel", "outletLabel", "words")]
            assert all(each in item["note"] for each in (*told, row["via"][1:]))
            for name in ("author", "outlet"):
                assert ", ".join(each["label"] for each in claim[name]) == row[f"{name}Label"]
            for name in ("sourceDate", "words", "via"):
                assert (claim[name] or "") == row[name]


def test_search(client: TestClient, known: dict[str, list[dict[str, str]]]) -> None:
    """Each hit is shown at that place, or at the first whose fragment has all the words."""
    found = set()
    for speaker in sorted({places[0]["speaker"] for places in known.values()}):
        for answer in pages(client, f"/search.json?kind=claim&lang=en&q={speaker}"):
            words = answer["words"]
            for hit in answer["hits"]:
                places = known[hit["iri"]]
                whole = [each for each in places if has_all(each.get("fragment", ""), words)]
                assert listed(hit["claim"]) == shown((whole or places)[0]), hit["iri"]
                found.add(hit["iri"])
    assert found == known.keys()


def has_all(fragment: str, words: list[str]) -> bool:
    """Tell whether a fragment has all the words that were looked for."""
    parts = {each.text.casefold() for each in marked(fragment, words) if each.is_marked}
    return len(parts) >= len(words)


def test_mcp_and_canned_query(client: TestClient, known: dict[str, list[dict[str, str]]]) -> None:
    """Each row of who-said-what is of that place, over MCP as over HTTP."""
    first, found = expected(known), set()
    for topic in client.get("/claims.json?lang=en&more=topic").json()["facets"]["topic"]:
        text = client.get(f"/queries/who-said-what.csv?lang=en&topic={topic['value']}").text
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        arguments = {"lang": "en", "topic": topic["value"], "size": 500}
        told = call(client, "who-said-what", arguments)["rows"]
        assert [(each["claim"], shown(each)) for each in rows] == [
            (each["claim"], shown(each)) for each in told
        ]
        for row in rows:
            assert shown(row) == first[row["claim"]], row["claim"]
            found.add(row["claim"])
    assert found == known.keys()


def call(client: TestClient, tool: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return what a tool answers over /mcp."""
    message = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }  # fmt: skip
    accept = {"Accept": "application/json, text/event-stream"}
    answer = client.post("/mcp", json=message, headers=accept).json()
    return json.loads(answer["result"]["content"][0]["text"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Held, and no relay of what is held, comes before both others, whatever the mode.
        (("b", "presupposed", 9, False), ("a", "direct", 1, True)),
        (("b", "presupposed", 9, True), ("a", "direct", None, False)),
        (("b", "direct", 9, False), ("a", "mixed", 1, False)),
        (("b", "mixed", 9, False), ("a", "indirect", 1, False)),
        (("b", "own-voice", 9, False), ("a", "presupposed", 1, False)),
        # No order among these two but where they begin, as a number.
        (("b", "own-voice", 9, False), ("a", "indirect", 10, False)),
        (("a", "direct", 7, False), ("b", "direct", 7, False)),
    ],
)
def test_the_order_is_that_of_the_key(before: Any, after: Any) -> None:  # noqa: ANN401
    """Each step of the order is one step of the key."""
    one, other = (
        place_key(iri, f"https://e.org/mode/{mode}", start, relays_held=held)
        for iri, mode, start, held in (before, after)
    )
    assert one < other


def test_sparql_and_python_have_one_order() -> None:
    """The key as text orders places as the key of Python does, whatever is not known of them."""
    modes = ("direct", "mixed", "indirect", "own-voice", "presupposed", "")
    places = [
        (f"https://e.org/{mode}-{iri}", f"{PREFIXES['mode']}{mode}" if mode else "", start, held)
        for iri in "ba"
        for mode in modes
        for start in (None, 0, 9, 10, 123456)
        for held in (False, True)
    ]
    key = key_expression("?place", "?mode", "?start", "?original")
    rows = " ".join(
        f"(<{iri}> {f'<{mode}>' if mode else 'UNDEF'} {'UNDEF' if start is None else start} "
        f"{'<https://e.org/sel>' if held else 'UNDEF'})"
        for iri, mode, start, held in places
    )
    query = f"PREFIX mode: <{PREFIXES['mode']}> SELECT ?place ?mode ?start ?original WHERE {{ "
    query += f"VALUES (?place ?mode ?start ?original) {{ {rows} }} }} ORDER BY {key}"
    found = [
        tuple("" if row[n] is None else row[n].value for n in ("place", "mode", "start"))
        for row in select(ox.Store(), query)
    ]
    ordered = sorted(places, key=lambda each: place_key(*each[:3], relays_held=each[3]))
    assert found == [(i, m, "" if s is None else str(s)) for i, m, s, _ in ordered]
