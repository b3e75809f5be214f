"""What is counted, in the text format of Prometheus; nothing is computed before it is asked for."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from hdhgraph.engine.activity import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hdhgraph.engine.client import Engine
    from hdhgraph.web.http.timing import Tally
    from hdhgraph.web.serving.holds import Holds
    from hdhgraph.web.serving.wire.connections import Connections

__all__ = ["CacheCounts", "ServiceCollector", "exposition"]

_LANES = ("waiting", "fast", "slow", "standing")
# What may end a query before its answer is whole; each has a line from the start.
_REASONS = (
    "timeout", "memory", "rows", "queue", "disconnect", "cancelled", "size", "engine", "shutdown",
)  # fmt: skip
# What may end the process that holds the graph, beside other signals and exit codes.
_CAUSES = ("SIGKILL", "SIGSEGV", "hang")
_STATES = ("ready", "starting")

# What a connection is refused for, and what it is ended for: what its client let wait, or room.
_FULL = ("client", "total", "memory")
_SLOW = ("head", "body", "answer", "room")


class CacheCounts(Protocol):
    """What is counted of the answers kept: as numbers, read when they are wanted."""

    hits: int
    misses: int

    @property
    def size(self) -> int:
        """How many bytes they take."""

    def __len__(self) -> int:
        """Return how many there are."""


class ServiceCollector(Collector):
    """Read the engine's, the cache's and the routes' own counts."""

    def __init__(
        self,
        engine: Engine,
        tally: Tally,
        holds: Holds,
        cache: CacheCounts,
        replayed: Callable[[], int],
        *,
        connections: Connections,
    ) -> None:
        """Hold what is read; `replayed` returns the hits that were answered before the cache."""
        self._engine, self._tally, self._holds = engine, tally, holds
        self._cache, self._replayed = cache, replayed
        self._connections = connections

    def collect(self) -> Iterator[Metric]:
        """Yield each family of metrics."""
        yield from self._of_connections()
        yield from self._requests()
        yield from self._queries()
        yield from self._lanes()
        yield from self._life()
        yield gauge("quads", "Quads that are served", self._engine.quads)

    def _of_connections(self) -> Iterator[Metric]:
        connections = self._connections
        yield gauge("connections", "Connections that are open now", connections.count)
        yield gauge("request_bytes", "Bytes of large requests without answers", connections.held)
        for name, text, known, counted in (
            ("refused", "Refused, by what was full", _FULL, connections.refused),
            ("ended", "Ended, by what came too slowly", _SLOW, connections.ended),
        ):
            family = CounterMetricFamily(f"hdhgraph_connections_{name}", text, labels=["reason"])
            for reason in known:
                family.add_metric([reason], counted[reason])
            yield family

    def _requests(self) -> Iterator[Metric]:
        cache, replayed = self._cache, self._replayed()
        requests = CounterMetricFamily(
            "hdhgraph_requests",
            "Requests answered, but for those from the cache, by kind of route and class of status",
            labels=["route", "status"],
        )
        for (route, status), count in sorted(self._tally.requests.items()):
            requests.add_metric([route, status], count)
        yield requests
        yield counter("cache_hits", "Requests answered from the cache", cache.hits + replayed)
        yield counter("cache_misses", "Requests that the cache had no answer to", cache.misses)
        held = CounterMetricFamily(
            "hdhgraph_holds",
            "Steps that held the event loop for more than 20 ms, by kind of route",
            labels=["route"],
        )
        for route, count in sorted(self._holds.counts.items()):
            held.add_metric([route], count)
        yield held
        yield gauge("longest_hold_seconds", "The longest step of a request", self._holds.longest)
        yield gauge("cache_bytes", "Bytes that the answers kept take", cache.size)
        yield gauge("cache_answers", "Answers kept", len(cache))

    def _queries(self) -> Iterator[Metric]:
        activity = self._engine.activity
        ended = CounterMetricFamily(
            "hdhgraph_queries", "Queries by how they ended", labels=["status"]
        )
        for status in ("ok", "error", "stopped", "cut"):
            ended.add_metric([status], activity.ended[status])
        yield ended
        stopped = CounterMetricFamily(
            "hdhgraph_queries_stopped", "Queries that were ended, by what ended them",
            labels=["reason"],
        )  # fmt: skip
        for reason in _in_order(_REASONS, activity.stopped):
            stopped.add_metric([reason], activity.stopped[reason])
        yield stopped
        bounds = [*(f"{bound:g}" for bound in BUCKETS), "+Inf"]
        buckets = list(zip(bounds, accumulate(activity.buckets), strict=True))
        yield HistogramMetricFamily(
            "hdhgraph_query_seconds",
            "Seconds from a query's arrival to the end of its answer",
            buckets=buckets,
            sum_value=activity.seconds,
        )
        yield counter("query_bytes", "Bytes of the answers evaluated", activity.bytes)
        yield counter("workers_forked", "Workers that were forked", activity.forked)
        yield counter("forks_failed", "Workers that could not be forked", activity.unforked)

    def _lanes(self) -> Iterator[Metric]:
        lanes = Counter(run.lane for run in self._engine.activity.running.values())
        running = GaugeMetricFamily(
            "hdhgraph_queries_running", "Queries that are there now, by lane", labels=["lane"]
        )
        for lane in _LANES:
            running.add_metric([lane], lanes[lane])
        yield running
        yield gauge("queue_length", "Queries that wait for their turn", self._engine.queued)

    def _life(self) -> Iterator[Metric]:
        activity = self._engine.activity
        restarts = CounterMetricFamily(
            "hdhgraph_engine_restarts",
            "Times that the process that holds the graph was lost, by what ended it",
            labels=["cause"],
        )
        for cause in _in_order(_CAUSES, activity.lost):
            restarts.add_metric([cause], activity.lost[cause])
        yield restarts
        yield counter(
            "engine_starts_failed", "Times that the next one could not load", activity.failed_starts
        )
        state = GaugeMetricFamily(
            "hdhgraph_engine_state", "1 for the state that the engine is in", labels=["state"]
        )
        for name in _STATES:
            state.add_metric([name], float(activity.is_ready == (name == "ready")))
        yield state


def counter(name: str, text: str, value: float) -> Metric:
    """Return a counter without labels."""
    return CounterMetricFamily(f"hdhgraph_{name}", text, value=value)


def gauge(name: str, text: str, value: float) -> Metric:
    """Return a gauge without labels."""
    return GaugeMetricFamily(f"hdhgraph_{name}", text, value=value)


def _in_order(known: Iterable[str], counted: Iterable[str]) -> list[str]:
    listed = list(known)
    return [*listed, *sorted(set(counted) - set(listed))]


def exposition(collector: Collector) -> bytes:
    """Return the metrics as text, from a registry that holds nothing else."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return generate_latest(registry)
