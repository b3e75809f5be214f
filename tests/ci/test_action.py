"""The action, run here as the platform runs it: annotations, summary, reports, exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from composite import Job, read
from typer.main import get_command

from hdhgraph.cli import app

ROOT = Path(__file__).resolve().parents[2]
ACTION = read(ROOT)
SCHEMAS = {"vendor.github-actions": "action.yml", "vendor.github-workflows": ".github/workflows"}
FILE = "data/sources/gazette-inventee.ttl"
EXAMPLE = """@prefix ex: <https://example.org/invented/> .
ex:thing ex:name 1, 2 .
"""
SHAPE = """@prefix ex: <https://example.org/invented/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Named a sh:NodeShape ; sh:targetSubjectsOf ex:name ;
    sh:property [ sh:path ex:name ; sh:nodeKind sh:IRI ] .
"""
TWO_MODES = f"::error file=graph/{FILE},line=119,col=28,endColumn=39,title=HG-A2::"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a graph project in a folder of it, which keeps its rules."""
    folder = tmp_path_factory.mktemp("workspace")
    hdhgraph = Path(sys.executable).with_name("hdhgraph")
    subprocess.run([hdhgraph, "init", "graph"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def job(workspace: Path, tmp_path: Path) -> Job:
    """A job that has installed the action already, in the place where the action looks for it."""
    copy = tmp_path / "checkout"
    shutil.copytree(workspace, copy)
    temporary = tmp_path / "temporary"
    installed = temporary / f"hdhgraph-{posix_cksum(str(ROOT).encode())}" / "bin"
    installed.mkdir(parents=True)
    (installed / "hdhgraph").symlink_to(Path(sys.executable).with_name("hdhgraph"))
    return Job(copy, temporary, {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"})


def posix_cksum(content: bytes) -> int:
    """Return the checksum of the command cksum."""
    done = subprocess.run(["cksum"], input=content, capture_output=True, check=True)  # noqa: S607 - whichever
    return int(done.stdout.split()[0])


def break_modes(job: Job) -> None:
    """Plant an attestation with two modes."""
    path = job.workspace / "graph" / FILE
    text = path.read_text(encoding="utf-8")
    at = text.index("mode:indirect")
    path.write_text(f"{text[:at]}mode:indirect, mode:direct{text[at + 13 :]}", encoding="utf-8")


@pytest.mark.parametrize(("schema", "name"), SCHEMAS.items())
def test_the_platform_takes_them(schema: str, name: str) -> None:
    """Action and workflows keep the schemas that are published for them."""
    path = ROOT / name
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    assert files
    check_schema(schema, *files)


def check_schema(schema: str, *files: Path) -> None:
    """Hold files against a schema that comes with check-jsonschema."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_that_breaks_a_schema_is_refused(tmp_path: Path) -> None:
    """The rule above can fail."""
    path = tmp_path / "action.yml"
    path.write_text("name: x\nruns: {using: composite}\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="description"):
        check_schema("vendor.github-actions", path)


def test_every_option_that_the_action_gives_is_one() -> None:
    """What `check` is called with, it takes."""
    command = get_command(app).commands["check"]  # type: ignore[attr-defined]
    known = {option for each in command.params for option in each.opts}
    script = ACTION["runs"]["steps"][-1]["run"]
    given = {f"--{word}" for word in ("project", "lang", "format", "strict", "base", "shapes")}
    assert all(option in script for option in given)
    assert given <= known


def test_it_installs_itself(job: Job) -> None:
    """From nothing, where `HDHGRAPH_TEST_INSTALL` is set; what a job has installed is kept."""
    if "HDHGRAPH_TEST_INSTALL" not in os.environ:
        pytest.skip("Installing needs an index; HDHGRAPH_TEST_INSTALL asks for it.")
    shutil.rmtree(job.temporary)
    job.temporary.mkdir()
    done = job.use(ROOT, project="graph", python=sys.executable)
    assert (done.code, done.outputs["exit-code"]) == (0, "0"), done.log
    again = job.use(ROOT, project="graph", python=sys.executable)
    assert again.summary == done.summary
    assert len(list(job.temporary.glob("hdhgraph-*/bin/hdhgraph"))) == 1


def test_a_graph_that_keeps_its_rules_passes(job: Job) -> None:
    """Exit code 0, no annotation, a summary that says so."""
    done = job.use(ROOT, project="graph")
    assert (done.code, done.outputs) == (0, {"exit-code": "0", "sarif": "", "junit": ""})
    assert done.commands == []
    assert "0 violations, 0 warnings" in done.log
    assert "## hdhgraph check" in done.summary


def test_a_fault_is_told_in_every_place(job: Job) -> None:
    """The line is annotated, log and summary tell it, the reports are where the outputs say."""
    break_modes(job)
    done = job.use(ROOT, project="graph", sarif="reports.sarif", junit="reports.xml")
    assert done.code == 1
    assert [each[: len(TWO_MODES)] for each in done.commands] == [TWO_MODES]
    assert "mode:indirect, mode:direct" in done.log
    assert f"graph/{FILE}&#58;119&#58;28" in done.summary
    assert done.outputs == {"exit-code": "1", "sarif": "reports.sarif", "junit": "reports.xml"}
    (run,) = json.loads((job.workspace / "reports.sarif").read_text(encoding="utf-8"))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == f"graph/{FILE}"
    assert 'failures="1"' in (job.workspace / "reports.xml").read_text(encoding="utf-8")


def test_inputs_choose_language_annotations_and_summary(job: Job) -> None:
    """French messages; nothing annotated, nothing summed up."""
    break_modes(job)
    done = job.use(ROOT, project="graph", lang="fr", annotations="false", summary="false")
    assert (done.code, done.commands, done.summary) == (1, [], "")
    assert "Une attestation" in done.log


@pytest.mark.nightly
def test_strict_fails_on_a_warning(job: Job) -> None:
    """A warning passes, and does not where strict is true."""
    path = job.workspace / "graph" / FILE
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = max(number for number, line in enumerate(lines) if "hg:inCapacity" in line)
    path.write_text("".join(lines[:at] + lines[at + 1 :]), encoding="utf-8")
    codes = []
    for strict in ("false", "true"):
        done = job.use(ROOT, project="graph", strict=strict)
        assert [each.split(" ")[0] for each in done.commands] == ["::warning"]
        codes.append(done.code)
    assert codes == [0, 1]


def test_files_are_checked_against_shapes(job: Job) -> None:
    """Files and shapes are named one a line; nothing else is checked."""
    (job.workspace / "a b.ttl").write_text(EXAMPLE, encoding="utf-8")
    (job.workspace / "shapes.ttl").write_text(SHAPE, encoding="utf-8")
    done = job.use(ROOT, project="graph", files="a b.ttl\n", shapes="shapes.ttl\n\n")
    assert done.code == 1
    assert [each.split(",")[0] for each in done.commands] == ["::error file=a b.ttl"] * 2


@pytest.mark.nightly
def test_a_repository_of_rdf_files_is_checked(job: Job) -> None:
    """Without a project: all of them, or those that are named; and none is no green check."""
    shutil.rmtree(job.workspace / "graph")
    done = job.use(ROOT)
    assert (done.code, done.outputs["exit-code"]) == (2, "2")
    assert "There is nothing to check: " in done.log
    (job.workspace / "a.ttl").write_text(EXAMPLE, encoding="utf-8")
    assert job.use(ROOT).code == 0
    assert " of 1 file\n" in job.use(ROOT, files="a.ttl").log
    (job.workspace / "b.ttl").write_text("nonsense", encoding="utf-8")
    for inputs in ({}, {"files": "a.ttl\nb.ttl"}):
        done = job.use(ROOT, **inputs)
        assert (done.code, done.commands[0].split(",")[0]) == (1, "::error file=b.ttl")


def test_a_check_that_cannot_run_says_so(job: Job) -> None:
    """Exit code 2, an annotation, and the reason in the log."""
    done = job.use(ROOT, project="nowhere")
    assert (done.code, done.outputs["exit-code"]) == (2, "2")
    assert "There is no folder nowhere." in done.log
    assert done.commands == [
        "::error title=hdhgraph::The check could not run; the log of this step says why."
    ]


def test_an_old_python_is_named(job: Job) -> None:
    """One sentence says what is needed, where the command is none, or too old."""
    old = job.workspace / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    for python in (str(old), "python-that-is-not-there"):
        done = job.use(ROOT, python=python)
        assert done.code == 2
        (said,) = done.commands
        assert said.startswith("::error title=hdhgraph::Python 3.11 or newer is needed: put ")


def stub(job: Job, *lines: str) -> None:
    """Put a script in the place of the command; it knows its arguments as `$@`."""
    (installed,) = job.temporary.glob("*/bin/hdhgraph")
    installed.unlink()
    installed.write_text("\n".join(["#!/bin/bash", *lines, ""]), encoding="utf-8")
    installed.chmod(0o755)


@pytest.mark.parametrize(
    "value", ["$(touch run)`touch run`", "'; touch run; '", '"; touch run; "', "--version", "* ~"]
)
def test_no_input_is_ever_a_command(job: Job, value: str) -> None:
    """What a shell would run, or take for an option or a pattern, is a value in every input."""
    stub(job, 'printf "%s\\n" "$@"')
    names = sorted(set(ACTION["inputs"]) - {"python"})
    done = job.use(ROOT, **dict.fromkeys(names, value))
    assert not list(job.workspace.rglob("run"))
    _, *given, _ = done.log.splitlines()
    assert given == [
        "check", f"--project={value}", f"--lang={value}", "--format=human", *given[4:6],
        f"--base={value}", f"--format=sarif={value}", f"--format=junit={value}",
        f"--shapes={value}", "--", value,
    ]  # fmt: skip
    assert job.use(ROOT, python=value).code == 2
    assert not list(job.workspace.rglob("run"))


def test_a_quoted_line_is_nothing_to_obey(job: Job) -> None:
    """The runner would obey a command that a file holds, if the log showed it to it."""
    path = job.workspace / "graph" / FILE
    planted = "\n  ::error::planted\n##[error]planted\n"
    path.write_text(path.read_text(encoding="utf-8") + planted, encoding="utf-8")
    done = job.use(ROOT, project="graph")
    assert done.code == 1
    assert "::error::planted" in done.log
    assert [each.split(",")[0] for each in done.commands] == [f"::error file=graph/{FILE}"]


def test_a_long_summary_is_cut_before_it_is_refused(job: Job) -> None:
    """The platform refuses more than 1 MiB; whole lines are kept, and that more were is told."""
    stub(
        job,
        'for each in "$@"; do case $each in --format=markdown=*) file=${each#*n=} ;; esac; done',
        'seq -f "| %.0f | a row of a table |" 50000 > "$file"',
    )
    done = job.use(ROOT)
    assert 900_000 < len(done.summary.encode()) < 1 << 20
    assert done.summary.endswith(" |\n\n…\n")


def test_our_own_workflow_uses_the_action() -> None:
    """On every push and pull request, with the history that a comparison needs."""
    path = ROOT / ".github" / "workflows" / "check.yml"
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(workflow[True]) == {"push", "pull_request"}  # YAML 1.1 reads “on” as true
    steps = workflow["jobs"]["check"]["steps"]
    (checkout,) = [each for each in steps if each.get("uses", "").startswith("actions/checkout@")]
    (own,) = [each for each in steps if each.get("uses") == "./"]
    assert checkout["with"]["fetch-depth"] == 0
    assert set(own["with"]) <= set(ACTION["inputs"])
    assert own["with"]["strict"] == "true"
