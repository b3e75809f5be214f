"""Rules as SHACL means them where pySHACL, given a graph of rdflib's, reads them otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["as_meant"]

_PREFIXES: Final = ox.NamedNode(PREFIXES["sh"] + "prefixes")
_DECLARE: Final = ox.NamedNode(PREFIXES["sh"] + "declare")
_UNIQUE: Final = ox.NamedNode(PREFIXES["sh"] + "uniqueLang")
_ONE: Final = ox.Literal("1", datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))
_IMPORTS: Final = ox.NamedNode(PREFIXES["owl"] + "imports")


def as_meant(rules: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return rules with the prefixes that imports declare, and without what has no effect.

    Each node that sh:prefixes names declares what it imports from within the rules; nothing is
    fetched (5.2.1). Only the literal true turns sh:uniqueLang on, and "1" is another (4.4.4).
    """
    stated = [quad for quad in rules if quad.predicate != _UNIQUE or quad.object != _ONE]
    return [*stated, *_imported(stated)]


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
