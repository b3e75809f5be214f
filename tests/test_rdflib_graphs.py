"""The engine's terms as rdflib's, one for one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from hdhgraph.errors import InputError
from hdhgraph.rdf.rdflib_graphs import to_dataset, to_graph

EX = "https://example.org/invented/"
# rdflib warns of its own use of a name that it deprecates.
RDFLIB_WARNS = "ignore:Dataset.default_context is deprecated:DeprecationWarning"
TURTLE = f"""\
@prefix ex: <{EX}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:é ex:plain "a" ; ex:typed "b"^^xsd:string ; ex:language "c"@fr ; ex:day "2020-01-01"^^xsd:date ;
    ex:number 12, 1.5, -3 ; ex:true true ; ex:node [ ex:p ( 1 2 ) ] .
"""


def quads_of(turtle: str, graph: str | None = None) -> list[ox.Quad]:
    """Parse Turtle into a graph."""
    store = ox.Store()
    store.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph) if graph else None)
    return list(store)


def test_a_graph_has_the_same_triples() -> None:
    """What rdflib parses itself is isomorphic to what is handed over."""
    # rdflib tells xsd:string from a plain literal, which RDF 1.1 does not (section 3.3).
    own = rdflib.Graph().parse(data=TURTLE.replace("^^xsd:string", ""), format="turtle")
    handed = to_graph(quads_of(TURTLE))
    assert len(own) > 10
    assert isomorphic(own, handed)


def test_a_plain_literal_has_no_datatype() -> None:
    """xsd:string is what a plain literal is (RDF 1.1, section 3.3)."""
    graph = to_graph(quads_of(TURTLE))
    for name in ("plain", "typed"):
        (value,) = graph.objects(None, rdflib.URIRef(EX + name))
        assert isinstance(value, rdflib.Literal)
        assert value.datatype is None


def test_the_union_is_one_graph() -> None:
    """Triples of several named graphs stand side by side."""
    quads = [*quads_of(f"<{EX}a> <{EX}p> 1 .", EX), *quads_of(f"<{EX}b> <{EX}p> 1 .")]
    assert len(to_graph(quads)) == 2


def test_our_prefixes_are_bound() -> None:
    """A serialised graph reads as the house writes it."""
    assert "hg" in dict(to_graph([]).namespaces())
    assert "hg" in dict(to_dataset(ox.Store()).namespaces())


@pytest.mark.filterwarnings(RDFLIB_WARNS)
def test_a_dataset_keeps_named_graphs_and_unites_them() -> None:
    """Each quad is in its graph, and the default graph is the union."""
    store = ox.Store()
    store.extend([*quads_of(f"<{EX}a> <{EX}p> 1 .", f"{EX}g"), *quads_of(f"<{EX}b> <{EX}p> 2 .")])
    dataset = to_dataset(store)
    assert len(dataset.graph(f"{EX}g")) == 1
    found = {str(subject) for subject in dataset.subjects(rdflib.URIRef(f"{EX}p"))}
    assert found == {f"{EX}a", f"{EX}b"}


def test_a_triple_term_is_told() -> None:
    """What rdflib cannot say (RDF 1.2) is not lost silently."""
    with pytest.raises(InputError, match="Triple terms"):
        to_graph(quads_of(f"<{EX}a> <{EX}p> <<( <{EX}a> <{EX}p> 1 )>> ."))
