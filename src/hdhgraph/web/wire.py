"""One connection, with the bounds that uvicorn leaves to a proxy in front of it.

Without them a request's head may grow for ever: 64 MB of it hold the one event loop for seconds.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from hdhgraph.web.app import SECURITY_HEADERS
from hdhgraph.web.problems import problem
from hdhgraph.web.replay import ReplayProtocol
from hdhgraph.web.request_parser import RequestParser

if TYPE_CHECKING:
    import asyncio

    from httptools import HttpRequestParser
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from hdhgraph.web.replay import Replays

__all__ = ["BoundedProtocol"]

# A query longer than fits in the address is posted; the largest body that is read is 4 MiB.
_LARGEST_HEAD: Final = 256 * 1024
_LARGEST_MESSAGE: Final = 8 * 1024 * 1024
_HEAD_SECONDS: Final = 20.0


class BoundedProtocol(ReplayProtocol):
    """uvicorn's protocol, for requests of a bounded size whose head comes within a bounded time."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        replays: Replays | None = None,
    ) -> None:
        """Take uvicorn's own arguments, and the answers known byte for byte."""
        super().__init__(config, server_state, app_state, _loop, replays=replays)
        self._parser = RequestParser(self)
        self.parser = cast("HttpRequestParser", self._parser)
        self._is_head, self._received = True, 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._patience = self.loop.call_later(_HEAD_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self._parser.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer what is known; else count what came, and pass it on."""
        if self.replay(data):
            self._stop_waiting()
            return
        self._received += len(data)
        if self._is_head and self._received > _LARGEST_HEAD:
            self._refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"The address and headers are longer than {_LARGEST_HEAD} bytes; post the query.",
            )
        elif self._received > _LARGEST_MESSAGE:
            self._refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The request is larger than {_LARGEST_MESSAGE} bytes.",
            )
        else:
            if self._is_head and self._patience is None:
                self._patience = self.loop.call_later(_HEAD_SECONDS, self.transport.abort)
            super().data_received(data)

    def on_headers_complete(self) -> None:
        """Note that the body begins."""
        self._is_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the next head may begin."""
        self._is_head, self._received = True, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP as every other mistake is refused."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Send a problem, unless an answer is under way, and hang up."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            answer = problem(status, "http", detail)
            headers = [*answer.raw_headers, *SECURITY_HEADERS, (b"connection", b"close")]
            lines = b"".join(b"%b: %b\r\n" % pair for pair in headers)
            self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[status], lines, bytes(answer.body)))
        self.transport.close()

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
