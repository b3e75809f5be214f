"""The processes behind the engine, spoken to directly: frames, limits, lifelines."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hdhgraph.engine.protocol import LENGTH, SHUT, Head, Request, Source, frame
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMITS = json.dumps({"max_memory": 64 * 1024 * 1024, "max_rows": 1000}) + "\n"


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A zygote over one invented triple, listening at `socket` in the folder."""
    (tmp_path / "a.ttl").write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "hdhgraph.engine.zygote", str(tmp_path / "socket")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write(LIMITS + Source(files=(str(tmp_path / "a.ttl"),)).encode() + "\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline()) == {"quads": 1}
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        assert stream
        stream.close()


def connect(folder: Path) -> socket.socket:
    """Connect to the zygote, and take the descriptor that its worker hands over."""
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    channel.settimeout(PATIENCE)
    channel.connect(str(folder / "socket"))
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
    source = Source("/example", (("data/a.ttl", "http://e.org/é"),), ("a", "b"))
    assert Source.decode(source.encode()) == source
    assert "\n" not in source.encode()
    request = Request("SELECT 'é'", "json", 1.5, False, ("a:a",), ("a:b", "a:c"))
    assert Request.decode(request.encode()) == request
    head = Head("syntax", "é", 3, 4)
    assert Head.decode(head.encode()) == head
    assert frame(b"abc") == b"\0\0\0\3abc"


def test_an_answer_is_head_body_and_an_empty_frame(
    zygote: subprocess.Popen[str], tmp_path: Path
) -> None:
    """The empty frame says that the answer is whole."""
    assert zygote.poll() is None
    channel = connect(tmp_path)
    channel.sendall(frame(Request("SELECT ?o { ?s ?p ?o }", "csv", PATIENCE).encode()))
    head, body, end = frames(channel)
    assert Head.decode(head) == Head()
    assert (body, end) == (b"o\r\n1\r\n", b"")
    channel.close()


def test_a_failure_is_a_head_and_an_empty_frame(
    zygote: subprocess.Popen[str], tmp_path: Path
) -> None:
    """No body comes with an error."""
    assert zygote.poll() is None
    channel = connect(tmp_path)
    channel.sendall(frame(Request("nonsense", "csv", PATIENCE).encode()))
    head, end = frames(channel)
    assert (Head.decode(head).error, Head.decode(head).line, end) == ("syntax", 1, b"")
    channel.close()


@pytest.mark.parametrize(
    "message",
    [b"", b"\0\0", frame(b"nonsense"), frame(b"{}"), frame(b'{"query": 3}'), b"\xff" * 64],
    ids=["nothing", "half", "no JSON", "empty", "no request", "too long"],
)
def test_a_bad_message_ends_only_its_worker(
    zygote: subprocess.Popen[str], tmp_path: Path, message: bytes
) -> None:
    """The zygote goes on, and says nothing on its streams."""
    channel = connect(tmp_path)
    channel.sendall(message)
    assert frames(channel) == []
    channel.close()
    again = connect(tmp_path)
    again.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    assert b"true" in frames(again)[1]
    again.close()
    assert zygote.poll() is None


def test_the_deadline_is_the_kernel_s(zygote: subprocess.Popen[str], tmp_path: Path) -> None:
    """A worker ends at its deadline though nobody kills it: the connection ends without a frame."""
    assert zygote.poll() is None
    channel = connect(tmp_path)
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(
        f"VALUES ?v{n} {{ {' '.join('0123456789')} }}" for n in range(9)
    ) + " }"  # fmt: skip
    channel.sendall(frame(Request(endless, "csv", 0.3).encode()))
    assert frames(channel) == []
    channel.close()


def test_the_zygote_ends_when_its_standard_input_does(
    zygote: subprocess.Popen[str], tmp_path: Path
) -> None:
    """Whoever started it is gone: it goes as well, and its workers with it."""
    waiting = connect(tmp_path)
    waiting.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    frames(waiting)
    waiting.close()
    assert zygote.stdin
    zygote.stdin.close()
    assert zygote.wait(timeout=PATIENCE) == 0
    assert zygote.stderr
    assert zygote.stderr.read() == ""


def test_a_zygote_without_a_readable_source_says_so(tmp_path: Path) -> None:
    """One line of JSON with the sentence, and an end without a traceback."""
    source = Source(files=(str(tmp_path / "nowhere.ttl"),))
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph.engine.zygote", str(tmp_path / "socket")],
        input=LIMITS + source.encode() + "\n", capture_output=True, text=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    assert "cannot be read" in json.loads(done.stdout)["error"]
    assert (done.returncode, done.stderr) == (0, "")


def test_a_graph_name_that_is_none_is_told(tmp_path: Path) -> None:
    """A name that no IRI is reaches the one who started the engine as a sentence."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    source = Source(str(tmp_path), (("data/a.ttl", "not an IRI"),))
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph.engine.zygote", str(tmp_path / "socket")],
        input=LIMITS + source.encode() + "\n", capture_output=True, text=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    assert "not an IRI" in json.loads(done.stdout)["error"]
    assert done.stderr == ""


def test_signals_to_the_group_do_not_end_the_zygote(
    zygote: subprocess.Popen[str], tmp_path: Path
) -> None:
    """Ctrl+C reaches every process of a terminal; the web process decides when to end."""
    zygote.terminate()
    # A signal that is not ignored ends a process before it runs again: it would not answer.
    channel = connect(tmp_path)
    channel.sendall(frame(Request("ASK {}", "csv", PATIENCE).encode()))
    assert b"true" in frames(channel)[1]
    channel.close()
    assert zygote.poll() is None
