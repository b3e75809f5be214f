"""What is known of one claim: who, which stance, on what, when, and each place that voices it.

`facts_query` asks the graph for the description of a claim, `read_facts` makes values of its
triples. Every form that a claim is given in is made of these values, so that all say the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.claims.place_order import place_key
from hdhgraph.claims.told import Told, in_words
from hdhgraph.i18n.illocutions import doing
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hdhgraph.claims.place_order import PlaceKey

__all__ = [
    "MOST_TRIPLES",
    "ClaimFacts",
    "Dated",
    "Discrepancy",
    "Hop",
    "Place",
    "SourceFacts",
    "Thing",
    "discrepancy_in_words",
    "facts_query",
    "read_facts",
    "read_places",
    "thing_doing",
    "told_by",
]

# What a query may bring: the largest claim of the bundled graph takes a tenth of it.
MOST_TRIPLES: Final = 5000

_CLAIM: Final = ("speaker", "inCapacity", "addressee", "proposition", "stance", "illocution",
                 "certainty", "madeAt")  # fmt: skip
_OWN: Final = (*_CLAIM, "attests", "mode", "relays", "fragment", "sha256", "length", "edtf",
               "earliest", "latest", "accordingTo", "discrepancy")  # fmt: skip
_FOREIGN: Final = (
    RDF_TYPE,
    *(PREFIXES["oa"] + name for name in ("hasSource", "hasSelector", "start", "end")),
    *(
        PREFIXES["schema"] + name
        for name in ("author", "publisher", "inLanguage", "isPartOf", "translationOfWork", "url")
    ),
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["rdfs"] + "comment",
    PREFIXES["dcterms"] + "identifier",
    PREFIXES["dcterms"] + "type",
    *(PREFIXES["owl"] + name for name in ("annotatedSource", "annotatedProperty",
                                          "annotatedTarget")),
)  # fmt: skip


def facts_query(*claims: str) -> str:
    """Return the CONSTRUCT for claims and what they need to be understood and found.

    Of attestations only those of these claims are described, and the chain of what they relay;
    of the capacity and the event, those by which a speaker alone tells of them. With each date that
    is deduced comes its reason. The inner limit, which nothing reaches, tells the planner that it
    holds few.
    Raises ValueError where one of `claims` is no IRI.
    """
    nodes = [str(ox.NamedNode(claim)) for claim in claims]
    kept = ", ".join(str(ox.NamedNode(iri)) for iri in (*map(hg, _OWN), *_FOREIGN))
    most = MOST_TRIPLES * len(nodes)
    branches = [branch for node in nodes for branch in _described(node)]
    return f"""PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX hg: <{PREFIXES["hg"]}>
