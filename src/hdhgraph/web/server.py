"""Run the application on a socket that is already taken."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import sys
from typing import TYPE_CHECKING, cast

import uvicorn

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.web.app import create_app
from hdhgraph.web.replay import Replays
from hdhgraph.web.wire import BoundedProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hdhgraph.config import Settings
    from hdhgraph.web.app import Content

__all__ = ["run"]

_MEBIBYTE = 1024 * 1024
# How long a client may leave what it was sent unread, before the kernel drops the connection.
_UNREAD_SECONDS = 30


class EngineServer(uvicorn.Server):
    """A server that says so once it answers, and ends its engine before it waits for clients."""

    def __init__(
        self, config: uvicorn.Config, engine: Engine, announce: Callable[[], None]
    ) -> None:
        """Call `announce` when the first request could come; close `engine` at the end."""
        super().__init__(config)
        self._engine, self._announce = engine, announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then announce."""
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End running queries, so that nobody waits for their deadlines, then end as uvicorn."""
        self._engine.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take a signal as uvicorn does, but do not die of it afterwards: `run` tidies up."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def run(
    settings: Settings, content: Content, listener: socket.socket, announce: Callable[[str], None]
) -> None:
    """Load the engine, then serve until a signal; what was loaded is gone afterwards.

    `announce` is called with the address once it answers.

    Raises InputError when something that is served does not parse.
    """
    limits = Limits(
        settings.timeout,
        settings.max_memory * _MEBIBYTE,
        settings.max_rows,
        settings.workers,
        settings.queue,
    )
    engine = Engine.start(content.source, limits)
    if sys.platform == "linux":
        listener.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_SECONDS * 1000
        )  # accepted connections inherit it
    try:
        address, port = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        origin = f"http://{shown}:{port}"
        app = create_app(settings, content, engine, origin)
        # An answer asked for twice is kept twice: as messages, and as the bytes on the wire.
        replays = Replays(settings.cache * _MEBIBYTE // 2)
        protocol = functools.partial(BoundedProtocol, replays=replays)
        # Proxy headers are read by `client_of`, which believes nobody by default.
        configuration = uvicorn.Config(
            app,
            http=cast("type[asyncio.Protocol]", protocol),  # anything called as one
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
        server = EngineServer(configuration, engine, lambda: announce(origin))
        with asyncio.Runner(loop_factory=configuration.get_loop_factory()) as runner:
            runner.run(server.serve(sockets=[listener]))
    finally:
        engine.close()
