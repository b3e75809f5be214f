"""What a source gets wrong, and where a translation and its original differ."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place


def fault(slug: str, kind: str, *targets: str) -> str:
    """Return a discrepancy as Turtle, with its note in both languages."""
    shown = "".join(f" ; oa:hasTarget <{each}>" for each in targets)
    return (
        f"<discrepancy/{slug}> a hg:Discrepancy ; dcterms:type discrepancykind:{kind}{shown} ; "
        f'rdfs:comment "{slug}, noted"@en, "{slug}, noté"@fr .\n'
    )


RELAYED: Final = "hg:relays <source/article/10-20>"
DATED: Final = 'hg:earliest "2020-01-01"^^xsd:date ; hg:saidNoLaterThan "2020-01-01"^^xsd:date'
GRAPH: Final = f"""
<actor/ann> a hg:Actor, foaf:Person ; skos:prefLabel "Ann"@en, "Anne"@fr .
<membership/head> org:member <actor/ann> .
<source/article> a hg:Source ; hg:sha256 "1" ; skos:prefLabel "Article"@en, "Article (fr)"@fr .
<source/article-comment> a hg:Source ; schema:isPartOf <source/article> .
<source/article-en> a hg:Source ; schema:translationOfWork <source/article> ; hg:sha256 "2" ;
    hg:discrepancy <discrepancy/lead-dropped> .
