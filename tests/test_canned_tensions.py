"""Contradictions and tensions in the canned queries: apart, with the reason and both sides."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place


def reason(slug: str, one: str, by: str, other: str, text: str) -> str:
    """Return a curated statement between propositions, with its reason, as Turtle."""
    return f"""
    <proposition/{one}> hg:{by} <proposition/{other}> .
    <reason/{slug}> a owl:Axiom ; owl:annotatedSource <proposition/{one}> ;
        owl:annotatedProperty hg:{by} ; owl:annotatedTarget <proposition/{other}> ;
        rdfs:comment "{text}."@en, "{text} (fr)."@fr .
    """


def said(slug: str, speaker: str, of: str, stance: str, start: int) -> str:
    """Return a claim with its one place."""
    return claim(slug, speaker, of, stance) + place("paper", start, slug)


GRAPH: Final = f"""
<actor/ann> a hg:Actor, foaf:Person . <actor/bob> a hg:Actor, foaf:Person .
<proposition/track> a hg:Proposition ; schema:about topic:hosting .
<proposition/camera> a hg:Proposition ; schema:about topic:security .
<proposition/removed> a hg:Proposition ; schema:about topic:hosting .
<proposition/listened> a hg:Proposition ; schema:about topic:transparency .
<proposition/one-meeting> a hg:Proposition ; schema:about topic:transparency .
{reason("c", "camera", "weighsFor", "track", "A camera can film")}
{reason("c-back", "track", "weighsFor", "camera", "Tracking needs an eye")}
{reason("r", "removed", "incompatibleWith", "track", "What is gone tracks nobody")}
{reason("l", "listened", "inTensionWith", "one-meeting", "One meeting is little listening")}
{reason("s1", "track-toddlers", "refines", "track-children", "Toddlers are children")}
{reason("s2", "track-children", "refines", "track", "Children are readers")}
{reason("s3", "track", "refines", "watch", "Who tracks watches")}
{said("a-track", "ann", "track", "asserts", 10)}
{said("b-track", "bob", "track", "denies", 20)}
{said("b-removed", "bob", "removed", "asserts", 30)}
{said("a-toddlers", "ann", "track-toddlers", "asserts", 40)}
{said("b-qualifies", "bob", "track", "qualifies", 50)}
{said("a-camera", "ann", "camera", "asserts", 60)}
{said("a-listened", "ann", "listened", "asserts", 70)}
{said("b-meeting", "bob", "one-meeting", "asserts", 80)}
"""
CONTRADICTORY: Final = {
    ("a-track", "b-track", "same", ""),
    ("a-track", "b-removed", "incompatible", "What is gone tracks nobody."),
    ("a-toddlers", "b-track", "refines", "Toddlers are children. Children are readers."),
}
IN_TENSION: Final = {
    ("a-track", "b-qualifies", "same", ""),
    ("a-toddlers", "b-qualifies", "refines", "Toddlers are children. Children are readers."),
    ("a-listened", "b-meeting", "tension", "One meeting is little listening."),
    # The reason is that of the direction that the stances ask for.
    ("a-camera", "b-track", "weighs", "A camera can film."),
}
KINDS: Final = {
    "contradictions": ("contradiction", "hg:contradicts", CONTRADICTORY),
    "tensions": ("tension", "hg:tensionWith", IN_TENSION),
}


def derived(*, turned: bool = False) -> str:
    """Return the pairs as the inferred graph states them, in both directions.

    Which claim of a pair is shown first depends on its name; `turned` has the other one first.
    """
    lines = []
    for _, move, pairs in KINDS.values():
        for one, other, *_ in pairs:
            lines.append(f"<claim/{one}> {move} <claim/{other}> .")
            lines.append(f"<claim/{other}> {move} <claim/{one}> .")
    text = GRAPH + "\n".join(lines)
    if turned:
        text = text.replace("claim/a-", "claim/z-").replace("claim/b-", "claim/y-")
    return text


@pytest.mark.parametrize("slug", KINDS)
def test_each_pair_has_its_kind_its_relation_and_its_reason(slug: str) -> None:
    """Contradictions and tensions are two answers, each with why its propositions meet."""
    kind, _, pairs = KINDS[slug]
    found = ask(invented(derived()), slug, lang="en")
    expected = {(f"claim/{a}", f"claim/{b}", kind, kind, way, why) for a, b, way, why in pairs}
    columns = ("claim", "against", "kind", "kindLabel", "relation", "reason")
    assert expected == pick(found, *columns)
    assert len(found) == len(pairs)


@pytest.mark.parametrize("slug", KINDS)
def test_a_reason_is_found_from_either_side(slug: str) -> None:
    """Statements have one direction; the pair is told whichever claim comes first."""
    _, _, pairs = KINDS[slug]
    names = {"a": "z", "b": "y"}
    store = invented(derived(turned=True))
    expected = {
        (f"claim/{names[b[0]]}{b[1:]}", f"claim/{names[a[0]]}{a[1:]}", way, why)
        for a, b, way, why in pairs
    }
    found = ask(store, slug, lang="en")
    assert expected == pick(found, "claim", "against", "relation", "reason")


@pytest.mark.parametrize("slug", KINDS)
def test_a_reason_is_told_in_the_language_asked(slug: str) -> None:
    """In French the reasons are the French ones; what has none in it shows none."""
    found = ask(invented(derived()), slug, lang="fr")
    reasons = {each["reason"] for each in found if "reason" in each}
    assert {why.replace(".", " (fr).") for *_, why in KINDS[slug][2] if why} == reasons
    english = derived().replace('(fr)."@fr', '(fr)."@de')
    assert {("",)} == pick(ask(invented(english), slug, lang="fr"), "reason")


def test_both_sides_of_a_tension_carry_the_evidence() -> None:
    """Each side has speaker, stance and place."""
    found = ask(invented(derived()), "tensions", topic="transparency")
    names = ("speaker", "stance", "source", "start", "opponent", "opponentStance", "opponentStart")
    one, other = ("actor/ann", "stance:asserts"), ("actor/bob", "stance:asserts")
    expected = {(*one, "source/paper", "70", *other, "80")}
    assert expected == pick(found, *names)


@pytest.mark.parametrize(("topic", "count"), [("security", 1), ("hosting", 3), ("hds", 0)])
def test_a_tension_is_found_by_the_topic_of_either_side(topic: str, count: int) -> None:
    """One of its two propositions is about the topic."""
    assert count == len(ask(invented(derived()), "tensions", topic=topic))


def test_a_statement_that_is_withdrawn_gives_no_reason() -> None:
    """Of a chain only the steps that are stated count."""
    text = derived().replace("<proposition/track-children> hg:refines <proposition/track> .", "")
    found = ask(invented(text), "contradictions", lang="en")
    assert ("claim/a-toddlers", "") in pick(found, "claim", "reason")
