"""Hostile requests against the service as an operator starts it: each ends cleanly, none harms."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import select
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hostile import CANARY_FILE, Hostile, catalogue

from live_server import LiveServer, Reply, live_server, parse_reply, request, write_example
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
# What may end a query that is not answered whole.
LIMITS = {"timeout", "memory", "rows", "queue", "evaluation"}
STREAM = "/sparql?format=csv&query=SELECT%20*%20%7B?a%20?b%20?c.?d%20?e%20?f.?g%20?h%20?i%7D"
CASES = {case.name: case for case in catalogue()}
PROBLEM = "application/problem+json"
# Cases under way at once: the limits must hold beside one another.
_AT_ONCE = 4


@dataclass(slots=True)
class Run:
    """The servers after the whole catalogue, what each case got, and who called the canary.

    What may be ended by the deadline was sent to the hasty one.
    """

    server: LiveServer
    hasty: LiveServer
    replies: dict[str, Reply]
    calls: list[str]
    memory_before: dict[int, int]

    def server_of(self, case: Hostile) -> LiveServer:
        """Return the server that a case was sent to."""
        return self.hasty if 503 in case.statuses else self.server


def start_canary(calls: list[str]) -> socket.socket:
    """Listen, and note who calls."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return
            calls.append(str(address))
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    return listener


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Every case has been sent, some at once, to servers with a small limit of memory."""
    folder = tmp_path_factory.mktemp("hostile")
    secret = folder / "canary.ttl"
    secret.write_text("<a:secret> <a:secret> <a:secret> .", encoding="utf-8")
    calls: list[str] = []
    canary = start_canary(calls)
    port = str(canary.getsockname()[1])
    options = ("--max-memory", "256", "--max-rows", "50000", "--admin-port", "0")
    with (
        live_server(write_example(folder), *options) as server,
        live_server(write_example(folder, name="hasty"), "--timeout", "2", *options) as hasty,
    ):
        begun = Run(server, hasty, {}, calls, {})
        for each in (server, hasty):
            assert each.answer("ASK {}") == b"true"
            begun.memory_before[each.port] = each.memory()

        def send(case: Hostile) -> Reply:
            asked = filled(case.raw, port, secret)
            return begun.server_of(case).exchange(asked, is_head=case.is_head)

        with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
            begun.replies |= zip(CASES, pool.map(send, CASES.values()), strict=True)
        yield begun
    canary.close()


def filled(raw: bytes, port: str, secret: Path) -> bytes:
    """Return a request with the canaries' real addresses, and its length mended."""
    if b"CANARY" not in raw:
        return raw
    head, separator, body = raw.partition(b"\r\n\r\n")
    old = len(body)
    names = ((CANARY_FILE.encode(), secret.as_uri().encode()), (b"CANARY", port.encode()))
    for name, value in names:
        head, body = head.replace(name, value), body.replace(name, value)
    head = head.replace(b"Content-Length: %d" % old, b"Content-Length: %d" % len(body))
    return head + separator + body


def test_the_catalogue_is_large() -> None:
    """More than 160 cases, each under its own name."""
    assert len(CASES) == len(catalogue())
    assert len(CASES) >= 160


@pytest.mark.parametrize("name", CASES)
def test_it_ends_cleanly(run: Run, name: str) -> None:
    """With the right status, and never as a good answer that is not whole."""
    case, reply = CASES[name], run.replies[name]
    assert reply.status in case.statuses, reply.body[:300]
    if not reply.is_whole:
        assert case.may_be_cut
        assert reply.headers["transfer-encoding"] == "chunked"
    elif reply.status >= 400:
        assert reply.headers["content-type"] == PROBLEM
        body = reply.json()
        assert body["status"] == reply.status
        assert body["detail"]
        assert "Traceback" not in body["detail"]
        assert ("retry-after" in reply.headers) is (reply.status == 503)
        assert reply.status != 503 or body["limit"] in LIMITS
    elif "json" in reply.headers.get("content-type", ""):
        json.loads(reply.body)
    assert "x-evil" not in reply.headers
    assert b"a:secret" not in reply.body


def test_nothing_was_fetched(run: Run) -> None:
    """No case opened a connection; the canary would have told."""
    assert run.calls == []


def test_what_was_stopped_was_ended_by_a_limit(run: Run) -> None:
    """The journal says of each that the limit ended it which its answer names, or cut it short."""
    stopped = {name for name, reply in run.replies.items() if reply.status == 503}
    cut = {name for name, reply in run.replies.items() if not reply.is_whole}
    assert stopped
    assert cut
    for name in stopped | cut:
        reply = run.replies[name]
        # A long query was looked at before, as one of its own.
        run_id = reply.headers["x-query-id"].split(", ")[-1]
        (line,) = run.server_of(CASES[name]).ended(id=run_id)
        assert line["status"] == ("stopped" if name in stopped else "cut"), name
        assert line["reason"] in LIMITS, name
        assert name in cut or line["reason"] == reply.json()["limit"], name
    assert run.server.ended(reason="timeout") == []


def test_the_servers_live_on(run: Run) -> None:
    """Each answers, its processes are those it began with, and nothing runs any more."""
    for server in (run.server, run.hasty):
        wait_until(lambda server=server: server.running() == [], "the end of all queries")
        server.wait_until_idle()
        assert server.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == b"n\r\n400\r\n"
        server.wait_until_idle()


