"""What a Turtle document is made of, comments included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = [
    "Blank",
    "Collection",
    "Directive",
    "Document",
    "Graph",
    "Group",
    "Leaf",
    "Node",
    "Raw",
    "Statement",
]


@dataclass(slots=True)
class Leaf:
    """An IRI, a name, a literal or a labelled blank node, as it is written."""

    text: str
    before: list[str] = field(default_factory=list)
    after: str = ""


@dataclass(slots=True)
class Group:
    """A predicate and its objects; `iri` is the predicate's, as far as prefixes tell it."""

    verb: str
    iri: str
    objects: list[Node]
    before: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Blank:
    """A blank node with its properties in brackets; `left` are comments before its end."""

    groups: list[Group]
    before: list[str] = field(default_factory=list)
    after: str = ""
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Collection:
    """A list in parentheses; `left` are comments before its end."""

    items: list[Node]
    before: list[str] = field(default_factory=list)
    after: str = ""
    left: list[str] = field(default_factory=list)


Node: TypeAlias = Leaf | Blank | Collection


@dataclass(slots=True)
class Statement:
    """A subject with what is said of it; `left` are comments before its full stop."""

    subject: Node
    groups: list[Group]
    before: list[str] = field(default_factory=list)
    after: str = ""
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Directive:
    """A prefix with its namespace, or the base, whose `name` is empty (a prefix has its colon)."""

    name: str
    iri: str
    before: list[str] = field(default_factory=list)
    after: str = ""


@dataclass(slots=True)
class Raw:
    """A statement that is left as it is written."""

    text: str
    before: list[str] = field(default_factory=list)
    after: str = ""


@dataclass(slots=True)
class Graph:
    """Statements in braces (TriG, section 2.2), of the default graph where `name` is empty.

    `opened` is the comment behind the opening brace; `left` are those before the closing one.
    """

    name: str
    items: list[Statement | Raw]
    before: list[str] = field(default_factory=list)
    opened: str = ""
    left: list[str] = field(default_factory=list)
    after: str = ""


@dataclass(slots=True)
class Document:
    """A Turtle or TriG file: its items in order, the prefixes in use, the comments at its end."""

    items: list[Statement | Directive | Graph | Raw]
    used: frozenset[str]
    left: list[str]
