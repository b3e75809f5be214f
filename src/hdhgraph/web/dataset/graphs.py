"""Named graphs over HTTP: the read half of the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from fastapi import Request, Response

from hdhgraph.errors import InputError, UnknownGraphError
from hdhgraph.rdf.iris import is_absolute, page_path
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.http.conneg import choose_format
from hdhgraph.web.http.links import Link, link_header, uri
from hdhgraph.web.http.operation import GRAPHS, PAGE, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, AddressParameter, every_value, format_parameter
from hdhgraph.web.pages.documents import ALL
from hdhgraph.web.pages.rendering import render
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.service.streaming import stream

if TYPE_CHECKING:
    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service.service import Service

__all__ = ["router"]

router = Routes("linked data")

_OF_SOURCE: Final = "source/"
_FORMATS: Final = (*GRAPH_FORMATS, HTML)
_GRAPH: Final = AddressParameter(
    "graph", "The IRI of a graph; `?default` instead asks for the default graph",
    "L'IRI d'un graphe ; `?default` à la place demande le graphe par défaut",
    type=ParameterType.IRI, format="uri", is_required=True,
)  # fmt: skip
_DEFAULT: Final = AddressParameter("default")
_GRAPH_FORMAT: Final = format_parameter(GRAPH_FORMATS, is_loose=False)
_FORMAT: Final = format_parameter(_FORMATS, is_loose=False)


@router.read("/graph", Operation(
    "One graph, by its IRI", "Un graphe, par son IRI", GRAPHS, (400, 404, 406, 503),
    (_GRAPH, _GRAPH_FORMAT),
))  # fmt: skip
async def graph_by_parameter(request: Request) -> Response:
    """Return the graph that `?graph=IRI` names, or with `?default` the default graph (4.2)."""
    names = every_value(request, _GRAPH)
    wants_default = bool(every_value(request, _DEFAULT))
    if len(names) + wants_default != 1:
        raise InputError("Give either “graph”, an IRI, once, or “default”.")
    if wants_default:
        return await _answer(request, None, _choose(request, GRAPH_FORMATS))
    if not is_absolute(names[0]):
        raise InputError(f"“{names[0]}” is not an absolute IRI, which “graph” takes.")
    _check(service_of(request), names[0])
    return await _answer(request, names[0], _choose(request, GRAPH_FORMATS))


@router.read("/graph/{name:path}", Operation(
    "One graph, by its name", "Un graphe, par son nom", (*GRAPHS, *PAGE),
    parameters=(_FORMAT, LANGUAGE),
))  # fmt: skip
async def graph_by_path(request: Request, name: str) -> Response:
    """Return the graph of that name under the base (4.1), or to a browser a page about it."""
    service = service_of(request)
    iri = f"{service.base}graph/{name}"
    _check(service, iri)
    form = _choose(request, _FORMATS)
    response = _page(request, iri) if form is HTML else await _answer(request, iri, form)
    response.headers["Link"] = link_header(_links(service, iri, form))
    return response


def _choose(request: Request, offered: tuple[Format, ...]) -> Format:
    wanted = _FORMAT.given(request)
    return choose_format(request.headers.get("accept", "*/*"), wanted, offered)


def _check(service: Service, iri: str) -> None:
    if iri not in service.graphs:
        raise UnknownGraphError(iri, sorted(service.graphs))


async def _answer(request: Request, iri: str | None, form: Format) -> Response:
    """Return the content of a graph, or of the default graph."""
    asker = asker_of(request).by_default()
    graphs = () if iri is None else (iri,)
    return await stream(asker, asker.question(ALL, form.name, graphs=graphs), form)


def _page(request: Request, iri: str) -> Response:
    """Show what a graph is: its size, the source whose text it states, the formats it is in."""
    service = service_of(request)
    name = iri.removeprefix(f"{service.base}graph/")
    source = f"{service.base}id/{name}" if name.startswith(_OF_SOURCE) else ""
    return render(
        request,
        "graph.html",
        name=name,
        iri=iri,
        count=service.graphs[iri],
        source=source,
        formats=[(each, _address(service, iri, each)) for each in GRAPH_FORMATS],
    )


def _address(service: Service, iri: str, form: Format | None = None) -> str:
    path = uri(page_path(iri, service.base) or "")
    return f"{path}?{urlencode({'format': form.name})}" if form else path


def _links(service: Service, iri: str, form: Format) -> list[Link]:
    """Return what a graph is part of, what may be done with it, and its other formats."""
    links = [Link(_address(service, iri), "canonical"), Link(uri(iri), "cite-as")]
    links += [
        Link(_address(service, iri, each), "alternate", each.media_type)
        for each in (*GRAPH_FORMATS, HTML)
        if each is not form
    ]
    links += [Link(uri(service.rights.licence), "license")] if service.rights.licence else []
    return [*links, Link(uri(service.dataset), "collection")]
