"""From what a person writes as filters to what is asked: short names, CURIEs or IRIs, and a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hdhgraph.claims.pictures.questions import Asked
from hdhgraph.claims.pictures.words import KINDS, LANGUAGES
from hdhgraph.errors import InputError, ParameterError
from hdhgraph.i18n.dates import read_day
from hdhgraph.rdf.iris import expand, is_absolute, prefixes_at, resolve
from hdhgraph.sparql.canned import AS_OF

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

__all__ = ["choose"]


def choose(
    kind: str,
    lang: str,
    values: Mapping[str, str],
    choices: Mapping[str, Mapping[str, str]],
    base: str,
) -> Asked:
    """Return what is asked by the filters `topic`, `actor`, `claim` and `asOf`; empty is absent.

    `choices` are labels by IRI of topics and of actors. Raises InputError for another kind or
    language, ParameterError for a value that a filter does not take, with the nearest that it does.
    """
    if kind not in KINDS:
        raise InputError(f"“{kind}” is no picture: {', '.join(KINDS)} are.")
    if lang not in LANGUAGES:
        raise InputError(f"“{lang}” is not a language of pictures; fr and en are.")
    found = {
        name: resolve(values[name], known, parameter=name, prefixes=prefixes_at(base))
        for name, known in choices.items()
        if values.get(name)
    }
    claim = values.get("claim", "")
    if claim and kind != "chain":
        raise ParameterError(f"“claim” is for a chain; a {kind} has topic, actor and asOf.")
    labels = [choices[name][iri] for name, iri in found.items()]
    return Asked(
        kind,
        lang,
        found.get("topic", ""),
        found.get("actor", ""),
        _claim(claim, base) if claim else "",
        _day(values[AS_OF]) if values.get(AS_OF) else None,
        base,
        ", ".join(labels),
    )


def _claim(text: str, base: str) -> str:
    iri = expand(text, prefixes_at(base))
    named = iri if is_absolute(iri) else f"{base}id/claim/{text}"
    if not is_absolute(named):
        raise ParameterError(f"“{text}” names no claim: give its short name or its IRI.")
    return named


def _day(text: str) -> datetime.date:
    try:
        return read_day(text)
    except ValueError:
        raise ParameterError(
            f"“{text}” is not a day as YYYY-MM-DD, which “{AS_OF}” takes."
        ) from None
