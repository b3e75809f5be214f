"""Measure the goals of the engine against its peers, in one run, and print them as a table.

    python benchmarks/run.py --oxigraph /path/to/oxigraph --rdflib-endpoint /path/to/rdflib-endpoint
        --virtuoso /path/to/virtuoso-t

Peers that are not there are left out. Read the ratios: they say the same on another machine.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import rdflib
from checking import measure_checks
from generate import Graph, write
from pages import measure_pages, rebased
from searching import measure_search
from servers import Server, free_port, load, running
from table import Table
from virtuoso import start_virtuoso

from canned import Known, bound_texts, measure_plain, measure_virtuoso
from hdhgraph.project.layout import bundled
from hdhgraph.sparql.canned import read_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from canned import Cost

HERE: Final = Path(__file__).resolve().parent
_COMMAND: Final = str(Path(sys.executable).with_name("hdhgraph"))
_ENTITY: Final = "SELECT ?p ?o WHERE { <https://example.org/actor/person-NUMBER> ?p ?o }"
_HEAVY: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . FILTER (?c < ?f) }"
_OWN: Final = ("/sparql", "/health")
_SMALL_TRIPLES: Final = 10_000
_CHECKED_TRIPLES: Final = 100_000  # of a million, pySHACL on its own would take an hour
_SMALL: Final = "small SPARQL never seen before, answers/s"
_HELLO: Final = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})
"""


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
    table.add(_SMALL, unique, "Oxigraph", against, ">= 0.3")


def measure_uncached(table: Table, own: Server, peer: Server) -> None:
    """Measure an entity's page of claims, each one new, on one connection.

    Both sides have run for a while: a fresh worker first copies the pages of memory it touches.
    """
    query = read_queries(bundled().queries)["actor"]
    people = [f"https://example.org/actor/person-{number}" for number in range(40, 240)]
    mine, theirs = [], []
    for person in people:
        text = query.bind({"actor": person}, Known(people))
        mine.append(own.get(f"/queries/actor.json?actor={person}"))
        theirs.append(peer.ask(text))
    rate = 1 / statistics.median(mine[len(people) // 2 :])
    against = 1 / statistics.median(theirs[len(people) // 2 :])
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


def measure_start(table: Table, project: Path) -> None:
    """Measure Turtle to a ready service, and that of the bundled graph."""
    used = _start(ours(project, port := free_port()), port)[1]
    table.add("Turtle to ready service, s CPU", used, "rdflib", _parse_cpu(project), "<= 0.12")
    own = [_COMMAND, "serve"]
    wall = [_start([*own, f"--port={(port := free_port())}"], port)[0] for _ in range(3)]
    table.add("bundled graph to ready service, s", statistics.median(wall), "bound", 2, "<= 1.0")


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
    write(Graph(_SMALL_TRIPLES), folder)
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


def measure_all_virtuoso(
    table: Table, options: argparse.Namespace, folder: Path, costs: dict[str, Cost]
) -> None:
    """Measure small unique queries and the canned ones against Virtuoso."""
    small = re.search(options.only, _SMALL)
    if not options.virtuoso or not (small or costs):
        return
    quads = folder / "graph.nq"
    with ExitStack() as peers:
        peer = start_virtuoso(peers, options.virtuoso, folder / "virtuoso", quads)
        if small:
            with running(ours(folder / "project", port := free_port()), port, *_OWN) as own:
                mine = median(lambda: load(own, query_path(own, _ENTITY)).rate)
            theirs = median(lambda: load(peer, query_path(peer, _ENTITY)).rate)
            table.add(_SMALL, mine, "Virtuoso", theirs, ">= 3.0")
        measure_virtuoso(table, peer, HERE / "plain", options.only, costs)


def measure_searching(table: Table, oxigraph: str, folder: Path) -> None:
    """Measure the full-text search on the large graph."""
    with ExitStack() as stack:
        command = ours(folder / "project", port := free_port())
        own = stack.enter_context(running(command, port, *_OWN))
        measure_search(table, own, start_oxigraph(stack, oxigraph, folder / "graph.nq"))


def measure_all_pages(table: Table, folder: Path, small: Path) -> None:
    """Measure the pages on the large graph and on a small one, without a cache of answers."""
    write(Graph(_SMALL_TRIPLES), small)
    with ExitStack() as stack:
        servers = []
        for each in (small, folder):
            project = rebased(each / "project", each / "pages")
            command = ours(project, port := free_port(), "--cache", "0", "--log-level", "warning")
            servers.append(stack.enter_context(running(command, port, *_OWN)))
        measure_pages(table, *servers)


def measure_served(table: Table, options: argparse.Namespace, folder: Path) -> None:
    """Measure what needs our server running on the large graph."""
    command = ours(folder / "project", port := free_port())
    with running(command, port, *_OWN) as own:
        quads = sum(1 for _ in (folder / "graph.nq").open("rb"))
        table.add("bytes a triple", own.memory() / quads, "bound", 700, "<= 1.0")
        if options.oxigraph:
            with ExitStack() as peers:
                peer = start_oxigraph(peers, options.oxigraph, folder / "graph.nq")
                measure_http(table, own, peer, start_hello(peers, folder))
                measure_uncached(table, own, peer)
        measure_heavy(table, own)
        measure_endurance(table, own, options.seconds)


def main() -> None:
    """Make the graphs, start the servers, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the goals of the engine.")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60, help="how long the long load lasts")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--rdflib-endpoint", default=shutil.which("rdflib-endpoint"))
    parser.add_argument("--virtuoso", default=shutil.which("virtuoso-t"))
    parser.add_argument(
        "--only",
        default="",
        metavar="PATTERN",
        help='only "start", "rdflib-endpoint", "search", "check", "pages", "served", canned '
        f'queries by name, or "{_SMALL}" against Virtuoso: those that the regular expression '
        "is found in",
    )
    options = parser.parse_args()
    # Servers are ended when this is, by SystemExit.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (small := folder / "small").mkdir()
        write(Graph(options.triples), folder)
        if re.search(options.only, "start"):
            measure_start(table, folder / "project")
        if options.rdflib_endpoint and re.search(options.only, "rdflib-endpoint"):
            measure_rdflib_endpoint(table, options.rdflib_endpoint, small)
        if options.oxigraph and re.search(options.only, "search"):
            measure_searching(table, options.oxigraph, folder)
        if re.search(options.only, "check"):
            write(Graph(_CHECKED_TRIPLES), checked := folder / "checked")
            measure_checks(table, checked / "project", checked)
        if re.search(options.only, "pages"):
            measure_all_pages(table, folder, small)
        if re.search(options.only, "served"):
            measure_served(table, options, folder)
        costs = {}
        if any(bound_texts(HERE / "plain", options.only)):
            costs = measure_plain(table, folder / "graph.nq", HERE / "plain", options.only)
        measure_all_virtuoso(table, options, folder, costs)


if __name__ == "__main__":
    main()