<source/herald> a hg:Source ; hg:sha256 "3" .
<proposition/it> a hg:Proposition ; schema:about topic:hosting ;
    skos:prefLabel "It is so"@en, "Il en est ainsi"@fr .
{claim("both", "ann", "it")}
{claim("lead", "ann", "it")}
{claim("remark", "ann", "it", "denies")}
{claim("elsewhere", "ann", "it", more=DATED)}
{place("article", 10, "both")}
{place("article-en", 10, "both", more=f"{RELAYED} ; hg:discrepancy <discrepancy/censors>")}
{place("article", 100, "lead")} {place("article", 40, "lead", "indirect")}
{place("article-comment", 200, "remark")}
{place("article-en", 300, "elsewhere")} {place("herald", 30, "elsewhere")}
{place("article", 60, "membership/head", more="hg:discrepancy <discrepancy/name>")}
{place("article-comment", 220, "remark", more="hg:discrepancy <discrepancy/typing>")}
{fault("censors", "mistranslation", "source/article-en/10-20", "source/article/10-20")}
{fault("lead-dropped", "omission", "source/article/100-110")}
{fault("name", "misspelling")}
{fault("typing", "misspelling")}
"""


def test_each_discrepancy_is_told_with_its_place_and_note() -> None:
    """Kind, note, place, what stands there, who says it, and where else it shows."""
    found = ask(invented(GRAPH), "discrepancies", lang="en")
    names = (
        "source", "discrepancy", "kindLabel", "note", "start", "attested", "attestedLabel",
        "speakerLabel", "otherSource", "otherStart",
    )  # fmt: skip
    assert [
        ("source/article", "discrepancy/name", "misspelling", "name, noted", "60",
         "membership/head", "", "", "", ""),
        ("source/article-comment", "discrepancy/typing", "misspelling", "typing, noted", "220",
         "claim/remark", "It is so", "Ann", "", ""),
        ("source/article-en", "discrepancy/censors", "mistranslation", "censors, noted", "10",
         "claim/both", "It is so", "Ann", "source/article", "10"),
        ("source/article-en", "discrepancy/lead-dropped", "omission", "lead-dropped, noted", "",
         "", "", "", "source/article", "100"),
    ] == [tuple(each.get(name, "") for name in names) for each in found]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"source": "article"}, {"name", "typing"}),
        ({"source": "article-comment"}, {"typing"}),
        ({"source": "article-en"}, {"censors", "lead-dropped"}),
        ({"source": "herald"}, set()),
        ({"kind": "misspelling"}, {"name", "typing"}),
        ({"kind": "misspelling", "source": "article-comment"}, {"typing"}),
    ],
)
def test_discrepancies_of_a_source_and_of_a_kind(
    values: dict[str, str], expected: set[str]
) -> None:
    """A page has those of its comments; a comment has its own."""
    found = ask(invented(GRAPH), "discrepancies", **values)
    assert {f"discrepancy/{slug}" for slug in expected} == {each["discrepancy"] for each in found}
    assert ("source/article",) in pick(found, "whole") or "typing" not in expected


def test_translation_and_original_differ() -> None:
    """What each has alone, at its most direct place, and what is wrong in the translation."""
    found = ask(invented(GRAPH), "translation-and-original", lang="en")
    names = ("difference", "claim", "source", "start", "discrepancy", "kindLabel", "note",
             "originalStart")  # fmt: skip
    assert [
        ("discrepancy", "claim/both", "source/article-en", "10", "discrepancy/censors",
         "mistranslation", "censors, noted", "10"),
        ("discrepancy", "", "source/article-en", "", "discrepancy/lead-dropped", "omission",
         "lead-dropped, noted", "100"),
        ("original", "claim/lead", "source/article", "100", "", "", "", ""),
        ("original", "claim/remark", "source/article-comment", "200", "", "", "", ""),
        ("translation", "claim/elsewhere", "source/article-en", "300", "", "", "", ""),
    ] == [tuple(each.get(name, "") for name in names) for each in found]  # fmt: skip
    assert {("source/article-en", "source/article")} == pick(found, "translation", "original")


def test_who_speaks_is_told_of_what_differs() -> None:
    """Claims come with speaker, stance and proposition; a whole text has none."""
    found = ask(invented(GRAPH), "translation-and-original", lang="fr")
    told = {each.get("claim", ""): each for each in found}
    assert ("Anne", "nie", "Il en est ainsi", "dans l'original seul") == tuple(
        told["claim/remark"][name]
        for name in ("speakerLabel", "stanceLabel", "propositionLabel", "differenceLabel")
    )
    assert "speaker" not in told[""]


def test_a_day_leaves_out_what_is_not_yet_said() -> None:
    """As of a day before it, the one dated claim is not there; what is wrong stays."""
    before = ask(invented(GRAPH), "translation-and-original", asOf="2019-12-31")
    assert "claim/elsewhere" not in {each.get("claim") for each in before}
    assert len(before) == 4


def test_other_translations_are_told_apart() -> None:
    """A second translation has its own differences, asked by its name."""
    other = f"""
    <source/article-de> a hg:Source ; schema:translationOfWork <source/article> ; hg:sha256 "4" .
    {place("article-de", 10, "lead", more="hg:relays <source/article/100-110>")}
    """
    store = invented(GRAPH, other)
    found = ask(store, "translation-and-original", translation="article-de")
    expected = {("original", "claim/both"), ("original", "claim/remark")}
    assert expected == pick(found, "difference", "claim")
    english = ask(store, "translation-and-original", translation="article-en")
    assert english == ask(invented(GRAPH), "translation-and-original")


def test_a_fault_of_the_original_is_no_difference() -> None:
    """What the translation copies is wrong in both: it is told of each, and is no difference."""
    copied = f"""
    <source/article/10-20> hg:discrepancy <discrepancy/word-missing> .
    <source/article-en/10-20> hg:discrepancy <discrepancy/word-missing-en> .
    {fault("word-missing", "omission")} {fault("word-missing-en", "omission")}
    """
    store = invented(GRAPH, copied)
    expected = ask(invented(GRAPH), "translation-and-original")
    assert expected == ask(store, "translation-and-original")
    found = {each["discrepancy"] for each in ask(store, "discrepancies", kind="omission")}
    assert {"discrepancy/word-missing", "discrepancy/word-missing-en"} <= found


def test_the_original_of_a_fault_is_what_is_relayed() -> None:
    """Where the discrepancy points at no place of the original, the place that is relayed is it."""
    unpointed = GRAPH.replace(", <source/article/10-20>", "").replace(
        " ; oa:hasTarget <source/article/10-20>", ""
    )
    assert unpointed != GRAPH
    store = invented(unpointed)
    found = ask(store, "translation-and-original")
    assert {("discrepancy/censors", "10")} <= pick(found, "discrepancy", "originalStart")
    assert {("",)} == pick((e for e in found if "discrepancy" not in e), "originalStart")
