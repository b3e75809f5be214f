"""RDF files to named graphs: every format, every way a file can be bad."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.errors import DataSyntaxError, InputError
from hdhgraph.project.layout import Project
from hdhgraph.project.loading import load_files, load_project
from hdhgraph.rdf.files import load_file, read_quads, select

if TYPE_CHECKING:
    from pathlib import Path

EX = "http://example.org/"
TARGET = f"{EX}graph"
NAMED = f"{EX}own"
TRIPLE = ox.Triple(ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}p"), ox.Literal("é", language="fr"))
N_TRIPLE = f'<{EX}s> <{EX}p> "é"@fr'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_XML = (
    f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:ex="{EX}"><rdf:Description rdf:about="{EX}s">'
    '<ex:p xml:lang="fr">é</ex:p></rdf:Description></rdf:RDF>'
)
JSON_LD = f'{{"@id": "{EX}s", "{EX}p": {{"@value": "é", "@language": "fr"}}}}'
TRIPLES = {
    "ttl": f"@prefix ex: <{EX}> . ex:s ex:p 'é'@fr .",
    "nt": f"{N_TRIPLE} .",
    "rdf": RDF_XML,
    "xml": RDF_XML,
    "owl": RDF_XML,
    "jsonld": JSON_LD,
    "json": JSON_LD,
    "trig": f"{N_TRIPLE} .",
    "nq": f"{N_TRIPLE} .",
}
QUADS = {
    "trig": f"<{NAMED}> {{ {N_TRIPLE} }}",
    "nq": f"{N_TRIPLE} <{NAMED}> .",
    "jsonld": f'{{"@id": "{NAMED}", "@graph": [{JSON_LD}]}}',
}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file, gzipped where its name says so."""
    path = folder / name
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(raw) if name.lower().endswith(".gz") else raw)
    return path


@pytest.mark.parametrize("ending", [f"{e}{gz}" for e in sorted(TRIPLES) for gz in ("", ".gz")])
def test_triples_of_every_format_go_to_the_graph_asked_for(tmp_path: Path, ending: str) -> None:
    """The same triple is read from each format, gzipped or not."""
    path = written(tmp_path, f"a.{ending}", TRIPLES[ending.removesuffix(".gz")])
    expected = ox.Quad(TRIPLE.subject, TRIPLE.predicate, TRIPLE.object, ox.NamedNode(TARGET))
    assert [expected] == list(read_quads(path, TARGET))
    default = ox.Quad(TRIPLE.subject, TRIPLE.predicate, TRIPLE.object)
    assert [default] == list(read_quads(path))


@pytest.mark.parametrize("ending", [f"{e}{gz}" for e in sorted(QUADS) for gz in ("", ".gz")])
def test_quads_stay_in_the_graphs_they_name(tmp_path: Path, ending: str) -> None:
    """A file of quads names its own graphs, whatever graph is asked for."""
    path = written(tmp_path, f"a.{ending}", QUADS[ending.removesuffix(".gz")])
    graphs = [quad.graph_name for quad in read_quads(path, TARGET)]
    assert graphs == [ox.NamedNode(NAMED)]


def test_a_name_in_upper_case_is_read_like_any(tmp_path: Path) -> None:
    """Endings have no case, also that of gzip."""
    assert len(list(read_quads(written(tmp_path, "A.TTL", TRIPLES["ttl"])))) == 1
    assert len(list(read_quads(written(tmp_path, "B.TTL.GZ", TRIPLES["ttl"])))) == 1


def test_a_broken_turtle_file_is_told_with_its_place(tmp_path: Path) -> None:
    """File, line and column, 1-based, in the sentence and beside it."""
    path = written(tmp_path, "bad.ttl", f"<{EX}s> <{EX}p>\n    <{EX}o> ; , .\n")
    with pytest.raises(DataSyntaxError) as caught:
        list(read_quads(path))
    assert (caught.value.path, caught.value.line, caught.value.column) == (path, 2, 30)
    assert str(caught.value).startswith(f"{path}:2:30: ")
    assert "Parser error" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.trig", f"<{NAMED}> {{\n<{EX}s> .\n}}", 2),
        ("a.nt", f"{N_TRIPLE} .\nnonsense", 2),
        ("a.nq", f"{N_TRIPLE} .\n{N_TRIPLE} <a> .", 2),
        ("a.jsonld", f'{{"@id": "{EX}s"\n"x": 3}}', 2),
        ("a.ttl.gz", f"<{EX}s> <{EX}p> 1 .\n<{EX}s> nope:x 1 .", 2),
    ],
)
def test_each_format_tells_the_line(tmp_path: Path, name: str, content: str, line: int) -> None:
    """Where a format has lines, the broken one is named."""
    with pytest.raises(DataSyntaxError) as caught:
        list(read_quads(written(tmp_path, name, content)))
    assert line == caught.value.line
    assert caught.value.column is not None


