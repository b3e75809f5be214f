"""Which of a claim's places a canned query shows: the same one in every query."""

from __future__ import annotations

from typing import Final

import pytest

from canned import Solution, ask
from invented import claim, invented, place

# Held and no relay of what is held goes first; then direct, mixed, the other modes, what is only
# presupposed; then what stands first in its text. The place expected is the first of each list.
ARRANGEMENTS: Final = {
    "the earlier one, by its number": [
        place("paper", 810, "yes"),
        place("paper", 1435, "yes"),
    ],
    "the earlier one, whatever its source is called": [
        place("weekly", 20, "yes"),
        place("paper", 100, "yes"),
    ],
    "direct before mixed": [
        place("paper", 900, "yes"),
        place("paper", 100, "yes", "mixed"),
    ],
    "mixed before indirect": [
        place("paper", 900, "yes", "mixed"),
        place("paper", 100, "yes", "indirect"),
    ],
    "indirect before presupposed": [
        place("paper", 900, "yes", "indirect"),
        place("paper", 100, "yes", "presupposed"),
    ],
    "own voice before presupposed": [
        place("paper", 900, "yes", "own-voice"),
        place("paper", 100, "yes", "presupposed"),
    ],
    "the original before its translation": [
        place("paper", 900, "yes", "indirect"),
        place("paper-en", 100, "yes", more="hg:relays <source/paper/900-910>"),
    ],
    "held before not held": [
        place("paper", 900, "yes", "indirect", more="hg:relays <source/letter/yes>"),
        place("letter", None, "yes"),
    ],
}
GRAPH: Final = f"""
<actor/ann> a hg:Actor, foaf:Person .
<actor/bob> a hg:Actor, foaf:Person .
<actor/firm> a hg:Organisation .
<membership/ann-firm> org:member <actor/ann> ; org:organization <actor/firm> .
<legal-act/law> a hg:LegalAct .
<certification/seal> a hg:Certification .
<proposition/it> a hg:Proposition ;
    schema:about topic:procurement, <actor/firm>, <legal-act/law>, <certification/seal> .
{claim("yes", "ann", "it", more="hg:inCapacity <membership/ann-firm> ; hg:earliest '2020-05-01'")}
{claim("no", "bob", "it", "denies", "cito:disputes <claim/yes> ; hg:contradicts <claim/yes>")}
{claim("not-quite", "ann", "it", "qualifies", "cito:qualifies <claim/no>")}
<claim/yes> hg:contradicts <claim/no> ; cito:disputes <claim/no> .
{place("paper", 5000, "no")}
{place("paper", 6000, "not-quite")}
<source/paper> hg:sha256 "1" . <source/paper-en> hg:sha256 "2" . <source/weekly> hg:sha256 "3" .
"""
# A query, the values that it needs, and the columns of the place of a claim's side.
ASKED: Final[dict[str, tuple[dict[str, str], str]]] = {
    "about-organisation": ({"organisation": "firm"}, ""),
    "actor": ({"actor": "ann"}, ""),
    "certifications": ({}, ""),
    "changes-of-position": ({}, ""),
    "contradictions": ({}, "opponent"),
    "first-hand-and-second-hand": ({}, ""),
    "independent-witnesses": ({"claim": "yes"}, ""),
    "legal-act": ({"act": "law"}, ""),
    "organisation": ({"organisation": "firm"}, ""),
    "procurement": ({}, ""),
    "timeline": ({}, ""),
    "who-answers-whom": ({"actor": "bob"}, "other"),
    "who-said-what": ({"topic": "procurement"}, ""),
}


def shown(solution: Solution, side: str) -> tuple[str, str]:
    """Return the source of a side's place, and where it starts there."""
    names = (f"{side}Source", f"{side}Start") if side else ("source", "start")
    return solution[names[0]], solution[names[1]]


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("slug", ASKED)
def test_the_same_place_of_a_claim_is_shown_first(slug: str, arrangement: str) -> None:
    """Whatever is asked, the claim is shown at the place that the order puts first."""
    first, second = ARRANGEMENTS[arrangement]
    values, side = ASKED[slug]
    columns = {"": "claim", "opponent": "against", "other": "other"}
    expected = {shown_place(first)}
    for places in ((first, second), (second, first)):
        store = invented(GRAPH, *places)
        found = [each for each in ask(store, slug, **values) if named(each, columns[side])]
        assert expected <= {shown(each, side) for each in found}
        if slug != "independent-witnesses":  # where each root has its own
            assert expected == {shown(each, side) for each in found}


def shown_place(turtle: str) -> tuple[str, str]:
    """Return the source of a place written as Turtle, and where it starts."""
    _, source, span = turtle.partition(">")[0].removeprefix("<").split("/")
    return f"source/{source}", span.partition("-")[0]


def named(solution: Solution, column: str) -> bool:
    """Tell whether a solution is of the claim whose places are arranged."""
    return solution.get(column, solution.get("item")) == "claim/yes"


RELAYED: Final = (
    place("paper", 100, "yes", "presupposed", "hg:relays <source/letter/yes>"),
    place("letter", None, "yes", "own-voice"),
)


@pytest.mark.parametrize("slug", ["first-hand-and-second-hand", "relay-chains"])
def test_what_is_presupposed_is_the_weakest_link(slug: str) -> None:
    """No mode is less faithful than to take for granted that somebody has said it."""
    store = invented(GRAPH, *RELAYED)
    (found,) = [each for each in ask(store, slug, lang="en") if each["claim"] == "claim/yes"]
    assert ("mode:presupposed", "presupposed") == (found["weakest"], found["weakestLabel"])
    assert found["hops"] == "1"


def test_what_is_presupposed_is_counted_apart() -> None:
    """Places of that mode are counted beside those of the others."""
    store = invented(GRAPH, *RELAYED)
    found = {each["source"]: each for each in ask(store, "claims-by-source")}
    modes = ("attestations", "direct", "mixed", "indirect", "ownVoice", "presupposed")
    assert ["3", "2", "0", "0", "0", "1"] == [found["source/paper"][mode] for mode in modes]
