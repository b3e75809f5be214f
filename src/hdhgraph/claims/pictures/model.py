"""What is drawn: claims, events and places, read from solutions; and what a drawing gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hdhgraph.claims.pictures.lettering import clean
from hdhgraph.claims.pictures.moments import Moment, moment_of
from hdhgraph.i18n.illocutions import doing
from hdhgraph.rdf.iris import slug
from hdhgraph.sparql.as_of import group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hdhgraph.sparql.as_of import Counts

__all__ = [
    "Cell",
    "Claim",
    "Event",
    "Linker",
    "Picture",
    "Table",
    "Thing",
    "read_claims",
    "read_events",
    "thing",
]


class Linker(Protocol):
    """Where what an IRI names is shown."""

    def __call__(self, iri: str) -> str | None:
        """Return an address; None where the IRI leads nowhere."""


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """Something that is named: its label in the language of the picture, and its IRI."""

    label: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who takes which stance on what, and when; `group` is that as of a day, empty without one."""

    iri: str
    speaker: Thing
    stance: Thing
    proposition: Thing
    moment: Moment
    capacity: str = ""
    group: str = ""
    illocution: Thing | None = None

    def doing(self, lang: str) -> str:
        """Return what the speaker does: stance and illocution in words."""
        act, called = (self.illocution.iri, self.illocution.label) if self.illocution else ("", "")
        return doing(self.stance.iri, self.stance.label, act, called, lang)

    @property
    def mark(self) -> str:
        """What a drawing adds to the date of a claim that may be later than the day."""
        return {"perhaps": " ?", "unknown": " ??"}.get(self.group, "")

    @property
    def order(self) -> tuple[bool, tuple[str, str], str]:
        """A key for sorting: by first day, then by last, undated last."""
        return (not self.moment.is_placed, self.moment.order, self.iri)


@dataclass(frozen=True, slots=True)
class Event:
    """What a source reports as a happening; `note` says on whose word, or that it is planned."""

    event: Thing
    moment: Moment
    note: str = ""

    @property
    def label(self) -> str:
        """What it is called, with the note."""
        return f"{self.event.label} ({self.note})" if self.note else self.event.label


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a table: text in a language of its own, where it has one, about an IRI."""

    text: str
    iri: str = ""
    lang: str = ""
    small: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The content of a picture as rows; the first cell of a row is its head."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and what it shows; `left_out` counts the claims and events that found no room.

    Where `is_cut`, there are more than were read, and `left_out` is only a part of them. As of a
    day, `groups` counts the claims of each group, those that are not yet said too.
    """

    svg: str
    title: str
    tables: Sequence[Table]
    claims: frozenset[str]
    left_out: int = 0
    is_cut: bool = False
    groups: Counts | None = None


def thing(row: Mapping[str, str], name: str) -> Thing:
    """Return what a variable of a solution names, called by the end of its IRI without a label."""
    iri = row.get(name, "")
    return Thing(clean(row.get(f"{name}Label", "")) or slug(iri), iri)


def read_claims(rows: Iterable[Mapping[str, str]], day: str = "") -> list[Claim]:
    """Return the claims of solutions, oldest first, each once, with their groups as of a day."""
    found = [
        Claim(
            row["claim"],
            thing(row, "speaker"),
            thing(row, "stance"),
            thing(row, "proposition"),
            moment_of(row),
            clean(row.get("capacityLabel", "")),
            _group(row, day),
            thing(row, "illocution") if "illocution" in row else None,
        )
        for row in _once(rows, "claim")
    ]
    return sorted(found, key=lambda claim: claim.order)


def _group(row: Mapping[str, str], day: str) -> str:
    earliest = row.get("earliest") or row.get("atEarliest", "")
    return group_of(earliest, row.get("saidBy", ""), day) if day else ""


def _once(rows: Iterable[Mapping[str, str]], name: str) -> list[Mapping[str, str]]:
    """Return one solution for each value of a variable, in whatever order they come."""
    found: dict[str, Mapping[str, str]] = {}
    for row in rows:
        known = found.setdefault(row[name], row)
        if known is not row:
            found[row[name]] = min(known, row, key=lambda each: sorted(each.items()))
    return list(found.values())


def read_events(
    rows: Iterable[Mapping[str, str]], notes: Mapping[str, str] | None = None
) -> list[Event]:
    """Return the events of solutions, oldest first, each once, with notes by their IRIs."""
    told = notes or {}
    found = [
        Event(thing(row, "event"), moment_of(row), told.get(row["event"], ""))
        for row in _once(rows, "event")
    ]
    return sorted(found, key=lambda each: (each.moment.order, each.event.iri))
