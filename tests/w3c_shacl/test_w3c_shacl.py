"""The SHACL suite of the W3C, core and SPARQL: validation passes what pySHACL itself passes."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from shacl_suite import SH, Case, Result, fetch, parse, read_cases

from hdhgraph.checks.shapes.shapes import conform, validate
from hdhgraph.checks.syntax.remote import part_rules
from hdhgraph.errors import InputError
from hdhgraph.rdf.rdflib_graphs import to_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from hdhgraph.checks.report.findings import Finding

HERE: Final = Path(__file__).resolve().parent
REQUIRED: Final = "HDHGRAPH_REQUIRE_W3C_SHACL"
FAILURES: Final[dict[str, str]] = tomllib.loads(
    (HERE / "expected_shacl_failures.toml").read_text(encoding="utf-8")
)
# Of these our findings tell what failed below, where pySHACL tells it.
NESTED: Final = SH + "NodeConstraintComponent"

# rdflib logs ill-typed literals of the suite; that they are found is what is tested.
pytestmark = pytest.mark.filterwarnings("ignore:Failed to convert Literal")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """The cases, fetched with the source distribution of the pySHACL in use."""
    if REQUIRED not in os.environ:
        pytest.skip(f"The suite comes from the package index: {REQUIRED}=1 fetches it.")
    return read_cases(fetch(tmp_path_factory.mktemp("suite")))


def plainly(case: Case) -> list[Finding]:
    """Return the findings of pySHACL on plain graphs; rules that would fetch are refused."""
    rules, refused = part_rules(parse(case.shapes))
    return [*refused, *validate(to_graph(parse(case.data)), to_graph(rules))]


def as_checked(case: Case) -> list[Finding]:
    """Return the findings as `hdhgraph check` has them."""
    return conform(parse(case.data), parse(case.shapes))


def as_results(findings: list[Finding]) -> frozenset[Result]:
    """Return what findings say, as results of the suite do."""
    return frozenset(
        Result(
            each.focus or "", f"{SH}{each.severity.value.title()}", each.component or "",
            each.path or "", each.value or "",
        )
        for each in findings
    )  # fmt: skip


def passes(case: Case, found: frozenset[Result] | None) -> bool:
    """Tell whether results are those of the suite: of nested shapes, whose they are."""
    if found is None or case.results is None:
        return found is None and case.results is None
    expected = frozenset(map(_common, case.results))
    whose = [{(each.focus, each.severity) for each in results} for results in (found, expected)]
    told = {each for each in expected if each.component != NESTED}
    is_nested = told != expected
    return whose[0] == whose[1] and (is_nested or found == expected) and found >= told


def _common(result: Result) -> Result:
    """Return a result whose severity, where it is a project's own, counts as a violation."""
    is_known = result.severity in {f"{SH}{name}" for name in ("Warning", "Info")}
    return result if is_known else replace(result, severity=f"{SH}Violation")


@pytest.mark.parametrize("way", [plainly, as_checked], ids=lambda way: way.__name__)
def test_the_suite_passes(cases: list[Case], way: Callable[[Case], list[Finding]]) -> None:
    """Each case has the results of the suite, but for those listed with a reason."""
    assert len(cases) > 115
    failed = []
    for case in cases:
        try:
            findings = way(case)
        except InputError:
            findings = None
        # What asks elsewhere must fail in the suite; here it is a finding, and is not run.
        is_refused = findings and findings[0].code == "HG-REMOTE"
        found = None if findings is None or is_refused else as_results(findings)
        if not passes(case, found):
            failed.append(case.name)
    assert sorted(failed) == sorted(FAILURES)


def test_each_failure_has_its_reason() -> None:
    """The list says of every failure why it is one."""
    assert [name for name, why in FAILURES.items() if len(why.split()) < 5] == []
