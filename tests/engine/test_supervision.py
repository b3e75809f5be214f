"""What is left over when the engine's processes come and go: nothing, and no place is lost."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import resource
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hdhgraph.engine import client as engine_client
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Request, Source
from hdhgraph.engine.supervision import Policy, Supervisor
from hdhgraph.errors import DataChangedError, EngineError, QueryStoppedError
from hdhgraph.project.loading import files_version

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUICK = Policy(interval=0.1, most_missed=5, first=0.01, longest=0.05, stable=600, most_failed=4)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of 400 invented triples."""
    path = tmp_path / "example.nt"
    lines = (f'<http://e.org/s{n}> <http://e.org/p> "{"x" * 100}{n}" .' for n in range(400))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def engine(data: Path) -> Iterator[Engine]:
    """An engine over them, which announces their version."""
    source = Source(files=(str(data),), version=files_version([data]))
    running = Engine.start(source, Limits(timeout=60))
    yield running
    running.close()
    assert not Path(f"/proc/{running.loader.process.pid}").exists()


def run(engine: Engine, asking: Coroutine[Any, Any, None]) -> None:
    """Run in an event loop of its own, and let go of the workers kept in it."""

    async def and_stop() -> None:
        try:
            await asking
        finally:
            await engine.stop()

    asyncio.run(and_stop())


async def read(engine: Engine, query: str = "ASK {}", seconds: float = 60) -> bytes:
    """Ask, and return the whole answer."""
    return await (await engine.query(Request(query, "csv", seconds))).read()


