"""One state of a project's graph, and what it says of an IRI in a form that can be compared."""

from __future__ import annotations

import hashlib
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.report.places import Places
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hdhgraph.project.layout import Project
    from hdhgraph.rdf.files import Subject, Term

__all__ = ["Kind", "State"]

_OWL: Final = PREFIXES["owl"]
_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_SH: Final = PREFIXES["sh"]
_SKOS: Final = PREFIXES["skos"]
_TRUE: Final = frozenset(("true", "1"))
_LABELS: Final = tuple(
    f"{PREFIXES[prefix]}{name}"
    for prefix, name in (
        ("rdfs", "label"),
        ("skos", "prefLabel"),
        ("schema", "name"),
        ("foaf", "name"),
        ("dcterms", "title"),
    )
)
_DEPRECATED_TYPES: Final = frozenset((f"<{_OWL}DeprecatedClass>", f"<{_OWL}DeprecatedProperty>"))
_CYCLE: Final = "[cycle]"


class Kind(Enum):
    """What an IRI names, as far as a difference is told apart by it."""

    TERM = auto()
    CLAIM = auto()
    EVIDENCE = auto()
    PROPOSITION = auto()
    SHAPE = auto()
    OTHER = auto()


_KINDS: Final = {
    hg("Claim"): Kind.CLAIM,
    hg("Attestation"): Kind.EVIDENCE,
    hg("Proposition"): Kind.PROPOSITION,
    f"{_SH}NodeShape": Kind.SHAPE,
    f"{_SH}PropertyShape": Kind.SHAPE,
    f"{_RDF}Property": Kind.TERM,
    **{f"{_RDFS}{name}": Kind.TERM for name in ("Class", "Datatype")},
    **{f"{_SKOS}{name}": Kind.TERM for name in ("Concept", "ConceptScheme")},
    **{
        f"{_OWL}{name}": Kind.TERM
        for name in (
            "Class",
            "DeprecatedClass",
            "Restriction",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "DeprecatedProperty",
            "FunctionalProperty",
            "InverseFunctionalProperty",
            "TransitiveProperty",
            "SymmetricProperty",
            "NamedIndividual",
        )
    },
}


