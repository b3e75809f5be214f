"""The page of a claim: where it can be read, by what path, what goes against it, how to cite it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.claims.forms.citation import to_text
from hdhgraph.claims.forms.forms import sentence
from hdhgraph.rdf.iris import slug
from hdhgraph.web.claims.cards import PROLOGUE, node
from hdhgraph.web.claims.forms import cited
from hdhgraph.web.entities.stories.reasons import bases_of
from hdhgraph.web.entities.stories.sections import (
    MOST,
    changes_of,
    moves_query,
    to_changes,
    to_moves,
)

if TYPE_CHECKING:
    from hdhgraph.claims.forms.forms import Edition
    from hdhgraph.claims.model import ClaimFacts
    from hdhgraph.web.claims.cards import Reader
    from hdhgraph.web.entities.stories.sections import Move

__all__ = ["claim_story"]

# What is derived comes first, what is in tension behind what contradicts.
_DERIVED: Final = ("contradicts", "tensionWith")
_HOP: Final = ("source", "mode", "relayedSource", "relayedMode")


async def claim_story(reader: Reader, facts: ClaimFacts, edition: Edition) -> dict[str, Any]:
    """Return what the template of a claim shows."""
    moves, changes, chain = await asyncio.gather(
        reader.rows(
            moves_query(f"VALUES ?claim {{ {node(facts.iri)} }}", reader.as_of, with_tensions=True)
        ),
        changes_of(reader, facts.speaker.iri, facts.iri),
        reader.rows(_chain_query(facts.iri)),
    )
    claims = [facts.iri, *(row[n] for row in (*moves, *changes) for n in ("claim", "other"))]
    book = await reader.book(claims, [row[name] for row in chain for name in _HOP if name in row])
    found = sorted(to_moves(moves, book), key=_derived_first)
    return {
        "template": "entities/claim.html",
        "claim": facts,
        "card": book.cards.get(facts.iri, {}),
        "sentence": sentence(facts, reader.lang),
        "places": facts.places[:MOST],
        "moves": found[:MOST],
        "are_moves_cut": len(found) > MOST,
        "bases": await bases_of(reader, found[:MOST]),
        "changes": to_changes(changes, book),
        "chain": [book.label(row, *_HOP) for row in chain],
        "reference": to_text(cited(facts, edition, reader.lang)).strip(),
        "name": slug(facts.iri),
    }


def _derived_first(move: Move) -> int:
    return _DERIVED.index(move.name) if move.name in _DERIVED else len(_DERIVED)


def _chain_query(iri: str) -> str:
    """Return the SELECT for the hops by which a claim reaches us: places, and what they relay.

    `shared` is false where the relayed place does not say the same.
    """
    claim = node(iri)
    return f"""{PROLOGUE}SELECT DISTINCT ?place ?source ?mode ?relayed ?relayedSource ?relayedMode
  ?shared WHERE {{
  {{ SELECT DISTINCT ?place WHERE {{ ?first hg:attests {claim} . ?first hg:relays* ?place }}
    LIMIT {MOST} }}
  ?place hg:relays ?relayed .
  BIND (EXISTS {{ ?relayed hg:attests {claim} }} AS ?shared)
  OPTIONAL {{ ?place oa:hasSource ?source }}
  OPTIONAL {{ ?place hg:mode ?mode }}
  OPTIONAL {{ ?relayed oa:hasSource ?relayedSource }}
  OPTIONAL {{ ?relayed hg:mode ?relayedMode }}
}} ORDER BY ?place ?relayed LIMIT {MOST}"""
