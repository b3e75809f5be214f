"""Canned queries as an API: /queries lists them, /queries/{slug} answers one, by GET or POST.

`/.well-known/sparql-examples/` has the same list where tools for SPARQL examples look for it.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette_compress import add_compress_type

from hdhgraph.engine.form_pairs import decode_pairs
from hdhgraph.errors import (
    InputError,
    ParameterError,
    QueryStoppedError,
    UnknownQueryError,
    UnsupportedMediaTypeError,
)
from hdhgraph.rdf.media_types import (
    GRAPH_FORMATS,
    HTML,
    JSON,
    RESULTS_FORMATS,
    SPARQL_QUERY,
    TURTLE,
    by_name,
)
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.as_of import HEADER, header
from hdhgraph.sparql.as_of_counts import count_queries, read_groups
from hdhgraph.sparql.canned import ParameterType, find_query
from hdhgraph.sparql.canned_rdf import describe_queries, query_iri
from hdhgraph.sparql.parts import QueryParts
from hdhgraph.web.http.conneg import choose_format
from hdhgraph.web.http.operation import GRAPHS, Operation, Routes
from hdhgraph.web.http.parameters import (
    LANGUAGE,
    AddressParameter,
    format_parameter,
    last_values,
    read_values,
)
from hdhgraph.web.pages.problems import can_be_mended
from hdhgraph.web.pages.rendering import LARGEST_ANSWER, language_of
from hdhgraph.web.queries import pages as query_pages
from hdhgraph.web.queries.paging import PAGE, SIZE, Totals, link_header, page_links, read_page
from hdhgraph.web.queries.receipts import receipt_address
from hdhgraph.web.queries.sparql import read_body
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.service.streaming import stream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.sparql.canned import CannedQuery
    from hdhgraph.sparql.parts import Page
    from hdhgraph.sparql.solutions import Solution
    from hdhgraph.web.service.service import Service

    Count = Callable[[str], Awaitable[list[Solution]]]

__all__ = ["EXAMPLES", "FORMAT", "answer_query", "router"]

router = Routes("queries")

# Parameters of the route itself; one of a canned query that has the same name goes before.
FORMAT: Final = AddressParameter(
    "format", "The format of the answer, instead of Accept; a suffix of the path does the same",
    "Le format de la réponse, à la place d'Accept ; un suffixe du chemin fait de même",
    is_loose=True,
)  # fmt: skip
EXAMPLES: Final = "/.well-known/sparql-examples/"
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
# A parameter is a name, a day, some words.
_LARGEST_BODY: Final = 64 * 1024
# A total is worth less than the page it stands on: it may take no longer than this.
_COUNT_SECONDS: Final = 5.0
_PREFIXES: Final = {name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "schema", "sh", "xsd")}
_DESCRIPTION: Final = (*GRAPH_FORMATS, HTML)
_LISTED: Final = (JSON, HTML, *GRAPH_FORMATS)
_ROUTE: Final = (FORMAT.name, PAGE, SIZE)
_LANG: Final = LANGUAGE.name

add_compress_type(SPARQL_QUERY.media_type)


@dataclass(frozen=True, slots=True)
class Question:
    """A canned query as it is asked: the values given, the page, and the format that is wanted.

    `lang` is the language of a page, where that is no parameter of the query.
    """

    query: CannedQuery
    path: str
    values: Mapping[str, str]
    page: Page | None
    wanted: str | None
    lang: str | None

    @classmethod
    async def read(cls, request: Request, name: str) -> Question:
        """Take a request apart: its path, its address and the body of a POST.

        Raises InputError for what is given twice, and what `read_page` and `_body_pairs` raise.
        """
        query, suffix = _named(service_of(request).queries, name)
        posted: list[tuple[str, str]] = []
        if request.method == "POST":
            last_values(request)  # what is wrong with the address is told before the body's faults
            posted = await _body_pairs(request, _whole_numbers(query))
        values = read_values(request, more=posted)
        own = {parameter.name for parameter in query.parameters}
        taken = [key for key in _ROUTE if key in values and key not in own]
        routes: dict[str, str] = {key: values.pop(key) for key in taken}
        lang = None if _LANG in own else values.pop(_LANG, None)
        wanted = routes.get(FORMAT.name) or suffix
        return cls(query, f"/queries/{name}", values, read_page(routes), wanted, lang)


def _whole_numbers(query: CannedQuery) -> set[str]:
    """Return the names of the parameters that a JSON body gives as numbers."""
    own = {p.name for p in query.parameters if p.type is ParameterType.INTEGER}
    return {PAGE, SIZE} - {p.name for p in query.parameters} | own


async def _body_pairs(request: Request, numbers: set[str]) -> list[tuple[str, str]]:
    """Return the parameters that a body gives, as a form or as a JSON object.

    Raises UnsupportedMediaTypeError for any other body, InputError for one that cannot be read.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_body(request, _LARGEST_BODY)
    if media_type == _FORM:
        return decode_pairs(body)
    if media_type == _JSON:
        return _json_pairs(body, numbers)
    if body or media_type:
        raise UnsupportedMediaTypeError(media_type, (_FORM, _JSON))
    return []


