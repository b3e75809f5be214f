"""The claims, by facets: /claims as a page, as a table, as a graph, as citations."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.claims.forms.attribution import path, whose_words
from hdhgraph.claims.forms.citation import serialize
from hdhgraph.claims.model import facts_query, read_facts, read_places
from hdhgraph.claims.reading import credits_query, graph_query
from hdhgraph.errors import InputError
from hdhgraph.i18n.dates import read_day
from hdhgraph.rdf.iris import is_absolute, page_path
from hdhgraph.rdf.media_types import BIBTEX, CITATION_FORMATS, CSL_JSON, CSV, GRAPH_FORMATS, HTML
from hdhgraph.sparql.as_of import COLUMN, HEADER, header
from hdhgraph.web.claims import page as claims_page
from hdhgraph.web.claims.asked import (
    FORMAT,
    FORMATS,
    LARGEST_EXPORT,
    LARGEST_PAGE,
    PARAMETERS,
)
from hdhgraph.web.claims.forms import cited, edition_of
from hdhgraph.web.claims.listing import find, rows_of
from hdhgraph.web.http.conneg import negotiate
from hdhgraph.web.http.links import Link, link_header
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import WrongParameterError
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.service.streaming import stream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.claims.model import Place, Thing
    from hdhgraph.claims.reading import ClaimRow
    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.claims.listing import Listed
    from hdhgraph.web.service.service import Asker

__all__ = ["router"]

router = Routes("claims")

_BATCH: Final = 10  # claims that one query asks the citations of
_COLUMNS: Final = (
    "claim", "speaker", "speakerLabel", "capacity", "capacityLabel", "stance", "stanceLabel",
    "certainty", "certaintyLabel", "proposition", "propositionLabel", "date", "saidBy", "source",
    "sourceLabel", "mode", "modeLabel", "place", "start", "end", "fragment", "fragmentLang",
    "attestations", COLUMN, "illocution", "illocutionLabel", "capacityAccordingTo",
    "capacityAccordingToLabel", "earliest", "author", "authorLabel", "outlet", "outletLabel",
    "sourceDate", "words", "via",
)  # fmt: skip
_NAMED: Final = ("speaker", "capacity", "stance", "certainty", "proposition", "illocution")


@router.read("/claims", Operation(
    "Claims by facets, with how many there are for each value",
    "Les prises de position par facettes, avec leur nombre pour chaque valeur",
    tuple(each.media_type for each in FORMATS), (400, 406, 503), PARAMETERS,
))  # fmt: skip
async def claims(request: Request) -> Response:
    """List claims by facets, in the format that `?format=` or Accept names."""
    given = FORMAT.given(request)
    if given:
        return await _respond(request, _format(given), is_negotiated=False)
    form = negotiate(request.headers.get("accept", "*/*"), FORMATS)
    return await _respond(request, form, is_negotiated=True)


@router.read("/claims.{ending}", is_listed=False)
async def claims_in(request: Request, ending: str) -> Response:
    """List claims in the format of a suffix."""
    return await _respond(request, _format(ending), is_negotiated=False)


def _format(name: str) -> Format:
    """Return the format of a name. Raises InputError where a list has none of that name."""
    for each in FORMATS:
        if name in (each.name, each.extension):
            return each
    known = ", ".join(each.extension for each in FORMATS)
    raise InputError(f"“{name}” is no format of a list of claims; there are: {known}.")


async def _respond(request: Request, form: Format, *, is_negotiated: bool) -> Response:
    lang = language_of(request)
    most = LARGEST_PAGE if form is HTML or form in CITATION_FORMATS else LARGEST_EXPORT
    try:
        listed = await find(request, most=most)
    except WrongParameterError as error:
        if form is not HTML:
            raise
        return await claims_page.show_wrong(request, facets_of(request), error)
    response = await _answer(request, listed, form)
    response.headers["Link"] = _links(listed, form, lang)
    varies = ["Accept", "Accept-Language"] if is_negotiated else ["Accept-Language"]
    response.headers["Vary"] = ", ".join(varies)
    response.headers["X-Total-Count"] = str(listed.total)
    if listed.groups:
        response.headers[HEADER] = header(listed.groups)
    return response


async def _answer(request: Request, listed: Listed, form: Format) -> Response:
    asker = asker_of(request)
    if form in GRAPH_FORMATS:
        day = listed.asked.filters.as_of
        query = graph_query(listed.claims, read_day(day) if day else None)
        return await stream(asker, asker.question(query, form.name), form)
    if form in CITATION_FORMATS:
        return await _citations(request, listed, form)
    rows = await rows_of(asker, listed)
    if form is HTML:
        facets = facets_of(request)
        return await claims_page.show(request, facets, listed, rows)
    sources = await _credits(asker, rows)
    if form is CSV:
        return _table(rows, sources, listed.asked.filters.as_of, language_of(request))
    return await _json(request, listed, rows, sources)


async def _credits(asker: Asker, rows: list[ClaimRow]) -> dict[str, Place]:
    """Return what it takes to cite the places that rows show, by their IRIs."""
    places = [row.place.iri for row in rows if row.place]
    if not places:
        return {}
    return read_places(places, await asker.graph(credits_query(places)))


async def _citations(request: Request, listed: Listed, form: Format) -> Response:
    """Return the citation of each claim, as each claim gives it by itself."""
    lang, edition = language_of(request), edition_of(request)
    citations = []
    known = [claim for claim in listed.claims if is_absolute(claim)]
    for start in range(0, len(known), _BATCH):
        batch = known[start : start + _BATCH]
        triples = await asker_of(request).graph(facts_query(*batch))
        facts = [found for claim in batch if (found := read_facts(claim, triples)) is not None]
        citations += [cited(each, edition, lang) for each in facts]
    written = [serialize(each, form) for each in citations]
    if form is CSL_JSON:
        items = [item for each in written for item in json.loads(each)]
        body = (json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode()
    else:
        body = (b"\n" if form is BIBTEX else b"").join(written)
    headers = {"Content-Language": lang}
    return Response(body, media_type=form.content_type, headers=headers)


def _cells(row: ClaimRow, credit: Place | None, day: str, lang: str) -> dict[str, str]:
    """Return a claim by the columns of a table, as of a day where one is asked for."""
    things = _things(row)
    place = row.place
    return {
        "claim": row.iri,
        **{name: thing.iri for name, thing in things.items()},
        **{f"{name}Label": thing.label(lang) for name, thing in things.items()},
        "date": row.date,
        "earliest": row.earliest,
        "saidBy": row.said_by,
        "place": place.iri if place else "",
        "start": place.start if place else "",
        "end": place.end if place else "",
        "fragment": place.fragment if place else "",
        "fragmentLang": place.fragment_lang if place else "",
        "attestations": str(row.attestations),
        COLUMN: row.group(day),
        **_listed("capacityAccordingTo", row.capacity_told, lang),
        **_credited(row, credit, lang),
    }


def _credited(row: ClaimRow, credit: Place | None, lang: str) -> dict[str, str]:
    """Return by whom and when the source is, whose words stand there, and how they came."""
    if credit is None:
        return {}
    source = credit.source
    return {
        **_listed("author", source.authors, lang),
        **_listed("outlet", source.outlets, lang),
        "sourceDate": source.date.edtf,
        "words": whose_words(credit.mode, lang),
        "via": path(credit, row.speaker, lang),
    }


def _listed(column: str, things: Iterable[Thing], lang: str) -> dict[str, str]:
    """Return several things as two cells: their IRIs, and what they are called."""
    found = list(things)
    return {
        column: " ".join(each.iri for each in found),
        f"{column}Label": ", ".join(each.label(lang) for each in found),
    }


def _named(thing: Thing, lang: str) -> dict[str, str]:
    return {"iri": thing.iri, "label": thing.label(lang)}


def _things(row: ClaimRow) -> dict[str, Thing]:
    """Return the entities that a row names, by what they are to the claim."""
    found = {name: getattr(row, name) for name in _NAMED}
    if row.place is not None:
        found |= {"source": row.place.source, "mode": row.place.mode}
    return {name: thing for name, thing in found.items() if thing is not None}


def _table(rows: list[ClaimRow], sources: dict[str, Place], day: str, lang: str) -> Response:
    """Return the claims as CSV (RFC 4180), as canned queries answer in it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(_cells(row, _credit(row, sources), day, lang) for row in rows)
    headers = {"Content-Language": lang}
    return Response(text.getvalue(), media_type=CSV.content_type, headers=headers)


