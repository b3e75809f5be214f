"""Who said what about hosting France's Health Data Hub on Microsoft's cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import rdflib

__all__ = ["__version__", "load"]

__version__ = "0.1.0"


def load(project: Path | None = None) -> rdflib.Dataset:
    """Return a graph project, by default the bundled one, as an rdflib Dataset.

    Each file is in its named graph; the default graph is the union of all, so that a plain triple
    pattern finds what any graph states.

    Raises ProjectError where `project` is none, DataSyntaxError (file, line, column) where a file
    of it does not parse.
    """
    # rdflib takes a third of a second to import: only who asks for a Dataset waits for it.
    from hdhgraph.project.layout import bundled, find_project  # noqa: PLC0415
    from hdhgraph.project.loading import load_project  # noqa: PLC0415
    from hdhgraph.rdf.rdflib_graphs import to_dataset  # noqa: PLC0415

    found = bundled() if project is None else find_project(project, project)
    return to_dataset(load_project(found).store)
