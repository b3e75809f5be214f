"""What canned queries say of events and roles: on whose word, and whether they have happened."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place

PLANNED: Final = "hg:eventStatus eventstatus:planned"
ANN_SAYS: Final = "hg:accordingTo <actor/ann>"
REASONS: Final = """
<https://w3id.org/hdhgraph/graph/curation> {
  <event/visit> hg:earliest "2021-04-01"^^xsd:date ; hg:latest "2021-04-30"^^xsd:date .
  <event/vote> hg:latest "2021-06-30"^^xsd:date ;
    rdfs:comment "Before summer."@en, "Avant l'été."@fr .
  <reason/visit-earliest> a owl:Axiom ; owl:annotatedSource <event/visit> ;
    owl:annotatedProperty hg:earliest ; owl:annotatedTarget "2021-04-01"^^xsd:date ;
    rdfs:comment "After the letter."@en, "Après la lettre."@fr .
  <reason/visit-latest> a owl:Axiom ; owl:annotatedSource <event/visit> ;
    owl:annotatedProperty hg:latest ; owl:annotatedTarget "2021-04-30"^^xsd:date ;
    rdfs:comment "Before the meeting."@en, "Avant la séance."@fr .
}
"""
GRAPH: Final = f"""
<actor/ann> a hg:Actor, foaf:Person ; skos:prefLabel "Ann"@en, "Anne"@fr .
<actor/council> a hg:Organisation ; skos:prefLabel "Council"@en, "Conseil"@fr .
<membership/president> a org:Membership ; org:member <actor/ann> ;
    org:organization <actor/council> ; org:role role:president .
<proposition/it> a hg:Proposition ; schema:about topic:hosting .
<event/visit> a hg:Event ; dcterms:type eventkind:meeting ; hg:involves <actor/council> .
<event/vote> a hg:Event ; dcterms:type eventkind:decision .
<event/meeting> a hg:Event ; dcterms:type eventkind:hearing .
{claim("hers", "ann", "it", more="hg:madeAt <event/visit> ; hg:inCapacity <membership/president>")}
<claim/hers> hg:earliest "2021-04-02"^^xsd:date .
{place("paper", 1, "hers")}
{place("paper", 20, "event/visit", "own-voice", ANN_SAYS)}
{place("weekly", 40, "event/vote", "own-voice", PLANNED)}
{place("paper", 60, "event/vote", "own-voice", PLANNED)}
{place("paper", 80, "event/meeting", "own-voice", PLANNED)}
{place("weekly", 100, "event/meeting", "own-voice")}
{place("paper", 120, "membership/president", "direct", ANN_SAYS)}
"""


def test_events_are_planned_in_one_source_and_happened_in_another() -> None:
    """Each source has its own word on whether an event has happened."""
    found = ask(invented(GRAPH), "events", lang="en")
    expected = {
        ("event/meeting", "source/paper", "eventstatus:planned", "planned"),
        ("event/meeting", "source/weekly", "eventstatus:happened", "happened"),
        ("event/visit", "source/paper", "eventstatus:happened", "happened"),
        ("event/vote", "source/paper", "eventstatus:planned", "planned"),
        ("event/vote", "source/weekly", "eventstatus:planned", "planned"),
    }
    assert expected == pick(found, "event", "source", "status", "statusLabel")


def test_an_event_has_happened_once_one_place_says_so() -> None:
    """On the timeline an event is planned until a place tells that it took place."""
    found = ask(invented(GRAPH), "timeline", lang="fr")
    expected = {
        ("event/meeting", "eventstatus:happened", "survenu"),
        ("event/visit", "eventstatus:happened", "survenu"),
        ("event/vote", "eventstatus:planned", "prévu"),
        ("claim/hers", "", ""),
    }
    assert expected == pick(found, "item", "status", "statusLabel")


@pytest.mark.parametrize("kind", ["", "^^edtf:EDTF"])
def test_another_date_is_one_whatever_its_type(kind: str) -> None:
    """Two sources that date a launch of one system otherwise are shown against each other."""
    dates = {"autumn": "2018-23", "end": "2018-10/2018-12", "same": "2018-23"}
    launches = "".join(
        f"<event/{name}> a hg:Event ; dcterms:type eventkind:launch ; "
        f'hg:involves <system/hub> ; hg:edtf "{date}"{kind} .\n'
        f"{place(name, 10, f'event/{name}', 'own-voice')}"
        for name, date in dates.items()
    )
    found = ask(invented("<system/hub> a hg:System .", launches), "events")
    expected = {
        ("event/autumn", "source/end", "2018-10/2018-12"),
        ("event/same", "source/end", "2018-10/2018-12"),
        ("event/end", "source/autumn", "2018-23"),
        ("event/end", "source/same", "2018-23"),
    }
    assert expected == pick(found, "event", "otherSource", "otherEdtf")


@pytest.mark.parametrize(
    ("slug", "column", "value"),
    [
        ("events", "event", "event/visit"),
        ("timeline", "item", "event/visit"),
        ("never-speaking", "actor", "actor/council"),
        ("speaking-capacities", "capacity", "membership/president"),
    ],
)
def test_a_speakers_word_is_no_fact(slug: str, column: str, value: str) -> None:
    """What one speaker alone tells of is according to that speaker."""
    silent = GRAPH.replace(" ; hg:inCapacity <membership/president>", "")
    graph = silent if slug == "never-speaking" else GRAPH
    found = [each for each in ask(invented(graph), slug, lang="fr") if each[column] == value]
    assert {("actor/ann", "Anne")} == pick(found, "accordingTo", "accordingToLabel")


@pytest.mark.parametrize("slug", ["events", "timeline", "never-speaking", "speaking-capacities"])
def test_a_place_in_the_sources_own_name_goes_before_hearsay(slug: str) -> None:
    """Where the source also reports it in its own name, further down, that place is shown."""
    silent = GRAPH.replace(" ; hg:inCapacity <membership/president>", "")
    own = [
        place("paper", 500, "event/visit", "indirect"),
        place("paper", 600, "membership/president"),
    ]
    store = invented(silent if slug == "never-speaking" else GRAPH, *own)
    found = [each for each in ask(store, slug) if {"500", "600"} & set(each.values())]
    assert found
    assert {("",)} == pick(found, "accordingTo")
    assert "actor/ann" not in {each.get("accordingTo") for each in ask(store, slug)}


def test_the_reason_of_a_date_is_that_of_its_statement() -> None:
    """Reasons stand on the statements, or on the thing as in older data, in the asked language."""
    store = invented(GRAPH, REASONS)
    expected = {
        "en": {
            ("event/visit", "After the letter. Before the meeting."),
            ("event/vote", "Before summer."),
        },
        "fr": {
            ("event/visit", "Après la lettre. Avant la séance."),
            ("event/vote", "Avant l'été."),
        },
    }
    for lang, reasons in expected.items():
        found = [each for each in ask(store, "timeline", lang=lang) if each["basis"] == "deduced"]
        assert reasons == pick(found, "item", "reason")
