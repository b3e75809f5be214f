"""What the graphs say that there is: which IRIs are undefined, unknown, misspelt, deprecated."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import OWL, RDFS, node, pairs, show
from hdhgraph.checks.ontology.terms.guesses import Guesses
from hdhgraph.checks.ontology.terms.own import namespace_of
from hdhgraph.checks.ontology.terms.vocabularies import (
    DEPRECATED,
    SCHEMA_ORG,
    misspelt_namespaces,
    vocabularies,
)
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.ontology.findings import Values
    from hdhgraph.checks.ontology.terms.own import Own
    from hdhgraph.checks.ontology.terms.usage import Usage

__all__ = ["LEADING_AWAY", "OF_CHANGES", "OF_TERMS", "Known"]

_SH: Final = PREFIXES["sh"]
_SKOS: Final = PREFIXES["skos"]
_DCTERMS: Final = PREFIXES["dcterms"]
# Properties whose value is a term: a class, a property, a datatype.
OF_TERMS: Final = frozenset(
    [RDF_TYPE]
    + [f"{RDFS}{each}" for each in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [
        f"{OWL}{each}"
        for each in (
            "equivalentClass", "equivalentProperty", "disjointWith", "complementOf", "inverseOf",
            "propertyDisjointWith", "onProperty", "onClass", "onDataRange", "onDatatype",
            "someValuesFrom", "allValuesFrom", "assertionProperty", "annotatedProperty",
        )
    ]
    + [
        f"{_SH}{each}"
        for each in (
            "path", "class", "datatype", "targetClass", "targetSubjectsOf", "targetObjectsOf",
            "equals", "disjoint", "lessThan", "lessThanOrEquals", "inversePath",
            "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath",
        )
    ]
    + [
        f"{base}{each}Includes"
        for base in (*SCHEMA_ORG.values(), "http://purl.org/dc/dcam/")
        for each in ("domain", "range")
    ]
)  # fmt: skip
# Properties that lead to documents, to versions, or to what is said to be of another place.
LEADING_AWAY: Final = frozenset(
    [f"{RDFS}{each}" for each in ("seeAlso", "isDefinedBy")]
    + [
        f"{OWL}{each}"
        for each in (
            "versionIRI", "imports", "priorVersion", "backwardCompatibleWith", "incompatibleWith",
        )
    ]
    + [
        f"{_DCTERMS}{each}"
        for each in (
            "source", "license", "hasFormat", "hasVersion", "isVersionOf", "conformsTo", "rights",
            "replaces", "isReplacedBy", "references", "isReferencedBy", "relation",
        )
    ]
    + [f"http://xmlns.com/foaf/0.1/{each}" for each in ("page", "homepage", "depiction", "img")]
    + [
        f"{base}{each}"
        for base in SCHEMA_ORG.values()
        for each in ("url", "image", "license", "sameAs", "contentUrl")
    ]
    + [f"http://www.w3.org/ns/dcat#{each}" for each in ("downloadURL", "accessURL", "landingPage")]
    + [f"http://rdfs.org/ns/void#{each}" for each in ("dataDump", "sparqlEndpoint", "inDataset")]
    + [f"{_SH}{each}" for each in ("shapesGraph", "entailment", "declare")]
    + [f"{OWL}sameAs"]
    + [f"http://www.w3.org/ns/prov#{each}" for each in ("wasDerivedFrom", "wasRevisionOf")]
)  # fmt: skip
# Statements about what was there before use nothing: they tell of the change.
OF_CHANGES: Final = frozenset(
    (
        f"{_DCTERMS}isReplacedBy", f"{_DCTERMS}replaces", f"{RDFS}isDefinedBy", f"{RDFS}seeAlso",
        f"{OWL}imports", f"{OWL}priorVersion", f"{OWL}versionIRI", f"{OWL}equivalentClass",
        f"{OWL}equivalentProperty", f"{OWL}sameAs", f"{_SKOS}exactMatch", f"{_SKOS}closeMatch",
        "http://www.w3.org/ns/prov#wasRevisionOf", "http://purl.obolibrary.org/obo/IAO_0100001",
        f"{_SKOS}inScheme", f"{_SKOS}hasTopConcept", f"{_SKOS}topConceptOf",
    )
)  # fmt: skip
# As in dcterms:isReplacedBy and its like in other vocabularies, OBO's IAO_0100001 among them.
_REPLACED_BY: Final = re.compile(r"(?:replaced_?by|superseded_?by|IAO_0100001)$", re.IGNORECASE)
_NEAR: Final = {"en": " Did you mean {}?", "fr": " Vouliez-vous dire {} ?"}
_INSTEAD: Final = {"en": " It is replaced by {}.", "fr": " Il est remplacé par {}."}
_NOTHING: Final = {"en": "", "fr": ""}


class Known:
    """What is known of IRIs by the graphs, by the project's namespaces and by vocabularies.

    Each question returns what a message is told, or None where nothing is at fault.
    """

    def __init__(self, usage: Usage, own: Own) -> None:
        """Take what stands in the graphs; guesses are limited for all questions together."""
        self.usage = usage
        self.own = own
        self._foreign = Guesses({key: each.names for key, each in vocabularies().items()})
        self._described: dict[str, set[str]] = defaultdict(set)
        for each in (each.value for each in usage.subjects if own.has(each)):
            self._described[namespace_of(each)].add(each[len(namespace_of(each)) :])
        names = {key: frozenset(each) for key, each in self._described.items()}
        self._near = Guesses(names)
        graphs = usage.store.named_graphs()
        self._graphs = {each.value for each in graphs if isinstance(each, ox.NamedNode)}
        self.deprecated = self._deprecated()

    def misspelt(self, term: ox.NamedNode) -> Values | None:
        """Tell whether a term would be known, were its namespace written as it is."""
        namespace, name = _parts(term)
        if not name or term in self.usage.typed:
            return None
        right = misspelt_namespaces().get(namespace)
        meant = _without_its_end(term) if right is None else right + name
        if meant is None or (right is not None and name not in vocabularies()[right].names):
            return None
        return {"term": f"<{term.value}>", "near": _near(meant)}

    def unknown(self, term: ox.NamedNode) -> Values | None:
        """Tell whether the vocabulary of a term has no such name."""
        namespace, name = _parts(term)
        vocabulary = vocabularies().get(namespace)
        if not name or vocabulary is None or term in self.usage.typed:
            return None
        if vocabulary.has(name, self._foreign):
            return None
        return {"term": show(term), "near": _near(self._foreign.nearest(namespace, name))}

    def misses(self, term: ox.NamedNode) -> bool:
        """Tell whether an IRI of the project's namespaces is one that nothing says what it is."""
        if not self.own.has(term) or term.value in self._graphs or self.usage.is_defined(term):
            return False
        if self.unknown(term) is not None:  # which says more
            return False
        return self.own.covers(term, self._described)

    def undefined(self, term: ox.NamedNode) -> Values | None:
        """Tell whether nothing says what an IRI of the project's namespaces is."""
        if not self.misses(term):
            return None
        return {"term": show(term), "near": _near(self._near.nearest(*_parts(term)))}

    def replaced(self, term: ox.NamedNode) -> Values | None:
        """Tell whether a term is deprecated, and what replaces it."""
        if term not in self.deprecated:
            return None
        return {"term": show(term), "instead": _replacement(self.usage.store, term)}

    def _deprecated(self) -> set[Term]:
        store = self.usage.store
        gone = {subject for subject, value in pairs(store, f"{OWL}deprecated") if _is_true(value)}
        gone |= {
            subject
            for subject, kind in pairs(store, RDF_TYPE)
            if kind in (node(f"{OWL}DeprecatedClass"), node(f"{OWL}DeprecatedProperty"))
        }
        return gone | {each for each in map(node, DEPRECATED) if each not in self.usage.subjects}


