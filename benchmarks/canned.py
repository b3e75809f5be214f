"""Measure what the canned queries cost: against their plain form, and against Virtuoso."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import statistics
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.layout import bundled
from hdhgraph.rdf.iris import expand
from hdhgraph.sparql.canned import read_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from servers import Server
    from table import Table

    from hdhgraph.sparql.canned import CannedQuery, Parameter

_VALUES: Final = {
    "about-organisation": {"organisation": "https://example.org/actor/organisation-3"},
    "actor": {"actor": "https://example.org/actor/person-3"},
    "legal-act": {"act": "https://example.org/legal-act/example-1"},
    "organisation": {"organisation": "https://example.org/actor/organisation-3"},
    "source": {"source": "https://example.org/source/example-3"},
}
_LONGEST: Final = 30
_DEADLINE: Final = 10  # of a query, unless the server is told otherwise
_IDLE: Final = 0.05  # seconds of CPU a second
_TICK: Final = 0.01  # what CPU of another process is counted in


@dataclass(frozen=True, slots=True)
class Known:
    """The values that every parameter takes in an invented graph."""

    values: Collection[str]

    def __call__(self, parameter: Parameter) -> Collection[str]:  # noqa: ARG002 - as queries ask
        """Return them."""
        return self.values


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU, and how many solutions came; None where the query was ended at its limit."""

    seconds: float
    solutions: int | None


@dataclass(frozen=True, slots=True)
class Texts:
    """A canned query with its values: as it is, and as one would write it first."""

    slug: str
    written: str
    plain: str | None


def bound_texts(folder: Path, only: str) -> Iterator[Texts]:
    """Yield the canned queries whose slug matches `only`; `folder` has the plain forms."""
    known = {value for values in _VALUES.values() for value in values.values()}
    choices = Known(known | {expand("topic:cloud-act")})
    for slug, query in read_queries(bundled().queries).items():
        if re.search(only, slug):
            values = _VALUES.get(slug, {})
            plain = _plain(folder / f"{slug}.rq", query)
            text = None if plain is None else plain.bind(values, choices)
            yield Texts(slug, query.bind(values, choices), text)


def _plain(path: Path, query: CannedQuery) -> CannedQuery | None:
    return replace(query, text=path.read_text(encoding="utf-8")) if path.exists() else None


def measure_plain(table: Table, quads: Path, folder: Path, only: str) -> dict[str, Cost]:
    """Measure each canned query, and the plain form of those that were rewritten."""
    store = ox.Store()
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    costs = {}
    for texts in bound_texts(folder, only):
        cost = costs[texts.slug] = cost_of(store, texts.written)
        name = f"{texts.slug}, {_told(cost)}, s CPU"
        if texts.plain is None:
            table.add(name, cost.seconds, "deadline, no plain form", _DEADLINE, "<= 1.0")
            continue
        plain = cost_of(store, texts.plain)
        if plain.solutions is None:
            table.add(name, cost.seconds, "plain form, ended at", plain.seconds, "<= 0.6")
        elif plain.solutions != cost.solutions:
            raise SystemExit(f"{texts.slug}: {cost} is not what the plain form gives, {plain}.")
        else:
            table.add(name, cost.seconds, "plain form", plain.seconds, "<= 0.6")
    return costs


def _told(cost: Cost) -> str:
    return "ended" if cost.solutions is None else f"{cost.solutions:,} solutions"


def cost_of(store: ox.Store, query: str) -> Cost:
    """Return the cost of a query in a process of its own, at most 30 seconds."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, _LONGEST)
        solutions = store.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - canned queries are SELECTs
        answer = solutions.serialize(format=ox.QueryResultsFormat.JSON)
        seconds = time.process_time()
        assert answer is not None  # noqa: S101 - nothing was given to write to
        found = len(json.loads(answer)["results"]["bindings"])
        os.write(writer, f"{seconds} {found}".encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        seconds_and_count = said.read().split()
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return Cost(_LONGEST, None)
    if not seconds_and_count:
        raise SystemExit(f"A query ended with status {status}: {query[:200]}")
    return Cost(float(seconds_and_count[0]), int(seconds_and_count[1]))


def measure_virtuoso(
    table: Table, server: Server, folder: Path, only: str, costs: dict[str, Cost]
) -> None:
    """Compare the canned queries with Virtuoso on the plain ones; what it cannot answer is told.

    A query of which it gives no answer, or another one, is left out of the mean.
    """
    ratios = []
    for texts in bound_texts(folder, only):
        cost = costs[texts.slug]
        try:
            peer = _asked(server, texts.plain or texts.written)
        except (OSError, ValueError) as error:
            reason = _reason(error)
            print(f"| {texts.slug} | {cost.seconds:,.4g} | Virtuoso: {reason} | | | |", flush=True)
            _settle(server)
            continue
        form = "plain form" if texts.plain else "same text"
        if peer.solutions == cost.solutions:
            ratios.append(cost.seconds / max(peer.seconds, _TICK))
            name = f"{texts.slug}, {_told(cost)}, s CPU"
            table.add(name, cost.seconds, f"Virtuoso, {form}", max(peer.seconds, _TICK), "<= 5.0")
        else:
            other = f"Virtuoso: {_told(peer)}, not {_told(cost)}, in {peer.seconds:.2f}"
            print(f"| {texts.slug} | {cost.seconds:,.4g} | {other} | | | |", flush=True)
    if ratios:
        mean = statistics.geometric_mean(ratios)
        name = f"all {len(ratios)} that both answer alike, geometric mean of the ratios"
        table.add(name, mean, "Virtuoso", 1, "<= 1.0")


def _asked(server: Server, query: str) -> Cost:
    """Ask by POST, twice, and return what the second answer cost: the first fills its cache."""
    cost = Cost(0, None)
    for _ in range(2):
        before = server.cpu()
        request = urllib.request.Request(  # noqa: S310 - a server that was started here
            server.origin + server.path,
            urllib.parse.urlencode({"query": query}).encode(),
            {"Accept": "application/sparql-results+json"},
        )
        with contextlib.closing(urllib.request.urlopen(request, timeout=_LONGEST + 5)) as answer:  # noqa: S310 - the same
            found = json.loads(answer.read())
        cost = Cost(server.cpu() - before, len(found["results"]["bindings"]))
    return cost


def _settle(server: Server) -> None:
    """Wait until what it left unanswered costs nothing more, for a minute at most."""
    for _ in range(60):
        before = server.cpu()
        time.sleep(1)
        if server.cpu() - before < _IDLE:
            return


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, urllib.error.HTTPError):
        text = error.read(400).decode(errors="replace").replace("|", " ")
        return f"error {error.code}, {' '.join(text.split())[:90]}"
    return "no valid JSON" if isinstance(error, ValueError) else f"no answer in {_LONGEST} s"
