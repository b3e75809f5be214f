"""What the graph is, how it is made, its limits, and whom to ask for a correction: /about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from fastapi import Request, Response

from hdhgraph.i18n.folding import folded
from hdhgraph.web.claims.feeds import FEED_KEYS, feed_address
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.claims.rows import prologue
from hdhgraph.web.http.operation import PAGE, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.pages.documents import show
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.kept_answers import answers_of
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from hdhgraph.web.service.service import Asker

__all__ = ["SECTION_KEYS", "contact_link", "router"]

router = Routes()

SECTION_KEYS: Final = {
    "method": "about_method",
    "limits": "about_limits",
    "curators": "about_curators",
    "correction": "about_correction",
    "people": "about_people",
    "sources": "about_sources",
    "verify": "about_verify",
    "licences": "about_licences",
    "versions": "about_versions",
    "reuse": "about_reuse",
}
# What says nothing of a graph without claims.
_ON_CLAIMS: Final = frozenset(("method", "limits", "people", "sources", "verify"))
_MOST_SOURCES: Final = 200
# The claims, the speakers and the texts that are held.
_NUMBERS: Final = (
    "SELECT ?claims ?speakers ?held WHERE { "
    "{ SELECT (COUNT(*) AS ?claims) (COUNT(DISTINCT ?who) AS ?speakers) "
    "WHERE { ?claim a hg:Claim ; hg:speaker ?who } } "
    "{ SELECT (COUNT(*) AS ?held) WHERE { ?text a hg:Source ; hg:sha256 ?digest } } }"
)


@router.read("/about", Operation(
    "Method, limits, who curates, whom to ask for a correction",
    "Méthode, limites, qui édite, à qui demander une correction", PAGE, (400, 503), (LANGUAGE,),
))  # fmt: skip
async def about(request: Request) -> Response:
    """Say what this is, how it is made, and by whom."""
    service, lang = service_of(request), language_of(request)
    told = edition_of(request).about
    sources = await _sources(asker_of(request).by_default(), lang)
    numbers = await answers_of(request).rows(prologue(service.prefixes) + _NUMBERS)
    response = show(
        request,
        "about.html",
        "/about",
        about=told,
        contact=told.contact,
        contact_href=contact_link(told.contact),
        sections={
            name: key
            for name, key in SECTION_KEYS.items()
            if service.has_claims or name not in _ON_CLAIMS
        },
        has_citation=service.root is not None and (service.root / "CITATION.cff").is_file(),
        numbers=numbers[0] if numbers else None,
        sources=sources,
        shown=_MOST_SOURCES,
        is_cut=sum(map(len, sources.values())) >= _MOST_SOURCES,
        feeds=[(key, feed_address(kind, lang)) for kind, key in FEED_KEYS.items()],
    )
    if numbers is None:
        response.headers["Cache-Control"] = "no-store"  # asked again, they may be there
    return response


def contact_link(contact: str) -> str:
    """Return where a contact leads: a web page, or mail to an address; empty for anything else."""
    if contact.startswith(("http://", "https://")):
        return contact
    name, at, host = contact.partition("@")
    is_mail = bool(name and at and "." in host) and not any(each.isspace() for each in contact)
    return f"mailto:{contact}" if is_mail else ""


async def _sources(asker: Asker, lang: str) -> dict[str, list[dict[str, str]]]:
    """Return the sources: texts that are "held", the "parts" of those, and those "not_held"."""
    found = await asker.solutions(
        f"{prologue(asker.service.prefixes)}"
        "SELECT ?iri (MIN(?name) AS ?label) (MIN(?size) AS ?length) "
        "(MIN(?own) AS ?digest) (MIN(?whole) AS ?part) WHERE { { SELECT ?iri WHERE { "
        f"?iri a hg:Source FILTER (ISIRI(?iri)) }} ORDER BY ?iri LIMIT {_MOST_SOURCES} }}"
        f" OPTIONAL {{ ?iri skos:prefLabel ?name FILTER (LANG(?name) = {ox.Literal(lang)}) }} "
        "OPTIONAL { ?iri hg:length ?size } OPTIONAL { ?iri hg:sha256 ?own } "
        "OPTIONAL { ?iri schema:isPartOf+/hg:sha256 ?whole } } "
        "GROUP BY ?iri ORDER BY ?iri"
    )
    kinds: dict[str, list[dict[str, str]]] = {"held": [], "parts": [], "not_held": []}
    for each in sorted(found, key=lambda row: folded(row.get("label", row["iri"]))):
        kind = "held" if "digest" in each else "parts" if "part" in each else "not_held"
        kinds[kind].append(each)
    return kinds
