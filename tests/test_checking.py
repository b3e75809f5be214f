"""`check` as a library: what is looked at, in which order, and what is recorded."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checking import Place, Report, check_files, check_project, is_checked, record
from hdhgraph.errors import InputError, QueryHeaderError
from hdhgraph.layout import Project
from hdhgraph.validation import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/invented/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
ex:shape a sh:NodeShape ; sh:targetClass ex:Thing ; dcterms:identifier "EX-1" ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ] ;
    sh:message "no name"@en, "pas de nom"@fr .
"""
THING = "<https://example.org/invented/a> a <https://example.org/invented/Thing> .\n"
NAME = '<https://example.org/invented/a> <https://example.org/invented/name> "n" .\n'
HYGIENE = """\
#+ summary: an invented rule
#+ message_fr: fr
#+ message_en: en
#+ severity: info
SELECT ?focus { ?focus a <https://example.org/invented/Thing> }
"""


@pytest.fixture
def example(tmp_path: Path) -> Project:
    """An invented project with one shape and one thing, which has no name."""
    for name, text in {
        "ontology/example.ttl": "",
        "shapes/example.ttl": SHAPE,
        "data/example.ttl": THING,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(tmp_path)


def codes(report: Report) -> list[str]:
    """Return the codes found, in order."""
    return [each.finding.code for each in report.found]


def test_a_report_counts_by_severity() -> None:
    """Violations fail; with strict, everything does."""
    warning = Place(Finding("EX-1", Severity.WARNING, {"en": "a", "fr": "b"}))
    violation = Place(Finding("EX-2", Severity.VIOLATION, {"en": "a", "fr": "b"}))
    assert Report((), 1).is_green(strict=True)
    assert Report((warning,), 1).is_green()
    assert not Report((warning,), 1).is_green(strict=True)
    assert not Report((warning, violation), 1).is_green()
    assert Report((warning, violation), 1).count(Severity.WARNING) == 1


def test_a_shape_is_checked_and_the_place_told(example: Project) -> None:
    """A finding names its rule, both messages, the node and the line."""
    report = check_project(example)
    (found,) = report.found
    assert found.finding.code == "EX-1"
    assert found.finding.messages == {"en": "no name", "fr": "pas de nom"}
    assert found.place == f"{example.root / 'data' / 'example.ttl'}:1"
    assert not report.is_green()


def test_a_project_that_keeps_its_rules_is_green(example: Project) -> None:
    """With a name, nothing is found, and the triples are counted."""
    (example.root / "data" / "example.ttl").write_text(THING + NAME, encoding="utf-8")
    report = check_project(example)
    assert codes(report) == []
    assert report.triples > 2


def test_every_broken_file_is_told_and_nothing_else(example: Project) -> None:
    """One broken file does not hide the next, and no rule is asked of half a graph."""
    for name in ("a", "b"):
        (example.root / "data" / f"{name}.ttl").write_text("\n<a b", encoding="utf-8")
    report = check_project(example)
    assert codes(report) == ["HG-SYNTAX", "HG-SYNTAX"]
    places = [each.place for each in report.found]
    assert places == [f"{example.root}/data/{name}.ttl:2:1" for name in ("a", "b")]
    assert all({"en", "fr"} == set(each.finding.messages) for each in report.found)


def test_an_outdated_inferred_graph_is_a_violation(example: Project) -> None:
    """What is stated as inferred must follow."""
    hg = "https://w3id.org/hdhgraph/ont#"
    (example.root / "data" / "inferred.ttl").write_text(
        f"<https://example.org/a> <{hg}contradicts> <https://example.org/b> .", encoding="utf-8"
    )
    assert "HG-INFERRED" in codes(check_project(example))


def test_the_gravest_finding_comes_first(example: Project) -> None:
    """A violation of a shape stands before a remark of a hygiene query."""
    folder = example.root / "tests" / "hygiene"
    folder.mkdir(parents=True)
    (folder / "example.rq").write_text(HYGIENE, encoding="utf-8")
    assert codes(check_project(example)) == ["EX-1", "HG-H-example"]


def test_the_steps_are_told(example: Project) -> None:
    """Who waits sees what is being done, in order."""
    steps: list[str] = []
    check_project(example, steps.append)
    assert steps == ["parse", "infer", "hygiene", "shapes"]


def test_a_project_without_shapes_is_checked_for_the_rest(example: Project) -> None:
    """Rules are a project's own matter."""
    shutil.rmtree(example.root / "shapes")
    assert check_project(example).is_green()


def test_a_bad_canned_query_ends_the_check(example: Project) -> None:
    """A query that could not be served is told with file and line."""
    (example.root / "queries").mkdir()
    (example.root / "queries" / "bad.rq").write_text("ASK {}", encoding="utf-8")
    with pytest.raises(QueryHeaderError, match=r"bad\.rq:1"):
        check_project(example)


def test_files_are_checked_on_their_own(example: Project, tmp_path: Path) -> None:
    """A file from anywhere is held against a project's rules, and its place told."""
    path = tmp_path / "elsewhere.ttl"
    path.write_text("\n" + THING.replace("/a>", "/b>"), encoding="utf-8")
    report = check_files([path], example)
    assert codes(report) == ["EX-1"]
    assert report.found[0].place == f"{path}:2"
    assert report.triples == 1


def test_files_that_do_not_parse_are_findings(example: Project, tmp_path: Path) -> None:
    """Broken syntax is what a check is for."""
    path = tmp_path / "broken.ttl"
    path.write_text("nonsense", encoding="utf-8")
    report = check_files([path], example)
    assert codes(report) == ["HG-SYNTAX"]
    assert report.found[0].place.startswith(f"{path}:1:")


def test_files_without_triples_are_no_green_check(example: Project, tmp_path: Path) -> None:
    """Nothing would conform to everything."""
    path = tmp_path / "empty.ttl"
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="nothing to check"):
        check_files([path], example)


def test_the_record_is_of_just_this_version(example: Project) -> None:
    """A green check is remembered until a byte changes."""
    assert not is_checked(example)
    assert record(example)
    assert is_checked(example)
    (example.root / "data" / "example.ttl").write_text(THING + NAME, encoding="utf-8")
    assert not is_checked(example)


@pytest.mark.parametrize("content", ["", "nonsense", "[]", "{}", '{"version": 3}', "\udcff"])
def test_a_record_that_says_nothing_is_none(example: Project, content: str) -> None:
    """A damaged record leads to a check, not to an end."""
    example.record.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert not is_checked(example)


def test_a_folder_that_cannot_be_written_is_no_failure(example: Project) -> None:
    """Where nothing can be recorded, the check was green all the same."""
    example.record.mkdir()
    assert not record(example)
