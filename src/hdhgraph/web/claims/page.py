"""The list of claims as a page: its facets with links, its hits, and what to do about nothing."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.index.facets import FACETS, UNDATED
from hdhgraph.i18n.folding import folded
from hdhgraph.i18n.messages import message
from hdhgraph.rdf.iris import page_path, slug
from hdhgraph.rdf.media_types import CITATION_FORMATS, CSV, JSON_LD, PLAIN_JSON, TURTLE
from hdhgraph.sparql.as_of import interval_order
from hdhgraph.sparql.canned import AS_OF
from hdhgraph.web.claims.asked import FACET_KEYS, NAME_KEYS, SORT_KEYS, Asked, short
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.http.parameters import last_values
from hdhgraph.web.pages.addresses import address
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from fastapi import Request, Response

    from hdhgraph.claims.index.facets import FacetIndex
    from hdhgraph.claims.reading import ClaimRow
    from hdhgraph.web.claims.listing import Listed
    from hdhgraph.web.http.parameters import WrongParameterError
    from hdhgraph.web.service.claims import Facets
    from hdhgraph.web.service.service import Service

__all__ = [
    "facets_as_json",
    "hit_links",
    "in_order",
    "show",
    "show_wrong",
    "years_in_words",
]

_FEW: Final = 8
_MANY: Final = 300
_TABLES: Final = (CSV, PLAIN_JSON, TURTLE, JSON_LD)
_NUMBERED: Final = ("year", "hand")
_VALUE_KEYS: Final = {
    ("kind", "person"): "claims_kind_person",
    ("kind", "organisation"): "claims_kind_organisation",
    ("kind", "group"): "claims_kind_group",
    ("kind", "pseudonym"): "claims_kind_pseudonym",
    ("hand", "1"): "claims_hand_1",
    ("hand", "2"): "claims_hand_2",
    ("hand", "3"): "claims_hand_3",
    ("language", "fr"): "claims_language_fr",
    ("language", "en"): "claims_language_en",
}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: what an address calls it, what people do, how many claims have it."""

    value: str
    short: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet: those of its values that are shown, and how many there are."""

    name: str
    values: list[FacetValue]
    count: int
    is_long: bool


def _label(facet: str, value: str, index: FacetIndex, lang: str) -> str:
    if facet == "year":
        return years_in_words(value, lang)
    if key := _VALUE_KEYS.get((facet, value)):
        return message(key, lang)
    texts = index.labels.get(value, {})
    return texts.get(lang) or next(iter(texts.values()), "") or slug(value) or value


def years_in_words(value: str, lang: str) -> str:
    """Return a year, or the years between which something was said, in words."""
    if value == UNDATED:
        return message("claims_undated", lang)
    first, slash, last = value.partition("/")
    if not slash:
        return value
    if first == "..":
        return message("claims_year_by", lang, year=last)
    if last == "..":
        return message("claims_year_from", lang, year=first)
    return message("claims_year_between", lang, first=first, last=last)


def _years(value: str) -> tuple[bool, str, bool, str]:
    """Return what years are sorted by: as claims by date, the undated last."""
    first, slash, last = ("" if each in {"..", UNDATED} else each for each in value.partition("/"))
    return interval_order(first, last if slash else first)


def in_order(years: Iterable[str]) -> list[str]:
    """Return years by the first that each may be, then by the last, unknown ones last."""
    return sorted(years, key=_years)


def _possible_years(counts: Mapping[str, int], year: str) -> list[str]:
    """Return the ranges of years that a year may lie in, among values of that facet."""
    ends = [(each, each.partition("/")) for each in in_order(counts) if "/" in each]
    return [
        each
        for each, (first, _, last) in ends
        if (first == ".." or first <= year) and (last == ".." or year <= last)
    ]


def _view(listed: Listed, facet: str, index: FacetIndex, service: Service, lang: str) -> FacetView:
    counts, chosen = listed.counts[facet], listed.asked.filters.values.get(facet)
    labels = {value: _label(facet, value, index, lang) for value in counts}
    if facet in _NUMBERED:
        order = sorted(counts, key=_years)
    else:
        order = sorted(counts, key=lambda value: (-counts[value], folded(labels[value]), value))
    is_long = listed.asked.more == facet
    kept = order[: _MANY if is_long else _FEW]
    if chosen is not None and chosen not in kept:
        labels.setdefault(chosen, _label(facet, chosen, index, lang))
        kept = [chosen, *kept]
    values = [
        FacetValue(v, short(facet, v, index, service), labels[v], counts.get(v, 0), v == chosen)
        for v in kept
    ]
    return FacetView(facet, values, len(order), is_long)


async def facets_as_json(
    request: Request, facets: Facets, listed: Listed
) -> dict[str, list[dict[str, Any]]]:
    """Return the facets of a list as JSON: the most frequent values, as its page shows them."""
    views = await _views(request, facets, listed)
    return {
        view.name: [
            {"value": each.short, "iri": each.value if ":" in each.value else None,
             "label": each.label, "count": each.count}
            for each in view.values
        ]
        for view in views
    }  # fmt: skip


async def _views(request: Request, facets: Facets, listed: Listed) -> list[FacetView]:
    service, lang = service_of(request), language_of(request)
    return await facets.ask(
        lambda index: [_view(listed, name, index, service, lang) for name in FACETS]
    )


def hit_links(row: ClaimRow, base: str, lang: str) -> dict[str, str]:
    """Return where what a row names is shown, by what it is; its citation where there is one."""
    things = {
        "claim": row.iri,
        "speaker": row.speaker.iri,
        "proposition": row.proposition.iri,
        "source": row.place.source.iri if row.place and row.place.source else "",
        "place": row.place.iri if row.place else "",
    }
    links = {name: address(iri, base, lang) for name, iri in things.items() if iri}
    if row.iri.startswith(f"{base}id/claim/") and page_path(row.iri, base):
        links["cite"] = f"/claim/{slug(row.iri)}/citation?lang={lang}"
    return links


async def show(request: Request, facets: Facets, listed: Listed, rows: list[ClaimRow]) -> Response:
    """Show a list of claims."""
    service, lang, asked = service_of(request), language_of(request), listed.asked
    views = await _views(request, facets, listed)
    is_whole = await facets.ask(lambda index: index.is_whole)
    page = asked.page if asked.page > 1 else ""
    return render(
        request,
        "claims.html",
        listed=listed,
        parts=_parts(listed, rows, lambda row: hit_links(row, service.base, lang)),
        views=views,
        chosen=_chosen(asked, views),
        possible=_possible(listed, lang),
        facet_keys=FACET_KEYS,
        sort_keys=SORT_KEYS,
        at=lambda **changed: asked.at(lang, **changed),
        cleared=dict.fromkeys((*FACETS, AS_OF), ""),
        only=lambda name: Asked.plain({name: asked.given[name]}).at(lang),
        tables=[
            (f.extension, asked.at(lang, f"/claims.{f.extension}", page=page)) for f in _TABLES
        ],
        citations=[
            (f.extension, asked.at(lang, f"/claims.{f.extension}", page=page))
            for f in CITATION_FORMATS
        ],
        is_whole=is_whole,
        edition=edition_of(request),
        wrong="",
    )


def _parts(
    listed: Listed, rows: list[ClaimRow], links: Callable[[ClaimRow], dict[str, str]]
) -> list[tuple[str, int, list[tuple[ClaimRow, dict[str, str]]]]]:
    """Return the rows by group, each with the number of its first; without a day there is one."""
    day, number = listed.asked.filters.as_of, (listed.asked.page - 1) * listed.asked.size + 1
    parts = []
    for group, found in itertools.groupby(rows, key=lambda row: row.group(day)):
        shown = [(row, links(row)) for row in found]
        parts.append((group, number, shown))
        number += len(shown)
    return parts


def _possible(listed: Listed, lang: str) -> list[tuple[str, str, int]]:
    """Return the ranges that the year asked for may lie in: value, label, number of claims."""
    counts, year = listed.counts["year"], listed.asked.filters.values.get("year", "")
    found = _possible_years(counts, year) if year.isdecimal() else []
    return [(each, years_in_words(each, lang), counts[each]) for each in found]


def _chosen(asked: Asked, views: list[FacetView]) -> list[tuple[str, str]]:
    """Return the names of the parameters that filter, with the labels of their values."""
    labels = {view.name: each.label for view in views for each in view.values if each.is_chosen}
    return [(name, labels.get(name, asked.given[name])) for name in asked.filters.names]


async def show_wrong(request: Request, facets: Facets, error: WrongParameterError) -> Response:
    """Show what is wrong with the parameters, with links to what may be meant."""
    lang = language_of(request)
    wrong = str(error.values.get("name", ""))
    asked = Asked.plain({n: value for n, value in last_values(request).items() if n != wrong})
    near = await facets.ask(lambda i: [(v, _near(wrong, v, i, lang)) for v in error.choices])
    is_value = error.sentence != "claims_unknown"
    response = render(
        request,
        "claims.html",
        wrong=_said(error, wrong, lang),
        near=[(asked.at(lang, **{wrong: v}), label) for v, label in near if is_value],
        again=asked.at(lang),
        last=asked.at(lang, page=error.values["pages"]) if "pages" in error.values else "",
        start=Asked.plain({}).at(lang),
    )
    response.status_code = 400
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(error: WrongParameterError, name: str, lang: str) -> str:
    """Return what is wrong; a facet is called as its page does."""
    key = NAME_KEYS.get(name, "")
    is_called = key and error.sentence != "claims_unknown"
    return error.said(lang, **({"name": message(key, lang)} if is_called else {}))


def _near(name: str, value: str, index: FacetIndex, lang: str) -> str:
    """Return what a value that may be meant is called."""
    if name == "sort":
        return message(SORT_KEYS[value], lang)
    if name not in FACETS:
        return value
    found = index.named(name).get(value, ())
    return _label(name, found[0] if len(found) == 1 else value, index, lang)
