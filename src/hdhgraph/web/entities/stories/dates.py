"""When an actor speaks and what happens with it: years with their claims, events, legal acts."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.index.facets import Filters
from hdhgraph.i18n.dates import in_words
from hdhgraph.i18n.messages import message
from hdhgraph.sparql.as_of import NOT_YET, SAID, group_of, interval_order
from hdhgraph.web.claims.asked import Asked, short
from hdhgraph.web.claims.cards import PROLOGUE, node
from hdhgraph.web.claims.page import in_order, years_in_words
from hdhgraph.web.entities.stories.sections import MOST

if TYPE_CHECKING:
    from hdhgraph.claims.index.facets import FacetIndex
    from hdhgraph.web.claims.cards import Reader, Row
    from hdhgraph.web.service.claims import Facets

__all__ = ["Happening", "Year", "happenings_of", "years_of"]

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Year:
    """A year, or the years between which claims were said: in words, and where they are listed."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or a legal act: `name` and each of `acts` have `iri`, `label` and `lang`.

    `note` says on whose word alone it is known, that it is planned, and what is unsure of it as
    of the day of the page.
    """

    name: Row
    when: str
    acts: list[Row]
    note: str = ""


async def years_of(reader: Reader, facets: Facets, iri: str) -> list[Year]:
    """Return the years of what an actor says, or of what is said for an organisation."""
    as_of = reader.as_of.isoformat() if reader.as_of else ""

    def look(index: FacetIndex) -> list[Year]:
        facet = "organisation" if iri in index.values("organisation") else "actor"
        if iri not in index.values(facet):
            return []
        counts = index.counts(Filters({facet: iri}, as_of))["year"]
        asked = Asked.plain({facet: short(facet, iri, index, reader.service), "asOf": as_of})
        return [
            Year(years_in_words(each, reader.lang), counts[each], asked.at(reader.lang, year=each))
            for each in in_order(counts)
        ]

    return await facets.ask(look)


async def happenings_of(reader: Reader, iri: str) -> list[Happening]:
    """Return the events with an actor, each with its legal acts, and the acts that it passed."""
    rows = await reader.rows(_query(iri))
    things = {row[name] for row in rows for name in ("thing", "act") if name in row}
    book, told = await asyncio.gather(
        reader.book([], things), reader.told(row["thing"] for row in rows)
    )
    acts: dict[str, list[Row]] = {}
    firsts: dict[str, Row] = {}
    for row in rows:
        firsts.setdefault(row["thing"], row)
        found = acts.setdefault(row["thing"], [])
        if "act" in row and (name := book.name(row["act"])) not in found:
            found.append(name)
    shown = {act["iri"] for each in acts.values() for act in each}
    kept = [row for thing, row in firsts.items() if thing not in shown]
    return [
        Happening(
            book.name(row["thing"]),
            _when(row, reader.lang),
            acts[row["thing"]],
            ", ".join(filter(None, [told.get(row["thing"], ""), _unsure(row, reader)])),
        )
        for row in sorted(kept, key=lambda row: (interval_order(*_ends(row)), row["thing"]))
        if not reader.day or group_of(*_ends(row), reader.day) != NOT_YET
    ]


def _query(iri: str) -> str:
    own = node(iri)
    return f"""{PROLOGUE}SELECT DISTINCT ?thing ?act ?date ?from ?to WHERE {{
  {{ SELECT DISTINCT ?thing WHERE {{
    {{ ?thing hg:involves {own} }} UNION {{ ?thing eli:passed_by {own} }}
    FILTER (ISIRI(?thing))
  }} ORDER BY ?thing LIMIT {MOST} }}
  OPTIONAL {{ ?thing hg:involves ?act . ?act a hg:LegalAct }}
  OPTIONAL {{ ?thing hg:edtf ?told }}
  OPTIONAL {{ ?thing eli:date_document ?adopted }}
  OPTIONAL {{ ?thing eli:date_publication ?published }}
  OPTIONAL {{ ?thing hg:earliest ?from }}
  OPTIONAL {{ ?thing hg:latest ?to }}
  BIND (COALESCE(?told, STR(?adopted), STR(?published)) AS ?date)
}} ORDER BY ?thing ?act LIMIT {MOST * 10}"""


def _when(row: Row, lang: str) -> str:
    """Return a date as the texts tell it, else its bounds, in words; empty without any."""
    if date := row.get("date"):
        return in_words(date, lang)
    first, last = (in_words(row[end], lang) if end in row else "" for end in ("from", "to"))
    if first and last:
        return message("dated_between", lang, first=first, last=last)
    if last:
        return message("dated_by", lang, day=last)
    return message("dated_from", lang, day=first) if first else ""


def _ends(row: Row) -> tuple[str, str]:
    """Return the first and the last day on which something can have happened; empty if unknown."""
    first, last, date = (row.get(name, "") for name in ("from", "to", "date"))
    return (first, last) if first or last or not _DAY.fullmatch(date) else (date, date)


def _unsure(row: Row, reader: Reader) -> str:
    """Return that something may have happened only after the day of the page."""
    group = group_of(*_ends(row), reader.day) if reader.day else SAID
    if group == SAID:
        return ""
    day = in_words(reader.day, reader.lang)
    return message("story_perhaps" if group == "perhaps" else "story_unknown", reader.lang, day=day)
