"""pySHACL over the engine's triples: it reports, but is shown only what does not conform.

Three things make it fast, and none changes what is found. SPARQL targets are evaluated by the
engine; nodes that conform are told by `Conformance`; the data are not copied.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyoxigraph as ox
import pyshacl
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    SPARQLConstraintComponentValidator,
)
from pyshacl.consts import SH_target
from pyshacl.graph_abstraction import DataGraph
from pyshacl.rdfutil.clone import clone_graph
from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.target import apply_target_types, gather_target_types
from pyshacl.validator import Validator
from rdflib import RDF, SH, XSD, Graph, URIRef
from rdflib.plugins.sparql.parser import expandUnicodeEscapes

from hdhgraph.checks.shapes.closed_graph import ClosedGraph
from hdhgraph.checks.shapes.conformance import Conformance, NotCovered
from hdhgraph.engine.worker.closed import ask
from hdhgraph.errors import InputError, QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from rdflib.term import Node

    from hdhgraph.checks.shapes.data_graph import Triples

    # pySHACL's own class, whose methods have no types.
    Shape: TypeAlias = Any

__all__ = ["Validation", "means_the_same", "report_plainly"]

# What writes into the data, or is defined by the shapes themselves, needs the whole of pySHACL.
_WHOLE: Final = (SH.rule, SH.jsFunctionName)
_WHOLE_KINDS: Final = (SH.SPARQLFunction, SH.JSFunction, SH.SPARQLAskExecutable)
# Functions that mean the same to the engine and to rdflib; REGEX and REPLACE, for one, do not.
_SAME: Final = frozenset(
    """
    exists filter in union minus optional where select by and or as not asc desc having values bind
    distinct bound datatype lang langmatches str iri uri isiri isuri isblank isliteral sameterm
    count min max if coalesce strlen strstarts strends contains lcase ucase year month day concat
    """.split()  # noqa: SIM905 - a list of so many would be less readable
)
# Those that look at how a literal is written; the engine keeps numbers by their value.
_LEXICAL: Final = frozenset(
    ("concat", "contains", "datatype", "lcase", "str", "strends", "strlen", "strstarts", "ucase")
)
_NUMBERS: Final = frozenset(
    XSD[name]
    for name in (
        *("double", "float", "decimal", "byte", "int", "long", "short", "dateTimeStamp"),
        *("unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
        *("negativeInteger", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger"),
    )
)
_CALL: Final = re.compile(r"([\w-]*:?[\w-]+|>)\s*\(")
_TEXT: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|#[^\n]*")


def report_plainly(data: Graph, rules: Graph) -> Graph:
    """Return pySHACL's own report on a graph; raises InputError where it makes none.

    Rules write into a copy, which no query leads out of.
    """
    _forget_graphs()
    own = ClosedGraph(bind_namespaces="core")
    clone_graph(data, own)
    _, report, _ = pyshacl.validate(
        own,
        shacl_graph=rules,
        advanced=True,
        inference="none",
        inplace=True,
        do_owl_imports=False,
        js=False,
    )
    own.raise_refused()
    if not isinstance(report, Graph):
        raise InputError(f"The shapes cannot be used: {report}")
    return report


def _forget_graphs() -> None:
    """Empty what pySHACL keeps by the address of a graph, which may be another one's by now."""
    stringify_blank_node.dict_cache.clear()
    SPARQLConstraintComponentValidator.validator_cache.clear()


