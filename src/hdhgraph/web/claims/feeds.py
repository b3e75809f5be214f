"""Feeds of claims and of changes of position: /feed.atom, /feed.json, /feed/changes.atom|json.

`updated` is the day of the data's edition: when a claim entered the graph is not recorded, and the
day by which it was said is no day of the entry; that day is stated by itself, as
hg:saidNoLaterThan.
"""

from __future__ import annotations

import asyncio
import datetime
import re
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import Request, Response
from starlette_compress import add_compress_type

from hdhgraph.claims.forms.feed import ATOM, JSON_FEED, Entry, Feed, atom, json_feed
from hdhgraph.claims.reading import beside
from hdhgraph.i18n.illocutions import doing
from hdhgraph.i18n.messages import message, said_within
from hdhgraph.rdf.iris import page_path, slug
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.claims.rows import Wanted, as_values, labels_in, prologue, read_rows, rows_of
from hdhgraph.web.http.links import uri
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, TOPIC, AddressParameter, read_values
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.claims.index.exchanges import Exchanges
    from hdhgraph.web.service.service import Asker, Service

__all__ = ["FEED_KEYS", "MOST_ENTRIES", "feed_address", "router", "updated_of"]

router = Routes()

FEED_KEYS: Final = {"claims": "feed_claims", "changes": "feed_changes"}
MOST_ENTRIES: Final = 100
_LAST_PAGE: Final = 1000
_CHANGES: Final = "changes-of-position"
# What is a change: not what is in tension, nor another position on the same topic.
_CHANGED: Final = 'FILTER (?relation IN ("same", "incompatible", "refines"))'
# The earlier claim, the later one, and whether the dates say so.
_PAIR: Final = ("claim", "other", "order")
_ACTOR: Final = AddressParameter(
    "actor", "Only what this actor said: a short name, a CURIE or an IRI",
    "Seulement ce que cet acteur a dit : nom court, CURIE ou IRI", classes=("Actor",),
    example="octave-klaba",
)  # fmt: skip
_TOPIC: Final = replace(
    TOPIC, en="Only claims about this topic: a short name, a CURIE or an IRI",
    fr="Seulement les prises de position sur ce sujet : nom court, CURIE ou IRI",
)  # fmt: skip
_PAGE: Final = AddressParameter(
    "page", "A page of 100", "Une page de 100", type=ParameterType.INTEGER, pattern=r"[0-9]{1,4}",
    least=1, most=_LAST_PAGE, default="1", wrong="feed_page", is_loose=True,
)  # fmt: skip
_PARAMETERS: Final = (_ACTOR, _TOPIC, LANGUAGE, _PAGE)
_UNKNOWN: Final = "A feed has no parameter “{name}”; its parameters: {known}."
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PATHS: Final = {"claims": "/feed", "changes": "/feed/changes"}
_WORDS: Final = {
    "claims": ("Claims, the last said first", "Prises de position, les dernières d'abord"),
    "changes": ("Changes of position", "Changements de position"),
}
_PLAIN: Final = "plain"

