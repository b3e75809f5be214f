"""`import hdhgraph` and what it offers."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
import rdflib

import hdhgraph
from hdhgraph.errors import DataSyntaxError, ProjectError

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

GRAPH = "https://w3id.org/hdhgraph/graph/"
# rdflib warns of its own use of a name that it deprecates.
RDFLIB_WARNS = "ignore:Dataset.default_context is deprecated:DeprecationWarning"


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    """The bundled graph as a user of the library gets it."""
    return hdhgraph.load()


def test_the_version_is_the_installed_one() -> None:
    """The version is written once."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", hdhgraph.__version__)
    assert version("hdhgraph") == hdhgraph.__version__


def test_what_is_exported_is_there() -> None:
    """`__all__` is sorted and true."""
    assert sorted(hdhgraph.__all__) == hdhgraph.__all__
    assert all(hasattr(hdhgraph, name) for name in hdhgraph.__all__)


def test_load_gives_every_quad(dataset: rdflib.Dataset, store: ox.Store) -> None:
    """Nothing is lost or added on the way to rdflib."""
    assert isinstance(dataset, rdflib.Dataset)
    assert sum(1 for _ in dataset.quads()) == len(store)


def test_load_keeps_the_named_graphs(dataset: rdflib.Dataset, store: ox.Store) -> None:
    """A user can ask one source alone."""
    names = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert {each.value for each in store.named_graphs()} <= names
    source = dataset.graph(f"{GRAPH}source/ticsante")
    assert 0 < len(source) < len(dataset)


@pytest.mark.filterwarnings(RDFLIB_WARNS)
def test_a_plain_pattern_finds_what_any_graph_states(dataset: rdflib.Dataset) -> None:
    """The default graph is the union of all."""
    claim = rdflib.URIRef("https://w3id.org/hdhgraph/ont#Claim")
    assert len(set(dataset.subjects(rdflib.RDF.type, claim))) > 20


def test_load_takes_a_project(tmp_path: Path) -> None:
    """Any graph project is loaded the same way."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    assert len(hdhgraph.load(tmp_path).graph(f"{GRAPH}a")) == 1


def test_load_says_what_is_wrong(tmp_path: Path) -> None:
    """A folder that is no project and a file that does not parse are our own errors."""
    with pytest.raises(ProjectError):
        hdhgraph.load(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("\nnonsense", encoding="utf-8")
    with pytest.raises(DataSyntaxError, match=r"a\.ttl:2:"):
        hdhgraph.load(tmp_path)


def test_import_waits_for_nothing() -> None:
    """`import hdhgraph` loads neither rdflib nor the engine nor the web."""
    code = "import sys, hdhgraph; print([m for m in sys.modules if m.split('.')[0] in names])"
    names = "names = {'rdflib', 'pyoxigraph', 'fastapi', 'uvicorn', 'pyshacl', 'typer'}; "
    done = subprocess.run([sys.executable, "-c", names + code], capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout.strip() == "[]"
