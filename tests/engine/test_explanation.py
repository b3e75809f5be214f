"""What is told of a query: its patterns, what is known to be slow, its plan."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from canary import listening
from hdhgraph.engine import explanation
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.explanation import explain, plan_of
from hdhgraph.engine.protocol import Source
from hdhgraph.engine.worker import closed
from hdhgraph.errors import EngineError, InputError, QueryRefusedError, QuerySyntaxError
from hdhgraph.sparql.guards import inspect
from hdhgraph.sparql.patterns import TriplePattern, parse_tree, read_cliffs, read_patterns
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ONE = "?s <a:p> ?o"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 300 invented triples of a named graph."""
    path = tmp_path_factory.mktemp("explain") / "example.nq"
    lines = (f"<a:{n}> <a:p> <a:{n % 7}> <a:g> ." for n in range(300))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def engine(data: Path) -> Iterator[Engine]:
    """An engine over them."""
    running = Engine.start(Source(files=(str(data),)), Limits(timeout=PATIENCE, max_rows=1000))
    yield running
    running.close()


@pytest.fixture
def hasty(data: Path) -> Iterator[Engine]:
    """An engine over them with a deadline of a second, for what is to meet it."""
    running = Engine.start(Source(files=(str(data),)), Limits(timeout=1, max_rows=1000))
    yield running
    running.close()


def explained(engine: Engine, query: str, form: str | None = None) -> list[str]:
    """Return the lines about a query."""

    async def run() -> list[str]:
        try:
            return await explain(engine, query, form, union=True)
        finally:
            await engine.stop()

    return asyncio.run(run())


def cliffs(query: str) -> str:
    """Return what is said of the form of a query."""
    return " ".join(read_cliffs(parse_tree(query)))


def test_patterns_stand_in_the_order_written() -> None:
    """With names as IRIs, paths, blank nodes, and the graph that they are in."""
    query = """PREFIX e: <a:> SELECT * { ?s a e:C ; e:p/e:q* 1 .
        GRAPH ?g { ?s e:r "x"@en } FILTER NOT EXISTS { ?s e:n ?n } }"""
    found = read_patterns(parse_tree(query))
    assert found == [
        TriplePattern("?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:C>"),
        TriplePattern('?s (<a:p>/<a:q>*) "1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        TriplePattern('?s <a:r> "x"@en', "?g"),
        TriplePattern("?s <a:n> ?n"),
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"ASK {{ {ONE} FILTER NOT EXISTS {{ ?s <a:q> ?x . ?x <a:r> ?y }} }}", "rule 6"),
        (f"ASK {{ {ONE} OPTIONAL {{ ?s <a:q> ?x . ?x <a:r> ?y }} }}", "rule 4"),
        (f"ASK {{ {ONE} OPTIONAL {{ ?s <a:q>/<a:r> ?y }} }}", "rule 4"),
        (f"ASK {{ {ONE} BIND (IRI(?o) AS ?x) ?x <a:q> ?y }}", "?x may be unbound"),
        ("SELECT ?p { { SELECT (MIN(?s) AS ?x) { ?s <a:p> ?o } } ?x <a:q> ?p }", "?x may be"),
        (f"ASK {{ {ONE} . ?x <a:q> ?y }}", "cross product"),
    ],
)
def test_what_is_known_to_be_slow_is_said(query: str, said: str) -> None:
    """Each rule of docs/fast-queries.md that the form of a query shows."""
    assert said in cliffs(query)


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ {ONE} FILTER NOT EXISTS {{ ?s <a:q> ?x }} }}",
        f"ASK {{ {ONE} OPTIONAL {{ ?s <a:q> ?x OPTIONAL {{ ?x <a:r> ?y }} }} }}",
        f"ASK {{ {ONE} . ?o <a:q> ?y }}",
        f"ASK {{ VALUES ?s {{ <a:s> }} {ONE} BIND (STR(?o) AS ?x) }}",
        f"ASK {{ {{ {ONE} }} UNION {{ ?a <a:q> ?b }} }}",
        f"ASK {{ {ONE} MINUS {{ ?s <a:q> ?x . ?x <a:r> ?y }} }}",
    ],
)
def test_what_is_not_slow_is_not_blamed(query: str) -> None:
    """The forms that the rules advise."""
    assert cliffs(query) == ""


@pytest.mark.parametrize("query", ["ASK { ?s e:p 1 }", "ASK {", "ASK {} #" + "x" * 60_000])
def test_what_cannot_be_read_is_one_sentence(query: str) -> None:
    """A prefix that is not declared, another grammar, a text too long."""
    with pytest.raises(InputError):
        parse_tree(query)


def test_a_query_is_explained(engine: Engine) -> None:
    """Its form, its phases, its solutions, and the matches of each pattern."""
    lines = explained(engine, "SELECT ?s { ?s <a:p> <a:1> . ?s <a:q> ?x }")
    text = "\n".join(lines)
    assert "form           SELECT" in text
    assert "solutions      0" in text
    assert "            43  ?s <a:p> <a:1>" in lines
    assert "             0  ?s <a:q> ?x" in lines
    assert "Known to be slow" not in text


