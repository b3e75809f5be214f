"""The page of a proposition: who asserts, denies, qualifies, questions it; what it goes with."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from hdhgraph.web.claims.cards import PROLOGUE, Row, node
from hdhgraph.web.entities.facts import kind_of
from hdhgraph.web.entities.stories.reasons import related_query, related_to
from hdhgraph.web.entities.stories.sections import (
    MOST,
    claims_of,
    claims_on,
    counts_on,
    stance_groups,
    whole_answer,
)

if TYPE_CHECKING:
    from hdhgraph.web.claims.cards import Reader

__all__ = ["proposition_story"]


async def proposition_story(reader: Reader, iri: str) -> dict[str, Any]:
    """Return what the template of a proposition shows."""
    pattern = f"?claim hg:proposition {node(iri)} ."
    rows, counts, related, subjects = await asyncio.gather(
        claims_on(reader, "proposition", iri, pattern),
        counts_on(reader, "proposition", [iri], pattern),
        reader.rows(related_query(iri, MOST)),
        reader.rows(
            f"{PROLOGUE}SELECT DISTINCT ?thing WHERE {{ {node(iri)} schema:about ?thing "
            f"FILTER (ISIRI(?thing)) }} ORDER BY ?thing LIMIT {MOST}"
        ),
    )
    things = [row["thing"] for row in (*related, *subjects)]
    book = await reader.book([row["claim"] for row in rows], things)
    return {
        "template": "entities/proposition.html",
        "positions": claims_of(
            rows,
            stance_groups(rows, book, reader),
            whole_answer(reader, "", "", iri, pattern),
            counts,
        ),
        "related": related_to(related, book, reader.lang) if related else {},
        "subjects": _by_kind([book.name(row["thing"]) for row in subjects], reader.lang),
    }


def _by_kind(subjects: list[Row], lang: str) -> list[Row]:
    """Return subjects, those of one name with their kinds: a law and a topic may share it."""
    names = [each["label"] for each in subjects]
    return [
        {**each, "kind": kind_of(each["iri"], lang)} if names.count(each["label"]) > 1 else each
        for each in subjects
    ]
