"""What runs, and what has run: one record a query, and plain counts that cost nothing to keep.

The engine writes here; the operator's listener and the journal read. Nothing is computed before
somebody asks.
"""

from __future__ import annotations

import secrets
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from hdhgraph.engine.connection import Worker
    from hdhgraph.engine.lanes import Ticket
    from hdhgraph.engine.protocol import Request

__all__ = ["BUCKETS", "Activity", "Caller", "Run", "Status"]

# The upper bounds of the histogram of queries, in seconds.
BUCKETS: Final = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
)


class Status:
    """How a query ended: whole, refused by the engine, ended before or after its first byte."""

    OK: Final = "ok"
    ERROR: Final = "error"
    STOPPED: Final = "stopped"
    CUT: Final = "cut"


@dataclass(eq=False, slots=True)
class Run:
    """One query from its arrival to its end; times are seconds of the monotonic clock, 0 if none.

    `started` is when a worker took it up, `answered` when its first bytes were there; `size` counts
    the bytes of its answer. `reason` names what ended it, such as "timeout" or "disconnect".
    """

    id: str
    client: str
    query: str
    form: str
    arrived: float
    started: float = 0.0
    answered: float = 0.0
    ended: float = 0.0
    size: int = 0
    status: str = ""
    reason: str = ""
    worker: Worker | None = field(default=None, repr=False)
    ticket: Ticket | None = field(default=None, repr=False)
    task: asyncio.Task[object] | None = field(default=None, repr=False)

    @property
    def lane(self) -> str:
        """Where it is, or was last: "waiting" for its turn, "fast", "slow", or "standing" still."""
        if self.ticket is None:
            return "waiting"
        if self.ticket.is_waiting:
            return "standing"
        return "slow" if self.ticket.is_slow else "fast"

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        return (self.ended or time.monotonic()) - self.arrived

    @property
    def waited(self) -> float:
        """How many of these seconds it waited for a worker."""
        return (self.started or self.ended or time.monotonic()) - self.arrived

    @property
    def evaluated(self) -> float:
        """How many seconds a worker took until the first bytes, or until the end without any."""
        until = self.answered or self.ended or time.monotonic()
        return until - self.started if self.started else 0.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the address whose share it takes, and a list that the caller's runs are put on."""

    address: str = ""
    runs: list[Run] = field(default_factory=list)


class Activity:
    """The queries of one engine: those that run by their id, and the counts of those that ended.

    `is_ready` tells whether any are taken; `unforked` are workers that could not be; `lost` counts
    zygotes by what ended them, and `failed_starts` the times that the next one could not load.
    """

    def __init__(self) -> None:
        """Have seen nothing yet."""
        self.is_ready = True
        self.running: dict[str, Run] = {}
        self.ended: Counter[str] = Counter()
        self.stopped: Counter[str] = Counter()
        self.buckets = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0
        self.bytes = 0
        self.forked = self.unforked = 0
        self.lost: Counter[str] = Counter()
        self.failed_starts = 0
        self.observer: Callable[[Run], None] | None = None

    def begin(self, request: Request, caller: Caller, task: asyncio.Task[object] | None) -> Run:
        """Note that a query has come."""
        run = Run(
            secrets.token_hex(8), caller.address, request.query, request.format,
            request.arrived or time.monotonic(), task=task,
        )  # fmt: skip
        self.running[run.id] = run
        caller.runs.append(run)
        return run

    def end(self, run: Run, status: str, reason: str = "") -> None:
        """Note how a query ended, once, and let go of what it held."""
        if run.ended:
            return
        run.ended, run.status, run.reason = time.monotonic(), status, reason
        run.task = None
        self.running.pop(run.id, None)
        self.ended[status] += 1
        if reason and status in (Status.STOPPED, Status.CUT):
            self.stopped[reason] += 1
        seconds = run.ended - run.arrived
        self.buckets[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds
        self.bytes += run.size
        if self.observer is not None:
            self.observer(run)