def _credit(row: ClaimRow, sources: dict[str, Place]) -> Place | None:
    return sources.get(row.place.iri) if row.place else None


async def _json(
    request: Request, listed: Listed, rows: list[ClaimRow], sources: dict[str, Place]
) -> Response:
    service, lang = service_of(request), language_of(request)
    day = listed.asked.filters.as_of
    facets = await claims_page.facets_as_json(request, facets_of(request), listed)
    content: dict[str, Any] = {
        "total": listed.total,
        "page": listed.asked.page,
        "pages": listed.pages,
        "size": listed.asked.size,
        "sort": listed.asked.sort,
        "filters": {**listed.asked.filters.values},
        "asOf": day or None,
        "facets": facets,
        "claims": [_claim(row, _credit(row, sources), day, lang, service.base) for row in rows],
        "without": listed.without,
        "alone": listed.alone,
        "links": {
            relation: listed.asked.at(lang, "/claims.json", page=number)
            for relation, number in listed.turns().items()
        },
        "asOfCounts": listed.groups,
    }
    return JSONResponse(content, headers={"Content-Language": lang})


def _claim(row: ClaimRow, credit: Place | None, day: str, lang: str, base: str) -> dict[str, Any]:
    cells, place = _cells(row, credit, day, lang), row.place
    authors, outlets = (credit.source.authors, credit.source.outlets) if credit else ((), ())
    named = {name: _named(thing, lang) for name, thing in _things(row).items()}
    offsets = {n: int(cells[n]) if cells[n].isdecimal() else None for n in ("start", "end")}
    fragment = {"text": place.fragment, "lang": place.fragment_lang} if place else None
    return {
        "iri": row.iri,
        "path": page_path(row.iri, base),
        **named,
        "date": row.date or None,
        "earliest": row.earliest or None,
        "saidBy": row.said_by or None,
        "place": cells["place"] or None,
        **offsets,
        "fragment": fragment if place and place.fragment else None,
        "attestations": row.attestations,
        COLUMN: cells[COLUMN] or None,
        "capacityAccordingTo": [_named(each, lang) for each in row.capacity_told],
        "author": [_named(each, lang) for each in authors],
        "outlet": [_named(each, lang) for each in outlets],
        **{name: cells.get(name) or None for name in ("sourceDate", "words", "via")},
    }


def _links(listed: Listed, shown: Format, lang: str) -> str:
    """Return the Link header: the other pages, and the other formats of this one."""
    at, page = listed.asked.at, listed.asked.page
    path = "/claims" if shown is HTML else f"/claims.{shown.extension}"
    turns = [Link(at(lang, path, page=number), name) for name, number in listed.turns().items()]
    others = [
        Link(
            at(lang, f"/claims.{each.extension}", page=page if page > 1 else ""),
            "alternate",
            each.media_type,
        )
        for each in FORMATS
        if each not in (shown, HTML)
    ]
    return link_header([*turns, *others])
