"""French typography of our own texts: the spaces before signs and in quotes, and the apostrophe.

Texts are written with what a keyboard has. What others wrote stays to the letter, but for the
spaces and quotes of what a page shows of it: data, code and IRIs never come this way.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["counted", "number", "quotable", "spaced_page", "typeset"]

# Where French has a narrow no-break space; before a colon the space is a whole one.
_THIN: Final = re.compile(r" (?=[;!?»])|(?<=«) ")
# An elision: behind a letter, before a word, a quote, or the place of a value.
_ELISION: Final = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[{«])")
# A page: what has no French spaces, where it ends; any other tag; a space that French has thin.
_PAGE: Final = re.compile(
    r"<(?P<code>script|style|pre|code|textarea|q|bdi|samp)\b[^<]*+(?:<(?!/(?P=code)>)[^<]*+)*+"
    r"</(?P=code)>"
    r"""|<(?P<other>\w+)(?=[^>]*\slang="(?!fr["-]))[^>]*>.*?</(?P=other)>"""
    r"|<[^>]*>|(?P<space> (?=[;!?»:](?!\w))|(?<=«) )",
    re.DOTALL,
)
_OPENING: Final = {"«": "»", "“": "”", "„": "“", '"': '"'}
_CLOSING: Final = frozenset('»”"')
# Behind a straight mark, what shows that it does not open a quote.
_ENDS: Final = " \t\n\u00a0\u202f.,;:!?)…»”"
_INNER: Final = {"fr": ("“", "”"), "en": ("\u2018", "\u2019")}

# The values of messages that are numbers of something; a year or a page is none.
_COUNTS: Final = frozenset(
    ("all", "anchored", "claims", "count", "end", "held", "left", "length", "most", "shown",
     "speakers", "start")
)  # fmt: skip
_NUMBER: Final = re.compile(r"[0-9]{1,15}")


@functools.cache
def typeset(text: str, lang: str) -> str:
    """Return a text of ours as French sets it; of another language as it is."""
    if lang != "fr":
        return text
    spaced = _THIN.sub("\u202f", text).replace(" :", "\u00a0:")
    return _ELISION.sub("\u2019", spaced)


def spaced_page(html: str) -> str:
    """Return a French page with the spaces of French in its texts, whoever wrote them.

    Code, what is quoted (`q`), what can be copied and what is in another language stay.
    """
    return _PAGE.sub(_set_space, html)


def _set_space(match: re.Match[str]) -> str:
    if match["space"] is None:
        return match[0]
    return "\u00a0" if match.string[match.end() : match.end() + 1] == ":" else "\u202f"


def number(count: int, lang: str) -> str:
    """Return a number with its thousands apart, as a language writes them."""
    return f"{count:,}".replace(",", "\u202f" if lang == "fr" else ",")


def counted(values: Mapping[str, object], lang: str) -> dict[str, object]:
    """Return the values of a message with its numbers as a language writes them."""
    return {
        name: number(int(str(each)), lang)
        if name in _COUNTS and _NUMBER.fullmatch(str(each))
        else each
        for name, each in values.items()
    }


def quotable(text: str, lang: str) -> str:
    """Return a text as it stands inside quotation marks of a language.

    A pair around all of it goes, and a mark at an edge that has no other; the rest become the
    marks of a quote in a quote.
    """
    shown, pairs, lone = list(text), *_quotes(text)
    before, after = _edges(text)
    inner = _INNER.get(lang, _INNER["en"])
    for each in lone:
        is_edge = each < before or each >= after
        shown[each] = "" if is_edge else inner[text[each] in _CLOSING]
    for first, last in pairs:
        is_whole = first < before and last >= after
        shown[first], shown[last] = ("", "") if is_whole else inner
    for each in (*lone, *(end for pair in pairs for end in pair)):
        beside = each + {"«": 1, "»": -1}.get(text[each], len(text))
        if 0 <= beside < len(text) and text[beside].isspace():
            shown[beside] = ""
    return "".join(shown).strip()


def _edges(text: str) -> tuple[int, int]:
    """Return where the first word begins and the last one ends."""
    words = [number for number, each in enumerate(text) if each.isalnum()]
    return (words[0], words[-1] + 1) if words else (len(text), 0)


def _quotes(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the pairs of quotation marks of a text, and those without the other."""
    pairs: list[tuple[int, int]] = []
    lone: list[int] = []
    still: list[int] = []
    for place, each in enumerate(text):
        if still and each == _OPENING[text[still[-1]]]:
            pairs.append((still.pop(), place))
        elif each in _OPENING and (each != '"' or text[place + 1 : place + 2].strip(_ENDS)):
            still.append(place)
        elif each in _CLOSING:
            lone.append(place)
    return pairs, [*lone, *still]
