"""Labels and definitions of what the project defines, and labels that stand for two things."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import OWL, RDF, RDFS, node, pairs, show
from hdhgraph.checks.ontology.findings import at_triple
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.ontology.terms.own import Own
    from hdhgraph.checks.report.findings import Finding

__all__ = ["check_labels"]

_SKOS: Final = PREFIXES["skos"]
_DCTERMS: Final = PREFIXES["dcterms"]
_TERMS: Final = frozenset(
    (
        f"{OWL}Class", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty",
        f"{RDFS}Class", f"{RDFS}Datatype", f"{RDF}Property",
    )
)  # fmt: skip
_CONCEPTS: Final = frozenset((f"{_SKOS}Concept", f"{_SKOS}ConceptScheme"))
_SCHEME: Final = f"{_SKOS}ConceptScheme"
_LABELS: Final = (
    f"{RDFS}label", f"{_SKOS}prefLabel", f"{_DCTERMS}title", "http://purl.org/dc/elements/1.1/title",
    "http://www.w3.org/2008/05/skos-xl#prefLabel", "https://schema.org/name",
    "http://schema.org/name",
)  # fmt: skip
_DEFINITIONS: Final = (
    f"{_SKOS}definition", f"{RDFS}comment", f"{_DCTERMS}description", f"{_SKOS}scopeNote",
    "http://purl.org/dc/elements/1.1/description", "http://purl.obolibrary.org/obo/IAO_0000115",
    "https://schema.org/description", "http://schema.org/description",
)  # fmt: skip
_ANY: Final = "*"
_LANGUAGE: Final = {"en": " in “{}”", "fr": " en « {} »"}
# Classes that say nothing of what kind of thing their member is.
_VAGUE: Final = frozenset((f"{OWL}NamedIndividual", f"{OWL}Thing", f"{RDFS}Resource"))


def check_labels(store: ox.Store, own: Own, languages: Sequence[str]) -> Iterator[Finding]:
    """Yield what lacks a label or definition in a language, and labels of two things.

    Without `languages` each has a label in any one, and definitions are not asked for.
    """
    kinds = _kinds(store)
    named = {
        each: types
        for each, types in kinds.items()
        if types & (_TERMS | _CONCEPTS) and own.has(each)
    }
    yield from _missing(store, "label", _LABELS, named, languages)
    if languages:
        yield from _missing(store, "definition", _DEFINITIONS, named, languages)
    yield from _duplicates(store, own, kinds)


def _kinds(store: ox.Store) -> dict[ox.NamedNode, set[str]]:
    kinds: dict[ox.NamedNode, set[str]] = defaultdict(set)
    for subject, kind in pairs(store, RDF_TYPE):
        if isinstance(subject, ox.NamedNode) and isinstance(kind, ox.NamedNode):
            kinds[subject].add(kind.value)
    return kinds


def _missing(
    store: ox.Store,
    slug: str,
    properties: Sequence[str],
    named: dict[ox.NamedNode, set[str]],
    languages: Sequence[str],
) -> Iterator[Finding]:
    """Yield each term without a text of these properties in a language."""
    had: dict[Term, set[str]] = defaultdict(set)
    for each in properties:
        for subject, value in pairs(store, each) if named else ():
            if subject in named:
                language = value.language if isinstance(value, ox.Literal) else None
                had[subject].update((_ANY, (language or "").partition("-")[0]))
    for term, types in named.items():
        name = properties[1] if slug == "label" and types & _CONCEPTS else properties[0]
        for language in languages or (_ANY,):
            if language.partition("-")[0] in had.get(term, ()):
                continue
            told = {
                lang: "" if language == _ANY else text.format(language)
                for lang, text in _LANGUAGE.items()
            }
            triple = (term, node(name), None)
            yield at_triple(slug, triple, {"term": show(term), "language": told})


def _duplicates(
    store: ox.Store, own: Own, kinds: dict[ox.NamedNode, set[str]]
) -> Iterator[Finding]:
    """Yield the second of two concepts of a scheme, terms of a kind or things of a class."""
    schemes: dict[Term, set[str]] = defaultdict(set)
    for name in ("inScheme", "topConceptOf"):
        for concept, scheme in pairs(store, f"{_SKOS}{name}"):
            schemes[concept].add(str(scheme))
    first: dict[tuple[str, str, str], ox.NamedNode] = {}
    for name in (f"{_SKOS}prefLabel", f"{RDFS}label"):
        for subject, label in sorted(set(pairs(store, name)), key=str):
            if not isinstance(subject, ox.NamedNode) or not isinstance(label, ox.Literal):
                continue
            groups = _groups(own, subject, name, kinds.get(subject, set()), schemes)
            others = [first.setdefault((group, name, str(label)), subject) for group in groups]
            other = next((each for each in others if each != subject), None)
            if other is not None:
                told = {"term": show(subject), "other": show(other)}
                yield at_triple("duplicate-label", (subject, node(name), label), told)


def _groups(
    own: Own, term: ox.NamedNode, name: str, types: set[str], schemes: dict[Term, set[str]]
) -> list[str]:
    """Return the groups in which a label should stand for one thing only.

    A preferred label within a scheme, or within a class of the project or the same set of classes;
    any label among the classes, or among the properties, that the project defines.
    """
    if types & _CONCEPTS:
        return sorted(schemes.get(term, ())) if name == f"{_SKOS}prefLabel" else []
    if types & _TERMS:
        is_class = bool(types & {f"{OWL}Class", f"{RDFS}Class"})
        return [f"class {is_class}"] if own.has(term) else []
    told = types - _VAGUE
    if name != f"{_SKOS}prefLabel" or not told:
        return []
    return [" ".join(sorted(told)), *(each for each in told if own.has(node(each)))]
