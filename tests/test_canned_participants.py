"""Who takes part in an event or a legal act, in which role, on whose word."""

from __future__ import annotations

from typing import Final

from canned import ask, pick
from invented import claim, invented, place

GRAPH: Final = f"""
<actor/ann> a hg:Actor, foaf:Person ; skos:prefLabel "Ann"@en, "Anne"@fr .
<actor/bob> a hg:Actor, foaf:Person . <actor/cat> a hg:Actor, foaf:Person .
<actor/court> a hg:Organisation . <actor/union> a hg:Organisation .
<actor/council> a hg:Organisation ; skos:prefLabel "Council"@en, "Conseil"@fr .
<membership/ann-claimant> a org:Membership ; org:member <actor/ann> ; org:role role:claimant .
<membership/ann-president> a org:Membership ; org:member <actor/ann> ; org:role role:president ;
    org:organization <actor/council> ; hg:latest "2020-06-10"^^xsd:date .
<membership/cat-lawyer> a org:Membership ; org:member <actor/cat> ; org:role role:lawyer .
<system/sensors> a hg:System .
<legal-act/law> a hg:LegalAct ; eli:passed_by <actor/council> .
<event/petition> a hg:Event ; dcterms:type eventkind:filing ;
    hg:involves <actor/ann>, <actor/bob>, <actor/court>, <system/sensors>, <legal-act/law> .
<event/other> a hg:Event ; dcterms:type eventkind:meeting ; hg:involves <actor/union> .
<proposition/it> a hg:Proposition ; schema:about topic:litigation .
{claim("pleads", "cat", "it", more="hg:madeAt <event/petition> ; hg:inCapacity <membership/cat-lawyer>")}
{place("paper", 10, "event/petition", "own-voice")}
{place("paper", 30, "membership/ann-claimant", "own-voice")}
{place("paper", 50, "membership/ann-president", "direct", "hg:accordingTo <actor/bob>")}
{place("weekly", 5, "legal-act/law", "own-voice")}
"""  # noqa: E501 - Turtle
PARTS: Final = {
    ("actor/ann", "role:claimant", "", "", "known", "30"),
    ("actor/ann", "role:president", "actor/council", "2020-06-10", "known", "50"),
    ("actor/bob", "", "", "", "none", "10"),
    ("actor/cat", "role:lawyer", "", "", "spoken", "10"),
    ("actor/court", "", "", "", "none", "10"),
}
COLUMNS: Final = ("participant", "role", "organisation", "until", "basis", "start")


def test_participants_of_an_event_with_their_roles() -> None:
    """Whoever is involved or speaks there, each role with its place, else that of the event."""
    found = ask(invented(GRAPH), "participants", event="petition")
    assert PARTS == pick(found, *COLUMNS)
    assert {("event/petition", "")} == pick(found, "event", "act")


def test_a_role_on_somebodys_word_says_whose() -> None:
    """What only a quoted speaker tells of is according to that speaker."""
    found = ask(invented(GRAPH), "participants", event="petition")
    expected = {
        ("role:president", "actor/bob"),
        ("role:claimant", ""),
        ("", ""),
        ("role:lawyer", ""),
    }
    assert expected == pick(found, "role", "accordingTo")


def test_participants_of_an_act() -> None:
    """Who adopted it, and who takes part in the events that involve it."""
    found = ask(invented(GRAPH), "participants", act="law")
    expected = {("event/petition", *part) for part in PARTS}
    expected.add(("", "actor/council", "", "", "", "passed", "5"))
    assert expected == pick(found, "event", *COLUMNS)
    assert {("legal-act/law",)} == pick(found, "act")


def test_event_and_act_go_together() -> None:
    """An event that does not involve the act has nobody in it for the act."""
    store = invented(GRAPH)
    assert [] == ask(store, "participants", event="other", act="law")
    assert PARTS == pick(ask(store, "participants", event="petition", act="law"), *COLUMNS)


def test_all_events_and_acts_without_a_choice() -> None:
    """Without one, every event has its participants, and every act who adopted it."""
    found = ask(invented(GRAPH), "participants", lang="en")
    assert {("event/petition", ""), ("event/other", ""), ("", "legal-act/law")} == pick(
        found, "event", "act"
    )
    labels = {each["participant"]: each.get("participantLabel") for each in found}
    assert ("Ann", "Council") == (labels["actor/ann"], labels["actor/council"])
    bases = {each["basis"]: each["basisLabel"] for each in found}
    assert bases["spoken"] == "speaks there in that capacity"
    assert bases["passed"] == "adopted it"
