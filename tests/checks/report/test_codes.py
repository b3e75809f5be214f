"""Every code has a page, and every page a code."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

import hdhgraph.checks
from hdhgraph.checks.files import check_files
from hdhgraph.checks.project import CODES, check_project
from hdhgraph.checks.report.codes import FIXED, Codes, code
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.forms.human import human
from hdhgraph.checks.report.forms.writing import Style
from hdhgraph.project.layout import find_project
from hdhgraph.rdf.files import read_quads
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "checks"


def known(project: Project) -> set[str]:
    """Return the codes of the check itself, of the shapes, and of the hygiene queries."""
    identifier = PREFIXES["dcterms"] + "identifier"
    shapes = {
        quad.object.value
        for path in project.rdf_files("shapes")
        for quad in read_quads(path)
        if quad.predicate.value == identifier
    }
    hygiene = {f"HG-H-{path.stem}" for path in (ROOT / "tests" / "hygiene").glob("*.rq")}
    assert shapes
    assert hygiene
    return {*CODES, *shapes, *hygiene}


def test_every_code_has_a_page_and_every_page_a_code(project: Project) -> None:
    """docs/checks/CODE.md, and the list of all in its README."""
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    assert known(project) == pages
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert all(f"| [{code}]({code}.md) |" in index for code in pages)


def test_every_page_has_the_message_in_both_languages() -> None:
    """What a finding says, in English and in French."""
    for path in PAGES.glob("H*.md"):
        text = path.read_text(encoding="utf-8")
        assert "\n- English: " in text, path.name
        assert "\n- French: " in text, path.name


def test_the_pages_are_what_the_rules_say() -> None:
    """No page is older than its rule."""
    script = ROOT / "scripts" / "describe_checks.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_code_that_two_tables_define_is_an_error() -> None:
    """Neither of two families takes the other's words away."""
    own = {"EX-1": code(Severity.INFO, *["text"] * 6)}
    assert list(Codes(own, {"EX-2": own["EX-1"]})) == ["EX-1", "EX-2"]
    with pytest.raises(ValueError, match="EX-1"):
        Codes(own, own)


def test_every_table_is_among_the_codes() -> None:
    """What a family of checks may report is known to the levels, and has its page."""
    modules = pkgutil.walk_packages(hdhgraph.checks.__path__, "hdhgraph.checks.")
    tables = [
        table
        for module in modules
        for table in vars(importlib.import_module(module.name)).values()
        if isinstance(table, Codes)
    ]
    assert len(tables) > 6
    assert {name for table in tables for name in table} == set(CODES)


def test_what_is_fixed_is_a_code_of_a_check() -> None:
    """No name of a code is left over in the list of those that nothing turns off."""
    assert FIXED <= CODES.keys()


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_has_words_in_both_languages(name: str) -> None:
    """Title, message and hint; what a message is told stands in it."""
    own = CODES[name]
    for texts in (own.titles, own.messages, own.hints):
        assert set(texts) == {"en", "fr"}
        assert all(texts.values())
    places = [name for _, name, _, _ in Formatter().parse(own.messages["en"]) if name]
    values = dict.fromkeys(places, "{hostile}")
    messages = CODES.found(name, values).messages
    assert all("{hostile}" in text for text in messages.values()) is ("{" in own.messages["en"])


def test_the_example_of_the_docs_is_what_check_prints(project: Project) -> None:
    """docs/checking.md shows a finding as a user sees it."""
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    block = text[text.index("    $ hdhgraph check tests/") :].split("\n\n", 1)[0]
    command, *shown = [line.removeprefix("    ") for line in block.splitlines()]
    files = [ROOT / name for name in command.split()[3:]]
    assert files
    report = check_files(files, project)
    assert human(report, Style(root=ROOT)).splitlines() == shown


def test_every_planted_fault_has_a_line_and_a_column(project: Project) -> None:
    """All faults of the shapes at once: each finding stands somewhere in a file."""
    files = sorted((ROOT / "tests" / "shapes").glob("**/*.ttl"))
    assert len(files) > 50
    report = check_files(files, project)
    lines = {path: path.read_text(encoding="utf-8").splitlines() for path in files}
    assert len({each.finding.code for each in report.found}) > 20
    for each in report.found:
        assert each.path in lines, each.finding
        assert each.line, each.finding
        line = lines[each.path][each.line - 1]
        assert line[(each.column or 0) - 1 : (each.end or 0) - 1].strip(), each.place


@pytest.mark.nightly
def test_every_code_can_be_given_a_level(project: Project, tmp_path: Path) -> None:
    """What a page says of `[check.levels]` holds for each of our codes."""
    for folder in ("ontology", "data", "shapes", "tests/hygiene"):
        (tmp_path / folder).parent.mkdir(exist_ok=True)
        (tmp_path / folder).symlink_to(project.root / folder)
    lines = [f'{name} = "off"' for name in sorted(known(project) - FIXED)]
    (tmp_path / "hdhgraph.toml").write_text("\n".join(["[check.levels]", *lines]), encoding="utf-8")
    report = check_project(find_project(tmp_path, tmp_path))
    assert [each.finding.code for each in report.found] == []
