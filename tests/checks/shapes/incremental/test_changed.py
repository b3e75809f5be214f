"""`check --changed`: what is found is what a full run finds, whatever was edited."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hdhgraph.checks.shapes import step, validating
from hdhgraph.checks.step import Checked, Listener, Options
from hdhgraph.project.layout import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[4]
HEADER: Final = """\
@prefix ex: <https://example.org/invented/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
# Every way in which a shape may look at something: classes, paths, counts, logic, SPARQL.
SHAPES: Final = (
    HEADER
    + r"""
ex:Local a sh:NodeShape ; sh:targetClass ex:A ;
    sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:maxCount 2 ; sh:class ex:B ] .
ex:Far a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:message "far" ;
    sh:property [ sh:path ( ex:q [ sh:zeroOrMorePath ex:p ] ex:r ) ; sh:maxCount 1 ] .
ex:Back a sh:NodeShape ; sh:targetObjectsOf ex:p ;
    sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:maxCount 1 ] .
ex:Either a sh:NodeShape ; sh:targetClass ex:B ;
    sh:or ( [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ]
            [ sh:property [ sh:path ex:q ; sh:node ex:Named ] ] ) .
ex:Named sh:property [ sh:path [ sh:alternativePath ( ex:r ex:q ) ] ; sh:minCount 1 ] .
ex:Shared a sh:NodeShape ; sh:targetClass ex:A ;
    sh:property [ sh:path ( ex:r [ sh:inversePath ex:r ] ) ; sh:qualifiedMaxCount 1 ;
        sh:qualifiedValueShape [ sh:class ex:A ] ] .
ex:Closed a sh:NodeShape ; sh:targetNode ex:n0 ; sh:closed true ;
    sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
    sh:property [ sh:path ex:p ] , [ sh:path ex:q ; sh:equals ex:p ] .
ex:Selected a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ;
    sh:target [ a sh:SPARQLTarget ; sh:select '''
        SELECT ?this { ?this <https://example.org/invented/q> ?x
            FILTER NOT EXISTS { ?x <https://example.org/invented/r> ?y } }''' ] .
ex:Queried a sh:NodeShape ; sh:targetClass ex:B ;
    sh:sparql [ sh:message "queried" ; sh:select '''
        SELECT $this ?value { $this <https://example.org/invented/q> ?x .
            ?x <https://example.org/invented/q> ?value }''' ] .
[] a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:q ; sh:maxCount 1 ] .
"""
)
NODES: Final = ["ex:n0", "ex:n1", "ex:n2", "ex:n3", "[]", "[ ex:p ex:n1 ]", "[ a ex:B ; ex:r 1 ]"]
TRIPLES: Final = st.one_of(
    st.builds("{} a {} .".format, st.sampled_from(NODES[:4]), st.sampled_from(["ex:A", "ex:B"])),
    st.builds(
        "{} ex:{} {} .".format,
        st.sampled_from(NODES[:4]),
        st.sampled_from("pqr"),
        st.sampled_from([*NODES, '"text"', "1"]),
    ),
    st.just("ex:B rdfs:subClassOf ex:A ."),
)
CLASSES: Final = 0.25
CHANGED: Final = 0.8
ENOUGH: Final = 15  # how many of forty edits change what is found
FILES: Final = st.lists(st.lists(TRIPLES, max_size=8), min_size=1, max_size=3)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what a run has found in a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An invented project whose shapes look near and far."""
    for folder in ("ontology", "shapes", "data"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    (tmp_path / "project" / "shapes" / "example.ttl").write_text(SHAPES, encoding="utf-8")
    return find_project(tmp_path / "project", tmp_path)


class Notes(Listener):
    """Keeps what it is told."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Keep a note."""
        self.notes.append(text)


def found(project: Project, *, is_changed_only: bool) -> tuple[list[object], list[str]]:
    """Return what the shapes find, with its messages, and what was told."""
    listener = Notes()
    options = Options(is_changed_only=is_changed_only, listener=listener)
    findings = step.of_project(Checked(project, ox.Store(), options))
    seen = [(each.sort_key, sorted(each.messages.items()), each.shape) for each in findings]
    return sorted(seen, key=repr), listener.notes


