"""Stances over time: one row for each proposition, one column for each actor."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.pictures.lettering import wrap
from hdhgraph.claims.pictures.model import Picture
from hdhgraph.claims.pictures.svg import (
    COLOURS,
    DASHED,
    FULL,
    HOLLOW,
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
from hdhgraph.claims.pictures.tables import about, claim_sentence, claims_table
from hdhgraph.claims.pictures.words import say
from hdhgraph.rdf.iris import slug

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree import ElementTree as ET

    from hdhgraph.claims.pictures.model import Claim, Linker, Thing
    from hdhgraph.claims.pictures.moments import Moment

__all__ = ["draw_matrix"]

_MOST_ROWS: Final = 100
_MOST_COLUMNS: Final = 24
_MARGIN: Final = 16
_LABEL: Final = 330
_COLUMN: Final = 130
_NARROWEST: Final = 900  # what the legend takes
_MARK: Final = 28  # the height of one claim in a cell
_TEXT: Final = 13
_SMALL: Final = 11.5
_LINE: Final = 16.25
_TOP: Final = 66


@dataclass(frozen=True, slots=True)
class Grid:
    """What is drawn: rows and columns in order, and the claims of each cell, oldest first."""

    propositions: Sequence[Thing]
    actors: Sequence[Thing]
    cells: dict[tuple[Thing, Thing], list[Claim]]

    @property
    def claims(self) -> list[Claim]:
        """The claims that are drawn, in the order of the rows, then of the columns."""
        return [
            claim
            for proposition in self.propositions
            for actor in self.actors
            for claim in self.cells.get((proposition, actor), ())
        ]


def draw_matrix(claims: Sequence[Claim], title: str, lang: str, linker: Linker) -> Picture:
    """Draw which actor takes which stance on which proposition, cell by cell, oldest first.

    Where there are too many, the propositions with most actors stay, and the actors with most
    claims on them.
    """
    grid = _grid(claims)
    heads = {
        actor: wrap(actor.label, _COLUMN - 10, _SMALL + 0.5, 5, is_strong=True)
        for actor in grid.actors
    }
    head = max([1, *map(len, heads.values())]) * _LINE + 14
    heights = [_height(grid, each) for each in grid.propositions]
    wide = max(_MARGIN * 2 + _LABEL + _COLUMN * len(grid.actors), _NARROWEST)
    high = _TOP + head + sum(heights) + _MARGIN
    root = canvas(wide, high, title, about("matrix", claims, lang))
    _draw_legend(root, claims, title, lang)
    for column, actor in enumerate(grid.actors):
        lines = heads[actor]
        group = link(root, linker, actor.iri, actor.label)
        place = (_x(column) + _COLUMN / 2, _TOP + head - 10 - (len(lines) - 1) * _LINE)
        text(group, place, lines, _SMALL + 0.5, text_anchor="middle", font_weight=600)
    y = _TOP + head
    for row, (proposition, height) in enumerate(zip(grid.propositions, heights, strict=True)):
        if row % 2 == 0:
            box(root, (_MARGIN, y), (wide - 2 * _MARGIN, height), "band")
        lines = wrap(proposition.label, _LABEL - 20, _TEXT)
        group = link(root, linker, proposition.iri, proposition.label)
        text(group, (_MARGIN + 8, _middle(y, height, len(lines))), lines, _TEXT)
        for column, actor in enumerate(grid.actors):
            cell = grid.cells.get((proposition, actor), [])
            _draw_cell(root, cell, (_x(column), y, height), lang, linker)
        y += height
    _draw_lines(root, len(grid.actors), _TOP + head, y)
    shown = grid.claims
    return Picture(
        written(root),
        title,
        [claims_table(shown, lang)],
        frozenset(each.iri for each in shown),
        len(claims) - len(shown),
    )


def _grid(claims: Sequence[Claim]) -> Grid:
    speakers: dict[Thing, set[Thing]] = {}
    for claim in claims:
        speakers.setdefault(claim.proposition, set()).add(claim.speaker)
    ranked = sorted(speakers, key=lambda each: (-len(speakers[each]), each.iri))[:_MOST_ROWS]
    rows_kept = set(ranked)
    kept = [claim for claim in claims if claim.proposition in rows_kept]
    counts = Counter(claim.speaker for claim in kept)
    actors = sorted(counts, key=lambda each: (-counts[each], each.iri))[:_MOST_COLUMNS]
    cells: dict[tuple[Thing, Thing], list[Claim]] = {}
    for claim in kept:
        if claim.speaker in actors:
            cells.setdefault((claim.proposition, claim.speaker), []).append(claim)
    first = {
        each: min((n for n, actor in enumerate(actors) if (each, actor) in cells), default=None)
        for each in ranked
    }
    rows = sorted(
        (each for each in ranked if first[each] is not None),
        key=lambda each: (-len(speakers[each]), first[each] or 0, each.iri),
    )
    return Grid(rows, actors, cells)


def _height(grid: Grid, proposition: Thing) -> float:
    lines = len(wrap(proposition.label, _LABEL - 20, _TEXT))
    marks = max(len(grid.cells.get((proposition, actor), ())) for actor in grid.actors)
    return max(lines * _LINE + 14, marks * _MARK + 12)


def _x(column: int) -> float:
    return _MARGIN + _LABEL + column * _COLUMN


def _middle(y: float, height: float, lines: int) -> float:
    return y + height / 2 - (lines - 1) * _LINE / 2 + _TEXT * 0.36


def _draw_cell(
    root: ET.Element,
    claims: Sequence[Claim],
    place: tuple[float, float, float],
    lang: str,
    linker: Linker,
) -> None:
    """Draw the claims of a cell, one below the other; a change of stance is marked."""
    x, y, height = place
    top = y + (height - len(claims) * _MARK) / 2
    if len({claim.stance for claim in claims}) > 1:
        add(
            root, "rect", x=x + 3, y=y + 3, width=_COLUMN - 6, height=height - 6, rx=5, fill="none",
            stroke=COLOURS["ink"], stroke_width=2, class_="stroke-ink",
        )  # fmt: skip
    for position, claim in enumerate(claims):
        middle = top + (position + 0.5) * _MARK
        before = claims[position - 1] if position else claim
        if before.moment.is_placed != claim.moment.is_placed:
            add(
                root, "line", x1=x + 10, x2=x + _COLUMN - 10, y1=top + position * _MARK,
                y2=top + position * _MARK, stroke=COLOURS["quiet"], class_="stroke-quiet",
                stroke_dasharray="1 3",
            )  # fmt: skip
        elif before.stance != claim.stance:
            _draw_change(root, before.moment, claim.moment, (x + 18, middle))
        group = link(root, linker, claim.iri, claim_sentence(claim, lang))
        # All of the line answers a finger, not just its ink.
        add(
            group, "rect", x=x + 4, y=middle - 13, width=_COLUMN - 8, height=26, fill="none",
            pointer_events="all",
        )  # fmt: skip
        glyph(group, (x + 18, middle), claim.stance.iri, form=_form(claim))
        text(group, (x + 32, middle + 4), claim.moment.short(lang) + claim.mark, _SMALL, "quiet")


def _draw_change(
    root: ET.Element, before: Moment, after: Moment, place: tuple[float, float]
) -> None:
    """Draw an arrow where the dates prove the order, else dots: nothing says which came first."""
    x, y = place
    top, bottom = y - _MARK + 10, y - 10.5
    if before.is_before(after):
        arrow(root, (x, top), (x, bottom), "ink")
        return
    add(
        root, "line", x1=x, x2=x, y1=top, y2=bottom, stroke=COLOURS["ink"], stroke_width=2,
        stroke_dasharray="2 2", class_="stroke-ink",
    )  # fmt: skip


def _form(claim: Claim) -> str:
    if claim.moment.is_exact:
        return FULL
    return HOLLOW if claim.moment.is_placed else DASHED


def _draw_lines(root: ET.Element, columns: int, top: float, bottom: float) -> None:
    for column in range(columns + 1):
        add(
            root, "line", x1=_x(column), x2=_x(column), y1=top, y2=bottom,
            stroke=COLOURS["line"], stroke_width=1, class_="stroke-line",
        )  # fmt: skip


def _draw_legend(root: ET.Element, claims: Sequence[Claim], title: str, lang: str) -> None:
    names = {slug(claim.stance.iri): claim.stance.label for claim in claims}
    entries = stance_entries(names)
    entries += [("", say("unsure", lang), HOLLOW), ("", say("no_date", lang), DASHED)]
    text(root, (_MARGIN, 28), title, 17, font_weight=700)
    end = legend(root, _MARGIN, 48, entries)
    add(
        root, "rect", x=end, y=40, width=16, height=16, rx=3, fill="none",
        stroke=COLOURS["ink"], stroke_width=2, class_="stroke-ink",
    )  # fmt: skip
    text(root, (end + 23, 52.5), say("change", lang), 12.5)