class State:
    """What a project says: its graphs but the inferred one, which follows from the others."""

    def __init__(self, project: Project, store: ox.Store, files: Iterable[Path]) -> None:
        """Take a project and its graphs; `files` are those to look for places in, best first."""
        self.project = project
        self._store = store
        self._inferred = ox.NamedNode(project.graph_of(project.inferred))
        self._places = Places(files)
        self._forms: dict[str, str] = {}
        self._kinds = self._kinds_here()

    @property
    def places(self) -> Places:
        """Where findings stand in the files."""
        return self._places

    def about(self, iri: str) -> dict[str, frozenset[str]]:
        """Return what is said of an IRI: forms of values by property; see `values`."""
        found: dict[str, set[str]] = {}
        for quad in self._quads(ox.NamedNode(iri)):
            found.setdefault(quad.predicate.value, set()).add(self.form(quad.object))
        return {predicate: frozenset(forms) for predicate, forms in found.items()}

    def values(self, iri: str, predicate: str) -> frozenset[str]:
        """Return a property's values as N-Triples; of a blank node, a digest of its structure."""
        return frozenset(self.form(each) for each in self.objects(iri, predicate))

    def objects(self, iri: str, predicate: str) -> list[Term]:
        """Return a property's values."""
        return [value for each, value in self.statements(ox.NamedNode(iri)) if each == predicate]

    def statements(self, node: Term) -> list[tuple[str, Term]]:
        """Return the properties and values of a node; of a literal, none."""
        if isinstance(node, ox.Literal):
            return []
        return [(each.predicate.value, each.object) for each in self._quads(node)]

    def pointing(self, predicate: str, iri: str) -> set[str]:
        """Return the IRIs of which an IRI is a property's value."""
        found = self._store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(iri), None
        )
        return {each.subject.value for each in found if isinstance(each.subject, ox.NamedNode)}

    def is_described(self, iri: str) -> bool:
        """Tell whether anything is said of an IRI."""
        return any(True for _ in self._quads(ox.NamedNode(iri)))

    def is_deprecated(self, iri: str) -> bool:
        """Tell whether an IRI is stated to be given up."""
        stated = (getattr(each, "value", "") for each in self.objects(iri, f"{_OWL}deprecated"))
        return any(each in _TRUE for each in stated) or not _DEPRECATED_TYPES.isdisjoint(
            self.values(iri, RDF_TYPE)
        )

    def kind(self, iri: str) -> Kind:
        """Return what an IRI names; of several kinds the first in the order of `Kind`."""
        types = (getattr(each, "value", "") for each in self.objects(iri, RDF_TYPE))
        found = [self._kinds[each] for each in types if each in self._kinds]
        return min(found, key=lambda kind: kind.value, default=Kind.OTHER)

    def labels(self, iri: str) -> frozenset[str]:
        """Return the names of an IRI, each with its language."""
        return frozenset(form for predicate in _LABELS for form in self.values(iri, predicate))

    def of_type(self, kind: str) -> set[str]:
        """Return the IRIs of a type."""
        return self.pointing(RDF_TYPE, kind)

    def member_axioms(self) -> set[tuple[str, frozenset[str]]]:
        """Return the axioms on lists of members, such as classes that are all disjoint: type, IRIs.

        OWL 2, section 9.1.3: no member has the axiom as a property of its own.
        """
        found = set()
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(f"{_OWL}members"), None, None):
            members = frozenset(self._members(quad.object))
            types = [value for name, value in self.statements(quad.subject) if name == RDF_TYPE]
            found |= {(each.value, members) for each in types if isinstance(each, ox.NamedNode)}
        return found

    def _members(self, head: Term) -> Iterator[str]:
        """Yield the IRIs in an RDF list, which may run in a circle."""
        seen: set[Term] = set()
        while isinstance(head, ox.BlankNode) and head not in seen:
            seen.add(head)
            about = dict(self.statements(head))
            first, head = about.get(f"{_RDF}first"), about.get(f"{_RDF}rest", head)
            if isinstance(first, ox.NamedNode):
                yield first.value

    def _quads(self, node: Subject) -> list[ox.Quad]:
        found = self._store.quads_for_pattern(node, None, None, None)
        return [quad for quad in found if quad.graph_name != self._inferred]

    def _kinds_here(self) -> dict[str, Kind]:
        """Return the kinds by type, also of the classes below those of claims."""
        kinds = dict(_KINDS)
        waiting = [iri for iri in kinds if iri.startswith(hg(""))]
        while waiting:
            above = waiting.pop()
            for below in self.pointing(f"{_RDFS}subClassOf", above):
                if below not in kinds:
                    kinds[below] = kinds[above]
                    waiting.append(below)
        return kinds

    def form(self, term: Term) -> str:
        """Return a term as N-Triples; a blank node as a digest that its order does not change."""
        if not isinstance(term, ox.BlankNode):
            return str(term)
        self._measure(term)
        return self._forms[term.value]

    def _measure(self, root: ox.BlankNode) -> None:
        """Give a form to each blank node below one, deepest first, without recursion.

        What leads into a circle has one form for all, whichever node the walk starts at.
        """
        stack = [(root, False)]
        open_: set[str] = set()
        while stack:
            node, is_left = stack.pop()
            if node.value in self._forms:
                continue
            statements = self.statements(node)
            below = [each for _, each in statements if isinstance(each, ox.BlankNode)]
            if is_left:
                open_.discard(node.value)
                self._forms[node.value] = self._digest(statements)
            else:
                open_.add(node.value)
                stack.append((node, True))
                stack += [(each, False) for each in below if each.value not in open_]

    def _digest(self, statements: Iterable[tuple[str, Term]]) -> str:
        lines = set()
        for predicate, value in statements:
            form = str(value)
            if isinstance(value, ox.BlankNode):
                form = self._forms.get(value.value, _CYCLE)
            if form == _CYCLE:
                return _CYCLE
            lines.add(f"{predicate} {form}")
        return f"[{hashlib.sha256(repr(sorted(lines)).encode()).hexdigest()}]"
