"""The page of a broken pull request is what the commands print today."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
FILE = "data/sources/gazette-inventee.ttl"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that writes the page."""
    path = ROOT / "scripts" / "show_broken_pull_request.py"
    spec = importlib.util.spec_from_file_location("show_broken_pull_request", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where a dataclass looks for its own module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shown(script: ModuleType) -> Any:  # noqa: ANN401 - of a class that only the script has
    """What the commands print, run now."""
    return script.check_change()


def test_the_page_is_up_to_date(script: ModuleType, shown: Any) -> None:  # noqa: ANN401 - so
    """To the byte; `scripts/show_broken_pull_request.py --picture` writes page and picture anew."""
    assert script.PAGE.read_text(encoding="utf-8") == script.page(shown)


def test_three_changes_are_three_findings(script: ModuleType, shown: Any) -> None:  # noqa: ANN401 - so
    """Each at its line, in a file that the change touches, and nothing else is found."""
    places = re.findall(r"(?m)^(\S+?):(\d+):\d+: (\w+)", shown.human)
    assert len(places) == len(script.CHANGES) == 3
    assert {name for name, _, _ in places} == {FILE}
    assert sorted(level for _, _, level in places) == ["violation", "violation", "warning"]
    assert {int(line) for _, line, _ in places} == set(script.annotations(shown.github))
    assert shown.code == 1


def test_the_picture_is_of_the_same_lines(script: ModuleType, shown: Any) -> None:  # noqa: ANN401 - so
    """The page that is drawn shows every annotation, and every row of the summary."""
    drawn = script.as_html(shown)
    notes = re.findall(r"<div class=(error|warning)><b>\w+: ([\w-]+)</b>", drawn)
    assert sorted(code for _, code in notes) == sorted(re.findall(r"\[(HG-[\w-]+)\]", shown.human))
    assert drawn.count("<tr>\n<td>") == 3
    assert script.PICTURE.read_bytes().startswith(b"\x89PNG")
