"""Words that two texts print alike: their anchors start and end alike, since digests join them."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from typing import TYPE_CHECKING, Final, NamedTuple

from hdhgraph.project.sources.anchors import Anchor, Verdict
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from hdhgraph.project.sources.anchors import Verification
    from hdhgraph.project.sources.coverage import Span

__all__ = ["FEWEST_WORDS", "Pair", "unlike_bounds"]

FEWEST_WORDS: Final = 5
_ATTESTED: Final = f"SELECT ?attestation ?thing {{ ?attestation <{hg('attests')}> ?thing }}"


class Pair(NamedTuple):
    """An anchor in one text, and one in another that has its words at `span`, and more."""

    anchor: Anchor
    wider: Anchor
    span: Span


def unlike_bounds(
    store: ox.Store, results: Iterable[Verification], texts: Mapping[str, str]
) -> list[Pair]:
    """Return the anchors of one thing in two texts that have the same words within other bounds.

    Of each two the one has words, five at least, that stand inside the other, and no anchor of that
    thing in the other text has just these. Only anchors that are verified are compared.
    """
    verified = {
        result.anchor.attestation: result.anchor
        for result in results
        if result.verdict is Verdict.VERIFIED
    }
    attesting: dict[str, dict[str, Anchor]] = defaultdict(dict)
    for row in select(store, _ATTESTED):
        name = row["attestation"].value
        if name in verified:
            attesting[row["thing"].value][name] = verified[name]
    found = {pair for own in attesting.values() for pair in _unlike(own.values(), texts)}
    return sorted(found, key=lambda pair: (pair.wider.attestation, pair.anchor.attestation))


def _unlike(anchors: Iterable[Anchor], texts: Mapping[str, str]) -> Iterator[Pair]:
    """Yield the pairs among the anchors of one thing."""
    own = [(anchor, _span(anchor)) for anchor in anchors]
    taken = {(anchor.held, span) for anchor, span in own}
    for (one, (start, end)), (other, (first, last)) in permutations(own, 2):
        if one.held is None or other.held is None or one.held == other.held:
            continue
        words = texts[one.held][start:end]
        if len(words.split()) < FEWEST_WORDS:
            continue
        place = texts[other.held].find(words, first, last)
        span = (place, place + len(words))
        if place >= 0 and (other.held, span) not in taken:
            yield Pair(one, other, span)


def _span(anchor: Anchor) -> Span:
    return anchor.start or 0, anchor.end or 0
