"""Why a query takes as long as it does: its phases, its triple patterns, its plan.

Python's engine gives no plan; the `oxigraph` command of the same version does. Since the planner
looks at no data, the plan over an empty store is the plan over any.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from hdhgraph.engine.activity import Caller
from hdhgraph.engine.protocol import Request
from hdhgraph.engine.worker.closed import require_closed
from hdhgraph.errors import InputError, QueryStoppedError
from hdhgraph.sparql.guards import inspect
from hdhgraph.sparql.patterns import parse_tree, part_of, read_cliffs, read_patterns
from hdhgraph.sparql.solutions import read_solutions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.plugins.sparql.parserutils import CompValue

    from hdhgraph.engine.client import Engine
    from hdhgraph.sparql.guards import QueryFacts

__all__ = ["explain", "find_planner", "plan_of"]

_MOST_COUNTED: Final = 40
_PLAN_MEMORY: Final = 2 * 1024 * 1024 * 1024
_KEYLESS: Final = "keys = )"


async def explain(engine: Engine, query: str, form: str | None, *, union: bool) -> list[str]:
    """Return lines for people about a query: it is evaluated, and so is each of its patterns.

    Each runs under the engine's limits; what a limit ends is told, and the rest goes on. Raises
    QueryRefusedError, QuerySyntaxError where the engine does not parse it, and EngineError when the
    engine has died.
    """
    facts = inspect(query)
    is_graph = facts.form is not None and facts.form.returns_graph
    chosen = form or ("ntriples" if is_graph else "tsv")
    request = Request(query, chosen, engine.limits.timeout, union and not facts.has_dataset_clause)
    lines = _facts(facts, request)
    lines += await _phases(engine, request)
    lines += await _patterns(engine, request)
    lines += _plan(request)
    return lines


def _facts(facts: QueryFacts, request: Request) -> list[str]:
    default = "the union of all graphs" if request.union else "as FROM or the dataset says"
    return [
        "Query",
        f"  form           {facts.form or 'none'}",
        f"  answered as    {request.format}",
        f"  default graph  {default}",
        f"  kept by a server for repeats: {'no, it is volatile' if facts.is_volatile else 'yes'}",
    ]


async def _phases(engine: Engine, request: Request) -> list[str]:
    caller, lines = Caller(), ["", "Phases"]
    ends = 0
    try:
        answer = await engine.query(request, caller)
        async for chunk in answer.chunks():
            ends += chunk.count(b"\n")
        ended = ""
    except QueryStoppedError as error:
        ended = str(error)
    (run,) = caller.runs
    lines.append(f"  worker found   {_ms(run.waited)}")
    lines.append(f"  first bytes    {_ms(run.evaluated)}")
    lines.append(f"  whole answer   {_ms(run.seconds)}, {run.size} bytes")
    if ended:
        lines.append(f"  stopped: {ended}")
    elif request.format in ("tsv", "csv", "ntriples", "nquads"):
        header = request.format in ("tsv", "csv") and ends > 0
        lines.append(f"  solutions      {ends - header}")
    return lines


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:10.1f} ms"


async def _patterns(engine: Engine, request: Request) -> list[str]:
    """Return the triple patterns with their numbers of matches, then what is known to be slow."""
    title = ["", "Triple patterns, in the order written, each with its matches alone"]
    try:
        tree = parse_tree(request.query)
    except InputError as error:
        return [*title, f"  not listed: {error}"]
    patterns = list(dict.fromkeys(read_patterns(tree)))
    request = _with_dataset(request, tree)
    lines = []
    for pattern in patterns[:_MOST_COUNTED]:
        counted = replace(request, query=pattern.count_query, format="json")
        place = f"  in GRAPH {pattern.graph}" if pattern.graph else ""
        lines.append(f"  {await _count(engine, counted):>12}  {pattern.text}{place}")
    if len(patterns) > _MOST_COUNTED:
        lines.append(f"  and {len(patterns) - _MOST_COUNTED} more, not counted")
    cliffs = [f"  - {each}" for each in dict.fromkeys(read_cliffs(tree))]
    known = ["", "Known to be slow on large graphs (docs/fast-queries.md)", *cliffs]
    return [*title, *(lines or ["  none"]), *(known if cliffs else [])]


def _with_dataset(request: Request, tree: CompValue) -> Request:
    """Return a request over the graphs that the query itself names by FROM."""
    clauses: list[Any] = part_of(tree, "datasetClause") or []
    default = tuple(str(each.default) for each in clauses if "default" in each)
    named = tuple(str(each.named) for each in clauses if "named" in each)
    return replace(request, default_graphs=default, named_graphs=named)


async def _count(engine: Engine, request: Request) -> str:
    try:
        content = await (await engine.query(request)).read()
    except (InputError, QueryStoppedError) as error:
        return f"({getattr(error, 'limit', '') or 'failed'})"
    return read_solutions(content)[0]["count"]


def _plan(request: Request) -> list[str]:
    try:
        plan = plan_of(request.query, request.timeout, union=request.union)
    except InputError as error:
        return ["", "Plan", f"  not shown: {error}"]
    lines = ["", f"Plan (oxigraph {ox.__version__}; it looks at no data)"]
    lines += [f"  {'  ' * depth}{name}" for depth, name in _walk(plan, 0)]
    if any(_KEYLESS in line for line in lines):
        lines.append("  A join without keys puts all of one side beside all of the other.")
    return lines


def _walk(node: dict[str, Any], depth: int) -> Iterator[tuple[int, str]]:
    yield depth, node["name"]
    for child in node["children"]:
        yield from _walk(child, depth + 1)


def find_planner() -> str | None:
    """Return the `oxigraph` command: beside this Python, or on the path; None where it is not."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.is_file() else shutil.which("oxigraph")


