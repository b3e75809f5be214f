"""Build the index of `facets` from all claims that were read."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hdhgraph.claims.index.facets import FACETS, ORDERS, UNDATED, FacetIndex, Kind
from hdhgraph.claims.index.reading import SPEAKERS, reached_from
from hdhgraph.i18n.folding import folded
from hdhgraph.rdf.iris import slug
from hdhgraph.sparql.as_of import interval_order, recent_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hdhgraph.claims.index.reading import ClaimsReader

__all__ = ["build_facets"]

_YEAR: Final = re.compile(r"(?<![\dX-])(\d{4})(?!\d)")
# An interval of more years than this says nothing of any of them.
_MOST_YEARS: Final = 30
_LAST: Final = "9999"
_LANGUAGES: Final = ("fr", "en")
_FARTHEST: Final = 3
_PIECE: Final = 2_000

_T = TypeVar("_T")


def build_facets(read: ClaimsReader) -> FacetIndex:
    """Return the index of the claims that have speaker, stance and proposition."""
    needed = ("speaker", "stance", "proposition")
    whole = [c for c in read.claims if all(read.first(name, c) for name in needed)]
    spans = {c: (read.when("earliest", c), read.first("saidNoLaterThan", c)) for c in whole}
    claims = _sorted(whole, lambda c: (interval_order(*spans[c]), c))
    facets: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in FACETS}
    kinds: dict[Kind, list[int]] = defaultdict(list)
    for position, claim in enumerate(claims):
        places = read.places.get(claim, ())
        own = sorted({_kind(read, place) for place in places}, key=str)
        for kind in own:
            kinds[kind].append(position)
        found = _of_claim(read, claim) | {"hand": _hands(read, places)}
        found |= {name: {k.value(name) for k in own} for name in ("source", "mode", "language")}
        for name, values in found.items():
            for value in values - {""}:
                facets[name][value].append(position)
    return FacetIndex(
        claims,
        firsts=[spans[claim][0] for claim in claims],
        days=[spans[claim][1] for claim in claims],
        facets=facets,
        kinds=kinds,
        labels=read.labels,
        orders=_orders(read, claims, [recent_order(*spans[claim]) for claim in claims]),
        is_whole=read.is_whole,
    )


def _kind(read: ClaimsReader, place: str) -> Kind:
    source = read.first("source", place)
    return Kind(source, read.first("mode", place), read.first("language", source))


def _of_claim(read: ClaimsReader, claim: str) -> dict[str, set[str]]:
    """Return the values of a claim by the facets that do not belong to its places."""
    about, topic = read.every("about", read.first("proposition", claim)), f"{read.base}vocab/topic/"
    topics = {wide for each in about for wide in read.broader.get(each, {each})}
    speaker = read.first("speaker", claim)
    bodies = read.bodies(claim)
    return {
        "topic": {each for each in topics if each.startswith(topic)},
        "actor": {speaker},
        "kind": {SPEAKERS[each] for each in read.every("kind", speaker)},
        "stance": {read.first("stance", claim)},
        "illocution": {read.first("illocution", claim) or read.assertion},
        "organisation": bodies if speaker in read.organisations else bodies - {speaker},
        "about": {each for each in about if not each.startswith(topic)},
        "certainty": {read.first("certainty", claim)},
        "year": set(_years(read.when("edtf", claim))) or {_span(read, claim)},
    }


def _span(read: ClaimsReader, claim: str) -> str:
    """Return the year of a claim's bounds, or those of both as EDTF ("../2020": by 2020)."""
    bounds = read.when("earliest", claim), read.first("saidNoLaterThan", claim)
    first, last = (found[1] if (found := _YEAR.match(day)) else "" for day in bounds)
    if not first and not last:
        return UNDATED
    return first if first == last else f"{first or '..'}/{last or '..'}"


def _hands(read: ClaimsReader, places: Iterable[str]) -> set[str]:
    """Return at which hand the nearest place with an anchor has a claim; nothing without one.

    It is one more than the number of reports between the speaker and the reader.
    """
    anchored = (each for each in places if each in read.subjects("selector"))
    hands = [_distance(read, each) for each in anchored if read.first("mode", each)]
    return {str(min(_FARTHEST, *hands))} if hands else set()


def _distance(read: ClaimsReader, place: str) -> int:
    relays, own = read.subjects("relays"), f"{read.base}vocab/mode/own-voice"
    links = reached_from(place, lambda each: read.every("relays", each))
    told = {each: read.first("mode", each) for each in links}
    reports = [2 if each in relays else int(mode != own) for each, mode in told.items() if mode]
    return sum(1 for mode in told.values() if mode) + min(reports, default=1)


def _orders(
    read: ClaimsReader, claims: list[str], dates: Sequence[tuple[bool, str, bool, str]]
) -> dict[tuple[str, str], list[int]]:
    """Return positions by order and language; `dates` sort by the most recent, in reverse."""
    every = list(range(len(claims)))
    recent = _sorted(every, dates.__getitem__, is_reversed=True)
    found: dict[tuple[str, str], list[int]] = {}
    for lang in _LANGUAGES:
        keys = {iri: _key(texts, lang) for iri, texts in read.labels.items()}
        speakers = [keys.get(s := read.first("speaker", c), slug(s)) for c in claims]
        named = [[read.first("source", p) for p in read.places.get(c, ())] for c in claims]
        sources = [min((keys.get(s, slug(s)) for s in each), default=_LAST) for each in named]
        by = {
            "date": every,
            "recent": recent,
            "speaker": _sorted(every, speakers.__getitem__),
            "source": _sorted(every, sources.__getitem__),
        }
        found |= {(name, lang): by[name] for name in ORDERS}
    return found


def _sorted(values: list[_T], key: Callable[[_T], Any], *, is_reversed: bool = False) -> list[_T]:
    """Sort in pieces: in one go, many would hold the interpreter, and so the event loop."""
    pieces = (values[at : at + _PIECE] for at in range(0, len(values), _PIECE))
    in_order = (sorted(piece, key=key, reverse=is_reversed) for piece in pieces)
    return list(heapq.merge(*in_order, key=key, reverse=is_reversed))


def _years(edtf: str) -> Iterator[str]:
    """Yield the years of an EDTF date, and those between the ends of an interval."""
    named = [int(each) for each in _YEAR.findall(edtf)]
    if named and max(named) - min(named) < _MOST_YEARS:
        yield from (f"{year:04}" for year in range(min(named), max(named) + 1))


def _key(texts: Mapping[str, str], lang: str) -> str:
    """Return what a label is sorted by: no case, no accents."""
    return folded(texts.get(lang) or next(iter(texts.values()), ""))
