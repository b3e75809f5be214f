"""The ontology at its namespace: documentation in French and English, RDF, and every version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from hdhgraph.errors import UnknownTermError
from hdhgraph.rdf.media_types import HTML
from hdhgraph.rdf.namespaces import HG, ONTOLOGY, PREFIXES
from hdhgraph.rdf.terms import ALIGNMENTS, MATCHES, Triples, read_ontology
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.pages.documents import (
    SHOWN,
    Document,
    add_headers,
    choose,
    read_graph,
    respond,
    show,
    split,
)
from hdhgraph.web.service.kept_answers import answers_of
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.rdf.terms import Ontology, Term
    from hdhgraph.web.service.service import Service

__all__ = ["router"]

router = Routes("linked data")

_PICTURE: Final = "hdhgraph.svg"
_ALIGNMENTS: Final = "alignments"
_MATCHES: Final = ", ".join(f"<{each}>" for each in MATCHES)
# What `terms.is_own` tells of one triple, as a filter.
_OWN: Final = (
    f'(isBlank(?s) || ?s = <{ONTOLOGY}> || STRSTARTS(STR(?s), "{HG}")) && ?p NOT IN ({_MATCHES})'
)
_OWN_QUERY: Final = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER({_OWN}) }}"
_OTHER_QUERY: Final = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(!({_OWN})) }}"
_OWL: Final = PREFIXES["owl"]
_MOST_EXAMPLES: Final = 2000
_Example = dict[str, dict[str, str]]


@router.read("/ont", Operation("The ontology", "L'ontologie", parameters=SHOWN))
async def ontology(request: Request) -> Response:
    """Return the ontology, as documentation or as RDF."""
    return await _current(request, await _read(request), "/ont", None)


@router.read("/ont.{ending}", Operation(
    "The ontology, in the format of a suffix", "L'ontologie, au format d'un suffixe",
    parameters=(LANGUAGE,),
))  # fmt: skip
async def ontology_as(request: Request, ending: str) -> Response:
    """Return the ontology in the format of a suffix, or its picture (svg)."""
    if ending == "svg":
        return _picture(service_of(request))
    name, form = split(f"ont.{ending}")
    if form is None:
        raise UnknownTermError(f"There is no /{name} here.", ending, ["html", "svg", "ttl"])
    return await _current(request, await _read(request), "/ont", form)


@router.read("/ont/{name:path}", Operation(
    "A version of the ontology, or its alignments",
    "Une version de l'ontologie, ou ses alignements", parameters=SHOWN,
))  # fmt: skip
async def ontology_version(request: Request, name: str) -> Response:
    """Return one version of the ontology, or its alignments, as documentation or as RDF."""
    found = await _read(request)
    name, form = split(name)
    path = f"/ont/{name}"
    if f"{ONTOLOGY}/{name}" in found.alignments:
        return await _alignments(request, found, path, form)
    if name and name == found.ontology.version:
        return await _current(request, found, path, form)
    kept = _kept(service_of(request))
    if name in kept:
        return _earlier(request, kept[name], path, form)
    alignments = _kept(service_of(request), _ALIGNMENTS)
    if (version := name.removeprefix(f"{_ALIGNMENTS}/")) in alignments:
        return _earlier(request, alignments[version], path, form, ALIGNMENTS)
    known = sorted({found.ontology.version, *kept} - {""})
    terms = [each.name for each in found.ontology.terms()]
    message = f"The ontology has no version “{name}” here. There are: {', '.join(known)}."
    raise UnknownTermError(message, name, [f"/ont#{each}" for each in terms])


class Found:
    """The graph of the ontology as it is loaded, taken apart."""

    def __init__(self, triples: Triples, ontology: Ontology) -> None:
        """Find the IRIs under which its alignments are known: their own, and their version's."""
        self.triples, self.ontology = triples, ontology
        self.alignments = {ALIGNMENTS, *triples.iris(ALIGNMENTS, f"{_OWL}versionIRI")}
        if ALIGNMENTS not in triples.of_type(f"{_OWL}Ontology"):
            self.alignments = set()


def _graph(service: Service) -> str:
    return f"{service.base}graph/ontology"


async def _read(request: Request) -> Found:
    """Return the ontology that is served. Raises UnknownTermError where there is none."""
    service = service_of(request)
    graph = _graph(service)
    if graph in service.graphs:
        triples = await read_graph(asker_of(request), Document("/ont", ONTOLOGY, graph))
        ontology = read_ontology(triples)
        if ontology is not None:
            return Found(triples, ontology)
    raise UnknownTermError(f"What is served here holds no ontology: no graph <{graph}> describes "
                           f"<{ONTOLOGY}>.")  # fmt: skip


async def _current(request: Request, found: Found, path: str, form: Format | None) -> Response:
    service, ontology = service_of(request), found.ontology
    document = Document(
        path,
        ONTOLOGY if path == "/ont" else ontology.version_iri,
        _graph(service),
        _OWN_QUERY,
        tuple(ontology.license),
        (("latest-version", "/ont"),),
    )

    async def page() -> Response:
        examples = await _examples(request, ontology.terms())
        response = _page(request, found, path, examples=examples or {})
        if examples is None:
            response.headers["Cache-Control"] = "no-store"  # they may be there the next time
        return response

    return await respond(request, document, form, page)


