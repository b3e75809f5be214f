"""Full-text search: /search as a page and as JSON, suggestions, the OpenSearch description."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.as_of import HEADER, header
from hdhgraph.conneg import negotiate
from hdhgraph.errors import InputError, ParameterError
from hdhgraph.iris import page_path
from hdhgraph.media_types import HTML
from hdhgraph.search import MOST_FOUND, Wanted
from hdhgraph.search_build import KINDS
from hdhgraph.web.address import address_pairs
from hdhgraph.web.claim_rows import told_in_words
from hdhgraph.web.messages import LANGUAGES, message
from hdhgraph.web.pages import language_of, render
from hdhgraph.web.search_hits import (
    Names,
    claims_query,
    facts_of,
    labels_of,
    read_claims,
    view,
)
from hdhgraph.web.search_index import Search
from hdhgraph.web.service import service_of
from hdhgraph.web.sparql import DisconnectWatch
from hdhgraph.web.start import PLAIN_JSON
from hdhgraph.words import MOST_WORDS, marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.media_types import Format
    from hdhgraph.search import Found, Near
    from hdhgraph.web.search_hits import View

__all__ = ["router"]

router = APIRouter()

LONGEST: Final = 300
_EACH: Final = 20  # hits on a page of one kind
_FEW: Final = 5  # hits of each kind where all are shown
_LAST_PAGE: Final = MOST_FOUND // _EACH
_PARAMETERS: Final = ("q", "kind", "language", "asOf", "page", "lang", "format")
_FORMATS: Final = (HTML, PLAIN_JSON)
_SUGGESTIONS: Final = 10
_KIND_KEYS: Final = {
    "actor": "kind_actor",
    "organisation": "kind_organisation",
    "act": "kind_act",
    "system": "kind_system",
    "certification": "kind_certification",
    "topic": "kind_topic",
    "source": "kind_source",
    "event": "kind_event",
    "capacity": "kind_capacity",
    "proposition": "kind_proposition",
    "term": "kind_term",
    "concept": "kind_concept",
    "claim": "kind_claim",
}
_OPENSEARCH: Final = "application/opensearchdescription+xml"


class WrongValueError(Exception):
    """A parameter that cannot be used: the key of a message, and its values."""

    def __init__(self, key: str, **values: object) -> None:
        """Keep what the message needs."""
        super().__init__(key)
        self.key, self.values = key, values

    def said(self, lang: str) -> str:
        """Return what is wrong and what to do, in a language."""
        return message(self.key, lang, **self.values)


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found, as it is shown, by kind; and what may help where it found nothing."""

    found: Found
    groups: Sequence[tuple[str, int, Sequence[View]]]
    near: Near | None
    page: int
    pages: int
    is_whole: bool


@router.head("/search", include_in_schema=False)
@router.get("/search")
async def search(request: Request) -> Response:
    """Look for words, and answer with a page or with JSON, as Accept or `?format=` names."""
    given = dict(address_pairs(request)).get("format")
    if given is not None:
        return await _respond(request, _named(given))
    return await _respond(request, negotiate(request.headers.get("accept", "*/*"), _FORMATS))


@router.head("/search.{ending}", include_in_schema=False)
@router.get("/search.{ending}", include_in_schema=False)
async def search_in(request: Request, ending: str) -> Response:
    """Look for words, and answer in the format of the suffix."""
    return await _respond(request, _named(ending))


def _named(name: str) -> Format:
    """Return the format of a name. Raises InputError where a search has none of that name."""
    for each in _FORMATS:
        if name == each.name:
            return each
    raise InputError(f"“{name}” is no format of a search; there are: html, json.")


