"""Values: literals and IRIs in each other's place, datatypes, functional properties."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology import datatypes
from hdhgraph.checks.ontology.axioms import OWL, RDF, RDFS, is_vague, node, pairs, show, solutions
from hdhgraph.checks.ontology.findings import at_triple
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, graph_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.ontology.axioms import Axioms, Term
    from hdhgraph.checks.ontology.findings import Values
    from hdhgraph.checks.report.findings import Finding

__all__ = ["check_values"]

_XSD: Final = PREFIXES["xsd"]
_INFERRED: Final = node(graph_name("inferred"))
_LITERAL: Final = {"en": "a literal", "fr": "un littéral"}
_IRI: Final = {"en": "an IRI", "fr": "un IRI"}
_BLANK: Final = {"en": "a blank node", "fr": "un nœud anonyme"}
_TYPED: Final = f"""
    SELECT DISTINCT ?o {{
      ?s ?p ?o
      FILTER (ISLITERAL(?o))
      FILTER (DATATYPE(?o) NOT IN (<{datatypes.STRING}>, <{datatypes.LANG_STRING}>))
    }}"""


def check_values(axioms: Axioms) -> Iterator[Finding]:
    """Yield values of the wrong kind, of the wrong datatype, and too many."""
    yield from _ill_typed(axioms.store)
    kinds = _Kinds(axioms)
    for name in _properties_in_use(axioms.store):
        if kinds.wants_literal(name):
            yield from _misplaced(axioms.store, name, is_literal=False)
        elif kinds.wants_iri(name):
            yield from _misplaced(axioms.store, name, is_literal=True)
        for expected in axioms.ranges_of(name):
            yield from _of_other_datatype(axioms, name, expected)
    yield from _functional(axioms)


def _properties_in_use(store: ox.Store) -> list[ox.NamedNode]:
    found = solutions(store, "SELECT DISTINCT ?p { ?s ?p ?o }")
    return sorted((each["p"] for each in found), key=str)


def _ill_typed(store: ox.Store) -> Iterator[Finding]:
    for solution in solutions(store, _TYPED):
        literal = solution["o"]
        if datatypes.admits(literal.datatype.value, literal.value):
            continue
        values = {"text": literal.value, "datatype": show(literal.datatype)}
        for triple in _triples(store, None, literal):
            yield at_triple("ill-typed", triple, values)


def _triples(
    store: ox.Store, name: ox.NamedNode | None, value: Term
) -> list[tuple[Term, Term, Term]]:
    """Return the triples with a value; where it is stated, what follows from that is left out."""
    quads = list(store.quads_for_pattern(None, name, value))
    stated = [each for each in quads if each.graph_name != _INFERRED]
    return list({(each.subject, each.predicate, each.object): None for each in stated or quads})


class _Kinds:
    """Which properties take a literal, and which an IRI."""

    def __init__(self, axioms: Axioms) -> None:
        self._axioms = axioms
        self._types: dict[Term, set[str]] = defaultdict(set)
        for subject, kind in pairs(axioms.store, RDF_TYPE):
            if isinstance(kind, ox.NamedNode) and kind.value.startswith((OWL, RDFS)):
                self._types[subject].add(kind.value.removeprefix(OWL).removeprefix(RDFS))

    def wants_literal(self, name: Term) -> bool:
        """Tell whether it is a datatype property, or all its ranges are datatypes.

        An IRI where xsd:anyURI is asked for is too common to be told, where it is no axiom of OWL.
        """
        kinds = self._types.get(name, set())
        if kinds & {"ObjectProperty", "AnnotationProperty"}:
            return False
        ranges = self._axioms.ranges_of(name)
        return "DatatypeProperty" in kinds or (
            bool(ranges) and all(self._is_datatype(each) for each in ranges)
        )

    def wants_iri(self, name: Term) -> bool:
        """Tell whether it is an object property, or has a range that is a class of this graph."""
        kinds = self._types.get(name, set())
        if kinds & {"DatatypeProperty", "AnnotationProperty"}:
            return False
        return "ObjectProperty" in kinds or any(
            self._is_class(each) for each in self._axioms.ranges_of(name)
        )

    def _is_datatype(self, of: Term) -> bool:
        if not isinstance(of, ox.NamedNode) or of.value == f"{_XSD}anyURI":
            return False
        return (
            of.value.startswith(_XSD)
            or of.value in datatypes.ANY
            or of.value in (datatypes.LANG_STRING, f"{RDF}PlainLiteral")
            or "Datatype" in self._types.get(of, set())
        )

    def _is_class(self, of: Term) -> bool:
        own = self._types.get(of, set())
        is_open = is_vague(of) or not isinstance(of, ox.NamedNode)
        return not is_open and "Class" in own and "Datatype" not in own


def _misplaced(store: ox.Store, name: ox.NamedNode, *, is_literal: bool) -> Iterator[Finding]:
    """Yield the values of a property that are literals, or that are none."""
    query = f"SELECT ?s ?o {{ ?s {name} ?o FILTER ({'' if is_literal else '!'}ISLITERAL(?o)) }}"
    for solution in solutions(store, query):
        value = solution["o"]
        actual = _LITERAL if is_literal else _IRI
        if isinstance(value, ox.BlankNode):
            actual = _BLANK
        expected = _IRI if is_literal else _LITERAL
        values: Values = {"property": show(name), "expected": expected, "actual": actual}
        yield at_triple("literal-or-iri", (solution["s"], name, value), values)


def _of_other_datatype(axioms: Axioms, name: ox.NamedNode, expected: Term) -> Iterator[Finding]:
    """Yield the literals of a property whose datatype is not part of its range."""
    if not isinstance(expected, ox.NamedNode):
        return
    base = _base(axioms.store, expected)
    if not datatypes.is_known(base) and base not in (datatypes.LANG_STRING, f"{RDF}PlainLiteral"):
        return
    query = f"SELECT DISTINCT (DATATYPE(?o) AS ?d) {{ ?s {name} ?o FILTER (ISLITERAL(?o)) }}"
    for solution in solutions(axioms.store, query):
        actual = solution["d"].value
        is_told = datatypes.is_known(actual) and not datatypes.is_part(actual, base)
        if is_told and actual != expected.value:
            yield from _literals_of(axioms.store, name, actual, (expected, base))


def _literals_of(
    store: ox.Store, name: ox.NamedNode, datatype: str, expected: tuple[Term, str]
) -> Iterator[Finding]:
    """Yield the literals of a property that are of a datatype, and have no value of its range.

    The engine keeps integers of any kind as xsd:integer: those within bounds may have been right.
    """
    query = f"SELECT ?s ?o {{ ?s {name} ?o FILTER (DATATYPE(?o) = <{datatype}>) }}"
    told, base = expected
    is_narrower = datatypes.is_part(base, datatype)
    values = {"property": show(name), "expected": show(told), "actual": show(node(datatype))}
    for solution in solutions(store, query):
        if not (is_narrower and datatypes.admits(base, solution["o"].value)):
            yield at_triple("datatype", (solution["s"], name, solution["o"]), values)


def _base(store: ox.Store, datatype: ox.NamedNode) -> str:
    """Return the datatype that one of the project's own restricts, or itself."""
    alike = store.quads_for_pattern(datatype, node(f"{OWL}equivalentClass"), None)
    for form in (datatype, *(quad.object for quad in alike)):
        if isinstance(form, ox.NamedNode | ox.BlankNode):
            found = store.quads_for_pattern(form, node(f"{OWL}onDatatype"), None)
            base = next((each.object for each in found), None)
            if isinstance(base, ox.NamedNode):
                return base.value
    return datatype.value


