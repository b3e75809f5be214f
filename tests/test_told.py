"""On whose word things are known, and what is only planned: all places of a thing together."""

from __future__ import annotations

import pytest

from hdhgraph.claims.told import Told, in_words, name_of, read_told
from hdhgraph.rdf.namespaces import PREFIXES

PLANNED, HAPPENED = (f"{PREFIXES['eventstatus']}{each}" for each in ("planned", "happened"))


def place(name: str, status: str = "", actor: str = "") -> dict[str, str]:
    """Return a solution for a place of the thing "t"."""
    found = {"thing": "t", "place": name, "status": status, "actor": actor}
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([place("a", PLANNED)], Told(True)),
        ([place("a", PLANNED), place("b", PLANNED)], Told(True)),
        ([place("a", PLANNED), place("b", HAPPENED)], Told()),
        ([place("a", PLANNED), place("b")], Told()),
        ([place("a", actor="x")], Told(speakers=("x",))),
        ([place("a", actor="x"), place("b", actor="y")], Told(speakers=("x", "y"))),
        ([place("a", actor="x"), place("a", actor="y")], Told(speakers=("x", "y"))),
        ([place("a", actor="x"), place("b")], Told()),
        ([place("a", PLANNED, "x")], Told(True, ("x",))),
        ([place("a", PLANNED, "x"), place("b", HAPPENED, "x")], Told(speakers=("x",))),
    ],
)
def test_places_are_taken_together(rows: list[dict[str, str]], told: Told) -> None:
    """One place in its own name is enough, and one that says that it has happened."""
    assert read_told(rows) == ({"t": told} if told != Told() else {})
    assert read_told(reversed(rows)) == read_told(rows)


@pytest.mark.parametrize(
    ("told", "french", "english"),
    [
        (Told(), "", ""),
        (Told(True), "prévu", "planned"),
        (Told(speakers=("x",)), "selon X", "according to X"),
        (Told(True, ("x", "y")), "prévu, selon X et Y", "planned, according to X and Y"),
        (
            Told(speakers=("x", "y", "https://e.org/z")),
            "selon X, Y et z",
            "according to X, Y and z",
        ),
    ],
)
def test_words(told: Told, french: str, english: str) -> None:
    """As an editor would print it; who has no label is called by the end of the IRI."""
    names = {"x": "X", "y": "Y"}
    assert (in_words(told, names, "fr"), in_words(told, names, "en")) == (french, english)


def test_names_are_in_the_language_if_there_is_one() -> None:
    """Else in another."""
    rows = [
        {"actor": "a", "name": "English", "nameLang": "en"},
        {"actor": "a", "name": "français", "nameLang": "fr"},
        {"actor": "b", "name": "only", "nameLang": "en"},
        {"actor": "c"},
    ]
    assert name_of(rows, "fr") == {"a": "français", "b": "only"}
    assert name_of(rows, "en") == {"a": "English", "b": "only"}
