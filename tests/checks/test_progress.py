"""The bar of a check: on a terminal alone, and gone at the end."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from hdhgraph.cli.progress import Waiting

if TYPE_CHECKING:
    from pathlib import Path

SHAPE: Final = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/invented/> .
ex:shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
DATA: Final = """\
@prefix ex: <https://example.org/invented/> .
ex:a a ex:Thing ; ex:p 1 .
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An invented project with one shape."""
    for name, text in {"ontology/a.ttl": "", "data/a.ttl": DATA, "shapes/a.ttl": SHAPE}.items():
        (tmp_path / "project" / name).parent.mkdir(parents=True)
        (tmp_path / "project" / name).write_text(text, encoding="utf-8")
    return tmp_path / "project"


def check(project: Path, *options: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Start a check of a project."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(project / "cache"), "TERM": "xterm"}
    return subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "check", "--project", str(project), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=environment,
    )


def on_terminal(project: Path, *options: str) -> tuple[str, str]:
    """Return what a check writes to standard output, and to a terminal as standard error."""
    ours, theirs = pty.openpty()
    try:
        with check(project, *options, stderr=theirs) as process:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    chunk = os.read(ours, 4096)
                except OSError:  # the other end is closed
                    break
                shown += chunk
            output = process.stdout.read() if process.stdout else b""
    finally:
        os.close(ours)
    return output.decode(), shown.decode()


def test_a_terminal_shows_the_steps_and_the_shapes(project: Path) -> None:
    """On a terminal there is a bar, taken away at the end; the report is not touched by it."""
    output, shown = on_terminal(project)
    assert "check: " in shown
    assert " of 2 shapes" in shown  # one of them is the part of the other
    assert shown.rstrip().endswith("\x1b[2K")
    assert "\x1b" not in output


def test_a_note_stands_above_the_bar(project: Path) -> None:
    """What is worth knowing is said once, in full, and stays."""
    assert "hdhgraph: every node is validated" in on_terminal(project, "--changed")[1]
    assert "every node" not in on_terminal(project, "--changed")[1]


def test_nothing_is_shown_elsewhere(project: Path) -> None:
    """Into a file or a pipe no bar is written."""
    with check(project) as process:
        assert process.communicate()[1] == b""
        assert process.returncode == 0


def test_a_bar_without_a_terminal_takes_all_calls(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is shown, notes are."""
    with Waiting(2) as waiting:
        waiting.step("one")
        waiting.part(1, 3)
        waiting.note("something")
    assert capsys.readouterr().err == "hdhgraph: something\n"


@pytest.mark.parametrize("option", ["--changed", "--cross-check"])
def test_files_are_checked_whole(project: Path, option: str) -> None:
    """Of files there is no last run, and no second opinion: the option is refused."""
    command = [sys.executable, "-m", "hdhgraph", "check", str(project / "data" / "a.ttl"), option]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "files are checked whole" in done.stderr
