"""A service kept busy for as long as a test wants, without keeping the machine busy."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from live_server import request
from waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_server import LiveServer

__all__ = ["flooded"]

_CROSS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# As many as are kept ready between queries, and one more.
_READY: Final = 5
_PLACES: Final = 2 * (os.cpu_count() or 1)


@contextmanager
def flooded(server: LiveServer) -> Iterator[None]:
    """Have every place taken by a query that waits for a worker, which none can become.

    Workers that are ready are given work first. Then the process that others are forked from stands
    still until the block ends. The server has an operator's listener, and no queue.
    """
    with ExitStack() as held:

        def ask(number: int) -> None:
            channel = held.enter_context(server.connect())
            channel.sendall(request("GET", f"/sparql?query={quote(f'{_CROSS} # {number}')}"))

        def count(*lanes: str) -> int:
            return sum(each["lane"] in lanes for each in server.running())

        for number in range(_READY):
            ask(number)
            wait_until(lambda n=number: count("slow", "standing") == n + 1, "a busy worker")
        zygote = server.zygote()
        os.kill(zygote, signal.SIGSTOP)
        held.callback(os.kill, zygote, signal.SIGCONT)
        for number in range(_PLACES):
            ask(_READY + number)
        wait_until(lambda: count("fast") == _PLACES, "queries in all places")
        yield
