"""Plurals by the categories of CLDR, and numbers with their nouns."""

from __future__ import annotations

import pytest

from hdhgraph.checks.report.forms.writing import Style
from hdhgraph.i18n.plurals import amount, categories, form


def test_a_number_has_its_noun_in_english() -> None:
    """One is singular; none is not."""
    counted = [amount(count, "solution", "solutions") for count in (0, 1, 2)]
    assert counted == ["0 solutions", "1 solution", "2 solutions"]


def test_languages_have_their_categories() -> None:
    """French has a category for millions, which English has not."""
    assert categories("en") == {"one", "other"}
    assert categories("fr") == {"one", "many", "other"}


def test_a_text_without_forms_is_itself() -> None:
    """A text that is the same with any number needs no number."""
    assert form("left out", None, "en") == "left out"


@pytest.mark.parametrize(
    ("lang", "count", "text"),
    [("fr", 0, "0 avertissement"), ("fr", 2, "2 avertissements"), ("en", 0, "0 warnings"),
     ("en", 1, "1 warning"), ("fr", 1_000_000, "1000000 d'avertissements")],
)  # fmt: skip
def test_a_report_counts_in_its_language(lang: str, count: int, text: str) -> None:
    """In French none is singular as well."""
    assert text == Style(lang).counted("warning", count)
