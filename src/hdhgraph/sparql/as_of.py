"""What is known of a claim as of a day: said, perhaps said, of unknown order, or not yet said.

A claim has an interval: `earliest`, the first day on which it can have been made (its own
hg:earliest, else that of the event at which it was made), and `said_by`, the day by which it had
been made (hg:saidNoLaterThan). At a day it is *said* where `said_by` is not after it; *not yet*
said where `earliest` is; *perhaps* said where both are known and it lies between them; else its
order is *unknown*. What is not yet said is not shown; all four are counted.

Days are ISO texts, empty where none is known. In SPARQL, which has to declare the prefix `hg`, a
claim is a variable such as "?claim", whose interval is under "?claimFrom" and "?claimSaidBy".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

__all__ = [
    "COLUMN",
    "GROUPS",
    "HEADER",
    "NOT_YET",
    "SAID",
    "SHOWN",
    "Counts",
    "bound",
    "counted",
    "group_of",
    "grouped_by",
    "groups_query",
    "header",
    "in_words",
    "interval",
    "interval_order",
    "is_shown",
    "kept",
    "left_out",
    "newest",
    "ordered",
    "read_counts",
    "recent_order",
    "shown",
    "weakest",
]

# The variable of a query, and the field of an answer, that gives the group of a claim.
COLUMN: Final = "asOfGroup"
SAID: Final = "said"
NOT_YET: Final = "notYet"
# From what is surest to what is not shown.
GROUPS: Final[tuple[str, ...]] = (SAID, "perhaps", "unknown", NOT_YET)
SHOWN: Final = GROUPS[:-1]
# Over HTTP the counts are a dictionary of structured fields (RFC 8941, 3.2).
HEADER: Final = "X-As-Of-Counts"
_KEYS: Final = {NOT_YET: "not-yet"}
_DATE: Final = ox.NamedNode(PREFIXES["xsd"] + "date")

Counts = dict[str, int]


def group_of(earliest: str, said_by: str, day: str) -> str:
    """Return the group of a claim as of a day.

    >>> group_of("2020-01-01", "2020-06-30", "2020-03-01")
    'perhaps'
    >>> group_of("", "2020-06-30", "2020-03-01")
    'unknown'
    """
    if said_by and said_by <= day:
        return SAID
    if earliest > day:
        return NOT_YET
    return "perhaps" if earliest and said_by else "unknown"


def is_shown(earliest: str, said_by: str, day: str) -> bool:
    """Tell whether a claim is shown as of a day; without a day each is."""
    return not day or group_of(earliest, said_by, day) != NOT_YET


def weakest(groups: Iterable[str]) -> str:
    """Return the group of what needs several claims: that of which least is known."""
    return max(groups, key=GROUPS.index)


def counted(groups: Iterable[str]) -> Counts:
    """Return how many there are of each group, in the order of `GROUPS`."""
    counts = dict.fromkeys(GROUPS, 0)
    for each in groups:
        counts[each] += 1
    return counts


def header(counts: Mapping[str, int]) -> str:
    """Return the value of the header that tells the counts.

    >>> header({"said": 3, "perhaps": 1, "unknown": 0, "notYet": 2})
    'said=3, perhaps=1, unknown=0, not-yet=2'
    """
    return ", ".join(f"{_KEYS.get(group, group)}={counts[group]}" for group in GROUPS)


def in_words(counts: Mapping[str, int]) -> str:
    """Return the counts as the command line tells them.

    >>> in_words({"said": 3, "perhaps": 1, "unknown": 0, "notYet": 2})
    '3 said, 1 perhaps said, 0 of unknown order; left out: 2 not yet said'
    """
    return (
        f"{counts[SAID]} said, {counts['perhaps']} perhaps said, {counts['unknown']} of unknown "
        f"order; left out: {counts[NOT_YET]} not yet said"
    )


def interval_order(earliest: str, latest: str) -> tuple[bool, str, bool, str]:
    """Return the key of lists by date: by the first day, then by the last, unknown ones last."""
    return not earliest, earliest, not latest, latest


def recent_order(earliest: str, latest: str) -> tuple[bool, str, bool, str]:
    """Return the key of lists by date that begin with the last, to be sorted in reverse."""
    return bool(earliest), earliest, bool(latest), latest


def bound(claim: str, name: str, found: str) -> str:
    """Return the pattern for a bound of a claim, "earliest" or "latest", as the variable `found`.

    It is the claim's own, else that of its event; the pattern drops no solution.
    """
    own, at, there = f"{found}Own", f"{found}At", f"{found}There"
    return (
        f"OPTIONAL {{ {claim} hg:{name} {own} }} "
        f"OPTIONAL {{ {claim} hg:madeAt {at} OPTIONAL {{ {at} hg:{name} {there} }} "
        f"FILTER (BOUND({there})) }} BIND (COALESCE({own}, {there}) AS {found})"
    )


def interval(claim: str) -> str:
    """Return the pattern that looks up the interval of a claim; it drops no solution."""
    said_by = f"OPTIONAL {{ {claim} hg:saidNoLaterThan {claim}SaidBy }}"
    return f"{said_by} {bound(claim, 'earliest', f'{claim}From')}"


def _term(day: datetime.date) -> str:
    return str(ox.Literal(day.isoformat(), datatype=_DATE))


def ordered(claim: str) -> str:
    """Return the conditions of ORDER BY for lists by date, for `interval`."""
    first, last = f"{claim}From", f"{claim}SaidBy"
    return f"(!BOUND({first})) {first} (!BOUND({last})) {last} {claim}"


def newest(claim: str) -> str:
    """Return the conditions of ORDER BY for lists that begin with the last, for `interval`."""
    first, last = f"{claim}From", f"{claim}SaidBy"
    return f"(!BOUND({first})) DESC({first}) (!BOUND({last})) DESC({last}) {claim}"


def kept(claim: str, day: datetime.date | None) -> str:
    """Return the filter that leaves out a claim that is not yet said; it needs `interval`."""
    if day is None:
        return ""
    first, last, term = f"{claim}From", f"{claim}SaidBy", _term(day)
    return f"FILTER (!BOUND({first}) || {first} <= {term} || {last} <= {term})"


def shown(claim: str, day: datetime.date | None) -> str:
    """Return the patterns that leave out a claim that is not yet said; nothing without a day."""
    return f"{interval(claim)} {kept(claim, day)}" if day else ""


def left_out(claim: str, day: datetime.date) -> str:
    """Return the filter that finds a claim that is not yet said; it needs `interval`."""
    first, last, term = f"{claim}From", f"{claim}SaidBy", _term(day)
    return f"FILTER ({first} > {term} && COALESCE({last} > {term}, true))"


def grouped_by(claim: str, day: datetime.date) -> str:
    """Return the pattern that binds the group of a claim as `?asOfGroup`; it needs `interval`."""
    first, last, term = f"{claim}From", f"{claim}SaidBy", _term(day)
    return (
        f'BIND (COALESCE(IF({last} <= {term}, "{SAID}", ?none), '
        f'IF({first} > {term}, "{NOT_YET}", ?none), '
        f'IF(BOUND({first}) && BOUND({last}), "perhaps", "unknown")) AS ?{COLUMN})'
    )


def groups_query(pattern: str, day: datetime.date) -> str:
    """Return the SELECT, without prefixes, for how many claims there are of each group as of a day.

    The claims are those that a pattern gives as `?claim`; `read_counts` reads the solutions.
    """
    return (
        f"SELECT ?{COLUMN} (COUNT(*) AS ?count) WHERE {{ "
        f"{{ SELECT DISTINCT ?claim WHERE {{ {pattern} }} }} {interval('?claim')} "
        f"{grouped_by('?claim', day)} }} GROUP BY ?{COLUMN}"
    )


def read_counts(rows: Iterable[Mapping[str, str]]) -> Counts:
    """Return the counts of solutions that have a group and its number, `?count`."""
    return dict.fromkeys(GROUPS, 0) | {row[COLUMN]: int(row["count"]) for row in rows}
