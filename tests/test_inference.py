"""The inferred graph: three rules of contradiction, what claims are about, stable bytes."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.project.inference import inference
from hdhgraph.project.inference.inference import infer, serialize, stated
from hdhgraph.project.loading import load_project
from hdhgraph.rdf.namespaces import hg
from invented_claims import HG, ID, claims, load, name

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project


def contradictions(turtle: str) -> set[tuple[str, str]]:
    """Return the inferred contradictions, as pairs of names."""
    found = infer(load(turtle))
    return {
        (name(triple.subject), name(triple.object))
        for triple in found
        if triple.predicate.value == f"{HG}contradicts"
    }  # fmt: skip


INCOMPATIBLE = "<proposition/p> hg:incompatibleWith <proposition/q> ."
BOTH = {("a", "b"), ("b", "a")}


def test_who_asserts_contradicts_who_denies_the_same() -> None:
    """Rule 1: the same proposition, asserted and denied; stored in both directions."""
    assert contradictions(claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "p"))) == BOTH


def test_claims_of_different_propositions_do_not_contradict() -> None:
    """Without a link between two propositions, nothing follows."""
    assert contradictions(claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "q"))) == set()


@pytest.mark.parametrize("stances", [("asserts", "asserts"), ("denies", "denies")])
def test_who_agrees_does_not_contradict(stances: tuple[str, str]) -> None:
    """Two who assert, or two who deny, say the same."""
    assert contradictions(claims(("a", "x", stances[0], "p"), ("b", "y", stances[1], "p"))) == set()


@pytest.mark.parametrize(
    "link", [INCOMPATIBLE, "<proposition/q> hg:incompatibleWith <proposition/p> ."]
)
def test_asserting_incompatible_propositions_contradicts(link: str) -> None:
    """Rule 2: both asserted; the link holds both ways though it is stated in one."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "asserts", "q"))
    assert contradictions(text + link) == BOTH


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((("one", "presupposed", ""),), set()),
        ((("one", "presupposed", "two"), ("two", "own-voice", "")), set()),
        ((("one", "presupposed", "two"), ("two", "indirect", "three"), ("three", "own-voice", "")),
         set()),
        ((("one", "presupposed", ""), ("two", "indirect", "")), BOTH),
        ((("one", "presupposed", "two"), ("two", "own-voice", ""), ("three", "direct", "")), BOTH),
        ((("one", "direct", "two"), ("two", "own-voice", "")), BOTH),
    ],
)  # fmt: skip
def test_what_is_only_presupposed_contradicts_nothing(
    places: tuple[tuple[str, str, str], ...], expected: set[tuple[str, str]]
) -> None:
    """A place of mode presupposed, and what it relays, are not enough; another place is."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "p"))
    for place, mode, relayed in places:
        text += f"<{place}> hg:attests <claim/a> ; hg:mode <../vocab/mode/{mode}> .\n"
        text += f"<{place}> hg:relays <{relayed}> .\n" if relayed else ""
    assert contradictions(text) == expected


@pytest.mark.parametrize("stances", [("asserts", "denies"), ("denies", "denies")])
def test_denying_one_of_two_incompatible_propositions_does_not(stances: tuple[str, str]) -> None:
    """Both may be false, so a denial is no contradiction."""
    text = claims(("a", "x", stances[0], "p"), ("b", "y", stances[1], "q"))
    link = "<proposition/p> hg:incompatibleWith <proposition/q> ."
    assert contradictions(text + link) == set()


def test_who_asserts_the_narrower_contradicts_who_denies_the_broader() -> None:
    """Rule 3: p refines q, so that who is right about p is right about q."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "q"))
    assert contradictions(text + "<proposition/p> hg:refines <proposition/q> .") == BOTH


def test_who_denies_the_narrower_does_not_contradict_who_asserts_the_broader() -> None:
    """The general may hold where the particular does not."""
    text = claims(("a", "x", "denies", "p"), ("b", "y", "asserts", "q"))
    assert contradictions(text + "<proposition/p> hg:refines <proposition/q> .") == set()


def test_refining_is_transitive() -> None:
    """What refines something that refines q refines q."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "s"))
    chain = "".join(
        f"<proposition/{one}> hg:refines <proposition/{other}> .\n"
        for one, other in pairwise("pqrs")
    )
    assert contradictions(text + chain) == BOTH


@pytest.mark.parametrize("stance", ["qualifies", "questions"])
@pytest.mark.parametrize("other", ["asserts", "denies", "qualifies", "questions"])
def test_who_qualifies_or_questions_never_contradicts(stance: str, other: str) -> None:
    """By none of the three rules."""
    text = claims(("a", "x", stance, "p"), ("b", "y", other, "p"), ("c", "z", other, "q"))
    links = "<proposition/p> hg:incompatibleWith <proposition/q> ; hg:refines <proposition/q> ."
    assert [] == [pair for pair in contradictions(text + links) if "a" in pair]


@pytest.mark.parametrize(
    ("one", "other", "link"),
    [
        (("asserts", "p"), ("denies", "p"), ""),
        (("asserts", "p"), ("asserts", "q"), INCOMPATIBLE),
        (("asserts", "p"), ("denies", "q"), "<proposition/p> hg:refines <proposition/q> ."),
    ],
)  # fmt: skip
def test_a_speaker_never_contradicts_himself(
    one: tuple[str, str], other: tuple[str, str], link: str
) -> None:
    """A change of mind is another thing than a contradiction between people."""
    text = claims(("a", "x", *one), ("b", "x", *other))
    assert contradictions(text + link) == set()
    assert contradictions(claims(("a", "x", *one), ("b", "y", *other)) + link) == BOTH


def test_every_pair_is_found() -> None:
    """Two who assert against two who deny are four pairs, each in both directions."""
    text = claims(
        ("a", "w", "asserts", "p"), ("b", "x", "asserts", "p"),
        ("c", "y", "denies", "p"), ("d", "z", "denies", "p"),
    )  # fmt: skip
    pairs = {(one, other) for one in "ab" for other in "cd"}
    assert contradictions(text) == pairs | {(other, one) for one, other in pairs}


def test_hedged_and_conditional_claims_count() -> None:
    """The certainty of a claim does not enter the rules."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "p"))
    hedged = f"<claim/a> hg:certainty <{ID}../vocab/certainty/hedged> ."
    assert contradictions(text + hedged) == BOTH