def test_broken_rdf_xml_names_the_file(tmp_path: Path) -> None:
    """The engine tells no place in RDF/XML; the file and the reason are told."""
    path = written(tmp_path, "a.rdf", RDF_XML.replace("</ex:p>", "</ex:q>"))
    with pytest.raises(DataSyntaxError, match=r"a\.rdf: .*ex:q"):
        list(read_quads(path))


@pytest.mark.parametrize("ending", ["ttl", "trig", "nt", "nq", "rdf", "jsonld"])
def test_bytes_that_are_not_utf_8_are_told_with_their_place(tmp_path: Path, ending: str) -> None:
    """A Latin-1 accent is found at its byte."""
    raw = TRIPLES[ending].encode("latin-1")
    with pytest.raises(DataSyntaxError, match=r"this is not UTF-8\.") as caught:
        list(read_quads(written(tmp_path, f"a.{ending}", b"\n" + raw)))
    assert (caught.value.line, caught.value.column) == (2, raw.index(b"\xe9") + 1)


@pytest.mark.parametrize("ending", sorted(TRIPLES))
def test_an_empty_file_is_an_empty_dataset(tmp_path: Path, ending: str) -> None:
    """No bytes, or nothing but white space, is no triples in any format."""
    assert list(read_quads(written(tmp_path, f"a.{ending}", ""))) == []
    assert list(read_quads(written(tmp_path, f"b.{ending}", " \n\n"))) == []
    assert list(read_quads(written(tmp_path, f"c.{ending}.gz", ""))) == []


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """What an editor writes before UTF-8 text is not part of it (RFC 3629, section 6)."""
    for ending in ("ttl", "nt", "jsonld"):
        path = written(tmp_path, f"a.{ending}", "\ufeff" + TRIPLES[ending])
        assert len(list(read_quads(path))) == 1


@pytest.mark.parametrize("name", ["a.txt", "a", "a.ttl.zip", "a.gz"])
def test_an_unknown_ending_names_the_known_ones(tmp_path: Path, name: str) -> None:
    """The format of a file is not guessed."""
    with pytest.raises(InputError, match=r"the format is unknown; .*\.ttl.*\.jsonld"):
        list(read_quads(tmp_path / name))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is one sentence."""
    with pytest.raises(InputError, match=r"nowhere\.ttl cannot be read: No such file"):
        list(read_quads(tmp_path / "nowhere.ttl"))
    with pytest.raises(InputError, match=r"nowhere\.ttl\.gz cannot be read: No such file"):
        list(read_quads(tmp_path / "nowhere.ttl.gz"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder whose name looks like a file is one sentence."""
    (tmp_path / "a.ttl").mkdir()
    with pytest.raises(InputError, match=r"a\.ttl cannot be read: Is a directory"):
        list(read_quads(tmp_path / "a.ttl"))


def test_a_truncated_gzip_is_told(tmp_path: Path) -> None:
    """Half a download is no dataset."""
    path = written(tmp_path, "a.ttl.gz", TRIPLES["ttl"] * 50)
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError, match=r"a\.ttl\.gz cannot be read"):
        list(read_quads(path))


def test_a_damaged_gzip_is_told(tmp_path: Path) -> None:
    """A wrong check sum, or no gzip at all, is one sentence."""
    path = written(tmp_path, "a.ttl.gz", TRIPLES["ttl"])
    raw = path.read_bytes()
    for damaged in (raw[:-8] + b"\0" * 8, raw[:12] + b"\xff" * 8 + raw[20:], b"plain text"):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="cannot be read"):
            list(read_quads(path))


def test_remote_contexts_are_never_fetched(tmp_path: Path) -> None:
    """JSON-LD that names a context elsewhere is refused, since nothing is fetched."""
    text = f'{{"@context": "http://127.0.0.1:9/context", "@id": "{EX}s"}}'
    with pytest.raises(DataSyntaxError):
        list(read_quads(written(tmp_path, "a.jsonld", text)))


