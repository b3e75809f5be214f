"""One forked process, one query at a time: take on the limits, then read, evaluate, answer.

What ends a worker from outside its own code: the kernel's timer at the deadline, its memory limit,
a SIGKILL from the web process when the client has gone, and the death of the zygote.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.long_texts import look
from hdhgraph.engine.protocol import CUT, GOOD_HEAD, OPEN, Head, Request, frame, read_frame
from hdhgraph.engine.worker.evaluation import evaluate, write_answer
from hdhgraph.errors import InputError, QueryRefusedError, QueryStoppedError, QuerySyntaxError
from hdhgraph.project.dumps import EXTENSIONS, write_dump
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

__all__ = ["serve"]

_FRAME_SIZE: Final = 64 * 1024
_GOOD: Final = frame(GOOD_HEAD)


class FrameWriter:
    """A binary output that sends frames; the head goes out with the first of them, never before.

    Until then the answer can still become an error, so a client never sees a good status on a
    query that failed at its first solution.
    """

    def __init__(self, connection: socket.socket) -> None:
        """Send to `connection`."""
        self._connection = connection
        self._buffer = bytearray()
        self.started = False

    def write(self, content: bytes) -> int:
        """Take `content`, sending whenever a frame is full."""
        self._buffer += content
        if len(self._buffer) >= _FRAME_SIZE:
            self._send()
        return len(content)

    def flush(self) -> None:
        """Send nothing yet: a small answer goes out whole, in one piece."""

    def _send(self, end: bytes = b"") -> None:
        head = b"" if self.started else _GOOD
        self.started = True
        body = frame(bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(head + body + end)
        self._buffer.clear()

    def close(self) -> None:
        """Send the rest and the empty frame that says the answer is whole."""
        self._send(frame(b""))


def serve(
    store: ox.Store,
    connection: socket.socket,
    max_memory: int,
    max_rows: int,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Answer one query after another until the web process hangs up.

    `max_memory` is in bytes above what is in use now, `max_rows` in solutions or triples;
    graphs are written with `prefixes`.
    """
    _introduce(connection)
    may_connect = connection.recv(1) == OPEN
    _limit(max_memory, may_connect=may_connect)
    while (message := read_frame(connection)) is not None:
        request = Request.decode(message)
        signal.setitimer(signal.ITIMER_REAL, request.timeout)  # SIGALRM ends native code, too
        _answer(store, connection, request, max_rows, prefixes)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(
    store: ox.Store,
    connection: socket.socket,
    request: Request,
    max_rows: int,
    prefixes: Mapping[str, str],
) -> None:
    writer = FrameWriter(connection)
    try:
        if request.dump:
            write_dump(store, request.dump, EXTENSIONS[request.format], writer, prefixes)
        elif request.is_look:
            writer.write(look(request))
        else:
            answer = evaluate(store, request)
            write_answer(answer, request.format, writer, max_rows, prefixes)
        writer.close()
    except QuerySyntaxError as error:
        _refuse(connection, Head("syntax", str(error), error.line, error.column))
    except QueryRefusedError as error:
        _refuse(connection, Head("refused", str(error), reason=error.reason))
    except InputError as error:
        _refuse(connection, Head("input", str(error)))
    except QueryStoppedError as error:
        if writer.started:
            _cut(connection, error.limit)
            raise  # the missing end frame tells that the answer was cut
        _refuse(connection, Head("rows", error.value))
    except (OSError, RuntimeError, ValueError, MemoryError) as error:
        if writer.started:
            _cut(connection, "memory" if isinstance(error, MemoryError) else "evaluation")
            raise
        _refuse(connection, Head("evaluation", str(error)))


def _cut(connection: socket.socket, reason: str) -> None:
    with contextlib.suppress(OSError):  # the web process may be what has gone
        connection.sendall(CUT + reason.encode())


def _refuse(connection: socket.socket, head: Head) -> None:
    connection.sendall(frame(head.encode()) + frame(b""))


def _introduce(connection: socket.socket) -> None:
    """Hand the web process a descriptor of this process: unlike a number, it is never reused."""
    if sys.platform == "linux":
        own = os.pidfd_open(os.getpid())
        socket.send_fds(connection, [b"p"], [own])
        os.close(own)
    else:
        connection.sendall(b"-")


def _limit(max_memory: int, *, may_connect: bool) -> None:
    """Take on the limits that hold for good; none of them can be raised again.

    With no free descriptor, no socket and no file can be opened whatever the query says. A worker
    that may connect serves one query, whose only way out are endpoints that the guards allowed: the
    engine follows no redirection and reads no file.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - read once, cheaply
            used = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + max_memory, used + max_memory))
    if not may_connect:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
