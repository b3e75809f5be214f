"""httptools' parser of requests, to which an offer of another protocol is a field like any other.

llhttp stops behind a head that offers an Upgrade, for who would take it up; none is spoken here,
so the offer is ignored (RFC 9110, 7.8) and the body is read as if there were none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httptools

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["ParsingStopped", "RequestParser"]


class ParsingStopped(Exception):  # noqa: N818 - it tells the parser to end, and is no failure
    """Raised in a callback when nothing that follows is to be read."""


class RequestParser:
    """A parser for one connection, with the methods and callbacks of httptools' own."""

    def __init__(self, protocol: HttpToolsProtocol) -> None:
        """Call back to `protocol`, until `close`."""
        self._protocol = protocol
        # httptools takes the callbacks from here: those of heads and bodies are the protocol's own.
        self.on_message_begin = protocol.on_message_begin
        self.on_url, self.on_header = protocol.on_url, protocol.on_header
        self.on_body = protocol.on_body
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        # As uvicorn has it: what follows the last request of a connection makes it no worse.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.get_method = self._parser.get_method
        self.get_http_version = self._parser.get_http_version
        self.should_keep_alive = self._parser.should_keep_alive

    def close(self) -> None:
        """Let go of the parser and the protocol, which hold on to this, and it to them."""
        vars(self).clear()

    def should_upgrade(self) -> bool:
        """Tell that no offer is taken up."""
        return False

    def feed_data(self, data: bytes) -> None:
        """Read what came. Raises HttpParserError where it is no HTTP/1.1."""
        pieces: list[bytes | memoryview] = [data]
        while pieces:
            piece = pieces.pop()
            try:
                self._parser.feed_data(piece)
            except httptools.HttpParserUpgrade as offer:
                pieces += [memoryview(piece)[offer.args[0] :], self._head_without_offer()]
                self._begin()
            except httptools.HttpParserCallbackError as error:
                if isinstance(error.__context__, ParsingStopped):
                    return
                raise

    def _head_without_offer(self) -> bytes:
        """Return the head just read, as the parser understood it, but for its Upgrade fields."""
        method, version = self.get_method(), self.get_http_version().encode()
        fields = [pair for pair in self._protocol.headers if pair[0] != b"upgrade"]
        lines = [b"%b %b HTTP/%b" % (method, self._protocol.url, version)]
        lines += [b"%b: %b" % pair for pair in fields]
        return b"\r\n".join([*lines, b"", b""])

    def on_headers_complete(self) -> None:
        """Pass on, unless the same head is about to be read without its offer."""
        if not self._is_offer():
            self._protocol.on_headers_complete()

    def on_message_complete(self) -> None:
        """Pass on, unless the body has been left out."""
        if not self._is_offer():
            self._protocol.on_message_complete()

    def _is_offer(self) -> bool:
        # llhttp takes CONNECT for one, too, whose head without fields would be no other.
        return self._parser.should_upgrade() and self.get_method() != b"CONNECT"
