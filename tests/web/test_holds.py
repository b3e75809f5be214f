"""Who holds the event loop is named; who only waits is not."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from hdhgraph.web.serving.holds import LONGEST_STEP, Holds, NamedRequests

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

Told = list[tuple[str, str]]


def work(seconds: float) -> None:
    """Take processor time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


async def wait(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Wait longer than a step may take, working little before and after."""
    work(LONGEST_STEP / 4)
    await asyncio.sleep(LONGEST_STEP * 3)
    work(LONGEST_STEP / 4)


async def hold(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Work too long in one step, between two waits."""
    await asyncio.sleep(0)
    work(LONGEST_STEP * 2)
    await asyncio.sleep(0)


async def hold_in_a_task(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Have another task work too long."""

    async def held() -> None:
        work(LONGEST_STEP * 2)

    await asyncio.create_task(held())


async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Work too long, then fail."""
    work(LONGEST_STEP * 2)
    raise LookupError


def told(*apps: object, path: str = "/sparql") -> tuple[Told, Holds]:
    """Run applications one after the other; return who was told to hold the loop."""
    found: Told = []
    holds = Holds(lambda method, where, _seconds: found.append((method, where)))

    async def run() -> None:
        holds.watch(asyncio.get_running_loop())
        for app in apps:
            named = NamedRequests(app)  # type: ignore[arg-type]
            scope = {"type": "http", "method": "GET", "path": path}
            await asyncio.create_task(named(scope, None, None))  # type: ignore[arg-type]

    asyncio.run(run())
    return found, holds


@pytest.mark.parametrize("app", [hold, hold_in_a_task])
def test_a_request_that_holds_the_loop_is_named(app: object) -> None:
    """In its own task or in one that it began; once for each step, under its kind of route."""
    found, holds = told(wait, app)
    assert found == [("GET", "/sparql")]
    assert dict(holds.counts) == {"sparql": 1}
    assert holds.longest > LONGEST_STEP


def test_waiting_holds_nobody() -> None:
    """Time that passes while a request waits is others' time."""
    found, holds = told(wait, wait)
    assert found == []
    assert holds.longest > 0


def test_a_failure_is_handed_on_and_counted() -> None:
    """What a task raises is raised to who awaits it, and its step is noted all the same."""
    found: Told = []
    holds = Holds(lambda method, where, _seconds: found.append((method, where)))

    async def run() -> str:
        holds.watch(asyncio.get_running_loop())
        named = NamedRequests(fail)
        with pytest.raises(LookupError):
            await asyncio.create_task(
                named({"type": "http", "method": "POST", "path": "/x"}, None, None)  # type: ignore[arg-type]
            )
        return await asyncio.create_task(asyncio.sleep(0, "a value"))

    assert asyncio.run(run()) == "a value"
    assert found == [("POST", "/x")]


@pytest.mark.nightly
def test_a_cancelled_task_is_cancelled() -> None:
    """What is thrown into a task reaches its work."""

    async def run() -> list[str]:
        Holds().watch(asyncio.get_running_loop())
        seen = []

        async def patient() -> None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise

        task = asyncio.create_task(patient())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        return seen

    assert asyncio.run(run()) == ["cancelled"]
