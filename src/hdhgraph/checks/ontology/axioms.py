"""What a graph says of classes and properties: hierarchies, disjointness, domains and ranges.

Followed as far as OWL 2 RL goes by these: subclasses and equivalent classes, members of a union and
of an intersection (scm-sco, scm-eqc, scm-uni, scm-int), subproperties, equivalent and inverse
properties (prp-spo1, prp-eqp, prp-inv), disjoint classes and complements (cax-dw, cax-adc,
cls-com).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["OWL", "RDF", "RDFS", "Axioms", "Term", "is_vague", "node", "pairs", "show", "solutions"]

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

OWL: Final = PREFIXES["owl"]
RDF: Final = PREFIXES["rdf"]
RDFS: Final = PREFIXES["rdfs"]
_ALL_DISJOINT: Final = ox.NamedNode(f"{OWL}AllDisjointClasses")
# Classes of these tell how something is written, and not what it is.
_LANGUAGES: Final = (OWL, RDF, RDFS)


def node(iri: str) -> ox.NamedNode:
    """Return the node of an IRI."""
    return ox.NamedNode(iri)


def pairs(store: ox.Store, predicate: str) -> Iterator[tuple[Term, Term]]:
    """Yield subject and object of each triple with that predicate, of any graph."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None):
        yield quad.subject, quad.object


