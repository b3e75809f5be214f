"""The chain of a reported claim: from what can be read to what it relays, place by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.pictures.lettering import clean, width, wrap
from hdhgraph.claims.pictures.model import Cell, Picture, Table, thing
from hdhgraph.claims.pictures.moments import UNDATED, Moment, moment_of
from hdhgraph.claims.pictures.svg import (
    COLOURS,
    add,
    arrow,
    box,
    canvas,
    glyph,
    link,
    text,
    written,
)
from hdhgraph.claims.pictures.tables import claim_sentence, claims_table
from hdhgraph.claims.pictures.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.etree import ElementTree as ET

    from hdhgraph.claims.pictures.model import Claim, Linker, Thing

__all__ = ["Place", "draw_chain", "read_places"]

_MARGIN: Final = 16
_WIDE: Final = 250.0
_GAP: Final = 96.0
_BETWEEN: Final = 26.0
_TEXT: Final = 12.5
_LINE: Final = 15.6
_NARROWEST: Final = 760.0
_TRUE: Final = ("true", "1")


@dataclass(slots=True)
class Place:
    """Where a claim is found: a place in a source, and the places that it relays.

    `is_shared` tells that it says the same claim; `is_held` that the text of its source is kept.
    """

    iri: str
    source: Thing
    mode: Thing
    start: str = ""
    end: str = ""
    fragment: str = ""
    fragment_lang: str = ""
    is_held: bool = False
    is_shared: bool = True
    moment: Moment = UNDATED
    relayed: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a place's box: its text, whether it is bold, its language."""

    text: str
    is_strong: bool = False
    lang: str = ""


def read_places(rows: Iterable[Mapping[str, str]]) -> dict[str, Place]:
    """Return the places of solutions by IRI, each with all that it relays."""
    places: dict[str, Place] = {}
    for row in sorted(rows, key=lambda row: sorted(row.items())):
        place = places.setdefault(
            row["place"],
            Place(
                row["place"], thing(row, "source"), thing(row, "mode"),
                row.get("start", ""), row.get("end", ""),
                clean(row.get("fragment", "")), row.get("fragmentLang", ""),
                row.get("held") in _TRUE, row.get("shared") in _TRUE, moment_of(row),
            ),
        )  # fmt: skip
        if "relayed" in row:
            place.relayed.add(row["relayed"])
    return places


def draw_chain(
    claims: Sequence[Claim], places: Mapping[str, Place], title: str, lang: str, linker: Linker
) -> Picture:
    """Draw where a claim is found and what each place relays, one path a row."""
    spots = _spots(places)
    boxes = {iri: _lines(places[iri], lang) for iri in spots}
    high = _row_heights(spots, boxes)
    columns = max((column for column, _ in spots.values()), default=0) + 1
    wide = max(2 * _MARGIN + columns * _WIDE + (columns - 1) * _GAP, _NARROWEST)
    heads = [wrap(claim_sentence(claim, lang), wide - 2 * _MARGIN - 50, 14, 5) for claim in claims]
    top = 56 + sum(len(lines) * 18 + 16 for lines in heads) + 14
    total = top + sum(high) + _BETWEEN * len(high) + _MARGIN
    root = canvas(wide, total, title, say("chain_about", lang))
    text(root, (_MARGIN, 28), title, 17, font_weight=700)
    _draw_claims(root, claims, heads, lang, linker)
    corners = {
        iri: (
            _MARGIN + column * (_WIDE + _GAP),
            top + sum(high[:row]) + row * _BETWEEN,
        )
        for iri, (column, row) in spots.items()
    }
    for iri, corner in corners.items():
        for target in sorted(places[iri].relayed & corners.keys()):
            _draw_relay(root, (corner, boxes[iri]), (corners[target], boxes[target]), lang)
    for iri, corner in corners.items():
        _draw_place(root, places[iri], corner, boxes[iri], linker)
    tables = [claims_table(claims, lang), _table([places[iri] for iri in corners], lang)]
    return Picture(written(root), title, tables, frozenset(claim.iri for claim in claims))


