"""What a list of claims is asked for: filters, order and page, read from an address and back."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from hdhgraph.claims_read import SPEAKERS
from hdhgraph.errors import ParameterError, nearest
from hdhgraph.facets import FACETS, ORDERS, UNDATED, Filters
from hdhgraph.iris import compact, expand, slug
from hdhgraph.namespaces import hg
from hdhgraph.web.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.facets import FacetIndex
    from hdhgraph.web.service import Service

__all__ = [
    "LARGEST_EXPORT",
    "LARGEST_PAGE",
    "PARAMETERS",
    "Asked",
    "WrongFilterError",
    "listed_values",
    "read",
    "short",
]

PARAMETERS: Final = (*FACETS, "asOf", "sort", "page", "size", "more", "lang", "format")
LARGEST_PAGE: Final = 100
LARGEST_EXPORT: Final = 500
_SIZE: Final = 20
_LAST_PAGE: Final = 100_000
_MOST_NEAR: Final = 8
# What a filter takes beside what claims have: known values without claims are no mistake.
_CLASSES: Final = {
    "actor": ("Actor",),
    "organisation": ("Organisation",),
    "about": ("Actor", "LegalAct", "System", "Certification", "Event"),
    "source": ("Source",),
}
_SCHEMES: Final = ("topic", "stance", "illocution")
FACET_KEYS: Final = {
    "topic": "claims_facet_topic",
    "actor": "claims_facet_actor",
    "kind": "claims_facet_kind",
    "stance": "claims_facet_stance",
    "illocution": "claims_facet_illocution",
    "organisation": "claims_facet_organisation",
    "about": "claims_facet_about",
    "source": "claims_facet_source",
    "year": "claims_facet_year",
    "certainty": "claims_facet_certainty",
    "mode": "claims_facet_mode",
    "hand": "claims_facet_hand",
    "language": "claims_facet_language",
}
SORT_KEYS: Final = {
    "date": "claims_sort_date",
    "recent": "claims_sort_recent",
    "speaker": "claims_sort_speaker",
    "source": "claims_sort_source",
}
_NAME_KEYS: Final = {**FACET_KEYS, "sort": "claims_sort", "size": "claims_size"}
_YEAR: Final = r"[12][0-9]{3}"
_PLAIN: Final = {
    "kind": "|".join(SPEAKERS.values()),
    "hand": r"[123]",
    "year": rf"{_YEAR}|(?:\.\.|{_YEAR})/{_YEAR}|{_YEAR}/\.\.|{UNDATED}",
    "language": r"[a-z]{2,3}",
}


class WrongFilterError(Exception):
    """A parameter that cannot be used: the key of a message, its values, and what is near.

    `name` is the parameter that `near`, values for an address, are for.
    """

    def __init__(self, key: str, near: Sequence[str] = (), **values: object) -> None:
        """Keep what the message needs."""
        super().__init__(key)
        self.key, self.near, self.values = key, tuple(near), values

    @property
    def name(self) -> str:
        """The parameter that is wrong, or nothing."""
        return str(self.values.get("name", ""))

    def said(self, lang: str) -> str:
        """Return what is wrong, in a language; a facet is called as its page does."""
        key = _NAME_KEYS.get(self.name, "")
        called = {"name": message(key, lang)} if key and self.key != "claims_unknown" else {}
        return message(self.key, lang, **{**self.values, **called})

    def as_problem(self) -> ParameterError:
        """Return it as the error of a program's request."""
        hint = f" Did you mean {', '.join(self.near)}?" if self.near else ""
        return ParameterError(message(self.key, "en", **self.values) + hint)


@dataclass(frozen=True, slots=True)
class Asked:
    """One list: `given` are the parameters as an address has them, without empty ones.

    `filters` are the same with values as the graph has them; `more` is the facet that is shown
    with all its values.
    """

    filters: Filters
    given: Mapping[str, str] = field(default_factory=dict)
    sort: str = "date"
    page: int = 1
    size: int = _SIZE
    more: str = ""

    @classmethod
    def plain(cls, given: Mapping[str, str]) -> Asked:
        """Return a list of which no more is known than its parameters, to write addresses of."""
        return cls(Filters(), {name: value for name, value in given.items() if value})

    def at(self, lang: str, path: str = "/claims", **changed: object) -> str:
        """Return the address of this list with parameters changed; it then begins at page 1."""
        merged = {**self.given, "page": "", "more": "", **changed, "lang": lang}
        pairs = [(name, merged.get(name)) for name in PARAMETERS if merged.get(name)]
        return f"{path}?{urlencode(pairs)}"


