"""A service kept busy for as long as a test wants, without keeping the machine busy."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_server import LiveServer

__all__ = ["flooded"]

_CROSS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_CLIENTS: Final = 2 * (os.cpu_count() or 1) + 4


@contextmanager
def flooded(server: LiveServer) -> Iterator[None]:
    """Have every place taken by a query that waits for a worker, which none can become.

    The process that workers are forked from stands still until the block ends.
    """
    over = threading.Event()

    def ask(number: int) -> None:
        turn = 0
        while not over.wait(0.05):
            turn += 1
            server.query(f"{_CROSS} # {number} {turn}")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(_CLIENTS)]
    zygote = server.zygote()
    os.kill(zygote, signal.SIGSTOP)
    try:
        for thread in threads:
            thread.start()
        yield
    finally:
        over.set()
        os.kill(zygote, signal.SIGCONT)
        for thread in threads:
            thread.join()
