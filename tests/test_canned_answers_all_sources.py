"""The answers of the canned queries that ask all five sources: what the texts give.

Where the sources have no example of what a query is made for, an invented one is added to a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from canned import ask, claims, pick
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import HGID, PREFIXES

if TYPE_CHECKING:
    from canned import Solution

PLACES: Final = "".join(
    f"""
    <source/example/{start}-9> a hg:Attestation ; oa:hasSource <source/example> ;
        hg:attests <claim/{slug}> ; hg:mode mode:own-voice ; oa:hasSelector <#{slug}> .
    <#{slug}> oa:start {start} ; oa:end 9 .
    <claim/{slug}> a hg:Claim ; hg:speaker <actor/example> ;
        hg:proposition <proposition/{content}> ; hg:stance stance:{stance} .
    """
    for start, (slug, content, stance) in enumerate(
        [
            ("example-later", "example", "denies"),
            ("example-earlier", "example", "asserts"),
            ("example-undated", "example-broad", "denies"),
            ("example-other", "example-incompatible", "asserts"),
        ]
    )
)
# An invented speaker who asserted in 2000 what is denied in 2001, and what goes with neither.
CHANGED: Final = f"""
    {"".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("hg", "mode", "oa", "stance"))}
    @prefix xsd: <{PREFIXES["xsd"]}> .
    {PLACES}
    <claim/example-earlier> hg:latest "2000-12-31"^^xsd:date .
    <claim/example-later> hg:earliest "2001-01-01"^^xsd:date .
    <proposition/example> a hg:Proposition ; hg:refines <proposition/example-broad> ;
        hg:incompatibleWith <proposition/example-incompatible> .
"""


@pytest.fixture
def changed(store: ox.Store) -> ox.Store:
    """The graph with an invented speaker whose claims do not go together."""
    informed = ox.Store()
    informed.bulk_extend(store)
    informed.load(CHANGED, format=ox.RdfFormat.TURTLE, base_iri=HGID)
    return informed


def all_claims(store: ox.Store) -> set[tuple[str, ...]]:
    """Return every claim of the graph, as `pick` does."""
    solutions = select(store, f"SELECT ?claim {{ ?claim a <{PREFIXES['hg']}Claim> }}")
    return {(solution["claim"].value.removeprefix(HGID),) for solution in solutions}


def total(solutions: list[Solution], name: str) -> int:
    """Return the sum of a column of counts."""
    return sum(int(solution[name]) for solution in solutions)


def by(solutions: list[Solution], name: str) -> dict[str, Solution]:
    """Return solutions by the value of a column that each has once."""
    found = {solution[name]: solution for solution in solutions}
    assert len(found) == len(solutions)
    return found


def test_conceding_a_gap_is_no_change_of_position(store: ox.Store) -> None:
    """Nobody in the five texts takes back what they said.

    That a solution still exists and that OVH had a gap in November 2018 go together.
    """
    found = ask(store, "changes-of-position")
    assert not {"same", "incompatible", "refines"} & {each["relation"] for each in found}


def test_cnil_of_2020_and_of_2024_is_no_change_of_position(store: ox.Store) -> None:
    """The opinion and the decision are two positions on one topic, and no contradiction."""
    found = [each for each in ask(store, "changes-of-position") if each["speaker"] == "actor/cnil"]
    assert {("topic",)} == pick(found, "relation")


def by_speaker(solutions: list[Solution]) -> set[str]:
    """Return the speakers of solutions."""
    return {solution["speaker"] for solution in solutions}


def test_change_of_position_is_dated_where_dates_are(changed: ox.Store) -> None:
    """The earlier claim comes first, whatever its stance; without dates the order is unknown."""
    found = [
        solution
        for solution in ask(changed, "changes-of-position")
        if solution["speaker"] == "actor/example"
    ]
    expected = {
        ("claim/example-earlier", "claim/example-later", "same", "dated"),
        ("claim/example-earlier", "claim/example-undated", "refines", "unknown"),
        ("claim/example-earlier", "claim/example-other", "incompatible", "unknown"),
    }
    assert expected == pick(found, "claim", "other", "relation", "order")
    dates = {("2000-12-31", "2001-01-01"), ("2000-12-31", "")}
    assert dates == pick(found, "latest", "otherEarliest")


def test_two_speakers_are_no_change_of_position(store: ox.Store) -> None:
    """Who contradicts somebody else has not changed position."""
    pairs = pick(ask(store, "changes-of-position"), "claim", "other")
    others = pick(ask(store, "contradictions"), "claim", "against")
    assert set() == pairs & others


def test_management_of_the_hub_answers_the_cnil(store: ox.Store) -> None:
    """Each move of the hub's management is one against the CNIL."""
    found = ask(store, "who-answers-whom", actor="hub-management")
    assert {("actor/hub-management", "actor/cnil")} == pick(found, "speaker", "otherSpeaker")
    assert {
        ("cito:repliesTo", "claim/hub-management-keys-without-human"),
        ("cito:repliesTo", "claim/hub-management-all-secured"),
        ("cito:repliesTo", "claim/hub-management-not-forced-through"),
        ("cito:repliesTo", "claim/hub-management-security-measures-taken"),
    } == pick(found, "move", "claim")


