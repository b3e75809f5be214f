"""Assembly of the service: `create_app(settings)`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

import hdhgraph
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.queries import read_queries
from hdhgraph.web import pages, problems, queries, sparql
from hdhgraph.web.service import Service, read_values, service_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from hdhgraph.config import Settings
    from hdhgraph.engine.protocol import Source

__all__ = ["Content", "create_app"]

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
_MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """What is served: a graph project or plain files, the folder of canned queries, the version.

    With `union`, the default graph that is queried is the union of all graphs.
    """

    source: Source
    queries: Path
    version: str
    union: bool = True


def create_app(settings: Settings, content: Content) -> FastAPI:
    """Build the application; the engine starts and ends with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limits = Limits(settings.timeout, settings.max_memory * _MEBIBYTE, settings.workers)
        engine = Engine.start(content.source, limits)
        try:
            canned = read_queries(content.queries)
            values = await read_values(engine, canned, union=content.union)
            app.state.service = Service(
                settings, engine, canned, content.version, content.union, values
            )
            yield
        finally:
            engine.close()

    app = FastAPI(
        title="hdhgraph",
        version=hdhgraph.__version__,
        lifespan=lifespan,
        docs_url=None,  # the stock pages load from other hosts
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install(app)
    app.middleware("http")(_add_headers)
    for router in (sparql.router, queries.router, pages.router):
        app.include_router(router)
    app.add_api_route("/health", _health, methods=["GET", "HEAD"])
    return app


async def _add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    response.headers.update(_HEADERS)
    return response


async def _health(request: Request) -> Response:
    """Say that the service answers, what it serves and in which version."""
    service = service_of(request)
    return JSONResponse(
        {
            "status": "ok",
            "software": hdhgraph.__version__,
            "dataset": service.version,
            "quads": service.engine.quads,
        }
    )
