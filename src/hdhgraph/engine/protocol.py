"""The messages between the web process, the zygote and its workers, over pairs of Unix sockets.

Web process -> zygote: a frame with the limits and the source, as JSON; the zygote answers with a
frame, as JSON: the number of quads, or why it could not load. From then on each byte is a message:
FORK, with one end of a new pair (ancillary data), has a worker forked that talks over it, or the
reason why there is none sent over it; PING asks for nothing. Each is answered by PING once it is
done, which is a sign of life. The zygote ends when its peer has gone. No socket has a place in the
file system.
Web process -> worker: a byte that says whether it may open sockets (OPEN or SHUT), then for each
query one frame, a line of JSON and the query.
Worker -> web process: its process descriptor (ancillary data), a head frame (JSON), body frames,
and an empty frame as the end. A connection that ends without the empty frame was cut; where the
worker itself cut it, CUT and the reason stand there instead of a frame.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.project.layout import Project
from hdhgraph.rdf.namespaces import BASE

if TYPE_CHECKING:
    import socket

__all__ = [
    "CUT",
    "FORK",
    "LENGTH",
    "LOOK_AT_FORM",
    "LOOK_AT_QUERY",
    "OPEN",
    "PING",
    "SHUT",
    "Head",
    "Request",
    "Source",
    "frame",
    "read_frame",
]

LENGTH: Final = struct.Struct("!I")
FORK: Final = b"f"
PING: Final = b"p"
OPEN: Final = b"o"
SHUT: Final = b"s"
# A length that no frame has: what follows, up to the end of the connection, is the reason.
CUT: Final = LENGTH.pack(0xFFFF_FFFF)

# In place of a format: the text is not evaluated but looked at.
LOOK_AT_QUERY: Final = "look-at-query"
LOOK_AT_FORM: Final = "look-at-form"


@dataclass(frozen=True, slots=True)
class Source:
    """What the zygote loads: a project's root and settings, or files as they are.

    Their IRIs of ours are moved under `base`, which ends in "/". With a `version`, nothing else is
    loaded than what has that digest.
    """

    root: str | None = None
    graphs: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    base: str = BASE
    folders: tuple[tuple[str, str], ...] = ()
    exclude: tuple[str, ...] = ()
    version: str = ""

    @classmethod
    def of(cls, project: Project, version: str = "") -> Source:
        """Return a project as a source."""
        return cls(
            str(project.root),
            tuple(project.graphs.items()),
            folders=tuple(project.folders.items()),
            exclude=project.exclude,
            version=version,
        )

    def project(self) -> Project | None:
        """Return the project; None for files."""
        if self.root is None:
            return None
        return Project(
            Path(self.root), dict(self.graphs), folders=dict(self.folders), exclude=self.exclude
        )

    def encode(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def decode(cls, line: str) -> Source:
        """Return what `encode` wrote."""
        content = json.loads(line)
        for name in ("graphs", "folders"):
            content[name] = tuple((key, value) for key, value in content[name])
        for name in ("files", "exclude"):
            content[name] = tuple(content[name])
        return cls(**content)


@dataclass(frozen=True, slots=True)
class Request:
    """One query; `format` is a name of `media_types`, `timeout` seconds.

    With `union`, the default graph is the union of all graphs, unless graphs are named. A query
    that asks an allowed endpoint has a worker of its own, which may connect; it is told before.

    With `dump`, no query is evaluated, but a graph written as `dumps` names it; with LOOK_AT_QUERY
    or LOOK_AT_FORM the text is looked at, `services` being what it may ask. What is asked by the
    service itself (`is_own`) may take longer than a client's query, and the deadline counts from
    `arrived` (of the monotonic clock; 0: from now); the worker is told neither.
    """

    query: str
    format: str
    timeout: float
    union: bool = True
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    asks_service: bool = False
    dump: str = ""
    services: tuple[str, ...] = ()
    is_own: bool = False
    arrived: float = 0.0

    @property
    def is_look(self) -> bool:
        """Whether the text is only looked at."""
        return self.format in (LOOK_AT_QUERY, LOOK_AT_FORM)

    def encode(self) -> bytes:
        """Return it as a line of JSON, the values in the order of the fields, and the query."""
        line = json.dumps(
            (
                self.format,
                self.timeout,
                self.union,
                self.default_graphs,
                self.named_graphs,
                self.dump,
                self.services,
            )
        )
        return b"%b\n%b" % (line.encode(), self.query.encode("utf-8", "surrogatepass"))

    @classmethod
    def decode(cls, message: bytes) -> Request:
        """Return what `encode` wrote."""
        line, _, query = message.partition(b"\n")
        form, timeout, union, default, named, dump, services = json.loads(line)
        return cls(
            query.decode("utf-8", "surrogatepass"),
            form,
            timeout,
            union,
            tuple(default),
            tuple(named),
            dump=dump,
            services=tuple(services),
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The first frame of an answer: `error` is empty, or "syntax", "refused", "evaluation", ….

    `reason` is that of a refusal.
    """

    error: str = ""
    message: str = ""
    line: int | None = None
    column: int | None = None
    reason: str = ""

    def encode(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(dataclasses.asdict(self)).encode()

    @classmethod
    def decode(cls, message: bytes) -> Head:
        """Return what `encode` wrote."""
        return _GOOD if message == GOOD_HEAD else cls(**json.loads(message))


_GOOD: Final = Head()
GOOD_HEAD: Final = _GOOD.encode()


def frame(content: bytes) -> bytes:
    """Return `content` behind its length, as one frame."""
    return LENGTH.pack(len(content)) + content


def read_frame(connection: socket.socket) -> bytes | None:
    """Return the next frame, waiting for it; None where the connection ends before that."""
    header = _exactly(connection, LENGTH.size)
    return None if header is None else _exactly(connection, LENGTH.unpack(header)[0])


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    content = bytearray()
    while len(content) < length:
        chunk = connection.recv(length - len(content))
        if not chunk:
            return None
        content += chunk
    return bytes(content)
