"""A client that sends or reads too slowly is ended; one that has to wait for the service is not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from wire_host import Held, answer, echo, listening, told

from hdhgraph.web.serving.wire.connections import Bounds
from live_server import request

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send
    from wire_host import Client, Listener

# Half a second stands for twenty, a fiftieth for the second between two looks.
SOON = Bounds(sweep=0.02, grace=0.5, rate=1000, head=2.0, body=4.0, parting=0.5)
LONG = SOON.grace * 3
FORM = "Host: a\r\nContent-Type: application/sparql-query\r\n"
POST = f"POST / HTTP/1.1\r\n{FORM}".encode()
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
SLOW = {
    "head without end": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"", "head"),
    "head trickled": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n", "head"),
    "target trickled": (b"GET /", b"x", "head"),
    "body never": (POST + b"Content-Length: 100\r\n\r\n", b"", "body"),
    "body trickled": (POST + b"Content-Length: 4000\r\n\r\n", b"#", "body"),
    "chunks trickled": (CHUNKED, b"1\r\n#\r\n", "body"),
    "chunk extension trickled": (CHUNKED + b"1;x=", b"y", "body"),
    "trailers trickled": (CHUNKED + b"6\r\nASK {}\r\n0\r\n", b"X: y\r\n", "body"),
    "body of a GET": (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", b"", "body"),
    "body offering h2c": (
        POST + b"Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 9\r\n\r\n", b"", "body"
    ),
}  # fmt: skip


async def early(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer without a look at the body."""
    await answer(send, b"early")


async def trickle(client: Client, piece: bytes) -> None:
    """Send a piece again and again."""
    while piece:
        await client.send(piece)
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("name", SLOW)
def test_what_comes_too_slowly_is_ended(name: str) -> None:
    """It gets 408 and the end of the connection (RFC 9110, 15.5.9), and is counted."""
    first, piece, part = SLOW[name]

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(first)
            trickling = asyncio.ensure_future(trickle(client, piece))
            reply = await client.reply()
            trickling.cancel()
            assert (reply.status, reply.headers["connection"]) == (408, "close")
            assert reply.headers["content-type"] == "application/problem+json"
            assert f"The {part} of the request came too slowly" in reply.json()["detail"]
            assert await client.is_ended()

    assert {part: 1} == listening(echo, test, SOON).connections.ended


@pytest.mark.parametrize("piece", [b"", b"\r\n"], ids=["nothing", "line ends"])
@pytest.mark.parametrize("is_known", [False, True], ids=["at once", "after an answer"])
def test_a_connection_without_a_request_ends(piece: bytes, is_known: bool) -> None:
    """There is nothing to answer, so nothing is said (a 408 would answer the next request)."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            if is_known:
                assert (await client.ask(request("GET", "/"))).status == 200
            trickling = asyncio.ensure_future(trickle(client, piece))
            assert await client.is_ended()
            trickling.cancel()

    listening(echo, test, SOON)


def test_a_body_that_nobody_reads_is_waited_for_no_longer() -> None:
    """Answered before it came, it is dropped as long as it comes, and then the connection ends."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            raw = POST + b"Content-Length: 4000\r\n\r\n"
            assert (await client.ask(raw)).body == b"early"
            trickling = asyncio.ensure_future(trickle(client, b"#"))
            assert await client.is_ended()
            trickling.cancel()
        async with listener.client() as client:
            for _ in range(3):
                assert (await client.ask(raw)).body == b"early"
                await client.send(b"#" * 4000)

    assert {"body": 1} == listening(early, test, SOON).connections.ended


