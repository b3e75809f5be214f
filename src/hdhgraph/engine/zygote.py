"""The process that holds the store: it loads once, then forks a worker whenever it is asked to.

It runs as `python -m hdhgraph.engine.zygote DESCRIPTOR`, which is its end of the pair of sockets
that `protocol` tells of. When the other end has gone (the web process closed it, or died) the
zygote ends, and its workers with it. It has one thread, so forking is safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import hdhgraph
from hdhgraph.engine.protocol import FORK, PING, Source, frame, read_frame
from hdhgraph.engine.worker.worker import serve
from hdhgraph.errors import DataChangedError, HdhgraphError
from hdhgraph.project.about import read_about
from hdhgraph.project.description.void import describe_meta
from hdhgraph.project.loading import files_version, load_files, load_project
from hdhgraph.rdf.iris import prefixes_at
from hdhgraph.sparql.canned_rdf import queries_graph

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    import pyoxigraph as ox

__all__ = ["load", "load_announced", "main"]

_PR_SET_PDEATHSIG: Final = 1
# Before the next message is taken, where the kernel could not hand one over.
_PAUSE: Final = 0.01


def main() -> None:
    """Load, say how that went, then fork workers until the other end of the channel has gone."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interrupt, signal.SIG_IGN)  # the web process decides when to end
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the workers
    _die_with_parent(signal.SIGKILL)  # while it loads, nobody looks at the channel
    message = read_frame(channel)
    settings = json.loads(message or b"null")
    if settings is None or settings["parent"] != os.getppid():
        return
    what = Source.decode(settings["source"])
    try:
        _expect_software(settings["software"])
        store = load_announced(what)
    except HdhgraphError as error:
        _say(channel, {"error": str(error), "has_changed": isinstance(error, DataChangedError)})
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, who waits is told in a sentence
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        name = f" {error.filename}:" if isinstance(error, OSError) and error.filename else ""
        _say(channel, {"error": f"The graph could not be loaded:{name} {said}."})
        return
    _die_with_parent(0)
    _say(channel, {"quads": len(store)})
    _serve(channel, store, settings, prefixes_at(what.base))


def _die_with_parent(number: int) -> None:
    """Have the kernel send a signal when the thread that started this process ends; 0 for none."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _say(channel: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(ConnectionError):  # nobody waits for it any more
        channel.sendall(frame(json.dumps(message).encode()))


def _expect_software(version: str) -> None:
    if version != hdhgraph.__version__:
        raise DataChangedError(
            f"The software on disk is {hdhgraph.__version__} and what runs is {version}; "
            "start the service again."
        )


def load_announced(source: Source) -> ox.Store:
    """Return a store of a source that has its version before it is read, and after.

    Raises DataChangedError where it has another.
    """
    _expect_version(source)
    store = load(source)
    _expect_version(source)
    return store


def _expect_version(source: Source) -> None:
    if not source.version:
        return
    project = source.project()
    found = project.version() if project else files_version(map(Path, source.files))
    if found != source.version:
        what = source.root or ", ".join(source.files)
        raise DataChangedError(
            f"{what} has changed since the service announced its version "
            f"({source.version[:12]}, now {found[:12]}); start the service again to serve what is "
            "there now."
        )


def load(source: Source) -> ox.Store:
    """Return a store of what is served: the files, and of a project what is generated at load."""
    project = source.project()
    if project is None:
        return load_files([Path(file) for file in source.files], base=source.base).store
    store = load_project(project, base=source.base).store
    store.extend(queries_graph(project, source.base))
    store.extend(list(describe_meta(store, read_about(project.root), source.base)))
    return store


def _serve(
    channel: socket.socket, store: ox.Store, limits: dict[str, int], prefixes: Mapping[str, str]
) -> None:
    """Do as each message says; what goes wrong with one of them is the end of that one alone."""
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
        except ConnectionError:
            return
        except (OSError, MemoryError):
            time.sleep(_PAUSE)
            continue
        if not message:
            return
        if message == FORK and descriptors:  # without: too many are open, and it was closed
            with contextlib.suppress(OSError, MemoryError):
                connection = socket.socket(fileno=descriptors[0])
                _fork(channel, connection, store, limits, prefixes)
        with contextlib.suppress(OSError):  # who does not listen need not be told
            channel.send(PING, socket.MSG_DONTWAIT)


def _fork(
    channel: socket.socket,
    connection: socket.socket,
    store: ox.Store,
    limits: dict[str, int],
    prefixes: Mapping[str, str],
) -> None:
    """Have a worker talk over a connection, or say there why there is none; close it here."""
    with connection:
        if not _is_wanted(connection):
            return
        own = os.getpid()
        try:
            number = os.fork()
        except (OSError, MemoryError) as error:
            said = getattr(error, "strerror", None) or "no memory is left"
            with contextlib.suppress(OSError):
                connection.send(said.encode(), socket.MSG_DONTWAIT)
            return
        if number == 0:
            _work(channel, connection, own, store, limits, prefixes)


def _is_wanted(connection: socket.socket) -> bool:
    """Tell whether who asked for a worker still waits for it."""
    try:
        return bool(connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True
    except OSError:
        return False


def _work(  # noqa: PLR0917 - what a worker is made of
    channel: socket.socket,
    connection: socket.socket,
    zygote: int,
    store: ox.Store,
    limits: dict[str, int],
    prefixes: Mapping[str, str],
) -> NoReturn:
    """Be a worker: never return, and say nothing on the zygote's streams."""
    try:
        channel.close()
        _die_with_parent(signal.SIGKILL)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        if os.getppid() == zygote:  # else it has died before the kernel was told
            serve(store, connection, limits["max_memory"], limits["max_rows"], prefixes)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
