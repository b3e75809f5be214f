"""The operator's listener: what it shows, what it ends, and that nobody else has it."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from hdhgraph.engine.activity import Activity, Caller
from hdhgraph.engine.protocol import Request
from hdhgraph.web.http.timing import Tally, route_of
from hdhgraph.web.serving.admin import create_admin
from hdhgraph.web.serving.cache import AnswerCache
from hdhgraph.web.serving.holds import Holds
from hdhgraph.web.serving.metrics import ServiceCollector
from hdhgraph.web.serving.wire.connections import Connections
from live_server import LiveServer, Reply, live_server, request, write_example
from waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with an operator's listener, whose port its log tells."""
    data = write_example(tmp_path_factory.mktemp("admin"))
    options = ("--max-rows", "3000", "--admin-port", "0")
    with live_server(data, *options) as running:
        yield running


def metrics(server: LiveServer) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    reply = server.admin().get("/metrics")
    assert (reply.status, reply.headers["content-type"].split(";")[0]) == (200, "text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.body.decode())
        for sample in family.samples
    }


def delete(server: LiveServer, run_id: str) -> Reply:
    """End a query."""
    return server.admin().exchange(request("DELETE", f"/queries/{run_id}"))


def test_what_is_counted_moves(server: LiveServer) -> None:
    """Requests, hits, queries, workers: each by one for what was done."""
    before = metrics(server)
    for _ in range(4):
        assert server.query("ASK { <a:counted> ?p ?o }").status == 200
    assert server.query("nonsense").status == 400
    after = metrics(server)
    moved = {name: after[name] - before.get(name, 0) for name in after}
    assert moved["hdhgraph_requests_total", "sparql", "2xx"] == 1
    assert moved["hdhgraph_requests_total", "sparql", "4xx"] == 1
    assert moved["hdhgraph_cache_hits_total",] == 3
    assert moved["hdhgraph_cache_misses_total",] == 2
    assert moved["hdhgraph_queries_total", "ok"] == 1
    assert moved["hdhgraph_queries_total", "error"] == 1
    assert moved["hdhgraph_query_seconds_count",] == 2
    assert after["hdhgraph_quads",] == 401
    assert after["hdhgraph_workers_forked_total",] >= 1
    assert after["hdhgraph_cache_bytes",] > 0
    assert after["hdhgraph_queue_length",] == 0


def test_an_operator_sees_a_query_and_ends_it(server: LiveServer) -> None:
    """By the id that its answer and its line in the log have; a second time there is none."""
    replies: list[Reply] = []
    asking = threading.Thread(target=lambda: replies.append(server.query(f"{CROSS} # {'é' * 300}")))
    asking.start()
    (shown,) = wait_until(server.running, "a query that runs")
    assert shown["query"] == f"{CROSS} # {'é' * 300}"[:200]
    assert shown["client"] == "127.0.0.1"
    assert shown["lane"] in ("fast", "slow")
    assert metrics(server)["hdhgraph_queries_running", shown["lane"]] <= 1
    assert server.admin().get(f"/queries/{shown['id']}").json()["id"] == shown["id"]
    assert delete(server, shown["id"]).json()["ended"]["id"] == shown["id"]
    asking.join()
    (reply,) = replies
    assert (reply.status, reply.json()["limit"]) == (503, "cancelled")
    assert reply.json()["query"] == reply.headers["x-query-id"] == shown["id"]
    (line,) = server.ended(id=shown["id"])
    assert (line["status"], line["reason"]) == ("stopped", "cancelled")
    again = delete(server, shown["id"])
    assert (again.status, again.headers["content-type"]) == (404, "application/problem+json")
    assert "has ended" in again.json()["detail"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (request("DELETE", "/queries/nothing"), 404),
        (request("DELETE", "/queries/%0a%22"), 404),
        (request("GET", "/"), 404),
        (request("GET", "/sparql?query=ASK%20%7B%7D"), 404),
        (request("POST", "/metrics", body=b""), 405),
        (request("GET", "/metrics", {"Host": "example.org"}), 421),
        (request("DELETE", "/queries/nothing", {"Host": "example.org:80"}), 421),
    ],
)
def test_what_is_not_there_is_a_problem(server: LiveServer, raw: bytes, status: int) -> None:
    """One clear answer for each, and for who comes by another name than the loopback's."""
    reply = server.admin().exchange(raw)
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")


def test_the_public_listener_has_nothing_of_it(server: LiveServer) -> None:
    """No metrics, no running queries, no way to end one."""
    assert server.get("/metrics").status == 404
    assert server.get("/queries/0123456789abcdef").status == 404
    assert server.exchange(request("DELETE", "/queries/0123456789abcdef")).status == 405
    assert isinstance(server.get("/queries", Accept="application/json").json(), list)


