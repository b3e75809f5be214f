"""How balanced the graph is, and what it does not know: /balance, from the canned queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import Request, Response

from hdhgraph.rdf.iris import slug
from hdhgraph.sparql.parts import Page, QueryParts
from hdhgraph.web.claims.rows import prologue
from hdhgraph.web.http.operation import PAGE, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.pages.documents import show
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.kept_answers import answers_of
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.web.service.service import Service

__all__ = ["STANCES", "Bar", "Table", "Unknown", "bars", "router"]

router = Routes()

STANCES: Final = ("asserts", "denies", "qualifies", "questions")
_COUNTED: Final = ("asserting", "denying", "qualifying", "questioning")
_HANDS: Final = "first-hand-and-second-hand"
_MOST: Final = {
    "stances-by-proposition": 30,
    "claims-by-source": 60,
    "claims-by-month": 400,
    "single-source-actors": 500,
    "source-coverage": 60,
}
_MOST_UNKNOWN: Final = 100
_WIDTH: Final = 100.0

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar: what it counts, from where and how wide, of 100."""

    name: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a canned query: its rows, None where it was stopped; whether there are more."""

    query: str
    rows: list[Row] | None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the graph does not know of one kind: the things, how many, and the question as asked."""

    rows: list[Row] | None
    count: int
    address: str


def bars(parts: Sequence[tuple[str, int]], most: int) -> list[Bar]:
    """Return the parts of a bar in a row, whose length is 100 where they sum to `most`."""
    found, start = [], 0.0
    for name, count in parts:
        width = round(_WIDTH * count / most, 2) if most else 0.0
        if count:
            found.append(Bar(name, round(start, 2), width))
        start += width
    return found


@router.read("/balance", Operation(
    "What is counted of the graph, and what it does not know",
    "Ce que l'on compte du graphe, et ce qu'il ne sait pas", PAGE, (400, 503), (LANGUAGE,),
))  # fmt: skip
async def balance(request: Request) -> Response:
    """Show what is counted of the graph, and what it does not know."""
    service, lang = service_of(request), language_of(request)
    found = await answers_of(request).answer(_queries(service, lang))
    tables = {name: _table(service, name, found.get(name, [])) for name in (*_MOST, _HANDS)}
    totals = found["totals"]
    response = show(
        request,
        "balance.html",
        "/balance",
        tables=tables,
        months=_months(tables["claims-by-month"].rows or []),
        singles=_by_text(tables["single-source-actors"].rows or []),
        unknown={
            name: _unknown(_unknown_query(service, name, lang), found, name, lang)
            for name in _UNKNOWN
        },
        speakers=totals[0]["speakers"] if totals else None,
        bars=bars,
        stances=STANCES,
        counted=_COUNTED,
        number=int,
    )
    if None in found.values():
        response.headers["Cache-Control"] = "no-store"  # asked again, it may be whole
    return response


def _queries(service: Service, lang: str) -> dict[str, str]:
    """Return the queries of the page by name."""
    queries = {"totals": prologue(service.prefixes) + _TOTALS}
    for name, most in _MOST.items():
        if name in service.queries:
            text = service.queries[name].bind({"lang": lang}, service.choices)
            queries[name] = QueryParts.read(text).page(Page(1, most + 1))
    if _HANDS in service.queries:
        text = service.queries[_HANDS].bind({"lang": lang}, service.choices)
        start = QueryParts.read(text).start
        queries[_HANDS] = (
            f"{text[:start]}SELECT ?hand ?handLabel (COUNT(DISTINCT ?claim) AS ?claims) "
            f"WHERE {{ {{\n{text[start:]}\n}} }} GROUP BY ?hand ?handLabel ORDER BY ?hand LIMIT 9"
        )
    for name, pattern in _UNKNOWN.items():
        queries[name] = _unknown_query(service, name, lang)
        queries[f"{name} count"] = (
            f"{prologue(service.prefixes)}SELECT (COUNT(DISTINCT ?iri) AS ?count) "
            f"WHERE {{ {pattern} }}"
        )
    return queries


