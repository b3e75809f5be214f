"""One record a query: how it ended, why, and how an operator ends it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

import pytest

from hdhgraph.engine.activity import BUCKETS, Activity, Caller, Status
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.lanes import Lanes
from hdhgraph.engine.protocol import Request, Source
from hdhgraph.errors import InputError, QueryStoppedError, QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

    from hdhgraph.engine.activity import Run

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of 400 invented triples."""
    path = tmp_path / "example.nt"
    lines = (f'<http://e.org/s{n}> <http://e.org/p> "{"x" * 100}{n}" .' for n in range(400))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def engine(data: Path) -> Iterator[Engine]:
    """An engine with small limits."""
    running = Engine.start(Source(files=(str(data),)), Limits(timeout=2, max_rows=3000))
    yield running
    running.close()


def run(engine: Engine, asking: Coroutine[Any, Any, None]) -> None:
    """Run in an event loop of its own, and let go of the workers kept in it."""

    async def and_stop() -> None:
        try:
            await asking
        finally:
            await engine.stop()

    asyncio.run(and_stop())


async def read(engine: Engine, query: str, caller: Caller, seconds: float = 2) -> None:
    """Ask, and read the whole answer."""
    answer = await engine.query(Request(query, "csv", seconds), caller)
    async for _ in answer.chunks():
        pass


def test_a_whole_answer_is_noted(engine: Engine) -> None:
    """Who asked, how long it took and how large it was; nothing runs any more."""
    seen: list[Run] = []
    engine.activity.observer = seen.append

    async def scenario() -> None:
        caller = Caller("192.0.2.1")
        await read(engine, "SELECT ?s { ?s ?p ?o }", caller)
        assert caller.runs == seen

    run(engine, scenario())
    (ended,) = seen
    assert (ended.client, ended.status, ended.reason, ended.lane) == ("192.0.2.1", "ok", "", "fast")
    assert ended.size > 400 * len("http://e.org/s")
    assert 0 <= ended.waited <= ended.waited + ended.evaluated <= ended.seconds < 2
    assert engine.activity.running == {}
    assert sum(engine.activity.buckets) == engine.activity.ended["ok"] == 1
    assert engine.activity.forked == 1


@pytest.mark.parametrize(
    ("query", "kind", "status", "reason"),
    [
        ("nonsense", QuerySyntaxError, "error", "syntax"),
        ("SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 3001", QueryStoppedError, "stopped", "rows"),
        (STREAM, QueryStoppedError, "cut", "rows"),
        (CROSS, QueryStoppedError, "stopped", "timeout"),
    ],
)
def test_what_ended_a_query_is_noted(
    engine: Engine, query: str, kind: type[Exception], status: str, reason: str
) -> None:
    """The record and the error say the same; a limit met after the first byte is named as well."""
    caller = Caller()

    async def scenario() -> None:
        with pytest.raises(kind) as caught:
            await read(engine, query, caller)
        assert getattr(caught.value, "query_id", "") == caller.runs[0].id
        assert getattr(caught.value, "limit", reason) == reason

    run(engine, scenario())
    assert (caller.runs[0].status, caller.runs[0].reason) == (status, reason)
    assert engine.activity.stopped[reason] == (status != "error")


def test_an_answer_too_large_to_hold_is_noted(engine: Engine) -> None:
    """Its reason is its size, not that the client had gone."""
    caller = Caller()

    async def scenario() -> None:
        answer = await engine.query(Request("SELECT * { ?a ?b ?c }", "csv", 2), caller)
        with pytest.raises(InputError):
            await answer.read(100)

    run(engine, scenario())
    assert caller.runs[0].reason == "size"


def test_a_caller_who_goes_is_noted(engine: Engine) -> None:
    """Whoever stops waiting, or reading, has disconnected."""
    callers = [Caller(), Caller()]

    async def scenario() -> None:
        asking = asyncio.ensure_future(read(engine, CROSS, callers[0]))
        await asyncio.sleep(0.1)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        answer = await engine.query(Request(STREAM, "csv", 2), callers[1])
        async with contextlib.aclosing(answer.chunks()) as chunks:
            await anext(chunks)

    run(engine, scenario())
    found = [(each.runs[0].status, each.runs[0].reason) for each in callers]
    assert found == [("stopped", "disconnect"), ("cut", "disconnect")]


def test_an_operator_ends_a_running_query(engine: Engine) -> None:
    """At once, by its id, and its caller is told who ended it; another id ends nothing."""

    async def scenario() -> None:
        caller = Caller()
        asking = asyncio.ensure_future(read(engine, CROSS, caller))
        await asyncio.sleep(0.1)
        assert not engine.cancel("0" * 16)
        began = time.monotonic()
        assert engine.cancel(caller.runs[0].id)
        with pytest.raises(QueryStoppedError, match="operator"):
            await asking
        assert time.monotonic() - began < 0.5
        assert not engine.cancel(caller.runs[0].id)
        await read(engine, "ASK {}", caller)

    run(engine, scenario())
    assert engine.activity.stopped["cancelled"] == 1


def test_an_operator_ends_a_waiting_query(engine: Engine) -> None:
    """Also before a worker has taken it up; its place goes to nobody by mistake."""
    engine._lanes = Lanes(slow=1, queue=4, fast=1)  # noqa: SLF001 - one place makes a queue

    async def scenario() -> None:
        first, second = Caller("a"), Caller("b")
        running = asyncio.ensure_future(read(engine, CROSS, first))
        waiting = asyncio.ensure_future(read(engine, CROSS, second))
        await asyncio.sleep(0.03)
        assert (first.runs[0].lane, second.runs[0].lane) == ("fast", "waiting")
        assert engine.queued == 1
        assert engine.cancel(second.runs[0].id)
        with pytest.raises(QueryStoppedError, match="operator"):
            await waiting
        assert engine.queued == 0
        assert engine.cancel(first.runs[0].id)
        with pytest.raises(QueryStoppedError, match="operator"):
            await running
        await read(engine, "ASK {}", second)

    run(engine, scenario())


def test_a_wait_counts_against_the_deadline(engine: Engine) -> None:
    """Queue and evaluation together take one timeout, not two."""
    lanes = engine._lanes = Lanes(slow=1, queue=4, fast=1)  # noqa: SLF001 - the same

    async def scenario() -> None:
        ticket = await lanes.enter("someone", 1)
        began = time.monotonic()
        asyncio.get_running_loop().call_later(0.6, lanes.leave, ticket)
        caller = Caller()
        with pytest.raises(QueryStoppedError) as caught:
            await read(engine, CROSS, caller, seconds=1)
        assert (caught.value.limit, caught.value.value) == ("timeout", "1 s")
        assert 0.9 < time.monotonic() - began < 1.4
        assert 0.5 < caller.runs[0].waited < 0.9

    run(engine, scenario())


def test_an_end_is_counted_once() -> None:
    """Whoever ends a run later changes nothing."""
    activity = Activity()
    ended = activity.begin(Request("ASK {}", "json", 1), Caller(), None)
    activity.end(ended, Status.OK)
    activity.end(ended, Status.STOPPED, "timeout")
    assert (ended.status, activity.stopped["timeout"], sum(activity.buckets)) == ("ok", 0, 1)
    assert len(activity.buckets) == len(BUCKETS) + 1
