"""The paths that must be fast, answered before FastAPI's routing, by the same handlers.

FastAPI's routing costs five times what a bare ASGI application does; it keeps the rest, and the
description of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from hdhgraph.errors import HdhgraphError
from hdhgraph.web.entities import routes as resources
from hdhgraph.web.http.address import too_long
from hdhgraph.web.http.problems import Problem
from hdhgraph.web.pages import problems as problem_pages
from hdhgraph.web.pages.rendering import Page
from hdhgraph.web.queries import canned as queries
from hdhgraph.web.queries import sparql

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["BoundedAddresses", "HotPaths"]

_QUERIES: Final = "/queries/"
_ENTITIES: Final = "/id/"
_DOCUMENTS: Final = "/doc/"
_HEADERS: Final = "Accept, Accept-Language, Content-Type"
_MCP_HEADERS: Final = f"{_HEADERS}, Mcp-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name"


class BoundedAddresses:
    """Refuse an address that is too long to be read, before anything of it is."""

    def __init__(self, app: ASGIApp, state: FastAPI) -> None:
        """Stand in front of `app`; pages of problems use what `state` has."""
        self._app, self._state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        refused = too_long(scope) if scope["type"] == "http" else None
        if refused is None:
            await self._app(scope, receive, send)
            return
        status, sentence = refused
        # What is too long to be read is too long to be told again.
        bare = {**scope, "app": self._state, "path": "/", "raw_path": b"/", "query_string": b""}
        problem = Problem(status, status.phrase.lower().replace(" ", "-"), sentence)
        await problem_pages.respond(Request(bare), problem)(bare, receive, send)


class HotPaths:
    """Answer /sparql, /queries/{slug}, /id/… and /doc/… here; leave the rest to the application."""

    def __init__(self, app: FastAPI) -> None:
        """Stand in front of `app`, whose state the handlers use."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await preflight(scope["path"])(scope, receive, send)
            return
        if scope["type"] != "http" or not _is_hot(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        scope["app"] = self._app
        request = Request(scope, receive)
        try:
            response = await _answer(request, scope["method"], scope["path"])
            if isinstance(response, Page):
                await response.make()
        except HdhgraphError as error:
            response = problem_pages.of_exception(request, error)
        except ClientDisconnect:
            return
        except Exception:
            await problem_pages.unexpected(request)(scope, receive, send)
            raise  # it is logged
        await response(scope, receive, send)


def preflight(path: str) -> Response:
    """Answer a cross-origin preflight: anyone may read, nobody may write (Fetch, CORS protocol)."""
    takes_post = path == "/sparql" or path.startswith(_QUERIES)
    methods = "GET, HEAD, POST, OPTIONS" if takes_post else "GET, HEAD, OPTIONS"
    if path == "/mcp":
        methods = "POST, OPTIONS"
    return Response(
        status_code=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": _MCP_HEADERS if path == "/mcp" else _HEADERS,
            "Access-Control-Max-Age": "86400",
        },
    )


def _is_hot(method: str, path: str) -> bool:
    if path == "/sparql":
        return method in ("GET", "HEAD", "POST")
    if path.startswith((_ENTITIES, _DOCUMENTS)):
        return method in ("GET", "HEAD") and path not in (_ENTITIES, _DOCUMENTS)
    name = path.removeprefix(_QUERIES)
    return method in ("GET", "HEAD", "POST") and name not in ("", path) and "/" not in name


async def _answer(request: Request, method: str, path: str) -> Response:
    if path.startswith(_DOCUMENTS):
        return await resources.describe_entity(request)
    if path.startswith(_ENTITIES):
        return await resources.redirect_entity(request)
    if path != "/sparql":
        return await queries.answer_query(request, path.removeprefix(_QUERIES))
    if method == "POST":
        return await sparql.query_by_post(request)
    return await sparql.query_by_get(request)
