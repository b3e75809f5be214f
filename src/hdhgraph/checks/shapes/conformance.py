"""Does a node conform to a shape: only yes or no, many times faster than a report of it.

Paths, logic and counts are evaluated here, over whole sets and remembered per value. What looks at
one value, or what is SPARQL, is asked of pySHACL's own component, so that it means the same. What
this does not know, or what is not well-formed, raises `NotCovered`: pySHACL then has the last word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from pyparsing import ParseBaseException
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.advanced import ExpressionConstraint
from pyshacl.constraints.core import cardinality_constraints as cardinality
from pyshacl.constraints.core import logical_constraints as logic
from pyshacl.constraints.core import other_constraints as other
from pyshacl.constraints.core import shape_based_constraints as nested
from pyshacl.constraints.core import string_based_constraints as strings
from pyshacl.constraints.core import value_constraints as kinds
from pyshacl.constraints.core import value_range_constraints as ranges
from pyshacl.errors import ConstraintLoadWarning, ValidationFailure
from rdflib import RDF, RDFS, SH, Literal, URIRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyshacl.pytypes import SHACLExecutor
    from rdflib.term import Node

    from hdhgraph.checks.shapes.data_graph import Triples

    Path: TypeAlias = "Callable[[Node], set[Node]]"
    Test: TypeAlias = "Callable[[Node, set[Node]], bool]"
    # pySHACL's own classes, whose methods have no types.
    Component: TypeAlias = Any
    Shape: TypeAlias = Any
    ShapesGraph: TypeAlias = Any

__all__ = ["Conformance", "NotCovered"]

# pySHACL gives up at 15 shapes in each other, and at paths 10 deep.
_DEEPEST_SHAPE: Final = 14
_DEEPEST_PATH: Final = 9
# These look at one value at a time, whatever the focus node is.
_OF_ONE_VALUE: Final = (
    kinds.DatatypeConstraintComponent,
    kinds.NodeKindConstraintComponent,
    ranges.MinExclusiveConstraintComponent,
    ranges.MinInclusiveConstraintComponent,
    ranges.MaxExclusiveConstraintComponent,
    ranges.MaxInclusiveConstraintComponent,
    strings.MinLengthConstraintComponent,
    strings.MaxLengthConstraintComponent,
    strings.PatternConstraintComponent,
    strings.LanguageInConstraintComponent,
)
_LISTS: Final = {
    logic.AndConstraintComponent: SH["and"],
    logic.OrConstraintComponent: SH["or"],
    logic.XoneConstraintComponent: SH.xone,
}
_STEPS: Final = {
    SH.zeroOrMorePath: (True, True),
    SH.oneOrMorePath: (False, True),
    SH.zeroOrOnePath: (True, False),
}


# What pySHACL's components raise of a constraint that is not well-formed, or that fails.
_NOT_WELL_FORMED: Final = (
    AssertionError,
    AttributeError,
    LookupError,
    ParseBaseException,
    RuntimeError,
    TypeError,
    ValidationFailure,
    ValueError,
    re.error,
)


class NotCovered(Exception):  # noqa: N818 - nothing is wrong
    """A shape of which this cannot tell; it is not passed on to users."""


class _Compiled(NamedTuple):
    path: Path | None
    tests: list[Test]


class Conformance:
    """Which nodes conform to the shapes of one graph, over one graph of data."""

    def __init__(
        self,
        shapes: ShapesGraph,
        data: Triples,
        executor: SHACLExecutor,
        graph: Any,  # noqa: ANN401
    ) -> None:
        """Look at `data`; `executor` runs pySHACL's components on `graph`, which is the same."""
        self._shapes = shapes
        self._data = data
        self._executor = executor
        self._graph = graph
        self._compiled: dict[Shape, _Compiled] = {}
        self._open: list[Shape] = []
        self._above: dict[Node, frozenset[Node]] = {}

    def conforms(self, shape: Shape, focus: Node) -> bool:
        """Tell whether validating `focus` against `shape` gives no result.

        Raises NotCovered where this cannot be told.
        """
        try:
            return self._conforms(shape, focus)
        except _NOT_WELL_FORMED as error:
            raise NotCovered from error

    def _conforms(self, shape: Shape, focus: Node) -> bool:
        compiled = self._compiled.get(shape) or self._compile(shape)
        values = {focus} if compiled.path is None else compiled.path(focus)
        return all(test(focus, values) for test in compiled.tests)

    def _compile(self, shape: Shape) -> _Compiled:
        if shape in self._open or len(self._open) >= _DEEPEST_SHAPE:
            raise NotCovered
        self._open.append(shape)
        try:
            path = self._path(shape.path()) if shape.is_property_shape else None
            tests = [] if shape.deactivated else [self._test(each) for each in self._parts(shape)]
        finally:
            self._open.pop()
        return self._compiled.setdefault(shape, _Compiled(path, tests))

    def _parts(self, shape: Shape) -> list[Component]:
        """Return the constraints of a shape, but for those that pySHACL ignores with a warning."""
        known: dict[Node, Component] = {
            **CONSTRAINT_PARAMETERS_MAP,
            SH.expression: ExpressionConstraint,
        }
        found = {known[p]: p for p, _ in self._shapes.predicate_objects(shape.node) if p in known}
        parts = []
        for component in found:
            try:
                parts.append(component(shape))
            except ConstraintLoadWarning:
                continue
        custom = shape.find_custom_constraints()
        return [*parts, *(each.make_validator_for_shape(shape) for each in custom)]

    def _test(self, part: Component) -> Test:
        if isinstance(part, _OF_ONE_VALUE):
            return self._of_one_value(part)
        if isinstance(part, tuple(_LISTS)):
            return self._of_lists(part)
        return self._of_shapes(part) or self._of_sets(part)

    def _of_shapes(self, part: Component) -> Test | None:
        """Return the test of what needs another shape, but for the lists of logic."""
        if isinstance(part, nested.PropertyConstraintComponent):
            own = part.property_shapes
            return self._all_conform(self._shape(each, is_property=True) for each in own)
        if isinstance(part, nested.NodeConstraintComponent):
            own = part.node_shapes
            return self._all_conform(self._shape(each, is_property=False) for each in own)
        if isinstance(part, logic.NotConstraintComponent):
            return self._none_conforms([self._shape(each) for each in part.not_list])
        if isinstance(part, nested.QualifiedValueShapeConstraintComponent) and not part.is_disjoint:
            return self._qualified(part)
        return None

    def _of_sets(self, part: Component) -> Test:
        """Return the test of what needs no other shape; what is not known here is pySHACL's."""
        if isinstance(part, cardinality.MinCountConstraintComponent):
            least = int(part.min_count.value)
            return lambda _focus, values: len(values) >= least
        if isinstance(part, cardinality.MaxCountConstraintComponent):
            most = int(part.max_count.value)
            return lambda _focus, values: len(values) <= most
        if isinstance(part, other.InConstraintComponent):
            return lambda _focus, values: values <= part.in_vals
        if isinstance(part, other.HasValueConstraintComponent):
            return lambda _focus, values: values >= part.has_value_set
        if isinstance(part, kinds.ClassConstraintComponent):
            classes = frozenset(part.class_rules)
            return lambda _focus, values: all(classes <= self._classes(each) for each in values)
        return lambda focus, values: self._asked(part, focus, values)

    def _asked(self, part: Component, focus: Node, values: set[Node]) -> bool:
        is_conforming, _ = part.evaluate(
            self._executor, self._graph, {focus: values}, [part.shape, part]
        )
        return bool(is_conforming)

    def _of_one_value(self, part: Component) -> Test:
        known: dict[Node, bool] = {}

        def test(_focus: Node, values: set[Node]) -> bool:
            for value in values:
                if value not in known:
                    known[value] = self._asked(part, value, {value})
                if not known[value]:
                    return False
            return True

        return test

    def _shape(self, node: Node, *, is_property: bool | None = None) -> Shape:
        """Return a shape that another one names, once it is sure that it can be evaluated."""
        shape = self._shapes.lookup_shape_from_node(node)
        if is_property not in (None, shape.is_property_shape):
            raise NotCovered
        self._compiled.get(shape) or self._compile(shape)
        return shape

    def _all_conform(self, shapes: Iterable[Shape]) -> Test:
        every = list(shapes)
        return lambda _focus, values: all(
            self._conforms(shape, value) for shape in every for value in values
        )

    def _none_conforms(self, shapes: list[Shape]) -> Test:
        return lambda _focus, values: (
            not any(self._conforms(shape, value) for shape in shapes for value in values)
        )

    def _of_lists(self, part: Component) -> Test:
        """Return the test of sh:and, sh:or or sh:xone, of which a shape may have several."""
        lists = part.shape.objects(_LISTS[type(part)])
        members = [list(self._shapes.graph.items(each)) for each in lists]
        if not all(members):
            raise NotCovered
        alternatives = [[self._shape(each) for each in own] for own in members]
        if isinstance(part, logic.AndConstraintComponent):
            return self._all_conform(shape for own in alternatives for shape in own)
        if isinstance(part, logic.OrConstraintComponent):
            return lambda _focus, values: all(
                any(self._conforms(shape, value) for shape in own)
                for own in alternatives
                for value in values
            )
        return lambda _focus, values: all(
            sum(self._conforms(shape, value) for shape in own) == 1
            for own in alternatives
            for value in values
        )

    def _qualified(self, part: Component) -> Test:
        shapes = [self._shape(each) for each in part.value_shapes]
        least, most = part.min_count or 0, part.max_count

        def test(_focus: Node, values: set[Node]) -> bool:
            counts = [sum(self._conforms(shape, value) for value in values) for shape in shapes]
            return all(count >= least and (most is None or count <= most) for count in counts)

        return test

    def _classes(self, value: Node) -> frozenset[Node]:
        """Return the classes of a value and all above them (SHACL, section 1.1)."""
        own = self._data.values(value, RDF.type)
        return frozenset().union(*(self._above_of(each) for each in own))

    def _above_of(self, start: Node) -> frozenset[Node]:
        if start not in self._above:
            step = self._step(RDFS.subClassOf, is_inverse=False)
            self._above[start] = frozenset(_reached(step, start))
        return self._above[start]

    def _step(self, predicate: Node, *, is_inverse: bool) -> Path:
        if is_inverse:
            return lambda node: set(self._data.subjects(predicate, node))
        return lambda node: set(self._data.values(node, predicate))

    def _path(self, path: Any, depth: int = 0) -> Path:  # noqa: ANN401 - an IRI or blank node
        """Return the path of a property shape as a function from a node to its values.

        Raises NotCovered for what is no path, and for the inverse of anything but a property.
        """
        if isinstance(path, URIRef):
            return self._step(path, is_inverse=False)
        graph = self._shapes.graph
        said = dict(graph.predicate_objects(path))
        if (
            depth >= _DEEPEST_PATH
            or isinstance(path, Literal)
            or len(said) != len(list(graph.predicate_objects(path)))
        ):
            raise NotCovered
        if RDF.first in said:
            return self._sequence(list(graph.items(path)), depth)
        if isinstance(said.get(SH.inversePath), URIRef):
            return self._step(said[SH.inversePath], is_inverse=True)
        if SH.alternativePath in said:
            return self._alternatives(list(graph.items(said[SH.alternativePath])), depth)
        for name, (has_start, is_repeated) in _STEPS.items():
            if name in said:
                step = self._path(said[name], depth + 1)
                return _repeated(step, has_start=has_start, is_repeated=is_repeated)
        raise NotCovered

    def _sequence(self, members: list[Node], depth: int) -> Path:
        if len(members) < 2 or depth + len(members) > _DEEPEST_PATH:  # noqa: PLR2004 - a pair
            raise NotCovered
        steps = [self._path(each, depth + number) for number, each in enumerate(members, 1)]

        def path(node: Node) -> set[Node]:
            found = {node}
            for step in steps:
                found = set().union(*map(step, found))
            return found

        return path

    def _alternatives(self, members: list[Node], depth: int) -> Path:
        if len(members) < 2:  # noqa: PLR2004 - a pair
            raise NotCovered
        steps = [self._path(each, depth + 1) for each in members]
        return lambda node: set().union(*(step(node) for step in steps))


def _repeated(step: Path, *, has_start: bool, is_repeated: bool) -> Path:
    if not is_repeated:
        return lambda node: {node} | step(node)
    if has_start:
        return lambda node: _reached(step, node)
    return lambda node: set().union(*(_reached(step, each) for each in step(node)))


def _reached(step: Path, start: Node) -> set[Node]:
    """Return a node and all that repeated steps lead to."""
    found = {start}
    ahead = [start]
    while ahead:
        new = step(ahead.pop()) - found
        found |= new
        ahead += new
    return found
