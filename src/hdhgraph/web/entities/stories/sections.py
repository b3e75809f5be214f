"""The parts that pages of things are made of: claims in groups, moves between claims, changes.

Every selection is bounded by `MOST`, one more being asked for, so that a page knows whether it
shows all; a section that is cut links to the whole answer, at a canned query or at /sparql.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from hdhgraph.claims.index.reading import MOVES
from hdhgraph.rdf.iris import compact, slug
from hdhgraph.sparql.as_of import (
    COLUMN,
    SHOWN,
    bound,
    counted,
    groups_query,
    interval,
    kept,
    ordered,
    read_counts,
    shown,
)
from hdhgraph.web.claims.cards import PROLOGUE, Row, node

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Sequence

    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.web.claims.cards import Book, Reader

__all__ = [
    "MOST",
    "MOST_MOVES",
    "Change",
    "Claims",
    "Group",
    "Move",
    "answered_and_answers",
    "changes_of",
    "changes_query",
    "claims_of",
    "claims_on",
    "counts_on",
    "grouped",
    "moves_of",
    "moves_query",
    "selection",
    "stance_groups",
    "to_changes",
    "to_moves",
    "whole_answer",
]

# How many claims, or pairs of them, one section shows.
MOST: Final = 100
# How many moves, each with two claims, one section shows.
MOST_MOVES: Final = 25
_CONTRADICTS: Final = "hg:contradicts"
_TENSION: Final = "hg:tensionWith"
_MOVES: Final = tuple(map(compact, MOVES.values()))
_STANCES: Final = ("asserts", "denies", "qualifies", "questions")


@dataclass(frozen=True, slots=True)
class Group:
    """Claims under one heading, in parts: one a group of as-of where a day is asked for.

    `name` has `iri`, `label` and `lang`; it is None for the rest, or where there is one heading. A
    part has the name of its group, empty where it is not of one.
    """

    name: Row | None
    parts: list[tuple[str, list[Row]]]

    @property
    def count(self) -> int:
        """How many claims there are."""
        return sum(len(cards) for _, cards in self.parts)


@dataclass(frozen=True, slots=True)
class Claims:
    """One section of claims; `whole` is the address of the answer that is not cut.

    `counts` are how many of all its claims are of each group as of the day of the page.
    """

    groups: list[Group]
    is_cut: bool
    whole: str
    counts: Counts | None = None

    @property
    def count(self) -> int:
        """How many claims are shown."""
        return sum(each.count for each in self.groups)


@dataclass(frozen=True, slots=True)
class Move:
    """What one claim does to another: `name` such as "disputes", `is_made` by the first of them."""

    name: str
    is_made: bool
    claim: Row
    other: Row


@dataclass(frozen=True, slots=True)
class Change:
    """Two claims of one speaker that do not go together; `order` is "dated" or "unknown"."""

    relation: str
    order: str
    first: Row
    second: Row


def selection(
    pattern: str, day: datetime.date | None, columns: str = "", most: int | None = MOST
) -> str:
    """Return the SELECT for the first claims that a pattern of ours gives as `?claim`, in order.

    They come by the first day on which each can have been made, then by the last, unknown ones
    last. `columns` are further variables of the pattern; without `most`, all are selected.
    """
    first = "" if most is None else f"LIMIT {most + 1}"
    return f"""{PROLOGUE}SELECT ?claim {columns} ?claimFrom ?claimSaidBy WHERE {{
  {pattern}
  {interval("?claim")}
  {kept("?claim", day)}
}} ORDER BY {ordered("?claim")} {first}"""


async def claims_on(reader: Reader, of: str, iri: str, pattern: str) -> list[Row]:
    """Return the first claims of a thing, and one more, as `selection` of the pattern finds them.

    `of` is what they are of, as `ClaimSets` names it.
    """
    exchanges = reader.exchanges
    if exchanges is None:
        return await reader.rows(selection(pattern, reader.as_of))
    ranks = exchanges.sets.said(of, iri, reader.day)[: MOST + 1]
    return [{"claim": claim} for claim in exchanges.sets.names(ranks)]


async def counts_on(reader: Reader, of: str, iris: Iterable[str], pattern: str) -> Counts | None:
    """Return how many claims of things are of each group as of the day of the page; else None.

    The arguments are those of `claims_on`, for several things.
    """
    if reader.as_of is None:
        return None
    exchanges = reader.exchanges
    if exchanges is not None:
        sets, day = exchanges.sets, reader.day
        ranks = {rank for iri in iris for rank in sets.said(of, iri)}
        return await asyncio.to_thread(lambda: counted(sets.group(each, day) for each in ranks))
    return read_counts(await reader.rows(PROLOGUE + groups_query(pattern, reader.as_of)))


async def moves_of(reader: Reader, speaker: str) -> list[Row]:
    """Return the first moves between a speaker's claims and those of others."""
    exchanges = reader.exchanges
    if exchanges is None:
        said = f"?claim hg:speaker {node(speaker)} ."
        return await reader.rows(moves_query(said, reader.as_of, speaker))
    names, most = ("way", "move", "claim", "other"), 2 * MOST + 1
    found = await asyncio.to_thread(exchanges.moves, speaker, reader.day, most)
    return [dict(zip(names, each, strict=True)) for each in found]


