"""The forms of a report: each one is what its readers take, whatever a file or a path holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.forms import FORMATS
from hdhgraph.checks.report.forms.writing import Style
from hdhgraph.checks.report.ignores import Ignored
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.report.report import Report

ROOT = Path("/invented")
EX = "https://example.org/invented/"
SH = "http://www.w3.org/ns/shacl#"
MESSAGES = {"en": "one name", "fr": "un seul nom"}
HINTS = {"en": "Keep one.", "fr": "En garder un."}
NAME = Finding(
    "EX-1", Severity.VIOLATION, MESSAGES, f"{EX}a", f"{EX}name", '"two"@en', HINTS,
    f"{EX}shape", f"{SH}MaxCountConstraintComponent",
)  # fmt: skip
QUERY = Finding("EX-2", Severity.WARNING, {"en": "a remark", "fr": "une remarque"})
GRAPH = Finding("EX-3", Severity.INFO, {"en": "of nothing", "fr": "de rien"})
# What each form, a terminal or a log would take for something else than text.
HOSTILE = (
    "a\n::error::x%0A\r\x1b[31m|<b>`*_[x](y)&amp;\"'\\]]>\x00\u202e\u2028@someone #1 ,:"
    "\ufeff\ud800\U0001f600 « é »"
)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Three findings, gravest first: with a place in a line, with a file alone, with neither."""
    path = tmp_path / "data" / "a b.ttl"
    path.parent.mkdir()
    path.write_text("# first\nex:a\tex:name 'one', 'two'@en .\n", encoding="utf-8")
    return Report(
        (
            Place(NAME, path, 2, 21, 29),
            Place(QUERY, tmp_path / "queries" / "q.rq"),
            Place(GRAPH),
        ),
        12,
        (Ignored(Place(NAME, path, 1, 1, 8), "invented reason"),),
    )


def render(name: str, report: Report, root: Path = ROOT, **style: object) -> str:
    """Return a report in a form, as read from `root`."""
    return FORMATS[name](report, replace(Style(root=root), **style))


def test_for_people_the_line_and_a_caret_are_shown(report: Report, tmp_path: Path) -> None:
    """Place, severity, message, code; the line with its fault underlined; what to do; the node."""
    assert render("human", report, tmp_path).splitlines() == [
        "data/a b.ttl:2:21: violation: one name  [EX-1]",
        "    ex:a ex:name 'one', 'two'@en .",
        "                        ^~~~~~~~ Keep one.",
        f'    {EX}a {EX}name "two"@en',
        "queries/q.rq: warning: a remark  [EX-2]",
        "info: of nothing  [EX-3]",
        "1 violation, 1 warning, 1 info in 12 triples; 1 ignored",
    ]


def test_people_are_told_in_their_language(report: Report, tmp_path: Path) -> None:
    """Messages, hints, severities and counts are French where that was asked for."""
    text = render("human", report, tmp_path, lang="fr")
    for words in ("violation: un seul nom", "En garder un.", "avertissement: une", "3 triplets"):
        assert words.replace("3 triplets", "12 triplets") in text


