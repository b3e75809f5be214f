"""How wide text is without a font at hand, and where its lines break."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["clean", "width", "wrap"]

# Widths of common sans-serif fonts, in parts of the size; what is not listed is an average letter.
_WIDTHS: Final = {
    **dict.fromkeys("ijl.,;:'|!\u2019", 0.29),
    **dict.fromkeys(" ftrI()[]/-\u00a0", 0.36),
    "\u202f": 0.2,
    **dict.fromkeys("mwMW@%—…≤≥→", 0.92),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZÀÂÇÉÈÊÎÔŒ&", 0.7),
}
_LETTER: Final = 0.58
_WIDE: Final = 1.05
_CUT: Final = "…"


def clean(text: str) -> str:
    """Return text as XML can hold it, in one line: no control characters, no turned direction."""
    kept = (each if unicodedata.category(each)[0] != "C" else " " for each in text)
    return " ".join("".join(kept).split(" ")).strip()


def width(text: str, size: float) -> float:
    """Return about how wide a text is in a font size, both in pixels."""
    return size * sum(_width_of(each) for each in text)


def _width_of(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _LETTER


def wrap(text: str, room: float, size: float, most: int = 4) -> list[str]:
    """Return the lines of a text in a width, at most `most`; the last then ends in an ellipsis."""
    lines: list[str] = []
    for word in clean(text).split(" "):
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and width(candidate, size) <= room:
            lines[-1] = candidate
        else:
            lines += _pieces(word, room, size)
        if len(lines) > most:
            return [*lines[: most - 1], _cut(lines[most - 1], room, size)]
    return lines


def _pieces(word: str, room: float, size: float) -> list[str]:
    """Break a word that is longer than a line."""
    if width(word, size) <= room:
        return [word]
    pieces = [""]
    for each in word[:2000]:
        if pieces[-1] and width(pieces[-1] + each, size) > room:
            pieces.append("")
        pieces[-1] += each
    return pieces


def _cut(line: str, room: float, size: float) -> str:
    while line and width(line + _CUT, size) > room:
        line = line[:-1]
    return line.rstrip() + _CUT
