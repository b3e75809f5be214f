"""A listener on the loopback that nobody may speak to, and that answers whoever does.

It gives no reason to fail: an answer to SERVICE, or a graph, whatever is asked for.
"""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOLUTIONS = json.dumps(
    {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "uri", "value": "urn:a"}}]}}
)
TRIPLES = "<urn:a> <urn:b> <urn:c> .\n"


class Canary:
    """Where it listens, and what came in there, as lines."""

    def __init__(self, port: int) -> None:
        """Begin with nothing."""
        self.url = f"http://127.0.0.1:{port}/"
        self.heard: list[str] = []


@contextlib.contextmanager
def listening() -> Iterator[Canary]:
    """Listen on a free port of the loopback, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            canary.heard.append(f"a connection from {self.client_address}")
            super().handle()

        def do_GET(self) -> None:
            canary.heard.append(self.requestline)
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            is_query = "sparql-results" in (self.headers.get("Accept") or "")
            body = (SOLUTIONS if is_query else TRIPLES).encode()
            kind = "application/sparql-results+json" if is_query else "text/turtle"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - named by the standard library

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    canary = Canary(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield canary
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
