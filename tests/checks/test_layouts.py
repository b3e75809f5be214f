"""Layouts as public ontology projects have them, rebuilt small: sensible results, and no crash."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.project import check_project
from hdhgraph.errors import InputError, ProjectError
from hdhgraph.project.layout import Project, find_project, graph_of
from hdhgraph.project.loading import load_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hdhgraph.checks.report.report import Report

EX = "https://example.org/invented#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = f"""\
@prefix ex: <{EX}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
HEADER = "<https://example.org/invented> a owl:Ontology .\n"
CLASS = """\
ex:Building a owl:Class ;
    rdfs:label "building"@en ;
    skos:definition "An invented building."@en .
"""
SHAPE = """\
ex:BuildingShape a sh:NodeShape ;
    sh:targetClass ex:Building ;
    sh:property [ sh:path ex:height ; sh:maxCount 1 ] .
"""
PROPERTY = """\
ex:height a owl:DatatypeProperty ;
    rdfs:label "height"@en ;
    skos:definition "An invented height."@en .
"""
SOUND = "ex:a a ex:Building ; ex:height 1 .\n"
TALL = "ex:b a ex:Building ; ex:height 1, 2 .\n"
XML = f"""\
<rdf:RDF xmlns:rdf="{RDF}" xmlns:owl="http://www.w3.org/2002/07/owl#"
    xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
    xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <owl:Ontology rdf:about="https://example.org/%s">
    %s
  </owl:Ontology>
  <owl:Class rdf:about="https://example.org/%s#Thing">
    <rdfs:label xml:lang="en">thing of %s</rdfs:label>
    <skos:definition xml:lang="en">An invented thing.</skos:definition>
  </owl:Class>
</rdf:RDF>
"""


def module(name: str, *imports: str) -> str:
    """Return an ontology in RDF/XML that imports others, which nobody fetches."""
    lines = [f'<owl:imports rdf:resource="https://example.org/{each}"/>' for each in imports]
    return XML % (name, "\n    ".join(lines), name, name)


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files by their paths, the prefixes before what is Turtle, and return their root."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        is_turtle = path.suffix in (".ttl", ".trig")
        path.write_text(PREFIXES + text if is_turtle else text, encoding="utf-8")
    return root


def checked(root: Path) -> Report:
    """Check a folder as `hdhgraph check DIR` does."""
    return check_project(find_project(root, root, any_folder=True))


def found(report: Report) -> list[tuple[str, str]]:
    """Return code and place of violations and warnings, by the names of the files."""
    return sorted((each.finding.code, each.place.rsplit("/", 1)[-1]) for each in report.found)


