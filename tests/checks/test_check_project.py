"""`check` as a library: what is looked at, in which order, and what is recorded."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.files import check_files
from hdhgraph.checks.project import STEPS, check_project
from hdhgraph.checks.record import is_checked, record
from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.report.report import Report
from hdhgraph.errors import HdhgraphError, InputError
from hdhgraph.project.layout import Project, find_project

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
STRICT = SHAPE.replace("sh:minCount 1", "sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:Literal ; "
                       "sh:datatype <http://www.w3.org/2001/XMLSchema#string>")  # fmt: skip
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
    assert found.place == f"{example.root / 'data' / 'example.ttl'}:1:1"
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
    assert steps == ["parse", *STEPS]


def test_a_project_without_shapes_is_checked_for_the_rest(example: Project) -> None:
    """Rules are a project's own matter."""
    shutil.rmtree(example.root / "shapes")
    assert check_project(example).is_green()


def test_bad_queries_are_found_each_at_its_place(example: Project) -> None:
    """Headers and syntax, of canned queries and hygiene rules; the others are asked."""
    header = "#+ summary: a\n#+ summary_fr: a\n#+ description: a\n#+ description_fr: a\n"
    both = "#+ message_fr: fr\n#+ message_en: en\n"
    files = {
        "queries/bad.rq": "ASK {}",
        "queries/yaml.rq": "#+ summary: a\n#+ tags: ]\n",
        "queries/open.rq": f"{header}SELECT * {{\n  ?s ?p }}",
        "queries/deep.rq": f"{header}SELECT * {'{' * 5000}",
        "tests/hygiene/header.rq": "SELECT ?focus {}",
        "tests/hygiene/open.rq": f"{both}SELECT ?focus {{\n  ?focus a }}",
        "tests/hygiene/far.rq": f"{both}SELECT ?focus {{ SERVICE <http://127.0.0.1:9/> {{}} }}",
        "tests/hygiene/bytes.rq": "\udcff",
        "tests/hygiene/sound.rq": HYGIENE,
    }
    write(example.root, files)
    report = check_project(example)
    found = {
        (each.finding.code, each.place.removeprefix(f"{example.root}/")) for each in report.found
    }
    assert found == {
        ("EX-1", "data/example.ttl:1:1"),
        ("HG-H-sound", "data/example.ttl:1:1"),
        ("HG-HEADER", "queries/bad.rq:1:1"),
        ("HG-HEADER", "queries/yaml.rq:2:1"),
        ("HG-SYNTAX", "queries/open.rq:6:10"),
        ("HG-SYNTAX", "queries/deep.rq:1:1"),
        ("HG-HEADER", "tests/hygiene/header.rq:1:1"),
        ("HG-SYNTAX", "tests/hygiene/open.rq:4:12"),
        ("HG-REMOTE", "tests/hygiene/far.rq:3:17"),
        ("HG-HEADER", "tests/hygiene/bytes.rq:1:1"),
    }


