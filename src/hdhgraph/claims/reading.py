"""A list of claims as rows that pages and tables show, and as a graph: queries, and their answers.

The queries begin at the claims that are listed: what they take depends on these alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.claims.index.facets import Kind
from hdhgraph.claims.model import Thing, thing_doing, told_by
from hdhgraph.claims.place_order import place_key
from hdhgraph.rdf.iris import is_absolute
from hdhgraph.rdf.namespaces import PREFIXES, hg
from hdhgraph.sparql.as_of import group_of, interval, left_out

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hdhgraph.claims.place_order import PlaceKey

__all__ = [
    "ClaimRow",
    "RowPlace",
    "beside",
    "credits_query",
    "graph_query",
    "read_rows",
    "rows_query",
]

_OA: Final = PREFIXES["oa"]
_SKOS: Final = PREFIXES["skos"]
_LABEL: Final = f"{_SKOS}prefLabel"
_MOST_ROWS: Final = 1000  # of the answer, a claim
_LINKS: Final = ("speaker", "inCapacity", "stance", "illocution", "certainty", "proposition")
_DATES: Final = ("edtf", "earliest", "saidNoLaterThan")
_OF_PLACE: Final = ("mode", "relays", "fragment")
_NAMES: Final = {
    **{hg(name): name for name in (*_LINKS, *_DATES, "mode", "fragment")},
    f"{_OA}hasSource": "source",
    f"{_OA}start": "start",
    f"{_OA}end": "end",
}


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a claim is voiced: offsets are code points of the source, empty where it is not held.

    What is not known of it is empty, or None. `relays_held` tells that it relays a place of a held
    source.
    """

    iri: str
    source: Thing | None
    mode: Thing | None
    fragment: str
    fragment_lang: str
    start: str
    end: str
    language: str
    relays_held: bool

    @property
    def kind(self) -> Kind:
        """Its source, mode and language."""
        source, mode = (each.iri if each else "" for each in (self.source, self.mode))
        return Kind(source, mode, self.language)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim of a list. `date` is EDTF: its own, else its event's, as `earliest` is a day.

    `said_by` is the day by which it had been made; what is not known is empty. `place` is the one
    to show, of `attestations` in all. `capacity_told` are those on whose word alone it is known in
    which capacity the claim was made.
    """

    iri: str
    speaker: Thing
    stance: Thing
    proposition: Thing
    capacity: Thing | None
    certainty: Thing | None
    date: str
    earliest: str
    said_by: str
    place: RowPlace | None
    attestations: int
    illocution: Thing | None = None
    capacity_told: tuple[Thing, ...] = ()

    def doing(self, lang: str) -> str:
        """Return what the speaker does: stance and illocution in words."""
        return thing_doing(self.stance, self.illocution, lang)

    def capacity_note(self, lang: str) -> str:
        """Return in words on whose word alone the capacity is known; else nothing."""
        return told_by(self.capacity_told, lang)

    def group(self, day: str) -> str:
        """Return its group as of a day; empty without one."""
        return group_of(self.earliest, self.said_by, day) if day else ""


def beside(capacity: str, speaker: str) -> str:
    """Return what a capacity is called beside its speaker, whose name it need not repeat."""
    return capacity.removesuffix(f" ({speaker})") if speaker else capacity


def _values(iris: Iterable[str]) -> str:
    nodes = " ".join(str(ox.NamedNode(iri)) for iri in iris if is_absolute(iri))
    return f"VALUES ?claim {{ {nodes} }}"


def _among(names: Iterable[str]) -> str:
    return ", ".join(f"<{iri}>" for iri in names)


def rows_query(claims: Sequence[str]) -> str:
    """Return the SELECT for what is shown of claims: `?claim`, or a `?place` of it, and `?p ?o`.

    With `?thing` instead of `?p`, `?o` is a label of that. A predicate is filtered, not listed: the
    engine would begin at a list of them.
    """
    values, attests = _values(claims), f"?place <{hg('attests')}> ?claim"
    own = _among(iri for iri, name in _NAMES.items() if name in (*_LINKS, *_DATES))
    placed = _among(iri for iri, name in _NAMES.items() if name in ("source", "mode", "fragment"))
    role = f"{values} ?claim <{hg('inCapacity')}> ?role . ?place <{hg('attests')}> ?role"
    linked, named = _among(hg(each) for each in _LINKS), _among([f"{_OA}hasSource", hg("mode")])
    return f"""SELECT ?claim ?place ?event ?thing ?p ?o WHERE {{
  {{ {values} ?claim ?p ?o FILTER (?p IN ({own})) }}
  UNION {{
    {values} ?claim <{hg("madeAt")}> ?event . ?event ?p ?o
    FILTER (?p IN ({_among([hg("edtf"), hg("earliest")])}))
  }}
  UNION {{ {values} {attests} . ?place ?p ?o FILTER (?p IN ({placed})) }}
  UNION {{
    {values} {attests} . ?place <{_OA}hasSelector> ?at . ?at ?p ?o
    FILTER (?p IN ({_among([f"{_OA}start", f"{_OA}end"])}))
  }}
  UNION {{
    {values} {attests} . ?place <{hg("relays")}> ?told . ?told <{_OA}hasSelector> ?o
    BIND ("original" AS ?p)
  }}
  UNION {{
    {values} {attests} . ?place <{_OA}hasSource> ?thing .
    ?thing <{PREFIXES["schema"]}inLanguage> ?o BIND ("language" AS ?p)
  }}
  UNION {{ {values} ?claim ?x ?thing . ?thing <{_LABEL}> ?o FILTER (?x IN ({linked})) }}
  UNION {{ {role} OPTIONAL {{ ?place <{hg("accordingTo")}> ?o }} BIND ("told" AS ?p) }}
  UNION {{ {role} . ?place <{hg("accordingTo")}> ?thing . ?thing <{_LABEL}> ?o }}
  UNION {{
    {values} {attests} . ?place ?x ?thing . ?thing <{_LABEL}> ?o FILTER (?x IN ({named}))
  }}
}} ORDER BY ?claim ?place ?p ?o LIMIT {_MOST_ROWS * max(1, len(claims))}"""


def credits_query(places: Iterable[str]) -> str:
    """Return the CONSTRUCT for what it takes to cite places: the chain of what they relay.

    Of each its source, mode, words and offsets; of the sources by whom, when, and what they are of.
    """
    nodes = [str(ox.NamedNode(iri)) for iri in places if is_absolute(iri)]
    schema = PREFIXES["schema"]
    values = f"VALUES ?first {{ {' '.join(nodes)} }} ?first <{hg('relays')}>*"
    placed = _among([f"{_OA}hasSource", f"{_OA}hasSelector", *map(hg, _OF_PLACE)])
    of_work = [f"{schema}{name}" for name in ("author", "publisher", "isPartOf")]
    work = f"{values}/<{_OA}hasSource>/<{schema}isPartOf>*"
    told = _among([*of_work, f"{schema}translationOfWork", hg("edtf"), _LABEL])
    return f"""CONSTRUCT {{ ?node ?p ?o }} WHERE {{
  {{ {values} ?node . ?node ?p ?o FILTER (?p IN ({placed})) }}
  UNION {{
    {values} ?at . ?at <{_OA}hasSelector> ?node . ?node ?p ?o
    FILTER (?p IN ({_among([f"{_OA}start", f"{_OA}end"])}))
  }}
  UNION {{ {work} ?node . ?node ?p ?o FILTER (?p IN ({told})) }}
  UNION {{
    {work} ?work . ?work ?by ?node . ?node ?p ?o
    FILTER (?by IN ({_among(of_work)}) && ?p = <{_LABEL}>)
  }}
}} LIMIT {_MOST_ROWS * max(1, len(nodes))}"""


@dataclass(slots=True)
class _Read:
    """What the solutions of `rows_query` tell, by claim, place and thing."""

    own: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def take(self, row: Mapping[str, str]) -> None:
        """Take one solution."""
        claim, value = row["claim"], row.get("o", "")
        if row.get("p") == "told":
            known_of = self.told.setdefault(claim, {}).setdefault(row["place"], set())
            known_of.update([value] if value else [])
        elif row.get("p") == "language":
            self.languages.setdefault(row["thing"], value)
        elif "thing" in row:
            self.labels.setdefault(row["thing"], {})[row.get("oLang", "")] = value
        elif "event" in row:
            known = self.own.setdefault(claim, {})
            known.setdefault(f"happened {_NAMES[row['p']]}", value)
        elif "place" in row:
            known = self.places.setdefault(claim, {}).setdefault(row["place"], {})
            name = _NAMES.get(row["p"], row["p"])
            known.setdefault(name, value)
            if name == "fragment":
                known.setdefault("fragmentLang", row.get("oLang", ""))
        else:
            self.own.setdefault(claim, {}).setdefault(_NAMES[row["p"]], value)

    def thing(self, iri: str) -> Thing:
        """Return an entity with its labels."""
        return Thing(iri, self.labels.get(iri, {}))

    def tellers(self, claim: str) -> tuple[Thing, ...]:
        """Return those on whose word alone the capacity of a claim is known."""
        places = self.told.get(claim, {}).values()
        iris = {each for place in places for each in place} if all(places) else set()
        return tuple(self.thing(iri) for iri in sorted(iris))

    def maybe(self, iri: str | None) -> Thing | None:
        """Return an entity, or None for none."""
        return self.thing(iri) if iri else None

    def place(self, iri: str) -> Callable[[Mapping[str, str]], RowPlace]:
        """Return the maker of a place of that IRI out of what is known of it."""
        return lambda known: RowPlace(
            iri=iri,
            source=self.maybe(known.get("source")),
            mode=self.maybe(known.get("mode")),
            fragment=known.get("fragment", ""),
            fragment_lang=known.get("fragmentLang", ""),
            start=known.get("start", ""),
            end=known.get("end", ""),
            language=self.languages.get(known.get("source", ""), ""),
            relays_held="original" in known,
        )


def read_rows(
    solutions: Iterable[Mapping[str, str]], claims: Iterable[str], asked: Mapping[str, str]
) -> list[ClaimRow]:
    """Return the rows of claims in their order; a place shown has what facets were asked for.

    `solutions` are those of `rows_query`, with the language of `?o` as "oLang".
    """
    read = _Read()
    for each in solutions:
        read.take(each)
    return [_row(claim, read, asked) for claim in claims if "speaker" in read.own.get(claim, {})]


def _row(claim: str, read: _Read, asked: Mapping[str, str]) -> ClaimRow:
    own = read.own[claim]
    places = [read.place(iri)(known) for iri, known in read.places.get(claim, {}).items()]
    fitting = [each for each in places if each.kind.fits(asked)] or places
    return ClaimRow(
        iri=claim,
        speaker=read.thing(own["speaker"]),
        stance=read.thing(own["stance"]),
        proposition=read.thing(own["proposition"]),
        capacity=read.maybe(own.get("inCapacity")),
        certainty=read.maybe(own.get("certainty")),
        date=own.get("edtf") or own.get("happened edtf", ""),
        earliest=own.get("earliest") or own.get("happened earliest", ""),
        said_by=own.get("saidNoLaterThan", ""),
        place=min(fitting, key=_order, default=None),
        attestations=len(places),
        illocution=read.maybe(own.get("illocution")),
        capacity_told=read.tellers(claim),
    )


def _order(place: RowPlace) -> PlaceKey:
    mode = place.mode.iri if place.mode else ""
    return place_key(place.iri, mode, place.start, relays_held=place.relays_held)


def graph_query(claims: Sequence[str], day: datetime.date | None = None) -> str:
    """Return the CONSTRUCT for claims with their places, dates, and labels of what they link to.

    A place that attests other claims as well says so of the listed ones only; as of a day, none is
    linked with a claim that is not yet said.
    """
    later = f"{interval('?o')} {left_out('?o', day)}" if day else ""
    linked_later = f"FILTER NOT EXISTS {{ ?o a <{hg('Claim')}> . {later} }}" if day else ""
    values, attests = _values(claims), f"<{hg('attests')}>"
    at = f"{values} ?place {attests} ?claim"
    linked = "?x != <" + hg("attests") + ">"
    return f"""PREFIX hg: <{PREFIXES["hg"]}>
CONSTRUCT {{
  ?claim ?p ?o . ?place {attests} ?claim . ?place ?placeP ?placeO . ?at ?atP ?atO .
  ?event ?eventP ?eventO . ?flaw ?flawP ?flawO . ?thing <{_LABEL}> ?label .
}} WHERE {{
  {{ {values} ?claim ?p ?o {linked_later} }}
  UNION {{ {at} . ?place ?placeP ?placeO FILTER (?placeP != {attests}) }}
  UNION {{ {at} }}
  UNION {{ {at} . ?place <{hg("discrepancy")}> ?flaw . ?flaw ?flawP ?flawO }}
  UNION {{ {at} . ?place <{_OA}hasSelector> ?at . ?at ?atP ?atO }}
  UNION {{
    {values} ?claim <{hg("madeAt")}> ?event . ?event ?eventP ?eventO
    FILTER (?eventP IN ({_among(map(hg, ("edtf", "earliest", "latest")))}))
  }}
  UNION {{ {values} ?claim ?x ?thing . ?thing <{_LABEL}> ?label }}
  UNION {{ {at} . ?place ?x ?thing . ?thing <{_LABEL}> ?label FILTER ({linked}) }}
}} LIMIT {_MOST_ROWS * max(1, len(claims))}"""
