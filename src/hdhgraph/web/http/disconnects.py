"""Clients that go before they are answered: what is done for them ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Self

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["DisconnectWatch"]

# Seconds before the client is watched for having gone.
_UNWATCHED: Final = 0.05


class DisconnectWatch:
    """Cancel what is awaited under it when the client goes; most answers are there before."""

    def __init__(self, request: Request) -> None:
        """Watch the client of `request`, from a little later on."""
        self._request = request
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._is_gone = False

    def __enter__(self) -> Self:
        """Start the clock."""
        self._timer = asyncio.get_running_loop().call_later(_UNWATCHED, self._start)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop watching, and turn a cancellation of ours into ClientDisconnect."""
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if self._is_gone and kind is asyncio.CancelledError:
            raise ClientDisconnect

    def _start(self) -> None:
        self._watcher = asyncio.ensure_future(self._watch())

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        if self._task is not None:
            self._task.cancel()