@router.head("/search/suggest", include_in_schema=False)
@router.get("/search/suggest")
async def suggest(request: Request) -> Response:
    """Return up to ten names for what has been typed of one: label, kind and path.

    With `format=opensearch`, in the form that browsers ask for (OpenSearch Suggestions 1.1).
    """
    service, lang = service_of(request), language_of(request)
    values = dict(address_pairs(request))
    typed = values.get("q", "")
    if len(typed) > LONGEST:
        raise ParameterError(message("search_long", "en", count=len(typed), most=LONGEST))
    names = await _search_of(request).ask(lambda index: index.suggest(typed, lang, _SUGGESTIONS))
    found = [
        {
            "label": each.label,
            "lang": each.lang,
            "kind": each.kind,
            "kindLabel": message(_KIND_KEYS[each.kind], lang),
            "path": _path(each.iri, service.base, lang) or _address({"q": each.label}, lang=lang),
        }
        for each in names
    ]
    headers = {"Vary": "Accept-Language"}
    if values.get("format") != "opensearch":
        return JSONResponse(found, headers=headers)
    start = service.public.rstrip("/")
    columns = [[each[name] for each in found] for name in ("label", "kindLabel")]
    content = [typed, *columns, [start + each["path"] for each in found]]
    return JSONResponse(content, headers=headers, media_type="application/x-suggestions+json")


@router.head("/opensearch.xml", include_in_schema=False)
@router.get("/opensearch.xml", include_in_schema=False)
async def opensearch(request: Request) -> Response:
    """Describe the search for browsers (OpenSearch 1.1)."""
    lang, public = language_of(request), service_of(request).public
    about = service_of(request).about
    urls = {
        HTML.media_type: f"search?q={{searchTerms}}&lang={lang}",
        PLAIN_JSON.media_type: f"search.json?q={{searchTerms}}&lang={lang}",
        "application/x-suggestions+json": "search/suggest?format=opensearch&q={searchTerms}"
        f"&lang={lang}",
    }
    lines = "\n".join(
        f"<Url type={quoteattr(kind)} template={quoteattr(public + path)}/>"
        for kind, path in urls.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(about.name[:16])}</ShortName>\n"
        f"<Description>{escape(about.title(lang))}</Description>\n"
        f"<Language>{lang}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n"
        f"{lines}\n</OpenSearchDescription>\n"
    )
    return Response(content, media_type=_OPENSEARCH, headers={"Vary": "Accept-Language"})


def _search_of(request: Request) -> Search:
    search = request.app.state.search
    assert isinstance(search, Search)  # noqa: S101 - set before the first request
    return search


async def _respond(request: Request, form: Format) -> Response:
    """Answer in a format; what is wrong with the parameters is said in it, too."""
    lang = language_of(request)
    try:
        values = _values(address_pairs(request))
        wanted, page = _wanted(values, lang)
        result = await _find(request, wanted, page) if wanted.text.strip() else None
        if form is PLAIN_JSON and result is None:
            raise WrongValueError("search_no_q")  # noqa: TRY301 - said as the others are
    except WrongValueError as error:
        if form is PLAIN_JSON:
            raise ParameterError(error.said("en")) from error
        return _page(request, dict(address_pairs(request)), None, error.said(lang))
    response = (
        _page(request, values, result)
        if form is HTML or result is None
        else _json(request, values, wanted, result)
    )
    if result is not None and result.found.as_of:
        response.headers[HEADER] = header(result.found.as_of)
    return response