def _without_its_end(term: ox.NamedNode) -> str | None:
    """Return the IRI that is meant where the prefix lacks the “#” or “/” at its end."""
    for right in vocabularies():
        if term.value.startswith(right[:-1]):
            name = term.value[len(right) - 1 :]
            if name in vocabularies()[right].names:
                return right + name
    return None


def _parts(term: ox.NamedNode) -> tuple[str, str]:
    namespace = namespace_of(term.value)
    return namespace, term.value[len(namespace) :]


def _is_true(value: Term) -> bool:
    return isinstance(value, ox.Literal) and value.value in ("true", "1")


def _replacement(store: ox.Store, term: ox.NamedNode) -> dict[str, str]:
    if term.value in DEPRECATED:
        new: list[Term] = [node(DEPRECATED[term.value])]
    else:
        new = [
            quad.object
            for quad in store.quads_for_pattern(term, None, None)
            if _REPLACED_BY.search(quad.predicate.value)
        ]
    listed = ", ".join(sorted({show(each) for each in new}))
    return {lang: text.format(listed) for lang, text in _INSTEAD.items()} if new else _NOTHING


def _near(iri: str | None) -> dict[str, str]:
    if iri is None:
        return _NOTHING
    return {lang: text.format(show(node(iri))) for lang, text in _NEAR.items()}
