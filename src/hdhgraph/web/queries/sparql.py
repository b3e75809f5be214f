"""SPARQL 1.1 Protocol, the query operation, at /sparql."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from fastapi import Request, Response

from hdhgraph.engine.protocol import Request as EngineRequest
from hdhgraph.errors import HdhgraphError, InputError, NotAcceptableError, QueryRefusedError
from hdhgraph.rdf.iris import is_absolute
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML, RESULTS_FORMATS
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.sparql.guards import LONGEST_QUERY, QueryFacts
from hdhgraph.sparql.service_description import describe_service
from hdhgraph.web.http.address import address_pairs
from hdhgraph.web.http.conneg import choose_format
from hdhgraph.web.http.operation import GRAPHS, PAGE, RESULTS, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, AddressParameter, format_parameter
from hdhgraph.web.pages import rendering as pages
from hdhgraph.web.queries import sparql_page
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.service.streaming import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service.service import Service

__all__ = [
    "read_body",
    "router",
]

router = Routes("sparql")

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_ASK: Final = "ASK { ?claim a <https://w3id.org/hdhgraph/ont#Claim> }"
# What may stand beside the query, as a form or in the address (SPARQL 1.1 Protocol, 2.1).
_LARGEST_BODY: Final = 4 * LONGEST_QUERY
_LONGEST_NAME: Final = 100
_LONGEST_VALUE: Final = 8 * 1024
_QUERY: Final = AddressParameter(
    "query", "A SPARQL 1.1 query; without one, the service description",
    "Une requête SPARQL 1.1 ; sans elle, la description du service", least=1, example=_ASK,
)  # fmt: skip
_FORMAT: Final = format_parameter((*RESULTS_FORMATS, *GRAPH_FORMATS, HTML))
_DEFAULT_GRAPH: Final = AddressParameter(
    "default-graph-uri", "A graph of the default graph", "Un graphe du graphe par défaut",
    type=ParameterType.IRI, format="iri", is_many=True,
)  # fmt: skip
_NAMED_GRAPH: Final = replace(
    _DEFAULT_GRAPH, name="named-graph-uri", en="A named graph", fr="Un graphe nommé"
)
_BESIDE: Final = (_FORMAT, _DEFAULT_GRAPH, _NAMED_GRAPH)
_BODIES: Final = {
    _FORM: {
        "type": "object",
        "required": [_QUERY.name],
        "properties": {
            _QUERY.name: {**_QUERY.schema(), "example": _ASK},
            **{each.name: each.schema() for each in _BESIDE},
        },
    },
    _DIRECT: {**_QUERY.schema(), "example": _ASK},
}
_ANSWERS: Final = (*RESULTS, *GRAPHS, *PAGE)
_STATUSES: Final = (400, 406, 413, 503)


@dataclass(frozen=True, slots=True)
class QueryOperation:
    """One query operation, as the protocol names its parts; `arrived` is when it was all here."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    arrived: float = field(default_factory=time.monotonic)

    @classmethod
    def from_pairs(cls, pairs: Sequence[tuple[str, str]]) -> QueryOperation | None:
        """Read the parameters of an operation; None where there is no query among them.

        Raises InputError for a query or format given twice, and for a graph that is not an IRI.
        """
        if "update" in dict(pairs):
            raise QueryRefusedError("update", "This endpoint only reads: updates are refused.")
        for name, value in pairs:
            if len(name) > _LONGEST_NAME or (len(value) > _LONGEST_VALUE and name != _QUERY.name):
                shown = f"{name[:_LONGEST_NAME]}…" if len(name) > _LONGEST_NAME else name
                raise InputError(f"“{shown}” is longer than a parameter of /sparql can be.")
        query, form = _single(pairs, _QUERY), _single(pairs, _FORMAT)
        if query is None:
            return None
        return cls(query, _iris(pairs, _DEFAULT_GRAPH), _iris(pairs, _NAMED_GRAPH), form or None)


def _single(pairs: Sequence[tuple[str, str]], parameter: AddressParameter) -> str | None:
    name = parameter.name
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise InputError(f"“{name}” is given {len(values)} times; give it once.")
    return values[0] if values else None


def _iris(pairs: Sequence[tuple[str, str]], parameter: AddressParameter) -> tuple[str, ...]:
    name = parameter.name
    values = tuple(value for key, value in pairs if key == name)
    for value in values:
        if not is_absolute(value):
            raise InputError(f"“{value}” is not an absolute IRI, which “{name}” takes.")
    return values


