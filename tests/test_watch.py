"""`hdhgraph check --watch`, as somebody has it running beside an editor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hdhgraph.cli.watch import Watched
from hdhgraph.project.layout import find_project
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path("data", "sources", "gazette-inventee.ttl")
WAITS = "waiting for a change, Ctrl+C ends\n"


@dataclass
class Watcher:
    """A running watch, what it has said, and how far that was read."""

    process: subprocess.Popen[str]
    root: Path
    said: list[str] = field(default_factory=list)
    read: int = 0

    def round(self) -> str:
        """Return what it says until it waits for a change."""

        def said() -> str:
            text = "".join(self.said[self.read :])
            assert self.process.poll() is None, text
            return text if text.endswith(WAITS) else ""

        text = wait_until(said, "the end of a round")
        self.read += text.count("\n")
        return text

    def look(self) -> None:
        """Wait until it has looked at the files again, some times."""
        slept = self.sleeps()
        wait_until(lambda: self.sleeps() >= slept + 4, "its looking at the files")

    def sleeps(self) -> int:
        """Return how often it has slept: after each look at the files (proc_pid_status(5))."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])

    def change(self, old: str, new: str, name: Path = SOURCE) -> None:
        """Put another text for one in a file."""
        self.save(name, (self.root / name).read_text("utf-8").replace(old, new, 1))

    def save(self, name: Path, text: str) -> None:
        """Save a file as editors do, by putting a new one in its place."""
        path = self.root / name
        written = path.with_name(f".{path.name}.new")
        written.write_text(text, encoding="utf-8")
        written.replace(path)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new graph project, to be copied."""
    folder = tmp_path_factory.mktemp("project")
    command = [sys.executable, "-m", "hdhgraph", "init", "graph"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "graph"


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[Watcher]:
    """Watch from a folder until the block ends, after a first round that is green."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "check", "--watch", *arguments],
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    watcher = Watcher(process, folder)
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: watcher.said.extend(process.stdout or ()))
    reader.start()
    try:
        assert "0 violations, 0 warnings" in watcher.round()
        yield watcher
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


@pytest.fixture
def watcher(project: Path, tmp_path: Path) -> Iterator[Watcher]:
    """A watch over a project, which writes a report into that project, after its first round."""
    root = tmp_path / "graph"
    shutil.copytree(project, root)
    with watching(root, "--format", "human", "--format", "json=data/report.json") as watcher:
        yield watcher


def test_a_fault_is_told_when_it_is_saved_and_when_it_is_gone(watcher: Watcher) -> None:
    """Each save is one check, with the time of day, and its report is written anew."""
    watcher.change("mode:indirect", "mode:indirect, mode:direct")
    text = watcher.round()
    assert text.startswith("hdhgraph: ")
    assert " checking\n" in text
    assert text.count("[HG-A2]") == 1
    report = watcher.root / "data" / "report.json"
    assert "HG-A2" in report.read_text(encoding="utf-8")
    watcher.change("mode:indirect, mode:direct", "mode:indirect")
    assert "0 violations, 0 warnings" in watcher.round()


@pytest.mark.nightly
def test_a_file_in_the_middle_of_an_edit_is_no_failure(watcher: Watcher) -> None:
    """What does not parse is a finding; a configuration that is none is told, and waited for."""
    watcher.change("hg:stance", '"unfinished')
    assert "[HG-SYNTAX]" in watcher.round()
    watcher.change("[project]", "[project", Path("hdhgraph.toml"))
    assert "hdhgraph.toml: " in watcher.round()
    watcher.change("[project", "[project]", Path("hdhgraph.toml"))
    assert "[HG-SYNTAX]" in watcher.round()
    watcher.change('"unfinished', "hg:stance")
    assert "0 violations, 0 warnings" in watcher.round()


@pytest.mark.nightly
def test_files_may_come_and_go(watcher: Watcher) -> None:
    """Also in a folder that was not there; what others write beside them is no reason to check."""
    new = watcher.root / "data" / "more" / "example.ttl"
    new.parent.mkdir()
    watcher.save(new, "<https://example.org/invented/a> a 1 ;")
    assert "data/more/example.ttl:1" in watcher.round()
    new.unlink()
    watcher.round()
    for name in (".example.ttl.swp", "example.ttl~", "report.json"):
        (watcher.root / "data" / name).write_text("{}", encoding="utf-8")
    (watcher.root / "README.md").write_text("Example", encoding="utf-8")
    watcher.look()
    assert "".join(watcher.said[watcher.read :]) == ""


@pytest.mark.nightly
def test_ctrl_c_ends_it(watcher: Watcher) -> None:
    """With a word and exit code 130, as shells have it."""
    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(PATIENCE) == 130
    wait_until(lambda: watcher.said[-1] == "hdhgraph: interrupted\n", "its last word")


def test_what_cannot_be_watched_is_said_at_once(tmp_path: Path) -> None:
    """A wrong option, or a folder that is none, ends it with exit code 2."""
    for options in (["--project", "nowhere"], ["--format", "sung"]):
        done = subprocess.run(
            [sys.executable, "-m", "hdhgraph", "check", "--watch", *options], cwd=tmp_path,
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1


def test_named_files_are_watched_with_the_project(tmp_path: Path) -> None:
    """Files beside a project and the project's own rules matter; what the check writes does not."""
    (tmp_path / "data").mkdir()
    named, own, written = (tmp_path / "a.nt", tmp_path / "data" / "b.ttl", tmp_path / "data" / "c")
    for path in (named, own, written):
        path.touch()
    watched = Watched(find_project(tmp_path, tmp_path), (named,), frozenset([written]))
    assert set(watched.state()) == {named, own}
    named.unlink()
    assert set(watched.state()) == {own}
