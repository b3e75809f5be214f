"""Which claims contradict each other, and which are in tension: what follows from their stances.

A contradiction is between claims of two speakers that cannot both be right: one asserts and the
other denies the same proposition; both assert incompatible propositions; or one asserts p, the
other denies q, and p refines q.

A tension is between claims of two speakers that can both be right and yet weigh against each
other: both assert propositions that are in tension; one asserts p, the other denies q, and p weighs
for q; or one asserts p, and the other qualifies p or what p refines. What contradicts is not in
tension as well. A curator's “weighs for” holds between the two propositions that it names: it does
not pass on to what refines them (docs/adr/0023).

Refining is transitive, incompatibility and tension hold both ways whichever is stated. Hedged and
conditional claims count. Questions are in neither, nor are claims that are only presupposed: each
of their places is of that mode, or is relayed by one that is.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["oppositions"]

_CONTRADICTS: Final = ox.NamedNode(hg("contradicts"))
_TENSION: Final = ox.NamedNode(hg("tensionWith"))
_CLAIMS: Final = f"""
SELECT ?claim ?speaker ?proposition ?stance WHERE {{
  ?claim <{hg("speaker")}> ?speaker ; <{hg("proposition")}> ?proposition ; <{hg("stance")}> ?stance
}}"""
_PRESUPPOSED: Final = f"<{PREFIXES['mode']}presupposed>"
# A claim with a place of that mode, and no other place but those that such a place relays.
_ONLY_PRESUPPOSED: Final = f"""
SELECT DISTINCT ?claim WHERE {{
  ?place <{hg("mode")}> {_PRESUPPOSED} ; <{hg("attests")}> ?claim
  FILTER NOT EXISTS {{
    ?other <{hg("attests")}> ?claim ; <{hg("mode")}> ?mode FILTER (?mode != {_PRESUPPOSED})
    FILTER NOT EXISTS {{ ?through <{hg("relays")}>+ ?other ; <{hg("mode")}> {_PRESUPPOSED} }}
  }}
}}"""

_Claim = tuple[ox.NamedNode, ox.NamedNode]
# Proposition -> (claim, speaker) of those who take one stance on it.
_Claims = dict[ox.NamedNode, list[_Claim]]
_Groups = tuple["Iterable[_Claim]", "Iterable[_Claim]"]
_Pair = tuple[ox.NamedNode, ox.NamedNode]


def oppositions(store: ox.Store) -> Iterator[ox.Triple]:
    """Yield the contradictions and tensions between the claims of a store, in both directions."""
    asserted, denied, qualified = _by_stance(store, "asserts", "denies", "qualifies")
    refined = _related(store, f"<{hg('refines')}>+")
    contradicting = _pairs(
        [
            *_same(asserted, denied),
            *_linked(_related(store, _both_ways("incompatibleWith")), asserted, asserted),
            *_linked(refined, asserted, denied),
        ]
    )
    tense = _pairs(
        [
            *_linked(_related(store, _both_ways("inTensionWith")), asserted, asserted),
            *_linked(_related(store, f"<{hg('weighsFor')}>"), asserted, denied),
            *_same(asserted, qualified),
            *_linked(refined, asserted, qualified),
        ]
    )
    for one, other in contradicting:
        yield ox.Triple(one, _CONTRADICTS, other)
    for one, other in tense - contradicting:
        yield ox.Triple(one, _TENSION, other)


def _by_stance(store: ox.Store, *stances: str) -> list[_Claims]:
    """Return for each stance who takes it on which proposition; not what is only presupposed."""
    held: dict[str, _Claims] = {f"{PREFIXES['stance']}{each}": {} for each in stances}
    presupposed = {claim for (claim,) in select(store, _ONLY_PRESUPPOSED)}
    for claim, speaker, proposition, stance in select(store, _CLAIMS):
        if stance.value in held and claim not in presupposed:
            held[stance.value].setdefault(proposition, []).append((claim, speaker))
    return list(held.values())


def _both_ways(name: str) -> str:
    return f"(<{hg(name)}>|^<{hg(name)}>)"


def _related(store: ox.Store, path: str) -> list[_Pair]:
    query = f"SELECT ?one ?other WHERE {{ ?one {path} ?other }}"
    return [(one, other) for one, other in select(store, query)]


def _same(held: _Claims, against: _Claims) -> Iterator[_Groups]:
    for proposition, claims in held.items():
        yield claims, against.get(proposition, [])


def _linked(related: Iterable[_Pair], held: _Claims, against: _Claims) -> Iterator[_Groups]:
    for one, other in related:
        yield held.get(one, []), against.get(other, [])


def _pairs(groups: Iterable[_Groups]) -> set[_Pair]:
    """Return each claim of one group with each of the other, both ways, of different speakers."""
    found: set[_Pair] = set()
    for one, other in groups:
        for (claim, speaker), (against, opponent) in product(one, other):
            if speaker != opponent:
                found |= {(claim, against), (against, claim)}
    return found
