"""Dates as people write them (EDTF, ISO 8601-2 Annex A), and the days that they ask for."""

from __future__ import annotations

import datetime
import re
from typing import Final

__all__ = ["in_words", "read_day"]

_DATE: Final = re.compile(r"(\d{4}|XXXX)(?:-(\d\d))?(?:-(\d\d))?([?~]?)")
# fmt: off
_MONTHS: Final = {
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
           "octobre", "novembre", "décembre"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"],
}
# fmt: on
_SEASONS: Final = {
    "fr": {"21": "printemps", "22": "été", "23": "automne", "24": "hiver"},
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
}
_WORDS: Final = {
    "fr": {"first": "1er", "unstated": "année non dite", "about": "environ", "to": "à",
           "before": "jusqu'à", "after": "depuis", "unsure": "incertain"},
    "en": {"first": "1", "unstated": "year not stated", "about": "about", "to": "to",
           "before": "until", "after": "from", "unsure": "uncertain"},
}  # fmt: skip


def read_day(text: str) -> datetime.date:
    """Read an xsd:date without a timezone (XML Schema 1.1 Datatypes, 3.3.9).

    Raises ValueError for anything else: Python also reads weeks, and days without hyphens.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def in_words(edtf: str, lang: str) -> str:
    """Return an EDTF string in words of `lang` ("fr" or "en").

    Days, months, seasons and years are known, with or without a year, uncertain or approximate,
    and intervals of them, open or not. Anything else is returned as it is: nothing is guessed.
    """
    start, slash, end = edtf.partition("/")
    words = _WORDS[lang]
    if not slash:
        return _one(edtf, lang)
    if start in ("", ".."):
        return f"{words['before']} {_one(end, lang)}"
    if end in ("", ".."):
        return f"{words['after']} {_one(start, lang)}"
    return f"{_one(start, lang)} {words['to']} {_one(end, lang)}"


def _one(edtf: str, lang: str) -> str:
    match = _DATE.fullmatch(edtf)
    if match is None:
        return edtf
    year, month, day, mark = match.groups()
    words = _WORDS[lang]
    parts = [_day(day, lang)] if day else []
    if month:
        named = _month(month, lang)
        if named is None:
            return edtf
        parts.append(named)
    text = " ".join(parts)
    stated = f"({words['unstated']})" if year == "XXXX" else year
    text = f"{text} {stated}".strip()
    if mark == "~":
        return f"{words['about']} {text}"
    return f"{text} ({words['unsure']})" if mark else text


def _day(day: str, lang: str) -> str:
    return _WORDS[lang]["first"] if day == "01" else str(int(day))


def _month(month: str, lang: str) -> str | None:
    number = int(month)
    if 1 <= number <= len(_MONTHS[lang]):
        return _MONTHS[lang][number - 1]
    return _SEASONS[lang].get(month)
