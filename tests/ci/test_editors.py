"""What docs/editors.md tells editors to look for is what a check prints."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.forms.human import human
from hdhgraph.checks.report.forms.writing import Style
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.report.report import Report
from hdhgraph.cli import watch
from hdhgraph.project.layout import find_project
from waiting import PATIENCE

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "editors.md").read_text(encoding="utf-8")
TASKS = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])["tasks"]  # type: ignore[index]
VIM = re.search(r"```vim\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
FOUND = [
    ("data/a b.ttl", 2, 4, "violation", "One name: no more.", "EX-1"),
    ("data/a b.ttl", 1, 1, "warning", "A remark [of ours].", "EX-2"),
    ("queries/q.rq", 7, 3, "info", "Of nothing", "EX-3"),
]


@pytest.fixture
def report(tmp_path: Path) -> str:
    """A report for people: three findings with a line, and two without."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a b.ttl").write_text("ex:a\nex:b:12:1: warning: x  [Y]\n", "utf-8")
    places = [
        Place(Finding(code, Severity(severity), {"en": message}), tmp_path / name, line, column)
        for name, line, column, severity, message, code in FOUND
    ]
    lost = Finding("EX-4", Severity.INFO, {"en": "nowhere"})
    style = Style(root=tmp_path)
    return human(Report((*places, Place(lost), Place(lost, tmp_path / "x.ttl")), 3), style)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task["label"])
def test_a_problem_matcher_takes_every_finding(task: dict[str, Any], report: str) -> None:
    """Each finding with a line, in its parts, and nothing else of a report."""
    pattern = task["problemMatcher"]["pattern"]
    matches = [re.match(pattern["regexp"], line) for line in report.splitlines()]
    parts = ("file", "line", "column", "severity", "message", "code")
    taken = [tuple(match[pattern[part]] for part in parts) for match in matches if match]
    assert taken == [tuple(str(part) for part in found) for found in FOUND]


def test_the_background_task_knows_when_a_check_begins_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both patterns match what `--watch` says around each check."""
    said: list[str] = []
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(watch, "say", said.append)
    monkeypatch.setattr(watch, "_wait", lambda *_: (_ for _ in ()).throw(SystemExit))
    hours = [f"{datetime.now():%H}"]  # noqa: DTZ005 - as on the wall
    with pytest.raises(SystemExit):
        watch.check_on_change(lambda: find_project(tmp_path, tmp_path), lambda: None)
    background = TASKS[1]["problemMatcher"]["background"]
    begins, ends = said
    assert re.match(background["beginsPattern"], begins)
    assert re.match(background["endsPattern"], ends)
    hours.append(f"{datetime.now():%H}")  # noqa: DTZ005 - the same; it may have struck meanwhile
    assert begins.split()[1][:2] in hours


def test_vim_takes_every_finding(report: str, tmp_path: Path) -> None:
    """Where vim is there: the quickfix list has each finding with a line, at its place."""
    if shutil.which("vim") is None:
        pytest.skip("There is no vim.")
    (tmp_path / "out.txt").write_text(report, encoding="utf-8")
    show = "[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type, v:val.text]"
    (tmp_path / "run.vim").write_text(
        f"{VIM}cgetfile out.txt\n"
        f"call writefile([json_encode(map(getqflist(), '{show}'))], 'list.json')\nqa!\n",
        encoding="utf-8",
    )
    subprocess.run(
        ["vim", "-Nu", "NONE", "-es", "-S", "run.vim"],  # noqa: S607 - whichever vim
        cwd=tmp_path, check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    taken = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    kinds = {"violation": "E", "warning": "W", "info": "I"}
    assert taken == [
        [name, line, column, kinds[severity], f"{message}  [{code}]"]
        for name, line, column, severity, message, code in FOUND
    ]
