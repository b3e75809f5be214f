"""Pairs of claims that were read against the texts, in groups that share a reason."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import HGID

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

PREFIXES: Final = """
    BASE <https://w3id.org/hdhgraph/id/>
    PREFIX hg: <https://w3id.org/hdhgraph/ont#>
    PREFIX mode: <https://w3id.org/hdhgraph/vocab/mode/>
    PREFIX stance: <https://w3id.org/hdhgraph/vocab/stance/>
    PREFIX cito: <http://purl.org/spar/cito/>
    PREFIX schema: <https://schema.org/>
"""
CLAIM: Final = f"{HGID}claim/"

Pair = tuple[str, str]


class Group(NamedTuple):
    """Each of some claims with each of others, by their slugs, and why that is so of all."""

    ones: tuple[str, ...]
    others: tuple[str, ...]
    reason: str

    def pairs(self) -> list[Pair]:
        """Return the pairs, in one direction."""
        return list(product(self.ones, self.others))


def listed(groups: Iterable[Group]) -> list[Pair]:
    """Return the pairs of all groups, in one direction."""
    return [pair for group in groups for pair in group.pairs()]


def both_ways(pairs: Iterable[Pair]) -> set[Pair]:
    """Return pairs in both directions; none of them is listed twice."""
    there = list(pairs)
    back = [(other, one) for one, other in there]
    assert len({*there, *back}) == 2 * len(there)
    return {*there, *back}


def pairs(store: ox.Store, pattern: str) -> set[Pair]:
    """Return the pairs of claims, by slug, that a pattern of `?one` and `?other` matches."""
    found = select(store, f"{PREFIXES} SELECT ?one ?other WHERE {{ {pattern} }}")
    return {
        (row["one"].value.removeprefix(CLAIM), row["other"].value.removeprefix(CLAIM))
        for row in found
    }


def claims(store: ox.Store, pattern: str) -> set[str]:
    """Return the slugs of the claims that a pattern of `?claim` matches; there must be some."""
    found = select(store, f"{PREFIXES} SELECT ?claim WHERE {{ {pattern} }}")
    slugs = {row["claim"].value.removeprefix(CLAIM) for row in found}
    assert slugs
    return slugs


def about(store: ox.Store, *propositions: str) -> set[str]:
    """Return the claims on some propositions, each of which has one at least."""
    return set().union(
        *(claims(store, f"?claim hg:proposition <proposition/{name}>") for name in propositions)
    )
