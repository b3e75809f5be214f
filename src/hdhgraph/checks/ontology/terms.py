"""Terms and IRIs in use: undefined, unknown, deprecated, dangling, of files, of two schema.orgs."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import OWL, RDFS, node, pairs, show, solutions
from hdhgraph.checks.ontology.findings import at_term
from hdhgraph.checks.ontology.guesses import Guesses
from hdhgraph.checks.ontology.own import namespace_of
from hdhgraph.checks.ontology.vocabularies import (
    DEPRECATED,
    SCHEMA_ORG,
    misspelt_namespaces,
    vocabularies,
)
from hdhgraph.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.findings import Finding
    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.ontology.findings import Values
    from hdhgraph.checks.ontology.own import Own

__all__ = ["Usage", "check_deprecated", "check_names", "check_own"]

_SH: Final = PREFIXES["sh"]
_SKOS: Final = PREFIXES["skos"]
_DCTERMS: Final = PREFIXES["dcterms"]
# Properties whose value is a term: a class, a property, a datatype.
_OF_TERMS: Final = frozenset(
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
_LEADING_AWAY: Final = frozenset(
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
# What defines a term, beside its type.
_DEFINING: Final = tuple(
    node(iri)
    for iri in (
        RDF_TYPE, f"{RDFS}isDefinedBy", f"{RDFS}subClassOf", f"{RDFS}subPropertyOf",
        f"{RDFS}label", f"{_SKOS}prefLabel", f"{RDFS}domain", f"{RDFS}range",
    )
)  # fmt: skip
# Statements about what was there before use nothing: they tell of the change.
_OF_CHANGES: Final = frozenset(
    (
        f"{_DCTERMS}isReplacedBy", f"{_DCTERMS}replaces", f"{RDFS}isDefinedBy", f"{RDFS}seeAlso",
        f"{OWL}imports", f"{OWL}priorVersion", f"{OWL}versionIRI", f"{OWL}equivalentClass",
        f"{OWL}equivalentProperty", f"{OWL}sameAs", f"{_SKOS}exactMatch", f"{_SKOS}closeMatch",
        "http://www.w3.org/ns/prov#wasRevisionOf", "http://purl.obolibrary.org/obo/IAO_0100001",
        f"{_SKOS}inScheme", f"{_SKOS}hasTopConcept", f"{_SKOS}topConceptOf",
    )
)  # fmt: skip
_MOST: Final = 100  # of one term: who sees a hundred knows that it is wrong throughout
# As in dcterms:isReplacedBy and its like in other vocabularies, OBO's IAO_0100001 among them.
_REPLACED_BY: Final = re.compile(r"(?:replaced_?by|superseded_?by|IAO_0100001)$", re.IGNORECASE)
_NEAR: Final = {"en": " Did you mean {}?", "fr": " Vouliez-vous dire {} ?"}
_INSTEAD: Final = {"en": " It is replaced by {}.", "fr": " Il est remplacé par {}."}
_NOTHING: Final = {"en": "", "fr": ""}
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
        if term not in self.subjects:
            return False
        if term in self.typed:
            return True
        return any(
            next(iter(self.store.quads_for_pattern(term, each, None)), None) is not None
            for each in _DEFINING
        )


def check_names(usage: Usage) -> Iterator[Finding]:
    """Yield terms that their vocabulary does not have, addresses of files, http for schema.org."""
    guesses = Guesses({key: each.names for key, each in vocabularies().items()})
    with_http: list[ox.NamedNode] = []
    of_files: list[ox.NamedNode] = []
    for term in usage.everywhere:
        iri = term.value
        if iri.startswith("file:"):
            of_files.append(term)
        elif iri.startswith(SCHEMA_ORG["http"]) and not usage.is_defined(term):
            with_http.append(term)
        else:
            yield from _unknown(usage, term, guesses)
    yield from _of_files(usage, of_files)
    yield from _schema_org(usage, [each for each in with_http if _is_term(usage, each)])


def _of_files(usage: Usage, terms: list[ox.NamedNode]) -> Iterator[Finding]:
    """Yield one finding a file: one @base mends all that are relative to it."""
    told: set[str] = set()
    for term in sorted(terms, key=lambda each: each.value):
        document = term.value.partition("#")[0]
        if document not in told:
            told.add(document)
            yield from islice(_each_use("file-iri", usage, term, {"term": f"<{term.value}>"}), 1)


def _schema_org(usage: Usage, with_http: list[ox.NamedNode]) -> Iterator[Finding]:
    """Yield one finding where all of schema.org is written with http, else each such term."""
    has_https = any(each.value.startswith(SCHEMA_ORG["https"]) for each in usage.everywhere)
    for term in with_http if has_https else with_http[:1]:
        slug = "schema-org-both" if has_https else "schema-org-http"
        uses = _each_use(slug, usage, term, {"term": f"<{term.value}>"})
        yield from uses if has_https else islice(uses, 1)


def _unknown(usage: Usage, term: ox.NamedNode, guesses: Guesses) -> Iterator[Finding]:
    namespace = namespace_of(term.value)
    name = term.value[len(namespace) :]
    vocabulary = vocabularies().get(namespace)
    right = misspelt_namespaces().get(namespace)
    if not name or term in usage.typed:
        return
    if right is not None and name in vocabularies()[right].names:
        near = {lang: text.format(show(node(right + name))) for lang, text in _NEAR.items()}
        yield from _each_use("unknown-term", usage, term, {"term": f"<{term.value}>", "near": near})
    elif vocabulary is not None and not vocabulary.has(name, guesses) and _is_term(usage, term):
        near = _near(guesses.nearest(namespace, name))
        yield from _each_use("unknown-term", usage, term, {"term": show(term), "near": near})


def _is_term(usage: Usage, term: ox.NamedNode) -> bool:
    """Tell whether an IRI is used as a term, and not as the address of a page."""
    if term in usage.predicates or term in usage.datatypes:
        return True
    quads = usage.store.quads_for_pattern(None, None, term)
    return any(quad.predicate.value not in _LEADING_AWAY for quad in quads)


def check_own(usage: Usage, own: Own) -> Iterator[Finding]:
    """Yield terms of the project's namespaces that nothing defines, and IRIs nothing describes."""
    ours = [each for each in usage.everywhere if own.has(each)]
    described: dict[str, set[str]] = defaultdict(set)
    for each in (each.value for each in ours if each in usage.subjects):
        described[namespace_of(each)].add(each[len(namespace_of(each)) :])
    guesses = Guesses({key: frozenset(names) for key, names in described.items()})
    graphs = {each.value for each in usage.store.named_graphs() if isinstance(each, ox.NamedNode)}
    for term in ours:
        if term.value in graphs or usage.is_defined(term) or not own.covers(term, described):
            continue
        as_terms, as_values = _uses(usage, term)
        if not (as_terms or as_values):
            continue
        namespace = namespace_of(term.value)
        near = _near(guesses.nearest(namespace, term.value[len(namespace) :]))
        told: Values = {"term": show(term), "near": near}
        for quad in as_terms:
            yield at_term("undefined-term", quad, term, told)
        if term not in usage.subjects:
            for quad in as_values:
                yield at_term("dangling-iri", quad, term, told)


