"""SHACL: each breach of a shape as one `Finding`.

`validate` hands an rdflib graph to pySHACL as it is; `conform` finds the same in a store of the
engine, in a fraction of the time.
"""

from __future__ import annotations

import contextlib
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import DCTERMS, RDFS, SH, BNode, Dataset, Graph, Literal, URIRef

from hdhgraph.checks.reading import read_quads
from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.shapes.data_graph import Triples, read_triples
from hdhgraph.checks.shapes.validating import Validation, report_plainly
from hdhgraph.checks.syntax.remote import part_rules
from hdhgraph.errors import InputError
from hdhgraph.rdf.rdflib_graphs import to_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node

__all__ = ["conform", "findings_of", "ordered", "read_rules", "told", "validate"]

_EMPTY: Final = "There is nothing to validate: the graph is empty."


def validate(data: Graph, shapes: Graph) -> list[Finding]:
    """Return what breaks the shapes, sorted and without duplicates; the named graphs are merged.

    Raises InputError when there is no data, since an empty graph would conform to everything, when
    there are no shapes, or when they cannot be used.
    """
    plain = _flatten(data)
    if not len(plain):
        raise InputError(_EMPTY)
    rules = _flatten(shapes)
    if not len(rules):
        raise InputError("There is nothing to validate against: there are no shapes.")
    with told():
        report = report_plainly(plain, rules)
    return ordered(findings_of(report, rules))


def read_rules(files: Sequence[Path]) -> list[ox.Quad]:
    """Return what files state."""
    return [quad for path in files for quad in read_quads(path)]


def conform(
    data: Sequence[ox.Quad],
    rules: Sequence[ox.Quad],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    engine: Callable[[], ox.Store] | None = None,
) -> list[Finding]:
    """Return what breaks the rules, and which rules are not run; no rules ask for nothing.

    The graphs of the data are merged. `progress` is told how many shapes are done, of how many;
    `engine` gives a store with the same triples, where that is cheaper than to make one of `data`.
    Raises InputError as `validate` does.
    """
    kept, refused = part_rules(rules)
    if not kept:
        return refused
    triples = Triples(read_triples(data))
    if not len(triples):
        raise InputError(_EMPTY)
    shapes = to_graph(kept)
    with told():
        report = Validation(triples, shapes, engine or (lambda: _stored(data))).report(progress)
    return [*refused, *ordered(findings_of(report, shapes))]


def _stored(data: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(data)
    return store


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Tell what is wrong with shapes: of a bad one, pySHACL and rdflib raise almost anything."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # rdflib raises bare ones, too, such as of an unknown prefix
        raise InputError(f"The shapes cannot be used: {error}") from error


def _flatten(graph: Graph) -> Graph:
    """Copy all triples, of whatever named graph, into one plain in-memory graph."""
    plain = Graph()
    if isinstance(graph, Dataset):
        for subject, predicate, object_, _ in graph.quads():
            plain.add((subject, predicate, object_))
    else:
        for triple in graph:
            plain.add(triple)
    return plain


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings gravest first, each one once."""
    return sorted(set(findings), key=lambda finding: finding.sort_key)


def findings_of(report: Graph, rules: Graph) -> Iterator[Finding]:
    """Read a validation report; a nested result (sh:detail) only tells the property and value."""
    details = set(report.objects(None, SH.detail))
    for result in report.subjects(SH.sourceShape, None):
        if result not in details:
            yield from _of_result(report, rules, result)


def _of_result(report: Graph, rules: Graph, result: Node) -> Iterator[Finding]:
    """Make one finding for each distinct detail of a result, or one where it has none."""
    shape = _named_shape(rules, report.value(result, SH.sourceShape))
    focus = report.value(result, SH.focusNode)
    for leaf in list(_leaves(report, result)):
        value = report.value(leaf, SH.value)
        yield Finding(
            code=_code(rules, shape),
            severity=_severity(report.value(result, SH.resultSeverity)),
            messages=_messages(rules, shape) or _messages(report, result, SH.resultMessage),
            focus=_iri(focus),
            path=_iri(report.value(leaf, SH.resultPath)),
            value=None if value == focus else _n_triples(value),
            hints=_messages(rules, shape, RDFS.comment),
            shape=_iri(shape),
            component=_iri(report.value(leaf, SH.sourceConstraintComponent)),
        )


def _leaves(report: Graph, result: Node) -> Iterator[Node]:
    """Walk sh:detail down to the results that have none (SHACL, section 3.6.2.3)."""
    details = list(report.objects(result, SH.detail))
    if not details:
        yield result
    for detail in details:
        yield from _leaves(report, detail)


def _named_shape(rules: Graph, shape: Node | None) -> Node | None:
    """Climb from an anonymous property shape to the shape with a name that it is part of."""
    seen: set[Node | None] = set()  # blank nodes may refer to each other in a circle
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = rules.value(None, SH.property, shape) or rules.value(None, SH.node, shape)
    return shape


def _code(rules: Graph, shape: Node | None) -> str:
    """Return the code of a shape: its dcterms:identifier, else the last part of its IRI."""
    identifier = rules.value(shape, DCTERMS.identifier) if shape is not None else None
    if identifier is not None:
        return str(identifier)
    return re.split(r"[#/]", str(shape))[-1] if isinstance(shape, URIRef) else "SHACL"


def _severity(term: Node | None) -> Severity:
    """Map a SHACL severity; one that SHACL does not define counts as a violation."""
    known = {SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
    return known.get(term, Severity.VIOLATION) if isinstance(term, URIRef) else Severity.VIOLATION


def _messages(graph: Graph, node: Node | None, name: URIRef = SH.message) -> Mapping[str, str]:
    """Return the messages of a node by language tag, "" for none."""
    literals = graph.objects(node, name) if node is not None else iter(())
    return MappingProxyType(
        {
            literal.language or "": str(literal)
            for literal in sorted(literals, key=str)
            if isinstance(literal, Literal)
        }
    )


def _iri(term: Node | None) -> str | None:
    return str(term) if isinstance(term, URIRef) else None


def _n_triples(term: Node | None) -> str | None:
    """Write a term as N-Triples does; a blank node has no name outside its report."""
    return term.n3() if isinstance(term, URIRef | Literal) and not isinstance(term, BNode) else None
