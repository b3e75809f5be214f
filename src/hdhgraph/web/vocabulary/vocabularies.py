"""The vocabularies at their namespaces: each scheme and concept, as a page and as RDF."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from fastapi import Request, Response

from hdhgraph.errors import UnknownTermError
from hdhgraph.rdf.concepts import read_concept, read_schemes, tree
from hdhgraph.rdf.iris import is_absolute, slug
from hdhgraph.rdf.namespaces import HG, PREFIXES
from hdhgraph.rdf.terms import DCTERMS
from hdhgraph.web.claims.cards import Reader
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.entities.stories.sections import MOST
from hdhgraph.web.entities.stories.subject import claims_on_topic
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import AS_OF, LANGUAGE, last_values
from hdhgraph.web.pages.documents import (
    SHOWN,
    Document,
    find_iris,
    read_graph,
    respond,
    show,
    split,
)
from hdhgraph.web.service.kept_answers import answers_of
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from hdhgraph.sparql.canned import CannedQuery
    from hdhgraph.web.entities.stories.sections import Claims
    from hdhgraph.web.service.service import Asker, Service

__all__ = ["router"]

router = Routes("linked data")

_SKOS: Final = PREFIXES["skos"]
# What of ours may point at a concept, in the order it is counted on a page.
USES: Final = (
    *(HG + name for name in ("Claim", "Proposition", "Attestation", "Event", "LegalAct")),
    f"{PREFIXES['org']}Membership",
    f"{PREFIXES['dqv']}QualityMeasurement",
)
_MOST_PARTS: Final = 99_999
_Counts = dict[str, dict[str, int]]


@router.read(
    "/vocab", Operation("The concept schemes", "Les schémas de concepts", parameters=SHOWN)
)
async def vocabularies(request: Request) -> Response:
    """Return the list of concept schemes, or all of them as RDF."""
    return await _index(request, "vocab")


@router.read("/vocab.{ending}", Operation(
    "The concept schemes, in the format of a suffix",
    "Les schémas de concepts, au format d'un suffixe", parameters=(LANGUAGE,),
))  # fmt: skip
async def vocabularies_as(request: Request, ending: str) -> Response:
    """Return the list of concept schemes in the format of a suffix."""
    return await _index(request, f"vocab.{ending}")


async def _index(request: Request, name: str) -> Response:
    name, form = split(name)
    if name != "vocab":
        raise UnknownTermError(f"There is no /{name} here.")
    service = service_of(request)
    document = Document("/vocab", f"{service.base}vocab", _graph(service))

    async def page() -> Response:
        schemes = read_schemes(await read_graph(asker_of(request), document))
        return show(request, "vocabularies.html", "/vocab", schemes=schemes)

    return await respond(request, document, form, page)


@router.read("/vocab/{scheme}", Operation(
    "A concept scheme with its concepts", "Un schéma et ses concepts", parameters=SHOWN,
))  # fmt: skip
async def vocabulary(request: Request, scheme: str) -> Response:
    """Return one concept scheme with its concepts; a suffix such as .ttl names a format."""
    asker = asker_of(request)
    service = asker.service
    name, form = split(scheme)
    iri, licenses = await _find_scheme(asker, name)
    node = ox.NamedNode(iri)
    query = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
      {{ VALUES ?s {{ {node} }} ?s ?p ?o }} UNION
      {{ ?s <{_SKOS}inScheme> {node} . ?s ?p ?o }} }}"""
    document = Document(f"/vocab/{name}", iri, _graph(service), query, licenses)

    async def page() -> Response:
        triples = await read_graph(asker, document)
        found = next(each for each in read_schemes(triples) if each.iri == iri)
        counts = await _counts(request, iri)
        response = show(
            request,
            "vocabulary.html",
            document.path,
            scheme=found,
            concepts=tree([read_concept(triples, each) for each in found.concepts]),
            counts=counts,
            uses=USES,
            queries=_queries_with(service, iri),
        )
        return _kept_if(response, counts)

    return await respond(request, document, form, page)


