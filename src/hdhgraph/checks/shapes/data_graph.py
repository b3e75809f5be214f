"""The triples that SHACL looks at: one graph of rdflib's terms, read fast and by pySHACL alike.

They come from the parser and not from a store of the engine, which keeps numbers by their value:
an xsd:int would be an xsd:integer there, and break a shape that it conforms to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rdflib import Literal, URIRef
from rdflib.store import Store

from hdhgraph.checks.shapes.closed_graph import ClosedGraph
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.rdf.rdflib_graphs import to_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["Triple", "Triples", "read_triples"]

Pattern: TypeAlias = "tuple[Node | None, Node | None, Node | None]"
Triple: TypeAlias = "tuple[Node, Node, Node]"
_NOTHING: Final[dict[Any, Any]] = {}


def read_triples(quads: Iterable[ox.Quad]) -> Iterator[Triple]:
    """Yield quads as triples of rdflib's terms, without their graphs; equal terms are one object.

    Raises InputError for a triple term (RDF 1.2).
    """
    known: dict[object, Node] = {}

    def term(found: Any) -> Node:  # noqa: ANN401 - any term of the engine
        own = known.get(found)
        if own is None:
            own = known[found] = to_term(found)
        return own

    for quad in quads:
        yield term(quad.subject), term(quad.predicate), term(quad.object)


class Triples(Store):
    """A store of rdflib with one graph, which is only read once it is made."""

    # rdflib's own names: pySHACL wants a store that knows of graphs, and has all in this one.
    context_aware = True
    formula_aware = False
    transaction_aware = False
    graph_aware = True

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Keep the triples, each one once."""
        super().__init__()
        self._by_subject: dict[Node, dict[Node, dict[Node, None]]] = {}
        self._by_predicate: dict[Node, dict[Node, dict[Node, None]]] = {}
        self._count = 0
        for subject, predicate, value in triples:
            own = self._by_subject.setdefault(subject, {}).setdefault(predicate, {})
            if value not in own:
                own[value] = None
                values = self._by_predicate.setdefault(predicate, {})
                values.setdefault(value, {})[subject] = None
                self._count += 1
        self.graph: Final = ClosedGraph(self, bind_namespaces="none")

    def values(self, subject: Node, predicate: Node) -> Iterable[Node]:
        """Return the values of a property, each one once."""
        found: Iterable[Node] = self._by_subject.get(subject, _NOTHING).get(predicate, _NOTHING)
        return found

    def subjects(self, predicate: Node, value: Node) -> Iterable[Node]:
        """Return what has a value for a property, each one once."""
        found: Iterable[Node] = self._by_predicate.get(predicate, _NOTHING).get(value, _NOTHING)
        return found

    def literals(self) -> Iterator[Literal]:
        """Yield every literal, once for each property that has it."""
        for values in self._by_predicate.values():
            yield from (value for value in values if isinstance(value, Literal))

    def triples(self, triple_pattern: Pattern, context: Graph | None = None) -> Iterator[Any]:
        """Yield the triples of a pattern, each with its graph (rdflib's interface)."""
        del context
        for triple in self._triples(*triple_pattern):
            yield triple, iter((self.graph,))

    def __len__(self, context: Graph | None = None) -> int:
        """Return how many triples there are."""
        del context
        return self._count

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Know no other prefixes than ours: messages are all that would show them."""

    def namespace(self, prefix: str) -> URIRef | None:
        """Return the namespace of a prefix of ours."""
        return URIRef(PREFIXES[prefix]) if prefix in PREFIXES else None

    def prefix(self, namespace: URIRef) -> str | None:
        """Return our prefix of a namespace."""
        return next((name for name, own in PREFIXES.items() if own == str(namespace)), None)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Yield our prefixes."""
        return ((prefix, URIRef(namespace)) for prefix, namespace in PREFIXES.items())

    def _triples(
        self, subject: Node | None, predicate: Node | None, value: Node | None
    ) -> Iterator[Triple]:
        if subject is not None:
            yield from self._of_subject(subject, predicate, value)
            return
        for name in self._by_predicate if predicate is None else (predicate,):
            known = self._by_predicate.get(name, _NOTHING)
            if value is not None:
                yield from ((each, name, value) for each in known.get(value, _NOTHING))
                continue
            for found, subjects in known.items():
                yield from ((each, name, found) for each in subjects)

    def _of_subject(
        self, subject: Node, predicate: Node | None, value: Node | None
    ) -> Iterator[Triple]:
        own = self._by_subject.get(subject, _NOTHING)
        for name in own if predicate is None else (predicate,):
            values = own.get(name, _NOTHING)
            if value is None:
                yield from ((subject, name, each) for each in values)
            elif value in values:
                yield subject, name, value
