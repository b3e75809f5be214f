"""A graph project on disk: which file is which graph, which project is meant, which version."""

from __future__ import annotations

from pathlib import Path

import pytest

from hdhgraph.errors import ProjectError
from hdhgraph.project.layout import Project, bundled, find_project, graph_of, read_configuration

GRAPH = "https://w3id.org/hdhgraph/graph/"
TRIPLE = "<http://example.org/s> <http://example.org/p> <http://example.org/o> .\n"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """An invented graph project with one file in each place."""
    root = tmp_path / "example"
    for name in (
        "ontology/example.ttl",
        "ontology/vocabularies.ttl",
        "data/curation.ttl",
        "data/sources/page.ttl",
        "data/reference/actors.ttl",
        "shapes/example.ttl",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TRIPLE, encoding="utf-8")
    (root / "data" / "README.md").write_text("not data", encoding="utf-8")
    (root / "queries").mkdir()
    (root / "queries" / "example.rq").write_text("ASK {}", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/sources/ticsante.ttl", "source/ticsante"),
        ("data/sources/ticsante-en.ttl", "source/ticsante-en"),
        ("data/sources/2020.report.ttl", "source/2020.report"),
        ("data/reference/actors.ttl", "reference"),
        ("data/reference/acts.ttl", "reference"),
        ("data/reference.ttl", "reference"),
        ("data/curation.ttl", "curation"),
        ("data/inferred.ttl", "inferred"),
        ("data/left-out.ttl", "left-out"),
        ("ontology/hdhgraph.ttl", "ontology"),
        ("ontology/alignments.ttl", "ontology"),
        ("ontology/vocabularies.ttl", "vocab"),
        ("shapes/claims.ttl", "shapes"),
        ("shapes/deep/er.ttl", "shapes"),
    ],
)
def test_a_file_goes_to_its_graph(path: str, name: str) -> None:
    """Each row of the rule from files to graph names."""
    assert GRAPH + name == graph_of(Path(path))
    assert GRAPH + name == Project(Path("/example")).graph_of(Path("/example") / path)


def test_only_rdf_files_are_read_sorted_by_path(example: Path) -> None:
    """Text beside the data is not data, and the order is the same everywhere."""
    found = [path.relative_to(example).as_posix() for path in Project(example).rdf_files()]
    assert sorted(found) == found
    assert len(found) == 6
    assert Project(example).rdf_files("shapes") == [example / "shapes" / "example.ttl"]


def test_an_earlier_version_of_the_ontology_is_no_part_of_it(example: Path) -> None:
    """What lies in ontology/versions/ is served beside the graph, and is not checked."""
    kept = example / "ontology" / "versions"
    kept.mkdir()
    (kept / "0.1.0.nt").write_text("<https://example.org/a> a <https://example.org/C> .\n")
    assert [
        path for path in find_project(example, example).rdf_files() if kept in path.parents
    ] == []


def test_a_chosen_project_wins_over_the_current_folder(example: Path) -> None:
    """--project is looked at first."""
    assert find_project(example, bundled().root).root == example


def test_the_current_folder_wins_over_the_bundled_graph(example: Path) -> None:
    """A folder with ontology/ and data/ is a project for who stands in it."""
    found = find_project(None, example)
    assert found.root == example
    assert not found.is_bundled


def test_a_folder_with_a_configuration_is_a_project(tmp_path: Path) -> None:
    """hdhgraph.toml alone makes a project."""
    (tmp_path / "hdhgraph.toml").write_text("[project]\n", encoding="utf-8")
    assert find_project(None, tmp_path).root == tmp_path


