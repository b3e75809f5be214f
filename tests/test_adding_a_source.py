"""docs/adding-a-source.md: its worked example keeps every rule, and derives what the page says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from hdhgraph.checks.project import check_project
from hdhgraph.project.inference import inference
from hdhgraph.project.layout import find_project
from hdhgraph.project.loading import load_project
from hdhgraph.project.sources.coverage import coverage, uncovered
from hdhgraph.rdf.namespaces import HGID, hg

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example as a project, with our ontology and rules, and what is inferred."""
    root = tmp_path_factory.mktemp("example") / "project"
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, root / name)
    (root / "tests" / "hygiene").mkdir(parents=True)
    for path in (ROOT / "tests" / "hygiene").glob("*.rq"):
        shutil.copy(path, root / "tests" / "hygiene")
    curation, reference, source = re.findall(r"```turtle\n(.*?)```", PAGE, re.DOTALL)
    (text,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    files = {
        "hdhgraph.toml": '[check]\nlanguages = ["fr", "en"]\n',
        "data/curation.ttl": curation,
        "data/reference/example.ttl": reference,
        "data/sources/gazette-locale.ttl": source,
        "texts/gazette-locale.txt": text,
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    project = find_project(root, root)
    triples = inference.infer(load_project(project).store)
    project.inferred.write_text(inference.serialize(triples), encoding="utf-8")
    return project


def test_the_worked_example_keeps_every_rule(example: Project) -> None:
    """Nothing is found, anchors and what fragments show included."""
    assert [(each.finding.code, each.line) for each in check_project(example).found] == []


def test_no_sentence_of_the_worked_example_is_passed_over(example: Project) -> None:
    """Each stands under an anchor, or is left out."""
    (own,) = coverage(load_project(example).store)
    text = (example.root / "texts" / "gazette-locale.txt").read_text(encoding="utf-8")
    assert uncovered(text, [*own.anchored, *own.left_out]) == []


def test_what_the_page_says_is_derived(example: Project) -> None:
    """The two contradictions that it names, and no other."""
    derived = {
        frozenset((triple.subject.value, triple.object.value))
        for triple in inference.stated(load_project(example).store)
        if triple.predicate.value == hg("contradicts")
    }
    claims = re.findall(r"`(claim/[\w-]+)`", PAGE[PAGE.index("`hdhgraph infer` then") :])
    report = f"{HGID}claim/rapport-servers-not-safe"
    assert claims
    assert derived == {frozenset((HGID + each, report)) for each in claims if HGID + each != report}
