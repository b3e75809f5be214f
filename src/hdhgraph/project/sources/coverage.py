"""How much of a source stands under an anchor, is left out with a reason, or was passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

__all__ = ["Coverage", "Span", "coverage", "covered", "sentences", "uncovered"]

Span = tuple[int, int]

# A sentence ends at a line end, or at a full stop, mark or ellipsis that a space follows.
_SENTENCE: Final = re.compile(r"[^\n]+?(?:[.!?…]+(?=\s)|(?=\n)|\Z)")
_SPANS: Final = f"""
SELECT ?source ?kind ?start ?end WHERE {{
  {{
    ?attestation <{PREFIXES["oa"]}hasSource>/<{PREFIXES["schema"]}isPartOf>* ?source ;
      <{PREFIXES["oa"]}hasSelector> ?selector .
    BIND ("anchored" AS ?kind)
  }} UNION {{
    ?source <{hg("leavesOut")}> ?selector .
    BIND ("left out" AS ?kind)
  }}
  ?source <{hg("length")}> ?length .
  ?selector <{PREFIXES["oa"]}start> ?start ; <{PREFIXES["oa"]}end> ?end .
}}"""
_LENGTHS: Final = f"SELECT ?source ?length WHERE {{ ?source <{hg('length')}> ?length }}"


@dataclass(slots=True)
class Coverage:
    """The spans of one held source; `length` and all offsets are in code points."""

    source: str
    length: int
    anchored: list[Span] = field(default_factory=list)
    left_out: list[Span] = field(default_factory=list)


def coverage(store: ox.Store) -> list[Coverage]:
    """Return the coverage of every held source of a store, by IRI.

    What a part of a source (a comment on a page) attests counts for the whole.
    """
    found = {
        row["source"].value: Coverage(row["source"].value, int(row["length"].value))
        for row in select(store, _LENGTHS)
    }
    for row in select(store, _SPANS):
        own = found[row["source"].value]
        spans = own.anchored if row["kind"].value == "anchored" else own.left_out
        spans.append((int(row["start"].value), int(row["end"].value)))
    for own in found.values():
        own.anchored.sort()
        own.left_out.sort()
    return sorted(found.values(), key=lambda each: each.source)


def covered(spans: Iterable[Span]) -> int:
    """Return how many code points `spans` hold, each counted once."""
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def sentences(text: str) -> Iterator[Span]:
    """Yield the span of every sentence of a text that holds a letter or a digit."""
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        if any(character.isalnum() for character in match.group()):
            yield start, match.end()


def uncovered(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the sentences of a text that none of `spans` overlaps."""
    known = sorted(spans)
    return [
        (start, end)
        for start, end in sentences(text)
        if not any(first < end and start < last for first, last in known)
    ]
