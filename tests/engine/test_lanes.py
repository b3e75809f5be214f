"""Who is evaluated when: places are lent, taken back and never lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hdhgraph.engine import lanes as module
from hdhgraph.engine.lanes import Lanes, Ticket
from hdhgraph.errors import QueryStoppedError
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from hdhgraph.engine.connection import Worker

LONGER = 0.2  # than the budget of the fast lane


@dataclass
class FakeWorker:
    """What is done to a worker, in order."""

    done: list[str] = field(default_factory=list)

    def demote(self) -> None:
        """Note it."""
        self.done.append("demote")

    def pause(self) -> None:
        """Note it."""
        self.done.append("pause")

    def resume(self) -> None:
        """Note it."""
        self.done.append("resume")


def begin(lanes: Lanes, ticket: Ticket, query: str | None = None) -> FakeWorker:
    """Have a worker take a query up, one never seen before if none is given."""
    worker = FakeWorker()
    lanes.begin(ticket, cast("Worker", worker), query or repr(object()))
    return worker


def run(asking: Coroutine[Any, Any, None]) -> None:
    """Run in an event loop: what is due there comes in its order, however late it comes."""
    asyncio.run(asyncio.wait_for(asking, PATIENCE))


async def is_free(lanes: Lanes, client: str = "someone") -> bool:
    """Tell whether the next query would start at once."""
    try:
        ticket = await lanes.enter(client, 0.01)
    except QueryStoppedError:
        return False
    lanes.leave(ticket)
    return True


def test_a_place_is_lent_and_given_back() -> None:
    """As many run at once as there are places; who leaves makes room."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=2)
        tickets = [await lanes.enter("a", 1) for _ in range(2)]
        assert not await is_free(lanes)
        lanes.leave(tickets[0])
        assert await is_free(lanes)

    run(scenario())


def test_a_demoted_query_frees_its_fast_place() -> None:
    """Past its budget a query has the lowest priority, and the next one starts."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=1)
        worker = begin(lanes, await lanes.enter("a", 1))
        assert not await is_free(lanes)
        await asyncio.sleep(LONGER)
        assert worker.done == ["demote"]
        assert await is_free(lanes)

    run(scenario())


def test_a_queue_shortens_the_budget() -> None:
    """While others wait, a query is demoted sooner than it would be alone."""

    async def scenario() -> None:
        lanes = Lanes(slow=2, queue=4, fast=1)
        first = await lanes.enter("a", 1)
        waiting = [asyncio.ensure_future(lanes.enter("b", PATIENCE)) for _ in range(2)]
        await asyncio.sleep(0)
        worker = begin(lanes, first)
        await asyncio.sleep(0.08)
        assert worker.done == ["demote"]
        assert waiting[0].done()
        for each in waiting:
            each.cancel()

    run(scenario())


def test_a_quick_query_is_never_demoted() -> None:
    """Who leaves in time is let alone."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=1)
        ticket = await lanes.enter("a", 1)
        worker = begin(lanes, ticket)
        lanes.leave(ticket)
        await asyncio.sleep(LONGER)
        assert worker.done == []

    run(scenario())


def test_a_full_slow_lane_pauses_and_resumes() -> None:
    """One too many stands still until a slow place is free, and then goes on."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=3)
        tickets = [await lanes.enter("a", 1) for _ in range(3)]
        workers = [begin(lanes, ticket) for ticket in tickets]
        await asyncio.sleep(LONGER)
        assert [worker.done for worker in workers] == [
            ["demote"], ["demote", "pause"], ["demote", "pause"]
        ]  # fmt: skip
        lanes.leave(tickets[0])
        assert workers[1].done == ["demote", "pause", "resume"]
        assert workers[2].done == ["demote", "pause"]
        lanes.leave(tickets[2])  # one that stands still may leave as well
        lanes.leave(tickets[1])
        last = begin(lanes, await lanes.enter("a", 1))
        await asyncio.sleep(LONGER)
        assert last.done == ["demote"]

    run(scenario())


def test_the_client_with_the_fewest_running_is_next() -> None:
    """One client's pile of queries does not stand before another's first."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=100, fast=2)
        running = [await lanes.enter("pile", 1) for _ in range(2)]
        order: list[str] = []

        async def ask(client: str) -> None:
            ticket = await lanes.enter(client, PATIENCE)
            order.append(client)
            await asyncio.sleep(0)
            lanes.leave(ticket)

        asking = [asyncio.ensure_future(ask("pile")) for _ in range(10)]
        await asyncio.sleep(0)
        asking += [asyncio.ensure_future(ask(client)) for client in ("one", "two")]
        await asyncio.sleep(0)
        for ticket in running:
            lanes.leave(ticket)
        await asyncio.gather(*asking)
        assert {"one", "two"} <= set(order[:3])
        assert order.count("pile") == 10

    run(scenario())