def test_a_relative_iri_without_a_base_is_an_error(tmp_path: Path) -> None:
    """No IRI is made of the place where a file happens to lie."""
    with pytest.raises(DataSyntaxError):
        list(read_quads(written(tmp_path, "a.ttl", f"<s> <{EX}p> 1 .")))


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    """The same label in two files is two nodes, and in one file one."""
    text = f'_:same <{EX}p> "1" .\n_:same <{EX}q> "2" .'
    files = [written(tmp_path, name, text) for name in ("a.ttl", "b.nt.gz")]
    assert len({quad.subject for quad in load_files(files).store}) == 2


def test_files_are_loaded_together(tmp_path: Path) -> None:
    """Triples go to the default graph, quads to theirs."""
    files = [
        written(tmp_path, "a.ttl", TRIPLES["ttl"]),
        written(tmp_path, "b.nq", QUADS["nq"]),
        written(tmp_path, "c.ttl", ""),
    ]
    store = load_files(files).store
    assert len(store) == 2
    assert list(store.named_graphs()) == [ox.NamedNode(NAMED)]


def test_no_files_are_an_empty_dataset() -> None:
    """Nothing loaded is nothing held."""
    assert len(load_files([]).store) == 0


def test_a_project_is_loaded_into_its_graphs(tmp_path: Path) -> None:
    """Each file lies in the graph its place says, and a graph can be left out."""
    for name in ("data/inferred.ttl", "data/sources/page.ttl", "data/reference/a.ttl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        written(tmp_path, name, TRIPLES["ttl"])
    graph = "https://w3id.org/hdhgraph/graph/"
    loaded = load_project(Project(tmp_path))
    expected = {f"{graph}inferred", f"{graph}source/page", f"{graph}reference"}
    assert expected == {each.value for each in loaded.store.named_graphs()}
    assert expected == set(loaded.files)
    assert loaded.files[f"{graph}source/page"] == [tmp_path / "data/sources/page.ttl"]
    without = load_project(Project(tmp_path), without=[f"{graph}inferred"])
    assert expected - {f"{graph}inferred"} == {each.value for each in without.store.named_graphs()}


def test_the_bundled_project_loads_into_several_graphs(store: ox.Store) -> None:
    """The graph that comes with the package has its sources in graphs of their own."""
    names = {each.value.removeprefix("https://w3id.org/hdhgraph/graph/") for each in
             store.named_graphs()}  # fmt: skip
    assert {"reference", "ontology", "vocab", "shapes", "source/ticsante"} <= names


def test_our_own_selects_see_every_graph(tmp_path: Path) -> None:
    """A plain triple pattern finds what any graph states."""
    store = load_files([written(tmp_path, "a.nq", QUADS["nq"])]).store
    found = [solution["o"].value for solution in select(store, "SELECT ?o { ?s ?p ?o }")]
    assert found == ["é"]


@pytest.mark.parametrize("ending", sorted(TRIPLES))
def test_a_file_is_loaded_as_it_is_read(tmp_path: Path, ending: str) -> None:
    """The loader that makes no object of a quad gives the store what the reader yields."""
    path = written(tmp_path, f"a.{ending}", TRIPLES[ending])
    store = ox.Store()
    load_file(store, path, TARGET)
    assert set(read_quads(path, TARGET)) == set(store)
    assert len(store) > 0


def test_another_base_moves_every_iri_of_ours(tmp_path: Path) -> None:
    """Subjects, predicates, objects, graphs, URIs as literals follow, and nothing else does."""
    ours, base = "https://w3id.org/hdhgraph/", "https://example.org/"
    path = written(
        tmp_path,
        "a.trig",
        f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <{ours}graph/g> {{ "
        f'<{ours}id/a/b> a <{ours}ont#Claim> ; <{ours}vocab/p> "{ours}id/text", '
        f'"{ours}vocab/topic/"^^xsd:anyURI, _:b, << <{ours}id/c/d> <https://e.org/> 1 >> . }}',
    )
    store = load_files([path], base=base).store
    text = "\n".join(sorted(str(quad) for quad in store))
    moved = (
        f"<{base}graph/g>", f"<{base}id/a/b>", f"<{base}vocab/p>", f'"{base}vocab/topic/"',
        f"<{base}id/c/d>",
    )  # fmt: skip
    assert [] == [each for each in moved if each not in text]
    assert f"<{ours}ont#Claim>" in text
    assert f'"{ours}id/text"' in text
    assert text.count(ours) == 2


def test_moving_and_moving_not_load_the_same(project: Project) -> None:
    """A base changes the names and nothing else: as many quads in as many graphs."""
    here, elsewhere = load_project(project), load_project(project, base="https://example.org/")
    assert len(here.store) == len(elsewhere.store) > 1000
    assert len(here.files) == len(elsewhere.files)
