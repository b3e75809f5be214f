"""Requests known byte for byte, over real connections."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from hdhgraph.web.serving.cache import AnswerCache
from hdhgraph.web.serving.replay import Replays
from hdhgraph.web.serving.wire.connections import Bounds
from hdhgraph.web.serving.wire.wire import BoundedProtocol
from live_server import parse_reply, request
from waiting import PATIENCE, LeapingLoop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive, Scope, Send

FIRST, SECOND = b"Sun, 22 Nov 2026 08:00:00 GMT", b"Sun, 22 Nov 2026 08:00:01 GMT"
GET = request("GET", "/a")
VOLATILE = request("GET", "/volatile")


@dataclass
class Host:
    """An application behind the cache, listening on a free port; `asked` is what reached it."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    replays: Replays = field(default_factory=lambda: Replays(1024 * 1024))
    state: ServerState = field(default_factory=ServerState)
    clients: list[asyncio.StreamWriter] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the path, after a while where it is /slow."""
        self.asked.append(scope["path"])
        await receive()
        if scope["path"] == "/slow":
            await asyncio.sleep(0.05)
        body = scope["path"].encode()
        control = [(b"cache-control", b"no-store")] if scope["path"] == "/volatile" else []
        headers = [(b"content-length", str(len(body)).encode()), *control]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def hosted(test: Callable[[Host], Awaitable[None]], *, keep_alive: int = PATIENCE) -> Host:
    """Run a test against a host."""
    host = Host()

    async def run() -> None:
        app = AnswerCache(host, "version", SECOND.decode(), 1024 * 1024)
        config = uvicorn.Config(app, log_config=None, timeout_keep_alive=keep_alive)
        config.load()
        host.state.default_headers = [(b"date", FIRST)]
        protocol = functools.partial(BoundedProtocol, config, host.state, {}, replays=host.replays)
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
        host.port = server.sockets[0].getsockname()[1]
        async with server:
            await asyncio.wait_for(test(host), 10 * PATIENCE)
            for writer in host.clients:
                writer.close()
                with contextlib.suppress(ConnectionError):
                    await writer.wait_closed()
            await asyncio.sleep(0.01)  # lets the other ends be forgotten

    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        runner.run(run())
    return host


class Client:
    """One connection to a host."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Use `Client.to`."""
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, host: Host) -> Client:
        """Connect."""
        reader, writer = await asyncio.open_connection("127.0.0.1", host.port)
        host.clients.append(writer)
        return cls(reader, writer)

    async def ask(self, *pieces: bytes, answers: int = 1) -> list[Any]:
        """Send pieces, a moment apart, and read so many answers."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0.01)
        found: list[Any] = []
        content = b""
        while len(found) < answers:
            reply = parse_reply(content)
            if reply.is_whole:
                found.append(reply)
                content = reply.rest
                continue
            more = await self.reader.read(65536)
            if not more:
                break
            content += more
        return found


async def ask_often(host: Host, raw: bytes, times: int = 4) -> list[Any]:
    """Ask the same on one connection, one after the other."""
    client = await Client.to(host)
    return [reply for _ in range(times) for reply in await client.ask(raw)]


def test_a_request_known_byte_for_byte_gets_the_same_answer() -> None:
    """The first is evaluated, the second comes from the cache, the others are replayed."""
    replies: list[Any] = []

    async def test(host: Host) -> None:
        replies.extend(await ask_often(host, GET))

    host = hosted(test)
    assert ["/a"] == host.asked
    assert host.replays.count == 2
    assert len(replies) == 4
    assert all(r.body == b"/a" for r in replies)
    assert all(r.headers == replies[1].headers for r in replies[2:])


def test_the_date_is_that_of_the_replay() -> None:
    """A replayed answer has the date of now (RFC 9110, 6.6.1)."""
    dates: list[str] = []

    async def test(host: Host) -> None:
        await ask_often(host, GET, 2)
        host.state.default_headers = [(b"date", SECOND)]
        dates.extend(reply.headers["date"] for reply in await ask_often(host, GET, 1))

    assert hosted(test).replays.count == 1
    assert [SECOND.decode()] == dates


def test_a_304_is_replayed_too() -> None:
    """Who names an ETag sends other bytes, and gets the 304 that the cache gave them."""
    replies: list[Any] = []

    async def test(host: Host) -> None:
        (first,) = await ask_often(host, GET, 1)
        known = request("GET", "/a", {"If-None-Match": first.headers["etag"]})
        replies.extend(await ask_often(host, known))

    assert hosted(test).replays.count == 3
    assert [304] * 4 == [reply.status for reply in replies]
    assert [b""] * 4 == [reply.body for reply in replies]


@pytest.mark.parametrize(
    "raw",
    [VOLATILE, request("POST", "/a", body=b"x"), request("GET", "/a", {"Connection": "close"})],
    ids=["no-store", "POST", "close"],
)
def test_what_is_not_for_keeping_is_not_replayed(raw: bytes) -> None:
    """An answer that is not stored, a POST, and the last request of a connection are passed on."""

    async def test(host: Host) -> None:
        for _ in range(4):
            assert len(await ask_often(host, raw, 1)) == 1

    assert hosted(test).replays.count == 0


def test_a_request_in_pieces_is_not_known_by_its_end() -> None:
    """The end of another request, alike byte for byte, does not get the first one's answer."""
    bodies: list[bytes] = []

    async def test(host: Host) -> None:
        client = await Client.to(host)
        for path in (b"/a", b"/b"):
            head, end = b"GET " + path, b" HTTP/1.1\r\nHost: e\r\n\r\n"
            for _ in range(4):
                bodies.extend(r.body for r in await client.ask(head, end))

    assert hosted(test).replays.count == 0
    assert [b"/a"] * 4 + [b"/b"] * 4 == bodies


