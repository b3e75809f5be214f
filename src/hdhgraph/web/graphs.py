"""Named graphs over HTTP: the read half of the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hdhgraph.engine.protocol import Request as EngineRequest
from hdhgraph.errors import InputError, UnknownGraphError
from hdhgraph.iris import is_absolute
from hdhgraph.media_types import GRAPH_FORMATS
from hdhgraph.namespaces import graph_name
from hdhgraph.web.service import client_of, service_of
from hdhgraph.web.sparql import address_pairs, choose_format, stream

__all__ = ["router"]

router = APIRouter()

_CONTENT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.head("/graph", include_in_schema=False)
@router.get("/graph")
async def graph_by_parameter(request: Request) -> Response:
    """Return the graph that `?graph=IRI` names, or with `?default` the default graph (4.2)."""
    pairs = address_pairs(request)
    names = [value for key, value in pairs if key == "graph"]
    wants_default = any(key == "default" for key, _ in pairs)
    if len(names) + wants_default != 1:
        raise InputError("Give either “graph”, an IRI, once, or “default”.")
    if wants_default:
        return await _respond(request, None)
    if not is_absolute(names[0]):
        raise InputError(f"“{names[0]}” is not an absolute IRI, which “graph” takes.")
    return await _respond(request, names[0])


@router.head("/graph/{name:path}", include_in_schema=False)
@router.get("/graph/{name:path}")
async def graph_by_path(request: Request, name: str) -> Response:
    """Return the graph of that name under the project's base (4.1)."""
    return await _respond(request, graph_name(name))


async def _respond(request: Request, name: str | None) -> Response:
    service = service_of(request)
    if name is not None and name not in service.graphs:
        raise UnknownGraphError(name, sorted(service.graphs))
    wanted = dict(address_pairs(request)).get("format")
    form = choose_format(request.headers.get("accept", "*/*"), wanted, GRAPH_FORMATS)
    asked = EngineRequest(
        _CONTENT,
        form.name,
        service.settings.timeout,
        union=service.union and name is None,
        default_graphs=() if name is None else (name,),
    )
    return await stream(request, service.engine.query(asked, client_of(request)), form)
