"""What each answer tells of itself: Server-Timing, and the ids of the queries behind it."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from hdhgraph.engine.activity import Run

__all__ = ["RUNS", "Tally", "Timed", "kept_headers", "route_of"]

# Where the runs of a request are noted in its scope.
RUNS: Final = "hdhgraph.runs"
_ROUTES: Final = frozenset(("sparql", "queries", "id", "doc", "graph", "mcp", "health", "live"))
_TIMING: Final = b"server-timing"
_QUERY_ID: Final = b"x-query-id"
_HIT: Final = (_TIMING, b'cache;desc="hit"')


def route_of(path: str) -> str:
    """Return the kind of route that a path is on: its first part, "page" or "other"."""
    if path == "/":
        return "page"
    first = path.removeprefix("/").split("/", 1)[0]
    return first if first in _ROUTES else "other"


class Tally:
    """How many requests were answered, by kind of route and class of status."""

    def __init__(self) -> None:
        """Have counted none."""
        self.requests: Counter[tuple[str, str]] = Counter()


class Timed:
    """Count answers, and put on each how long it took and which queries it is of.

    It stands behind the cache: an answer from there says only that it is one.
    """

    def __init__(self, app: ASGIApp, tally: Tally) -> None:
        """Wrap `app`."""
        self._app, self._tally = app, tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers on the start of the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        runs: list[Run] = []
        scope[RUNS] = runs

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = timing_headers(time.monotonic() - began, runs)
                message = {**message, "headers": [*message["headers"], *own]}
                kind = f"{message['status'] // 100}xx"
                self._tally.requests[route_of(scope["path"]), kind] += 1
            await send(message)

        await self._app(scope, receive, send_timed)


def timing_headers(total: float, runs: list[Run]) -> list[tuple[bytes, bytes]]:
    """Return Server-Timing in milliseconds up to the first byte (W3C), and X-Query-Id.

    `queue` is what the queries waited, `query` what they took from there to their first bytes.
    """
    value = f"total;dur={total * 1000:.1f}"
    if not runs:
        return [(_TIMING, value.encode())]
    waited, evaluated = sum(r.waited for r in runs), sum(r.evaluated for r in runs)
    value += f", queue;dur={waited * 1000:.1f}, query;dur={evaluated * 1000:.1f}"
    ids = ", ".join(run.id for run in runs)
    return [(_TIMING, value.encode()), (_QUERY_ID, ids.encode())]


def kept_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers that a kept answer repeats: no other request's timing, nor its id."""
    return [*(each for each in headers if each[0] not in (_TIMING, _QUERY_ID)), _HIT]