def _uses(usage: Usage, term: ox.NamedNode) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the triples that use an IRI as a term, and those that have it as a value."""
    as_terms, as_values = [], []
    for quad in _some(usage.quads(term)):
        if quad.subject == term:
            continue
        name = quad.predicate.value
        if quad.object != term or name in _OF_TERMS:
            as_terms.append(quad)
        elif name not in _LEADING_AWAY:
            as_values.append(quad)
    return as_terms, as_values


def check_deprecated(store: ox.Store, usage: Usage) -> Iterator[Finding]:
    """Yield each use of what is deprecated, but for statements that tell of the change."""
    gone = {subject for subject, value in pairs(store, f"{OWL}deprecated") if _is_true(value)}
    gone |= {
        subject
        for subject, kind in pairs(store, RDF_TYPE)
        if kind in (node(f"{OWL}DeprecatedClass"), node(f"{OWL}DeprecatedProperty"))
    }
    built_in = {each for each in map(node, DEPRECATED) if each not in usage.subjects}
    for term in sorted(gone | built_in, key=str):
        if not isinstance(term, ox.NamedNode):
            continue
        quads = [each for each in usage.quads(term) if _is_use(each, term, gone)]
        told: Values = {"term": show(term), "instead": _replacement(store, term)}
        for quad in _some(iter(quads)):
            yield at_term("deprecated", quad, term, told)


def _is_use(quad: ox.Quad, term: Term, gone: set[Term]) -> bool:
    return (
        quad.subject != term
        and quad.subject not in gone
        and (quad.predicate == term or quad.predicate.value not in _OF_CHANGES)
    )


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


def _each_use(slug: str, usage: Usage, term: ox.NamedNode, values: Values) -> Iterator[Finding]:
    """Yield a finding for each use; as a subject once, however much is stated of it."""
    is_told = False
    for quad in _some(usage.quads(term)):
        is_subject = quad.subject == term and term not in (quad.predicate, quad.object)
        leads_away = quad.object == term and quad.predicate.value in _LEADING_AWAY
        if leads_away and slug != "file-iri":
            continue
        if not (is_subject and is_told):
            yield at_term(slug, quad, term, values)
        is_told = is_told or is_subject


def _some(quads: Iterator[ox.Quad]) -> list[ox.Quad]:
    """Return the first of some triples, one for each, of whatever graph."""
    found: dict[tuple[Term, Term, Term], ox.Quad] = {}
    for quad in quads:
        found.setdefault((quad.subject, quad.predicate, quad.object), quad)
    return sorted(found.values(), key=str)[:_MOST]
