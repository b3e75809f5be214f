"""docs/ci.md tells of what there is: inputs, outputs, hooks, options."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from composite import read
from typer.main import get_command

from hdhgraph.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION = read(ROOT)
EXAMPLES: list[Any] = [
    yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
]


def rows(heading: str) -> dict[str, str]:
    """Return the first two cells of each row of the table under a heading, by each name."""
    table = PAGE.split(f"| {heading} | ", 1)[1].split("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        _, names, value, *_ = (cell.strip().strip("`") for cell in line.split("|"))
        found.update(dict.fromkeys(re.findall(r"[\w-]+", names), value))
    return found


def test_the_inputs_and_outputs_of_the_action_are_told() -> None:
    """Each with its default; the example uses some of them, with the history for a comparison."""
    told = rows("Input")
    assert told == {name: each["default"] for name, each in ACTION["inputs"].items()}
    assert set(rows("Output")) == set(ACTION["outputs"])
    steps = EXAMPLES[0]["jobs"]["check"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert set(steps[-1]["with"]) <= set(told)


def test_the_inputs_of_the_component_are_told() -> None:
    """Those of the example and those in words are all there are."""
    text = (ROOT / "templates" / "hdhgraph-check.yml").read_text(encoding="utf-8")
    known = set(next(yaml.safe_load_all(text))["spec"]["inputs"])
    (included,) = EXAMPLES[1]["include"]
    words = re.search(r"The\s+other inputs are (.*?)\.", PAGE)
    assert words is not None
    assert set(included["inputs"]) | set(re.findall(r"`(\w+)`", words[1])) == known


def test_the_hooks_are_told() -> None:
    """Every hook has a row, and the example names hooks that there are."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    known = {each["id"] for each in yaml.safe_load(text)}
    assert set(rows("Hook")) == known
    (repository,) = EXAMPLES[2]["repos"]
    assert {each["id"] for each in repository["hooks"]} <= known


def test_the_options_on_the_page_are_options() -> None:
    """What the page calls `check` with, it takes."""
    command = get_command(app).commands["check"]  # type: ignore[attr-defined]
    known = {option for each in command.params for option in each.opts}
    lines = re.findall(r"hdhgraph check (--[^#\n`]*)", PAGE)
    used = {option for line in lines for option in re.findall(r"--[\w-]+", line)}
    assert used
    assert used <= known