def test_memory_stays(run: Run) -> None:
    """The web process is not much larger than before."""
    for server in (run.server, run.hasty):
        assert server.memory() - run.memory_before[server.port] < 100 * 1024 * 1024


def is_open(channel: socket.socket) -> bool:
    """Tell whether the other side has neither answered nor hung up."""
    channel.setblocking(False)
    try:
        channel.recv(1)
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    return False


def assert_nobody_waits(server: LiveServer, beginning: bytes, many: int) -> None:
    """Hold many connections that have sent a beginning; each of 20 others is answered meanwhile."""
    with contextlib.ExitStack() as held:

        def begin() -> socket.socket:
            channel = held.enter_context(server.connect())
            channel.sendall(beginning)
            return channel

        for _ in range(many):
            begin()
        for number in range(20):
            latest = begin()
            assert server.query(f"SELECT ({number} AS ?n{many}) {{}}").status == 200
            assert is_open(latest)


def test_slow_headers_delay_nobody(run: Run) -> None:
    """Hundreds of connections that never finish their heads leave others undisturbed."""
    beginning = b"GET /sparql?query=ASK HTTP/1.1\r\nHost: x\r\nX-Slow: "
    assert_nobody_waits(run.server, beginning, 300)


def test_clients_that_do_not_read_hold_no_place(run: Run) -> None:
    """Others are answered meanwhile, however long that takes."""
    idle = [run.server.connect() for _ in range(20)]
    try:
        for channel in idle:
            channel.sendall(request("GET", STREAM))
        wait_until(lambda: len(run.server.running()) == len(idle), "the queries of all of them")
        assert run.server.query("SELECT (1 AS ?during) {}").status == 200
        assert len(run.server.running()) == len(idle)
    finally:
        for channel in idle:
            channel.close()
    wait_until(lambda: run.server.running() == [], "the end of their queries")


def test_clients_that_do_not_read_end_at_the_deadline(run: Run) -> None:
    """Answers nobody reads are cut, and a long query after them has a place: it never stands."""
    before = len(run.hasty.ended(form="csv"))
    idle = [run.hasty.connect() for _ in range(20)]
    try:
        for channel in idle:
            channel.sendall(request("GET", STREAM))
        wait_until(
            lambda: len(run.hasty.ended(form="csv")) == before + len(idle), "the end of all of them"
        )
        ended = run.hasty.ended(form="csv")[before:]
        reply = run.hasty.query(ENDLESS)
    finally:
        for channel in idle:
            channel.close()
    assert {line["reason"] for line in ended} <= {"timeout", "queue"}
    assert "cut" in {line["status"] for line in ended}
    assert (reply.status, reply.json()["limit"]) == (503, "timeout")
    (line,) = run.hasty.ended(id=reply.headers["x-query-id"])
    assert line["lane"] in ("fast", "slow")
    run.hasty.wait_until_idle()


def test_a_half_closed_connection_ends(run: Run) -> None:
    """Who says that no more comes gets the answer, or the connection's end; nothing hangs."""
    with run.server.connect() as channel:
        channel.sendall(request("GET", "/health"))
        channel.shutdown(socket.SHUT_WR)
        content = b""
        while chunk := channel.recv(65536):
            content += chunk
    assert content == b"" or parse_reply(content).status == 200


@pytest.mark.parametrize("half", [request("GET", "/health")[:-2],
    request("POST", "/sparql", {"Content-Type": "application/sparql-query",
                                "Content-Length": "99"})])  # fmt: skip
def test_a_request_that_breaks_off_leaves_nothing(run: Run, half: bytes) -> None:
    """A client that goes in the middle of its request takes nothing with it."""
    before = len(run.server.workers())
    for _ in range(20):
        with run.server.connect() as channel:
            channel.sendall(half)
    assert run.server.query("ASK {}").status == 200
    assert len(run.server.workers()) <= max(before, 4)


def test_pipelined_requests_are_answered_in_order(run: Run) -> None:
    """Fifty requests in one go get fifty answers, each its own."""
    queries = [f"SELECT%20({n}%20AS%20?n)%7B%7D" for n in range(50)]
    raw = b"".join(request("GET", f"/sparql?format=csv&query={query}") for query in queries)
    found: list[bytes] = []
    content = b""
    with run.server.connect() as channel:
        channel.sendall(raw)
        while len(found) < len(queries) and (chunk := channel.recv(65536)):
            content += chunk
            while (reply := parse_reply(content)).is_whole:
                found.append(reply.body)
                content = reply.rest
    assert found == [f"n\r\n{n}\r\n".encode() for n in range(50)]


def test_a_thousand_idle_connections_delay_nobody(run: Run) -> None:
    """Open connections cost nothing but themselves."""
    assert_nobody_waits(run.server, b"", 800)


def test_the_canary_would_have_told(tmp_path: Path) -> None:
    """The canary notes who connects: the silence above means something."""
    assert tmp_path.is_dir()
    calls: list[str] = []
    canary = start_canary(calls)
    with socket.create_connection(canary.getsockname()) as channel:
        assert select.select([channel], [], [], PATIENCE)[0] == [channel]
    canary.close()
    assert len(calls) == 1
