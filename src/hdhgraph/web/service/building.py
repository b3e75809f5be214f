"""An index of a running service: built once, in the background, when it is first wanted."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

__all__ = ["Building"]

_T = TypeVar("_T")


class Building(Generic[_T]):
    """What is built once; who waits for it may go, and it is built all the same.

    A failure is not remembered: it is begun again when it is wanted next.
    """

    def __init__(self, build: Callable[[], Coroutine[Any, Any, _T]]) -> None:
        """Build nothing yet."""
        self._build = build
        self._task: asyncio.Task[_T] | None = None

    def begin(self) -> asyncio.Task[_T]:
        """Begin to build, where that has not begun or has failed."""
        if self._task is None or (self._task.done() and self._failed(self._task)):
            self._task = asyncio.create_task(self._build())
        return self._task

    async def wait(self) -> _T:
        """Return what is built. Raises what building it raises."""
        return await asyncio.shield(self.begin())

    @property
    def is_built(self) -> bool:
        """Whether it is there."""
        return self._task is not None and self._task.done() and not self._failed(self._task)

    def forget(self) -> None:
        """Have it built anew when it is wanted next."""
        self._task = None

    def known(self) -> _T | None:
        """Return what was built; None while it is not, which begins it."""
        task = self.begin()
        return task.result() if self.is_built else None

    async def close(self) -> _T | None:
        """Stop building; return what was built."""
        if self._task is None:
            return None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            return await self._task
        return None

    @staticmethod
    def _failed(task: asyncio.Task[_T]) -> bool:
        return task.cancelled() or task.exception() is not None
