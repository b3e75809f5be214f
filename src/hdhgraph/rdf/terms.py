"""What an ontology says of its terms: read out of triples, for pages that document it.

An ontology's own document holds what is said of it, of the terms in its namespace, and of the
blank nodes they hang on; likenesses to foreign terms and axioms on those are alignments, apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.namespaces import HG, ONTOLOGY, PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ALIGNMENTS",
    "MATCHES",
    "Ontology",
    "Term",
    "Texts",
    "Triples",
    "canonical_lines",
    "is_own",
    "read_ontology",
]

ALIGNMENTS: Final = f"{ONTOLOGY}/alignments"
OWL: Final = PREFIXES["owl"]
RDF: Final = PREFIXES["rdf"]
RDFS: Final = PREFIXES["rdfs"]
SCHEMA: Final = PREFIXES["schema"]
SKOS: Final = PREFIXES["skos"]
DCTERMS: Final = PREFIXES["dcterms"]
VANN: Final = "http://purl.org/vocab/vann/"

MATCHES: Final = tuple(
    f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
)
_CLASS: Final = f"{OWL}Class"
_KINDS: Final = {
    _CLASS: "class",
    f"{OWL}ObjectProperty": "object",
    f"{OWL}DatatypeProperty": "datatype",
    f"{OWL}AnnotationProperty": "annotation",
}
_CHARACTERISTICS: Final = ("Symmetric", "Transitive", "Functional", "InverseFunctional")

Texts = dict[str, list[str]]


class Triples:
    """Triples by subject and predicate; IRIs are text, in the order of their characters."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Take in all of them."""
        self._objects: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in triples:
            subject, value = _key(each.subject), each.object
            if isinstance(value, ox.Triple):
                continue  # a triple term says nothing that these pages show
            self._objects.setdefault(subject, {}).setdefault(each.predicate.value, []).append(value)
            self._subjects[each.predicate.value, _key(value)].add(subject)

    def subjects(self) -> list[str]:
        """Return every IRI that something is said of."""
        return sorted(each for each in self._objects if not each.startswith("_:"))

    def of_type(self, kind: str) -> list[str]:
        """Return the IRIs of that type."""
        return self.pointing(RDF_TYPE, kind)

    def pointing(self, predicate: str, value: str) -> list[str]:
        """Return the IRIs that have `value`, an IRI, as their `predicate`."""
        found = self._subjects.get((predicate, value), ())
        return sorted(each for each in found if not each.startswith("_:"))

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs that are a subject's `predicate`, each once."""
        values = self._objects.get(subject, {}).get(predicate, [])
        return sorted({each.value for each in values if isinstance(each, ox.NamedNode)})

    def statements(self, subject: str) -> list[tuple[str, list[str]]]:
        """Return each predicate of a subject with the IRIs it leads to; without them, none."""
        found = [(each, self.iris(subject, each)) for each in sorted(self._objects[subject])]
        return [(predicate, values) for predicate, values in found if values]

    def texts(self, subject: str, predicate: str) -> Texts:
        """Return the literals that are a subject's `predicate`, sorted, by language ("" none)."""
        found: Texts = defaultdict(list)
        for each in self._objects.get(subject, {}).get(predicate, []):
            if isinstance(each, ox.Literal):
                found[each.language or ""].append(each.value)
        return {language: sorted(values) for language, values in sorted(found.items())}

    def text(self, subject: str, predicate: str) -> str:
        """Return the one literal in no language that is a subject's `predicate`; else nothing."""
        return next(iter(self.texts(subject, predicate).get("", [])), "")

    def lists(self, subject: str, predicate: str) -> list[list[str]]:
        """Return the RDF lists of IRIs that are a subject's `predicate`."""
        heads = self._objects.get(subject, {}).get(predicate, [])
        return [self._list(_key(head)) for head in heads if isinstance(head, ox.BlankNode)]

    def _list(self, head: str) -> list[str]:
        members: list[str] = []
        seen: set[str] = set()
        while head in self._objects and head not in seen:  # a list may run in a circle
            seen.add(head)
            members += self.iris(head, f"{RDF}first")
            rest = self._objects[head].get(f"{RDF}rest", [])
            head = _key(rest[0]) if rest else ""
        return members


