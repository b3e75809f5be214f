"""What an organisation is in canned queries: who speaks for it, apart from what is about it."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place

SAID: Final = {
    # The firm itself, a branch of a branch, a director of either, and a group in a capacity there.
    "firm": ("firm", ""),
    "branch": ("branch", ""),
    "shop": ("shop", ""),
    "ann": ("ann", "hg:inCapacity <membership/ann-firm>"),
    "bob": ("bob", "hg:inCapacity <membership/bob-shop>"),
    "staff": ("staff", "hg:inCapacity <membership/staff-branch>"),
    # Another organisation, ann in another capacity, and a body that the firm itself is part of.
    "rival": ("rival", ""),
    "ann-citizen": ("ann", "hg:inCapacity <membership/ann-citizen>"),
    "holding": ("holding", ""),
}
SPEAKS: Final = {f"claim/{slug}" for slug in ("firm", "branch", "shop", "ann", "bob", "staff")}
OTHERS: Final = {f"claim/{slug}" for slug in ("rival", "ann-citizen", "holding")}
# What rival says is about the firm, and what ann says for it about the branch.
ABOUT: Final = {"rival": "of-firm", "ann": "of-branch", "bob": "of-firm"}
GRAPH: Final = "".join(
    claim(slug, speaker, ABOUT.get(slug, "it"), more=more) + place("paper", 20 * number, slug)
    for number, (slug, (speaker, more)) in enumerate(SAID.items(), 1)
) + """
<actor/ann> a hg:Actor, foaf:Person . <actor/bob> a hg:Actor, foaf:Person .
<actor/staff> a hg:Actor, foaf:Group .
<actor/firm> a hg:Organisation ; org:subOrganizationOf <actor/holding> .
<actor/branch> a hg:Organisation ; org:subOrganizationOf <actor/firm> .
<actor/shop> a hg:Organisation ; org:subOrganizationOf <actor/branch> .
<actor/rival> a hg:Organisation . <actor/holding> a hg:Organisation .
<membership/ann-firm> org:member <actor/ann> ; org:organization <actor/firm> .
<membership/ann-citizen> org:member <actor/ann> ; org:role role:author .
<membership/bob-shop> org:member <actor/bob> ; org:organization <actor/shop> .
<membership/staff-branch> org:member <actor/staff> ; org:organization <actor/branch> .
<certification/seal> a hg:Certification .
<proposition/it> a hg:Proposition ; schema:about topic:procurement, <certification/seal> .
<proposition/of-firm> schema:about topic:procurement, <certification/seal>, <actor/firm> .
<proposition/of-branch> schema:about topic:procurement, <certification/seal>, <actor/branch> .
"""  # fmt: skip
# What each query that lists claims by organisation needs beside it.
BY_ORGANISATION: Final = {
    "certifications": {},
    "procurement": {},
    "who-said-what": {"topic": "procurement"},
}


@pytest.mark.parametrize("slug", BY_ORGANISATION)
def test_an_organisation_speaks_through_all_its_parts(slug: str) -> None:
    """Itself, what is part of it, and whoever has a capacity in one of these; nobody else."""
    store = invented(GRAPH)
    values = BY_ORGANISATION[slug]
    found = {each["claim"] for each in ask(store, slug, organisation="firm", **values)}
    assert found == SPEAKS
    part = {each["claim"] for each in ask(store, slug, organisation="shop", **values)}
    assert part == {"claim/shop", "claim/bob"}
    assert SPEAKS | OTHERS == {each["claim"] for each in ask(store, slug, **values)}


@pytest.mark.parametrize("slug", BY_ORGANISATION)
def test_about_is_a_filter_of_its_own(slug: str) -> None:
    """What is about an organisation is asked apart, and the two filters go together."""
    store = invented(GRAPH)
    values = BY_ORGANISATION[slug]
    found = {each["claim"] for each in ask(store, slug, about="firm", **values)}
    assert found == {"claim/rival", "claim/bob"}
    both = {each["claim"] for each in ask(store, slug, about="firm", organisation="firm", **values)}
    assert both == {"claim/bob"}


def test_relation_tells_speaking_for_it_from_speaking_about_it() -> None:
    """The list of an organisation has both, and says which is which."""
    found = ask(invented(GRAPH), "organisation", organisation="firm")
    expected = {(each, "speaks") for each in SPEAKS - {"claim/bob"}}
    expected |= {("claim/bob", "speaks about"), ("claim/rival", "about")}
    assert expected == pick(found, "claim", "relation")


def test_voice_of_a_part_is_its_own() -> None:
    """What is said of the firm in the name of its branch is said in its own voice."""
    found = ask(invented(GRAPH), "about-organisation", organisation="firm")
    assert {("claim/bob", "own"), ("claim/rival", "other")} == pick(found, "claim", "voice")


def test_capacities_of_an_organisation_take_in_its_parts() -> None:
    """Who speaks for it speaks in a capacity there or in a part of it."""
    found = ask(invented(GRAPH), "speaking-capacities", organisation="firm")
    expected = {
        ("actor/ann", "membership/ann-firm"),
        ("actor/bob", "membership/bob-shop"),
        ("actor/staff", "membership/staff-branch"),
    }
    assert expected == pick(found, "speaker", "capacity")


def test_who_speaks_through_a_part_is_not_silent() -> None:
    """The holding is talked about and speaks through its firm; the rival's owner does not."""
    more = """
    <proposition/it> schema:about <actor/holding>, <actor/owner>, <actor/shop> .
    <actor/owner> a hg:Organisation .
    """
    silent = GRAPH.replace(claim("holding", "holding", "it"), "")
    found = ask(invented(silent, more), "never-speaking")
    assert {("actor/owner",)} == pick(found, "actor")
