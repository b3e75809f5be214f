"""The SHACL test suite of the W3C, as pySHACL's source distribution has it: fetched, and read."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SH = "http://www.w3.org/ns/shacl#"
FOLDERS = ("core", "sparql")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """What a result says: IRIs, a value as in N-Triples; what has no name is empty."""

    focus: str
    severity: str
    component: str
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test: the files of its data and shapes, and its results; None where it must fail."""

    name: str
    data: Path
    shapes: Path
    results: frozenset[Result] | None


def fetch(folder: Path) -> Path:
    """Download the source distribution of the pySHACL in use; return the folder of the suite."""
    name = f"pyshacl=={version('pyshacl')}"
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pyshacl",
         "--dest", folder, name],
        check=True, timeout=300,
    )  # fmt: skip
    (archive,) = folder.glob("pyshacl-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz") / "test" / "resources" / "sht_tests"


def read_cases(root: Path) -> list[Case]:
    """Return the approved cases of core and of SPARQL-based constraints, by name."""
    files = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.ttl"))
    return [case for path in files for case in _of_file(root, path)]


def parse(path: Path) -> list[ox.Quad]:
    """Return what a file of the suite states, as it is written."""
    found = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return list(found)


def _of_file(root: Path, path: Path) -> Iterator[Case]:
    store = ox.Dataset(parse(path))  # which keeps a number as it is written, unlike a store
    for quad in store.quads_for_object(_node(SHT, "Validate")):
        action = _one(store, quad.subject, MF + "action")
        result = _one(store, quad.subject, MF + "result")
        name = path.relative_to(root).with_suffix("").as_posix()
        data, shapes = (
            _path(_one(store, action, SHT + each)) for each in ("dataGraph", "shapesGraph")
        )
        yield Case(name, data, shapes, _results(store, result))


def _results(store: ox.Dataset, report: Term) -> frozenset[Result] | None:
    if isinstance(report, ox.NamedNode):
        assert report == _node(SHT, "Failure")
        return None
    conforms = _one(store, report, SH + "conforms")
    found = frozenset(_result(store, each) for each in _all(store, report, SH + "result"))
    assert (conforms.value == "true") is not bool(found)  # type: ignore[union-attr]
    return found


def _result(store: ox.Dataset, node: Term) -> Result:
    focus, severity, component, path, value = (
        next(iter(_all(store, node, SH + name)), None)
        for name in (
            "focusNode", "resultSeverity", "sourceConstraintComponent", "resultPath", "value"
        )
    )  # fmt: skip
    told = "" if value == focus else _text(value)
    return Result(_iri(focus), _iri(severity), _iri(component), _iri(path), told)


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _text(term: Term | None) -> str:
    return str(term) if isinstance(term, ox.NamedNode | ox.Literal) else ""


def _path(term: Term) -> Path:
    return Path(unquote(urlsplit(_iri(term)).path))


def _node(namespace: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(namespace + name)


def _one(store: ox.Dataset, subject: Term, predicate: str) -> Term:
    (found,) = _all(store, subject, predicate)
    return found


def _all(store: ox.Dataset, subject: Term, predicate: str) -> list[Term]:
    assert not isinstance(subject, ox.Literal)
    own = store.quads_for_subject(subject)
    return [quad.object for quad in own if quad.predicate.value == predicate]
