"""The house of the checks: which folder stands on which, and how much is in one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = "hdhgraph.checks"
CHECKS: Final = Path(__file__).resolve().parents[2] / "src" / "hdhgraph" / "checks"
MODULES: Final = sorted(CHECKS.rglob("*.py"))
FOLDERS: Final = sorted({path.parent for path in MODULES})
# From the ground up: what stands on one floor knows only those below.
FLOORS: Final = (
    {"reading", "record"},
    {"report"},
    {"step"},
    {"syntax"},
    {"ontology", "own_rules", "shapes"},
    {"base"},
    {"files", "project"},
)
FLOOR: Final = {name: number for number, names in enumerate(FLOORS) for name in names}
MOST: Final = 12


def name_of(path: Path) -> str:
    """Return a module's dotted name."""
    parts = path.relative_to(CHECKS).with_suffix("").parts
    return ".".join((PACKAGE, *parts)).removesuffix(".__init__")


NAMES: Final = {name_of(path) for path in MODULES}


def imported(tree: ast.AST) -> set[str]:
    """Return the modules of the checks that a module names, for types as well."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (full & NAMES) or {str(node.module)}
    return found & NAMES


IMPORTS: Final = {
    name_of(path): imported(ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES
}


def child_of(name: str, folder: str) -> str:
    """Return which module or folder of a folder a name is of, nothing where it is of none."""
    inside = name.removeprefix(f"{folder}.")
    return inside.split(".")[0] if inside != name else ""


def between(folder: str, imports: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Return which module or folder of a folder needs which other."""
    pairs = {
        (child_of(name, folder), child_of(target, folder))
        for name, targets in imports.items()
        for target in targets
    }
    return {(own, other) for own, other in pairs if own and other and own != other}


def upward(imports: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return the pairs of which the first does not stand above what it needs."""
    pairs = between(PACKAGE, imports)
    return sorted((own, other) for own, other in pairs if FLOOR[own] <= FLOOR[other])


def in_a_circle(folder: str, imports: dict[str, set[str]]) -> list[str]:
    """Return the folders within a folder that need themselves by way of what is beside them."""
    pairs = between(folder, imports)
    inner = {
        own for name in imports if (own := child_of(name, folder)) and f"{folder}.{own}" != name
    }
    return [own for own in sorted(inner) if own in reached(own, pairs)]


def reached(start: str, pairs: set[tuple[str, str]]) -> set[str]:
    """Return all that is needed, directly or not."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        own = ahead.pop()
        new = {other for each, other in pairs if each == own} - found
        found |= new
        ahead += new
    return found


def children(folder: Path) -> list[str]:
    """Return the modules and folders in a folder, without what says what the folder is."""
    return sorted(
        each.stem
        for each in folder.iterdir()
        if (each.suffix == ".py" and each.stem != "__init__")
        or (each.is_dir() and each.name != "__pycache__")
    )


def test_everything_has_a_floor() -> None:
    """No module and no folder of modules stands outside the floors."""
    assert {child_of(name, PACKAGE) for name in NAMES} - {""} == set(FLOOR)


def test_imports_go_down() -> None:
    """Whatever the checks import of each other, for types as well, is on a lower floor."""
    assert len(IMPORTS) > 60
    assert upward(IMPORTS) == []


def test_no_two_folders_need_each_other() -> None:
    """In every folder, what is in a folder within it does not come back to it."""
    assert {} == {
        name: circle
        for name in map(name_of, (folder / "__init__.py" for folder in FOLDERS))
        if (circle := in_a_circle(name, IMPORTS))
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(CHECKS)))
def test_a_folder_is_seen_at_a_glance(folder: Path) -> None:
    """No more than twelve modules or folders in one."""
    assert children(folder)
    assert len(children(folder)) <= MOST


def test_the_rules_can_fail() -> None:
    """An import upwards, one for types, and two folders that need each other are found."""
    tree = ast.parse("if TYPE_CHECKING:\n    from hdhgraph.checks.base import step")
    assert upward({f"{PACKAGE}.report.codes": imported(tree)}) == [("report", "base")]
    back = {
        f"{PACKAGE}.report.report": {f"{PACKAGE}.report.forms.human"},
        f"{PACKAGE}.report.forms.human": {f"{PACKAGE}.report.report"},
    }
    assert upward(back) == []
    assert in_a_circle(f"{PACKAGE}.report", back) == ["forms"]
