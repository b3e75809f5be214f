"""What is between claims: which answers which, and which of one speaker do not go together."""

from __future__ import annotations

import bisect
import heapq
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.index.reading import MOVES

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Mapping, Sequence

    from hdhgraph.claims.index.sets import ClaimSets

    Ranks = array[int]

__all__ = ["WAYS", "Exchanges", "Pair"]

# Each move (its IRI) as the one claim makes it and as the other meets it; a contradiction holds in
# both directions, and is made by both.
WAYS: Final = tuple(
    (way, iri)
    for name, iri in MOVES.items()
    for way in ("out", "in")
    if (way, name) != ("in", "contradicts")
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of one speaker, by rank, that do not go together.

    `relation` is "same", "incompatible" or "refines"; `bounds` are the first and the last day of
    the one, then of the other, each empty where it is not known.
    """

    relation: str
    claim: int
    other: int
    bounds: tuple[str, ...]

    @property
    def ranks(self) -> tuple[int, int]:
        """Both claims."""
        return self.claim, self.other

    @property
    def order(self) -> str:
        """Whether the dates tell which came first: "dated" or "unknown"."""
        earliest, latest, other_earliest, other_latest = self.bounds
        is_dated = "" < latest < other_earliest or "" < other_latest < earliest
        return "dated" if is_dated else "unknown"

    def in_order(self) -> Pair:
        """Return it with the earlier claim first, where the dates tell."""
        earliest, latest, other_earliest, other_latest = self.bounds
        if not "" < other_latest < earliest:
            return self
        bounds = (other_earliest, other_latest, earliest, latest)
        return Pair(self.relation, self.other, self.claim, bounds)


@dataclass(frozen=True)
class Exchanges:
    """What is between the claims of `sets`.

    `claims`, `ways` and `others` are the columns of all moves, in the order of `claims`: ranks, and
    places in `WAYS`. `changes` are pairs by speaker, in the order of IRIs; `anchored` are those of
    their claims whose words are at hand.
    """

    sets: ClaimSets
    claims: Ranks
    ways: Ranks
    others: Ranks
    changes: Mapping[str, Sequence[Pair]]
    anchored: frozenset[int]

    def moves(self, speaker: str, day: str, most: int) -> list[tuple[str, str, str, str]]:
        """Return the first moves between a speaker's claims and those of others, as of a day.

        Each is way, move, claim, other claim; they are in the order of these.
        """
        names = self.sets.claims
        found = {
            (*WAYS[way], names[claim], names[other]) for claim, way, other in self._of(speaker, day)
        }
        return heapq.nsmallest(most, found)

    def _of(self, speaker: str, day: str) -> Iterator[tuple[int, int, int]]:
        own = self.sets.said("speaker", speaker)
        not_theirs = set(own)
        for claim in self.sets.said("speaker", speaker, day):
            start = bisect.bisect_left(self.claims, claim)
            end = bisect.bisect_right(self.claims, claim, start)
            for way, other in zip(self.ways[start:end], self.others[start:end], strict=True):
                if other not in not_theirs and self._is_there(other, day):
                    yield claim, way, other

    def _is_there(self, claim: int, day: str) -> bool:
        return claim in self._spoken and self.sets.is_shown(claim, day)

    @cached_property
    def _spoken(self) -> frozenset[int]:
        """The claims that have a speaker and are met by a move."""
        found = frozenset(self.others)
        return found.intersection(chain.from_iterable(self.sets.sets["speaker"].values()))

    def changes_of(self, speaker: str, day: str, most: int, claim: str = "") -> list[Pair]:
        """Return the first changes of a speaker's position, those with one claim where it is named.

        Neither claim is one that is not yet said as of the day.
        """
        names = self.sets.claims
        found = (
            pair
            for pair in self.changes.get(speaker, ())
            if all(self.sets.is_shown(each, day) for each in pair.ranks)
            and (not claim or claim in (names[pair.claim], names[pair.other]))
        )
        return list(islice(found, most))

    def latest_changes(self, speaker: str, topic: str, start: int, count: int) -> list[Pair]:
        """Return changes of position, of a speaker and on a topic where these are given.

        Those whose second claim is the last come first, each with its earlier claim first; those
        whose words are not at hand are left out.
        """
        by_speaker = self.changes.values() if not speaker else [self.changes.get(speaker, ())]
        about = set(self.sets.said("about", topic)) if topic else set()
        pairs = [
            pair.in_order()
            for found in by_speaker
            for pair in found
            if self.anchored.issuperset(pair.ranks)
            and (not topic or not about.isdisjoint(pair.ranks))
        ]
        names, newest = self.sets.claims, self.sets.newest
        pairs.sort(key=lambda pair: (newest[pair.other], names[pair.claim], names[pair.other]))
        return pairs[start : start + count]