def _functional(axioms: Axioms) -> Iterator[Finding]:
    """Yield the second of two different literals of a functional property (prp-fp, eq-diff1)."""
    functional = [
        each
        for each, kind in pairs(axioms.store, RDF_TYPE)
        if kind == node(f"{OWL}FunctionalProperty") and isinstance(each, ox.NamedNode)
    ]
    names = _properties_in_use(axioms.store) if functional else []
    for wide in sorted(set(functional), key=str):
        by_subject: dict[Term, set[tuple[Term, ox.NamedNode]]] = defaultdict(set)
        for name in (each for each in names if wide in axioms.wider(each)):
            for subject, value in pairs(axioms.store, name.value):
                if isinstance(value, ox.Literal):
                    by_subject[subject].add((value, name))
        for subject, values in by_subject.items():
            ordered = sorted(values, key=str)
            for (first, _), (second, name) in pairwise(ordered):
                if _differ(axioms.store, first, second):
                    told = {"property": show(wide), "first": show(first)}
                    yield at_triple("functional", (subject, name, second), told)


def _differ(store: ox.Store, one: Term, other: Term) -> bool:
    """Tell whether two literals have different values, as SPARQL compares them."""
    return bool(store.query(f"ASK {{ FILTER ({one} != {other}) }}"))
