"""The claims of a running service, by facet and by what they are of: read when first wanted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from hdhgraph.claims.index.facets_build import build_facets
from hdhgraph.claims.index.reading import ClaimsReader, index_queries
from hdhgraph.claims.index.sets_build import build_exchanges, build_sets
from hdhgraph.errors import QueryStoppedError
from hdhgraph.rdf.namespaces import hg
from hdhgraph.web.service.building import Building
from hdhgraph.web.service.index_feed import feed_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request

    from hdhgraph.claims.index.exchanges import Exchanges
    from hdhgraph.claims.index.facets import FacetIndex
    from hdhgraph.web.service.service import Service

__all__ = ["Facets", "facets_of"]

# Of so many claims, a question is short enough to be answered without a thread.
_FEW: Final = 5_000
_LARGE: Final = 100_000  # triples

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Built:
    """What is made of all claims."""

    facets: FacetIndex
    exchanges: Exchanges


class Facets:
    """The indexes of one service; `close` it before its engine."""

    def __init__(self, service: Service) -> None:
        """Build nothing yet."""
        self._service = service
        self._index = Building(self._build)

    async def ask(self, question: Callable[[FacetIndex], _T]) -> _T:
        """Return what the facets answer, in a thread where that may take a while.

        Raises QueryStoppedError when they are still being built for as long as a query may take.
        """
        limit = self._service.settings.timeout
        try:
            async with asyncio.timeout(limit):
                index = (await self._index.wait()).facets
        except TimeoutError as error:
            raise QueryStoppedError(
                "facets", f"{limit:g} s", "The list of claims is not ready yet; ask again soon."
            ) from error
        if len(index) <= _FEW:
            return question(index)
        return await asyncio.to_thread(question, index)

    def exchanges(self) -> Exchanges | None:
        """Return the sets of claims with what is between them.

        None while they are being built, or where the graph holds more than was read: then the
        engine is to be asked.
        """
        built = self._index.known()
        return built.exchanges if built and built.facets.is_whole else None

    def prepare(self) -> None:
        """Begin to build at once where the graph is large, so that nobody has to wait for it."""
        if self._service.default_triples > _LARGE:
            self._index.begin()

    async def close(self) -> None:
        """Stop building."""
        await self._index.close()

    async def _build(self) -> _Built:
        service = self._service
        most = service.engine.limits.max_rows
        organisations = service.values.get(hg("Organisation"), frozenset())
        reader = ClaimsReader(service.base, organisations, most)
        await feed_answers(service, index_queries(most), reader)
        return await asyncio.to_thread(_finish, reader)


def _finish(read: ClaimsReader) -> _Built:
    return _Built(build_facets(read), build_exchanges(read, build_sets(read)))


def facets_of(request: Request) -> Facets:
    """Return the facets of the service that a request came to."""
    facets = request.app.state.facets
    assert isinstance(facets, Facets)  # noqa: S101 - set before the first request
    return facets
