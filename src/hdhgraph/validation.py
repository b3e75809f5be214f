"""The rules of a graph: SHACL shapes and hygiene queries, each breach as one `Finding`.

Shapes are validated by pySHACL over a plain rdflib graph: on an Oxigraph-backed graph it reported
false violations, since an explicit xsd:string is another term there. A hygiene query is SPARQL that
must return nothing; pyoxigraph evaluates it over the union of all graphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph
import pyshacl
from pyparsing import ParseBaseException
from rdflib import DCTERMS, RDFS, SH, BNode, Dataset, Graph, Literal, URIRef

from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib.term import Node

__all__ = ["Finding", "Severity", "hygiene", "validate"]

_HEADER_LINE: Final = re.compile(r"^#\+ (\w+): *(.+?) *$", re.MULTILINE)


class Severity(StrEnum):
    """How grave a finding is, gravest first (SHACL, section 2.1.4)."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule.

    `code` is stable, such as "HG-C3"; `messages` maps a language tag to a sentence; `focus` is the
    IRI of the node at fault, `path` the IRI of the property, `value` the term at fault as in
    N-Triples. What is not known, or is a blank node, is None. `hints` say what to do; `shape` and
    `component` are the IRIs of SHACL's rule and kind of constraint, where it was that.
    """

    code: str
    severity: Severity
    messages: Mapping[str, str] = field(hash=False)
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict, compare=False)
    shape: str | None = field(default=None, compare=False)
    component: str | None = field(default=None, compare=False)

    def message(self, lang: str) -> str:
        """Return the sentence in a language, else in English, else in any, else the code."""
        fallback = next(iter(self.messages.values()), self.code)
        return self.messages.get(lang) or self.messages.get("en") or fallback

    def hint(self, lang: str) -> str:
        """Return what to do, in a language, else in English, else nothing."""
        return self.hints.get(lang) or self.hints.get("en") or ""

    @property
    def sort_key(self) -> tuple[int, str, str, str, str]:
        """Order findings gravest first, then by code, node, property and value."""
        rank = list(Severity).index(self.severity)
        return rank, self.code, self.focus or "", self.path or "", self.value or ""


def validate(data: Graph, shapes: Graph) -> list[Finding]:
    """Return what breaks the shapes, sorted and without duplicates; the named graphs are merged.

    Raises InputError when there is no data, since an empty graph would conform to everything, when
    there are no shapes, or when they cannot be used.
    """
    plain = _flatten(data)
    if not len(plain):
        raise InputError("There is nothing to validate: the graph is empty.")
    rules = _flatten(shapes)
    if not len(rules):
        raise InputError("There is nothing to validate against: there are no shapes.")
    return _ordered(_findings(_report(plain, rules), rules))


def hygiene(store: pyoxigraph.Store, queries: Mapping[str, str]) -> list[Finding]:
    """Return every solution of the `queries`, slug to text, as a finding named HG-H-{slug}.

    The header of a query has `#+ message_fr:` and `#+ message_en:`, and may have `#+ severity:`,
    `#+ hint_fr:` and `#+ hint_en:`;
    its columns are `?focus` and, where it helps, `?path` and `?value`. Raises InputError when a
    message is missing or the severity is unknown.
    """
    found = [finding for slug, text in queries.items() for finding in _run(store, slug, text)]
    return _ordered(found)


def _report(data: Graph, rules: Graph) -> Graph:
    """Return the validation report; of a bad shape, pySHACL raises or returns any of these."""
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=rules, advanced=True, inference="none")
    except (RuntimeError, ParseBaseException, re.error) as error:
        raise InputError(f"The shapes cannot be used: {error}") from error
    if not isinstance(report, Graph):
        raise InputError(f"The shapes cannot be used: {report}")
    return report


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


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(set(findings), key=lambda finding: finding.sort_key)


def _findings(report: Graph, rules: Graph) -> Iterator[Finding]:
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


def _run(store: pyoxigraph.Store, slug: str, text: str) -> Iterator[Finding]:
    header = dict(_HEADER_LINE.findall(text))
    missing = sorted({"message_fr", "message_en"} - header.keys())
    if missing:
        raise InputError(f"The hygiene query “{slug}” has no {missing[0]} in its header.")
    severity = header.get("severity", Severity.VIOLATION)
    if severity not in list(Severity):
        raise InputError(f"The hygiene query “{slug}” has an unknown severity: {severity}.")
    messages = MappingProxyType({"en": header["message_en"], "fr": header["message_fr"]})
    hints = {lang: header[f"hint_{lang}"] for lang in ("en", "fr") if f"hint_{lang}" in header}
    solutions = store.query(text, use_default_graph_as_union=True)
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        raise InputError(f"The hygiene query “{slug}” is not a SELECT.")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        terms = {name: solution[name] for name in names}
        yield Finding(
            code=f"HG-H-{slug}",
            severity=Severity(severity),
            messages=messages,
            focus=_oxigraph_iri(terms.get("focus")),
            path=_oxigraph_iri(terms.get("path")),
            value=_oxigraph_text(terms.get("value")),
            hints=hints,
            component=str(SH.SPARQLConstraintComponent),
        )


def _oxigraph_iri(term: object) -> str | None:
    return term.value if isinstance(term, pyoxigraph.NamedNode) else None


def _oxigraph_text(term: object) -> str | None:
    return str(term) if isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal) else None
