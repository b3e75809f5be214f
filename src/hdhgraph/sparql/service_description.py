"""What the endpoint says of itself: SPARQL 1.1 Service Description, with VoID counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["GRAPHS_QUERY", "describe_service"]

SD: Final = PREFIXES["sd"]
VOID: Final = PREFIXES["void"]
# Where the W3C names file formats; the formats it has no name for are left out.
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
}
GRAPHS_QUERY: Final = """
SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY ?graph"""


def describe_service(
    endpoint: str, graphs: Mapping[str, int], default: int, *, union: bool
) -> Iterator[ox.Triple]:
    """Yield the description of the service at `endpoint`, an absolute IRI.

    `graphs` are the named graphs with their numbers of triples, `default` is the number of triples
    in the default graph that a query sees.
    """
    service, dataset, seen = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("seen")
    yield _typed(service, "Service")
    yield _link(service, "endpoint", service)
    yield _link(service, "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query"))
    if union:
        yield _link(service, "feature", ox.NamedNode(SD + "UnionDefaultGraph"))
    for each in (*RESULTS_FORMATS, *GRAPH_FORMATS):
        yield _link(service, "resultFormat", ox.NamedNode(_FORMATS + _FORMAT_NAMES[each.name]))
    yield _link(service, "defaultDataset", dataset)
    yield _typed(dataset, "Dataset")
    yield _link(dataset, "defaultGraph", seen)
    yield _typed(seen, "Graph")
    yield _count(seen, default)
    for number, (name, count) in enumerate(sorted(graphs.items())):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield _link(dataset, "namedGraph", named)
        yield _typed(named, "NamedGraph")
        yield _link(named, "name", ox.NamedNode(name))
        yield _link(named, "graph", graph)
        yield _typed(graph, "Graph")
        yield _count(graph, count)


def _typed(node: ox.NamedNode | ox.BlankNode, name: str) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(SD + name))


def _link(
    node: ox.NamedNode | ox.BlankNode, name: str, value: ox.NamedNode | ox.BlankNode
) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(SD + name), value)


def _count(node: ox.BlankNode, count: int) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(VOID + "triples"), ox.Literal(count))
