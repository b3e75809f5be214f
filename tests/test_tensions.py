"""Tensions: what can be true together and yet weighs against each other, by three rules."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hdhgraph.project.inference.inference import infer
from hdhgraph.rdf.namespaces import hg
from invented_claims import claims, load, name

BOTH = {("a", "b"), ("b", "a")}
INCOMPATIBLE = "<proposition/p> hg:incompatibleWith <proposition/q> ."
TENSION = "<proposition/p> hg:inTensionWith <proposition/q> ."
WEIGHS = "<proposition/p> hg:weighsFor <proposition/q> ."
REFINES = "<proposition/p> hg:refines <proposition/q> ."


def between(turtle: str, relation: str = "tensionWith") -> set[tuple[str, str]]:
    """Return the inferred tensions, or contradictions, as pairs of names."""
    return {
        (name(triple.subject), name(triple.object))
        for triple in infer(load(turtle))
        if triple.predicate.value == hg(relation)
    }  # fmt: skip


@pytest.mark.parametrize("link", [TENSION, "<proposition/q> hg:inTensionWith <proposition/p> ."])
def test_asserting_propositions_in_tension(link: str) -> None:
    """Rule 1: both asserted; the link holds both ways though it is stated in one."""
    assert between(claims(("a", "x", "asserts", "p"), ("b", "y", "asserts", "q")) + link) == BOTH


@pytest.mark.parametrize(
    "stances",
    [("asserts", "denies"), ("denies", "asserts"), ("denies", "denies"), ("asserts", "qualifies"),
     ("qualifies", "qualifies"), ("asserts", "questions"), ("questions", "questions")],
)  # fmt: skip
def test_propositions_in_tension_are_so_for_who_asserts_both(stances: tuple[str, str]) -> None:
    """Whoever denies, qualifies or questions one of them weighs against nothing by that link."""
    text = claims(("a", "x", stances[0], "p"), ("b", "y", stances[1], "q"))
    assert between(text + TENSION) == set()


def test_tension_does_not_pass_on_to_what_is_in_tension_with_the_other() -> None:
    """The relation is not transitive."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "asserts", "r"))
    more = "<proposition/q> hg:inTensionWith <proposition/r> ."
    assert between(text + TENSION + more) == set()


def test_what_weighs_for_is_in_tension_with_whoever_denies_it() -> None:
    """Rule 2: p speaks for q, which the other denies."""
    assert between(claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "q")) + WEIGHS) == BOTH


@pytest.mark.parametrize(
    ("stance", "other"),
    [("asserts", "asserts"), ("denies", "asserts"), ("denies", "denies"), ("qualifies", "denies"),
     ("questions", "denies"), ("asserts", "qualifies"), ("asserts", "questions")],
)  # fmt: skip
def test_weighing_for_has_one_direction_and_two_stances(stance: str, other: str) -> None:
    """Only who asserts what weighs is in tension with only who denies what it weighs for."""
    text = claims(("a", "x", stance, "p"), ("b", "y", other, "q"))
    assert between(text + WEIGHS) == set()


def test_denying_what_weighs_is_no_tension_with_asserting_what_it_weighs_for() -> None:
    """A reason that falls leaves the conclusion standing."""
    text = claims(("a", "x", "denies", "p"), ("b", "y", "asserts", "q"))
    assert between(text + WEIGHS) == set()


@pytest.mark.parametrize(
    "more",
    [
        "<proposition/narrow> hg:refines <proposition/p> .",
        "<proposition/narrow> hg:weighsFor <proposition/p> .",
    ],
)
def test_weighing_for_is_between_the_two_propositions_named(more: str) -> None:
    """What refines or weighs for p does not thereby weigh for q: a curator says so, or not."""
    text = claims(("a", "x", "asserts", "narrow"), ("b", "y", "denies", "q"))
    assert between(text + WEIGHS + more) == set()