def _json_pairs(body: str, numbers: set[str]) -> list[tuple[str, str]]:
    try:
        content = json.loads(body, object_pairs_hook=tuple)
        json.dumps(content, ensure_ascii=False).encode()  # an escape may be half a character
    except (ValueError, RecursionError) as error:
        raise InputError("The body is not JSON in UTF-8.") from error
    if not isinstance(content, tuple):
        raise InputError("The body is not a JSON object of parameters and their values.")
    return [(name, _json_text(name, value, numbers)) for name, value in content]


def _json_text(name: str, value: object, numbers: set[str]) -> str:
    if name in numbers and isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON knows one kind of number
    if name in numbers and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name not in numbers and isinstance(value, str) and value:
        return value
    what = "a whole number" if name in numbers else "a text"
    raise InputError(f"The value of “{name}” is not {what}.")


@functools.lru_cache(maxsize=512)
def parts_of(text: str) -> QueryParts:
    """Return the parts of a canned query's text, taken apart once; they are only read."""
    return QueryParts.read(text)


def _named(queries: Mapping[str, CannedQuery], name: str) -> tuple[CannedQuery, str | None]:
    """Return the query that a path names, and its suffix where that is a format's."""
    slug, dot, suffix = name.rpartition(".")
    if not dot:
        return find_query(queries, name), None
    if by_name(suffix) is None:
        raise UnknownQueryError(name, sorted(queries))
    return find_query(queries, slug), suffix


@router.api_route("/queries/{name}", methods=["GET", "HEAD", "POST"], include_in_schema=False)
async def answer_query(request: Request, name: str) -> Response:
    """Answer a canned query; a suffix such as .csv is the format, else Accept is."""
    question = await Question.read(request, name)
    parts = parts_of(question.query.text)
    is_graph = parts.form in ("CONSTRUCT", "DESCRIBE")
    # What a SELECT has no answer in is what the query itself is described in.
    offered = (
        (*GRAPH_FORMATS, SPARQL_QUERY, HTML)
        if is_graph
        else (*RESULTS_FORMATS, SPARQL_QUERY, HTML, *GRAPH_FORMATS)
    )
    form = choose_format(request.headers.get("accept", "*/*"), question.wanted, offered)
    if form in GRAPH_FORMATS and not is_graph:
        if question.values:
            question.query.bind(question.values, service_of(request).choices)
        response = _description(request, [question.query], form)
    else:
        try:
            response = await _answer(request, question, form, parts)
        except ParameterError as error:
            if form is not HTML or not can_be_mended(question.values):
                raise
            response = await query_pages.form_page(request, question.query, question.values, error)
    slug = quote(question.query.slug)
    about = f'<{EXAMPLES}{slug}.ttl>; rel="describedby"; type="{TURTLE.media_type}"'
    links = response.headers.get("link")
    response.headers["Link"] = f"{links}, {about}" if links else about
    return response


async def _answer(
    request: Request, question: Question, form: Format, parts: QueryParts
) -> Response:
    asker = asker_of(request).by_default(has_dataset=bool(parts.dataset))
    service = asker.service
    values = dict(question.values)
    own = {parameter.name for parameter in question.query.parameters}
    if form is HTML and _LANG in own:
        values[_LANG] = values.get(_LANG) or language_of(request)
    whole = question.query.bind(values, service.choices)
    text = whole if question.page is None else QueryParts.read(whole).page(question.page)
    if form is SPARQL_QUERY:
        return Response(text, media_type=form.media_type, headers={"Vary": "Accept"})
    count = functools.partial(asker.solutions, seconds=_COUNT_SECONDS)
    links, total = {}, None
    if question.page is not None:
        total = await _total(request, count, whole, parts)
        links = page_links(question.path, _kept(question), question.page, total)
    groups = await _groups(count, question.query, values, service)
    is_graph = parts.form in ("CONSTRUCT", "DESCRIBE")
    name = form.name if form is not HTML else "turtle" if is_graph else "json"
    asked = asker.question(text, name)
    if form is HTML:
        shown = query_pages.Shown(
            question.query, question.values, text, is_graph, links, total, groups
        )
        content = await asker.ask(asked, LARGEST_ANSWER)
        response = await query_pages.query_page(request, shown, content)
    else:
        response = await stream(asker, asked, form)
    if receipt := receipt_address(question.query.slug, values):
        links = {**links, "cite-as": receipt}
    if links:
        response.headers["Link"] = link_header(links)
    if groups is not None:
        response.headers[HEADER] = header(groups)
    if total is not None:
        response.headers["X-Total-Count"] = str(total)
    return response