@router.read(
    "/vocab/{scheme}/{concept}", Operation("A concept", "Un concept", parameters=(AS_OF, *SHOWN))
)
async def vocabulary_concept(request: Request, scheme: str, concept: str) -> Response:
    """Return one concept with what is next to it; a suffix such as .ttl names a format."""
    asker = asker_of(request)
    service = asker.service
    name, form = split(concept)
    scheme_iri, licenses = await _find_scheme(asker, scheme)
    iri = await _find_concept(asker, scheme_iri, name)
    node, label = ox.NamedNode(iri), f"<{_SKOS}prefLabel>"
    query = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
      {{ VALUES ?s {{ {node} }} ?s ?p ?o }} UNION
      {{ VALUES ?o {{ {node} }} ?s ?p ?o }} UNION
      {{ {node} ?link ?s . ?s ?p ?o FILTER(?p = {label}) }} UNION
      {{ ?s ?link {node} . ?s ?p ?o FILTER(?p = {label}) }} }}"""
    document = Document(
        f"/vocab/{scheme}/{name}",
        iri,
        _graph(service),
        query,
        licenses,
        (("collection", f"/vocab/{scheme}"),),
    )

    async def page() -> Response:
        triples = await read_graph(asker, document)
        reader = Reader(request, AS_OF.day(last_values(request)))
        counts, claims = await asyncio.gather(
            _counts(request, scheme_iri), _claims(reader, scheme_iri, iri)
        )
        response = show(
            request,
            "concept.html",
            document.path,
            scheme=scheme_iri,
            concept=read_concept(triples, iri),
            triples=triples,
            prefLabel=f"{_SKOS}prefLabel",
            counts=counts,
            uses=USES,
            queries=_queries_with(service, scheme_iri),
            claims=claims,
            most=MOST,
            as_of=reader.as_of,
            edition=edition_of(request),
        )
        return _kept_if(response, counts)

    response = await respond(request, document, form, page)
    if (day := AS_OF.day(last_values(request))) and "Content-Location" in response.headers:
        response.headers["Content-Location"] += f"?{AS_OF.name}={day}"
    return response


async def _claims(reader: Reader, scheme: str, concept: str) -> Claims | None:
    """Return the claims on a topic; None for concepts of other schemes."""
    if scheme != reader.service.prefixes["topic"].rstrip("/"):
        return None
    return await claims_on_topic(reader, concept)


def _graph(service: Service) -> str:
    """Return the graph of the vocabularies. Raises UnknownTermError where there is none."""
    graph = f"{service.base}graph/vocab"
    if graph not in service.graphs:
        raise UnknownTermError(f"What is served here holds no vocabularies: no graph <{graph}>.")
    return graph


async def _find_scheme(asker: Asker, name: str) -> tuple[str, tuple[str, ...]]:
    """Return a scheme's IRI and its licenses. Raises UnknownTermError where there is none."""
    iri = f"{asker.service.base}vocab/{name}"
    known = await _names(asker, f"?iri a <{_SKOS}ConceptScheme>")
    if iri not in known:
        names = [slug(each) for each in known]
        message = f"There is no vocabulary “{name}” here. There are: {', '.join(names)}."
        raise UnknownTermError(message, name, names)
    return iri, tuple(await _names(asker, f"{ox.NamedNode(iri)} <{DCTERMS}license> ?iri"))


async def _find_concept(asker: Asker, scheme: str, name: str) -> str:
    iri = f"{scheme}/{name}"
    in_scheme = f"<{_SKOS}inScheme> {ox.NamedNode(scheme)}"
    if is_absolute(iri):
        known = f"VALUES ?iri {{ {ox.NamedNode(iri)} }} ?iri {in_scheme}"
        if await _names(asker, known):
            return iri
    names = [slug(each) for each in await _names(asker, f"?iri {in_scheme}")]
    raise UnknownTermError(f"“{slug(scheme)}” has no concept “{name}”.", name, names)


async def _names(asker: Asker, pattern: str) -> list[str]:
    return await find_iris(asker, _graph(asker.service), pattern)


def _queries_with(service: Service, scheme: str) -> list[tuple[CannedQuery, str]]:
    """Return the canned queries that take a concept of the scheme, with the parameter's name."""
    return [
        (query, parameter.name)
        for query in service.queries.values()
        for parameter in query.parameters
        if parameter.of == scheme
    ]


async def _counts(request: Request, scheme: str) -> _Counts | None:
    """Return how many claims, propositions and so on point at each concept of a scheme.

    A concept includes its narrower ones, as a topic does in the canned queries. A claim is on the
    topics that its proposition is about. None where they are not counted yet.
    """
    in_scheme, narrower = f"<{_SKOS}inScheme> {ox.NamedNode(scheme)}", f"<{_SKOS}narrower>*"
    about = f"?what <{PREFIXES['schema']}about> ?part . ?s <{HG}proposition> ?what"
    classes = ", ".join(f"<{each}>" for each in USES)
    # The limit, more than there are concepts, tells the planner to begin at them.
    query = f"""SELECT ?concept ?class (COUNT(*) AS ?count) WHERE {{
      {{ SELECT DISTINCT ?concept ?s WHERE {{
        {{ SELECT ?concept ?part WHERE {{ ?concept {in_scheme} ; {narrower} ?part }}
          LIMIT {_MOST_PARTS} }}
        {{ ?s ?p ?part }} UNION {{ {about} }} }} }}
      ?s a ?class FILTER (?class IN ({classes})) }} GROUP BY ?concept ?class"""
    solutions = await answers_of(request).rows(query)
    if solutions is None:
        return None
    found: _Counts = {}
    for each in solutions:
        found.setdefault(each["concept"], {})[each["class"]] = int(each["count"])
    return found


def _kept_if(response: Response, counts: _Counts | None) -> Response:
    """Let a page be kept only when its numbers are there."""
    if counts is None:
        response.headers["Cache-Control"] = "no-store"
    return response
