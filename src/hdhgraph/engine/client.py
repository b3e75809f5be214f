"""The web process's side of the engine: start the zygote, ask it, hand back the answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.engine.activity import Activity, Caller, Status
from hdhgraph.engine.connection import Worker
from hdhgraph.engine.lanes import Lanes
from hdhgraph.engine.protocol import Head
from hdhgraph.errors import (
    EngineError,
    HdhgraphError,
    InputError,
    QueryRefusedError,
    QueryStoppedError,
    QuerySyntaxError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from hdhgraph.engine.activity import Run
    from hdhgraph.engine.protocol import Request, Source

__all__ = ["Answer", "Engine", "Limits"]

# Workers kept ready between queries: a fork of a large store takes some time.
_SPARE_WORKERS: Final = 4
# How long past its deadline a worker may take to be gone before it is ended from here.
_GRACE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take.

    `timeout` is in seconds from a query's arrival, its wait included, `max_memory` in bytes above
    the store's own; `max_rows` solutions or triples; `workers` is how many long queries run at
    once, `queue` how many may wait.
    """

    timeout: float = 10.0
    max_memory: int = 512 * 1024 * 1024
    max_rows: int = 1_000_000
    workers: int = 8
    queue: int = 256


class Answer:
    """An answer whose first bytes are there: from here on it can only be whole or cut."""

    def __init__(self, engine: Engine, worker: Worker, run: Run) -> None:
        """Hold the worker that the rest comes from."""
        self._engine, self._worker, self._run = engine, worker, run
        self._first = b""

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the body.

        Raises QueryStoppedError when it is cut, so that the client's connection is cut as well.
        """
        try:
            if self._first:
                yield self._first
            while content := await self._frame():
                yield content
        except BaseException as error:
            self._engine.fail(self._run, error)
            raise
        self._engine.release(self._run, Status.OK, is_whole=True)

    async def _frame(self) -> bytes:
        content = await self._worker.frame()
        self._run.size += len(content)
        return content

    async def read(self, most: int | None = None) -> bytes:
        """Return the whole body.

        Raises InputError when it is larger than `most` bytes: who holds it all must not hold more.
        """
        content = bytearray()
        async with contextlib.aclosing(self.chunks()) as chunks:
            async for chunk in chunks:
                content += chunk
                if most is not None and len(content) > most:
                    self._engine.release(self._run, Status.CUT, "size")
                    raise InputError(
                        f"The answer is larger than the {most // 1024} KiB that a page takes; "
                        "set a LIMIT, or ask for another format."
                    )
        return bytes(content)

    async def small(self) -> bytes | None:
        """Return the body if all of it is here in one piece, else None, and use `chunks`."""
        try:
            self._first = await self._frame()
            if self._first and not self._worker.is_whole:
                return None
            if self._first:
                await self._worker.frame()
        except BaseException as error:
            self._engine.fail(self._run, error)
            raise
        self._engine.release(self._run, Status.OK, is_whole=True)
        return self._first

    def abandon(self) -> None:
        """End the worker: nobody wants the rest."""
        self._engine.release(self._run, Status.CUT, "disconnect")


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
        self.activity = Activity()
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
        try:
            said = _load(process, source, limits)
        except BaseException:
            # Nobody waits for a load that was interrupted.
            process.kill()
            process.communicate()
            shutil.rmtree(folder, ignore_errors=True)
            raise
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

    async def query(self, request: Request, caller: Caller | None = None) -> Answer:
        """Evaluate one query; the answer comes back when its first bytes are there.

        `caller` is whose share of the workers it takes. Raises QuerySyntaxError, InputError,
        QueryStoppedError when a limit ended it, EngineError when the zygote is gone.
        """
        limit = request.timeout
        if not request.is_own:
            limit = min(limit, self.limits.timeout)
        run = self.activity.begin(request, caller or Caller(), asyncio.current_task())
        try:
            run.ticket = await self._lanes.enter(run.client, limit)
            worker = run.worker = await self._take(may_connect=request.asks_service)
            self._ask(run, worker, request, limit)
            head = Head.decode(await worker.frame())
            if not head.error:
                run.answered = time.monotonic()
                return Answer(self, worker, run)
            await worker.frame()
        except BaseException as error:
            self.fail(run, error)
            raise
        refusal = _error(head)
        refusal.query_id = run.id
        if isinstance(refusal, QueryStoppedError):
            self.release(run, Status.STOPPED, refusal.limit, is_whole=True)
        else:
            self.release(run, Status.ERROR, head.error, is_whole=True)
        raise refusal

    def _ask(self, run: Run, worker: Worker, request: Request, limit: float) -> None:
        """Have a worker take a query up, for what is left of its time.

        The worker is ended from here when it outlives that, or when nobody comes to read.
        """
        run.started = time.monotonic()
        left = run.arrived + limit - run.started
        if left <= 0:
            raise QueryStoppedError(
                "queue", f"{limit:g} s", "All workers stayed busy; ask again soon."
            )
        worker.ask(replace(request, timeout=left), limit)
        assert run.ticket is not None  # noqa: S101 - it was entered before
        self._lanes.begin(run.ticket, worker, (request.is_look, request.query))
        loop = asyncio.get_running_loop()
        run.ticket.expiry = loop.call_later(left + _GRACE, self._stop_run, run, "timeout")

    async def _take(self, *, may_connect: bool) -> Worker:
        while self._spare and not may_connect:
            worker = self._spare.pop()
            if worker.is_alive:
                return worker
            worker.kill()
        worker = await Worker.fork(str(Path(self._folder) / "engine"), may_connect=may_connect)
        self.activity.forked += 1
        return worker

    def release(self, run: Run, status: str, reason: str = "", *, is_whole: bool = False) -> None:
        """Keep the worker of a whole answer for the next query, and end any other; once."""
        if run.ended:
            return
        worker = run.worker
        if worker is not None:
            if is_whole and worker.finish() and len(self._spare) < _SPARE_WORKERS:
                self._spare.append(worker)
            else:
                worker.kill()
        if run.ticket is not None:
            self._lanes.leave(run.ticket)
        self.activity.end(run, status, reason)

    def fail(self, run: Run, error: BaseException) -> None:
        """End a run that met `error`. Raises what was behind it, where that is something else."""
        failure = self._explain(run, error)
        if isinstance(failure, HdhgraphError):
            failure.query_id = run.id
        reason = "disconnect"
        if isinstance(failure, QueryStoppedError):
            reason = failure.limit
        elif isinstance(failure, EngineError):
            reason = "engine"
        self._stop_run(run, reason)
        try:
            if failure is not error:
                raise failure from error
        finally:
            del failure  # it would keep its own traceback, and all that lies in there

    def _explain(self, run: Run, error: BaseException) -> BaseException:
        is_waiting = run.worker is None and isinstance(error, asyncio.CancelledError)
        if run.reason == "cancelled" and (is_waiting or isinstance(error, QueryStoppedError)):
            if is_waiting and (task := asyncio.current_task()):
                task.uncancel()  # it was only the query that was cancelled
            return QueryStoppedError("cancelled", "", "An operator ended this query.")
        if isinstance(error, QueryStoppedError) and not self._is_open:
            return QueryStoppedError("shutdown", "", "The service is being stopped.")
        return error

    def cancel(self, run_id: str) -> bool:
        """End a query that waits or runs; tell whether there was one of that id."""
        run = self.activity.running.get(run_id)
        if run is None:
            return False
        if run.worker is None and run.task is not None:
            run.reason = "cancelled"
            run.task.cancel()
        else:
            self._stop_run(run, "cancelled")
        return True

    def _stop_run(self, run: Run, reason: str) -> None:
        self.release(run, Status.CUT if run.answered else Status.STOPPED, reason)

    @property
    def folder(self) -> Path:
        """A folder that only this user may read, and that is gone when the engine is closed."""
        return Path(self._folder)

    @property
    def queued(self) -> int:
        """How many queries wait for their turn."""
        return self._lanes.queued

    async def stop(self) -> None:
        """End the workers that wait for queries, within the event loop that they belong to."""
        for worker in self._spare:
            worker.kill()
        self._spare.clear()
        await asyncio.sleep(0)  # lets the closed sockets be forgotten


def _load(process: subprocess.Popen[str], source: Source, limits: Limits) -> dict[str, Any]:
    """Tell the zygote what to load, and wait until it has said how that went."""
    assert process.stdin is not None  # noqa: S101 - for the type checker: it was asked for
    assert process.stdout is not None  # noqa: S101 - the same
    settings = {"max_memory": limits.max_memory, "max_rows": limits.max_rows}
    process.stdin.write(f"{json.dumps(settings)}\n{source.encode()}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    said: dict[str, Any] = json.loads(line or '{"error": "The engine did not start."}')
    return said


def _error(head: Head) -> InputError | QueryStoppedError:
    if head.error == "syntax":
        # The message already names the place: it is handed on as it is.
        error = QuerySyntaxError("", head.line, head.column)
        error.args = (head.message,)
        return error
    if head.error == "refused":
        return QueryRefusedError(head.reason, head.message)
    if head.error == "rows":
        return QueryStoppedError("rows", head.message, f"The answer has more than {head.message}.")
    return InputError(head.message)
