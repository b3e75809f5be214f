"""What programs look for first: prefixes, robots.txt, sitemap.xml, llms.txt, the citation file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from hdhgraph.errors import InputError, UnknownDumpError
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.project.description.void import triple
from hdhgraph.rdf.iris import page_path
from hdhgraph.rdf.media_types import HTML, JSON_LD, PLAIN_JSON, TURTLE
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE
from hdhgraph.web.dataset.routes import dataset_of
from hdhgraph.web.http.conneg import negotiate
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, format_parameter
from hdhgraph.web.pages.documents import show
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service.service import Asker, Service

__all__ = ["router"]

router = Routes("dataset")

_PREFIX_FORMATS: Final = (PLAIN_JSON, TURTLE, JSON_LD, HTML)
_FORMAT: Final = format_parameter(_PREFIX_FORMATS, is_loose=False)
_SH, _OWL, _XSD = PREFIXES["sh"], PREFIXES["owl"], PREFIXES["xsd"]
# A sitemap may list 50 000 addresses (sitemaps.org); an entity has one in each language.
_MOST_ADDRESSES: Final = 50_000
_MOST_ENTITIES: Final = _MOST_ADDRESSES // len(LANGUAGES)
_XML: Final = "application/xml"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PATHS: Final = ("", "claims", "dataset", "queries", "sparql", "ont", "dump/", "prefixes")


@router.read("/prefixes", Operation(
    "The prefixes of the graph", "Les préfixes du graphe", parameters=(_FORMAT, LANGUAGE),
), is_listed=False)  # fmt: skip
async def prefixes(request: Request) -> Response:
    """Return the prefixes of what is served, in the format that Accept or `?format=` names."""
    wanted = _FORMAT.given(request)
    if wanted is not None:
        return _prefixes(request, _prefix_format(wanted), is_negotiated=False)
    form = negotiate(request.headers.get("accept", "*/*"), _PREFIX_FORMATS)
    return _prefixes(request, form, is_negotiated=True)


@router.read("/prefixes.{ending}", is_listed=False)
async def prefixes_in(request: Request, ending: str) -> Response:
    """Return the prefixes in the format of a suffix."""
    if ending not in [form.extension for form in _PREFIX_FORMATS]:
        known = [f"prefixes.{form.extension}" for form in _PREFIX_FORMATS]
        raise UnknownDumpError(f"prefixes.{ending}", known)
    return _prefixes(request, _prefix_format(ending), is_negotiated=False)


def _prefix_format(wanted: str) -> Format:
    for form in _PREFIX_FORMATS:
        if wanted in (form.name, form.extension, form.media_type):
            return form
    names = ", ".join(form.name for form in _PREFIX_FORMATS)
    raise InputError(f"“{wanted}” is no format of the prefixes; there are: {names}.")


def _prefixes(request: Request, form: Format, *, is_negotiated: bool) -> Response:
    service = service_of(request)
    if form is HTML:
        response = show(request, "prefixes.html", "/prefixes", forms=_PREFIX_FORMATS[:-1])
    else:
        content = _serialised(service.prefixes, service.public, form)
        response = Response(content, media_type=form.content_type)
    if is_negotiated:
        response.headers["Vary"] = "Accept, Accept-Language"
        response.headers["Content-Location"] = f"/prefixes.{form.extension}"
    return response


def _serialised(prefixes: Mapping[str, str], service: str, form: Format) -> bytes:
    if form is TURTLE:
        declared = _declarations(prefixes, service)
        return ox.serialize(declared, format=TURTLE.rdf, prefixes=dict(prefixes)) or b""
    content = {"@context": dict(prefixes)} if form is JSON_LD else dict(prefixes)
    return (json.dumps(content, indent=2) + "\n").encode()


def _declarations(prefixes: Mapping[str, str], service: str) -> Iterator[ox.Triple]:
    """Yield the prefixes as SHACL declares them (SHACL, 5.2.1), for sh:prefixes to name."""
    document = ox.NamedNode(f"{service}prefixes")
    yield triple(document, RDF_TYPE, ox.NamedNode(f"{_OWL}Ontology"))
    for prefix, namespace in prefixes.items():
        declared = ox.NamedNode(f"{document.value}#{prefix}")
        value = ox.Literal(namespace, datatype=ox.NamedNode(f"{_XSD}anyURI"))
        yield triple(document, f"{_SH}declare", declared)
        yield triple(declared, RDF_TYPE, ox.NamedNode(f"{_SH}PrefixDeclaration"))
        yield triple(declared, f"{_SH}prefix", ox.Literal(prefix))
        yield triple(declared, f"{_SH}namespace", value)


@router.read("/robots.txt", is_listed=False)
async def robots(request: Request) -> Response:
    """Let everyone read pages and descriptions; a query asked by a crawler helps nobody."""
    lines = (
        "User-agent: *",
        "Disallow: /sparql?",
        "Disallow: /claims?*&*&",
        "Disallow: /dump/",
        "Allow: /",
        f"Sitemap: {service_of(request).public}sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


@router.read("/CITATION.cff", Operation(
    "How to cite the dataset", "Comment citer le jeu de données",
), is_listed=False)  # fmt: skip
async def citation(request: Request) -> Response:
    """Return the project's citation file."""
    root = service_of(request).root
    path = root / "CITATION.cff" if root else None
    if path is None or not path.is_file():
        raise UnknownDumpError("CITATION.cff", [])
    return Response(path.read_bytes(), media_type="application/yaml")


