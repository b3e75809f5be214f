"""The steps “competency questions” and “anchors”: what they say, by language, and when they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.project import check_project
from hdhgraph.checks.step import Options
from hdhgraph.errors import InputError
from hdhgraph.project.layout import find_project
from hdhgraph.project.scaffold import create

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.checks.report.report import Report

EX = "https://example.org/invented/"
THINGS = "".join(f"<{EX}{name}> a <{EX}Thing> .\n" for name in "abc")
QUESTION = f"PREFIX e: <{EX}>\nSELECT ?thing {{ ?thing a e:Thing }}\n"


def checked(root: Path, files: dict[str, str]) -> Report:
    """Check a project of these files."""
    for name, text in {"data/things.ttl": THINGS, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return check_project(find_project(root, root))


@pytest.mark.parametrize(
    ("rows", "english", "french"),
    [
        ("e:a\ne:b\ne:c\n", "", ""),
        ("e:c\ne:b\ne:a\n", "", ""),
        ("e:a\ne:b\ne:c\ne:d\n", "1 solution missing; first: {}d.",
         "1 solution manquante ; la première : {}d."),
        ("e:a\ne:x\ne:y\n", "2 solutions missing, 2 too many; first: {}x.",
         "2 solutions manquantes, 2 en trop ; la première : {}x."),
        ("e:a\ne:b\n", "1 solution too many; first: {}c.",
         "1 solution en trop ; la première : {}c."),
    ],
)  # fmt: skip
def test_what_differs_is_counted_and_the_first_shown(
    tmp_path: Path, rows: str, english: str, french: str
) -> None:
    """One finding a question, in both languages; without an order, none is asked for."""
    files = {
        "tests/competency/001_which-things.rq": QUESTION,
        "tests/competency/001_which-things.csv": "thing\n" + rows,
    }
    messages = [each.finding.messages for each in checked(tmp_path, files).found]
    expected = [(english.format(EX), french.format(EX))] if english else []
    assert [tuple(each[lang].partition(": " if lang == "en" else " : ")[2]
                  for lang in ("en", "fr")) for each in messages] == expected  # fmt: skip


def test_a_question_that_asks_elsewhere_is_not_run(tmp_path: Path) -> None:
    """SERVICE and FROM are a finding, and nothing is fetched."""
    files = {"tests/competency/001_far.rq": "SELECT ?s { SERVICE <http://127.0.0.1:9/> {} }"}
    (found,) = checked(tmp_path, files).found
    assert (found.finding.code, found.line, found.column) == ("HG-REMOTE", 1, 13)


def test_questions_have_a_folder_of_any_name(tmp_path: Path) -> None:
    """`[folders]` names it."""
    files = {
        "hdhgraph.toml": '[folders]\ncompetency = "questions"\n',
        "questions/001_which-things.rq": QUESTION,
        "questions/001_which-things.csv": "thing\n",
    }
    assert [each.finding.code for each in checked(tmp_path, files).found] == ["HG-K"]


@pytest.mark.nightly
def test_texts_are_those_asked_for_else_the_projects_own(tmp_path: Path) -> None:
    """A new project has its text at hand; without it, the anchors are not asked."""
    root = create(tmp_path / "project")
    project = find_project(root, root)
    assert check_project(project).is_green(strict=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    report = check_project(project, options=Options(texts=elsewhere))
    assert [each.finding.code for each in report.found] == ["HG-V-missing-text"]
    for path in (root / "texts").iterdir():
        path.rename(elsewhere / path.name)
    (root / "texts").rmdir()
    assert check_project(project).is_green(strict=True)
    assert check_project(project, options=Options(texts=elsewhere)).is_green(strict=True)
    with pytest.raises(InputError, match="There is no folder"):
        check_project(project, options=Options(texts=root / "texts"))