async def _alignments(request: Request, found: Found, path: str, form: Format | None) -> Response:
    """Return what is said of foreign terms; people find it on the page of the ontology."""
    document = Document(
        path,
        ALIGNMENTS,
        _graph(service_of(request)),
        _OTHER_QUERY,
        tuple(found.triples.iris(ALIGNMENTS, PREFIXES["dcterms"] + "license")),
    )

    async def page() -> Response:
        return RedirectResponse("/ont.html#alignments", 303)

    return await respond(request, document, form, page)


def _earlier(
    request: Request, kept: Path, path: str, suffix: Format | None, iri: str = ONTOLOGY
) -> Response:
    """Return a version that is no longer loaded, from the file that keeps it.

    Earlier alignments have no page of their own: a browser is led to their Turtle.
    """
    form = choose(request, suffix)
    triples = list(ox.parse(kept.read_bytes(), format=ox.RdfFormat.N_TRIPLES))
    ontology = read_ontology(Triples(triples), iri)
    if ontology is None:
        raise UnknownTermError(f"{kept.name} does not describe <{iri}>.")
    document = Document(
        path,
        ontology.version_iri,
        "",
        "",
        tuple(ontology.license),
        (("latest-version", iri.replace(ONTOLOGY, "/ont")),),
    )
    if form is HTML and iri == ALIGNMENTS:
        response: Response = RedirectResponse(f"{path}.ttl", 303)
    elif form is HTML:
        response = _page(request, Found(Triples(triples), ontology), path, examples={})
    else:
        statements = (ox.Triple(each.subject, each.predicate, each.object) for each in triples)
        content = ox.serialize(statements, format=form.rdf, prefixes=PREFIXES)
        response = Response(content, media_type=form.content_type)
    return add_headers(response, document, form, is_negotiated=suffix is None)


def _page(request: Request, found: Found, path: str, examples: dict[str, _Example]) -> Response:
    service, triples = service_of(request), found.triples
    is_current = found.ontology.version == service.versions.ontology
    foreign = [
        (each, triples.statements(each))
        for each in triples.subjects()
        if not each.startswith(ONTOLOGY)
    ]
    versions = sorted({found.ontology.version, service.versions.ontology, *_kept(service)} - {""})
    return show(
        request,
        "ontology.html",
        path,
        ontology=found.ontology,
        foreign=foreign,
        examples=examples,
        has_alignments=bool(found.alignments),
        has_picture=is_current and _picture_file(service) is not None,
        is_current=is_current,
        versions=versions,
    )


def _kept(service: Service, folder: str = "") -> dict[str, Path]:
    """Return the file of each version that is kept, by its name; of the alignments in theirs."""
    if service.root is None:
        return {}
    versions = service.root / "ontology" / "versions" / folder
    return {each.stem: each for each in versions.glob("*.nt")}


def _picture_file(service: Service) -> Path | None:
    path = None if service.root is None else service.root / "ontology" / _PICTURE
    return path if path is not None and path.is_file() else None


def _picture(service: Service) -> Response:
    path = _picture_file(service)
    if path is None:
        raise UnknownTermError("There is no picture of the ontology here.")
    # The picture has its style inside, which only this document may have.
    return Response(
        path.read_bytes(),
        media_type="image/svg+xml",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


async def _examples(request: Request, terms: Sequence[Term]) -> dict[str, _Example] | None:
    """Return one use of each term in the data, and how many there are; None where not counted."""
    classes = " ".join(str(ox.NamedNode(each.iri)) for each in terms if each.kind == "class")
    properties = " ".join(str(ox.NamedNode(each.iri)) for each in terms if each.kind != "class")
    query = f"""SELECT ?term ?uses ?subject ?object ?form WHERE {{
      {{ SELECT ?term (COUNT(DISTINCT ?s) AS ?uses) (MIN(?s) AS ?subject) WHERE {{
           VALUES ?term {{ {classes} }} ?s a ?term FILTER(isIRI(?s)) }} GROUP BY ?term }}
      UNION
      {{ {{ SELECT ?term (COUNT(*) AS ?uses) (MIN(?s) AS ?subject) WHERE {{
             VALUES ?term {{ {properties} }} ?s ?term ?o FILTER(isIRI(?s)) }} GROUP BY ?term }}
         ?subject ?term ?object
         BIND (IF(isIRI(?object), "uri", IF(isLITERAL(?object), "literal", "bnode")) AS ?form) }}
    }} ORDER BY ?term ?object LIMIT {_MOST_EXAMPLES}"""
    solutions = await answers_of(request).rows(query)
    if solutions is None:
        return None
    found: dict[str, _Example] = {}
    for each in solutions:
        if "subject" in each:
            found.setdefault(each["term"], _example(each))
    return found


def _example(row: Mapping[str, str]) -> _Example:
    """Return a use of a term as SPARQL results in JSON have it."""
    value = {"type": row["form"], "value": row["object"]} if "object" in row else {}
    value |= {"xml:lang": row["objectLang"]} if "objectLang" in row else {}
    return {"subject": {"value": row["subject"]}, "uses": {"value": row["uses"]}, "object": value}
