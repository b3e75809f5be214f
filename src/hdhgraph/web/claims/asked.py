"""What a list of claims is asked for: filters, order and page, read from an address and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from hdhgraph.claims.index.facets import FACETS, ORDERS, UNDATED, Filters
from hdhgraph.claims.index.reading import SPEAKERS
from hdhgraph.errors import nearest
from hdhgraph.i18n.messages import MESSAGES
from hdhgraph.rdf.iris import compact, expand, slug
from hdhgraph.rdf.media_types import CITATION_FORMATS, CSV, GRAPH_FORMATS, HTML, PLAIN_JSON
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.http.parameters import (
    AS_OF,
    LANGUAGE,
    AddressParameter,
    WrongParameterError,
    format_parameter,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.claims.index.facets import FacetIndex
    from hdhgraph.web.service.service import Service

__all__ = [
    "FORMAT",
    "FORMATS",
    "LARGEST_EXPORT",
    "LARGEST_PAGE",
    "PARAMETERS",
    "Asked",
    "listed_values",
    "read",
    "short",
]

LARGEST_PAGE: Final = 100
LARGEST_EXPORT: Final = 500
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
NAME_KEYS: Final = {**FACET_KEYS, "sort": "claims_sort", "size": "claims_size"}
_YEAR: Final = r"[12][0-9]{3}"
# Facets whose values are no IRIs.
_PLAIN: Final = {
    "kind": "",
    "hand": r"[123]",
    "year": rf"{_YEAR}|(?:\.\.|{_YEAR})/{_YEAR}|{_YEAR}/\.\.|{UNDATED}",
    "language": r"[a-z]{2,3}",
}
FORMATS: Final = (PLAIN_JSON, HTML, CSV, *GRAPH_FORMATS, *CITATION_FORMATS)


def _facet(name: str) -> AddressParameter:
    """Return the filter of a facet."""
    called = MESSAGES[FACET_KEYS[name]]
    return AddressParameter(
        name,
        f"{called['en']}: only claims with this value, a slug, a CURIE or an IRI",
        f"{called['fr']} : seulement les prises de position qui ont cette valeur, nom court, CURIE "
        "ou IRI",
        choices=tuple(SPEAKERS.values()) if name == "kind" else (),
        pattern=_PLAIN.get(name, ""),
        classes=_CLASSES.get(name, ()),
        scheme=name if name in _SCHEMES else "",
        wrong="claims_bad_value",
    )


_FILTERS: Final = tuple(map(_facet, FACETS))
_AS_OF: Final = replace(AS_OF, wrong="claims_bad_day")
_SORT: Final = AddressParameter(
    "sort", "The order: by date, the most recent first, by speaker or by source",
    "L'ordre : par date, les plus récentes d'abord, par locuteur ou par source",
    choices=tuple(ORDERS), default=ORDERS[0], wrong="claims_bad_value", is_near=True,
)  # fmt: skip
_PAGE: Final = AddressParameter(
    "page", "A page", "Une page", type=ParameterType.INTEGER, least=1, most=_LAST_PAGE, default="1",
    wrong="claims_bad_number", is_loose=True,
)  # fmt: skip
_SIZE: Final = AddressParameter(
    "size", "Claims a page: up to 100 on a page for people and in citations, up to 500 elsewhere",
    "Prises de position par page : 100 au plus pour lire et citer, 500 ailleurs",
    type=ParameterType.INTEGER, least=1, most=LARGEST_EXPORT, default="20",
    wrong="claims_bad_number", is_loose=True,
)  # fmt: skip
_MORE: Final = AddressParameter(
    "more", "A facet that is given with up to 300 values, not 8",
    "Une facette donnée avec 300 valeurs au plus, et non 8", choices=FACETS,
    wrong="claims_bad_value", is_near=True,
)  # fmt: skip
FORMAT: Final = format_parameter(FORMATS)
PARAMETERS: Final = (*_FILTERS, _AS_OF, _SORT, _PAGE, _SIZE, _MORE, LANGUAGE, FORMAT)


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
    size: int = int(_SIZE.default or 0)
    more: str = ""

    @classmethod
    def plain(cls, given: Mapping[str, str]) -> Asked:
        """Return a list of which no more is known than its parameters, to write addresses of."""
        return cls(Filters(), {name: value for name, value in given.items() if value})

    def at(self, lang: str, path: str = "/claims", **changed: object) -> str:
        """Return the address of this list with parameters changed; it then begins at page 1."""
        merged = {**self.given, "page": "", "more": "", **changed, "lang": lang}
        pairs = [(each.name, merged[each.name]) for each in PARAMETERS if merged.get(each.name)]
        return f"{path}?{urlencode(pairs)}"


def read(given: Mapping[str, str], index: FacetIndex, service: Service, *, most: int) -> Asked:
    """Return what the parameters of an address ask for; an empty one is as if not given.

    `most` is how many claims a page may have. Raises WrongParameterError.
    """
    given = {name: value for name, value in given.items() if value}
    asked = [each for each in _FILTERS if each.name in given]
    values = {each.name: _value(each, given[each.name], index, service) for each in asked}
    day = _AS_OF.day(given)
    return Asked(
        Filters(values, day.isoformat() if day else ""),
        given,
        _SORT.text(given),
        _PAGE.whole(given),
        _SIZE.whole(given, most),
        _MORE.text(given),
    )


def short(facet: str, value: str, index: FacetIndex, service: Service) -> str:
    """Return what an address calls a value of a facet: the last part of its IRI where one has it.

    Where several do, it is the IRI, shortened by a prefix.
    """
    if facet in _PLAIN:
        return value
    names = index.named(facet).get(slug(value), ())
    return slug(value) if len(names) == 1 else compact(value, service.prefixes)


def _value(facet: AddressParameter, text: str, index: FacetIndex, service: Service) -> str:
    """Return the value of a facet that a person means: a slug, a CURIE or a full IRI."""
    name = facet.name
    if name in _PLAIN:
        if text in facet.choices or (facet.pattern and re.fullmatch(facet.pattern, text)):
            return text
        near = nearest(text, index.values(name)) or sorted(index.values(name))
        raise facet.refused(text, near[:_MOST_NEAR])
    found = index.named(name).get(text, ())
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        near = [compact(each, service.prefixes) for each in found[:_MOST_NEAR]]
        raise WrongParameterError("claims_several", near, value=text, name=name)
    known = facet.known(service)
    iri = expand(text, service.prefixes)
    if iri in index.named(name).get(slug(iri), ()) or iri in known:
        return iri
    others = [each for each in known if slug(each) == text]
    if len(others) == 1:
        return others[0]
    # Long lists of names are not compared with long texts.
    raise facet.refused(text, nearest(slug(iri)[:100], index.named(name))[:_MOST_NEAR])


def listed_values(base: str) -> set[str]:
    """Return the classes and schemes that filters take values of."""
    return {each for facet in _FILTERS for each in facet.families(base)}
