"""Each brake of the service seen working: time, memory, stack, rows, sockets, files."""

from __future__ import annotations

import io
import json
import os
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from hdhgraph.engine.worker.evaluation import RowCounter
from hdhgraph.errors import QueryStoppedError
from live_server import LiveServer, live_server, parse_reply, request, write_example
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 100
RESULTS = ("json", "xml", "csv", "tsv")
GRAPHS = ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads")
# What ends a row in some format, as text within a literal.
TRICKY = 'a\r\nb\n"c","d"}},{"e\t<result></result>}},{"\\"}},{"'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with small limits, over triples whose literals look like ends of rows."""
    folder = tmp_path_factory.mktemp("limits")
    tricky = ox.Literal(TRICKY)
    lines = [f"<http://e.org/t{n}> <http://e.org/tricky> {tricky} ." for n in range(MOST)]
    options = ("--max-memory", "64", "--max-rows", str(MOST))
    with live_server(write_example(folder, lines), *options) as running:
        yield running


def problem(server: LiveServer, query: str) -> dict[str, object]:
    """Ask what must be stopped, and return the problem."""
    reply = server.query(query)
    assert (reply.status, reply.is_whole) == (503, True)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["retry-after"] == "5"
    body: dict[str, object] = reply.json()
    assert server.query("ASK {}").status == 200
    return body


def test_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A query is ended at its deadline, which the problem names; its worker is gone."""
    data = write_example(tmp_path_factory.mktemp("time"))
    with live_server(data, "--timeout", "1") as hasty:
        reply = hasty.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
        assert (reply.status, reply.is_whole, reply.json()["limit"]) == (503, True, "timeout")
        assert "1 s" in reply.json()["detail"]
        (line,) = hasty.ended(id=reply.headers["x-query-id"])
        assert (line["status"], line["reason"]) == ("stopped", "timeout")
        hasty.wait_until_idle(workers=0)


def test_memory(server: LiveServer) -> None:
    """A query that grows is ended by what it takes, long before its deadline."""
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(25))
    body = problem(
        server, f"SELECT (STRLEN(?x25) AS ?n) {{ BIND('{'x' * 1000}' AS ?x0) {doubling} }}"
    )
    assert body["limit"] == "memory"


def test_stack(server: LiveServer) -> None:
    """Depth that the guards cannot see ends the worker alone."""
    nested = "SELECT * { " + "?s ?p ?o OPTIONAL { " * 120 + "}" * 121
    reply = server.query(nested)
    assert reply.status in (200, 503)
    chain = "SELECT (1" + " + 1" * 1_990 + " AS ?x) {}"
    assert server.query(chain).status in (200, 503)
    assert server.query("ASK {}").status == 200


def test_depth(server: LiveServer) -> None:
    """Depth that the guards see is refused by name."""
    reply = server.query("ASK " + "{" * 500 + "}" * 500)
    assert (reply.status, reply.json()["reason"]) == (400, "depth")


@pytest.mark.parametrize("form", RESULTS)
def test_rows_at_the_limit_are_whole(server: LiveServer, form: str) -> None:
    """As many solutions as allowed come whole, though their text looks like the ends of rows."""
    query = "SELECT ?s ?o { ?s <http://e.org/tricky> ?o }"
    reply = server.query(query, form)
    assert (reply.status, reply.is_whole) == (200, True)
    if form != "csv":
        results = getattr(ox.QueryResultsFormat, form.upper())
        solutions = ox.parse_query_results(reply.body, format=results)
        assert isinstance(solutions, ox.QuerySolutions)
        assert [each["o"] for each in solutions] == [ox.Literal(TRICKY)] * MOST


@pytest.mark.parametrize("form", GRAPHS)
def test_triples_at_the_limit_are_whole(server: LiveServer, form: str) -> None:
    """The same for graphs."""
    reply = server.query("CONSTRUCT WHERE { ?s <http://e.org/tricky> ?o }", form)
    assert (reply.status, reply.is_whole) == (200, True)
    assert reply.body.count(b"http://e.org/t") >= MOST


@pytest.mark.parametrize("form", RESULTS)
def test_one_row_more_is_refused(server: LiveServer, form: str) -> None:
    """While nothing has been sent, it is a clean problem that names the limit."""
    reply = server.query(f"SELECT ?s {{ ?s <http://e.org/p> ?o }} LIMIT {MOST + 1}", form)
    assert (reply.status, reply.json()["limit"]) == (503, "rows")
    assert server.query(f"SELECT ?s {{ ?s <http://e.org/p> ?o }} LIMIT {MOST}", form).status == 200


