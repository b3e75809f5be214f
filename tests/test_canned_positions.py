"""Positions at two days, and positions of one speaker that do not go together."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask
from invented import claim, invented, place

# By claim: its own first day, the first day of the event it was made at, the day by which it was
# said; and what it was on 1 June 2020.
DAYS: Final = {
    "said-long-before": ("2019-01-01", "", "2019-02-01", "said"),
    "said-by-the-day": ("", "", "2020-06-01", "said"),
    "said-between": ("2020-05-01", "", "2020-07-01", "perhaps"),
    "said-between-by-event": ("", "2020-04-01", "2020-07-01", "perhaps"),
    "own-day-goes-before-event": ("2020-06-02", "2020-04-01", "2020-07-01", "notYet"),
    "said-from-the-next-day": ("2020-06-02", "", "2020-06-02", "notYet"),
    "said-later-without-end": ("2021-01-01", "", "", "notYet"),
    "began-before-without-end": ("2020-01-01", "", "", "unknown"),
    "known-by-a-later-text": ("", "", "2021-01-01", "unknown"),
    "never-dated": ("", "", "", "unknown"),
}


def dated(slug: str, own: str, happened: str, said_by: str) -> str:
    """Return a claim of ann with such days."""
    more = [f'hg:earliest "{own}"^^xsd:date'] * bool(own)
    more += [f'hg:saidNoLaterThan "{said_by}"^^xsd:date'] * bool(said_by)
    more += [f"hg:madeAt <event/{slug}>"] * bool(happened)
    event = f'<event/{slug}> a hg:Event ; hg:earliest "{happened}"^^xsd:date .\n' * bool(happened)
    return claim(slug, "ann", "it", more=" ; ".join(more)) + place("paper", 10, slug) + event


AT_TWO_DAYS: Final = (
    """
    <actor/ann> a hg:Actor, foaf:Person . <actor/bob> a hg:Actor, foaf:Person .
    <proposition/it> a hg:Proposition ; schema:about topic:hosting .
    <proposition/other> a hg:Proposition ; schema:about topic:hds .
    """
    + "".join(dated(slug, *days[:3]) for slug, days in DAYS.items())
    + claim("of-bob", "bob", "other", more='hg:saidNoLaterThan "2020-01-01"^^xsd:date')
    + place("paper", 500, "of-bob")
)


def test_what_had_been_said_by_the_first_day() -> None:
    """Each claim is said, perhaps said, not yet said or of unknown order on that day."""
    found = ask(invented(AT_TWO_DAYS), "before-and-after", day="2020-06-01", actor="ann")
    assert {f"claim/{slug}": days[3] for slug, days in DAYS.items()} == {
        each["claim"]: each["state"] for each in found
    }
    order = [each["state"] for each in found]
    assert sorted(order, key=["said", "perhaps", "unknown", "notYet"].index) == order


def test_a_second_day_leaves_out_what_came_later() -> None:
    """What was said by the second day is told from what was said by the first."""
    store = invented(AT_TWO_DAYS)
    found = ask(store, "before-and-after", day="2019-12-31", asOf="2020-06-01")
    states = {each["claim"]: each["state"] for each in found}
    assert states["claim/said-long-before"] == "said"
    assert states["claim/said-by-the-day"] == "unknown"
    assert states["claim/of-bob"] == "unknown"
    assert "claim/said-from-the-next-day" not in states


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"actor": "bob"}, {"of-bob"}),
        ({"topic": "hds"}, {"of-bob"}),
        ({"topic": "hosting"}, {*DAYS}),
    ],
)
def test_positions_of_an_actor_or_on_a_topic(values: dict[str, str], expected: set[str]) -> None:
    """Without one of these, those of all on everything."""
    store = invented(AT_TWO_DAYS)
    found = ask(store, "before-and-after", day="2020-06-01", **values)
    assert {f"claim/{slug}" for slug in expected} == {each["claim"] for each in found}
    assert len(DAYS) + 1 == len(ask(store, "before-and-after", day="2020-06-01"))


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", {"already said", "perhaps already said", "order unknown", "not yet said"}),
        ("fr", {"déjà dit", "peut-être déjà dit", "ordre inconnu", "pas encore dit"}),
    ],
)
def test_states_have_names(lang: str, names: set[str]) -> None:
    """What is told of the first day is told in words."""
    found = ask(invented(AT_TWO_DAYS), "before-and-after", day="2020-06-01", lang=lang)
    assert names == {each["stateLabel"] for each in found}


# An authority in 2020 and in 2024 on one topic: two systems, two positions. The firm is in
# all of them, and bounds none. What it says of the first system on another day, what it says of
# another topic, and what a question asks, stand beside.
AUTHORITY: Final = """
    <actor/authority> a hg:Organisation .
    <actor/firm> a hg:Organisation ; skos:prefLabel "Firm"@en, "Société"@fr .
    <system/hub> a hg:System ; skos:prefLabel "Hub"@en, "Plateforme"@fr .
    <system/warehouse> a hg:System ; skos:prefLabel "Warehouse"@en, "Entrepôt"@fr .
    <legal-act/decision> a hg:LegalAct ; skos:prefLabel "Decision"@en, "Décision"@fr .
    <proposition/hub-at-firm> a hg:Proposition ;
        schema:about topic:hosting, <system/hub>, <actor/firm> .
    <proposition/warehouse-at-firm> a hg:Proposition ;
        schema:about topic:hosting, <system/warehouse>, <legal-act/decision>, <actor/firm> .
    <proposition/hub-careful> a hg:Proposition ; schema:about topic:hosting, <system/hub> .
    <proposition/firm-abroad> a hg:Proposition ; schema:about topic:hosting, <actor/firm> .
    <proposition/nothing-named> a hg:Proposition ; schema:about topic:hosting .
    <proposition/elsewhere> a hg:Proposition ; schema:about topic:hds, <system/hub> .
    """ + "".join(
    claim(slug, "authority", of, stance, f'hg:saidNoLaterThan "{day}"^^xsd:date')
    + place("paper", start, slug)
    for start, (slug, of, stance, day) in enumerate(
        [
            ("hub", "hub-at-firm", "denies", "2020-06-10"),
            ("warehouse", "warehouse-at-firm", "asserts", "2024-01-31"),
            ("careful", "hub-careful", "asserts", "2020-07-20"),
            ("abroad", "firm-abroad", "asserts", "2020-06-10"),
            ("vague", "nothing-named", "asserts", "2020-06-10"),
            ("else", "elsewhere", "asserts", "2024-01-31"),
            ("asked", "warehouse-at-firm", "questions", "2024-02-01"),
        ]
    )
)
TWO_TIMES: Final = {
    ("hub", "warehouse", "Hub", "Decision ; Warehouse", "different"),
    ("hub", "careful", "Hub", "Hub", "same"),
    ("careful", "warehouse", "Hub", "Decision ; Warehouse", "different"),
    ("abroad", "careful", "Firm", "Hub", "different"),
    ("abroad", "warehouse", "Firm", "Decision ; Warehouse", "different"),
    ("vague", "careful", "", "Hub", "unnamed"),
    ("vague", "warehouse", "", "Decision ; Warehouse", "unnamed"),
}


def positions(found: list[dict[str, str]]) -> set[tuple[str, ...]]:
    """Return the pairs of solutions with their perimeters."""
    return {
        (
            each["claim"].removeprefix("claim/"), each["other"].removeprefix("claim/"),
            each.get("perimeter", ""), each.get("otherPerimeter", ""), each["perimeters"],
        )
        for each in found
    }  # fmt: skip


def test_two_positions_of_an_authority_with_their_perimeters() -> None:
    """The earlier comes first, each with its day and with what it is about."""
    found = ask(invented(AUTHORITY), "changes-of-position", lang="en")
    assert TWO_TIMES == positions(found)
    assert {"topic"} == {each["relation"] for each in found}
    (apart,) = [each for each in found if each["claim"] == "claim/hub" and each["start"] == "0"
                and each["other"] == "claim/warehouse"]  # fmt: skip
    assert ("2020-06-10", "2024-01-31") == (apart["saidBy"], apart["otherSaidBy"])
    assert ("same topic, another time", "different perimeters") == (
        apart["relationLabel"], apart["perimetersLabel"],
    )  # fmt: skip
    french = ask(invented(AUTHORITY), "changes-of-position", lang="fr")
    assert ("hub", "careful", "Plateforme", "Plateforme", "same") in positions(french)


def test_positions_of_persons_are_listed_when_asked() -> None:
    """Those of all persons would be too many; of one they are told."""
    person = AUTHORITY.replace(
        "<actor/authority> a hg:Organisation", "<actor/authority> a hg:Actor, foaf:Person"
    )
    assert [] == ask(invented(person), "changes-of-position")
    found = ask(invented(person), "changes-of-position", actor="authority", lang="en")
    assert TWO_TIMES == positions(found)
    assert [] == ask(invented(AUTHORITY), "changes-of-position", actor="firm")


TIES: Final = {
    "incompatible": ("hg:incompatibleWith", "asserts", "asserts"),
    "refines": ("hg:refines", "asserts", "denies"),
    "tension": ("hg:inTensionWith", "asserts", "asserts"),
    "weighs": ("hg:weighsFor", "asserts", "denies"),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("relation", TIES)
def test_what_does_not_go_together_is_listed_once(relation: str, *, turned: bool) -> None:
    """Related propositions have that relation, whichever was said first, and no other."""
    link, one, other = TIES[relation]
    days = ("2024-01-31", "2020-06-10") if turned else ("2020-06-10", "2024-01-31")
    store = invented(
        "<actor/authority> a hg:Organisation .",
        f"<proposition/p> a hg:Proposition ; schema:about topic:hosting ; {link} <proposition/q> .",
        "<proposition/q> a hg:Proposition ; schema:about topic:hosting .",
        claim("one", "authority", "p", one, f'hg:saidNoLaterThan "{days[0]}"^^xsd:date'),
        claim("two", "authority", "q", other, f'hg:saidNoLaterThan "{days[1]}"^^xsd:date'),
        place("paper", 10, "one"),
        place("paper", 30, "two"),
    )
    (found,) = ask(store, "changes-of-position")
    assert relation == found["relation"]
    assert {"claim/one", "claim/two"} == {found["claim"], found["other"]}


def test_a_narrower_proposition_that_is_asserted_too_is_another_position() -> None:
    """Related propositions that go together are listed as what they are: the same topic later."""
    store = invented(
        "<actor/authority> a hg:Organisation .",
        "<proposition/p> a hg:Proposition ; schema:about topic:hosting .",
        "<proposition/q> schema:about topic:hosting ; hg:refines <proposition/p> .",
        claim("broad", "authority", "p", more='hg:saidNoLaterThan "2020-06-10"^^xsd:date'),
        claim("narrow", "authority", "q", more='hg:saidNoLaterThan "2024-01-31"^^xsd:date'),
        place("paper", 10, "broad"),
        place("paper", 30, "narrow"),
    )
    (found,) = ask(store, "changes-of-position")
    assert ("topic", "claim/broad", "unknown") == (
        found["relation"], found["claim"], found["order"],
    )  # fmt: skip


def test_own_bounds_go_before_those_of_the_event() -> None:
    """A claim with bounds of its own, made at an event with others, is listed once, by its own."""
    store = invented(
        "<actor/ann> a hg:Actor, foaf:Person .",
        "<event/meeting> a hg:Event ; hg:earliest '2020-01-01'^^xsd:date ; "
        "hg:latest '2020-12-31'^^xsd:date .",
        claim(
            "first", "ann", "it", "asserts",
            "hg:madeAt <event/meeting> ; hg:latest '2020-02-01'^^xsd:date",
        ),
        claim("then", "ann", "it", "denies", "hg:earliest '2020-03-01'^^xsd:date"),
        place("paper", 10, "first"),
        place("paper", 30, "then"),
    )  # fmt: skip
    (found,) = ask(store, "changes-of-position")
    assert ("claim/first", "dated", "2020-02-01") == (
        found["claim"], found["order"], found["latest"],
    )  # fmt: skip
