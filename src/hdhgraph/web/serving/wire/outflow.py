"""How fast a client takes its answers."""

from __future__ import annotations

import contextlib
import fcntl
import struct
import sys
import termios
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from hdhgraph.web.serving.one_write import HeldHead
    from hdhgraph.web.serving.wire.connections import Bounds

__all__ = ["Outflow"]


class Outflow:
    """The bytes that wait for one client, looked at once a sweep.

    The kernel drops who takes nothing at all for half a minute (TCP_USER_TIMEOUT); a client that
    takes a little now and then is seen here.
    """

    __slots__ = ("_taken", "_waited", "transport")

    def __init__(self, transport: HeldHead) -> None:
        """Look at what waits in `transport`."""
        self.transport = transport
        self._taken, self._waited = 0, 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits that the kernel would not take at once."""
        return not self.transport.get_write_buffer_size()

    def is_slow(self, bounds: Bounds) -> bool:
        """Count one sweep; tell whether the client took too little since it took enough."""
        if self.is_empty:
            self._waited = 0.0
            return False
        unread = self.transport.get_write_buffer_size() + _in_kernel(self.transport)
        taken = self.transport.written - unread
        if not self._waited or taken - self._taken >= bounds.rate * bounds.grace:
            self._taken, self._waited = taken, 0.0
        self._waited += bounds.sweep
        return self._waited > bounds.grace


def _in_kernel(transport: asyncio.WriteTransport) -> int:
    """Return how many bytes were sent and not acknowledged, or wait to be (tcp(7), SIOCOUTQ)."""
    channel = transport.get_extra_info("socket")
    if sys.platform != "linux" or channel is None:
        return 0
    with contextlib.suppress(OSError):
        (size,) = struct.unpack("i", fcntl.ioctl(channel.fileno(), termios.TIOCOUTQ, bytes(4)))
        return int(size)
    return 0
