"""The search index of a running service: built when first wanted, kept in the engine's folder.

The web process holds no store: the index is made from three answers of the engine, a piece at a
time, in a thread. Searches run in threads, too, a few at once.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from hdhgraph.claims.search.build import IndexBuilder, index_queries
from hdhgraph.claims.search.search import SearchIndex
from hdhgraph.errors import EngineError, QueryStoppedError
from hdhgraph.web.service.building import Building
from hdhgraph.web.service.index_feed import feed_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from hdhgraph.web.service.service import Service

__all__ = ["Search"]

_AT_ONCE: Final = 2

_T = TypeVar("_T")


class Search:
    """The index of one service; `close` it before its engine."""

    def __init__(self, service: Service) -> None:
        """Build nothing yet."""
        self._service = service
        self._index = Building(self._build)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def ask(self, question: Callable[[SearchIndex], _T]) -> _T:
        """Return what the index answers, in a thread.

        Raises QueryStoppedError when the index is still being built, or all threads stay busy,
        for as long as a query may take.
        """
        limit = self._service.settings.timeout
        try:
            async with asyncio.timeout(limit):
                index = await self._index.wait()
                async with self._turns:
                    return await asyncio.to_thread(question, index)
        except sqlite3.Error as error:
            if index.is_there:
                raise
            self._index.forget()  # who cleans temporary folders has taken it
            index.close()
            raise EngineError("The search index is being made again; ask again soon.") from error
        except TimeoutError as error:
            raise QueryStoppedError(
                "search", f"{limit:g} s", "The search is not ready yet; ask again soon."
            ) from error

    async def close(self) -> None:
        """Stop building, or close what was built."""
        if index := await self._index.close():
            index.close()

    async def _build(self) -> SearchIndex:
        service = self._service
        most = service.engine.limits.max_rows
        folder, builder = None, None
        try:
            folder = Path(tempfile.mkdtemp(prefix="search-", dir=service.engine.folder))
            path = folder / "index"
            builder = await asyncio.to_thread(IndexBuilder, path, service.base, most)
            await feed_answers(service, index_queries(most), builder)
            await asyncio.to_thread(builder.finish)
            return await asyncio.to_thread(SearchIndex, path)
        except BaseException as error:
            if builder is not None:
                builder.abandon()
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, sqlite3.Error | OSError):
                raise EngineError(f"The search index could not be built: {error}.") from error
            raise