def test_a_request_within_a_header_of_another_poisons_nothing() -> None:
    """What looks like a request, but ends another one, is not kept for it."""
    bodies: list[bytes] = []

    async def test(host: Host) -> None:
        client = await Client.to(host)
        for _ in range(4):
            await client.ask(b"GET /b HTTP/1.1\r\nX: ", GET)
        bodies.extend(reply.body for reply in await ask_often(host, GET))

    hosted(test)
    assert [b"/a"] * 4 == bodies


def test_a_known_request_behind_one_under_way_waits_for_its_turn() -> None:
    """Answers come in the order of the requests (RFC 9112, 9.3.2)."""
    bodies: list[bytes] = []

    async def test(host: Host) -> None:
        await ask_often(host, GET)
        client = await Client.to(host)
        replies = await client.ask(request("GET", "/slow"), GET, answers=2)
        bodies.extend(reply.body for reply in replies)

    hosted(test)
    assert [b"/slow", b"/a"] == bodies


def test_two_requests_in_one_piece_get_two_answers() -> None:
    """Pipelined requests are no request known byte for byte."""
    bodies: list[bytes] = []

    async def test(host: Host) -> None:
        client = await Client.to(host)
        for _ in range(4):
            bodies.extend(r.body for r in await client.ask(GET + GET, answers=2))

    hosted(test)
    assert [b"/a"] * 8 == bodies


def test_a_connection_that_is_used_stays_open() -> None:
    """A replayed answer keeps a connection alive as any other does, and silence ends it."""
    found: list[int] = []

    async def test(host: Host) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, LeapingLoop)
        client = await Client.to(host)
        for _ in range(8):
            found.extend(reply.status for reply in await client.ask(GET))
            for _ in range(6):
                await loop.leap(Bounds().sweep)
        for _ in range(6):
            await loop.leap(Bounds().sweep)
        assert await client.reader.read() == b""

    hosted(test, keep_alive=10 * Bounds().sweep)
    assert [200] * 8 == found


def test_a_connection_that_is_only_replayed_to_ends_when_it_is_idle() -> None:
    """It never had an answer from behind the cache, which would have set uvicorn's timer."""

    async def test(host: Host) -> None:
        await ask_often(host, GET)
        client = await Client.to(host)
        (reply,) = await client.ask(GET)
        assert reply.status == 200
        assert await client.reader.read() == b""

    assert hosted(test, keep_alive=0.5).replays.count == 3


def test_replays_are_bounded_in_bytes() -> None:
    """The oldest make room, and a request longer than 16 KiB is not kept."""
    replays = Replays(10_000)
    answer = b"HTTP/1.1 200 OK\r\ndate: " + FIRST + b"\r\n\r\n" + b"x" * 3000
    for name in (b"1", b"2", b"3"):
        replays.keep(name, answer)
    replays.keep(b"4" * 20_000, answer)
    replays.keep(b"5", b"HTTP/1.1 200 OK\r\n\r\n")
    known = [name for name in (b"1", b"2", b"3", b"4" * 20_000, b"5") if replays.get(name)]
    assert [b"2", b"3"] == known
