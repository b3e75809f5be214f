"""How many connections there may be, in all and of one client, and what they may hold."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from wire_host import Held, LargeOrHeld, crowd, echo, listening, told

from hdhgraph.web.serving.wire.connections import FREE, Bounds, share_of
from live_server import request

if TYPE_CHECKING:
    from wire_host import Listener

FIRST, SECOND = "127.0.0.2", "127.0.0.3"
GET = request("GET", "/")
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
# Nobody is ended for being slow here, but by who needs the place.
FEW = Bounds(connections=6, of_client=3, grace=60, sweep=0.05)


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


def test_who_is_answered_makes_no_room() -> None:
    """Neither with its next request unfinished, nor with an answer that it is still reading."""
    one = Bounds(connections=1, of_client=1, sweep=0.05, grace=60)

    async def test(listener: Listener) -> None:
        for sent in (
            GET + b"GET /next HTTP/1.1\r\nX: ",
            GET + BODY % 9,
            request("GET", "/large"),
            (BODY % 9).replace(b"/", b"/begun", 1),
        ):
            async with listener.client() as first:
                await first.send(sent)
                await asyncio.sleep(0.3)
                async with listener.client(SECOND) as second:
                    assert (await second.reply()).status == 503
                held.go.set()
                assert (await first.reply()).status == 200
                held.go.clear()
            await listener.settled(0)

    held = LargeOrHeld()
    assert {"total": 4} == listening(held, test, one).connections.refused


def test_of_many_connections_all_are_looked_at_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first of them are being answered, one that is idle is found soon."""
    monkeypatch.setattr("hdhgraph.web.serving.wire.connections._LOOKED_AT", 2)
    four = Bounds(connections=4, of_client=4, grace=60, sweep=0.05)

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            await crowd(listener, stack, GET, *[FIRST] * 3)
            (idle,) = await crowd(listener, stack, b"", FIRST)
            (refused, admitted) = await crowd(listener, stack, GET, SECOND, SECOND)
            assert (await refused.reply()).status == 503
            assert await idle.is_ended()
            held.go.set()
            assert told(await admitted.reply())["path"] == "/"

    held = Held()
    listening(held, test, four)


def test_what_was_not_told_is_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second line has all that were refused since the first, without waiting for another."""
    monkeypatch.setattr("hdhgraph.web.serving.wire.connections._SECONDS_BETWEEN_LINES", 0.5)
    one = Bounds(connections=1, of_client=1, sweep=0.05)

    async def test(listener: Listener) -> None:
        async with AsyncExitStack() as stack:
            (client,) = await crowd(listener, stack, GET, FIRST)
            for refused in await crowd(listener, stack, GET, *[FIRST] * 5):
                assert (await refused.reply()).status == 503
            await listener.until(lambda: sum(line[1]["refused"] for line in listener.lines) == 5)
            held.go.set()
            assert (await client.reply()).status == 200

    held = Held()
    assert len(listening(held, test, one).lines) >= 2


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
