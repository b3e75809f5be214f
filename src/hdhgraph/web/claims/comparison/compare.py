"""Two actors, or two sources, side by side on a topic: /compare."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import Request, Response

from hdhgraph.errors import nearest
from hdhgraph.i18n.folding import folded
from hdhgraph.i18n.messages import message
from hdhgraph.rdf.iris import expand, slug
from hdhgraph.rdf.namespaces import hg
from hdhgraph.web.claims.comparison.comparison import MOST_CLAIMS, Comparison, Side, compare_rows
from hdhgraph.web.claims.feeds import FEED_KEYS, feed_address
from hdhgraph.web.claims.rows import Wanted, as_values, count_groups, labels_in, prologue, read_rows
from hdhgraph.web.http.operation import PAGE, Operation, Routes
from hdhgraph.web.http.parameters import (
    AS_OF,
    LANGUAGE,
    TOPIC,
    AddressParameter,
    WrongParameterError,
    last_values,
    read_values,
)
from hdhgraph.web.pages.documents import show
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.service import asker_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.web.service.service import Asker

__all__ = ["Choices", "router"]

router = Routes()

_LEFT: Final = AddressParameter(
    "left", "An actor or a source, such as actor/cnil", "Un acteur ou une source, comme actor/cnil",
    classes=("Actor", "Source"), example="actor/cnil",
)  # fmt: skip
_RIGHT: Final = AddressParameter(
    "right", "Another actor, or another source", "Un autre acteur, ou une autre source",
    classes=_LEFT.classes, example="actor/stephanie-combes",
)  # fmt: skip
_AS_OF: Final = replace(AS_OF, wrong="compare_bad_day")
_PARAMETERS: Final = (_LEFT, _RIGHT, TOPIC, _AS_OF, LANGUAGE)
# A list of more is no help: a name is typed instead.
_MOST_LISTED: Final = 500
_MOST_PAIRS: Final = 200
_EXAMPLES: Final = 3
_NEAR: Final = 3


@dataclass(frozen=True)
class Choices:
    """What can be compared, by kind ("actor", "source", "topic"): IRIs with their labels.

    `examples` are pairs of actors who contradict each other most. Of a graph that has too many to
    be listed, `is_listed` is False: the labels are then the IRIs' own names, without examples.
    """

    kinds: Mapping[str, Mapping[str, str]]
    examples: Sequence[tuple[str, str]]
    is_listed: bool
    base: str
    prefixes: Mapping[str, str]

    @cached_property
    def named(self) -> Mapping[str, list[tuple[str, str]]]:
        """The actors and sources, each with its kind, by the last part of their IRIs."""
        found: dict[str, list[tuple[str, str]]] = {}
        for kind in ("actor", "source"):
            for each in self.kinds[kind]:
                found.setdefault(slug(each), []).append((kind, each))
        return found

    def short(self, kind: str, iri: str) -> str:
        """Return what stands for a choice in an address: "actor/…", a topic's slug, or the IRI."""
        start = self.prefixes["topic"] if kind == "topic" else f"{self.base}id/"
        return iri.removeprefix(start) if iri.startswith(start) else iri

    def side(self, value: str) -> Side:
        """Return the actor or source that a value means.

        Raises WrongParameterError for none, or several.
        """
        iri = expand(value, self.prefixes)
        exact = [
            (kind, each)
            for each in (iri, f"{self.base}id/{value}")
            for kind in ("actor", "source")
            if each in self.kinds[kind] and slug(each) != value
        ]
        found = exact or self.named.get(value, [])
        if len(found) == 1:
            kind, each = found[0]
            return Side(kind, each, self.kinds[kind][each])
        if found:
            listed = ", ".join(self.short(*pair) for pair in found)
            raise WrongParameterError("compare_several", value=value, names=listed)
        near = nearest(slug(value), sorted(self.named))[:_NEAR]
        if near:
            raise WrongParameterError("compare_near", value=value, near=", ".join(near))
        raise WrongParameterError("compare_unknown", value=value)

    def topic(self, value: str) -> str:
        """Return the IRI of the topic that a value means. Raises WrongParameterError for none."""
        iri = expand(value, self.prefixes)
        for each in self.kinds["topic"]:
            if each in (iri, self.prefixes["topic"] + value):
                return each
        raise WrongParameterError("compare_unknown_topic", value=value)


