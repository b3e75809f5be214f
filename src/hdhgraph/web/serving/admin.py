"""The operator's listener, on the loopback only: metrics, what runs now, and the means to end it.

Behind a proxy every client is the loopback, so nothing of this is on the public listener.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hdhgraph.web.http.problems import problem
from hdhgraph.web.serving.metrics import exposition

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from prometheus_client.registry import Collector
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from hdhgraph.engine.activity import Run
    from hdhgraph.engine.client import Engine

__all__ = ["AdminServer", "create_admin"]

_SHOWN_TEXT: Final = 200
_HOSTS: Final = frozenset(("127.0.0.1", "localhost"))
_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def create_admin(engine: Engine, collector: Collector) -> ASGIApp:
    """Build the operator's application over a running engine and what counts it."""

    async def metrics(_request: Request) -> Response:
        content = exposition(collector)
        return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST, **_NO_STORE})

    async def queries(_request: Request) -> Response:
        running = [describe(run) for run in engine.activity.running.values()]
        return JSONResponse({"queries": running}, headers=_NO_STORE)

    async def query(request: Request) -> Response:
        run_id = request.path_params["id"]
        run = engine.activity.running.get(run_id)
        if run is None:
            return problem(
                HTTPStatus.NOT_FOUND,
                "unknown-run",
                f"No query “{run_id[:40]}” is running: it has ended, or never was; see /queries.",
            )
        if request.method == "DELETE":
            shown = describe(run)
            engine.cancel(run_id)
            return JSONResponse({"ended": shown}, headers=_NO_STORE)
        return JSONResponse(describe(run), headers=_NO_STORE)

    def unrouted(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
        status = HTTPStatus(error.status_code)
        response = problem(
            status,
            status.phrase.lower().replace(" ", "-"),
            "Here are: GET /metrics, GET /queries, GET and DELETE /queries/{id}.",
        )
        response.headers.update(error.headers or {})
        return response

    routes = [
        Route("/metrics", metrics),
        Route("/queries", queries),
        Route("/queries/{id}", query, methods=["GET", "DELETE"]),
    ]
    return LocalOnly(Starlette(routes=routes, exception_handlers={HTTPException: unrouted}))


def describe(run: Run) -> dict[str, object]:
    """Return what an operator sees of a running query; `seconds` are so far."""
    return {
        "id": run.id,
        "client": run.client,
        "lane": run.lane,
        "format": run.form,
        "seconds": round(run.seconds, 3),
        "bytes": run.size,
        "query": run.query[:_SHOWN_TEXT],
    }


class LocalOnly:
    """Refuse requests by any other name than the loopback's.

    A page of a stranger can give its own name the address 127.0.0.1, and would read what is here.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host.rpartition(":")[0] in _HOSTS or host in _HOSTS:
            await self._app(scope, receive, send)
            return
        detail = "This listener answers to 127.0.0.1 and localhost only."
        response = problem(HTTPStatus.MISDIRECTED_REQUEST, "misdirected", detail)
        await response(scope, receive, send)


class AdminServer:
    """The listener beside the public one, in the same event loop."""

    def __init__(
        self, app: ASGIApp, listener: socket.socket, protocol: Callable[..., asyncio.Protocol]
    ) -> None:
        """Answer on `listener`, which is bound already."""
        self._listener = listener
        configuration = uvicorn.Config(
            app,
            http=cast("type[asyncio.Protocol]", protocol),  # anything called as one
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        configuration.load()
        self._server = uvicorn.Server(configuration)
        self._server.lifespan = configuration.lifespan_class(configuration)
        self._task: asyncio.Task[None] | None = None

    @property
    def origin(self) -> str:
        """The address listened on."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    async def start(self) -> None:
        """Begin to answer."""
        await self._server.startup(sockets=[self._listener])
        self._task = asyncio.create_task(self._server.main_loop())

    async def stop(self) -> None:
        """Hang up, and let go of the port."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        await self._server.shutdown(sockets=[self._listener])
