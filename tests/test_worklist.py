"""What helps to add a source by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.errors import InputError
from hdhgraph.project.sources.anchors import digest
from hdhgraph.project.sources.worklist import (
    Neighbours,
    find,
    near,
    neighbours,
    propose_slug,
    read_text,
    skeleton,
)
from hdhgraph.rdf.namespaces import HGID

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Déjà vu, dit-elle. L\u2019été 𝄞 vient. Déjà vu, encore."


def test_words_are_found_wherever_they_stand() -> None:
    """Every place is given, so that a person can choose."""
    assert [each.span for each in find(TEXT, "Déjà vu", "example")] == [(0, 7), (34, 41)]


def test_offsets_are_code_points() -> None:
    """A character beyond the Basic Multilingual Plane counts once."""
    (found,) = find(TEXT, "vient", "example")
    assert TEXT[slice(*found.span)] == "vient"


@pytest.mark.parametrize("words", ["deja  VU, dit", "l'ete 𝄞"])
def test_words_nearly_there_are_found(words: str) -> None:
    """Case, accents, spaces and apostrophes are forgiven in a hint, and the raw words returned."""
    (found,) = near(TEXT, words, "example")
    assert TEXT[slice(*found.span)] == found.words


@pytest.mark.parametrize("words", ["", "   ", "nothing of the kind"])
def test_absent_words_are_not_found(words: str) -> None:
    """No words, or words that are not there, stand nowhere."""
    assert find("abc", words, "example") == []
    assert near("abc", words.strip(), "example") == []


def test_attestation_is_ready_to_paste() -> None:
    """What is printed holds the place, the digest and the fragment."""
    (found,) = find(TEXT, "dit-elle", "example")
    text = found.turtle("fr")
    assert f'hg:sha256 "{digest("dit-elle")}"' in text
    assert "<source/example/9-17#sel> a oa:TextPositionSelector" in text
    assert 'hg:fragment "dit-elle"@fr' in text


def test_attestation_of_a_shared_selector_waits_for_its_slug() -> None:
    """Its IRI, and that of its selector, are to end in what it attests; numbers are not made."""
    (found,) = find(TEXT, "dit-elle", "example")
    text = found.turtle("fr", is_shared=True)
    assert "<source/example/9-17-…> a hg:Attestation" in text
    assert text.count("<source/example/9-17-…#sel>") == 2


# A quotation of 10 to 40, two attestations of 20 to 30 within it, a paraphrase, and another text.
PLACES = """
@base <https://w3id.org/hdhgraph/id/> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix mode: <https://w3id.org/hdhgraph/vocab/mode/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<source/a> hg:sha256 "a" ; dcterms:identifier "a.txt" .
<source/b> hg:sha256 "b" ; dcterms:identifier "b.txt" .
<source/comment> schema:isPartOf <source/a> .
<claim/x> hg:speaker <actor/ann> .
<claim/y> hg:speaker <actor/ben> .
<source/a/10-40> oa:hasSource <source/a> ; hg:attests <claim/x> ; hg:mode mode:direct ;
    oa:hasSelector [ oa:start 10 ; oa:end 40 ; hg:sha256 "" ] .
<source/a/20-30-x> oa:hasSource <source/comment> ; hg:attests <claim/x> ; hg:mode mode:indirect ;
    oa:hasSelector [ oa:start 20 ; oa:end 30 ; hg:sha256 "" ] .
<source/a/20-30-y> oa:hasSource <source/a> ; hg:attests <claim/y> ; hg:mode mode:mixed ;
    oa:hasSelector [ oa:start 20 ; oa:end 30 ; hg:sha256 "" ] .
<source/a/50-90> oa:hasSource <source/a> ; hg:attests <claim/y> ; hg:mode mode:indirect ;
    oa:hasSelector [ oa:start 50 ; oa:end 90 ; hg:sha256 "" ] .
<source/b/50-60> oa:hasSource <source/b> ; hg:attests <claim/y> ; hg:mode mode:direct ;
    oa:hasSelector [ oa:start 50 ; oa:end 60 ; hg:sha256 "" ] .
<source/a/bad> oa:hasSource <source/a> ; oa:hasSelector [ oa:start "x" ; oa:end 9 ; hg:sha256 "" ] .
"""


@pytest.mark.parametrize(
    ("span", "alike", "speakers"),
    [
        ((20, 30), ("source/a/20-30-x", "source/a/20-30-y"), ("actor/ann", "actor/ben")),
        ((21, 29), (), ("actor/ann", "actor/ben")),
        ((10, 40), ("source/a/10-40",), ("actor/ann",)),
        ((9, 40), (), ()),
        ((50, 60), (), ()),
    ],
)
def test_neighbours_of_a_span(
    span: tuple[int, int], alike: tuple[str, ...], speakers: tuple[str, ...]
) -> None:
    """Told are attestations of just these characters, in parts too, and who is quoted around."""
    store = ox.Store()
    store.load(PLACES, format=ox.RdfFormat.TURTLE)
    expected = Neighbours(
        tuple(HGID + each for each in alike), tuple(HGID + each for each in speakers)
    )
    assert expected == neighbours(store, f"{HGID}source/a", span)


def test_long_words_have_no_fragment() -> None:
    """More than twelve words are anchored, never copied."""
    words = " ".join(["word"] * 13)
    (found,) = find(words, words, "example")
    assert "hg:fragment" not in found.turtle("en")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("000_2ea0", "000-2ea0"),
        ("L'Été à Paris !", "l-ete-a-paris"),
        ("…", "source"),
        ("a" * 80, "a" * 60),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    """A slug is ASCII, lower case, hyphenated and at most 60 characters long."""
    assert propose_slug(name) == slug


def test_skeleton_is_turtle(tmp_path: Path) -> None:
    """A new source's file parses, states the digest, and copies at most six words of a sentence."""
    path = tmp_path / "example.txt"
    path.write_text("One two three four five six seven eight.\nNine.\n", encoding="utf-8")
    text = skeleton(path, "example", "en")
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    assert {quad.subject.value for quad in quads} == {"https://w3id.org/hdhgraph/id/source/example"}
    assert "# [ ] 0-40  One two three four five six …" in text
    assert "seven" not in text


def test_unusable_texts_are_refused(tmp_path: Path) -> None:
    """A missing, empty or wrongly encoded text is said to be so."""
    path = tmp_path / "text.txt"
    with pytest.raises(InputError, match="cannot be read"):
        read_text(path)
    path.write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="UTF-8 at byte 3"):
        read_text(path)
    path.write_bytes(b"  \n")
    with pytest.raises(InputError, match="empty"):
        read_text(path)
