"""Who ends `hdhgraph serve` while it still loads waits for nothing, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes seconds to load: 600,000 invented triples."""
    path = tmp_path_factory.mktemp("large") / "example.nt"
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"<http://e.org/s{n}> <http://e.org/p{n}> <http://e.org/o{n}> .\n"
                        for n in range(600_000))  # fmt: skip
    return path


def loader_of(process: int) -> int:
    """Return the number of the process that loads, as soon as there is one."""
    children = Path(f"/proc/{process}/task/{process}/children")
    for _ in range(1000):
        if found := children.read_text(encoding="ascii").split():
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("nothing loads")


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "hdhgraph: interrupted\n"), (signal.SIGTERM, 143, "")],
)
def test_a_signal_while_loading_ends_it_at_once(
    large: Path, tmp_path: Path, number: signal.Signals, code: int, said: str
) -> None:
    """Within a second, without a traceback, without an orphan or a folder."""
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", large],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        loader = loader_of(process.pid)
        time.sleep(0.4)
        assert process.poll() is None
        assert len(list(tmp_path.iterdir())) == 1
        began = time.monotonic()
        process.send_signal(number)
        _, stderr = process.communicate(timeout=10)
        assert time.monotonic() - began < 1
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
        loader = loader_of(process.pid)
        time.sleep(0.4)
        os.kill(loader, signal.SIGKILL)
        _, stderr = process.communicate(timeout=60)
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
        loader = loader_of(process.pid)
        workers = Path(f"/proc/{loader}/task/{loader}/children")
        while not workers.read_text(encoding="ascii"):
            time.sleep(0.001)
        os.kill(loader if number == signal.SIGKILL else process.pid, number)
        _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (code, said)
    assert not Path(f"/proc/{loader}").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_loader_does_not_outlive_its_parent(large: Path) -> None:
    """Not even one that is ended without a word."""
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--data", large],
        stderr=subprocess.DEVNULL,
    ) as process:
        loader = loader_of(process.pid)
        time.sleep(0.4)
        process.kill()
    time.sleep(0.3)
    state = Path(f"/proc/{loader}/stat")
    assert (
        not state.exists() or state.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] in "ZX"
    )
