"""The MCP endpoint at /mcp (Model Context Protocol, Streamable HTTP), without sessions.

Each POST is one message and has one JSON answer; nothing is kept between two of them, and a GET for
a stream of events has none. Who names an Origin that is not this machine's, the service's own or
one that the operator allows is refused: a page elsewhere cannot reach the service by rebinding a
name of its own, since a browser names the page's Origin with every POST.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from hdhgraph.errors import InputError
from hdhgraph.web import problem_pages, problems
from hdhgraph.web.address import address_pairs
from hdhgraph.web.mcp.extra import load_server
from hdhgraph.web.messages import LANGUAGES
from hdhgraph.web.service import service_of
from hdhgraph.web.sparql import DisconnectWatch, read_body

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from hdhgraph.web.mcp.server import GraphServer
    from hdhgraph.web.service import Service

__all__ = ["router"]

router = APIRouter()

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_ANY: Final = "*"
# One message: the arguments of a tool, a query at most.
_LARGEST_BODY: Final = 256 * 1024
_METHODS: Final = "POST, OPTIONS"


@router.post("/mcp")
async def answer_message(request: Request) -> Response:
    """Answer one message of an MCP client; `?lang=fr` for French descriptions."""
    origin = request.headers.get("origin")
    service = service_of(request)
    if origin is not None and not is_allowed(origin, service):
        return problems.problem(
            HTTPStatus.FORBIDDEN,
            "origin",
            "Pages of this origin may not use /mcp; the operator allows one by --mcp-origin.",
        )
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise InputError(f"A message is application/json; this is “{media_type or 'of no type'}”.")
    server = await _server_of(request, service)
    body = await read_body(request, _LARGEST_BODY)
    return Exchange(server, request, body.encode())


@router.api_route("/mcp", methods=["GET", "HEAD", "DELETE", "PUT"], include_in_schema=False)
async def refuse_method(request: Request) -> Response:
    """Say what is here: there is no stream to GET, and no session to DELETE."""
    return problem_pages.respond(
        request,
        problems.Problem(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This is an MCP endpoint (Streamable HTTP) without sessions or streams: clients POST "
            "JSON-RPC messages to it.",
            headers={"Allow": _METHODS},
        ),
    )


def is_allowed(origin: str, service: Service) -> bool:
    """Tell whether pages of an origin may use /mcp (Fetch, 3.2; RFC 6454, 7)."""
    allowed = service.settings.mcp_origin
    if _ANY in allowed or origin in allowed:
        return True
    own = urlsplit(service.public)
    if origin in (f"{own.scheme}://{own.netloc}", service.origin):
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK


async def _server_of(request: Request, service: Service) -> GraphServer:
    """Return the server in the language of the address; it is made for the first client.

    Raises MissingExtraError where the SDK is not installed.
    """
    given = dict(address_pairs(request))
    language = given.get("lang", "en")
    if language not in LANGUAGES:
        raise InputError(f"“{language}” is not a language of this service; fr and en are.")
    servers: dict[str, GraphServer] = request.app.state.mcp
    if language not in servers:
        kind = await asyncio.to_thread(load_server)  # the import takes long
        servers[language] = kind(service, language)
    return servers[language]


class Exchange(Response):
    """An answer that the server writes itself, from a body that was read before."""

    def __init__(self, server: GraphServer, request: Request, body: bytes) -> None:
        """Answer `request`, whose body is `body`."""
        super().__init__()
        self._server, self._request, self._content = server, request, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - read before
        """Answer; end what was begun when the client goes."""
        is_read = False

        async def receive_body() -> Message:
            nonlocal is_read
            if is_read:
                await asyncio.Event().wait()  # the watch is told when the client goes
            is_read = True
            return {"type": "http.request", "body": self._content, "more_body": False}

        async def send_uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"cache-control", b"no-store")]
                message = {**message, "headers": headers}
            await send(message)

        try:
            with DisconnectWatch(self._request):
                await self._server.exchange(scope, receive_body, send_uncached)
        except ClientDisconnect:
            return
