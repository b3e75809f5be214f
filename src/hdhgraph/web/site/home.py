"""The start page: the question of the day answered, the numbers, and where everything is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.claims.index.facets import Filters
from hdhgraph.i18n.messages import message
from hdhgraph.i18n.typography import typeset
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML, PLAIN_JSON
from hdhgraph.rdf.namespaces import hg
from hdhgraph.web.claims.asked import short
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.claims.listing import find, rows_of
from hdhgraph.web.claims.page import hit_links
from hdhgraph.web.http.conneg import negotiate
from hdhgraph.web.http.operation import Routes
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.site.start import start_of

if TYPE_CHECKING:
    from hdhgraph.claims.index.facets import FacetIndex
    from hdhgraph.claims.reading import ClaimRow
    from hdhgraph.web.claims.listing import Listed
    from hdhgraph.web.service.service import Service

__all__ = ["router"]

router = Routes()

_FEW: Final = 10
_COUNTED: Final = {"claims": hg("Claim"), "actors": hg("Actor"), "sources": hg("Source")}
_WHO_SAID_WHAT: Final = "who-said-what"


@dataclass(frozen=True, slots=True)
class Question:
    """The question of the day: who said what on a topic, as an address calls it."""

    topic: str
    words: str


@router.read("/", is_listed=False)
async def home(request: Request) -> Response:
    """Say what this is, and answer the question of the day where there are claims.

    Who wants JSON gets the versions and the addresses; who wants RDF is redirected to the
    description of the dataset.
    """
    service, lang = service_of(request), language_of(request)
    form = negotiate(request.headers.get("accept", "*/*"), (HTML, PLAIN_JSON, *GRAPH_FORMATS))
    if form is PLAIN_JSON:
        return JSONResponse(start_of(service), headers={"Vary": "Accept, Accept-Language"})
    if form is not HTML:
        return Response(status_code=303, headers={"Location": "/dataset", "Vary": "Accept"})
    question = await _question(request) if service.has_claims else None
    listed, rows = await _answer(request, question) if question else (None, [])
    return render(
        request,
        "home.html",
        title=service.about.title(lang),
        description=service.about.description(lang),
        question=question,
        total=listed.total if listed else 0,
        rows=[(row, hit_links(row, service.base, lang)) for row in rows],
        takes_topic=question is not None and _takes_topic(service, question.topic),
        edition=edition_of(request),
        numbers=_numbers(service),
        has_citation=service.root is not None and (service.root / "CITATION.cff").is_file(),
    )


def _numbers(service: Service) -> dict[str, int]:
    """Return how much there is of what matters most in the graph."""
    counts = {name: len(service.values.get(of, ())) for name, of in _COUNTED.items()}
    if service.has_claims and any(counts.values()):
        return counts
    return {"triples": service.default_triples, "graphs": len(service.graphs)}


async def _question(request: Request) -> Question | None:
    """Return the project's question, else that on the topic of most claims; None without one."""
    service, lang = service_of(request), language_of(request)
    about = service.about

    def look(index: FacetIndex) -> Question | None:
        counts = index.counts(Filters())["topic"]
        named = index.named("topic")
        if about.topic in named:
            iri, words = named[about.topic][0], about.questions.get(lang, "")
        elif counts:
            iri, words = min(counts, key=lambda topic: (-counts[topic], topic)), ""
        else:
            return None
        labels = index.labels.get(iri, {})
        label = labels.get(lang) or next(iter(labels.values()), slug(iri))
        default = message("home_question", lang, topic=label)
        return Question(short("topic", iri, index, service), typeset(words, lang) or default)

    return await facets_of(request).ask(look)


def _takes_topic(service: Service, topic: str) -> bool:
    """Tell whether the canned query of the question is there and knows the topic."""
    query = service.queries.get(_WHO_SAID_WHAT)
    return query is not None and any(
        slug(iri) == topic for each in query.parameters for iri in service.choices(each)
    )


async def _answer(request: Request, question: Question) -> tuple[Listed | None, list[ClaimRow]]:
    """Return the first claims of the question."""
    listed = await find(request, {"topic": question.topic, "size": str(_FEW)})
    return listed, await rows_of(asker_of(request), listed)
