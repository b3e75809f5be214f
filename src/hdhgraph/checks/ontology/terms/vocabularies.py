"""The terms of well-known vocabularies, so that a name that none of them has is found.

Those that rdflib lists are taken from there, with what it leaves out; ELI, Web Annotation and CiTO
are listed here. A vocabulary that is finished has these terms and no others; one that grows may
have younger ones, so that only what looks like a slip of the pen is told.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rdflib import namespace

from hdhgraph.checks.ontology.terms.names import EXTRA_NAMES, LISTED_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.checks.ontology.terms.guesses import Guesses

__all__ = ["DEPRECATED", "SCHEMA_ORG", "Vocabulary", "misspelt_namespaces", "vocabularies"]

SCHEMA_ORG: Final = MappingProxyType(
    {scheme: f"{scheme}://schema.org/" for scheme in ("http", "https")}
)
# Terms that a vocabulary itself calls deprecated, and what it puts in their place.
DEPRECATED: Final = MappingProxyType(
    {
        "http://www.w3.org/2002/07/owl#DataRange": "http://www.w3.org/2000/01/rdf-schema#Datatype",
        "http://data.europa.eu/eli/ontology#implements": (
            "http://data.europa.eu/eli/ontology#applies"
        ),
        "http://data.europa.eu/eli/ontology#implemented_by": (
            "http://data.europa.eu/eli/ontology#applied_by"
        ),
    }
)
_FINISHED: Final = (
    "DC", "DCAM", "DCMITYPE", "DCTERMS", "FOAF", "ORG", "OWL", "PROV", "QB", "RDF", "RDFS", "SKOS",
    "VANN", "VOID", "XSD",
)  # fmt: skip
_GROWING: Final = ("DCAT", "SDO", "SH", "SOSA", "SSN", "TIME")
_MEMBERSHIP: Final = re.compile(r"_[1-9][0-9]*")  # rdf:_1 and so on (RDF Schema, section 5.1.6)
# How alike a name must be to one that there is, before it is taken for a slip of the pen.
_ALIKE: Final = 0.84


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A namespace and the names in it; `is_finished` tells that there will be no others."""

    iri: str
    names: frozenset[str]
    is_finished: bool

    def has(self, name: str, guesses: Guesses) -> bool:
        """Tell whether there is a term of that name, or may be one."""
        return (
            name in self.names
            or (self.iri.endswith("rdf-syntax-ns#") and bool(_MEMBERSHIP.fullmatch(name)))
            or (not self.is_finished and guesses.nearest(self.iri, name, _ALIKE) is None)
        )


@functools.cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Return the vocabularies by namespace; schema.org under both of its schemes."""
    known = [_of_rdflib(name, is_finished=True) for name in _FINISHED]
    known += [_of_rdflib(name, is_finished=False) for name in _GROWING]
    known += [
        Vocabulary(iri, frozenset(names.split()), is_finished)
        for iri, (names, is_finished) in LISTED_NAMES.items()
    ]
    by_namespace = {each.iri: each for each in known}
    schema = by_namespace[SCHEMA_ORG["https"]]
    by_namespace[SCHEMA_ORG["http"]] = replace(schema, iri=SCHEMA_ORG["http"])
    return MappingProxyType(by_namespace)


def _of_rdflib(name: str, *, is_finished: bool) -> Vocabulary:
    listed = getattr(namespace, name)
    names = {*listed.__annotations__, *getattr(listed, "_extras", ())}
    names.update(EXTRA_NAMES.get(name, "").split())
    own = frozenset(each for each in names if not each.startswith("_"))
    return Vocabulary(str(listed._NS), own, is_finished)  # noqa: SLF001 - rdflib's own way to it


@functools.cache
def misspelt_namespaces() -> Mapping[str, str]:
    """Return namespaces that are often written instead of the right ones, with these.

    The other scheme, and `/` for `#` or the other way round.
    """
    wrong: dict[str, str] = {}
    for right in vocabularies():
        if right in SCHEMA_ORG.values():
            continue
        scheme, rest = right.split("://", 1)
        other = f"{'https' if scheme == 'http' else 'http'}://{rest}"
        swap = {"#": "/", "/": "#"}
        for each in (other, right[:-1] + swap[right[-1]], other[:-1] + swap[right[-1]]):
            wrong[each] = right
    return MappingProxyType(
        {key: right for key, right in wrong.items() if key not in vocabularies()}
    )