def test_a_full_queue_is_told_at_once() -> None:
    """Nobody waits where waiting is hopeless."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=1, fast=1)
        await lanes.enter("a", 1)
        waiting = asyncio.ensure_future(lanes.enter("b", PATIENCE))
        await asyncio.sleep(0)
        with pytest.raises(QueryStoppedError) as caught:
            await lanes.enter("c", 1)
        assert (caught.value.limit, caught.value.value) == ("queue", "1")
        waiting.cancel()

    run(scenario())


def test_patience_ends() -> None:
    """Who has waited as long as a query may take is told to come back."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=1)
        first = await lanes.enter("a", 1)
        with pytest.raises(QueryStoppedError) as caught:
            await lanes.enter("b", 0.05)
        assert (caught.value.limit, caught.value.value) == ("queue", "0.05 s")
        lanes.leave(first)
        assert await is_free(lanes)

    run(scenario())


def test_who_gives_up_waiting_takes_no_place() -> None:
    """A client that goes while it waits leaves the queue; one whose turn just came hands it on."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=1)
        first = await lanes.enter("a", 1)
        gone = asyncio.ensure_future(lanes.enter("b", PATIENCE))
        called = asyncio.ensure_future(lanes.enter("c", PATIENCE))
        last = asyncio.ensure_future(lanes.enter("d", PATIENCE))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        lanes.leave(first)  # the turn of c has come, but c has not run yet
        called.cancel()
        lanes.leave(await last)
        assert await is_free(lanes)

    run(scenario())


def test_leaving_twice_counts_once() -> None:
    """A second call does nothing."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=1)
        ticket = await lanes.enter("a", 1)
        lanes.leave(ticket)
        lanes.leave(ticket)
        await lanes.enter("a", 1)
        assert not await is_free(lanes)

    run(scenario())


STEPS = st.lists(
    st.tuples(st.sampled_from(["enter", "begin", "leave", "cancel", "wait"]), st.integers(0, 20)),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_no_place_is_ever_lost(steps: list[tuple[str, int]]) -> None:
    """After any sequence of events, once all have left, every place is free again."""

    async def scenario() -> None:
        lanes = Lanes(slow=2, queue=5, fast=2)
        entering: list[asyncio.Task[Ticket]] = []
        for step, number in steps:
            chosen = entering[number % len(entering)] if entering else None
            if step == "enter":
                entering.append(asyncio.ensure_future(lanes.enter(f"c{number % 3}", 0.05)))
            elif step == "wait":
                await asyncio.sleep(0.002 * (number % 3))
            elif chosen is not None:
                _take(lanes, chosen, step)
        for task in entering:
            task.cancel()
        for outcome in await asyncio.gather(*entering, return_exceptions=True):
            if isinstance(outcome, Ticket):
                lanes.leave(outcome)
        tickets = [await lanes.enter("last", 0.01) for _ in range(2)]
        assert not await is_free(lanes)
        workers = [begin(lanes, ticket) for ticket in tickets]
        await asyncio.sleep(0.02)
        assert [worker.done for worker in workers] == [["demote"], ["demote"]]

    budgets = (module._BUDGET, module._BUDGET_WITH_QUEUE)  # noqa: SLF001 - shortened for the test
    module._BUDGET, module._BUDGET_WITH_QUEUE = 0.003, 0.001  # type: ignore[misc] # noqa: SLF001
    try:
        run(scenario())
    finally:
        module._BUDGET, module._BUDGET_WITH_QUEUE = budgets  # type: ignore[misc] # noqa: SLF001


def _take(lanes: Lanes, entering: asyncio.Task[Ticket], step: str) -> None:
    """Take one step with a query that is entering, or has entered."""
    has_entered = entering.done() and not entering.cancelled() and not entering.exception()
    if step == "cancel":
        entering.cancel()
    elif has_entered and step == "begin" and entering.result().worker is None:
        if not entering.result().is_gone:
            begin(lanes, entering.result())
    elif has_entered and step == "leave":
        lanes.leave(entering.result())


def test_a_query_known_to_be_slow_is_demoted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was demoted before starts demoted; once quick, it starts in the fast lane again."""

    async def scenario() -> None:
        lanes = Lanes(slow=1, queue=4, fast=1)
        first = await lanes.enter("a", 1)
        begin(lanes, first, "long")
        await asyncio.sleep(LONGER)
        lanes.leave(first)
        monkeypatch.setattr(module, "_BUDGET_WITH_QUEUE", PATIENCE)  # the second one is quick
        second = await lanes.enter("a", 1)
        assert begin(lanes, second, "long").done == ["demote"]
        assert await is_free(lanes)
        lanes.leave(second)
        third = await lanes.enter("a", 1)
        assert begin(lanes, third, "long").done == []
        lanes.leave(third)

    run(scenario())


def test_the_memory_of_slow_queries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The query demoted longest ago is forgotten first."""
    monkeypatch.setattr(module, "_MOST_KNOWN", 2)
    monkeypatch.setattr(module, "_BUDGET", 0.01)

    async def scenario() -> None:
        lanes = Lanes(slow=4, queue=4, fast=4)
        for query in ("1", "2", "3"):
            ticket = await lanes.enter("a", 1)
            begin(lanes, ticket, query)
            await asyncio.sleep(0.05)
            lanes.leave(ticket)
        found = []
        for query in ("1", "2", "3"):
            ticket = await lanes.enter("a", 1)
            found.append(begin(lanes, ticket, query).done)
        assert [[], ["demote"], ["demote"]] == found

    run(scenario())
