"""Turtle text -> tokens, each with the comments that stand before and after it.

The grammar is that of RDF 1.2 Turtle, section 6.5. What is tokenised has been parsed before, so a
rule may take more than the standard's, never less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["END", "Token", "tokenize"]

END: Final = "end"
_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = _BASE + r"_0-9\-" + "\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# A name may hold full stops, and does not end in one.
_LOCAL: Final = rf"(?:[{_NAME}:]|{_ESCAPED})+(?:\.+(?:[{_NAME}:]|{_ESCAPED})+)*"
_DOTTED: Final = rf"[{_NAME}]+(?:\.+[{_NAME}]+)*"
_KINDS: Final = {
    "space": r"[ \t\r\n]+",
    "comment": r"\#[^\r\n]*",
    "string": (
        r'"""(?:[^"\\]|\\.|"(?!""))*"""'
        r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
        r'|"(?:[^"\\\r\n]|\\.)*"'
        r"|'(?:[^'\\\r\n]|\\.)*'"
    ),
    "iri": r'<(?:[^\x00-\x20<>"{}|^`\\]|\\[uU][0-9A-Fa-f]+)*>',
    "exotic": r"<<\(|\)>>|<<|>>|\{\||\|\}|[{}~]",
    "directive": r"@(?:prefix|base|version)\b",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
    "datatype": r"\^\^",
    "blank": rf"_:{_DOTTED}",
    "name": rf"(?:[{_BASE}](?:[{_NAME}]|\.+(?=[{_NAME}]))*)?:(?:{_LOCAL})?",
    "number": r"[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)",
    "word": r"[A-Za-z]+",
    "mark": r"[\[\](),;.]",
}
_TOKEN: Final = re.compile(
    "|".join(f"(?P<{kind}>{rule})" for kind, rule in _KINDS.items()), re.DOTALL
)


@dataclass(slots=True)
class Token:
    """A piece of Turtle and where it stands, `start` to `end`, in characters.

    `before` are the comments on lines of their own above it, the empty text being a blank line;
    `after` is the comment that follows it on its line, or empty.
    """

    kind: str
    text: str
    start: int
    end: int
    before: list[str] = field(default_factory=list)
    after: str = ""


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a Turtle document, the last of which is its end.

    Raises FormatError when a place is no token of Turtle.
    """
    tokens: list[Token] = []
    comments: list[str] = []
    lines = 1  # ended since the last token or comment
    for kind, piece, start in _pieces(text):
        if kind == "space":
            lines += len(re.findall(r"\r\n|\r|\n", piece))
            if lines > 1 and comments and comments[-1]:
                comments.append("")
        elif kind == "comment" and tokens and not lines:
            tokens[-1].after = piece.rstrip()
        elif kind == "comment":
            comments.append(piece.rstrip())
            lines = 0
        else:
            tokens.append(Token(kind, piece, start, start + len(piece), comments))
            comments, lines = [], 0
    return [*tokens, Token(END, "", len(text), len(text), comments)]


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            line = text.count("\n", 0, place) + 1
            raise FormatError(f"line {line} holds what is not known: {text[place : place + 20]!r}.")
        yield match.lastgroup, match.group(), place
        place = match.end()
