"""Words that two texts print alike have anchors with the same bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hdhgraph.project.sources.anchors import digest, read_texts, verify
from hdhgraph.project.sources.same_words import unlike_bounds
from invented_texts import EX, held, store_of

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

TEXTS = {
    "page": "She says: the tower is very tall. He too: the tower is very tall.",
    "letter": "As she says, the tower is very tall, which is so. The Tower is very tall.",
}
WORDS = "the tower is very tall"


def place(name: str, source: str, words: str, thing: str = "claim", text: str = "") -> str:
    """Describe an attestation of words, where they first stand."""
    start = TEXTS[text or source].index(words)
    return (
        f"ex:{name} oa:hasSource ex:{source} ; hg:attests ex:{thing} ; oa:hasSelector"
        f" [ oa:start {start} ; oa:end {start + len(words)} ; hg:sha256 '{digest(words)}' ] .\n"
    )


def found(*places: str) -> list[tuple[str, str, str]]:
    """Return the pairs: who has the words, who has more, and the words there."""
    store = store_of(*(held(name, text) for name, text in TEXTS.items()), *places)
    texts = {f"{EX}{name}": text for name, text in TEXTS.items()}
    return [
        (pair.anchor.attestation.removeprefix(EX), pair.wider.attestation.removeprefix(EX),
         texts[pair.wider.held or ""][slice(*pair.span)])
        for pair in unlike_bounds(store, verify(store, texts), texts)
    ]  # fmt: skip


def test_more_words_around_the_same_are_found() -> None:
    """One source has the words alone, the other has them and more."""
    one, more = place("one", "page", WORDS), place("more", "letter", f"says, {WORDS},")
    assert found(one, more) == [("one", "more", WORDS)]


@pytest.mark.parametrize(
    "places",
    [
        pytest.param([place("a", "page", WORDS), place("b", "letter", WORDS)], id="same bounds"),
        pytest.param(
            [place("a", "page", WORDS), place("b", "letter", WORDS),
             place("c", "letter", f"{WORDS}, which")], id="same bounds beside wider ones"
        ),
        pytest.param(
            [place("a", "page", WORDS), place("b", "letter", f"{WORDS},", "other")],
            id="another thing",
        ),
        pytest.param(
            [place("a", "page", "the tower is very"), place("b", "letter", WORDS)], id="four words"
        ),
        pytest.param(
            [place("a", "page", WORDS), place("b", "page", f"{WORDS}. He")], id="one text"
        ),
        pytest.param(
            [place("a", "page", WORDS), place("b", "comment", f"{WORDS}. He", text="page")],
            id="a page and its comment",
        ),
        pytest.param(
            [place("a", "page", WORDS), place("b", "letter", "The Tower is very tall.")],
            id="another case",
        ),
    ],
)  # fmt: skip
def test_what_is_alike_or_no_match_is_not_found(places: list[str]) -> None:
    """The same bounds, other things, few words, one text, other characters."""
    assert found(*places) == []


def test_the_bundled_graph_has_the_same_bounds(store: ox.Store, texts: Path) -> None:
    """Where two of its texts print the same words of a claim, digests join them."""
    held, _ = read_texts(store, texts)
    assert held
    assert unlike_bounds(store, verify(store, held), held) == []
