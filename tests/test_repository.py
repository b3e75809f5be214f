"""What no file of the repository holds: paths of a machine, hosts of registries, loose ends."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PICTURES = {".png"}  # compressed bytes, in which any few letters may stand
# Put together here, so that this file does not find itself.
FORBIDDEN = {
    "a path of a machine": "/" + r"(?:work|root|home)/\w",
    "a host of a registry": r"(?:pypi\.org|python" + r"hosted|registry\." + r"npmjs|deb\.debian)",
    "a loose end": r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!-)",
}


def tracked() -> list[Path]:
    """Return the text files that git tracks."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("This is no git checkout: there is no list of tracked files.")
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git is there
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in PICTURES]


def matches(pattern: str, text: str) -> list[str]:
    """Return what a pattern finds in a text."""
    return [match.group() for match in re.finditer(pattern, text)]


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_file_holds(what: str) -> None:
    """No tracked file holds what ties it to a machine, or what is unfinished."""
    files = tracked()
    assert len(files) > 100
    found = {
        path.name: matches(FORBIDDEN[what], path.read_text(encoding="utf-8", errors="replace"))
        for path in files
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of a machine", "see /" + "home/someone/x"),
        ("a host of a registry", "https://files.python" + "hosted.example"),
        ("a loose end", "# TO" + "DO later"),
    ],
)
def test_what_is_forbidden_is_found(what: str, text: str) -> None:
    """The rule above can fail."""
    assert matches(FORBIDDEN[what], text) != []
