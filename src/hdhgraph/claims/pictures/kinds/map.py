"""The map of a controversy: actors, propositions, who agrees with whom and who contradicts whom."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.pictures.kinds.layout import place_nodes
from hdhgraph.claims.pictures.lettering import width, wrap
from hdhgraph.claims.pictures.model import Cell, Picture, Table
from hdhgraph.claims.pictures.svg import (
    COLOURS,
    STANCES,
    add,
    box,
    canvas,
    glyph,
    legend,
    link,
    number,
    stance_entries,
    text,
    written,
)
from hdhgraph.claims.pictures.tables import about, claim_sentence, claims_table
from hdhgraph.claims.pictures.words import say
from hdhgraph.rdf.iris import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree import ElementTree as ET

    from hdhgraph.claims.pictures.model import Claim, Linker, Thing

__all__ = ["MOST_NODES", "Conflicts", "Relation", "draw_map"]

MOST_NODES: Final = 200
_MOST_ACTORS: Final = 80
_MARGIN: Final = 16
_TOP: Final = 78
_NAME: Final = 12
_LINE: Final = 15.0
_RADIUS: Final = 13.0
_KEY: Final = 12.0
_KEY_WIDE: Final = 410.0
_NARROWEST: Final = 860.0
_DASHES: Final = {"denies": "7 4", "qualifies": "2 3", "questions": "9 3 2 3"}
_AGREEING: Final = frozenset(("asserts", "denies"))


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What cannot go together, as pairs of IRIs: claims that contradict, propositions."""

    claims: Sequence[tuple[str, str]] = ()
    propositions: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """Two actors, or two propositions, that go together ("agree") or do not ("oppose")."""

    kind: str
    one: Thing
    other: Thing
    on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: nodes in order, where each stands by its IRI, claims and relations."""

    actors: Sequence[Thing]
    propositions: Sequence[Thing]
    claims: Sequence[Claim]
    relations: Sequence[Relation]
    spots: Mapping[str, tuple[float, float]]
    sizes: Mapping[str, tuple[float, float]]
    numbers: Mapping[str, int]

    @property
    def extent(self) -> tuple[float, float]:
        """How wide and how high the nodes reach."""
        ends = [(x + self.sizes[i][0] / 2, y + self.sizes[i][1] / 2)
                for i, (x, y) in self.spots.items()]  # fmt: skip
        return max((x for x, _ in ends), default=0), max((y for _, y in ends), default=0)


def draw_map(
    claims: Sequence[Claim], conflicts: Conflicts, title: str, lang: str, linker: Linker
) -> Picture:
    """Draw actors and propositions as a network, the propositions listed below by number.

    Where there are too many nodes, those propositions stay that most actors speak of.
    """
    chart = _chart(claims, conflicts)
    reach, depth = chart.extent
    inner = max(reach, _NARROWEST)
    columns = max(1, int(inner // _KEY_WIDE))
    key, key_high = _key_places(chart.propositions, columns, inner / columns)
    high = _TOP + depth + 40 + key_high + _MARGIN
    root = canvas(inner + 2 * _MARGIN, high, title, about("map", claims, lang))
    _draw_legend(root, claims, title, lang)
    shift = (_MARGIN + (inner - reach) / 2, float(_TOP))
    plane = add(root, "g", transform=f"translate({number(shift[0])} {number(shift[1])})")
    for relation in chart.relations:
        _draw_relation(plane, chart, relation, lang)
    _draw_claims(plane, chart, lang, linker)
    _draw_nodes(plane, chart, linker)
    _draw_key(root, chart, key, _TOP + depth + 40, linker)
    tables = [claims_table(_listed(chart), lang, chart.numbers), _relations_table(chart, lang)]
    drawn = frozenset(claim.iri for claim in chart.claims)
    return Picture(written(root), title, tables, drawn, len(claims) - len(drawn))


def _chart(claims: Sequence[Claim], conflicts: Conflicts) -> Chart:
    counts = Counter(claim.speaker for claim in claims)
    actors = sorted(counts, key=lambda each: (-counts[each], each.iri))[:_MOST_ACTORS]
    most = set(actors)
    opposed = {iri for pair in conflicts.claims for iri in pair}
    speakers: dict[Thing, set[Thing]] = {}
    heat: Counter[Thing] = Counter()
    for claim in claims:
        if claim.speaker in most:
            speakers.setdefault(claim.proposition, set()).add(claim.speaker)
            heat[claim.proposition] += claim.iri in opposed
    ranked = sorted(speakers, key=lambda each: (-len(speakers[each]), heat[each] == 0, each.iri))[
        : MOST_NODES - len(actors)
    ]
    kept = set(ranked)
    shown = [each for each in claims if each.proposition in kept and each.speaker in most]
    heard = {each.speaker for each in shown}
    actors = [actor for actor in actors if actor in heard]
    numbers = {each.iri: position for position, each in enumerate(ranked, start=1)}
    relations = [
        *_agreements(shown, numbers),
        *_oppositions(shown, conflicts.claims, numbers),
        *_incompatibilities(ranked, conflicts.propositions),
    ]
    sizes = {each.iri: _size(each) for each in actors}
    sizes |= {each.iri: (2 * _RADIUS, 2 * _RADIUS) for each in ranked}
    spots = _spots(sizes, shown, relations)
    return Chart(actors, ranked, shown, relations, spots, sizes, numbers)


def _size(actor: Thing) -> tuple[float, float]:
    lines = _name(actor)
    wide = max(width(line, _NAME, is_strong=True) for line in lines)
    return wide + 18, len(lines) * _LINE + 10


def _name(actor: Thing) -> list[str]:
    return wrap(actor.label, 135, _NAME, 4, is_strong=True)


def _spots(
    sizes: Mapping[str, tuple[float, float]],
    claims: Sequence[Claim],
    relations: Sequence[Relation],
) -> dict[str, tuple[float, float]]:
    names = sorted(sizes)
    index = {name: position for position, name in enumerate(names)}
    pairs = {(each.speaker.iri, each.proposition.iri) for each in claims}
    pairs |= {(each.one.iri, each.other.iri) for each in relations if each.kind != "agree"}
    edges = frozenset((index[one], index[two]) for one, two in pairs if one != two)
    spots = place_nodes(tuple(names), tuple(sizes[name] for name in names), edges)
    return dict(zip(names, spots, strict=True))


def _agreements(claims: Sequence[Claim], numbers: Mapping[str, int]) -> list[Relation]:
    """Return who takes the same stance, asserting or denying, on the same propositions."""
    takers: dict[tuple[Thing, Thing], set[Thing]] = {}
    for claim in claims:
        if slug(claim.stance.iri) in _AGREEING:
            takers.setdefault((claim.proposition, claim.stance), set()).add(claim.speaker)
    found: dict[tuple[Thing, Thing], set[int]] = {}
    for (proposition, _), actors in takers.items():
        for pair in itertools.combinations(sorted(actors), 2):
            found.setdefault(pair, set()).add(numbers[proposition.iri])
    return [Relation("agree", *pair, tuple(sorted(on))) for pair, on in sorted(found.items())]


def _oppositions(
    claims: Sequence[Claim], contradicted: Sequence[tuple[str, str]], numbers: Mapping[str, int]
) -> list[Relation]:
    by_iri = {claim.iri: claim for claim in claims}
    found: dict[tuple[Thing, Thing], set[int]] = {}
    for left, right in contradicted:
        if left in by_iri and right in by_iri:
            one, other = by_iri[left], by_iri[right]
            pair = (min(one.speaker, other.speaker), max(one.speaker, other.speaker))
            on = {numbers[one.proposition.iri], numbers[other.proposition.iri]}
            found.setdefault(pair, set()).update(on)
    return [
        Relation("oppose", *pair, tuple(sorted(on)))
        for pair, on in sorted(found.items())
        if pair[0] != pair[1]
    ]


def _incompatibilities(
    propositions: Sequence[Thing], pairs: Sequence[tuple[str, str]]
) -> list[Relation]:
    by_iri = {each.iri: each for each in propositions}
    known = {tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]}
    return [
        Relation("incompatible", by_iri[one], by_iri[two])
        for one, two in sorted(known)
        if one in by_iri and two in by_iri
    ]


def _draw_relation(plane: ET.Element, chart: Chart, relation: Relation, lang: str) -> None:
    """Draw a band between two nodes; agreement bends one way, opposition the other."""
    bend = {"agree": 0.08, "oppose": -0.08}.get(relation.kind, 0)
    path = _curve(chart.spots[relation.one.iri], chart.spots[relation.other.iri], bend)
    colour = "asserts" if relation.kind == "agree" else "denies"
    group = add(plane, "g")
    sentence = f"{relation.one.label} {say(relation.kind, lang)} {relation.other.label}"
    add(group, "title").text = sentence
    add(
        group, "path", d=path, fill="none", stroke=COLOURS[colour], class_=f"stroke-{colour}",
        stroke_width=3 if relation.kind == "incompatible" else 7,
        stroke_dasharray=None if relation.kind == "agree" else "8 6", opacity="0.28",
    )  # fmt: skip


def _curve(start: tuple[float, float], end: tuple[float, float], bend: float) -> str:
    (x1, y1), (x2, y2) = start, end
    middle = ((x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend)
    places = [f"{number(x)} {number(y)}" for x, y in (start, middle, end)]
    return f"M {places[0]} Q {places[1]} {places[2]}"


def _draw_claims(plane: ET.Element, chart: Chart, lang: str, linker: Linker) -> None:
    """Draw a line for each claim; further ones of the same pair beside the first."""
    seen: Counter[tuple[str, str]] = Counter()
    for claim in chart.claims:
        pair = (claim.speaker.iri, claim.proposition.iri)
        start, end = (chart.spots[iri] for iri in pair)
        bend = (seen[pair] + 1) // 2 * 0.16 * (-1) ** seen[pair]
        seen[pair] += 1
        stance = slug(claim.stance.iri)
        colour = stance if stance in STANCES else "quiet"
        group = link(plane, linker, claim.iri, claim_sentence(claim, lang))
        path = _curve(start, end, bend)
        add(group, "path", d=path, fill="none", stroke="transparent", stroke_width=12)
        add(
            group, "path", d=path, fill="none", stroke=COLOURS[colour], stroke_width=1.7,
            stroke_dasharray=_DASHES.get(stance), class_=f"stroke-{colour}",
            opacity="0.45" if claim.mark else None,
        )  # fmt: skip
        if stance != "asserts":
            x, y = _beside(start, end, bend)
            glyph(group, (x, y), stance, 6.5)


def _beside(
    start: tuple[float, float], end: tuple[float, float], bend: float
) -> tuple[float, float]:
    """Return the point of a curve next to its end, outside the circle that stands there."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    part = max(0.5, 1 - (_RADIUS + 11) / length)
    bx, by = (x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend
    weights = ((1 - part) ** 2, 2 * part * (1 - part), part**2)
    return (
        weights[0] * x1 + weights[1] * bx + weights[2] * x2,
        weights[0] * y1 + weights[1] * by + weights[2] * y2,
    )


def _draw_nodes(plane: ET.Element, chart: Chart, linker: Linker) -> None:
    for proposition in chart.propositions:
        shown = chart.numbers[proposition.iri]
        group = link(plane, linker, proposition.iri, f"{shown}. {proposition.label}")
        _draw_number(group, chart.spots[proposition.iri], shown)
    for actor in chart.actors:
        (x, y), (wide, high) = chart.spots[actor.iri], chart.sizes[actor.iri]
        group = link(plane, linker, actor.iri, actor.label)
        box(
            group, (x - wide / 2, y - high / 2), (wide, high), "band", rx=6,
            stroke=COLOURS["ink"], stroke_width=1.2, class_="stroke-ink",
        )  # fmt: skip
        lines = _name(actor)
        first = y - (len(lines) - 1) * _LINE / 2 + _NAME * 0.36
        text(group, (x, first), lines, _NAME, text_anchor="middle", font_weight=600)


def _draw_number(group: ET.Element, spot: tuple[float, float], shown: int) -> None:
    add(
        group, "circle", cx=spot[0], cy=spot[1], r=_RADIUS, fill=COLOURS["paper"],
        stroke=COLOURS["ink"], stroke_width=1.2, class_="fill-paper stroke-ink",
    )  # fmt: skip
    text(group, (spot[0], spot[1] + 4), str(shown), 11.5, text_anchor="middle")


def _key_places(
    propositions: Sequence[Thing], columns: int, wide: float
) -> tuple[list[tuple[float, float, list[str]]], float]:
    """Return where each proposition is listed, with its lines; and how high the list is."""
    labels = [wrap(each.label, wide - 56, _KEY, 4) for each in propositions]
    heights = [max(30.0, len(lines) * _LINE + 10) for lines in labels]
    room = max(sum(heights) / columns, max(heights, default=0.0))
    places, column, y, deepest = [], 0, 0.0, 0.0
    for lines, height in zip(labels, heights, strict=True):
        if y and y + height / 2 > room and column < columns - 1:
            column, y = column + 1, 0.0
        places.append((_MARGIN + column * wide, y + height / 2, lines))
        y += height
        deepest = max(deepest, y)
    return places, deepest


def _draw_key(
    root: ET.Element,
    chart: Chart,
    places: Sequence[tuple[float, float, list[str]]],
    top: float,
    linker: Linker,
) -> None:
    for proposition, (x, y, lines) in zip(chart.propositions, places, strict=True):
        group = link(root, linker, proposition.iri, proposition.label)
        _draw_number(group, (x + 16, top + y), chart.numbers[proposition.iri])
        first = top + y - (len(lines) - 1) * _LINE / 2 + _KEY * 0.36
        text(group, (x + 38, first), lines, _KEY)


def _draw_legend(root: ET.Element, claims: Sequence[Claim], title: str, lang: str) -> None:
    names = {slug(claim.stance.iri): claim.stance.label for claim in claims}
    text(root, (_MARGIN, 28), title, 17, font_weight=700)
    entries = stance_entries(names)
    x = legend(root, _MARGIN, 50, entries)
    for key, colour, dashes in (("agreement", "asserts", None), ("opposition", "denies", "8 6")):
        add(
            root, "line", x1=x, x2=x + 34, y1=50, y2=50, stroke=COLOURS[colour], stroke_width=7,
            stroke_dasharray=dashes, opacity="0.4", class_=f"stroke-{colour}",
        )  # fmt: skip
        text(root, (x + 42, 54.5), say(key, lang), 12.5)
        x += 42 + width(say(key, lang), 12.5) + 18


def _listed(chart: Chart) -> list[Claim]:
    return sorted(chart.claims, key=lambda each: (chart.numbers[each.proposition.iri], each.order))


def _relations_table(chart: Chart, lang: str) -> Table:
    head = [say(key, lang) for key in ("actor", "relation", "actor", "on")]
    rows = [
        (
            Cell(_numbered(chart, each.one), each.one.iri),
            Cell(say(each.kind, lang)),
            Cell(_numbered(chart, each.other), each.other.iri),
            Cell(", ".join(str(shown) for shown in each.on)),
        )
        for each in chart.relations
    ]
    return Table(say("relations", lang), head, rows)


def _numbered(chart: Chart, node: Thing) -> str:
    known = chart.numbers.get(node.iri)
    return f"{known}. {node.label}" if known else node.label
