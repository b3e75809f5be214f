"""Claims as pages show them: who, stance, on what, in which words, where and when, by label.

A page selects the claims that it needs, a bounded number of them; here they become rows with the
names that canned queries give, for the macros of `templates/macros.html`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from hdhgraph.claims.model import discrepancy_in_words
from hdhgraph.claims.place_order import place_key
from hdhgraph.rdf.iris import is_absolute, slug
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.as_of import COLUMN, group_of
from hdhgraph.web.claims.rows import told_in_words
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import asker_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from fastapi import Request

    from hdhgraph.claims.index.exchanges import Exchanges
    from hdhgraph.claims.place_order import PlaceKey
    from hdhgraph.web.service.service import Service

__all__ = [
    "PROLOGUE",
    "Book",
    "Reader",
    "Row",
    "node",
]


Row = dict[str, str]

PROLOGUE: Final = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n"
    for name in (
        "hg", "stance", "cito", "dcterms", "eli", "oa", "org", "rdfs", "schema", "skos", "xsd",
    )
)  # fmt: skip
# More places of one page's claims are not looked at.
_MOST_ROWS: Final = 5000
_DATES: Final = ("said", "happened", "saidFrom", "happenedFrom")
_LABELLED: Final = (
    "speaker", "capacity", "proposition", "stance", "illocution", "certainty", "source", "mode",
)  # fmt: skip


def node(iri: str) -> str:
    """Return an IRI as SPARQL writes it. Raises ValueError where it is none."""
    return str(ox.NamedNode(iri))


def facts_query(claims: Iterable[str]) -> str:
    """Return the SELECT for what each claim says, by IRIs."""
    links = ("speaker", "inCapacity", "proposition", "stance", "illocution", "certainty")
    return f"""{PROLOGUE}SELECT * WHERE {{
  VALUES ?claim {{ {" ".join(map(node, claims))} }}
  {" ".join(f"OPTIONAL {{ ?claim hg:{name} ?{name} }}" for name in links)}
  OPTIONAL {{ ?claim hg:edtf ?said }}
  OPTIONAL {{ ?claim hg:earliest ?saidFrom }}
  OPTIONAL {{
    ?claim hg:madeAt ?event
    OPTIONAL {{ ?event hg:edtf ?happened }} OPTIONAL {{ ?event hg:earliest ?happenedFrom }}
  }}
  OPTIONAL {{ ?claim hg:saidNoLaterThan ?saidBy }}
}} LIMIT {_MOST_ROWS}"""


def places_query(claims: Iterable[str]) -> str:
    """Return the SELECT for each place that voices one of the claims."""
    return f"""{PROLOGUE}SELECT * WHERE {{
  VALUES ?claim {{ {" ".join(map(node, claims))} }}
  ?place hg:attests ?claim .
  OPTIONAL {{ ?place oa:hasSource ?source }}
  OPTIONAL {{ ?place hg:mode ?mode }}
  OPTIONAL {{ ?place hg:fragment ?fragment }}
  OPTIONAL {{ ?place hg:discrepancy ?discrepancy }}
  OPTIONAL {{
    ?place oa:hasSelector ?selector
    OPTIONAL {{ ?selector oa:start ?start }} OPTIONAL {{ ?selector oa:end ?end }}
  }}
  OPTIONAL {{ ?place hg:relays ?relayed OPTIONAL {{ ?relayed oa:hasSelector ?original }} }}
}} LIMIT {_MOST_ROWS}"""


def labels_query(iris: Iterable[str]) -> str:
    """Return the SELECT for the labels of things, in every language."""
    return (
        f"{PROLOGUE}SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {' '.join(map(node, iris))} }} "
        f"?thing skos:prefLabel ?label }} LIMIT {_MOST_ROWS}"
    )


@dataclass(frozen=True, slots=True)
class Book:
    """The claims of one page by IRI, and the label of each thing met, with its language.

    `wrong` is what the curators say of discrepancies, by their IRIs.
    """

    cards: Mapping[str, Row] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    def name(self, iri: str) -> Row:
        """Return a thing as the macros take one: `iri`, `label`, `lang`."""
        label, lang = self.labels.get(iri, (slug(iri), ""))
        return {"iri": iri, "label": label, "lang": lang}

    def label(self, row: Row, *keys: str) -> Row:
        """Return a row with the labels of the things that it names under `keys`.

        Under "wrong" is, in words, what its place gets wrong.
        """
        found = dict(row)
        flaws = row.get("discrepancy", "").split()
        wrong: Any = [self.wrong[each] for each in flaws if each in self.wrong]
        if wrong:
            found["wrong"] = wrong
        for key in keys:
            if row.get(key) in self.labels:
                found[f"{key}Label"], found[f"{key}LabelLang"] = self.labels[row[key]]
        return found


class Reader:
    """Asks the engine for one page, in the page's language and as of its day."""

    def __init__(self, request: Request, as_of: datetime.date | None = None) -> None:
        """Ask for the client of a request."""
        asker = asker_of(request)
        self.service: Service = asker.service
        self.rows = asker.solutions
        self.lang, self.as_of = language_of(request), as_of
        self._facets = facets_of(request)

    @property
    def day(self) -> str:
        """The day of the page (ISO), or empty."""
        return self.as_of.isoformat() if self.as_of else ""

    @property
    def exchanges(self) -> Exchanges | None:
        """The claims of things and what is between them; None where the engine is to be asked."""
        return self._facets.exchanges()

    async def told(self, things: Iterable[str]) -> dict[str, str]:
        """Return in words on whose word alone things are known, and which are only planned."""
        return await told_in_words(self.rows, things, self.lang)

    async def wrong(self, discrepancies: Iterable[str]) -> dict[str, str]:
        """Return what the curators say of discrepancies: kind and note in the page's language."""
        wanted = sorted({each for each in discrepancies if is_absolute(each)})
        if not wanted:
            return {}
        rows = await self.rows(
            f"{PROLOGUE}SELECT ?flaw ?kind ?note WHERE {{ "
            f"VALUES ?flaw {{ {' '.join(map(node, wanted))} }} ?flaw rdfs:comment ?note "
            f"OPTIONAL {{ ?flaw dcterms:type ?kind }} }} LIMIT {_MOST_ROWS}"
        )
        labels = await self.labels(row["kind"] for row in rows if "kind" in row)
        told: dict[str, str] = {}
        for row in sorted(rows, key=lambda row: row.get("noteLang") != self.lang):
            kind = labels.get(row.get("kind", ""), ("", ""))[0]
            told.setdefault(row["flaw"], discrepancy_in_words(kind, row["note"], self.lang))
        return told

    async def labels(self, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return the label of each thing and its language: the page's, else another.

        What is no absolute IRI has none.
        """
        wanted = sorted({each for each in iris if each and ":" in each})
        rows = await self.rows(labels_query(wanted)) if wanted else []
        found: dict[str, tuple[str, str]] = {}
        for row in sorted(rows, key=lambda row: (row.get("labelLang") != self.lang, row["label"])):
            found.setdefault(row["thing"], (row["label"], row.get("labelLang", "")))
        return found

    async def book(self, claims: Iterable[str], others: Iterable[str] = ()) -> Book:
        """Return the cards of claims, with the labels of what they name and of `others`."""
        wanted = sorted(set(claims))
        facts: list[Row] = []
        places: list[Row] = []
        if wanted:
            facts, places = await asyncio.gather(
                self.rows(facts_query(wanted)), self.rows(places_query(wanted))
            )
        cards = {row["claim"]: _card(row, self.day) for row in reversed(facts)}
        for claim, found in _by_claim(places).items():
            cards.setdefault(claim, {"claim": claim})
            cards[claim] |= {**_first(found), "attestations": str(len(found))}
        things = {card[key] for card in cards.values() for key in _LABELLED if key in card}
        labels, told, wrong = await asyncio.gather(
            self.labels([*things, *others]),
            self.told(card["capacity"] for card in cards.values() if "capacity" in card),
            self.wrong(each for row in places for each in row.get("discrepancy", "").split()),
        )
        book = Book(labels=labels, wrong=wrong)
        for card in cards.values():
            if note := told.get(card.get("capacity", "")):
                card["capacityNote"] = note
        labelled = {iri: book.label(card, *_LABELLED) for iri, card in cards.items()}
        return Book(labelled, labels, wrong)


def _card(row: Row, day: str) -> Row:
    """Return the facts of a claim under the names that canned queries give, as of a day or not."""
    card = {name: value for name, value in row.items() if name not in _DATES}
    if date := row.get("said") or row.get("happened"):
        card["date"] = date
    if earliest := row.get("saidFrom") or row.get("happenedFrom", ""):
        card["earliest"] = earliest
    if day:
        card[COLUMN] = group_of(earliest, row.get("saidBy", ""), day)
    if "inCapacity" in row:
        card["capacity"] = card.pop("inCapacity")
    return card


def _by_claim(places: Iterable[Row]) -> dict[str, dict[str, Row]]:
    """Return the places of each claim by IRI; one that relays a place that we hold says so."""
    found: dict[str, dict[str, Row]] = {}
    for row in places:
        place = found.setdefault(row["claim"], {}).setdefault(row["place"], row)
        if "original" in row:
            place["original"] = row["original"]
        if "discrepancy" in row and row["discrepancy"] not in place["discrepancy"].split():
            place["discrepancy"] += f" {row['discrepancy']}"
    return found


def _first(places: Mapping[str, Row]) -> Row:
    """Return the place that is shown first."""
    best = min(places.values(), key=_order)
    kept = (
        "place", "source", "mode", "start", "end", "fragment", "fragmentLang", "discrepancy",
    )  # fmt: skip
    return {name: best[name] for name in kept if name in best}


def _order(row: Row) -> PlaceKey:
    is_relay = "original" in row
    return place_key(row["place"], row.get("mode", ""), row.get("start"), relays_held=is_relay)
