"""Dumps: the same bytes each time, the same graph in every format; `hdhgraph dump`."""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.project import dumps
from hdhgraph.project.dumps import DEFAULT_GRAPH, EXTENSIONS, WHOLE, dump_graphs, write_dump
from hdhgraph.rdf.media_types import GRAPH_FORMATS, JSON_LD, N_QUADS, TRIG, TURTLE
from hdhgraph.rdf.namespaces import BASE, GRAPHS, RDF_TYPE
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.rdf.media_types import Format

# Invented triples, with blank nodes that no two loads label alike.
EXAMPLE = """
@prefix ex: <http://example.org/> .
ex:b ex:p [ ex:q [ ex:r "_:b0" ] ] ; a ex:C .
ex:a ex:p ( 1 2 ) .
GRAPH ex:g { ex:a ex:p ex:b . ex:b a ex:C . }
GRAPH ex:h { ex:a ex:p ex:b }
"""


def loaded() -> ox.Store:
    """Return a store of the example, loaded anew."""
    store = ox.Store()
    store.load(EXAMPLE, format=ox.RdfFormat.TRIG)
    return store


def dumped(store: ox.Store, graph: str, form: Format) -> bytes:
    """Return a dump."""
    output = io.BytesIO()
    write_dump(store, graph, form, output)
    return output.getvalue()


def canonical(content: bytes, form: Format) -> ox.Dataset:
    """Return what a dump states, blank nodes named canonically."""
    dataset = ox.Dataset(ox.parse(content, format=form.rdf))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("most", [0, 1000])
