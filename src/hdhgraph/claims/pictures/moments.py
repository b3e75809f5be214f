"""When something was said or happened: two bounds, which may be far apart or open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.i18n.dates import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["UNDATED", "Moment", "moment_of", "month"]

# fmt: off
_MONTHS: Final = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
           "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_WORDS: Final = {
    "fr": {"by": "au plus tard {}", "from": "au plus tôt {}", "between": "entre {} et {}",
           "said by": "dit au plus tard {}", "undated": "sans date", "day": "le {}",
           "none": "s. d."},
    "en": {"by": "by {}", "from": "not before {}", "between": "between {} and {}",
           "said by": "said by {}", "undated": "undated", "day": "{}", "none": "n. d."},
}
# fmt: on
_PREFIXES: Final = ("", "at")
_LAST: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Moment:
    """The first and the last day that are possible, None where open; `edtf` as the text has it.

    `is_said_by` tells that nothing but the day is known by which it had been said.
    """

    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    edtf: str = ""
    is_said_by: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether there is a day to draw it at."""
        return self.earliest is not None or self.latest is not None

    @property
    def is_exact(self) -> bool:
        """Whether it is one day."""
        return self.is_placed and self.earliest == self.latest

    @property
    def order(self) -> tuple[str, str]:
        """A key for sorting: by the first possible day, then by the last, open ones last."""
        ends = (self.earliest, self.latest)
        first, last = (each.isoformat() if each else _LAST for each in ends)
        return first, last

    def is_before(self, other: Moment) -> bool:
        """Tell whether the bounds prove that this ended before the other began."""
        if self.latest is None or other.earliest is None:
            return False
        return self.latest < other.earliest

    def short(self, lang: str) -> str:
        """Return the bounds in a few characters, such as "≤ oct. 2020" or "2020"."""
        if self.earliest and self.latest:
            return _span(self.earliest, self.latest, lang)
        if self.latest:
            return f"≤ {month(self.latest, lang)}"
        if self.earliest:
            return f"≥ {month(self.earliest, lang)}"
        return _WORDS[lang]["none"]

    def words(self, lang: str) -> str:
        """Return it as a text puts it, else its bounds, in words."""
        if self.edtf:
            return in_words(self.edtf, lang)
        words = _WORDS[lang]
        first = self.earliest and words["day"].format(in_words(self.earliest.isoformat(), lang))
        last = self.latest and words["day"].format(in_words(self.latest.isoformat(), lang))
        if first and last:
            return first if self.is_exact else words["between"].format(first, last)
        if last:
            return words["said by" if self.is_said_by else "by"].format(last)
        return words["from"].format(first) if first else words["undated"]


UNDATED: Final = Moment()


def moment_of(row: Mapping[str, str]) -> Moment:
    """Return when it was by a solution: its own date, else its event's, else when it was known.

    A bound that the first of them leaves open is the next one's.
    """
    bounds: list[tuple[str, ...]] = []
    for prefix in _PREFIXES:
        names = [f"{prefix}{name}" if prefix else name.lower() for name in _NAMES]
        if any(name in row for name in names):
            bounds.append(tuple(row.get(name, "") for name in names))
    said = _day(row.get("saidBy", ""))
    if not bounds:
        return Moment(None, said, is_said_by=True) if said else UNDATED
    earliest, latest = (
        next((day for each in bounds if (day := _day(each[end]))), None) for end in (1, 2)
    )
    return Moment(earliest, latest or said, bounds[0][0])


_NAMES: Final = ("Edtf", "Earliest", "Latest")


def _day(text: str) -> datetime.date | None:
    """Read an xsd:date; a time zone tells nothing here, and no day is no bound."""
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


def month(day: datetime.date, lang: str) -> str:
    """Return the month and year of a day, such as "oct. 2020"."""
    return f"{_MONTHS[lang][day.month - 1]} {day.year}"


def _span(first: datetime.date, last: datetime.date, lang: str) -> str:
    if first == last:
        number = "1er" if lang == "fr" and first.day == 1 else str(first.day)
        return f"{number} {month(first, lang)}"
    if (first.year, first.month) == (last.year, last.month):
        return month(first, lang)
    return str(first.year) if first.year == last.year else f"{first.year}\u2013{last.year}"
