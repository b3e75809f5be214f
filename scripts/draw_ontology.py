"""Draw ontology/hdhgraph.svg from the ontology itself.

Usage:
    python scripts/draw_ontology.py            write the picture
    python scripts/draw_ontology.py --check    exit 1 when the picture on disk is out of date

Boxes, labels and arrows come from hdhgraph.ttl and, for reused properties, from the hints of
alignments.ttl. Places are found by a search for short arrows that cross neither boxes nor one
another; it uses no chance, so the same ontology always gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Final, Literal, TypeAlias
from xml.sax.saxutils import escape

from rdflib import DCTERMS, OWL, RDF, RDFS, Graph, Namespace, URIRef

FOLDER: Final = Path(__file__).resolve().parent.parent / "ontology"
HG: Final = Namespace("https://w3id.org/hdhgraph/ont#")
SCHEMA: Final = Namespace("https://schema.org/")
ONTOLOGY: Final = URIRef("https://w3id.org/hdhgraph/ont")

COLUMNS: Final = 3
FONT: Final = 13
LINE: Final = 17
PAD: Final = 9
GAP_X: Final = 104
GAP_Y: Final = 66
MARGIN: Final = 28
LEGEND: Final = 118
CHARACTER: Final = 0.6  # mean width of a character, in parts of the font size

STYLE: Final = """\
<style>
text { font-family: "DejaVu Sans", Verdana, sans-serif; font-size: 12px; fill: #1f2933 }
.class, .labels, .parents, .name { text-anchor: middle }
.class { font-size: 15px; font-weight: bold } .labels { font-style: italic }
.parents, .property { font-size: 11px } .parents { fill: #52606d }
.range-name, .hint-name { fill: #0b4f8a } .reused-name { fill: #52606d; font-style: italic }
.box { fill: #f5f7fa; stroke: #334e68; stroke-width: 1.4 } .rule { stroke: #cbd2d9 }
.ground { fill: #ffffff; fill-opacity: 0.9 } .line { fill: none; stroke-width: 1.4 }
.range, .hint { stroke: #0b4f8a; marker-end: url(#own) } .hint { stroke-dasharray: 6 4 }
.reused { stroke: #7b8794; stroke-dasharray: 2 3; marker-end: url(#other) }
.parent { stroke: #334e68; marker-end: url(#kind) }
</style>"""
MARKER: Final = (
    '<marker id="{0}" viewBox="-1 -1 12 12" refX="10" refY="5" markerWidth="{1}" '
    'markerHeight="{1}" orient="auto"><path d="M0 0L10 5L0 10z" fill="{2}" stroke="{3}"/></marker>'
)
HEADS: Final = (
    ("own", 9, "#0b4f8a", "none"),
    ("other", 9, "#7b8794", "none"),
    ("kind", 14, "#ffffff", "#334e68"),
)

Kind: TypeAlias = Literal["range", "hint", "reused", "parent"]
Point: TypeAlias = tuple[float, float]
Segment: TypeAlias = tuple[Point, Point]
Placing: TypeAlias = tuple[str | None, ...]


@dataclass(frozen=True)
class Rect:
    """A rectangle in pixels, by its upper left corner and its size."""

    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """The middle of the rectangle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def meets(self, other: Rect) -> bool:
        """Tell whether the two rectangles share a point."""
        across = abs(self.centre[0] - other.centre[0])
        down = abs(self.centre[1] - other.centre[1])
        return 2 * across < self.width + other.width and 2 * down < self.height + other.height


@dataclass
class Box:
    """A class: its name, its labels, its foreign parents and the properties told inside it."""

    name: str
    labels: str
    parents: str
    properties: list[str] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Pixels that the longest line asks for."""
        small = max(map(len, [*self.properties, self.parents])) * (FONT - 2)
        return max(small, len(self.labels) * (FONT - 1), len(self.name) * 15) * CHARACTER + 2 * PAD

    @property
    def height(self) -> float:
        """Pixels that all lines ask for."""
        return (3 + len(self.properties)) * LINE + 1.6 * PAD


@dataclass(frozen=True, order=True)
class Arrow:
    """A line from one class to another, with the names of the properties that it stands for."""

    start: str
    end: str
    kind: Kind
    names: tuple[str, ...]


def read_ontology(folder: Path = FOLDER) -> Graph:
    """Parse the ontology and its alignments, with our own terms named without a prefix."""
    graph = Graph(bind_namespaces="none")
    for name in ("alignments.ttl", "hdhgraph.ttl"):
        graph.parse(folder / name)
    return graph


def name_of(graph: Graph, term: URIRef) -> str:
    """Name a term in the picture: bare where it is ours, with its prefix where it is not."""
    return graph.namespace_manager.normalizeUri(term).removeprefix("hg:")


def uris(graph: Graph, subject: URIRef, *predicates: URIRef) -> list[URIRef]:
    """List the IRIs that a term has for any of the predicates, sorted."""
    found = {value for each in predicates for value in graph.objects(subject, each)}
    return sorted(value for value in found if isinstance(value, URIRef))


def own_classes(graph: Graph) -> list[URIRef]:
    """List the ontology's own classes, sorted."""
    found = {each for each in graph.subjects(RDF.type, OWL.Class) if isinstance(each, URIRef)}
    return sorted(each for each in found if each in HG)


def properties(graph: Graph) -> list[URIRef]:
    """List the own properties and the reused ones that have hints, sorted."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    own = {each for kind in kinds for each in graph.subjects(RDF.type, kind)}
    found = own | set(graph.subjects(SCHEMA.domainIncludes))
    listed = [each for each in found if isinstance(each, URIRef)]
    return sorted(listed, key=lambda each: (each not in HG, each))


def labels_of(graph: Graph, term: URIRef, predicate: URIRef = RDFS.label) -> str:
    """Join the labels of a term, English first, once where both languages have the same."""
    by_language = {getattr(label, "language", ""): str(label) for label in graph[term:predicate]}
    return " · ".join(dict.fromkeys(by_language[each] for each in sorted(by_language)))


def box_of(graph: Graph, term: URIRef) -> Box:
    """Make the box of a class, still without properties."""
    parents = [each for each in uris(graph, term, RDFS.subClassOf) if each not in HG]
    names = ", ".join(name_of(graph, each) for each in parents)
    return Box(name_of(graph, term), labels_of(graph, term), names)


def told_inside(graph: Graph, term: URIRef, ends: list[URIRef]) -> str:
    """Word a property that has no arrow: its name and, for an object property, its range."""
    if (term, RDF.type, OWL.DatatypeProperty) in graph:
        return name_of(graph, term)
    return f"{name_of(graph, term)} → {', '.join(name_of(graph, each) for each in ends) or '*'}"


def kind_of(graph: Graph, term: URIRef) -> Kind:
    """Tell how firmly a property's arrow is founded."""
    if term not in HG:
        return "reused"
    return "range" if graph.value(term, RDFS.range) else "hint"


def read_picture(graph: Graph) -> tuple[dict[str, Box], list[Arrow]]:
    """Turn the ontology into boxes, by name, and arrows."""
    boxes = {name_of(graph, each): box_of(graph, each) for each in own_classes(graph)}
    names: dict[tuple[str, str, Kind], list[str]] = defaultdict(list)
    for each in own_classes(graph):
        for parent in uris(graph, each, RDFS.subClassOf):
            if parent in HG:
                names[name_of(graph, each), name_of(graph, parent), "parent"] = []
    for term in properties(graph):
        kind = kind_of(graph, term)
        ends = uris(graph, term, RDFS.range, SCHEMA.rangeIncludes)
        for start in uris(graph, term, RDFS.domain, SCHEMA.domainIncludes):
            if start not in HG:
                continue
            drawn = [x for x in ends if x in HG and (kind != "reused" or x != start)]
            for end in drawn:
                key = name_of(graph, start), name_of(graph, end), kind
                names[key].append(name_of(graph, term))
            rest = [each for each in ends if each not in drawn]
            if rest or not drawn:
                boxes[name_of(graph, start)].properties.append(told_inside(graph, term, rest))
    return boxes, sorted(Arrow(*key, tuple(value)) for key, value in names.items())


def side(first: Point, second: Point, third: Point) -> float:
    """Tell on which side of a line a point lies, by the sign of the cross product."""
    (a, b), (c, d), (e, f) = first, second, third
    return (c - a) * (f - b) - (d - b) * (e - a)


def crosses(one: Segment, other: Segment) -> bool:
    """Tell whether two segments cross at a point that is an end of neither."""
    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def hits(segment: Segment, rect: Rect) -> bool:
    """Tell whether a segment runs through a rectangle."""
    left, top, right = rect.left, rect.top, rect.left + rect.width
    bottom = rect.top + rect.height
    diagonals = (((left, top), (right, bottom)), ((right, top), (left, bottom)))
    inside = left < segment[0][0] < right and top < segment[0][1] < bottom
    return inside or any(crosses(segment, each) for each in diagonals)


@cache
def cell(index: int) -> Rect:
    """Return the rectangle, in rough units, that stands for a cell of the grid in the search."""
    return Rect(index % COLUMNS * 30, index // COLUMNS * 22, 22, 12)


@cache
def blocked(start: int, end: int, other: int) -> bool:
    """Tell whether the line between two cells runs through a third."""
    return hits((cell(start).centre, cell(end).centre), cell(other))


@cache
def distance(start: int, end: int) -> float:
    """Return the length of the line between two cells."""
    (a, b), (c, d) = cell(start).centre, cell(end).centre
    return float(((a - c) ** 2 + (b - d) ** 2) ** 0.5)


@cache
def tangled(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two lines between cells cross."""
    first = (cell(one[0]).centre, cell(one[1]).centre)
    return crosses(first, (cell(other[0]).centre, cell(other[1]).centre))


def cost(placing: Placing, pairs: list[tuple[str, str]]) -> float:
    """Weigh a placing: long lines cost a little, crossings more, lines through boxes most."""
    where = {name: index for index, name in enumerate(placing) if name}
    lines = [(where[start], where[end]) for start, end in pairs]
    total = sum(distance(*line) for line in lines)
    total += 60 * sum(tangled(one, other) for one, other in combinations(lines, 2))
    return total + 400 * sum(
        blocked(*line, index) for line in lines for index in where.values() if index not in line
    )


def improved(placing: Placing, pairs: list[tuple[str, str]]) -> Placing:
    """Swap cells as long as a swap lowers the cost."""
    best, least = placing, cost(placing, pairs)
    while True:
        before = least
        for one, other in combinations(range(len(placing)), 2):
            trial = list(best)
            trial[one], trial[other] = trial[other], trial[one]
            weight = cost(tuple(trial), pairs)
            if weight < least:
                best, least = tuple(trial), weight
        if least == before:
            return best


def place(boxes: dict[str, Box], pairs: list[tuple[str, str]]) -> Placing:
    """Find the best placing over starts that are rotations of the sorted names.

    There is a row of cells to spare. The search takes all cells for alike; among what it finds,
    the boxes as large as they are decide which lines run through one.
    """
    names = sorted(boxes)
    cells = (-(-len(names) // COLUMNS) + 1) * COLUMNS
    padded: list[str | None] = [*names, *[None] * (cells - len(names))]
    starts = [tuple(padded[turn:] + padded[:turn]) for turn in range(cells)]
    found = {improved(start, pairs) for start in starts}
    return min(found, key=lambda each: (hidden(boxes, each, pairs), cost(each, pairs), str(each)))


def hidden(boxes: dict[str, Box], placing: Placing, pairs: list[tuple[str, str]]) -> int:
    """Count how often a line runs through the box of a class that it does not join."""
    places = rectangles(boxes, placing)
    return sum(
        hits((places[start].centre, places[end].centre), rect)
        for (start, end), (name, rect) in product(pairs, places.items())
        if name not in (start, end)
    )


def rectangles(boxes: dict[str, Box], placing: Placing) -> dict[str, Rect]:
    """Give every box its rectangle: columns as wide and rows as high as they must be."""
    grid = [placing[at : at + COLUMNS] for at in range(0, len(placing), COLUMNS)]
    columns = zip(*grid, strict=True)
    widths = [max((boxes[n].width for n in column if n), default=0) for column in columns]
    heights = [max((boxes[n].height for n in line if n), default=0) for line in grid]
    result: dict[str, Rect] = {}
    for (row, line), column in product(enumerate(grid), range(COLUMNS)):
        if name := line[column]:
            box = boxes[name]
            left = MARGIN + sum(widths[:column]) + GAP_X * column
            top = MARGIN + sum(heights[:row]) + GAP_Y * (row + 0.5)
            left += (widths[column] - box.width) / 2
            result[name] = Rect(left, top + (heights[row] - box.height) / 2, box.width, box.height)
    return result


def border(rect: Rect, toward: Point) -> Point:
    """Return the point where the line from a rectangle's middle to another point leaves it."""
    x, y = rect.centre
    across, down = toward[0] - x, toward[1] - y
    reach = 2 * max(abs(across) / rect.width, abs(down) / rect.height)
    return x + across / reach, y + down / reach


def segment_of(arrow: Arrow, places: dict[str, Rect]) -> Segment:
    """Return the straight line of an arrow, from border to border."""
    start, end = places[arrow.start], places[arrow.end]
    return border(start, end.centre), border(end, start.centre)


def label_rect(names: tuple[str, ...], centre: Point) -> Rect:
    """Return the room that stacked names take around a point."""
    width = max(len(name) for name in names) * (FONT - 1) * CHARACTER + 6
    height = len(names) * (LINE - 2) + 4
    return Rect(centre[0] - width / 2, centre[1] - height / 2, width, height)


def conflicts(rect: Rect, taken: list[Rect], lines: list[Segment]) -> int:
    """Count what a label would cover: boxes and labels weigh more than lines."""
    return 9 * sum(rect.meets(each) for each in taken) + sum(hits(each, rect) for each in lines)


def spot_on_line(arrow: Arrow, line: Segment, taken: list[Rect], lines: list[Segment]) -> Rect:
    """Choose where the names of an arrow stand along its line."""
    (a, b), (c, d) = line
    others = [each for each in lines if each != line]
    shares = sorted((n / 40 for n in range(6, 35)), key=lambda share: abs(share - 0.5))
    spots = [label_rect(arrow.names, (a + (c - a) * t, b + (d - b) * t)) for t in shares]
    return min(spots, key=lambda spot: conflicts(spot, taken, others))


def loop_spots(arrow: Arrow, rect: Rect) -> list[tuple[Point, Rect]]:
    """List where an arrow back to its own class may leave the box, each with its names' room."""
    size = label_rect(arrow.names, (0, 0))
    result = []
    corners = (rect.left + 8, rect.left + rect.width - 42)
    for upward, x in product((True, False), corners):
        y = rect.top if upward else rect.top + rect.height
        middle = y - size.height / 2 - 5 if upward else y + size.height / 2 + 5
        result.append(((x, y), label_rect(arrow.names, (x + 32 + size.width / 2, middle))))
    return result


def around(spot: tuple[Point, Rect]) -> Rect:
    """Return the room that a loop and its names take together, short of the box it leaves."""
    (x, y), rect = spot
    return Rect(x, rect.top if rect.top < y else y + 4, rect.left + rect.width - x, rect.height)


def svg_text(x: float, y: float, text: str, style: str) -> str:
    """Write one line of text."""
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{style}">{escape(text)}</text>'


def svg_names(rect: Rect, arrow: Arrow) -> list[str]:
    """Write the stacked names of an arrow on a white ground."""
    ground = (
        f'<rect x="{rect.left:.0f}" y="{rect.top:.0f}" width="{rect.width:.0f}" '
        f'height="{rect.height:.0f}" class="ground"/>'
    )
    first = rect.top + LINE - 4
    style = f"name {arrow.kind}-name"
    stacked = enumerate(arrow.names)
    return [ground] + [
        svg_text(rect.centre[0], first + n * (LINE - 2), name, style) for n, name in stacked
    ]


def svg_box(box: Box, rect: Rect) -> list[str]:
    """Write a class: name, labels, foreign parents, then the properties told inside it."""
    left, middle = rect.left + PAD, rect.centre[0]
    rule = rect.top + 3 * LINE + PAD * 0.8
    lines = [
        (
            f'<rect x="{rect.left:.0f}" y="{rect.top:.0f}" width="{rect.width:.0f}" '
            f'height="{rect.height:.0f}" rx="6" class="box"/>'
        ),
        svg_text(middle, rect.top + LINE + 2, box.name, "class"),
        svg_text(middle, rect.top + 2 * LINE + 1, box.labels, "labels"),
        svg_text(middle, rect.top + 3 * LINE, box.parents, "parents"),
    ]
    if box.properties:
        right = rect.left + rect.width
        lines.append(f'<path d="M{rect.left:.0f} {rule:.0f}H{right:.0f}" class="rule"/>')
    told = enumerate(box.properties, start=1)
    return lines + [svg_text(left, rule + n * LINE - 2, text, "property") for n, text in told]


def svg_line(line: Segment, kind: Kind) -> str:
    """Write the line of an arrow."""
    (a, b), (c, d) = line
    return f'<path d="M{a:.0f} {b:.0f}L{c:.0f} {d:.0f}" class="line {kind}"/>'


def svg_loop(start: Point, kind: Kind, *, upward: bool) -> str:
    """Write the line of an arrow that comes back to its own class."""
    reach = -34 if upward else 34
    x, y = start
    return f'<path d="M{x:.0f} {y:.0f}c0 {reach} 26 {reach} 26 0" class="line {kind}"/>'


def svg_arrows(arrows: list[Arrow], places: dict[str, Rect]) -> tuple[list[str], list[str]]:
    """Write all arrows: the lines, and apart from them the names that go on top."""
    straight = [(each, segment_of(each, places)) for each in arrows if each.start != each.end]
    lines = [line for _, line in straight]
    taken = list(places.values())
    drawn, names = [svg_line(line, arrow.kind) for arrow, line in straight], []
    for arrow in (each for each in arrows if each.start == each.end):
        spots = loop_spots(arrow, places[arrow.start])
        start, rect = min(spots, key=lambda spot: conflicts(around(spot), taken, lines))
        taken.append(around((start, rect)))
        drawn.append(svg_loop(start, arrow.kind, upward=rect.top < start[1]))
        names += svg_names(rect, arrow)
    for arrow, line in (each for each in straight if each[0].names):
        rect = spot_on_line(arrow, line, taken, lines)
        taken.append(rect)
        names += svg_names(rect, arrow)
    return drawn, names


def svg_legend(graph: Graph, top: float) -> list[str]:
    """Write what the lines mean, in both languages, and which version is drawn."""
    told: tuple[tuple[Kind, str, str], ...] = (
        ("parent", "is a kind of", "est une sorte de"),
        ("range", "property with that range", "propriété dont c'est l'image"),
        ("hint", "property often used so", "propriété souvent employée ainsi"),
        ("reused", "reused property", "propriété réutilisée"),
    )
    lines = []
    for place, (kind, english, french) in enumerate(told):
        x, y = MARGIN + place % 2 * 480, top + 20 + place // 2 * 24
        lines.append(svg_line(((x, y - 4), (x + 54, y - 4)), kind))
        lines.append(svg_text(x + 66, y, f"{english} · {french}", "property"))
    version = graph.value(ONTOLOGY, OWL.versionInfo)
    lines.append(svg_text(MARGIN, top + 70, "*", "property"))
    lines.append(svg_text(MARGIN + 66, top + 70, "anything · toute chose", "property"))
    return [*lines, svg_text(MARGIN + 546, top + 70, f"{HG}, version {version}", "property")]


def svg_heading(graph: Graph, boxes: dict[str, Box], arrows: list[Arrow]) -> list[str]:
    """Write the title and the description that a screen reader tells."""
    title = labels_of(graph, ONTOLOGY, DCTERMS.title)
    told = [f"{each.start} {', '.join(each.names) or 'is a kind of'} {each.end}" for each in arrows]
    text = f"{len(boxes)} classes: {', '.join(boxes)}. {len(arrows)} arrows: {'; '.join(told)}."
    return [f'<title id="title">{escape(title)}</title>', f'<desc id="desc">{escape(text)}</desc>']


def draw(graph: Graph) -> str:
    """Return the picture as SVG."""
    boxes, arrows = read_picture(graph)
    pairs = [(each.start, each.end) for each in arrows if each.start != each.end]
    places = rectangles(boxes, place(boxes, pairs))
    lines, names = svg_arrows(arrows, places)
    width = max(each.left + each.width for each in places.values()) + MARGIN
    bottom = max(each.top + each.height for each in places.values()) + GAP_Y
    height = bottom + LEGEND
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">',
        *svg_heading(graph, boxes, arrows),
        STYLE,
        *("<defs>", *(MARKER.format(*head) for head in HEADS), "</defs>"),
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        *lines,
        *(part for name, box in boxes.items() for part in svg_box(box, places[name])),
        *names,
        *svg_legend(graph, bottom),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main() -> int:
    """Write the picture, or with --check compare it with the one on disk."""
    parser = argparse.ArgumentParser(description="Draw the ontology as SVG, from the ontology.")
    parser.add_argument("--check", action="store_true", help="exit 1 when it is out of date")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="the folder of the ontology")
    arguments = parser.parse_args()
    target = arguments.folder / "hdhgraph.svg"
    picture = draw(read_ontology(arguments.folder))
    if arguments.check:
        fresh = target.exists() and target.read_text(encoding="utf-8") == picture
        if not fresh:
            print(f"{target.name} is out of date: run python scripts/draw_ontology.py")
        return 0 if fresh else 1
    target.write_text(picture, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
