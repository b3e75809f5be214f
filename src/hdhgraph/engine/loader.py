"""The zygote as the web process sees it: a process that loads, and the channel to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import hdhgraph
from hdhgraph.engine.protocol import FORK, LENGTH, PING, frame, read_frame
from hdhgraph.errors import DataChangedError, EngineError, InputError

if TYPE_CHECKING:
    from hdhgraph.engine.protocol import Source

__all__ = ["Loader"]

# How long a process that was ended may take to be gone: the kernel gives all its memory back.
_END_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 0.01
_CHUNK: Final = 64 * 1024


class Loader:
    """One zygote, from its start to its end; `quads` were loaded in so many `seconds`."""

    def __init__(self, source: Source, max_memory: int, max_rows: int) -> None:
        """Start the process, which begins to load once it is waited for.

        Raises EngineError where there can be no process.
        """
        settings = {
            "max_memory": max_memory,
            "max_rows": max_rows,
            "parent": os.getpid(),
            "software": hdhgraph.__version__,
            "source": source.encode(),
        }
        self._first = frame(json.dumps(settings).encode())
        self.quads, self.seconds = 0, 0.0
        self._began = time.monotonic()
        try:
            self._channel, theirs = socket.socketpair()
        except OSError as error:
            raise _no_process(error) from error
        with theirs:
            try:
                self.process = subprocess.Popen(  # noqa: S603 - this very program
                    [sys.executable, "-m", "hdhgraph.engine.zygote", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                )
            except BaseException as error:
                self._channel.close()
                if isinstance(error, OSError):
                    raise _no_process(error) from error
                raise

    def wait(self) -> None:
        """Wait until it has loaded, without an event loop.

        Raises InputError with what it said when it could not load, DataChangedError when what is
        there is not what was announced, EngineError when it died.
        """
        said = None
        with contextlib.suppress(ConnectionError):
            self._channel.sendall(self._first)
            said = read_frame(self._channel)
        self._channel.setblocking(False)
        if said is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_END_SECONDS)
        self._take(said)

    async def ready(self) -> None:
        """Wait until it has loaded, as `wait` does, in an event loop."""
        loop = asyncio.get_running_loop()
        self._channel.setblocking(False)
        content = bytearray()
        with contextlib.suppress(ConnectionError):
            await loop.sock_sendall(self._channel, self._first)
            while not _is_frame(content):
                chunk = await loop.sock_recv(self._channel, _CHUNK)
                if not chunk:
                    break
                content += chunk
        if not _is_frame(content):
            await self.ended()
            self._take(None)
        self._take(bytes(content[LENGTH.size :]))

    def _take(self, said: bytes | None) -> None:
        if said is None:
            raise EngineError(f"The engine ended while it loaded ({self.cause}).")
        message = json.loads(said)
        if "error" in message:
            family = DataChangedError if message["has_changed"] else InputError
            raise family(message["error"])
        self.quads, self.seconds = message["quads"], time.monotonic() - self._began

    def fork(self) -> socket.socket:
        """Have a worker forked; return this end of the pair that it talks over.

        Raises OSError when it cannot be asked.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._channel, [FORK], [theirs.fileno()])
                ours.setblocking(False)
            except BaseException:
                ours.close()
                raise
        return ours

    async def listen(self, seconds: float) -> bool | None:
        """Ask for a sign of life, and tell whether one came within some seconds.

        None at once when the process has ended. It gives one after each fork as well, so however
        many of them it has to do, no more than one is between two signs.
        """
        loop = asyncio.get_running_loop()
        has_answered = False
        try:
            with contextlib.suppress(BlockingIOError):  # it does not even read
                self._channel.send(PING)
            async with asyncio.timeout(seconds):
                while await loop.sock_recv(self._channel, _CHUNK):
                    has_answered = True
        except TimeoutError:
            return has_answered
        except OSError:
            return None
        return None

    @property
    def is_alive(self) -> bool:
        """Whether the process still holds its end of the channel; it lets go before workers end."""
        if self._channel.fileno() < 0:
            return False
        poll = select.poll()
        poll.register(self._channel, 0)  # that the other end has hung up is always told
        return not poll.poll(0)

    async def ended(self) -> None:
        """Wait until the process is gone; end it where it does not end by itself.

        Raises EngineError where not even that ends it, since the kernel holds it fast.
        """
        if not await self._is_gone():
            self.kill()
            if not await self._is_gone():
                raise EngineError(f"The engine's process {self.process.pid} cannot be ended.")

    async def _is_gone(self) -> bool:
        loop = asyncio.get_running_loop()
        end = loop.time() + _END_SECONDS
        while self.process.poll() is None and loop.time() < end:  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(_LOOK_SECONDS)  # as Popen.wait does
        return self.process.poll() is not None

    @property
    def cause(self) -> str:
        """What ended the process: a signal's name, or its exit code."""
        code = self.process.poll()
        if code is None or code >= 0:
            return f"exit {code}"
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"

    def kill(self) -> None:
        """End the process, and its workers with it."""
        self.process.kill()

    def close(self) -> None:
        """Let go of the process, which ends then; a second call does nothing."""
        self._channel.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # the kernel holds it fast
                self.process.wait(_END_SECONDS)


def _no_process(error: OSError) -> EngineError:
    said = (error.strerror or str(error)).lower()
    return EngineError(f"The engine could not be started: {said}.")


def _is_frame(content: bytearray) -> bool:
    if len(content) < LENGTH.size:
        return False
    (length,) = LENGTH.unpack_from(content)
    return len(content) - LENGTH.size >= int(length)
