"""Where RDF does not parse, as far as the parser does not tell: RDF/XML, JSON-LD, a cut-off end."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

import pyoxigraph as ox

from hdhgraph.checks.reading import base_of
from hdhgraph.rdf.media_types import JSON_LD, RDF_XML, input_format

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.errors import DataSyntaxError

__all__ = ["place_of"]

_Spot = tuple[int | None, int | None, int | None]
_NOWHERE: Final = (None, None, None)
# What a parser quotes of the file: an IRI, a value, the name of an attribute or of a key.
_QUOTES: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"^<?(.+?)>? (?:is not a valid|has already been used)",
        r"tag name: (\S+?)\.?$",
        r"'(.+?)'(?=[:.]|$)",
        r"^(@\w+) value must",
        r"\b(?:value of|supported) (@\w+)",
    )
)
_OF_CONTEXT: Final = re.compile(r"context|Term definition|Cyclic IRI|@version")


def place_of(error: DataSyntaxError) -> _Spot:
    """Return line, column and the column behind what is at fault; what is not known is None."""
    line, column, path = error.line, error.column, error.path
    if path.suffix.lower() == ".gz":
        return line, column, None
    if line is not None:
        if error.reason.startswith("Unexpected end"):
            return (*_within(path.read_text(encoding="utf-8-sig"), line, column), None)
        return line, column, None
    form = input_format(path.name)
    if form is RDF_XML:
        return _in_xml(path, error.reason)
    return _in_json(path, error.reason) if form is JSON_LD else _NOWHERE


def _within(text: str, line: int, column: int | None) -> tuple[int, int | None]:
    """Return the end of the text for a place that is behind it, such as in an empty last line."""
    lines = text.rstrip().split("\n")
    if line > len(lines):
        return len(lines), len(lines[-1]) + 1
    return line, column


def _in_json(path: Path, reason: str) -> _Spot:
    """Return the first key that a reason names; the first context where that is what it is of."""
    text = path.read_text(encoding="utf-8-sig")
    keys = [quoted[1] for pattern in _QUOTES if (quoted := pattern.search(reason))]
    if _OF_CONTEXT.search(reason):
        keys.append("@context")
    for key in keys:
        name = f'"{re.escape(key)}"'
        # Where a string is missed, the key whose value is none is meant.
        match = re.search(rf'{name}(?=\s*:\s*[^"\s])', text) or re.search(name, text)
        if match:
            return _spot(text, *match.span())
    return _NOWHERE


def _in_xml(path: Path, reason: str) -> _Spot:
    """Return where a file ceases to be XML, or else the part that breaks RDF/XML."""
    content = path.read_bytes()
    parser = expat.ParserCreate()
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1, None
    start, end = _refused(content, base_of(path))
    text, before = content[:end].decode(errors="replace"), content[:start].decode(errors="replace")
    return _spot(text, *_narrowed(text, len(before), reason))


def _refused(content: bytes, base: str) -> tuple[int, int]:
    """Return the offsets of the text and the tag at which the parser refuses to go on."""
    reader = _Tags(content)
    try:
        for _ in ox.parse(reader, format=ox.RdfFormat.RDF_XML, base_iri=base):
            pass
    except (SyntaxError, ValueError):
        pass
    return reader.start, reader.end


class _Tags(BytesIO):
    """A file that is read one tag at a time, so that what was read last is at fault."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._content = content
        self.start = self.end = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return what is before the end of the next tag, at most `size` bytes."""
        begin = self.end
        self.end = self._content.find(b">", begin) + 1 or len(self._content)
        if size is not None and size >= 0:
            self.end = min(self.end, begin + size)
        if begin < self.end:
            self.start = begin
        return self._content[begin : self.end]


def _narrowed(text: str, start: int, reason: str) -> tuple[int, int]:
    """Return the offsets of what a reason quotes of the part read last, else of its tag."""
    tag = max(text.rfind("<"), 0)
    quoted = next((match[1] for each in _QUOTES if (match := each.search(reason))), "")
    local = re.split(r"[#/]", quoted)[-1]
    for words in (re.escape(quoted), rf"(?:[\w.-]+:)?{re.escape(local)}"):
        at = re.compile(rf"(?<![\w.-]){words}(?![\w.-])").search(text, min(start, tag))
        if quoted and at:
            return at.span()
    return tag, len(text)


def _spot(text: str, start: int, end: int) -> _Spot:
    """Return the place of offsets; the end is of the same line."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    end = min(end, line_end) if line_end >= 0 else end
    return text.count("\n", 0, start) + 1, start - line_start + 1, end - line_start + 1
