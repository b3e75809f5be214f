"""`hdhgraph serve` with a probe in its event loop, which tells how long the loop was held.

Run as `lag_server.py SOCKET ARGUMENT…`. Each connection to the Unix socket is told, as one line,
the longest hold since the one before, in seconds of the process's own processor time: what other
programs take of the machine does not count, what another thread takes while it has the lock does.
SIGUSR1 has the loop held for a while.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from typing import Final

from hdhgraph.cli import main
from hdhgraph.web.serving.server import EngineServer

_TICK: Final = 0.001
_HOLD: Final = 0.1


class Probe:
    """Look at the process's clock at each tick: between two of them, others are served or not."""

    def __init__(self) -> None:
        """Begin now."""
        self._loop = asyncio.get_running_loop()
        self._longest, self._latest = 0.0, time.process_time()
        self._tick()

    def _tick(self) -> None:
        now = time.process_time()
        self._longest = max(self._longest, now - self._latest)
        self._latest = now
        self._loop.call_later(_TICK, self._tick)

    def hold(self) -> None:
        """Hold the loop for some ticks of the kernel's clock."""
        end = time.process_time() + _HOLD
        while time.process_time() < end:
            pass

    async def tell(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Write the longest hold, and begin anew."""
        longest, self._longest = self._longest, 0.0
        writer.write(f"{longest}\n".encode())
        await writer.drain()
        writer.close()


def install(address: str) -> None:
    """Have the server start a probe of its loop when it starts."""
    start = EngineServer.startup

    async def start_probed(self: EngineServer, *arguments: object, **named: object) -> None:
        await start(self, *arguments, **named)
        probe = Probe()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, probe.hold)
        # The loop forgets a server that nobody holds.
        self.probe = await asyncio.start_unix_server(probe.tell, address)  # type: ignore[attr-defined]

    EngineServer.startup = start_probed  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    install(sys.argv.pop(1))
    main()
