"""Docs say what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.project import STEPS, check_project
from hdhgraph.project.config import Settings
from hdhgraph.sparql.canned import read_queries

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

ROOT = Path(__file__).resolve().parents[1]
DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ontology/*.md")]


def test_docs_are_found() -> None:
    """The rules below look at something."""
    assert len(DOCS) >= 8


def test_every_setting_is_documented() -> None:
    """docs/configuration.md has a row for each setting, with its default and description."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `--([\w-]+)` \| `(\w+)` \| `(\w+)` \| (\S+) \| (.+) \|$", text, re.MULTILINE
    )
    documented = {
        name: (option, variable, default, what) for option, variable, name, default, what in rows
    }
    expected = {
        name: (
            name.replace("_", "-"),
            f"HDHGRAPH_{name.upper()}",
            str(field.default),
            field.description,
        )
        for name, field in Settings.model_fields.items()
    }
    assert documented == expected


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_between_docs_lead_somewhere(path: Path) -> None:
    """Every relative link of every page is a file."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_toml_in_docs_parses() -> None:
    """The example configuration is one."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    content = tomllib.loads(example.group(1))
    assert set(content["serve"]) <= set(Settings.model_fields)


def test_readme_has_the_two_commands() -> None:
    """Both commands are one line each, as CI reads them."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv .venv && ")]
    assert [command.rsplit("/", 1)[1] for command in commands] == ["hdhgraph serve", "pytest"]


@pytest.mark.nightly
def test_steps_are_in_the_docs(project: Project) -> None:
    """Every step that a check takes has a row in docs/checking.md."""
    steps: list[str] = []
    check_project(project, steps.append)
    rows = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    assert steps == ["parse", *STEPS]
    assert [step for step in STEPS if f"| {step} |" not in rows] == []


def test_queries_of_the_readme_exist(project: Project) -> None:
    """Canned queries that the docs name are there; planted faults are others."""
    known = set(read_queries(project.queries))
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"(?<!/in-queries)/queries/([a-z][a-z-]+)", text)
        assert set(named) <= known


def test_what_to_change_leads_to_files() -> None:
    """CONTRIBUTING leads from ten things that one may want to change to a module each."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"\| `([a-z_/0-9]+\.py)` \|", text)
    assert len(named) >= 10
    assert [] == [each for each in named if not (ROOT / "src" / "hdhgraph" / each).is_file()]
