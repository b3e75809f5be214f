"""The connections of one listener: how many there may be, and how long a client is waited for.

A client that sends or reads slowly holds a descriptor and memory that others need. So there is a
least rate, a most of connections, in all and of each client, and a most of memory for requests
that are not answered yet. Where there are as many connections as may be, one that is idle or slow
makes room for a new one; only where all of them are being answered, the new one is refused.
"""

from __future__ import annotations

import ipaddress
import math
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable

__all__ = ["FREE", "Bounds", "Connection", "Connections", "share_of"]

_MEBIBYTE: Final = 1024 * 1024
# Bytes of its requests that each connection may hold beside the memory that all share.
FREE: Final = 16 * 1024
# How many connections are looked at for one to end, so that a flood of new ones costs little.
_LOOKED_AT: Final = 256
# How many may be hearing why they were ended, beside those that are counted.
_MOST_PARTING: Final = 32
_SECONDS_BETWEEN_LINES: Final = 60.0
# What the journal says of each bound, and the setting that moves it.
_TOLD: Final = {
    "client": ("too many connections of one client", "--client-connections"),
    "total": ("too many connections", "--connections"),
    "memory": ("too many bytes of unanswered requests", "built in"),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the connections of a listener may take, and how long a client is waited for.

    `connections` are those in all, `of_client` those of one client; `memory` is in bytes, of which
    one client may have a quarter. After `grace` seconds, a client that sends or reads fewer than
    `rate` bytes a second is slow; a head may take `head` seconds in all, a body `body`. Who was
    refused has `parting` seconds to read why. Seconds are counted in whole sweeps of `sweep`, so
    that nobody is slow because the service was busy.
    """

    connections: int = 4096
    of_client: int = 1024
    memory: int = 64 * _MEBIBYTE
    grace: float = 20.0
    rate: int = 1024
    head: float = 60.0
    body: float = 300.0
    parting: float = 2.0
    sweep: float = 1.0

    def is_slow(self, waited: float, moved: int, most: float = math.inf) -> bool:
        """Tell whether `moved` bytes in `waited` seconds are too few, or `most` has passed."""
        return waited > min(self.grace + moved / self.rate, most)


class Connection(Protocol):
    """What a connection does when it is asked from here."""

    loop: asyncio.AbstractEventLoop
    client: tuple[str, int] | None

    def pass_time(self, bounds: Bounds) -> None:
        """Count one sweep against a client that is waited for, and end what is too slow."""

    def rank(self) -> tuple[int, float] | None:
        """Return a place in the order of making room, the least first; None while answered."""

    def make_room(self) -> bool:
        """End for the sake of others; tell whether a request was lost by that."""

    def take_leave(self, bounds: Bounds) -> None:
        """Count one sweep after the last word, and hang up when that was time enough."""

    def abort(self) -> None:
        """Hang up at once."""


@dataclass(slots=True)
class Share:
    """The connections of all, or of one client, and the bytes that their requests hold."""

    name: str
    connections: int
    memory: int
    members: OrderedDict[Connection, None] = field(default_factory=OrderedDict)
    held: int = 0

    def candidate(self) -> Connection | None:
        """Return which connection is to make room, of those looked at; None where all are busy."""
        found: list[tuple[tuple[int, float], int, Connection]] = []
        for number, each in enumerate(list(islice(self.members, _LOOKED_AT))):
            rank = each.rank()
            if rank is None:
                self.members.move_to_end(each)  # the next look begins with others
            else:
                found.append((rank, number, each))
        return min(found)[2] if found else None


@dataclass(slots=True)
class Notice:
    """What the journal has not been told yet of one bound."""

    refused: int = 0
    ended: int = 0
    client: str = ""
    next_line: float = -math.inf


class Connections:
    """The connections of a listener: each is admitted once, and leaves once."""

    def __init__(
        self,
        bounds: Bounds | None = None,
        trusted: Iterable[str] = (),
        note: Callable[..., None] | None = None,
    ) -> None:
        """Have none yet.

        `trusted` are the addresses of proxies, behind each of which are many clients. `note` is
        called with a sentence, and values by name, when a bound begins to refuse.
        """
        self.bounds = bounds or Bounds()
        self._trusted = frozenset(map(_plain, trusted))
        self._note = note
        self._all = Share("", self.bounds.connections, self.bounds.memory)
        self._clients: dict[str, Share] = {}
        self._shares: dict[Connection, tuple[Share, ...]] = {}
        self._held: dict[Connection, int] = {}
        self._parting: dict[Connection, None] = {}
        self._notices = {bound: Notice() for bound in _TOLD}
        self._timer: asyncio.TimerHandle | None = None
        self.refused: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many there are, but for those that had their last word."""
        return len(self._shares)

    @property
    def held(self) -> int:
        """How many bytes the requests take that are not answered yet, of the memory for them."""
        return self._all.held

    def admit(self, connection: Connection) -> str | None:
        """Take a connection in, where need be in place of another; else return what is full."""
        if self._timer is None:
            self._timer = connection.loop.call_later(
                self.bounds.sweep, self._sweep, connection.loop
            )
        client = self._client(connection)
        if client is not None and not self._has_place(client, "client", connection):
            return "client"
        if not self._has_place(self._all, "total", connection):
            return "total"
        shares = (self._all,) if client is None else (self._all, client)
        self._shares[connection] = shares
        for share in shares:
            share.members[connection] = None
        if client is not None:
            self._clients[client.name] = client
        return None

    def _client(self, connection: Connection) -> Share | None:
        """Return the share of a connection's client; a trusted proxy is not one client."""
        host = connection.client[0] if connection.client else ""
        if not host or _plain(host) in self._trusted:
            return None
        name = share_of(host)
        known = self._clients.get(name)
        return known or Share(name, self.bounds.of_client, self.bounds.memory // 4)

    def _has_place(self, share: Share, bound: str, newcomer: Connection) -> bool:
        if len(share.members) < share.connections:
            return True
        slow = share.candidate()
        if slow is None:
            self._refuse(bound, newcomer)
            return False
        self._forget(slow)
        if slow.make_room():
            self.ended["room"] += 1
            self._notices[bound].ended += 1
            self._tell(bound, newcomer)
        return True

    def hold(self, connection: Connection, size: int) -> bool:
        """Note that a connection's requests take `size` bytes; tell whether there is room."""
        before, after = self._held.get(connection, 0), max(0, size - FREE)
        shares = self._shares.get(connection, ())
        if after > before and any(each.held + after - before > each.memory for each in shares):
            self._refuse("memory", connection)
            return False
        for share in shares:
            share.held += after - before
        self._held[connection] = after
        return True

    def part(self, connection: Connection) -> None:
        """Count a connection no more: it has its last answer, and a little time to read it."""
        self._forget(connection)
        if len(self._parting) >= _MOST_PARTING:
            next(iter(self._parting)).abort()
        self._parting[connection] = None

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self._forget(connection)
        self._parting.pop(connection, None)

    def _forget(self, connection: Connection) -> None:
        held = self._held.pop(connection, 0)
        for share in self._shares.pop(connection, ()):
            share.held -= held
            del share.members[connection]
            if not share.members:
                self._clients.pop(share.name, None)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let a sweep's time pass for everyone."""
        self._timer = loop.call_later(self.bounds.sweep, self._sweep, loop)
        for connection in list(self._shares):
            connection.pass_time(self.bounds)
        for connection in list(self._parting):
            connection.take_leave(self.bounds)
        for bound, notice in self._notices.items():
            if notice.refused or notice.ended:
                self._write(bound, loop.time())
        is_told = not any(each.refused or each.ended for each in self._notices.values())
        if is_told and not self._shares and not self._parting:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, bound: str, connection: Connection) -> None:
        self.refused[bound] += 1
        self._notices[bound].refused += 1
        self._tell(bound, connection)

    def _tell(self, bound: str, connection: Connection) -> None:
        """Write a line of the journal, unless there was one a short while ago."""
        self._notices[bound].client = connection.client[0] if connection.client else ""
        self._write(bound, connection.loop.time())

    def _write(self, bound: str, now: float) -> None:
        notice = self._notices[bound]
        if self._note is None or now < notice.next_line:
            return
        sentence, setting = _TOLD[bound]
        most = {
            "client": self.bounds.of_client,
            "total": self.bounds.connections,
            "memory": self.bounds.memory,
        }[bound]
        self._note(
            sentence,
            setting=setting,
            most=most,
            client=notice.client,
            refused=notice.refused,
            ended=notice.ended,
        )
        self._notices[bound] = Notice(next_line=now + _SECONDS_BETWEEN_LINES)


def share_of(host: str) -> str:
    """Return what the connections of an address are counted under.

    That is the address; of IPv6 its first 64 bits, of which one subscriber has all the rest.
    """
    try:
        address = ipaddress.ip_address(_plain(host))
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)


def _plain(host: str) -> str:
    """Return an address in its usual form: one of IPv4 that came as IPv6 is one of IPv4."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
