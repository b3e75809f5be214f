"""Lines that nobody outside can forge, and that never make the service wait."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from typing import TYPE_CHECKING

import pytest

from hdhgraph.engine.activity import Run
from hdhgraph.errors import QueryStoppedError
from hdhgraph.web.serving.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What could end a line, or begin one, or colour a terminal.
FORGED = 'a\nb\r\u2028{"event": "query"}\x1b[31m é"'


@pytest.fixture
def pipe() -> Iterator[tuple[int, Callable[[], str]]]:
    """A descriptor to write to, and what reads all that was written."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)

    def read() -> str:
        found = b""
        try:
            while chunk := os.read(reading, 1 << 16):
                found += chunk
        except BlockingIOError:
            pass
        return found.decode()

    yield writing, read
    os.close(reading)
    os.close(writing)


def run_of(client: str = "192.0.2.1", status: str = "ok", reason: str = "") -> Run:
    """Return an ended run."""
    ended = Run("0123456789abcdef", client, "ASK {}", "json", arrived=1.0, started=1.25, ended=1.5)
    ended.status, ended.reason, ended.size = status, reason, 42
    return ended


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_query_is_one_line(pipe: tuple[int, Callable[[], str]], form: str) -> None:
    """However its client is called, and nothing of its text."""
    descriptor, read = pipe
    Journal(form, "info", descriptor).query(run_of(FORGED, "stopped", "timeout"))
    written = read()
    assert len(written.splitlines()) == 1
    assert written.isprintable() or written[:-1].isprintable()
    assert "ASK" not in written
    if form == "json":
        line = json.loads(written)
        assert line["client"] == FORGED
        assert (line["event"], line["id"], line["ms"]) == ("query", "0123456789abcdef", 500.0)
        assert (line["status"], line["reason"], line["bytes"]) == ("stopped", "timeout", 42)


def test_a_pipe_gets_json(pipe: tuple[int, Callable[[], str]]) -> None:
    """Where nobody looks on, lines are for programs."""
    assert Journal(None, "info", pipe[0]).form == "json"


@pytest.mark.parametrize(("level", "expected"), [("debug", 3), ("info", 2), ("warning", 1)])
def test_the_level_says_what_is_noted(
    pipe: tuple[int, Callable[[], str]], level: str, expected: int
) -> None:
    """Queries that were ended; all that were evaluated; every request."""
    journal = Journal("json", level, pipe[0])
    journal.query(run_of(status="cut", reason="rows"))
    journal.query(run_of())
    journal.request("GET", "/sparql", 200)
    assert len(pipe[1]().splitlines()) == expected


def test_an_unread_pipe_stops_nobody(pipe: tuple[int, Callable[[], str]]) -> None:
    """Lines are dropped while there is no room, and the next one says how many."""
    descriptor, read = pipe
    fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 4096)
    journal = Journal("json", "info", descriptor)
    for _ in range(200):
        journal.query(run_of())
    kept = [json.loads(line) for line in read().splitlines()]
    assert 0 < len(kept) < 200
    journal.query(run_of())
    assert json.loads(read())["dropped"] == 200 - len(kept)


def test_a_cut_is_no_trouble_of_the_server(pipe: tuple[int, Callable[[], str]]) -> None:
    """Its query has a line; a traceback stands only for what nobody expected, in one line."""
    journal = Journal("json", "info", pipe[0])
    journal.adopt("hdhgraph-example")
    logger = logging.getLogger("hdhgraph-example.error")
    for error in (
        QueryStoppedError("rows", "1", "cut"),
        ExceptionGroup("several", [QueryStoppedError("rows", "1", "cut")]),
    ):
        logger.error("Exception in ASGI application", exc_info=error)
    assert pipe[1]() == ""
    logger.error("Exception in ASGI application", exc_info=ValueError("x" * 9000))
    (line,) = pipe[1]().splitlines()
    assert json.loads(line)["exception"].startswith("…")
