"""Evaluate one query on a store and write the answer, in this process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol, cast

import pyoxigraph as ox

from hdhgraph.errors import InputError, QuerySyntaxError
from hdhgraph.media_types import Kind, by_name
from hdhgraph.namespaces import PREFIXES

if TYPE_CHECKING:
    from typing import IO

    from hdhgraph.engine.protocol import Request

__all__ = ["evaluate", "write_answer"]

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
            default_graph=default or None,
            named_graphs=named if default or named else None,
        )
    except SyntaxError as error:
        raise _syntax_error(str(error)) from error


def _syntax_error(text: str) -> QuerySyntaxError:
    first = text.splitlines()[0]
    place = _PLACE.match(first)
    if place is None:
        return QuerySyntaxError(f"{first}.")
    message = first[place.end() :].rstrip(".")
    return QuerySyntaxError(f"{message}.", int(place.group(1)), int(place.group(2)))


def write_answer(answer: object, form: str, output: Output) -> None:
    """Serialise an answer natively to `output` in the format of that name.

    Raises InputError when the format cannot carry it: triples are no solutions.
    """
    chosen = by_name(form)
    # The engine calls write and flush, and nothing else of what a file can do.
    file = cast("IO[bytes]", output)
    if isinstance(answer, ox.QueryTriples):
        if chosen is None or chosen.kind in (Kind.RESULTS, Kind.PAGE):
            raise InputError(f"“{form}” cannot carry a graph, which CONSTRUCT and DESCRIBE give.")
        prefixes = PREFIXES if chosen.name in ("turtle", "trig", "rdfxml") else None
        ox.serialize(answer, file, format=chosen.rdf, prefixes=prefixes)
    elif isinstance(answer, ox.QuerySolutions | ox.QueryBoolean):
        if chosen is None or chosen.kind is not Kind.RESULTS:
            raise InputError(f"“{form}” cannot carry solutions, which SELECT and ASK give.")
        answer.serialize(file, chosen.results)