def test_limits_hold_and_the_rest_goes_on(engine: Engine, hasty: Engine) -> None:
    """A query that a limit ends is told so, its patterns are counted all the same."""
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    text = "\n".join(explained(hasty, cross))
    assert "stopped: The query took longer than 1 s." in text
    assert "           300  ?a ?b ?c" in text
    assert "cross product" in text
    rows = "\n".join(explained(engine, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
    assert "stopped: The answer has more" in rows


def test_named_graphs_of_the_query_are_those_counted(engine: Engine) -> None:
    """FROM holds for the patterns as well."""
    text = "\n".join(explained(engine, "ASK FROM <a:nothing> { ?s <a:p> ?o }"))
    assert "             0  ?s <a:p> ?o" in text
    assert "           300  ?s <a:p> ?o" in "\n".join(explained(engine, "ASK { ?s <a:p> ?o }"))


@pytest.mark.parametrize(
    ("query", "kind"),
    [("nonsense", QuerySyntaxError), ("DROP ALL", QueryRefusedError),
     ("ASK { SERVICE <http://e.org/> {} }", QueryRefusedError)],
)  # fmt: skip
def test_what_is_not_run_is_not_explained(
    engine: Engine, query: str, kind: type[Exception]
) -> None:
    """The same refusals as for the query itself."""
    with pytest.raises(kind):
        explained(engine, query)


def test_the_plan_is_that_of_the_engine(tmp_path: Path) -> None:
    """Joined as planned; data changes nothing, so that an empty store is enough."""
    query = "SELECT ?s { ?s <a:p> ?o . ?s <a:q> ?x . FILTER (?o != ?x) }"
    plan = plan_of(query, PATIENCE)
    assert plan["name"] == "Project(?s)"
    data = tmp_path / "example.nt"
    data.write_text("".join(f"<a:{n}> <a:p> <a:o> .\n<a:1> <a:q> <a:{n}> .\n" for n in range(99)))
    command = [str(explanation.find_planner()), "load", "--location", str(tmp_path / "store")]
    subprocess.run([*command, "--file", str(data)], check=True, capture_output=True)
    done = subprocess.run(
        [command[0], "query", "--location", str(tmp_path / "store"), "--query", query,
         "--results-format", "csv", "--explain", "--union-default-graph"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    names = [name for _, name in explanation._walk(plan, 0)]  # noqa: SLF001 - the names alone
    positions = [done.stderr.index(f'name: "{name}"') for name in names]
    assert len(names) > 3
    assert positions == sorted(positions)


def test_a_plan_is_made_under_limits() -> None:
    """What a query evaluates over no data at all is ended as well."""
    values = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(300)))} }}" for n in range(5))
    with pytest.raises(InputError, match="longer than the timeout"):
        plan_of(f"SELECT (COUNT(*) AS ?n) {{ {values} }}", 1)


def test_without_the_command_there_is_no_plan(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is said what to install, and the rest is told; another version is not believed."""
    monkeypatch.setattr(explanation, "find_planner", lambda: None)
    assert "hdhgraph[explain]" in explained(engine, "ASK {}")[-1]
    other = tmp_path / "oxigraph"
    other.write_text(f"#!{sys.executable}\nprint('oxigraph 0.1.0')\n", encoding="utf-8")
    other.chmod(0o700)
    monkeypatch.setattr(explanation, "find_planner", lambda: str(other))
    assert "is 0.1.0, the engine" in explained(engine, "ASK {}")[-1]


def test_the_planner_asks_no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is a process of its own: what the guard lets through does not get there."""
    monkeypatch.setattr(closed, "inspect_closed", lambda _: inspect("ASK {}"))
    with listening() as canary:
        for query in ("ASK { SERVICE <{url}> { ?a ?b ?c } }", "ASK { 5SERVICE<{url}> {} }"):
            with pytest.raises(InputError, match="the engine does not read the query"):
                plan_of(query.replace("{url}", canary.url), 10)
        assert plan_of("ASK { ?service ?p 'SERVICE <x>' }", 10)["name"]
        assert canary.heard == []


def test_the_death_of_the_engine_is_no_limit(tmp_path: Path) -> None:
    """What it would have told is not known: that is said, and nothing else."""
    path = tmp_path / "example.nq"
    path.write_text("<a:a> <a:p> <a:b> <a:g> .", encoding="utf-8")
    running = Engine.start(Source(files=(str(path),)), Limits(timeout=60))
    running.loader.kill()
    running.loader.process.wait()
    try:
        with pytest.raises(EngineError, match=r"The engine has ended\."):
            explained(running, f"SELECT * {{ {ONE} }}")
    finally:
        running.close()
