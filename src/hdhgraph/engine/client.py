"""The web process's side of the engine: start the zygote, ask it, hand back the answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.protocol import LENGTH, Head, Request, Source, frame
from hdhgraph.errors import EngineError, InputError, QueryStoppedError, QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["Answer", "Engine", "Limits"]

# How long past its deadline a worker may take to be gone before the web process gives up on it.
_GRACE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, bytes above the store's own, workers at once."""

    timeout: float = 10.0
    max_memory: int = 512 * 1024 * 1024
    workers: int = 8


class Answer:
    """An answer whose first bytes are there: from here on it can only be whole or cut."""

    def __init__(self, connection: _Connection) -> None:
        """Hold the connection the rest comes from."""
        self._connection = connection

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body.

        Raises QueryStoppedError when it is cut, so that the client's connection is cut as well.
        """
        try:
            while content := await self._connection.frame():
                yield content
        finally:
            self._connection.close()

    async def read(self) -> bytes:
        """Return the whole body."""
        return b"".join([chunk async for chunk in self.chunks()])


class Engine:
    """A running zygote. Use `start`, then `query` as often as wanted, then `close`."""

    def __init__(
        self, process: subprocess.Popen[str], folder: str, limits: Limits, quads: int
    ) -> None:
        """Hold what `start` made."""
        self._process, self._folder, self.limits = process, folder, limits
        self.quads = quads
        self._places = asyncio.Semaphore(limits.workers)

    @classmethod
    def start(cls, source: Source, limits: Limits) -> Engine:
        """Start a zygote and wait until it has loaded `source`.

        Raises InputError with what it said when it could not load.
        """
        folder = tempfile.mkdtemp(prefix="hdhgraph-")  # mode 0700: only this user connects
        address = str(Path(folder) / "engine")
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "hdhgraph.engine.zygote", address, str(limits.max_memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None  # noqa: S101 - for the type checker: it was asked for
        assert process.stdout is not None  # noqa: S101 - the same
        process.stdin.write(source.encode() + "\n")
        process.stdin.flush()
        said = json.loads(process.stdout.readline() or '{"error": "The engine did not start."}')
        engine = cls(process, folder, limits, said.get("quads", 0))
        if "error" in said:
            engine.close()
            raise InputError(said["error"])
        return engine

    def close(self) -> None:
        """End the zygote and its workers."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def query(self, request: Request) -> Answer:
        """Evaluate one query; the answer comes back when its first bytes are there.

        Raises QuerySyntaxError, InputError, QueryStoppedError when a limit ended it, EngineError
        when the zygote is gone.
        """
        request = replace(request, timeout=min(request.timeout, self.limits.timeout))
        try:
            await asyncio.wait_for(self._places.acquire(), request.timeout)
        except TimeoutError:
            raise QueryStoppedError(
                "workers", str(self.limits.workers), "All workers are busy; ask again in a moment."
            ) from None
        connection = _Connection(self._places, request.timeout)
        try:
            await connection.open(str(Path(self._folder) / "engine"), request)
            return Answer(await connection.head())
        except BaseException:
            connection.close()
            raise


class _Connection:
    """One query's socket, and the means to end the worker behind it."""

    def __init__(self, places: asyncio.Semaphore, timeout: float) -> None:
        self._places, self._timeout = places, timeout
        self._started = time.monotonic()
        self._worker: int | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._is_open = True

    async def open(self, address: str, request: Request) -> None:
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(channel, address)
            await _readable(channel)
            _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
        except OSError as error:
            channel.close()
            raise EngineError("The engine does not answer; start the service again.") from error
        self._worker = descriptors[0] if descriptors else None
        self._reader, self._writer = await asyncio.open_unix_connection(sock=channel)
        self._writer.write(frame(request.encode()))
        await self._writer.drain()

    async def head(self) -> _Connection:
        head = Head.decode(await self.frame())
        if head.error == "syntax":
            # The message already names the place: it is handed on as it is.
            error = QuerySyntaxError("", head.line, head.column)
            error.args = (head.message,)
            raise error
        if head.error:
            raise InputError(head.message)
        return self

    async def frame(self) -> bytes:
        """Return the next frame; empty at the proper end."""
        left = self._timeout + _GRACE - (time.monotonic() - self._started)
        try:
            async with asyncio.timeout(max(left, 0)):
                (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
                return await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            raise self._stopped() from None

    def _stopped(self) -> QueryStoppedError:
        """Tell which limit ended the worker: it was cut at the deadline, or died before."""
        if time.monotonic() - self._started >= self._timeout * 0.95:
            seconds = f"{self._timeout:g} s"
            return QueryStoppedError("timeout", seconds, f"The query took longer than {seconds}.")
        return QueryStoppedError(
            "memory", "", "The query needed more memory, or deeper nesting, than one may take."
        )

    def close(self) -> None:
        """End the worker, whatever it is doing, and give its place to the next query."""
        if not self._is_open:
            return
        self._is_open = False
        if self._worker is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._worker, signal.SIGKILL)
            os.close(self._worker)
        if self._writer is not None:
            self._writer.close()
        self._places.release()


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
