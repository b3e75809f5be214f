"""Pages of a canned answer: which is asked for, how many there are, and the links (RFC 8288)."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from hdhgraph.sparql.canned import ParameterType
from hdhgraph.sparql.parts import COUNTED, Page, QueryParts
from hdhgraph.web.http.parameters import AddressParameter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

__all__ = [
    "DEFAULT_SIZE",
    "LARGEST_PAGE",
    "PAGE",
    "PAGE_NUMBER",
    "PAGE_SIZE",
    "SIZE",
    "Totals",
    "link_header",
    "page_links",
    "read_page",
]

PAGE: Final = "page"
SIZE: Final = "size"
DEFAULT_SIZE: Final = 100
LARGEST_PAGE: Final = 1_000_000
PAGE_NUMBER: Final = AddressParameter(
    PAGE, "Which page of the answer, from 1 on; without it, the whole answer",
    "Quelle page de la réponse, à partir de 1 ; sans elle, la réponse entière",
    type=ParameterType.INTEGER, pattern=r"[0-9]{1,7}", least=1, most=LARGEST_PAGE,
    wrong="“{value}” is not a whole number from 1 to {most}: “{name}” is one.", is_loose=True,
)  # fmt: skip
PAGE_SIZE: Final = replace(
    PAGE_NUMBER, name=SIZE,
    en=f"How many solutions a page has; {DEFAULT_SIZE} where only a page is given",
    fr=f"Combien de réponses par page ; {DEFAULT_SIZE} si seule une page est donnée", most=10_000,
)  # fmt: skip
_MOST_TOTALS: Final = 4096
# What a server still takes as one line of a request; a longer address is no link.
_LONGEST_ADDRESS: Final = 8_000


def read_page(values: Mapping[str, str]) -> Page | None:
    """Return the page that `page` and `size` among the values name; None where neither is given.

    Raises ParameterError for a value that is no whole number from 1 up to the largest.
    """
    page, size = values.get(PAGE), values.get(SIZE)
    if not page and not size:
        return None
    number = PAGE_NUMBER.whole({PAGE: page or "1"})
    return Page(number, PAGE_SIZE.whole({SIZE: size or str(DEFAULT_SIZE)}))


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
