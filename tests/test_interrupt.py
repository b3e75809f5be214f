"""Who ends `hdhgraph serve` while it still loads waits for nothing, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from waiting import PATIENCE, wait_until


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that does not load in an instant: 600,000 invented triples."""
    path = tmp_path_factory.mktemp("large") / "example.nt"
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"<http://e.org/s{n}> <http://e.org/p{n}> <http://e.org/o{n}> .\n"
                        for n in range(600_000))  # fmt: skip
    return path


def held_loader(process: subprocess.Popen[str], file: Path) -> int:
    """Return the number of the process that loads a file, which stands still in the middle of it.

    It has read the file and parses it: by itself it would never come to an end.
    """
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")

    def loaders() -> list[str]:
        assert process.poll() is None, process.stderr and process.stderr.read()
        return children.read_text(encoding="ascii").split()

    (found,) = wait_until(loaders, "a loader")
    wait_until(lambda: has_read(found) >= file.stat().st_size, "its reading of the file")
    os.kill(int(found), signal.SIGSTOP)
    return int(found)


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
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", large],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        try:
            loader = held_loader(process, large)
            assert process.poll() is None
            assert len(list(tmp_path.iterdir())) == 1
            process.send_signal(number)
            _, stderr = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert (process.returncode, stderr) == (code, said)
    assert not Path(f"/proc/{loader}").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_loader_that_is_killed_is_told(large: Path, tmp_path: Path) -> None:
    """Such as by a kernel that has no memory left: one sentence that names the signal, and 2."""
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", large],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        os.kill(held_loader(process, large), signal.SIGKILL)
        _, stderr = process.communicate(timeout=PATIENCE)
    said = "hdhgraph: The engine ended while it loaded (SIGKILL).\n"
    assert (process.returncode, stderr) == (2, said)
    assert list(tmp_path.iterdir()) == []


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
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", large],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        (loader,) = wait_until(lambda: children.read_text(encoding="ascii").split(), "a loader")
        workers = Path(f"/proc/{loader}/task/{loader}/children")
        wait_until(lambda: workers.read_text(encoding="ascii"), "the first question")
        os.kill(int(loader) if number == signal.SIGKILL else process.pid, number)
        _, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) == (code, said)
    assert not Path(f"/proc/{loader}").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_loader_does_not_outlive_its_parent(large: Path) -> None:
    """Not even one that is ended without a word."""
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", large],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            loader = held_loader(process, large)
        finally:
            process.kill()
    # What has ended has no program any more, also while nobody has asked how it ended.
    wait_until(lambda: not Path(f"/proc/{loader}/exe").exists(), "the end of the loader")
