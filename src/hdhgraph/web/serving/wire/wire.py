"""One connection, with the bounds that uvicorn leaves to a proxy in front of it.

Without them a request's head may grow for ever: 64 MB of it hold the one event loop for seconds;
and a client that sends nothing, or reads nothing, holds its place as long as it likes.
"""

from __future__ import annotations

import time
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.web.serving.holds import Holds
from hdhgraph.web.serving.wire.connections import FREE, Connections
from hdhgraph.web.serving.wire.outflow import Outflow
from hdhgraph.web.serving.wire.refusals import RefusingProtocol
from hdhgraph.web.serving.wire.request_parser import ParsingStopped

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from hdhgraph.web.serving.replay import Replays
    from hdhgraph.web.serving.wire.connections import Bounds

__all__ = ["BoundedProtocol"]

# A query longer than fits in the address is posted; the largest body that is read is 4 MiB.
_LARGEST_HEAD: Final = 256 * 1024
_LARGEST_MESSAGE: Final = 8 * 1024 * 1024
_MOST_FIELDS: Final = 200
# Pieces of a body that are this small, in bytes, are counted.
_CRUMB: Final = 16
_MOST_CRUMBS: Final = 4096
# How many requests may wait on one connection for the answers before theirs.
_MOST_PIPELINED: Final = 128
_FULL: Final = {
    "client": "This client has as many connections as one may have; ask again soon.",
    "total": "There are as many connections as can be served; ask again soon.",
    "memory": "The requests that wait for answers are too large in sum; ask again soon.",
}


