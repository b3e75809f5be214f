"""What the fragments of a text show of it, all together: it must not be published again by pieces.

A word is what stands between white space and has a letter or a digit; it is shown where one of
these is under a fragment. A dash between two words parts them no more than a space does. A page and
its comments are one text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from hdhgraph.project.sources.anchors import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hdhgraph.project.sources.anchors import Anchor, Verification
    from hdhgraph.project.sources.coverage import Span

__all__ = ["MOST_IN_A_ROW", "MOST_PER_CENT", "Excerpt", "Run", "excerpts"]

MOST_IN_A_ROW: Final = 12
MOST_PER_CENT: Final = 40
_BETWEEN_SPACE: Final = re.compile(r"\S+")

# An attestation, and the span of its fragment in the text.
_Placed = tuple["Anchor", "Span"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are shown in a row: their span, how many, and the attestations that show them."""

    span: Span
    words: int
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """How many words of a held source's text its fragments show, and each run of them, in order."""

    source: str
    words: int
    shown: int
    runs: tuple[Run, ...]

    @property
    def is_too_much(self) -> bool:
        """Whether more of the text is shown than may be."""
        return self.shown * 100 > self.words * MOST_PER_CENT

    @property
    def long_runs(self) -> list[Run]:
        """The runs that are longer than a fragment may be."""
        return [run for run in self.runs if run.words > MOST_IN_A_ROW]


def excerpts(results: Iterable[Verification], texts: Mapping[str, str]) -> list[Excerpt]:
    """Return what is shown of each text, by source IRI; only anchors that are verified count.

    A fragment stands where its span first has it.
    """
    placed: dict[str, list[_Placed]] = {source: [] for source in sorted(texts)}
    for result in results:
        anchor = result.anchor
        if result.verdict is Verdict.VERIFIED and anchor.held is not None and anchor.fragment:
            start = texts[anchor.held].index(anchor.fragment, anchor.start)
            placed[anchor.held].append((anchor, (start, start + len(anchor.fragment))))
    return [_excerpt(source, texts[source], own) for source, own in placed.items()]


def _excerpt(source: str, text: str, placed: Sequence[_Placed]) -> Excerpt:
    is_shown = bytearray(len(text))
    for _, (start, end) in placed:
        is_shown[start:end] = b"\1" * (end - start)
    words = [
        match.span()
        for match in _BETWEEN_SPACE.finditer(text)
        if any(character.isalnum() for character in match.group())
    ]
    flags = [
        any(is_shown[place] and text[place].isalnum() for place in range(*word)) for word in words
    ]
    return Excerpt(source, len(words), sum(flags), tuple(_runs(words, flags, placed)))


def _runs(words: list[Span], flags: list[bool], placed: Sequence[_Placed]) -> Iterator[Run]:
    """Yield each run of words that are shown."""
    for is_shown, group in groupby(zip(words, flags, strict=True), key=lambda pair: pair[1]):
        if is_shown:
            own = [word for word, _ in group]
            first, last = own[0][0], own[-1][1]
            touching = [anchor for anchor, (start, end) in placed if start < last and first < end]
            yield Run((first, last), len(own), tuple(touching))
