"""Through how many hops a source has what it tells, and who talks about whom."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place

DATED: Final = 'hg:earliest "2020-01-01"^^xsd:date ; hg:saidNoLaterThan "2020-01-01"^^xsd:date'
# The paper says one thing itself, was told another, takes a third from a letter that is not held,
# a fourth from the weekly, which has it from a speech, and a fifth from both letter and speech.
RELAYS: Final = f"""
<actor/ann> a hg:Actor, foaf:Person . <actor/bob> a hg:Actor, foaf:Person .
<proposition/it> a hg:Proposition ; schema:about topic:hosting .
<source/paper> a hg:Source ; hg:sha256 "1" . <source/weekly> a hg:Source ; hg:sha256 "2" .
<source/paper-en> a hg:Source ; schema:translationOfWork <source/paper> ; hg:sha256 "3" .
<source/letter> a hg:Source . <source/speech> a hg:Source .
<source/comment> a hg:Source ; schema:isPartOf <source/paper> .
{claim("own", "ann", "it")} {place("paper", 10, "own", "own-voice")}
{claim("told", "bob", "it", more=DATED)}
{place("paper", 30, "told")}
{claim("written", "ann", "it")} {place("letter", None, "written", "own-voice")}
{place("paper", 50, "written", more="hg:relays <source/letter/written>")}
{claim("spoken", "bob", "it")} {place("speech", None, "spoken", "own-voice")}
{place("weekly", 10, "spoken", more="hg:relays <source/speech/spoken>")}
{place("paper", 70, "spoken", more="hg:relays <source/weekly/10-20>")}
{claim("both", "ann", "it")}
{place("letter", None, "both", "own-voice")} {place("speech", None, "both", "own-voice")}
{place("paper", 90, "both", more="hg:relays <source/letter/both>, <source/speech/both>")}
{place("paper-en", 10, "told", more="hg:relays <source/paper/30-40>")}
{place("paper-en", 30, "spoken", more="hg:relays <source/paper/70-80>")}
{claim("reply", "bob", "it")} {place("comment", 200, "reply", "own-voice")}
"""


def test_hops_of_each_source() -> None:
    """Each source with as many claims as came through so many hops; what is not held has none."""
    found = ask(invented(RELAYS), "hearsay-by-source")
    expected = [
        ("source/comment", "source/paper", "0", "1", "1", "1"),
        ("source/paper", "", "0", "2", "1", "2"),
        ("source/paper", "", "1", "2", "2", "1"),
        ("source/paper", "", "2", "1", "1", "1"),
        ("source/paper-en", "", "1", "1", "0", "1"),
        ("source/paper-en", "", "3", "1", "1", "1"),
        ("source/weekly", "", "1", "1", "1", "1"),
    ]
    names = ("source", "whole", "hops", "claims", "undated", "speakers")
    assert expected == [tuple(each.get(name, "") for name in names) for each in found]


def test_a_claim_is_counted_by_its_shortest_way() -> None:
    """What the paper also heard itself came through no hop."""
    more = place("paper", 300, "spoken", "indirect")
    found = ask(invented(RELAYS, more), "hearsay-by-source", source="paper")
    assert {("0", "3"), ("1", "2")} == pick(found, "hops", "claims")


def test_hops_as_of_a_day() -> None:
    """What is not yet said by then is not counted; the undated are, and are told."""
    found = ask(invented(RELAYS), "hearsay-by-source", asOf="2019-12-31", source="paper")
    assert {("0", "1", "1"), ("1", "2", "2"), ("2", "1", "1")} == pick(
        found, "hops", "claims", "undated"
    )


TALK: Final = f"""
<actor/ann> a hg:Actor, foaf:Person . <actor/bob> a hg:Actor, foaf:Person .
<actor/firm> a hg:Organisation . <actor/rival> a hg:Organisation .
<actor/branch> a hg:Organisation ; org:subOrganizationOf <actor/firm> .
<membership/ann-branch> org:member <actor/ann> ; org:organization <actor/branch> .
<system/cloud> a hg:System .
<proposition/of-firm> a hg:Proposition ; schema:about topic:hosting, <actor/firm>, <system/cloud> .
<proposition/of-both> a hg:Proposition ; schema:about topic:hds, <actor/firm>, <actor/rival> .
{claim("a1", "ann", "of-firm", more="hg:inCapacity <membership/ann-branch>")}
{claim("a2", "ann", "of-firm", "denies")}
{claim("b1", "bob", "of-firm", "qualifies", DATED)}
{claim("b2", "bob", "of-both", "questions")}
{claim("b3", "bob", "of-both")}
{claim("f1", "firm", "of-both")}
{place("paper", 20, "a1")} {place("paper", 40, "a2")} {place("paper", 60, "b1", "indirect")}
{place("paper", 80, "b2")} {place("paper", 100, "b3", "mixed")} {place("paper", 5, "b3", "indirect")}
{place("paper", 120, "f1")}
"""  # noqa: E501 - Turtle


def test_who_talks_about_whom() -> None:
    """Each actor with who talks about it, in whose name, how, and where first."""
    found = ask(invented(TALK), "who-talks-about-whom")
    expected = [
        # actor, speaker, voice, claims, asserting, denying, qualifying, questioning, undated, start
        ("firm", "bob", "other", "3", "1", "0", "1", "1", "2", "80"),
        ("firm", "ann", "other", "1", "0", "1", "0", "0", "1", "40"),
        ("firm", "ann", "own", "1", "1", "0", "0", "0", "1", "20"),
        ("firm", "firm", "own", "1", "1", "0", "0", "0", "1", "120"),
        ("rival", "bob", "other", "2", "1", "0", "0", "1", "2", "80"),
        ("rival", "firm", "other", "1", "1", "0", "0", "0", "1", "120"),
    ]
    names = ("actor", "speaker", "voice", "claims", "asserting", "denying", "qualifying",
             "questioning", "undated", "start")  # fmt: skip
    assert expected == [
        tuple(each[name].removeprefix("actor/") for name in names) for each in found
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"actor": "rival"}, {("rival", "bob", "2"), ("rival", "firm", "1")}),
        ({"speaker": "firm"}, {("firm", "firm", "1"), ("rival", "firm", "1")}),
        ({"topic": "hosting"}, {("firm", "ann", "1"), ("firm", "bob", "1")}),
        ({"actor": "firm", "speaker": "bob", "asOf": "2019-12-31"}, {("firm", "bob", "2")}),
    ],
)
def test_talk_can_be_narrowed(values: dict[str, str], expected: set[tuple[str, ...]]) -> None:
    """By whom is talked about, by who talks, by topic, as of a day."""
    found = ask(invented(TALK), "who-talks-about-whom", **values)
    shown = {
        tuple(part.removeprefix("actor/") for part in each)
        for each in pick(found, "actor", "speaker", "claims")
    }
    assert expected == shown
