"""Where a Turtle file states what: the line and column to open when a check finds fault.

The parser that loads files tells no places, so this reads the tokens once more: of Turtle, TriG,
N-Triples and N-Quads that have parsed. Of other text it gives fewer statements, and never raises.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin

from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "TOKENS", "Comment", "Spot", "Statement", "Text", "Token", "key_of", "parts_of_name",
    "read_text", "read_tokens", "resolve",
]  # fmt: skip

_RDF: Final = PREFIXES["rdf"]
_XSD: Final = PREFIXES["xsd"]
_LOCAL: Final = r"(?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\.))?"
# The kinds of tokens, for a verbose expression in which the full stop matches line ends as well.
TOKENS: Final = rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
    | (?P<long>\"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*+\"\"\"|\'\'\'(?:'{{0,2}}(?:[^'\\]|\\.))*+\'\'\')
    | (?P<string>"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
    | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<blank>_:[\w](?:[\w.\-]*[\w\-])?)
    | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:{_LOCAL})
    | (?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[A-Za-z]+)
    | (?P<sign>\^\^|<<\(?|\)?>>|\{{\||\|\}}|[.;,\[\](){{}}~])
    """
_TOKEN: Final = re.compile(TOKENS, re.VERBOSE | re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_WORDS: Final = {
    "a": f"<{RDF_TYPE}>",
    "true": f'"true"^^<{_XSD}boolean>',
    "false": f'"false"^^<{_XSD}boolean>',
}
_CONTROLS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Spot(NamedTuple):
    """A place in a text: line and column, 1-based in code points, and the column after its end.

    `end` is of the same line, also where the term goes on below.
    """

    line: int
    column: int
    end: int


class Statement(NamedTuple):
    """One triple as it stands: terms as keys (see `key_of`), and the offsets of their text."""

    subject: str
    predicate: str
    object: str
    subject_at: tuple[int, int]
    predicate_at: tuple[int, int]
    object_at: tuple[int, int]


class Comment(NamedTuple):
    """A comment without its “#”: its line and column, and the lines that it speaks of, inclusive.

    Behind something it speaks of its own line; on a line of its own before a subject, of all that
    is stated of that; elsewhere, of the next line that states something.
    """

    text: str
    line: int
    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Text:
    """What a file states, in the order of its text."""

    statements: list[Statement]
    comments: list[Comment]
    lines: list[str]
    starts: list[int] = field(repr=False)

    def spot(self, at: tuple[int, int]) -> Spot:
        """Return the place of a term by its offsets."""
        line = bisect.bisect_right(self.starts, at[0])
        start = self.starts[line - 1]
        end = min(at[1], start + len(self.lines[line - 1])) - start + 1
        return Spot(line, at[0] - start + 1, max(end, at[0] - start + 2))


class Token(NamedTuple):
    """A sign or a word of a text: its kind as `TOKENS` names it, and its offsets."""

    kind: str
    text: str
    at: tuple[int, int]


def read_tokens(text: str, pattern: re.Pattern[str]) -> Iterator[Token]:
    """Yield what a pattern that is made of `TOKENS` finds in a text, in order."""
    for match in pattern.finditer(text):
        yield Token(match.lastgroup or "", match.group(), match.span())


@dataclass(slots=True)
class _Frame:
    """What is being stated of one subject; a list has only members."""

    opened: str
    subject: str | None = None
    predicate: str | None = None
    subject_at: tuple[int, int] = (0, 0)
    predicate_at: tuple[int, int] = (0, 0)


def read_text(text: str, base: str = "") -> Text:
    """Return the statements and comments of a text, each with its place.

    Relative IRIs are so to the base that the text states, else to `base`.
    """
    tokens = list(read_tokens(text, _TOKEN))
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    lines = [
        text[start:end].rstrip("\r\n")
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    ]
    reader = _Reader(base)
    for token in reader.terms(token for token in tokens if token.kind != "comment"):
        reader.take(token)
    found = Text(reader.statements, [], lines, starts)
    found.comments.extend(reversed([*_comments(tokens, reader.blocks, found)]))
    return found


def key_of(term: str) -> str:
    """Return the key of an RDF term written as in N-Triples or Turtle, "" where it is none."""
    reader = _Reader()
    tokens = read_tokens(term, _TOKEN)
    return next((token.text for token in reader.terms(tokens) if token.kind == "term"), "")


def _comments(tokens: list[Token], blocks: list[tuple[int, int]], text: Text) -> Iterator[Comment]:
    """Yield the comments, last first, with what they speak of; `blocks` are whole statements."""
    ends = dict(blocks)
    following: Token | None = None
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.kind != "comment":
            following = token
            continue
        line, column, _ = text.spot(token.at)
        first = last = line
        is_alone = not text.lines[line - 1][: column - 1].strip()
        if is_alone and following is not None:
            first = last = text.spot(following.at).line
            if following.at[0] in ends:
                last = text.spot((ends[following.at[0]],) * 2).line
        yield Comment(token.text[1:].strip(), line, column, first, last)


class _Reader:
    """Statements out of tokens, with a stack of its own: nothing nests too deep for it."""

    def __init__(self, base: str = "") -> None:
        self.statements: list[Statement] = []
        self.blocks: list[tuple[int, int]] = []
        self._prefixes: dict[str, str] = {}
        self._base = base
        self._stack = [_Frame("")]
        self._start: int | None = None
        self._blanks = 0
        self._quoted = 0

    def terms(self, tokens: Iterator[Token]) -> Iterator[Token]:
        """Yield terms and signs: literals put together, directives heeded and left out."""
        held: Token | None = None  # a literal whose language or datatype may follow
        waits = False
        for token in self._without_directives(tokens):
            if held is not None:
                if token.text == "^^":
                    waits = True
                    continue
                ended = _ended(held, token, self, waits=waits)
                yield ended
                has_taken = waits or token.kind == "at"
                held, waits = None, False
                if has_taken:
                    continue
            if token.kind in ("string", "long"):
                held = token
            elif (term := self._term(token)) is not None:
                yield Token("term", term, token.at)
            else:
                yield token
        if held is not None:
            yield _ended(held, None, self, waits=False)

    def take(self, token: Token) -> None:
        """Take one term or sign."""
        if token.text in ("<<", "<<(") and token.kind == "sign":
            self._quoted += 1
        elif token.text in (">>", ")>>") and token.kind == "sign":
            self._quoted = max(0, self._quoted - 1)
            if not self._quoted:
                self._state(self._blank(), token.at)  # a triple term is nothing that a check names
        elif self._quoted:
            return
        elif token.kind == "term":
            self._begin(token.at)
            self._state(token.text, token.at)
        elif token.kind == "sign":
            self._sign(token)

    def _sign(self, token: Token) -> None:
        match token.text:
            case "[" | "(" | "{|":
                self._begin(token.at)
                blank = self._blank()
                if token.text != "{|":
                    self._state(blank, token.at, opens=True)
                self._stack.append(_Frame(token.text, blank, subject_at=token.at))
            case "]" | ")" | "|}":
                if len(self._stack) > 1:
                    self._stack.pop()
            case ";":
                self._stack[-1].predicate = None
            case "." | "{" | "}":
                self._end(token.at[1], is_statement=token.text == ".")

    def _begin(self, at: tuple[int, int]) -> None:
        if self._start is None:
            self._start = at[0]

    def _end(self, offset: int, *, is_statement: bool) -> None:
        if is_statement and self._start is not None:
            self.blocks.append((self._start, offset))
        self._start = None
        self._stack = [_Frame("")]

    def _state(self, term: str, at: tuple[int, int], *, opens: bool = False) -> None:
        frame = self._stack[-1]
        if frame.opened == "(":
            frame.predicate, frame.predicate_at = f"<{_RDF}first>", at
        if frame.subject is None:
            frame.subject, frame.subject_at = term, at
        elif frame.predicate is None and not opens:
            frame.predicate, frame.predicate_at = term, at
        elif frame.predicate is not None:
            self.statements.append(
                Statement(
                    frame.subject, frame.predicate, term, frame.subject_at, frame.predicate_at, at
                )
            )

    def _blank(self) -> str:
        self._blanks += 1
        return f"_: {self._blanks}"

    def _without_directives(self, tokens: Iterator[Token]) -> Iterator[Token]:
        """Take prefixes and the base out of the tokens, in both notations."""
        for token in tokens:
            word = token.text.lower().removeprefix("@")
            is_word = token.kind == "word" or token.text in ("@prefix", "@base", "@version")
            if is_word and word in ("prefix", "base", "version"):
                name = next(tokens, None) if word == "prefix" else None
                value = next(tokens, None)
                if value is not None and value.kind == "iri":
                    self._direct(name.text[:-1] if name else None, value.text[1:-1])
                if token.text.startswith("@"):
                    next(tokens, None)
            elif not (token.kind == "word" and word == "graph"):
                yield token

    def _direct(self, prefix: str | None, iri: str) -> None:
        if prefix is None:
            self._base = resolve(self._base, iri)
        else:
            self._prefixes[prefix] = resolve(self._base, iri)

    def _term(self, token: Token) -> str | None:
        """Return the key of a term that is one token; None for what is none."""
        match token.kind:
            case "iri":
                return f"<{resolve(self._base, token.text[1:-1])}>"
            case "name":
                prefix, local = parts_of_name(token.text)
                return f"<{self._prefixes.get(prefix, '')}{local}>"
            case "blank":
                return token.text
            case "number":
                return f'"{token.text}"^^<{_XSD}{_number_type(token.text)}>'
            case "word":
                return _WORDS.get(token.text)
            case _:
                return None

    def datatype(self, token: Token) -> str:
        """Return the key of the datatype that a token names."""
        return self._term(token) or ""


def _ended(held: Token, following: Token | None, reader: _Reader, *, waits: bool) -> Token:
    """Return a literal with the language or the datatype that follows it."""
    size = 3 if held.kind == "long" else 1
    key, end = f'"{_unescaped(held.text[size:-size])}"', held.at[1]
    if following is not None and waits:
        datatype = reader.datatype(following)
        key += f"^^{datatype}" if datatype != f"<{_XSD}string>" else ""
        end = following.at[1]
    elif following is not None and following.kind == "at":
        key, end = key + following.text.lower(), following.at[1]
    return Token("term", key, (held.at[0], end))


def _number_type(text: str) -> str:
    """Return the datatype of a number (Turtle, section 2.5.2)."""
    if "e" in text.lower():
        return "double"
    return "decimal" if "." in text else "integer"


def parts_of_name(text: str) -> tuple[str, str]:
    """Return the prefix and the local part of a prefixed name, its escapes undone."""
    prefix, _, local = text.partition(":")
    return prefix, _LOCAL_ESCAPE.sub(r"\1", local)


def resolve(base: str, iri: str) -> str:
    """Return an IRI as it is written between its brackets, escapes undone, made absolute."""
    plain = _unescaped(iri)
    if _ABSOLUTE.match(plain) or not base:
        return plain
    try:
        joined = urljoin(base, plain)
    except ValueError:  # such as an IPv6 address that is none
        return plain
    return joined + "#" if plain.endswith("#") else joined  # an empty fragment is lost otherwise


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if digits is None:
        return _CONTROLS.get(match[3], match[3])
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 - the last of Unicode
