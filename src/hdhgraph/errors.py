"""Everything that can go wrong on purpose.

HdhgraphError
├── InputError              the caller's text or value; says where and what to do
│   ├── QuerySyntaxError    SPARQL that does not parse (line, column)
│   ├── QueryRefusedError   SPARQL that parses but is not run here (SERVICE, updates, depth, size)
│   ├── DataSyntaxError     RDF that does not parse (file, line, column)
│   ├── FormatError         Turtle that cannot be put in the house style safely (why)
│   ├── QueryHeaderError    a canned query whose header or VALUES row is wrong (file, line)
│   ├── UnknownQueryError   no canned query of that name (nearest names)
│   ├── ParameterError      a parameter that is unknown, missing or has no such value
│   └── UnsupportedMediaTypeError  a body of a type that is not taken (those that are)
├── UnknownGraphError       no named graph of that name (nearest names)
├── UnknownDumpError        no dump, and no form of the description, of that name (nearest)
├── UnknownTermError        no ontology, version, vocabulary or concept of that name here (nearest)
├── MissingExtraError       a part that is installed only on demand is not there (which extra)
├── UnknownEntityError      no entity of that name, or no such page of it (nearest names)
├── WithdrawnError          the entity is deprecated (what replaces it)
├── ProjectError            no usable graph project where one was expected
├── NotAcceptableError      nothing we have is wanted (what can be had)
├── QueryStoppedError       a limit ended the query (which one, its value)
└── EngineError             the engine is gone or ended a query without an answer
    └── DataChangedError    what would be loaded is not what is announced (what is served)
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = [
    "PASSING_LIMITS",
    "DataChangedError",
    "DataSyntaxError",
    "EngineError",
    "FormatError",
    "HdhgraphError",
    "InputError",
    "MissingExtraError",
    "NotAcceptableError",
    "ParameterError",
    "ProjectError",
    "QueryHeaderError",
    "QueryRefusedError",
    "QueryStoppedError",
    "QuerySyntaxError",
    "UnknownDumpError",
    "UnknownEntityError",
    "UnknownGraphError",
    "UnknownQueryError",
    "UnknownTermError",
    "UnsupportedMediaTypeError",
    "WithdrawnError",
    "nearest",
]


class HdhgraphError(Exception):
    """The root of all errors raised on purpose; `str()` of one is a sentence for the caller.

    `query_id` names the evaluated query that met it, where there was one. `name` is what is not
    known, where that is what went wrong, and `near` are known names that look like it, best first.
    """

    query_id: str | None = None
    name: str = ""
    near: Sequence[str] = ()


class InputError(HdhgraphError):
    """The caller's text or value cannot be used."""


class QuerySyntaxError(InputError):
    """SPARQL that does not parse; `line` and `column` are 1-based, or None where unknown."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep the place beside the message."""
        self.line, self.column = line, column
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(f"The query does not parse: {place}{message}")


class QueryRefusedError(InputError):
    """SPARQL that is never run here; `reason` is a stable key such as "service" or "update"."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the key beside the message."""
        self.reason = reason
        super().__init__(message)


class DataSyntaxError(InputError):
    """RDF that does not parse; `line` and `column` are 1-based, or None where unknown."""

    def __init__(
        self, path: Path, message: str, line: int | None = None, column: int | None = None
    ) -> None:
        """Put the place before the message, as compilers do."""
        self.path, self.line, self.column = path, line, column
        self.reason = message
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}")


class FormatError(InputError):
    """Turtle that cannot be put in the house style without a change of what it says."""


class QueryHeaderError(InputError):
    """A canned query whose `#+` header or VALUES row is not as it must be; `line` is 1-based."""

    def __init__(self, path: Path, message: str, line: int = 1) -> None:
        """Put the place before the message."""
        self.path, self.line = path, line
        super().__init__(f"{path}:{line}: {message}")


class UnknownQueryError(InputError):
    """There is no canned query of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Name the nearest of the known queries, or all where none is near."""
        self.name = name
        self.near = near = nearest(name, known)
        hint = f"Did you mean {', '.join(near)}?" if near else f"There are: {', '.join(known)}."
        super().__init__(f"There is no canned query named “{name}”. {hint}")


