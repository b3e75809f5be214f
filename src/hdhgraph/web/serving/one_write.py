"""HTTP/1.1 with the head of an answer and the first of its body in one write.

uvicorn writes them apart: two packets, which wake the client twice, where most answers are small.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OneWriteProtocol"]


class HeldHead(asyncio.Transport):
    """Hold back the head of an answer until something follows it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Stand in for `transport`."""
        super().__init__()
        self._transport = transport
        self._held = b""
        self._answer: bytes | None = None
        self.written = 0
        # Who is asked to close instead, where somebody has a reason to.
        self.closer: Callable[[], None] | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write, behind what was held; hold a head (not that of 100 Continue, which is awaited)."""
        content = bytes(data)
        if not self._held and content.startswith(b"HTTP/1.1 ") and content[9:10] != b"1":
            self._held = content
            return
        whole = self._held + content
        self._answer = whole if self._held else None
        self.send(whole)
        self._held = b""

    def send(self, answer: bytes) -> None:
        """Write, behind nothing."""
        self.written += len(answer)
        self._transport.write(answer)

    def take_answer(self) -> bytes | None:
        """Return, once, the answer just written, where one write was all of it."""
        answer, self._answer = self._answer, None
        return answer

    def flush(self) -> None:
        """Write what is held: the answer has no body."""
        if self._held:
            self.write(b"")

    def close(self) -> None:
        """Write what is held, then close."""
        self.flush()
        if self.closer is not None:
            self.closer()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def half_close(self, protocol: asyncio.Protocol) -> None:
        """Say that no more is written, and leave to `protocol` what still comes."""
        self._transport.set_protocol(protocol)
        self._transport.write_eof()

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait to be sent."""
        return self._transport.get_write_buffer_size()

    def is_closing(self) -> bool:
        """Tell whether it is closed, or about to be."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as in asyncio
        """Return what the transport knows of its socket."""
        return self._transport.get_extra_info(name, default)


class OneWriteProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, on a transport that holds heads back."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        """Begin a connection."""
        super().connection_made(transport)
        self.head = HeldHead(transport)
        self.transport = self.head

    def on_response_complete(self) -> None:
        """Let nothing of an answer lie here at its end."""
        self.head.flush()
        super().on_response_complete()
