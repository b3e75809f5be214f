"""Build the sets of `claim_sets`, and what is between claims, from all claims that were read."""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.index.exchanges import WAYS, Exchanges, Pair
from hdhgraph.claims.index.reading import reached_from
from hdhgraph.claims.index.sets import ClaimSets
from hdhgraph.rdf.iris import slug
from hdhgraph.sparql.as_of import interval_order, recent_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hdhgraph.claims.index.reading import ClaimsReader

    Ranks = array[int]

__all__ = ["build_exchanges", "build_sets"]

_ASSERTS: Final = "asserts"
# Stances of one speaker that do not go together, the one on the narrower proposition first.
_OPPOSED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "same": {_ASSERTS: ("denies", "qualifies"), "denies": ("qualifies",)},
    "refines": {_ASSERTS: ("denies", "qualifies")},
    "incompatible": {_ASSERTS: (_ASSERTS,)},
}


def build_sets(read: ClaimsReader) -> ClaimSets:
    """Return the sets of all that is said to be a claim, or has a property of one.

    Only the former are in feeds.
    """
    every = set(read.claims).union(
        *(read.subjects(n) for n in ("speaker", "proposition", "madeAt"))
    )
    span = {
        claim: (read.when("earliest", claim), read.first("saidNoLaterThan", claim))
        for claim in every
    }
    claims = sorted(every, key=lambda claim: (interval_order(*span[claim]), claim))
    ranks = range(len(claims))
    # Sorting keeps what is equal in its order: of an interval by IRI.
    newest = sorted(ranks, key=lambda rank: recent_order(*span[claims[rank]]), reverse=True)
    recent = [each for each in newest if claims[each] in read.claims]
    others = [each for each in newest if claims[each] not in read.claims]
    firsts = [span[claim][0] for claim in claims]
    return ClaimSets(
        claims,
        firsts,
        [span[claim][1] for claim in claims],
        sum(map(bool, firsts)),
        newest=_places(recent + others),
        recent=array("I", recent),
        sets=_sets(read, claims),
        is_whole=read.is_whole,
    )


def _places(order: list[int]) -> Ranks:
    """Return the place of each rank in an order."""
    places = array("I", bytes(4 * len(order)))
    for place, rank in enumerate(order):
        places[rank] = place
    return places


def _sets(read: ClaimsReader, claims: list[str]) -> dict[str, dict[str, Ranks]]:
    found: dict[str, dict[str, Ranks]] = {name: {} for name in _OF}
    for rank, claim in enumerate(claims):
        for name, of in _OF.items():
            for iri in set(of(read, claim)):
                found[name].setdefault(iri, array("I")).append(rank)
    return found


def _about(read: ClaimsReader, claim: str) -> Iterator[str]:
    for proposition in read.every("proposition", claim):
        for thing in read.every("about", proposition):
            yield from read.broader.get(thing, (thing,))


def _sources(read: ClaimsReader, claim: str) -> Iterator[str]:
    for place in read.places.get(claim, ()):
        yield from read.every("source", place)


_OF: Final = {
    "speaker": lambda read, claim: read.every("speaker", claim),
    "body": lambda read, claim: read.bodies(claim),
    "proposition": lambda read, claim: read.every("proposition", claim),
    "about": _about,
    "event": lambda read, claim: read.every("madeAt", claim),
    "source": _sources,
}


def build_exchanges(read: ClaimsReader, sets: ClaimSets) -> Exchanges:
    """Return what is between the claims of some sets."""
    rank = {claim: number for number, claim in enumerate(sets.claims)}
    columns = [array("I"), array("I"), array("I")]
    for move in sorted(_moves(read, rank)):
        for column, value in zip(columns, move, strict=True):
            column.append(value)
    related = _related(read)
    changes = {
        speaker: found
        for speaker, ranks in sets.sets["speaker"].items()
        if (found := _changes(read, sets, ranks, related))
    }
    changed = {each for found in changes.values() for pair in found for each in pair.ranks}
    anchored = frozenset(each for each in changed if _is_anchored(read, sets.claims[each]))
    return Exchanges(
        sets, claims=columns[0], ways=columns[1], others=columns[2], changes=changes,
        anchored=anchored,
    )  # fmt: skip


def _moves(read: ClaimsReader, rank: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    """Yield each move as a claim sees it: the claim, the way and the move, and the other claim."""
    for number, (way, move) in enumerate(WAYS):
        for claim in read.subjects(slug(move)):
            for other in read.every(slug(move), claim):
                if claim in rank and other in rank:
                    ends = rank[claim], rank[other]
                    one, two = ends if way == "out" else ends[::-1]
                    yield one, number, two


def _related(read: ClaimsReader) -> dict[str, dict[str, set[str]]]:
    """Return what propositions are incompatible with, and which broader ones they refine."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in read.subjects("incompatibleWith"):
        for other in read.every("incompatibleWith", one):
            found[one]["incompatible"].add(other)
            found[other]["incompatible"].add(one)
    for narrow in read.subjects("refines"):
        broad = reached_from(narrow, lambda each: read.every("refines", each)) - {narrow}
        found[narrow]["refines"] = broad
    return found


def _changes(
    read: ClaimsReader,
    sets: ClaimSets,
    ranks: Ranks,
    related: Mapping[str, Mapping[str, set[str]]],
) -> list[Pair]:
    """Return the pairs of one speaker's claims that do not go together, in the order of IRIs."""
    said: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in ranks:
        stance = read.first("stance", sets.claims[each])
        said[stance, read.first("proposition", sets.claims[each])].append(each)
    found = []
    for stance, proposition in said:
        others = {"same": {proposition}, **related.get(proposition, {})}
        for relation, against in others.items():
            for one, other in _opposed(read, said, (relation, stance, proposition), against):
                if relation != "incompatible" or sets.claims[one] < sets.claims[other]:
                    found.append(_pair(read, sets, relation, (one, other)))
    return sorted(found, key=lambda pair: (sets.claims[pair.claim], sets.claims[pair.other]))


def _opposed(
    read: ClaimsReader,
    said: Mapping[tuple[str, str], list[int]],
    first: tuple[str, str, str],
    against: Iterable[str],
) -> Iterator[tuple[int, int]]:
    """Yield the claims of a stance on a proposition with those that do not go with them."""
    relation, stance, proposition = first
    start = f"{read.base}vocab/stance/"
    for other_stance in _OPPOSED[relation].get(stance.removeprefix(start), ()):
        for other in against:
            ours, theirs = said[stance, proposition], said.get((start + other_stance, other), ())
            yield from product(ours, theirs)


def _pair(read: ClaimsReader, sets: ClaimSets, relation: str, ranks: tuple[int, int]) -> Pair:
    names = [sets.claims[each] for each in ranks]
    bounds = [read.when(bound, claim) for claim in names for bound in ("earliest", "latest")]
    return Pair(relation, *ranks, tuple(bounds))


def _is_anchored(read: ClaimsReader, claim: str) -> bool:
    """Tell whether a place voices a claim whose words and manner are known."""
    places = read.places.get(claim, ())
    return any(each in read.subjects("selector") and read.first("mode", each) for each in places)