@router.read("/compare", Operation(
    "Two actors, or two sources, side by side", "Deux acteurs, ou deux sources, côte à côte", PAGE,
    (400, 503), _PARAMETERS,
))  # fmt: skip
async def compare(request: Request) -> Response:
    """Compare two actors, or two sources; without both, offer the choices."""
    lang = language_of(request)
    choices = await _choices_of(request, lang)
    names, hint = [each.name for each in _PARAMETERS], ""
    values = {name: value for name, value in last_values(request).items() if name in names}
    try:
        read_values(request, _PARAMETERS, "compare_parameter")
        day = _AS_OF.day(values)
        topic = choices.topic(values[TOPIC.name]) if values.get(TOPIC.name) else None
        given = (each.text(values) for each in (_LEFT, _RIGHT))
        sides = [choices.side(each) for each in given if each]
        if sides and not choices.is_listed:
            sides = await _named(asker_of(request).by_default(), sides, lang)
        if len(sides) == 2:  # noqa: PLR2004 - both
            _fit(*sides)
            wanted = Wanted(topic=topic, as_of=day)
            found, groups = await asyncio.gather(
                _compare(request, sides[0], sides[1], wanted), _groups(request, sides, wanted)
            )
            return _page(request, choices, values, found=found, wanted=wanted, groups=groups)
        hint = message("compare_two_needed", lang) if sides else ""
    except WrongParameterError as error:
        response = _page(request, choices, values, wrong=error.said(lang))
        response.status_code = 400
        response.headers["Cache-Control"] = "no-store"
        return response
    return _page(request, choices, values, hint=hint)


def _fit(left: Side, right: Side) -> None:
    """Raise WrongParameterError where the two are one, or of different kinds."""
    if left.iri == right.iri:
        raise WrongParameterError("compare_same", name=left.label)
    if left.kind != right.kind:
        raise WrongParameterError("compare_mixed", left=left.label, right=right.label)


async def _choices_of(request: Request, lang: str) -> Choices:
    """Return what can be compared, asked once for each language: what is served does not change."""
    state = request.app.state
    known: dict[str, Choices] | None = getattr(state, "comparable", None)
    if known is None:
        known = state.comparable = {}
    if lang not in known:
        known[lang] = await _read_choices(asker_of(request).by_default(), lang)
    return known[lang]


async def _read_choices(asker: Asker, lang: str) -> Choices:
    service = asker.service
    head, topics = prologue(service.prefixes), service.prefixes["topic"].rstrip("/")
    classes = {"actor": hg("Actor"), "source": hg("Source"), "topic": topics}
    known = {kind: service.values.get(of, frozenset()) for kind, of in classes.items()}
    if any(len(each) > _MOST_LISTED for each in known.values()):
        kinds = {kind: {iri: slug(iri) for iri in sorted(iris)} for kind, iris in known.items()}
        return Choices(kinds, (), False, service.base, service.prefixes)
    patterns = {
        "actor": "?claim a hg:Claim ; hg:speaker ?iri",
        "source": "?place hg:attests ?claim ; oa:hasSource ?iri . ?claim a hg:Claim",
        "topic": f"?iri skos:inScheme {ox.NamedNode(topics)}",
    }
    kinds = {}
    for kind, pattern in patterns.items():
        found = await asker.solutions(
            f"{head}SELECT ?iri (MIN(?name) AS ?label) WHERE {{ "
            f"{{ SELECT DISTINCT ?iri WHERE {{ {pattern} FILTER (ISIRI(?iri)) }} }} "
            f"OPTIONAL {{ ?iri skos:prefLabel ?name FILTER (LANG(?name) = {ox.Literal(lang)}) }} "
            f"}} GROUP BY ?iri ORDER BY ?iri LIMIT {_MOST_LISTED}"
        )
        labels = {each["iri"]: each.get("label") or slug(each["iri"]) for each in found}
        kinds[kind] = dict(sorted(labels.items(), key=lambda pair: folded(pair[1])))
    examples = await asker.solutions(
        f"{head}SELECT ?left ?right WHERE {{ ?one hg:contradicts ?other ; hg:speaker ?left . "
        "?other hg:speaker ?right FILTER (STR(?left) < STR(?right)) } GROUP BY ?left ?right "
        f"ORDER BY DESC(COUNT(*)) ?left ?right LIMIT {_EXAMPLES}"
    )
    pairs = [(each["left"], each["right"]) for each in examples]
    return Choices(kinds, pairs, True, service.base, service.prefixes)


