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

    from hdhgraph.web.connections import Bounds

__all__ = ["Outflow"]


class Outflow:
    """The bytes that wait for one client, looked at once a sweep.

    The kernel drops who takes nothing at all for half a minute (TCP_USER_TIMEOUT); a client that
    takes a little now and then is seen here.
    """

    __slots__ = ("_taken", "_waited", "unread")

    def __init__(self) -> None:
        """Have nothing waiting."""
        self.reset()

    def reset(self) -> None:
        """Begin to count anew: the client has taken what waited."""
        self.unread, self._taken, self._waited = 0, 0, 0.0

    def is_slow(self, transport: asyncio.WriteTransport, bounds: Bounds) -> bool:
        """Count what was taken since the last sweep; tell whether that is too little."""
        unread = transport.get_write_buffer_size()
        if not unread:
            self.reset()
            return False
        unread += _in_kernel(transport)
        if self.unread:
            self._taken += max(0, self.unread - unread)
            self._waited += bounds.sweep
        self.unread = unread
        return bounds.is_slow(self._waited, self._taken)


def _in_kernel(transport: asyncio.WriteTransport) -> int:
    """Return how many bytes were sent and not acknowledged, or wait to be (tcp(7), SIOCOUTQ)."""
    channel = transport.get_extra_info("socket")
    if sys.platform != "linux" or channel is None:
        return 0
    with contextlib.suppress(OSError):
        (size,) = struct.unpack("i", fcntl.ioctl(channel.fileno(), termios.TIOCOUTQ, bytes(4)))
        return int(size)
    return 0