def test_two_loads_give_the_same_bytes(
    form: Format, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorted or in the order of loading, no byte depends on how blank nodes are labelled."""
    monkeypatch.setattr(dumps, "_MOST_SORTED", most)
    first, second = loaded(), loaded()
    labels = {str(quad) for quad in first} ^ {str(quad) for quad in second}
    assert labels != set()
    assert dumped(first, WHOLE, form) == dumped(second, WHOLE, form)


@pytest.mark.parametrize("form", [N_QUADS, TRIG, JSON_LD], ids=lambda form: form.name)
@pytest.mark.parametrize("most", [0, 1000])
def test_a_dump_of_the_whole_is_the_dataset(
    form: Format, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A format of quads has every quad, and nothing else."""
    monkeypatch.setattr(dumps, "_MOST_SORTED", most)
    store = loaded()
    expected = ox.Dataset(store)
    expected.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert canonical(dumped(store, WHOLE, form), form) == expected


def test_turtle_of_the_whole_is_the_union() -> None:
    """A format of triples has each triple of any graph once."""
    lines = dumped(loaded(), WHOLE, GRAPH_FORMATS[1]).splitlines()
    assert len(lines) == len(set(lines)) == 10


def test_one_graph_is_only_that() -> None:
    """The dump of a graph has its quads under its name; in JSON-LD, its triples."""
    store = loaded()
    quads = list(ox.parse(dumped(store, "http://example.org/g", N_QUADS), format=N_QUADS.rdf))
    assert {str(quad.graph_name) for quad in quads} == {"<http://example.org/g>"}
    assert len(quads) == 2
    found = ox.parse(dumped(store, "http://example.org/g", JSON_LD), format=JSON_LD.rdf)
    assert {quad.graph_name for quad in found} == {ox.DefaultGraph()}


def test_the_default_graph_can_be_had() -> None:
    """The default graph of plain files has a dump of its own."""
    quads = list(ox.parse(dumped(loaded(), DEFAULT_GRAPH, N_QUADS), format=N_QUADS.rdf))
    assert len(quads) == 9


def test_a_small_dump_is_sorted() -> None:
    """Statements stand by graph and subject, the type of a subject before the rest."""
    quads = list(ox.parse(dumped(loaded(), WHOLE, N_QUADS), format=N_QUADS.rdf))
    keys = [
        (str(quad.graph_name), str(quad.subject), quad.predicate.value != RDF_TYPE)
        for quad in quads
    ]
    assert keys == sorted(keys)


def test_a_literal_that_looks_like_a_blank_node_stays() -> None:
    """Only blank nodes are numbered, not what looks like one."""
    assert b'"_:b0"' in dumped(loaded(), WHOLE, N_QUADS)


def test_blank_nodes_of_a_triple_term_are_the_same_as_outside() -> None:
    """A blank node has one number, wherever it stands."""
    node, name = ox.BlankNode("x9"), ox.NamedNode("http://example.org/p")
    store = ox.Store()
    store.add(ox.Quad(node, name, ox.Triple(node, name, name)))
    assert dumped(store, WHOLE, N_QUADS).count(b"_:b0") == 2


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every so many statements, whoever waits is told."""
    monkeypatch.setattr(dumps, "_PROGRESS_STEP", 4)
    told: list[int] = []
    write_dump(loaded(), WHOLE, N_QUADS, io.BytesIO(), progress=told.append)
    assert told == [4, 8, 12]


def test_turtle_is_written_with_the_prefixes_given() -> None:
    """A graph whose IRIs are moved is written with prefixes that are moved as well."""
    output = io.BytesIO()
    write_dump(loaded(), WHOLE, TURTLE, output, {"ex": "http://example.org/"})
    assert b"ex:a ex:p ex:b" in output.getvalue()


def test_graphs_are_named_by_their_paths() -> None:
    """A graph under the base is named by its path, another by a digest, the whole is `all`."""
    foreign = "http://example.org/g"
    digest = hashlib.sha256(foreign.encode()).hexdigest()[:12]
    names = dump_graphs([f"{GRAPHS}source/x", foreign], BASE, has_default=True)
    assert names == {
        "all": WHOLE,
        "default-graph": DEFAULT_GRAPH,
        f"graph-{digest}": foreign,
        "source/x": f"{GRAPHS}source/x",
    }


@pytest.mark.parametrize("name", ["all", "../x", "x y", "é/../..", "x%2F", ""])
def test_no_graph_takes_a_name_that_is_not_its_own(name: str) -> None:
    """A graph called `all`, or by what is no plain path, has a name made of its digest."""
    names = dump_graphs([GRAPHS + name], BASE)
    assert names.pop("all") == WHOLE
    assert [each.startswith("graph-") for each in names] == [True]


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run `hdhgraph dump`."""
    command = [sys.executable, "-m", "hdhgraph", "dump", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """What `hdhgraph dump` writes."""
    return run().stdout


def test_the_command_writes_the_whole_as_n_quads(whole: bytes, store: ox.Store) -> None:
    """Without options every quad goes to standard output, those made at load as well."""
    quads = list(ox.parse(whole, format=N_QUADS.rdf))
    assert len(quads) > len(store)
    graphs = {str(quad.graph_name) for quad in quads}
    assert {f"<{GRAPHS}meta>", f"<{GRAPHS}source/ticsante>"} <= graphs


def test_the_command_writes_the_same_bytes_each_time(whole: bytes) -> None:
    """Two processes, whose hashes differ, write the same."""
    assert run().stdout == whole


def test_the_command_writes_a_graph_to_a_file(tmp_path: Path) -> None:
    """The file's name tells the format and the compression; the gzip file has no date."""
    first, second = tmp_path / "a.ttl.gz", tmp_path / "b.ttl.gz"
    for path in (first, second):
        assert run("source/ticsante", "--out", str(path)).returncode == 0
    assert first.read_bytes() == second.read_bytes()
    found = list(ox.parse(gzip.decompress(first.read_bytes()), format=TURTLE.rdf))
    assert len(found) > 1000


def test_the_command_reads_a_project_as_it_says(tmp_path: Path) -> None:
    """From the folders that `[folders]` names, and without what `exclude` leaves out."""
    for name in ("Données/a.ttl", "Données/draft.ttl", "data/b.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<a:{name}> <a:said> 1 .", encoding="utf-8")
    settings = '[folders]\ndata = "Données"\n[check]\nexclude = ["*draft*"]\n'
    (tmp_path / "hdhgraph.toml").write_text(settings, encoding="utf-8")
    done = run("--project", str(tmp_path))
    assert done.returncode == 0, done.stderr
    said = [line.split()[0] for line in done.stdout.decode().splitlines() if "<a:said>" in line]
    assert said == ["<a:Données/a.ttl>"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["source/ticsant"], "Did you mean source/ticsante"),
        (["--format", "csv"], "--format takes one of"),
        (["--out", "all.zip"], "--format takes one of"),
        (["--out", "missing/all.nq"], "cannot be written"),
    ],
)
def test_what_cannot_be_dumped_is_said(arguments: list[str], expected: str) -> None:
    """An unknown graph, a format that carries none and a folder that is missing exit with 2."""
    done = run(*arguments)
    assert done.returncode == 2
    assert expected in done.stderr.decode()


def test_every_extension_is_a_format() -> None:
    """What is handed out is compressed where it is lines, and not where it is read as it is."""
    assert [name.endswith(".gz") for name in EXTENSIONS] == [True, True, False, False]
