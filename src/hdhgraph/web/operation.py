"""One operation of the API as the description tells it: words, parameters, formats, statuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hdhgraph.media_types import GRAPH_FORMATS, HTML, RESULTS_FORMATS

__all__ = [
    "AS_OF",
    "GRAPHS",
    "JSON",
    "LANGUAGE",
    "PAGE",
    "RESULTS",
    "Operation",
    "formats",
    "parameter",
]

JSON: Final = ("application/json",)
RESULTS: Final = tuple(each.media_type for each in RESULTS_FORMATS)
GRAPHS: Final = tuple(each.media_type for each in GRAPH_FORMATS)
PAGE: Final = (HTML.media_type,)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `formats` are the media types of status 200, `statuses` what else it answers.

    The words are given in English and French. `body` gives a schema for each media type of a POST;
    `failures` are media types of failures beside that of problems.
    """

    tag: str
    en: str
    fr: str
    formats: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (400, 406, 503)
    parameters: tuple[dict[str, Any], ...] = ()
    body: dict[str, dict[str, Any]] | None = None
    failures: tuple[str, ...] = ()


def parameter(
    name: str, en: str, fr: str, schema: dict[str, Any], *, where: str = "query", **more: object
) -> dict[str, Any]:
    """Return a parameter object, with its description in both languages for `openapi` to choose."""
    is_loose = name in ("format", "lang", "page", "size")
    empty = {} if where == "path" else {"allowEmptyValue": is_loose}
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": {"en": en, "fr": fr},
        "schema": schema,
        **empty,
        **more,
    }


def formats(*names: str) -> dict[str, Any]:
    """Return the parameter `format` with its choices."""
    return parameter(
        "format",
        "The format of the answer, instead of Accept",
        "Le format de la réponse, à la place d'Accept",
        {"type": "string", "enum": list(names)},
    )


LANGUAGE: Final = parameter(
    "lang",
    "The language of a page",
    "La langue d'une page",
    {"type": "string", "enum": ["fr", "en"]},
)
AS_OF: Final = parameter(
    "asOf",
    "Without claims that are not yet said by this day; X-As-Of-Counts counts the groups",
    "Sans les prises de position pas encore dites ce jour-là ; X-As-Of-Counts compte les groupes",
    {"type": "string", "format": "date"},
)
