"""The service as an operator starts it, with few open files and a crowd before the door."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import socket
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from live_server import LiveServer, Reply, live_server, parse_reply, request, write_example
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OPEN_FILES = 256
CROWD = 320
MEBIBYTE = 1024 * 1024
REFUSED = ("hdhgraph_connections_refused_total", "memory")
ROOM = ("hdhgraph_connections_ended_total", "room")
FORM = b"Host: a\r\nContent-Type: application/sparql-query\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + FORM
SLOW = {
    "idle": b"",
    "heads": b"GET /sparql?query=ASK HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "bodies": POST + b"Content-Length: 4000\r\n\r\nASK",
    "chunks": POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n",
    "answered": request("GET", "/health"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with 256 open files, and with an operator's listener."""
    data = write_example(tmp_path_factory.mktemp("crowd"))
    with live_server(data, "--admin-port", "0", open_files=OPEN_FILES) as running:
        yield running


def admin(server: LiveServer) -> LiveServer:
    """Return the operator's listener."""
    found = re.search(r"operators on http://127\.0\.0\.1:(\d+)", wait_for(server, "operators on"))
    assert found is not None
    return LiveServer(server.process, int(found.group(1)), server.log)


def wait_for(server: LiveServer, text: str) -> str:
    """Return the log once it holds a text."""

    def log() -> str:
        said = server.log.read_text(encoding="utf-8")
        return said if text in said else ""

    return wait_until(log, text)


def metrics(server: LiveServer) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels, as an operator sees them."""
    reply = admin(server).get("/metrics")
    assert reply.status == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.body.decode())
        for sample in family.samples
    }


def settle(server: LiveServer, most: int = 0) -> None:
    """Wait until no more than so many connections are left."""
    wait_until(
        lambda: metrics(server)["hdhgraph_connections",] <= most, f"at most {most} connections"
    )


def open_files(server: LiveServer) -> int:
    """Return how many files the web process has open."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))  # noqa: PTH208 - names are enough


def connect(server: LiveServer, address: str = "127.0.0.1") -> socket.socket:
    """Connect from an address of this machine."""
    return socket.create_connection(
        ("127.0.0.1", server.port), PATIENCE, source_address=(address, 0)
    )


@contextlib.contextmanager
def crowd(server: LiveServer, sent: bytes, addresses: Sequence[str]) -> Iterator[None]:
    """Have many connections that send something and no more."""
    with contextlib.ExitStack() as stack:
        for n in range(CROWD):
            channel = stack.enter_context(connect(server, addresses[n % len(addresses)]))
            with contextlib.suppress(ConnectionError):
                channel.sendall(sent)
        yield


def ask(server: LiveServer, query: str, address: str) -> Reply:
    """Ask a query from an address."""
    raw = request("POST", "/sparql", {"Content-Type": "application/sparql-query"}, query.encode())
    with connect(server, address) as channel:
        channel.sendall(raw)
        content = b""
        while not (reply := parse_reply(content)).is_whole and (more := channel.recv(65536)):
            content += more
        return reply


ONE = ["127.0.0.1"]
MANY = [f"127.0.0.{n}" for n in range(2, 42)]


@pytest.mark.parametrize("addresses", [ONE, MANY], ids=["one address", "forty addresses"])
@pytest.mark.parametrize("name", SLOW)
def test_a_crowd_keeps_nobody_out(server: LiveServer, name: str, addresses: list[str]) -> None:
    """More slow connections than open files, and everyone else is answered, the operator too."""
    with crowd(server, SLOW[name], addresses):
        for n, address in enumerate(("127.0.0.1", "127.0.0.2", "127.0.1.1") * 3):
            reply = ask(server, f"SELECT ({n} AS ?{name}) {{}}", address)
            assert (reply.status, reply.is_whole) == (200, True)
        assert open_files(server) < OPEN_FILES * 3 / 4
        assert metrics(server)["hdhgraph_connections",] <= OPEN_FILES / 4
    settle(server)
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_the_journal_has_a_line_for_each_bound(server: LiveServer) -> None:
    """It names the setting and its value, and is not repeated for every connection."""
    with crowd(server, SLOW["bodies"], ONE), crowd(server, SLOW["bodies"], MANY):
        pass
    lines: list[dict[str, Any]] = [
        json.loads(line)
        for line in server.log.read_text(encoding="utf-8").splitlines()
        if line.startswith("{") and '"setting"' in line
    ]
    assert {"--client-connections", "--connections"} == {line["setting"] for line in lines}
    assert {"warning"} == {line["level"] for line in lines}
    assert all(16 <= line["most"] <= OPEN_FILES / 4 for line in lines)
    counted = metrics(server)
    assert counted["hdhgraph_connections_ended_total", "room"] >= CROWD
    assert len(lines) < CROWD / 10


def test_large_bodies_do_not_eat_the_memory(server: LiveServer) -> None:
    """Of 240 MB of unfinished bodies from many addresses no more is kept than is said."""
    settle(server)
    memory, before = server.memory(), metrics(server)
    fields = {"Content-Type": "application/sparql-query", "Content-Length": str(4 * MEBIBYTE)}
    raw = request("POST", "/sparql", fields) + b"#" * (4 * MEBIBYTE - 1)
    with contextlib.ExitStack() as stack:
        for n in range(60):
            channel = stack.enter_context(connect(server, f"127.0.1.{n // 4 + 1}"))
            with contextlib.suppress(ConnectionError):
                channel.sendall(raw)
        after = metrics(server)
        assert server.memory() - memory < 128 * MEBIBYTE
        assert after["hdhgraph_request_bytes",] <= 64 * MEBIBYTE
        assert ask(server, "SELECT (1 AS ?beside) {}", "127.0.1.1").status == 200
    moved = {name: after[name] - before[name] for name in (REFUSED, ROOM)}
    assert sum(moved.values()) >= 60 - 16
    settle(server)
    assert metrics(server)["hdhgraph_request_bytes",] == 0


def test_descriptors_that_run_out_end_nothing(server: LiveServer) -> None:
    """Should others take what was kept free, the service goes on as soon as there are some."""
    settle(server)
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    few = (open_files(server) + 3, limits[1])
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, few)
    with crowd(server, SLOW["bodies"], ONE):
        assert server.process.poll() is None
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limits)
    assert ask(server, "SELECT (1 AS ?after) {}", "127.0.0.1").status == 200
    settle(server)


@pytest.mark.parametrize("path", ["/sparql", "/queries/who-said-what", "/mcp", "/nothing"])
def test_a_client_that_leaves_its_body_unfinished_leaves_no_trace(
    server: LiveServer, path: str
) -> None:
    """Whoever reads the body: no traceback, no connection, no worker."""
    for kind in ("sparql-query", "x-www-form-urlencoded", "json"):
        fields = {"Content-Type": f"application/{kind}", "Content-Length": "99"}
        with connect(server) as channel:
            channel.sendall(request("POST", path, fields) + b"{")
            wait_until(lambda: metrics(server)["hdhgraph_connections",] > 0, "the connection")
    settle(server)
    assert "Traceback" not in server.log.read_text(encoding="utf-8")
    assert "exception" not in server.log.read_text(encoding="utf-8")


@pytest.mark.nightly
def test_it_ends_in_order_with_a_crowd_at_the_door(tmp_path: Path) -> None:
    """A signal ends the service, whoever is still sending."""
    with (
        live_server(write_example(tmp_path), open_files=OPEN_FILES) as server,
        crowd(server, SLOW["bodies"], ONE),
    ):
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
