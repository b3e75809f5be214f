"""A client that goes takes its query with it."""

from __future__ import annotations

import socket
import struct
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from live_server import LiveServer, live_server, request, write_example

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = "application/x-www-form-urlencoded"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
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
    """A server that would let a query run for half a minute."""
    folder = tmp_path_factory.mktemp("disconnect")
    with live_server(
        write_example(folder), "--timeout", "30", "--max-rows", "100000000"
    ) as running:
        yield running


def hang_up(channel: socket.socket, *, abruptly: bool) -> None:
    """Close a connection: as one does, or with a reset, as a client that has crashed."""
    if abruptly:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    channel.close()


def working(server: LiveServer) -> bool:
    """Tell whether a worker works, within two seconds."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if server.busy(0.1) > 0.3:
            return True
    return False


@pytest.mark.parametrize("abruptly", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("name", REQUESTS)
def test_who_goes_before_the_answer_stops_it(
    server: LiveServer, name: str, *, abruptly: bool
) -> None:
    """Within a second its worker is gone, and the processors are free."""
    assert server.query("ASK {}").status == 200
    spare = server.workers()
    channel = server.connect()
    channel.sendall(REQUESTS[name])
    assert working(server)
    hang_up(channel, abruptly=abruptly)
    time.sleep(0.9)
    assert server.workers() <= spare
    assert server.busy(0.3) < 0.2


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
    hang_up(channel, abruptly=abruptly)
    time.sleep(0.9)
    assert server.workers() <= spare
    assert server.busy(0.3) < 0.2


def test_who_goes_while_waiting_leaves_the_queue(server: LiveServer) -> None:
    """Many that ask and go at once leave no worker, and nobody has to wait for them."""
    for _ in range(40):
        channel = server.connect()
        channel.sendall(REQUESTS["by GET"])
        channel.close()
    assert server.query("SELECT (1 AS ?after) {}").seconds < 2
    assert server.wait_until(workers=4, seconds=2)
    assert server.busy(0.3) < 0.2
