"""What requests may hold before they are answered: sizes, sums, and refusals that can be read."""

from __future__ import annotations

import asyncio
import gc
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from wire_host import (
    Held,
    LargeOrHeld,
    answer,
    crowd,
    echo,
    exchange,
    in_loop,
    listening,
    told,
)

from hdhgraph.web.serving.wire.connections import FREE, Bounds, Connections
from hdhgraph.web.serving.wire.wire import BoundedProtocol
from live_server import request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send
    from wire_host import Listener

FIRST = "127.0.0.2"
GET = request("GET", "/")
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
MEMORY = Bounds(memory=2_000_000, of_client=40, sweep=0.05)
SIZE = 200_000


@pytest.mark.parametrize("is_chunked", [False, True])
def test_unfinished_requests_are_bounded_in_sum(is_chunked: bool) -> None:
    """One client has a quarter, all together the whole; small ones are answered meanwhile."""
    large, rest = BODY % SIZE + b"#" * 30_000, b"#" * (SIZE - 30_000)
    if is_chunked:
        head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        large, rest = b"%b%x\r\n%b\r\n" % (head, SIZE, b"#" * SIZE), b"0\r\n\r\n"

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            mine = await crowd(listener, stack, large, *[FIRST] * 3)
            assert (await mine.pop().reply()).status == 503
            others = [f"127.0.1.{n}" for n in range(9) for _ in range(2)]
            theirs = await crowd(listener, stack, large, *others)
            assert listener.connections.held <= MEMORY.memory
            replies = [await client.reply() for client in theirs[-8:]]
            assert {(r.status, r.headers["retry-after"]) for r in replies} == {(503, "5")}
            (small,) = await crowd(listener, stack, BODY % 9000 + b"#" * 9000, FIRST)
            assert told(await small.reply())["body"] == "#" * 9000
            for client in (*mine, *theirs[:8]):  # nobody is refused who was let in
                assert told(await client.ask(rest))["body"] == "#" * SIZE
            (again,) = await crowd(listener, stack, large, FIRST)
            assert told(await again.ask(rest))["body"] == "#" * SIZE

    listener = listening(echo, test, MEMORY)
    assert listener.connections.held == 0
    assert {"memory": 11} == listener.connections.refused
    assert [line[1]["most"] for line in listener.lines] == [MEMORY.memory]


async def late(scope: Scope, receive: Receive, send: Send) -> None:
    """Echo, a moment later."""
    await asyncio.sleep(0.1)
    await echo(scope, receive, send)


def test_answered_requests_hold_nothing() -> None:
    """On a connection that is used for long, and pipelined, only what waits is counted."""
    raw = BODY % 60_000 + b"#" * 60_000

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            for _ in range(6):
                await client.send(raw * 3)
                for _ in range(3):
                    assert len(told(await client.reply())["body"]) == 60_000
                await listener.until(lambda: listener.connections.held == 0)
            assert listener.connections.held == 0

    assert {} == listening(late, test, MEMORY).connections.refused


class EarlyOrHeld(Held):
    """Answer /early without a look at the body, and echo what else is asked, once let go."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["path"] == "/early":
            await answer(send, b"early")
        else:
            await super().__call__(scope, receive, send)


def test_what_is_dropped_is_not_held() -> None:
    """A body that comes behind its answer takes no memory, however often, and hides no other."""
    head = b"POST /early HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (b"%x\r\n%b\r\n" % (SIZE, b"#" * SIZE)) * 4

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            for _ in range(5):
                assert (await client.ask(head)).body == b"early"
                await client.send(chunks)
                await asyncio.sleep(0.05)
                assert listener.connections.held == 0
                await client.send(b"0\r\n\r\n")
            for _ in range(2):
                held.go.clear()
                await client.send(BODY % 90_000 + b"#" * 90_000)
                await listener.until(lambda: listener.connections.held > 90_000 - FREE)
                held.go.set()
                assert len(told(await client.reply())["body"]) == 90_000
                assert listener.connections.held == 0

    held = EarlyOrHeld()
    assert {} == listening(held, test, MEMORY).connections.refused


def test_a_request_that_begins_behind_another_is_held() -> None:
    """In whatever pieces it comes: here its beginning is in the piece that ends the one before."""
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    raw = GET + head + b"%x\r\n%b" % (SIZE, b"#" * 100_000)
    held: list[int] = []

    def pieces() -> Iterator[bytes]:
        yield raw
        held.append(connections.held)
        yield b"#" * 100_000 + b"\r\n0\r\n\r\n"

    connections = Connections()
    replies = in_loop(exchange(echo, pieces(), 2, connections))
    assert [0, SIZE] == [len(told(reply)["body"]) for reply in replies]
    assert held[0] >= 100_000 - FREE
    assert connections.held == 0


def test_a_pipeline_is_bounded() -> None:
    """Requests that wait in great number on one connection are refused behind those that may."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(GET * 2000)
            await held.asked.wait()
            held.go.set()
            statuses = []
            while reply := await client.reply():
                statuses.append(reply.status)
                if reply.status != 200:
                    break
            assert statuses == [200] * 129 + [503]
            assert await client.is_ended()

    held = Held()
    listening(held, test, Bounds())


