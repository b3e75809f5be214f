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
from typing import TYPE_CHECKING, Final, cast

from hdhgraph.engine.protocol import CUT, LENGTH, OPEN, SHUT, frame
from hdhgraph.errors import EngineError, QueryStoppedError

if TYPE_CHECKING:
    from hdhgraph.engine.loader import Loader
    from hdhgraph.engine.protocol import Request

__all__ = ["Worker"]

_LOWEST_PRIORITY: Final = 19
_ADVICE: Final = "How to ask for the same faster: docs/fast-queries.md."
_SENTENCES: Final = {
    "timeout": "The query took longer than {}. {advice}",
    "memory": "The query needed more memory, or deeper nesting, than one may take. {advice}",
    "rows": "The answer has more rows than one may have.",
    "evaluation": "The evaluation failed after its first solutions.",
}
# What may lie unread of one answer: a client that reads slowly makes its worker wait.
_MOST_UNREAD: Final = 256 * 1024
_END: Final = frame(b"")
# A worker's memory limit counts from its fork: after this many answers a fresh one takes over.
_MOST_ANSWERS: Final = 5000
# What a reason may take where there is no worker.
_LONGEST_REASON: Final = 200


class Channel(asyncio.Protocol):
    """The frames of one worker: half the cost of asyncio's streams on a small answer."""

    def __init__(self) -> None:
        """Have nothing yet."""
        self._buffer = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._is_paused = False
        self.is_open = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hold the transport, which is paused while too much lies unread."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        """Keep what came, and wake who waits for it."""
        self._buffer += data
        if len(self._buffer) > _MOST_UNREAD and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's name
        """Note that nothing more will come."""
        self.is_open = False
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def write(self, content: bytes) -> None:
        """Send bytes as they are."""
        if self._transport is not None:
            self._transport.write(content)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    @property
    def is_whole(self) -> bool:
        """Whether all that is left of an answer is its end, already here."""
        return self._buffer == _END

    @property
    def reason(self) -> str:
        """Why the worker cut its answer, where it said so, once it is gone."""
        is_cut = self._buffer.startswith(CUT)
        return self._buffer[len(CUT) :].decode("ascii", "replace") if is_cut else ""

    async def frame(self) -> bytes | None:
        """Return the next frame, or None when the worker is gone before its end."""
        while (content := self._take()) is None:
            if not self.is_open:
                return None
            if self._is_paused and self._transport is not None:
                self._is_paused = False
                self._transport.resume_reading()
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return content

    def _take(self) -> bytes | None:
        """Take a whole frame off the buffer, where there is one."""
        buffer = self._buffer
        if len(buffer) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(buffer)
        end = LENGTH.size + length
        if len(buffer) < end:
            return None
        content = bytes(buffer[LENGTH.size : end])
        del buffer[:end]
        return content


class Worker:
    """A forked process that answers one query at a time."""

    def __init__(self, process: int, channel: Channel) -> None:
        """Hold the descriptor of the process and the socket to it."""
        self._process, self._channel = process, channel
        self._started, self._timeout, self._limit = time.monotonic(), 0.0, 0.0
        self._answers = 0
        self._is_demoted = self._is_lost = False
        self.is_single = False
        self._is_open = True

    @classmethod
    async def fork(cls, loader: Loader, *, may_connect: bool = False) -> Worker:
        """Have the zygote fork a worker, which may open sockets only if it is told.

        Raises EngineError when there is none, and why where that is known.
        """
        end: socket.socket | None = None
        process: int | None = None
        try:
            end = loader.fork()
            process = await _introduced(end)
            loop = asyncio.get_running_loop()
            _, channel = await loop.create_unix_connection(Channel, sock=end)
        except BaseException as error:
            # Nobody waits any more: the worker must not, either.
            if process is not None:
                os.close(process)
            if end is not None:
                end.close()
            if isinstance(error, OSError):
                raise _no_worker(error.strerror or str(error)) from error
            raise
        channel.write(OPEN if may_connect else SHUT)
        worker = cls(process, channel)
        worker.is_single = may_connect
        return worker

    def ask(self, request: Request, limit: float | None = None) -> None:
        """Send one query; `limit` is the deadline to name, of which some may have passed."""
        self._started, self._timeout = time.monotonic(), request.timeout
        self._limit = limit or request.timeout
        self._channel.write(frame(request.encode()))

    async def frame(self) -> bytes:
        """Return the next frame of the answer; empty at its proper end.

        Raises QueryStoppedError when the worker was ended before that, EngineError when the zygote
        was.
        """
        content = await self._channel.frame()
        if content is None:
            raise (
                EngineError("The engine ended under this query.")
                if self._is_lost
                else (self._stopped())
            )
        return content

    @property
    def is_whole(self) -> bool:
        """Whether all that is left of the answer is its end, already here."""
        return self._channel.is_whole

    def _stopped(self) -> QueryStoppedError:
        """Tell which limit ended the worker: its own word, its deadline, or it died before."""
        reason = self._channel.reason
        if not reason:
            is_late = time.monotonic() - self._started >= self._timeout
            reason = "timeout" if is_late else "memory"
        value = f"{self._limit:g} s" if reason == "timeout" else ""
        return QueryStoppedError(reason, value, _SENTENCES[reason].format(value, advice=_ADVICE))

    def finish(self) -> bool:
        """Note that an answer is whole; tell whether the worker can take another query.

        A demoted worker cannot, since its priority would stay the lowest, nor can a single one.
        """
        self._answers += 1
        is_spent = self._is_demoted or self._is_lost or self.is_single
        is_reusable = self._is_open and not is_spent
        return is_reusable and self._answers < _MOST_ANSWERS

    @property
    def is_alive(self) -> bool:
        """Whether the worker still holds its end of the socket."""
        return self._is_open and self._channel.is_open

    def lose(self) -> None:
        """End the worker, whose zygote has ended: what it has not sent will not come."""
        self._is_lost = True
        self._signal(signal.SIGKILL)

    def demote(self) -> None:
        """Give the worker the lowest priority, where there is a descriptor left to find it by."""
        self._is_demoted = True
        with contextlib.suppress(OSError):
            number = self._number()
            if number is not None:
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
            self._signal(signal.SIGKILL)
            self._is_open = False
            os.close(self._process)
            self._channel.close()

    def _signal(self, number: signal.Signals) -> None:
        if self._is_open:
            with contextlib.suppress(OSError):  # it is gone already
                signal.pidfd_send_signal(self._process, number)

    def _number(self) -> int | None:
        """Return the process number, or None when the process is gone (proc_pid_fdinfo(5))."""
        if not self._is_open or sys.platform != "linux":
            return None
        lines = Path(f"/proc/self/fdinfo/{self._process}").read_text(encoding="ascii").splitlines()
        numbers = [int(line.split()[1]) for line in lines if line.startswith("Pid:")]
        return numbers[0] if numbers and numbers[0] > 0 else None


async def _introduced(channel: socket.socket) -> int:
    """Wait for a worker, and return the descriptor of its process.

    Raises EngineError where the zygote hangs up instead, with the reason where it says one.
    """
    await _readable(channel)
    said, descriptors, _, _ = socket.recv_fds(channel, _LONGEST_REASON, 1)
    if not descriptors:
        raise _no_worker(said.decode("utf-8", "replace"))
    return descriptors[0]


def _no_worker(reason: str) -> EngineError:
    why = f" ({reason.lower()})" if reason else ""
    return EngineError(f"The engine could not start a worker{why}; ask again soon.")


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
