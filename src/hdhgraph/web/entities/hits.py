"""Hits as a page and as JSON show them: what was looked for is marked, claims have their facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from hdhgraph.claims.place_order import place_key
from hdhgraph.claims.reading import beside
from hdhgraph.i18n.folding import marked
from hdhgraph.i18n.illocutions import doing
from hdhgraph.rdf.iris import is_absolute, slug
from hdhgraph.rdf.namespaces import PREFIXES, hg
from hdhgraph.sparql.as_of import COLUMN, group_of
from hdhgraph.web.pages.addresses import address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hdhgraph.claims.place_order import PlaceKey
    from hdhgraph.claims.search.search import Hit, SearchIndex, Wanted
    from hdhgraph.i18n.folding import Part
    from hdhgraph.web.service.service import Service

__all__ = [
    "ClaimFacts",
    "Named",
    "Names",
    "Text",
    "View",
    "claims_query",
    "facts_of",
    "labels_of",
    "read_claims",
    "view",
]

_LONGEST_SNIPPET: Final = 240
_BEFORE: Final = 60
_MOST_ROWS: Final = 5000
_HAPPENED: Final = hg("edtf")
_EARLIEST: Final = hg("earliest")
_OF_CLAIM: Final = {
    hg("speaker"): "speaker",
    hg("inCapacity"): "capacity",
    hg("stance"): "stance",
    hg("illocution"): "illocution",
    hg("certainty"): "certainty",
    hg("proposition"): "proposition",
    _HAPPENED: "date",
    _EARLIEST: "earliest",
    hg("saidNoLaterThan"): "said_by",
}
_OF_PLACE: Final = {
    PREFIXES["oa"] + "hasSource": "source",
    hg("mode"): "mode",
    hg("fragment"): "fragment",
}
_OF_ANCHOR: Final = {PREFIXES["oa"] + name: name for name in ("start", "end")}
_OF_EITHER: Final = {**_OF_PLACE, **_OF_ANCHOR, "original": "original"}
_NAMED: Final = (
    "speaker", "capacity", "stance", "certainty", "proposition", "source", "illocution",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language, parted into what was looked for and the rest."""

    parts: Sequence[Part]
    lang: str

    @property
    def is_marked(self) -> bool:
        """Whether something in it was looked for."""
        return any(each.is_marked for each in self.parts)

    @property
    def plain(self) -> str:
        """The text."""
        return "".join(each.text for each in self.parts)


@dataclass(frozen=True, slots=True)
class Named:
    """Another entity: its IRI, what it is called, and where it is shown (empty for nowhere)."""

    iri: str
    label: Text
    href: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the entities of claims are called, and on whose word alone capacities are known."""

    labels: Mapping[str, str]
    told: Mapping[str, str]

    def of(self, role: str, place: Mapping[str, str]) -> str:
        """Return what an entity is called beside a claim.

        A capacity need not repeat the name of its speaker.
        """
        iri = place[role]
        name = self.labels.get(iri) or slug(iri)
        if role != "capacity":
            return name
        short = beside(name, self.labels.get(place["speaker"], ""))
        return f"{short} ({self.told[iri]})" if iri in self.told else short


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What a claim is: named entities by what they are to it, its date (EDTF) and its fragment.

    `earliest` and `said_by` are the days from when to when it can have been said, as far as the
    texts prove; `group` is its group as of the day that is asked for, else empty. `place` is the
    place that is shown, `start` and `end` code points of its source; empty where not known.
    """

    named: Mapping[str, Named]
    date: str
    earliest: str
    said_by: str
    fragment: Text | None
    group: str = ""
    place: str = ""
    start: str = ""
    end: str = ""

    def doing(self, lang: str) -> str:
        """Return what the speaker does: stance and illocution in words."""
        stance, act = self.named["stance"], self.named.get("illocution")
        called = (act.iri, act.label.plain) if act else ("", "")
        return doing(stance.iri, stance.label.plain, *called, lang)


