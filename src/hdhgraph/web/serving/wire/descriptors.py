"""How many connections there may be, by the open files that the process may have."""

from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import InputError
from hdhgraph.web.serving.wire.connections import Bounds

if TYPE_CHECKING:
    from hdhgraph.project.config import Settings

__all__ = ["bounds_of"]

# Standard streams, listeners, the event loop, the operator's connections, and those that have had
# their last word.
_OWN: Final = 80
# A worker is a socket and the process behind it; so many wait for queries.
_PER_WORKER: Final = 2
_SPARE_WORKERS: Final = 4
# A connection that is sent a file has that open, too.
_PER_CONNECTION: Final = 2
_MOST_CONNECTIONS: Final = 4096
_FEWEST_CONNECTIONS: Final = 16
# So many clients together take all connections, where the settings do not say it.
_CLIENTS: Final = 4


def bounds_of(settings: Settings) -> Bounds:
    """Return the bounds of the public listener.

    Raises InputError where there are not enough open files for the connections that are set.
    """
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Long queries run or stand still; short ones have two places a processor.
    workers = 2 * (os.cpu_count() or 1) + 2 * settings.workers + _SPARE_WORKERS
    others = _OWN + _PER_WORKER * workers
    most = settings.connections
    if most is None:
        left = (files - others) // _PER_CONNECTION
        most = min(max(left, _FEWEST_CONNECTIONS), _MOST_CONNECTIONS)
    elif most + others > files:
        raise InputError(
            f"--connections {most} needs {most + others} open files, and this process may have "
            f"{files}: raise that limit (ulimit -n, LimitNOFILE in systemd), or give fewer."
        )
    of_client = settings.client_connections or max(most // _CLIENTS, _FEWEST_CONNECTIONS)
    return Bounds(connections=most, of_client=min(of_client, most))
