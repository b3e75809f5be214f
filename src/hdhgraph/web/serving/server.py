"""Run the application on a socket that is already taken."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import uvicorn
from uvicorn.loops.auto import auto_loop_factory

from hdhgraph.engine.client import Engine
from hdhgraph.engine.supervision import Supervisor
from hdhgraph.errors import EngineError, HdhgraphError
from hdhgraph.rdf.namespaces import BASE
from hdhgraph.web.http.aside import take_short_turns
from hdhgraph.web.http.timing import Tally
from hdhgraph.web.serving.admin import AdminServer, create_admin
from hdhgraph.web.serving.app import create_app, limits_of, open_service
from hdhgraph.web.serving.holds import Holds, NamedRequests
from hdhgraph.web.serving.journal import Journal, NotedRequests
from hdhgraph.web.serving.metrics import ServiceCollector
from hdhgraph.web.serving.replay import Replays
from hdhgraph.web.serving.wire.connections import Bounds, Connections
from hdhgraph.web.serving.wire.descriptors import bounds_of
from hdhgraph.web.serving.wire.wire import BoundedProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hdhgraph.project.config import Settings
    from hdhgraph.web.service.service import Service
    from hdhgraph.web.serving.app import Content

__all__ = ["run"]

_MEBIBYTE = 1024 * 1024
# How long a client may leave what it was sent unread, before the kernel drops the connection.
_UNREAD_SECONDS = 30
_ADMIN_CONNECTIONS = 16


class EngineServer(uvicorn.Server):
    """A server that says so once it answers, and ends its engine before it waits for clients.

    `failure` is why it has ended by itself, where it has.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        supervisor: Supervisor,
        announce: Callable[[], None],
        holds: Holds,
        admin: AdminServer | None = None,
    ) -> None:
        """Call `announce` when the first request could come; close the engine at the end.

        `supervisor` watches the engine, `holds` measures the loop, and `admin` listens, as long.
        """
        super().__init__(config)
        self._supervisor, self._announce, self._admin = supervisor, announce, admin
        self._holds = holds
        self._watch: asyncio.Task[None] | None = None
        self.failure: HdhgraphError | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then announce."""
        await super().startup(sockets)
        self._holds.watch(asyncio.get_running_loop())
        if self._admin is not None:
            await self._admin.start()
        self._watch = asyncio.create_task(self._supervise())
        self._announce()

    async def _supervise(self) -> None:
        """Watch the engine; a service whose engine is not watched any more is none."""
        try:
            await self._supervisor.run()
        except HdhgraphError as error:
            self.failure = error
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody would notice otherwise
            self.failure = EngineError(f"The engine is not watched any more: {error!r}.")
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End running queries, so that nobody waits for their deadlines, then end as uvicorn."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        self._supervisor.engine.close()
        if self._admin is not None:
            await self._admin.stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take a signal as uvicorn does, but do not die of it afterwards: `run` tidies up."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def run(
    settings: Settings,
    content: Content,
    listener: socket.socket,
    announce: Callable[[str], None],
    admin: socket.socket | None = None,
) -> None:
    """Load the engine, then serve until a signal; what was loaded is gone afterwards.

    `announce` is called with what to say of each address once it answers; `admin` is the operator's
    listener.

    Raises InputError when something that is served does not parse, or needs more open files,
    EngineError when the engine has died and there can be no other.
    """
    take_short_turns()
    limits, bounds = limits_of(settings), bounds_of(settings)
    journal = Journal(settings.log_format, settings.log_level)
    engine = Engine.start(replace(content.source, base=settings.base_iri or BASE), limits)
    connections = Connections(bounds, settings.trusted_proxy, journal.warn)

    async def serve() -> None:
        try:
            service = await open_service(settings, content, engine, origin_of(listener))
            listeners = (listener, admin)
            server = assemble(settings, content, service, journal, listeners, connections, announce)
            await server.serve(sockets=[listener])
        finally:
            await engine.stop()
        if server.failure is not None:
            raise server.failure

    for each in (listener, admin):
        if each is not None and sys.platform == "linux":
            each.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_SECONDS * 1000
            )  # accepted connections inherit it
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(serve())
    finally:
        engine.close()


def assemble(  # noqa: PLR0917 - what a server is made of
    settings: Settings,
    content: Content,
    service: Service,
    journal: Journal,
    listeners: tuple[socket.socket, socket.socket | None],
    connections: Connections,
    announce: Callable[[str], None],
) -> EngineServer:
    """Return the server of a service, with the operator's where there is a second listener.

    Each tells the journal of itself from its first answer on.
    """
    origin, tally, engine = service.origin, Tally(), service.engine
    app = create_app(settings, content, engine, origin, tally, service=service)
    is_noted = settings.log_level == "debug"
    holds = Holds(journal.hold)
    named = NamedRequests(app)
    # An answer asked for twice is kept twice: as messages, and as the bytes on the wire.
    replays = Replays(0 if is_noted else settings.cache * _MEBIBYTE // 2)
    protocol = functools.partial(
        BoundedProtocol, replays=replays, connections=connections, holds=holds
    )
    # Proxy headers are read by `client_of`, which believes nobody by default.
    configuration = uvicorn.Config(
        NotedRequests(named, journal) if is_noted else named,
        http=cast("type[asyncio.Protocol]", protocol),  # anything called as one
        ws="none",
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    for name in ("uvicorn", "mcp", "hdhgraph.web.mcp"):
        journal.adopt(name)
    collector = ServiceCollector(
        engine, tally, holds, app, lambda: replays.count, connections=connections
    )
    operators = operators_on(listeners[1], engine, collector) if listeners[1] else None

    def announce_all() -> None:
        engine.activity.observer = journal.query
        announce(f"serving on {origin} (Ctrl+C ends it)")
        if operators:
            announce(f"operators on {operators.origin}")

    supervisor = Supervisor(engine, journal.engine)
    return EngineServer(configuration, supervisor, announce_all, holds, operators)


def operators_on(
    listener: socket.socket, engine: Engine, collector: ServiceCollector
) -> AdminServer:
    """Return the operator's server, whose connections are apart from the public ones.

    So no crowd there keeps an operator from looking.
    """
    own = Bounds(connections=_ADMIN_CONNECTIONS, of_client=_ADMIN_CONNECTIONS)
    protocol = functools.partial(BoundedProtocol, connections=Connections(own))
    return AdminServer(create_admin(engine, collector), listener, protocol)


def origin_of(listener: socket.socket) -> str:
    """Return the address listened on, as a client writes it."""
    address, port = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    return f"http://{shown}:{port}"
