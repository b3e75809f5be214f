"""Which IRIs a SPARQL text names, where, and as what.

One pass over the tokens, which keeps in mind whether a subject, a property or a value is due. Of
what does not parse it may tell another role, and never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from hdhgraph.rdf.namespaces import RDF_TYPE
from hdhgraph.rdf.turtle.places import TOKENS, Spot, Token, parts_of_name, read_tokens, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Mention", "read_mentions", "spot_of"]

_TOKEN: Final = re.compile(
    rf"(?P<variable>[?$]\w+)|{TOKENS}|(?P<operator>[/|^!*+?=<>&\-])", re.VERBOSE | re.DOTALL
)
_SUBJECT, _PROPERTY, _VALUE = range(3)
# What is read in a frame where no triples are: to the next bracket that closes, to the next brace.
_ONCE, _CLAUSE, _DATA = "once", "clause", "data"
_MODES: Final = {
    "FILTER": _ONCE, "BIND": _ONCE, "VALUES": _DATA,
    **dict.fromkeys(("SELECT", "HAVING", "GROUP", "ORDER", "LIMIT", "OFFSET"), _CLAUSE),
}  # fmt: skip
_LEADS_AWAY: Final = frozenset(("SERVICE", "FROM"))
_OPENS: Final = {"[": _PROPERTY, "{|": _PROPERTY, "<<": _SUBJECT, "<<(": _SUBJECT}


class Mention(NamedTuple):
    """An IRI that a query names: `at` are the offsets of its text.

    `is_term` tells a property, a datatype or a function; `of` is the property whose value it is in
    a triple pattern, of a path the last, else "".
    """

    iri: str
    at: tuple[int, int]
    is_term: bool
    of: str = ""


@dataclass(slots=True)
class _Frame:
    """What is open: a group, a bracket, a list, a path; `mode` is "" where triples are."""

    opened: str
    due: int = _SUBJECT
    mode: str = ""
    of: str = ""


def read_mentions(
    text: str, prefixes: Mapping[str, str] = MappingProxyType({}), base: str = ""
) -> list[Mention]:
    """Return the IRIs and prefixed names of a query, but for endpoints and the graphs of FROM.

    `prefixes` and `base` are those that hold before the query states its own. A name whose prefix
    nobody states is left out.
    """
    tokens = list(read_tokens(text, _TOKEN))
    reader = _Reader(prefixes, base)
    reader.read([each for each in tokens if each.kind != "comment"])
    return reader.found


def spot_of(text: str, at: tuple[int, int]) -> Spot:
    """Return the line and columns of a mention by its offsets."""
    before = re.split(r"\r\n|\n|\r", text[: at[0]])
    column = len(before[-1]) + 1
    return Spot(len(before), column, column + at[1] - at[0])


class _Reader:
    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self.found: list[Mention] = []
        self._prefixes = dict(prefixes)
        self._base = base
        self._stack = [_Frame("", mode=_CLAUSE)]
        self._is_datatype = self._leads_away = False

    def read(self, tokens: list[Token]) -> None:
        following = [*(each.text for each in tokens[1:]), ""]
        ahead = iter(zip(tokens, following, strict=False))
        for token, after in ahead:
            word = token.text.upper() if token.kind == "word" else ""
            if word in ("PREFIX", "BASE"):
                self._declare(word, ahead)
            elif token.kind in ("iri", "name"):
                self._take_name(token, is_call=after == "(")
            elif token.kind == "word":
                self._take_word(token.text, word)
            elif token.kind == "sign":
                self._take_sign(token.text)
            elif token.kind == "operator":
                self._take_operator(token.text)
            elif token.kind != "at":
                self._fill()

    def _declare(self, word: str, ahead: Iterator[tuple[Token, str]]) -> None:
        """Take a prefix, or the base, out of the tokens."""
        name = next(ahead, None) if word == "PREFIX" else None
        value = next(ahead, None)
        if value is None or value[0].kind != "iri":
            return
        iri = resolve(self._base, value[0].text[1:-1])
        if name is None:
            self._base = iri
        else:
            self._prefixes[name[0].text.removesuffix(":")] = iri

    def _iri(self, token: Token) -> str | None:
        if token.kind == "iri":
            return resolve(self._base, token.text[1:-1])
        prefix, local = parts_of_name(token.text)
        return self._prefixes[prefix] + local if prefix in self._prefixes else None

    def _take_name(self, token: Token, *, is_call: bool) -> None:
        iri, frame = self._iri(token), self._stack[-1]
        if self._leads_away:
            self._leads_away = False
        elif self._is_datatype:
            self._is_datatype = False
            self._note(iri, token, is_term=True)
        elif frame.mode:
            self._note(iri, token, is_term=is_call)
        elif frame.due == _PROPERTY:
            self._note(iri, token, is_term=True)
            self._say(iri or "")
        else:
            self._note(iri, token, of=frame.of if frame.due == _VALUE else "")
            self._fill()

    def _note(self, iri: str | None, token: Token, *, is_term: bool = False, of: str = "") -> None:
        if iri is not None:
            self.found.append(Mention(iri, token.at, is_term, of))

    def _say(self, of: str) -> None:
        """Have a property: a value is due, but for the brackets of a path."""
        frame = self._stack[-1]
        frame.of = of
        if frame.opened != "path":
            frame.due = _VALUE

    def _fill(self) -> None:
        """Have something that is due."""
        frame = self._stack[-1]
        self._leads_away = False
        if frame.mode:
            return
        if frame.due == _PROPERTY:
            self._say("")
        elif frame.due == _SUBJECT:
            frame.due = _PROPERTY

    def _take_word(self, text: str, word: str) -> None:
        frame = self._stack[-1]
        if word in _LEADS_AWAY:
            self._leads_away = True
        if frame.opened in ("", "{") and word in _MODES:
            frame.mode = _MODES[word]
        elif frame.mode:
            return
        elif text == "a" and frame.due == _PROPERTY:
            self._say(RDF_TYPE)
        elif word in ("TRUE", "FALSE"):
            self._fill()
        elif frame.opened == "{":
            frame.due = _SUBJECT

    def _take_operator(self, text: str) -> None:
        frame = self._stack[-1]
        if text in "/|" and not frame.mode and frame.due == _VALUE:
            frame.due = _PROPERTY

    def _take_sign(self, text: str) -> None:
        frame = self._stack[-1]
        if text == "^^":
            self._is_datatype = True
        elif text in _OPENS:
            self._stack.append(_Frame(text, _OPENS[text]))
        elif text == "{":
            self._stack.append(_Frame("{", mode=_DATA if frame.mode == _DATA else ""))
        elif text == "(":
            self._open_bracket(frame)
        elif text in ("}", ")", "]", "|}", ">>", ")>>"):
            self._close(text)
        elif not frame.mode and text in ".;":
            frame.due = _SUBJECT if text == "." else _PROPERTY

    def _open_bracket(self, frame: _Frame) -> None:
        """Open an expression, a path, or a list."""
        if frame.mode:
            self._stack.append(_Frame("(", mode=_CLAUSE))
        elif frame.due == _PROPERTY:
            self._stack.append(_Frame("path", _PROPERTY))
        else:
            self._stack.append(_Frame("(", _VALUE))

    def _close(self, text: str) -> None:
        if len(self._stack) == 1:
            return
        closed, frame = self._stack.pop(), self._stack[-1]
        if text == "}":
            frame.mode = "" if frame.opened == "{" else _CLAUSE
            frame.due = _SUBJECT
        elif closed.opened == "path":
            self._say(closed.of)
        elif closed.mode and frame.mode == _ONCE:
            frame.mode, frame.due = "", _SUBJECT
        elif text != "|}":
            self._fill()