async def changes_of(reader: Reader, speaker: str, claim: str = "") -> list[Row]:
    """Return the first changes of a speaker's position: of one claim where that is given."""
    exchanges = reader.exchanges
    if exchanges is None:
        rows = await reader.rows(changes_query(speaker, reader.as_of))
        return [row for row in rows if not claim or claim in (row["claim"], row["other"])]
    bounds = ("claimEarliest", "claimLatest", "otherEarliest", "otherLatest")
    claims = exchanges.sets.claims
    return [
        {
            "relation": each.relation,
            "claim": claims[each.claim],
            "other": claims[each.other],
            **{name: day for name, day in zip(bounds, each.bounds, strict=True) if day},
        }
        for each in exchanges.changes_of(speaker, reader.day, MOST, claim)
    ]


def moves_query(
    pattern: str, day: datetime.date | None, speaker: str = "", *, with_tensions: bool = False
) -> str:
    """Return the SELECT for the moves between each `?claim` of a pattern and each `?other`.

    `way` is "out" where `claim` makes the move; a contradiction, or a tension, stored in both
    directions, is looked for in one. With a `speaker`, the other claims are not theirs.
    """
    others = "?other hg:speaker ?otherSpeaker "
    others += f"FILTER (?otherSpeaker != {node(speaker)})" if speaker else ""
    branches = [
        f'{{ {pattern} {links} . {others} BIND ({move} AS ?move) BIND ("{way}" AS ?way) }}'
        for move in (*_MOVES, *((_TENSION,) if with_tensions else ()))
        for way, links in (("out", f"?claim {move} ?other"), ("in", f"?other {move} ?claim"))
        if way == "out" or move not in (_CONTRADICTS, _TENSION)
    ]
    # The sub-select and its limit, never reached, tell the planner to begin there.
    return f"""{PROLOGUE}SELECT DISTINCT ?way ?move ?claim ?other WHERE {{
  {{ SELECT DISTINCT ?way ?move ?claim ?other WHERE {{
    {" UNION ".join(branches)}
  }} LIMIT 999999 }}
  {_shown_pair(day)}
}} ORDER BY ?way ?move ?claim ?other LIMIT {2 * MOST + 1}"""


def _shown_pair(day: datetime.date | None) -> str:
    """Return the patterns that leave out a pair of which a claim is not yet said."""
    return f"{shown('?claim', day)} {shown('?other', day)}"


def changes_query(speaker: str, day: datetime.date | None) -> str:
    """Return the SELECT for the pairs of one speaker's claims that do not go together.

    It says the same as the canned query “changes-of-position”, which looks at all speakers, and
    lists tensions and other positions on the same topic as well.
    """
    dates = " ".join(
        bound(claim, name, f"{claim}{name.capitalize()}")
        for claim in ("?claim", "?other")
        for name in ("earliest", "latest")
    )
    other = f"?other hg:speaker {node(speaker)} ; hg:stance ?otherStance ; hg:proposition"
    return f"""{PROLOGUE}SELECT DISTINCT ?relation ?claim ?other ?claimEarliest ?claimLatest
  ?otherEarliest ?otherLatest WHERE {{
  {{ SELECT ?relation ?claim ?other WHERE {{
    {{ SELECT ?claim ?stance ?narrow WHERE {{
      ?claim hg:speaker {node(speaker)} ; hg:stance ?stance ; hg:proposition ?narrow .
    }} LIMIT 999999 }}
    {{ SELECT ?relation ?other ?otherStance ?narrow WHERE {{
      {{ {other} ?narrow . BIND ("same" AS ?relation) }}
      UNION {{ {other} ?opposed . ?opposed hg:incompatibleWith|^hg:incompatibleWith ?narrow .
        BIND ("incompatible" AS ?relation) }}
      UNION {{ {other} ?broad . ?broad ^hg:refines+ ?narrow . BIND ("refines" AS ?relation) }}
    }} LIMIT 999999 }}
    FILTER (
      (?relation = "incompatible" && ?stance = stance:asserts && ?otherStance = stance:asserts
        && STR(?claim) < STR(?other))
      || (?relation != "incompatible" && ?stance = stance:asserts
        && ?otherStance IN (stance:denies, stance:qualifies))
      || (?relation = "same" && ?stance = stance:denies && ?otherStance = stance:qualifies)
    )
  }} LIMIT 999999 }}
  {dates}
  {_shown_pair(day)}
}} ORDER BY ?claim ?other LIMIT {MOST}"""


