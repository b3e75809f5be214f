"""Claims by what they are of, in the order in which they had been said.

A claim is its rank in that order, the undated last: those of a thing are an ascending array, those
of them that had been said by a day its beginning and its end, and the first hundred a slice of it.
"""

from __future__ import annotations

import bisect
import itertools
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Ranks = array[int]

__all__ = ["ClaimSets"]


@dataclass(frozen=True, slots=True)
class ClaimSets:
    """All claims by rank.

    `claims` are IRIs and `days` the days by which each had been said (ISO), of which the first
    `dated` are not empty. `shown` is the place of each among those that one page shows, by what the
    texts tell of its date; `newest` its place in a feed, of which `recent` are the ranks: of what
    is said to be a claim, which comes before the rest.

    `sets` are ranks by what claims are of, and its IRI: "speaker" who said them, "body" the
    organisation that they were said for or by, "proposition", "about" what that is about, or
    something narrower, "event" where they were made, "source" what voices them. `is_whole` is False
    where the graph holds more.
    """

    claims: Sequence[str]
    days: Sequence[str]
    dated: int
    shown: Ranks
    newest: Ranks
    recent: Ranks
    sets: Mapping[str, Mapping[str, Ranks]]
    is_whole: bool

    def said(self, of: str, iri: str, day: str = "") -> Ranks:
        """Return the claims of a thing by rank; with a day those said by then, and the undated."""
        ranks = self.sets[of].get(iri)
        if ranks is None:
            return array("I")
        if not day:
            return ranks
        end = bisect.bisect_right(self.days, day, 0, self.dated)
        said, undated = (bisect.bisect_left(ranks, each) for each in (end, self.dated))
        return ranks[:said] + ranks[undated:]

    def is_said(self, rank: int, day: str) -> bool:
        """Tell whether a claim had been said by a day; an undated one is, as all are without."""
        return not day or self.days[rank] <= day

    def names(self, ranks: Iterable[int]) -> list[str]:
        """Return the IRIs of claims in the order in which a page shows them."""
        return [self.claims[each] for each in sorted(ranks, key=self.shown.__getitem__)]

    def latest(self, wanted: Mapping[str, str], day: str, start: int, count: int) -> list[str]:
        """Return IRIs of claims that are of all that is wanted: last said first, undated last.

        `wanted` are IRIs of things by what claims are of.
        """
        order: Iterator[int] = (each for each in self.recent if self.is_said(each, day))
        if wanted:
            found = [self.said(of, iri, day) for of, iri in wanted.items()]
            common = set(found[0]).intersection(*found[1:])
            common = {each for each in common if self.newest[each] < len(self.recent)}
            order = iter(sorted(common, key=self.newest.__getitem__))
        return [self.claims[each] for each in itertools.islice(order, start, start + count)]
