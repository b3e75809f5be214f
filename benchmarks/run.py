"""Measure the goals of the engine against its peers, in one run, and print them as a table.

    python benchmarks/run.py --oxigraph /path/to/oxigraph --rdflib-endpoint /path/to/rdflib-endpoint

Peers that are not there are left out. Read the ratios: they say the same on another machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import rdflib
from generate import Graph, write
from servers import Server, free_port, load, running

from hdhgraph.iris import expand
from hdhgraph.layout import bundled
from hdhgraph.queries import read_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from hdhgraph.queries import Parameter

HERE: Final = Path(__file__).resolve().parent
_COMMAND: Final = str(Path(sys.executable).with_name("hdhgraph"))
_ENTITY: Final = "SELECT ?p ?o WHERE { <https://example.org/actor/person-NUMBER> ?p ?o }"
_HEAVY: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . FILTER (?c < ?f) }"
_VALUES: Final = {
    "about-organisation": {"organisation": "https://example.org/actor/organisation-3"},
    "actor": {"actor": "https://example.org/actor/person-3"},
    "legal-act": {"act": "https://example.org/legal-act/example-1"},
    "organisation": {"organisation": "https://example.org/actor/organisation-3"},
    "source": {"source": "https://example.org/source/example-3"},
}
_LONGEST: Final = 30
_HELLO: Final = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})
"""


@dataclass(frozen=True, slots=True)
class Known:
    """The values that every parameter takes in an invented graph."""

    values: Collection[str]

    def __call__(self, parameter: Parameter) -> Collection[str]:  # noqa: ARG002 - as queries ask
        """Return them."""
        return self.values


class Table:
    """Rows of what was measured, printed as they come."""

    def __init__(self) -> None:
        """Print the heading."""
        print("| what | ours | against | ratio | goal | |\n|---|---|---|---|---|---|")

    def add(self, what: str, ours: float, against: str, theirs: float, goal: str) -> None:
        """Print one row; `goal` is such as ">= 1.2"."""
        ratio = ours / theirs if theirs else float("inf")
        sign, bound = goal.split()
        is_met = ratio >= float(bound) if sign == ">=" else ratio <= float(bound)
        shown = f"| {what} | {ours:,.4g} | {against}: {theirs:,.4g} | {ratio:.2f} | {goal} |"
        print(f"{shown} {'met' if is_met else 'missed'} |", flush=True)


def median(measure: Callable[[], float], rounds: int = 3) -> float:
    """Return the median of several rounds."""
    return statistics.median(measure() for _ in range(rounds))


def ours(project: Path, port: int, *options: str) -> list[str]:
    """Return the command that serves a project of invented data, which nobody checked."""
    return [_COMMAND, "serve", "--project", str(project), "--unchecked", f"--port={port}", *options]


