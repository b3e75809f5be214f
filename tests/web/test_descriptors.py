"""How many connections there may be by default, and what the docs say of the bounds."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from hdhgraph.errors import InputError
from hdhgraph.project.config import Settings
from hdhgraph.web.serving import server
from hdhgraph.web.serving.wire import wire
from hdhgraph.web.serving.wire.connections import FREE, Bounds
from hdhgraph.web.serving.wire.descriptors import bounds_of

ROOT = Path(__file__).resolve().parents[2]


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


def test_the_docs_state_what_is_built_in() -> None:
    """The table of limits has each bound that no setting moves."""
    text = " ".join((ROOT / "docs" / "operations.md").read_text(encoding="utf-8").split())
    bounds = Bounds()
    grace, rate = f"{bounds.grace:g} s", f"{bounds.rate // 1024} KiB"
    kept = uvicorn.Config("app").timeout_keep_alive
    largest = [size // 1024 for size in (wire._LARGEST_HEAD, wire._LARGEST_MESSAGE)]  # noqa: SLF001 - nobody else is to have them
    stated = [
        f"{grace} for a head and for a body, longer while {rate} a second comes",
        f"up to {bounds.head:g} s and {bounds.body:g} s",
        f"{kept} s without a request after an answer, {grace} before the first",
        f"{bounds.memory >> 20} MiB of requests without answers in sum",
        f"{bounds.memory >> 22} MiB a client; {FREE >> 10} KiB of each are free",
        f"{largest[0]} KiB a head, {largest[1] // 1024} MiB a request",
        f"{wire._MOST_PIPELINED} requests that wait on one connection",  # noqa: SLF001
        f"{bounds.rate * bounds.grace / 1024:g} KiB of an answer in each {grace}",
        f"anything at all in {server._UNREAD_SECONDS} s",  # noqa: SLF001
    ]
    assert [each for each in stated if each not in text] == []