PREFIX oa: <{PREFIXES["oa"]}>
PREFIX owl: <{PREFIXES["owl"]}>
PREFIX schema: <{PREFIXES["schema"]}>
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{
    SELECT DISTINCT ?described WHERE {{
      {f"{chr(10)}      UNION ".join(f"{{ {branch} }}" for branch in branches)}
    }} LIMIT {most}
  }}
  ?described (^owl:annotatedSource)? ?s .
  FILTER (
    ?s = ?described
    || EXISTS {{ ?s owl:annotatedProperty ?bound FILTER (?bound IN (hg:earliest, hg:latest)) }}
  )
  ?s ?p ?o .
  FILTER (?p IN ({kept}))
  FILTER (?p != hg:attests || ?o IN ({", ".join(nodes)}) || EXISTS {{ ?s hg:accordingTo ?speaker }})
  FILTER (?p != dcterms:type || EXISTS {{ ?s a hg:Discrepancy }})
  FILTER (ISIRI(?s))
}} LIMIT {most}"""


def _described(claim: str) -> Iterator[str]:
    """Yield the patterns for each thing that is described of a claim."""
    yield f"BIND ({claim} AS ?described)"
    yield f"{claim} {'|'.join(f'hg:{name}' for name in _CLAIM)} ?described"
    yield f"?described hg:attests {claim}"
    # On whose word alone its capacity and its event are known.
    told = f"{claim} hg:inCapacity|hg:madeAt ?told"
    alone = "FILTER NOT EXISTS { ?other hg:attests ?told MINUS { ?other hg:accordingTo ?any } }"
    yield f"{told} . ?described hg:attests ?told ; hg:accordingTo ?speaker {alone}"
    yield f"{told} . ?place hg:attests ?told ; hg:accordingTo ?described {alone}"
    place = f"?place hg:attests {claim}"
    yield f"{place} ; hg:discrepancy ?described"
    yield f"{place} ; hg:discrepancy ?flaw . ?flaw dcterms:type ?described"
    yield f"{place} ; hg:relays*/(oa:hasSource|hg:mode) ?described"
    yield f"{place} ; oa:hasSelector|hg:relays+ ?described"
    # Whether what is relayed is held.
    yield f"{place} ; hg:relays ?told . ?told oa:hasSelector ?described"
    yield (
        f"{place} ; hg:relays*/oa:hasSource/schema:isPartOf* ?source . ?source "
        "schema:author|schema:publisher|schema:translationOfWork|schema:isPartOf ?described"
    )


@dataclass(frozen=True, slots=True)
class Thing:
    """A node with its labels by language, and its classes."""

    iri: str
    labels: Mapping[str, str]
    types: frozenset[str] = frozenset()

    def label(self, lang: str) -> str:
        """Return its label in `lang`, else in any language, else the last part of its IRI."""
        return self.labels.get(lang) or next(iter(self.labels.values()), "") or slug(self.iri)


def told_by(speakers: Iterable[Thing], lang: str) -> str:
    """Return in words that something is known on the word of speakers alone; nothing of none."""
    names = {each.iri: each.label(lang) for each in speakers}
    return in_words(Told(speakers=tuple(names)), names, lang)


def thing_doing(stance: Thing, illocution: Thing | None, lang: str) -> str:
    """Return what a speaker does, stance and illocution in words."""
    act, called = (illocution.iri, illocution.label(lang)) if illocution else ("", "")
    return doing(stance.iri, stance.label(lang), act, called, lang)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date: EDTF as a text tells it, and days that bound it; what is unknown is empty."""

    edtf: str = ""
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source, with whom it is by and what it is part of.

    `outlets` publish it, or else what it is part of.
    """

    thing: Thing
    authors: tuple[Thing, ...]
    publishers: tuple[Thing, ...]
    date: Dated
    language: str
    url: str
    part_of: Thing | None
    outlets: tuple[Thing, ...] = ()
    translation_of: Thing | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What a place gets wrong: of which kind, and the curators' note by language."""

    iri: str
    kind: Thing | None
    notes: Mapping[str, str]

    def in_words(self, lang: str) -> str:
        """Return kind and note in words."""
        note = self.notes.get(lang) or next(iter(self.notes.values()), "")
        return discrepancy_in_words(self.kind.label(lang) if self.kind else "", note, lang)


def discrepancy_in_words(kind: str, note: str, lang: str) -> str:
    """Return what a source gets wrong: “mistranslation: …”."""
    colon = "\u00a0: " if lang == "fr" else ": "
    return colon.join(each for each in (kind, note) if each)


@dataclass(frozen=True, slots=True)
class Hop:
    """A place that another relays: in which source, how that reports."""

    iri: str
    source: SourceFacts
    mode: Thing | None