class ParameterError(InputError):
    """A parameter is unknown, missing, given twice or has no such value: `name`."""

    def __init__(self, message: str, name: str = "", near: Sequence[str] = ()) -> None:
        """Keep the value that is not known, and what looks like it."""
        self.name, self.near = name, near
        super().__init__(message)


class UnsupportedMediaTypeError(InputError):
    """A body is of a media type that is not taken there; `offered` names those that are."""

    def __init__(self, media_type: str, offered: Sequence[str]) -> None:
        """List what is taken."""
        self.media_type, self.offered = media_type, tuple(offered)
        found = f"“{media_type}”" if media_type else "of no type"
        super().__init__(f"The body is {found}; {' and '.join(offered)} are taken here.")


class UnknownGraphError(HdhgraphError):
    """There is no named graph of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Name the nearest of the known graphs."""
        self.name = name
        self.near = near = nearest(name, known)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"There is no graph “{name}” here.{hint}")


class UnknownDumpError(HdhgraphError):
    """There is no file of that name to be downloaded."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Name the nearest of the known files."""
        self.name = name
        self.near = near = nearest(name, known)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"There is no file “{name}” here.{hint} The list is at /dump/.")


class UnknownTermError(HdhgraphError):
    """There is no ontology, version of it, vocabulary or concept of that name here."""

    def __init__(self, message: str, name: str = "", known: Sequence[str] = ()) -> None:
        """Add the nearest of the known names to the message."""
        self.name = name
        self.near = near = nearest(name, known) if name else []
        super().__init__(f"{message} Did you mean {', '.join(near)}?" if near else message)


class UnknownEntityError(HdhgraphError):
    """There is no entity of that name, or no such page of it, or it had not been said by then."""

    def __init__(self, message: str, name: str = "", known: Sequence[str] = ()) -> None:
        """Add the nearest of the known names to the message."""
        self.name = name
        self.near = near = nearest(name, known)
        super().__init__(f"{message} Did you mean {', '.join(near)}?" if near else message)


class WithdrawnError(HdhgraphError):
    """The entity is deprecated; `replacement` has the IRIs that take its place."""

    def __init__(self, name: str, replacement: Sequence[str]) -> None:
        """Name what to use instead."""
        self.replacement = list(replacement)
        instead = f" It is replaced by {', '.join(replacement)}." if replacement else ""
        super().__init__(f"“{name}” has been withdrawn.{instead}")


class MissingExtraError(HdhgraphError):
    """A part of the software that is installed only on demand is not there; `extra` is its name."""

    def __init__(self, extra: str, what: str) -> None:
        """Say what to install."""
        self.extra = extra
        super().__init__(
            f"{what} is not installed here; install it with: pip install 'hdhgraph[{extra}]'"
        )


class ProjectError(HdhgraphError):
    """There is no usable graph project where one was expected."""


class NotAcceptableError(HdhgraphError):
    """Nothing on offer is accepted; `offered` names the media types that can be had."""

    def __init__(self, accept: str, offered: Sequence[str]) -> None:
        """List what can be had."""
        self.accept, self.offered = accept, tuple(offered)
        super().__init__(f"Nothing here matches “{accept}”. Available: {', '.join(offered)}.")


# What ends a query because of what others ask, or because something is still being built.
PASSING_LIMITS: Final = frozenset(("queue", "search", "facets", "dump", "shutdown"))


class QueryStoppedError(HdhgraphError):
    """A limit ended the query; `limit` is its name and `value` what it was set to."""

    def __init__(self, limit: str, value: str, message: str) -> None:
        """Keep the limit beside the message."""
        self.limit, self.value = limit, value
        super().__init__(message)

    @property
    def is_passing(self) -> bool:
        """Whether the same query may well be answered later: others kept the service busy."""
        return self.limit in PASSING_LIMITS


class EngineError(HdhgraphError):
    """The engine is gone, or a worker ended without an answer and without a limit being hit."""


class DataChangedError(EngineError):
    """What lies on disk is not, or no longer, what the service announces that it serves."""


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` of the `known` names that look like `name`, best first."""
    return difflib.get_close_matches(name, list(known), n=count, cutoff=0.5)