@pytest.mark.nightly
def test_a_slow_but_honest_client_is_answered() -> None:
    """Above the least rate a body may take longer than the grace, and so may a head."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            head = request("POST", "/", {"X": "y" * 4000, "Content-Length": "8000"})
            for piece in [head[n : n + 400] for n in range(0, len(head), 400)]:
                await client.send(piece)
                await asyncio.sleep(0.1)
            for _ in range(20):
                await client.send(b"#" * 400)
                await asyncio.sleep(0.1)
            assert told(await client.reply())["body"] == "#" * 8000

    assert {} == listening(echo, test, SOON).connections.ended


@pytest.mark.parametrize("part", ["head", "body"])
def test_nothing_may_take_for_ever(part: str) -> None:
    """Even at the least rate there is a most."""
    lasting = Bounds(sweep=0.02, grace=0.2, rate=1, head=0.6, body=0.6)
    first = b"GET / HTTP/1.1\r\nX: " if part == "head" else CHUNKED

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(first)
            trickling = asyncio.ensure_future(
                trickle(client, b"1\r\n#\r\n" if part == "body" else b"x")
            )
            assert (await client.reply()).status == 408
            trickling.cancel()

    assert {part: 1} == listening(echo, test, lasting).connections.ended


@pytest.mark.parametrize(
    ("pieces", "lengths"),
    [
        ([POST + b"Content-Length: 4\r\n\r\nbody"], [4]),
        ([POST + b"Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"], [4]),
        ([POST + b"Content-Length: 300000\r\n\r\n", b"#" * 200_000], [300_000]),
        ([request("GET", "/"), POST + b"Content-Length: 4\r\n\r\n"], [0, 4]),
        (
            [request("GET", "/"), POST + b"Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"],
            [0, 4],
        ),
    ],
    ids=["whole", "expecting", "not read", "pipelined", "pipelined, expecting"],
)
def test_who_waits_for_the_service_is_not_slow(pieces: list[bytes], lengths: list[int]) -> None:
    """The clock stands while the service does not read, or has not said that it would."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            for piece in pieces:
                await client.send(piece)
                await held.asked.wait()
                await asyncio.sleep(0.1)
            await asyncio.sleep(LONG)
            assert listener.connections.count == 1
            held.go.set()
            for length in lengths:
                if length and not pieces[-1].endswith(b"body"):
                    await client.send(b"#" * (length if length < 5 else 100_000))
                assert len(told(await client.reply())["body"]) == length

    held = Held()
    assert {} == listening(held, test, SOON).connections.ended


def test_an_answer_under_way_is_not_cut_for_a_body_that_nobody_needs() -> None:
    """A long answer to a request whose body never came is whole; the connection ends behind it."""

    async def streaming(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(10):
            await send({"type": "http.response.body", "body": b"part", "more_body": True})
            await asyncio.sleep(LONG / 10)
        await send({"type": "http.response.body", "body": b"end"})

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            reply = await client.ask(POST + b"Content-Length: 100\r\n\r\n")
            assert (reply.status, reply.body) == (200, b"part" * 10 + b"end")
            assert await client.is_ended()

    assert {"body": 1} == listening(streaming, test, SOON).connections.ended


def test_a_refusal_comes_behind_the_answers_before_it() -> None:
    """A head that stays unfinished is refused in its turn (RFC 9112, 9.3.2)."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(request("GET", "/first") + b"GET /second HTTP/1.1\r\nX: ")
            await listener.until(lambda: listener.connections.ended["head"] == 1)
            held.go.set()
            assert told(await client.reply())["path"] == "/first"
            assert (await client.reply()).status == 408
            assert await client.is_ended()

    held = Held()
    listening(held, test, SOON)


async def large(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer with more than lies in the kernel's buffers."""
    await answer(send, b"x" * 6_000_000)


READING = Bounds(sweep=0.02, grace=0.5, rate=10_000)


@pytest.mark.parametrize("piece", [0, 1])
def test_a_client_that_reads_too_slowly_is_ended(piece: int) -> None:
    """Nothing, or a little now and then, which keeps the kernel content: no place for ever."""

    async def test(listener: Listener) -> None:
        async with listener.client(room=4096) as client:
            await client.send(request("GET", "/"))
            while not listener.connections.ended["answer"]:
                if piece:
                    await asyncio.get_running_loop().sock_recv(client.channel, piece)
                await asyncio.sleep(0.02)
            while await client.receive():
                pass
            assert len(client.content) < 6_000_000

    assert {"answer": 1} == listening(large, test, READING).connections.ended


def test_a_client_that_reads_steadily_gets_all() -> None:
    """What is taken counts, also of what lies in the kernel."""

    async def test(listener: Listener) -> None:
        async with listener.client(room=4096) as client:
            await client.send(request("GET", "/"))
            for _ in range(60):
                await client.receive()
                await asyncio.sleep(0.02)
            assert len((await client.reply()).body) == 6_000_000

    assert {} == listening(large, test, READING).connections.ended
