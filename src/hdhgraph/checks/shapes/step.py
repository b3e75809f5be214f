"""The step `shapes`: what a project states, held against its shapes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.reading import load_file, read_quads
from hdhgraph.checks.shapes.cross_check import compare
from hdhgraph.checks.shapes.data_graph import read_triples
from hdhgraph.checks.shapes.incremental.changed import Incremental, Seen
from hdhgraph.checks.shapes.incremental.last_run import LastRun, digest_of, key_of
from hdhgraph.checks.shapes.shapes import conform, read_rules, told
from hdhgraph.checks.shapes.usable import find_with_usable
from hdhgraph.checks.syntax.remote import part_rules
from hdhgraph.i18n.plurals import amount
from hdhgraph.rdf.namespaces import graph_name
from hdhgraph.rdf.rdflib_graphs import to_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.step import Checked
    from hdhgraph.project.layout import Project

__all__ = ["of_project"]

# The rules look at the world that is stated; what states the rules themselves is not their object.
_NOT_VALIDATED: Final = graph_name("shapes")
_FIRST: Final = "every node is validated: there is no run with the same shapes and classes before"


def of_project(checked: Checked) -> list[Finding]:
    """Return what breaks the shapes; with `is_changed_only` what differs is looked at alone."""
    project = checked.project
    files = [path for path in project.rdf_files() if project.graph_of(path) != _NOT_VALIDATED]
    kept, refused = part_rules(read_rules(project.rdf_files("shapes")))
    if not (kept and files):
        return refused
    find = partial(_of_changed if checked.options.is_changed_only else _of_all, checked, files)
    kept, findings = find_with_usable(kept, find)
    if checked.options.is_cross_checked and kept:
        findings += _crossed(checked, files, kept, findings)
    return [*refused, *findings]


def _of_all(checked: Checked, files: list[Path], rules: Sequence[ox.Quad]) -> list[Finding]:
    project = checked.project
    data = _data(project, files)
    engine = partial(_load, project, files)
    return conform(data, rules, checked.options.listener.part, engine) if data else []


def _of_changed(checked: Checked, files: list[Path], rules: Sequence[ox.Quad]) -> list[Finding]:
    project, listener = checked.project, checked.options.listener
    paths = {str(path.relative_to(project.root)): path for path in files}
    seen = Seen(
        {name: digest_of(path, name) for name, path in paths.items()},
        lambda name: read_triples(_stated(project, paths[name])),
    )
    key = key_of(project, project.rdf_files("shapes"))
    work = Incremental(LastRun(project.root), key, seen)
    if not work.is_partial:
        listener.note(_FIRST)
    with told():
        return work.findings(to_graph(rules), partial(_load, project, files), listener.part)


def _crossed(
    checked: Checked, files: list[Path], rules: list[ox.Quad], ours: list[Finding]
) -> list[Finding]:
    project = checked.project
    data = _data(project, files)
    with told():
        result = compare(data, rules, ours, partial(_load, project, files))
    checked.options.listener.note(
        f"cross-check: {result.compared} of {amount(result.shapes, 'shape', 'shapes')} compared, "
        f"{amount(len(result.findings), 'disagreement', 'disagreements')}"
    )
    return result.findings


def _data(project: Project, files: list[Path]) -> list[ox.Quad]:
    return [quad for path in files for quad in _stated(project, path)]


def _stated(project: Project, path: Path) -> Iterator[ox.Quad]:
    """Yield what a file states; one of quads may state shapes as well."""
    for quad in read_quads(path, project.graph_of(path)):
        if getattr(quad.graph_name, "value", "") != _NOT_VALIDATED:
            yield quad


def _load(project: Project, files: list[Path]) -> ox.Store:
    """Load files natively, in half the time that their quads would take."""
    store = ox.Store()
    for path in files:
        load_file(store, path, project.graph_of(path))
    store.remove_graph(ox.NamedNode(_NOT_VALIDATED))
    return store
