"""Words as a search compares them: without case and accents, French elided articles set apart."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "LONGEST_WORD",
    "MOST_WORDS",
    "Asked",
    "Part",
    "asked",
    "folded",
    "is_found",
    "marked",
    "pattern",
    "words",
]

MOST_WORDS: Final = 16
LONGEST_WORD: Final = 64
# A word of so many letters also finds longer ones that begin with it, such as plurals.
_OPEN: Final = 4
_WORD: Final = re.compile(r"[^\W_]+")
# One letter and the marks that combine with it, as they stand in a text.
_MARKED_WORD: Final = re.compile(
    r"(?:[^\W_][\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f]*)+"
)
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
# For an expression: letters with accents, what ligatures fold to, and the two apostrophes.
_LATIN: Final = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_TOKEN: Final = re.compile("oe|ae|ss|.", re.DOTALL)
_LIGATURE_OF: Final = {"oe": "œ", "ae": "æ", "ss": "ß"}
_APOSTROPHES: Final = "'\u2019"
_OPERATOR: Final = re.compile(r"[\\^$.|?*+(){}\[\]]")
_ELIDED: Final = re.compile(
    r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['\u2018\u2019\u02bc\u2032](?=[^\W_])"
)
# Words that say nothing of what is looked for.
_EMPTY: Final = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "au", "aux", "avec", "by", "ce", "ces", "d", "dans",
        "de", "des", "did", "du", "en", "est", "et", "for", "from", "il", "elle", "in", "is", "it",
        "l", "la", "le", "les", "of", "on", "ou", "par", "pour", "qu", "que", "qui", "quoi", "s",
        "said", "say", "says", "sont", "sur", "that", "the", "their", "to", "un", "une", "was",
        "were", "what", "who", "with", "y", "t", "ont", "dit", "dite", "a-t",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: the words that count, and the whole as a name may have it.

    `phrases` are all words, and those without elided articles, each as one text.
    """

    words: tuple[str, ...]
    phrases: tuple[str, str]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether it is a word that was looked for."""

    text: str
    is_marked: bool


def folded(text: str) -> str:
    """Return a text without case, accents and ligatures."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return bare.casefold().translate(_LIGATURES)


def pattern(text: str) -> str:
    """Return an expression (XPath functions, 5.6.1) that finds a text whatever its accents.

    It is for a comparison without case.
    """
    return "".join(_pattern_of(each) for each in _TOKEN.findall(folded(text)))


@functools.cache
def _pattern_of(token: str) -> str:
    if ligature := _LIGATURE_OF.get(token):
        return f"(?:{''.join(map(_pattern_of, token))}|{ligature})"
    if token in _APOSTROPHES:
        return f"[{_APOSTROPHES}]"
    if not token.isalnum():
        return _OPERATOR.sub(r"\\\g<0>", token)
    return f"[{token}{_variants().get(token, '')}]\\p{{M}}*"


@functools.cache
def _variants() -> dict[str, str]:
    """Return the accented letters of each plain one."""
    found: dict[str, str] = {}
    for letter in map(chr, _LATIN):
        plain = folded(letter)
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            found[plain] = found.get(plain, "") + letter
    return found


def words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return _WORD.findall(folded(text))


def asked(text: str) -> Asked:
    """Return what somebody who typed `text` looks for.

    Elided articles and words that say nothing do not count, unless there are no others. Whatever
    is not a letter or a digit parts words, and means nothing else.
    """
    every = words(text)
    bare = _WORD.findall(_ELIDED.sub(" ", folded(text)))
    telling = [each for each in bare if each not in _EMPTY] or bare or every
    distinct = list(dict.fromkeys(telling))
    return Asked(
        tuple(each[:LONGEST_WORD] for each in distinct[:MOST_WORDS]),
        (" ".join(every), " ".join(bare)),
        is_cut=len(distinct) > MOST_WORDS,
    )


def is_open(word: str) -> bool:
    """Tell whether a word that is looked for also finds those that begin with it."""
    return len(word) >= _OPEN


def is_found(word: str, wanted: Sequence[str]) -> bool:
    """Tell whether a folded word is one of those looked for, or begins with one."""
    return any(word == each or (is_open(each) and word.startswith(each)) for each in wanted)


def marked(text: str, wanted: Sequence[str]) -> list[Part]:
    """Part a text into what was looked for and the rest; the parts together are the text."""
    return list(_merged(_parts(text, wanted)))


def _parts(text: str, wanted: Sequence[str]) -> Iterator[Part]:
    end = 0
    for match in _MARKED_WORD.finditer(text):
        if any(is_found(word, wanted) for word in words(match[0])):
            yield Part(text[end : match.start()], is_marked=False)
            yield Part(match[0], is_marked=True)
            end = match.end()
    yield Part(text[end:], is_marked=False)


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    return (each for each in parts if each.text)
