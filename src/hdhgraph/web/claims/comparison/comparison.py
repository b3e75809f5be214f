"""Rows of claims of two sides, put side by side by proposition; nothing is asked here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.i18n.folding import folded
from hdhgraph.rdf.iris import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MOST_CLAIMS", "Comparison", "Pair", "Shared", "Side", "compare_rows"]

MOST_CLAIMS: Final = 150

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: `kind` is "actor" or "source"."""

    kind: str
    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims, one of each side, that contradict each other."""

    left: Row
    right: Row


@dataclass(frozen=True, slots=True)
class Shared:
    """A proposition, and what each side says of it; one of the two may be empty.

    `verdict` is "clash" where two claims here contradict each other, "same_claim" where both
    sides voice the same claims, "same_stance" or "other_stance"; empty where one side is.
    """

    iri: str
    label: str
    left: list[Row]
    right: list[Row]
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides: contradictions first, then the propositions of both, then those of one alone."""

    left: Side
    right: Side
    counts: tuple[int, int]
    pairs: list[Pair]
    both: list[Shared]
    only_left: list[Shared]
    only_right: list[Shared]
    is_cut: bool


_ORDER: Final = ("clash", "other_stance", "same_stance", "same_claim", "")


def compare_rows(
    left: tuple[Side, Sequence[Row]],
    right: tuple[Side, Sequence[Row]],
    pairs: Sequence[tuple[str, str]],
) -> Comparison:
    """Put two sides with their claims next to each other; `pairs` are claims that contradict."""
    rows = [list(each)[:MOST_CLAIMS] for _, each in (left, right)]
    is_cut = any(len(each) > MOST_CLAIMS for _, each in (left, right))
    by_claim = [{each["claim"]: each for each in side} for side in rows]
    known = [(one, two) for one, two in pairs if one in by_claim[0] and two in by_claim[1]]
    shared = _by_proposition(rows[0], rows[1], known)
    return Comparison(
        left[0],
        right[0],
        (len(rows[0]), len(rows[1])),
        [Pair(by_claim[0][one], by_claim[1][two]) for one, two in known],
        [each for each in shared if each.left and each.right],
        [each for each in shared if not each.right],
        [each for each in shared if not each.left],
        is_cut,
    )


def _by_proposition(
    left: Sequence[Row], right: Sequence[Row], pairs: Sequence[tuple[str, str]]
) -> list[Shared]:
    """Return every proposition with its claims: contradicted ones first, then by label."""
    sides: dict[str, tuple[list[Row], list[Row]]] = {}
    for number, rows in enumerate((left, right)):
        for row in rows:
            sides.setdefault(row["proposition"], ([], []))[number].append(row)
    shared = []
    for iri, (ours, theirs) in sides.items():
        row = (ours or theirs)[0]
        label = row.get("propositionLabel") or slug(iri)
        shared.append(Shared(iri, label, ours, theirs, _verdict(ours, theirs, pairs)))
    return sorted(shared, key=lambda each: (_ORDER.index(each.verdict), folded(each.label)))


def _verdict(
    left: Sequence[Mapping[str, str]],
    right: Sequence[Mapping[str, str]],
    pairs: Sequence[tuple[str, str]],
) -> str:
    """Return how two sides stand to each other on one proposition."""
    if not left or not right:
        return ""
    ours, theirs = ({each["claim"] for each in side} for side in (left, right))
    if any(one in ours and two in theirs for one, two in pairs):
        return "clash"
    if ours == theirs:
        return "same_claim"
    stances = [{each["stance"] for each in side} for side in (left, right)]
    return "same_stance" if stances[0] == stances[1] else "other_stance"
