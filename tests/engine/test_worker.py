"""The processes behind the engine, spoken to directly: frames, limits, lifelines."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import hdhgraph
from hdhgraph.engine.protocol import (
    FORK,
    LENGTH,
    PING,
    SHUT,
    Head,
    Request,
    Source,
    frame,
    read_frame,
)
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator


class Zygote:
    """A zygote as whoever starts it sees it: its process, and the end of a channel to it."""

    def __init__(self, source: Source, **settings: object) -> None:
        """Start one, and tell it what to load; `settings` are others than the usual."""
        self.channel, theirs = socket.socketpair()
        self.channel.settimeout(PATIENCE)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hdhgraph.engine.zygote", str(theirs.fileno())],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                pass_fds=(theirs.fileno(),),
            )  # fmt: skip
        usual = {
            "max_memory": 64 * 1024 * 1024, "max_rows": 1000, "parent": os.getpid(),
            "software": hdhgraph.__version__, "source": source.encode(),
        }  # fmt: skip
        self.channel.sendall(frame(json.dumps({**usual, **settings}).encode()))

    def said(self) -> dict[str, Any]:
        """Return how loading went."""
        content = read_frame(self.channel)
        assert content is not None
        found: dict[str, Any] = json.loads(content)
        return found

    def end(self) -> str:
        """Hang up, wait until it is gone, and return what it printed."""
        self.channel.close()
        said, _ = self.process.communicate(timeout=PATIENCE)
        return said


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    """A zygote over one invented triple."""
    (tmp_path / "a.ttl").write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    running = Zygote(Source(files=(str(tmp_path / "a.ttl"),)))
    assert running.said() == {"quads": 1}
    yield running
    running.process.kill()
    running.end()


def connect(zygote: Zygote) -> socket.socket:
    """Have a worker forked, and take the descriptor that it hands over."""
    channel, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(zygote.channel, [FORK], [theirs.fileno()])
    channel.settimeout(PATIENCE)
    _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    for descriptor in descriptors:
        socket.close(descriptor)
    channel.sendall(SHUT)
    return channel


def frames(channel: socket.socket) -> list[bytes]:
    """Say that no more requests come, and read frames up to the end of the connection."""
    channel.shutdown(socket.SHUT_WR)
    content = b""
    # A worker that ends with a request unread resets the connection.
    with contextlib.suppress(ConnectionResetError):
        while chunk := channel.recv(65536):
            content += chunk
    found = []
    while content:
        (length,) = LENGTH.unpack(content[: LENGTH.size])
        found.append(content[LENGTH.size : LENGTH.size + length])
        content = content[LENGTH.size + length :]
    return found


def test_messages_are_read_as_they_were_written() -> None:
    """Source, Request and Head survive their encoding."""
    graphs, folders = (("data/a.ttl", "http://e.org/é"),), (("data", "Données"),)
    source = Source("/example", graphs, ("a", "b"), "http://e.org/", folders, ("*.nt",), "0123")
    assert Source.decode(source.encode()) == source
    assert "\n" not in source.encode()
    request = Request("SELECT 'é'", "json", 1.5, False, ("a:a",), ("a:b", "a:c"))
    assert Request.decode(request.encode()) == request
    head = Head("syntax", "é", 3, 4)
    assert Head.decode(head.encode()) == head
    assert frame(b"abc") == b"\0\0\0\3abc"


def test_an_answer_is_head_body_and_an_empty_frame(zygote: Zygote) -> None:
    """The empty frame says that the answer is whole."""
    assert zygote.process.poll() is None
    channel = connect(zygote)
    channel.sendall(frame(Request("SELECT ?o { ?s ?p ?o }", "csv", PATIENCE).encode()))
    head, body, end = frames(channel)
    assert Head.decode(head) == Head()
    assert (body, end) == (b"o\r\n1\r\n", b"")
    channel.close()


def test_a_failure_is_a_head_and_an_empty_frame(zygote: Zygote) -> None:
    """No body comes with an error."""
    assert zygote.process.poll() is None
    channel = connect(zygote)
    channel.sendall(frame(Request("nonsense", "csv", PATIENCE).encode()))
    head, end = frames(channel)
    assert (Head.decode(head).error, Head.decode(head).line, end) == ("syntax", 1, b"")
    channel.close()


@pytest.mark.parametrize(
    "message",
    [b"", b"\0\0", frame(b"nonsense"), frame(b"{}"), frame(b'{"query": 3}'), b"\xff" * 64],
    ids=["nothing", "half", "no JSON", "empty", "no request", "too long"],
)
def test_a_bad_message_ends_only_its_worker(zygote: Zygote, message: bytes) -> None:
    """The zygote goes on, and says nothing on its streams."""
    channel = connect(zygote)
    channel.sendall(message)
    assert frames(channel) == []
    channel.close()
    again = connect(zygote)
    again.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    assert b"true" in frames(again)[1]
    again.close()
    assert zygote.process.poll() is None


def test_the_deadline_is_the_kernel_s(zygote: Zygote) -> None:
    """A worker ends at its deadline though nobody kills it: the connection ends without a frame."""
    assert zygote.process.poll() is None
    channel = connect(zygote)
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(
        f"VALUES ?v{n} {{ {' '.join('0123456789')} }}" for n in range(9)
    ) + " }"  # fmt: skip
    channel.sendall(frame(Request(endless, "csv", 0.3).encode()))
    assert frames(channel) == []
    channel.close()


def test_the_zygote_ends_when_the_other_end_does(zygote: Zygote) -> None:
    """Whoever started it is gone: it goes as well, and its workers with it."""
    waiting = connect(zygote)
    waiting.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    frames(waiting)
    waiting.close()
    assert zygote.end() == ""
    assert zygote.process.returncode == 0


def test_a_zygote_without_a_readable_source_says_so(tmp_path: Path) -> None:
    """A frame with the sentence, and an end without a traceback."""
    zygote = Zygote(Source(files=(str(tmp_path / "nowhere.ttl"),)))
    said = zygote.said()
    assert ("cannot be read" in said["error"], said["has_changed"]) == (True, False)
    assert zygote.end() == ""
    assert zygote.process.returncode == 0


def test_a_graph_name_that_is_none_is_told(tmp_path: Path) -> None:
    """A name that no IRI is reaches the one who started the engine as a sentence."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    zygote = Zygote(Source(str(tmp_path), (("data/a.ttl", "not an IRI"),)))
    assert "not an IRI" in zygote.said()["error"]
    assert zygote.end() == ""


