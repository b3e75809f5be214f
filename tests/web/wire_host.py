"""The protocol of `hdhgraph serve` on a real connection, fed with the pieces a test chooses."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.server import ServerState

from hdhgraph.web.wire import BoundedProtocol
from live_server import Reply, parse_reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

# How long an answer that does not come is waited for.
_PATIENCE = 5.0


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what was understood of the request, its body included."""
    body, is_more = b"", True
    while is_more:
        message = await receive()
        assert message["type"] == "http.request"
        body += message["body"]
        is_more = message["more_body"]
    known = {name: scope[name] for name in ("method", "path", "http_version")}
    query = scope["query_string"].decode("latin-1")
    content = json.dumps({**known, "query": query, "body": body.decode("latin-1")}).encode()
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": content})


async def exchange(app: ASGIApp, pieces: Iterable[bytes], most: int) -> list[Reply]:
    """Give a new connection the pieces one by one; return its answers, no more than `most`."""
    loop = asyncio.get_running_loop()
    config = uvicorn.Config(app, log_config=None)
    config.load()
    near, far = socket.socketpair()
    far.setblocking(False)
    transport, _ = await loop.connect_accepted_socket(
        lambda: BoundedProtocol(config, ServerState(), {}), near
    )
    for piece in pieces:
        if transport.is_closing():
            break
        receiver = transport.get_protocol()
        assert isinstance(receiver, asyncio.Protocol)
        receiver.data_received(piece)
        await asyncio.sleep(0)
    found: list[Reply] = []
    content = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while len(found) < most and (more := await loop.sock_recv(far, 1 << 20)):
                content += more
                while (reply := parse_reply(content)).is_whole:
                    found.append(reply)
                    content = reply.rest
    far.close()
    await asyncio.sleep(0)  # lets the other end be forgotten
    return found


def answers(app: ASGIApp, pieces: Iterable[bytes], most: int) -> list[Reply]:
    """Return the answers that a new connection gives to these pieces, no more than `most`."""
    return asyncio.run(exchange(app, pieces, most))


def cut(content: bytes, places: Sequence[int]) -> list[bytes]:
    """Return bytes in pieces, cut at these places modulo their length."""
    ends = sorted({place % (len(content) + 1) for place in places} | {0, len(content)})
    return [content[begin:end] for begin, end in pairwise(ends)]


def told(reply: Reply) -> dict[str, Any]:
    """Return what `echo` says that it understood."""
    assert reply.status == 200, reply.body
    found: dict[str, Any] = reply.json()
    return found
