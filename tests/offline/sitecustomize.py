"""Nothing that Python starts with this folder on its path connects to anything but Unix sockets.

What tries to is refused, and noted as a line of the file that `OFFLINE_LOG` names, in this process
and in those that it starts. A hook for audits stays as long as its process.
"""

from __future__ import annotations

import os
import socket
import sys

LOG = os.environ.get("OFFLINE_LOG")
WATCHED = {
    "ftplib.connect",
    "http.client.connect",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyaddr",
    "socket.gethostbyname",
    "socket.sendmsg",
    "socket.sendto",
    "urllib.Request",
}


def watch(event: str, values: tuple[object, ...]) -> None:
    """Refuse what leads out of this machine."""
    if event not in WATCHED:
        return
    if values and getattr(values[0], "family", None) == socket.AF_UNIX:
        return
    if event == "socket.getaddrinfo" and values[:2] == ("127.0.0.1", 0):
        return  # where `hdhgraph serve --port 0` listens
    assert LOG  # the hook is there only where it is
    with open(LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 - pathlib may not be there yet
        log.write(f"{event} {values!r}\n".replace("\n", " ").strip() + "\n")
    raise PermissionError(f"offline: {event}")


if LOG:
    sys.addaudithook(watch)
