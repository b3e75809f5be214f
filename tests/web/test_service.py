"""SERVICE: only an endpoint on the allow-list is asked, and a real one answers."""

from __future__ import annotations

import http.server
import select
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.errors import QueryRefusedError
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import bundled
from hdhgraph.sparql.guards import inspect
from hdhgraph.web.serving.app import Content, create_app
from service_clauses import AROUND, INSIDE, A, B
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALLOWED = "http://127.0.0.1:9/sparql"
CLAUSE = "{ ?s ?p ?o }"


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_an_allowed_endpoint_passes(silent: str) -> None:
    """A SERVICE on the list is let through, and its answer is never kept."""
    facts = inspect(f"SELECT * {{ service {silent}<{ALLOWED}> {CLAUSE} }}", [ALLOWED])
    assert facts.asks_service
    assert facts.is_volatile


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE <{ALLOWED}x> {CLAUSE} }}",
        f"SELECT * {{ SERVICE <{ALLOWED}> {CLAUSE} SERVICE <http://e.org/> {CLAUSE} }}",
        f"SELECT * {{ SERVICE ?endpoint {CLAUSE} }}",
        f"PREFIX e: <http://127.0.0.1:9/> SELECT * {{ SERVICE e:sparql {CLAUSE} }}",
        f"SELECT * {{ SERVICE <{ALLOWED}> {{ SERVICE SILENT <http://e.org/> {CLAUSE} }} }}",
    ],
)
def test_any_other_endpoint_is_refused(query: str) -> None:
    """Another IRI, a variable, a prefixed name, or one hidden behind an allowed one."""
    with pytest.raises(QueryRefusedError, match="SERVICE is refused"):
        inspect(query, [ALLOWED])


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Answer any query with no solutions, and note that it was asked."""

    calls: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Note the path, and answer."""
        self.calls.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        content = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        """Answer the same."""
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_no_form_of_a_clause_reaches_an_endpoint_off_the_list() -> None:
    """A real service of two paths: only the allowed one is ever asked, and that one is."""
    Endpoint.calls.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    allowed, other = (urlsplit(iri).path for iri in (A, B))
    client, engine = client_for((address + allowed,))
    statuses = {}
    with client:
        for name, text in {**AROUND, **INSIDE}.items():
            query = text.replace("http://127.0.0.1:9", address)
            statuses[name] = client.get("/sparql", params={"query": query}).status_code
    engine.close()
    server.shutdown()
    server.server_close()
    assert other not in Endpoint.calls
    assert set(Endpoint.calls) == {allowed}
    assert statuses == dict.fromkeys(AROUND, 400) | dict.fromkeys(INSIDE, 200)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """A second, real endpoint that serves one invented triple."""
    path = tmp_path / "far.nt"
    path.write_text("<http://e.org/far> <http://e.org/p> <http://e.org/o> .\n", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", path],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            assert "serving on" in line
            yield line.split("serving on ")[1].split()[0] + "/sparql"
        finally:
            process.terminate()


def client_for(services: tuple[str, ...]) -> tuple[TestClient, Engine]:
    """Return a client of a service that may ask `services`."""
    engine = Engine.start(Source(), Limits(timeout=PATIENCE))
    content = Content(Source(), bundled().queries, "0" * 64, union=False)
    app = create_app(Settings(timeout=PATIENCE, service=services), content, engine)
    return TestClient(app), engine


def test_a_real_endpoint_is_asked(endpoint: str) -> None:
    """A federated query is answered, and not kept."""
    client, engine = client_for((endpoint,))
    with client:
        query = f"SELECT ?s {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}"
        response = client.get("/sparql", params={"query": query, "format": "csv"})
    engine.close()
    assert response.text.split() == ["s", "http://e.org/far"]
    assert response.headers["cache-control"] == "no-store"


def test_no_socket_is_opened_without_the_list() -> None:
    """An endpoint that is not on the list is never connected to."""
    client, engine = client_for((ALLOWED,))
    with socket.create_server(("127.0.0.1", 0)) as canary:
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/sparql"
        query = f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"
        with client:
            assert client.get("/sparql", params={"query": query}).status_code == 400
        engine.close()
        assert select.select([canary], [], [], 0)[0] == []  # whoever had called would stand there