def _key(term: object) -> str:
    """Return an IRI as it is; what is none as its N-Triples, which no IRI equals."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


@dataclass(frozen=True, slots=True)
class Term:
    """One class or property; `kind` is "class", "object", "datatype" or "annotation".

    `parents` and `children` are of the same kind; `domain` and `range` are axioms, the hints have
    no consequence. For a class, `properties` start and `arriving` end at it.
    """

    iri: str
    kind: str
    labels: Texts
    definitions: Texts
    notes: Texts
    examples: Texts
    parents: list[str]
    children: list[str]
    disjoint: list[str]
    domain: list[str]
    range: list[str]
    domain_hints: list[str]
    range_hints: list[str]
    inverses: list[str]
    characteristics: list[str]
    chains: list[list[str]]
    matches: list[tuple[str, str]]
    properties: list[str]
    arriving: list[str]
    is_deprecated: bool
    replaced_by: list[str]

    @property
    def name(self) -> str:
        """What the term is called in its namespace, and its anchor on the page."""
        return self.iri.removeprefix(HG)


@dataclass(frozen=True, slots=True)
class Ontology:
    """The header of an ontology and its terms, sorted by name; deprecated terms are apart."""

    iri: str
    titles: Texts
    descriptions: Texts
    version: str
    version_iri: str
    prior: list[str]
    created: str
    modified: str
    license: list[str]
    creators: list[str]
    publishers: list[str]
    prefix: str
    classes: list[Term] = field(default_factory=list)
    properties: list[Term] = field(default_factory=list)
    deprecated: list[Term] = field(default_factory=list)

    def terms(self) -> list[Term]:
        """Return all of its terms."""
        return [*self.classes, *self.properties, *self.deprecated]


def read_ontology(triples: Triples, iri: str = ONTOLOGY) -> Ontology | None:
    """Return the ontology of that IRI with the terms of our namespace; None where it is not there.

    What foreign terms are hinted to have our classes as domain or range is read as well.
    """
    if iri not in triples.of_type(f"{OWL}Ontology"):
        return None
    terms = [
        _term(triples, subject, kind)
        for subject in triples.subjects()
        if subject.startswith(HG) and (kind := _kind(triples, subject))
    ]
    current = [each for each in terms if not each.is_deprecated]
    return Ontology(
        iri=iri,
        titles=triples.texts(iri, f"{DCTERMS}title"),
        descriptions=triples.texts(iri, f"{DCTERMS}description"),
        version=triples.text(iri, f"{OWL}versionInfo"),
        version_iri=next(iter(triples.iris(iri, f"{OWL}versionIRI")), ""),
        prior=triples.iris(iri, f"{OWL}priorVersion"),
        created=triples.text(iri, f"{DCTERMS}created"),
        modified=triples.text(iri, f"{DCTERMS}modified"),
        license=triples.iris(iri, f"{DCTERMS}license"),
        creators=triples.iris(iri, f"{DCTERMS}creator"),
        publishers=triples.iris(iri, f"{DCTERMS}publisher"),
        prefix=triples.text(iri, f"{VANN}preferredNamespacePrefix"),
        classes=[each for each in current if each.kind == "class"],
        properties=[each for each in current if each.kind != "class"],
        deprecated=[each for each in terms if each.is_deprecated],
    )


def _kind(triples: Triples, iri: str) -> str | None:
    types = triples.iris(iri, RDF_TYPE)
    return next((name for kind, name in _KINDS.items() if kind in types), None)


def _term(triples: Triples, iri: str, kind: str) -> Term:
    is_class = kind == "class"
    above = f"{RDFS}subClassOf" if is_class else f"{RDFS}subPropertyOf"
    types = triples.iris(iri, RDF_TYPE)
    inverse = f"{OWL}inverseOf"
    return Term(
        iri=iri,
        kind=kind,
        labels=triples.texts(iri, f"{RDFS}label"),
        definitions=triples.texts(iri, f"{SKOS}definition"),
        notes=triples.texts(iri, f"{SKOS}scopeNote"),
        examples=triples.texts(iri, f"{SKOS}example"),
        parents=triples.iris(iri, above),
        children=triples.pointing(above, iri),
        disjoint=_either(triples, iri, f"{OWL}disjointWith"),
        domain=triples.iris(iri, f"{RDFS}domain"),
        range=triples.iris(iri, f"{RDFS}range"),
        domain_hints=triples.iris(iri, f"{SCHEMA}domainIncludes"),
        range_hints=triples.iris(iri, f"{SCHEMA}rangeIncludes"),
        inverses=_either(triples, iri, inverse),
        characteristics=[n for n in _CHARACTERISTICS if f"{OWL}{n}Property" in types],
        chains=triples.lists(iri, f"{OWL}propertyChainAxiom"),
        matches=[(slug(each), other) for each in MATCHES for other in triples.iris(iri, each)],
        properties=_with(triples, iri, f"{RDFS}domain", f"{SCHEMA}domainIncludes"),
        arriving=_with(triples, iri, f"{RDFS}range", f"{SCHEMA}rangeIncludes"),
        is_deprecated=triples.text(iri, f"{OWL}deprecated") in ("true", "1"),
        replaced_by=triples.iris(iri, f"{DCTERMS}isReplacedBy"),
    )


def _either(triples: Triples, iri: str, predicate: str) -> list[str]:
    """Return what a symmetric relation joins to `iri`, whichever way it is written."""
    return sorted({*triples.iris(iri, predicate), *triples.pointing(predicate, iri)})


def _with(triples: Triples, iri: str, axiom: str, hint: str) -> list[str]:
    return sorted({*triples.pointing(axiom, iri), *triples.pointing(hint, iri)})


def is_own(triple: ox.Triple | ox.Quad) -> bool:
    """Tell whether a triple belongs to the ontology's own document; else it is an alignment."""
    if triple.predicate.value in MATCHES:
        return False
    if isinstance(triple.subject, ox.NamedNode):
        return triple.subject.value == ONTOLOGY or triple.subject.value.startswith(HG)
    return isinstance(triple.subject, ox.BlankNode)


def canonical_lines(triples: Iterable[ox.Triple | ox.Quad]) -> list[str]:
    """Return triples as sorted lines of N-Triples, blank nodes named by RDFC-1.0."""
    graph = ox.DefaultGraph()
    dataset = ox.Dataset(
        ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{each.subject} {each.predicate} {each.object} ." for each in dataset)
