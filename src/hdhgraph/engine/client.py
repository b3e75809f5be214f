"""The web process's side of the engine: start the zygote, ask it, hand back the answer."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.activity import Activity, Caller, Status
from hdhgraph.engine.connection import Worker
from hdhgraph.engine.lanes import Lanes
from hdhgraph.engine.loader import Loader
from hdhgraph.engine.protocol import Head, Request
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
    from hdhgraph.engine.protocol import Source

__all__ = ["Answer", "Engine", "Limits"]

# Workers kept ready between queries: a fork of a large store takes some time.
_SPARE_WORKERS: Final = 4
# How long past its deadline a worker may take to be gone before it is ended from here.
_GRACE: Final = 0.5
# How long an answer tells that there would be another, and how long one of our own may take.
_LATELY: Final = 5.0
_PROBE_SECONDS: Final = 5.0
# The least time between two questions of our own.
_BETWEEN_PROBES: Final = 1.0
_PROBE: Final = Request("ASK {}", "csv", _PROBE_SECONDS, is_own=True)


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
    A zygote that has ended is the end of the engine, unless a Supervisor starts another one.
    """

    def __init__(self, source: Source, limits: Limits, loader: Loader, folder: str) -> None:
        """Hold what `start` made: a zygote that has loaded, and a folder."""
        self.limits, self.loader = limits, loader
        self._source, self._folder = source, folder
        self._lanes = Lanes(limits.workers, limits.queue)
        self.activity = Activity()
        self._spare: list[Worker] = []
        self._is_open, self.is_supervised = True, False
        self._answered = self._probed = float("-inf")
        self._probe: asyncio.Task[bool] | None = None

    @classmethod
    def start(cls, source: Source, limits: Limits) -> Engine:
        """Start a zygote and wait until it has loaded `source`.

        Raises InputError with what it said when it could not load, EngineError when it died.
        """
        folder = tempfile.mkdtemp(prefix="hdhgraph-")  # mode 0700: only this user reads it
        try:
            loader = Loader(source, limits.max_memory, limits.max_rows)
            try:
                loader.wait()
            except BaseException:
                loader.kill()  # nobody waits for a load that was interrupted
                loader.close()
                raise
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return cls(source, limits, loader, folder)

    @property
    def is_ready(self) -> bool:
        """Whether there is a zygote that has loaded; while there is none, no query is taken."""
        return self.activity.is_ready

    @property
    def quads(self) -> int:
        """How many quads are served."""
        return self.loader.quads

    def renew(self) -> Loader:
        """Return a new zygote, which is still to load what the first one has."""
        return Loader(self._source, self.limits.max_memory, self.limits.max_rows)

    def lose(self) -> None:
        """Let go of a zygote that has ended, and of its workers; queries are refused from now on.

        Those under way meet an EngineError.
        """
        self.activity.is_ready = False
        self._answered = float("-inf")
        self._drop_spare()
        for run in list(self.activity.running.values()):
            if run.worker is not None:
                run.worker.lose()

    def adopt(self, loader: Loader) -> None:
        """Go on with a new zygote, which has loaded."""
        self.loader, self.activity.is_ready = loader, True

    def close(self) -> None:
        """End the zygote and its workers; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        self.loader.close()
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
            self._expect_ready()
            run.ticket = await self._lanes.enter(run.client, limit)
            left = run.arrived + limit - time.monotonic()
            worker = run.worker = await self._take(left, may_connect=request.asks_service)
            self._ask(run, worker, request, limit)
            head = Head.decode(await worker.frame())
            self._answered = time.monotonic()
            if not head.error:
                run.answered = self._answered
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

    def _expect_ready(self) -> None:
        if not self.is_ready:
            raise self._gone()

    def _gone(self) -> EngineError:
        more = " and is being started again; ask again soon" if self.is_supervised else ""
        return EngineError(f"The engine has ended{more}.")

    async def _take(self, seconds: float, *, may_connect: bool = False) -> Worker:
        """Return a worker that is free, else a new one, which may take some seconds to be there."""
        while self._spare and not may_connect:
            worker = self._spare.pop()
            if worker.is_alive:
                return worker
            worker.kill()
        self._expect_ready()
        loader = self.loader
        try:
            async with asyncio.timeout(max(seconds, 0)):
                worker = await Worker.fork(loader, may_connect=may_connect)
        except TimeoutError as error:
            said = "No worker could be started in time; ask again soon."
            raise QueryStoppedError("queue", "", said) from error
        except EngineError:
            self.activity.unforked += 1
            raise
        if loader is not self.loader or not self.is_ready:
            worker.kill()
            raise self._gone()
        self.activity.forked += 1
        return worker

    def _keep(self, worker: Worker) -> None:
        """Keep a worker for the next query, unless there are enough."""
        kept = [each for each in (*self._spare, worker) if each.is_alive][:_SPARE_WORKERS]
        for each in {*self._spare, worker} - {*kept}:
            each.kill()
        self._spare = kept

    def release(self, run: Run, status: str, reason: str = "", *, is_whole: bool = False) -> None:
        """Keep the worker of a whole answer for the next query, and end any other; once."""
        if run.ended:
            return
        worker = run.worker
        if worker is not None:
            if is_whole and worker.finish():
                self._keep(worker)
            else:
                worker.kill()
        if run.ticket is not None:
            self._lanes.leave(run.ticket)
        self.activity.end(run, status, reason)

    async def answers(self) -> bool:
        """Tell whether the engine answers: it did lately, or does answer a question of our own.

        That has a worker beyond those of the lanes, so no pile of queries keeps it from its turn.
        """
        now = time.monotonic()
        if not self.is_ready or now - self._answered < _LATELY:
            return self.is_ready
        if self._probe is None or (self._probe.done() and now - self._probed > _BETWEEN_PROBES):
            self._probe, self._probed = asyncio.create_task(self._ask_own()), now
        return await asyncio.shield(self._probe)

    async def _ask_own(self) -> bool:
        """Ask the smallest query, whose answer is short, and tell whether it was answered."""
        worker, is_answered = None, False
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                worker = await self._take(_PROBE_SECONDS)
                worker.ask(_PROBE)
                head = Head.decode(await worker.frame())
                while await worker.frame():
                    pass
                is_answered = not head.error
        except (TimeoutError, HdhgraphError):
            return False
        finally:
            if worker is not None and is_answered and worker.finish():
                self._keep(worker)
            elif worker is not None:
                worker.kill()
        if is_answered:
            self._answered = time.monotonic()
        return is_answered

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
        if isinstance(error, QueryStoppedError | EngineError):
            if not self._is_open:
                return QueryStoppedError("shutdown", "", "The service is being stopped.")
            # Where the zygote has ended, that was the end of its workers, whatever it looked like.
            if not self.loader.is_alive:
                return self._gone()
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
        """A folder that only this user may read, and that is gone when the engine is closed.

        Where somebody has removed it, which those do that clean /tmp, it is another from then on.
        """
        path = Path(self._folder)
        if self._is_open and not path.is_dir():
            self._folder = tempfile.mkdtemp(prefix="hdhgraph-")
        return Path(self._folder)

    @property
    def queued(self) -> int:
        """How many queries wait for their turn."""
        return self._lanes.queued

    async def stop(self) -> None:
        """End the workers that wait for queries, within the event loop that they belong to."""
        if self._probe is not None:
            self._probe.cancel()
            self._probe = None
        self._drop_spare()
        await asyncio.sleep(0)  # lets the closed sockets be forgotten

    def _drop_spare(self) -> None:
        for worker in self._spare:
            worker.kill()
        self._spare.clear()


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