@pytest.mark.parametrize(
    "field", ["Content-Length: 1000000000", "Content-Length: 9000000\r\nExpect: 100-continue"]
)
def test_a_body_that_is_too_large_is_refused_before_it_comes(field: str) -> None:
    """And who sends it all the same is not reset, but can read why (RFC 9112, 9.6)."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(f"GET / HTTP/1.1\r\nHost: a\r\n{field}\r\n\r\n".encode())
            await asyncio.sleep(0.1)
            for _ in range(20):
                await asyncio.get_running_loop().sock_sendall(client.channel, b"#" * 100_000)
            reply = await client.reply()
            assert (reply.status, reply.headers["connection"]) == (413, "close")

    listening(echo, test, Bounds(sweep=0.05, parting=60))


def test_an_answer_that_comes_before_the_body_can_be_read() -> None:
    """Also where it is the last one of its connection: what still comes is read and dropped."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            last = (
                (BODY % 2_000_000)
                .replace(b"/", b"/early", 1)
                .replace(b"Host", b"Connection: close\r\nHost")
            )
            await client.send(last)
            await asyncio.sleep(0.1)
            for _ in range(20):
                await asyncio.get_running_loop().sock_sendall(client.channel, b"#" * 100_000)
            reply = await client.reply()
            assert (reply.body, reply.headers["connection"]) == (b"early", "close")
            assert await client.is_ended()

    listening(EarlyOrHeld(), test, Bounds(sweep=0.05, parting=60))


def test_a_refusal_waits_until_the_answer_before_it_is_read() -> None:
    """However long that takes its client, as long as it is not too slow."""
    hasty = Bounds(sweep=0.02, parting=0.04, grace=60)

    async def test(listener: Listener) -> None:
        async with listener.client(room=65536) as client:
            await client.send(request("GET", "/large") + b"nonsense\r\n\r\n")
            await asyncio.sleep(0.5)
            assert len((await client.reply()).body) == 8_000_000
            assert (await client.reply()).status == 400

    listening(LargeOrHeld(), test, hasty)


def test_what_is_given_up_is_not_asked() -> None:
    """A request that is refused while it waits for its turn never reaches the application."""
    asked: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await held(scope, receive, send)

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(request("GET", "/first"))
            await held.asked.wait()
            await client.send(b"POST /second HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            await client.send(b"nonsense\r\n")
            await asyncio.sleep(0.1)
            held.go.set()
            assert told(await client.reply())["path"] == "/first"
            assert (await client.reply()).status == 400
            assert await client.is_ended()

    held = Held()
    listening(app, test, Bounds())
    assert ["/first"] == asked


def test_head_and_body_in_one_piece_are_told_apart() -> None:
    """A head is as large as it is, whatever comes behind it."""
    body = b"#" * 1_000_000

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            raw = request("POST", "/", {"X": "y" * 9000}, body)
            await client.send(raw[:5000])
            await asyncio.sleep(0.05)
            assert len(told(await client.ask(raw[5000:]))["body"]) == len(body)
            assert (await client.ask(request("GET", "/", {"X": "y" * 300_000}))).status == 431

    listening(echo, test, Bounds())


@pytest.mark.parametrize(
    "raw",
    [
        BODY % SIZE + b"#" * SIZE,
        b"nonsense\r\n\r\n",
        (BODY % 9).replace(b"Host", b"Connection: upgrade\r\nUpgrade: h2c\r\nHost") + b"#" * 9,
    ],
    ids=["answered", "refused", "offering"],
)
def test_a_connection_that_is_gone_is_freed_at_once(raw: bytes) -> None:
    """What it held does not wait for the collector of cycles."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            assert (await client.ask(raw)).is_whole
        await listener.settled(0)
        await asyncio.sleep(0.1)
        assert [each for each in gc.get_objects() if isinstance(each, BoundedProtocol)] == []

    gc.collect()
    gc.disable()
    try:
        listening(echo, test, Bounds(sweep=0.05, parting=0.05))
    finally:
        gc.enable()


def test_a_head_has_so_many_fields() -> None:
    """200 are read, one more is refused."""

    async def test(listener: Listener) -> None:
        for count, status in ((199, 200), (200, 431)):  # beside Host
            fields = b"".join(b"X-%d: a\r\n" % n for n in range(count))
            head = b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % fields
            async with AsyncExitStack() as stack:
                (client,) = await crowd(listener, stack, head, FIRST)
                assert (await client.reply()).status == status

    listening(echo, test, Bounds())


def test_a_body_is_not_cut_into_crumbs() -> None:
    """Few small chunks are read, and many large ones; many small ones are refused."""

    async def test(listener: Listener) -> None:
        head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        for size, count, status in ((1, 4_000, 200), (64, 20_000, 200), (1, 20_000, 413)):
            chunks = b"%x\r\n%b\r\n" % (size, b"#" * size) * count
            async with AsyncExitStack() as stack:
                (client,) = await crowd(listener, stack, head + chunks + b"0\r\n\r\n", FIRST)
                assert (await client.reply()).status == status

    listening(echo, test, Bounds())
