"""A place in words: who published it, whose words it has, and through whom they came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from claim_forms import facts_of
from hdhgraph.claims.forms.attribution import credit, path, where, whose_words
from hdhgraph.claims.forms.forms import Edition, annotation, citation, credit_line, schema_claim
from hdhgraph.claims.forms.nanopublication import nanopublication
from hdhgraph.project.about import About
from hdhgraph.rdf.namespaces import HGID
from invented import claim, invented, place

if TYPE_CHECKING:
    from hdhgraph.claims.model import ClaimFacts

EDITION = Edition(About("example"), "0" * 64)
THINGS = """
<actor/ann> a hg:Actor, foaf:Person ; skos:prefLabel "Ann"@en, "Anne"@fr .
<actor/bob> a hg:Actor, foaf:Person ; skos:prefLabel "Bob"@en, "Bob"@fr .
<actor/gazette> a hg:Actor, hg:Organisation ; skos:prefLabel "The Gazette"@en, "La Gazette"@fr .
<actor/herald> a hg:Actor, hg:Organisation ; skos:prefLabel "The Herald"@en, "Le Héraut"@fr .
<proposition/late> a hg:Proposition ; skos:prefLabel "It is late"@en, "Il est tard"@fr .
<source/letter> a hg:Source ; schema:author <actor/ann> ; hg:edtf "2021-03" ;
    skos:prefLabel "Letter"@en, "Lettre"@fr .
<source/gazette> a hg:Source ; schema:publisher <actor/gazette> ;
    skos:prefLabel "Story"@en, "Récit"@fr .
<source/site> a hg:Source ; schema:publisher <actor/herald> .
<source/comment> a hg:Source ; schema:author <actor/bob> ; schema:isPartOf <source/site> ;
    hg:edtf "2021-05-04" ; skos:prefLabel "Comment"@en, "Commentaire"@fr .
<source/bare> a hg:Source ; skos:prefLabel "Leaflet"@en, "Tract"@fr .
<source/translation> a hg:Source ; schema:translationOfWork <source/comment> ;
    skos:prefLabel "Remark"@en, "Remarque"@fr .
"""
RELAYED = (
    place("letter", None, "far", "own-voice"),
    place("gazette", None, "far", "indirect", "hg:relays <source/letter/far>"),
    place("comment", 10, "far", "direct", "hg:relays <source/gazette/far>"),
    place("translation", 5, "far", "direct", "hg:relays <source/comment/10-20>"),
    place("gazette", None, "heard", "indirect"),
    place("bare", 30, "heard", "mixed", "hg:relays <source/gazette/heard>"),
    place("translation", 40, "foreign", "direct", "hg:relays <source/comment/40-50>"),
    place("gazette", None, "other", "indirect"),
    place("comment", 40, "other", "indirect", "hg:relays <source/gazette/other>"),
    *(place("bare", 100 + n, f"near-{mode}", mode) for n, mode in enumerate(
        ("direct", "mixed", "indirect", "own-voice", "presupposed"))),
)  # fmt: skip
CLAIMS = ("far", "heard", "foreign", "other", "near-direct", "near-mixed", "near-indirect",
          "near-own-voice", "near-presupposed")  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, ClaimFacts]:
    """The facts of invented claims of Ann, by name."""
    store = invented(THINGS, *(claim(name, "ann", "late") for name in CLAIMS), *RELAYED)
    return {name: facts_of(store, f"{HGID}claim/{name}") for name in CLAIMS}


@pytest.mark.parametrize(
    ("name", "english", "french"),
    [
        (
            "far",
            "in “Letter” (March 2021), reported by The Gazette, quoted by Bob, The Herald",
            "dans « Lettre » (mars 2021), rapporté par La Gazette, cité par Bob, Le Héraut",
        ),
        (
            "heard",
            "reported by The Gazette, quoted by “Leaflet”",
            "rapporté par La Gazette, cité par « Tract »",
        ),
        (
            "foreign",
            "reported by The Gazette, reported by Bob, The Herald, translated in “Remark”",
            "rapporté par La Gazette, rapporté par Bob, Le Héraut, traduit dans « Remarque »",
        ),
        ("near-direct", "", ""),
    ],
)
def test_a_speaker_reached_through_others_is_cited_so(
    told: dict[str, ClaimFacts], name: str, english: str, french: str
) -> None:
    """Whoever is nearest to the speaker comes first; what the speaker wrote is no report."""
    facts = told[name]
    assert path(facts.places[0], facts.speaker, "en") == english
    assert path(facts.places[0], facts.speaker, "fr") == french


def test_author_outlet_and_date_are_named_where_a_text_tells_them(
    told: dict[str, ClaimFacts],
) -> None:
    """The outlet of a part is that of the whole; what is not told is left out."""
    first = told["far"].places[0]
    assert where(first, "en") == (
        "Bob, The Herald, “Comment”, 4 May 2021, characters 10 to 20, in the speaker's own words"
    )
    assert where(first, "fr") == (
        "Bob, Le Héraut, « Commentaire », 4 mai 2021, caractères 10 à 20, "
        "dans les mots mêmes du locuteur"
    )
    bare = told["near-direct"].places[0]
    assert credit(bare.source, "en") == ""
    assert where(bare, "en") == "“Leaflet”, characters 100 to 110, in the speaker's own words"


def test_whose_words_are_told_on_every_line(told: dict[str, ClaimFacts]) -> None:
    """Each mode has its own words, and they stand in every form of a claim."""
    modes = [name for name in CLAIMS if name.startswith("near-")]
    for lang in ("fr", "en"):
        words = [whose_words(told[name].places[0].mode, lang) for name in modes]
        assert all(words)
        assert len(set(words)) == len(modes)
    for facts in told.values():
        for lang in ("fr", "en"):
            words = whose_words(facts.places[0].mode, lang)
            came = path(facts.places[0], facts.speaker, lang)
            note = citation(facts, EDITION, lang).note
            assert words in note
            assert came[1:] in note
            for at in facts.places:
                line = credit_line(at, facts.speaker, lang)
                for document in (annotation(facts, EDITION), schema_claim(facts, EDITION)):
                    assert json.dumps(line) in json.dumps(document)
                assert line in nanopublication(facts, EDITION).decode()