async def _named(asker: Asker, sides: Sequence[Side], lang: str) -> list[Side]:
    """Return the sides with their labels, where the choices have none."""
    labels = await labels_in(asker, [each.iri for each in sides], lang)
    return [Side(each.kind, each.iri, labels.get(each.iri, each.label)) for each in sides]


def _of_side(side: Side, wanted: Wanted) -> Wanted:
    """Return which claims are those of a side."""
    of = {"speaker": side.iri} if side.kind == "actor" else {"source": side.iri}
    return Wanted(**of, topic=wanted.topic, as_of=wanted.as_of)


async def _groups(request: Request, sides: Sequence[Side], wanted: Wanted) -> list[Counts]:
    """Return how many claims of each side are of each group as of a day; nothing without one."""
    if wanted.as_of is None:
        return []
    return await asyncio.gather(*(count_groups(request, _of_side(side, wanted)) for side in sides))


async def _compare(request: Request, left: Side, right: Side, wanted: Wanted) -> Comparison:
    """Ask for the claims of both, and which of them contradict each other."""
    lang = language_of(request)
    rows = await asyncio.gather(
        *(
            read_rows(request, _of_side(side, wanted), lang, MOST_CLAIMS + 1)
            for side in (left, right)
        )
    )
    claims = ([each["claim"] for each in side] for side in rows)
    pairs = await _pairs(asker_of(request).by_default(), *claims)
    return compare_rows((left, rows[0]), (right, rows[1]), pairs)


async def _pairs(asker: Asker, left: Sequence[str], right: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of claims, one of either side, that contradict each other."""
    if not left or not right:
        return []
    found = await asker.solutions(
        f"{prologue(asker.service.prefixes)}SELECT DISTINCT ?one ?other WHERE {{ "
        f"{as_values('one', left)}?one hg:contradicts ?other . {as_values('other', right)}}} "
        f"ORDER BY ?one ?other LIMIT {_MOST_PAIRS}"
    )
    return [(each["one"], each["other"]) for each in found]


def _page(
    request: Request,
    choices: Choices,
    values: Mapping[str, str],
    *,
    found: Comparison | None = None,
    wanted: Wanted | None = None,
    groups: Sequence[Counts] = (),
    wrong: str = "",
    hint: str = "",
) -> Response:
    lang = language_of(request)
    topic, day = (wanted.topic, wanted.as_of) if wanted else (None, None)

    def compared(left: str, right: str) -> str:
        ends = {"left": choices.short("actor", left), "right": choices.short("actor", right)}
        return f"/compare?{urlencode({**ends, 'lang': lang})}"

    def feeds(side: Side) -> list[tuple[str, str]]:
        of = {"actor": side.iri, "topic": topic or ""}
        return [(key, feed_address(kind, lang, **of)) for kind, key in FEED_KEYS.items()]

    return show(
        request,
        "compare.html",
        "/compare",
        choices=choices,
        values=values,
        chosen={name: expand(values.get(name, ""), choices.prefixes) for name in ("left", "right")},
        found=found,
        topic_label=choices.kinds["topic"].get(topic) if topic else None,
        day=day,
        groups=groups,
        wrong=wrong,
        hint=hint,
        most=MOST_CLAIMS,
        feeds=feeds,
        examples=[
            (compared(*pair), *(choices.kinds["actor"].get(each) or slug(each) for each in pair))
            for pair in choices.examples
        ],
    )