@pytest.mark.parametrize("form", GRAPHS)
def test_one_triple_more_is_refused(server: LiveServer, form: str) -> None:
    """The same for graphs."""
    where = f"WHERE {{ ?s <http://e.org/p> ?o }} LIMIT {MOST + 1}"
    reply = server.query(f"CONSTRUCT {{ ?s <http://e.org/p> ?o }} {where}", form)
    assert (reply.status, reply.json()["limit"]) == (503, "rows")


@pytest.mark.parametrize("form", [*RESULTS, *GRAPHS])
def test_a_cut_after_the_first_byte_breaks_the_connection(server: LiveServer, form: str) -> None:
    """The chunked body has no last chunk, so nobody takes it for whole (RFC 9112, section 8)."""
    long = "CONCAT(" + ", ".join(["?o"] * 20) + ")"
    where = f"{{ ?s <http://e.org/p> ?o BIND({long} AS ?x) BIND(STR(?s) AS ?y) }}"
    query = f"SELECT ?x ?y {where}" if form in RESULTS else f"CONSTRUCT {{ ?s ?s ?x }} {where}"
    with server.connect() as channel:
        channel.sendall(request("GET", f"/sparql?format={form}&query={quote(query)}"))
        content = b""
        while chunk := channel.recv(65536):  # the other side closes, or this times out
            content += chunk
    reply = parse_reply(content)
    assert (reply.status, reply.is_whole) == (200, False)
    assert reply.headers["transfer-encoding"] == "chunked"
    assert len(reply.body) >= 65536
    assert not content.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("form", RESULTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_rows_are_counted_however_the_bytes_come(form: str, size: int) -> None:
    """Pieces of any size give the same count, exactly at the limit and one beyond."""
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"http://e.org/{n}"), ox.NamedNode("a:a"), ox.Literal(TRICKY))
                 for n in range(9))  # fmt: skip
    answer = store.query("SELECT * { ?s ?p ?o }")
    assert isinstance(answer, ox.QuerySolutions)
    whole = io.BytesIO()
    answer.serialize(whole, getattr(ox.QueryResultsFormat, form.upper()))
    content = whole.getvalue()
    for most in (9, 8):
        counter = RowCounter(io.BytesIO(), form, most)
        pieces = [content[n : n + size] for n in range(0, len(content), size)]
        if most == 9:
            assert sum(counter.write(piece) for piece in pieces) == len(content)
        else:
            with pytest.raises(QueryStoppedError):
                [counter.write(piece) for piece in pieces]


def test_an_answer_too_large_for_a_page_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A page is made where everyone is answered: a large one is refused, and nobody waits."""
    folder = tmp_path_factory.mktemp("page")
    with live_server(write_example(folder)) as server:
        query = quote("SELECT * { ?a ?b ?c . ?d ?e ?f }")
        reply = server.get(f"/sparql?query={query}", Accept="text/html")
        assert reply.status == 400
        assert "LIMIT" in reply.body.decode()
        assert [line["reason"] for line in server.ended(status="cut")] == ["size"]
        assert server.memory() < 200 * 1024 * 1024


def test_no_sockets_and_no_files(server: LiveServer) -> None:
    """A worker may open nothing at all: its limit of descriptors is zero."""
    assert server.query("SELECT (1 AS ?fresh) {}").status == 200
    workers = server.workers()
    assert workers
    for number in workers:
        with open(f"/proc/{number}/limits", encoding="ascii") as limits:  # noqa: PTH123 - short
            found = {line[:26].strip(): line[26:47].strip() for line in limits}
        assert found["Max open files"] == "0"
        assert found["Max core file size"] == "0"
        assert int(found["Max address space"]) < 1 << 40
        opened = os.listdir(f"/proc/{number}/fd")  # noqa: PTH208 - names are enough
        targets = [os.readlink(f"/proc/{number}/fd/{each}") for each in opened]  # noqa: PTH115
        files = {each for each in targets if each.startswith("/") and "/dev/" not in each}
        assert files <= {str(server.log)}  # standard error, as it was given


def test_the_port_answers_after_all(server: LiveServer) -> None:
    """The server that stopped all this is the one that was started."""
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE):
        assert json.loads(server.get("/health").body)["status"] == "ok"
    server.wait_until_idle()
