"""Shapes that cannot be used: they are findings, and what else is checked goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.project import check_project
from hdhgraph.checks.shapes import step
from hdhgraph.checks.shapes.usable import find_with_usable
from hdhgraph.errors import InputError
from hdhgraph.project.layout import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.report.report import Report

PREFIXES = """\
@prefix ex: <https://example.org/invented/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
NAMED = "ex:named a sh:NodeShape ; sh:targetClass ex:Thing ;\n"
GOOD = NAMED + "    sh:property [ sh:path ex:name ; sh:minCount 1 ] .\n"
BAD = (
    "ex:bad a sh:NodeShape ; sh:targetClass ex:Thing ;\n"
    '    sh:property [ sh:path ex:part ; sh:pattern "(" ] .\n'
)
PATHLESS = "[] a sh:NodeShape ; sh:targetClass ex:Thing ;\n    sh:property [ sh:minCount 1 ] .\n"
# It is no shape, and fails whatever is asked beside it.
COMPONENT = (
    "ex:component a sh:ConstraintComponent ; sh:parameter [ sh:name 1 ] ;\n"
    '    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { }" ] .\n'
)
DATA = "ex:a a ex:Thing ; ex:part ex:b . ex:b ex:part ex:c . ex:c ex:part ex:d .\n"
HYGIENE = """\
#+ message_fr: fr
#+ message_en: en
SELECT ?focus { ?focus a <https://example.org/invented/Thing> }
"""


def checked(root: Path, shapes: str) -> Report:
    """Check an invented project with these shapes, and with a hygiene query that finds `ex:a`."""
    for name, text in {
        "data/d.ttl": PREFIXES + DATA,
        "shapes/s.ttl": PREFIXES + shapes,
        "tests/hygiene/thing.rq": HYGIENE,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return check_project(Project(root))


def found(report: Report) -> list[tuple[str, int | None]]:
    """Return code and line of each finding of shapes and hygiene."""
    return [
        (each.finding.code, each.line)
        for each in report.found
        if not each.finding.code.startswith("HG-O")
    ]


def test_an_unusable_shape_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a finding at its place; the project's data are validated twice, not once a shape."""
    calls = []
    plain = step.conform
    monkeypatch.setattr(step, "conform", lambda *given: calls.append(1) or plain(*given))
    many = "".join(GOOD.replace("ex:named", f"ex:named{n}") for n in range(5))
    report = checked(tmp_path, BAD + many)
    expected = [("HG-H-thing", 3), ("HG-SHAPE", 3), *((f"named{n}", 3) for n in range(5))]
    assert sorted(expected) == sorted(found(report))
    assert len(calls) == 2


def test_where_nobody_knows_which_shape_it_is_the_rest_is_told(tmp_path: Path) -> None:
    """One finding without a place stands for all shapes; the other steps are reported."""
    report = checked(tmp_path, GOOD + COMPONENT)
    assert [("HG-H-thing", 3), ("HG-SHAPE", None)] == sorted(found(report))
    (told,) = [each.finding for each in report.found if each.finding.code == "HG-SHAPE"]
    assert "none of the shapes is asked; " in told.message("en")
    assert "aucune des formes n'est évaluée ; " in told.message("fr")


def test_what_is_left_may_still_fail(tmp_path: Path) -> None:
    """The shape that is known is told at its place, beside the one finding for the others."""
    report = checked(tmp_path, GOOD + BAD + COMPONENT)
    both = [("HG-SHAPE", None), ("HG-SHAPE", 5)]
    assert [("HG-H-thing", 3), *both] == sorted(
        found(report), key=lambda each: (each[0], each[1] or 0)
    )


def test_reasons_are_alike_at_each_run(tmp_path: Path) -> None:
    """A shape without a name is called that, not by a name that is made up anew."""
    reports = [checked(tmp_path, GOOD + PATHLESS) for _ in range(2)]
    first, second = (
        [each.finding for each in report.found if each.finding.code == "HG-SHAPE"]
        for report in reports
    )
    assert first
    assert first == second
    assert "a shape without a name exists but is not" in first[0].message("en")
    assert "une forme sans nom exists but is not" in first[0].message("fr")


def test_other_errors_are_not_about_shapes() -> None:
    """What else keeps a check from being run is raised as it is."""

    def find(_rules: Sequence[ox.Quad]) -> list[Finding]:
        raise InputError("There is nothing.")

    with pytest.raises(InputError, match="There is nothing"):
        find_with_usable([], find)