def read(
    pairs: Sequence[tuple[str, str]], index: FacetIndex, service: Service, *, most: int
) -> Asked:
    """Return what the parameters of an address ask for; an empty one is as if not given.

    `most` is how many claims a page may have. Raises WrongFilterError.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in PARAMETERS:
            near = nearest(name, PARAMETERS)
            raise WrongFilterError("claims_unknown", near, value=name, name=name,
                                   known=", ".join(PARAMETERS))  # fmt: skip
        if name in given:
            raise WrongFilterError("claims_twice", name=name)
        given[name] = value
    given = {name: value for name, value in given.items() if value}
    values = {name: _value(name, given[name], index, service) for name in FACETS if name in given}
    return Asked(
        Filters(values, _day(given.get("asOf", ""))),
        given,
        _one_of("sort", given.get("sort", ORDERS[0]), ORDERS),
        _whole("page", given.get("page", "1"), _LAST_PAGE),
        _whole("size", given.get("size", str(_SIZE)), most),
        _one_of("more", given["more"], FACETS) if "more" in given else "",
    )


def short(facet: str, value: str, index: FacetIndex, service: Service) -> str:
    """Return what an address calls a value of a facet: the last part of its IRI where one has it.

    Where several do, it is the IRI, shortened by a prefix.
    """
    if facet in _PLAIN:
        return value
    names = index.named(facet).get(slug(value), ())
    return slug(value) if len(names) == 1 else compact(value, service.prefixes)


def _value(facet: str, text: str, index: FacetIndex, service: Service) -> str:
    """Return the value of a facet that a person means: a slug, a CURIE or a full IRI."""
    if facet in _PLAIN:
        if re.fullmatch(_PLAIN[facet], text):
            return text
        near = nearest(text, index.values(facet)) or sorted(index.values(facet))
        raise WrongFilterError("claims_bad_value", near[:_MOST_NEAR], value=text, name=facet)
    found = index.named(facet).get(text, ())
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        near = [compact(each, service.prefixes) for each in found[:_MOST_NEAR]]
        raise WrongFilterError("claims_several", near, value=text, name=facet)
    known = _known(facet, service)
    iri = expand(text, service.prefixes)
    if iri in index.named(facet).get(slug(iri), ()) or iri in known:
        return iri
    others = [each for each in known if slug(each) == text]
    if len(others) == 1:
        return others[0]
    # Long lists of names are not compared with long texts.
    near = nearest(slug(iri)[:100], index.named(facet))[:_MOST_NEAR]
    raise WrongFilterError("claims_bad_value", near, value=text, name=facet)


def _known(facet: str, service: Service) -> frozenset[str]:
    """Return the IRIs that a facet takes, whether claims have them or not."""
    of = [hg(name) for name in _CLASSES.get(facet, ())]
    of += [f"{service.base}vocab/{facet}"] if facet in _SCHEMES else []
    return frozenset[str]().union(*(service.values.get(each, ()) for each in of))


def listed_values(base: str) -> set[str]:
    """Return the classes and schemes that filters take values of."""
    classes = {hg(name) for names in _CLASSES.values() for name in names}
    return classes | {f"{base}vocab/{name}" for name in _SCHEMES}


def _day(text: str) -> str:
    try:
        if not text or datetime.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise WrongFilterError("claims_bad_day", value=text)


def _one_of(name: str, text: str, choices: Sequence[str]) -> str:
    if text in choices:
        return text
    near = nearest(text[:100], choices) or choices
    raise WrongFilterError("claims_bad_value", near, value=text, name=name)


def _whole(name: str, text: str, most: int) -> int:
    if re.fullmatch(r"[1-9][0-9]{0,6}", text) and int(text) <= most:
        return int(text)
    raise WrongFilterError("claims_bad_number", value=text, name=name, most=most)
