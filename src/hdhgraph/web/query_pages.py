"""The canned queries as pages: the list of them, and one with its form and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from hdhgraph.media_types import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TSV, TURTLE, XML
from hdhgraph.queries import AS_OF, ParameterType
from hdhgraph.web.pages import LARGEST_ANSWER, language_of, render, shown
from hdhgraph.web.receipts import receipt_address
from hdhgraph.web.service import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request, Response

    from hdhgraph.engine.client import Answer
    from hdhgraph.queries import CannedQuery

__all__ = ["Shown", "queries_page", "query_page"]

_RESULTS: Final = (CSV, JSON, TSV, XML)
_GRAPHS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of one query shows beside its answer.

    `values` are the parameters that were given, `text` the query with all of them put in; `links`
    lead to other pages of the answer, by relation; `total` counts all solutions, where it is known.
    """

    query: CannedQuery
    values: Mapping[str, str]
    text: str
    is_graph: bool
    links: Mapping[str, str]
    total: int | None


def queries_page(request: Request) -> Response:
    """Show the canned queries."""
    return render(request, "queries.html")


async def query_page(request: Request, what: Shown, answer: Answer) -> Response:
    """Show one canned query: its form, and its answer."""
    service = service_of(request)
    content = await answer.read(LARGEST_ANSWER)
    address = urlencode([(name, value) for name, value in what.values.items() if value])
    formats = _GRAPHS if what.is_graph else _RESULTS
    result = shown(content, is_graph=what.is_graph)
    as_of = what.values.get(AS_OF) if _takes_day(what.query) else None
    return render(
        request,
        "query.html",
        query=what.query,
        values=what.values,
        text=what.text,
        address=f"?{address}" if address else "",
        alternates=[(each.media_type, each.extension) for each in formats],
        links=what.links,
        receipt=receipt_address(what.query.slug, {**what.values, "lang": language_of(request)}),
        total=what.total,
        choices={
            parameter.name: sorted(service.choices(parameter))
            for parameter in what.query.parameters
        },
        as_of=as_of,
        **(_undated_apart(result) if as_of else result),
    )


def _takes_day(query: CannedQuery) -> bool:
    return any(
        parameter.name == AS_OF and parameter.type is ParameterType.DATE
        for parameter in query.parameters
    )


def _undated_apart(result: dict[str, Any]) -> dict[str, Any]:
    """Part the claims without a day, or the pairs that have one such, from the other solutions."""
    if not result["variables"]:
        return result
    days = [name for name in result["variables"] if name.lower().endswith("saidby")]
    dated: list[Mapping[str, Any]] = []
    undated: list[Mapping[str, Any]] = []
    for solution in result["solutions"]:
        is_undated = "claim" in solution and any(name not in solution for name in days)
        (undated if is_undated else dated).append(solution)
    return {**result, "solutions": dated, "undated": undated}
