"""Hostile requests against the service as an operator starts it: each ends cleanly, none harms."""

from __future__ import annotations

import concurrent.futures
import json
import select
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hostile import CANARY_FILE, Hostile, catalogue

from live_server import LiveServer, Reply, live_server, parse_reply, request, write_example

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMEOUT = 2.0
CASES = {case.name: case for case in catalogue()}
PROBLEM = "application/problem+json"
# Cases under way at once: the limits must hold beside one another.
_AT_ONCE = 4


@dataclass(slots=True)
class Run:
    """The server after the whole catalogue, what each case got, and who called the canary."""

    server: LiveServer
    replies: dict[str, Reply]
    calls: list[str]
    memory_before: int


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
    """Every case has been sent, some at once, to one server with a small time and memory limit."""
    folder = tmp_path_factory.mktemp("hostile")
    secret = folder / "canary.ttl"
    secret.write_text("<a:secret> <a:secret> <a:secret> .", encoding="utf-8")
    calls: list[str] = []
    canary = start_canary(calls)
    port = str(canary.getsockname()[1])

    def send(case: Hostile) -> Reply:
        return server.exchange(filled(case.raw, port, secret), is_head=case.is_head)

    options = ("--timeout", str(TIMEOUT), "--max-memory", "256", "--max-rows", "50000")
    with live_server(write_example(folder), *options) as server:
        assert server.query("ASK {}").status == 200
        memory = server.memory()
        with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
            replies = dict(zip(CASES, pool.map(send, CASES.values()), strict=True))
        yield Run(server, replies, calls, memory)
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
    """In time, with the right status, and never as a good answer that is not whole."""
    case, reply = CASES[name], run.replies[name]
    assert reply.seconds < TIMEOUT + 1
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
    elif "json" in reply.headers.get("content-type", ""):
        json.loads(reply.body)
    assert "x-evil" not in reply.headers
    assert b"a:secret" not in reply.body


def test_nothing_was_fetched(run: Run) -> None:
    """No case opened a connection; the canary would have told."""
    assert run.calls == []


def test_the_server_lives_on(run: Run) -> None:
    """It answers at once, its processes are those it began with, and it is idle within a second."""
    assert run.server.wait_until(workers=4, seconds=1)
    reply = run.server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv")
    assert (reply.status, reply.body, reply.seconds < TIMEOUT) == (200, b"n\r\n400\r\n", True)
    assert [state for state in run.server.processes().values() if state in "ZT"] == []
    assert run.server.busy() < 0.2


def test_memory_stays(run: Run) -> None:
    """The web process is not much larger than before."""
    assert run.server.memory() - run.memory_before < 100 * 1024 * 1024


def test_slow_headers_delay_nobody(run: Run) -> None:
    """Hundreds of connections that never finish their heads leave others undisturbed."""
    slow = [run.server.connect() for _ in range(300)]
    try:
        for channel in slow:
            channel.sendall(b"GET /sparql?query=ASK HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        replies = [run.server.query(f"SELECT ({n} AS ?n) {{}}") for n in range(20)]
    finally:
        for channel in slow:
            channel.close()
    assert {reply.status for reply in replies} == {200}
    assert max(reply.seconds for reply in replies) < 0.5


def test_clients_that_do_not_read_hold_no_place(run: Run) -> None:
    """Answers nobody reads end at the deadline, and a long query after them gets its time."""
    stream = "/sparql?format=csv&query=SELECT%20*%20%7B?a%20?b%20?c.?d%20?e%20?f.?g%20?h%20?i%7D"
    idle = [run.server.connect() for _ in range(20)]
    try:
        for channel in idle:
            channel.sendall(request("GET", stream))
        assert run.server.query("SELECT (1 AS ?during) {}").status == 200
        assert run.server.wait_until(workers=4, seconds=TIMEOUT * 2)
        time.sleep(TIMEOUT)
        long = " ".join(f"VALUES ?v{n} {{ {' '.join('0123456789')} }}" for n in range(7))
        reply = run.server.query(f"SELECT (COUNT(*) AS ?n) {{ {long} }}", "csv")
    finally:
        for channel in idle:
            channel.close()
    assert (reply.status, reply.body) == (200, b"n\r\n10000000\r\n")


def test_a_half_closed_connection_ends(run: Run) -> None:
    """Who says that no more comes gets the answer, or the connection's end; nothing hangs."""
    with run.server.connect(5) as channel:
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
        with run.server.connect(5) as channel:
            channel.sendall(half)
    assert run.server.query("ASK {}").status == 200
    assert len(run.server.workers()) <= max(before, 4)


def test_pipelined_requests_are_answered_in_order(run: Run) -> None:
    """Fifty requests in one go get fifty answers, each its own."""
    queries = [f"SELECT%20({n}%20AS%20?n)%7B%7D" for n in range(50)]
    raw = b"".join(request("GET", f"/sparql?format=csv&query={query}") for query in queries)
    found: list[bytes] = []
    content = b""
    with run.server.connect(5) as channel:
        channel.sendall(raw)
        while len(found) < len(queries) and (chunk := channel.recv(65536)):
            content += chunk
            while (reply := parse_reply(content)).is_whole:
                found.append(reply.body)
                content = reply.rest
    assert found == [f"n\r\n{n}\r\n".encode() for n in range(50)]


def test_a_thousand_idle_connections_delay_nobody(run: Run) -> None:
    """Open connections cost nothing but themselves."""
    idle = [run.server.connect() for _ in range(800)]
    try:
        replies = [run.server.query(f"SELECT ({n} AS ?idle) {{}}") for n in range(20)]
    finally:
        for channel in idle:
            channel.close()
    assert {reply.status for reply in replies} == {200}
    assert max(reply.seconds for reply in replies) < 0.5


def test_the_canary_would_have_told(tmp_path: Path) -> None:
    """The canary notes who connects: the silence above means something."""
    assert tmp_path.is_dir()
    calls: list[str] = []
    canary = start_canary(calls)
    with socket.create_connection(canary.getsockname()) as channel:
        assert select.select([channel], [], [], 5)[0] == [channel]
    canary.close()
    assert len(calls) == 1
