"""The page of one entity: a story for readers by kind, above all that the graph says of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from markupsafe import Markup

from hdhgraph.claims.forms.citation import Citation, to_text
from hdhgraph.claims.forms.forms import in_script, schema_claim, sentence
from hdhgraph.errors import QueryStoppedError
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.media_types import GRAPH_FORMATS
from hdhgraph.rdf.namespaces import RDF_TYPE, hg
from hdhgraph.web.claims.cards import Reader
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.entities.facts import View
from hdhgraph.web.entities.stories.actor import actor_story, organisation_story
from hdhgraph.web.entities.stories.claim import claim_story
from hdhgraph.web.entities.stories.dates import happenings_of, years_of
from hdhgraph.web.entities.stories.proposition import proposition_story
from hdhgraph.web.entities.stories.sections import MOST
from hdhgraph.web.entities.stories.source import source_story
from hdhgraph.web.entities.stories.subject import event_story, subject_story
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from fastapi import Request, Response

    from hdhgraph.claims.model import ClaimFacts
    from hdhgraph.sparql.as_of import Counts

__all__ = ["KINDS", "Shown", "entity_page"]

# The first that fits: an organisation is an actor too.
_STORIES: Final = (
    (hg("Organisation"), organisation_story),
    (hg("Actor"), actor_story),
    (hg("Pseudonym"), actor_story),
    (hg("Proposition"), proposition_story),
    (hg("Source"), source_story),
    (hg("LegalAct"), subject_story),
    (hg("System"), subject_story),
    (hg("Certification"), subject_story),
    (hg("Event"), event_story),
)
# The classes whose members have a story.
KINDS: Final = frozenset((hg("Claim"), *(kind for kind, _ in _STORIES)))
# What stopped these is over soon, and the same page can be asked for again.
_BUSY: Final = "queue"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown beside the description: where, in which formats, and which page of how many."""

    iri: str
    path: str
    canonical: str
    formats: Mapping[str, str]
    count: int
    page: int
    pages: int
    turns: Mapping[str, str]
    as_of: datetime.date | None
    as_of_counts: Counts | None = None


async def entity_page(
    request: Request, triples: list[ox.Triple], shown: Shown, claim: ClaimFacts | None = None
) -> Response:
    """Show a description as a page in the request's language.

    `claim` has the facts of an entity that is a claim.
    """
    service, lang = service_of(request), language_of(request)
    view = View(triples, service, lang)
    entity = ox.NamedNode(shown.iri)
    title = sentence(claim, lang) if claim else view.label(entity) or slug(shown.iri)
    story, is_stopped = await _story(request, shown, view.types(shown.iri), claim)
    told = {} if claim else await Reader(request).told([shown.iri])
    edition = edition_of(request)
    response = render(
        request,
        story.pop("template", "entity.html"),
        shown=shown,
        as_of=shown.as_of,
        most=MOST,
        story=bool(story),
        is_stopped=is_stopped,
        edition=edition,
        page_reference=_reference(request, title, shown),
        data=Markup(in_script(schema_claim(claim, edition))) if claim else None,  # noqa: S704 - made safe there
        title=title,
        told=told.get(shown.iri, ""),
        kinds=view.kinds(entity),
        media_types={each.extension: each.media_type for each in GRAPH_FORMATS},
        rows=view.rows(entity, without=(RDF_TYPE,)),
        parts=view.parts(shown.iri),
        reasons=view.reasons(shown.iri),
        groups=view.groups(
            shown.iri, shown.as_of.isoformat() if shown.as_of else "", is_brief=bool(story)
        ),
        **story,
    )
    if is_stopped:
        response.headers["Cache-Control"] = "no-store"
    return response


async def _story(
    request: Request, shown: Shown, types: set[str], claim: ClaimFacts | None
) -> tuple[dict[str, Any], bool]:
    """Return what the template of the entity's kind shows, and whether a limit cut that short.

    There is none for other kinds, nor on further pages of what points at the entity.
    """
    if shown.page > 1:
        return {}, False
    reader = Reader(request, shown.as_of)
    try:
        if claim is not None:
            return await claim_story(reader, claim, edition_of(request)), False
        for kind, story in _STORIES:
            if kind in types:
                if story not in (actor_story, organisation_story):
                    return await story(reader, shown.iri), False
                found, years, happened = await asyncio.gather(
                    story(reader, shown.iri),
                    years_of(reader, facets_of(request), shown.iri),
                    happenings_of(reader, shown.iri),
                )
                return {**found, "years": years, "happened": happened}, False
    except QueryStoppedError as error:
        if error.limit == _BUSY:
            raise
        return {}, True
    return {}, False


def _reference(request: Request, title: str, shown: Shown) -> str:
    """Return one line that names the page, its dataset and edition, and the IRI to cite."""
    lang, edition = language_of(request), edition_of(request)
    about = edition.about
    cited = Citation(
        key="",
        title=title,
        url=shown.iri,
        lang=lang,
        author=about.publisher,
        container=about.title(lang),
        version=about.edition or edition.digest[:12],
        note=f"asOf={shown.as_of}" if shown.as_of else "",
    )
    return to_text(cited).strip()
