"""What the fragments of a text show of it together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.project.sources.anchors import digest, read_texts, verify
from hdhgraph.project.sources.fragments import MOST_IN_A_ROW, MOST_PER_CENT, Excerpt, excerpts
from invented_texts import EX, held, store_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Span = tuple[int, int]


def shown(text: str, *fragments: Span | tuple[int, int, str]) -> Excerpt:
    """Return what fragments show of a text; each is the whole of its anchor, in any source."""
    turtle = held("page", text)
    for number, (start, end, *source) in enumerate(fragments):
        words = text[start:end]
        turtle += (
            f"ex:a{number} oa:hasSource ex:{source[0] if source else 'page'} ;"
            f" hg:fragment {ox.Literal(words)} ;"
            f" oa:hasSelector [ oa:start {start} ; oa:end {end} ; hg:sha256 '{digest(words)}' ] .\n"
        )
    texts = {f"{EX}page": text}
    (found,) = excerpts(verify(store_of(turtle), texts), texts)
    return found


def words(count: int, letter: str = "a") -> str:
    """Return so many words."""
    return " ".join(f"{letter}{number}" for number in range(count))


def spot(text: str, part: str) -> Span:
    """Return where a part of a text stands."""
    return text.index(part), text.index(part) + len(part)


def runs(found: Excerpt) -> list[int]:
    """Return the lengths of the runs."""
    return [run.words for run in found.runs]


def test_words_under_two_fragments_count_once() -> None:
    """Fragments that overlap show their union."""
    text = "one two three four five six"
    found = shown(text, spot(text, "one two three"), spot(text, "two three four"))
    assert (found.words, found.shown, runs(found)) == (6, 4, [4])


def test_fragments_that_meet_are_one_run() -> None:
    """Nothing but a space is between them; a word that is left out parts them."""
    text = "one two three four five six"
    assert runs(shown(text, spot(text, "one two"), spot(text, "three four"))) == [4]
    assert runs(shown(text, spot(text, "one two"), spot(text, "four five"))) == [2, 2]


def test_a_word_is_shown_by_one_of_its_letters() -> None:
    """Half a word is as good as the word; its punctuation alone is not."""
    text = "L'été, dit-elle, est là."
    assert shown(text, spot(text, "été")).shown == 1
    assert shown(text, spot(text, ", dit")).shown == 1
    assert shown(text, spot(text, ",")).shown == 0


def test_punctuation_alone_is_no_word() -> None:
    """It is not counted, and parts no run, whether it is shown or not."""
    text = "one two : three — four ?"
    found = shown(text, spot(text, "one two"), spot(text, "three — four"))
    assert (found.words, found.shown, runs(found)) == (4, 4, [4])


def test_a_page_and_its_comments_are_one_text() -> None:
    """The last words of the page and the first of a comment may join."""
    text = "one two three\nfour five six"
    found = shown(text, spot(text, "two three"), (*spot(text, "four five"), "comment"))
    assert runs(found) == [4]
    assert [each.source for each in found.runs[0].anchors] == [f"{EX}page", f"{EX}comment"]


def test_a_run_of_twelve_words_is_not_too_long() -> None:
    """Thirteen are, and tell who shows them."""
    text = words(100)
    twelve, more = spot(text, words(12)), spot(text, "a11 a12")
    assert shown(text, twelve).long_runs == []
    (long,) = shown(text, twelve, more, spot(text, "a50 a51")).long_runs
    assert (long.words, long.span) == (MOST_IN_A_ROW + 1, (0, text.index(" a13")))
    assert [each.attestation for each in long.anchors] == [f"{EX}a0", f"{EX}a1"]


def test_two_fifths_are_not_too_much() -> None:
    """One word more is."""
    text = words(20)
    eight, ninth = spot(text, words(8)), spot(text, "a15")
    assert not shown(text, eight).is_too_much
    assert shown(text, eight, ninth).is_too_much


def test_only_anchors_that_hold_count() -> None:
    """A fragment that does not stand in its span shows nothing there; that is told otherwise."""
    text = "one two three four"
    store = store_of(
        held("page", text),
        'ex:a oa:hasSource ex:page ; hg:fragment "three" ;'
        f" oa:hasSelector [ oa:start 0 ; oa:end 7 ; hg:sha256 '{digest('one two')}' ] .",
        'ex:b oa:hasSource ex:unheld ; hg:fragment "one" .',
    )
    texts = {f"{EX}page": text}
    assert [each.shown for each in excerpts(verify(store, texts), texts)] == [0]


def counted(text: str, spans: Sequence[Span]) -> tuple[int, int, int]:
    """Count words, those shown and the longest run, a character at a time."""
    covered = {place for start, end in spans for place in range(start, end)}
    flags, place = [], 0
    for word in text.split(" "):
        places = range(place, place + len(word))
        if any(each.isalnum() for each in word):
            flags.append(any(each in covered and text[each].isalnum() for each in places))
        place += len(word) + 1
    joined = "".join("x" if flag else " " for flag in flags)
    return len(flags), sum(flags), max(map(len, joined.split()), default=0)


@given(st.text("a1,« ", min_size=1, max_size=40), st.data())
def test_any_text_and_fragments(text: str, data: st.DataObject) -> None:
    """Words, those shown and the longest run are as counted by hand."""
    starts = st.integers(0, len(text) - 1)
    spans = [
        (start, data.draw(st.integers(start + 1, len(text))))
        for start in data.draw(st.lists(starts, max_size=5))
    ]
    found = shown(text, *spans)
    assert counted(text, spans) == (found.words, found.shown, max(runs(found), default=0))


def test_the_bundled_graph_shows_little(store: ox.Store, texts: Path) -> None:
    """No text can be read in its fragments: no long run, and two fifths of its words at most."""
    found, _ = read_texts(store, texts)
    of_texts = excerpts(verify(store, found), found)
    assert len(of_texts) == 5
    assert [] == [run for each in of_texts for run in each.long_runs]
    assert {} == {each.source: each.shown / each.words for each in of_texts if each.is_too_much}
    assert all(each.shown * 100 <= each.words * MOST_PER_CENT for each in of_texts)
