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