def test_colour_is_for_terminals_alone(report: Report) -> None:
    """Without it there is no escape; with it the text is the same."""
    plain, colored = (render("human", report, has_color=each) for each in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[31m" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == plain


def test_a_long_line_is_cut_around_the_fault(tmp_path: Path) -> None:
    """A file of one line does not fill the screen, and the caret is below its fault."""
    path = tmp_path / "long.ttl"
    path.write_text("x" * 5000 + "FAULT" + "y" * 5000, encoding="utf-8")
    text = render("human", Report((Place(NAME, path, 1, 5001, 5006),), 1))
    _, line, caret, *_ = text.splitlines()
    assert len(line) < 130
    assert line[caret.index("^") : caret.rindex("~") + 1] == "FAULT"


@pytest.mark.parametrize(("line", "column"), [(99, 1), (2, 900), (1, None)])
def test_a_place_that_has_gone_is_no_failure(report: Report, line: int, column: int) -> None:
    """A file may have changed, or vanished, since it was read."""
    path = report.found[0].path
    for where in (path, Path("/invented/nowhere.ttl")):
        for name in FORMATS:
            assert render(name, Report((Place(NAME, where, line, column),), 1))


def test_json_has_all_that_is_known(report: Report, tmp_path: Path) -> None:
    """Both languages, the place in parts and as one, and what is ignored with its reason."""
    content = json.loads(render("json", report, tmp_path))
    first, second, third = content["findings"]
    assert content["conforms"] is False
    assert content["triples"] == 12
    assert content["counts"] == {"violation": 1, "warning": 1, "info": 1}
    assert first == {
        "code": "EX-1", "severity": "violation", "message": "one name", "messages": MESSAGES,
        "hints": HINTS, "focus": f"{EX}a", "path": f"{EX}name", "value": '"two"@en',
        "place": "data/a b.ttl:2:21", "file": "data/a b.ttl", "line": 2, "column": 21,
        "end_column": 29, "snippet": "ex:a ex:name 'one', 'two'@en .",
    }  # fmt: skip
    assert (second["place"], second["line"]) == ("queries/q.rq", None)
    assert third["place"] is None
    assert [each["reason"] for each in content["ignored"]] == ["invented reason"]


def sarif(report: Report, root: Path, **style: object) -> dict[str, Any]:
    """Return the only run of a SARIF log, after what section 3.13 and 3.14 ask of a log."""
    log = json.loads(render("sarif", report, root, **style))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_has_rules_results_and_regions(report: Report, tmp_path: Path) -> None:
    """SARIF 2.1.0: tool, rules by index, levels, URIs, regions in code points, suppressions."""
    run = sarif(report, tmp_path)
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "hdhgraph"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in rules] == ["EX-1", "EX-2", "EX-3"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    assert [each["level"] for each in run["results"]] == ["error", "warning", "note", "error"]
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "data/a%20b.ttl", "uriBaseId": "SRCROOT"},
        "region": {
            "startLine": 2,
            "startColumn": 21,
            "endColumn": 29,
            "snippet": {"text": "ex:a ex:name 'one', 'two'@en ."},
        },
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": f"{EX}a"}]
    assert "locations" not in run["results"][2]
    suppression = {"kind": "inSource", "justification": "invented reason"}
    assert [each.get("suppressions") for each in run["results"]] == [None] * 3 + [[suppression]]
    digests = [each["partialFingerprints"]["finding/v1"] for each in run["results"]]
    assert len(set(digests)) == 4


def test_sarif_outside_of_the_root_has_absolute_uris(report: Report) -> None:
    """A file that is not below the folder of the check is named by a file URI."""
    (result, *_) = sarif(report, ROOT)["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"].startswith("file:///")
    assert "uriBaseId" not in artifact


def test_a_fingerprint_stays_when_lines_move(report: Report, tmp_path: Path) -> None:
    """What stands further down is the same finding; a second one alike is another."""
    first = report.found[0]
    moved = Place(NAME, first.path, 9, 1, 2)
    for name, read in (
        ("gitlab", lambda text: [each["fingerprint"] for each in json.loads(text)]),
        ("sarif", lambda text: re.findall(r'"finding/v1": "(\w+)"', text)),
    ):
        (before,) = read(render(name, Report((first,), 1), tmp_path))
        (after, other) = read(render(name, Report((moved, first), 1), tmp_path))
        assert before == after != other


def test_junit_has_a_case_for_each_finding(report: Report, tmp_path: Path) -> None:
    """What fails is a failure, what is ignored is skipped, the rest passes; counts agree."""
    root = ET.fromstring(render("junit", report, tmp_path))  # noqa: S314 - of our own making
    (suite,) = root
    kinds = [[child.tag for child in case] for case in suite]
    assert kinds == [["failure"], ["system-out"], ["system-out"], ["skipped"]]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")
    assert suite[0].attrib == {
        "classname": "EX-1", "name": "EX-1 data/a b.ttl:2:21", "time": "0",
        "file": "data/a b.ttl", "line": "2",
    }  # fmt: skip
    strict = ET.fromstring(render("junit", report, tmp_path, is_strict=True))  # noqa: S314 - so
    assert strict[0].get("failures") == "3"


def test_github_has_one_command_a_line(report: Report, tmp_path: Path) -> None:
    """Workflow commands: level, file, line, columns, title; the hint on a second line, encoded."""
    assert render("github", report, tmp_path).splitlines() == [
        "::error file=data/a b.ttl,line=2,col=21,endColumn=29,title=EX-1::one name%0AKeep one.",
        "::warning file=queries/q.rq,title=EX-2::a remark",
        "::notice title=EX-3::of nothing",
    ]


def test_gitlab_has_what_code_quality_asks_for(report: Report, tmp_path: Path) -> None:
    """Description, name of the check, fingerprint, severity, path and first line."""
    issues = json.loads(render("gitlab", report, tmp_path))
    assert [each["severity"] for each in issues] == ["major", "minor", "info"]
    assert issues[0]["location"] == {"path": "data/a b.ttl", "lines": {"begin": 2}}
    assert issues[1]["location"] == {"path": "queries/q.rq", "lines": {"begin": 1}}
    assert {"description", "check_name", "fingerprint"} <= set(issues[2])


def test_markdown_is_a_table(report: Report, tmp_path: Path) -> None:
    """A heading, the counts, one row a finding; without findings a sentence."""
    text = render("markdown", report, tmp_path)
    assert "| violation | data/a b.ttl&#58;2&#58;21 | one name<br>Keep one. | EX-1 |" in text
    assert sum(line.startswith("| ") for line in text.splitlines()) == 4
    assert "Rien à signaler." in render("markdown", Report((), 3), tmp_path, lang="fr")


def read_turtle(text: str) -> ox.Store:
    """Return a SHACL report as a store."""
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return store


def test_turtle_is_a_shacl_report(report: Report, tmp_path: Path) -> None:
    """SHACL, section 3.6: conforms, and each result with node, property, value, rule, messages."""
    store = read_turtle(render("turtle", report, tmp_path))
    solutions = store.query(
        f"""PREFIX sh: <{SH}> SELECT ?node ?value ?of (COUNT(?message) AS ?messages) {{
        ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
        ?result a sh:ValidationResult ; sh:resultSeverity ?severity ; sh:focusNode ?node ;
            sh:resultMessage ?message .
        OPTIONAL {{ ?result sh:value ?value ; sh:resultPath <{EX}name> ;
            sh:sourceShape <{EX}shape> ; sh:sourceConstraintComponent ?of }}
        }} GROUP BY ?result ?node ?value ?of ?severity ORDER BY ?severity"""
    )
    of_graph, violation, of_file = [[str(term) for term in solution] for solution in solutions]
    messages = '"2"^^<http://www.w3.org/2001/XMLSchema#integer>'
    component = f"<{SH}MaxCountConstraintComponent>"
    assert violation == [f"<{EX}a>", '"two"@en', component, messages]
    assert of_file[0] == f"<{(tmp_path / 'queries' / 'q.rq').as_uri()}>"
    assert of_graph[0].startswith("_:")
    empty = read_turtle(render("turtle", Report((), 3)))
    assert "true" in str([quad.object.value for quad in empty])


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_green_report_is_one(name: str) -> None:
    """Each form says that nothing was found: none of them is a text without meaning."""
    text = render(name, Report((), 3))
    assert "EX-1" not in text
    assert text.endswith("\n") or name == "github"
    if name == "junit":
        assert 'tests="1" failures="0"' in text


def hostile(text: str) -> Report:
    """Return a report in which everything is that text: paths, codes, messages, nodes, values."""
    clean = re.sub("[\x00/\ud800-\udfff]", "", text)
    finding = Finding(
        text, Severity.VIOLATION, {"en": text, "fr": text}, text, text, text,
        {"en": text}, text, text,
    )  # fmt: skip
    place = Place(finding, ROOT / (clean or "x"), 1, 1, 2)
    return Report((place, Place(finding)), 1, (Ignored(place, text),))


def readable(name: str, text: str) -> int:
    """Read a report as its readers do; return how many findings they see."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff]", text)
    text.encode()
    return READERS[name](text)


def rows(text: str) -> int:
    """Return how many rows of a table in Markdown have four cells without anything active."""
    row = re.compile(r"(\| [^|<>`*]*(<br>[^|<>]*)?){4}\|")
    return sum(row.fullmatch(line) is not None for line in text.split("\n")[6:-1])


def results(text: str) -> int:
    """Return how many validation results a SHACL report has."""
    of = ox.NamedNode(f"{SH}ValidationResult")
    return len(list(read_turtle(text).quads_for_pattern(None, None, of)))


def commands(text: str) -> int:
    """Return how many lines are commands to GitHub, if all of them are."""
    lines = text.split("\n")[:-1]
    return len(lines) if all(line.startswith("::error ") for line in lines) else 0


READERS = {
    "human": lambda text: len(re.findall(r"(?m): violation: |^violation: ", text)),
    "json": lambda text: len(json.loads(text)["findings"]),
    "sarif": lambda text: len(json.loads(text)["runs"][0]["results"]) - 1,
    "gitlab": lambda text: len(json.loads(text)),
    "junit": lambda text: len(ET.fromstring(text)[0].findall("*/failure")),  # noqa: S314 - ours
    "github": commands,
    "markdown": rows,
    "turtle": results,
}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_is_hostile_is_text_in_every_form(name: str) -> None:
    """Nothing breaks out of a message, a path or a code: two findings are two."""
    assert readable(name, render(name, hostile(HOSTILE))) == 2


@given(st.text(max_size=40), st.sampled_from(sorted(set(FORMATS) - {"human"})))
def test_no_text_breaks_a_form(text: str, name: str) -> None:
    """Whatever the text, each reader sees the two findings."""
    assert readable(name, render(name, hostile(text))) == 2
