"""EDTF dates in words."""

from __future__ import annotations

import pytest

from hdhgraph.i18n.dates import in_words, read_day


@pytest.mark.parametrize(
    ("edtf", "french", "english"),
    [
        ("2024-01-31", "31 janvier 2024", "31 January 2024"),
        ("2020-06-01", "1er juin 2020", "1 June 2020"),
        ("XXXX-12-20", "20 décembre (année non dite)", "20 December (year not stated)"),
        ("XXXX-12", "décembre (année non dite)", "December (year not stated)"),
        ("2018-23", "automne 2018", "autumn 2018"),
        ("2018-11", "novembre 2018", "November 2018"),
        ("2025", "2025", "2025"),
        ("2019-05~", "environ mai 2019", "about May 2019"),
        ("2019?", "2019 (incertain)", "2019 (uncertain)"),
        ("../2020-06-10", "jusqu'à 10 juin 2020", "until 10 June 2020"),
        ("2020-06-10/2020-06-19", "10 juin 2020 à 19 juin 2020", "10 June 2020 to 19 June 2020"),
        ("2018-03/..", "depuis mars 2018", "from March 2018"),
        ("2018-77", "2018-77", "2018-77"),
        ("soon", "soon", "soon"),
    ],
)
def test_dates_in_words(edtf: str, french: str, english: str) -> None:
    """What the texts say of a date, in words; what is not known stays as it is."""
    assert (in_words(edtf, "fr"), in_words(edtf, "en")) == (french, english)


@pytest.mark.parametrize(
    "text", ["2020-1-1", "2020-W01-1", "20200101", "2020-02-30", "٢٠٢٠-01-01", ""]
)
def test_only_a_day_is_a_day(text: str) -> None:
    """A day is YYYY-MM-DD and nothing else that Python would read."""
    assert read_day("2020-06-11").isoformat() == "2020-06-11"
    with pytest.raises(ValueError):  # noqa: PT011 - the value is the message
        read_day(text)
