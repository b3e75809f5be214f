"""One forked process, one query: read the request, take on the limits, answer in frames, end.

What ends a worker from outside its own code: the kernel's timer at the deadline, its memory limit,
a SIGKILL from the web process when the client has gone, and the death of the zygote.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.evaluation import evaluate, write_answer
from hdhgraph.engine.protocol import LENGTH, Head, Request, frame
from hdhgraph.errors import InputError, QuerySyntaxError

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["answer"]

_FRAME_SIZE: Final = 64 * 1024
_REQUEST_SECONDS: Final = 10
_PR_SET_PDEATHSIG: Final = 1


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
            self.flush()
        return len(content)

    def flush(self) -> None:
        """Send what is there."""
        head = b"" if self.started else frame(Head().encode())
        self.started = True
        body = frame(bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(head + body)
        self._buffer.clear()

    def close(self) -> None:
        """Send the rest and the empty frame that says the answer is whole."""
        self.flush()
        self._connection.sendall(frame(b""))


def answer(store: ox.Store, connection: socket.socket, max_memory: int) -> None:
    """Answer the one request on `connection`; `max_memory` is in bytes above what is in use."""
    signal.alarm(_REQUEST_SECONDS)
    _introduce(connection)
    request = _receive(connection)
    _limit(request.timeout, max_memory)
    writer = FrameWriter(connection)
    try:
        write_answer(evaluate(store, request), request.format, writer)
        writer.close()
    except QuerySyntaxError as error:
        _refuse(connection, Head("syntax", str(error), error.line, error.column))
    except InputError as error:
        _refuse(connection, Head("input", str(error)))
    except (OSError, RuntimeError, ValueError, MemoryError) as error:
        if writer.started:
            raise  # the missing end frame tells that the answer was cut
        _refuse(connection, Head("evaluation", str(error)))


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


def _receive(connection: socket.socket) -> Request:
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
    return Request.decode(_exactly(connection, length))


def _exactly(connection: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        chunk = connection.recv(length - len(content))
        if not chunk:
            raise ConnectionError("The request ended early.")
        content += chunk
    return bytes(content)


def _limit(timeout: float, max_memory: int) -> None:
    """Take on the limits of one query; none of them can be raised again.

    With no free descriptor, no socket and no file can be opened whatever the query says.
    """
    signal.alarm(0)
    signal.setitimer(signal.ITIMER_REAL, timeout)  # SIGALRM's default action ends the process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - read once, cheaply
            used = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + max_memory, used + max_memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