@dataclass(frozen=True, slots=True)
class Place:
    """An attestation: where a source voices the claim. Code points; without selector, None.

    `chain` are the places through which it came: what it relays, what that relays, to the last.
    """

    iri: str
    source: SourceFacts
    mode: Thing | None
    fragment: str
    fragment_lang: str
    selector: str
    start: int | None
    end: int | None
    sha256: str
    relays: tuple[str, ...]
    discrepancies: tuple[Discrepancy, ...] = ()
    chain: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claim; `places` begin with the one to cite, `triples` are all that was asked for.

    `told` are those on whose word alone its capacity and its event are known, by their IRIs.
    """

    thing: Thing
    speaker: Thing
    capacity: Thing | None
    addressees: tuple[Thing, ...]
    proposition: Thing
    stance: Thing
    illocution: Thing | None
    certainty: Thing | None
    event: Thing | None
    said: Dated
    happened: Dated
    places: tuple[Place, ...]
    triples: frozenset[ox.Triple]
    told: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)

    def word_of(self, thing: Thing, lang: str) -> str:
        """Return in words on whose word alone capacity or event are known; else nothing."""
        return told_by(self.told.get(thing.iri, ()), lang)

    @property
    def iri(self) -> str:
        """The IRI of the claim."""
        return self.thing.iri

    def doing(self, lang: str) -> str:
        """Return what the speaker does: stance and illocution in words."""
        return thing_doing(self.stance, self.illocution, lang)

    @property
    def date(self) -> str:
        """When it was said, as EDTF: its own date, else its event's; empty where none is told."""
        return self.said.edtf or self.happened.edtf


