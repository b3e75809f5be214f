"""The protocol of `hdhgraph serve` in front of a small application, over real connections."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import socket
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self, TypeVar

import uvicorn
from uvicorn.server import ServerState

from hdhgraph.web.serving.wire.connections import Bounds, Connections
from hdhgraph.web.serving.wire.wire import BoundedProtocol
from live_server import Reply, parse_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

Result = TypeVar("Result")
# How long an answer that does not come is waited for.
PATIENCE = 30.0


async def answer(send: Send, content: bytes) -> None:
    """Answer 200 with these bytes."""
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": content})


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what was understood of the request, its body included."""
    body, is_more = b"", True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message["body"]
        is_more = message["more_body"]
    known = {name: scope[name] for name in ("method", "path", "http_version")}
    query = scope["query_string"].decode("latin-1")
    await answer(
        send, json.dumps({**known, "query": query, "body": body.decode("latin-1")}).encode()
    )


class Held:
    """Echo, once it is let go."""

    def __init__(self) -> None:
        """Hold back."""
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then read and answer."""
        self.asked.set()
        await self.go.wait()
        await echo(scope, receive, send)


class LargeOrHeld(Held):
    """Answer /large with more than the kernel takes, begin to answer /begun, else echo.

    All but the first waits until it is let go.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["path"] == "/large":
            await answer(send, b"x" * 8_000_000)
        elif scope["path"] == "/begun":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            await self.go.wait()
            await send({"type": "http.response.body", "body": b""})
        else:
            await super().__call__(scope, receive, send)


async def exchange(
    app: ASGIApp, pieces: Iterable[bytes], most: int, connections: Connections | None = None
) -> list[Reply]:
    """Give a new connection the pieces one by one; return its answers, no more than `most`."""
    loop = asyncio.get_running_loop()
    config = uvicorn.Config(app, log_config=None)
    config.load()
    near, far = socket.socketpair()
    far.setblocking(False)
    transport, _ = await loop.connect_accepted_socket(
        lambda: BoundedProtocol(config, ServerState(), {}, connections=connections), near
    )
    for piece in pieces:
        if transport.is_closing():
            break
        receiver = transport.get_protocol()
        assert isinstance(receiver, asyncio.Protocol)
        receiver.data_received(piece)
        await asyncio.sleep(0)
    found: list[Reply] = []
    content = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while len(found) < most and (more := await loop.sock_recv(far, 1 << 20)):
                content += more
                while (reply := parse_reply(content)).is_whole:
                    found.append(reply)
                    content = reply.rest
    far.close()
    await asyncio.sleep(0)  # lets the other end be forgotten
    return found


def answers(app: ASGIApp, pieces: Iterable[bytes], most: int) -> list[Reply]:
    """Return the answers that a new connection gives to these pieces, no more than `most`."""
    return in_loop(exchange(app, pieces, most))


def in_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Do some work in an event loop of the kind that `serve` runs in."""
    loops = uvicorn.Config(echo, log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loops) as runner:
        return runner.run(work)


def cut(content: bytes, places: Sequence[int]) -> list[bytes]:
    """Return bytes in pieces, cut at these places modulo their length."""
    ends = sorted({place % (len(content) + 1) for place in places} | {0, len(content)})
    return [content[begin:end] for begin, end in pairwise(ends)]


def told(reply: Reply) -> dict[str, Any]:
    """Return what `echo` says that it understood."""
    assert reply.status == 200, reply.body
    found: dict[str, Any] = reply.json()
    return found


@dataclass
class Listener:
    """An application that listens, its connections, and the lines that they had written."""

    port: int
    connections: Connections
    lines: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def client(
        self, address: str = "127.0.0.1", room: int | None = None
    ) -> AsyncIterator[Client]:
        """Connect from an address, with so many bytes of room for what is not read."""
        channel = socket.socket()
        channel.setblocking(False)
        if room is not None:
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        channel.bind((address, 0))
        await asyncio.get_running_loop().sock_connect(channel, ("127.0.0.1", self.port))
        with channel:
            yield Client(channel)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so, which is the case sooner or later."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - nothing tells when it is
                await asyncio.sleep(0.005)

    async def settled(self, count: int) -> None:
        """Wait until so many connections are open."""
        await self.until(lambda: self.connections.count == count)


@dataclass
class Client:
    """One connection to a listener."""

    channel: socket.socket
    content: bytes = b""

    async def send(self, content: bytes) -> Self:
        """Send bytes, as far as the other side takes them."""
        with contextlib.suppress(ConnectionError):
            await asyncio.get_running_loop().sock_sendall(self.channel, content)
        return self

    async def receive(self) -> bool:
        """Receive something; tell whether there was anything before the end."""
        with contextlib.suppress(ConnectionError):
            more = await asyncio.get_running_loop().sock_recv(self.channel, 65536)
            self.content += more
            return more != b""
        return False

    async def reply(self) -> Reply:
        """Receive one answer; of status 0 where the connection ends before it."""
        async with asyncio.timeout(PATIENCE):
            while not (found := parse_reply(self.content)).is_whole and await self.receive():
                pass
        self.content = found.rest if found.is_whole else self.content
        return found if found.is_whole else Reply()

    async def ask(self, raw: bytes) -> Reply:
        """Send a request and receive its answer."""
        return await (await self.send(raw)).reply()

    async def is_ended(self) -> bool:
        """Wait for the end of the connection; tell that nothing came before it."""
        async with asyncio.timeout(PATIENCE):
            return not await self.receive()


async def crowd(
    listener: Listener, stack: contextlib.AsyncExitStack, sent: bytes, *addresses: str
) -> list[Client]:
    """Connect once from each address, one after the other, and send something."""
    clients = []
    for address in addresses:
        client = await stack.enter_async_context(listener.client(address))
        clients.append(await client.send(sent))
        await asyncio.sleep(0.02)
    return clients


def listening(
    app: ASGIApp,
    test: Callable[[Listener], Awaitable[None]],
    bounds: Bounds,
    trusted: Sequence[str] = (),
) -> Listener:
    """Run a test against an application that listens; return what is left of it."""

    async def run() -> Listener:
        config = uvicorn.Config(app, log_config=None, timeout_keep_alive=1)
        config.load()
        lines: list[tuple[str, dict[str, Any]]] = []
        connections = Connections(bounds, trusted, lambda *a, **named: lines.append((a[0], named)))
        protocol = functools.partial(
            BoundedProtocol, config, ServerState(), {}, connections=connections
        )
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
        listener = Listener(server.sockets[0].getsockname()[1], connections, lines)
        async with server:
            await asyncio.wait_for(test(listener), 2 * PATIENCE)
            await listener.settled(0)
            await asyncio.sleep(0.01)  # lets the other ends be forgotten
        return listener

    return in_loop(run())
