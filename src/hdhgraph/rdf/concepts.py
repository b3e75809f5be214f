"""What a concept scheme says of its concepts: read out of triples, for pages that document it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.terms import DCTERMS, MATCHES, OWL, RDFS, SKOS

if TYPE_CHECKING:
    from hdhgraph.rdf.terms import Texts, Triples

__all__ = ["Concept", "Scheme", "read_concept", "read_schemes", "tree"]

_SCHEME: Final = f"{SKOS}ConceptScheme"
_IN_SCHEME: Final = f"{SKOS}inScheme"
_LABEL: Final = f"{SKOS}prefLabel"
_BROADER: Final = f"{SKOS}broader"
_NARROWER: Final = f"{SKOS}narrower"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; what it is broader or narrower than holds whichever way it is written."""

    iri: str
    labels: Texts
    other_labels: Texts
    definitions: Texts
    notes: Texts
    broader: list[str]
    narrower: list[str]
    related: list[str]
    matches: list[tuple[str, str]]
    is_deprecated: bool
    replaced_by: list[str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One concept scheme, and the IRIs of its concepts."""

    iri: str
    labels: Texts
    definitions: Texts
    license: list[str]
    concepts: list[str]


def read_schemes(triples: Triples) -> list[Scheme]:
    """Return the concept schemes, sorted by IRI."""
    return [
        Scheme(
            iri,
            triples.texts(iri, _LABEL) or triples.texts(iri, f"{RDFS}label"),
            triples.texts(iri, f"{SKOS}definition"),
            triples.iris(iri, f"{DCTERMS}license"),
            triples.pointing(_IN_SCHEME, iri),
        )
        for iri in triples.of_type(_SCHEME)
    ]


def read_concept(triples: Triples, iri: str) -> Concept:
    """Return what is said of one concept."""
    return Concept(
        iri,
        triples.texts(iri, _LABEL),
        triples.texts(iri, f"{SKOS}altLabel"),
        triples.texts(iri, f"{SKOS}definition"),
        triples.texts(iri, f"{SKOS}scopeNote"),
        sorted({*triples.iris(iri, _BROADER), *triples.pointing(_NARROWER, iri)}),
        sorted({*triples.iris(iri, _NARROWER), *triples.pointing(_BROADER, iri)}),
        sorted({*triples.iris(iri, f"{SKOS}related"), *triples.pointing(f"{SKOS}related", iri)}),
        [(slug(each), other) for each in MATCHES for other in triples.iris(iri, each)],
        triples.text(iri, f"{OWL}deprecated") in ("true", "1"),
        triples.iris(iri, f"{DCTERMS}isReplacedBy"),
    )


def tree(concepts: list[Concept]) -> list[tuple[int, Concept]]:
    """Return the concepts in reading order, each with its depth; each of them stands there once.

    Roots are those without a broader one among `concepts`. Those that only a circle of broader
    concepts holds come last, as roots.
    """
    by_iri = {each.iri: each for each in concepts}
    found: dict[str, int] = {}
    roots = [each.iri for each in concepts if not set(each.broader) & set(by_iri)]
    waiting = [(0, iri) for iri in reversed([*roots, *by_iri])]
    while waiting:
        depth, iri = waiting.pop()
        if iri in found or iri not in by_iri:
            continue
        found[iri] = depth
        waiting += [(depth + 1, each) for each in reversed(by_iri[iri].narrower)]
    return [(depth, by_iri[iri]) for iri, depth in found.items()]
