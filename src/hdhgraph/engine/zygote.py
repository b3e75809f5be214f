"""The process that holds the store: it loads once, then forks a worker for every connection.

It runs as `python -m hdhgraph.engine.zygote SOCKET`, with the limits and the source as a line of
JSON each on standard input, which stays open: at its end (the web process closed it, or died) the
zygote ends, and its workers with it. It has one thread, so forking is safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.about import read_about
from hdhgraph.dataset import load_files, load_project
from hdhgraph.dataset_description import describe_meta
from hdhgraph.engine.protocol import Source
from hdhgraph.engine.worker import serve
from hdhgraph.errors import HdhgraphError
from hdhgraph.iris import prefixes_at
from hdhgraph.layout import Project
from hdhgraph.queries_rdf import queries_graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

__all__ = ["load", "main"]

_PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Load, say so on standard output as one line of JSON, then serve until standard input ends."""
    address = sys.argv[1]
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interrupt, signal.SIG_IGN)  # the web process decides when to end
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the workers
    _die_with_parent(signal.SIGKILL)  # while it loads, nobody looks at standard input
    settings, source = sys.stdin.readline(), sys.stdin.readline()
    if not source:
        return
    limits, what = json.loads(settings), Source.decode(source)
    try:
        store = load(what)
    except HdhgraphError as error:
        _say({"error": str(error)})
        return
    _die_with_parent(0)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(128)
    _say({"quads": len(store)})
    _serve(listener, store, limits, prefixes_at(what.base))


def _die_with_parent(number: int) -> None:
    """Have the kernel send a signal when the thread that started this process ends; 0 for none."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def load(source: Source) -> ox.Store:
    """Return a store of what is served: the files, and of a project what is generated at load."""
    if source.root is None:
        return load_files([Path(file) for file in source.files], base=source.base).store
    project = Project(Path(source.root), dict(source.graphs))
    store = load_project(project, base=source.base).store
    store.extend(queries_graph(project, source.base))
    store.extend(list(describe_meta(store, read_about(project.root), source.base)))
    return store


def _serve(
    listener: socket.socket, store: ox.Store, limits: dict[str, int], prefixes: Mapping[str, str]
) -> None:
    lifeline = sys.stdin.fileno()
    while True:
        ready, _, _ = select.select([listener, lifeline], [], [])
        if lifeline in ready:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _work(store, connection, limits, prefixes)
        connection.close()


def _work(
    store: ox.Store, connection: socket.socket, limits: dict[str, int], prefixes: Mapping[str, str]
) -> None:
    """Be a worker: never return, and say nothing on the zygote's streams."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(Exception):
        serve(store, connection, limits["max_memory"], limits["max_rows"], prefixes)
    os._exit(0)


if __name__ == "__main__":
    main()