def test_nobody_answers_oneself(store: ox.Store) -> None:
    """What speakers add in support of their own words is no answer."""
    found = ask(store, "who-answers-whom")
    assert all(solution["speaker"] != solution["otherSpeaker"] for solution in found)
    assert ("claim/morin-dessailly-french-provider-able", "cito:disputes") in pick(
        found, "claim", "move"
    )


def test_certification_has_its_issuer_and_its_claims(store: ox.Store) -> None:
    """SecNumCloud is issued by the Anssi; who issues HDS no text says; three speak of the six."""
    found = ask(store, "certifications")
    assert {
        ("certification/hds", ""),
        ("certification/secnumcloud", "actor/anssi"),
    } == pick(found, "certification", "issuer")
    expected = claims(
        "roy-microsoft-only-hds-six asserts",
        "combes-microsoft-only-hds-six asserts",
        "desmarais-microsoft-among-few-certified asserts",
    )
    hds = ask(store, "certifications", certification="hds", about="microsoft")
    assert expected == pick(hds, "claim", "stance")


def test_absence_of_a_tender_is_defended_and_attacked(store: ox.Store) -> None:
    """Quick, lawful, not inconsistent for some, unjustified for others; nobody contradicts that."""
    found = by(ask(store, "procurement"), "claim")
    expected = claims(
        "hub-defenders-no-tender-saves-time asserts", "tf1-no-tender-lawful asserts",
        "desmarais-no-tender-not-inconsistent denies",
        "free-software-no-tender-not-justified denies",
    )  # fmt: skip
    assert expected <= pick(found.values(), "claim", "stance")
    assert {"0"} == {found[claim]["contradicting"] for claim, _ in expected}
    assert found["claim/morin-dessailly-alternative-existed"]["contradicting"] == "2"


def test_organisation_is_spoken_of_through_its_acts(store: ox.Store) -> None:
    """What is said of the CNIL's decision is said of the CNIL; its own words are not about it."""
    found = ask(store, "about-organisation", organisation="cnil")
    assert {("actor/cnil",), ("legal-act/cnil-decision-2024",)} <= pick(found, "thing")
    assert ("legal-act/cnil-decision-2024", "claim/opponents-annul-decision") in pick(
        found, "thing", "claim"
    )
    assert ("claim/cnil-keys-sent",) not in pick(found, "claim")


def test_own_voice_is_told_from_that_of_others(store: ox.Store) -> None:
    """Of OVH its president speaks in its name, the senator does not."""
    found = ask(store, "about-organisation", organisation="ovh")
    voices = pick(found, "speaker", "voice")
    assert {("actor/octave-klaba", "own"), ("actor/catherine-morin-dessailly", "other")} <= voices
    assert ("actor/octave-klaba", "other") not in voices


def test_every_claim_has_one_hand(store: ox.Store) -> None:
    """First, second and third hand share out all the claims."""
    found = ask(store, "first-hand-and-second-hand")
    assert all_claims(store) == pick(found, "claim")
    assert len(found) == len(all_claims(store))
    assert {"1", "2", "3"} == {solution["hand"] for solution in found}


