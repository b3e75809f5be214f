"""The canned queries as RDF: SHACL-SPARQL executables, as the collections of SPARQL examples are.

`describe_queries` yields the graph `queries`: each query is `{base}queries/{slug}`, its parameters
stand below it, and the graph itself declares the prefixes that the queries use.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from hdhgraph.rdf.iris import expand
from hdhgraph.rdf.namespaces import BASE, PREFIXES, RDF_TYPE
from hdhgraph.sparql.canned import ParameterType, read_queries
from hdhgraph.sparql.parts import QueryParts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hdhgraph.project.layout import Project
    from hdhgraph.sparql.canned import CannedQuery, Parameter

__all__ = ["describe_queries", "describe_query", "queries_graph", "query_iri"]

_SH: Final = PREFIXES["sh"]
_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_XSD: Final = PREFIXES["xsd"]
_SCHEMA: Final = PREFIXES["schema"]
# SHACL has no DESCRIBE; those who publish examples have one of their own.
_EXAMPLES: Final = "https://purl.expasy.org/sparql-examples/ontology#"
_FORMS: Final = {
    "SELECT": (f"{_SH}SPARQLSelectExecutable", f"{_SH}select"),
    "ASK": (f"{_SH}SPARQLAskExecutable", f"{_SH}ask"),
    "CONSTRUCT": (f"{_SH}SPARQLConstructExecutable", f"{_SH}construct"),
    "DESCRIBE": (f"{_EXAMPLES}SPARQLDescribeExecutable", f"{_EXAMPLES}describe"),
}
_DATATYPES: Final = {
    ParameterType.LANGUAGE: f"{_XSD}string",
    ParameterType.TEXT: f"{_XSD}string",
    ParameterType.INTEGER: f"{_XSD}integer",
    ParameterType.DATE: f"{_XSD}date",
}
_PREFIX: Final = re.compile(
    r"^\s*PREFIX\s+([A-Za-z][\w.-]*):\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE
)
_HEADER: Final = re.compile(r"(?m)^#\+.*\n?")


def query_iri(slug: str, base: str = BASE) -> str:
    """Return the IRI of the canned query of that slug; `base` ends in "/"."""
    return f"{base}queries/{quote(slug)}"


def queries_graph(project: Project, base: str) -> Iterator[ox.Quad]:
    """Yield the graph `queries` of a project, whose endpoint is the one under `base`.

    Raises QueryHeaderError for a canned query that cannot be used.
    """
    graph = ox.NamedNode(f"{base}graph/queries")
    queries = read_queries(project.queries, base).values()
    for triple in describe_queries(queries, base, f"{base}sparql"):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def describe_queries(
    queries: Iterable[CannedQuery], base: str, endpoint: str
) -> Iterator[ox.Triple]:
    """Yield what canned queries are: text, summary, parameters, in French and English.

    `base` is what their IRIs are minted under, ending in "/"; `endpoint` is where they are asked.
    """
    chosen = list(queries)
    for query in chosen:
        yield from describe_query(query, base, endpoint)
    yield from _prefixes(chosen, base)


def describe_query(query: CannedQuery, base: str, endpoint: str) -> Iterator[ox.Triple]:
    """Yield what one canned query is, without the prefixes it shares with the others."""
    node = ox.NamedNode(query_iri(query.slug, base))
    text = _HEADER.sub("", query.text).strip()
    kind, predicate = _FORMS[QueryParts.read(text).form or "SELECT"]
    yield _typed(node, f"{_SH}SPARQLExecutable")
    yield _typed(node, kind)
    if query.parameters:
        yield _typed(node, f"{_SH}Parameterizable")
    for lang, summary in query.summaries.items():
        yield _literal(node, f"{_RDFS}label", ox.Literal(summary, language=lang))
    for lang, summary in query.descriptions.items():
        yield _literal(node, f"{_RDFS}comment", ox.Literal(summary, language=lang))
    for tag in query.tags:
        yield _literal(node, f"{_SCHEMA}keywords", ox.Literal(tag))
    yield _link(node, f"{_SH}prefixes", _declarations(base))
    yield _literal(node, predicate, ox.Literal(text))
    yield _link(node, f"{_SCHEMA}target", ox.NamedNode(endpoint))
    for parameter in query.parameters:
        yield _link(node, f"{_SH}parameter", _parameter_node(node, parameter))
    for order, parameter in enumerate(query.parameters):
        yield from _parameter(node, parameter, order, base)


def _parameter(
    query: ox.NamedNode, parameter: Parameter, order: int, base: str
) -> Iterator[ox.Triple]:
    """Yield a parameter; the local name of its path is its name (SHACL, section 6.2.1)."""
    node = _parameter_node(query, parameter)
    yield _typed(node, f"{_SH}Parameter")
    yield _link(node, f"{_SH}path", ox.NamedNode(f"{base}graph/queries#{parameter.name}"))
    yield _literal(node, f"{_SH}name", ox.Literal(parameter.name))
    yield _literal(node, f"{_SH}order", ox.Literal(order))
    for lang, description in parameter.descriptions.items():
        yield _literal(node, f"{_SH}description", ox.Literal(description, language=lang))
    yield _literal(node, f"{_SH}optional", ox.Literal(_may_be_left_out(parameter)))
    if parameter.type is ParameterType.IRI:
        yield _link(node, f"{_SH}nodeKind", ox.NamedNode(f"{_SH}IRI"))
    else:
        yield _link(node, f"{_SH}datatype", ox.NamedNode(_DATATYPES[parameter.type]))
    if parameter.of is not None:
        yield from _values_of(node, parameter.of, parameter.prefixes)
    if parameter.choices:
        terms = [_term(parameter, choice) for choice in parameter.choices]
        yield from _list(node, f"{_SH}in", terms)
    if parameter.default is not None:
        yield ox.Triple(
            node, ox.NamedNode(f"{_SH}defaultValue"), _term(parameter, parameter.default)
        )


def _parameter_node(query: ox.NamedNode, parameter: Parameter) -> ox.NamedNode:
    return ox.NamedNode(f"{query.value}#{parameter.name}")


def _may_be_left_out(parameter: Parameter) -> bool:
    return not parameter.required or parameter.default is not None


def _values_of(node: ox.NamedNode, of: str, prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    """Yield where an IRI comes from: a class, or one of the schemes that have a prefix."""
    if f"{of}/" not in prefixes.values():
        yield _link(node, f"{_SH}class", ox.NamedNode(of))
        return
    yield _link(node, f"{_SH}class", ox.NamedNode(f"{PREFIXES['skos']}Concept"))
    yield _link(node, f"{_RDFS}seeAlso", ox.NamedNode(of))


def _term(parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    if parameter.type is ParameterType.IRI:
        return ox.NamedNode(expand(value, parameter.prefixes))
    return ox.Literal(value, datatype=ox.NamedNode(_DATATYPES[parameter.type]))


def _prefixes(queries: Sequence[CannedQuery], base: str) -> Iterator[ox.Triple]:
    """Yield the prefixes of the queries; one that means two things is declared by none."""
    found: dict[str, set[str]] = {}
    for query in queries:
        for prefix, namespace in _PREFIX.findall(query.text):
            found.setdefault(prefix, set()).add(namespace)
    ontology = _declarations(base)
    yield _typed(ontology, f"{PREFIXES['owl']}Ontology")
    for prefix, namespaces in sorted(found.items()):
        if len(namespaces) == 1:
            node = ox.NamedNode(f"{ontology.value}#prefix-{prefix}")
            namespace = ox.Literal(namespaces.pop(), datatype=ox.NamedNode(f"{_XSD}anyURI"))
            yield _link(ontology, f"{_SH}declare", node)
            yield _typed(node, f"{_SH}PrefixDeclaration")
            yield _literal(node, f"{_SH}prefix", ox.Literal(prefix))
            yield _literal(node, f"{_SH}namespace", namespace)


def _declarations(base: str) -> ox.NamedNode:
    return ox.NamedNode(f"{base}graph/queries")


def _list(
    node: ox.NamedNode, predicate: str, terms: Sequence[ox.NamedNode | ox.Literal]
) -> Iterator[ox.Triple]:
    """Yield an RDF list below a node."""
    # Nobody cites a cell, but the same query has the same description each time.
    name = hashlib.sha256(node.value.encode()).hexdigest()[:16]
    cells = [ox.BlankNode(f"list{name}n{n}") for n in range(len(terms))]
    yield ox.Triple(node, ox.NamedNode(predicate), cells[0])
    for cell, term, rest in zip(cells, terms, [*cells[1:], None], strict=True):
        yield ox.Triple(cell, ox.NamedNode(f"{_RDF}first"), term)
        yield ox.Triple(cell, ox.NamedNode(f"{_RDF}rest"), rest or ox.NamedNode(f"{_RDF}nil"))


def _typed(node: ox.NamedNode, kind: str) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(kind))


def _link(node: ox.NamedNode, predicate: str, value: ox.NamedNode) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(predicate), value)


def _literal(node: ox.NamedNode, predicate: str, value: ox.Literal) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(predicate), value)
