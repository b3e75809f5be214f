"""Which triples decide whether a node conforms to a shape, and so which nodes a change may concern.

A shape walks from its focus node along the properties of its paths, and looks at properties of the
nodes on the way. A result can change only if a triple has changed that is looked at from a node
reached over unchanged ones; walking back from that node leads to every focus node concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from rdflib import RDF, SH, Literal, URIRef
from rdflib.namespace import RDFS

from hdhgraph.checks.shapes.incremental.query_reads import properties_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from rdflib.term import Node

    from hdhgraph.checks.shapes.data_graph import Triples

    # pySHACL's own, without types.
    ShapesGraph: TypeAlias = Any

__all__ = ["CLASS_TREE", "Change", "Reads", "is_core", "reads_of"]

# A property and whether it is looked at from its value.
Look: TypeAlias = "tuple[Node, bool]"
# The tree of classes decides for every instance of each: its changes are not followed.
CLASS_TREE: Final = RDFS.subClassOf
_SHAPES: Final = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_LISTS: Final = (SH["and"], SH["or"], SH.xone)
_PAIRS: Final = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
# SPARQL, and what looks at siblings, may look at anything.
_ANYWHERE: Final = (
    *(SH.sparql, SH.expression, SH.js),
    *(SH.qualifiedValueShapesDisjoint, SH.rule),
)
_PATHS: Final = (SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath, SH.inversePath)


class Change(NamedTuple):
    """One triple that is new or gone; a blank node stands for all that say the same."""

    subjects: tuple[Node, ...]
    predicate: Node
    values: tuple[Node, ...]


class Reads(NamedTuple):
    """What a shape looks at, and which of it leads further.

    `is_any` looks at every property of the nodes on the way; `everywhere` are the properties that
    the SPARQL of its targets looks at, of whatever node.
    """

    looks: frozenset[Look]
    steps: frozenset[Look]
    is_any: bool
    everywhere: frozenset[Node]

    def concerned(self, changes: Collection[Change], data: Triples) -> set[Node] | None:
        """Return the nodes whose results may differ after changes that led to `data`.

        None where it may be any.
        """
        if any(change.predicate in self.everywhere for change in changes):
            return None
        found: set[Node] = set()
        for change in changes:
            if self.is_any or (change.predicate, False) in self.looks:
                found.update(change.subjects)
            if (change.predicate, True) in self.looks:
                found.update(change.values)
        ahead = list(found)
        while ahead:
            node = ahead.pop()
            for predicate, is_inverse in self.steps:
                back = data.values if is_inverse else lambda n, p: data.subjects(p, n)
                new = [each for each in back(node, predicate) if each not in found]
                found.update(new)
                ahead += new
        return found


def reads_of(node: Node, shapes: ShapesGraph) -> Reads | None:
    """Return what a shape with its targets looks at; None where it may be anything."""
    reader = _Reader(shapes)
    graph = shapes.graph
    everywhere = _selected_by(node, shapes)
    if everywhere is None:
        return None
    reader.look(RDF.type, is_inverse=False)  # of sh:targetClass, and of a shape that is a class
    for value in graph.objects(node, SH.targetSubjectsOf):
        reader.look(value, is_inverse=False)
    for value in graph.objects(node, SH.targetObjectsOf):
        reader.look(value, is_inverse=True)
    try:
        reader.shape(node)
    except _AnywhereError:
        return None
    return Reads(frozenset(reader.looks), frozenset(reader.steps), reader.is_any, everywhere)


def _selected_by(node: Node, shapes: ShapesGraph) -> frozenset[Node] | None:
    """Return the properties that the SPARQL targets of a shape look at; None for any."""
    if not any(True for _ in shapes.graph.objects(node, SH.target)):
        return frozenset()
    found: frozenset[Node] = frozenset()
    for target in shapes.lookup_shape_from_node(node).advanced_target().values():
        helper = target.get("qh")
        own = helper and properties_of(helper.apply_prefixes(helper.select_text))
        if own is None:
            return None
        found |= own
    return found


def is_core(node: Node, shapes: ShapesGraph) -> bool:
    """Tell whether a shape, but for its targets, is decided without SPARQL and extensions."""
    try:
        _Reader(shapes).shape(node)
    except _AnywhereError:
        return False
    return True


class _AnywhereError(Exception):
    """A shape may look at anything."""


class _Reader:
    def __init__(self, shapes: ShapesGraph) -> None:
        self._shapes = shapes
        self._graph = shapes.graph
        self._seen: set[Node] = set()
        self.looks: set[Look] = set()
        self.steps: set[Look] = set()
        self.is_any = False

    def look(self, predicate: Node, *, is_inverse: bool) -> None:
        self.looks.add((predicate, is_inverse))

    def shape(self, node: Node) -> None:
        if node in self._seen:
            return
        self._seen.add(node)
        shape = self._shapes.lookup_shape_from_node(node)
        if shape.find_custom_constraints():
            raise _AnywhereError
        for predicate, value in self._graph.predicate_objects(node):
            self._parameter(predicate, value)

    def _parameter(self, predicate: Node, value: Node) -> None:
        if predicate in _ANYWHERE:
            raise _AnywhereError
        if predicate in _SHAPES:
            self.shape(value)
        elif predicate in _LISTS:
            for each in self._graph.items(value):
                self.shape(each)
        elif predicate in _PAIRS:
            self.look(value, is_inverse=False)
        elif predicate == SH.path:
            self._path(value, is_inverse=False)
        else:
            self._constant(predicate, value)

    def _constant(self, predicate: Node, value: Node) -> None:
        """Take what does not lead to other nodes: a count, a class, a text, a list of these."""
        self.is_any |= predicate == SH.closed
        is_plain = isinstance(value, URIRef | Literal) or predicate in _OF_CONSTANTS
        if predicate in CONSTRAINT_PARAMETERS_MAP and not is_plain:
            raise _AnywhereError

    def _path(self, path: Node, *, is_inverse: bool) -> None:
        """Take every property of a path as one that leads on, whatever their order is."""
        if isinstance(path, URIRef):
            self.look(path, is_inverse=is_inverse)
            self.steps.add((path, is_inverse))
            return
        if path in self._seen:
            raise _AnywhereError
        self._seen.add(path)
        for predicate, value in self._graph.predicate_objects(path):
            if predicate in _PATHS:
                self._path(value, is_inverse=is_inverse != (predicate == SH.inversePath))
            elif predicate in (SH.alternativePath, RDF.first):
                items = value if predicate == SH.alternativePath else path
                for each in self._graph.items(items):
                    self._path(each, is_inverse=is_inverse)
            elif predicate != RDF.rest:
                raise _AnywhereError


_OF_CONSTANTS: Final = (SH["in"], SH.languageIn, SH.ignoredProperties)