def _spots(places: Mapping[str, Place]) -> dict[str, tuple[int, int]]:
    """Return the column and row of each place: as far right as its longest way, without crossing.

    A place that relays itself by a detour stays where it was met first.
    """
    relayed = {iri for place in places.values() for iri in place.relayed}
    roots = sorted(iri for iri in places if iri not in relayed) or sorted(places)[:1]
    columns: dict[str, int] = {}

    def deepen(iri: str, column: int, path: frozenset[str]) -> None:
        if iri in places and iri not in path and columns.get(iri, -1) < column:
            columns[iri] = column
            for target in sorted(places[iri].relayed):
                deepen(target, column + 1, path | {iri})

    for iri in roots:
        deepen(iri, 0, frozenset())
    # Long chains first: what a shorter one joins then has its row.
    spots: dict[str, tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()

    def settle(iri: str, row: int) -> None:
        if iri in spots or iri not in columns:
            return
        while (columns[iri], row) in taken:
            row += 1
        spots[iri] = (columns[iri], row)
        taken.add(spots[iri])
        for offset, target in enumerate(sorted(places[iri].relayed)):
            settle(target, row + offset)

    for row, iri in enumerate(sorted(roots, key=lambda iri: (-_length(iri, places), iri))):
        settle(iri, row)
    return spots


def _length(iri: str, places: Mapping[str, Place], depth: int = 0) -> int:
    if iri not in places or depth > len(places):
        return 0
    return 1 + max((_length(each, places, depth + 1) for each in places[iri].relayed), default=0)


def _lines(place: Place, lang: str) -> list[Line]:
    """Return what a place's box says."""
    room = _WIDE - 24
    found = [
        Line(line, is_strong=True)
        for line in wrap(place.source.label, room, _TEXT, 4, is_strong=True)
    ]
    if place.moment.is_placed:
        found.append(Line(place.moment.short(lang)))
    where = [place.mode.label] if place.mode.label else []
    if place.start and place.end:
        where.append(say("characters", lang, start=place.start, end=place.end))
    found += [Line(line) for line in wrap(" · ".join(where), room, _TEXT, 3)] if where else []
    if place.fragment:
        quoted = say("quoted", place.fragment_lang if place.fragment_lang in _QUOTED else lang,
                     text=place.fragment)  # fmt: skip
        found += [Line(line, lang=place.fragment_lang) for line in wrap(quoted, room, _TEXT, 6)]
    if not place.is_held:
        found.append(Line(say("text_not_held", lang)))
    if not place.is_shared:
        found += [Line(line) for line in wrap(say("changed", lang), room, _TEXT, 2)]
    return found


_QUOTED: Final = ("fr", "en")


def _high(lines: Sequence[Line]) -> float:
    return len(lines) * _LINE + 20


def _row_heights(
    spots: Mapping[str, tuple[int, int]], boxes: Mapping[str, Sequence[Line]]
) -> list[float]:
    rows = max((row for _, row in spots.values()), default=-1) + 1
    heights = [0.0] * rows
    for iri, (_, row) in spots.items():
        heights[row] = max(heights[row], _high(boxes[iri]))
    return heights


def _draw_claims(
    root: ET.Element,
    claims: Sequence[Claim],
    heads: Sequence[Sequence[str]],
    lang: str,
    linker: Linker,
) -> None:
    y = 56.0
    for claim, lines in zip(claims, heads, strict=True):
        group = link(root, linker, claim.iri, claim_sentence(claim, lang))
        glyph(group, (_MARGIN + 11, y), claim.stance.iri, 10)
        text(group, (_MARGIN + 32, y + 5), lines, 14)
        y += len(lines) * 18 + 16


def _draw_relay(
    root: ET.Element,
    start: tuple[tuple[float, float], Sequence[Line]],
    end: tuple[tuple[float, float], Sequence[Line]],
    lang: str,
) -> None:
    (x1, y1), (x2, y2) = start[0], end[0]
    begin = (x1 + _WIDE, y1 + _high(start[1]) / 2)
    finish = (x2 - 3, y2 + _high(end[1]) / 2)
    is_level = abs(y1 - y2) < 1
    if is_level:  # the boxes of a row differ in height, their arrows need not lean
        begin = finish = (begin[0], y1 + min(_high(start[1]), _high(end[1])) / 2)
        finish = (x2 - 3, finish[1])
    arrow(root, begin, finish, "ink", stroke_width=2)
    if is_level:
        word = say("relays_it", lang)
        middle = (begin[0] + finish[0]) / 2
        text(root, (middle - width(word, 11.5) / 2, begin[1] - 7), word, 11.5, "quiet")


def _draw_place(
    root: ET.Element,
    place: Place,
    corner: tuple[float, float],
    lines: Sequence[Line],
    linker: Linker,
) -> None:
    (x, y), high = corner, _high(lines)
    group = link(root, linker, place.iri, " ".join(line.text for line in lines))
    box(
        group, corner, (_WIDE, high), "band" if place.is_held else "paper", rx=7,
        stroke=COLOURS["ink"], stroke_width=1.5, class_="stroke-ink",
        stroke_dasharray=None if place.is_held else "6 4",
    )  # fmt: skip
    base = y + 10 + _LINE * 0.75
    for row, line in enumerate(lines):
        colour = "ink" if line.is_strong or line.lang else "quiet"
        element = text(
            group, (x + 12, base + row * _LINE), line.text, _TEXT, colour,
            font_weight=600 if line.is_strong else None,
            font_style="italic" if line.lang else None,
        )  # fmt: skip
        if line.lang:
            element.set("lang", line.lang)
    add(group, "rect", x=x, y=y, width=_WIDE, height=high, fill="none", pointer_events="all")


def _table(places: Sequence[Place], lang: str) -> Table:
    head = [say(key, lang) for key in ("source", "mode", "text_held", "fragment", "relays")]
    by_iri = {place.iri: place for place in places}
    rows = []
    for place in places:
        where = ""
        if place.start and place.end:
            where = say("characters", lang, start=place.start, end=place.end)
        targets = [by_iri[iri].source.label for iri in sorted(place.relayed) if iri in by_iri]
        note = "" if place.is_shared else say("changed", lang)
        rows.append(
            (
                Cell(place.source.label, place.iri, small=where),
                Cell(place.mode.label),
                Cell(say("held" if place.is_held else "not_held", lang)),
                Cell(place.fragment, lang=place.fragment_lang),
                Cell(" · ".join(targets), small=note),
            )
        )
    return Table(say("chain", lang), head, rows)
