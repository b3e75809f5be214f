"""The engine's store as what rdflib knows: a Dataset for users, a plain Graph for pySHACL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from hdhgraph.errors import InputError
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["to_dataset", "to_graph", "to_term"]


def to_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Return the union of `quads` as one plain rdflib Graph.

    pySHACL must have a plain one: on a graph backed by the engine it reported violations that were
    none, since an explicit xsd:string differs there.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for quad in quads:
        graph.add((to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)))
    return graph


def to_dataset(store: ox.Store) -> rdflib.Dataset:
    """Return a store as an rdflib Dataset whose default graph is the union of all graphs."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    for quad in store:
        named = isinstance(quad.graph_name, ox.NamedNode)
        context = dataset.graph(quad.graph_name.value) if named else dataset.default_graph
        context.add((to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)))
    return dataset


def to_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    """Return a term of the engine as rdflib's; raises InputError for a triple term (RDF 1.2)."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        # xsd:string is what a plain literal is (RDF 1.1, section 3.3); rdflib keeps the two apart.
        datatype = term.datatype.value
        is_plain = datatype == PREFIXES["xsd"] + "string"
        # As it is written, for what is found at a value has to be found in the file again.
        own = None if is_plain else rdflib.URIRef(datatype)
        return rdflib.Literal(term.value, datatype=own, normalize=False)
    raise InputError("Triple terms (RDF 1.2) have no counterpart in rdflib.")
