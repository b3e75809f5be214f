"""What a description holds, asked of a small invented graph and of the bundled one."""

from __future__ import annotations

import datetime

import pyoxigraph as ox
import pytest

import as_of_cases as cases
from hdhgraph.claims.description import (
    PAGE_SIZE,
    Asked,
    describe_query,
    facts_query,
    groups_query,
    members_query,
    names_query,
)
from hdhgraph.rdf.namespaces import HGID

EX = "https://example.org/id/"
EXAMPLE = f"""
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <{EX}> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:g {{
    ex:speaker skos:prefLabel "Speaker"@en ; schema:address [ schema:geo [ schema:name "deep" ] ] .
    ex:proposition skos:prefLabel "Proposition"@en .
    ex:early a hg:Claim ; hg:speaker ex:speaker ; hg:proposition ex:proposition ;
        hg:saidNoLaterThan "2019-05-01"^^xsd:date .
    ex:late a hg:Claim ; hg:speaker ex:speaker ; hg:saidNoLaterThan "2021-05-01"^^xsd:date ;
        hg:madeAt ex:meeting .
    ex:meeting hg:earliest "2021-05-01"^^xsd:date .
    ex:place a hg:Attestation ; hg:attests ex:early, ex:late ; oa:hasSource ex:text ;
        hg:fragment "words"@en ; oa:hasSelector <{EX}place#sel> .
    <{EX}place#sel> oa:start 3 ; oa:end 8 .
    ex:text skos:prefLabel "Text"@en ; schema:url "https://example.org/" ; hg:length 100 .
    ex:old owl:deprecated true ; dcterms:isReplacedBy ex:new .
    ex:unrelated skos:prefLabel "Unrelated"@en .
    ex:why a owl:Axiom ; owl:annotatedSource ex:proposition ; owl:annotatedProperty hg:refines ;
        owl:annotatedTarget ex:broader ; rdfs:comment "Because."@en .
    ex:broader skos:prefLabel "Broader"@en .
    ex:proposition hg:refines ex:broader .
    ex:early rdfs:label "Speaker asserts: proposition"@en .
    ex:place rdfs:label "Speaker asserts: proposition (Text)"@en .
}}
"""


@pytest.fixture(scope="module")
def small() -> ox.Store:
    """An invented graph."""
    store = ox.Store()
    store.load(EXAMPLE, format=ox.RdfFormat.TRIG)
    return store


def asked(name: str, day: str | None = None) -> Asked:
    """Ask for an invented entity."""
    as_of = datetime.date.fromisoformat(day) if day else None
    return Asked(EX + name, f"https://example.org/doc/{name}", "https://example.org/d", "", as_of)


def described(store: ox.Store, what: Asked, members: list[str] | None = None) -> str:
    """Return a description as text, a triple a line."""
    triples = store.query(describe_query(what, members), use_default_graph_as_union=True)
    return "\n".join(sorted(str(each) for each in triples))


