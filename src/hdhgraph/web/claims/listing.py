"""The list of claims that an address asks for: found by facets, and what is shown of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request

from hdhgraph.claims.reading import read_rows, rows_query
from hdhgraph.web.claims.asked import LARGEST_PAGE, PARAMETERS, Asked, read
from hdhgraph.web.http.parameters import WrongParameterError, read_values
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.claims.index.facets import FacetIndex
    from hdhgraph.claims.reading import ClaimRow
    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.web.service.service import Asker

__all__ = ["Listed", "find", "rows_of"]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list holds: the page of claims, how many there are in all, and the counts by facet.

    Where there is none, how many there are without each filter, and with each alone. As of a day,
    `groups` counts the claims of each group, those that are not yet said among them.
    """

    asked: Asked
    claims: tuple[str, ...]
    total: int
    counts: dict[str, dict[str, int]]
    without: dict[str, int]
    alone: dict[str, int]
    groups: Counts | None = None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.asked.size))

    def turns(self) -> dict[str, int]:
        """Return the numbers of other pages by relation (RFC 8288)."""
        page, pages = self.asked.page, self.pages
        turns = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
        return {name: n for name, n in turns.items() if 1 <= n <= pages and n != page}


async def find(
    request: Request, given: Mapping[str, str] | None = None, *, most: int = LARGEST_PAGE
) -> Listed:
    """Return the list that the address asks for, or `given` instead. Raises WrongParameterError."""
    service, lang = service_of(request), language_of(request)
    wanted = given or read_values(request, PARAMETERS, "claims_unknown", is_near=True)

    def look(index: FacetIndex) -> Listed:
        asked = read(wanted, index, service, most=most)
        total, filters = index.count(asked.filters), asked.filters
        start = (asked.page - 1) * asked.size
        hits = index.hits(filters, (asked.sort, lang), start, asked.size)
        names = [] if total else filters.names
        without = {name: index.count(filters.without(name)) for name in names}
        alone = {name: index.count(filters.alone(name)) for name in names}
        groups = index.groups(filters) if filters.as_of else None
        listed = Listed(asked, tuple(hits), total, index.counts(filters), without, alone, groups)
        if asked.page > listed.pages:
            raise WrongParameterError("claims_last_page", page=asked.page, pages=listed.pages)
        return listed

    with asker_of(request).watch():
        return await facets_of(request).ask(look)


async def rows_of(asker: Asker, listed: Listed) -> list[ClaimRow]:
    """Ask the engine what is shown of the claims of a list."""
    if not listed.claims:
        return []
    solutions = await asker.solutions(rows_query(listed.claims))
    return read_rows(solutions, listed.claims, listed.asked.filters.values)
