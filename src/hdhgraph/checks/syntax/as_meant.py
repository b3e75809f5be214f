"""Rules as SHACL means them where pySHACL, given a graph of rdflib's, reads them otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["as_meant", "in_other_words"]

_PREFIXES: Final = ox.NamedNode(PREFIXES["sh"] + "prefixes")
_DECLARE: Final = ox.NamedNode(PREFIXES["sh"] + "declare")
_UNIQUE: Final = ox.NamedNode(PREFIXES["sh"] + "uniqueLang")
_ONE: Final = ox.Literal("1", datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))
_IMPORTS: Final = ox.NamedNode(PREFIXES["owl"] + "imports")
_TEXTS: Final = frozenset(PREFIXES["sh"] + name for name in ("select", "ask"))
# The letters that pySHACL takes for the clause, in a name, a string or a comment as well.
_SERVICE: Final = re.compile(r"(?ai)(servic)(e)(?=[\s<])")


def as_meant(rules: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return rules with the prefixes that imports declare, and without what has no effect.

    Each node that sh:prefixes names declares what it imports from within the rules; nothing is
    fetched (5.2.1). Only the literal true turns sh:uniqueLang on, and "1" is another (4.4.4).
    """
    stated = [quad for quad in rules if quad.predicate != _UNIQUE or quad.object != _ONE]
    return [*stated, *_imported(stated)]


def in_other_words(quad: ox.Quad) -> ox.Quad:
    """Return a query that asks no endpoint so that pySHACL sees none in it, either.

    A letter is written as an escape, which is the same to whoever evaluates it (SPARQL 1.1, 19.2).
    """
    text = quad.object
    if quad.predicate.value not in _TEXTS or not isinstance(text, ox.Literal):
        return quad
    spelt = _SERVICE.sub(lambda match: f"{match[1]}\\u{ord(match[2]):04X}", text.value)
    if spelt == text.value:
        return quad
    own = {"language": text.language} if text.language else {"datatype": text.datatype}
    return ox.Quad(quad.subject, quad.predicate, ox.Literal(spelt, **own), quad.graph_name)


def _imported(rules: Sequence[ox.Quad]) -> Iterator[ox.Quad]:
    imports: dict[object, list[object]] = {}
    declared: dict[object, list[ox.BlankNode | ox.NamedNode]] = {}
    for quad in rules:
        if quad.predicate == _IMPORTS:
            imports.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == _DECLARE and isinstance(quad.object, ox.BlankNode | ox.NamedNode):
            declared.setdefault(quad.subject, []).append(quad.object)
    for own in {quad.object for quad in rules if quad.predicate == _PREFIXES}:
        if isinstance(own, ox.BlankNode | ox.NamedNode):
            imported = _reached(own, imports) - {own}
            for name in imported:
                yield from (ox.Quad(own, _DECLARE, each) for each in declared.get(name, ()))


def _reached(start: object, imports: dict[object, list[object]]) -> set[object]:
    reached, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += imports.get(node, [])
    return reached
