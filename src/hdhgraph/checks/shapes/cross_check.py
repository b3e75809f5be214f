"""A second opinion on SHACL: a validator in Rust must find the same nodes at fault.

Compared are the shapes with a name that need no SPARQL to be decided; what their SPARQL targets
select is handed over as it is, and no SPARQL is. Shapes and nodes without a name cannot be matched.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import pyoxigraph as ox
from rdflib import SH, Graph, URIRef

from hdhgraph.checks.shapes.codes import found
from hdhgraph.checks.shapes.data_graph import Triples, read_triples
from hdhgraph.checks.shapes.incremental.reads import is_core
from hdhgraph.checks.shapes.validating import Validation
from hdhgraph.errors import InputError
from hdhgraph.rdf.rdflib_graphs import to_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rdflib.term import Node

    from hdhgraph.checks.report.findings import Finding

    Pair: TypeAlias = "tuple[str, str]"

__all__ = ["Compared", "compare"]

_MISSING: Final = (
    "--cross-check needs the package “shacl”: install hdhgraph with the extra “cross-check”."
)
_NAMES: Final = ("pySHACL", "shacl")
# The SPARQL of SHACL, and of expressions in SHACL 1.2.
_TEXTS: Final = (SH.select, SH.ask, SH.construct, SH.update, URIRef(f"{SH}sparqlExpr"))


class Compared(NamedTuple):
    """How many of all shapes with targets were compared, and where two validators disagree."""

    compared: int
    shapes: int
    findings: list[Finding]


def compare(
    data: Sequence[ox.Quad],
    rules: Sequence[ox.Quad],
    ours: Iterable[Finding],
    engine: Callable[[], ox.Store],
) -> Compared:
    """Hold what pySHACL has found against what the other validator finds in the same triples.

    Raises InputError where it is not installed, or cannot use the shapes.
    """
    validator = _validator()
    shapes = to_graph(rules)
    validation = Validation(Triples(read_triples(data)), shapes, engine)
    every = [each for each in validation.shapes() if _has_targets(each.node, shapes)]
    core = {each.node for each in every if is_core(each.node, validation.shapes_graph)}
    written = _with_selected(shapes, [each for each in every if each.node in core], validation)
    try:
        compiled = validator.Shapes.from_text(written.serialize(format="nt"), format="ntriples")
        report = compiled.validate_text(_n_triples(data), format="ntriples")
    except (RuntimeError, ValueError) as error:
        raise InputError(f"The shapes cannot be used by the second validator: {error}") from error
    names = {f"<{node}>" for node in core} | _parts(core, shapes)
    theirs = {(each.root_shape or each.source_shape, each.focus_node) for each in report.results}
    own = {(f"<{each.shape}>", f"<{each.focus}>") for each in ours if each.shape and each.focus}
    compared = _of(own, names), _of(theirs, names)
    return Compared(len(core), len(every), list(_told(*compared)))


def _validator() -> Any:  # noqa: ANN401 - an extension module without types
    try:
        return importlib.import_module("shacl")
    except ImportError as error:
        raise InputError(_MISSING) from error


def _has_targets(node: Node, shapes: Graph) -> bool:
    kinds = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
    return isinstance(node, URIRef) and any((node, kind, None) in shapes for kind in kinds)


def _with_selected(shapes: Graph, chosen: Iterable[Any], validation: Validation) -> Graph:
    """Return the shapes with the nodes that SPARQL targets select in place of the SPARQL."""
    copied = Graph()
    copied += shapes
    for shape in chosen:
        if (shape.node, SH.target, None) not in shapes:
            continue
        for node in validation.targets(shape):
            copied.add((shape.node, SH.targetNode, node))
        copied.remove((shape.node, SH.target, None))
    return _without_queries(copied)


def _without_queries(shapes: Graph) -> Graph:
    """Return shapes without the nodes that have a query, which only one validator evaluates."""
    asking = {node for name in _TEXTS for node in shapes.subjects(name)}
    kept = Graph()
    for triple in shapes:
        if asking.isdisjoint((triple[0], triple[2])):
            kept.add(triple)
    return kept


def _parts(core: Iterable[Node], shapes: Graph) -> set[str]:
    """Return the named property shapes that results may name in place of their shape."""
    parts = {each for node in core for each in shapes.objects(node, SH.property)}
    return {f"<{each}>" for each in parts if isinstance(each, URIRef)}


def _of(pairs: Iterable[tuple[str, str]], names: set[str]) -> set[Pair]:
    """Keep what is about shapes that are compared, and nodes with a name."""
    return {(shape, focus) for shape, focus in pairs if shape in names and focus.startswith("<")}


def _n_triples(data: Sequence[ox.Quad]) -> str:
    written = ox.serialize((quad.triple for quad in data), format=ox.RdfFormat.N_TRIPLES)
    return (written or b"").decode()


def _told(ours: set[Pair], theirs: set[Pair]) -> Iterator[Finding]:
    for shape, focus in sorted(ours ^ theirs):
        order = _NAMES if (shape, focus) in ours else _NAMES[::-1]
        told = found("HG-X-disagree", {"one": order[0], "other": order[1], "shape": shape[1:-1]})
        yield replace(told, focus=focus[1:-1], shape=shape[1:-1])
