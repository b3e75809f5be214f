"""Terms that mean something else: axioms, definitions and labels of classes, properties, concepts.

A change of axioms under the same version is a breach; with a new version of the ontology it is
told, since whoever uses the terms has to look at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.checks.base.difference import told
from hdhgraph.checks.base.state import Kind
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.base.difference import Difference
    from hdhgraph.checks.base.state import State
    from hdhgraph.checks.report.findings import Finding

__all__ = ["find_changed_terms"]

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_SKOS: Final = PREFIXES["skos"]
_VERSIONS: Final = (f"{_OWL}versionInfo", f"{_OWL}versionIRI")
_IS_DEFINED_BY: Final = f"{_RDFS}isDefinedBy"
# Of owl: and rdfs: all is logic but these; of SKOS, what a concept is below and part of.
_NO_LOGIC: Final = frozenset(
    (
        f"{_RDFS}label",
        f"{_RDFS}comment",
        f"{_RDFS}seeAlso",
        _IS_DEFINED_BY,
        f"{_OWL}deprecated",
        f"{_OWL}versionInfo",
        f"{_OWL}versionIRI",
        f"{_OWL}priorVersion",
        f"{_OWL}backwardCompatibleWith",
        f"{_OWL}incompatibleWith",
    )
)
_OF_CONCEPTS: Final = frozenset(
    f"{_SKOS}{name}" for name in ("broader", "broaderTransitive", "inScheme", "topConceptOf")
)
_DEFINITIONS: Final = (
    f"{_SKOS}definition",
    f"{_RDFS}comment",
    f"{PREFIXES['dcterms']}description",
    "http://purl.obolibrary.org/obo/IAO_0000115",
)
_LABELS: Final = (f"{_RDFS}label", f"{_SKOS}prefLabel")
# It is the same whichever of the two states it.
_SYMMETRIC: Final = frozenset(
    f"{_OWL}{name}"
    for name in (
        "disjointWith",
        "propertyDisjointWith",
        "equivalentClass",
        "equivalentProperty",
        "inverseOf",
        "complementOf",
        "sameAs",
        "differentFrom",
    )
)


def find_changed_terms(difference: Difference) -> Iterator[Finding]:
    """Yield each property by which a term means something else than it did."""
    versions = _Versions(difference)
    for iri in difference.kept:
        if difference.before.kind(iri) is Kind.TERM:
            yield from _find_changed(difference, iri, has_version=versions.has_new(iri))
    after = difference.after.member_axioms()
    for axiom, members in sorted(difference.before.member_axioms() - after, key=repr):
        own = sorted(members & set(difference.kept))
        if own:
            code = "HG-D-term-revised" if versions.has_new(own[0]) else "HG-D-term-changed"
            others = (f"<{each}>" for each in sorted(members))
            yield told(code, own[0], axiom, others, ())


def _find_changed(difference: Difference, iri: str, *, has_version: bool) -> Iterator[Finding]:
    before, after = difference.before.about(iri), difference.after.about(iri)
    for predicate in sorted(filter(_is_logic, before.keys() | after.keys())):
        lost, gained = _axioms(difference, iri, predicate)
        if lost or gained:
            code = "HG-D-term-revised" if has_version else "HG-D-term-changed"
            yield told(code, iri, predicate, lost, gained)
    for predicate in _DEFINITIONS:
        lost, gained = difference.values(iri, predicate)
        if lost:  # one in another language takes nothing back
            code = "HG-D-term-revised" if has_version else "HG-D-definition-changed"
            yield told(code, iri, predicate, lost, gained)
    for predicate in _LABELS:
        lost, gained = difference.values(iri, predicate)
        if lost:
            yield told("HG-D-label-changed", iri, predicate, lost, gained)


def _is_logic(predicate: str) -> bool:
    is_axiom = predicate.startswith((_OWL, _RDFS)) and predicate not in _NO_LOGIC
    return is_axiom or predicate == RDF_TYPE or predicate in _OF_CONCEPTS


def _axioms(
    difference: Difference, iri: str, predicate: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is no longer stated of a term, and what is stated anew, in either direction."""
    lost, gained = difference.values(iri, predicate)
    if predicate not in _SYMMETRIC:
        return lost, gained
    turned, was_turned = (
        {f"<{each}>" for each in state.pointing(predicate, iri)}
        for state in (difference.after, difference.before)
    )
    return lost - turned, gained - was_turned


class _Versions:
    """Which ontologies have another version than at the base."""

    def __init__(self, difference: Difference) -> None:
        self._before = difference.before
        before, after = (_read(state) for state in (difference.before, difference.after))
        self._is_new = {iri: after.get(iri) != version for iri, version in before.items()}

    def has_new(self, term: str) -> bool:
        """Tell whether the ontology of a term has another version; if none is its own, any."""
        if not self._is_new:
            return False
        defined_by = {each[1:-1] for each in self._before.values(term, _IS_DEFINED_BY)}
        owners = [iri for iri in self._is_new if iri in defined_by]
        owners = owners or [iri for iri in self._is_new if term.startswith(iri)]
        if owners:
            return self._is_new[max(owners, key=len)]
        return any(self._is_new.values())


def _read(state: State) -> dict[str, tuple[frozenset[str], ...]]:
    """Return the versions of the ontologies that have one."""
    found = {
        iri: tuple(state.values(iri, predicate) for predicate in _VERSIONS)
        for iri in state.of_type(f"{_OWL}Ontology")
    }
    return {iri: versions for iri, versions in found.items() if any(versions)}