def test_first_hand_is_the_speakers_own_text(store: ox.Store) -> None:
    """What is at first hand is its author's or its publisher's own voice, relayed by nobody."""
    found = ask(store, "first-hand-and-second-hand", hand="1")
    own = {("0", "mode:own-voice"), ("0", "mode:mixed"), ("0", "mode:direct")}
    assert pick(found, "hops", "weakest") <= own
    assert {"actor/choses-a-savoir", "actor/grigric", "actor/tf1"} <= by_speaker(found)
    assert "actor/stephanie-combes" not in by_speaker(found)


def test_second_hand_is_an_interview_or_a_text_told_of(store: ox.Store) -> None:
    """The director quoted, the lawyer summed up, the tweet reported: each is one report away."""
    found = by(ask(store, "first-hand-and-second-hand", hand="2"), "claim")
    expected = {
        "claim/combes-not-ideal": ("0", "mode:direct"),
        "claim/desmarais-microsoft-among-few-certified": ("0", "mode:indirect"),
        "claim/klaba-solution-still-exists": ("1", "mode:direct"),
        "claim/column-centralisation-risk": ("1", "mode:indirect"),
    }
    shown = {slug: (found[slug]["hops"], found[slug]["weakest"]) for slug in expected}
    assert expected == shown


def test_third_hand_is_a_report_of_a_report(store: ox.Store) -> None:
    """TF1 quotes Mediapart on the CNIL, word for word at each hop or not."""
    found = ask(store, "first-hand-and-second-hand", hand="3")
    told = {solution["claim"]: solution["weakest"] for solution in found}
    assert told["claim/cnil-keys-sent"] == "mode:indirect"
    assert told["claim/cnil-keys-generated-by-platform"] == "mode:direct"
    assert "claim/cnil-keys-kept-by-host" not in told


def test_launch_is_dated_otherwise_by_another_source(store: ox.Store) -> None:
    """Autumn 2018 for one, the end of 2018 for another: each is shown against the other."""
    found = ask(store, "events", kind="launch")
    expected = {
        ("event/hub-launch-autumn-2018", "source/developpez", "2018-10/2018-12"),
        ("event/hub-start-end-2018", "source/ticsante", "2018-23"),
    }
    assert expected == pick(found, "event", "otherSource", "otherEdtf")


def test_no_other_event_is_dated_in_two_ways(store: ox.Store) -> None:
    """Two hearings, or two analyses by one source, are two happenings and no disagreement."""
    found = [solution for solution in ask(store, "events") if "other" in solution]
    assert {("eventkind:launch",)} == pick(found, "kind")


def test_events_go_from_the_oldest_to_the_undated(store: ox.Store) -> None:
    """The order is by the first day, then by the last; what has no such day stands last."""
    days = [
        tuple(each.get(name, "9999") for name in ("earliest", "latest"))
        for each in ask(store, "events")
    ]
    assert sorted(days) == days


def test_topic_is_named_by_comments_too(store: ox.Store) -> None:
    """The Cloud Act is named by the article, its translation, and two comments."""
    found = ask(store, "sources-naming-topic")
    expected = {
        ("source/developpez-comment-devtroglodyte", "source/developpez"),
        ("source/developpez-comment-marsupial", "source/developpez"),
        ("source/ticsante", ""),
        ("source/ticsante-en", ""),
    }
    assert expected == pick(found, "source", "whole")
    assert {("840", "974")} == pick(
        (each for each in found if each["source"] == "source/ticsante"), "start", "end"
    )


def test_source_told_of_names_a_topic_without_a_place(store: ox.Store) -> None:
    """The CNIL's opinion speaks of the keys, and is not held."""
    found = by(ask(store, "sources-naming-topic", topic="decryption-keys"), "source")
    opinion = found["source/cnil-opinion-2020"]
    assert opinion["held"] == "false"
    assert "start" not in opinion


def test_who_never_speaks_is_talked_about(store: ox.Store) -> None:
    """Google and Orange never speak; the Anssi does by a director, OVH by its president."""
    found = by(ask(store, "never-speaking"), "actor")
    assert {"actor/google", "actor/orange", "actor/thales", "actor/snj"} <= set(found)
    assert set() == set(found) & {
        "actor/anssi",
        "actor/cnil",
        "actor/ovh",
        "actor/pierre-desmarais",
    }
    assert all(int(each["claims"]) + int(each["events"]) > 0 for each in found.values())
    assert all("start" in each for each in found.values())


