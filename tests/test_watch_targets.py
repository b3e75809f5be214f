"""What `hdhgraph check --watch` is of: what a check is of, and what has come to it since."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from test_watch import watching

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "<https://example.org/invented/a> a 1 ;"
SOUND = "<https://example.org/invented/a> <https://example.org/invented/b> 1 .\n"


def write(root: Path, name: str, text: str) -> None:
    """Write a file, in a folder that is made where it is not there."""
    (root / name).parent.mkdir(exist_ok=True)
    written = root / f".{name.replace('/', '-')}.new"  # it is there at once, and whole
    written.write_text(text, encoding="utf-8")
    written.replace(root / name)


def test_a_project_is_watched_from_a_folder_in_it(tmp_path: Path) -> None:
    """All of it, as it is checked."""
    write(tmp_path, "ontology/README.md", "")
    write(tmp_path, "data/a.ttl", SOUND)
    with watching(tmp_path / "ontology") as watcher:
        write(tmp_path, "data/b.ttl", BROKEN)
        assert "data/b.ttl:1:" in watcher.round()


@pytest.mark.nightly
def test_files_are_watched_as_they_are_checked(tmp_path: Path) -> None:
    """Where no project is around: those that were there, new ones, and a project once it is one."""
    write(tmp_path, "a.ttl", SOUND)
    with watching(tmp_path) as watcher:
        write(tmp_path, "deep/b.ttl", BROKEN)
        assert "deep/b.ttl:1:" in watcher.round()
        for name in ("a.ttl", "deep/b.ttl"):
            (tmp_path / name).unlink()
        # A busy machine may come to check between the two.
        while "There is nothing to check: " not in watcher.round():
            pass
        write(tmp_path, "a.ttl", SOUND)
        assert " of 1 file\n" in watcher.round()
        write(tmp_path, "hdhgraph.toml", "")
        assert f"hdhgraph: checked the project {tmp_path}\n" in watcher.round()


def test_folders_among_files_are_watched_with_what_is_new_in_them(tmp_path: Path) -> None:
    """Every file below; but not the report that is written there."""
    write(tmp_path, "one/a.ttl", SOUND)
    write(tmp_path, "two/a.ttl", SOUND)
    options = ("--format=human", "--format=json=one/report.json")
    with watching(tmp_path, "one", "two", *options) as watcher:
        write(tmp_path, "two/b.ttl", BROKEN)
        assert "two/b.ttl:1:" in watcher.round()
        assert "HG-SYNTAX" in (tmp_path / "one" / "report.json").read_text(encoding="utf-8")
        watcher.look()
        assert "".join(watcher.said[watcher.read :]) == ""


def test_nothing_is_not_watched(tmp_path: Path) -> None:
    """It ends at once, with exit code 2."""
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph", "check", "--watch"], cwd=tmp_path,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("hdhgraph: There is nothing to check: ")
