"""Pages of a canned answer: which is asked for, how many there are, and the links (RFC 8288)."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from hdhgraph.errors import ParameterError
from hdhgraph.query_parts import COUNTED, Page, QueryParts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

__all__ = [
    "DEFAULT_SIZE",
    "LARGEST_PAGE",
    "LARGEST_SIZE",
    "PAGE",
    "SIZE",
    "Totals",
    "link_header",
    "page_links",
    "read_page",
]

PAGE: Final = "page"
SIZE: Final = "size"
DEFAULT_SIZE: Final = 100
LARGEST_SIZE: Final = 10_000
LARGEST_PAGE: Final = 1_000_000
_MOST_TOTALS: Final = 4096
# What a server still takes as one line of a request; a longer address is no link.
_LONGEST_ADDRESS: Final = 8_000


def read_page(values: Mapping[str, str]) -> Page | None:
    """Return the page that `page` and `size` among the values name; None where neither is given.

    Raises ParameterError for a value that is no whole number from 1 up to the largest.
    """
    if not values.get(PAGE) and not values.get(SIZE):
        return None
    number = _whole(PAGE, values.get(PAGE) or "1", LARGEST_PAGE)
    return Page(number, _whole(SIZE, values.get(SIZE) or str(DEFAULT_SIZE), LARGEST_SIZE))


def _whole(name: str, value: str, most: int) -> int:
    if re.fullmatch(r"[0-9]{1,7}", value) is None or not 1 <= int(value) <= most:
        raise ParameterError(f"“{value}” is not a whole number from 1 to {most}: “{name}” is one.")
    return int(value)


class Totals:
    """How many solutions each query has; what is served never changes, so each is counted once."""

    def __init__(self) -> None:
        """Have counted none."""
        self._counts: OrderedDict[bytes, int] = OrderedDict()

    async def of(self, text: str, ask: Callable[[str], Awaitable[list[dict[str, Any]]]]) -> int:
        """Return the number of solutions of a query, counted by `ask` where it is not known."""
        key = hashlib.sha256(text.encode()).digest()
        if key not in self._counts:
            solutions = await ask(QueryParts.read(text).count())
            self._counts[key] = int(solutions[0][COUNTED])
            if len(self._counts) > _MOST_TOTALS:
                self._counts.popitem(last=False)
        return self._counts[key]


def page_links(
    path: str, values: Mapping[str, str], page: Page, total: int | None
) -> dict[str, str]:
    """Return the addresses of the first, previous, next and last page by relation.

    `total` is the number of all solutions, None where it is not known: then there is no last page,
    and always a next one. An address too long for a request is left out.
    """
    last = None if total is None else max(1, -(-total // page.size))
    numbers = {"first": 1}
    if page.number > 1:
        numbers["prev"] = page.number - 1 if last is None else min(page.number - 1, last)
    if last is None or page.number < last:
        numbers["next"] = page.number + 1
    if last is not None:
        numbers["last"] = last
    kept = {name: value for name, value in values.items() if value and name not in (PAGE, SIZE)}
    addresses = {
        relation: f"{quote(path)}?{urlencode({**kept, PAGE: number, SIZE: page.size})}"
        for relation, number in numbers.items()
    }
    return {name: each for name, each in addresses.items() if len(each) <= _LONGEST_ADDRESS}


def link_header(links: Mapping[str, str]) -> str:
    """Return addresses by relation as the value of a Link header (RFC 8288, section 3)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