def start_oxigraph(stack: ExitStack, command: str, quads: Path) -> Server:
    """Start Oxigraph's own server in memory, and load it."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    options = ["serve", "--bind", address, "--union-default-graph"]
    server = stack.enter_context(running([command, *options], port, "/query"))
    request = urllib.request.Request(  # noqa: S310 - a server that was started here
        f"{server.origin}/store",
        quads.read_bytes(),
        {"Content-Type": "application/n-quads"},
        method="POST",
    )
    urllib.request.urlopen(request, timeout=300).close()  # noqa: S310 - the same
    return server


def start_hello(stack: ExitStack, folder: Path) -> Server:
    """Start the smallest application that uvicorn can serve."""
    (folder / "hello.py").write_text(_HELLO)
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(folder), "hello:app"]
    options = [f"--port={port}", "--no-access-log", "--log-level=warning"]
    return stack.enter_context(running([*command, *options], port, "/"))


def query_path(server: Server, query: str) -> str:
    """Return the address of a query, with NUMBER left as it is."""
    return f"{server.path}?query={urllib.parse.quote(query, safe='')}"


def squeezed(query: str) -> str:
    """Return a query without comment lines and indents: long addresses are refused by some."""
    lines = (line.strip() for line in query.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def measure_http(table: Table, own: Server, peer: Server, hello: Server) -> None:
    """Measure repeated and unique small queries."""
    same = query_path(own, _ENTITY.replace("NUMBER", "3"))
    repeated = median(lambda: load(own, same).rate)
    theirs = query_path(peer, _ENTITY.replace("NUMBER", "3"))
    against = median(lambda: load(peer, theirs).rate)
    table.add("repeated GET of an entity, answers/s", repeated, "Oxigraph", against, ">= 1.2")
    person = "https://example.org/actor/person-3"
    text = read_queries(bundled().queries)["actor"].bind({"actor": person}, Known([person]))
    canned = median(lambda: load(own, f"/queries/actor.json?actor={person}").rate)
    against = load(peer, query_path(peer, squeezed(text)), seconds=10).rate
    table.add("repeated GET of a canned query, answers/s", canned, "Oxigraph", against, ">= 1.2")
    bare = median(lambda: load(hello, "/").rate)
    table.add("the entity", repeated, "bare uvicorn", bare, ">= 0.7")
    unique = median(lambda: load(own, query_path(own, _ENTITY)).rate)
    against = median(lambda: load(peer, query_path(peer, _ENTITY)).rate)
    table.add("small SPARQL never seen before, answers/s", unique, "Oxigraph", against, ">= 0.3")


def measure_uncached(table: Table, own: Server, peer: Server) -> None:
    """Measure an entity's page of claims, each one new, on one connection."""
    query = read_queries(bundled().queries)["actor"]
    people = [f"https://example.org/actor/person-{number}" for number in range(40, 60)]
    mine, theirs = [], []
    for person in people:
        text = query.bind({"actor": person}, Known(people))
        mine.append(own.get(f"/queries/actor.json?actor={person}"))
        theirs.append(peer.ask(text))
    rate, against = 1 / statistics.median(mine), 1 / statistics.median(theirs)
    table.add("canned page, uncached, answers/s", rate, "Oxigraph", against, ">= 1.0")


