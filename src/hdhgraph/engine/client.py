"""The web process's side of the engine: start the zygote, ask it, hand back the answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.connection import Worker
from hdhgraph.engine.lanes import Lanes
from hdhgraph.engine.protocol import Head
from hdhgraph.errors import InputError, QueryStoppedError, QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from hdhgraph.engine.lanes import Ticket
    from hdhgraph.engine.protocol import Request, Source

__all__ = ["Answer", "Engine", "Limits"]

# Workers kept ready between queries: a fork of a large store takes some time.
_SPARE_WORKERS: Final = 4
# How long past its deadline a worker may take to be gone before it is ended from here.
_GRACE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take.

    `timeout` is in seconds, `max_memory` in bytes above the store's own; `max_rows` solutions or
    triples; `workers` is how many long queries run at once, `queue` how many may wait.
    """

    timeout: float = 10.0
    max_memory: int = 512 * 1024 * 1024
    max_rows: int = 1_000_000
    workers: int = 8
    queue: int = 256


class Answer:
    """An answer whose first bytes are there: from here on it can only be whole or cut."""

    def __init__(self, engine: Engine, worker: Worker, ticket: Ticket) -> None:
        """Hold the worker that the rest comes from."""
        self._engine, self._worker, self._ticket = engine, worker, ticket
        self._first = b""

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the body.

        Raises QueryStoppedError when it is cut, so that the client's connection is cut as well.
        """
        is_whole = False
        try:
            if self._first:
                yield self._first
            while content := await self._worker.frame():
                yield content
            is_whole = True
        finally:
            self._engine.release(self._worker, self._ticket, is_whole=is_whole)

    async def read(self, most: int | None = None) -> bytes:
        """Return the whole body.

        Raises InputError when it is larger than `most` bytes: who holds it all must not hold more.
        """
        content = bytearray()
        async with contextlib.aclosing(self.chunks()) as chunks:
            async for chunk in chunks:
                content += chunk
                if most is not None and len(content) > most:
                    raise InputError(
                        f"The answer is larger than the {most // 1024} KiB that a page takes; "
                        "set a LIMIT, or ask for another format."
                    )
        return bytes(content)

    async def small(self) -> bytes | None:
        """Return the body if all of it is here in one piece, else None, and use `chunks`."""
        try:
            self._first = await self._worker.frame()
            if self._first and not self._worker.is_whole:
                return None
            if self._first:
                await self._worker.frame()
        except BaseException:
            self.abandon()
            raise
        self._engine.release(self._worker, self._ticket, is_whole=True)
        return self._first

    def abandon(self) -> None:
        """End the worker: nobody wants the rest."""
        self._engine.release(self._worker, self._ticket, is_whole=False)


class Engine:
    """A running zygote and its workers. Use `start`, then `query` as often as wanted, `close`.

    Queries are asked in one event loop; before it ends, `stop` lets go of the workers kept in it.
    """

    def __init__(
        self, process: subprocess.Popen[str], folder: str, limits: Limits, quads: int
    ) -> None:
        """Hold what `start` made."""
        self._process, self._folder, self.limits = process, folder, limits
        self.quads = quads
        self._lanes = Lanes(limits.workers, limits.queue)
        self._spare: list[Worker] = []
        self._is_open = True

    @classmethod
    def start(cls, source: Source, limits: Limits) -> Engine:
        """Start a zygote and wait until it has loaded `source`.

        Raises InputError with what it said when it could not load.
        """
        folder = tempfile.mkdtemp(prefix="hdhgraph-")  # mode 0700: only this user connects
        address = str(Path(folder) / "engine")
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "hdhgraph.engine.zygote", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None  # noqa: S101 - for the type checker: it was asked for
        assert process.stdout is not None  # noqa: S101 - the same
        settings = {"max_memory": limits.max_memory, "max_rows": limits.max_rows}
        process.stdin.write(f"{json.dumps(settings)}\n{source.encode()}\n")
        process.stdin.flush()
        said = json.loads(process.stdout.readline() or '{"error": "The engine did not start."}')
        engine = cls(process, folder, limits, said.get("quads", 0))
        if "error" in said:
            engine.close()
            raise InputError(said["error"])
        return engine

    def close(self) -> None:
        """End the zygote and its workers; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
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

    async def query(self, request: Request, client: str = "") -> Answer:
        """Evaluate one query; the answer comes back when its first bytes are there.

        `client` is whose share of the workers it takes. Raises QuerySyntaxError, InputError,
        QueryStoppedError when a limit ended it, EngineError when the zygote is gone.
        """
        if request.timeout > self.limits.timeout:
            request = replace(request, timeout=self.limits.timeout)
        ticket = await self._lanes.enter(client, request.timeout)
        worker: Worker | None = None
        try:
            worker = await self._take(may_connect=request.asks_service)
            worker.ask(request)
            self._lanes.begin(ticket, worker)
            self._expire(worker, ticket, request.timeout)
            head = Head.decode(await worker.frame())
            if not head.error:
                return Answer(self, worker, ticket)
            await worker.frame()
        except BaseException:
            self.release(worker, ticket, is_whole=False)
            raise
        self.release(worker, ticket, is_whole=True)
        raise _error(head)

    def _expire(self, worker: Worker, ticket: Ticket, timeout: float) -> None:
        """End a worker that outlives its deadline, or whose answer nobody came to read."""
        loop = asyncio.get_running_loop()
        ticket.expiry = loop.call_later(
            timeout + _GRACE, lambda: self.release(worker, ticket, is_whole=False)
        )

    async def _take(self, *, may_connect: bool) -> Worker:
        while self._spare and not may_connect:
            worker = self._spare.pop()
            if worker.is_alive:
                return worker
            worker.kill()
        return await Worker.fork(str(Path(self._folder) / "engine"), may_connect=may_connect)

    def release(self, worker: Worker | None, ticket: Ticket, *, is_whole: bool) -> None:
        """Keep the worker of a whole answer for the next query, and end any other."""
        if ticket.is_gone:
            return
        if worker is not None:
            if is_whole and worker.finish() and len(self._spare) < _SPARE_WORKERS:
                self._spare.append(worker)
            else:
                worker.kill()
        self._lanes.leave(ticket)

    async def stop(self) -> None:
        """End the workers that wait for queries, within the event loop that they belong to."""
        for worker in self._spare:
            worker.kill()
        self._spare.clear()
        await asyncio.sleep(0)  # lets the closed sockets be forgotten


def _error(head: Head) -> InputError | QueryStoppedError:
    if head.error == "syntax":
        # The message already names the place: it is handed on as it is.
        error = QuerySyntaxError("", head.line, head.column)
        error.args = (head.message,)
        return error
    if head.error == "rows":
        return QueryStoppedError("rows", head.message, f"The answer has more than {head.message}.")
    return InputError(head.message)
