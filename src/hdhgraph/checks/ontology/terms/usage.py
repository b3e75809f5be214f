"""Which IRIs stand where in the graphs of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import RDFS, node, pairs, solutions
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Usage"]

_SH: Final = PREFIXES["sh"]
_SKOS: Final = PREFIXES["skos"]
# What defines a term, beside its type.
_DEFINING: Final = tuple(
    node(iri)
    for iri in (
        RDF_TYPE, f"{RDFS}isDefinedBy", f"{RDFS}subClassOf", f"{RDFS}subPropertyOf",
        f"{RDFS}label", f"{_SKOS}prefLabel", f"{RDFS}domain", f"{RDFS}range",
    )
)  # fmt: skip
_OBJECTS: Final = "SELECT DISTINCT ?x { ?s ?p ?x FILTER (ISIRI(?x)) }"
_DATATYPES: Final = "SELECT DISTINCT (DATATYPE(?o) AS ?x) { ?s ?p ?o FILTER (ISLITERAL(?o)) }"


class Usage:
    """Which IRIs stand where in a store."""

    def __init__(self, store: ox.Store) -> None:
        """Ask for the IRIs of each position; the engine sorts out what repeats."""
        self.store = store
        self.subjects = self._ask("SELECT DISTINCT ?x { ?x ?p ?o FILTER (ISIRI(?x)) }")
        self.predicates = self._ask("SELECT DISTINCT ?x { ?s ?x ?o }")
        self.objects = self._ask(_OBJECTS)
        self.datatypes = self._ask(_DATATYPES)
        # A component of SHACL is given its parameters as properties (SHACL, section 6.2.1).
        parameters = "SELECT DISTINCT ?x { ?component <%sparameter>/<%spath> ?x }"
        self.parameters = self._ask(parameters % (_SH, _SH))
        self.typed = {subject for subject, _ in pairs(store, RDF_TYPE)}
        self.everywhere = sorted(
            self.subjects | self.predicates | self.objects | self.datatypes, key=str
        )

    def _ask(self, query: str) -> set[ox.NamedNode]:
        return {each["x"] for each in solutions(self.store, query)}

    def quads(self, term: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield the triples that use a term: as property, value, datatype, or subject."""
        if term in self.predicates:
            yield from self.store.quads_for_pattern(None, term, None)
        if term in self.objects:
            yield from self.store.quads_for_pattern(None, None, term)
        if term in self.datatypes:
            query = f"SELECT ?s ?p ?o {{ ?s ?p ?o FILTER (DATATYPE(?o) = {term}) }}"
            for each in solutions(self.store, query):
                yield ox.Quad(each["s"], each["p"], each["o"])
        if term in self.subjects:
            yield from self.store.quads_for_pattern(term, None, None)

    def is_defined(self, term: ox.NamedNode) -> bool:
        """Tell whether something says what a term is."""
        if term in self.parameters:
            return True
        if term not in self.subjects:
            return False
        if term in self.typed:
            return True
        return any(
            next(iter(self.store.quads_for_pattern(term, each, None)), None) is not None
            for each in _DEFINING
        )