def test_a_claim_is_about_what_its_proposition_is_about() -> None:
    """hg:claimAbout follows for every object of schema:about."""
    text = claims(("a", "x", "questions", "p")) + (
        "<proposition/p> schema:about <actor/y>, <https://example.org/topic> ."
    )
    found = {(triple.subject.value, triple.object.value) for triple in infer(load(text))}
    assert found == {
        (f"{ID}claim/a", f"{ID}actor/y"),
        (f"{ID}claim/a", "https://example.org/topic"),
    }


def test_nothing_follows_from_nothing() -> None:
    """An empty store gives an empty graph, whose file still parses."""
    assert infer(ox.Store()) == []
    assert parsed(serialize([])) == set()


def parsed(text: str) -> set[ox.Triple]:
    """Parse Turtle."""
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


EVERYTHING = claims(
    ("a", "x", "asserts", "p"), ("b", "y", "denies", "p"), ("c", "z", "denies", "p"),
    ("d", "x", "asserts", "q"),
) + "<proposition/p> schema:about <actor/y>, <https://example.org/topic>, <actor/x> ."  # fmt: skip


def test_the_file_states_the_triples_inferred() -> None:
    """What is written parses to just what was inferred."""
    triples = infer(load(EVERYTHING))
    assert len(triples) > 5
    assert parsed(serialize(triples)) == set(triples)


def test_the_same_triples_give_the_same_bytes() -> None:
    """In whatever order they come, so that a rebuilt file differs only if it means more or less."""
    triples = infer(load(EVERYTHING))
    shuffled = random.Random(2).sample(triples, len(triples))  # noqa: S311 - no secret
    assert serialize(triples) == serialize(shuffled)
    assert infer(load(EVERYTHING)) == triples


@pytest.mark.parametrize("local", ["a:b", "/x", "?q", "#f", "a/../b", "é", ".", "x//y"])
def test_any_iri_below_the_base_is_written_so_that_it_is_read_back(local: str) -> None:
    """A relative IRI is used only where it resolves to the same."""
    subject, object_ = ox.NamedNode(f"{ID}claim/a"), ox.NamedNode(ID + local)
    triple = ox.Triple(subject, ox.NamedNode(f"{HG}claimAbout"), object_)
    assert parsed(serialize([triple])) == {triple}


def test_the_bundled_inferred_graph_is_up_to_date(project: Project, store: ox.Store) -> None:
    """What the file states is what follows from the other graphs today."""
    asserted = load_project(project, without=[inference.GRAPH]).store
    assert stated(store)
    assert stated(store) == infer(asserted)
    assert project.inferred.read_text(encoding="utf-8") == serialize(infer(asserted))


def test_the_bundled_graph_knows_contradictions(store: ox.Store) -> None:
    """The rules find something in what people really said."""
    pairs = {
        (triple.subject, triple.object)
        for triple in stated(store)
        if triple.predicate.value == f"{HG}contradicts"
    }
    assert pairs
    assert {(other, one) for one, other in pairs} == pairs


SOURCES = """
<a1> hg:attests <claim/a> ; oa:hasSource <source/s> .
<a2> hg:attests <claim/a> ; oa:hasSource <source/t> .
<source/s> hg:latest "2020-05-02"^^xsd:date . <source/t> hg:latest "2020-05-01"^^xsd:date .
"""
EVENT = '<claim/a> hg:madeAt <event/e> . <event/e> hg:latest "2020-03-31"^^xsd:date .'
OWN = '<claim/a> hg:latest "2020-04-30"^^xsd:date .'


@pytest.mark.parametrize(
    ("stated_dates", "day"),
    [
        (SOURCES, "2020-05-01"),
        (SOURCES + EVENT, "2020-03-31"),
        (SOURCES + EVENT + OWN, "2020-04-30"),
        (EVENT, "2020-03-31"),
        ('<source/s> hg:latest "2020-05-02"^^xsd:date .', None),
    ],
    ids=["sources", "event", "own", "event alone", "none"],
)
def test_a_claim_had_been_said_by_its_latest_day(stated_dates: str, day: str | None) -> None:
    """Its own latest day counts, else its event's, else the least of its sources'; else none."""
    store = load(claims(("a", "x", "asserts", "p")) + stated_dates)
    found = {
        triple.object.value
        for triple in infer(store)
        if triple.predicate.value == hg("saidNoLaterThan")
    }
    assert found == ({day} if day else set())
    assert all(f'"{each}"^^xsd:date' in serialize(infer(store)) for each in found)