def _kept(question: Question) -> dict[str, str]:
    """Return the parameters of another page's address: those of this one, a format included."""
    has_suffix = "." in question.path
    route = {FORMAT.name: "" if has_suffix else question.wanted or "", _LANG: question.lang or ""}
    return {**question.values, **{name: value for name, value in route.items() if value}}


async def _total(request: Request, count: Count, text: str, parts: QueryParts) -> int | None:
    """Return how many solutions a query has in all; None where counting them takes too long."""
    totals = request.app.state.totals
    assert isinstance(totals, Totals)  # noqa: S101 - set before the first request
    if parts.form not in ("SELECT", "CONSTRUCT"):
        return None
    try:
        return await totals.of(text, count)
    except QueryStoppedError:
        return None


async def _groups(
    count: Count, query: CannedQuery, values: Mapping[str, str], service: Service
) -> Counts | None:
    """Return how many solutions are of each group as of the day that is asked for.

    None without one, for a query that tells no groups, and where counting takes too long.
    """
    counting = count_queries(query, values, service.choices)
    if counting is None:
        return None
    try:
        return read_groups(*[await count(each) for each in counting])
    except QueryStoppedError:
        return None


@router.read("/queries", Operation(
    "List the canned queries", "Lister les questions prêtes", (_JSON, *GRAPHS, HTML.media_type),
    (400, 406), (format_parameter(_LISTED), LANGUAGE),
))  # fmt: skip
async def list_queries(request: Request) -> Response:
    """List the canned queries with their parameters, as a page, as JSON or as RDF."""
    service = service_of(request)
    wanted = _list_format(request)
    form = choose_format(request.headers.get("accept", "*/*"), wanted, _LISTED)
    if form is HTML:
        return query_pages.queries_page(request)
    if form is not JSON:
        return _description(request, service.queries.values(), form)
    listed = [describe(query, service) for query in service.queries.values()]
    return JSONResponse(listed, headers={"Vary": "Accept"})


def _list_format(request: Request) -> str | None:
    """Return the format that the address of a list names.

    Raises InputError for one that is not known, and for a language that pages do not have.
    """
    language_of(request)
    return FORMAT.given(request) or None


def describe(query: CannedQuery, service: Service) -> dict[str, object]:
    """Return what a canned query is, for machines."""
    return {
        "slug": query.slug,
        "path": f"/queries/{quote(query.slug)}",
        "iri": query_iri(query.slug, service.base),
        "form": parts_of(query.text).form,
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


@router.read(EXAMPLES.rstrip("/"), is_listed=False)
@router.read(EXAMPLES, Operation(
    "Describe the canned queries as SPARQL examples",
    "Décrire les questions prêtes comme exemples SPARQL", (*GRAPHS, HTML.media_type), (400, 406),
    (format_parameter(_DESCRIPTION), LANGUAGE),
))  # fmt: skip
async def list_examples(request: Request) -> Response:
    """Describe all canned queries as SPARQL examples: SHACL executables."""
    wanted = _list_format(request)
    form = choose_format(request.headers.get("accept", "*/*"), wanted, _DESCRIPTION)
    if form is HTML:
        return query_pages.queries_page(request)
    return _description(request, service_of(request).queries.values(), form)


@router.read(f"{EXAMPLES}{{name}}", Operation(
    "Describe one canned query as a SPARQL example",
    "Décrire une question prête comme exemple SPARQL", GRAPHS, (400, 404, 406),
    (format_parameter(GRAPH_FORMATS), LANGUAGE),
))  # fmt: skip
async def one_example(request: Request, name: str) -> Response:
    """Describe one canned query as a SPARQL example; a suffix such as .ttl is the format."""
    query, suffix = _named(service_of(request).queries, name)
    wanted = _list_format(request) or suffix
    form = choose_format(request.headers.get("accept", "*/*"), wanted, GRAPH_FORMATS)
    return _description(request, [query], form)


def _description(request: Request, queries: Iterable[CannedQuery], form: Format) -> Response:
    service = service_of(request)
    triples = describe_queries(queries, service.base, f"{service.public}sparql")
    content = ox.serialize(triples, format=form.rdf, prefixes=_PREFIXES)
    return Response(content, media_type=form.content_type, headers={"Vary": "Accept"})
