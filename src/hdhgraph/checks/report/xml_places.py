"""Where an RDF/XML file states what: its elements and attributes, read once more with places.

What has parsed as RDF/XML is read whole; of other text it gives fewer statements, and never raises.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE
from hdhgraph.rdf.turtle.places import Statement, Text, resolve

__all__ = ["read_xml"]

_RDF: Final = PREFIXES["rdf"]
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_SEPARATOR: Final = "\x1f"
_TAG: Final = re.compile(r"<([^\s<>/]+)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_ATTRIBUTE: Final = re.compile(r"([^\s=\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# What entities may add to a file altogether, as elsewhere: those of editors stand for namespaces.
_MOST_ENTITIES: Final = 1024**2

_At = tuple[int, int]


class _StoppedError(Exception):
    """The text declares entities that are not expanded here."""


@dataclass(slots=True)
class _Attribute:
    """An attribute: its full name, its value, and where both stand."""

    name: str
    value: str
    name_at: _At
    value_at: _At


@dataclass(slots=True)
class _Frame:
    """An element that is open: a node, with what is stated of it, or a property of one."""

    is_node: bool
    base: str
    lang: str
    subject: str = ""
    subject_at: _At = (0, 0)
    predicate: str = ""
    predicate_at: _At = (0, 0)
    # Of a node: what tells a declaration from a mention; how many rdf:li it has.
    is_typed: bool = False
    is_top: bool = False
    has_content: bool = False
    members: int = 0
    # Of a property: what its text is, and whether something else is its value already.
    parse_type: str = ""
    datatype: str = ""
    text: list[str] = field(default_factory=list)
    text_from: int = 0
    has_value: bool = False

    @property
    def rank(self) -> int:
        """Order where a node is spoken of: declarations first, mentions within others last."""
        if self.has_content:
            return 0 if self.is_typed else 1
        return 2 if self.is_top else 3


def read_xml(text: str, base: str = "") -> Text:
    """Return the statements of RDF/XML, each with its place; where a node is declared, first.

    Relative IRIs are so to `xml:base`, else to `base`.
    """
    reader = _Reader(text, base)
    reader.read()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    stated = sorted(reader.stated, key=lambda pair: pair[0].rank)
    return Text([statement for _, statement in stated], [], text.split("\n"), starts)


class _Reader:
    """Statements out of the events of the XML parser (RDF 1.1 XML Syntax, section 7.2)."""

    def __init__(self, text: str, base: str) -> None:
        self.stated: list[tuple[_Frame, Statement]] = []
        self._text = text
        self._offsets = _Offsets(text)
        self._stack: list[_Frame] = []
        self._outer = _Frame(is_node=False, base=base, lang="")
        self._literal = 0  # how deep within a literal of XML
        self._blanks = 0
        self._entities = 0

    def read(self) -> None:
        """Read all of the text, or as much as is XML."""
        self._parser = parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._declare
        try:
            parser.Parse(self._text, True)
        except (expat.ExpatError, _StoppedError, UnicodeEncodeError):
            return

    def _declare(self, *declared: object) -> None:
        """Refuse entities that are made of others, or that come from elsewhere."""
        value = declared[2]
        self._entities += len(value) if isinstance(value, str) else 0
        if declared[1] or not isinstance(value, str) or "&" in value:
            raise _StoppedError
        if self._entities > _MOST_ENTITIES:
            raise _StoppedError

    def _start(self, name: str, flat: list[str]) -> None:
        if self._literal:
            self._literal += 1
            return
        at = self._offsets.of(self._parser.CurrentByteIndex)
        tag = _TAG.match(self._text, at)
        name_at = tag.span(1) if tag else (at, at + 1)
        attributes = _attributes(flat, tag, name_at)
        outer = self._stack[-1] if self._stack else self._outer
        frame = _opened(outer, attributes)
        frame.text_from = tag.end() if tag else at
        iri = name.replace(_SEPARATOR, "")
        own = [each for each in attributes if not each.name.startswith(_XML)]
        self._stack.append(frame)
        if iri == f"{_RDF}RDF" and outer is self._outer:
            frame.is_node = False
        elif outer.is_node:
            self._property(frame, outer, _Attribute(iri, "", name_at, name_at), own)
        else:
            self._node(frame, outer, _Attribute(iri, "", name_at, name_at), own)

    def _node(
        self, frame: _Frame, outer: _Frame, tag: _Attribute, attributes: list[_Attribute]
    ) -> None:
        """Take a node element: its subject, its type, its attributes (section 7.2.11)."""
        frame.is_node = True
        frame.is_top = not outer.predicate
        frame.subject, frame.subject_at = self._named(frame, attributes, tag.name_at)
        if outer.predicate:
            self._mention(frame, outer)
        if tag.name != f"{_RDF}Description":
            frame.is_typed = True
            type_at = tag.name_at
            self._state(frame, f"<{RDF_TYPE}>", f"<{tag.name}>", type_at, type_at)
        self._stated_by_attributes(frame, attributes)

    def _mention(self, frame: _Frame, outer: _Frame) -> None:
        """State that a node is the value of the property that it stands in."""
        outer.has_value = True
        if outer.parse_type == "Collection":
            cell, predicate = self._blank(), f"<{_RDF}first>"
            at = frame.subject_at
            told = Statement(cell, predicate, frame.subject, at, outer.predicate_at, at)
            self.stated.append((outer, told))
            return
        node = self._stack[-3]
        self._state(node, outer.predicate, frame.subject, outer.predicate_at, frame.subject_at)

    def _named(self, frame: _Frame, attributes: list[_Attribute], at: _At) -> tuple[str, _At]:
        """Return the key of a node, and where its name stands, else its tag."""
        for each in attributes:
            match each.name.removeprefix(_RDF):
                case "about":
                    return f"<{_resolved(frame.base, each.value)}>", each.value_at
                case "ID":
                    return f"<{_resolved(frame.base, '#' + each.value)}>", each.value_at
                case "nodeID":
                    return f"_:{each.value}", each.value_at
        return self._blank(), at

    def _property(
        self, frame: _Frame, node: _Frame, tag: _Attribute, attributes: list[_Attribute]
    ) -> None:
        """Take a property element of a node (section 7.2.14)."""
        node.has_content = True
        if tag.name == f"{_RDF}li":
            node.members += 1
            tag.name = f"{_RDF}_{node.members}"
        frame.predicate, frame.predicate_at = f"<{tag.name}>", tag.name_at
        for each in attributes:
            match each.name.removeprefix(_RDF):
                case "resource":
                    self._value(frame, node, f"<{_resolved(frame.base, each.value)}>", each)
                case "nodeID":
                    self._value(frame, node, f"_:{each.value}", each)
                case "datatype":
                    frame.datatype = _resolved(frame.base, each.value)
                case "parseType":
                    frame.parse_type = each.value
        self._parsed(frame, node)
        if any(_is_stated(each.name) for each in attributes):
            self._inline(frame, node, attributes)

    def _parsed(self, frame: _Frame, node: _Frame) -> None:
        """Heed rdf:parseType: a literal is not looked into, a resource is a node of its own."""
        if frame.parse_type == "Resource":
            blank, at = self._blank(), frame.predicate_at
            self._state(node, frame.predicate, blank, at, at)
            frame.subject, frame.subject_at, frame.is_node, frame.has_value = blank, at, True, True
        elif frame.parse_type == "Collection":
            frame.has_value = True
            at = frame.predicate_at
            self._state(node, frame.predicate, self._blank(), at, at)
        elif frame.parse_type:
            self._literal = 1
            frame.has_value = True
            at = frame.predicate_at
            self._state(node, frame.predicate, "", at, at)

    def _inline(self, frame: _Frame, node: _Frame, attributes: list[_Attribute]) -> None:
        """State the property attributes of an empty property element (section 7.2.21)."""
        if not frame.has_value:
            frame.has_value = True
            frame.subject, frame.subject_at = self._blank(), frame.predicate_at
            at = frame.predicate_at
            self._state(node, frame.predicate, frame.subject, at, at)
        inner = _Frame(is_node=True, base=frame.base, lang=frame.lang, has_content=True)
        inner.subject, inner.subject_at = frame.subject, frame.subject_at
        self._stated_by_attributes(inner, attributes)

    def _value(self, frame: _Frame, node: _Frame, key: str, attribute: _Attribute) -> None:
        frame.has_value = True
        frame.subject, frame.subject_at = key, attribute.value_at
        self._state(node, frame.predicate, key, frame.predicate_at, attribute.value_at)

    def _stated_by_attributes(self, frame: _Frame, attributes: list[_Attribute]) -> None:
        for each in attributes:
            if not _is_stated(each.name):
                continue
            frame.has_content = True
            key = _literal(each.value, frame.lang)
            if each.name == RDF_TYPE:
                key = f"<{_resolved(frame.base, each.value)}>"
            self._state(frame, f"<{each.name}>", key, each.name_at, each.value_at)

    def _end(self, _name: str) -> None:
        if self._literal:
            self._literal -= 1
            if self._literal:
                return
        frame = self._stack.pop()
        if frame.predicate and not frame.has_value:
            end = self._offsets.of(self._parser.CurrentByteIndex)
            self._text_value(frame, self._stack[-1], end)

    def _text_value(self, frame: _Frame, node: _Frame, end: int) -> None:
        """State the text of a property; where it is empty, at the name of the property."""
        start = frame.text_from
        raw = self._text[start:end]
        start += len(raw) - len(raw.lstrip())
        at = (start, end) if start < end else frame.predicate_at
        key = _literal("".join(frame.text), frame.lang, frame.datatype)
        self._state(node, frame.predicate, key, frame.predicate_at, at)

    def _characters(self, text: str) -> None:
        if self._stack and not self._literal:
            self._stack[-1].text.append(text)

    def _state(self, node: _Frame, predicate: str, key: str, name_at: _At, at: _At) -> None:
        told = Statement(node.subject, predicate, key, node.subject_at, name_at, at)
        self.stated.append((node, told))

    def _blank(self) -> str:
        self._blanks += 1
        return f"_: {self._blanks}"


class _Offsets:
    """Offsets in code points of offsets in bytes of UTF-8, as the XML parser counts."""

    def __init__(self, text: str) -> None:
        self._at: list[int] | None = None
        if not text.isascii():
            wide = [match.start() for match in re.finditer(r"[^\x00-\x7f]", text)]
            self._chars, self._at, bytes_more = wide, [], 0
            for start in wide:
                self._at.append(start + bytes_more)
                bytes_more += len(text[start].encode("utf-8", "replace")) - 1
            self._text = text

    def of(self, offset: int) -> int:
        """Return the offset in code points."""
        if not self._at:
            return offset
        before = bisect.bisect_left(self._at, offset)
        if not before:
            return offset
        char, start = self._chars[before - 1], self._at[before - 1]
        size = len(self._text[char].encode("utf-8", "replace"))
        return char + 1 + max(0, offset - start - size)


def _attributes(flat: list[str], tag: re.Match[str] | None, name_at: _At) -> list[_Attribute]:
    """Return the attributes of a tag with their places; those of the tag where it tells none."""
    written = [] if tag is None else [*_ATTRIBUTE.finditer(tag[0], tag.end(1) - tag.start())]
    spans = [
        (_moved(each.span(1), tag), _moved(each.span(each.lastindex or 2), tag))
        for each in written
        if tag is not None and each[1] != "xmlns" and not each[1].startswith("xmlns:")
    ]
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    if len(spans) != len(pairs):
        spans = [(name_at, name_at)] * len(pairs)
    return [
        _Attribute(name.replace(_SEPARATOR, ""), value, *where)
        for (name, value), where in zip(pairs, spans, strict=True)
    ]


def _moved(at: _At, tag: re.Match[str]) -> _At:
    return at[0] + tag.start(), at[1] + tag.start()


def _opened(outer: _Frame, attributes: list[_Attribute]) -> _Frame:
    """Return an element with the base and the language that it has or inherits."""
    own = {each.name: each.value for each in attributes}
    base = own.get(f"{_XML}base")
    return _Frame(
        is_node=False,
        base=outer.base if base is None else _resolved(outer.base, base),
        lang=own.get(f"{_XML}lang", outer.lang),
    )


def _is_stated(name: str) -> bool:
    """Tell whether an attribute states something of a node; rdf:type does."""
    syntax = ("about", "ID", "nodeID", "resource", "datatype", "parseType")
    return name not in {_RDF + each for each in syntax} and ":" in name


def _resolved(base: str, iri: str) -> str:
    """Return an IRI made absolute; of none, the base without its fragment (section 5.3)."""
    return resolve(base.partition("#")[0], iri) if iri else base.partition("#")[0]


def _literal(text: str, lang: str, datatype: str = "") -> str:
    """Return the key of a literal, as of Turtle."""
    if datatype:
        return f'"{text}"' + (f"^^<{datatype}>" if datatype != f"{PREFIXES['xsd']}string" else "")
    return f'"{text}"@{lang.lower()}' if lang else f'"{text}"'
