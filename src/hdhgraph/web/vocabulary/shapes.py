"""The rules that the data keeps: what each asks, as a page and as the SHACL shapes themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import Request, Response

from hdhgraph.errors import UnknownTermError
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.namespaces import PREFIXES, SHAPES
from hdhgraph.rdf.terms import DCTERMS, RDFS
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.pages.documents import (
    SHOWN,
    Document,
    find_iris,
    read_graph,
    respond,
    show,
    split,
)
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from hdhgraph.rdf.media_types import Format
    from hdhgraph.rdf.terms import Texts, Triples

__all__ = ["Rule", "read_rules", "router"]

router = Routes("linked data")

_SH: Final = PREFIXES["sh"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One node shape; `severity` is "Violation", "Warning" or "Info", `targets` IRIs."""

    iri: str
    code: str
    labels: Texts
    messages: Texts
    comments: Texts
    severity: str
    targets: list[str]

    @property
    def name(self) -> str:
        """What the rule is called in its namespace, and its anchor on the page."""
        return self.iri.partition("#")[2] or slug(self.iri)


def read_rules(triples: Triples) -> list[Rule]:
    """Return the node shapes that have an IRI, by code as people count: A2 before A10."""
    rules = [
        Rule(
            iri,
            triples.text(iri, f"{DCTERMS}identifier"),
            triples.texts(iri, f"{RDFS}label"),
            triples.texts(iri, f"{_SH}message"),
            triples.texts(iri, f"{RDFS}comment"),
            # A shape without a severity has this one (SHACL, 2.1.4).
            slug(next(iter(triples.iris(iri, f"{_SH}severity")), f"{_SH}Violation")),
            [*triples.iris(iri, f"{_SH}targetClass"), *triples.iris(iri, f"{_SH}targetSubjectsOf")],
        )
        for iri in triples.of_type(f"{_SH}NodeShape")
    ]
    return sorted(rules, key=lambda rule: _by_number(rule.code or rule.name))


def _by_number(code: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", code)]


@router.read(
    "/shapes", Operation("The rules of the graph", "Les règles du graphe", parameters=SHOWN)
)
async def shapes(request: Request) -> Response:
    """Return the rules, as a page or as RDF."""
    return await _respond(request, None)


@router.read("/shapes.{ending}", Operation(
    "The rules of the graph, in the format of a suffix",
    "Les règles du graphe, au format d'un suffixe", parameters=(LANGUAGE,),
))  # fmt: skip
async def shapes_as(request: Request, ending: str) -> Response:
    """Return the rules in the format of a suffix."""
    name, form = split(f"shapes.{ending}")
    if form is None:
        raise UnknownTermError(f"There is no /{name} here.")
    return await _respond(request, form)


async def _respond(request: Request, form: Format | None) -> Response:
    service = service_of(request)
    graph = f"{service.base}graph/shapes"
    if graph not in service.graphs:
        raise UnknownTermError(f"What is served here holds no rules: no graph <{graph}>.")
    licenses = await find_iris(asker_of(request), graph, f"<{SHAPES}> <{DCTERMS}license> ?iri")
    document = Document("/shapes", SHAPES, graph, licenses=tuple(licenses))

    async def page() -> Response:
        triples = await read_graph(asker_of(request), document)
        return show(
            request,
            "shapes.html",
            "/shapes",
            rules=read_rules(triples),
            titles=triples.texts(SHAPES, f"{RDFS}label"),
        )

    return await respond(request, document, form, page)