def whole_answer(reader: Reader, query: str, name: str, iri: str, pattern: str = "") -> str:
    """Return the address of a canned query about an IRI; at /sparql where it takes no such IRI."""
    known = reader.service.queries.get(query)
    parameters = {each.name: each for each in known.parameters} if known else {}
    if name in parameters and iri in reader.service.choices(parameters[name]):
        values = {name: iri, "asOf": reader.as_of, "lang": reader.lang}
        given = {key: value for key, value in values.items() if value is not None}
        return f"/queries/{query}?{urlencode(given)}"
    if not pattern:
        return ""
    return f"/sparql?{urlencode({'query': selection(pattern, reader.as_of, most=None)})}"


def claims_of(
    rows: Sequence[Row], groups: Iterable[Group], whole: str, counts: Counts | None = None
) -> Claims:
    """Return a section of the groups that hold something."""
    return Claims([each for each in groups if each.count], len(rows) > MOST, whole, counts)


def grouped(
    rows: Iterable[Row], book: Book, reader: Reader, key: Callable[[Row], str]
) -> list[Group]:
    """Return the first claims of a selection in groups, each claim once, in their order.

    `key` gives the IRI that names a row's group, empty for the rest, which comes last.
    """
    found: dict[str, list[Row]] = {}
    seen: set[str] = set()
    for row in list(rows)[:MOST]:
        if row["claim"] not in seen and row["claim"] in book.cards:
            seen.add(row["claim"])
            found.setdefault(key(row), []).append(book.cards[row["claim"]])
    names = sorted(found, key=lambda name: not name)
    return [_group(book.name(each) if each else None, found[each], reader) for each in names]


def stance_groups(rows: Iterable[Row], book: Book, reader: Reader) -> list[Group]:
    """Return the claims of a selection by stance: asserted, denied, qualified, questioned."""

    def key(row: Row) -> str:
        return book.cards.get(row["claim"], {}).get("stance", "")

    def place(group: Group) -> int:
        name = slug(group.name["iri"]) if group.name else ""
        return _STANCES.index(name) if name in _STANCES else len(_STANCES)

    return sorted(grouped(rows, book, reader, key), key=place)


def _group(name: Row | None, cards: list[Row], reader: Reader) -> Group:
    if reader.as_of is None:
        return Group(name, [("", cards)])
    parts = [(group, [each for each in cards if each.get(COLUMN) == group]) for group in SHOWN]
    return Group(name, [(group, found) for group, found in parts if found])


def answered_and_answers(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Part moves into what others say to a claim and what it says to others.

    A contradiction is with the former, whoever spoke first.
    """
    answered: list[Row] = []
    answers: list[Row] = []
    for row in rows:
        is_answer = row["way"] == "out" and slug(row["move"]) != "contradicts"
        (answers if is_answer else answered).append(row)
    return answered, answers


def to_moves(rows: Iterable[Row], book: Book) -> list[Move]:
    """Return the moves between claims that the book has."""
    return [
        Move(slug(row["move"]), row["way"] == "out", book.cards[row["claim"]], other)
        for row in rows
        if row["claim"] in book.cards and (other := book.cards.get(row["other"]))
    ]


def to_changes(rows: Iterable[Row], book: Book) -> list[Change]:
    """Return changes of position, the earlier claim first where the dates decide."""
    changes: dict[tuple[str, str], Change] = {}
    for row in rows:
        pair = [book.cards.get(row[name]) for name in ("claim", "other")]
        if None in pair or (row["claim"], row["other"]) in changes:
            continue
        is_later = _precedes(row, "other", "claim")
        order = "dated" if is_later or _precedes(row, "claim", "other") else "unknown"
        first, second = reversed(pair) if is_later else pair
        assert first is not None  # noqa: S101 - none of the pair is
        assert second is not None  # noqa: S101 - the same
        changes[row["claim"], row["other"]] = Change(row["relation"], order, first, second)
    return list(changes.values())


def _precedes(row: Row, first: str, second: str) -> bool:
    """Tell whether the bounds of one claim end before those of another begin."""
    latest, earliest = row.get(f"{first}Latest"), row.get(f"{second}Earliest")
    return bool(latest and earliest and latest < earliest)
