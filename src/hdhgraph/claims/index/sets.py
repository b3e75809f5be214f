"""Claims by what they are of, in the order of the days on which they can have been made.

A claim is its rank in that order: by the first day, then by the last, unknown ones last. Those of a
thing are an ascending array, the first hundred a slice of it; as of a day, those that can have been
made by then are its beginning, and those of which nothing tells the first day its end.
"""

from __future__ import annotations

import bisect
import itertools
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hdhgraph.sparql.as_of import SAID, counted, group_of, is_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hdhgraph.sparql.as_of import Counts

    Ranks = array[int]

__all__ = ["ClaimSets"]


@dataclass(frozen=True, slots=True)
class ClaimSets:
    """All claims by rank.

    `claims` are IRIs, `firsts` the first days on which each can have been made (ISO), of which the
    first `dated` are not empty, and `days` those by which each had been. `newest` is the place of
    each in a feed, of which `recent` are the ranks: of what is said to be a claim, which comes
    before the rest.

    `sets` are ranks by what claims are of, and its IRI: "speaker" who said them, "body" the
    organisation that they were said for or by, "proposition", "about" what that is about, or
    something narrower, "event" where they were made, "source" what voices them. `is_whole` is False
    where the graph holds more.
    """

    claims: Sequence[str]
    firsts: Sequence[str]
    days: Sequence[str]
    dated: int
    newest: Ranks
    recent: Ranks
    sets: Mapping[str, Mapping[str, Ranks]]
    is_whole: bool

    def said(self, of: str, iri: str, day: str = "") -> Ranks:
        """Return the claims of a thing by rank; with a day those that are shown as of it."""
        ranks = self.sets[of].get(iri)
        if ranks is None:
            return array("I")
        if not day:
            return ranks
        begun, dated = (
            bisect.bisect_left(ranks, each)
            for each in (bisect.bisect_right(self.firsts, day, 0, self.dated), self.dated)
        )
        # What begins later had been said all the same where the graph says so.
        early = (each for each in ranks[begun:dated] if self.group(each, day) == SAID)
        return ranks[:begun] + array("I", early) + ranks[dated:]

    def group(self, rank: int, day: str) -> str:
        """Return the group of a claim as of a day."""
        return group_of(self.firsts[rank], self.days[rank], day)

    def groups(self, wanted: Mapping[str, str], day: str) -> Counts:
        """Return how many claims that are of all that is wanted are of each group as of a day."""
        found = [set(self.said(of, iri)) for of, iri in wanted.items()]
        common = found[0].intersection(*found[1:]) if found else range(len(self.claims))
        return counted(self.group(each, day) for each in common)

    def is_shown(self, rank: int, day: str) -> bool:
        """Tell whether a claim is shown as of a day; without one each is."""
        return is_shown(self.firsts[rank], self.days[rank], day)

    def names(self, ranks: Iterable[int]) -> list[str]:
        """Return the IRIs of claims in the order of dates."""
        return [self.claims[each] for each in sorted(ranks)]

    def latest(self, wanted: Mapping[str, str], day: str, start: int, count: int) -> list[str]:
        """Return IRIs of claims that are of all that is wanted: the last first, unknown ones last.

        `wanted` are IRIs of things by what claims are of.
        """
        order: Iterator[int] = (each for each in self.recent if self.is_shown(each, day))
        if wanted:
            found = [self.said(of, iri, day) for of, iri in wanted.items()]
            common = set(found[0]).intersection(*found[1:])
            common = {each for each in common if self.newest[each] < len(self.recent)}
            order = iter(sorted(common, key=self.newest.__getitem__))
        return [self.claims[each] for each in itertools.islice(order, start, start + count)]
