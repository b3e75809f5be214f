"""A request known byte for byte is answered by known bytes, before anything of HTTP is parsed.

An answer of the cache depends on nothing that changes while the service runs, but for its Date
(RFC 9110, 6.6.1), which is put in anew. Only a request that came in one piece, with no other
under way on its connection, is kept or answered so.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.web.serving.one_write import OneWriteProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config
    from uvicorn.server import ServerState

__all__ = ["REPLAYABLE", "ReplayProtocol", "Replays"]

# What the cache sets in the scope of a request that it answers.
REPLAYABLE: Final = "hdhgraph.replayable"
_DATE: Final = b"\r\ndate: "
_DATE_LENGTH: Final = len(b"Sun, 06 Nov 1994 08:49:37 GMT")
# What an entry's own objects take beside its bytes.
_OBJECTS: Final = 500
_LARGEST_REQUEST: Final = 16 * 1024


class Replays:
    """Answers by the bytes of their requests, up to `capacity` bytes; the oldest go first."""

    def __init__(self, capacity: int) -> None:
        """Have none yet."""
        self._capacity, self._size = capacity, 0
        self._answers: OrderedDict[bytes, tuple[bytes, bytes]] = OrderedDict()
        self.count = 0

    def get(self, request: bytes) -> tuple[bytes, bytes] | None:
        """Return what stands before and after the date in the answer to `request`, if known."""
        return self._answers.get(request)

    def keep(self, request: bytes, answer: bytes) -> None:
        """Keep an answer that has a date, unless its request is long."""
        before, mark, after = answer.partition(_DATE)
        if not mark or len(request) > _LARGEST_REQUEST or request in self._answers:
            return
        self._answers[request] = (before + mark, after[_DATE_LENGTH:])
        self._size += len(request) + len(answer) + _OBJECTS
        while self._size > self._capacity:
            oldest, parts = self._answers.popitem(last=False)
            self._size -= len(oldest) + sum(map(len, parts)) + _DATE_LENGTH + _OBJECTS


class ReplayProtocol(OneWriteProtocol):
    """HTTP/1.1 that answers what it knows byte for byte by itself, and passes on the rest."""

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
        super().__init__(config, server_state, app_state, _loop)
        self._replays = replays or Replays(0)
        self._is_coming, self._ended = False, 0
        self._request: bytes | None = None
        self.replayed = 0

    def replay(self, data: bytes) -> bool:
        """Answer `data` if it is a request that is known, and tell whether it was."""
        answer = self._replays.get(data)
        if answer is None or not self._is_idle() or self.flow.write_paused:
            return False
        before, after = answer
        date = self.server_state.default_headers[0][1]
        self.head.send(b"".join((before, date, after)))
        self._replays.count += 1
        self.replayed += 1
        return True

    def _is_idle(self) -> bool:
        """Tell whether no request is under way, neither coming in nor being answered."""
        return not self._is_coming and (self.cycle is None or self.cycle.response_complete)

    def data_received(self, data: bytes) -> None:
        """Pass on, and remember a request that is whole and alone."""
        is_alone, ended = self._is_idle(), self._ended
        self._request = data if is_alone else None
        super().data_received(data)
        if self._ended != ended + 1 or self._is_coming:
            self._request = None

    def on_message_begin(self) -> None:
        """Note that a request is coming in, and pass on."""
        self._is_coming = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Count, and pass on."""
        self._is_coming = False
        self._ended += 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Keep the answer to such a request where the cache gave it, then pass on."""
        super().on_response_complete()
        answer = self.head.take_answer()
        request, self._request = self._request, None
        if request and answer and self.cycle.keep_alive and REPLAYABLE in self.cycle.scope:
            self._replays.keep(request, answer)

    def timeout_keep_alive_handler(self) -> None:
        """Leave it to the sweep over all connections to hang up on idle clients.

        An answer given from here sets no timer of uvicorn's, nor does it stop one.
        """