def test_elsewhere_the_bundled_graph_is_meant(tmp_path: Path) -> None:
    """A folder that is no project leads to the graph that comes with the package."""
    (tmp_path / "data").mkdir()
    found = find_project(None, tmp_path)
    assert found.is_bundled
    assert found == bundled()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A typing error in --project is answered with the name typed."""
    with pytest.raises(ProjectError, match=r"There is no folder .*nowhere"):
        find_project(tmp_path / "nowhere", tmp_path)


def test_a_folder_without_data_is_no_project(tmp_path: Path) -> None:
    """A folder that is none is not served as an empty graph."""
    with pytest.raises(ProjectError, match="has no folder data/"):
        find_project(tmp_path, tmp_path)


def test_a_file_is_no_project(example: Path) -> None:
    """A file given for a folder is told so."""
    with pytest.raises(ProjectError, match="There is no folder"):
        find_project(example / "data" / "curation.ttl", example)


def test_the_configuration_overrides_a_graph_name(example: Path) -> None:
    """[graphs] names the graph of one file, and leaves the others alone."""
    (example / "hdhgraph.toml").write_text(
        '[graphs]\n"data/curation.ttl" = "http://example.org/mine"\n', encoding="utf-8"
    )
    project = find_project(example, example)
    assert project.graph_of(example / "data" / "curation.ttl") == "http://example.org/mine"
    assert project.graph_of(example / "data/sources/page.ttl") == f"{GRAPH}source/page"


@pytest.mark.parametrize(
    "text",
    [
        '[graphs]\n"data/curation.ttl" = 3\n',
        '[graphs]\n"data/curation.ttl" = "not an IRI"\n',
        'graphs = "all"\n',
        "serve = 5\n",
    ],
)
def test_a_configuration_that_cannot_be_used_is_told(example: Path, text: str) -> None:
    """A graph name is an absolute IRI, a table a table: what is not is one sentence."""
    (example / "hdhgraph.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"hdhgraph\.toml"):
        find_project(example, example)


def test_an_unknown_table_is_named(example: Path) -> None:
    """A misspelt table is not passed over."""
    (example / "hdhgraph.toml").write_text("[graph]\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"unknown table \[graph\]; there are project, serve"):
        find_project(example, example)


def test_a_configuration_that_does_not_parse_names_the_line(example: Path) -> None:
    """Bad TOML is told with its place."""
    (example / "hdhgraph.toml").write_text("[graphs]\nx = = 1\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"hdhgraph\.toml.*line 2"):
        find_project(example, example)


def test_a_configuration_that_is_not_utf_8_is_told(example: Path) -> None:
    """Bytes that are no text are one sentence."""
    (example / "hdhgraph.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(ProjectError, match=r"hdhgraph\.toml"):
        find_project(example, example)


def test_no_configuration_says_nothing(example: Path) -> None:
    """The file is optional."""
    assert read_configuration(example) == {}


def test_the_version_is_stable(example: Path) -> None:
    """The same bytes have the same version, wherever they lie."""
    moved = example.rename(example.with_name("moved"))
    first = Project(moved).version()
    assert len(first) == 64
    assert first == Project(moved.rename(moved.with_name("again"))).version()


@pytest.mark.parametrize(
    "name",
    ["data/curation.ttl", "ontology/example.ttl", "shapes/example.ttl", "queries/example.rq"],
)
def test_the_version_changes_with_any_byte_that_is_served(example: Path, name: str) -> None:
    """One byte more in data, ontology, shapes or queries is another version."""
    before = Project(example).version()
    (example / name).write_bytes((example / name).read_bytes() + b"\n")
    assert before != Project(example).version()


def test_the_version_changes_with_a_file_name(example: Path) -> None:
    """Another name is another graph, thus another version."""
    before = Project(example).version()
    page = example / "data/sources/page.ttl"
    page.rename(page.with_name("other.ttl"))
    assert before != Project(example).version()


def test_the_version_changes_with_a_graph_name(example: Path) -> None:
    """What is served under another graph name is not the same dataset."""
    before = find_project(example, example).version()
    (example / "hdhgraph.toml").write_text(
        '[graphs]\n"data/curation.ttl" = "http://example.org/mine"\n', encoding="utf-8"
    )
    assert before != find_project(example, example).version()


def test_the_version_is_not_changed_by_what_is_not_served(example: Path) -> None:
    """A README or the record of a check do not make another dataset."""
    before = Project(example).version()
    (example / "data" / "README.md").write_text("other", encoding="utf-8")
    Project(example).record.write_text("{}", encoding="utf-8")
    assert before == Project(example).version()


def test_a_project_without_queries_takes_the_bundled_ones(example: Path) -> None:
    """Every project can be asked the canned queries."""
    (example / "queries" / "example.rq").unlink()
    (example / "queries").rmdir()
    assert Project(example).queries == bundled().queries
    assert len(Project(example).version()) == 64


def test_the_bundled_project_is_complete(project: Project) -> None:
    """What comes with the package has data, ontology, shapes and queries."""
    assert project.is_bundled
    assert all(project.rdf_files(folder) for folder in ("data", "ontology", "shapes"))
    assert list(project.queries.glob("*.rq"))
    assert project.inferred.is_file()
