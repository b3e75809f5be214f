"""What a drawing says, read back from its SVG; and invented claims to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hdhgraph.claims.pictures.lettering import width
from hdhgraph.claims.pictures.questions import Asked, questions
from hdhgraph.rdf.files import select

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

SVG = "{http://www.w3.org/2000/svg}"
BASE = "https://w3id.org/hdhgraph/"
EX = "https://example.org/invented/"


@dataclass(frozen=True)
class Box:
    """A line of text and what it covers, by the estimate that drawings are made with."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two lines cover each other by more than a pixel."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > 1


def rows_of(store: ox.Store, query: str) -> list[dict[str, str]]:
    """Return solutions as drawings read them."""
    solutions = select(store, query)
    names = [variable.value for variable in solutions.variables]
    found = []
    for solution in solutions:
        terms = {name: solution[name] for name in names if solution[name] is not None}
        tags = {f"{n}Lang": t.language for n, t in terms.items() if getattr(t, "language", None)}
        found.append({name: term.value for name, term in terms.items()} | tags)
    return found


def answers_of(store: ox.Store, asked: Asked) -> dict[str, list[dict[str, str]]]:
    """Return the answers that a picture needs."""
    return {name: rows_of(store, query) for name, query in questions(asked).items()}


def links(svg: str) -> set[str]:
    """Return where the links of a drawing lead."""
    return {each.get("href", "") for each in ET.fromstring(svg).iter(f"{SVG}a")}  # noqa: S314


def claims_in(svg: str) -> set[str]:
    """Return the claims that a drawing links to by their IRIs."""
    return {each for each in links(svg) if "/claim/" in each}


def lines(svg: str) -> list[Box]:
    """Return each line of text of a drawing with its place; signs within shapes are left out."""
    root = ET.fromstring(svg)  # noqa: S314
    return list(_lines(root, (0.0, 0.0)))


def _lines(element: ET.Element, shift: tuple[float, float]) -> Iterator[Box]:
    moved = element.get("transform", "").removeprefix("translate(").removesuffix(")").split()
    if moved:
        shift = (shift[0] + float(moved[0]), shift[1] + float(moved[1]))
    if element.tag == f"{SVG}text" and element.get("aria-hidden") is None:
        yield from _text_lines(element, shift)
    for child in element:
        yield from _lines(child, shift)


def _text_lines(element: ET.Element, shift: tuple[float, float]) -> Iterator[Box]:
    size, x = float(element.get("font-size", 0)), float(element.get("x", 0)) + shift[0]
    y = float(element.get("y", 0)) + shift[1]
    for part in [element, *element]:
        y += float(part.get("dy", 0))
        words = (part.text or "").strip()
        if words:
            wide = width(words, size)
            left = x - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0)
            yield Box(words, left, y - size * 0.75, left + wide, y + size * 0.2)


def claim_row(number: int, speaker: int, proposition: int, stance: str = "asserts",
              **more: str) -> dict[str, str]:  # fmt: skip
    """Return an invented claim as a solution."""
    return {
        "claim": f"{EX}claim/{number}",
        "speaker": f"{EX}actor/{speaker}",
        "speakerLabel": f"Example Speaker {speaker}",
        "proposition": f"{EX}proposition/{proposition}",
        "propositionLabel": f"An invented proposition, number {proposition}, of a usual length",
        "stance": f"{BASE}vocab/stance/{stance}",
        "stanceLabel": stance,
        **more,
    }
