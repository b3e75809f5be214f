"""RDF as a check reads it: an IRI relative to nothing but its file is a finding, and no more.

What is served has no such IRIs, since they would change with the place of the file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from hdhgraph.rdf import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyoxigraph as ox

__all__ = ["base_of", "load_file", "read_quads"]


def base_of(path: Path) -> str:
    """Return what the relative IRIs of a file are relative to where it states no base.

    It is the name alone: that of the folder would make other IRIs on every machine.
    """
    return f"file:///{quote(os.fsencode(path.name))}"


def read_quads(path: Path, graph: str | None = None) -> Iterator[ox.Quad]:
    """Yield the quads of a file as `files.read_quads` does."""
    return files.read_quads(path, graph, relative_to=base_of(path))


def load_file(store: ox.Store, path: Path, graph: str | None = None) -> None:
    """Load a file as `files.load_file` does."""
    files.load_file(store, path, graph, relative_to=base_of(path))
