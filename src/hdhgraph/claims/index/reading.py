"""All claims, read from what an engine answers to one small query a property.

Every query is a pattern or two that the engine walks through once; what belongs together is put
together here, so that no plan can be a bad one. Memory grows with the number of claims, up to the
number of rows that an answer may have.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.namespaces import PREFIXES, hg
from hdhgraph.sparql.solutions import AnswerLines, read_term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = ["MOVES", "SPEAKERS", "ClaimsReader", "index_queries", "reached_from"]

_CITO: Final = PREFIXES["cito"]
_OA: Final = PREFIXES["oa"]
_SCHEMA: Final = PREFIXES["schema"]
# What a claim does to another, by the name of its query; a contradiction holds in both directions.
MOVES: Final = {
    "contradicts": hg("contradicts"),
    **{
        name: _CITO + name
        for name in ("citesAsEvidence", "disputes", "qualifies", "repliesTo", "supports")
    },
}
# The properties that are read, by the name of their query.
_PROPERTIES: Final = {
    **{name: hg(name) for name in ("speaker", "stance", "illocution", "certainty", "proposition",
                                   "inCapacity", "madeAt", "attests", "mode", "relays", "edtf",
                                   "earliest", "latest", "saidNoLaterThan", "incompatibleWith",
                                   "refines")},
    "source": f"{_OA}hasSource",
    "selector": f"{_OA}hasSelector",
    "about": f"{_SCHEMA}about",
    "language": f"{_SCHEMA}inLanguage",
    "narrower": f"{PREFIXES['skos']}narrower",
    "organization": f"{PREFIXES['org']}organization",
    "subOrganizationOf": f"{PREFIXES['org']}subOrganizationOf",
    **MOVES,
}  # fmt: skip
# The classes that tell what kind of speaker somebody is.
SPEAKERS: Final = {
    PREFIXES["foaf"] + "Person": "person",
    hg("Organisation"): "organisation",
    PREFIXES["foaf"] + "Group": "group",
    hg("Pseudonym"): "pseudonym",
}
_SUBCLASS: Final = f"<{PREFIXES['rdfs']}subClassOf>*"


def index_queries(most: int) -> dict[str, str]:
    """Return the queries whose answers, as TSV, the reader is fed, each of up to `most` rows."""
    patterns = {name: f"?s <{iri}> ?o" for name, iri in _PROPERTIES.items()}
    patterns["claim"] = f"?s a ?o FILTER (?o = <{hg('Claim')}>)"
    kinds = (f"{{ ?s a/{_SUBCLASS} <{iri}> BIND (<{iri}> AS ?o) }}" for iri in SPEAKERS)
    patterns["kind"] = " UNION ".join(kinds)
    # Last, when it is known whose labels are wanted.
    patterns["label"] = f"?s <{PREFIXES['skos']}prefLabel> ?o"
    return {
        name: f"SELECT ?s ?o WHERE {{ {pattern} }} LIMIT {most}"
        for name, pattern in patterns.items()
    }


class ClaimsReader(AnswerLines):
    """What is read of claims: `feed` it each answer, `end` each.

    `claims` are what is said to be one, `labels` those of what lists are filtered by.
    """

    def __init__(self, base: str, organisations: Iterable[str], most: int) -> None:
        """Read data minted under `base`; answers have up to `most` rows."""
        super().__init__(most)
        self.base, self.organisations = base, frozenset(organisations)
        self.claims: set[str] = set()
        self.labels: dict[str, dict[str, str]] = {}
        # Most subjects have one value of a property: only the others have a set of them.
        names = (*_PROPERTIES, "kind")
        self._pairs: dict[str, dict[str, str]] = {name: {} for name in names}
        self._several: dict[str, dict[str, set[str]]] = {name: {} for name in names}
        self._known: dict[str, str] = {}
        self._named: set[str] | None = None

    @property
    def assertion(self) -> str:
        """The illocution of a claim that states none."""
        return f"{self.base}vocab/illocution/assertion"

    def take(self, name: str, lines: list[bytes]) -> None:
        """Take whole lines of an answer, its heading among them."""
        for line in lines:
            subject, tab, term = line.rstrip(b"\r").decode().partition("\t")
            if not tab or not subject.startswith("<"):  # a blank node, or the heading
                continue
            iri = self._one(subject[1:-1])
            match name:
                case "claim":
                    self.claims.add(iri)
                case "label":
                    self._label(iri, term)
                case "selector":
                    self._pairs[name][iri] = ""  # that there is one is enough
                case _:
                    self._pair(name, iri, self._one(_text(term)[0]))

    def _one(self, text: str) -> str:
        """Return the one copy of a text that is kept."""
        return self._known.setdefault(text, text)

    def _pair(self, name: str, subject: str, value: str) -> None:
        known = self._pairs[name].setdefault(subject, value)
        if known != value:
            self._several[name].setdefault(subject, {known}).add(value)

    def subjects(self, name: str) -> Collection[str]:
        """Return all that have a property."""
        return self._pairs[name].keys()

    def every(self, name: str, subject: str) -> Collection[str]:
        """Return all values of a property of a subject."""
        several = self._several[name].get(subject)
        if several is not None:
            return several
        one = self._pairs[name].get(subject)
        return () if one is None else (one,)

    def first(self, name: str, subject: str) -> str:
        """Return one value of a property of a subject, else nothing."""
        several = self._several[name].get(subject)
        return min(several) if several else self._pairs[name].get(subject, "")

    def when(self, name: str, claim: str) -> str:
        """Return a date of a claim, else of the event at which it was made."""
        return self.first(name, claim) or self.first(name, self.first("madeAt", claim))

    @cached_property
    def broader(self) -> Mapping[str, set[str]]:
        """By concept itself and all that are wider, however many steps away."""
        wider: dict[str, set[str]] = defaultdict(set)
        for wide in self.subjects("narrower"):
            for each in self.every("narrower", wide):
                wider[each].add(wide)
        every = set(wider) | set(self.subjects("narrower"))
        return {each: reached_from(each, lambda of: wider.get(of, ())) for each in every}

    def bodies(self, claim: str) -> set[str]:
        """Return for whom a claim speaks: its speaker, the body of the capacity, what they are of.

        A body is part of another however many steps away (org:subOrganizationOf).
        """
        own = set(self.every("speaker", claim)).union(
            *(self.every("organization", each) for each in self.every("inCapacity", claim))
        )
        wider = (self.every("subOrganizationOf", each) for each in own)
        if not any(wider):
            return own
        return own.union(
            *(reached_from(each, lambda of: self.every("subOrganizationOf", of)) for each in own)
        )

    @cached_property
    def places(self) -> Mapping[str, list[str]]:
        """The places that voice each claim."""
        places: dict[str, list[str]] = defaultdict(list)
        for place in self.subjects("attests"):
            for claim in self.every("attests", place):
                places[claim].append(place)
        return places

    def _label(self, iri: str, term: str) -> None:
        if self._named is None:
            self._named = self._values_with_labels()
        if iri in self._named:
            text, lang = _text(term)
            self.labels.setdefault(iri, {}).setdefault(lang, text)

    def _values_with_labels(self) -> set[str]:
        names = ("speaker", "stance", "illocution", "certainty", "source", "mode", "organization",
                 "subOrganizationOf", "about")  # fmt: skip
        values = {self.assertion}
        values |= {value for name in names for value in self._pairs[name].values()}
        values |= {v for name in names for each in self._several[name].values() for v in each}
        return values | self.organisations | self.broader.keys()


def reached_from(start: str, following: Callable[[str], Iterable[str]]) -> set[str]:
    """Return what can be reached from a start, however many steps away, and the start."""
    reached, ahead = {start}, [start]
    while ahead:
        new = set(following(ahead.pop())) - reached
        reached |= new
        ahead += new
    return reached


def _text(term: str) -> tuple[str, str]:
    """Return the text of a term, and its language; nothing for a blank node."""
    return read_term(term) or ("", "")
