"""How wide text is without a font at hand, and where its lines break."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["clean", "width", "wrap"]

# Widths in parts of the size, of the widest sans-serif font that systems show by default (DejaVu
# Sans); what is not listed is an average letter.
_WIDTHS: Final = {
    **dict.fromkeys("ijl'|\u2019", 0.28),
    **dict.fromkeys(" .,;:!()[]/-ftI\u00a0", 0.38),
    **dict.fromkeys("crsz", 0.53),
    "\u202f": 0.2,
    **dict.fromkeys("mwMW@%—…≤≥→", 1.0),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZÀÂÇÉÈÊÎÔŒ&", 0.73),
}
_LETTER: Final = 0.62
_WIDE: Final = 1.05
_STRONG: Final = 1.13  # how much wider bold letters are
_CUT: Final = "…"


def clean(text: str) -> str:
    """Return text as XML can hold it, in one line: no control characters, no turned direction."""
    if text.isprintable():  # most are: no character has to be looked at
        return text.strip()
    kept = (each if unicodedata.category(each)[0] != "C" else " " for each in text)
    return "".join(kept).strip()


def width(text: str, size: float, *, is_strong: bool = False) -> float:
    """Return about how wide a text is in a font size, both in pixels; bold is wider."""
    return size * sum(map(_width_of, text)) * (_STRONG if is_strong else 1)


@lru_cache(maxsize=4096)
def _width_of(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _LETTER


def wrap(
    text: str, room: float, size: float, most: int = 4, *, is_strong: bool = False
) -> list[str]:
    """Return the lines of a text in a width, at most `most`; the last then ends in an ellipsis."""
    room /= _STRONG if is_strong else 1
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
