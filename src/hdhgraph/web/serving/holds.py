"""How long requests hold the event loop: each step of one keeps everyone else waiting.

What counts is the processor time of the loop's own thread, so that a busy machine blames nobody.
"""

from __future__ import annotations

import asyncio
import time
import types
from collections import Counter
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.web.http.timing import route_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    Work = Coroutine[Any, Any, Any] | Generator[Any, Any, Any]

__all__ = ["LONGEST_STEP", "Holds", "NamedRequests"]

# Seconds that no step of a request is to take.
LONGEST_STEP: Final = 0.020
# What runs for a request, in whichever task, has its method and path in its context.
_REQUEST: Final[ContextVar[tuple[str, str]]] = ContextVar("request", default=("", ""))


class Holds:
    """The steps that took too long, by kind of route, and the longest of all."""

    def __init__(self, observer: Callable[[str, str, float], None] | None = None) -> None:
        """Tell `observer` the method, the path and the seconds of each step that took too long."""
        self._observer = observer
        self.counts: Counter[str] = Counter()
        self.longest = 0.0

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Measure the steps of all tasks that begin from now on."""
        loop.set_task_factory(self._task)

    def _task(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Work,
        **options: Any,  # noqa: ANN401 - what a task takes
    ) -> asyncio.Task[Any]:
        return asyncio.Task(self._watched(work), loop=loop, **options)

    async def _watched(self, work: Work) -> Any:  # noqa: ANN401 - what it returns
        return await _measured(work, self.note)

    def note(self, seconds: float, scope: Mapping[str, Any] | None = None) -> None:
        """Take one step into account, which was for the request of `scope`, else of the context."""
        self.longest = max(self.longest, seconds)
        if seconds > LONGEST_STEP:
            method, path = _REQUEST.get()
            if scope is not None:
                method, path = scope.get("method", ""), scope.get("path", "")
            self.counts[route_of(path)] += 1
            if self._observer is not None:
                self._observer(method, path, seconds)


class NamedRequests:
    """Have every step that is done for a request know its name."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] == "http":
            _REQUEST.set((scope["method"], scope["path"]))
        await self._app(scope, receive, send)


@types.coroutine
def _measured(work: Work, note: Callable[[float], None]) -> Generator[Any, Any, Any]:
    """Do the work, and `note` the seconds of each of its steps: from one wait to the next."""
    value: Any = None
    error: BaseException | None = None
    while True:
        began = time.thread_time()
        try:
            awaited = work.send(value) if error is None else work.throw(error)
        except StopIteration as end:
            return end.value
        finally:
            note(time.thread_time() - began)
        value = error = None
        try:
            value = yield awaited
        except BaseException as thrown:  # noqa: BLE001 - the work decides what becomes of it
            error = thrown