def plan_of(query: str, timeout: float, *, union: bool = True) -> dict[str, Any]:
    """Return the plan of a query that passed the guards: a name, and children of the same form.

    Raises InputError where the command is missing, of another version, or gives none in time.
    """
    command = find_planner()
    if command is None:
        raise InputError(
            f"Python's engine gives none; the command oxigraph {ox.__version__} does: "
            "install hdhgraph[explain]."
        )
    try:
        require_closed(query)  # the command evaluates it, on no data
    except (RuntimeError, SyntaxError) as error:
        raise InputError(f"the engine does not read the query: {error}.") from error
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hdhgraph-plan-") as name:
        folder = Path(name)
        version = _run([command, "--version"], timeout).split()[-1]
        if version != ox.__version__:
            raise InputError(f"the command oxigraph is {version}, the engine {ox.__version__}.")
        (folder / "empty.nt").touch()
        (folder / "query.rq").write_text(query, encoding="utf-8")
        store, plan = folder / "store", folder / "plan.json"
        _run([command, "load", "--location", store, "--file", folder / "empty.nt"], timeout)
        left = timeout - (time.monotonic() - began)
        options = ["--union-default-graph"] if union else []
        _run([command, "query", "--location", store, "--query-file", folder / "query.rq",
              "--results-file", folder / "answer", "--results-format", _answer_format(query),
              "--explain-file", plan, *options], left)  # fmt: skip
        found: dict[str, Any] = json.loads(plan.read_text(encoding="utf-8"))["plan"]
    return found


def _answer_format(query: str) -> str:
    form = inspect(query).form
    return "nt" if form is not None and form.returns_graph else "json"


def _run(command: list[Any], timeout: float) -> str:
    """Run the planner under limits. Raises InputError with the first line of what it said."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_PLAN_MEMORY, _PLAN_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, its arguments no shell's
            command,
            capture_output=True,
            text=True,
            timeout=max(timeout, 0.1),
            check=True,
            preexec_fn=limit,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError("the planner took longer than the timeout.") from error
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise InputError(f"the planner failed: {said[0] if said else error}") from error
    return done.stdout