def measure_heavy(table: Table, own: Server) -> None:
    """Measure a cheap query beside heavy ones; each client's heavy query runs into its deadline."""
    cheap = query_path(own, _ENTITY)
    load(own, cheap, connections=2, seconds=2)  # the first workers are forked
    alone = load(own, cheap, connections=2, seconds=6)
    for clients, most in ((2, 0.0), (8, 150.0), (48, 500.0)):
        end = threading.Event()
        threads = [threading.Thread(target=_ask_heavy, args=(own, end)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        beside = load(own, cheap, connections=2, seconds=6)
        end.set()
        for thread in threads:
            thread.join()
        if most:
            name = f"p99 of a small query under {clients} heavy ones, ms"
            table.add(name, beside.slow, "bound", most, "<= 1.0")
        else:
            name = "small queries/s beside two heavy clients"
            table.add(name, beside.rate, "alone", alone.rate, ">= 0.8")
            table.add("p99 of these, ms", beside.slow, "alone", alone.slow, "<= 3.0")


def _ask_heavy(server: Server, end: threading.Event) -> None:
    while not end.is_set():
        try:
            server.ask(f"{_HEAVY} #{time.perf_counter_ns()}{threading.get_ident()}", 20)
        except OSError:  # its deadline, or a full queue: both are answers
            time.sleep(0.05)


def measure_endurance(table: Table, own: Server, seconds: float) -> None:
    """Ask for long at 32 connections: no failure, and neither threads nor memory grow."""
    address = query_path(own, _ENTITY)
    load(own, address, connections=32, seconds=10)  # the answer cache and the workers fill
    threads, memory = own.threads(), own.memory()
    found = load(own, address, connections=32, seconds=seconds)
    name = f"failures in {seconds:g} s at 32 connections"
    table.add(name, found.failures, "answers", found.rate * seconds, "<= 0.0")
    table.add("threads after it", own.threads(), "before", threads, "<= 1.0")
    table.add("bytes after it", own.memory(), "before", memory, "<= 1.1")


def measure_plain(table: Table, quads: Path, folder: Path) -> None:
    """Measure each canned query, and the plain form of those that were rewritten."""
    store = ox.Store()
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    known = {value for values in _VALUES.values() for value in values.values()}
    known |= expanded({"topic:cloud-act"})
    choices = Known(known)
    for slug, query in read_queries(bundled().queries).items():
        plain = folder / f"{slug}.rq"
        values = _VALUES.get(slug, {})
        text = query.bind(values, choices)
        seconds = cpu_of(store, text)
        if plain.exists():
            old = replace(query, text=plain.read_text(encoding="utf-8"))
            against = cpu_of(store, old.bind(values, choices))
            table.add(f"{slug}, s CPU", seconds, "plain form", against, "<= 0.6")
        else:
            table.add(f"{slug}, s CPU", seconds, "deadline", 10, "<= 1.0")


def expanded(curies: set[str]) -> set[str]:
    """Return the IRIs of parameters' defaults."""
    return {expand(curie) for curie in curies if ":" in curie}


def cpu_of(store: ox.Store, query: str) -> float:
    """Return the seconds of CPU of a query in a process of its own, at most 30."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_REAL, _LONGEST)
        solutions = store.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - canned queries are SELECTs
        solutions.serialize(format=ox.QueryResultsFormat.JSON)
        os._exit(0)
    _, _, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime


def measure_start(table: Table, project: Path) -> None:
    """Measure Turtle to a ready service, and that of the bundled graph; and a check."""
    used = _start(ours(project, port := free_port()), port)[1]
    table.add("Turtle to ready service, s CPU", used, "rdflib", _parse_cpu(project), "<= 0.12")
    own = [_COMMAND, "serve"]
    wall = [_start([*own, f"--port={(port := free_port())}"], port)[0] for _ in range(3)]
    table.add("bundled graph to ready service, s", statistics.median(wall), "bound", 2, "<= 1.0")
    begun = time.perf_counter()
    subprocess.run([_COMMAND, "check"], check=False, capture_output=True)  # noqa: S603 - our command
    table.add("check of the bundled graph, s", time.perf_counter() - begun, "bound", 30, "<= 1.0")


def _start(command: list[str], port: int) -> tuple[float, float]:
    begun = time.perf_counter()
    with running(command, port, "/sparql", "/health") as server:
        return time.perf_counter() - begun, server.cpu()


def _parse_cpu(project: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    dataset = rdflib.Dataset()
    for path in sorted(project.rglob("*.ttl")):
        dataset.parse(path, format="turtle")
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_rdflib_endpoint(table: Table, command: str, folder: Path) -> None:
    """Measure small unique queries against rdflib-endpoint, on a graph that it can hold."""
    write(Graph(10_000), folder)
    quads = folder / "graph.nq"
    address = "SELECT ?p ?o WHERE { <https://example.org/actor/person-NUMBER> ?p ?o }"
    with ExitStack() as stack:
        port, other = free_port(), free_port()
        own = stack.enter_context(
            running(ours(folder / "project", port), port, "/sparql", "/health")
        )
        options = ["serve", str(quads), "--host", "127.0.0.1", "--port", str(other)]
        ask_all = "/?query=ASK%7B%7D"
        peer = stack.enter_context(running([command, *options], other, "/", ask_all))
        mine = median(lambda: load(own, query_path(own, address)).rate)
        theirs = median(lambda: load(peer, query_path(peer, address)).rate)
    name = "small SPARQL never seen before, answers/s (10k)"
    table.add(name, mine, "rdflib-endpoint", theirs, ">= 20")


def main() -> None:
    """Make the graphs, start the servers, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the goals of the engine.")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60, help="how long the long load lasts")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--rdflib-endpoint", default=shutil.which("rdflib-endpoint"))
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        (small := folder / "small").mkdir()
        write(Graph(options.triples), folder)
        measure_start(table, folder / "project")
        if options.rdflib_endpoint:
            measure_rdflib_endpoint(table, options.rdflib_endpoint, small)
        port = free_port()
        command = ours(folder / "project", port)
        own = stack.enter_context(running(command, port, "/sparql", "/health"))
        quads = sum(1 for _ in (folder / "graph.nq").open("rb"))
        table.add("bytes a triple", own.memory() / quads, "bound", 700, "<= 1.0")
        if options.oxigraph:
            with ExitStack() as peers:
                peer = start_oxigraph(peers, options.oxigraph, folder / "graph.nq")
                measure_http(table, own, peer, start_hello(peers, folder))
                measure_uncached(table, own, peer)
        measure_heavy(table, own)
        measure_endurance(table, own, options.seconds)
        stack.close()
        measure_plain(table, folder / "graph.nq", HERE / "plain")


if __name__ == "__main__":
    main()
