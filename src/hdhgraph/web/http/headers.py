"""What is done to every answer: headers that keep a page to itself, and compression."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette_compress import CompressMiddleware

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SECURITY_HEADERS", "Compressed", "SecurityHeaders", "vary"]

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Location, ETag, Link, Repr-Digest, Retry-After, X-As-Of-Counts, X-Query-Id, "
        "X-Total-Count, X-Versions"
    ),
    "Timing-Allow-Origin": "*",  # Server-Timing tells nothing that a clock would not
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
SECURITY_HEADERS: Final = [
    (name.lower().encode(), value.encode()) for name, value in _HEADERS.items()
]
# What is compressed in one go: some two milliseconds.
_PIECE: Final = 64 * 1024
_STORED: Final = "/dump/"


class Compressed:
    """Compress where the client can read it; who names no encoding is not made to wait for it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app, self._compressed = app, CompressMiddleware(InPieces(app))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, through compression or past it."""
        if scope["type"] == "http" and scope["path"].startswith(_STORED):
            await self._app(scope, receive, send)  # a file, whose ranges are those of its bytes
            return
        if scope["type"] != "http" or any(n == b"accept-encoding" for n, _ in scope["headers"]):
            await self._compressed(scope, receive, send)
            return

        async def send_plain(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = vary(message["headers"])
            await send(message)

        await self._app(scope, receive, send_plain)


class InPieces:
    """Hand on a large body in pieces, with a turn for others between them."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""

        async def send_in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if len(body) <= _PIECE:
                await send(message)
                return
            for start in range(0, len(body), _PIECE):
                piece = body[start : start + _PIECE]
                is_last = start + _PIECE >= len(body) and not message.get("more_body", False)
                await send({**message, "body": piece, "more_body": not is_last})
                await asyncio.sleep(0)

        await self._app(scope, receive, send_in_pieces)


def vary(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Say that another Accept-Encoding may get other bytes (RFC 9110, 12.5.5)."""
    known = b", ".join(value for name, value in headers if name == b"vary")
    value = known + b", Accept-Encoding" if known else b"Accept-Encoding"
    return [*(pair for pair in headers if pair[0] != b"vary"), (b"vary", value)]


class SecurityHeaders:
    """Add the headers that every answer has, without touching the body that streams by."""

    def __init__(self, app: ASGIApp, *more: tuple[bytes, bytes]) -> None:
        """Wrap `app`; `more` are further headers."""
        self._app, self._headers = app, [*SECURITY_HEADERS, *more]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers on the start of an answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                added = [pair for pair in self._headers if pair[0] not in known]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
