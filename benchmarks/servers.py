"""Start a server, know its processes, and ask it under load; what it says goes to a file."""

from __future__ import annotations

import contextlib
import http
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

_TICKS: Final = 100
_START_SECONDS: Final = 120
# The number makes each address one that was never seen before.
_UNIQUE: Final = """
local thread, number = 0, 0
function setup(thread_) thread_:set("id", thread); thread = thread + 1 end
function request()
  number = number + 1
  local text = string.gsub(address, "NUMBER", number % 2000) .. "%20%23" .. id .. "x" .. number
  return wrk.format("GET", text, {["Accept"] = "application/sparql-results+json"})
end
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `path` is where SPARQL is asked."""

    process: subprocess.Popen[bytes]
    port: int
    path: str

    @property
    def origin(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[int]:
        """Return the numbers of its process and of all below it."""
        found = [self.process.pid]
        for number in found:
            for path in Path(f"/proc/{number}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    found += [int(each) for each in path.read_text().split()]
        return found

    def cpu(self) -> float:
        """Return the seconds of CPU of all its processes, ended children included."""
        total = 0
        for number in self.processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
                total += sum(int(each) for each in fields[11:15])
        return total / _TICKS

    def memory(self) -> int:
        """Return the bytes of all its processes, shared pages counted once (PSS)."""
        total = 0
        for number in self.processes():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{number}/smaps_rollup").read_text()
                total += int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0]) * 1024
        return total

    def threads(self) -> int:
        """Return how many threads its processes have."""
        return sum(len(list(Path(f"/proc/{n}/task").glob("*"))) for n in self.processes())

    def ask(self, query: str, timeout: float = 60) -> float:
        """Ask one SPARQL query; return the seconds until the whole answer was there."""
        return self.get(f"{self.path}?{urllib.parse.urlencode({'query': query})}", timeout)

    def get(self, path: str, timeout: float = 60) -> float:
        """Ask an address; return the seconds until the whole answer was there."""
        begun = time.perf_counter()
        self.read(path, timeout)
        return time.perf_counter() - begun

    def read(self, path: str, timeout: float = 60) -> bytes:
        """Return what an address answers."""
        return self._ask(path, "application/sparql-results+json", timeout)[0]

    def milliseconds(self, path: str) -> float:
        """Ask a page; return what its Server-Timing says that it took until its first byte."""
        timing = str(self._ask(path, "text/html", 60)[1]["server-timing"])
        return float(timing.partition("total;dur=")[2].partition(",")[0])

    def get_ready(self, path: str) -> None:
        """Ask a page until all is there that it needs, which 503 and no-store deny."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            try:
                if "no-store" not in self._ask(path, "text/html", 60)[1]["cache-control"]:
                    return
            except urllib.error.HTTPError as error:
                if error.code != http.HTTPStatus.SERVICE_UNAVAILABLE:
                    raise SystemExit(f"{path}: {error}") from error
        raise SystemExit(f"{path} is still not whole.")

    def _ask(self, path: str, accept: str, timeout: float) -> tuple[bytes, Message]:
        """Return what an address answers, and its headers."""
        request = urllib.request.Request(  # noqa: S310 - a server that was started here
            self.origin + path, headers={"Accept": accept}
        )
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 - the same
            return answer.read(), answer.headers


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], port: int, path: str, ready: str = "/") -> Iterator[Server]:
    """Run a server until it answers at `ready`, and end it afterwards."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - named by the caller
        server = Server(process, port, path)
        try:
            _await(server, ready)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _await(server: Server, path: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            server.get(path)
            return
        time.sleep(0.02)
    raise SystemExit(f"{server.process.args!r} did not start.")


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: answers a second, those that were no success, milliseconds of the 99th."""

    rate: float
    failures: int
    slow: float


_UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def load(server: Server, address: str, connections: int = 8, seconds: float = 4) -> Load:
    """Ask one address as often as it answers; with NUMBER in it, each time another one.

    Raises SystemExit when it answers with an error: nobody is to be compared with that.
    """
    options = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "60s", "--latency"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if "NUMBER" in address:
            script.write(f'address = "{address.replace("%", "%%")}"\n'.replace("%%", "%") + _UNIQUE)
            script.flush()
            options += ["-s", script.name]
        said = subprocess.run(  # noqa: S603 - wrk, with our options
            ["wrk", *options, server.origin + ("" if "NUMBER" in address else address)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    failed = sum(int(each) for each in re.findall(r"Non-2xx or 3xx responses: (\d+)", said))
    failed += sum(
        int(each)
        for errors in re.findall(r"Socket errors: (.*)", said)
        for each in re.findall(r"\d+", errors)
    )
    if failed:
        raise SystemExit(f"{server.origin}: {failed} answers were errors: {address[:200]}")
    value, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)", said)[0]
    return Load(rate, failed, float(value) * _UNITS[unit])
