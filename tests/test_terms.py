"""An ontology read out of triples, and its versions kept."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.rdf.namespaces import HG, ONTOLOGY
from hdhgraph.rdf.terms import ALIGNMENTS, Triples, canonical_lines, is_own, read_ontology

if TYPE_CHECKING:
    from types import ModuleType

    from hdhgraph.rdf.terms import Ontology

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "ontology"
PREFIXES = """
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix ex: <http://example.org/> .
<https://w3id.org/hdhgraph/ont> a owl:Ontology .
"""


def triples_of(text: str) -> Triples:
    """Return what a few lines of Turtle say, beside the header of the ontology."""
    return Triples(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def parsed(*names: str) -> list[ox.Quad]:
    """Return the triples of files of the ontology's folder."""
    return [quad for name in names for quad in ox.parse(path=FOLDER / name)]


def test_ontology_and_alignments_are_told_apart() -> None:
    """Out of the graph that holds both come the two files, whole, and nothing else."""
    both = parsed("hdhgraph.ttl", "alignments.ttl")
    own, other = [q for q in both if is_own(q)], [q for q in both if not is_own(q)]
    assert canonical_lines(parsed("hdhgraph.ttl")) == canonical_lines(own)
    assert canonical_lines(parsed("alignments.ttl")) == canonical_lines(other)


def test_every_term_is_read() -> None:
    """All classes and properties of the file are there, with labels in both languages."""
    ontology = read_ontology(Triples(parsed("hdhgraph.ttl", "alignments.ttl")))
    assert ontology is not None
    declared = {
        quad.subject.value
        for quad in parsed("hdhgraph.ttl")
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(HG)
    }
    assert len(declared) > 30
    assert declared == {term.iri for term in ontology.terms()}
    assert [] == [t.name for t in ontology.terms() if set(t.labels) != {"en", "fr"}]


def test_no_ontology_is_none() -> None:
    """Triples without the header of our ontology are not taken for one."""
    assert read_ontology(Triples([])) is None
    assert read_ontology(triples_of(""), "http://example.org/ont") is None


def test_deprecated_terms_are_apart_with_their_replacement() -> None:
    """A term given up is not among the classes, and what replaces it is known."""
    ontology = read_ontology(
        triples_of("""
        hg:New a owl:Class .
        hg:Old a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy hg:New .
        """)
    )
    assert ontology is not None
    assert ["New"] == [term.name for term in ontology.classes]
    assert [("Old", [f"{HG}New"])] == [(t.name, t.replaced_by) for t in ontology.deprecated]


def test_relations_are_read_from_both_ends() -> None:
    """Disjointness, subclasses and properties show whichever way they are written."""
    ontology = read_ontology(
        triples_of("""
        hg:A a owl:Class ; owl:disjointWith hg:B .
        hg:B a owl:Class ; rdfs:subClassOf hg:C .
        hg:C a owl:Class .
        hg:p a owl:ObjectProperty ; rdfs:domain hg:A ; rdfs:range hg:B .
        hg:q a owl:ObjectProperty, owl:SymmetricProperty ; owl:inverseOf hg:p .
        ex:hint schema:domainIncludes hg:A .
        """)
    )
    assert ontology is not None
    a, b, c = ontology.classes
    p, q = ontology.properties
    assert [f"{HG}A"] == b.disjoint
    assert [f"{HG}B"] == c.children
    assert ["http://example.org/hint", f"{HG}p"] == a.properties
    assert [f"{HG}p"] == b.arriving
    assert [f"{HG}q"] == p.inverses
    assert ["Symmetric"] == q.characteristics


def test_a_chain_that_runs_in_a_circle_ends() -> None:
    """A list whose rest is itself is read once."""
    ontology = read_ontology(
        triples_of("""
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        hg:p a owl:ObjectProperty ; owl:propertyChainAxiom _:list .
        _:list rdf:first hg:p ; rdf:rest _:list .
        """)
    )
    assert ontology is not None
    assert [[f"{HG}p"]] == ontology.properties[0].chains


def test_blank_nodes_have_the_same_names_each_time() -> None:
    """Canonical lines are the same however a parser named the blank nodes."""
    lines = [
        canonical_lines(
            ox.parse(f"_:{name} <http://example.org/p> 1 .", format=ox.RdfFormat.TURTLE)
        )
        for name in ("one", "two")
    ]
    assert lines[0] == lines[1]


