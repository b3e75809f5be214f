"""The GitLab template: its schema, and its script run as a job would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "templates" / "hdhgraph-check.yml"
SPECIFICATION, PIPELINE = yaml.safe_load_all(TEMPLATE.read_text(encoding="utf-8"))
INPUTS: dict[str, Any] = SPECIFICATION["spec"]["inputs"]


def filled(**inputs: str) -> dict[str, Any]:
    """Return the pipeline with inputs in it, and the defaults for the rest."""
    values = {name: json.dumps(each["default"]).strip('"') for name, each in INPUTS.items()}

    def fill(each: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
        if isinstance(each, dict):
            return {fill(key): fill(value) for key, value in each.items()}
        if isinstance(each, list):
            return [fill(value) for value in each]
        known = values | inputs
        return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda m: known[m[1]], each) if isinstance(
            each, str
        ) else each  # fmt: skip

    pipeline: dict[str, Any] = fill(PIPELINE)
    return pipeline


def run(job: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a job's script as a runner does, with a stub for what installs the command."""
    binary = folder / ".hdhgraph" / "bin"
    binary.mkdir(parents=True)
    (binary / "hdhgraph").symlink_to(Path(sys.executable).with_name("hdhgraph"))
    installer = binary / "pip"
    installer.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > installed\n', encoding="utf-8")
    installer.chmod(0o755)
    environment, *lines = job["script"]
    assert environment == "python3 -m venv .hdhgraph"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(lines)],  # noqa: S607 - whichever bash
        cwd=folder, env=os.environ | job["variables"], capture_output=True, text=True,
        check=False, timeout=PATIENCE,
    )  # fmt: skip


def test_the_platform_takes_it(tmp_path: Path) -> None:
    """With its inputs filled in, it keeps the schema that is published for it."""
    path = tmp_path / "pipeline.yml"
    path.write_text(yaml.safe_dump(filled()), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_input_is_used_and_none_in_the_script() -> None:
    """Each has a description and a default, and reaches the shell as a variable alone."""
    (job,) = PIPELINE.values()
    used = set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", TEMPLATE.read_text(encoding="utf-8")))
    assert used == set(INPUTS)
    assert all({"description", "default"} <= set(each) for each in INPUTS.values())
    assert not [line for line in job["script"] if "$[[" in line]


@pytest.mark.parametrize(("strict", "code"), [("false", 0), ("true", 1)])
def test_its_script_writes_what_it_promises(tmp_path: Path, strict: str, code: int) -> None:
    """A warning passes unless strict; the reports are the artifacts; values stay values."""
    folder = tmp_path / "a $(touch run) b"
    (folder / "data").mkdir(parents=True)
    (folder / "queries").mkdir()
    (folder / "data" / "example.ttl").write_text(EXAMPLE, encoding="utf-8")
    (folder / "hdhgraph.toml").write_text("", encoding="utf-8")
    (folder / "queries" / "example.rq").write_text(QUERY, encoding="utf-8")
    pipeline = filled(project=f"../{folder.name}", strict=strict, package="'; touch run '")
    (job,) = pipeline.values()
    done = run(job, folder)
    assert done.returncode == code, done.stdout + done.stderr
    assert (folder / "installed").read_text("utf-8").splitlines()[-1] == "'; touch run '"
    assert not list(tmp_path.rglob("run"))
    reports = job["artifacts"]["reports"]
    issues = json.loads((folder / reports["codequality"]).read_text(encoding="utf-8"))
    assert {each["severity"] for each in issues} == {"minor"}
    assert "<testsuites" in (folder / reports["junit"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "code"), [("nonsense", 1), (None, 2)])
def test_a_repository_without_a_project_is_checked(
    tmp_path: Path, text: str | None, code: int
) -> None:
    """Its RDF files are; where there are none, the job fails."""
    if text is not None:
        (tmp_path / "example.ttl").write_text(text, encoding="utf-8")
    (job,) = filled().values()
    done = run(job, tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert ("example.ttl:1:1" if text else "nothing to check") in done.stdout + done.stderr


EXAMPLE = "<https://example.org/invented/a> <https://example.org/invented/b> 1 .\n"
# A query that returns claims without a day by which to leave some out: a warning.
QUERY = """#+ summary: Example
#+ summary_fr: Exemple
#+ description: An invented query.
#+ description_fr: Une requête inventée.
PREFIX hg: <https://w3id.org/hdhgraph/ont#>
SELECT ?claim WHERE { ?claim a hg:Claim } ORDER BY ?claim
"""
