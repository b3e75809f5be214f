"""Concept schemes read out of triples."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from hdhgraph.rdf.concepts import read_concept, read_schemes, tree
from hdhgraph.rdf.terms import Triples

EX = "http://example.org/"
PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
"""


def triples_of(text: str) -> Triples:
    """Return what a few lines of Turtle say."""
    return Triples(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def order(text: str, *names: str) -> list[tuple[int, str]]:
    """Return the tree of the named concepts, by depth and name."""
    triples = triples_of(text)
    concepts = [read_concept(triples, EX + name) for name in names]
    return [(depth, concept.iri.removeprefix(EX)) for depth, concept in tree(concepts)]


@pytest.mark.parametrize("text", ["ex:b skos:broader ex:a .", "ex:a skos:narrower ex:b ."])
def test_hierarchy_is_read_from_both_ends(text: str) -> None:
    """A concept stands below its broader one, whichever of the two says so."""
    assert [(0, "a"), (1, "b"), (0, "c")] == order(text, "a", "b", "c")


def test_a_circle_leaves_nobody_out() -> None:
    """Concepts that are broader than one another stand there once each."""
    text = "ex:a skos:broader ex:b . ex:b skos:broader ex:a . ex:c skos:broader ex:c ."
    assert [(0, "a"), (1, "b"), (0, "c")] == order(text, "a", "b", "c")


def test_a_broader_concept_elsewhere_makes_no_gap() -> None:
    """A concept whose broader one is in another scheme is a root."""
    assert [(0, "a")] == order("ex:a skos:broader ex:elsewhere .", "a")


def test_schemes_have_their_concepts() -> None:
    """A scheme knows its labels by language, its licence and its concepts."""
    (scheme,) = read_schemes(
        triples_of("""
        ex:s a skos:ConceptScheme ; skos:prefLabel "kind"@en, "sorte"@fr ;
            dcterms:license ex:licence .
        ex:a skos:inScheme ex:s .
        """)
    )
    assert {"en": ["kind"], "fr": ["sorte"]} == scheme.labels
    assert ([f"{EX}a"], [f"{EX}licence"]) == (scheme.concepts, scheme.license)


def test_a_deprecated_concept_has_its_replacement() -> None:
    """What is given up says so."""
    concept = read_concept(
        triples_of("ex:a owl:deprecated true ; dcterms:isReplacedBy ex:b ."), f"{EX}a"
    )
    assert (True, [f"{EX}b"]) == (concept.is_deprecated, concept.replaced_by)
