"""How many connections there may be, in all and of one client, and what they may hold."""

from __future__ import annotations

import asyncio
import resource
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from wire_host import Held, echo, listening, told

from hdhgraph.config import Settings
from hdhgraph.errors import InputError
from hdhgraph.web.connections import FREE, Bounds, share_of
from hdhgraph.web.descriptors import bounds_of
from live_server import request

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send
    from wire_host import Client, Listener

FIRST, SECOND = "127.0.0.2", "127.0.0.3"
GET = request("GET", "/")
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
# Nobody is ended for being slow here, but by who needs the place.
FEW = Bounds(connections=6, of_client=3, grace=60, sweep=0.05)


async def crowd(
    listener: Listener, stack: AsyncExitStack, sent: bytes, *addresses: str
) -> list[Client]:
    """Connect once from each address, one after the other, and send something."""
    clients = []
    for address in addresses:
        client = await stack.enter_async_context(listener.client(address))
        clients.append(await client.send(sent))
        await asyncio.sleep(0.02)
    return clients


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nX: ", BODY % 9], ids=["idle", "head", "body"]
)
@pytest.mark.parametrize("most", [FEW.of_client, FEW.connections], ids=["client", "total"])
def test_who_waits_makes_room_for_who_asks(sent: bytes, most: int) -> None:
    """However many stay idle or unfinished, the next is answered, of the same client and others."""
    addresses = [FIRST] if most == FEW.of_client else [FIRST, SECOND, "127.0.0.4", "127.0.0.5"]

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            clients = await crowd(listener, stack, sent, *addresses * 5)
            assert listener.connections.count <= most
            for address in (FIRST, SECOND, "127.0.0.9"):
                async with listener.client(address) as client:
                    assert told(await client.ask(GET))["path"] == "/"
            gone = [await clients[n].reply() for n in range(len(clients) - most)]
            assert {reply.status for reply in gone} == ({0} if len(sent) == 0 else {503})
            for reply in gone:
                assert not sent or (reply.headers["retry-after"], reply.headers["connection"]) == (
                    "5", "close",
                )  # fmt: skip

    listener = listening(echo, test, FEW)
    assert listener.connections.refused == {}
    assert (listener.connections.ended["room"] > 0) is (sent != b"")


def test_the_idle_go_first_then_the_slowest() -> None:
    """An idle connection loses nothing; of the others the one that sent least in its time goes."""

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            (fast,) = await crowd(listener, stack, BODY % 90_000 + b"#" * 5000, FIRST)
            (slow,) = await crowd(listener, stack, BODY % 90_000, FIRST)
            (idle,) = await crowd(listener, stack, b"", FIRST)
            await asyncio.sleep(FEW.sweep * 4)
            (one,) = await crowd(listener, stack, BODY % 9, FIRST)
            assert await idle.is_ended()
            await asyncio.sleep(FEW.sweep * 4)
            (two,) = await crowd(listener, stack, BODY % 9, FIRST)
            assert (await slow.reply()).status == 503
            for client, size in ((fast, 85_000), (one, 9), (two, 9)):
                assert told(await client.ask(b"#" * size))["method"] == "POST"

    listening(echo, test, FEW)


@pytest.mark.parametrize("name", ["client", "total"])
def test_where_all_are_being_answered_the_next_is_refused(name: str) -> None:
    """With 503, when to ask again and the end of the connection; the others are answered."""
    addresses = [FIRST] * 3 if name == "client" else [FIRST, SECOND, "127.0.0.4"] * 2

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            clients = await crowd(listener, stack, GET, *addresses)
            await asyncio.sleep(0.1)
            for _ in range(4):
                (refused,) = await crowd(listener, stack, GET, FIRST)
                reply = await refused.reply()
                assert (reply.status, reply.headers["retry-after"]) == (503, "5")
                assert reply.headers["connection"] == "close"
                assert reply.headers["content-type"] == "application/problem+json"
                assert await refused.is_ended()
            if name == "client":
                clients += await crowd(listener, stack, GET, SECOND)
            held.go.set()
            for client in clients:
                assert told(await client.reply())["path"] == "/"

    held = Held()
    listener = listening(held, test, FEW)
    assert {name: 4} == listener.connections.refused
    setting, most = {"client": ("--client-connections", 3), "total": ("--connections", 6)}[name]
    (line,) = listener.lines  # one for all of them
    assert (line[1]["setting"], line[1]["most"], line[1]["client"]) == (setting, most, FIRST)


