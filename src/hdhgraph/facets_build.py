"""Build the index of `facets` from what an engine answers to one small query a property.

Every query is a pattern or two that the engine walks through once; what belongs together is put
together here, so that no plan can be a bad one. Memory grows with the number of claims, up to the
number of rows that an answer may have.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from hdhgraph.answer_lines import AnswerLines
from hdhgraph.facets import FACETS, ORDERS, UNDATED, FacetIndex, Kind
from hdhgraph.iris import slug
from hdhgraph.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["FacetBuilder", "index_queries"]

_OA: Final = PREFIXES["oa"]
_SCHEMA: Final = PREFIXES["schema"]
# The properties that are read, by the name of their query.
_PROPERTIES: Final = {
    **{name: hg(name) for name in ("speaker", "stance", "certainty", "proposition", "inCapacity",
                                   "madeAt", "attests", "mode", "relays", "edtf", "earliest")},
    "available": f"{PREFIXES['dcterms']}available",
    "source": f"{_OA}hasSource",
    "selector": f"{_OA}hasSelector",
    "about": f"{_SCHEMA}about",
    "language": f"{_SCHEMA}inLanguage",
    "narrower": f"{PREFIXES['skos']}narrower",
    "organization": f"{PREFIXES['org']}organization",
}  # fmt: skip
_TERM: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<[^>]*>)?')
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_YEAR: Final = re.compile(r"(?<![\dX-])(\d{4})(?!\d)")
# An interval of more years than this says nothing of any of them.
_MOST_YEARS: Final = 30
_LAST: Final = "9999"
_LANGUAGES: Final = ("fr", "en")
_FARTHEST: Final = 3


def index_queries(most: int) -> dict[str, str]:
    """Return the queries whose answers, as TSV, the builder is fed, each of up to `most` rows."""
    patterns = {name: f"?s <{iri}> ?o" for name, iri in _PROPERTIES.items()}
    patterns["claim"] = f"?s a ?o FILTER (?o = <{hg('Claim')}>)"
    # Last, when it is known whose labels are wanted.
    patterns["label"] = f"?s <{PREFIXES['skos']}prefLabel> ?o"
    return {
        name: f"SELECT ?s ?o WHERE {{ {pattern} }} LIMIT {most}"
        for name, pattern in patterns.items()
    }


class FacetBuilder(AnswerLines):
    """An index that is being built: `feed` it each answer, `end` each, then `finish`."""

    def __init__(self, base: str, organisations: Iterable[str], most: int) -> None:
        """Build for data minted under `base`; answers have up to `most` rows."""
        self._topics, self._own_voice = f"{base}vocab/topic/", f"{base}vocab/mode/own-voice"
        super().__init__(most)
        self._organisations = frozenset(organisations)
        # Most subjects have one value of a property: only the others have a set of them.
        self._pairs: dict[str, dict[str, str]] = {name: {} for name in _PROPERTIES}
        self._several: dict[str, dict[str, set[str]]] = {name: {} for name in _PROPERTIES}
        self._claims: set[str] = set()
        self._labels: dict[str, dict[str, str]] = {}
        self._known: dict[str, str] = {}
        self._named: set[str] | None = None

    def take(self, name: str, lines: list[bytes]) -> None:
        """Take whole lines of an answer, its heading among them."""
        for line in lines:
            subject, tab, term = line.rstrip(b"\r").decode().partition("\t")
            if not tab or not subject.startswith("<"):  # a blank node, or the heading
                continue
            iri = self._one(subject[1:-1])
            match name:
                case "claim":
                    self._claims.add(iri)
                case "label":
                    self._label(iri, term)
                case "selector":
                    self._pairs[name][iri] = ""  # that there is one is enough
                case _:
                    self._pair(name, iri, self._one(_value(term)[0]))

    def _one(self, text: str) -> str:
        """Return the one copy of a text that is kept."""
        return self._known.setdefault(text, text)

    def _pair(self, name: str, subject: str, value: str) -> None:
        known = self._pairs[name].setdefault(subject, value)
        if known != value:
            self._several[name].setdefault(subject, {known}).add(value)

    def _every(self, name: str, subject: str) -> Iterable[str]:
        """Return all values of a property of a subject."""
        several = self._several[name].get(subject)
        if several is not None:
            return several
        one = self._pairs[name].get(subject)
        return () if one is None else (one,)

    def _label(self, iri: str, term: str) -> None:
        if self._named is None:
            self._named = self._values_with_labels()
        if iri in self._named:
            text, lang = _value(term)
            self._labels.setdefault(iri, {}).setdefault(lang, text)

    def _values_with_labels(self) -> set[str]:
        names = ("speaker", "stance", "certainty", "source", "mode", "organization", "about")
        values = {value for name in names for value in self._pairs[name].values()}
        values |= {v for name in names for each in self._several[name].values() for v in each}
        return values | self._organisations | self._broader().keys()

    def _first(self, name: str, subject: str) -> str:
        several = self._several[name].get(subject)
        return min(several) if several else self._pairs[name].get(subject, "")

    def _when(self, name: str, claim: str) -> str:
        """Return a date of a claim, else of the event at which it was made."""
        return self._first(name, claim) or self._first(name, self._first("madeAt", claim))

    def finish(self) -> FacetIndex:
        """Return the index of the claims that have speaker, stance and proposition."""
        needed = ("speaker", "stance", "proposition")
        whole = [c for c in self._claims if all(self._first(name, c) for name in needed)]
        claims = sorted(whole, key=lambda c: (self._when("earliest", c) or _LAST, c))
        places: dict[str, list[str]] = defaultdict(list)
        for place in self._pairs["attests"]:
            for claim in self._every("attests", place):
                places[claim].append(place)
        facets: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in FACETS}
        kinds: dict[Kind, list[int]] = defaultdict(list)
        broader = self._broader()
        for position, claim in enumerate(claims):
            own = sorted({self._kind(place) for place in places[claim]}, key=str)
            for kind in own:
                kinds[kind].append(position)
            found = self._of_claim(claim, broader)
            found |= {"hand": self._hands(places[claim])}
            found |= {name: {k.value(name) for k in own} for name in ("source", "mode", "language")}
            for name, values in found.items():
                for value in values - {""}:
                    facets[name][value].append(position)
        days = [self._first("available", claim) for claim in claims]
        orders = self._orders(claims, places)
        return FacetIndex(
            claims,
            days=days,
            facets=facets,
            kinds=kinds,
            labels=self._labels,
            orders=orders,
            is_whole=self.is_whole,
        )

    def _kind(self, place: str) -> Kind:
        source = self._first("source", place)
        return Kind(source, self._first("mode", place), self._first("language", source))

    def _of_claim(self, claim: str, broader: Mapping[str, set[str]]) -> dict[str, set[str]]:
        """Return the values of a claim by the facets that do not belong to its places."""
        about = self._every("about", self._first("proposition", claim))
        topics = {wide for each in about for wide in broader.get(each, {each})}
        speaker = self._first("speaker", claim)
        body = self._first("organization", self._first("inCapacity", claim))
        return {
            "topic": {each for each in topics if each.startswith(self._topics)},
            "actor": {speaker},
            "organisation": {body} | ({speaker} & self._organisations),
            "stance": {self._first("stance", claim)},
            "certainty": {self._first("certainty", claim)},
            "year": set(_years(self._when("edtf", claim))) or {UNDATED},
        }

    def _broader(self) -> dict[str, set[str]]:
        """Return by topic itself and all that are wider, however many steps away."""
        wider: dict[str, set[str]] = defaultdict(set)
        for wide in self._pairs["narrower"]:
            for each in self._every("narrower", wide):
                wider[each].add(wide)
        found = {}
        for topic in set(wider) | set(self._pairs["narrower"]):
            reached, ahead = {topic}, [topic]
            while ahead:
                new = wider.get(ahead.pop(), set()) - reached
                reached |= new
                ahead += new
            found[topic] = reached
        return found

    def _hands(self, places: Iterable[str]) -> set[str]:
        """Return at which hand the nearest place with an anchor has a claim; nothing without one.

        It is one more than the number of reports between the speaker and the reader.
        """
        anchored = (each for each in places if each in self._pairs["selector"])
        hands = [self._distance(each) for each in anchored if self._first("mode", each)]
        return {str(min(_FARTHEST, *hands))} if hands else set()

    def _distance(self, place: str) -> int:
        relays, own = self._pairs["relays"], self._own_voice
        links, ahead = {place}, [place]
        while ahead:
            new = set(self._every("relays", ahead.pop())) - links
            links |= new
            ahead += new
        told = {each: self._first("mode", each) for each in links}
        reports = [2 if each in relays else int(mode != own) for each, mode in told.items() if mode]
        return sum(1 for mode in told.values() if mode) + min(reports, default=1)

    def _orders(
        self, claims: list[str], places: Mapping[str, list[str]]
    ) -> dict[tuple[str, str], list[int]]:
        """Return positions by order and language."""
        every = list(range(len(claims)))
        dated = [bool(self._when("earliest", claim)) for claim in claims]
        recent = sorted(every, key=lambda n: (not dated[n], -n))
        found: dict[tuple[str, str], list[int]] = {}
        for lang in _LANGUAGES:
            keys = {iri: _key(texts, lang) for iri, texts in self._labels.items()}
            speakers = [keys.get(s := self._first("speaker", c), slug(s)) for c in claims]
            named = [[self._first("source", place) for place in places[c]] for c in claims]
            sources = [min((keys.get(s, slug(s)) for s in each), default=_LAST) for each in named]
            by = {
                "date": every,
                "recent": recent,
                "speaker": sorted(every, key=speakers.__getitem__),
                "source": sorted(every, key=sources.__getitem__),
            }
            found |= {(name, lang): by[name] for name in ORDERS}
        return found


def _value(term: str) -> tuple[str, str]:
    """Return the text of a term of TSV, and its language; nothing for a blank node."""
    if term.startswith("<"):
        return term[1:-1], ""
    found = _TERM.fullmatch(term)
    if found is None:
        return "", ""
    text, lang = found.groups()
    return (_ESCAPE.sub(_character, text) if "\\" in text else text), (lang or "").lower()


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, code)


def _years(edtf: str) -> Iterator[str]:
    """Yield the years of an EDTF date, and those between the ends of an interval."""
    named = [int(each) for each in _YEAR.findall(edtf)]
    if named and max(named) - min(named) < _MOST_YEARS:
        yield from (f"{year:04}" for year in range(min(named), max(named) + 1))


def _key(texts: Mapping[str, str], lang: str) -> str:
    """Return what a label is sorted by: no case, no accents."""
    text = texts.get(lang) or next(iter(texts.values()), "")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()