async def until(condition: Callable[[], Awaitable[object] | object]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(60):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def supervised(
    engine: Engine, policy: Policy = QUICK
) -> AsyncIterator[tuple[asyncio.Task[None], list[tuple[str, dict[str, object]]]]]:
    """Have an engine watched; give the watch, and what it tells."""
    told: list[tuple[str, dict[str, object]]] = []
    supervisor = Supervisor(
        engine, lambda _, status, **values: told.append((status, values)), policy
    )
    task = asyncio.create_task(supervisor.run())
    try:
        yield task, told
    finally:
        task.cancel()
        await asyncio.wait([task])


def last(told: list[tuple[str, dict[str, object]]]) -> str:
    """Return what was told last."""
    return told[-1][0] if told else ""


def descriptors() -> list[str]:
    """Return what this process holds open."""
    found = []
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(path.readlink().as_posix().split(":")[0])
    return sorted(found)


def is_idle(engine: Engine) -> bool:
    """Tell whether every place of the lanes is free."""
    lanes = engine._lanes  # noqa: SLF001 - what is not given back can't be seen from outside
    return (lanes._fast, lanes._slow, lanes._queued, len(lanes._running)) == (0, 0, 0, 0)  # noqa: SLF001 - the same


@pytest.mark.nightly
def test_twenty_deaths_leave_nothing(engine: Engine) -> None:
    """Neither a descriptor nor a process nor a place; half of the times a query is under way."""
    seen = set()

    async def scenario() -> None:
        async with supervised(engine) as (_, told):
            await asyncio.gather(*(read(engine) for _ in range(8)))
            before = descriptors()
            for number in range(20):
                seen.add(engine.loader.process.pid)
                asking = [asyncio.create_task(read(engine, CROSS)) for _ in range(6 * (number % 2))]
                if asking:
                    await until(lambda: any(run.worker for run in engine.activity.running.values()))
                os.kill(engine.loader.process.pid, signal.SIGKILL)
                results = await asyncio.gather(*asking, return_exceptions=True)
                assert {type(each) for each in results} <= {EngineError}
                await until(lambda number=number: len(told) == 3 * (number + 1))
                assert await asyncio.gather(*(read(engine) for _ in range(8)))
            assert len(seen) == 20
            assert is_idle(engine)
            assert engine.activity.lost == {"SIGKILL": 20}
            await until(lambda: len(descriptors()) <= len(before))

    run(engine, scenario())
    assert [each for each in seen if Path(f"/proc/{each}").exists()] == []


def test_the_folder_outlives_a_zygote(engine: Engine) -> None:
    """What was built of the same data stays good."""

    async def scenario() -> None:
        async with supervised(engine) as (_, told):
            (engine.folder / "built").touch()
            os.kill(engine.loader.process.pid, signal.SIGKILL)
            await until(lambda: len(told) == 3)
            assert (engine.folder / "built").exists()

    folder = engine.folder
    run(engine, scenario())
    engine.close()
    assert not folder.exists()


def test_a_folder_that_was_removed_is_another(engine: Engine) -> None:
    """One that somebody else may have made of that name since is not trusted."""
    first = engine.folder
    first.rmdir()
    second = engine.folder
    assert second != first
    assert second.stat().st_mode & 0o077 == 0
    engine.close()
    assert not second.exists()


def test_attempts_are_bounded(engine: Engine, data: Path) -> None:
    """So many in a row that cannot load are the end, with the reason of the last."""
    data.unlink()

    async def scenario() -> None:
        async with supervised(engine) as (watch, told):
            os.kill(engine.loader.process.pid, signal.SIGKILL)
            with pytest.raises(EngineError, match=r"SIGKILL.*4 attempts: .*cannot be read"):
                await watch
            assert [status for status, _ in told] == ["lost", *["starting", "failed"] * 4]
            assert engine.activity.failed_starts == 4
            assert not engine.is_ready
            with pytest.raises(EngineError, match="again"):
                await read(engine)

    run(engine, scenario())


def test_an_attempt_that_succeeds_forgets_those_that_failed(engine: Engine, data: Path) -> None:
    """What could not be read for a while, such as on a disk of others, is no reason to end."""
    away = data.with_suffix(".away")

    async def scenario() -> None:
        async with supervised(engine) as (_, told):
            for _ in range(3):
                shutil.move(data, away)
                failed = engine.activity.failed_starts
                os.kill(engine.loader.process.pid, signal.SIGKILL)
                await until(lambda failed=failed: engine.activity.failed_starts > failed)
                shutil.move(away, data)
                await until(lambda: last(told) == "ready")
                assert await read(engine)

    run(engine, scenario())


def test_other_data_are_never_adopted(engine: Engine, data: Path) -> None:
    """Not even tried again: they are what they are."""
    data.write_text("<a:a> <a:b> <a:c> .", encoding="utf-8")

    async def scenario() -> None:
        async with supervised(engine) as (watch, told):
            os.kill(engine.loader.process.pid, signal.SIGKILL)
            with pytest.raises(DataChangedError, match="has changed"):
                await watch
            assert [status for status, _ in told] == ["lost", "starting", "failed"]
            assert engine.quads == 400

    run(engine, scenario())


def test_data_that_change_before_the_first_load_are_told(data: Path) -> None:
    """Between the digest and the load there is time, too."""
    source = Source(files=(str(data),), version=files_version([data]))
    data.write_text("<a:a> <a:b> <a:c> .", encoding="utf-8")
    with pytest.raises(DataChangedError, match="has changed"):
        Engine.start(source, Limits())


@pytest.mark.nightly
def test_a_load_that_takes_for_ever_is_a_failed_attempt(engine: Engine) -> None:
    """It stands still (a stopped process, a lost disk): it is ended, and another one is tried."""
    policy = Policy(interval=0.1, first=0.01, longest=0.05, patience=0, least_patience=3)

    async def scenario() -> None:
        async with supervised(engine, policy) as (_, told):
            others = {*children(os.getpid())}  # among them engines of other tests
            os.kill(engine.loader.process.pid, signal.SIGKILL)

            def loading() -> int:
                return next(iter({*children(os.getpid())} - others), 0)

            await until(loading)
            os.kill(loading(), signal.SIGSTOP)
            await until(lambda: last(told) == "ready")
            assert "failed" in [status for status, _ in told]
            assert await read(engine)

    run(engine, scenario())


def test_a_zygote_that_stands_still_is_lost(engine: Engine) -> None:
    """Also one that was stopped while queries wait for their workers."""

    async def scenario() -> None:
        async with supervised(engine) as (_, told):
            await engine.stop()
            os.kill(engine.loader.process.pid, signal.SIGSTOP)
            asking = [asyncio.create_task(read(engine)) for _ in range(30)]
            results = await asyncio.gather(*asking, return_exceptions=True)
            assert {type(each) for each in results} == {EngineError}
            await until(lambda: last(told) == "ready")
            assert await read(engine)
            assert engine.activity.lost == {"hang": 1}
            assert is_idle(engine)

    run(engine, scenario())


def test_forks_under_way_are_no_hang(engine: Engine) -> None:
    """A zygote that forks without a pause still gives its signs of life."""

    async def scenario() -> None:
        async with supervised(engine) as (_, told):
            for _ in range(40):
                await engine.stop()  # no worker is kept: each query forks
                await asyncio.gather(*(read(engine) for _ in range(20)))
            assert told == []

    run(engine, scenario())


def test_without_a_watch_death_is_told(engine: Engine) -> None:
    """Before its first byte, under way, and afterwards: never as a limit that the query met."""

    async def scenario() -> None:
        asking = [asyncio.create_task(read(engine, CROSS)) for _ in range(3)]
        await until(lambda: any(run.answered or run.started
                                for run in engine.activity.running.values()))  # fmt: skip
        os.kill(engine.loader.process.pid, signal.SIGKILL)
        results = await asyncio.gather(*asking, return_exceptions=True)
        assert [str(each) for each in results] == ["The engine has ended."] * 3
        with pytest.raises(EngineError, match=r"The engine has ended\."):
            await read(engine)
        assert is_idle(engine)
        assert engine.activity.stopped["engine"] == 4
        assert not await engine.answers()

    run(engine, scenario())


def children(process: int) -> list[int]:
    """Return the child processes of one."""
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(each) for each in path.read_text(encoding="ascii").split()]


