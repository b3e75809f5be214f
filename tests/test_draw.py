"""`hdhgraph draw`: pictures as files, without a server."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from hdhgraph.project.layout import Project


def draw(project: Project, *arguments: str, **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the bundled project."""
    command = [sys.executable, "-m", "hdhgraph", "draw", *arguments, "--project", str(project.root)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=PATIENCE, **options
    )


@pytest.mark.parametrize(
    "case",
    [
        ("matrix", ["--topic", "cloud-act", "--lang", "fr"], "topic=cloud-act&lang=fr"),
        ("chain", ["--claim", "cnil-keys-sent", "--lang", "en"], "claim=cnil-keys-sent&lang=en"),
        ("map", ["--actor", "octave-klaba", "--as-of", "2020-06-30"],
         "actor=octave-klaba&asOf=2020-06-30&lang=fr"),
    ],
)  # fmt: skip
def test_file_is_what_the_service_gives(
    project: Project, client: TestClient, tmp_path: Path, case: tuple[str, list[str], str]
) -> None:
    """The command writes the same bytes that the service offers to download."""
    kind, options, address = case
    out = tmp_path / "picture.svg"
    done = draw(project, kind, *options, "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text(encoding="utf-8") == client.get(f"/pictures/{kind}.svg?{address}").text


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_pixels_and_pages(project: Project, tmp_path: Path, ending: str, start: bytes) -> None:
    """With the extra, PNG and PDF are written by the ending of the file's name."""
    out = tmp_path / f"picture.{ending}"
    done = draw(project, "matrix", "--topic", "lock-in", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(start)


def test_without_the_extra_it_says_what_to_install(project: Project, tmp_path: Path) -> None:
    """Without the extra, one sentence names it, nothing is written, and the code is 2."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "vl_convert.py").write_text("raise ImportError", encoding="utf-8")
    out = tmp_path / "picture.png"
    code = f"import sys; sys.path.insert(0, {str(hidden)!r}); from hdhgraph.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "draw", "map", "--out", str(out),
         "--project", str(project.root)],
        check=False, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 2
    assert "hdhgraph[pictures]" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["spiral"], "is no picture"),
        (["chain"], "give “claim”"),
        (["matrix", "--topic", "cloud-at"], "Did you mean cloud-act"),
        (["matrix", "--lang", "de"], "fr and en"),
        (["matrix", "--as-of", "soon"], "YYYY-MM-DD"),
        (["chain", "--claim", "nothing-of-the-kind"], "no claim"),
    ],
)
def test_wrong_usage_is_one_sentence(
    project: Project, tmp_path: Path, arguments: list[str], words: str
) -> None:
    """What cannot be drawn is told in a sentence with code 2."""
    done = draw(project, *arguments, "--out", str(tmp_path / "picture.svg"))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["picture.gif", "picture", "missing/picture.svg"])
def test_file_that_cannot_be_written(project: Project, tmp_path: Path, name: str) -> None:
    """Another ending, or a folder that is not there, is told in a sentence with code 2."""
    done = draw(project, "matrix", "--out", str(tmp_path / name))
    assert done.returncode == 2
    assert name.rpartition("/")[2] in done.stderr