@dataclass(frozen=True, slots=True)
class View:
    """One hit as it is shown."""

    hit: Hit
    label: Text
    href: str
    variants: Sequence[Text]
    snippet: Text | None
    claim: ClaimFacts | None

    def as_json(self, path: str | None) -> dict[str, Any]:
        """Return it as JSON; `path` is where it is shown here."""
        known: dict[str, Any] = {
            "iri": self.hit.iri,
            "kind": self.hit.kind,
            "label": self.label.plain,
            "lang": self.hit.lang,
            "path": path,
            "variants": [each.plain for each in self.variants],
            "snippet": _json(self.snippet),
        }
        if self.claim is None:
            return known
        named = {name: _entity(each) for name, each in self.claim.named.items()}
        said = {
            "date": self.claim.date or None,
            "earliest": self.claim.earliest or None,
            "saidBy": self.claim.said_by or None,
            "fragment": _json(self.claim.fragment),
            COLUMN: self.claim.group or None,
            "place": self.claim.place or None,
            "start": _number(self.claim.start),
            "end": _number(self.claim.end),
        }
        return {**known, "claim": {**named, **said}}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _entity(named: Named) -> dict[str, str]:
    return {"iri": named.iri, "label": named.label.plain}


def _json(text: Text | None) -> dict[str, Any] | None:
    if text is None:
        return None
    spans, at = [], 0
    for part in text.parts:
        if part.is_marked:
            spans.append([at, at + len(part.text)])
        at += len(part.text)
    return {"text": text.plain, "lang": text.lang, "marked": spans}


def claims_query(iris: Iterable[str]) -> str:
    """Return the SELECT of what claims are: `?claim`, what is said of it or of a `?place` of it.

    A predicate is filtered, not listed: with a list the engine would begin there, and read it all.
    """
    values = " ".join(str(ox.NamedNode(iri)) for iri in iris if is_absolute(iri))
    claims = f"VALUES ?claim {{ {values} }}"
    return f"""SELECT ?claim ?place ?event ?p ?o WHERE {{
  {{ {claims} ?claim ?p ?o FILTER (?p IN ({_listed(_OF_CLAIM)})) }}
  UNION {{
    {claims} ?claim <{hg("madeAt")}> ?event . ?event ?p ?o
    FILTER (?p IN ({_listed([_HAPPENED, _EARLIEST])}))
  }}
  UNION {{
    {claims} ?place <{hg("attests")}> ?claim . ?place ?p ?o
    FILTER (?p IN ({_listed(_OF_PLACE)}))
  }}
  UNION {{
    {claims} ?place <{hg("attests")}> ?claim . ?place <{PREFIXES["oa"]}hasSelector> ?at . ?at ?p ?o
    FILTER (?p IN ({_listed(_OF_ANCHOR)}))
  }}
  UNION {{
    {claims} ?place <{hg("attests")}> ?claim . ?place <{hg("relays")}> ?told .
    ?told <{PREFIXES["oa"]}hasSelector> ?o BIND ("original" AS ?p)
  }}
}} ORDER BY ?claim ?place ?p ?o LIMIT {_MOST_ROWS}"""


def _listed(predicates: Iterable[str]) -> str:
    return ", ".join(f"<{each}>" for each in predicates)