class Validation:
    """One graph of shapes over one store of data."""

    def __init__(self, data: Triples, rules: Graph, engine: Callable[[], ox.Store]) -> None:
        """Validate `data`; `engine` gives a store of the same triples, where one is needed.

        `unnamed` are the shapes, of those reported on, that have targets without an IRI.
        Raises as pySHACL does where the shapes are not well-formed.
        """
        self.data: Final = data
        self.unnamed: Final[set[Node]] = set()
        self._rules = rules
        self._engine = cache(engine)
        self._graph = DataGraph.from_rdflib_graph(data.graph)
        _forget_graphs()
        own = Graph(bind_namespaces="none")
        own += rules  # pySHACL adds two triples of its own
        own.namespace_manager = rules.namespace_manager
        options = {"advanced": True, "inplace": True}
        validator = Validator(self._graph, shacl_graph=own, options=options)
        self._executor = validator.make_executor()
        self.shapes_graph: Final[Any] = validator.shacl_graph
        self._conformance = Conformance(self.shapes_graph, self.data, self._executor, self._graph)

    @property
    def is_whole(self) -> bool:
        """Whether shapes can only be evaluated together: rules write, functions are defined."""
        graph = self._rules
        return any(True for name in _WHOLE for _ in graph.subjects(name, None)) or any(
            True for kind in _WHOLE_KINDS for _ in graph.subjects(RDF.type, kind)
        )

    def report(self, progress: Callable[[int, int], None]) -> Graph:
        """Return pySHACL's report on all that does not conform.

        `progress` is told how many shapes are done, and of how many.
        """
        if self.is_whole:
            return report_plainly(self.data.graph, self._rules)
        shapes = self.shapes()
        results: list[Any] = []
        for number, shape in enumerate(shapes):
            progress(number, len(shapes))
            results += self._results(shape, None)
        return self._written(results)

    def shapes(self) -> list[Shape]:
        """Return all shapes, also those that others use and that have no targets."""
        found = list(self.shapes_graph.shapes)
        apply_target_types(gather_target_types(self.shapes_graph))
        return found

    def report_on(self, shape: Shape, among: Container[Node] | None = None) -> Graph:
        """Return pySHACL's report on one shape; `among` names the only nodes to look at."""
        return self._written(self._results(shape, among))

    def _written(self, results: list[Any]) -> Graph:
        self.data.graph.raise_refused()
        report: Graph
        report, _ = Validator.create_validation_report(self.shapes_graph, not results, results)
        return report

    def _results(self, shape: Shape, among: Container[Node] | None) -> list[Any]:
        """Return pySHACL's results for one shape and its own targets."""
        if shape.deactivated:
            return []
        targets = self.targets(shape)
        if not all(isinstance(node, URIRef) for node in targets):
            self.unnamed.add(shape.node)
        focus = [node for node in targets if among is None or node in among]
        suspects = [node for node in focus if not self._conforms(shape, node)]
        if not suspects:
            return []
        return list(shape.validate(self._executor, self._graph, focus=suspects)[1])

    def _conforms(self, shape: Shape, node: Node) -> bool:
        try:
            return self._conformance.conforms(shape, node)
        except NotCovered:
            return False

    def targets(self, shape: Shape) -> set[Node]:
        """Return the focus nodes of a shape; those of its SPARQL targets come from the engine."""
        graph = self._graph
        if not any(True for _ in self.shapes_graph.objects(shape.node, SH_target)):
            return set(shape.focus_nodes(graph))
        shape.set_advanced(True)
        selected = list(self._selected(shape))
        shape.set_advanced(None in selected)
        found = set(shape.focus_nodes(graph))
        shape.set_advanced(True)
        self.data.graph.raise_refused()
        return found | {node for nodes in selected if nodes is not None for node in nodes}

    def _selected(self, shape: Shape) -> Iterator[set[Node] | None]:
        """Yield what each SPARQL target selects, None where rdflib must be asked."""
        for target in shape.advanced_target().values():
            helper = target.get("qh")
            text = None if helper is None else helper.apply_prefixes(helper.select_text)
            yield None if text is None else self._select(text)

    def _select(self, query: str) -> set[Node] | None:
        """Return the IRIs that a query selects; None where rdflib must be asked instead."""
        try:
            text = expandUnicodeEscapes(query)  # as rdflib reads it
            if not means_the_same(text, has_numbers=self._has_numbers):
                return None
            solutions = ask(self._engine(), text)
        except (QueryRefusedError, SyntaxError, ValueError):  # rdflib knows more prefixes
            return None
        if not isinstance(solutions, ox.QuerySolutions):
            return None
        if "this" not in {variable.value for variable in solutions.variables}:
            return None
        nodes = [solution["this"] for solution in solutions]
        if not all(isinstance(node, ox.NamedNode) for node in nodes):
            return None  # a blank node has another name there, a number another form
        return {URIRef(node.value) for node in nodes}

    @cached_property
    def _has_numbers(self) -> bool:
        """Whether the data have numbers that the engine would write otherwise."""
        return any(literal.datatype in _NUMBERS for literal in self.data.literals())


def means_the_same(query: str, *, has_numbers: bool) -> bool:
    """Tell whether a query uses only what the engine and rdflib evaluate alike."""
    text = re.sub(_TEXT, '""', query)
    names = {name.lower() for name in _CALL.findall(text)}
    if has_numbers and names & _LEXICAL:
        return False
    others = re.search(r"\b(graph|service|from|limit|offset)\b", text, re.IGNORECASE)
    return names <= _SAME and others is None