class BoundedProtocol(RefusingProtocol):
    """uvicorn's protocol, for requests of a bounded size that come within a bounded time."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        replays: Replays | None = None,
        connections: Connections | None = None,
        holds: Holds | None = None,
    ) -> None:
        """Take uvicorn's own arguments, and what all connections share; or be the only one."""
        super().__init__(config, server_state, app_state, _loop, replays=replays)
        self._others = Connections() if connections is None else connections
        self._holds = Holds() if holds is None else holds
        self._pieces = 0  # of the body that comes in
        # Bytes of the request that comes in, and the seconds that its client was waited for.
        self._received, self._waited = 0, 0.0
        # Bytes of all requests that are not answered yet, and how many there is room for; the size
        # of each that is whole.
        self._held, self._room = 0, FREE
        self._sizes: deque[int] = deque()
        # How many requests there had been when something last happened, and the seconds since.
        self._done, self._idle = 0, 0.0
        self._outflow: Outflow
        self._parted = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        """Take a place among the connections, or hang up."""
        super().connection_made(transport)
        self._outflow = Outflow(self.head)
        full = self._others.admit(self)
        if full:
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, _FULL[full])

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._others.leave(self)
        super().connection_lost(exc)

    def on_last_word(self) -> None:
        """Give the place back, before the client has hung up."""
        self._others.part(self)

    def data_received(self, data: bytes) -> None:
        """Answer what is known; else count what came, and pass it on."""
        if self.replay(data):
            return
        self._received += len(data)
        self._held += len(data)
        if self._received > _LARGEST_MESSAGE:
            self._refuse_body()
        elif self._held > self._room and not self._has_room():
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, _FULL["memory"])
        else:
            began = time.thread_time()
            super().data_received(data)
            self._look_at_rest(len(data))
            self._holds.note(time.thread_time() - began, self.scope)

    def _look_at_rest(self, size: int) -> None:
        """Bound the head that is still coming in, also where it began behind another request."""
        if self._is_coming and not self._received:
            # How much of the last piece is part of it is not known: all of it is the most.
            self._received = size
            self._held += size
        if self._is_head and self._received > _LARGEST_HEAD:
            self._refuse_head()

    def _has_room(self) -> bool:
        """Tell whether what is held may be; what is read to be dropped is not held."""
        if self._is_coming and not self._is_head and self.cycle.response_complete:
            self._held = 0
        return self._hold(self._held)

    def _hold(self, size: int) -> bool:
        """Take room for so many bytes; tell whether there is."""
        has_room = self._others.hold(self, size)
        if has_room:
            self._room = max(FREE, size)
        return has_room

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of the head, of which there may be so many."""
        super().on_header(name, value)
        if len(self.headers) > _MOST_FIELDS:
            self.refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"There are more than {_MOST_FIELDS} header fields.",
            )
            raise ParsingStopped

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, unless it is cut into crumbs, each of which takes its time."""
        self._pieces += 1
        if self._pieces > _MOST_CRUMBS + self._received // _CRUMB:
            self.refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is cut into too many small chunks."
            )
            raise ParsingStopped
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """Refuse what will not be read, before its body comes."""
        self._pieces = 0
        length = next((int(value) for name, value in self.headers if name == b"content-length"), 0)
        if self.parser.get_method() == b"CONNECT":
            self.refuse(HTTPStatus.NOT_IMPLEMENTED, "There is no tunnel here: CONNECT is refused.")
        elif not self.parser.get_http_version().startswith("1."):
            self._refuse_version()
        elif self._received > _LARGEST_HEAD and self._head_size() > _LARGEST_HEAD:
            self._refuse_head()
        elif length > _LARGEST_MESSAGE:
            self._refuse_body()
        elif length > FREE and not self._hold(
            self._held - self._received + self._head_size() + length
        ):
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, _FULL["memory"])
        elif len(self.pipeline) >= _MOST_PIPELINED:
            detail = f"More than {_MOST_PIPELINED} requests wait on this connection; ask again."
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, detail)
        else:
            super().on_headers_complete()
            return
        raise ParsingStopped

    def on_message_complete(self) -> None:
        """Note the size of a request that waits for its answer."""
        if self.cycle.response_complete:
            self._held = 0
        else:
            self._sizes.append(self._received)
        self._received, self._waited = 0, 0.0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Let go of the request that was answered."""
        # One that is answered before it is whole is the only one: the rest of it is dropped.
        held = self._held - self._sizes.popleft() if self._sizes else 0
        self._held = held
        if self._room > FREE:
            self._hold(held)
        super().on_response_complete()

    def pass_time(self, bounds: Bounds) -> None:
        """Count one sweep against a client that is waited for, and end what is too slow."""
        if self._outflow.is_slow(bounds):
            self._others.ended["answer"] += 1
            self.abort()
        elif self._last_word is not None or self.transport.is_closing():
            return
        elif self._is_coming or (self._received and not self._under_way):
            if self._is_awaited():
                self._wait_for_rest(bounds)
        elif not self._under_way:
            self._wait_for_more(bounds)

    def take_leave(self, bounds: Bounds) -> None:
        """Count one sweep after the last word, unless there is something left to read."""
        if self._outflow.is_slow(bounds):
            self.abort()
        elif self._outflow.is_empty:
            self._parted += bounds.sweep
            if self._parted >= bounds.parting:
                self.abort()

    def _is_awaited(self) -> bool:
        """Tell whether it is for the client to send: we read, and it need not wait for us."""
        is_asked = self._is_head or not self.cycle.waiting_for_100_continue
        return is_asked and not self.flow.read_paused

    def _wait_for_rest(self, bounds: Bounds) -> None:
        self._waited += bounds.sweep
        part, most = ("head", bounds.head) if self._is_head else ("body", bounds.body)
        if not bounds.is_slow(self._waited, self._received, most):
            return
        self._others.ended[part] += 1
        if not self._is_coming:
            self.transport.close()  # nothing but line ends, which no answer belongs to
            return
        self.refuse(
            HTTPStatus.REQUEST_TIMEOUT,
            f"The {part} of the request came too slowly: after {bounds.grace:g} s, "
            f"{bounds.rate} bytes a second are the least, and {most:g} s are the most in all.",
        )

    def _wait_for_more(self, bounds: Bounds) -> None:
        done = self._ended + self.replayed
        self._idle = self._idle + bounds.sweep if done == self._done else 0.0
        self._done = done
        if self._idle >= (self.timeout_keep_alive if done else bounds.grace):
            self.transport.close()

    def rank(self) -> tuple[int, float] | None:
        """Return a place in the order of making room, the least first; None while answered.

        Idle connections come first, then the slowest, then those for which no sweep has passed.
        """
        is_leaving = self._last_word is not None or self.transport.is_closing()
        if is_leaving or not self._outflow.is_empty:
            return None
        if not (self._is_coming or self._received):
            if self._under_way:
                return None
            return (0, -self._idle) if self._idle else (2, 0.0)
        own = 0 if self._is_head or self.cycle.response_started else 1
        if self._under_way > own or not self._is_awaited():
            return None
        return (1, self._received / self._waited) if self._waited else (2, 0.0)

    def make_room(self) -> bool:
        """End for the sake of others; tell whether a request was lost by that."""
        if not self._is_coming:
            self.transport.close()
            return False
        detail = "The request came slowly, and its place was needed for others; ask again soon."
        self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, detail)
        return True

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP as every other mistake is refused."""
        if self.parser.get_method() == b"PRI":  # how HTTP/2 begins (RFC 9113, 3.4)
            self._refuse_version()
        else:
            self.refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse_version(self) -> None:
        detail = "This server speaks HTTP/1.1 and HTTP/1.0 alone."
        self.refuse(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, detail)

    def _refuse_head(self) -> None:
        detail = f"The address and headers are longer than {_LARGEST_HEAD} bytes; post the query."
        self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)

    def _refuse_body(self) -> None:
        detail = f"The request is larger than {_LARGEST_MESSAGE} bytes."
        self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
