"""How much of a source has been gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.project.sources.anchors import read_texts
from hdhgraph.project.sources.coverage import coverage, covered, sentences, uncovered

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = """
@base <https://example.org/id/> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
<page> hg:length 100 ; hg:leavesOut <page/90-100#left-out> .
<page/90-100#left-out> oa:start 90 ; oa:end 100 .
<comment> schema:isPartOf <page> .
<a> oa:hasSource <page> ; oa:hasSelector <a#sel> .
<a#sel> oa:start 10 ; oa:end 30 .
<b> oa:hasSource <comment> ; oa:hasSelector <b#sel> .
<b#sel> oa:start 20 ; oa:end 40 .
"""


def test_spans_of_parts_count_for_the_whole() -> None:
    """What a comment attests covers the page that it is part of."""
    store = ox.Store()
    store.load(EXAMPLE.encode(), format=ox.RdfFormat.TURTLE)
    (own,) = coverage(store)
    assert (own.length, own.anchored, own.left_out) == (100, [(10, 30), (20, 40)], [(90, 100)])


@pytest.mark.parametrize(
    ("spans", "total"),
    [
        ([], 0),
        ([(0, 5)], 5),
        ([(10, 30), (20, 40)], 30),
        ([(5, 6), (0, 10)], 10),
        ([(0, 1)] * 3, 1),
    ],
)
def test_each_character_counts_once(spans: list[tuple[int, int]], total: int) -> None:
    """Overlapping spans are not added up."""
    assert covered(spans) == total


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("First line\nsecond line.", ["First line", "second line."]),
        ("Wait… what?", ["Wait…", "what?"]),
        ("v1.2 is out. ", ["v1.2 is out."]),
        ("\n\n---\n", []),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    """A sentence ends at a line end, or at a mark that a space follows."""
    assert [text[start:end] for start, end in sentences(text)] == found


def test_passed_over_sentences_are_found() -> None:
    """A sentence that no span overlaps is listed; one that is touched is not."""
    text = "One is. Two is. Three is."
    missed = [text[start:end] for start, end in uncovered(text, [(0, 3), (17, 18)])]
    assert missed == ["Two is."]


def test_no_sentence_of_a_source_was_passed_over(store: ox.Store, texts: Path) -> None:
    """Every sentence of every held source is under an anchor, or left out with a reason."""
    found, _ = read_texts(store, texts)
    assert len(found) >= 2
    for own in coverage(store):
        assert uncovered(found[own.source], [*own.anchored, *own.left_out]) == [], own.source
