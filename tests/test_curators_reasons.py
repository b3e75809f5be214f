"""Reasons: which statements need one, which have one, and what happens to those that have none."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from hdhgraph.project.inference.reasons import (
    RELATIONS,
    Reason,
    lacking,
    read_reasons,
    reason_pattern,
)
from hdhgraph.rdf.namespaces import graph_name, hg

ID = "https://w3id.org/hdhgraph/id/"
HEAD = f"""
@base <{ID}> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CURATION = graph_name("curation")
BOTH = '"Because."@en, "Parce que."@fr'
DAY = '"2020-01-10"^^xsd:date'


def load(turtle: str, graph: str = CURATION) -> ox.Store:
    """Load invented Turtle into a graph, by default that of curation."""
    store = ox.Store()
    store.load(HEAD + turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    return store


def axiom(
    source: str, relation: str, target: str, why: str = BOTH, name: str = "<reason/r>"
) -> str:
    """Describe a reason of a statement."""
    return (
        f"{name} a owl:Axiom ; owl:annotatedSource {source} ; owl:annotatedProperty {relation} ; "
        f"owl:annotatedTarget {target} ; rdfs:comment {why} .\n"
    )


def missing(turtle: str, graph: str = CURATION) -> list[tuple[str, str, list[str]]]:
    """Return subject and object of each statement without a reason, with the languages."""
    return [
        (str(each.subject)[1:-1].removeprefix(ID), str(each.object), languages)
        for each, languages in lacking(load(turtle, graph)).items()
    ]


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("graph", [CURATION, graph_name("reference"), "https://example.org/any"])
def test_a_relation_between_propositions_needs_a_reason_wherever_it_stands(
    relation: str, graph: str
) -> None:
    """In whichever graph, of a project that has a graph of curation or has none."""
    statement = f"<p> hg:{relation} <q> .\n"
    assert missing(statement, graph) == [("p", f"<{ID}q>", ["en", "fr"])]
    assert missing(statement + axiom("<p>", f"hg:{relation}", "<q>"), graph) == []


@pytest.mark.parametrize("bound", ["earliest", "latest"])
def test_a_bound_needs_a_reason_where_curators_deduce_it(bound: str) -> None:
    """Elsewhere it is what a text says."""
    statement = f"<event/e> hg:{bound} {DAY} .\n"
    assert [each[0] for each in missing(statement)] == ["event/e"]
    assert missing(statement, graph_name("reference")) == []
    assert missing(statement + axiom("<event/e>", f"hg:{bound}", DAY)) == []


@pytest.mark.parametrize(
    ("statement", "is_judged"),
    [
        ("<actor/a> org:subOrganizationOf <actor/b> .", True),
        ("<actor/a> a hg:Organisation .", False),
        ("<claim/a> dcterms:isReplacedBy <claim/b> .", False),
        ("<claim/b> dcterms:replaces <claim/a> .", False),
        ("<claim/a> owl:deprecated true ; skos:prefLabel 'A'@en ; rdfs:comment 'Note'@en .", False),
        ("<source/s/1-2> hg:discrepancy <discrepancy/d> .", False),
        ("<discrepancy/d> a hg:Discrepancy ; dcterms:type <k> .", False),
        ("<event/e> hg:edtf '2020-01-10' .", False),
    ],
)
def test_any_link_of_the_curators_needs_one(statement: str, is_judged: bool) -> None:
    """What is stated of names, types, withdrawals and faults of texts is no such link."""
    assert bool(missing(statement)) is is_judged
    assert missing(statement, graph_name("reference")) == []


@pytest.mark.parametrize(
    "reason",
    [
        axiom("<q>", "hg:refines", "<p>"),
        axiom("<p>", "hg:weighsFor", "<q>"),
        axiom("<p>", "hg:refines", "<r>"),
        axiom("<p>", "hg:refines", "<q>", name="[]").replace("[] a", "_:b a"),
        axiom("<p>", "hg:refines", "<q>").replace("owl:Axiom", "owl:Class"),
        "<p> rdfs:comment " + BOTH + " .",
    ],
    ids=["turned round", "another relation", "another target", "no name", "no axiom", "comment"],
)
def test_a_reason_is_of_the_very_statement(reason: str) -> None:
    """In the direction stated, by a named axiom: a comment on the subject is of nothing."""
    assert [each[0] for each in missing("<p> hg:refines <q> .\n" + reason)] == ["p"]


@pytest.mark.parametrize(
    ("why", "languages"),
    [('"Because."@en', ["fr"]), ('"Parce que."@fr', ["en"]), ('" "@en, "Parce que."@fr', ["en"]),
     ('"Because."', ["en", "fr"]), (BOTH, [])],
)  # fmt: skip
def test_a_reason_is_given_in_both_languages(why: str, languages: list[str]) -> None:
    """What is blank or in no language is not given."""
    found = missing("<p> hg:refines <q> .\n" + axiom("<p>", "hg:refines", "<q>", why))
    assert [each[2] for each in found] == ([languages] if languages else [])


def test_the_reason_of_one_of_two_targets_is_of_that_one() -> None:
    """Each statement of a subject has its own."""
    text = "<p> hg:incompatibleWith <q>, <r> .\n" + axiom("<p>", "hg:incompatibleWith", "<q>")
    assert [each[1] for each in missing(text)] == [f"<{ID}r>"]


def test_two_halves_are_a_reason() -> None:
    """The languages may stand in two axioms, which are read both."""
    text = "<p> hg:refines <q> .\n"
    text += axiom("<p>", "hg:refines", "<q>", '"Because."@en', "<reason/a>")
    text += axiom("<p>", "hg:refines", "<q>", '"Parce que."@fr', "<reason/b>")
    assert missing(text) == []
    (reasons,) = read_reasons(load(text)).values()
    assert reasons == [
        Reason(f"{ID}reason/a", {"en": "Because."}),
        Reason(f"{ID}reason/b", {"fr": "Parce que."}),
    ]


def test_reasons_are_read_by_statement() -> None:
    """A literal is as good a target as a node."""
    text = axiom("<event/e>", "hg:latest", DAY) + axiom(
        "<p>", "hg:refines", "<q>", name="<reason/s>"
    )
    found = read_reasons(load(text))
    day = ox.Literal("2020-01-10", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    dated = ox.Triple(ox.NamedNode(f"{ID}event/e"), ox.NamedNode(hg("latest")), day)
    comments = {"en": "Because.", "fr": "Parce que."}
    assert found[dated] == [Reason(f"{ID}reason/r", comments)]
    assert {each.iri for reasons in found.values() for each in reasons} == {
        f"{ID}reason/r", f"{ID}reason/s",
    }  # fmt: skip


def test_the_pattern_finds_the_reason_of_one_statement() -> None:
    """As queries and pages ask for it."""
    store = load(axiom("<p>", "hg:refines", "<q>") + axiom("<p>", "hg:refines", "<r>", name="_:b"))
    asked = [f"<{ID}p>", f"<{hg('refines')}>", "?target"]
    query = f"SELECT ?reason ?target ?why WHERE {{ {reason_pattern(*asked)} }}"
    rows = store.query(query, use_default_graph_as_union=True)
    assert {(r.value, t.value, w.value) for r, t, w in rows} == {  # type: ignore[union-attr]
        (f"{ID}reason/r", f"{ID}q", "Because."),
        (f"{ID}reason/r", f"{ID}q", "Parce que."),
    }