def test_what_nobody_foresaw_while_loading_is_a_sentence(tmp_path: Path) -> None:
    """Not a traceback on the service's own lines: a folder that is a file."""
    (tmp_path / "data").mkdir()
    (tmp_path / "queries").write_text("", encoding="utf-8")
    (tmp_path / "hdhgraph.toml").mkdir()
    zygote = Zygote(Source(str(tmp_path)))
    assert zygote.said()["error"].endswith(".")
    assert zygote.end() == ""


def test_a_zygote_whose_parent_has_gone_loads_nothing(tmp_path: Path) -> None:
    """Who started it may have died before it began: it would serve nobody."""
    zygote = Zygote(Source(files=(str(tmp_path / "nowhere.ttl"),)), parent=1)
    assert read_frame(zygote.channel) is None
    assert zygote.end() == ""


def test_only_the_software_that_runs_loads(tmp_path: Path) -> None:
    """A package that was replaced under a running service would speak differently."""
    zygote = Zygote(Source(files=(str(tmp_path / "nowhere.ttl"),)), software="0.0.1")
    said = zygote.said()
    assert (said["has_changed"], "0.0.1" in said["error"]) == (True, True)
    assert zygote.end() == ""


def signs(zygote: Zygote, count: int) -> bytes:
    """Return so many signs of life."""
    return b"".join(zygote.channel.recv(1) for _ in range(count))


def test_signs_of_life_are_given(zygote: Zygote) -> None:
    """By the zygote itself: when it is asked, and after each fork, however many wait."""
    zygote.channel.sendall(PING)
    assert signs(zygote, 1) == PING
    connect(zygote).close()
    assert signs(zygote, 1) == PING
    zygote.channel.sendall(PING * 3)
    assert signs(zygote, 3) == PING * 3


def test_nobody_has_to_listen_for_them(zygote: Zygote) -> None:
    """A zygote that nobody watches goes on."""
    zygote.channel.setblocking(False)
    for _ in range(1_000):
        with contextlib.suppress(BlockingIOError):
            zygote.channel.send(PING * 10_000)
    zygote.channel.settimeout(PATIENCE)
    channel = connect(zygote)
    channel.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    assert b"true" in frames(channel)[1]
    channel.close()


def test_nobody_is_forked_for_who_has_gone(zygote: Zygote) -> None:
    """Those that gave up while the zygote stood still cost it nothing afterwards."""
    os.kill(zygote.process.pid, signal.SIGSTOP)
    for _ in range(20):
        channel, theirs = socket.socketpair()
        with channel, theirs:
            socket.send_fds(zygote.channel, [FORK], [theirs.fileno()])
    os.kill(zygote.process.pid, signal.SIGCONT)
    assert signs(zygote, 20) == PING * 20
    children = Path(f"/proc/{zygote.process.pid}/task/{zygote.process.pid}/children")
    assert children.read_text(encoding="ascii") == ""


def test_nonsense_on_the_channel_ends_nothing(zygote: Zygote) -> None:
    """Neither a byte that is no message, nor a request that came without its descriptor."""
    zygote.channel.sendall(b"\x00?" + FORK)
    channel = connect(zygote)
    channel.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    assert b"true" in frames(channel)[1]
    channel.close()


def test_signals_to_the_group_do_not_end_the_zygote(zygote: Zygote) -> None:
    """Ctrl+C reaches every process of a terminal; the web process decides when to end."""
    zygote.process.terminate()
    # A signal that is not ignored ends a process before it runs again: it would not answer.
    channel = connect(zygote)
    channel.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    assert b"true" in frames(channel)[1]
    channel.close()
    assert zygote.process.poll() is None
