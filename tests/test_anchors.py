"""Anchors against texts: verified, wrong, cannot check; on invented texts and the real ones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.project.sources.anchors import (
    SourceState,
    Verdict,
    Verification,
    anchors,
    digest,
    read_texts,
    sources,
    verify,
)
from hdhgraph.rdf.files import select

if TYPE_CHECKING:
    from pathlib import Path

EX = "https://example.org/invented/"
PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
"""
# An invented text: 𝄞 is one code point beyond the BMP (two UTF-16 units, four UTF-8 bytes).
TEXT = "L'𝄞 dit\u00a0: « l\u2019été est là ». L'exemple répète : l\u2019été.\r\n"
OTHER = "Another invented page. It says something else, twice: else.\n"


@dataclass(frozen=True)
class World:
    """A folder with the invented texts, and the graph of their sources."""

    folder: Path
    turtle: str

    def verify(self, anchor: str) -> list[Verification]:
        """Hold the anchors of some Turtle against the texts in the folder."""
        store = load(self.turtle + anchor)
        return verify(store, read_texts(store, self.folder)[0])

    def one(self, anchor: str) -> Verification:
        """Return the only verification."""
        (result,) = self.verify(anchor)
        return result


def load(turtle: str) -> ox.Store:
    """Load invented Turtle."""
    store = ox.Store()
    store.load(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return store


def held(name: str, text: str) -> str:
    """Describe a held source."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return f'ex:{name} a hg:Source ; dcterms:identifier "{name}.txt" ; hg:sha256 "{sha256}" .\n'


def anchor(
    start: int,
    end: int,
    *,
    text: str = TEXT,
    source: str = "page",
    fragment: str | None = None,
    sha256: str | None = None,
) -> str:
    """Describe an attestation; its digest is that of the span unless another is given."""
    found = sha256 or digest(text[start:end])
    said = f'; hg:fragment "{fragment}"' if fragment else ""
    return f"""
    ex:attestation a hg:Attestation ; oa:hasSource ex:{source} {said} ;
        oa:hasSelector [ oa:start {start} ; oa:end {end} ; hg:sha256 "{found}" ] ."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two invented pages that are held, a part of one, and a page that is not held."""
    for name, text in (("page", TEXT), ("other", OTHER)):
        (tmp_path / f"{name}.txt").write_bytes(text.encode())
    turtle = held("page", TEXT) + held("other", OTHER)
    turtle += "ex:comment a hg:Source ; schema:isPartOf ex:page .\nex:unheld a hg:Source ."
    return World(tmp_path, turtle)


def test_a_right_anchor_is_verified(world: World) -> None:
    """The span has the digest and holds the fragment."""
    start = TEXT.index("l\u2019été")
    result = world.one(anchor(start, start + 12, fragment="l\u2019été est"))
    assert (result.verdict, result.reason, result.elsewhere) == (Verdict.VERIFIED, "", ())


def test_offsets_are_code_points(world: World) -> None:
    """After a character beyond the BMP, neither UTF-16 units nor bytes are counted."""
    assert TEXT[2] == "𝄞"
    assert world.one(anchor(2, 3, fragment="𝄞")).verdict is Verdict.VERIFIED
    assert world.one(anchor(4, 7, fragment="dit")).verdict is Verdict.VERIFIED
    in_utf_16 = len(TEXT[:4].encode("utf-16-le")) // 2
    shifted = world.one(anchor(in_utf_16, in_utf_16 + 3, sha256=digest("dit"), fragment="dit"))
    assert shifted.verdict is Verdict.WRONG
    assert shifted.elsewhere == (f"{EX}page 4-7",)


def test_the_whole_text_is_a_span(world: World) -> None:
    """The end is exclusive, so the last anchor ends at the length; line ends are as stored."""
    assert world.one(anchor(0, len(TEXT))).verdict is Verdict.VERIFIED
    assert TEXT.endswith("\r\n")


def test_a_wrong_digest_is_wrong(world: World) -> None:
    """Another span than the one that was meant is found by its digest."""
    result = world.one(anchor(0, 7, sha256=digest("other words")))
    assert result.verdict is Verdict.WRONG
    assert "characters 0-7 have another SHA-256" in result.reason


def test_a_fragment_outside_its_span_is_wrong(world: World) -> None:
    """The words stand in the text, but not there: every place is named."""
    result = world.one(anchor(0, 7, fragment="l\u2019été"))
    assert "the fragment is not in the characters 0-7" in result.reason
    places = [TEXT.index("l\u2019été"), TEXT.rindex("l\u2019été")]
    assert result.elsewhere == tuple(f"{EX}page {place}-{place + 5}" for place in places)


def test_a_fragment_is_exact_to_the_character(world: World) -> None:
    """A straight apostrophe is not a curly one, a space not a no-break space."""
    start = TEXT.index("l\u2019été")
    for fragment in ("l'été", "L\u2019été", "dit : «"):
        result = world.one(anchor(start, start + 12, fragment=fragment))
        assert (result.verdict, result.elsewhere) == (Verdict.WRONG, ())


def test_misattributed_words_are_found_where_they_stand(world: World) -> None:
    """Words of another source are told apart from words that stand nowhere."""
    result = world.one(anchor(0, 7, fragment="something else"))
    start = OTHER.index("something else")
    assert result.elsewhere == (f"{EX}other {start}-{start + 14}",)
    assert world.one(anchor(0, 7, fragment="never said")).elsewhere == ()


@pytest.mark.parametrize(("start", "end"), [(0, 10_000), (5, 5), (7, 3), (9_000, 9_001)])
def test_a_place_that_is_no_span_is_wrong(world: World, start: int, end: int) -> None:
    """Out of range, empty or backwards: no slice of Python's is taken for it."""
    result = world.one(anchor(start, end, fragment="dit"))
    assert result.verdict is Verdict.WRONG
    assert f"{start}-{end} is no span of a text of {len(TEXT)} characters" in result.reason
    assert result.elsewhere == (f"{EX}page 4-7",)


def test_a_missing_selector_is_wrong(world: World) -> None:
    """A held source needs a place."""
    result = world.one("ex:attestation oa:hasSource ex:page .")
    assert (result.verdict, result.reason) == (Verdict.WRONG, "there is no selector")


@pytest.mark.parametrize("value", ['"four"', "4.5", "-3", '"4"^^ex:offset', "<#four>"])
def test_an_offset_that_is_no_number_is_wrong(world: World, value: str) -> None:
    """What cannot be an offset is a wrong anchor, not an end of the checking."""
    text = anchor(4, 7).replace("oa:start 4 ", f"oa:start {value.replace('<#', f'<{EX}')} ")
    result = world.one(text)
    assert result.verdict is (Verdict.VERIFIED if value.startswith('"4"') else Verdict.WRONG)


def test_a_part_is_anchored_in_the_file_of_its_whole(world: World) -> None:
    """A comment on a page has its offsets in the page's file."""
    result = world.one(anchor(4, 7, source="comment", fragment="dit"))
    assert result.verdict is Verdict.VERIFIED
    assert (result.anchor.source, result.anchor.held) == (f"{EX}comment", f"{EX}page")


def test_a_source_that_is_not_held_cannot_be_checked(world: World) -> None:
    """What nobody here can read is neither right nor wrong."""
    result = world.one("ex:attestation oa:hasSource ex:unheld .")
    assert (result.verdict, result.reason) == (Verdict.CANNOT_CHECK, "the source is not held")


def test_a_missing_file_cannot_be_checked(world: World) -> None:
    """Without its text, an anchor is neither right nor wrong; the source is told missing."""
    (world.folder / "page.txt").unlink()
    states = read_texts(load(world.turtle), world.folder)[1]
    assert states == {f"{EX}page": SourceState.MISSING, f"{EX}other": SourceState.FOUND}
    assert world.one(anchor(4, 7)).verdict is Verdict.CANNOT_CHECK


def test_a_changed_file_cannot_be_checked(world: World) -> None:
    """One byte more is another text: its anchors are not judged by it."""
    path = world.folder / "page.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    texts, states = read_texts(load(world.turtle), world.folder)
    assert states[f"{EX}page"] is SourceState.CHANGED
    assert list(texts) == [f"{EX}other"]
    assert world.one(anchor(4, 7)).verdict is Verdict.CANNOT_CHECK


def test_line_ends_are_not_repaired(world: World) -> None:
    """A text whose line ends an editor changed is another text."""
    path = world.folder / "page.txt"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    assert read_texts(load(world.turtle), world.folder)[1][f"{EX}page"] is SourceState.CHANGED


def test_a_file_that_is_not_utf_8_cannot_be_checked(world: World) -> None:
    """A digest that fits bytes without code points has no offsets to check."""
    raw = "été".encode("latin-1")
    (world.folder / "page.txt").write_bytes(raw)
    turtle = world.turtle.replace(digest(TEXT), hashlib.sha256(raw).hexdigest())
    assert World(world.folder, turtle).one(anchor(0, 1)).verdict is Verdict.CANNOT_CHECK


def test_anchors_come_by_source_and_place(world: World) -> None:
    """A report reads in the order of the texts."""
    turtle = "".join(
        anchor(start, start + 1).replace("ex:attestation", f"ex:a{start}") for start in (30, 4, 9)
    )
    assert [each.start for each in anchors(load(world.turtle + turtle))] == [4, 9, 30]
    assert [each.file for each in sources(load(world.turtle))] == ["other.txt", "page.txt"]


@given(st.data())
def test_every_span_of_a_text_verifies(data: st.DataObject) -> None:
    """For any span, its digest and any fragment in it verify; one place on, they do not."""
    start = data.draw(st.integers(0, len(TEXT) - 2))
    end = data.draw(st.integers(start + 1, len(TEXT) - 1))
    store = load(held("page", TEXT) + anchor(start, end))
    texts = {f"{EX}page": TEXT}
    assert [each.verdict for each in verify(store, texts)] == [Verdict.VERIFIED]
    shifted = load(held("page", TEXT) + anchor(start + 1, end + 1, sha256=digest(TEXT[start:end])))
    same = TEXT[start:end] == TEXT[start + 1 : end + 1]
    expected = Verdict.VERIFIED if same else Verdict.WRONG
    assert [each.verdict for each in verify(shifted, texts)] == [expected]


def test_every_anchor_of_the_bundled_graph_is_verified(store: ox.Store, texts: Path) -> None:
    """Each attestation of a held source stands where the graph says, to the character."""
    found, states = read_texts(store, texts)
    assert found
    assert set(states.values()) == {SourceState.FOUND}
    results = verify(store, found)
    assert [] == [each for each in results if each.verdict is Verdict.WRONG]
    unchecked = {each.reason for each in results if each.verdict is Verdict.CANNOT_CHECK}
    assert unchecked <= {"the source is not held"}
    assert sum(each.verdict is Verdict.VERIFIED for each in results) > 100


def test_no_attestation_of_the_bundled_graph_escapes_verification(store: ox.Store) -> None:
    """Every attestation is an anchor that is held against a text."""
    every = "SELECT ?a { ?a a <https://w3id.org/hdhgraph/ont#Attestation> }"
    attestations = {solution["a"].value for solution in select(store, every)}
    assert attestations
    assert attestations == {each.attestation for each in anchors(store)}
