"""No test depends on how busy the machine is: none reads a clock, compares seconds, or hurries."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
# These alone let time pass: the others say what they wait for.
HELPERS = {"waiting.py", "web/browser.py"}
# What a process has had of its processors does not depend on how busy these are.
PROCESSOR_TIMES = {"process_time", "process_time_ns", "thread_time", "thread_time_ns"}
READINGS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time_ns", "times"}
# What a span of time is called, in tests and in what they test.
SPANS = {
    "dur", "duration", "elapsed", "evaluated", "milliseconds", "ms", "seconds", "took",
    "total_seconds", "waited",
}  # fmt: skip
# What waits, and the position of its patience, where it has one.
WAITS = {
    "check_call": None, "check_output": None, "communicate": 1, "create_connection": 1,
    "get": None, "HTTPConnection": None, "join": 0, "result": 0, "run": None, "select": 3,
    "settimeout": 0, "timeout": 0, "urlopen": None, "wait": 0, "wait_for": 1,
    "wait_for_function": None, "wait_for_selector": None, "wait_for_url": None,
}  # fmt: skip
# Seconds that whoever waits has at least.
LEAST = 60
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def faults_in(source: str) -> Iterator[str]:
    """Yield what in a module of tests depends on time, with its line."""
    for node in ast.walk(ast.parse(source)):
        for what in _faults_of(node):
            yield f"{node.lineno}: {what}"  # type: ignore[attr-defined]


def _faults_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module="time" | "timeit"):
            yield "takes functions from a clock"
        case ast.Attribute(value=ast.Name(id="time" | "timeit"), attr=name):
            if name not in PROCESSOR_TIMES:
                yield f"uses time.{name}: only waiting.py may wait"
        case ast.Call():
            yield from _faults_of_call(node)
        case ast.Compare(ops=ops) if any(isinstance(each, ORDER) for each in ops):
            if SPANS & set(_names(node)):
                yield "compares a span of time"


def _faults_of_call(call: ast.Call) -> Iterator[str]:
    name = _name(call.func)
    if name == "wait_for_timeout":
        yield "waits for no reason: wait_until says what for"
    if name in WAITS and 0 < _patience(call) < LEAST:
        yield f"gives up after {_patience(call):g} s: PATIENCE is for what may hang"
    is_method = isinstance(call.func, ast.Attribute) and _name(call.func.value) != "time"
    if is_method and (name in READINGS or (name == "time" and not call.args)):
        yield "reads a clock"


def _patience(call: ast.Call) -> float:
    """Return the seconds that a call waits at most; 0 where they are not written as a number."""
    position = WAITS[_name(call.func)]
    given = [each.value for each in call.keywords if each.arg == "timeout"]
    if position is not None:
        given += call.args[position : position + 1]
    numbers = [each.value for each in given if isinstance(each, ast.Constant)]
    return next((each for each in numbers if isinstance(each, int | float)), 0)


def _name(node: ast.AST) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names in an expression, and the keys that it looks up."""
    for each in ast.walk(node):
        yield _name(each)
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant):
            yield str(each.slice.value)


def test_no_test_depends_on_time() -> None:
    """What was ended, counted or left over is asserted; whatever is waited for has patience."""
    sources = {
        path.relative_to(TESTS).as_posix(): path.read_text(encoding="utf-8")
        for path in TESTS.rglob("*.py")
    }
    assert len(sources) > 100
    found = {name: [*faults_in(text)] for name, text in sources.items() if name not in HELPERS}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "source",
    [
        "time.sleep(1)",
        "pause = time.sleep",
        "from time import monotonic",
        "from timeit import timeit",
        "began = clock.monotonic()",
        "began = asyncio.get_running_loop().time()",
        "assert reply.seconds < 3",
        "assert reply.seconds < TIMEOUT + 1",
        "assert 0.9 < took < 1.4",
        "assert response.elapsed.total_seconds() <= 1",
        "assert line['ms'] > 500",
        "assert max(reply.seconds for reply in replies) < 0.5",
        "if run.waited > 1:\n    raise AssertionError",
        "process.wait(timeout=5)",
        "process.wait(5)",
        "subprocess.run(command, timeout=30, check=True)",
        "channel.settimeout(0.5)",
        "asyncio.wait_for(asking, 10)",
        "select.select([channel], [], [], 5)",
        "page.wait_for_timeout(300)",
    ],
)
def test_what_depends_on_time_is_found(source: str) -> None:
    """The rule above can fail."""
    assert len(list(faults_in(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "assert wait_until(server.running, 'a query that runs')",
        "assert reply.headers['retry-after'] == '5'",
        "assert run.seconds == run.ended - run.arrived",
        "assert replies.count > 2",
        "engine = Engine.start(source, Limits(timeout=1))",
        "process.wait(timeout=PATIENCE)",
        "process.wait()",
        "while time.thread_time() < end:\n    pass",
        "subprocess.run(command, timeout=600, check=True)",
        "select.select([canary], [], [], 0)",
        "', '.join(names)",
    ],
)
def test_what_does_not_is_let_alone(source: str) -> None:
    """Deadlines of the service are settings, and patience is no measure."""
    assert list(faults_in(source)) == []
