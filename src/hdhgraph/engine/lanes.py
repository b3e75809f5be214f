"""Who is evaluated when: two lanes, a queue, and a share for each client.

A query starts in the fast lane. Past its budget it is demoted: its worker gets the lowest priority
and moves to the slow lane, so that the next in the queue can start. While the slow lane is full, a
demoted worker stands still (SIGSTOP) until a place is free. In the queue, the client with the
fewest running queries is next, so that nobody waits behind one client's pile. A query that was
demoted before is demoted at once, until it has once been quick.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import QueryStoppedError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from hdhgraph.engine.connection import Worker

__all__ = ["Lanes", "Ticket"]

_BUDGET: Final = 0.150
_BUDGET_WITH_QUEUE: Final = 0.040
# How many slow queries are remembered.
_MOST_KNOWN: Final = 1000


@dataclass(eq=False, slots=True)
class Ticket:
    """One query's place: in the fast lane first, perhaps in the slow one later."""

    client: str
    query: int = 0
    begun: float = 0.0
    worker: Worker | None = None
    is_slow: bool = False
    is_waiting: bool = False
    is_gone: bool = False
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)
    expiry: asyncio.TimerHandle | None = field(default=None, repr=False)


class Lanes:
    """The two lanes and the queue; `slow` is how many demoted queries run at once."""

    def __init__(self, slow: int, queue: int, fast: int | None = None) -> None:
        """Have `slow` places for demoted queries, and let `queue` queries wait."""
        self._fast_places = fast or 2 * (os.cpu_count() or 1)
        self._slow_places, self._queue_places = slow, queue
        self._fast = self._slow = self._queued = 0
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._standing: deque[Ticket] = deque()
        self._known_slow: OrderedDict[int, None] = OrderedDict()

    @property
    def queued(self) -> int:
        """How many wait for a place in the fast lane."""
        return self._queued

    async def enter(self, client: str, patience: float) -> Ticket:
        """Wait for a place in the fast lane.

        Raises QueryStoppedError when the queue is full, or when `patience` seconds were not enough.
        """
        if self._fast >= self._fast_places or self._queued:
            await self._queue(client, patience)
        else:
            self._fast += 1
        self._running[client] += 1
        return Ticket(client)

    async def _queue(self, client: str, patience: float) -> None:
        if self._queued >= self._queue_places:
            raise QueryStoppedError(
                "queue", str(self._queue_places), "Too many queries are waiting; ask again soon."
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._queued += 1
        try:
            async with asyncio.timeout(patience):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._leave_fast()  # the turn came while the caller was giving up
            else:
                self._forget(client, turn)
            if isinstance(error, TimeoutError):
                raise QueryStoppedError(
                    "queue", f"{patience:g} s", "All workers stayed busy; ask again soon."
                ) from None
            raise

    def _forget(self, client: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting.get(client)
        if turns is None or turn not in turns:
            return  # it was passed over, as nobody waited for it any more
        self._queued -= 1
        turns.remove(turn)
        if not turns:
            del self._waiting[client]

    def begin(self, ticket: Ticket, worker: Worker, query: Hashable) -> None:
        """Note that a worker has taken up what `query` names: its budget runs from now."""
        loop = asyncio.get_running_loop()
        ticket.worker, ticket.query, ticket.begun = worker, hash(query), loop.time()
        if ticket.query in self._known_slow:
            self._demote(ticket)
        else:
            budget = _BUDGET_WITH_QUEUE if self._queued else _BUDGET
            ticket.timer = loop.call_later(budget, self._demote, ticket)

    def _demote(self, ticket: Ticket) -> None:
        worker = ticket.worker
        if ticket.is_gone or worker is None:
            return
        ticket.is_slow = True
        self._remember(ticket)
        worker.demote()
        if self._slow < self._slow_places:
            self._slow += 1
        else:
            ticket.is_waiting = True
            worker.pause()
            self._standing.append(ticket)
        self._leave_fast()

    def _remember(self, ticket: Ticket) -> None:
        self._known_slow[ticket.query] = None
        self._known_slow.move_to_end(ticket.query)
        if len(self._known_slow) > _MOST_KNOWN:
            self._known_slow.popitem(last=False)

    def leave(self, ticket: Ticket) -> None:
        """Give a query's place to the next; a second call does nothing."""
        if ticket.is_gone:
            return
        ticket.is_gone = True
        for timer in (ticket.timer, ticket.expiry):
            if timer is not None:
                timer.cancel()
        self._running[ticket.client] -= 1
        if not self._running[ticket.client]:
            del self._running[ticket.client]
        if not ticket.is_slow:
            self._leave_fast()
            return
        if asyncio.get_running_loop().time() < ticket.begun + _BUDGET_WITH_QUEUE:
            self._known_slow.pop(ticket.query, None)  # quick this time, even at low priority
        if ticket.is_waiting:
            self._standing.remove(ticket)
        else:
            self._leave_slow()

    def _leave_slow(self) -> None:
        if self._standing:
            following = self._standing.popleft()
            following.is_waiting = False
            if following.worker is not None:
                following.worker.resume()
        else:
            self._slow -= 1

    def _leave_fast(self) -> None:
        """Hand a fast place to the waiting client with the fewest running queries."""
        while self._waiting:
            client = min(self._waiting, key=lambda name: self._running[name])
            turns = self._waiting[client]
            turn = turns.popleft()
            self._queued -= 1
            if turns:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            if not turn.done():
                turn.set_result(None)
                return
        self._fast -= 1