CATALOG = '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"/>'
SCHEME = """\
<https://example.org/colours> a skos:ConceptScheme ;
    skos:prefLabel "colours"@en ; skos:definition "Invented colours."@en .
<https://example.org/colours/red> a skos:Concept ;
    skos:inScheme <https://example.org/colours> ;
    skos:topConceptOf <https://example.org/colours> ;
    skos:prefLabel "red"@en ; skos:definition "An invented red."@en .
"""
LAYOUTS: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "one file with classes and shapes, as Brick is released": (
        {"Building.ttl": HEADER + CLASS + PROPERTY + SHAPE + TALL, "README.md": "#"},
        [("BuildingShape", "Building.ttl:16:35")],
    ),
    "one file without shapes, as gUFO": (
        {"example.ttl": HEADER + CLASS + PROPERTY, "docs/index.html": "<html>"},
        [],
    ),
    "an edited file, its imports and a catalogue, as the OEO and the OBO ontologies": (
        {
            "src/ontology/example-edit.owl": module("example", "imports/core", "imports/units"),
            "src/ontology/imports/core.owl": module("imports/core"),
            "src/ontology/catalog-v001.xml": CATALOG,
            "src/sparql/report.rq": "SELECT * { ?s ?p ?o }",
            "src/ontology/Makefile": "all:",
            "example.owl": module("release"),
        },
        [],
    ),
    "modules that import each other, as FIBO": (
        {
            "FND/Parties/Parties.rdf": module("FND/Parties", "BE/Entities"),
            "BE/Entities/Entities.rdf": module("BE/Entities", "FND/Parties"),
            "catalog-v001.xml": CATALOG,
            "AboutExample.ttl": HEADER,
        },
        [],
    ),
    "an ontology, examples and tests, as SAREF": (
        {
            "ontology/saref.ttl": HEADER + CLASS + PROPERTY,
            "vocabularies/colours.ttl": SCHEME,
            "examples/example1.ttl": SOUND,
            "requirements/requirements.csv": "Id;Question\n",
            "tests/tests.ttl": "broken",
        },
        [],
    ),
    "releases with shapes, and examples that keep and break them, as DCAT-AP": (
        {
            "releases/1.0.0/shacl/shapes.ttl": SHAPE,
            "releases/1.0.0/shacl/imports.ttl": "<x:a> owl:imports <http://127.0.0.1:9/> .\n",
            "releases/1.0.0/example.ttl": HEADER + CLASS + PROPERTY,
            "docs/examples/valid/a.jsonld": f'{{"@id": "{EX}a", "@type": "{EX}Building"}}',
            "docs/examples/invalid/b.ttl": TALL,
        },
        [("BuildingShape", "b.ttl:6:35")],
    ),
    "only shapes": ({"shapes/a.ttl": SHAPE, "shapes/deep/b.ttl": SHAPE.replace("S", "T")}, []),
    "only shapes, in no folder of their own": ({"a.shacl.ttl": SHAPE}, []),
    "only vocabularies": ({"vocabularies/colours.ttl": SCHEME, "skos.rdf": module("v")}, []),
    "only data, in every format": (
        {
            "data/a.nt": f"<{EX}a> <{EX}height> <{EX}b> .\n",
            "data/b.nq": f"<{EX}a> <{EX}height> <{EX}b> <{EX}g> .\n",
            "data/c.trig": "ex:g { ex:a ex:height ex:b . }\n",
            "data/d e.jsonld": f'{{"@id": "{EX}a", "{EX}height": 1}}',
        },
        [],
    ),
    "only queries": ({"queries/bad.rq": "ASK {}"}, [("HG-HEADER", "bad.rq:1:1")]),
    "what is no part of a project": (
        {
            "data/a.ttl": SOUND,
            ".git/a.ttl": "broken",
            ".venv/lib/a.ttl": "broken",
            "node_modules/a/a.ttl": "broken",
            "data/node_modules/a.ttl": "broken",
            "tests/a.ttl": "broken",
            "notes.xml": "<broken",
            "package.json": "{",
        },
        [],
    ),
    "a broken file among many": (
        {"a.ttl": HEADER, "modules/b.ttl": "broken", "modules/c.rdf": "<broken"},
        [("HG-SYNTAX", "b.ttl:6:1"), ("HG-SYNTAX", "c.rdf:1:1")],
    ),
}
# What generic rules have to say of such small examples is told elsewhere.
GENERIC = "HG-O-"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_folder_of_any_layout_is_checked(tmp_path: Path, layout: str) -> None:
    """Every RDF file is read, shapes are heeded wherever they lie, and nothing is fetched."""
    files, expected = LAYOUTS[layout]
    report = checked(write(tmp_path, files))
    assert [each for each in found(report) if not each[0].startswith(GENERIC)] == expected


def test_folders_may_have_other_names(tmp_path: Path) -> None:
    """`[folders]` names them, at any depth; what lies elsewhere is not read."""
    files = {
        "hdhgraph.toml": (
            '[folders]\nontology = "src/ontology"\ndata = "examples/valid"\nshapes = "shacl"\n'
            'queries = "sparql"\nhygiene = "rules"\n'
        ),
        "src/ontology/vocabularies.ttl": SCHEME,
        "src/ontology/example.ttl": HEADER + CLASS + PROPERTY,
        "examples/valid/sources/a.ttl": SOUND,
        "examples/valid/b.ttl": TALL,
        "examples/invalid/c.ttl": "broken",
        "shacl/a.ttl": SHAPE,
        "sparql/bad.rq": "ASK {}",
        "rules/any.rq": "#+ message_fr: Ici.\n#+ message_en: Here.\n"
        f"SELECT ?focus {{ GRAPH ?g {{ ?focus <{EX}height> 2 }} }}",
        "queries/not-asked.rq": "broken",
    }
    root = write(tmp_path, files)
    project = find_project(root, root)
    names = {project.graph_of(path).rpartition("graph/")[2] for path in project.rdf_files()}
    assert names == {"vocab", "ontology", "source/a", "b", "shapes"}
    assert len(load_project(project).store)
    specific = [each for each in found(checked(root)) if not each[0].startswith(GENERIC)]
    assert specific == [
        ("BuildingShape", "b.ttl:6:35"), ("HG-H-any", "b.ttl:6:1"), ("HG-HEADER", "bad.rq:1:1"),
    ]  # fmt: skip


def test_the_root_may_be_the_folder(tmp_path: Path) -> None:
    """`data = "."` reads all of it; a file belongs to the innermost folder that has a name."""
    files = {
        "hdhgraph.toml": '[folders]\ndata = "."\n[check]\nexclude = ["old/*", "*.nt"]\n',
        "a.ttl": TALL, "deep/b.ttl": SOUND, "shapes/c.ttl": SHAPE, "old/d.ttl": "broken",
        "broken.nt": "broken",
    }  # fmt: skip
    root = write(tmp_path, files)
    project = find_project(root, root)
    assert [path.name for path in project.rdf_files("shapes")] == ["c.ttl"]
    assert [path.name for path in project.rdf_files("data")] == ["a.ttl", "b.ttl"]
    specific = [each for each in found(checked(root)) if not each[0].startswith(GENERIC)]
    assert specific == [("BuildingShape", "a.ttl:6:35")]


