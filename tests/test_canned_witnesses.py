"""Independent witnesses: sources that are probably one root are told, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place

GRAPH: Final = """
<actor/ann> a hg:Actor, foaf:Person .
<actor/gazette> a hg:Organisation . <actor/herald> a hg:Organisation .
<source/article> a hg:Source ; schema:publisher <actor/gazette> ; hg:sha256 "1" .
<source/article-2> a hg:Source ; schema:publisher <actor/gazette> ; hg:sha256 "2" .
<source/article-en> a hg:Source ; schema:translationOfWork <source/article> ; hg:sha256 "3" .
<source/comment> a hg:Source ; schema:isPartOf <source/article> .
<source/herald> a hg:Source ; schema:publisher <actor/herald> ; hg:sha256 "4" .
<source/blog> a hg:Source ; hg:sha256 "5" .
<source/speech> a hg:Source .
<proposition/it> a hg:Proposition ; schema:about topic:hosting .
<event/talk> a hg:Event ; dcterms:type eventkind:interview ; hg:involves <actor/ann> .
<event/talk-with-gazette> a hg:Event ; dcterms:type eventkind:interview ;
    hg:involves <actor/ann>, <actor/gazette> .
<event/hearing> a hg:Event ; dcterms:type eventkind:hearing ; hg:involves <actor/gazette> .
<event/call> a hg:Event ; dcterms:type eventkind:call ; hg:involves <actor/gazette> .
"""
LONG: Final = "pas du tout un choix idéal"


def seen(source: str, start: int, words: str = "", more: str = "") -> str:
    """Return a place of the claim that shows some words."""
    shown = f'hg:fragment "{words}"@fr' if words else ""
    return place(source, start, "it", more=" ; ".join(filter(None, (shown, more))))


def printed(source: str, start: int, end: int, words: str = "") -> str:
    """Return a place whose whole span has the digest of everybody who prints it alike."""
    sel = f"<source/{source}/{start}-{start + 10}#sel>"
    text = seen(source, start, words).replace(f"oa:end {start + 10}", f"oa:end {end}")
    return f'{text}{sel} hg:sha256 "{"a" * 64}" .\n'


@dataclass(frozen=True)
class Case:
    """Places of one claim, what else is known of it, and what is to be answered."""

    places: tuple[str, ...]
    roots: int
    probable: int
    links: frozenset[tuple[str, str, str]] = frozenset()
    known: str = ""


def linked(*pairs: tuple[str, str, str]) -> frozenset[tuple[str, str, str]]:
    """Return pairs of sources with the reason, each way."""
    both = [(one, other, why) for one, other, why in pairs]
    both += [(other, one, why) for one, other, why in pairs]
    return frozenset((f"source/{one}", f"source/{other}", why) for one, other, why in both)


CASES: Final = {
    "one source": Case((seen("article", 1, LONG), seen("article", 30, LONG)), 1, 1),
    "other words": Case(
        (seen("article", 1, LONG), seen("herald", 1, "ce n'était pas le mieux")), 2, 2
    ),
    "the same five words": Case(
        (seen("article", 1, LONG), seen("herald", 1, LONG)),
        2, 1, linked(("article", "herald", "words")),
    ),
    "the same words, set otherwise": Case(
        (
            seen("article", 1, "Ce n'est pas, non, un choix"),
            seen("herald", 1, "« ce n\u2019est pas\u00a0: non ! un choix »"),
        ),
        2, 1, linked(("article", "herald", "words")),
    ),
    "words inside longer ones": Case(
        (seen("article", 1, LONG), seen("herald", 1, f"ce n'est {LONG}, hélas")),
        2, 1, linked(("article", "herald", "words")),
    ),
    "four words only": Case(
        (seen("article", 1, "« pas un choix idéal »"), seen("herald", 1, "« pas un choix idéal »")),
        2, 2,
    ),
    "the end of a word": Case(
        (seen("article", 1, "il a dit ce que tu"), seen("herald", 1, "il a dit ce que tuera")), 2, 2
    ),
    "one digest, five words shown": Case(
        (printed("article", 1, 30, LONG), printed("herald", 1, 30, "choix idéal")),
        2, 1, linked(("article", "herald", "words")),
    ),
    "one digest of a long span": Case(
        (printed("article", 1, 90), printed("herald", 1, 90)),
        2, 1, linked(("article", "herald", "words")),
    ),
    "one digest of a word or two": Case(
        (printed("article", 1, 14, "choix idéal"), printed("herald", 1, 14, "choix idéal")), 2, 2
    ),
    "three with the same words": Case(
        (seen("article", 1, LONG), seen("herald", 1, LONG), seen("blog", 1, LONG)),
        3, 1, frozenset({
            ("source/article", "source/blog", "words"), ("source/blog", "source/article", "words"),
            ("source/herald", "source/article", "words"),
        }),
    ),
    "two that share words with a third": Case(
        (
            seen("article", 1, LONG), seen("herald", 1, "on aurait bien aimé un autre"),
            seen("blog", 1, f"{LONG}, on aurait bien aimé un autre"),
        ),
        3, 1, frozenset({
            ("source/article", "source/blog", "words"), ("source/blog", "source/article", "words"),
            ("source/herald", "source/blog", "words"),
        }),
    ),
    "two of three": Case(
        (seen("article", 1, LONG), seen("herald", 1, LONG), seen("blog", 1, "autre chose")),
        3, 2, linked(("article", "herald", "words")),
    ),
    "an interview with the outlet as addressee": Case(
        (seen("article", 1, "un"), seen("herald", 1, "deux")),
        2, 1, linked(("article", "herald", "occasion")), "hg:addressee <actor/gazette>",
    ),
    "an interview that involves the outlet": Case(
        (seen("article", 1, "un"), seen("herald", 1, "deux")),
        2, 1, linked(("article", "herald", "occasion")), "hg:madeAt <event/talk-with-gazette>",
    ),
    "an interview with an outlet whose text is not here": Case(
        (seen("blog", 1, "un"), seen("herald", 1, "deux")),
        2, 1, linked(("blog", "herald", "occasion")), "hg:madeAt <event/talk>",
    ),
    "the outlet's words in a part of its page": Case(
        (seen("comment", 1, "un"), seen("herald", 1, "deux")),
        2, 1, linked(("comment", "herald", "occasion")), "hg:addressee <actor/gazette>",
    ),
    "two texts of the outlet itself": Case(
        (seen("article", 1, "un"), seen("article-2", 1, "deux")),
        2, 2, frozenset(), "hg:madeAt <event/talk-with-gazette>",
    ),
    "same words and same occasion": Case(
        (seen("article", 1, LONG), seen("herald", 1, LONG)),
        2, 1, linked(("article", "herald", "both")), "hg:addressee <actor/gazette>",
    ),
    "an addressee who publishes none of the texts": Case(
        (seen("blog", 1, "un"), seen("herald", 1, "deux")), 2, 2, frozenset(),
        "hg:addressee <actor/gazette>",
    ),
    "a call that involves an outlet": Case(
        (seen("article", 1, "un"), seen("herald", 1, "deux")), 2, 2, frozenset(),
        "hg:madeAt <event/call>",
    ),
    "two papers at one hearing": Case(
        (seen("article", 1, LONG), seen("herald", 1, LONG)), 2, 2, frozenset(),
        "hg:madeAt <event/hearing> ; hg:addressee <actor/gazette>",
    ),
    "a translation": Case(
        (seen("article", 1, LONG), seen("article-en", 1, LONG, "hg:relays <source/article/1-11>")),
        1, 1,
    ),
    "a paper that relays another": Case(
        (seen("article", 1, LONG), seen("herald", 1, LONG, "hg:relays <source/article/1-11>")),
        1, 1,
    ),
    "a speech that is not held": Case(
        (
            place("speech", None, "it", "own-voice"),
            seen("article", 1, LONG, "hg:relays <source/speech/it>"),
            seen("herald", 1, LONG),
        ),
        2, 1, linked(("herald", "speech", "words")),
    ),
    "presupposed only": Case((place("article", 1, "it", "presupposed"),), 0, 0),
    "presupposed beside a quotation": Case(
        (place("article", 1, "it", "presupposed"), seen("herald", 1, LONG)), 1, 1
    ),
    "known through what is presupposed": Case(
        (
            place("speech", None, "it", "own-voice"),
            place("article", 1, "it", "presupposed", "hg:relays <source/speech/it>"),
        ),
        0, 0,
    ),
    "known through a quotation, too": Case(
        (
            place("speech", None, "it", "own-voice"),
            place("article", 1, "it", "presupposed", "hg:relays <source/speech/it>"),
            seen("herald", 1, LONG, "hg:relays <source/speech/it>"),
        ),
        1, 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_probable_roots_are_counted(name: str) -> None:
    """Each root has a solution that tells with which other it is probably one, and why."""
    case = CASES[name]
    store = invented(GRAPH, claim("it", "ann", "it", more=case.known), *case.places)
    found = ask(store, "independent-witnesses", lang="en")
    assert len(found) == max(case.roots, 1)
    assert {(str(case.roots), str(case.probable))} == pick(found, "roots", "probableRoots")
    assert case.links == {each for each in pick(found, "root", "oneWith", "why") if each[2]}


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", {"words": "same words", "occasion": "same occasion",
                "both": "same words, same occasion"}),
        ("fr", {"words": "mêmes mots", "occasion": "même occasion",
                "both": "mêmes mots, même occasion"}),
    ],
)  # fmt: skip
def test_the_reason_is_told_in_words(lang: str, told: dict[str, str]) -> None:
    """Why two roots are probably one is said in the language asked."""
    for case in CASES.values():
        store = invented(GRAPH, claim("it", "ann", "it", more=case.known), *case.places)
        for each in ask(store, "independent-witnesses", lang=lang):
            assert ("why" in each) == ("whyLabel" in each)
            assert each.get("whyLabel") == told.get(each.get("why", ""))


def test_no_relay_is_made_of_it() -> None:
    """What is only probable adds no source and no root, and takes none away."""
    case = CASES["three with the same words"]
    store = invented(GRAPH, claim("it", "ann", "it"), *case.places)
    found = ask(store, "independent-witnesses")
    assert {("3", "3")} == pick(found, "sources", "roots")
    assert {"source/article", "source/blog", "source/herald"} == {each["root"] for each in found}
    assert [] == ask(store, "relay-chains")