@pytest.fixture(scope="module")
def keeper() -> ModuleType:
    """scripts/keep_ontology.py as a module."""
    spec = importlib.util.spec_from_file_location(
        "keep_ontology", ROOT / "scripts" / "keep_ontology.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_ontology_is_what_is_kept_of_its_version(keeper: ModuleType) -> None:
    """The content never changes under a version: a change needs a new version, or keeping anew."""
    kept = keeper.kept_as(FOLDER)
    assert ["versions", "alignments"] == [path.parent.name for path in kept]
    for path, content in kept.items():
        assert path.is_file(), "run scripts/keep_ontology.py"
        assert path.read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("hdhgraph", ("An actor is an agent", "An actor is a thing")),
        ("alignments", ("skos:relatedMatch", "skos:closeMatch")),
    ],
)
def test_a_change_without_a_new_version_is_found(
    keeper: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    change: tuple[str, str],
) -> None:
    """A planted change fails the check, and is kept by a new version only."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "ontology"))
    assert keeper.main(["--check"], folder) == 0
    file = folder / f"{name}.ttl"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    text = text.replace(*change)
    file.write_text(text, encoding="utf-8")
    assert keeper.main(["--check"], folder) == 1
    assert keeper.main([], folder) == 1
    assert "Give it a new version" in capsys.readouterr().out
    file.write_text(text.replace("0.2.0", "0.3.0"), encoding="utf-8")
    assert keeper.main([], folder) == 0
    assert keeper.main(["--check"], folder) == 0
    versions = folder / "versions" if name == "hdhgraph" else folder / "versions" / name
    assert ["0.1.0", "0.2.0", "0.3.0"] == sorted(each.stem for each in versions.glob("*.nt"))


def test_a_version_is_kept_anew_only_on_demand(keeper: ModuleType, tmp_path: Path) -> None:
    """`--again` writes over what is kept."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "ontology"))
    kept = folder / "versions" / "0.2.0.nt"
    kept.write_text("", encoding="utf-8")
    assert keeper.main([], folder) == 1
    assert keeper.main(["--again"], folder) == 0
    assert kept.read_text(encoding="utf-8")


def test_every_kept_version_names_itself() -> None:
    """A kept file is an ontology of the version that its name tells, under its version IRI."""
    kept = sorted((FOLDER / "versions").rglob("*.nt"))
    assert len(kept) >= 4
    for path in kept:
        iri = ALIGNMENTS if path.parent.name == "alignments" else ONTOLOGY
        ontology = read_ontology(Triples(ox.parse(path=path)), iri)
        assert ontology is not None
        assert path.name == f"{ontology.version}.nt"
        assert ontology.version_iri == f"{iri}/{ontology.version}"


@pytest.mark.parametrize("iri", [ONTOLOGY, ALIGNMENTS])
def test_versions_are_a_chain(iri: str) -> None:
    """Each kept version but the first names the one before it, which is kept."""
    folder = FOLDER / "versions" / iri.removeprefix(ONTOLOGY).strip("/")
    versions = sorted((path.stem for path in folder.glob("*.nt")), key=_number)
    chain = [(None, versions[0]), *itertools.pairwise(versions)]
    for before, version in chain:
        ontology = read_ontology(Triples(ox.parse(path=folder / f"{version}.nt")), iri)
        assert ontology is not None
        assert ontology.prior == ([f"{iri}/{before}"] if before else [])


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def gone(before: Ontology, after: Ontology) -> list[str]:
    """Return the terms of a version that the next has no more, or gives up without a word."""
    terms = {term.iri: term for term in after.terms()}
    known = set(terms)
    return [
        each.name
        for each in before.terms()
        if each.iri not in terms
        or terms[each.iri].kind != each.kind
        or (terms[each.iri].is_deprecated and not known & set(terms[each.iri].replaced_by))
    ]


def test_no_term_of_an_earlier_version_is_gone() -> None:
    """Every term of every kept version is still there, or deprecated with a replacement."""
    now = read_ontology(Triples(parsed("hdhgraph.ttl")))
    assert now is not None
    for path in (FOLDER / "versions").glob("*.nt"):
        before = read_ontology(Triples(ox.parse(path=path)))
        assert before is not None
        assert gone(before, now) == [], path.name


@pytest.mark.parametrize(
    ("fault", "missed"),
    [
        ("hg:B a owl:Class .", ["A"]),
        ("hg:A a owl:ObjectProperty .", ["A"]),
        ("hg:A a owl:Class ; owl:deprecated true .", ["A"]),
        ("hg:B a owl:Class . hg:A a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy hg:B .",
         []),
    ],
)  # fmt: skip
def test_a_term_that_is_gone_is_found(fault: str, missed: list[str]) -> None:
    """The rule above can fail: on a term deleted, used for another kind, or given up silently."""
    before, after = (
        read_ontology(triples_of("hg:A a owl:Class .")),
        read_ontology(triples_of(fault)),
    )
    assert before is not None
    assert after is not None
    assert gone(before, after) == missed