def write(project: Project, files: list[list[str]]) -> None:
    """Write the data files of a project, and no others."""
    for path in (project.root / "data").glob("*.ttl"):
        path.unlink()
    for number, triples in enumerate(files):
        path = project.root / "data" / f"file-{number}.ttl"
        path.write_text(HEADER + "\n".join(triples) + "\n", encoding="utf-8")


@pytest.mark.nightly
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(versions=st.lists(FILES, min_size=2, max_size=4))
def test_changed_finds_what_a_full_run_finds(
    project: Project, versions: list[list[list[str]]]
) -> None:
    """After any edits, what is found by looking at changes is what a full run finds."""
    for files in versions:
        write(project, files)
        expected, _ = found(project, is_changed_only=False)
        assert expected == found(project, is_changed_only=True)[0]


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(5))
def test_one_edit_after_the_other(project: Project, seed: int) -> None:
    """One triple more, less or other, forty times, in a graph where all hangs together."""
    chance = random.Random(seed)  # noqa: S311 - the same edits each time
    nodes = [f"ex:n{number}" for number in range(7)]
    terms = [*nodes, "[]", "[ ex:p ex:n1 ]", "[ a ex:B ; ex:r 1 ]", "1"]

    def triple() -> str:
        if chance.random() < CLASSES:
            return f"{chance.choice(nodes)} a {chance.choice(['ex:A', 'ex:B'])} ."
        return f"{chance.choice(nodes)} ex:{chance.choice('pqr')} {chance.choice(terms)} ."

    files = [[triple() for _ in range(12)] for _ in range(2)]
    different = set()
    for _ in range(40):
        own = chance.choice(files)
        own[chance.randrange(len(own))] = triple() if chance.random() < CHANGED else ""
        write(project, files)
        expected, _ = found(project, is_changed_only=False)
        assert expected == found(project, is_changed_only=True)[0]
        different.add(repr(expected))
    assert len(different) > ENOUGH, len(different)


def test_files_that_are_alike_have_blank_nodes_of_their_own(project: Project) -> None:
    """Two files with the same bytes state two blank nodes, also when they come from the cache."""
    for files in ([["ex:n3 ex:p [ ex:p ex:n1 ] ."]] * 2, [["ex:n3 ex:p [ ex:p ex:n1 ] ."]] * 3):
        write(project, files)
        expected, _ = found(project, is_changed_only=False)
        assert "Back" in repr(expected)
        assert expected == found(project, is_changed_only=True)[0]
        assert expected == found(project, is_changed_only=True)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[ a ex:B ] , [ a ex:B ]", "[ a ex:B ] , [ a ex:B ] , [ a ex:B ]"),
        ("[ a ex:B ]", "[ a ex:C ]"),
        ("[ a ex:B ; ex:r [ ex:r 1 ] ]", "[ a ex:C ; ex:r [ ex:r 1 ] ]"),
        ("_:x . _:x a ex:B ; ex:r _:x", "_:x . _:x a ex:C ; ex:r _:x"),
    ],
)
def test_blank_nodes_are_compared_by_what_they_say(
    project: Project, before: str, after: str
) -> None:
    """One blank node more, or one that says something else, is a change."""
    for value, count in ((before, 0), (after, 1), (before, 0)):
        write(project, [[f"ex:n1 a ex:A ; ex:p {value} ."]])
        expected, _ = found(project, is_changed_only=False)
        assert sum("Local" in repr(each) for each in expected) == count
        assert expected == found(project, is_changed_only=True)[0]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Collect the nodes that are validated."""
    nodes: set[str] = set()
    conforms = validating.Conformance.conforms

    def kept(self: validating.Conformance, shape: object, focus: object) -> bool:
        nodes.add(str(focus).rpartition("/")[2])
        return conforms(self, shape, focus)  # type: ignore[arg-type]

    monkeypatch.setattr(validating.Conformance, "conforms", kept)
    return nodes


SIMPLE: Final = HEADER + (
    "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; "
    "sh:property [ sh:path ex:q ; sh:maxCount 1 ] ] ."
)
DATA: Final = [["ex:a a ex:A ; ex:p ex:b .", "ex:c a ex:A ; ex:p ex:d ."], ["ex:b ex:q 1 ."]]


def test_only_what_a_change_concerns_is_validated(project: Project, looked_at: set[str]) -> None:
    """A node changes, and the one that leads to it is validated again; the others are not."""
    (project.root / "shapes" / "example.ttl").write_text(SIMPLE, encoding="utf-8")
    write(project, DATA)
    assert found(project, is_changed_only=True)[0] == []
    looked_at.clear()
    write(project, [DATA[0], ["ex:b ex:q 1 , 2 ."]])
    assert len(found(project, is_changed_only=True)[0]) == 1
    assert looked_at == {"a"}


def test_an_unchanged_file_is_not_parsed_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the file that differs is read again."""
    write(project, DATA)
    found(project, is_changed_only=True)
    read: list[str] = []
    own = step.read_quads

    def kept(path: Path, graph: str | None = None) -> Iterator[ox.Quad]:
        read.append(path.name)
        return own(path, graph)

    monkeypatch.setattr(step, "read_quads", kept)
    write(project, [DATA[0], ["ex:b ex:q 2 ."]])
    found(project, is_changed_only=True)
    assert read == ["file-1.ttl"]


