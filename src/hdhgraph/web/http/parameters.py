"""The parameters of addresses, each declared once: read and described by one declaration.

A route names what it takes beside itself; `read_values` reads an address against that, and the
description of the API lists the same.
"""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol

from hdhgraph.errors import ParameterError, nearest
from hdhgraph.i18n import dates
from hdhgraph.i18n.messages import LANGUAGES, MESSAGES, message
from hdhgraph.rdf.iris import resolve
from hdhgraph.rdf.namespaces import hg
from hdhgraph.sparql.canned import AS_OF as AS_OF_NAME
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.http.address import address_pairs, readable_pairs

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from fastapi import Request

    from hdhgraph.rdf.media_types import Format

__all__ = [
    "AS_OF",
    "LANGUAGE",
    "TOPIC",
    "AddressParameter",
    "WrongParameterError",
    "every_value",
    "format_parameter",
    "last_values",
    "read_values",
]

_LONGEST_COMPARED: Final = 100
_WHOLE: Final = r"[1-9][0-9]{0,6}"


class Known(Protocol):
    """What a graph has to choose from: its IRIs by class or scheme, its prefixes, its base."""

    @property
    def values(self) -> Mapping[str, frozenset[str]]:
        """The IRIs by that of their class or scheme."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The namespaces by prefix."""

    @property
    def base(self) -> str:
        """What IRIs of the graph begin with."""


class WrongParameterError(ParameterError):
    """A parameter that cannot be used: what is said of it, with which values, and what is near.

    `sentence` is the key of a message, or a sentence in English where no page says it.
    """

    def __init__(self, sentence: str, choices: Sequence[str] = (), **values: object) -> None:
        """Keep what the sentence needs, and say it to programs."""
        self.sentence, self.choices, self.values = sentence, tuple(choices), values
        hint = f" Did you mean {', '.join(choices)}?" if choices else ""
        super().__init__(self.said("en") + hint)

    def said(self, lang: str, **values: object) -> str:
        """Return what is wrong in a language, with `values` put in the place of its own."""
        put = {**self.values, **values}
        is_key = self.sentence in MESSAGES
        return message(self.sentence, lang, **put) if is_key else self.sentence.format(**put)


@dataclass(frozen=True, slots=True)
class AddressParameter:
    """One parameter: its name, what it is in English and French, and which values it takes.

    Values are of a type, among `choices`, of `classes` (local names) or of a `scheme`, as `pattern`
    writes them; a whole number or the length of a text is from `least` to `most`. `wrong` is said
    of any other value, `is_near` tells whether what is near it is named, and `format` is that of
    JSON Schema. With `is_loose`, an empty value is as good as none.
    """

    name: str
    en: str = ""
    fr: str = ""
    _: KW_ONLY
    type: ParameterType = ParameterType.TEXT
    choices: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    scheme: str = ""
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    default: str | None = None
    example: str | int | None = None
    format: str = ""
    wrong: str = ""
    is_near: bool = False
    is_required: bool = False
    is_many: bool = False
    is_loose: bool = False
    is_path: bool = False

    def given(self, request: Request, *, strictly: bool = True) -> str | None:
        """Return what an address gives, the last value of several; None where it gives nothing.

        Raises InputError for an address that is not UTF-8, if read strictly.
        """
        return last_values(request, strictly=strictly).get(self.name)

    def text(self, values: Mapping[str, str]) -> str:
        """Return the text given, else the default. Raises WrongParameterError for a wrong one."""
        text = values.get(self.name) or self.default or ""
        if text and self.choices and text not in self.choices:
            near = nearest(text[:_LONGEST_COMPARED], self.choices) or self.choices
            raise self.refused(text, near if self.is_near else ())
        if self.most is not None and len(text) > self.most:
            raise self.refused(text)
        return text

    def whole(self, values: Mapping[str, str], most: int | None = None) -> int:
        """Return the whole number given, else the default; `most` may be narrower than declared.

        Raises WrongParameterError for what is no such number.
        """
        text, last = values.get(self.name) or self.default or "", most or self.most or 0
        if re.fullmatch(self.pattern or _WHOLE, text) and (self.least or 0) <= int(text) <= last:
            return int(text)
        raise self.refused(text, most=last)

    def day(self, values: Mapping[str, str]) -> datetime.date | None:
        """Return the day given, None without one. Raises WrongParameterError for what is none."""
        text = values.get(self.name)
        try:
            return dates.read_day(text) if text else None
        except ValueError:
            raise self.refused(text or "") from None

    def iri(self, values: Mapping[str, str], graph: Known) -> str | None:
        """Return the IRI that a short name, a CURIE or an IRI means, None without one.

        Raises ParameterError with the nearest names where it means none.
        """
        text = values.get(self.name)
        if not text:
            return None
        known = self.known(graph)
        return resolve(text, known, parameter=self.name, prefixes=graph.prefixes)

    def known(self, graph: Known) -> frozenset[str]:
        """Return the IRIs that the graph has for it."""
        return frozenset[str]().union(
            *(graph.values.get(each, ()) for each in self.families(graph.base))
        )

    def families(self, base: str) -> list[str]:
        """Return the IRIs of the classes and the scheme that its values are of."""
        scheme = [f"{base}vocab/{self.scheme}"] if self.scheme else []
        return [*map(hg, self.classes), *scheme]

    def refused(
        self, value: str, near: Sequence[str] = (), **values: object
    ) -> WrongParameterError:
        """Return the error of a value that is not taken."""
        known = {"known": ", ".join(self.choices), "most": self.most, "count": len(value)}
        return WrongParameterError(
            self.wrong, near, **{**known, "name": self.name, "value": value, **values}
        )

    def described(self) -> dict[str, Any]:
        """Return the parameter object of OpenAPI, with its words in both languages."""
        loose = {} if self.is_path else {"allowEmptyValue": self.is_loose}
        example = {} if self.example is None else {"example": self.example}
        return {
            "name": self.name,
            "in": "path" if self.is_path else "query",
            "required": self.is_path or self.is_required,
            "description": {"en": self.en, "fr": self.fr},
            "schema": self.schema(),
            **loose,
            **example,
        }

    def schema(self) -> dict[str, Any]:
        """Return what JSON Schema says of the values."""
        is_whole = self.type is ParameterType.INTEGER
        kind, least, most = (
            ("integer", "minimum", "maximum") if is_whole else ("string", "minLength", "maxLength")
        )
        read = int if is_whole else str
        found = {
            "type": kind,
            least: self.least,
            "format": self.format or ("date" if self.type is ParameterType.DATE else None),
            most: self.most,
            "enum": [read(each) for each in self.choices] or None,
            "default": None if self.default is None else read(self.default),
        }
        schema = {name: value for name, value in found.items() if value is not None}
        return {"type": "array", "items": schema} if self.is_many else schema


