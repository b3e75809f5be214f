"""The page of a source: its claims in the order of the text, coverage, relays, parts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.sparql.as_of import shown
from hdhgraph.web.claims.cards import PROLOGUE, node
from hdhgraph.web.entities.stories.sections import MOST, Claims, Group, counts_on, whole_answer

if TYPE_CHECKING:
    import datetime

    from hdhgraph.web.claims.cards import Book, Reader, Row

__all__ = ["source_story"]

_OWN_PLACE: Final = (
    "source", "mode", "start", "end", "fragment", "fragmentLang", "discrepancy", "wrong",
)  # fmt: skip
_SPOKEN: Final = "?claim hg:speaker ?speaker ."
# Comments below an article are parts of it.
_MOST_PARTS: Final = 1000


async def source_story(reader: Reader, iri: str) -> dict[str, Any]:
    """Return what the template of a source shows."""
    sources = [row["source"] for row in await reader.rows(_parts_query(iri))]
    within = _within(sources)
    rows, counts, chain, parts, coverage, flaws = await asyncio.gather(
        reader.rows(_places_query(within, reader.as_of)),
        counts_on(reader, "source", sources, f"{within} ?place hg:attests ?claim . {_SPOKEN}"),
        reader.rows(_chain_query(within, reader.as_of)),
        reader.rows(
            f"{PROLOGUE}SELECT DISTINCT ?way ?thing WHERE {{ {{ ?thing schema:isPartOf {node(iri)} "
            f'BIND ("part" AS ?way) }} UNION {{ {node(iri)} schema:isPartOf ?thing '
            f'BIND ("whole" AS ?way) }} FILTER (ISIRI(?thing)) }} ORDER BY ?thing LIMIT {MOST}'
        ),
        _coverage(reader, iri),
        reader.rows(_flaws_query(sources)),
    )
    things = [row["thing"] for row in (*chain, *parts)]
    things += [row["source"] for row in flaws if "source" in row]
    things += [row[name] for row in rows for name in ("source", "mode", "relayed") if name in row]
    book = await reader.book([row["claim"] for row in rows], things)
    return {
        "template": "entities/source.html",
        "text": Claims(
            [Group(None, [("", _in_order(rows, book))])],
            len(rows) > MOST,
            whole_answer(reader, "source", "source", iri),
            counts,
        ),
        "chain": [{**row, **book.name(row["thing"])} for row in chain],
        "source_parts": [book.name(row["thing"]) for row in parts if row["way"] == "part"],
        "source_whole": [book.name(row["thing"]) for row in parts if row["way"] == "whole"],
        "coverage": coverage,
        "flaws": await _flaws(reader, flaws, book),
    }


def _in_order(rows: list[Row], book: Book) -> list[Row]:
    """Return a card for each place of this source and claim: a claim comes back with its places."""
    cards: list[Row] = []
    seen: set[tuple[str, str]] = set()
    flaws: dict[str, set[str]] = {}
    for row in rows:
        flaws.setdefault(row["place"], set()).update(row.get("discrepancy", "").split())
    for row in rows[:MOST]:
        if (row["place"], row["claim"]) in seen or row["claim"] not in book.cards:
            continue
        seen.add((row["place"], row["claim"]))
        kept = {k: v for k, v in book.cards[row["claim"]].items() if k not in _OWN_PLACE}
        place: Row = {name: row[name] for name in ("place", *_OWN_PLACE, "relayed") if name in row}
        place["discrepancy"] = " ".join(sorted(flaws[row["place"]]))
        cards.append(book.label({**kept, **place}, "source", "mode", "relayed"))
    return cards


def _parts_query(iri: str) -> str:
    """Return the SELECT for a source and the parts of it, at any depth."""
    own = f"?source schema:isPartOf* {node(iri)}"
    return f"{PROLOGUE}SELECT DISTINCT ?source WHERE {{ {own} }} LIMIT {_MOST_PARTS}"


def _within(sources: list[str]) -> str:
    """Return the pattern for the places in these sources.

    They are named, since a path of any depth in a longer query has it look at every place.
    """
    named = " ".join(map(node, sources))
    return f"VALUES ?source {{ {named} }} ?place oa:hasSource ?source ."


def _places_query(within: str, day: datetime.date | None) -> str:
    return f"""{PROLOGUE}SELECT * WHERE {{
  {within} ?place hg:attests ?claim . {_SPOKEN}
  OPTIONAL {{ ?place hg:mode ?mode }}
  OPTIONAL {{ ?place hg:fragment ?fragment }}
  OPTIONAL {{ ?place hg:discrepancy ?discrepancy }}
  OPTIONAL {{ ?place oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end }}
  OPTIONAL {{ ?place hg:relays ?relay . ?relay oa:hasSource ?relayed }}
  {shown("?claim", day)}
}} ORDER BY (!BOUND(?start)) ?start ?end ?place ?claim LIMIT {MOST + 1}"""


def _flaws_query(sources: list[str]) -> str:
    """Return the SELECT for what sources themselves get wrong, and the places that show it."""
    named = " ".join(map(node, sources))
    return f"""{PROLOGUE}SELECT ?flaw ?place ?source ?start ?end WHERE {{
  VALUES ?voice {{ {named} }} ?voice hg:discrepancy ?flaw .
  OPTIONAL {{
    ?flaw oa:hasTarget ?place OPTIONAL {{ ?place oa:hasSource ?source }}
    OPTIONAL {{ ?place oa:hasSelector ?at . ?at oa:start ?start ; oa:end ?end }}
  }}
}} ORDER BY (!BOUND(?start)) ?start ?flaw ?place LIMIT {MOST}"""


async def _flaws(reader: Reader, rows: list[Row], book: Book) -> list[dict[str, Any]]:
    """Return what a source gets wrong: in words, with the places that show it."""
    wrong = await reader.wrong(row["flaw"] for row in rows)
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["flaw"] in wrong:
            flaw = found.setdefault(row["flaw"], {"words": wrong[row["flaw"]], "places": []})
            flaw["places"] += [book.label(row, "source")] if "place" in row else []
    return list(found.values())


def _chain_query(within: str, day: datetime.date | None) -> str:
    claim = "" if day is None else f"?place hg:attests ?claim . {shown('?claim', day)}"
    return f"""{PROLOGUE}SELECT ?way ?thing (COUNT(DISTINCT ?place) AS ?count) WHERE {{
  {within} {claim}
  {{ ?place hg:relays ?other BIND ("out" AS ?way) }}
  UNION {{ ?other hg:relays ?place BIND ("in" AS ?way) }}
  ?other oa:hasSource ?thing .
}} GROUP BY ?way ?thing ORDER BY DESC(?way) DESC(?count) ?thing LIMIT {MOST}"""


async def _coverage(reader: Reader, iri: str) -> Row | None:
    """Return what the canned query tells of this source; None for one that is not held."""
    query = reader.service.queries.get("source-coverage")
    if query is None:
        return None
    rows = await reader.rows(query.bind({"lang": reader.lang}, reader.service.choices))
    found = next((row for row in rows if row["source"] == iri), None)
    if found is None or reader.lang != "fr":
        return found
    return {**found, "share": found.get("share", "").replace(".", ",")}
