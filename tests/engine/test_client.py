"""The engine end to end: real processes, real limits, nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from hdhgraph.engine import lanes
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Request, Source
from hdhgraph.errors import EngineError, InputError, QueryStoppedError, QuerySyntaxError
from hdhgraph.project.layout import Project
from waiting import PATIENCE, until, wait_until

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# A page of triples a second, so that an answer is long under way.
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MEBIBYTE = 1024 * 1024
T = TypeVar("T")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 400 invented triples."""
    path = tmp_path_factory.mktemp("engine") / "example.nt"
    lines = (f'<http://e.org/s{n}> <http://e.org/p> "{"x" * 200}{n}" .' for n in range(400))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def start(data: Path, **limits: float) -> Engine:
    """Start an engine over the invented triples."""
    chosen = Limits(**{"timeout": PATIENCE, "max_memory": 256 * MEBIBYTE} | limits)  # type: ignore[arg-type]
    return Engine.start(Source(files=(str(data),)), chosen)


@pytest.fixture(scope="module")
def engine(data: Path) -> Iterator[Engine]:
    """One engine for the tests that do it no harm."""
    running = start(data)
    yield running
    running.close()


async def read(
    engine: Engine,
    query: str,
    *,
    form: str = "json",
    timeout: float = PATIENCE,  # noqa: ASYNC109 - the engine's own deadline
) -> bytes:
    """Ask, and return the whole answer."""
    answer = await engine.query(Request(query, form, timeout))
    return await answer.read()


def run(engine: Engine, asking: Coroutine[Any, Any, T]) -> T:
    """Run in an event loop of its own, and let go of the workers that the engine keeps in it."""

    async def and_stop() -> T:
        try:
            return await asking
        finally:
            await engine.stop()

    return asyncio.run(and_stop())


def ask(engine: Engine, query: str, *, form: str = "json", timeout: float = PATIENCE) -> bytes:
    """Ask outside a loop."""
    return run(engine, read(engine, query, form=form, timeout=timeout))


def count(engine: Engine) -> str:
    """Return the number of triples, as a sign of life."""
    return str(json.loads(ask(engine, COUNT))["results"]["bindings"][0]["n"]["value"])


def children(process: int) -> set[int]:
    """Return the living child processes of a process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[:2]
            if int(parent) == process and state != "Z":
                found.add(int(stat.parent.name))
    return found


def zygote(engine: Engine) -> int:
    """Return the zygote's process number."""
    return engine.loader.process.pid


def wait_until_gone(engine: Engine) -> None:
    """Wait until no worker of an engine is left."""
    wait_until(lambda: not children(zygote(engine)), "the end of all workers")


async def one_worker(engine: Engine) -> None:
    """Wait until the one query that runs has been taken up, by the one worker that is there."""

    def is_at_work() -> bool:
        started = [each.started for each in engine.activity.running.values()]
        return len(started) == 1 and started[0] > 0 and len(children(zygote(engine))) == 1

    await until(is_at_work, "one worker at work")


def test_a_query_is_answered(engine: Engine) -> None:
    """The answer is that of the store."""
    assert engine.quads == 400
    assert count(engine) == "400"
    assert ask(engine, "ASK {}", form="csv").strip() == b"true"
    assert ask(engine, "CONSTRUCT { <a:a> <a:b> 1 } WHERE {}", form="ntriples").startswith(b"<a:a>")


def test_a_long_answer_comes_whole(engine: Engine) -> None:
    """Many frames, no byte lost: 160,000 solutions."""
    content = ask(engine, "SELECT ?s ?d { ?s ?p ?o . ?d ?e ?f }", form="csv")
    assert content.count(b"\n") == 160_001
    assert len(content) > 5 * MEBIBYTE


def test_an_empty_answer_is_whole(engine: Engine) -> None:
    """No solutions is an answer."""
    assert ask(engine, "SELECT ?s { ?s <a:a> ?o }", form="csv") == b"s\r\n"
    assert ask(engine, "CONSTRUCT { ?s <a:a> ?o } WHERE { ?s <a:a> ?o }", form="ntriples") == b""


def test_a_syntax_error_has_line_and_column(engine: Engine) -> None:
    """The place crosses the process border."""
    with pytest.raises(QuerySyntaxError) as caught:
        ask(engine, "SELECT * {\n ?s ?p }")
    assert caught.value.line == 2
    assert caught.value.column in (8, 9)
    assert str(caught.value).count("The query does not parse") == 1


def test_a_format_that_cannot_carry_the_answer_is_told(engine: Engine) -> None:
    """The sentence crosses the process border."""
    with pytest.raises(InputError, match="“turtle” cannot carry solutions"):
        ask(engine, COUNT, form="turtle")