class _Nodes:
    """Triples by subject and predicate, in a fixed order."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._nodes: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = defaultdict(list)
        for triple in sorted(triples, key=str):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(
                triple.object, ox.NamedNode | ox.Literal
            ):
                self._nodes[triple.subject.value, triple.predicate.value].append(triple.object)

    def terms(self, node: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        return self._nodes.get((node, predicate), [])

    def text(self, node: str, predicate: str) -> str:
        return next((term.value for term in self.terms(node, predicate)), "")

    def links(self, node: str, predicate: str) -> list[str]:
        terms = self.terms(node, predicate)
        return [term.value for term in terms if isinstance(term, ox.NamedNode)]

    def thing(self, iri: str) -> Thing:
        labels = {
            term.language or "": term.value
            for term in self.terms(iri, PREFIXES["skos"] + "prefLabel")
            if isinstance(term, ox.Literal)
        }
        return Thing(iri, labels, frozenset(self.links(iri, RDF_TYPE)))

    def things(self, node: str, predicate: str) -> tuple[Thing, ...]:
        return tuple(self.thing(iri) for iri in self.links(node, predicate))

    def first(self, node: str, predicate: str) -> Thing | None:
        return next(iter(self.things(node, predicate)), None)

    def date(self, node: str) -> Dated:
        return Dated(*(self.text(node, hg(name)) for name in ("edtf", "earliest", "latest")))


def read_facts(claim: str, triples: Iterable[ox.Triple]) -> ClaimFacts | None:
    """Return the facts of a claim; None where it is no claim with speaker, stance, proposition."""
    kept = frozenset(triples)
    nodes = _Nodes(kept)
    thing = nodes.thing(claim)
    speaker, proposition, stance = (
        nodes.first(claim, hg(name)) for name in ("speaker", "proposition", "stance")
    )
    if hg("Claim") not in thing.types or not (speaker and proposition and stance):
        return None
    event = nodes.first(claim, hg("madeAt"))
    return ClaimFacts(
        thing=thing,
        speaker=speaker,
        capacity=nodes.first(claim, hg("inCapacity")),
        addressees=nodes.things(claim, hg("addressee")),
        proposition=proposition,
        stance=stance,
        illocution=nodes.first(claim, hg("illocution")),
        certainty=nodes.first(claim, hg("certainty")),
        event=event,
        said=nodes.date(claim),
        happened=nodes.date(event.iri) if event else Dated(),
        places=_places(claim, kept, nodes),
        triples=kept,
        told=_told(kept, nodes),
    )


def read_places(iris: Iterable[str], triples: Iterable[ox.Triple]) -> dict[str, Place]:
    """Return what is known of places by their IRIs; what is in no source is absent."""
    nodes = _Nodes(triples)
    return {iri: place for iri in iris if (place := _place(iri, nodes)) is not None}


def _told(triples: Iterable[ox.Triple], nodes: _Nodes) -> dict[str, tuple[Thing, ...]]:
    """Return the speakers who alone tell of something, by its IRI."""
    found: dict[str, dict[str, Thing]] = {}
    for triple in triples:
        if triple.predicate.value == hg("attests") and isinstance(triple.object, ox.NamedNode):
            speakers = nodes.things(str(triple.subject)[1:-1], hg("accordingTo"))
            found.setdefault(triple.object.value, {}).update((each.iri, each) for each in speakers)
    return {thing: tuple(found[thing][iri] for iri in sorted(found[thing])) for thing in found}


def _places(claim: str, triples: Iterable[ox.Triple], nodes: _Nodes) -> tuple[Place, ...]:
    found = {
        triple.subject.value
        for triple in triples
        if triple.predicate.value == hg("attests")
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and triple.object.value == claim
    }
    places = [place for iri in found if (place := _place(iri, nodes)) is not None]
    return tuple(sorted(places, key=lambda place: _order(place, nodes)))


def _order(place: Place, nodes: _Nodes) -> PlaceKey:
    relays_held = any(
        nodes.links(relayed, PREFIXES["oa"] + "hasSelector") for relayed in place.relays
    )
    mode = place.mode.iri if place.mode else ""
    return place_key(place.iri, mode, place.start, relays_held=relays_held)


def _place(iri: str, nodes: _Nodes) -> Place | None:
    source = nodes.first(iri, PREFIXES["oa"] + "hasSource")
    if source is None:
        return None
    selector = next(iter(nodes.links(iri, PREFIXES["oa"] + "hasSelector")), "")
    fragment = next(
        (t for t in nodes.terms(iri, hg("fragment")) if isinstance(t, ox.Literal)), None
    )
    return Place(
        iri=iri,
        source=_source(source, nodes),
        mode=nodes.first(iri, hg("mode")),
        fragment=fragment.value if fragment else "",
        fragment_lang=(fragment.language or "") if fragment else "",
        selector=selector,
        start=_number(nodes.text(selector, PREFIXES["oa"] + "start")),
        end=_number(nodes.text(selector, PREFIXES["oa"] + "end")),
        sha256=nodes.text(selector, hg("sha256")),
        relays=tuple(nodes.links(iri, hg("relays"))),
        discrepancies=tuple(
            _discrepancy(each, nodes) for each in nodes.links(iri, hg("discrepancy"))
        ),
        chain=tuple(_chain(iri, nodes)),
    )


def _chain(iri: str, nodes: _Nodes) -> Iterator[Hop]:
    """Yield what a place relays, step by step; of several the first by IRI, and none twice."""
    seen = {iri}
    while (iri := next(iter(nodes.links(iri, hg("relays"))), "")) and iri not in seen:
        seen.add(iri)
        source = nodes.first(iri, PREFIXES["oa"] + "hasSource")
        if source is not None:
            yield Hop(iri, _source(source, nodes), nodes.first(iri, hg("mode")))


def _discrepancy(iri: str, nodes: _Nodes) -> Discrepancy:
    notes = nodes.terms(iri, PREFIXES["rdfs"] + "comment")
    return Discrepancy(
        iri,
        nodes.first(iri, PREFIXES["dcterms"] + "type"),
        {each.language or "": each.value for each in notes if isinstance(each, ox.Literal)},
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _source(thing: Thing, nodes: _Nodes) -> SourceFacts:
    schema = PREFIXES["schema"]
    return SourceFacts(
        thing,
        nodes.things(thing.iri, f"{schema}author"),
        nodes.things(thing.iri, f"{schema}publisher"),
        nodes.date(thing.iri),
        nodes.text(thing.iri, f"{schema}inLanguage"),
        nodes.text(thing.iri, f"{schema}url"),
        nodes.first(thing.iri, f"{schema}isPartOf"),
        _outlets(thing.iri, nodes),
        nodes.first(thing.iri, f"{schema}translationOfWork"),
    )


def _outlets(iri: str, nodes: _Nodes) -> tuple[Thing, ...]:
    """Return who publishes a source, or else the nearest whole that it is part of."""
    seen: set[str] = set()
    while iri and iri not in seen:
        if found := nodes.things(iri, f"{PREFIXES['schema']}publisher"):
            return found
        seen.add(iri)
        iri = next(iter(nodes.links(iri, f"{PREFIXES['schema']}isPartOf")), "")
    return ()
