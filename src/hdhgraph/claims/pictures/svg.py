"""SVG without style or script: presentation attributes for a file, classes for a page's colours.

A class wins over an attribute, so a page's stylesheet turns a picture dark, and a file looks right
wherever it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from hdhgraph.claims.pictures.lettering import clean, width
from hdhgraph.rdf.iris import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.claims.pictures.model import Linker

__all__ = [
    "COLOURS",
    "DASHED",
    "FULL",
    "HOLLOW",
    "STANCES",
    "add",
    "arrow",
    "box",
    "canvas",
    "glyph",
    "legend",
    "link",
    "number",
    "stance_entries",
    "text",
    "written",
]

_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
COLOURS: Final = {
    "asserts": "#1d6b3a",
    "denies": "#a32a2a",
    "qualifies": "#8a5a00",
    "questions": "#5b3f99",
    "ink": "#1c2430",
    "quiet": "#566072",
    "paper": "#fdfdfb",
    "line": "#c3c8d0",
    "band": "#f1f2ef",
    "accent": "#1f5f8b",
}
# Where a stance's shape is full, hollow or of dashes.
FULL: Final = "full"
HOLLOW: Final = "hollow"
DASHED: Final = "dashed"
STANCES: Final = ("asserts", "denies", "qualifies", "questions")
# Each stance has a shape and a sign, so that colour is never all that tells them apart.
_SIGNS: Final = {"asserts": "+", "denies": "\u2212", "qualifies": "±", "questions": "?"}
_LINE: Final = 1.25  # distance of two lines of text, in parts of the size


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def add(parent: ET.Element, name: str, **attributes: object) -> ET.Element:
    """Add an element; `class_` is its class, `_` in a name stands for a hyphen."""
    named = {
        key.rstrip("_").replace("_", "-"): number(value)
        if isinstance(value, int | float)
        else clean(str(value))
        for key, value in attributes.items()
        if value is not None
    }
    return ET.SubElement(parent, name, named)


def canvas(wide: float, high: float, title: str, description: str) -> ET.Element:
    """Return the root of a picture: a group of graphics that may hold links, with its names."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": number(wide),
            "height": number(high),
            "viewBox": f"0 0 {number(wide)} {number(high)}",
            "role": "group",
            "aria-labelledby": "picture-title",
            "aria-describedby": "picture-description",
            "font-family": _FONT,
            "class": "picture",
        },
    )
    add(root, "title", id="picture-title").text = clean(title)
    add(root, "desc", id="picture-description").text = clean(description)
    box(root, (0, 0), (wide, high), "paper")
    return root


def box(
    parent: ET.Element,
    place: tuple[float, float],
    size: tuple[float, float],
    fill: str,
    **more: object,
) -> ET.Element:
    """Draw a rectangle by its upper left corner, in one of the colours."""
    (x, y), (wide, high) = place, size
    class_ = f"fill-{fill} {more.pop('class_', '')}".rstrip()
    return add(
        parent, "rect", x=x, y=y, width=wide, height=high, fill=COLOURS[fill], class_=class_, **more
    )


def text(
    parent: ET.Element,
    place: tuple[float, float],
    lines: Sequence[str] | str,
    size: float = 13,
    colour: str = "ink",
    **more: object,
) -> ET.Element:
    """Write lines from the base line of the first, at `place`."""
    x, y = place
    lines = [lines] if isinstance(lines, str) else lines
    element = add(
        parent, "text", x=x, y=y, font_size=size, fill=COLOURS[colour], class_=f"fill-{colour}",
        **more,
    )  # fmt: skip
    if len(lines) == 1:
        element.text = clean(lines[0])
        return element
    for line_number, line in enumerate(lines):
        span = add(element, "tspan", x=x, dy=line_number and size * _LINE)
        span.text = clean(line)
    return element


def link(parent: ET.Element, linker: Linker, iri: str, label: str) -> ET.Element:
    """Add a link to what an IRI names, or a plain group where there is no address for it."""
    address = linker(iri) if iri else None
    element = add(parent, "g" if address is None else "a", href=address)
    if address is not None:
        element.set("aria-label", clean(label))
    add(element, "title").text = clean(label)
    return element


def glyph(
    parent: ET.Element,
    place: tuple[float, float],
    stance: str,
    radius: float = 9,
    form: str = FULL,
) -> None:
    """Draw a stance around a point: a shape and its sign, full, hollow or of dashes."""
    (x, y), name = place, slug(stance)
    kind = name if name in _SIGNS else "quiet"
    colour = COLOURS[kind]
    attributes: dict[str, object] = {"stroke": colour, "stroke_width": 1.5}
    filling = kind if form == FULL else "paper"
    attributes |= {"fill": COLOURS[filling], "class_": f"stroke-{kind} fill-{filling}"}
    attributes["stroke_dasharray"] = "3 2" if form == DASHED else None
    if kind == "denies":
        side = radius * 0.9
        add(parent, "rect", x=x - side, y=y - side, width=2 * side, height=2 * side, **attributes)
    elif kind in {"qualifies", "questions"}:
        add(parent, "polygon", points=_corners(x, y, radius * 1.12, kind), **attributes)
    else:
        add(parent, "circle", cx=x, cy=y, r=radius, **attributes)
    text(
        parent, (x, y + radius * 0.5), _SIGNS.get(name, "·"), radius * 1.45,
        "paper" if form == FULL else kind, text_anchor="middle",
        font_weight=700, aria_hidden="true",
    )  # fmt: skip


def _corners(x: float, y: float, radius: float, kind: str) -> str:
    steps: tuple[tuple[float, float], ...]
    if kind == "qualifies":
        steps = ((0, -1), (1, 0), (0, 1), (-1, 0))
    else:  # a hexagon
        steps = ((0, -1), (0.87, -0.5), (0.87, 0.5), (0, 1), (-0.87, 0.5), (-0.87, -0.5))
    return " ".join(f"{number(x + dx * radius)},{number(y + dy * radius)}" for dx, dy in steps)


def arrow(
    parent: ET.Element,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str = "quiet",
    **more: object,
) -> None:
    """Draw a line with a head at its end."""
    (x1, y1), (x2, y2) = start, end
    length = max(1.0, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    head = min(7.0, length)
    bx, by = x2 - dx * head, y2 - dy * head
    stroke = COLOURS[colour]
    add(
        parent, "line", x1=x1, y1=y1, x2=bx, y2=by, stroke=stroke, class_=f"stroke-{colour}",
        **{"stroke_width": 1.5, **more},
    )  # fmt: skip
    wing = head * 0.6
    corners = ((x2, y2), (bx - dy * wing, by + dx * wing), (bx + dy * wing, by - dx * wing))
    add(
        parent, "polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in corners),
        fill=stroke, class_=f"fill-{colour}",
    )  # fmt: skip


def legend(
    parent: ET.Element, x: float, y: float, entries: Sequence[tuple[str, str, str]]
) -> float:
    """Draw stances with their names in one line, and return where it ends.

    An entry is a stance, its name and the form of its shape.
    """
    for stance, name, form in entries:
        glyph(parent, (x + 8, y), stance, 8, form)
        text(parent, (x + 22, y + 4.5), name, 12.5)
        x += 22 + width(name, 12.5) + 18
    return x


def stance_entries(names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the entries of a legend for stances, from their names by the end of their IRIs."""
    return [(each, names[each], FULL) for each in STANCES if each in names]


def written(root: ET.Element) -> str:
    """Return a picture as text that is XML of its own and can stand in a page."""
    return ET.tostring(root, encoding="unicode")