def _values(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in pairs:
        if name not in _PARAMETERS:
            raise WrongValueError("search_unknown", name=name, known=", ".join(_PARAMETERS))
        if name in values:
            raise WrongValueError("search_twice", name=name)
        values[name] = value
    return values


def _wanted(values: Mapping[str, str], lang: str) -> tuple[Wanted, int]:
    """Return what is looked for, and the number of the page."""
    text, kind, language, day, page = (values.get(n, "") for n in _PARAMETERS[:5])
    if len(text) > LONGEST:
        raise WrongValueError("search_long", count=len(text), most=LONGEST)
    if kind and kind not in KINDS:
        raise WrongValueError("search_bad_kind", value=kind, known=", ".join(KINDS))
    if language and language not in LANGUAGES:
        raise WrongValueError("search_bad_language", value=language)
    if day and not _is_day(day):
        raise WrongValueError("search_bad_day", value=day)
    is_number = re.fullmatch(r"[1-9][0-9]{0,3}", page) is not None
    if page and (not is_number or not 1 <= int(page) <= _LAST_PAGE or (page != "1" and not kind)):
        raise WrongValueError("search_bad_page", value=page)
    number, each = int(page or 1), _EACH if kind else _FEW
    return Wanted(text, lang, kind, language, (number - 1) * each, each, day), number


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


async def _find(request: Request, wanted: Wanted, page: int) -> Result:
    """Search, and ask the engine what the claims among the hits are."""
    service, index = service_of(request), _search_of(request)
    with DisconnectWatch(request):
        found = await index.ask(lambda index: index.search(wanted))
        is_whole = await index.ask(lambda index: bool(index.facts["is_whole"]))
        hits = [hit for group in found.groups for hit in group.hits]
        words = found.asked.words
        facts = {}
        if claims := [hit.iri for hit in hits if hit.kind == "claim"]:
            known = read_claims(await service.solutions(claims_query(claims)))
            labels = await index.ask(labels_of(known, wanted.lang))
            capacities = [each.get("capacity", "") for places in known.values() for each in places]
            told = await told_in_words(service.solutions, capacities, wanted.lang)
            facts = facts_of(known, Names(labels, told), service, words, wanted)
        near = None
        if not found.count:
            near = await index.ask(lambda index: index.near(wanted.text))
    groups = [
        (
            group.kind,
            group.count,
            [view(hit, words, service, wanted.lang, facts.get(hit.iri)) for hit in group.hits],
        )
        for group in found.groups
    ]
    count = next((count for kind, count, _ in groups if kind == wanted.kind), 0)
    pages = max(-(-count // _EACH), 1) if wanted.kind else 1
    if page > pages:
        raise WrongValueError("search_last_page", page=page, pages=pages)
    return Result(found, groups, near, page, pages, is_whole)


def _page(
    request: Request, values: Mapping[str, str], result: Result | None, wrong: str = ""
) -> Response:
    """Show the form, and what was found or is wrong."""
    lang = language_of(request)
    known = {name: value for name, value in values.items() if name in _PARAMETERS[:5] and value}
    response = render(
        request,
        "search.html",
        q=known.get("q", "")[:LONGEST],
        values=known,
        result=result,
        wrong=wrong,
        kind_keys=_KIND_KEYS,
        most=MOST_FOUND,
        most_words=MOST_WORDS,
        marked=marked,
        at=lambda **changed: _address(known, lang=lang, **changed),
        as_json=_address(known, lang=lang, path="/search.json"),
        turns=_turns(result) if result else {},
    )
    if wrong:
        response.status_code = 400
        response.headers["Cache-Control"] = "no-store"
    return response


def _address(
    values: Mapping[str, str], *, lang: str, path: str = "/search", **changed: object
) -> str:
    """Return the address of a search, with some parameters changed; without a page it is the first.

    Empty values are left out.
    """
    merged = {**values, "page": "", **changed, "lang": lang}
    return f"{path}?{urlencode({name: value for name, value in merged.items() if value})}"


def _turns(result: Result) -> dict[str, int]:
    """Return the pages that can be turned to, by relation; none where there is only one."""
    page, pages = result.page, result.pages
    turns = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return {name: n for name, n in turns.items() if 1 <= n <= pages and n != page}


def _path(iri: str, base: str, lang: str) -> str | None:
    """Return where an IRI is shown here, in a language; None for a foreign one."""
    path = page_path(iri, base)
    if path is None:
        return None
    page, mark, fragment = path.partition("#")
    return f"{page}?lang={lang}{mark}{fragment}"


def _json(request: Request, values: Mapping[str, str], wanted: Wanted, result: Result) -> Response:
    lang, base = wanted.lang, service_of(request).base
    near = result.near
    content: dict[str, Any] = {
        "q": wanted.text,
        "words": result.found.asked.words,
        "count": result.found.count,
        "isWhole": result.is_whole and not (result.found.is_cut or result.found.asked.is_cut),
        "kinds": {kind: count for kind, count, _ in result.groups},
        "page": result.page,
        "pages": result.pages,
        "hits": [
            each.as_json(page_path(each.hit.iri, base))
            for _, _, views in result.groups
            for each in views
        ],
        "links": {
            relation: _address(values, lang=lang, path="/search.json", page=number)
            for relation, number in _turns(result).items()
        },
    }
    if result.found.as_of:
        content["asOfCounts"] = result.found.as_of
    if near is not None:
        content["near"] = {"spellings": near.spellings, "words": dict(near.lone)}
    return JSONResponse(content, headers={"Vary": "Accept, Accept-Language"})