@pytest.mark.parametrize("name", ["shapes/example.ttl", "ontology/classes.ttl", "hdhgraph.toml"])
def test_all_is_validated_when_more_than_data_has_changed(project: Project, name: str) -> None:
    """The first time, and after a change of shapes, classes or graphs, the run is full and told."""
    write(project, DATA)
    assert len(found(project, is_changed_only=True)[1]) == 1
    assert found(project, is_changed_only=True)[1] == []
    text = {
        "shapes/example.ttl": SIMPLE,
        "ontology/classes.ttl": HEADER + "ex:C rdfs:subClassOf ex:A .",
        "hdhgraph.toml": '[graphs]\n"data/file-0.ttl" = "https://example.org/graph"\n',
    }[name]
    (project.root / name).write_text(text, encoding="utf-8")
    assert len(found(find_project(project.root, project.root), is_changed_only=True)[1]) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"key": 1}'])
def test_a_damaged_cache_is_as_none(project: Project, cache: Path, content: bytes) -> None:
    """Whatever is wrong with what was kept, the run is a full one."""
    write(project, DATA)
    expected, _ = found(project, is_changed_only=True)
    for path in cache.rglob("*"):
        if path.is_file():
            path.write_bytes(content)
    again, notes = found(project, is_changed_only=True)
    assert (expected, 1) == (again, len(notes))
    assert found(project, is_changed_only=True) == (expected, [])


def test_what_is_gone_is_not_kept(project: Project, cache: Path) -> None:
    """The cache has the files of the last run alone, however often they change."""
    for number in range(5):
        write(project, [*DATA, [f"ex:b ex:q {number} ."]])
        found(project, is_changed_only=True)
    names = [path.name for path in cache.rglob("*") if path.is_file()]
    assert (len(names), names.count("run.json")) == (4, 1)


def test_a_folder_that_cannot_be_written_is_no_error(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a cache every run is a full one."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    write(project, DATA)
    assert len(found(project, is_changed_only=True)[1]) == 1
    assert len(found(project, is_changed_only=True)[1]) == 1


@pytest.mark.nightly
def test_the_bundled_graph_after_one_edit(tmp_path: Path) -> None:
    """In the real graph, too, an edit is found alike, and only few nodes are looked at again."""
    root = tmp_path / "bundled"
    for folder in ("ontology", "data", "shapes"):
        shutil.copytree(ROOT / folder, root / folder)
    project = find_project(root, root)
    found(project, is_changed_only=True)
    path = next(path for path in sorted((root / "data" / "sources").glob("*.ttl")))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("stance:asserts", "stance:invented", 3), encoding="utf-8")
    expected, _ = found(project, is_changed_only=False)
    seen, notes = found(project, is_changed_only=True)
    assert (expected, []) == (seen, notes)
    assert any("HG-C3" in repr(each) for each in seen)