@router.read("/llms.txt", Operation("The service in short", "Le service en bref"), is_listed=False)
async def llms(request: Request) -> Response:
    """Tell language models what this is, how to ask it, and what may not be concluded from it."""
    service, about = service_of(request), dataset_of(request).about
    root = service.public
    queries = "\n".join(
        f"- [{query.slug}]({root}queries/{quote(slug)}.json): {query.summaries['en']}"
        for slug, query in service.queries.items()
    )
    values: dict[str, Any] = {
        "title": about.title("en"),
        "description": about.descriptions.get("en") or about.name,
        "root": root,
        "queries": queries or "There are none.",
        "licence": about.licence or "not stated",
        "edition": service.versions.edition or "not stated",
    }
    return Response(_LLMS.format(**values), media_type="text/plain; charset=utf-8")


_LLMS: Final = """# {title}

> {description}

Edition of the data: {edition}. Licence: {licence}.

## How to read it

- A claim (`hg:Claim`) says that a speaker takes a stance (asserts, denies, qualifies, questions and
  so on) on a proposition. It never says that the proposition is true.
- An attestation is the place in a source where a claim stands: a span of characters and a fragment
  of at most twelve words. Cite it with the claim.
- Contradictions are derived from stances and propositions; nobody typed them.

## What may not be concluded

- That nobody said a thing because it is not found: say "not in these sources".
- That a thing is so because someone here says it: say who says it, in which source, and where.
- That a claim without a date was made at any particular time.
- That a person still holds what he or she is quoted for.

## How to ask

- [SPARQL 1.1]({root}sparql): GET or POST with `query`; results as JSON, XML, CSV or TSV by Accept
- [Canned queries]({root}queries): start here; each has typed parameters and an answer with evidence
- [Claims]({root}claims.json): by topic, actor, stance, source and more, with counts; each
  claim with its words and place
- [OpenAPI]({root}openapi.json)
- [Description of the dataset]({root}dataset.ttl): classes and properties, with their numbers
- [Prefixes]({root}prefixes.json)
- [Dumps]({root}dump/)
- An entity's IRI gives HTML, Turtle or JSON-LD by Accept

## Canned queries

{queries}
"""


@router.read("/sitemap.xml", Operation(
    "The addresses of all pages", "Les adresses de toutes les pages",
), is_listed=False)  # fmt: skip
async def sitemap(request: Request) -> Response:
    """List every page in both languages, or the parts of that list where it is long."""
    asker = asker_of(request).by_default()
    service, count = asker.service, await _count_entities(asker)
    if count + len(_PATHS) + len(service.queries) <= _MOST_ENTITIES:
        return await _sitemap_part(asker, 0)
    parts = -(-count // _most_in_part(service))
    addresses = (f"{service.public}sitemap-{part}.xml" for part in range(1, parts + 1))
    entries = "".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>\n" for each in addresses)
    return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n')


@router.read("/sitemap-{part}.xml", is_listed=False)
async def sitemap_part(request: Request, part: str) -> Response:
    """List one part of the pages; the first also has those that are no entity's."""
    asker = asker_of(request).by_default()
    parts = max(1, -(-await _count_entities(asker) // _most_in_part(asker.service)))
    if not (part.isascii() and part.isdigit() and 1 <= int(part) <= parts):
        raise UnknownDumpError(f"sitemap-{part}.xml", ["sitemap.xml"])
    return await _sitemap_part(asker, int(part) - 1)


def _most_in_part(service: Service) -> int:
    return _MOST_ENTITIES - len(_PATHS) - len(service.queries)


def _entities(service: Service) -> str:
    space = str(ox.Literal(f"{service.base}id/"))
    return f"?entity a ?class FILTER(STRSTARTS(STR(?entity), {space}))"


async def _count_entities(asker: Asker) -> int:
    query = f"SELECT (COUNT(DISTINCT ?entity) AS ?n) WHERE {{ {_entities(asker.service)} }}"
    return int((await asker.solutions(query))[0]["n"])


async def _sitemap_part(asker: Asker, part: int) -> Response:
    service = asker.service
    most = _most_in_part(service)
    found = await asker.solutions(
        f"SELECT DISTINCT ?entity WHERE {{ {_entities(service)} }} "
        f"ORDER BY ?entity LIMIT {most} OFFSET {part * most}"
    )
    paths = [] if part else [*_PATHS, *(f"queries/{slug}" for slug in service.queries)]
    shown = (page_path(each["entity"], service.base) for each in found)
    paths += [path.removeprefix("/") for path in shown if path is not None and "#" not in path]
    entries = "".join(_entry(service.public + quote(path, safe="/")) for path in paths)
    return _xml(
        f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}'
        "</urlset>\n"
    )


def _entry(address: str) -> str:
    """Return a page in each language, each naming the others."""
    languages = {lang: f"{address}?lang={lang}" for lang in LANGUAGES}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(each)}"/>'
        for lang, each in {**languages, "x-default": address}.items()
    )
    return "".join(
        f"<url><loc>{escape(each)}</loc>{alternates}</url>\n" for each in languages.values()
    )


def _xml(content: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{content}', media_type=_XML)
