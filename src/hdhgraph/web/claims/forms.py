"""One claim in many forms: /claim/{slug}/{nanopub, annotation, schema, citation}."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from hdhgraph.claims.forms.citation import serialize, to_text
from hdhgraph.claims.forms.forms import (
    ANNOTATION_PROFILE,
    Edition,
    annotation,
    citation,
    in_script,
    schema_claim,
    sentence,
)
from hdhgraph.claims.forms.nanopublication import nanopublication
from hdhgraph.claims.model import MOST_TRIPLES, Thing, facts_query, read_facts
from hdhgraph.claims.reading import beside
from hdhgraph.errors import InputError, UnknownEntityError
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.project.about import FILES, About, read_about
from hdhgraph.rdf.iris import is_absolute, page_path, slug
from hdhgraph.rdf.media_types import CITATION_FORMATS, HTML, JSON_LD, PLAIN_TEXT, TRIG
from hdhgraph.web.http.conneg import choose_format
from hdhgraph.web.http.links import Link, link_header, uri
from hdhgraph.web.http.operation import PAGE, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, AddressParameter, format_parameter
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hdhgraph.claims.forms.citation import Citation
    from hdhgraph.claims.model import ClaimFacts
    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service.service import Asker

__all__ = [
    "CITED_AS",
    "cited",
    "claim_links",
    "claim_of",
    "edition_of",
    "router",
]

router = Routes("claims")

_CLAIMS: Final = "id/claim/"
_PROFILE: Final = f'; profile="{ANNOTATION_PROFILE}"'
# What a citation is given in; who has no wish gets the line that can be read.
CITED_AS: Final = (PLAIN_TEXT, *(each for each in CITATION_FORMATS if each != PLAIN_TEXT), HTML)
_FORMS: Final[Mapping[str, tuple[Format, ...]]] = {
    "nanopub": (TRIG,),
    "annotation": (JSON_LD,),
    "schema": (JSON_LD,),
    "citation": CITED_AS,
}
_CITATIONS: Final = tuple(each.media_type for each in CITATION_FORMATS)
_FORMAT: Final = format_parameter(CITED_AS)
_FORM: Final = AddressParameter(
    "form",
    "The form: a nanopublication (TriG), a Web Annotation, a schema.org claim (JSON-LD), or a "
    "citation, whose suffix may name its format",
    "La forme : nanopublication (TriG), annotation Web, prise de position schema.org (JSON-LD), ou "
    "citation, dont un suffixe peut nommer le format",
    choices=(*_FORMS, *(f"citation.{each.extension}" for each in CITED_AS)), example="citation",
    is_path=True,
)  # fmt: skip
_PART: Final = AddressParameter(
    "part", "One of its four graphs", "L'un de ses quatre graphes",
    choices=("Head", "assertion", "provenance", "pubinfo"), example="assertion", is_path=True,
)  # fmt: skip


@router.read("/claim/{name}/{form}", Operation(
    "One claim in a form to cite or to publish",
    "Une prise de position sous une forme à citer ou à publier",
    (TRIG.media_type, JSON_LD.media_type, *_CITATIONS, *PAGE), (400, 404, 406, 410, 503),
    (_FORM, _FORMAT, LANGUAGE),
))  # fmt: skip
async def claim_in_form(request: Request, name: str, form: str) -> Response:
    """Return a claim in a form, chosen by suffix, `?format=` or Accept where it has several."""
    kind, dot, suffix = form.partition(".")
    if kind not in _FORMS:
        raise UnknownEntityError(f"A claim has no form “{kind}”.", kind, list(_FORMS))
    wanted = _ending(kind, suffix) if dot else _FORMAT.given(request) or None
    chosen = choose_format(request.headers.get("accept", "*/*"), wanted, _FORMS[kind])
    asker = asker_of(request)
    facts = await claim_of(asker, f"{asker.service.base}{_CLAIMS}{name}")
    if facts is None:
        raise UnknownEntityError(f"There is no claim “{name}” here.", name)
    edition = edition_of(request)
    response = (
        _citation(request, facts, edition, chosen)
        if kind == "citation"
        else _document(kind, facts, edition)
    )
    licence = [Link(edition.about.licence, "license")] if edition.about.licence else []
    links = [Link(uri(facts.iri), "cite-as"), Link(uri(facts.iri), "describes"), *licence]
    response.headers["Link"] = link_header(links)
    return response


@router.read("/claim/{name}/nanopub/{part}", Operation(
    "A graph of a claim's nanopublication: see the whole",
    "Un graphe de la nanopublication d'une prise de position : voir l'ensemble", (),
    (303, 400, 404, 406, 410, 503), (_PART,),
))  # fmt: skip
async def nanopublication_part(name: str, part: str) -> Response:
    """Lead from the IRI of one of its graphs to the nanopublication that holds it."""
    if part not in _PART.choices:
        raise UnknownEntityError(f"A nanopublication has no graph “{part}”.", part)
    return RedirectResponse(f"/claim/{uri(name)}/nanopub", 303)


def _ending(kind: str, suffix: str) -> str:
    for form in _FORMS[kind]:
        if suffix == form.extension:
            return form.name
    raise UnknownEntityError(
        f"A claim has no “{kind}.{suffix}”.", suffix, [each.extension for each in _FORMS[kind]]
    )


def _document(kind: str, facts: ClaimFacts, edition: Edition) -> Response:
    if kind == "nanopub":
        content, media_type = nanopublication(facts, edition), TRIG.media_type
    else:
        made = _JSON_FORMS[kind](facts, edition)
        content = (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()
        media_type = JSON_LD.media_type + (_PROFILE if kind == "annotation" else "")
    return Response(content, media_type=media_type, headers={"Vary": "Accept"})


_JSON_FORMS: Final[Mapping[str, Callable[[ClaimFacts, Edition], object]]] = {
    "annotation": annotation,
    "schema": schema_claim,
}


def _citation(request: Request, facts: ClaimFacts, edition: Edition, form: Format) -> Response:
    lang = language_of(request)
    if form is HTML:
        return render(
            request,
            "citation.html",
            name=slug(facts.iri),
            title=sentence(facts, lang),
            page=page_path(facts.iri, edition.base),
            lines={each: to_text(cited(facts, edition, each)) for each in LANGUAGES},
            formats=CITATION_FORMATS,
            data=Markup(in_script(schema_claim(facts, edition))),  # noqa: S704 - made safe there
        )
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": lang}
    content = serialize(cited(facts, edition, lang), form)
    return Response(content, media_type=form.content_type, headers=headers)


def cited(facts: ClaimFacts, edition: Edition, lang: str) -> Citation:
    """Return the citation of a claim; its capacity does not repeat who speaks."""
    if facts.capacity:
        name = beside(facts.capacity.label(lang), facts.speaker.label(lang))
        facts = replace(facts, capacity=Thing(facts.capacity.iri, {lang: name}))
    return citation(facts, edition, lang)


def claim_links(name: str) -> tuple[Link, ...]:
    """Return the links from a claim to its forms, for its description; none from other entities.

    `name` is the path of its IRI below /id/.
    """
    kind, _, rest = name.partition("/")
    if kind != "claim" or "/" in rest:
        return ()
    path = f"/claim/{uri(rest)}"
    return (
        Link(f"{path}/nanopub", "alternate", TRIG.media_type),
        Link(f"{path}/annotation", "alternate", JSON_LD.media_type),
        Link(f"{path}/schema", "alternate", JSON_LD.media_type),
        *(
            Link(f"{path}/citation.{each.extension}", "describedby", each.media_type)
            for each in CITATION_FORMATS
        ),
    )


async def claim_of(asker: Asker, iri: str) -> ClaimFacts | None:
    """Return the facts of a claim; None for what is none, or is not there.

    Raises InputError where it has more of them than a form takes.
    """
    if not iri.startswith(f"{asker.service.base}{_CLAIMS}") or not is_absolute(iri):
        return None
    triples = await asker.graph(facts_query(iri))
    if len(triples) >= MOST_TRIPLES:
        raise InputError(f"This claim takes more than the {MOST_TRIPLES} triples of one document.")
    return read_facts(iri, triples)


def edition_of(request: Request) -> Edition:
    """Return which dataset speaks here."""
    service = service_of(request)
    about = _about(service.root) if service.root is not None else FILES
    return Edition(about, service.versions.dataset, service.base)


@functools.lru_cache(maxsize=8)  # what is served does not change while it runs
def _about(root: Path) -> About:
    return read_about(root)
