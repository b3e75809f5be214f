"""One worker as the web process sees it: a socket, and the means to slow it down or end it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.protocol import LENGTH, OPEN, SHUT, frame
from hdhgraph.errors import EngineError, QueryStoppedError

if TYPE_CHECKING:
    from hdhgraph.engine.protocol import Request

__all__ = ["Worker"]

# How long past its deadline a worker may take to be gone before the web process gives up on it.
_GRACE: Final = 0.5
_LOWEST_PRIORITY: Final = 19
_READ_SIZE: Final = 128 * 1024
_END: Final = frame(b"")
# A worker's memory limit counts from its fork: after this many answers a fresh one takes over.
_MOST_ANSWERS: Final = 500


class Worker:
    """A forked process that answers one query at a time."""

    def __init__(
        self, process: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Hold the descriptor of the process and the two ends of its socket."""
        self._process, self._reader, self._writer = process, reader, writer
        self._started, self._timeout = time.monotonic(), 0.0
        self._deadline: asyncio.TimerHandle | None = None
        self._buffer = b""
        self._answers = 0
        self._is_demoted = False
        self.is_single = False
        self._is_open = True

    @classmethod
    async def fork(cls, address: str, *, may_connect: bool = False) -> Worker:
        """Have the zygote at `address` fork a worker, which may open sockets only if it is told.

        Raises EngineError when it does not answer.
        """
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(channel, address)
            await _readable(channel)
            _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
        except OSError as error:
            channel.close()
            raise EngineError("The engine does not answer; start the service again.") from error
        if not descriptors:
            channel.close()
            raise EngineError("The engine could not start a worker.")
        reader, writer = await asyncio.open_unix_connection(sock=channel)
        writer.write(OPEN if may_connect else SHUT)
        worker = cls(descriptors[0], reader, writer)
        worker.is_single = may_connect
        return worker

    async def ask(self, request: Request) -> None:
        """Send one query; at the deadline, and a little more, the worker is ended from here."""
        self._started, self._timeout = time.monotonic(), request.timeout
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(request.timeout + _GRACE, self._signal, signal.SIGKILL)
        self._writer.write(frame(request.encode()))
        await self._writer.drain()

    async def frame(self) -> bytes:
        """Return the next frame of the answer; empty at its proper end.

        Raises QueryStoppedError when the worker was ended before that.
        """
        while True:
            if len(self._buffer) >= LENGTH.size:
                (length,) = LENGTH.unpack_from(self._buffer)
                end = LENGTH.size + length
                if len(self._buffer) >= end:
                    content = self._buffer[LENGTH.size : end]
                    self._buffer = self._buffer[end:]
                    return content
            try:
                more = await self._reader.read(_READ_SIZE)
            except ConnectionError:
                more = b""
            if not more:
                raise self._stopped()
            self._buffer += more

    @property
    def is_whole(self) -> bool:
        """Whether all that is left of the answer is its end, already here."""
        return self._buffer == _END

    def _stopped(self) -> QueryStoppedError:
        """Tell which limit ended the worker: it was cut at the deadline, or died before."""
        if time.monotonic() - self._started >= self._timeout:
            seconds = f"{self._timeout:g} s"
            return QueryStoppedError("timeout", seconds, f"The query took longer than {seconds}.")
        return QueryStoppedError(
            "memory", "", "The query needed more memory, or deeper nesting, than one may take."
        )

    def finish(self) -> bool:
        """Note that an answer is whole; tell whether the worker can take another query.

        A demoted worker cannot, since its priority would stay the lowest, nor can a single one.
        """
        self._answers += 1
        self._cancel_deadline()
        is_reusable = self._is_open and not (self._is_demoted or self.is_single)
        return is_reusable and self._answers < _MOST_ANSWERS

    @property
    def is_alive(self) -> bool:
        """Whether the worker still holds its end of the socket."""
        return self._is_open and not self._reader.at_eof()

    def demote(self) -> None:
        """Give the worker the lowest priority."""
        self._is_demoted = True
        number = self._number()
        if number is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.setpriority(os.PRIO_PROCESS, number, _LOWEST_PRIORITY)

    def pause(self) -> None:
        """Stop the worker where it is."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused worker go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the worker, whatever it is doing; a second call does nothing."""
        if self._is_open:
            self._cancel_deadline()
            self._signal(signal.SIGKILL)
            self._is_open = False
            os.close(self._process)
            self._writer.close()

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()

    def _signal(self, number: signal.Signals) -> None:
        if self._is_open:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, number)

    def _number(self) -> int | None:
        """Return the process number, or None when the process is gone (proc_pid_fdinfo(5))."""
        if not self._is_open or sys.platform != "linux":
            return None
        lines = Path(f"/proc/self/fdinfo/{self._process}").read_text(encoding="ascii").splitlines()
        numbers = [int(line.split()[1]) for line in lines if line.startswith("Pid:")]
        return numbers[0] if numbers and numbers[0] > 0 else None


async def _readable(channel: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def settle() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(channel, settle)
    try:
        await ready
    finally:
        loop.remove_reader(channel)