def read_claims(rows: Iterable[Mapping[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Return the solutions of `claims_query` by claim: its facts, with those of each place of it.

    A claim that no place attests has one entry all the same.
    """
    own: dict[str, dict[str, str]] = {}
    places: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        at = row.get("place")
        facts = (
            places.setdefault(row["claim"], {}).setdefault(at, {})
            if at
            else own.setdefault(row["claim"], {})
        )
        name = (_OF_EITHER if at else _OF_CLAIM)[row["p"]]
        if "event" in row:
            name = f"happened {name}"
        facts.setdefault(name, row["o"])
        if "oLang" in row:
            facts.setdefault(f"{name}Lang", row["oLang"])
    return {
        claim: [
            {**facts, **place, "place": iri} for iri, place in places.get(claim, {"": {}}).items()
        ]
        for claim, facts in own.items()
        if "speaker" in facts and "stance" in facts and "proposition" in facts
    }


def facts_of(
    claims: Mapping[str, Sequence[Mapping[str, str]]],
    names: Names,
    service: Service,
    words: Sequence[str],
    wanted: Wanted,
) -> dict[str, ClaimFacts]:
    """Return the facts of claims: of their places, the first with all the words, else the first."""
    lang, day = wanted.lang, wanted.as_of
    facts = {}
    for claim, places in claims.items():
        best = min(places, key=lambda place: _preference(place, words))
        named = {
            name: Named(
                best[name],
                Text(marked(names.of(name, best), words), lang),
                address(best[name], service.base, lang),
            )
            for name in _NAMED
            if name in best
        }
        text = best.get("fragment")
        fragment = Text(marked(text, words), best.get("fragmentLang", "")) if text else None
        date, earliest = (
            best.get(name) or best.get(f"happened {name}", "") for name in ("date", "earliest")
        )
        said_by = best.get("said_by", "")
        group = group_of(earliest, said_by, day) if day else ""
        at = (best.get(name, "") for name in ("place", "start", "end"))
        facts[claim] = ClaimFacts(named, date, earliest, said_by, fragment, group, *at)
    return facts


def _preference(place: Mapping[str, str], words: Sequence[str]) -> tuple[bool, PlaceKey]:
    """Order places: those whose fragment has all the words first, else as everywhere."""
    found = {
        each.text.casefold() for each in marked(place.get("fragment", ""), words) if each.is_marked
    }
    order = place_key(
        place["place"],
        place.get("mode", ""),
        place.get("start"),
        relays_held="original" in place,
    )
    return len(found) < len(words), order


def labels_of(
    claims: Mapping[str, Sequence[Mapping[str, str]]], lang: str
) -> Callable[[SearchIndex], dict[str, str]]:
    """Return the question for what the entities of claims are called."""
    places = [place for each in claims.values() for place in each]
    iris = {place[name] for place in places for name in _NAMED if name in place}
    return lambda index: index.labels(sorted(iris), lang)


def view(
    hit: Hit, words: Sequence[str], service: Service, lang: str, claim: ClaimFacts | None
) -> View:
    """Return a hit as it is shown; a claim is called by its speaker, stance and proposition."""
    name = hit.label
    if not name and claim is not None:
        speaker, proposition = (
            claim.named[each].label.plain for each in ("speaker", "proposition")
        )
        name = f"{speaker} · {claim.doing(lang)} · {proposition}"
    texts = [Text(_window(marked(each, words)), hit.lang) for each in hit.body]
    variants = [Text(marked(each, words), hit.lang) for each in hit.variants]
    return View(
        hit,
        Text(marked(name or slug(hit.iri), words), hit.lang),
        address(hit.iri, service.base, lang),
        [each for each in variants if each.is_marked],
        next((each for each in texts if each.is_marked), texts[0] if texts else None),
        claim,
    )


def _window(parts: list[Part]) -> list[Part]:
    """Cut a long text to what is around the first word that was looked for."""
    if sum(len(each.text) for each in parts) <= _LONGEST_SNIPPET:
        return parts
    first = next((n for n, each in enumerate(parts) if each.is_marked), 0)
    cut, left = [], _LONGEST_SNIPPET
    for number, part in enumerate(parts[max(first - 1, 0) :], start=max(first - 1, 0)):
        text = part.text
        if number < first and len(text) > _BEFORE:
            text = "…" + text[-_BEFORE:]
        if len(text) > left:
            text = text[:left] + "…"
        cut.append(type(part)(text, part.is_marked))
        left -= len(text)
        if left <= 0:
            break
    return cut
