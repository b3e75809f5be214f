"""Who ends `hdhgraph serve` while it still loads waits for nothing, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Bytes of the large file, and how many services are started until one is caught in a state.
LARGE: Final = 42_000_000
_ATTEMPTS: Final = 20


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that does not load in an instant: 600,000 invented triples."""
    path = tmp_path_factory.mktemp("large") / "example.nt"
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"<http://e.org/s{n}> <http://e.org/p{n}> <http://e.org/o{n}> .\n"
                        for n in range(600_000))  # fmt: skip
    return path


@dataclass
class Service:
    """A service that starts on a large file; its folder for temporary files, and what it says."""

    process: subprocess.Popen[bytes]
    folder: Path
    told: Path

    def says(self) -> str:
        """Return what it has written to standard error."""
        return self.told.read_text(encoding="utf-8")

    def children(self) -> list[str]:
        """Return its processes: the loader."""
        return children_of(self.process.pid)

    def listens(self) -> bool:
        """Whether it has come so far as to say where it can be asked."""
        return "http://" in self.says()

    def end(self) -> int:
        """Wait for its end; return its exit code."""
        return self.process.wait(timeout=PATIENCE)


def children_of(process: int | str) -> list[str]:
    """Return the numbers of a process's children, none if it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return []


@contextlib.contextmanager
def starting(data: Path, folder: Path) -> Iterator[Service]:
    """Start a service on a file, and end it whatever happens."""
    folder.mkdir()
    told = folder.with_suffix(".txt")
    with (
        told.open("wb") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", data],
            stderr=stderr,
            env={**os.environ, "TMPDIR": str(folder)},
        ) as process,
    ):
        try:
            yield Service(process, folder, told)
        finally:
            process.kill()


def in_time(
    data: Path, folder: Path, catch: Callable[[Service], int | None]
) -> Iterator[tuple[Service, int]]:
    """Yield one service that `catch` caught in the state it looks for, and the loader's number.

    A busy machine may look too late: `catch` returns None then, and another service is started.
    """
    for attempt in range(_ATTEMPTS):
        with starting(data, folder / f"{attempt}") as service:
            loader = catch(service)
            if loader is not None:
                yield service, loader
                return
    raise AssertionError("No service was caught in that state.")


def while_loading(service: Service) -> int | None:
    """Return the loader, which stands still in the middle of the file, or None if that is over.

    It has read the file and parses it: by itself it would never come to an end.
    """
    (found,) = wait_until(service.children, "a loader")
    wait_until(lambda: has_read(found) >= LARGE, "its reading of the file")
    os.kill(int(found), signal.SIGSTOP)
    late = children_of(found) or service.listens()
    if late:
        os.kill(int(found), signal.SIGCONT)
    return None if late else int(found)


def while_asking(service: Service) -> int | None:
    """Return the loader of a service that asks its first questions, or None if that is over."""
    (loader,) = wait_until(service.children, "a loader")
    wait_until(lambda: children_of(loader) or service.listens(), "the first question")
    return None if service.listens() else int(loader)


def has_read(process: str) -> int:
    """Return how many bytes a process has read (proc_pid_io(5))."""
    lines = Path(f"/proc/{process}/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "hdhgraph: interrupted\n"), (signal.SIGTERM, 143, "")],
)
def test_a_signal_while_loading_ends_it_at_once(
    large: Path, tmp_path: Path, number: signal.Signals, code: int, said: str
) -> None:
    """Whatever the loader does, without a traceback, without an orphan or a folder."""
    for service, loader in in_time(large, tmp_path, while_loading):
        assert len(list(service.folder.iterdir())) == 1
        service.process.send_signal(number)
        assert (service.end(), service.says()) == (code, said)
        assert not Path(f"/proc/{loader}").exists()
        assert list(service.folder.iterdir()) == []


def test_a_loader_that_is_killed_is_told(large: Path, tmp_path: Path) -> None:
    """Such as by a kernel that has no memory left: one sentence that names the signal, and 2."""
    said = "hdhgraph: The engine ended while it loaded (SIGKILL).\n"
    for service, loader in in_time(large, tmp_path, while_loading):
        os.kill(loader, signal.SIGKILL)
        assert (service.end(), service.says()) == (2, said)
        assert list(service.folder.iterdir()) == []


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGKILL, 2, "hdhgraph: The engine has ended.\n"),
        (signal.SIGTERM, 143, ""),
        (signal.SIGINT, 130, "hdhgraph: interrupted\n"),
    ],
)
def test_what_happens_while_the_service_asks_its_first_questions(
    large: Path, tmp_path: Path, number: signal.Signals, code: int, said: str
) -> None:
    """It has loaded, and does not listen yet: that is never an end with 0, and leaves nothing."""

    def caught(service: Service) -> int | None:
        loader = while_asking(service)
        if loader is None:
            return None
        os.kill(loader if number == signal.SIGKILL else service.process.pid, number)
        # Between the look and the signal it may have come to listen: it lives on, or says so.
        wait_until(lambda: service.listens() or service.process.poll() is not None, "what comes")
        return None if service.listens() else loader

    for service, loader in in_time(large, tmp_path, caught):
        assert (service.end(), service.says()) == (code, said)
        assert not Path(f"/proc/{loader}").exists()
        assert list(service.folder.iterdir()) == []


@pytest.mark.nightly
def test_a_loader_does_not_outlive_its_parent(large: Path, tmp_path: Path) -> None:
    """Not even one that is ended without a word."""
    for service, loader in in_time(large, tmp_path, while_loading):
        service.process.kill()
        # What has ended has no program any more, also while nobody has asked how it ended.
        wait_until(lambda: not Path(f"/proc/{loader}/exe").exists(), "the end of the loader")  # noqa: B023
