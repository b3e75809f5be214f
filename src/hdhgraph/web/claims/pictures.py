"""Pictures as pages and as SVG: /pictures/{matrix|timeline|map|chain}, the latter with .svg."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shlex
from collections import Counter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from hdhgraph.claims.pictures.choosing import choose
from hdhgraph.claims.pictures.drawing import draw, heading, iri_itself
from hdhgraph.claims.pictures.model import read_claims
from hdhgraph.claims.pictures.questions import (
    MOST_REPORTED,
    Asked,
    choices_queries,
    questions,
    reported_query,
)
from hdhgraph.claims.pictures.tables import claim_sentence
from hdhgraph.claims.pictures.words import KINDS, say
from hdhgraph.errors import InputError, ParameterError, UnknownEntityError
from hdhgraph.rdf.iris import page_path, slug
from hdhgraph.sparql.as_of import HEADER, header
from hdhgraph.web.http.address import query_of
from hdhgraph.web.http.operation import PAGE, Operation, Routes
from hdhgraph.web.http.parameters import (
    AS_OF,
    LANGUAGE,
    TOPIC,
    AddressParameter,
    last_values,
    read_values,
)
from hdhgraph.web.pages.problems import can_be_mended, told, wants_page
from hdhgraph.web.pages.rendering import LARGEST_ANSWER, language_of, render
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.claims.pictures.model import Linker, Picture

__all__ = ["router", "show_picture"]

router = Routes("claims")

_SVG: Final = ".svg"
_NAME: Final = AddressParameter(
    "name", "The picture, as a page, or with .svg the drawing alone",
    "L'image, en page, ou avec .svg le dessin seul",
    choices=tuple(name for each in KINDS for name in (each, f"{each}{_SVG}")), example="matrix",
    is_path=True,
)  # fmt: skip
_ACTOR: Final = AddressParameter(
    "actor", "Only this actor", "Seulement cet acteur", classes=("Actor",)
)
_CLAIM: Final = AddressParameter(
    "claim", "The claim whose chain of relays is drawn",
    "La prise de position dont la chaîne des relais est dessinée", classes=("Claim",),
)  # fmt: skip
_PARAMETERS: Final = (TOPIC, _ACTOR, _CLAIM, AS_OF, LANGUAGE)
_UNKNOWN: Final = "A picture has no parameter “{name}”; it has: {known}."
_KEPT: Final = tuple(each.name for each in _PARAMETERS)
# More are offered by no list; a short name or an IRI in the address still means any of them.
_MOST_OPTIONS: Final = 300


@router.read("/pictures", is_listed=False)
async def list_pictures(request: Request) -> Response:
    """Redirect to the first of the pictures, whose page leads to the others."""
    location = f"/pictures/{KINDS[0]}{query_of(request)}"
    return Response(status_code=303, headers={"Location": location})


@router.read("/pictures/{name}", Operation(
    "A picture: stances over time, timeline, map, chain of relays",
    "Une image : postures au fil du temps, frise, carte, chaîne des relais",
    (*PAGE, "image/svg+xml"), (400, 404, 503), (_NAME, *_PARAMETERS),
))  # fmt: skip
async def show_picture(request: Request, name: str) -> Response:
    """Show a picture with its filters and its table, or, with .svg, give the drawing alone.

    A page says which filter is wrong, with the form to mend it. Raises UnknownEntityError for a
    kind that there is not, and for others than readers InputError for a filter.
    """
    kind = name.removesuffix(_SVG)
    if kind not in KINDS:
        raise UnknownEntityError(f"There is no picture “{name}”: {', '.join(KINDS)} are.")
    try:
        return await _answer(request, name, kind)
    except InputError as error:
        values = last_values(request, strictly=False)
        given = {name: value for name, value in values.items() if value}
        is_page = not name.endswith(_SVG) and wants_page(request.headers.get("accept", "*/*"))
        if not is_page or not can_be_mended(given):
            raise
        return await _wrong_page(request, kind, error, given)


async def _answer(request: Request, name: str, kind: str) -> Response:
    values, asker = _values(request), asker_of(request)
    choices = await _choices(request)
    asked = _asked(request, kind, values, choices)
    if kind == "chain" and not asked.claim:
        if name.endswith(_SVG):
            raise ParameterError(say("which_claim", "en"))
        return await _reported_page(request, asked, values, choices)
    asked_for = questions(asked)
    found = await asyncio.gather(
        *(asker.solutions(each, most=LARGEST_ANSWER) for each in asked_for.values())
    )
    answers = dict(zip(asked_for, found, strict=True))
    if name.endswith(_SVG):
        return _svg(asked, await run_in_threadpool(draw, asked, answers, iri_itself))
    picture = await run_in_threadpool(draw, asked, answers, _linker(request))
    return _page(request, asked, values, choices, picture=picture)


def _values(request: Request) -> dict[str, str]:
    """Return the parameters that are given and not empty."""
    values = read_values(request, _PARAMETERS, _UNKNOWN)
    return {name: value.strip() for name, value in values.items() if value.strip()}


def _asked(
    request: Request, kind: str, values: Mapping[str, str], choices: Mapping[str, dict[str, str]]
) -> Asked:
    return choose(kind, language_of(request), values, choices, service_of(request).base)


async def _choices(request: Request) -> dict[str, dict[str, str]]:
    """Return labels by IRI of what filters take; asked once a language, as nothing changes."""
    lang, known = language_of(request), request.app.state.pictures
    if lang not in known:
        asked = Asked("matrix", lang, base=service_of(request).base)
        found = {}
        for name, query in choices_queries(asked).items():
            rows = await asker_of(request).solutions(query, most=LARGEST_ANSWER)
            labels = {row[name]: row.get(f"{name}Label") or slug(row[name]) for row in rows}
            found[name] = dict(sorted(labels.items(), key=lambda pair: (pair[1], pair[0])))
        known[lang] = found
    choices: dict[str, dict[str, str]] = known[lang]
    return choices


def _linker(request: Request) -> Linker:
    """Return where a page of this service links an IRI: here what is ours, else http(s) only."""
    base, lang = service_of(request).base, language_of(request)

    def linked(iri: str) -> str | None:
        path = page_path(iri, base)
        return iri_itself(iri) if path is None else _in_language(path, lang)

    return linked


def _in_language(path: str, lang: str) -> str:
    before, mark, fragment = path.partition("#")
    return f"{before}?lang={lang}{mark}{fragment}"


def _svg(asked: Asked, picture: Picture) -> Response:
    counts = {HEADER: header(picture.groups)} if picture.groups else {}
    filters = (slug(iri) for iri in (asked.topic, asked.actor, asked.claim) if iri)
    name = "-".join((asked.kind, *filters))
    plain = re.sub(r"[^\w.-]", "-", name, flags=re.ASCII)[:80]
    return Response(
        picture.svg + "\n",
        media_type="image/svg+xml; charset=utf-8",
        headers={
            "Content-Disposition": f'inline; filename="{plain}.svg"',
            "Content-Language": asked.lang,
            "Vary": "Accept-Language",
            **counts,
        },
    )


async def _reported_page(
    request: Request,
    asked: Asked,
    values: Mapping[str, str],
    choices: Mapping[str, dict[str, str]],
) -> Response:
    """Show which claims reach us by a relay: a chain is that of one of them."""
    day = asked.as_of.isoformat() if asked.as_of else ""
    solutions = await asker_of(request).solutions(reported_query(asked), most=LARGEST_ANSWER)
    claims = read_claims(solutions, day)
    reported = [
        (_address(asked, {"claim": slug(each.iri), "lang": asked.lang}),
         claim_sentence(each, asked.lang))
        for each in claims[:MOST_REPORTED]
    ]  # fmt: skip
    return _page(
        request, asked, values, choices, reported=reported, more=len(claims) > MOST_REPORTED
    )


async def _wrong_page(
    request: Request, kind: str, error: InputError, values: Mapping[str, str]
) -> Response:
    """Show what is wrong with a filter: the form keeps the others, and links lead to near names."""
    choices = await _choices(request)
    given = {name: value for name, value in values.items() if name in _KEPT}
    kept = {}
    for name, value in given.items():
        with contextlib.suppress(InputError):
            _asked(request, kind, {name: value}, choices)
            kept[name] = value
    near = [
        (_address(_asked(request, kind, {}, choices), {**kept, name: each}), each)
        for name, value in given.items()
        if isinstance(error, ParameterError) and value == error.name
        for each in error.near
    ]
    asked = _asked(request, kind, kept, choices)
    page = _page(request, asked, kept, choices, wrong=told(error), near=near)
    page.status_code = 400
    page.headers["Cache-Control"] = "no-store"
    return page


def _page(
    request: Request,
    asked: Asked,
    values: Mapping[str, str],
    choices: Mapping[str, dict[str, str]],
    picture: Picture | None = None,
    **more: Any,  # noqa: ANN401 - a template's values
) -> Response:
    title = picture.title if picture else heading(asked)
    kept = {name: values[name] for name in _KEPT if name in values and name != "lang"}
    address = {**kept, "lang": asked.lang}
    shared = {name: value for name, value in address.items() if name != "claim"}
    page = render(
        request,
        "picture.html",
        asked=asked,
        values=kept,
        title=title,
        picture=picture,
        about=say(f"{asked.kind}_about", asked.lang),
        kinds=[(say(each, asked.lang), _address(asked, shared, each), each) for each in KINDS],
        options={name: _options(choices[name], getattr(asked, name)) for name in choices},
        itself=_address(asked, address),
        drawing=_address(asked, address, f"{asked.kind}{_SVG}"),
        command=_command(asked, address),
        empty=say("empty", asked.lang),
        **{"reported": None, "more": False, "wrong": "", **more},
    )
    if picture and picture.groups:
        page.headers[HEADER] = header(picture.groups)
    return page


def _options(labels: Mapping[str, str], chosen: str) -> list[tuple[str, str, bool]]:
    """Return short name, label and whether it is chosen; an IRI where a short name is not sure."""
    shown = list(labels)[:_MOST_OPTIONS]
    shown += [chosen] if chosen and chosen not in shown else []
    wanted = set(map(slug, shown))
    counts = Counter(each for each in map(slug, labels) if each in wanted)
    return [
        (slug(iri) if counts[slug(iri)] == 1 else iri, labels[iri], iri == chosen) for iri in shown
    ]


def _address(asked: Asked, values: Mapping[str, str], name: str | None = None) -> str:
    return f"/pictures/{name or asked.kind}?{urlencode(values)}"


def _command(asked: Asked, values: Mapping[str, str]) -> str:
    """Return the command that draws the same."""
    words = ["hdhgraph", "draw", asked.kind]
    for name, value in values.items():
        words += ["--as-of" if name == "asOf" else f"--{name}", value]
    return shlex.join([*words, "--out", f"{asked.kind}.svg"])
