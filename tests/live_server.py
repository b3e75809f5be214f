"""The service as an operator starts it, spoken to over bare sockets; its processes looked at."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_STARTED = re.compile(r"serving on http://127\.0\.0\.1:(\d+)")
_FOR_OPERATORS = re.compile(r"operators on http://127\.0\.0\.1:(\d+)")
# A server is idle when it was seen at rest so often in a row.
_LOOKS = 10
_HEAD_END = b"\r\n\r\n"


@dataclass(slots=True)
class Reply:
    """What came back: status 0 where nothing did; `is_whole` as the framing of HTTP tells it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False
    rest: bytes = b""

    def json(self) -> Any:  # noqa: ANN401 - whatever came
        """Return the body as JSON."""
        return json.loads(self.body)


def parse_reply(content: bytes, *, is_head: bool = False) -> Reply:
    """Read one answer as RFC 9112 frames it; what follows it is `rest`."""
    head, separator, after = content.partition(_HEAD_END)
    if not separator:
        return Reply()
    status_line, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    reply = Reply(int(status_line.split()[1]), headers)
    if reply.status < 200:
        return parse_reply(after, is_head=is_head)
    if is_head or reply.status in (204, 304):
        reply.is_whole, reply.rest = True, after
    elif headers.get("transfer-encoding") == "chunked":
        _read_chunks(reply, after)
    else:
        length = int(headers.get("content-length", "-1"))
        reply.body, reply.rest = after[:length], after[length:]
        reply.is_whole = len(reply.body) == length
    return reply


def _read_chunks(reply: Reply, content: bytes) -> None:
    parts, position = [], 0
    while (end := content.find(b"\r\n", position)) != -1:
        length = int(content[position:end], 16)
        position = end + 2 + length + 2
        parts.append(content[end + 2 : end + 2 + length])
        if position > len(content):
            break
        if not length:
            reply.is_whole, reply.rest = True, content[position:]
            break
    reply.body = b"".join(parts)


