"""Tokens -> a document. A comment goes with what it stands beside; none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.errors import FormatError
from hdhgraph.rdf.namespaces import RDF_TYPE
from hdhgraph.rdf.turtle.model import (
    Blank,
    Collection,
    Directive,
    Document,
    Graph,
    Group,
    Leaf,
    Node,
    Raw,
    Statement,
)
from hdhgraph.rdf.turtle.tokens import END, Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read"]

_LEAVES: Final = frozenset({"iri", "name", "blank", "number", "string"})
_OF_NAME: Final = frozenset({"word", "iri", "name", "blank"})
_OPENING: Final = frozenset({"[", "(", "<<", "<<(", "{", "{|"})
_CLOSING: Final = frozenset({"]", ")", ">>", ")>>", "}", "|}"})


class _ExoticError(Exception):
    """A statement has what this module does not read; it is left as it is."""


def read(text: str) -> Document:
    """Return a Turtle or TriG document that has been found to parse.

    Raises FormatError when it holds what is no token of Turtle.
    """
    return _Reader(text).document()


def _comments(token: Token) -> list[str]:
    return [comment for comment in token.before if comment]


def _all_comments(tokens: Sequence[Token]) -> list[str]:
    return [c for token in tokens for c in (*_comments(token), token.after) if c]


def _note(node: Node, comment: str) -> None:
    """Put a comment after a node on its line; one that is there already goes above."""
    if comment:
        if node.after:
            node.before.append(node.after)
        node.after = comment


class _Reader:
    """Reads one document from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._at = 0
        self._prefixes: dict[str, str] = {}
        self._declared: list[Token] = []
        self._renamed: list[Token] = []

    def document(self) -> Document:
        items: list[Statement | Directive | Graph | Raw] = []
        while self._next.kind != END:
            start = self._at
            try:
                items.append(self._directive() or self._graph() or self._fact())
            except _ExoticError:
                self._at = start
                items.append(self._raw())
        unused = {id(token) for token in (*self._declared, *self._renamed)}
        names = (token for token in self._tokens if token.kind == "name")
        used = {token.text.split(":")[0] + ":" for token in names if id(token) not in unused}
        return Document(items, frozenset(used), self._next.before)

    def _fact(self) -> Statement | Raw:
        start, renamed = self._at, len(self._renamed)
        try:
            return self._statement()
        except _ExoticError:
            self._at = start
            del self._renamed[renamed:]
            return self._raw()

    def _graph(self) -> Graph | None:
        """Return a block of statements in braces, with its name if it has one."""
        start, head = self._at, [self._next]
        while head[-1].kind in _OF_NAME or head[-1].text in ("[", "]"):
            self._at += 1
            head.append(self._next)
        *named, opening = head
        if opening.text != "{":
            self._at = start
            return None
        self._at += 1
        items: list[Statement | Raw] = []
        while self._next.text != "}":
            items.append(self._fact())
        closing = self._take()
        is_named = [each for each in named if each.text.upper() != "GRAPH"]
        before = head[0].before + [each.after for each in named if each.after]
        before += [comment for each in head[1:] for comment in _comments(each)]
        name = "".join(each.text for each in is_named)
        left = closing.before[: -1 if closing.before[-1:] == [""] else None]
        return Graph(name, items, before, opening.after, left, closing.after)

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> Token:
        token = self._next
        if texts and token.text not in texts:
            raise _ExoticError
        self._at += 1
        return token

    def _directive(self) -> Directive | None:
        """Return a directive of either style, with `@` or as SPARQL has it."""
        is_old = self._next.kind == "directive"
        word = self._next.text.lstrip("@").lower()
        if not is_old and not (self._next.kind == "word" and word in ("prefix", "base")):
            return None
        taken = [self._take()]
        if word == "prefix":
            taken.append(self._take())
        elif word != "base":
            raise _ExoticError
        taken.append(self._take())
        if is_old:
            taken.append(self._take("."))
        iri = taken[2 if word == "prefix" else 1]
        if iri.kind != "iri":
            raise _ExoticError
        inside = [taken[0].after] if taken[0].after else []
        inside += _all_comments(taken[1:-1]) + _comments(taken[-1])
        name = taken[1].text if word == "prefix" else ""
        if name:
            self._declared.append(taken[1])
            self._prefixes[name] = iri.text[1:-1]
        return Directive(name, iri.text, taken[0].before + inside, taken[-1].after)

    def _raw(self) -> Raw:
        """Take a statement up to its full stop, whatever it holds."""
        first, depth = self._next, 0
        if first.kind == "word":  # SPARQL's directives end without a full stop
            raise FormatError(f"the directive {first.text} is not known.")
        while self._next.kind != END:
            if self._next.text == "}" and depth == 0:
                last = self._tokens[self._at - 1]
                return Raw(f"{self._text[first.start : last.end]} .", first.before, last.after)
            token = self._take()
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if token.text == "." and token.kind == "mark" and depth == 0:
                return Raw(self._text[first.start : token.end], first.before, token.after)
        raise FormatError("its last statement has no end.")

    def _statement(self) -> Statement:
        first = self._next
        subject = self._node()
        subject.before = []
        above = [subject.after] if subject.after else []
        subject.after = ""
        has_no_verb = isinstance(subject, Blank) and self._next.text in (".", "}")
        groups, left = ([], above) if has_no_verb else self._groups(above)
        dot = self._stop()
        left += _comments(dot)
        statement = Statement(subject, groups, first.before, dot.after, left)
        if groups and not left:
            _note(groups[-1].objects[-1], dot.after)
            statement.after = ""
        return statement

    def _stop(self) -> Token:
        """Take a full stop; the last of a graph may be left out."""
        at = self._next.start
        return Token("mark", ".", at, at) if self._next.text == "}" else self._take(".")

    def _groups(self, above: list[str]) -> tuple[list[Group], list[str]]:
        """Take predicates and objects; return them, and the comments that no group takes.

        `above` are the comments before the first.
        """
        groups = []
        while True:
            groups.append(self._group(above))
            above = []
            if self._next.text != ";":
                return groups, above
            end = self._take()
            groups[-1].before += _comments(end)
            _note(groups[-1].objects[-1], end.after)
            while self._next.text == ";":
                above += _all_comments([self._take()])
            if self._next.text in (".", "]", "}"):
                return groups, above

    def _group(self, above: list[str]) -> Group:
        verb = self._take()
        before = above + _comments(verb)
        iri = self._iri_of(verb)
        if iri == RDF_TYPE:
            self._renamed.append(verb)
        objects = [self._node()]
        if verb.after:
            objects[0].before.insert(0, verb.after)
        while self._next.text == ",":
            comma = self._take()
            objects[-1].before += _comments(comma)
            _note(objects[-1], comma.after)
            objects.append(self._node())
        return Group("a" if iri == RDF_TYPE else verb.text, iri, objects, before)

    def _iri_of(self, verb: Token) -> str:
        if verb.kind == "name":
            prefix, _, local = verb.text.partition(":")
            return self._prefixes.get(prefix + ":", "") + local
        if verb.kind == "word" and verb.text == "a":
            return RDF_TYPE
        if verb.kind != "iri":
            raise _ExoticError
        return verb.text[1:-1]

    def _node(self) -> Node:
        token = self._take()
        if token.text == "[" and token.kind == "mark":
            return self._blank(token)
        if token.text == "(" and token.kind == "mark":
            return self._collection(token)
        if token.kind == "string":
            return self._literal(token)
        if token.kind in _LEAVES or token.text.lower() in ("true", "false"):
            return Leaf(token.text, _comments(token), token.after)
        raise _ExoticError

    def _literal(self, token: Token) -> Leaf:
        parts = [token]
        if self._next.kind == "language":
            parts.append(self._take())
        elif self._next.kind == "datatype":
            parts += [self._take(), self._take()]
        if any(part.after for part in parts[:-1]) or any(_comments(p) for p in parts[1:]):
            raise _ExoticError
        return Leaf("".join(part.text for part in parts), _comments(token), parts[-1].after)

    def _blank(self, opening: Token) -> Blank:
        above = [opening.after] if opening.after else []
        groups, left = ([], above) if self._next.text == "]" else self._groups(above)
        closing = self._take("]")
        left += _comments(closing)
        return Blank(groups, _comments(opening), closing.after, left)

    def _collection(self, opening: Token) -> Collection:
        items: list[Node] = []
        above = [opening.after] if opening.after else []
        while self._next.text != ")" or self._next.kind != "mark":
            items.append(self._node())
            items[-1].before = above + items[-1].before
            above = []
        closing = self._take(")")
        return Collection(items, _comments(opening), closing.after, above + _comments(closing))
