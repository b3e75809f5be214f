"""The place of a finding: file, line and column of the triple at fault."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.reading import base_of
from hdhgraph.checks.report.xml_places import read_xml
from hdhgraph.rdf.media_types import N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, input_format
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.rdf.turtle.places import Spot, key_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.rdf.turtle.places import Comment, Statement, Text

__all__ = ["Place", "Places", "lines_of", "states_in_turtle"]

_TURTLES: Final = frozenset((TURTLE.name, TRIG.name, N_TRIPLES.name, N_QUADS.name))
_UNIQUE_LANGUAGE: Final = PREFIXES["sh"] + "UniqueLangConstraintComponent"
_TYPED: Final = re.compile(r'"(.*)"\^\^<([^<>]+)>', re.DOTALL)
_XML_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LONG_QUOTES: Final = ('"' * 3, "'" * 3)
# From the triple itself to whatever names the node; the first that is met in any file is taken.
_EXACT, _PROPERTY, _VALUE, _INVERSE, _SUBJECT, _NAMED = range(6)


@dataclass(frozen=True, slots=True)
class Place:
    """A finding and where it is: line and columns are 1-based in code points, `end` is behind."""

    finding: Finding
    path: Path | None = None
    line: int | None = None
    column: int | None = None
    end: int | None = None

    @property
    def place(self) -> str:
        """Return file:line:column as far as it is known, as compilers write it."""
        known = (self.path, self.line, self.column)
        return ":".join(str(part) for part in known if part is not None)


def states_in_turtle(path: Path) -> bool:
    """Tell whether a file is of the Turtle family, whose places are known."""
    form = input_format(path.name)
    return form is not None and form.name in _TURTLES and path.suffix.lower() != ".gz"


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file as far as it is text; none where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


class Places:
    """Where findings stand in files; a file is read when the first finding is looked for."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Look in `files`, in this order."""
        self._files = list(files)
        self._indexes: dict[Path, _Index] = {}
        self._alike: dict[_Keys, int] = {}

    def of(self, finding: Finding) -> Place:
        """Return a finding with the place of its triple, of its node, or without any."""
        keys = _Keys(
            f"<{finding.focus}>" if finding.focus else "",
            f"<{finding.path}>" if finding.path else "",
            key_of(finding.value) if finding.value else "",
            is_of_language=finding.component == _UNIQUE_LANGUAGE,
            span=finding.span,
        )
        # Nodes without names that have the same to say are told apart by their order.
        number = self._alike[keys] = self._alike.get(keys, -1) + 1
        ranked = ((self._index(path).find(keys, number), path) for path in self._files)
        best = min(
            ((found, path) for found, path in ranked if found),
            key=lambda pair: pair[0].rank,
            default=None,
        )
        if best is None:
            return Place(finding)
        found, path = best
        return Place(finding, path, *found.spot)

    def comments(self) -> list[tuple[Path, Comment]]:
        """Return the comments of all files of the Turtle family."""
        return [
            (path, comment)
            for path in self._files
            if states_in_turtle(path)
            for comment in self._index(path).text.comments
        ]

    def _index(self, path: Path) -> _Index:
        if path not in self._indexes:
            self._indexes[path] = _index_of(path)
        return self._indexes[path]


@dataclass(frozen=True, slots=True)
class _Keys:
    focus: str
    path: str
    value: str
    is_of_language: bool = False
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int
    spot: Spot