def test_many_at_once_are_all_answered(data: Path) -> None:
    """More queries than workers wait for their turn."""
    engine = start(data, workers=2)

    async def all_of_them() -> list[bytes]:
        return await asyncio.gather(*(read(engine, f"SELECT ({n} AS ?n) {{}}", form="csv")
                                      for n in range(20)))  # fmt: skip

    try:
        answers = run(engine, all_of_them())
    finally:
        engine.close()
    assert answers == [f"n\r\n{n}\r\n".encode() for n in range(20)]


def test_the_deadline_ends_a_cross_product(engine: Engine) -> None:
    """A query that would take for ever is ended, and the next one is answered."""
    with pytest.raises(QueryStoppedError) as caught:
        ask(engine, CROSS, timeout=1)
    assert (caught.value.limit, caught.value.value) == ("timeout", "1 s")
    wait_until_gone(engine)
    assert count(engine) == "400"


def test_the_engine_s_deadline_holds_against_a_longer_wish(data: Path) -> None:
    """Who asks for longer gets what the engine allows."""
    engine = start(data, timeout=0.5)
    try:
        with pytest.raises(QueryStoppedError) as caught:
            ask(engine, CROSS, timeout=PATIENCE)
    finally:
        engine.close()
    assert caught.value.value == "0.5 s"


def test_a_deadline_within_an_answer_cuts_it(engine: Engine) -> None:
    """Half an answer is never taken for a whole one."""
    with pytest.raises(QueryStoppedError) as caught:
        ask(engine, STREAM, form="csv", timeout=1)
    assert caught.value.limit == "timeout"


def test_the_memory_limit_ends_a_query(data: Path) -> None:
    """What needs more memory than one may take is ended before its deadline."""
    engine = start(data, max_memory=32 * MEBIBYTE)
    greedy = "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    try:
        with pytest.raises((QueryStoppedError, InputError)) as caught:
            ask(engine, greedy)
        assert isinstance(caught.value, QueryStoppedError)
        assert caught.value.limit == "memory"
        assert count(engine) == "400"
    finally:
        engine.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) {}",
        "ASK " + "{" * 20_000 + "}" * 20_000,
        "SELECT (1" + "+1" * 30_000 + " AS ?x) {}",
        "SELECT (" + "!" * 200_000 + "true AS ?x) {}",
    ],
    ids=["brackets", "braces", "sum", "not"],
)
def test_a_stack_overflow_ends_only_the_worker(engine: Engine, query: str) -> None:
    """A query that kills its parser past the guards is stopped; the engine goes on."""
    with pytest.raises(QueryStoppedError):
        ask(engine, query)
    assert count(engine) == "400"


def test_an_abandoned_answer_ends_its_worker(engine: Engine) -> None:
    """Who stops reading stops the work."""

    async def abandon() -> None:
        answer = await engine.query(Request(STREAM, "csv", PATIENCE))
        chunks = answer.chunks()
        assert await anext(chunks)
        await one_worker(engine)
        await chunks.aclose()  # type: ignore[attr-defined]

    run(engine, abandon())
    wait_until_gone(engine)


def test_a_cancelled_query_ends_its_worker(engine: Engine) -> None:
    """A client that goes before the first byte stops the work as well."""

    async def cancel() -> None:
        asking = asyncio.create_task(read(engine, CROSS))
        await one_worker(engine)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking

    run(engine, cancel())
    wait_until_gone(engine)


def test_an_answer_given_up_unread_gives_its_place_back(engine: Engine) -> None:
    """Who never begins to read leaves no worker and takes no place."""

    async def give_up() -> bytes:
        for _ in range(20):
            answer = await engine.query(Request(STREAM, "csv", PATIENCE))
            answer.abandon()
        return await read(engine, "ASK {}", form="csv")

    assert run(engine, give_up()).strip() == b"true"
    wait_until_gone(engine)


def test_more_rows_than_allowed_are_cut(data: Path) -> None:
    """An answer has at most so many solutions; half of one is never taken for whole."""
    engine = start(data, max_rows=100)
    try:
        assert ask(engine, "SELECT ?s { ?s ?p ?o } LIMIT 100", form="csv").count(b"\n") == 101
        for query in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
            with pytest.raises(QueryStoppedError) as caught:
                ask(engine, query, form="csv" if query.startswith("S") else "ntriples")
            assert caught.value.limit in ("rows", "memory")
    finally:
        engine.close()