def test_denying_what_refines_the_conclusion_is_no_tension() -> None:
    """The particular may be false where the general is weighed for."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "narrow"))
    more = "<proposition/narrow> hg:refines <proposition/q> ."
    assert between(text + WEIGHS + more) == set()


def test_who_qualifies_what_another_asserts_is_in_tension() -> None:
    """Rule 3: the same proposition, asserted and qualified."""
    assert between(claims(("a", "x", "asserts", "p"), ("b", "y", "qualifies", "p"))) == BOTH


def test_who_qualifies_what_the_other_refines_is_in_tension() -> None:
    """Rule 3: refining is transitive, so a limit to s limits what refines it at any distance."""
    chain = "".join(
        f"<proposition/{one}> hg:refines <proposition/{other}> .\n"
        for one, other in pairwise("pqrs")
    )
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "qualifies", "s"))
    assert between(text + chain) == BOTH


def test_who_qualifies_the_narrower_is_not_in_tension_with_the_broader() -> None:
    """The general holds whatever limits the particular has."""
    text = claims(("a", "x", "qualifies", "p"), ("b", "y", "asserts", "q"))
    assert between(text + REFINES) == set()


@pytest.mark.parametrize("stance", ["denies", "qualifies", "questions"])
def test_who_qualifies_is_in_tension_with_who_asserts_only(stance: str) -> None:
    """Two who do not assert weigh against each other by nothing that they say."""
    text = claims(("a", "x", stance, "p"), ("b", "y", "qualifies", "p"))
    assert between(text) == set()


@pytest.mark.parametrize(
    ("first", "second", "link"),
    [
        (("asserts", "p"), ("asserts", "q"), TENSION + INCOMPATIBLE),
        (("asserts", "p"), ("denies", "q"), WEIGHS + REFINES),
        (("asserts", "p"), ("denies", "p"), "<proposition/p> hg:weighsFor <proposition/p> ."),
    ],
)
def test_a_contradiction_is_not_also_a_tension(
    first: tuple[str, str], second: tuple[str, str], link: str
) -> None:
    """Whatever is stated besides: the two relations have no pair in common."""
    text = claims(("a", "x", *first), ("b", "y", *second)) + link
    assert between(text, "contradicts") == BOTH
    assert between(text) == set()


@pytest.mark.parametrize(
    ("first", "second", "link"),
    [
        (("asserts", "p"), ("asserts", "q"), TENSION),
        (("asserts", "p"), ("denies", "q"), WEIGHS),
        (("asserts", "p"), ("qualifies", "p"), ""),
        (("asserts", "p"), ("qualifies", "q"), REFINES),
    ],
)
@pytest.mark.parametrize("decoy", ["same speaker", "presupposed", "relayed by presupposed"])
def test_nobody_is_in_tension_with_oneself_nor_with_what_is_presupposed(
    first: tuple[str, str], second: tuple[str, str], link: str, decoy: str
) -> None:
    """Under each rule, with either of the two claims."""
    place = "<one> hg:attests <claim/{0}> ; hg:mode <../vocab/mode/presupposed> .\n"
    relayed = "<one> hg:relays <two> . <two> hg:attests <claim/{0}> ; hg:mode <m> .\n"
    more = {
        "same speaker": "",
        "presupposed": place,
        "relayed by presupposed": place + relayed,
    }[decoy]
    speaker = "x" if decoy == "same speaker" else "y"
    text = claims(("a", "x", *first), ("b", speaker, *second)) + link
    for which in "ab":
        assert between(text + more.format(which)) == set()
    if decoy != "same speaker":
        assert between(text) == BOTH


def test_speakers_of_one_side_are_not_in_tension_with_each_other() -> None:
    """Several on either side give every pair across, and none within."""
    text = claims(
        ("a", "w", "asserts", "p"), ("b", "x", "asserts", "p"),
        ("c", "y", "asserts", "q"), ("d", "z", "asserts", "q"),
    )  # fmt: skip
    pairs = {(one, other) for one in "ab" for other in "cd"}
    assert between(text + TENSION) == pairs | {(other, one) for one, other in pairs}


def test_a_demand_asserts() -> None:
    """Illocution and certainty do not enter the rules."""
    text = claims(("a", "x", "asserts", "p"), ("b", "y", "denies", "q")) + WEIGHS
    more = (
        "<claim/a> hg:illocution <../vocab/illocution/demand> ; "
        "hg:certainty <../vocab/certainty/conditional> ."
    )
    assert between(text + more) == BOTH
