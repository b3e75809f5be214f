"""The facets of a running service: read from its engine when first wanted, then kept."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, TypeVar

from hdhgraph.errors import QueryStoppedError
from hdhgraph.facets_build import FacetBuilder, index_queries
from hdhgraph.namespaces import hg
from hdhgraph.web.index_feed import feed_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from hdhgraph.facets import FacetIndex
    from hdhgraph.web.service import Service

__all__ = ["Facets"]

# Of so many claims, a question is short enough to be answered without a thread.
_FEW: Final = 5_000
_LARGE: Final = 100_000  # triples

_T = TypeVar("_T")


class Facets:
    """The index of one service; `close` it before its engine."""

    def __init__(self, service: Service) -> None:
        """Build nothing yet."""
        self._service = service
        self._task: asyncio.Task[FacetIndex] | None = None

    async def ask(self, question: Callable[[FacetIndex], _T]) -> _T:
        """Return what the index answers, in a thread where that may take a while.

        Raises QueryStoppedError when it is still being built for as long as a query may take.
        """
        limit = self._service.settings.timeout
        try:
            async with asyncio.timeout(limit):
                index = await self._index()
        except TimeoutError as error:
            raise QueryStoppedError(
                "facets", f"{limit:g} s", "The list of claims is not ready yet; ask again soon."
            ) from error
        if len(index) <= _FEW:
            return question(index)
        return await asyncio.to_thread(question, index)

    def prepare(self) -> None:
        """Begin to build at once where the graph is large, so that nobody has to wait for it."""
        if self._service.default_triples > _LARGE:
            self._task = asyncio.create_task(self._build())

    async def close(self) -> None:
        """Stop building."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._task

    async def _index(self) -> FacetIndex:
        """Return the index; who waits for it may go, and it is built all the same."""
        if self._task is None or (self._task.done() and self._task.exception() is not None):
            self._task = asyncio.create_task(self._build())
        return await asyncio.shield(self._task)

    async def _build(self) -> FacetIndex:
        service = self._service
        most = service.engine.limits.max_rows
        organisations = service.values.get(hg("Organisation"), frozenset())
        builder = FacetBuilder(service.base, organisations, most)
        await feed_answers(service, index_queries(most), builder)
        return await asyncio.to_thread(builder.finish)
