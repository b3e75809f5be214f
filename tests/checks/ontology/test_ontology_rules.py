"""The rules for any graph: each finds the faults planted for it, where they are, and no more."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import hdhgraph.checks
from hdhgraph.checks.ontology.rules import PREFIX, rules
from hdhgraph.checks.project import CODES, check_project
from hdhgraph.checks.step import Options
from hdhgraph.project.layout import find_project
from planted import marks

if TYPE_CHECKING:
    from hdhgraph.checks.report.report import Report

FOLDER: Final = Path(__file__).parents[1] / "rules"
FILES: Final = sorted(FOLDER.glob("*.ttl"))
TEXTS: Final = Path(hdhgraph.checks.__file__).parent / "rules"
ASKED_BY: Final = re.compile(r"^# Asked by ([\w.]+)\.$", re.MULTILINE)
AT_LEAST: Final = 3


def code_of(path: Path) -> str:
    """Return the code that a file of faults is for: its name without a number."""
    return re.sub(r"-\d+$", "", path.stem)


def check(path: Path, root: Path) -> Report:
    """Check a project that is one file of faults, by the languages and the option that it names."""
    text = path.read_text(encoding="utf-8")
    (root / "data").mkdir()
    (root / "data" / path.name).write_text(text, encoding="utf-8")
    languages = re.search(r"^# languages: (.+)$", text, re.MULTILINE)
    listed = "".join(f'"{each}", ' for each in languages[1].split()) if languages else ""
    (root / "hdhgraph.toml").write_text(f"[check]\nlanguages = [{listed}]\n", encoding="utf-8")
    options = Options(owl=bool(re.search(r"^# owl$", text, re.MULTILINE)))
    return check_project(find_project(root, root), options=options)


def test_every_rule_has_three_faults() -> None:
    """Of each code at least three are planted, and a file is of a code that there is."""
    planted = {code: 0 for code in CODES if code.startswith(PREFIX)}
    assert planted
    for path in FILES:
        planted[code_of(path)] += sum(code == code_of(path) for code, *_ in marks(path))
    assert {} == {code: count for code, count in planted.items() if count < AT_LEAST}


def test_a_rule_in_python_names_the_module_that_asks_it() -> None:
    """Whoever reads the texts of a rule without a query finds the rule."""
    modules = [
        ASKED_BY.findall(path.read_text(encoding="utf-8"))
        for path in sorted(TEXTS.glob("*.rq"))
        if not rules()[f"{PREFIX}{path.stem}"].is_sparql
    ]
    assert len(modules) > 10
    assert all(len(names) == 1 and find_spec(names[0]) for names in modules)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_planted_faults_are_found_and_nothing_else(path: Path, tmp_path: Path) -> None:
    """Codes, lines and columns are those that the file marks, no more and no fewer."""
    report = check(path, tmp_path)
    found = [(each.finding.code, each.line, each.column) for each in report.found]
    assert sorted(marks(path)) == sorted(found)
