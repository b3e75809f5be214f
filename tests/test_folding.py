"""Words as a search compares them: one folding of case, accents and ligatures."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import hdhgraph
from hdhgraph.i18n.folding import folded, pattern

# Modules that take letters apart for another end: a slug in ASCII, BibTeX, the width of a sign.
OTHER_ENDS = {"citation", "folding", "lettering", "problems", "worklist"}


def finds(typed: str, text: str) -> bool:
    """Tell whether what somebody types finds a text by its expression."""
    query = (
        f"ASK {{ FILTER (REGEX({ox.Literal(text)}, {ox.Literal(f'^{pattern(typed)}$')}, 'i')) }}"
    )
    return bool(ox.Store().query(query))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Œuvre", "oeuvre"),
        ("ÉTÉ", "ete"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("CNIL", "cnil"),
    ],
)
def test_folding_leaves_plain_letters(name: str, plain: str) -> None:
    """Accents, capitals and ligatures are gone."""
    assert plain == folded(name)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("cédric o.", "Cedric Ô."), ("l'Etat", "l\u2019E\u0301TAT"), ("oeuvre", "Œuvre"),
     ("œuvre", "OEUVRE"), ("a.*(b", "Â.*(B"), ("strasse", "Straße")],
)  # fmt: skip
def test_an_expression_finds_what_folds_alike(typed: str, text: str) -> None:
    """Each letter stands for its accented forms, and each sign for itself."""
    assert folded(typed).replace("'", "\u2019") == folded(text).replace("'", "\u2019")
    assert finds(typed, text)


def test_an_expression_holds_no_operator() -> None:
    """A sign is no operator in it: it finds itself alone."""
    assert not finds("cedric o.", "Cedric OX")
    assert not finds("a.*b", "aXXb")


def test_there_is_one_folding() -> None:
    """No other module takes accents away from what is searched or compared."""
    source = Path(hdhgraph.__file__).parent
    found = {p.stem for p in source.rglob("*.py") if "import unicodedata" in p.read_text("utf-8")}
    assert found == OTHER_ENDS
