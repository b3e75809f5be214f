"""Answers of the engine, decoded: results in JSON and graphs as a whole, TSV as it comes.

A large answer read in one go would hold the interpreter, and with it whoever else is answered.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "SMALL",
    "AnswerLines",
    "Results",
    "Solution",
    "read_results",
    "read_solutions",
    "read_term",
    "read_triples",
]

# The terms of a solution as text by variable: the language tag of `x` is under `xLang`.
Solution = dict[str, str]

# What is read in one go is read in a millisecond.
SMALL: Final = 64 * 1024
_BINDINGS: Final = '"bindings":['
_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<[^>]*>)?')
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Results:
    """An answer whose terms are whole, as SPARQL 1.1 Query Results JSON has them, by variable.

    That of an ASK is a `boolean`, and has neither variables nor solutions.
    """

    variables: list[str]
    solutions: list[dict[str, dict[str, Any]]]
    boolean: bool | None = None


def read_results(content: bytes) -> Results:
    """Read an answer in JSON with all that it tells of its terms."""
    if len(content) <= SMALL:
        return _results(json.loads(content))
    text = content.decode()
    before, mark, _ = text.partition(_BINDINGS)
    if not mark:
        return _results(json.loads(text))
    head = json.loads(f"{before}{mark}]}}}}")["head"]
    return Results(head["vars"], list(_bindings(text, len(before) + len(mark))))


def _results(answer: dict[str, Any]) -> Results:
    if "boolean" in answer:
        return Results([], [], answer["boolean"])
    return Results(answer["head"]["vars"], answer["results"]["bindings"])


def _bindings(text: str, position: int) -> Iterator[dict[str, Any]]:
    """Yield the solutions from a place on, up to the bracket that ends them."""
    decode = json.JSONDecoder().raw_decode
    while text[position] != "]":
        solution, position = decode(text, position)
        yield solution
        position += text[position] == ","


def read_solutions(content: bytes) -> list[Solution]:
    """Read the solutions of an answer in JSON as text; what is unbound is absent."""
    return [
        {name: term["value"] for name, term in solution.items()}
        | {f"{n}Lang": t["xml:lang"] for n, t in solution.items() if "xml:lang" in t}
        for solution in read_results(content).solutions
    ]


def read_triples(content: bytes) -> list[ox.Triple]:
    """Read an answer in N-Triples."""
    return [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)]


def read_term(term: str) -> tuple[str, str] | None:
    """Read a term of TSV: its text, and its language in lower case; None for a blank node."""
    if term[:1] == "<" and term[-1:] == ">" and term[1:2] != "<":
        return term[1:-1], ""
    found = _LITERAL.fullmatch(term)
    if found is None:
        return None
    text, lang = found.groups()
    return (_ESCAPE.sub(_character, text) if "\\" in text else text), (lang or "").lower()


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, code)


class AnswerLines:
    """What takes answers in TSV: `feed` it the pieces of each, then `end` it; subclasses `take`.

    `is_whole` tells whether no answer had as many rows as one may have.
    """

    def __init__(self, most: int) -> None:
        """Take answers of up to `most` rows."""
        self._most = most
        self._rest, self._count, self.is_whole = b"", 0, True

    def feed(self, name: str, chunk: bytes) -> None:
        """Take a piece of the answer to the query of that name."""
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop()
        self._take(name, lines)

    def end(self, name: str) -> None:
        """Say that an answer is whole."""
        self._take(name, [self._rest] if self._rest else [])
        self.is_whole &= self._count <= self._most  # the heading is a line, too
        self._rest, self._count = b"", 0

    def _take(self, name: str, lines: list[bytes]) -> None:
        self._count += len(lines)
        self.take(name, lines)

    def take(self, name: str, lines: list[bytes]) -> None:
        """Take whole lines of an answer, its heading among them."""
        raise NotImplementedError
