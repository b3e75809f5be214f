"""A client that goes takes its query with it."""

from __future__ import annotations

import asyncio
import gc
import socket
import struct
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

import pytest
from starlette.requests import ClientDisconnect, Request

from hdhgraph.engine.activity import Caller
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.long_texts import LongTexts
from hdhgraph.engine.protocol import Request as EngineRequest
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.web.queries.sparql import query_by_get
from hdhgraph.web.service.service import Asker, Service, Versions
from hdhgraph.web.service.streaming import AnswerResponse
from live_server import LiveServer, live_server, request, write_example
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import Message

FORM = "application/x-www-form-urlencoded"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
ENDLESS_GRAPH = f"CONSTRUCT {{ <x:y> <x:z> ?n }} WHERE {{ {{ {ENDLESS} }} }}"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
REQUESTS = {
    "by GET": request("GET", f"/sparql?query={quote(ENDLESS)}"),
    "by POST": request("POST", "/sparql", {"Content-Type": FORM},
                       f"query={quote(ENDLESS)}".encode()),
    "by HEAD": request("HEAD", f"/sparql?query={quote(ENDLESS)}"),
    "for a page": request("GET", f"/sparql?query={quote(ENDLESS)}", {"Accept": "text/html"}),
    "compressed": request("GET", f"/sparql?query={quote(ENDLESS)}", {"Accept-Encoding": "gzip"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that would let a query run for longer than any test waits."""
    data = write_example(tmp_path_factory.mktemp("disconnect"))
    options = ("--timeout", "600", "--max-rows", "100000000", "--admin-port", "0")
    with live_server(data, *options) as running:
        yield running


def hang_up(channel: socket.socket, *, abruptly: bool) -> None:
    """Close a connection: as one does, or with a reset, as a client that has crashed."""
    if abruptly:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    channel.close()


def evaluated(server: LiveServer) -> str:
    """Return the id of the one query that runs, once a worker has taken it up."""

    def begun() -> list[str]:
        return [each["id"] for each in server.running() if each["lane"] != "waiting"]

    (run_id,) = wait_until(begun, "a query that runs")
    return run_id


def assert_ended(server: LiveServer, run_id: str, spare: set[int]) -> None:
    """Wait until a query has ended since its client went, and took its worker with it."""
    (line,) = wait_until(lambda: server.ended(id=run_id), "the end of a query without a client")
    assert line["reason"] == "disconnect"
    assert server.running() == []
    wait_until(lambda: server.workers() <= spare, "the end of its worker")
    server.wait_until_idle()


@pytest.mark.parametrize("abruptly", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("name", REQUESTS)
def test_who_goes_before_the_answer_stops_it(
    server: LiveServer, name: str, *, abruptly: bool
) -> None:
    """Its worker is gone long before its deadline, and the processors are free."""
    assert server.query("ASK {}").status == 200
    spare = server.workers()
    channel = server.connect()
    channel.sendall(REQUESTS[name])
    run_id = evaluated(server)
    hang_up(channel, abruptly=abruptly)
    assert_ended(server, run_id, spare)


@pytest.mark.parametrize("abruptly", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_who_goes_during_the_answer_stops_it(
    server: LiveServer, encoding: str, *, abruptly: bool
) -> None:
    """The same once the answer is under way."""
    assert server.query("ASK {}").status == 200
    spare = server.workers()
    channel = server.connect()
    target = f"/sparql?format=csv&query={quote(STREAM)}"
    channel.sendall(request("GET", target, {"Accept-Encoding": encoding}))
    assert channel.recv(65536).startswith(b"HTTP/1.1 200")
    run_id = evaluated(server)
    hang_up(channel, abruptly=abruptly)
    assert_ended(server, run_id, spare)


def test_who_goes_without_reading_stops_it(tmp_path: Path) -> None:
    """An answer that waits for its reader ends with its connection, not with a later collection."""
    engine = Engine.start(
        Source(files=(str(write_example(tmp_path)),)), Limits(PATIENCE, max_rows=100_000_000)
    )

    async def scenario() -> None:
        answer = await engine.query(EngineRequest(STREAM, "csv", PATIENCE))
        is_stuck, never = asyncio.Event(), asyncio.Event()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                is_stuck.set()
                await never.wait()

        async def receive() -> Message:
            await is_stuck.wait()
            return {"type": "http.disconnect"}

        await AnswerResponse(answer, "text/csv", {})({"type": "http"}, receive, send)
        assert engine.activity.running == {}
        assert engine.activity.stopped == {"disconnect": 1}
        await engine.stop()

    gc.disable()
    try:
        asyncio.run(scenario())
    finally:
        gc.enable()
        engine.close()


def test_who_goes_stops_what_is_asked_for_a_page(tmp_path: Path) -> None:
    """Every question of a request ends with its client, those asked at once as well, and is noted.

    The engine then has nothing to do.
    """
    engine = Engine.start(Source(files=(str(write_example(tmp_path)),)), Limits(PATIENCE))

    async def scenario() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        caller, request = Caller("192.0.2.1"), Request({"type": "http"}, receive)
        service = SimpleNamespace(engine=engine, settings=Settings(timeout=PATIENCE))
        asker = Asker(cast("Service", service), caller, request)
        asked = (
            asker.solutions(ENDLESS),
            asker.graph(ENDLESS_GRAPH),
            asker.ask(asker.question(ENDLESS, "csv")),
        )
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in told] == [ClientDisconnect] * 3
        assert engine.activity.running == {}
        assert engine.activity.stopped == {"disconnect": 3}
        assert [run.client for run in caller.runs] == ["192.0.2.1"] * 3
        await engine.stop()

    try:
        asyncio.run(scenario())
    finally:
        engine.close()


def test_who_goes_while_a_query_is_looked_at_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long text is looked at by a worker, for whose turn nobody waits in vain either."""

    async def look(*_: object) -> None:
        await asyncio.Event().wait()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    monkeypatch.setattr(LongTexts, "inspect", look)
    service = Service(
        Settings(), cast("Engine", None), {}, Versions("0" * 64), union=True, values={},
        graphs={}, default_triples=0, origin="http://127.0.0.1:8000",
    )  # fmt: skip
    app = SimpleNamespace(state=SimpleNamespace(service=service))
    scope = {"type": "http", "query_string": b"query=ASK+%7B%7D", "headers": [], "app": app}
    with pytest.raises(ClientDisconnect):
        asyncio.run(asyncio.wait_for(query_by_get(Request(scope, receive)), PATIENCE))


def test_who_goes_while_waiting_leaves_the_queue(server: LiveServer) -> None:
    """Many that ask and go at once leave no worker, and nobody has to wait for their deadlines."""
    for _ in range(40):
        channel = server.connect()
        channel.sendall(REQUESTS["by GET"])
        channel.close()
    assert server.query("SELECT (1 AS ?after) {}").status == 200
    wait_until(lambda: server.running() == [], "an empty queue")
    assert server.ended(reason="timeout") == server.ended(reason="queue") == []
    server.wait_until_idle()