def test_quotes_shared_between_texts(store: ox.Store) -> None:
    """The director's words and the order's are in two outlets; two comments quote one question."""
    found = ask(store, "shared-quotes")
    outlets = ("source/tf1-a-la-loupe", "source/ticsante")
    comments = ("source/developpez-comment-darklinux", "source/developpez-comment-stardeath")
    expected = {
        *((outlets[0], start, outlets[1], other) for start, other in (
            ("2921", "1435"), ("2948", "1462"), ("3006", "1520"),
        )),
        *((comments[0], start, comments[1], other) for start, other in (
            ("9591", "11139"), ("9818", "11409"),
        )),
        ("source/developpez", "1432", "source/tf1-a-la-loupe", "1936"),
    }  # fmt: skip
    assert expected == pick(found, "source", "start", "otherSource", "otherStart")
    assert ("claim/combes-not-ideal",) in pick(found, "claim")


def test_stances_add_up_to_the_claims(store: ox.Store) -> None:
    """Every claim is counted once, under one stance."""
    found = ask(store, "stances-by-proposition")
    stances = ("asserting", "denying", "qualifying", "questioning")
    assert len(all_claims(store)) == total(found, "claims")
    assert len(all_claims(store)) == sum(total(found, name) for name in stances)


def test_stances_on_one_proposition(store: ox.Store) -> None:
    """That a French provider was able one asserts, two deny, in three texts."""
    found = by(ask(store, "stances-by-proposition"), "proposition")
    names = ("claims", "asserting", "denying", "qualifying", "questioning", "speakers", "texts")
    able = found["proposition/french-provider-able"]
    assert ["3", "1", "2", "0", "0", "3", "3"] == [able[name] for name in names]


def test_claims_of_a_source_are_those_that_it_attests(store: ox.Store) -> None:
    """The count by source is that of the list of the source."""
    found = by(ask(store, "claims-by-source"), "source")
    for slug in ("ticsante", "choses-a-savoir-tech", "tf1-a-la-loupe", "le-monde-tribune"):
        listed = pick(ask(store, "source", source=slug), "claim")
        assert len(listed) == int(found[f"source/{slug}"]["claims"])
    modes = ("direct", "mixed", "indirect", "ownVoice", "presupposed")
    for each in found.values():
        assert int(each["attestations"]) == sum(int(each[mode]) for mode in modes)


def test_comments_are_sources_of_their_own(store: ox.Store) -> None:
    """Ten comments are counted apart from their page."""
    parts = [each for each in ask(store, "claims-by-source") if "-comment-" in each["source"]]
    assert len(parts) == 10
    assert {("source/developpez", "true")} == pick(parts, "whole", "held")


def test_months_add_up_to_the_claims(store: ox.Store) -> None:
    """Every claim falls in one month, or among those whose month is unknown."""
    found = ask(store, "claims-by-month")
    assert len(all_claims(store)) == total(found, "claims")
    assert {("2020-03", "known"), ("2020-06", "known"), ("", "unknown")} <= pick(
        found, "month", "basis"
    )
    assert [each.get("month", "9999") for each in found] == sorted(
        each.get("month", "9999") for each in found
    )


def test_speakers_of_one_text_only(store: ox.Store) -> None:
    """Mr Klaba is heard in one text, the director and the CNIL in more; a translation is none."""
    found = by(ask(store, "single-source-actors"), "speaker")
    assert found["actor/octave-klaba"]["text"] == "source/developpez"
    assert found["actor/pierre-desmarais"]["text"] == "source/ticsante"
    assert set() == set(found) & {"actor/stephanie-combes", "actor/cnil", "actor/french-government"}
    assert "source/ticsante-en" not in {each["text"] for each in found.values()}


def test_coverage_adds_up_to_the_text(store: ox.Store) -> None:
    """Anchored, left out and between are the whole length of each of the five texts.

    Between are headings, the introductions of speakers, and whatever no claim needs for its words.
    """
    found = ask(store, "source-coverage")
    assert {("8321",), ("5596",), ("2699",), ("5866",), ("16000",)} == pick(found, "length")
    for each in found:
        parts = (each["anchored"], each["leftOut"], each["between"])
        assert int(each["length"]) == sum(map(int, parts))
        assert float(each["share"]) > 85
