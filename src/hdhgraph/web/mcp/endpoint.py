"""The MCP endpoint at /mcp (Model Context Protocol, Streamable HTTP), without sessions.

Each POST is one message and has one JSON answer; nothing is kept between two of them, and a GET for
a stream of events has none. Who names an Origin that is not this machine's, the service's own or
one that the operator allows is refused: a page elsewhere cannot reach the service by rebinding a
name of its own, since a browser names the page's Origin with every POST.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from hdhgraph.errors import InputError
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.web.http import problems
from hdhgraph.web.http.operation import JSON, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.mcp.extra import load_server
from hdhgraph.web.pages import problems as problem_pages
from hdhgraph.web.queries.sparql import read_body
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from hdhgraph.web.mcp.server import GraphServer
    from hdhgraph.web.service.service import Service

__all__ = ["router"]

router = Routes()

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_ANY: Final = "*"
# One message: the arguments of a tool, a query at most.
_LARGEST_BODY: Final = 256 * 1024
_METHODS: Final = "POST, OPTIONS"
_LANGUAGE: Final = replace(LANGUAGE, is_loose=False)
# A message of JSON-RPC 2.0, of the methods that need no parameters.
_MESSAGE: Final = {
    "type": "object",
    "required": ["jsonrpc", "id", "method"],
    "properties": {
        "jsonrpc": {"type": "string", "const": "2.0"},
        "id": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "method": {"type": "string", "enum": ["ping", "tools/list", "resources/list"]},
    },
    "additionalProperties": False,
    "example": {"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
}
_MEDIA_TYPE: Final = "application/json"


@router.take("/mcp", Operation(
    "One JSON-RPC message of a client of the Model Context Protocol",
    "Un message JSON-RPC d'un client du Model Context Protocol", JSON,
    (202, 400, 403, 406, 413, 501, 503), (_LANGUAGE,), {_MEDIA_TYPE: _MESSAGE}, JSON,
))  # fmt: skip
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
    if media_type != _MEDIA_TYPE:
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
    given = _LANGUAGE.given(request)
    language = "en" if given is None else given
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
            with asker_of(self._request).watch():
                await self._server.exchange(scope, receive_body, send_uncached)
        except ClientDisconnect:
            return
