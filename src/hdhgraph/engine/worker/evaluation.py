"""Evaluate one query on a store and write the answer, in this process."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final, Protocol, cast

import pyoxigraph as ox

from hdhgraph.errors import InputError, QueryStoppedError, QuerySyntaxError
from hdhgraph.rdf.media_types import Kind, by_name
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
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


def write_answer(
    answer: object,
    form: str,
    output: Output,
    max_rows: int = sys.maxsize,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Serialise an answer natively to `output` in the format of that name, with these prefixes.

    Raises InputError when the format cannot carry it (triples are no solutions), QueryStoppedError
    past `max_rows` solutions or triples.
    """
    chosen = by_name(form)
    # The engine calls write and flush, and nothing else of what a file can do.
    if isinstance(answer, ox.QueryTriples):
        if chosen is None or chosen.kind in (Kind.RESULTS, Kind.PAGE):
            raise InputError(f"“{form}” cannot carry a graph, which CONSTRUCT and DESCRIBE give.")
        used = dict(prefixes) if chosen.name in ("turtle", "trig", "rdfxml") else None
        triples = _counted(answer, max_rows)
        ox.serialize(triples, cast("IO[bytes]", output), format=chosen.rdf, prefixes=used)
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

    What is counted cannot stand in a literal: < is escaped in XML, a line end in TSV; in CSV and
    JSON, what stands inside quotation marks is not counted.
    """

    def __init__(self, output: Output, form: str, most: int) -> None:
        """Pass on to `output` at most `most` solutions."""
        self._output, self._most = output, most
        self._marks: Callable[[bytes], int]
        # With each counter, how many more it counts than there are solutions.
        self._marks, surplus = {
            "json": (JsonSeparators().count, -1),
            "xml": (MarkCounter(b"<result>").count, 0),
            "tsv": (MarkCounter(b"\n").count, 1),
            "csv": (CsvLines().count, 1),
        }[form]
        self._most_marks = most + surplus
        self._count = 0

    def write(self, content: bytes, /) -> int:
        """Count and pass on.

        Raises QueryStoppedError past the limit.
        """
        self._count += self._marks(bytes(content))
        if self._count > self._most_marks:
            raise too_many_rows(self._most)
        return self._output.write(content)

    def flush(self) -> None:
        """Pass on."""
        self._output.flush()


class MarkCounter:
    """Count a mark, also where it is cut in two by a write."""

    def __init__(self, mark: bytes) -> None:
        """Count `mark`."""
        self._mark, self._rest = mark, b""

    def count(self, content: bytes) -> int:
        """Return how many end in `content`, which follows what was given before."""
        text = self._rest + content
        self._rest = text[-(len(self._mark) - 1) :] if len(self._mark) > 1 else b""
        return text.count(self._mark)


class CsvLines:
    """Count line ends outside of quotation marks."""

    def __init__(self) -> None:
        """Begin outside."""
        self._is_quoted = False

    def count(self, content: bytes) -> int:
        """Return how many are in `content`, which follows what was given before."""
        parts = content.split(b'"')
        outside = parts[self._is_quoted :: 2]
        self._is_quoted ^= len(parts) % 2 == 0
        return sum(part.count(b"\n") for part in outside)


class JsonSeparators:
    """Count what stands between two solutions, `},{` outside of strings; one may be just `{}`.

    Taking all strings out of a text costs as much as writing it. It is done only where something
    else than the usual `"}},{"`, after the end of a term and before a variable, may stand there.
    """

    def __init__(self) -> None:
        """Begin outside of strings."""
        self._is_quoted = False
        self._escape = b""
        self._tail = b""  # the last two bytes, where they are outside

    def count(self, content: bytes) -> int:
        """Return how many end in `content`, which follows what was given before."""
        text = self._without_escapes(content)
        found = text.count(b"},{")
        if found == text.count(b'"}},{"') and not self._is_doubtful(text):
            crossing = 0 if self._is_quoted else (self._tail + text[:2]).count(b"},{")
            outside = text
        else:
            # A string leaves its quotation marks, so that nothing new arises where it was.
            outside = b'""'.join(text.split(b'"')[self._is_quoted :: 2])
            found, crossing = outside.count(b"},{"), (self._tail + outside[:2]).count(b"},{")
        self._is_quoted ^= text.count(b'"') % 2 == 1
        self._tail = b"" if self._is_quoted else (self._tail + outside)[-2:]
        return found + crossing

    def _without_escapes(self, content: bytes) -> bytes:
        """Take out escaped backslashes and quotation marks; hold back half an escape."""
        text = self._escape + content
        if b"\\" not in text:
            self._escape = b""
            return text
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
        self._escape = b"\\" if text.endswith(b"\\") else b""
        return text[: len(text) - len(self._escape)]

    @staticmethod
    def _is_doubtful(text: bytes) -> bool:
        """Tell whether a string may begin, or go on, with what looks like a separator."""
        return b':"}},{"' in text or text.startswith((b'"}},{"', b'}},{"'))