add_compress_type(ATOM)
add_compress_type(JSON_FEED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which feed: "claims" or "changes", of an actor, on a topic (IRIs), in a language."""

    kind: str
    lang: str
    actor: str | None
    topic: str | None
    page: int

    def address(self, ending: str, base: str, page: int | None = None) -> str:
        """Return the address of this feed, or of one of its pages, in the format of a suffix."""
        values = {
            "actor": _short(self.actor, "id/actor"),
            "topic": _short(self.topic, "vocab/topic"),
            "lang": self.lang,
            "page": page if page and page > 1 else None,
        }
        given = urlencode({name: value for name, value in values.items() if value is not None})
        return f"{base.rstrip('/')}{_PATHS[self.kind]}.{ending}?{given}"


def _short(iri: str | None, room: str) -> str | None:
    """Return the bare slug of an IRI that stands where all of its kind do, else the IRI."""
    return slug(iri) if iri and iri.endswith(f"/{room}/{slug(iri)}") else iri


def feed_address(kind: str, lang: str, *, actor: str = "", topic: str = "") -> str:
    """Return the path of an Atom feed, for a link; `actor` and `topic` are IRIs."""
    return Asked(kind, lang, actor or None, topic or None, 1).address("atom", "")


def _described(kind: str, form: str, media_type: str) -> Operation:
    en, fr = _WORDS[kind]
    return Operation(
        f"{en}, as {form} (100 a page)",
        f"{fr}, en {form} (100 par page)",
        (media_type,),
        (400, 503),
        _PARAMETERS,
    )


@router.read("/feed.atom", _described("claims", "Atom", ATOM))
async def claims_atom(request: Request) -> Response:
    """List claims as an Atom feed."""
    return await _respond(request, "claims", "atom")


@router.read("/feed.json", _described("claims", "JSON Feed", JSON_FEED))
async def claims_json(request: Request) -> Response:
    """List claims as a JSON feed."""
    return await _respond(request, "claims", "json")


@router.read("/feed/changes.atom", _described("changes", "Atom", ATOM))
async def changes_atom(request: Request) -> Response:
    """List changes of position as an Atom feed."""
    return await _respond(request, "changes", "atom")


@router.read("/feed/changes.json", _described("changes", "JSON Feed", JSON_FEED))
async def changes_json(request: Request) -> Response:
    """List changes of position as a JSON feed."""
    return await _respond(request, "changes", "json")


async def _respond(request: Request, kind: str, ending: str) -> Response:
    asked = _asked(request, kind)
    entries, is_last = await (_claims if kind == "claims" else _changes)(request, asked)
    labels = await _labels(asker_of(request).by_default(), asked)
    feed = _feed(request, asked, ending, labels, (entries, is_last))
    content = atom(feed) if ending == "atom" else json_feed(feed)
    response = Response(content, media_type=ATOM if ending == "atom" else JSON_FEED)
    response.headers["Vary"] = "Accept-Language"
    response.headers["Content-Language"] = asked.lang
    return response


def _asked(request: Request, kind: str) -> Asked:
    """Read the address. Raises ParameterError and InputError for what cannot be used."""
    service = service_of(request)
    values = read_values(request, _PARAMETERS, _UNKNOWN)
    page = _PAGE.whole(values)
    actor, topic = _ACTOR.iri(values, service), _TOPIC.iri(values, service)
    return Asked(kind, language_of(request), actor, topic, page)


async def _labels(asker: Asker, asked: Asked) -> list[str]:
    """Return what the actor and the topic are called, for the title."""
    iris = [each for each in (asked.actor, asked.topic) if each]
    labels = await labels_in(asker, iris, asked.lang) if iris else {}
    return [labels.get(iri) or slug(iri) for iri in iris]


def _feed(
    request: Request,
    asked: Asked,
    ending: str,
    labels: Sequence[str],
    content: tuple[Sequence[Entry], bool],
) -> Feed:
    service, about = service_of(request), edition_of(request).about
    entries, is_last = content
    turns = {"first": 1} if asked.page > 1 else {}
    turns |= {"previous": asked.page - 1} if asked.page > 1 else {}
    turns |= {} if is_last or asked.page == _LAST_PAGE else {"next": asked.page + 1}
    what = " · ".join([message(FEED_KEYS[asked.kind], asked.lang), *labels])
    return Feed(
        asked.address("atom", service.base),
        message("feed_of", asked.lang, title=about.title(asked.lang), what=what),
        asked.address(ending, service.public, asked.page),
        _home(service, asked),
        updated_of(service),
        about.publisher or about.title(asked.lang),
        asked.lang,
        tuple(entries),
        about.licence,
        {name: asked.address(ending, service.public, page) for name, page in turns.items()},
    )


def _home(service: Service, asked: Asked) -> str:
    iri = asked.actor or asked.topic
    return _page(service, iri, asked.lang) if iri else f"{service.public}?lang={asked.lang}"


def _page(service: Service, iri: str, lang: str) -> str:
    path = page_path(iri, service.base)
    return service.public + uri(path).removeprefix("/") + f"?lang={lang}" if path else iri


def updated_of(service: Service) -> str:
    """Return the instant of the data's edition, in RFC 3339: its day, else when its files were."""
    edition = service.versions.edition
    if _DAY.fullmatch(edition):
        return f"{edition}T00:00:00Z"
    written = datetime.datetime.fromtimestamp(service.modified, datetime.UTC)
    return written.strftime("%Y-%m-%dT%H:%M:%SZ")


async def _claims(request: Request, asked: Asked) -> tuple[list[Entry], bool]:
    """Return the entries of a page of claims, and whether it is the last."""
    asker, wanted = asker_of(request).by_default(), Wanted(asked.actor, None, asked.topic)
    offset = (asked.page - 1) * MOST_ENTRIES
    rows = await read_rows(request, wanted, asked.lang, MOST_ENTRIES + 1, offset)
    shown = rows[:MOST_ENTRIES]
    topics = await _topics(asker, [each["claim"] for each in shown], asked.lang)
    entries = [
        Entry(
            row["claim"],
            message("feed_entry", asked.lang, **_named(row, asked.lang)),
            _page(asker.service, row["claim"], asked.lang),
            _evidence(row, asked.lang),
            row.get("saidBy", ""),
            tuple(topics.get(row["claim"], ())),
        )
        for row in shown
    ]
    return entries, len(rows) <= MOST_ENTRIES


async def _topics(asker: Asker, claims: list[str], lang: str) -> dict[str, list[str]]:
    """Return the labels of the topics of claims."""
    if not claims:
        return {}
    found = await asker.solutions(
        f"{prologue(asker.service.prefixes)}SELECT DISTINCT ?claim ?label WHERE {{ "
        f"{as_values('claim', claims)}?claim hg:proposition ?about . ?about schema:about ?topic . "
        "?topic a skos:Concept ; skos:prefLabel ?label "
        f"FILTER (LANG(?label) = {ox.Literal(lang)}) }} ORDER BY ?claim ?label LIMIT 2000"
    )
    labels: dict[str, list[str]] = {}
    for each in found:
        labels.setdefault(each["claim"], []).append(each["label"])
    return labels


def _named(row: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return what the speaker, what is done and the proposition of a claim are called."""
    iris = {name: row.get(name, "") for name in ("speaker", "stance", "proposition", "illocution")}
    labels = {name: row.get(f"{name}Label") or slug(iri) for name, iri in iris.items()}
    done = doing(iris["stance"], labels["stance"], iris["illocution"], labels["illocution"], lang)
    return {"speaker": labels["speaker"], "stance": done, "proposition": labels["proposition"]}


def _evidence(row: Mapping[str, str], lang: str) -> str:
    """Return in words: in what capacity, how surely, in which words, where, when."""

    def at(name: str) -> str:
        return row.get(name, "")

    words = []
    if at("capacityLabel"):
        capacity = beside(at("capacityLabel"), at("speakerLabel"))
        capacity += f" ({at('capacityNote')})" if at("capacityNote") else ""
        words.append(message("feed_capacity", lang, capacity=capacity))
    if at("certainty") and slug(at("certainty")) != _PLAIN:
        words.append(message("feed_certainty", lang, certainty=at("certaintyLabel")))
    if at("fragment"):
        words.append(message("feed_quoted", lang, fragment=at("fragment")))
    source = at("sourceLabel") or slug(at("source"))
    if at("start"):
        words.append(message("feed_place", lang, source=source, start=at("start"), end=at("end")))
    else:
        words.append(message("feed_place_not_held", lang, source=source))
    when = said_within(at("earliest"), at("saidBy"), lang)
    words.append(f"{when[:1].upper()}{when[1:]}." if when else message("feed_undated", lang))
    return " ".join(words)


async def _changes(request: Request, asked: Asked) -> tuple[list[Entry], bool]:
    """Return the entries of a page of changes of position, and whether it is the last."""
    asker = asker_of(request).by_default()
    service = asker.service
    if _CHANGES not in service.queries:
        return [], True
    exchanges = facets_of(request).exchanges()
    if exchanges is None:
        asking = _changes_query(service, asked)
        pairs = [tuple(row.get(x, "") for x in _PAIR) for row in await asker.solutions(asking)]
    else:
        pairs = await asyncio.to_thread(_changes_known, exchanges, asked)
    shown = pairs[:MOST_ENTRIES]
    claims = sorted({each for first, second, _ in shown for each in (first, second)})
    rows = {row["claim"]: row for row in await rows_of(asker, claims, None, asked.lang)}
    entries = [
        _change(service, (rows[claim], rows[other]), order, asked.lang)
        for claim, other, order in shown
        if claim in rows and other in rows
    ]
    return entries, len(pairs) <= MOST_ENTRIES


def _changes_known(exchanges: Exchanges, asked: Asked) -> list[tuple[str, ...]]:
    """Return what `_changes_query` asks for, from the index."""
    start, names = (asked.page - 1) * MOST_ENTRIES, exchanges.sets.claims
    found = exchanges.latest_changes(asked.actor or "", asked.topic or "", start, MOST_ENTRIES + 1)
    return [(names[pair.claim], names[pair.other], pair.order) for pair in found]


def _changes_query(service: Service, asked: Asked) -> str:
    """Return the pairs of the canned query, narrowed to an actor and a topic, for one page."""
    text = service.queries[_CHANGES].bind({"lang": asked.lang}, service.choices)
    head, _, body = text.partition("\nSELECT ")
    prefixes = "".join(f"{line}\n" for line in head.splitlines() if line.startswith("PREFIX"))
    extra = "PREFIX schema: <https://schema.org/>\n" if "PREFIX schema:" not in prefixes else ""
    speaker = as_values("speaker", [asked.actor]) if asked.actor else ""
    topic = ""
    if asked.topic:
        topic = (
            f"FILTER EXISTS {{ {as_values('topic', [asked.topic])}?topic skos:narrower* ?about . "
            "{ ?proposition schema:about ?about } UNION { ?otherProposition schema:about ?about } }"
        )
    offset = (asked.page - 1) * MOST_ENTRIES
    asked_for = " ".join(f"?{each}" for each in _PAIR)
    return (
        f"{prefixes}{extra}SELECT {asked_for} WHERE {{ {speaker}"
        f"{{ SELECT {body} }} {_CHANGED} {topic} }} "
        "ORDER BY (!BOUND(?otherEarliest)) DESC(?otherEarliest) "
        "(!BOUND(?otherSaidBy)) DESC(?otherSaidBy) ?other ?claim "
        f"LIMIT {MOST_ENTRIES + 1} OFFSET {offset}"
    )


def _change(
    service: Service, rows: tuple[Mapping[str, str], Mapping[str, str]], order: str, lang: str
) -> Entry:
    """Return the entry of a pair of claims; its id is made of their IRIs, in either order."""
    named = [_named(row, lang) for row in rows]
    return Entry(
        uuid.uuid5(uuid.NAMESPACE_URL, " ".join(sorted(row["claim"] for row in rows))).urn,
        message(
            "feed_change_dated" if order == "dated" else "feed_change_unknown",
            lang,
            **named[0],
            other=named[1]["stance"],
        ),
        _page(service, rows[1]["claim"], lang),
        "\n".join(
            f"{message('feed_entry', lang, **names)}. {_evidence(row, lang)}"
            for names, row in zip(named, rows, strict=True)
        ),
        max(row.get("saidBy", "") for row in rows),
    )