class _Index:
    """The statements of one file, by what a finding may know of them."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._by_subject: dict[str, list[Statement]] = {}
        self._by_object: dict[str, list[Statement]] = {}
        for each in text.statements:
            self._by_subject.setdefault(each.subject, []).append(each)
            self._by_object.setdefault(each.object, []).append(each)

    def find(self, keys: _Keys, number: int) -> _Found | None:
        """Return the best place that this file has, of a node without a name its `number`-th."""
        if not keys.focus:
            return self._of_blank(keys, number)
        own = self._by_subject.get(keys.focus, [])
        of_path = [each for each in own if each.predicate == keys.path]
        of_value = [each for each in own if keys.value and each.object == keys.value]
        of_value = of_value or _of_same_value(of_path, keys.value)
        exact = [each for each in of_path if each in of_value]
        named = [each for each in own if keys.value and each.predicate == keys.value]
        if keys.is_of_language:
            of_path = _sharing_language(of_path) or of_path
        for rank, each in ((_EXACT, exact), (_PROPERTY, of_path), (_VALUE, of_value)):
            if each:
                spot = self._spot(each, is_value=rank != _PROPERTY)
                return _Found(rank, spot if rank != _EXACT else self._narrowed(spot, keys))
        if named:
            return _Found(_VALUE, self.text.spot(named[0].predicate_at))
        inverse = self._by_object.get(keys.focus, [])
        of_inverse = [each for each in inverse if keys.value and each.subject == keys.value]
        if of_inverse:
            return _Found(_INVERSE, self._spot(of_inverse, is_value=True))
        if own:
            return _Found(_SUBJECT, self.text.spot(own[0].subject_at))
        return _Found(_NAMED, self._spot(inverse, is_value=True)) if inverse else None

    def _spot(self, statements: list[Statement], *, is_value: bool) -> Spot:
        """Return the value at fault; of a property the value too many, or else its name."""
        first, last = statements[0], statements[-1]
        if is_value:
            return self.text.spot(first.object_at)
        return self.text.spot(last.object_at if len(statements) > 1 else first.predicate_at)

    def _of_blank(self, keys: _Keys, number: int) -> _Found | None:
        """Find a node without a name by its property and value, or by a term in use there."""
        of_path = [
            each
            for each in self.text.statements
            if each.subject.startswith("_:") and keys.path and each.predicate == keys.path
        ]
        found = [each for each in of_path if each.object == keys.value]
        found = found or _of_same_value(of_path, keys.value)
        if found:
            spot = self.text.spot(found[min(number, len(found) - 1)].object_at)
            return _Found(_EXACT, self._narrowed(spot, keys))
        if of_path and keys.value == keys.path:
            chosen = of_path[min(number, len(of_path) - 1)]
            return _Found(_VALUE, self.text.spot(chosen.predicate_at))
        return None

    def _narrowed(self, spot: Spot, keys: _Keys) -> Spot:
        """Return the part of a literal that is at fault; all of it where escapes move that."""
        if keys.span is None:
            return spot
        text = keys.value[1 : keys.value.rindex('"')]
        start, end = keys.span
        row = text.count("\n", 0, start)
        lines = self.text.lines[spot.line - 1 + row :]
        line = lines[0] if lines else ""
        column = start - text.rfind("\n", 0, start)
        if not row:
            before = spot.column - 1
            column += before + (3 if line[before : before + 3] in _LONG_QUOTES else 1)
        if line[column - 1 : column - 1 + end - start] != text[start:end]:
            return spot
        return Spot(spot.line + row, column, column + end - start)


def _of_same_value(statements: list[Statement], value: str) -> list[Statement]:
    """Return the statements whose literal the engine holds as `value`: it keeps 01 as 1."""
    if not _TYPED.fullmatch(value):
        return []
    return [each for each in statements if _as_held(each.object) == _as_held(value)]


@functools.lru_cache(maxsize=4096)
def _as_held(key: str) -> str:
    match = _TYPED.fullmatch(key)
    if match is None:
        return key
    node, store = ox.NamedNode("urn:x"), ox.Store()
    try:
        store.add(ox.Quad(node, node, ox.Literal(match[1], datatype=ox.NamedNode(match[2]))))
    except ValueError:  # the datatype is no IRI
        return key
    return str(next(iter(store)).object)


def _sharing_language(statements: list[Statement]) -> list[Statement]:
    """Return the statements of the first language that has several (SHACL, section 4.4.3)."""
    by_language: dict[str, list[Statement]] = {}
    for each in statements:
        language = each.object.rpartition('"@')[2] if each.object.startswith('"') else ""
        by_language.setdefault(language, []).append(each)
    return next((each for each in by_language.values() if len(each) > 1), [])


class _Words(_Index):
    """A file of another form: where the node is said to be one, in JSON-LD, or else is named."""

    def __init__(self, text: str) -> None:
        super().__init__(read_text(""))
        self._all = text
        self._lines = text.split("\n")

    def find(self, keys: _Keys, number: int) -> _Found | None:  # noqa: ARG002 - as in _Index
        """Return the place of the node's “@id”, else the first line that names the node."""
        iri = keys.focus[1:-1]
        local = iri.replace("#", "/").rsplit("/", 1)[-1]
        spot = self._declared(iri, local) or self._named(iri, local)
        return _Found(_SUBJECT, spot) if spot else None

    def _declared(self, iri: str, local: str) -> Spot | None:
        """Return where an object of JSON has the node's “@id”, and more: alone, it is a mention."""
        names = [re.escape(iri)] if iri else []
        names += [rf"(?:[^\"]*[#/:])?{re.escape(local)}"] if local else []
        for name in names:
            told = re.finditer(rf'(\{{\s*)?"@id"\s*:\s*"(?P<id>{name})"(\s*\}})?', self._all)
            match = next((each for each in told if not (each[1] and each[3])), None)
            if match:
                start = match.start("id")
                column = start - self._all.rfind("\n", 0, start)
                row = self._all.count("\n", 0, start) + 1
                return Spot(row, column, column + len(match["id"]))
        return None

    def _named(self, iri: str, local: str) -> Spot | None:
        for words in (iri, f'#{local}"', f'{local}"', f":{local}"):
            if len(words) < 3:  # noqa: PLR2004 - less than that stands anywhere
                continue
            for row, line in enumerate(self._lines, 1):
                column = line.find(words)
                if column >= 0:
                    return Spot(row, column + 1, column + 1 + len(words))
        return None


class _Xml(_Index):
    """The statements of RDF/XML; a node of which nothing is stated is where it is named."""

    def __init__(self, text: str, base: str) -> None:
        super().__init__(read_xml(text, base))
        self._words = _Words(_XML_COMMENT.sub(_blanked, text))

    def find(self, keys: _Keys, number: int) -> _Found | None:
        """Return the best place that this file has."""
        return super().find(keys, number) or self._words.find(keys, number)

    def _narrowed(self, spot: Spot, keys: _Keys) -> Spot:
        """Return the part of a literal that is at fault, where its line has that only once."""
        if keys.span is None:
            return spot
        part = keys.value[1:][slice(*keys.span)]
        line = self.text.lines[spot.line - 1][spot.column - 1 : spot.end - 1]
        if line.count(part) != 1:
            return spot
        column = spot.column + line.index(part)
        return Spot(spot.line, column, column + len(part))


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _index_of(path: Path) -> _Index:
    """Read what a file states with its places, as far as that is known of its form."""
    if path.suffix.lower() == ".gz":
        return _Words("")
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if states_in_turtle(path):
        return _Index(read_text(text, base_of(path)))
    is_xml = input_format(path.name) is RDF_XML
    return _Xml(text, base_of(path)) if is_xml else _Words(text)