def test_a_cut_is_one_line_with_its_reason(server: LiveServer) -> None:
    """Rows, not memory; the connection is cut, and there is no traceback."""
    before = metrics(server)
    reply = server.query(STREAM, "csv")
    assert (reply.status, reply.is_whole) == (200, False)
    (line,) = server.ended(id=reply.headers["x-query-id"])
    assert (line["status"], line["reason"], line["level"]) == ("cut", "rows", "warning")
    moved = metrics(server)["hdhgraph_queries_stopped_total", "rows"]
    assert moved == before["hdhgraph_queries_stopped_total", "rows"] + 1
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_each_answer_tells_its_time(server: LiveServer) -> None:
    """Evaluated, its total, its wait and its evaluation; kept, only that it was."""
    target = f"/sparql?query={quote('ASK { <a:timed> ?p ?o }')}"
    first = server.get(target)
    names = re.findall(r"(\w+);dur=[\d.]+", first.headers["server-timing"])
    assert names == ["total", "queue", "query"]
    assert re.fullmatch(r"[0-9a-f]{16}", first.headers["x-query-id"])
    assert first.headers["timing-allow-origin"] == "*"
    for _ in range(3):
        again = server.get(target)
        assert again.headers["server-timing"] == 'cache;desc="hit"'
        assert "x-query-id" not in again.headers
    current = server.get(target, If_None_Match=first.headers["etag"])
    assert (current.status, current.headers["server-timing"]) == (304, 'cache;desc="hit"')
    assert server.get("/health").headers["server-timing"].startswith("total;dur=")
    (line,) = server.ended(id=first.headers["x-query-id"])
    assert line["bytes"] == len(first.body)


@pytest.mark.parametrize("target", ["/feed.json", "/sitemap.xml", "/compare"])
def test_what_a_page_asks_by_itself_is_told_with_it(server: LiveServer, target: str) -> None:
    """Its queries are named beside its time, and each has its line with the client's address."""
    reply = server.get(target)
    assert reply.status == 200
    for each in reply.headers["x-query-id"].split(", "):
        (line,) = server.ended(id=each)
        assert line["client"] == "127.0.0.1"


@pytest.mark.nightly
def test_every_request_is_logged_where_that_is_asked(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """At debug, answers of the cache have a line as well, and paths cannot forge one."""
    data = write_example(tmp_path_factory.mktemp("debug"))
    with live_server(data, "--log-level", "debug") as server:
        for _ in range(3):
            server.query("ASK {}")
        server.get("/%0a%7B%22event%22:%22query%22%7D")
        paths = [each["path"] for each in server.lines() if each["event"] == "request"]
        assert paths == [*["/sparql"] * 3, '/\n{"event":"query"}']


@pytest.mark.nightly
def test_off_by_default(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing listens beside the public port unless it is asked for."""
    data = write_example(tmp_path_factory.mktemp("off"))
    with live_server(data) as server:
        assert server.query("ASK {}").status == 200
        assert "operators" not in server.log.read_text(encoding="utf-8")


def test_routes_have_few_names() -> None:
    """A stranger's paths make no new series."""
    paths = ["/sparql", "/queries/a.csv", "/graph/x/y", "/health", "/", "/x/y", "", "/sparqlx"]
    expected = ["sparql", "queries", "graph", "health", "page", "other", "other", "other"]
    assert [route_of(path) for path in paths] == expected


class Idle:
    """An engine where one query waits."""

    def __init__(self) -> None:
        """Note the query."""
        self.activity, self.quads, self.queued = Activity(), 3, 1
        self.activity.begin(Request("ASK {}", "json", 1), Caller("192.0.2.1"), None)


def test_metrics_keep_a_registry_of_their_own() -> None:
    """Two services in one process do not meet, and each reason has a line from the start."""
    for _ in range(2):
        cache = AnswerCache(lambda *_: None, "v", "", 0)  # type: ignore[arg-type, return-value]
        collector = ServiceCollector(
            Idle(),  # type: ignore[arg-type]
            Tally(), Holds(), cache, lambda: 2, connections=Connections(),
        )  # fmt: skip
        client = TestClient(create_admin(Idle(), collector), base_url="http://localhost:1")  # type: ignore[arg-type]
        text = client.get("/metrics").text
        assert 'hdhgraph_queries_running{lane="waiting"} 1.0' in text
        assert 'hdhgraph_queries_stopped_total{reason="timeout"} 0.0' in text
        assert "hdhgraph_cache_hits_total 2.0" in text
        assert client.get("/queries").json()["queries"][0]["lane"] == "waiting"
