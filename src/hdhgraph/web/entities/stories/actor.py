"""The page of an actor: capacities, what they said by topic, changes of position, who answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.web.claims.cards import PROLOGUE, node
from hdhgraph.web.entities.stories.sections import (
    MOST,
    MOST_MOVES,
    answered_and_answers,
    changes_of,
    claims_of,
    claims_on,
    counts_on,
    grouped,
    moves_of,
    selection,
    to_changes,
    to_moves,
    whole_answer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.web.claims.cards import Book, Reader, Row
    from hdhgraph.web.entities.stories.sections import Change, Claims, Move

__all__ = ["actor_story", "organisation_story"]

_MOST_WORKS: Final = 10_000


async def actor_story(reader: Reader, iri: str) -> dict[str, Any]:
    """Return what the template of an actor shows."""
    said = f"?claim hg:speaker {node(iri)} ."
    rows, counts, moves, changes, roles = await asyncio.gather(
        claims_on(reader, "speaker", iri, said),
        counts_on(reader, "speaker", [iri], said),
        moves_of(reader, iri),
        changes_of(reader, iri),
        reader.rows(_roles_query(iri, "member", "organization")),
    )
    shown = _Moves.read(moves)
    topics = await reader.rows(_topics_query(reader, [row["claim"] for row in rows]))
    book = await _book(reader, (rows, shown.rows, changes), [*_things(roles), *_topics(topics)])
    section = _by_topic(reader, rows, topics, book)
    whole = whole_answer(reader, "actor", "actor", iri, said)
    return {
        "template": "entities/actor.html",
        "roles": await _roles(reader, roles, book),
        "said": claims_of(rows, section, whole, counts),
        "exchanges": _exchanges(reader, iri, (shown, changes), book),
    }


async def organisation_story(reader: Reader, iri: str) -> dict[str, Any]:
    """Return what the template of an organisation shows."""
    own = node(iri)
    spoke = _speaking_for(await reader.rows(_parts_query(iri)))
    about = (
        f"{{ BIND ({own} AS ?thing) }} UNION {_works(iri)} "
        "?proposition schema:about ?thing . ?claim hg:proposition ?proposition ."
    )
    (rows, counts), (told, about_counts), moves, changes, roles = await asyncio.gather(
        _spoken(reader, iri, spoke),
        _claims_about(reader, iri, about),
        moves_of(reader, iri),
        changes_of(reader, iri),
        reader.rows(_roles_query(iri, "organization", "member")),
    )
    shown = _Moves.read(moves)
    things = [*_things(roles), *(row["thing"] for row in told)]
    book = await _book(reader, (rows, told, shown.rows, changes), things)
    told = sorted(told, key=lambda row: row["thing"] != iri)
    return {
        "template": "entities/organisation.html",
        "roles": await _roles(reader, roles, book),
        "spoke": _by_speaker(reader, iri, (rows, counts), book, spoke),
        "about": claims_of(
            told,
            grouped(told, book, reader, lambda row: row["thing"]),
            whole_answer(reader, "about-organisation", "organisation", iri, about),
            about_counts,
        ),
        "exchanges": _exchanges(reader, iri, (shown, changes), book),
    }


def _works(iri: str) -> str:
    """Return the pattern for what an organisation provides or has passed."""
    own = node(iri)
    return f"{{ ?thing schema:provider {own} }} UNION {{ ?thing eli:passed_by {own} }}"


def _parts_query(iri: str) -> str:
    """Return the SELECT for an organisation and those that are a part of it, at any depth."""
    return (
        f"{PROLOGUE}SELECT DISTINCT ?body WHERE {{ ?body org:subOrganizationOf* {node(iri)} }} "
        f"LIMIT {_MOST_WORKS}"
    )


def _speaking_for(bodies: list[Row]) -> str:
    """Return the pattern for claims that organisations make, or that are made for them.

    They are named, since a path of any depth in a longer query has it look at every claim.
    """
    named = f"VALUES ?body {{ {' '.join(node(row['body']) for row in bodies)} }}"
    return (
        f"{{ SELECT DISTINCT ?claim WHERE {{ {{ {named} ?claim hg:speaker ?body }} UNION "
        f"{{ {named} ?membership org:organization ?body . ?claim hg:inCapacity ?membership }} }} }}"
    )


async def _spoken(reader: Reader, iri: str, pattern: str) -> tuple[list[Row], Counts | None]:
    """Return the first claims made for an organisation, and one more, and the counts of all."""
    rows = await claims_on(reader, "body", iri, pattern)
    return rows, await counts_on(reader, "body", [iri], pattern)


async def _claims_about(reader: Reader, iri: str, pattern: str) -> tuple[list[Row], Counts | None]:
    """Return the same of claims about an organisation or its works, each with the thing."""
    exchanges = reader.exchanges
    if exchanges is None:
        rows = await reader.rows(selection(pattern, reader.as_of, "?thing"))
        return rows, await counts_on(reader, "about", [iri], pattern)
    works = await reader.rows(
        f"{PROLOGUE}SELECT DISTINCT ?thing WHERE {{ {_works(iri)} }} LIMIT {_MOST_WORKS}"
    )
    sets, things = exchanges.sets, {iri, *(row["thing"] for row in works)}
    pairs = (
        (rank, thing)
        for thing in things
        for rank in sets.said("about", thing, reader.day)[: MOST + 1]
    )
    first = nsmallest(MOST + 1, pairs)
    rows = [{"claim": sets.claims[rank], "thing": thing} for rank, thing in first]
    return rows, await counts_on(reader, "about", things, pattern)


def _by_speaker(
    reader: Reader, iri: str, found: tuple[list[Row], Counts | None], book: Book, pattern: str
) -> Claims:
    rows, counts = found
    groups = grouped(rows, book, reader, lambda row: book.cards[row["claim"]].get("speaker", ""))
    groups.sort(key=lambda group: group.name is None or group.name["iri"] != iri)
    return claims_of(
        rows, groups, whole_answer(reader, "organisation", "organisation", iri, pattern), counts
    )


@dataclass(frozen=True, slots=True)
class _Exchanges:
    """Changes of position, who answers whom, whether that is cut, and where all of it is."""

    changes: list[Change]
    answered: list[Move]
    answers: list[Move]
    is_cut: bool
    most: int
    whole: str


def _exchanges(
    reader: Reader, iri: str, exchanged: tuple[_Moves, list[Row]], book: Book
) -> _Exchanges:
    """Return what the macro `exchanges` shows."""
    moves, changes = exchanged
    return _Exchanges(
        to_changes(changes, book),
        to_moves(moves.answered, book),
        to_moves(moves.answers, book),
        moves.are_cut,
        MOST_MOVES,
        whole_answer(reader, "who-answers-whom", "actor", iri),
    )


@dataclass(frozen=True, slots=True)
class _Moves:
    """The moves that are shown: what others say to an actor, and what the actor says to them."""

    answered: list[Row]
    answers: list[Row]
    are_cut: bool

    @classmethod
    def read(cls, rows: list[Row]) -> _Moves:
        """Take the first of each."""
        answered, answers = answered_and_answers(rows)
        are_cut = max(len(answered), len(answers)) > MOST_MOVES
        return cls(answered[:MOST_MOVES], answers[:MOST_MOVES], are_cut)

    @property
    def rows(self) -> list[Row]:
        """All of them."""
        return [*self.answered, *self.answers]


async def _book(reader: Reader, selected: Iterable[list[Row]], things: Iterable[str]) -> Book:
    rows = [row for each in selected for row in each]
    claims = [row[name] for row in rows for name in ("claim", "other") if name in row]
    return await reader.book(claims, things)


def _roles_query(iri: str, own: str, other: str) -> str:
    """Return the SELECT for the memberships of an actor, or in an organisation."""
    return (
        f"{PROLOGUE}SELECT DISTINCT ?membership ?thing WHERE {{ ?membership org:{own} {node(iri)} "
        f"OPTIONAL {{ ?membership org:{other} ?thing }} }} ORDER BY ?membership LIMIT {MOST}"
    )


async def _roles(reader: Reader, roles: list[Row], book: Book) -> list[Row]:
    """Return memberships by label, with a note on whose word alone each is known."""
    told = await reader.told(row["membership"] for row in roles)
    return [
        {**book.label(row, "membership", "thing"), "note": told.get(row["membership"], "")}
        for row in roles
    ]


def _things(roles: Iterable[Row]) -> list[str]:
    return [row[name] for row in roles for name in ("membership", "thing") if name in row]


def _topics_query(reader: Reader, claims: list[str]) -> str:
    """Return the SELECT for what topics the propositions of claims are about."""
    scheme = reader.service.prefixes["topic"].rstrip("/")
    return (
        f"{PROLOGUE}SELECT DISTINCT ?claim ?topic WHERE {{ "
        f"VALUES ?claim {{ {' '.join(map(node, claims))} }} "
        "?claim hg:proposition ?proposition . ?proposition schema:about ?topic . "
        f"?topic skos:inScheme {node(scheme)} }} ORDER BY ?claim ?topic LIMIT 2000"
    )


def _topics(rows: Iterable[Row]) -> set[str]:
    return {row["topic"] for row in rows}


def _by_topic(reader: Reader, rows: list[Row], topics: list[Row], book: Book) -> list[Any]:
    """Return the claims by topic, the largest first: each under the one it shares with most.

    The other topics of a claim stand on its card.
    """
    sizes = Counter(row["topic"] for row in topics)
    of: dict[str, list[str]] = {}
    for row in topics:
        of.setdefault(row["claim"], []).append(row["topic"])
    for claim, found in of.items():
        found.sort(key=lambda topic: (-sizes[topic], topic))
        if claim in book.cards and found[1:]:
            more: Any = [book.name(topic) for topic in found[1:]]
            book.cards[claim]["more"] = more
    groups = grouped(rows, book, reader, lambda row: of.get(row["claim"], [""])[0])
    return sorted(groups, key=lambda group: (group.name is None, -group.count))
