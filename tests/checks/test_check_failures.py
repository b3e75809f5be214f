"""What keeps a check from being run is one sentence and exit code 2, never silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.files import check_files
from hdhgraph.checks.project import check_project
from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.report.report import put_together
from hdhgraph.errors import InputError, ProjectError
from hdhgraph.project.layout import Project, bundled, find_project

if TYPE_CHECKING:
    from collections.abc import Mapping

TRIPLE = "<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n"
# An actor of ours without all that the bundled shapes ask for, and a class that schema.org has.
OURS = """\
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix schema: <https://schema.org/> .
<https://example.org/a> a hg:Claim, schema:Person .
"""
LOOP = "Too many levels of symbolic links"


def run(
    *arguments: str, cwd: Path, output: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run `hdhgraph` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "hdhgraph", *arguments],
        stdout=output, stderr=subprocess.PIPE, text=True, check=False, timeout=120, cwd=cwd,
    )  # fmt: skip


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in {"data/d.nt": TRIPLE, "ontology/o.nt": TRIPLE, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_files_outside_of_projects_are_not_held_against_ours(tmp_path: Path) -> None:
    """Neither the bundled shapes nor its ontology say anything of them, nor are they told."""
    (tmp_path / "a.ttl").write_text(OURS, encoding="utf-8")
    done = run("check", "a.ttl", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert check_files([tmp_path / "a.ttl"], bundled()).found != ()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A full disk is one sentence, and no finding."""
    (tmp_path / "a.nt").write_text(TRIPLE, encoding="ascii")
    full = os.open("/dev/full", os.O_WRONLY)
    done = run("check", "a.nt", cwd=tmp_path, output=full)
    os.close(full)
    said = "hdhgraph: cannot read or write: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_an_output_that_is_closed_is_told(tmp_path: Path) -> None:
    """Nobody takes a report that was not written for a green one."""
    (tmp_path / "a.nt").write_text(TRIPLE, encoding="ascii")
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m hdhgraph check a.nt >&-', sys.executable],
        stderr=subprocess.PIPE, text=True, check=False, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    said = "hdhgraph: The report cannot be written: standard output is closed.\n"
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize("verb", ["init", "check"])
def test_a_name_that_is_too_long_is_told(tmp_path: Path, verb: str) -> None:
    """The system's own words, on one line."""
    done = run(verb, "n" * 300, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, f"hdhgraph: {'n' * 300}: File name too long\n")


def test_the_next_step_can_be_pasted(tmp_path: Path) -> None:
    """The name of a new project is quoted for the shell where it must be."""
    assert "    cd 'a b' && hdhgraph check --strict\n" in run("init", "a b", cwd=tmp_path).stdout


def test_one_file_is_no_files(tmp_path: Path) -> None:
    """What `fmt` did is counted as people count."""
    (tmp_path / "a.ttl").write_text("broken", encoding="ascii")
    (tmp_path / "b.ttl").write_text("<urn:x>   <urn:y>  1 .", encoding="ascii")
    one = run("fmt", "a.ttl", cwd=tmp_path).stderr
    assert one.endswith("hdhgraph: 0 of 1 file was formatted, 1 left as it is\n")
    two = run("fmt", "a.ttl", "b.ttl", cwd=tmp_path).stderr
    assert two.endswith("hdhgraph: 1 of 2 files was formatted, 1 left as it is\n")


@pytest.mark.parametrize("any_folder", [True, False])
def test_settings_that_cannot_be_read_are_not_dropped(tmp_path: Path, any_folder: bool) -> None:
    """A folder or a link that leads to itself is no `hdhgraph.toml`, and is told."""
    write(tmp_path, {})
    (tmp_path / "hdhgraph.toml").mkdir()
    for chosen in (tmp_path, None):
        with pytest.raises(ProjectError, match=r"hdhgraph\.toml cannot be read: Is a directory"):
            find_project(chosen, tmp_path, any_folder=any_folder)
    (tmp_path / "hdhgraph.toml").rmdir()
    (tmp_path / "hdhgraph.toml").symlink_to("hdhgraph.toml")
    with pytest.raises(ProjectError, match=LOOP):
        find_project(tmp_path, tmp_path, any_folder=any_folder)


@pytest.mark.parametrize("name", ["data", "queries", "tests/hygiene", "tests/competency"])
def test_a_folder_that_cannot_be_read_is_not_empty(tmp_path: Path, name: str) -> None:
    """It is told, since nobody knows which rules are in it."""
    write(tmp_path, {"shapes/s.nt": TRIPLE, "tests/x": ""})
    if name == "data":
        (tmp_path / "data/d.nt").unlink()
        (tmp_path / "data").rmdir()
    (tmp_path / name).symlink_to(tmp_path / name)
    with pytest.raises(ProjectError, match=f"{name} cannot be read: {LOOP}"):
        find_project(tmp_path, tmp_path, any_folder=True)


def test_a_folder_that_is_named_must_be_there(tmp_path: Path) -> None:
    """Else its name is mistyped; source texts alone are often kept elsewhere."""
    write(tmp_path, {"hdhgraph.toml": '[folders]\ntexts = "nope"\n'})
    find_project(tmp_path, tmp_path)
    write(tmp_path, {"hdhgraph.toml": '[folders]\nontology = "nope"\n'})
    with pytest.raises(ProjectError, match=r"there is no folder nope, which .folders. names for"):
        find_project(tmp_path, tmp_path)


@pytest.mark.parametrize("name", ["tests/hygiene/x.rq", "tests/competency/x.rq", "data/x.ttl"])
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, name: str) -> None:
    """A rule, or a file of data, that is a link to itself is told at its name."""
    path = write(tmp_path, {"tests/x": ""}) / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(path)
    report = check_project(Project(tmp_path))
    assert [("HG-FILE", path)] == [(each.finding.code, each.path) for each in report.found]
    assert LOOP in report.found[0].finding.message("fr")


def test_the_lock_of_an_editor_is_no_file_that_is_missed(tmp_path: Path) -> None:
    """Emacs makes a hidden link to nowhere beside each file that is being changed."""
    write(tmp_path, {})
    (tmp_path / "data/.#d.nt").symlink_to("somebody@example.1")
    assert Project(tmp_path).rdf_files("data") == [tmp_path / "data/d.nt"]


def test_a_line_has_a_column(tmp_path: Path) -> None:
    """Editors look for both; what is known of the line alone stands at its beginning."""
    finding = Finding("EX-1", Severity.INFO, {"en": "e", "fr": "f"})
    places = [Place(finding, Path("a.ttl"), 3), Place(finding, Path("b.ttl"))]
    report = put_together(places, 1, Project(tmp_path))
    assert [each.place for each in report.found] == ["a.ttl:3:1", "b.ttl"]


def test_an_unknown_code_has_a_near_one(tmp_path: Path) -> None:
    """Who mistypes a code is told the nearest, and else all there are."""
    write(tmp_path, {"hdhgraph.toml": '[check.levels]\nHG-SINTAX = "off"\n'})
    with pytest.raises(InputError, match=r"no check has the code HG-SINTAX\. Did you mean HG-"):
        check_project(find_project(tmp_path, tmp_path))
    write(tmp_path, {"hdhgraph.toml": '[check.levels]\nqqqqqqqq = "off"\n'})
    with pytest.raises(InputError, match=r"no check has the code qqqqqqqq\. There are: HG-"):
        check_project(find_project(tmp_path, tmp_path))
