"""One record a query: how it ended, why, and how an operator ends it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from hdhgraph.engine import lanes
from hdhgraph.engine.activity import BUCKETS, Activity, Caller, Status
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.connection import Worker
from hdhgraph.engine.lanes import Lanes
from hdhgraph.engine.protocol import Request, Source
from hdhgraph.errors import InputError, QueryStoppedError, QuerySyntaxError
from waiting import PATIENCE, until

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
    """An engine with a small limit of rows."""
    running = Engine.start(Source(files=(str(data),)), Limits(timeout=PATIENCE, max_rows=3000))
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


async def read(engine: Engine, query: str, caller: Caller, seconds: float = PATIENCE) -> None:
    """Ask, and read the whole answer."""
    answer = await engine.query(Request(query, "csv", seconds), caller)
    async for _ in answer.chunks():
        pass


async def evaluated(caller: Caller) -> Run:
    """Return the query that somebody has asked, once a worker has taken it up."""
    await until(lambda: caller.runs and caller.runs[0].started, "a worker that takes a query up")
    return caller.runs[0]


def test_a_whole_answer_is_noted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asked, how long it took and how large it was; nothing runs any more."""
    monkeypatch.setattr(lanes, "_BUDGET", PATIENCE)  # a slow machine demotes nobody here
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
    assert ended.arrived <= ended.started <= ended.answered <= ended.ended
    assert ended.seconds == ended.ended - ended.arrived
    assert ended.waited == ended.started - ended.arrived
    assert ended.evaluated == ended.answered - ended.started
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
    patience = 1 if reason == "timeout" else PATIENCE

    async def scenario() -> None:
        with pytest.raises(kind) as caught:
            await read(engine, query, caller, patience)
        assert getattr(caught.value, "query_id", "") == caller.runs[0].id
        assert getattr(caught.value, "limit", reason) == reason

    run(engine, scenario())
    assert (caller.runs[0].status, caller.runs[0].reason) == (status, reason)
    assert engine.activity.stopped[reason] == (status != "error")


def test_an_answer_too_large_to_hold_is_noted(engine: Engine) -> None:
    """Its reason is its size, not that the client had gone."""
    caller = Caller()

    async def scenario() -> None:
        answer = await engine.query(Request("SELECT * { ?a ?b ?c }", "csv", PATIENCE), caller)
        with pytest.raises(InputError):
            await answer.read(100)

    run(engine, scenario())
    assert caller.runs[0].reason == "size"


def test_a_caller_who_goes_is_noted(engine: Engine) -> None:
    """Whoever stops waiting, or reading, has disconnected."""
    callers = [Caller(), Caller()]

    async def scenario() -> None:
        asking = asyncio.ensure_future(read(engine, CROSS, callers[0]))
        await evaluated(callers[0])
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        answer = await engine.query(Request(STREAM, "csv", PATIENCE), callers[1])
        async with contextlib.aclosing(answer.chunks()) as chunks:
            await anext(chunks)

    run(engine, scenario())
    found = [(each.runs[0].status, each.runs[0].reason) for each in callers]
    assert found == [("stopped", "disconnect"), ("cut", "disconnect")]


def test_an_operator_ends_a_running_query(engine: Engine) -> None:
    """By its id, long before its deadline, and its caller is told who; another id ends nothing."""

    async def scenario() -> None:
        caller = Caller()
        asking = asyncio.ensure_future(read(engine, CROSS, caller))
        await evaluated(caller)
        assert not engine.cancel("0" * 16)
        assert engine.cancel(caller.runs[0].id)
        with pytest.raises(QueryStoppedError, match="operator"):
            await asking
        assert not engine.cancel(caller.runs[0].id)
        await read(engine, "ASK {}", caller)

    run(engine, scenario())
    assert engine.activity.stopped["cancelled"] == 1


def test_an_operator_ends_a_waiting_query(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also before a worker has taken it up; its place goes to nobody by mistake."""
    for budget in ("_BUDGET", "_BUDGET_WITH_QUEUE"):
        monkeypatch.setattr(lanes, budget, PATIENCE)  # the first keeps the one place
    engine._lanes = Lanes(slow=1, queue=4, fast=1)  # noqa: SLF001 - one place makes a queue

    async def scenario() -> None:
        first, second = Caller("a"), Caller("b")
        running = asyncio.ensure_future(read(engine, CROSS, first))
        waiting = asyncio.ensure_future(read(engine, CROSS, second))
        await evaluated(first)
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


def test_a_wait_counts_against_the_deadline(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Queue and evaluation together take one timeout, not two: a worker gets what is left."""
    places = engine._lanes = Lanes(slow=1, queue=4, fast=1)  # noqa: SLF001 - the same
    granted: list[float] = []
    ask = Worker.ask

    def ask_noted(worker: Worker, request: Request, limit: float) -> None:
        granted.append(request.timeout)
        ask(worker, request, limit)

    monkeypatch.setattr(Worker, "ask", ask_noted)

    async def scenario() -> None:
        ticket = await places.enter("someone", PATIENCE)
        caller = Caller()
        asking = asyncio.ensure_future(read(engine, CROSS, caller, seconds=3))
        await until(lambda: engine.queued == 1, "a query that waits")
        await asyncio.sleep(0.3)
        places.leave(ticket)
        with pytest.raises(QueryStoppedError) as caught:
            await asking
        assert (caught.value.limit, caught.value.value) == ("timeout", "3 s")
        (ended,) = caller.runs
        assert granted == [ended.arrived + 3 - ended.started]

    run(engine, scenario())


def test_an_end_is_counted_once() -> None:
    """Whoever ends a run later changes nothing."""
    activity = Activity()
    ended = activity.begin(Request("ASK {}", "json", 1), Caller(), None)
    activity.end(ended, Status.OK)
    activity.end(ended, Status.STOPPED, "timeout")
    assert (ended.status, activity.stopped["timeout"], sum(activity.buckets)) == ("ok", 0, 1)
    assert len(activity.buckets) == len(BUCKETS) + 1
