"""Refusing a request before any route sees it, in the form that every other refusal has.

The refusal comes behind the answers to the requests before it, and the client has a moment to
read it: a connection that is closed while its input lies unread is reset, and the answer with it
(RFC 9112, 9.6).
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from hdhgraph.web.http.headers import SECURITY_HEADERS
from hdhgraph.web.http.problems import problem
from hdhgraph.web.serving.replay import ReplayProtocol
from hdhgraph.web.serving.wire.request_parser import RequestParser

if TYPE_CHECKING:
    from http import HTTPStatus

    from httptools import HttpRequestParser
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from hdhgraph.web.serving.replay import Replays

__all__ = ["RefusingProtocol"]

# What is read and dropped of a request that is refused, so that its client reads why.
_MOST_DROPPED: Final = 8 * 1024 * 1024


class RefusingProtocol(ReplayProtocol):
    """HTTP/1.1 that can end a connection with a last word."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        replays: Replays | None = None,
    ) -> None:
        """Take uvicorn's own arguments, and the answers that all connections share."""
        super().__init__(config, server_state, app_state, _loop, replays=replays)
        self._parser = RequestParser(self)
        self.parser = cast("HttpRequestParser", self._parser)
        self._is_head = True
        # How many requests were read up to their bodies, and are not answered.
        self._under_way = 0
        self._last_word: bytes | None = None
        self._has_parted = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        """Begin, and be asked when the connection is to be closed."""
        super().connection_made(transport)
        self.head.closer = self._close

    def _close(self) -> None:
        """Close, but for who is still sending the body of a request that was answered."""
        is_sending = self._is_coming and not self._is_head
        if self._last_word is None and is_sending and self.cycle.response_complete:
            self._last_word = b""
            self._part()
        else:
            self.head.closer = None
            self.head.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of what holds on to this."""
        self.head.closer = None
        self._parser.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass on, unless what comes is not to be read any more."""
        if self._last_word is None:
            super().data_received(data)

    def on_headers_complete(self) -> None:
        """Note that a request is under way, and that its body begins."""
        super().on_headers_complete()
        self._is_head = False
        self._under_way += 1

    def on_message_complete(self) -> None:
        """Note that the next head may begin."""
        self._is_head = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Say the last word behind the last answer."""
        self._under_way -= 1
        super().on_response_complete()
        if self._last_word is not None and not self._under_way:
            self._part()

    def refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer the request that comes in with a problem, and hang up; a second call does nothing.

        What has the beginning of an answer already gets no other.
        """
        if self._last_word is not None or self.transport.is_closing():
            return
        lines = [b"%b: %b\r\n" % pair for pair in self.server_state.default_headers]
        self._last_word = b"".join((STATUS_LINE[status], *lines, refusal(status, detail)))
        if self._is_coming and not self._is_head:
            self._give_up()
        if not self._under_way:
            self._part()

    def _give_up(self) -> None:
        """Take the request whose body comes in from the application, where it was not answered."""
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        elif self.cycle.response_started:
            self._last_word = b""
            return
        else:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._under_way -= 1

    def _part(self) -> None:
        """Say the last word, then wait a moment for the client to hang up; once."""
        if self._has_parted or self.transport.is_closing():
            return
        self._has_parted = True
        if self._last_word:
            self.head.send(self._last_word)
        self.head.half_close(Parting(self))
        self.on_last_word()

    def on_last_word(self) -> None:
        """Do what is to be done once the connection has had its last word."""

    def abort(self) -> None:
        """Hang up at once."""
        self.transport.abort()


class Parting(asyncio.Protocol):
    """What is left of a connection after its last word: input is dropped until its end."""

    def __init__(self, connection: RefusingProtocol) -> None:
        """Stand in for `connection`."""
        self._connection = connection
        self._dropped = 0

    def data_received(self, data: bytes) -> None:
        """Drop a bounded amount."""
        self._dropped += len(data)
        if self._dropped > _MOST_DROPPED:
            self._connection.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on."""
        self._connection.connection_lost(exc)


@lru_cache(maxsize=64)
def refusal(status: HTTPStatus, detail: str) -> bytes:
    """Return a problem as it goes over the wire, behind the status line and the date."""
    answer = problem(status, "http", detail)
    headers = [*answer.raw_headers, *SECURITY_HEADERS, (b"connection", b"close")]
    return b"%b\r\n%b" % (b"".join(b"%b: %b\r\n" % pair for pair in headers), bytes(answer.body))