def first_free() -> int:
    """Return the number that the next descriptor of this process would have."""
    taken = {int(path.name) for path in Path("/proc/self/fd").iterdir()}
    return next(number for number in range(len(taken) + 1) if number not in taken)


@contextlib.contextmanager
def few_descriptors(process: int, most: int) -> Iterator[None]:
    """Let a process have fewer descriptors than it needs."""
    before = resource.prlimit(process, resource.RLIMIT_NOFILE)
    resource.prlimit(process, resource.RLIMIT_NOFILE, (most, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_NOFILE, before)


def test_a_worker_that_cannot_be_gives_its_place_back(engine: Engine) -> None:
    """Many more failures than places: the next query is answered."""

    async def scenario() -> None:
        with few_descriptors(engine.loader.process.pid, 0):
            for _ in range(100):
                with pytest.raises(EngineError, match="could not start a worker"):
                    await read(engine)
            assert not await engine.answers()
        assert engine.activity.unforked >= 100
        assert is_idle(engine)
        assert await read(engine)
        await until(engine.answers)

    run(engine, scenario())


def test_no_descriptor_here_is_an_error_of_one_query(engine: Engine) -> None:
    """The web process has none left: that is told, and every place is given back."""

    async def scenario() -> None:
        with few_descriptors(os.getpid(), first_free()):
            for _ in range(100):
                with pytest.raises(EngineError, match="too many open files"):
                    await read(engine)
        assert is_idle(engine)
        assert await read(engine)

    run(engine, scenario())


def test_a_demotion_without_a_descriptor_takes_no_place(engine: Engine) -> None:
    """Its priority cannot be lowered then; its place in the fast lane is free all the same."""

    async def scenario() -> None:
        asking = asyncio.create_task(read(engine, CROSS))
        await until(lambda: any(run.started for run in engine.activity.running.values()))
        with few_descriptors(os.getpid(), first_free()):
            await until(lambda: any(r.lane == "slow" for r in engine.activity.running.values()))
        asking.cancel()
        await asyncio.wait([asking])
        assert is_idle(engine)

    run(engine, scenario())


def test_the_wait_for_a_worker_counts_against_the_deadline(engine: Engine) -> None:
    """Nobody waits longer for one than a query may take."""

    async def scenario() -> None:
        os.kill(engine.loader.process.pid, signal.SIGSTOP)
        with pytest.raises(QueryStoppedError) as caught:
            await read(engine, seconds=0.5)
        assert caught.value.limit == "queue"
        os.kill(engine.loader.process.pid, signal.SIGCONT)
        assert await read(engine)
        assert is_idle(engine)

    run(engine, scenario())


def test_dead_workers_are_not_kept(engine: Engine) -> None:
    """Whoever ended those that wait for queries, the next queries get others."""

    async def scenario() -> None:
        for _ in range(3):
            await asyncio.gather(*(read(engine) for _ in range(8)))
            workers = children(engine.loader.process.pid)
            assert len(workers) == 4
            for each in workers:
                os.kill(each, signal.SIGKILL)
            kept = engine._spare  # noqa: SLF001 - what is kept can't be seen from outside
            await until(lambda kept=kept: not any(worker.is_alive for worker in kept))

    run(engine, scenario())


def test_health_is_asked_of_the_engine_now_and_then(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many ask, one question of our own at a time; none where a query was answered."""
    monkeypatch.setattr(engine_client, "_BETWEEN_PROBES", 0.0)

    async def scenario() -> None:
        assert all(await asyncio.gather(*(engine.answers() for _ in range(50))))
        assert engine.activity.forked == 1
        assert await engine.answers()
        assert engine.activity.running == {}

    run(engine, scenario())


def test_health_has_a_worker_beyond_the_lanes(data: Path) -> None:
    """While each place is taken by a query without end, the engine still answers."""
    engine = Engine.start(Source(files=(str(data),)), Limits(timeout=600, workers=1, queue=0))

    async def scenario() -> None:
        asking = [asyncio.create_task(read(engine, CROSS, 600)) for _ in range(40)]
        await until(lambda: len(engine.activity.running) < 40)  # the rest was refused
        assert await engine.answers()
        for each in asking:
            each.cancel()
        await asyncio.wait(asking)

    try:
        run(engine, scenario())
    finally:
        engine.close()
