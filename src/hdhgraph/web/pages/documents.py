"""One document in many formats: by suffix or Accept, with headers that name the other formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from hdhgraph.rdf.iris import page_path
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML
from hdhgraph.rdf.terms import Triples
from hdhgraph.web.http.conneg import choose_format
from hdhgraph.web.http.links import Link, link_header, uri
from hdhgraph.web.http.parameters import LANGUAGE, format_parameter
from hdhgraph.web.pages.rendering import LARGEST_ANSWER, language_of, render
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.service.streaming import stream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import Request, Response

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.rdf.terms import Texts
    from hdhgraph.web.service.service import Asker

__all__ = [
    "ALL",
    "FORMAT",
    "FORMATS",
    "SHOWN",
    "Document",
    "add_headers",
    "choose",
    "find_iris",
    "read_graph",
    "respond",
    "show",
    "split",
]

FORMATS: Final = (*GRAPH_FORMATS, HTML)
FORMAT: Final = format_parameter(FORMATS, is_loose=False)
# What the address of a document takes.
SHOWN: Final = (FORMAT, LANGUAGE)
ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_MOST_IRIS: Final = 5000
_BY_ENDING: Final = {each.extension: each for each in FORMATS}


@dataclass(frozen=True, slots=True)
class Document:
    """What is described, where, and from which graph.

    `path` is the address here without a suffix, `iri` what the document describes, `query` the
    CONSTRUCT over `graph` that is its content. `links` are further pairs of a relation type and a
    target (RFC 8288).
    """

    path: str
    iri: str
    graph: str
    query: str = ALL
    licenses: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def split(name: str) -> tuple[str, Format | None]:
    """Part a name from the suffix that names a format, such as ".ttl"; None where it has none."""
    stem, dot, ending = name.rpartition(".")
    form = _BY_ENDING.get(ending) if dot and stem else None
    return (stem, form) if form else (name, None)


def choose(request: Request, suffix: Format | None) -> Format:
    """Choose the format: by the suffix where there is one, else by `?format=`, else by Accept.

    Raises InputError for an unknown name, NotAcceptableError with the list of what can be had.
    """
    if suffix is not None:
        return suffix
    wanted = FORMAT.given(request)
    return choose_format(request.headers.get("accept", "*/*"), wanted, FORMATS)


async def respond(
    request: Request,
    document: Document,
    suffix: Format | None,
    page: Callable[[], Awaitable[Response]],
) -> Response:
    """Answer with the page, or with the document's graph in the format that is wanted."""
    form = choose(request, suffix)
    if form is HTML:
        response = await page()
    else:
        asker = asker_of(request)
        question = asker.question(document.query, form.name, graphs=(document.graph,))
        response = await stream(asker, question, form)
    return add_headers(response, document, form, is_negotiated=suffix is None)


def show(request: Request, template: str, path: str, **context: Any) -> Response:  # noqa: ANN401 - a template's values
    """Render a page about what is at `path`, which names its other formats.

    In the template, `address` gives where an IRI is shown, or None, and `in_lang` the texts in the
    page's language, each with its own language.
    """
    lang = language_of(request)
    base = service_of(request).base
    return render(
        request,
        template,
        path=path,
        formats=GRAPH_FORMATS,
        address=lambda iri: _address(iri, base, lang, path),
        in_lang=lambda texts: in_language(texts, lang),
        **context,
    )


def in_language(texts: Texts, lang: str) -> list[tuple[str, str]]:
    """Return the texts of one language with it: `lang` if there are any, else another."""
    chosen = next((each for each in (lang, "en", "fr", "") if each in texts), None)
    if chosen is None:
        chosen = next(iter(texts), "")
    return [(text, chosen) for text in texts.get(chosen, [])]


def _address(iri: str, base: str, lang: str, path: str) -> str | None:
    """Return where an IRI is shown: here, on this service, or where it is itself, if by HTTP."""
    found = page_path(iri, base)
    if found is None:
        return iri if iri.startswith(("http://", "https://")) else None
    page, mark, fragment = found.partition("#")
    if mark and (page == path or path.startswith(f"{page}/")):
        return mark + fragment
    return f"{page}?lang={lang}{mark}{fragment}"


async def read_graph(asker: Asker, document: Document) -> Triples:
    """Return a document's graph, for a page.

    Raises InputError when it is larger than a page takes.
    """
    return Triples(await asker.graph(document.query, most=LARGEST_ANSWER, graphs=(document.graph,)))


async def find_iris(asker: Asker, graph: str, pattern: str) -> list[str]:
    """Return the IRIs, sorted, that `?iri` is in a pattern of our own over one graph."""
    found = await asker.solutions(
        f"SELECT DISTINCT ?iri WHERE {{ GRAPH {ox.NamedNode(graph)} {{ {pattern} }} "
        f"FILTER(isIRI(?iri)) }} ORDER BY ?iri LIMIT {_MOST_IRIS}"
    )
    return [each["iri"] for each in found]


def add_headers(
    response: Response, document: Document, form: Format, *, is_negotiated: bool
) -> Response:
    """Name the other formats, what is described, and what the answer depends on."""
    varies = ["Accept", "Accept-Language"] if is_negotiated else []
    if form is HTML and not is_negotiated:
        varies = ["Accept-Language"]
    del response.headers["Vary"]
    if varies:
        response.headers["Vary"] = ", ".join(varies)
        response.headers["Content-Location"] = f"{uri(document.path)}.{form.extension}"
    response.headers["Link"] = _links(document, form)
    return response


def _links(document: Document, shown: Format) -> str:
    """Return the Link header: RDF describes what is shown, and each format is another's."""
    path, described = uri(document.path), GRAPH_FORMATS[0]
    others = [each for each in FORMATS if each is not shown]
    return link_header(
        [
            Link(uri(document.iri), "canonical"),
            *(Link(f"{path}.{each.extension}", "alternate", each.media_type) for each in others),
            Link(f"{path}.{described.extension}", "describedby", described.media_type),
            *(Link(uri(each), "license") for each in document.licenses),
            *(Link(uri(target), relation) for relation, target in document.links),
        ]
    )
