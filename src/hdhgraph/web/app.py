"""Assembly of the service: `create_app(settings)`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette_compress import CompressMiddleware, add_compress_type

import hdhgraph
from hdhgraph.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.queries import read_queries
from hdhgraph.web import graphs, pages, problems, queries, sparql
from hdhgraph.web.cache import AnswerCache
from hdhgraph.web.hot_paths import HotPaths
from hdhgraph.web.service import Service, Versions, read_graphs, read_values, service_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from hdhgraph.config import Settings
    from hdhgraph.engine.client import Engine
    from hdhgraph.engine.protocol import Source

__all__ = ["SECURITY_HEADERS", "Content", "create_app"]

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
SECURITY_HEADERS: Final = [
    (name.lower().encode(), value.encode()) for name, value in _HEADERS.items()
]
_MEBIBYTE: Final = 1024 * 1024

for each in (*RESULTS_FORMATS, *GRAPH_FORMATS):
    add_compress_type(each.media_type)


@dataclass(frozen=True, slots=True)
class Content:
    """What is served: a graph project or plain files, the folder of canned queries, the version.

    `modified` is when the newest of the files was written, in seconds since 1970. With `union`, the
    default graph that is queried is the union of all graphs.
    """

    source: Source
    queries: Path
    version: str
    modified: float = 0.0
    union: bool = True
    ontology: str = ""
    edition: str = ""


def create_app(
    settings: Settings, content: Content, engine: Engine, origin: str = "http://127.0.0.1:8000"
) -> ASGIApp:
    """Build the application over a running engine, which stays the caller's to close.

    `origin` is the address listened on, for descriptions that must name it.

    Raises QueryHeaderError (file, line) for a canned query that cannot be used.
    """
    canned = read_queries(content.queries)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        union = (
            content.union if settings.default_graph is None else settings.default_graph == "union"
        )
        values = await read_values(engine, canned, union=union)
        sizes, default = await read_graphs(engine, union=union)
        versions = Versions(content.version, content.ontology, content.edition)
        app.state.service = Service(
            settings, engine, canned, versions, union, values, sizes, default, origin
        )
        yield
        await engine.stop()

    app = FastAPI(
        title="hdhgraph",
        version=hdhgraph.__version__,
        lifespan=lifespan,
        docs_url=None,  # the stock pages load from other hosts
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install(app)
    for router in (sparql.router, queries.router, graphs.router, pages.router):
        app.include_router(router)
    app.add_api_route("/health", _health, methods=["GET"])
    app.add_api_route("/health", _health, methods=["HEAD"], include_in_schema=False)
    compressed = Compressed(SecurityHeaders(HotPaths(app)))
    modified = formatdate(content.modified, usegmt=True)
    return AnswerCache(compressed, content.version, modified, settings.cache * _MEBIBYTE // 2)


class Compressed:
    """Compress where the client can read it; who names no encoding is not made to wait for it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app, self._compressed = app, CompressMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, through compression or past it."""
        if scope["type"] != "http" or any(n == b"accept-encoding" for n, _ in scope["headers"]):
            await self._compressed(scope, receive, send)
            return

        async def send_plain(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = vary(message["headers"])
            await send(message)

        await self._app(scope, receive, send_plain)


def vary(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Say that another Accept-Encoding may get other bytes (RFC 9110, 12.5.5)."""
    known = b", ".join(value for name, value in headers if name == b"vary")
    value = known + b", Accept-Encoding" if known else b"Accept-Encoding"
    return [*(pair for pair in headers if pair[0] != b"vary"), (b"vary", value)]


class SecurityHeaders:
    """Add the headers that every answer has, without touching the body that streams by."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers on the start of an answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *SECURITY_HEADERS]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def _health(request: Request) -> Response:
    """Say that the service answers, what it serves and in which version."""
    service = service_of(request)
    return JSONResponse(
        {
            "status": "ok",
            "software": service.versions.software,
            "ontology": service.versions.ontology,
            "data": service.versions.edition,
            "dataset": service.versions.dataset,
            "quads": service.engine.quads,
        },
        headers={"Cache-Control": "no-store"},
    )
