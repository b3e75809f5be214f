"""Pages of what claims are about: a legal act, a system, a certification, an event, a topic."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.web.claims.cards import PROLOGUE, node
from hdhgraph.web.entities.stories.sections import (
    MOST,
    Claims,
    claims_of,
    claims_on,
    counts_on,
    grouped,
    stance_groups,
    whole_answer,
)

if TYPE_CHECKING:
    from hdhgraph.web.claims.cards import Reader

__all__ = ["claims_on_topic", "event_story", "subject_story"]

_ON: Final = "?proposition schema:about {} . ?claim hg:proposition ?proposition ."


async def subject_story(reader: Reader, iri: str) -> dict[str, Any]:
    """Return what the template of a legal act, a system or a certification shows."""
    pattern = _ON.format(node(iri))
    rows = await claims_on(reader, "about", iri, pattern)
    counts = await counts_on(reader, "about", [iri], pattern)
    book = await reader.book([row["claim"] for row in rows])
    whole = whole_answer(reader, "legal-act", "act", iri, pattern)
    return {
        "template": "entities/subject.html",
        "positions": claims_of(rows, stance_groups(rows, book, reader), whole, counts),
    }


async def event_story(reader: Reader, iri: str) -> dict[str, Any]:
    """Return what the template of an event shows: what was said there, what is said of it."""
    made, about = f"?claim hg:madeAt {node(iri)} .", _ON.format(node(iri))
    rows, counts, told, about_counts, involved = await asyncio.gather(
        claims_on(reader, "event", iri, made),
        counts_on(reader, "event", [iri], made),
        claims_on(reader, "about", iri, about),
        counts_on(reader, "about", [iri], about),
        reader.rows(
            f"{PROLOGUE}SELECT DISTINCT ?thing WHERE {{ {node(iri)} hg:involves ?thing "
            f"FILTER (ISIRI(?thing)) }} ORDER BY ?thing LIMIT {MOST}"
        ),
    )
    claims = [row["claim"] for row in (*rows, *told)]
    book = await reader.book(claims, [row["thing"] for row in involved])
    return {
        "template": "entities/event.html",
        "made": claims_of(
            rows,
            grouped(rows, book, reader, lambda _: ""),
            whole_answer(reader, "", "", iri, made),
            counts,
        ),
        "positions": claims_of(
            told,
            stance_groups(told, book, reader),
            whole_answer(reader, "", "", iri, about),
            about_counts,
        ),
        "involved": [book.name(row["thing"]) for row in involved],
    }


async def claims_on_topic(reader: Reader, iri: str) -> Claims:
    """Return the claims on a topic or a narrower one, by stance."""
    propositions = f"{node(iri)} skos:narrower* ?about . ?proposition schema:about ?about"
    pattern = (
        f"{{ SELECT DISTINCT ?proposition WHERE {{ {propositions} }} }} "
        "?claim hg:proposition ?proposition ."
    )
    rows = await claims_on(reader, "about", iri, pattern)
    counts = await counts_on(reader, "about", [iri], pattern)
    book = await reader.book([row["claim"] for row in rows])
    whole = whole_answer(reader, "who-said-what", "topic", iri, pattern)
    return claims_of(rows, stance_groups(rows, book, reader), whole, counts)
