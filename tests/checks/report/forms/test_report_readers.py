"""Reports, read by programs that others wrote for the standards they follow."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestSuite
from sarif_pydantic import Sarif

from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.forms import FORMATS
from hdhgraph.checks.report.forms.writing import Style
from hdhgraph.checks.report.ignores import Ignored
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.report.report import Report
from waiting import PATIENCE

EX = "https://example.org/invented/"
SARIF = Path(sys.executable).with_name("sarif")
HOSTILE = "a\n::error::x%0A|<b>`*]]>\x00\x1b[31m\u202e\ufeff\U0001f600 « é »"
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def finding(severity: Severity, code: str = "EX-1", message: str = "A fault.") -> Finding:
    """Return a finding with all that one can have."""
    return Finding(
        code, severity, {"en": message, "fr": "Une faute."}, f"{EX}a", f"{EX}name", '"two"@en',
        {"en": "Mend it.", "fr": "À corriger."}, f"{EX}shape", f"{EX}component",
    )  # fmt: skip


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Findings of every severity, with more and with less of a place; two are ignored."""
    path = tmp_path / "data" / "a b é.ttl"
    path.parent.mkdir()
    path.write_text("# first\nex:a ex:name 'one', 'two'@en .\n", encoding="utf-8")
    found = []
    for severity in Severity:
        place = Place(finding(severity), path, 2, 21, 29)
        found += [
            place,
            replace(place, end=None),
            replace(place, column=None, end=None),
            Place(finding(severity), path),
            Place(finding(severity, "EX-2")),
            Place(Finding("EX-3", severity, {"en": "Little is known."}), tmp_path / "gone.rq", 9),
            replace(place, finding=finding(severity, HOSTILE, HOSTILE)),
        ]
    ignored = (Ignored(found[0], "invented reason"), Ignored(found[-1], HOSTILE))
    return Report(tuple(found), 12, ignored)


def write(report: Report, name: str, folder: Path, **style: object) -> Path:
    """Write a report to a file in a folder, and return its path."""
    path = folder / f"report.{name}"
    path.write_text(FORMATS[name](report, replace(Style(root=folder), **style)), encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_sarif_is_what_sarif_pydantic_models(report: Report, tmp_path: Path, lang: str) -> None:
    """Every result, its level, its rule and its region come out as they went in."""
    text = write(report, "sarif", tmp_path, lang=lang).read_text(encoding="utf-8")
    (run,) = Sarif.model_validate_json(text).runs
    results = run.results or []
    shown = [*report.found, *(each.place for each in report.ignored)]
    assert [str(each.level.value) for each in results if each.level] == [
        LEVELS[place.finding.severity.value] for place in shown
    ]
    regions = [
        each.locations[0].physical_location.region
        if each.locations and each.locations[0].physical_location
        else None
        for each in results
    ]
    assert [region.start_line if region else None for region in regions] == [
        place.line for place in shown
    ]
    assert [region.end_column if region else None for region in regions] == [
        place.end for place in shown
    ]
    rules = run.tool.driver.rules or []
    assert {each.rule_id for each in results} == {rule.id for rule in rules}


def run_sarif(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command of sarif-tools."""
    return subprocess.run(
        [SARIF, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_sarif_tools_counts_what_was_found(report: Report, tmp_path: Path) -> None:
    """Its summary has as many of each level, what is suppressed among them, and its check fails."""
    write(report, "sarif", tmp_path)
    done = run_sarif(tmp_path, "summary", "report.sarif")
    shown = [*report.found, *(each.place for each in report.ignored)]
    for severity, level in LEVELS.items():
        count = sum(place.finding.severity == severity for place in shown)
        assert f"{level}: {count}\n" in done.stdout, done.stdout + done.stderr
    assert run_sarif(tmp_path, "--check", "error", "summary", "report.sarif").returncode != 0
    green = Report((), 3)
    write(green, "sarif", tmp_path)
    assert run_sarif(tmp_path, "--check", "note", "summary", "report.sarif").returncode == 0


def test_sarif_tools_makes_the_other_forms_of_it(report: Report, tmp_path: Path) -> None:
    """A table, a page and Code Climate, each with every result that has a file."""
    write(report, "sarif", tmp_path)
    for form in ("csv", "html", "codeclimate"):
        done = run_sarif(tmp_path, form, "--output", f"made.{form}", "report.sarif")
        assert done.returncode == 0, done.stderr
    issues = json.loads((tmp_path / "made.codeclimate").read_text(encoding="utf-8"))
    assert len(issues) == len(report.found) + len(report.ignored)
    assert {"data/a b é.ttl", "data/a%20b%20%C3%A9.ttl"} & {
        issue["location"]["path"] for issue in issues
    }


@pytest.mark.parametrize("is_strict", [False, True])
def test_junit_is_what_junitparser_reads(report: Report, tmp_path: Path, is_strict: bool) -> None:
    """One case a finding; what fails the check is a failure, what is ignored is skipped."""
    path = write(report, "junit", tmp_path, is_strict=is_strict)
    (suite,) = JUnitXml.fromfile(str(path))
    assert isinstance(suite, TestSuite)
    kinds = [type(each) for case in suite for each in case.result]
    failing = sum(is_strict or each.finding.severity == "violation" for each in report.found)
    assert (kinds.count(Failure), kinds.count(Skipped)) == (failing, len(report.ignored))
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (
        len(report.found) + len(report.ignored), failing, len(report.ignored), 0,
    )  # fmt: skip
    before = (suite.tests, suite.failures, suite.skipped)
    suite.update_statistics()
    assert before == (suite.tests, suite.failures, suite.skipped)


def test_a_green_report_is_read_as_one(tmp_path: Path) -> None:
    """Nothing found is a run without results, and a suite whose only case passes."""
    green = Report((), 3)
    (run,) = Sarif.model_validate_json(write(green, "sarif", tmp_path).read_text("utf-8")).runs
    assert run.results == []
    (suite,) = JUnitXml.fromfile(str(write(green, "junit", tmp_path)))
    assert [case.is_passed for case in suite] == [True]
