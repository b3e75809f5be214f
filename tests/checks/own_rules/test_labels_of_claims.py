"""Claims and attestations have labels because these are inferred, which HG-INFERRED holds.

So no rule of its own asks for them. That what they are made of has labels is held by HG-P1 and
HG-H-label-missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.checks.project import check_project
from hdhgraph.project.inference import inference
from hdhgraph.project.layout import find_project
from hdhgraph.project.loading import load_project
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES, hg
from planted import sound_project

if TYPE_CHECKING:
    from pathlib import Path

LABEL: Final = PREFIXES["rdfs"] + "label"
NAMED: Final = (
    f"SELECT ?it {{ VALUES ?kind {{ <{hg('Claim')}> <{hg('Attestation')}> }} ?it a ?kind }}"
)


def test_each_has_one_in_both_languages_or_is_told(tmp_path: Path) -> None:
    """Each is labelled in French and English; where any label is missing, that is told."""
    root = sound_project(tmp_path / "project")
    project = find_project(root, root)
    store = load_project(project).store
    triples = inference.infer(store)
    labels = [triple for triple in triples if triple.predicate.value == LABEL]
    named = [row["it"].value for row in select(store, NAMED)]
    assert sorted((each, lang) for each in named for lang in ("en", "fr")) == sorted(
        (triple.subject.value, triple.object.language) for triple in labels
    )
    for label in labels:
        kept = [triple for triple in triples if triple != label]
        project.inferred.write_text(inference.serialize(kept), encoding="utf-8")
        report = check_project(project)
        assert [each.finding.code for each in report.found] == ["HG-INFERRED"]
