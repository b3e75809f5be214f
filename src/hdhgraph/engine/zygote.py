"""The process that holds the store: it loads once, then forks a worker for every connection.

It runs as `python -m hdhgraph.engine.zygote SOCKET`, with the limits and the source as a line of
JSON each on standard input, which stays open: at its end (the web process closed it, or died) the
zygote ends, and its workers with it. It has one thread, so forking is safe.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hdhgraph.dataset import load_files, load_project
from hdhgraph.engine.protocol import Source
from hdhgraph.engine.worker import serve
from hdhgraph.errors import HdhgraphError
from hdhgraph.layout import Project

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["main"]


def main() -> None:
    """Load, say so on standard output as one line of JSON, then serve until standard input ends."""
    address = sys.argv[1]
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interrupt, signal.SIG_IGN)  # the web process decides when to end
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the workers
    limits = json.loads(sys.stdin.readline())
    try:
        store = _load(Source.decode(sys.stdin.readline()))
    except HdhgraphError as error:
        _say({"error": str(error)})
        return
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(128)
    _say({"quads": len(store)})
    _serve(listener, store, limits)


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _load(source: Source) -> ox.Store:
    if source.root is None:
        return load_files([Path(file) for file in source.files]).store
    return load_project(Project(Path(source.root), dict(source.graphs))).store


def _serve(listener: socket.socket, store: ox.Store, limits: dict[str, int]) -> None:
    lifeline = sys.stdin.fileno()
    while True:
        ready, _, _ = select.select([listener, lifeline], [], [])
        if lifeline in ready:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _work(store, connection, limits)
        connection.close()


def _work(store: ox.Store, connection: socket.socket, limits: dict[str, int]) -> None:
    """Be a worker: never return, and say nothing on the zygote's streams."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(Exception):
        serve(store, connection, limits["max_memory"], limits["max_rows"])
    os._exit(0)


if __name__ == "__main__":
    main()
