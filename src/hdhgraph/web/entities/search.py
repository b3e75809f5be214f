"""Full-text search: /search as a page and as JSON, suggestions, the OpenSearch description."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.claims.search.build import KINDS
from hdhgraph.claims.search.search import MOST_FOUND, Wanted
from hdhgraph.errors import InputError
from hdhgraph.i18n.folding import MOST_WORDS, marked
from hdhgraph.i18n.messages import LANGUAGES, message
from hdhgraph.rdf.iris import page_path
from hdhgraph.rdf.media_types import HTML, PLAIN_JSON
from hdhgraph.sparql.as_of import HEADER, header
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.claims.rows import told_in_words
from hdhgraph.web.entities.hits import (
    Names,
    claims_query,
    facts_of,
    labels_of,
    read_claims,
    view,
)
from hdhgraph.web.http.conneg import negotiate
from hdhgraph.web.http.operation import JSON, PAGE, Operation, Routes
from hdhgraph.web.http.parameters import (
    AS_OF,
    LANGUAGE,
    AddressParameter,
    WrongParameterError,
    format_parameter,
    last_values,
    read_values,
)
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.search import Search
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.claims.search.search import Found, Near
    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.entities.hits import View

__all__ = ["router"]

router = Routes("search")

LONGEST: Final = 300
_EACH: Final = 20  # hits on a page of one kind
_FEW: Final = 5  # hits of each kind where all are shown
_LAST_PAGE: Final = MOST_FOUND // _EACH
_FORMATS: Final = (HTML, PLAIN_JSON)
_SUGGESTIONS: Final = 10
_SUGGESTIONS_JSON: Final = "application/x-suggestions+json"


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
_Q: Final = AddressParameter(
    "q", "Words, all of which are looked for", "Des mots, qui sont tous cherchés", most=LONGEST,
    example="cloud act", wrong="search_long",
)  # fmt: skip
_KIND: Final = AddressParameter(
    "kind", "Only things of this kind, in pages of 20",
    "Seulement les choses de cette nature, par pages de 20", choices=tuple(KINDS),
    wrong="search_bad_kind",
)  # fmt: skip
_TEXT_LANGUAGE: Final = AddressParameter(
    "language", "Only texts in this language", "Seulement les textes dans cette langue",
    choices=LANGUAGES, wrong="search_bad_language",
)  # fmt: skip
_AS_OF: Final = replace(AS_OF, wrong="search_bad_day")
_PAGE: Final = AddressParameter(
    "page", "A page of one kind", "Une page d'une nature", type=ParameterType.INTEGER, least=1,
    most=_LAST_PAGE, default="1", wrong="search_bad_page", is_loose=True,
)  # fmt: skip
_SHOWN: Final = (_Q, _KIND, _TEXT_LANGUAGE, _AS_OF, _PAGE)
_FORMAT: Final = format_parameter(_FORMATS, is_loose=False)
_PARAMETERS: Final = (*_SHOWN, LANGUAGE, _FORMAT)
_SUGGEST_FORMAT: Final = replace(_FORMAT, choices=("opensearch",), is_loose=True)


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found, as it is shown, by kind; and what may help where it found nothing."""

    found: Found
    groups: Sequence[tuple[str, int, Sequence[View]]]
    near: Near | None
    page: int
    pages: int
    is_whole: bool


@router.read("/search", Operation(
    "Full-text search; without `kind`, the best five of each kind",
    "Recherche en texte intégral ; sans `kind`, les cinq meilleurs de chaque nature",
    (*PAGE, *JSON), (400, 406, 503), _PARAMETERS,
))  # fmt: skip
async def search(request: Request) -> Response:
    """Look for words, and answer with a page or with JSON, as Accept or `?format=` names."""
    given = _FORMAT.given(request)
    if given is not None:
        return await _respond(request, _named(given))
    return await _respond(request, negotiate(request.headers.get("accept", "*/*"), _FORMATS))


@router.read("/search.{ending}", is_listed=False)
async def search_in(request: Request, ending: str) -> Response:
    """Look for words, and answer in the format of the suffix."""
    return await _respond(request, _named(ending))


def _named(name: str) -> Format:
    """Return the format of a name. Raises InputError where a search has none of that name."""
    for each in _FORMATS:
        if name == each.name:
            return each
    raise InputError(f"“{name}” is no format of a search; there are: html, json.")