def _table(service: Service, name: str, rows: list[Row] | None) -> Table:
    """Return the first rows of a canned query; none where the project has no such query."""
    most = _MOST.get(name, _MOST_UNKNOWN)
    query = name if name in service.queries else ""
    return Table(query, rows and rows[:most], rows is not None and len(rows) > most)


# Patterns for what is not known: ?iri is the thing, ?note a number beside it.
_UNKNOWN: Final[dict[str, str]] = {
    "undated": "?iri a hg:Claim MINUS { ?iri hg:saidNoLaterThan ?day }",
    "absent": "?iri a hg:Source MINUS { ?iri schema:isPartOf*/hg:sha256 ?digest }",
    "no_capacity": (
        "{ SELECT DISTINCT ?iri WHERE { ?claim hg:speaker ?iri . ?iri a hg:Actor } } "
        "MINUS { ?any hg:speaker ?iri ; hg:inCapacity ?capacity } "
        "MINUS { ?iri a ?kind VALUES ?kind { hg:Organisation hg:Pseudonym } }"
    ),
    "one_sided": (
        "{ SELECT ?iri (COUNT(DISTINCT ?speaker) AS ?note) WHERE { "
        "?iri a skos:Concept ; skos:narrower* ?about . ?proposition schema:about ?about . "
        "?claim hg:proposition ?proposition ; hg:speaker ?speaker . "
        "OPTIONAL { ?claim hg:contradicts ?against } } GROUP BY ?iri HAVING (COUNT(?against) = 0) }"
    ),
}


_TOTALS: Final = (
    "SELECT (COUNT(*) AS ?claims) (COUNT(DISTINCT ?who) AS ?speakers) "
    "WHERE { ?claim a hg:Claim ; hg:speaker ?who }"
)


def _unknown_query(service: Service, name: str, lang: str) -> str:
    """Return the query for what is not known of one kind, with what it is called."""
    language = ox.Literal(lang)
    return (
        f"{prologue(service.prefixes)}SELECT ?iri ?label ?note ?speaker ?proposition WHERE {{\n"
        f"  {_UNKNOWN[name]}\n"
        f"  OPTIONAL {{ ?iri skos:prefLabel ?label FILTER (LANG(?label) = {language}) }}\n"
        "  OPTIONAL { ?iri hg:speaker ?who OPTIONAL { ?who skos:prefLabel ?speaker } "
        f"FILTER (LANG(?speaker) = {language}) }}\n"
        "  OPTIONAL { ?iri hg:proposition ?what OPTIONAL { ?what skos:prefLabel ?proposition } "
        f"FILTER (LANG(?proposition) = {language}) }}\n"
        f"}} ORDER BY ?label ?iri LIMIT {_MOST_UNKNOWN}"
    )


def _unknown(query: str, found: Mapping[str, list[Row] | None], name: str, lang: str) -> Unknown:
    """Return what is not known of one kind, with the address of the question."""
    address = f"/sparql?{urlencode({'query': query, 'lang': lang})}"
    rows, count = found[name], found[f"{name} count"]
    if rows is None or count is None:
        return Unknown(None, 0, address)
    return Unknown(rows, int(count[0]["count"]), address)


def _months(rows: Sequence[Row]) -> list[tuple[str, dict[str, int]]]:
    """Return the claims of each stance by month, YYYY-MM; "" is for those without a month."""
    months: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = months.setdefault(row.get("month", ""), dict.fromkeys(STANCES, 0))
        counts[slug(row["stance"])] = counts.get(slug(row["stance"]), 0) + int(row["claims"])
    return sorted(months.items(), key=lambda pair: (not pair[0], pair[0]))


def _by_text(rows: Sequence[Row]) -> list[tuple[str, str, list[Row]]]:
    """Return the speakers who are heard in one text alone, by that text."""
    texts: dict[str, tuple[str, str, list[Row]]] = {}
    for row in rows:
        label = row.get("textLabel") or slug(row["text"])
        texts.setdefault(row["text"], (row["text"], label, []))[2].append(row)
    return sorted(texts.values(), key=lambda each: -len(each[2]))
