"""How many solutions of a canned query are of each group as of a day, those left out among them.

A query tells groups by columns such as `asOfGroup` and `otherAsOfGroup`, of which the least known
is that of the row, or counts claims in `claimsSaid`, `claimsPerhaps` and `claimsUnknown`. It leaves
out what is not yet said; as of the last of all days nothing is: the difference is how much.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hdhgraph.sparql.as_of import GROUPS, NOT_YET, SHOWN, weakest
from hdhgraph.sparql.canned import AS_OF
from hdhgraph.sparql.parts import QueryParts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.sparql.canned import CannedQuery, Choices

__all__ = ["COUNTED", "count_queries", "group_columns", "group_of_row", "read_groups"]

# The columns in which a query counts the claims of a row, by their group.
COUNTED: Final = {group: f"claims{group.capitalize()}" for group in SHOWN}
_LAST_DAY: Final = "9999-12-31"
_COLUMN: Final = re.compile(r"[?$](\w*asOfGroup)\b", re.IGNORECASE)
_NUMBER: Final = "_number"


def group_columns(text: str) -> list[str]:
    """Return the columns of a query in which it tells the groups of its claims."""
    return sorted(set(_COLUMN.findall(text)))


def count_queries(
    query: CannedQuery, values: Mapping[str, str], choices: Choices
) -> tuple[str, str] | None:
    """Return the queries that count by group: as of the day, and as of the last of all days.

    None where the query tells no groups, or no day is asked for. Raises what `bind` raises.
    """
    if not values.get(AS_OF):
        return None
    if columns := group_columns(query.text):
        named = " ".join(f"?{name}" for name in columns)
        select, behind = f"{named} (COUNT(*) AS ?{_NUMBER})", f" GROUP BY {named}"
    elif all(f"?{name}" in query.text for name in COUNTED.values()):
        sums = (f"(SUM(?{name}) AS ?{group})" for group, name in COUNTED.items())
        select, behind = " ".join(sums), ""
    else:
        return None
    at_day, ever = (
        QueryParts.read(query.bind({**values, AS_OF: day}, choices)).around(select) + behind
        for day in (values[AS_OF], _LAST_DAY)
    )
    return at_day, ever


def group_of_row(row: Mapping[str, str]) -> str:
    """Return the group of a solution; empty where it tells none."""
    named = (value for name, value in row.items() if _COLUMN.fullmatch(f"?{name}"))
    groups = [each for each in named if each in GROUPS]
    return weakest(groups) if groups else ""


def read_groups(at_day: Iterable[Mapping[str, str]], ever: Iterable[Mapping[str, str]]) -> Counts:
    """Return the counts, from the solutions of both queries."""
    shown, everything = _read(at_day), _read(ever)
    return {**shown, NOT_YET: sum(everything.values()) - sum(shown.values())}


def _read(rows: Iterable[Mapping[str, str]]) -> Counts:
    counts = dict.fromkeys(GROUPS, 0)
    for row in rows:
        if _NUMBER not in row:
            counts |= {group: int(row[group]) for group in SHOWN if group in row}
        elif group := group_of_row(row):
            counts[group] += int(row[_NUMBER])
    return counts