def test_a_trusted_proxy_is_many_clients() -> None:
    """Its connections are those of everyone behind it: only the most in all bounds them."""

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            clients = await crowd(listener, stack, GET, *[FIRST] * FEW.connections)
            held.go.set()
            for client in clients:
                assert told(await client.reply())["path"] == "/"

    held = Held()
    assert {} == listening(held, test, FEW, trusted=["::ffff:127.0.0.2"]).connections.refused


def test_what_is_refused_at_once_is_soon_gone() -> None:
    """Those who never read the refusal do not pile up."""
    bounds = Bounds(connections=1, of_client=1, sweep=0.05, parting=0.1)

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            (client,) = await crowd(listener, stack, GET, FIRST)
            crowded = await crowd(listener, stack, b"", *[FIRST] * 80)
            for each in crowded:
                while await each.receive():
                    pass
            held.go.set()
            assert told(await client.reply())["path"] == "/"

    held = Held()
    assert {"client": 80} == listening(held, test, bounds).connections.refused


@pytest.mark.parametrize(
    ("host", "share"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_a_network(host: str, share: str) -> None:
    """Of IPv6 a subscriber has 64 bits to choose from."""
    assert share_of(host) == share


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


def test_what_is_dropped_is_not_held() -> None:
    """A body that comes behind its answer takes no memory, however often."""

    async def early(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-length", b"0")]})  # fmt: skip
        await send({"type": "http.response.body", "body": b""})

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            for _ in range(20):
                assert (await client.ask(BODY % 150_000)).status == 200
                await client.send(b"#" * 150_000)

    assert {} == listening(early, test, MEMORY).connections.refused


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
    """And who sends it all the same can read why, instead of losing the connection."""

    async def test(listener: Listener) -> None:
        async with listener.client() as client:
            await client.send(f"GET / HTTP/1.1\r\nHost: a\r\n{field}\r\n\r\n".encode())
            await client.send(b"#" * 4_000_000)
            reply = await client.reply()
            assert (reply.status, reply.headers["connection"]) == (413, "close")

    listening(echo, test, Bounds(sweep=0.05))


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


def test_nobody_is_left_in_the_books() -> None:
    """Clients that come and go in every way leave nothing behind."""
    large = BODY % 90_000 + b"#" * FREE * 2

    async def test(listener: Listener) -> None:
        for sent in (b"", b"nonsense\r\n\r\n", GET, BODY % 9, large, GET * 300):
            async with AsyncExitStack() as stack:
                await crowd(listener, stack, sent, FIRST, FIRST, SECOND)
        await listener.settled(0)

    connections = listening(echo, test, FEW).connections
    assert connections.held == 0
    assert not any(vars(connections)[name] for name in ("_clients", "_shares", "_held", "_parting"))


def limited(monkeypatch: pytest.MonkeyPatch, files: int) -> None:
    """Let the process have so many open files, as far as it is asked."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    monkeypatch.setattr("os.cpu_count", lambda: 2)


@pytest.mark.parametrize(
    ("files", "given", "expected"),
    [
        (256, {}, (64, 16)),
        (1024, {}, (448, 112)),
        (1 << 20, {}, (4096, 1024)),
        (64, {}, (16, 16)),
        (1024, {"workers": 100}, (264, 66)),
        (1024, {"connections": 896}, (896, 224)),
        (1024, {"client_connections": 5}, (448, 5)),
        (1024, {"connections": 4, "client_connections": 5}, (4, 4)),
    ],
)
def test_the_most_follows_from_open_files(
    monkeypatch: pytest.MonkeyPatch, files: int, given: dict[str, Any], expected: tuple[int, int]
) -> None:
    """Workers and the service itself have theirs, and each connection one for a file to send."""
    limited(monkeypatch, files)
    bounds = bounds_of(Settings(**given))
    assert (bounds.connections, bounds.of_client) == expected


def test_more_connections_than_open_files_are_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sentence names both, and what to do."""
    limited(monkeypatch, 1024)
    with pytest.raises(InputError, match=r"--connections 897 needs 1025 open files.* 1024: raise"):
        bounds_of(Settings(connections=897))