@dataclass(slots=True)
class LiveServer:
    """A running `hdhgraph serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def exchange(self, raw: bytes, *, is_head: bool = False) -> Reply:
        """Send bytes, and read until the other side closes or one answer is whole."""
        with self.connect() as channel:
            # Who refuses a request may close before it has read all of it.
            with contextlib.suppress(ConnectionError):
                channel.sendall(raw)
            content = bytearray()
            with contextlib.suppress(ConnectionError, TimeoutError):
                while chunk := channel.recv(1 << 20):
                    content += chunk
                    # An answer is looked at only when it may be whole, since it may be large.
                    if _may_be_whole(content):
                        reply = parse_reply(bytes(content), is_head=is_head)
                        if reply.is_whole:
                            return reply
        return parse_reply(bytes(content), is_head=is_head)

    def get(self, target: str, **headers: str) -> Reply:
        """GET an address."""
        return self.exchange(request("GET", target, headers))

    def query(self, query: str, form: str = "json", **headers: str) -> Reply:
        """Ask a query by GET."""
        return self.get(f"/sparql?format={form}&query={quote(query, safe='')}", **headers)

    def answer(self, query: str) -> bytes:
        """Return an answer in CSV, asked for again while a busy machine misses the deadline."""

        def ask() -> Reply | None:
            reply = self.query(query, "csv")
            return reply if reply.status == 200 else None

        return wait_until(ask, "an answer").body

    def processes(self) -> dict[int, str]:
        """Return the states of the server's processes, by number: itself, zygote and workers."""
        parents, states = {}, {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                number = int(path.parent.name)
                fields = path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
                states[number], parents[number] = fields[0], int(fields[1])
        found = {self.process.pid: states.get(self.process.pid, "gone")}
        while more := {n: states[n] for n, p in parents.items() if p in found and n not in found}:
            found.update(more)
        return found

    def zygote(self) -> int:
        """Return the process number of the one child of the web process."""
        (number,) = self.children()
        return number

    def children(self) -> list[int]:
        """Return the process numbers of the web process's children."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text(encoding="ascii").split()]

    def workers(self) -> set[int]:
        """Return the process numbers of the workers."""
        return set(self.processes()) - {self.process.pid, self.zygote()}

    def admin(self) -> LiveServer:
        """Return the operator's listener, which `--admin-port 0` opens."""
        found = wait_until(
            lambda: _FOR_OPERATORS.search(self.log.read_text(encoding="utf-8")),
            "the operator's listener",
        )
        return LiveServer(self.process, int(found.group(1)), self.log)

    def running(self) -> list[dict[str, Any]]:
        """Return the queries that run or wait, as the operator's listener shows them."""
        shown: list[dict[str, Any]] = self.admin().get("/queries").json()["queries"]
        return shown

    def lines(self) -> list[dict[str, Any]]:
        """Return what was logged as JSON."""
        log = self.log.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in log if line.startswith("{") and line.endswith("\n")]

    def ended(self, **values: object) -> list[dict[str, Any]]:
        """Return the lines of queries that ended so, such as with a `reason` or of an `id`."""
        return [
            line
            for line in self.lines()
            if line["event"] == "query" and values.items() <= line.items()
        ]

    def wait_until_idle(self, workers: int = 4) -> None:
        """Wait until no more than so many workers are left, and no process does anything.

        A process that would do something is not asleep, however long it waits for a processor.
        """
        looks: list[dict[int, tuple[str, int]]] = []

        def rests() -> bool:
            looks.append(self._times())
            states = {state for state, _ in looks[-1].values()}
            is_still = all(look == looks[-1] for look in looks[-_LOOKS:])
            is_small = len(looks[-1]) <= workers + 2
            return is_small and is_still and states == {"S"} and len(looks) >= _LOOKS

        wait_until(rests, f"an idle server of {workers} workers at most")

    def _times(self) -> dict[int, tuple[str, int]]:
        """Return each process's state, and the ticks of a processor that it has taken."""
        found = {}
        for number in self.processes():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
                fields = text.rsplit(")", 1)[1].split()
                found[number] = (fields[0], int(fields[11]) + int(fields[12]))
        return found

    def memory(self) -> int:
        """Return the resident bytes of the web process."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _may_be_whole(content: bytearray) -> bool:
    is_headed = b"transfer-encoding: chunked" not in content[:4096]
    return is_headed or content.endswith(b"\r\n0\r\n\r\n")


def request(
    method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> bytes:
    """Return the bytes of one request; `_` in a header's name stands for a hyphen."""
    given = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
    lines = {"Host": "127.0.0.1", **given}
    if body is not None:
        lines["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b"")


def live_server(
    data: Path, *options: str, open_files: int | None = None
) -> contextlib.AbstractContextManager[LiveServer]:
    """Run `hdhgraph serve --data` with these options, on a free port; end it as Ctrl+C does."""
    log = data.with_suffix(".log")
    return serving(log, "--data", str(data), *options, open_files=open_files)


@contextlib.contextmanager
def serving(
    log: Path,
    *options: str,
    program: Sequence[str] = ("-m", "hdhgraph"),
    prefix: Sequence[str] = (),
    open_files: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[LiveServer]:
    """Run `hdhgraph serve` in the folder of its log, on a free port; end it as Ctrl+C does.

    Its deadline is one that no query of a test meets by chance, unless `options` have another.
    `program` is what Python runs in place of the command itself, `prefix` a command that runs
    Python; `environment` are variables beside those of the tests. It may have as many open files as
    this process, or `open_files`.
    """
    given = ("--port", "0", "--timeout", str(PATIENCE), *options)
    command = [*prefix, sys.executable, *program, "serve", *given]
    if open_files is not None:
        command = ["sh", "-c", f'ulimit -n {open_files} && exec "$@"', "sh", *command]
    variables = {**os.environ, **(environment or {})}
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr, cwd=log.parent, env=variables)
    try:
        yield LiveServer(process, _port(process, log), log)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=PATIENCE)
        finally:
            process.kill()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    def said() -> str:
        return log.read_text(encoding="utf-8")

    wait_until(lambda: process.poll() is not None or _STARTED.search(said()), "a server's port")
    found = _STARTED.search(said())
    assert found, said()
    return int(found.group(1))


def write_example(folder: Path, lines: Sequence[str] = (), name: str = "example") -> Path:
    """Write 400 invented triples of the default graph, one of a named one, and `lines`."""
    path = folder / f"{name}.nq"
    many = (f'<http://e.org/s{n}> <http://e.org/p> "{"x" * 100}{n}" .' for n in range(400))
    named = "<http://e.org/named> <http://e.org/p> 'é' <http://e.org/graph> .".replace("'", '"')
    path.write_text("\n".join([*many, named, *lines]) + "\n", encoding="utf-8")
    return path