@router.read("/sparql", Operation(
    "Ask a SPARQL query, or for the description of the service",
    "Poser une requête SPARQL, ou demander la description du service", _ANSWERS, _STATUSES,
    (_QUERY, *_BESIDE, sparql_page.EXAMPLE, LANGUAGE),
))  # fmt: skip
async def query_by_get(request: Request) -> Response:
    """Evaluate the `query` of the address; without one, describe the service, or show a form."""
    pairs = address_pairs(request)
    operation = QueryOperation.from_pairs(pairs)
    if operation is not None:
        return await respond(request, operation)
    wanted = _FORMAT.given(request)
    try:
        form = choose_format(request.headers.get("accept", "*/*"), wanted, (*GRAPH_FORMATS, HTML))
    except NotAcceptableError as error:
        raise InputError(
            "There is no query: give one as “query”, or as the body of a POST."
        ) from error
    return sparql_page.sparql_page(request, None) if form is HTML else describe(request, form)


def describe(request: Request, form: Format) -> Response:
    """Return the service description (SPARQL 1.1 Service Description, section 2)."""
    service = service_of(request)
    triples = describe_service(
        f"{service.public}sparql", service.graphs, service.default_triples, union=service.union
    )
    content = ox.serialize(triples, format=form.rdf, prefixes=dict(service.prefixes))
    return Response(content, media_type=form.content_type, headers={"Vary": "Accept"})


@router.take("/sparql", Operation(
    "Ask a SPARQL query as a form, or as the body itself",
    "Poser une requête SPARQL par un formulaire, ou comme corps de la demande", _ANSWERS, _STATUSES,
    (*_BESIDE, LANGUAGE), _BODIES,
))  # fmt: skip
async def query_by_post(request: Request) -> Response:
    """Evaluate a query that was posted as a form, or directly (SPARQL 1.1 Protocol, 2.1.2-3)."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    pairs = address_pairs(request)
    if media_type not in (_FORM, _DIRECT):
        raise InputError(
            f"A POST is {_FORM} or {_DIRECT}; this one is “{media_type or 'of no type'}”."
        )
    body, arrived, asker = await read_body(request), time.monotonic(), asker_of(request)
    if media_type == _FORM:
        with asker.watch():
            given = await asker.service.texts.decode(body, asker.caller, arrived)
        operation = QueryOperation.from_pairs([*pairs, *given])
    else:
        operation = QueryOperation.from_pairs([*pairs, (_QUERY.name, body)])
    if operation is None:
        raise InputError("The form has no field “query”.")
    return await respond(request, operation)


async def read_body(request: Request, most: int = _LARGEST_BODY) -> str:
    """Return the body of at most so many bytes as text.

    Raises QueryRefusedError when it is larger, InputError when it is not UTF-8.
    """
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            raise QueryRefusedError("size", f"The body is larger than {most} bytes.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"The body is not UTF-8 at byte {error.start}.") from error


async def respond(request: Request, operation: QueryOperation) -> Response:
    """Evaluate an operation and answer in the format that was asked for.

    Who wants a page gets one for a failure, too, with the query to mend.
    """
    try:
        return await _respond(request, operation)
    except HdhgraphError as error:
        if not _wants_page(request, operation):
            raise
        return sparql_page.sparql_problem(request, operation.query, error)


def _wants_page(request: Request, operation: QueryOperation) -> bool:
    accepted = request.headers.get("accept", "*/*")
    try:
        return choose_format(accepted, operation.format, (*RESULTS_FORMATS, HTML)) is HTML
    except (InputError, NotAcceptableError):
        return False


async def _respond(request: Request, operation: QueryOperation) -> Response:
    asker = asker_of(request)
    if not operation.query.strip():
        raise InputError("The query is empty.")
    with asker.watch():
        facts = await asker.service.texts.inspect(operation.query, asker.caller, operation.arrived)
    is_graph = facts.form is not None and facts.form.returns_graph
    offered = (*(GRAPH_FORMATS if is_graph else RESULTS_FORMATS), HTML)
    form = choose_format(request.headers.get("accept", "*/*"), operation.format, offered)
    if form is HTML:
        question = to_request(asker.service, operation, facts, "turtle" if is_graph else "json")
        shown = await asker.ask(question, pages.LARGEST_ANSWER)
        return sparql_page.sparql_page(request, operation.query, shown, is_graph=is_graph)
    question = to_request(asker.service, operation, facts, form.name)
    return await stream(asker, question, form, is_volatile=facts.is_volatile)


def to_request(
    service: Service, operation: QueryOperation, facts: QueryFacts, form: str
) -> EngineRequest:
    """Return what the engine is asked; a FROM clause takes the place of the union."""
    return EngineRequest(
        operation.query,
        form,
        service.settings.timeout,
        service.union and not facts.has_dataset_clause,
        operation.default_graphs,
        operation.named_graphs,
        facts.asks_service,
        arrived=operation.arrived,
    )