def write(root: Path, files: dict[str, str]) -> None:
    """Write files of a project by their paths; lone surrogates are bytes that are not UTF-8."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def places(report: Report) -> list[tuple[str, str]]:
    """Return code, and line and column, of each finding."""
    return [(each.finding.code, ":".join(each.place.rsplit(":", 2)[1:])) for each in report.found]


@pytest.mark.parametrize(
    ("turtle", "place"),
    [
        ("ex:a a ex:Thing ;\n    ex:name 1 .", "3:13"),
        ("ex:a a ex:Thing ; ex:name 'a', 'b' .", "2:32"),
        ("ex:a a ex:Thing .", "2:1"),
        ("ex:a a ex:Thing ; ex:name [] .", "2:19"),
        ("ex:x ex:of ex:a . ex:a\n  a ex:Thing .", "2:19"),
        ("# ex:a a ex:Thing ; ex:name 1 .\nex:a a ex:Thing ; ex:name 1.", "3:27"),
        ("ex:x ex:q '''\nex:a ex:name 1 .\n''' . ex:a a ex:Thing ; ex:name 1 .", "4:33"),
    ],
)
def test_a_finding_stands_at_the_triple_at_fault(example: Project, turtle: str, place: str) -> None:
    """The wrong value, the value too many, else the property, else the subject."""
    write(
        example.root,
        {
            "shapes/example.ttl": STRICT,
            "data/example.ttl": f"@prefix ex: <https://example.org/invented/> .\n{turtle}\n",
        },
    )
    assert places(check_project(example)) == [("EX-1", place)]


def test_a_shape_that_would_fetch_is_not_run(example: Project) -> None:
    """SERVICE, FROM and LOAD in the SPARQL of shapes: one finding each, and the rest is asked."""
    far = [
        "SELECT $this { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }",
        "SELECT $this FROM <http://127.0.0.1:9/> { $this ?p ?o }",
        "SELECT $this FROM NAMED <http://127.0.0.1:9/> { $this ?p ?o }",
        f"SELECT $this {'{' * 200} $this ?p ?o {'}' * 200}",
    ]
    shapes = "".join(
        f"ex:far{number} a sh:NodeShape ; sh:targetClass ex:Thing ;\n"
        f'    sh:sparql [ sh:select "{text}" ] .\n'
        for number, text in enumerate(far)
    )
    target = f'ex:t a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "{far[0]}" ] .\n'
    write(example.root, {"shapes/far.ttl": SHAPE + shapes + target})
    report = check_project(example)
    assert codes(report) == ["EX-1", *["HG-REMOTE"] * 5]
    lines = [place.split(":")[0] for code, place in places(report) if code == "HG-REMOTE"]
    assert sorted(lines) == ["10", "12", "14", "15", "8"]


def test_owl_imports_are_not_followed(example: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file imports is not fetched, in data and in shapes."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("Something was fetched.")

    monkeypatch.setattr("socket.socket.connect", refuse)
    imports = (
        "<http://127.0.0.1:9/o> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/p> ."
    )
    write(example.root, {"shapes/i.ttl": imports, "ontology/i.ttl": imports})
    assert codes(check_project(example)) == ["EX-1"]


IGNORED = """\
@prefix ex: <https://example.org/invented/> .
{before}
ex:a a ex:Thing . {behind}
"""


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        ("# hdhgraph: ignore EX-1 invented reason", "", []),
        ("", "# hdhgraph: ignore EX-1 invented reason", []),
        ("# hdhgraph: ignore EX-1", "", [("EX-1", "3:1"), ("HG-IGNORE", "2:1")]),
        ("# hdhgraph: ignore", "", [("EX-1", "3:1"), ("HG-IGNORE", "2:1")]),
        ("# hdhgraph: ignore HG-FILE no", "", [("EX-1", "3:1"), ("HG-IGNORE", "2:1")]),
        ("# hdhgraph: ignore EX-2 other", "", [("EX-1", "3:1"), ("HG-UNUSED-IGNORE", "2:1")]),
        ("# hdhgraph: ignore EX-1 one", "# hdhgraph: ignore EX-1 two", []),
        ('ex:b ex:p "# hdhgraph: ignore EX-1 quoted" .', "", [("EX-1", "3:1")]),
        ("# hdhgraph: ignore EX-1 far\nex:b ex:p 1 .", "", [("EX-1", "4:1"),
                                                           ("HG-UNUSED-IGNORE", "2:1")]),
    ],
)  # fmt: skip
def test_a_comment_with_a_reason_ignores_a_finding(
    example: Project, before: str, behind: str, expected: list[tuple[str, str]]
) -> None:
    """On the line or before the subject; without a reason, or without a use, it is a finding."""
    text = IGNORED.format(before=before, behind=behind)
    write(example.root, {"data/example.ttl": text})
    report = check_project(example)
    assert places(report) == expected
    assert bool(report.ignored) is ("EX-1" not in codes(report))
    assert all(each.reason in {"invented reason", "one"} for each in report.ignored)


@pytest.mark.parametrize(
    ("level", "severities"), [("off", []), ("info", ["info"]), ("warning", ["warning"])]
)
def test_a_level_is_set_by_the_project(example: Project, level: str, severities: list[str]) -> None:
    """`[check.levels]` turns a check off or makes it more or less grave."""
    write(example.root, {"hdhgraph.toml": f'[check.levels]\nEX-1 = "{level}"\n'})
    report = check_project(find_project(example.root, example.root))
    assert [each.finding.severity.value for each in report.found] == severities


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('EX-2 = "off"', "no check has the code EX-2. Did you mean EX-1?"),
        ('HG-SYNTAX = "off"', "the level of HG-SYNTAX cannot be set"),
        ('EX-1 = "grave"', "is one of violation, warning, info, off, not 'grave'"),
        ("EX-1 = 3", "is one of"),
        ('[check]\nlevel = "off"', "unknown key “level”"),
        ('[check]\nlevels = "off"', "“levels” is no table"),
    ],
)
def test_a_level_that_cannot_hold_is_refused(example: Project, toml: str, message: str) -> None:
    """Nobody believes a check to be off, or graver, that is not."""
    text = toml if toml.startswith("[") else f"[check.levels]\n{toml}"
    write(example.root, {"hdhgraph.toml": text + "\n"})
    with pytest.raises(HdhgraphError, match=re.escape(message)):
        check_project(find_project(example.root, example.root))


def test_files_are_checked_on_their_own(example: Project, tmp_path: Path) -> None:
    """A file from anywhere is held against a project's rules, and its place told."""
    path = tmp_path / "elsewhere.ttl"
    path.write_text("\n" + THING.replace("/a>", "/b>"), encoding="utf-8")
    report = check_files([path], example)
    assert codes(report) == ["EX-1"]
    assert report.found[0].place == f"{path}:2:1"
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