def rows(store: ox.Store, query: str) -> list[dict[str, str]]:
    """Return the solutions of a SELECT as text."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [each.value for each in found.variables]
    return [{n: each[n].value for n in names if each[n] is not None} for each in found]


def test_a_description_goes_through_blank_nodes(small: ox.Store) -> None:
    """What hangs on the entity by blank nodes belongs to it."""
    assert '"deep"' in described(small, asked("speaker"))


@pytest.mark.parametrize("name", ["speaker", "proposition", "early", "text", "place"])
def test_the_evidence_of_a_claim_is_there(small: ox.Store, name: str) -> None:
    """Whatever one begins at, claim, speaker, words, place and source are described."""
    text = described(small, asked(name))
    wanted = [f"<{EX}early>", '"Speaker"@en', '"words"@en']
    if name != "text":
        wanted += ['"Text"@en']
    if name in ("speaker", "proposition", "early", "place", "text"):
        wanted += [f"<{EX}place#sel> <http://www.w3.org/ns/oa#start>"]
    assert [] == [each for each in wanted if each not in text]


@pytest.mark.parametrize("members", [None, []], ids=["all", "none"])
def test_the_reasons_of_what_is_stated_of_a_thing_are_there(
    small: ox.Store, members: list[str] | None
) -> None:
    """Whichever page of what points at it is asked for; what the reason is of has its label."""
    text = described(small, asked("proposition"), members)
    for each in ('"Because."@en', f"<{EX}why> <http://www.w3.org/2002/07/owl#annotatedTarget>"):
        assert each in text
    assert '"Broader"@en' in text


def test_a_reason_that_points_at_a_thing_tells_of_which_statement(small: ox.Store) -> None:
    """From the object of the statement, too: the other end, with its label."""
    text = described(small, asked("broader"))
    assert f"<{EX}why> <http://www.w3.org/2002/07/owl#annotatedSource> <{EX}proposition>" in text
    assert '"Proposition"@en' in text


@pytest.mark.parametrize(
    "name", ["speaker", "proposition", "early", "late", "text", "place", "why", "broader"]
)
def test_nothing_is_described_that_the_graph_does_not_say(small: ox.Store, name: str) -> None:
    """A label has the property that the graph gives it: an inferred one is no preferred label."""
    content = small.query(describe_query(asked(name)), use_default_graph_as_union=True)
    about = {"https://example.org/doc/" + name}
    told = {each for each in content if each.subject.value not in about}  # type: ignore[union-attr]
    stated = {quad.triple for quad in small if not isinstance(quad.subject, ox.BlankNode)}
    assert told
    assert [each for each in told - stated if not _has_blank(each)] == []


def _has_blank(triple: ox.Triple) -> bool:
    return any(isinstance(each, ox.BlankNode) for each in (triple.subject, triple.object))


def test_what_is_linked_is_described_by_its_label(small: ox.Store) -> None:
    """A claim that a place attests has the label that was inferred."""
    assert '"Speaker asserts: proposition"@en' in described(small, asked("place"), [])


def test_a_description_has_no_more_than_that(small: ox.Store) -> None:
    """What has nothing to do with it, and what is of no use to cite it, stays out."""
    text = described(small, asked("speaker"))
    assert "Unrelated" not in text
    assert "ont#length" not in text


def test_only_the_members_asked_for_are_described(small: ox.Store) -> None:
    """A page describes its own members and no others."""
    text = described(small, asked("speaker"), [f"{EX}late"])
    assert f"<{EX}late>" in text
    assert f"<{EX}early> <https://w3id.org/hdhgraph/ont#speaker>" not in text
    assert "ont#speaker>" not in described(small, asked("speaker"), [])


def test_a_later_claim_is_left_out_in_both_directions(small: ox.Store) -> None:
    """As of a day a place attests nothing that is not yet said, and no speaker has said it."""
    place = described(small, asked("place", "2020-01-01"))
    assert f"<{EX}early>" in place
    assert f"<{EX}late>" not in place
    members = rows(small, members_query(asked("speaker", "2020-01-01"), 1))
    assert [f"{EX}early"] == [each["in"] for each in members if "in" in each]
    assert ["1"] == [each["count"] for each in members if "count" in each]


@pytest.mark.parametrize("name", cases.CASES)
def test_only_what_is_not_yet_said_is_left_out(name: str) -> None:
    """Members, what is described, and the counts are those of the rule."""
    store = cases.loaded()
    claim, day = cases.claim(name), datetime.date.fromisoformat(cases.DAY)
    asked_of = Asked(
        f"{HGID}proposition/wide", "https://example.org/doc", "https://example.org/d", "", day
    )
    members = rows(store, members_query(asked_of, 1))
    found = {each["in"] for each in members if "in" in each}
    assert (claim in found) == bool(cases.shown(name))
    assert (f"<{claim}>" in described(store, asked_of, sorted(found))) == bool(cases.shown(name))
    counts = {each["asOfGroup"]: int(each["count"]) for each in rows(store, groups_query(asked_of))}
    groups = [cases.group(each) for each in cases.CASES]
    assert counts == {group: groups.count(group) + 2 * (group == "said") for group in cases.GROUPS}


def test_the_dates_of_events_are_described_with_their_claims(small: ox.Store) -> None:
    """What a claim's group follows from is there, though nobody asked for the event."""
    text = described(small, asked("speaker"))
    assert f"<{EX}meeting> <https://w3id.org/hdhgraph/ont#earliest>" in text
    assert f"<{EX}meeting> <https://w3id.org/hdhgraph/ont#earliest>" in described(
        small, asked("late")
    )


def test_the_day_itself_counts(small: ox.Store) -> None:
    """What was said on the day had been said by it."""
    assert len(rows(small, members_query(asked("speaker", "2021-05-01"), 1))) == 3


@pytest.mark.parametrize(
    ("name", "out", "inbound"), [("speaker", "1", "2"), ("nothing", "0", "0"), ("text", "1", "1")]
)
def test_facts_tell_what_there_is(small: ox.Store, name: str, out: str, inbound: str) -> None:
    """Whether an entity exists and how much points at it is known before it is described."""
    (facts,) = rows(small, facts_query(asked(name)))
    assert {"out": out, "in": inbound} == facts


def test_facts_tell_what_is_withdrawn_and_when_a_claim_was_said(small: ox.Store) -> None:
    """Deprecation, replacement and the day of a claim come in the same answer."""
    (old,) = rows(small, facts_query(asked("old")))
    assert ("true", f"{EX}new") == (old["deprecated"], old["replacement"])
    assert "2021-05-01" == rows(small, facts_query(asked("late")))[0]["saidBy"]


def test_pages_are_all_of_it_and_overlap_nowhere(store: ox.Store) -> None:
    """What points at the most mentioned entity is cut into pages without loss."""
    hub = Asked(f"{HGID}actor/health-data-hub", "https://example.org/doc", "https://example.org/d")
    first = rows(store, members_query(hub, 1))
    count = next(int(each["count"]) for each in first if "count" in each)
    pages = -(-count // PAGE_SIZE)
    assert pages > 1
    members = [
        each["in"]
        for page in range(1, pages + 1)
        for each in rows(store, members_query(hub, page))
        if "in" in each
    ]
    assert count == len(members) == len(set(members))


def test_a_page_of_the_largest_description_is_bounded(store: ox.Store) -> None:
    """The most mentioned entity of the bundled graph takes some thousands of triples, not more."""
    hub = Asked(f"{HGID}actor/health-data-hub", "https://example.org/doc", "https://example.org/d")
    members = [each["in"] for each in rows(store, members_query(hub, 1)) if "in" in each]
    assert 500 < described(store, hub, members).count("\n") < 6000


@pytest.mark.parametrize("iri", ["x> ?p ?o } # <", "https://example.org/ a", "x"])
def test_what_is_no_iri_never_becomes_a_query(iri: str) -> None:
    """Text from outside goes in as a term that the engine serialised, or not at all."""
    with pytest.raises(ValueError, match="IRI"):
        describe_query(Asked(iri, "https://example.org/doc", "https://example.org/d"))


def test_names_that_begin_alike_are_found(small: ox.Store) -> None:
    """The nearest names come from those with the same beginning, which may hold any character."""
    assert [f"{EX}early"] == [each["name"] for each in rows(small, names_query(f"{EX}ea"))]
    assert [] == rows(small, names_query(f'{EX}"\\'))
