"""A timeline of events and claims: uncertain dates as ranges, open ones as arrows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.pictures.lettering import width, wrap
from hdhgraph.claims.pictures.model import Cell, Picture, Table
from hdhgraph.claims.pictures.moments import month
from hdhgraph.claims.pictures.svg import (
    COLOURS,
    add,
    arrow,
    box,
    canvas,
    glyph,
    legend,
    link,
    stance_entries,
    text,
    written,
)
from hdhgraph.claims.pictures.tables import about, claim_sentence, group_words
from hdhgraph.claims.pictures.words import say
from hdhgraph.rdf.iris import slug

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree import ElementTree as ET

    from hdhgraph.claims.pictures.model import Claim, Event, Linker
    from hdhgraph.claims.pictures.moments import Moment

__all__ = ["draw_timeline"]

_MOST: Final = 150
_MARGIN: Final = 16
_LABEL: Final = 380
_PLOT: Final = 650
_OPEN: Final = 56  # how long an arrow into the unknown is
_TEXT: Final = 12.5
_LINE: Final = 15.6
_TOP: Final = 92
_NARROWEST: Final = 46  # pixels between two years
_FEW_YEARS: Final = 2
_QUARTERS: Final = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it says, what it leads to, when; `stance` is empty for an event.

    `mark` and `small` tell of a claim, in a sign and in words, that it may be later than a day.
    """

    label: str
    iri: str
    sentence: str
    moment: Moment
    stance: str = ""
    mark: str = ""
    small: str = ""

    @property
    def order(self) -> tuple[bool, tuple[str, str], bool, str]:
        """A key for sorting: by interval, an event before what is said at it, undated last."""
        return (not self.moment.is_placed, self.moment.order, bool(self.stance), self.iri)

    @property
    def lines(self) -> list[str]:
        """The lines of its label."""
        return wrap(self.label, _LABEL - 34, _TEXT, 3, is_strong=not self.stance)

    @property
    def height(self) -> float:
        """How high its row is."""
        return max(28, len(self.lines) * _LINE + 12)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to pixels, from the first of January of a year to that of another."""

    first: int
    last: int

    def x(self, day: datetime.date) -> float:
        """Return where a day is."""
        start = datetime.date(self.first, 1, 1).toordinal()
        days = (self.last - self.first) * 365.25
        left = _MARGIN + _LABEL + _OPEN
        return left + (day.toordinal() - start) / days * (_PLOT - 2 * _OPEN)

    def ticks(self, lang: str) -> list[tuple[datetime.date, str]]:
        """Return the days that have a line, with their names: quarters of few years, else years."""
        if self.last - self.first > _FEW_YEARS:
            return [(datetime.date(year, 1, 1), str(year)) for year in self._years()]
        quarters = [
            datetime.date(year, each, 1)
            for year in range(self.first, self.last)
            for each in _QUARTERS
        ]
        return [(day, month(day, lang)) for day in (*quarters, datetime.date(self.last, 1, 1))]

    def _years(self) -> range:
        room = (_PLOT - 2 * _OPEN) / max(1, self.last - self.first)
        return range(self.first, self.last + 1, max(1, round(_NARROWEST / room + 0.49)))


def draw_timeline(
    claims: Sequence[Claim], events: Sequence[Event], title: str, lang: str, linker: Linker
) -> Picture:
    """Draw events and claims in the order of time; what has no date stands apart, below."""
    entries = sorted(_entries(claims, events, lang), key=lambda entry: entry.order)
    shown = entries[:_MOST]
    placed = [entry for entry in shown if entry.moment.is_placed]
    undated = shown[len(placed) :]
    wide = 2 * _MARGIN + _LABEL + _PLOT
    high = _TOP + sum(each.height for each in shown) + (44 if undated else 0) + _MARGIN
    root = canvas(wide, high, title, about("timeline", claims, lang))
    _draw_legend(root, claims, title, lang)
    scale = _scale(placed)
    bottom = _TOP + sum(each.height for each in placed)
    _draw_ticks(root, scale.ticks(lang), scale, bottom)
    y: float = _TOP
    for row, entry in enumerate(placed):
        _draw_row(root, entry, (y, row), linker)
        _draw_moment(root, entry, scale, y + entry.height / 2, lang)
        y += entry.height
    if undated:
        heading = say("undated", lang, count=len(undated))
        text(root, (_MARGIN, y + 32), heading, 15, font_weight=700)
        y += 44
    for row, entry in enumerate(undated):
        _draw_row(root, entry, (y, row), linker)
        words = entry.moment.words(lang) + entry.mark
        text(root, (_MARGIN + _LABEL + _OPEN, y + entry.height / 2 + 4), words, 11.5, "quiet")
        y += entry.height
    drawn = frozenset(entry.iri for entry in shown if entry.stance)
    return Picture(written(root), title, [_table(shown, lang)], drawn, len(entries) - len(shown))


def _entries(claims: Sequence[Claim], events: Sequence[Event], lang: str) -> list[Entry]:
    found = [
        Entry(f"{each.speaker.label}{_COLON[lang]}{each.proposition.label}", each.iri,
              claim_sentence(each, lang), each.moment, slug(each.stance.iri), each.mark,
              group_words(each, lang))
        for each in claims
    ]  # fmt: skip
    return found + [Entry(each.label, each.event.iri, each.label, each.moment) for each in events]


_COLON: Final = {"fr": "\u00a0: ", "en": ": "}


def _scale(entries: Sequence[Entry]) -> Scale:
    days = [
        day
        for entry in entries
        for day in (entry.moment.earliest, entry.moment.latest)
        if day is not None
    ]
    if not days:
        return Scale(2000, 2001)
    return Scale(min(days).year, min(max(days).year + 1, datetime.MAXYEAR))


def _draw_ticks(
    root: ET.Element, ticks: Sequence[tuple[datetime.date, str]], scale: Scale, bottom: float
) -> None:
    for day, name in ticks:
        x = scale.x(day)
        add(
            root, "line", x1=x, x2=x, y1=_TOP - 8, y2=bottom, stroke=COLOURS["line"],
            stroke_width=1, class_="stroke-line",
        )  # fmt: skip
        text(root, (x, _TOP - 13), name, 12, "quiet", text_anchor="middle")


def _draw_row(root: ET.Element, entry: Entry, place: tuple[float, int], linker: Linker) -> None:
    y, row = place
    if row % 2 == 0:
        band = box(root, (_MARGIN, y), (_LABEL + _PLOT, entry.height), "band")
        band.set("opacity", "0.7")
    group = link(root, linker, entry.iri, entry.sentence)
    add(
        group, "rect", x=_MARGIN, y=y, width=_LABEL, height=entry.height, fill="none",
        pointer_events="all",
    )  # fmt: skip
    middle = y + entry.height / 2
    if entry.stance:
        glyph(group, (_MARGIN + 13, middle), entry.stance, 8)
    else:
        box(group, (_MARGIN + 7, middle - 6), (12, 12), "accent", rx=2)
    first = middle - (len(entry.lines) - 1) * _LINE / 2 + _TEXT * 0.36
    weight = None if entry.stance else 600
    text(group, (_MARGIN + 28, first), entry.lines, _TEXT, font_weight=weight)


def _draw_moment(root: ET.Element, entry: Entry, scale: Scale, y: float, lang: str) -> None:
    """Draw a day as a diamond, a range as a bar, an open end as an arrow."""
    moment, colour = entry.moment, entry.stance if entry.stance in COLOURS else "accent"
    ends = [scale.x(day) for day in (moment.earliest, moment.latest) if day is not None]
    left, right = min(ends), max(ends)
    label = moment.short(lang) + entry.mark
    if moment.is_exact:
        points = f"{left - 7:.1f},{y:.1f} {left:.1f},{y - 7:.1f} {left + 7:.1f},{y:.1f} "
        points += f"{left:.1f},{y + 7:.1f}"
        add(root, "polygon", points=points, fill=COLOURS[colour], class_=f"fill-{colour}")
    elif moment.earliest is None or moment.latest is None:
        step = -_OPEN + 8 if moment.earliest is None else _OPEN - 8
        arrow(root, (left, y), (left + step, y), colour, stroke_dasharray="5 3", stroke_width=2)
        box(root, (left - 1.5, y - 7), (3, 14), colour)
        left, right = min(left, left + step), max(right, right + step)
    else:
        right = max(right, left + 5)
        box(root, (left, y - 5), (right - left, 10), colour, rx=4)
    edge = _MARGIN + _LABEL + _PLOT
    is_tight = right + 12 + width(label, 11.5) > edge
    place = (left - 10, y + 4) if is_tight else (right + 10, y + 4)
    text(root, place, label, 11.5, "quiet", text_anchor="end" if is_tight else None)


def _draw_legend(root: ET.Element, claims: Sequence[Claim], title: str, lang: str) -> None:
    names = {slug(claim.stance.iri): claim.stance.label for claim in claims}
    entries = stance_entries(names)
    text(root, (_MARGIN, 28), title, 17, font_weight=700)
    box(root, (_MARGIN + 2, 42), (12, 12), "accent", rx=2)
    name = say("event", lang)
    text(root, (_MARGIN + 22, 52.5), name, 12.5)
    legend(root, _MARGIN + 40 + width(name, 12.5), 48, entries)


def _table(entries: Sequence[Entry], lang: str) -> Table:
    head = [say(key, lang) for key in ("date", "what", "kind")]
    rows = [
        (
            Cell(entry.moment.words(lang), small=entry.small),
            Cell(entry.sentence if entry.stance else entry.label, entry.iri),
            Cell(say("claim" if entry.stance else "event", lang)),
        )
        for entry in entries
    ]
    return Table(say("timeline", lang), head, rows)
