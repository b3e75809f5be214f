"""Claims by what they can be filtered by: an index of positions, made from an engine's answers.

Each claim has a position, in the order of dates; a set of claims is a whole number whose bits are
positions. A set meets another in microseconds, so that all counts of a page take a few milliseconds
whatever the size of the graph. Source, mode and language belong to a place: filtered by several of
them, a claim is kept where one place fits them all.
"""

from __future__ import annotations

import itertools
from array import array
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.iris import slug
from hdhgraph.sparql.as_of import GROUPS, NOT_YET, SHOWN, group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hdhgraph.sparql.as_of import Counts

__all__ = ["FACETS", "ORDERS", "UNDATED", "FacetIndex", "Filters", "Kind"]

# In the order in which pages show them.
FACETS: Final[tuple[str, ...]] = (
    "topic",
    "actor",
    "kind",
    "stance",
    "illocution",
    "organisation",
    "about",
    "source",
    "year",
    "certainty",
    "mode",
    "hand",
    "language",
)
# What belongs to a place where a claim is voiced, not to the claim.
PLACED: Final = ("source", "mode", "language")
ORDERS: Final = ("date", "recent", "speaker", "source")
UNDATED: Final = "undated"
# A value that so large a part of all claims has is kept as a number, another as its positions.
_PART: Final = 64
_MOST_DAYS: Final = 32
_BITS: Final = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, slots=True)
class Filters:
    """What claims must have: one value a facet; shown as of the day `as_of` (ISO, or empty)."""

    values: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""

    def without(self, name: str) -> Filters:
        """Return these without one of them: a facet, or "asOf"."""
        if name == "asOf":
            return replace(self, as_of="")
        return replace(self, values={k: v for k, v in self.values.items() if k != name})

    def alone(self, name: str) -> Filters:
        """Return only one of them: a facet, or "asOf"."""
        if name == "asOf":
            return Filters(as_of=self.as_of)
        return Filters({name: self.values[name]})

    @property
    def names(self) -> list[str]:
        """What is asked for: facets, and "asOf"."""
        return [*self.values, *(["asOf"] if self.as_of else [])]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a place is: its source, the mode of its report, and the language of the source."""

    source: str
    mode: str
    language: str

    def value(self, facet: str) -> str:
        """Return its value of one of the facets of places."""
        return {"source": self.source, "mode": self.mode, "language": self.language}[facet]

    def fits(self, values: Mapping[str, str]) -> bool:
        """Tell whether it has the values of its facets that are asked for."""
        return all(self.value(name) == values[name] for name in PLACED if name in values)


class FacetIndex:
    """All claims, found by facets.

    `claims` are IRIs by position; `firsts` are the first days on which each can have been made,
    `days` those by which it had been (ISO, or empty); `labels` call the values of facets, by
    language; `orders` are positions by the name of an order and a language. `is_whole` is False
    where the graph holds more than was read.
    """

    def __init__(
        self,
        claims: Sequence[str],
        *,
        firsts: Sequence[str],
        days: Sequence[str],
        facets: Mapping[str, Mapping[str, Sequence[int]]],
        kinds: Mapping[Kind, Sequence[int]],
        labels: Mapping[str, Mapping[str, str]],
        orders: Mapping[tuple[str, str], Sequence[int]],
        is_whole: bool = True,
    ) -> None:
        """Keep what was found; the values that many claims have become numbers."""
        self.claims, self.labels, self.is_whole = claims, labels, is_whole
        self._spans, self._orders = list(zip(firsts, days, strict=True)), orders
        self._by: dict[str, dict[str, int]] = {}
        self._names: dict[str, dict[str, list[str]]] = {}
        self._all = (1 << len(claims)) - 1
        self._facets = {
            name: {value: array("L", positions) for value, positions in values.items()}
            for name, values in facets.items()
        }
        self._kinds = {kind: array("L", positions) for kind, positions in kinds.items()}
        self._sets = {
            (name, value): self._set(positions)
            for name, values in self._facets.items()
            for value, positions in values.items()
            if len(positions) * _PART > len(claims)
        }

    def __len__(self) -> int:
        """Return how many claims there are."""
        return len(self.claims)

    def values(self, facet: str) -> Iterable[str]:
        """Return all values of a facet that claims have."""
        return self._facets[facet]

    def named(self, facet: str) -> Mapping[str, Sequence[str]]:
        """Return the values of a facet by the last part of their IRI, which several may share."""
        if facet not in self._names:
            names: dict[str, list[str]] = {}
            for value in self._facets[facet]:
                names.setdefault(slug(value), []).append(value)
            self._names[facet] = names
        return self._names[facet]

    def count(self, filters: Filters) -> int:
        """Return how many claims fit."""
        return self._found(filters).bit_count()

    def hits(self, filters: Filters, order: tuple[str, str], start: int, count: int) -> list[str]:
        """Return the IRIs of `count` claims that fit, from `start` on, in an order of `ORDERS`.

        The second part of the order is the language of the labels. As of a day, each group is in
        that order, what is said first.
        """
        found, places = self._found(filters), self._orders[order]
        parts = [found]
        if filters.as_of:
            parts = [found & self._by_day(filters.as_of)[group] for group in SHOWN]
        fitting = itertools.chain.from_iterable(
            itertools.compress(places, map(self._chosen(part).__getitem__, places))
            for part in parts
            if part
        )
        return [self.claims[each] for each in itertools.islice(fitting, start, start + count)]

    def groups(self, filters: Filters) -> Counts:
        """Return how many claims that fit are of each group as of the day of the filters."""
        found = self._found(filters.without("asOf"))
        by_day = self._by_day(filters.as_of)
        return {group: (found & by_day[group]).bit_count() for group in GROUPS}

    def counts(self, filters: Filters) -> dict[str, dict[str, int]]:
        """Return by facet and value how many claims fit where that value is asked for instead."""
        return {name: dict(self._counted(name, filters.without(name))) for name in FACETS}

    def _counted(self, facet: str, others: Filters) -> Iterator[tuple[str, int]]:
        """Yield the values of a facet that claims have which fit the other filters."""
        if facet in PLACED and any(name in others.values for name in PLACED):
            yield from self._counted_at_places(facet, others)
            return
        found = self._found(others)
        chosen = b"" if found == self._all else self._chosen(found)
        for value, positions in self._facets[facet].items():
            if not chosen:
                count = len(positions)
            elif (facet, value) in self._sets:
                count = (found & self._sets[facet, value]).bit_count()
            else:
                count = sum(map(chosen.__getitem__, positions))
            if count:
                yield value, count

    def _counted_at_places(self, facet: str, others: Filters) -> Iterator[tuple[str, int]]:
        """Yield the same where a claim counts only for a place that fits the other filters."""
        of_claims = {k: v for k, v in others.values.items() if k not in PLACED}
        chosen = self._chosen(self._found(Filters(of_claims, others.as_of)))
        found: dict[str, set[int]] = {}
        for kind, positions in self._kinds.items():
            if kind.fits(others.values):
                fitting = itertools.compress(positions, map(chosen.__getitem__, positions))
                found.setdefault(kind.value(facet), set()).update(fitting)
        for value, claims in found.items():
            if value and claims:
                yield value, len(claims)

    def _found(self, filters: Filters) -> int:
        """Return the set of claims that fit."""
        found = self._all
        placed = [name for name in PLACED if name in filters.values]
        if len(placed) > 1:
            fitting = (p for kind, p in self._kinds.items() if kind.fits(filters.values))
            found &= self._set(itertools.chain.from_iterable(fitting))
        for name, value in filters.values.items():
            if name not in placed or len(placed) == 1:
                found &= self._of_value(name, value)
        return found & ~self._by_day(filters.as_of)[NOT_YET] if filters.as_of else found

    def _by_day(self, as_of: str) -> dict[str, int]:
        """Return the claims of each group as of a day; those of the last days are kept."""
        found = self._by.get(as_of)
        if found is None:
            positions: dict[str, list[int]] = {group: [] for group in GROUPS}
            for number, span in enumerate(self._spans):
                positions[group_of(*span, as_of)].append(number)
            found = {group: self._set(each) for group, each in positions.items()}
            if len(self._by) >= _MOST_DAYS:
                self._by.clear()
            self._by[as_of] = found
        return found

    def _of_value(self, facet: str, value: str) -> int:
        known = self._sets.get((facet, value))
        return self._set(self._facets[facet].get(value, ())) if known is None else known

    def _set(self, positions: Iterable[int]) -> int:
        """Return positions as bits: read as binary digits, which takes linear time."""
        last = len(self.claims) - 1
        digits = bytearray(b"0") * (last + 1)
        for position in positions:
            digits[last - position] = 49  # "1"
        return int(digits or b"0", 2)

    def _chosen(self, found: int) -> bytes:
        """Return 0 or 1 for each position."""
        return f"{found:0{len(self.claims)}b}".encode()[::-1].translate(_BITS)