def test_a_worker_serves_several_queries(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One fork is enough for one query after another, also after one that did not parse."""
    monkeypatch.setattr(lanes, "_BUDGET", PATIENCE)  # a slow machine demotes nobody here

    async def several() -> tuple[set[int], set[int]]:
        await read(engine, COUNT)
        before = children(zygote(engine))
        for _ in range(3):
            with pytest.raises(QuerySyntaxError):
                await read(engine, "nonsense")
            await read(engine, COUNT)
        return before, children(zygote(engine))

    before, after = run(engine, several())
    assert len(before) == 1
    assert before == after
    wait_until_gone(engine)


def test_a_worker_opens_no_connection(engine: Engine) -> None:
    """Past the guards, SERVICE reaches nobody and is an error, also when SILENT is asked."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        address = f"<http://127.0.0.1:{canary.getsockname()[1]}/>"
        with pytest.raises(InputError):
            ask(engine, f"SELECT * {{ SERVICE {address} {{ ?s ?p ?o }} }}")
        ask(engine, f"SELECT * {{ SERVICE SILENT {address} {{ ?s ?p ?o }} }}")
        assert select.select([canary], [], [], 0) == ([], [], [])
        with socket.create_connection(canary.getsockname()):
            assert select.select([canary], [], [], PATIENCE)[0] == [canary]


def test_a_query_reads_no_file(engine: Engine, data: Path) -> None:
    """FROM names graphs of the store, never something to fetch."""
    query = f"SELECT ?s FROM <{data.as_uri()}> {{ ?s ?p ?o }}"  # noqa: S608 - SPARQL

    async def without_union() -> bytes:
        return await (await engine.query(Request(query, "csv", PATIENCE, union=False))).read()

    assert run(engine, without_union()) == b"s\r\n"


def test_the_engine_is_told_gone(data: Path) -> None:
    """When the zygote is dead, a query is an error of our own."""
    engine = start(data)
    os.kill(zygote(engine), signal.SIGKILL)
    engine.loader.process.wait()  # until it is really dead
    try:
        with pytest.raises(EngineError):
            ask(engine, COUNT)
    finally:
        engine.close()


def test_close_leaves_no_process_and_no_folder(data: Path) -> None:
    """Also while a query runs."""
    engine = start(data)
    folder = engine.folder

    async def close_during_a_query() -> set[int]:
        asking = asyncio.create_task(read(engine, CROSS))
        await one_worker(engine)
        workers = children(zygote(engine))
        await asyncio.to_thread(engine.close)
        with pytest.raises((QueryStoppedError, EngineError)):
            await asking
        return workers

    workers = run(engine, close_during_a_query())
    assert len(workers) == 1
    wait_until(
        lambda: not any(Path(f"/proc/{number}/exe").exists() for number in workers),
        "the end of the worker",
    )
    assert not Path(f"/proc/{zygote(engine)}/exe").exists()
    assert not folder.exists()


def test_the_folder_is_for_this_user_only(engine: Engine) -> None:
    """Nobody else on the machine reads what lies there; where the workers listen is no file."""
    assert engine.folder.stat().st_mode & 0o077 == 0
    assert [*engine.folder.iterdir()] == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.ttl", "\n<a:a> <a:b> nonsense .", r"bad\.ttl:2:13: "),
        ("bad.txt", "", "the format is unknown"),
        ("missing.ttl", None, "cannot be read: No such file"),
    ],
)
def test_a_bad_file_is_told_at_start(
    tmp_path: Path, name: str, content: str | None, message: str
) -> None:
    """Engine.start raises what the zygote found, with its place, and leaves no process."""
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    before = children(os.getpid())
    with pytest.raises(InputError, match=message):
        Engine.start(Source(files=(str(path),)), Limits())
    assert children(os.getpid()) == before


def test_a_project_is_loaded_with_its_graph_names(tmp_path: Path) -> None:
    """What the configuration names reaches the zygote."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    engine = Engine.start(Source(str(tmp_path), (("data/a.ttl", "http://e.org/mine"),)), Limits())
    try:
        content = ask(engine, "SELECT ?g { GRAPH ?g { <a:a> ?p ?o } }", form="csv")
    finally:
        engine.close()
    assert content == b"g\r\nhttp://e.org/mine\r\n"


def test_a_project_is_loaded_from_its_own_folders(tmp_path: Path) -> None:
    """What `[folders]` names and `exclude` leaves out reaches the zygote as well."""
    for name in ("Données/a.ttl", "Données/draft.ttl", "data/b.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<a:{name[-5:-4]}> <a:b> 1 .", encoding="utf-8")
    project = Project(tmp_path, folders={"data": "Données"}, exclude=("*draft*",))
    engine = Engine.start(Source.of(project, project.version()), Limits())
    try:
        content = ask(engine, "SELECT ?s { ?s <a:b> 1 }", form="csv")
    finally:
        engine.close()
    assert content == b"s\r\na:a\r\n"
