"""Evaluate one query on a store and write the answer, in this process."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, cast

import pyoxigraph as ox

from hdhgraph.errors import InputError, QueryStoppedError, QuerySyntaxError
from hdhgraph.media_types import Kind, by_name
from hdhgraph.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    from hdhgraph.engine.protocol import Request

__all__ = ["RowCounter", "evaluate", "write_answer"]

_PLACE: Final = re.compile(r"^error at (\d+):(\d+): ")


class Output(Protocol):
    """What an answer is written to: a file opened in binary mode, or a connection."""

    def write(self, content: bytes, /) -> int:
        """Take bytes."""

    def flush(self) -> None:
        """Send what was taken."""


def evaluate(
    store: ox.Store, request: Request
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Evaluate a query whose text has passed the guards.

    Raises QuerySyntaxError with line and column where the engine does not parse it.
    """
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = []
    default += [ox.NamedNode(iri) for iri in request.default_graphs]
    named: list[ox.NamedNode | ox.BlankNode] = []
    named += [ox.NamedNode(iri) for iri in request.named_graphs]
    try:
        return store.query(
            request.query,
            use_default_graph_as_union=request.union and not default and not named,
            default_graph=default if default or named else None,  # 13.2: FROM NAMED alone
            named_graphs=named if default or named else None,
        )
    except SyntaxError as error:
        raise _syntax_error(str(error)) from error
    except UnicodeEncodeError as error:
        raise InputError("The query is not Unicode text: it holds a lone surrogate.") from error


def _syntax_error(text: str) -> QuerySyntaxError:
    first = text.splitlines()[0]
    place = _PLACE.match(first)
    if place is None:
        return QuerySyntaxError(f"{first}.")
    message = first[place.end() :].rstrip(".")
    return QuerySyntaxError(f"{message}.", int(place.group(1)), int(place.group(2)))


def write_answer(answer: object, form: str, output: Output, max_rows: int = sys.maxsize) -> None:
    """Serialise an answer natively to `output` in the format of that name.

    Raises InputError when the format cannot carry it (triples are no solutions), QueryStoppedError
    past `max_rows` solutions or triples.
    """
    chosen = by_name(form)
    # The engine calls write and flush, and nothing else of what a file can do.
    if isinstance(answer, ox.QueryTriples):
        if chosen is None or chosen.kind in (Kind.RESULTS, Kind.PAGE):
            raise InputError(f"“{form}” cannot carry a graph, which CONSTRUCT and DESCRIBE give.")
        prefixes = PREFIXES if chosen.name in ("turtle", "trig", "rdfxml") else None
        triples = _counted(answer, max_rows)
        ox.serialize(triples, cast("IO[bytes]", output), format=chosen.rdf, prefixes=prefixes)
    elif isinstance(answer, ox.QuerySolutions | ox.QueryBoolean):
        if chosen is None or chosen.kind is not Kind.RESULTS:
            raise InputError(f"“{form}” cannot carry solutions, which SELECT and ASK give.")
        counter = RowCounter(output, chosen.name, max_rows)
        answer.serialize(cast("IO[bytes]", counter), chosen.results)


def _counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    for count, triple in enumerate(triples, start=1):
        if count > most:
            raise too_many_rows(most)
        yield triple


def too_many_rows(most: int) -> QueryStoppedError:
    """Return the error of an answer with more than `most` rows."""
    return QueryStoppedError("rows", f"{most} rows", f"The answer has more than {most} rows.")


class RowCounter:
    """Pass results on while counting solutions by what ends each in the format.

    The bytes counted cannot stand in a literal: there a quotation mark is escaped in JSON, < in
    XML, a line end in TSV; in CSV, line ends inside quotation marks are not counted.
    """

    # With each mark, how many more of them than solutions there are.
    _MARKS: ClassVar = {
        "json": (b'}},{"', -1), "xml": (b"<result>", 0), "tsv": (b"\n", 1), "csv": (b"\r\n", 1)
    }  # fmt: skip

    def __init__(self, output: Output, form: str, most: int) -> None:
        """Pass on to `output` at most `most` solutions."""
        self._mark, surplus = self._MARKS[form]
        self._output, self._most, self._most_marks = output, most, most + surplus
        self._is_csv = form == "csv"
        self._is_quoted = False
        self._count = 0
        self._rest = b""

    def write(self, content: bytes, /) -> int:
        """Count and pass on.

        Raises QueryStoppedError past the limit.
        """
        self._count += self._marks_in(bytes(content))
        if self._count > self._most_marks:
            raise too_many_rows(self._most)
        return self._output.write(content)

    def _marks_in(self, content: bytes) -> int:
        if self._is_csv:
            parts = content.split(b'"')
            outside = parts[self._is_quoted :: 2]
            self._is_quoted ^= len(parts) % 2 == 0
            return sum(part.count(b"\n") for part in outside)
        # A mark may be cut in two by a write: what could begin one is looked at again.
        text = self._rest + content
        self._rest = text[-(len(self._mark) - 1) :] if len(self._mark) > 1 else b""
        return text.count(self._mark)

    def flush(self) -> None:
        """Pass on."""
        self._output.flush()