@pytest.mark.parametrize("folder", ['"../data"', '"/data"', '"a/../../b"', '""', "3"])
def test_a_folder_outside_the_project_is_refused(tmp_path: Path, folder: str) -> None:
    """What is checked and served is below the root."""
    write(tmp_path, {"hdhgraph.toml": f"[folders]\ndata = {folder}\n"})
    with pytest.raises(ProjectError, match="the folder of “data” is"):
        find_project(tmp_path, tmp_path)


def test_where_nothing_is_there_is_nothing_to_check(tmp_path: Path) -> None:
    """An empty folder is no green check."""
    with pytest.raises(InputError, match="has no RDF and no queries"):
        checked(tmp_path)


def test_a_project_laid_out_as_ours_is_read_by_its_folders(tmp_path: Path) -> None:
    """A file beside ontology/ and data/ is none of its files; any other folder is open."""
    files = {"ontology/a.ttl": CLASS, "data/b.ttl": SOUND, "scratch.ttl": "broken"}
    root = write(tmp_path, files)
    assert not find_project(root, root, any_folder=True).is_open
    (root / "data" / "b.ttl").rename(root / "b.ttl")
    (root / "data").rmdir()
    project = find_project(root, root, any_folder=True)
    assert project.is_open
    assert [path.name for path in project.rdf_files()] == ["b.ttl", "a.ttl", "scratch.ttl"]


def test_graphs_of_an_open_project_are_named_after_the_files(tmp_path: Path) -> None:
    """No two files share a graph by accident, and every name is an IRI."""
    project = Project(tmp_path, is_open=True)
    names = [project.graph_of(tmp_path / name).rpartition("graph/")[2]
             for name in ("a b.ttl", "inferred.ttl", "x/meta.ttl", "shapes/a.ttl")]  # fmt: skip
    assert names == ["file/a%20b.ttl", "file/inferred.ttl", "file/x/meta.ttl", "shapes"]
    assert graph_of(tmp_path.relative_to(tmp_path) / "shapes" / "a.ttl").endswith("graph/shapes")


def run(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Run `hdhgraph check` in a folder; return its exit code and what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph", "check", *arguments],
        capture_output=True, text=True, check=False, timeout=120, cwd=cwd,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_folder_is_named_on_the_command_line(tmp_path: Path) -> None:
    """As DIR, as --project, or as the current one; nothing is written into it."""
    root = write(tmp_path / "a", {"shapes/s.ttl": SHAPE, "x/d.ttl": CLASS + PROPERTY + TALL})
    before = sorted(root.rglob("*"))
    for arguments, cwd in ((["a"], tmp_path), (["--project", "a"], tmp_path), ([], root)):
        code, out, _ = run(*arguments, cwd=cwd)
        assert (code, "d.ttl:12:35: violation" in out) == (1, True)
    assert sorted(root.rglob("*")) == before


def test_folders_among_files_stand_for_what_is_below(tmp_path: Path) -> None:
    """Several names, or shapes from elsewhere, make a check of files."""
    write(tmp_path, {"a/d.ttl": TALL, "b/s.ttl": SHAPE, "a/tests/x.ttl": "broken"})
    assert run("a", "b", cwd=tmp_path)[0] == 1
    assert "d.ttl:6:35" in run("a", "--shapes", "b/s.ttl", cwd=tmp_path)[1]
    assert run("a", "--project", "b", cwd=tmp_path)[0] == 2
    (tmp_path / "empty").mkdir()
    assert "has no RDF" in run("a", "empty", cwd=tmp_path)[2]


def test_libraries_do_not_speak_beside_the_findings(tmp_path: Path) -> None:
    """What rdflib and pySHACL log of a bad literal and a bad shape is told as findings alone."""
    bad = SHAPE.replace("sh:maxCount 1", "sh:maxCount 'one'").replace("ingShape", "ingForm")
    xsd = "http://www.w3.org/2001/XMLSchema#"
    data = f'ex:c a ex:Building ; ex:height "abc"^^<{xsd}float>, "2"^^<{xsd}date> .\n'
    write(tmp_path, {"shapes/s.ttl": SHAPE + bad, "d.ttl": data})
    code, out, err = run(".", cwd=tmp_path)
    assert (code, err) == (1, "")
    assert "[HG-SHAPE]" in out
    assert "[BuildingShape]" in out


def test_iris_relative_to_the_file_are_one_finding(tmp_path: Path) -> None:
    """Without @base `<>` and `<#C>` are told once a file, at a place, and the rest is checked."""
    (tmp_path / "relative.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<> a owl:Ontology .\n"
        '<#C> a owl:Class ; rdfs:label "C", "C" ; rdfs:subClassOf <#Nowhere> .\n'
    )
    report = check_project(find_project(tmp_path, tmp_path, any_folder=True))
    assert [("HG-O-file-iri", 3, 1), ("HG-O-undefined-term", 4, 58)] == sorted(
        (each.finding.code, each.line, each.column) for each in report.found
    )
