"""Canned queries as routes: /queries lists them, /queries/{slug} answers one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.conneg import negotiate
from hdhgraph.engine.guards import inspect
from hdhgraph.errors import InputError, UnknownQueryError
from hdhgraph.media_types import GRAPH_FORMATS, HTML, JSON, RESULTS_FORMATS, by_name
from hdhgraph.queries import find_query
from hdhgraph.web import pages
from hdhgraph.web.service import client_of, service_of
from hdhgraph.web.sparql import DisconnectWatch, address_pairs, choose_format, stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.queries import CannedQuery

__all__ = ["router"]

router = APIRouter()

# Parameters of the route itself; a canned query may have a parameter `lang` of its own.
_FORMAT: Final = "format"
_LANGUAGE: Final = "lang"


@router.head("/queries", include_in_schema=False)
@router.get("/queries")
async def list_queries(request: Request) -> Response:
    """List the canned queries with their parameters, as a page or as JSON."""
    service = service_of(request)
    if negotiate(request.headers.get("accept", "*/*"), (JSON, HTML)) is HTML:
        return pages.queries_page(request)
    return JSONResponse([describe(query) for query in service.queries.values()])


def describe(query: CannedQuery) -> dict[str, object]:
    """Return what a canned query is, for machines."""
    return {
        "slug": query.slug,
        "path": f"/queries/{query.slug}",
        "summary": dict(query.summaries),
        "description": dict(query.descriptions),
        "tags": list(query.tags),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type.value,
                "of": parameter.of,
                "required": parameter.required,
                "default": parameter.default,
                "choices": list(parameter.choices),
                "description": dict(parameter.descriptions),
            }
            for parameter in query.parameters
        ],
    }


@router.head("/queries/{name}", include_in_schema=False)
@router.get("/queries/{name}")
async def answer_query(request: Request, name: str) -> Response:
    """Answer a canned query; a suffix such as .csv is the format, else Accept is."""
    service = service_of(request)
    query, suffix = _named(service.queries, name)
    values = _values(request, query)
    wanted = values.pop(_FORMAT, None) or suffix
    is_graph = _returns_graph(query)
    offered = (*(GRAPH_FORMATS if is_graph else RESULTS_FORMATS), HTML)
    form = choose_format(request.headers.get("accept", "*/*"), wanted, offered)
    if form is HTML:
        with DisconnectWatch(request):
            return await pages.query_page(request, query, values, is_graph=is_graph)
    asked = service.ask(query.bind(values, service.choices), form.name, client_of(request))
    return await stream(request, asked, form)


def _returns_graph(query: CannedQuery) -> bool:
    form = inspect(query.text).form
    return form is not None and form.returns_graph


def _named(queries: Mapping[str, CannedQuery], name: str) -> tuple[CannedQuery, str | None]:
    """Return the query that a path names, and its suffix where that is a format's."""
    slug, dot, suffix = name.rpartition(".")
    if not dot:
        return find_query(queries, name), None
    if by_name(suffix) is None:
        raise UnknownQueryError(name, sorted(queries))
    return find_query(queries, slug), suffix


def _values(request: Request, query: CannedQuery) -> dict[str, str]:
    """Return the parameters of the address by name, but for those of the page itself."""
    known = {parameter.name for parameter in query.parameters}
    values: dict[str, str] = {}
    for name, value in address_pairs(request):
        if name in values:
            raise InputError(f"“{name}” is given twice; give it once.")
        values[name] = value
    if _LANGUAGE not in known:
        values.pop(_LANGUAGE, None)
    return values
