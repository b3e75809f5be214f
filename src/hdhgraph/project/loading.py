"""A project, or files as they are -> the named graphs of a store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.errors import InputError
from hdhgraph.rdf.files import load_file
from hdhgraph.rdf.iris import moved
from hdhgraph.rdf.namespaces import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hdhgraph.project.layout import Project


__all__ = [
    "Loaded",
    "files_version",
    "load_files",
    "load_project",
]

_CHUNK: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Loaded:
    """Where a triple came from: the files of each named graph, by graph name."""

    store: ox.Store
    files: dict[str, list[Path]]


def load_files(files: Sequence[Path], *, base: str = BASE) -> Loaded:
    """Load RDF files as they are: triples to the default graph, quads to theirs."""
    store = ox.Store()
    for path in files:
        load_file(store, path, base=base)
    return Loaded(store, {})


def files_version(files: Iterable[Path]) -> str:
    """Return the digest of files that are served as they are: 64 hexadecimal digits over bytes.

    Raises InputError for one that cannot be read.
    """
    digest = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def load_project(project: Project, *, without: Iterable[str] = (), base: str = BASE) -> Loaded:
    """Load every file of a project into its named graph, but for the graphs named in `without`.

    IRIs of ours, the names of the graphs among them, are moved under `base`.
    """
    store = ox.Store()
    files: dict[str, list[Path]] = {}
    left_out = frozenset(without)
    for path in project.rdf_files():
        graph = project.graph_of(path)
        if graph not in left_out:
            load_file(store, path, graph, base=base)
            files.setdefault(moved(graph, base), []).append(path)
    return Loaded(store, files)