def solutions(store: ox.Store, query: str) -> ox.QuerySolutions:
    """Return the solutions of a SELECT over all graphs."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - the queries are ours
    return found


def show(term: object) -> str:
    """Write a term for people: prefix and name where the prefix is known."""
    if isinstance(term, ox.NamedNode):
        fits = [each for each in PREFIXES.items() if term.value.startswith(each[1])]
        prefix, namespace = max(fits, key=lambda each: len(each[1]), default=("", ""))
        local = term.value.removeprefix(namespace)
        return f"{prefix}:{local}" if namespace and local and "/" not in local else str(term)
    return str(term) if isinstance(term, ox.Literal) else "[]"


def is_vague(of: Term) -> bool:
    """Tell whether a class is one of OWL, RDF or RDFS, which says nothing of what its member is."""
    return isinstance(of, ox.NamedNode) and of.value.startswith(_LANGUAGES)


class Axioms:
    """The axioms of one store, and what follows from them."""

    def __init__(self, store: ox.Store) -> None:
        """Read the axioms; the data are not looked at."""
        self.store = store
        self._supers = self._edges("subClassOf", "equivalentClass")
        self._wider = self._edges("subPropertyOf", "equivalentProperty")
        self._rests = dict(pairs(store, f"{RDF}rest"))
        self._firsts = dict(pairs(store, f"{RDF}first"))
        self._read_expressions()
        self._apart: dict[Term, set[Term]] = defaultdict(set)
        self._groups: dict[Term, set[int]] = defaultdict(set)
        self._read_disjoint()
        self.domains = _several(pairs(store, f"{RDFS}domain"))
        self.ranges = _several(pairs(store, f"{RDFS}range"))
        self._read_inverses()
        self._closed: dict[tuple[int, Term], frozenset[Term]] = {}
        self._known: dict[Term, bool] = {}

    def supers(self, of: Term) -> frozenset[Term]:
        """Return a class and all that it is a subclass of."""
        return self._close(0, self._supers, of)

    def above(self, of: Term) -> frozenset[Term]:
        """Return the same, for those who ask once of each class: it is not kept."""
        return _reach(self._supers, of)

    def wider(self, of: Term) -> frozenset[Term]:
        """Return a property and all that it is a subproperty of."""
        return self._close(1, self._wider, of)

    def domains_of(self, of: Term) -> list[Term]:
        """Return the classes of the subjects of a property, its wider ones' among them."""
        return _sorted(each for wider in self.wider(of) for each in self.domains.get(wider, ()))

    def ranges_of(self, of: Term) -> list[Term]:
        """Return the classes or datatypes of its values."""
        return _sorted(each for wider in self.wider(of) for each in self.ranges.get(wider, ()))

    def clash(self, one: frozenset[Term], other: frozenset[Term]) -> tuple[Term, Term] | None:
        """Return two classes, one of each set, that are disjoint."""
        for each in _sorted(one) if self.has_disjoint else ():
            groups = self._groups.get(each, set())
            against = [
                term
                for term in other
                if term in self._apart.get(each, ())
                or (term != each and not groups.isdisjoint(self._groups.get(term, ())))
            ]
            if against:
                return each, min(against, key=str)
        return None

    @property
    def has_disjoint(self) -> bool:
        """Tell whether any classes are disjoint."""
        return bool(self._apart or self._groups)

    @property
    def narrower(self) -> set[Term]:
        """The classes of which an axiom states a wider one."""
        return set(self._supers)

    def properties(self) -> list[ox.NamedNode]:
        """Return the properties in use that have a domain or a range."""
        found = [each["p"] for each in solutions(self.store, "SELECT DISTINCT ?p { ?s ?p ?o }")]
        return [each for each in found if self.domains_of(each) or self.ranges_of(each)]

    def is_known(self, of: Term) -> bool:
        """Tell whether this graph says what kind of class a class is; of others nothing follows."""
        if isinstance(of, ox.Literal | ox.Triple):
            return False
        if of not in self._known:
            facts = (
                self.store.quads_for_pattern(of, node(name), None)
                for name in (RDF_TYPE, f"{RDFS}subClassOf", f"{OWL}equivalentClass")
            )
            self._known[of] = any(next(iter(each), None) is not None for each in facts)
        return self._known[of]

    def is_plain(self, of: Term) -> bool:
        """Tell whether members of a class are known by their types: no restriction, no datatype."""
        if isinstance(of, ox.NamedNode):
            return of.value.partition("#")[0] != PREFIXES["xsd"][:-1]
        return of in self.unions

    def tell(self, of: Term) -> str:
        """Write a class for people: a union by its members."""
        members = self.unions.get(of)
        return show(of) if members is None else " | ".join(show(each) for each in members)

    def members(self, of: Term) -> list[Term]:
        """Return the members of an RDF list; of one that turns in a circle, each once."""
        found, seen = [], set()
        while of in self._firsts and of not in seen:
            seen.add(of)
            found.append(self._firsts[of])
            of = self._rests.get(of, of)
        return found

    def _edges(self, narrower: str, equivalent: str) -> dict[Term, set[Term]]:
        edges = _several(pairs(self.store, f"{RDFS}{narrower}"))
        for one, other in pairs(self.store, f"{OWL}{equivalent}"):
            edges[one].add(other)
            edges[other].add(one)
        return edges

    def _read_expressions(self) -> None:
        self.unions: dict[Term, list[Term]] = {}
        for union, members in pairs(self.store, f"{OWL}unionOf"):
            self.unions[union] = self.members(members)
            for each in self.unions[union]:
                self._supers[each].add(union)
        for both, members in pairs(self.store, f"{OWL}intersectionOf"):
            self._supers[both].update(self.members(members))

    def _read_disjoint(self) -> None:
        """Read which pairs of classes are disjoint, and which groups are throughout.

        A group is kept as it is: its pairs may be millions.
        """
        for name in ("disjointWith", "complementOf"):
            for one, other in pairs(self.store, f"{OWL}{name}"):
                self._apart[one].add(other)
                self._apart[other].add(one)
        quads = self.store.quads_for_pattern(None, node(RDF_TYPE), _ALL_DISJOINT)
        throughout = {quad.subject for quad in quads}
        groups = [
            members for axiom, members in pairs(self.store, f"{OWL}members") if axiom in throughout
        ]
        for whole, parts in pairs(self.store, f"{OWL}disjointUnionOf"):
            groups.append(parts)
            for each in self.members(parts):
                self._supers[each].add(whole)
        for number, group in enumerate(groups):
            for each in self.members(group):
                self._groups[each].add(number)

    def _read_inverses(self) -> None:
        both = list(pairs(self.store, f"{OWL}inverseOf"))
        stated = [
            {key: set(value) for key, value in each.items()} for each in (self.domains, self.ranges)
        ]
        for one, other in [*both, *((other, one) for one, other in both)]:
            self.domains[one].update(stated[1].get(other, ()))
            self.ranges[one].update(stated[0].get(other, ()))

    def _close(self, kind: int, edges: Mapping[Term, set[Term]], of: Term) -> frozenset[Term]:
        known = self._closed.get((kind, of))
        return known or self._closed.setdefault((kind, of), _reach(edges, of))


def _reach(edges: Mapping[Term, set[Term]], of: Term) -> frozenset[Term]:
    seen, waiting = {of}, [of]
    while waiting:
        for each in edges.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return frozenset(seen)


def _several(found: Iterator[tuple[Term, Term]]) -> dict[Term, set[Term]]:
    by_first: dict[Term, set[Term]] = defaultdict(set)
    for one, other in found:
        by_first[one].add(other)
    return by_first


def _sorted(terms: Iterable[Term]) -> list[Term]:
    return sorted(set(terms), key=str)