LANGUAGE: Final = AddressParameter(
    "lang", "The language of a page", "La langue d'une page", choices=LANGUAGES, is_loose=True
)
AS_OF: Final = AddressParameter(
    AS_OF_NAME,
    "Without claims that are not yet said by this day; X-As-Of-Counts counts the groups",
    "Sans les prises de position pas encore dites ce jour-là ; X-As-Of-Counts compte les groupes",
    type=ParameterType.DATE, wrong="“{value}” is not a day as YYYY-MM-DD, which “{name}” takes.",
)  # fmt: skip


TOPIC: Final = AddressParameter(
    "topic", "Only this topic", "Seulement ce sujet", scheme="topic", example="cloud-act"
)


def format_parameter(formats: Iterable[Format], *, is_loose: bool = True) -> AddressParameter:
    """Return the parameter that names the format of the answer, with its choices."""
    return AddressParameter(
        "format",
        "The format of the answer, instead of Accept",
        "Le format de la réponse, à la place d'Accept",
        choices=tuple(each.name for each in formats),
        is_loose=is_loose,
    )


def read_values(
    request: Request,
    parameters: Sequence[AddressParameter] = (),
    unknown: str = "",
    *,
    more: Iterable[tuple[str, str]] = (),
    ignored: Collection[str] = (),
    is_near: bool = False,
) -> dict[str, str]:
    """Return the values that an address gives by name, those of a form (`more`) included.

    Names among `ignored` are left out. Where `unknown` says something of it, what is not among
    `parameters` is refused, `is_near` with the names near it. Raises WrongParameterError for that,
    and for what is given twice.
    """
    names = [each.name for each in parameters] if unknown else None
    values: dict[str, str] = {}
    for name, value in chain(address_pairs(request), more):
        if name in ignored:
            continue
        if names is not None and name not in names:
            near, known = nearest(name, names) if is_near else (), ", ".join(names)
            raise WrongParameterError(unknown, near, name=name, value=name, known=known)
        if name in values:
            raise WrongParameterError("parameter_twice", name=name)
        values[name] = value
    return values


def last_values(request: Request, *, strictly: bool = True) -> dict[str, str]:
    """Return all that an address gives, of several values the last, whether declared or not.

    Raises InputError for an address that is not UTF-8, if read strictly.
    """
    return dict(address_pairs(request) if strictly else readable_pairs(request))


def every_value(request: Request, parameter: AddressParameter) -> list[str]:
    """Return every value that an address gives to a parameter."""
    return [value for name, value in address_pairs(request) if name == parameter.name]