@router.read("/search/suggest", Operation(
    "Up to ten names for what has been typed of one", "Jusqu'à dix noms pour ce qui en a été tapé",
    (*JSON, _SUGGESTIONS_JSON), (400, 503), (_Q, _SUGGEST_FORMAT, LANGUAGE),
))  # fmt: skip
async def suggest(request: Request) -> Response:
    """Return up to ten names for what has been typed of one: label, kind and path.

    With `format=opensearch`, in the form that browsers ask for (OpenSearch Suggestions 1.1).
    """
    service, lang = service_of(request), language_of(request)
    values = last_values(request)
    typed = _Q.text(values)
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
    if values.get(_FORMAT.name) not in _SUGGEST_FORMAT.choices:
        return JSONResponse(found, headers=headers)
    start = service.public.rstrip("/")
    columns = [[each[name] for each in found] for name in ("label", "kindLabel")]
    content = [typed, *columns, [start + each["path"] for each in found]]
    return JSONResponse(content, headers=headers, media_type=_SUGGESTIONS_JSON)


@router.read("/opensearch.xml", is_listed=False)
async def opensearch(request: Request) -> Response:
    """Describe the search for browsers (OpenSearch 1.1)."""
    lang, public = language_of(request), service_of(request).public
    about = service_of(request).about
    urls = {
        HTML.media_type: f"search?q={{searchTerms}}&lang={lang}",
        PLAIN_JSON.media_type: f"search.json?q={{searchTerms}}&lang={lang}",
        _SUGGESTIONS_JSON: f"search/suggest?format=opensearch&q={{searchTerms}}&lang={lang}",
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
        values = read_values(request, _PARAMETERS, "search_unknown")
        wanted, page = _wanted(values, lang)
        result = await _find(request, wanted, page) if wanted.text.strip() else None
        if form is PLAIN_JSON and result is None:
            raise WrongParameterError("search_no_q")  # noqa: TRY301 - said as the others are
    except WrongParameterError as error:
        if form is PLAIN_JSON:
            raise
        return _page(request, last_values(request), None, error.said(lang))
    response = (
        _page(request, values, result)
        if form is HTML or result is None
        else _json(request, values, wanted, result)
    )
    if result is not None and result.found.as_of:
        response.headers[HEADER] = header(result.found.as_of)
    return response


def _wanted(values: Mapping[str, str], lang: str) -> tuple[Wanted, int]:
    """Return what is looked for, and the number of the page."""
    text, kind, language = (each.text(values) for each in (_Q, _KIND, _TEXT_LANGUAGE))
    day, number = _AS_OF.day(values), _PAGE.whole(values)
    if number > 1 and not kind:
        raise _PAGE.refused(values[_PAGE.name])
    each, start = _EACH if kind else _FEW, day.isoformat() if day else ""
    return Wanted(text, lang, kind, language, (number - 1) * each, each, start), number


async def _find(request: Request, wanted: Wanted, page: int) -> Result:
    """Search, and ask the engine what the claims among the hits are."""
    asker, index = asker_of(request).by_default(), _search_of(request)
    service = asker.service
    with asker.watch():
        found = await index.ask(lambda index: index.search(wanted))
        is_whole = await index.ask(lambda index: bool(index.facts["is_whole"]))
        hits = [hit for group in found.groups for hit in group.hits]
        words = found.asked.words
        facts = {}
        if claims := [hit.iri for hit in hits if hit.kind == "claim"]:
            known = read_claims(await asker.solutions(claims_query(claims)))
            labels = await index.ask(labels_of(known, wanted.lang))
            capacities = [each.get("capacity", "") for places in known.values() for each in places]
            told = await told_in_words(asker.solutions, capacities, wanted.lang)
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
        raise WrongParameterError("search_last_page", page=page, pages=pages)
    return Result(found, groups, near, page, pages, is_whole)


def _page(
    request: Request, values: Mapping[str, str], result: Result | None, wrong: str = ""
) -> Response:
    """Show the form, and what was found or is wrong."""
    lang = language_of(request)
    shown = [each.name for each in _SHOWN]
    known = {name: value for name, value in values.items() if name in shown and value}
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
