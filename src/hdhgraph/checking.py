"""`check`: every rule that a graph project must keep, as one report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph import inference
from hdhgraph.dataset import load_project, read_quads
from hdhgraph.errors import DataSyntaxError, InputError
from hdhgraph.namespaces import graph_name
from hdhgraph.queries import read_queries
from hdhgraph.query_rules import find_breaches
from hdhgraph.rdflib_graphs import to_graph
from hdhgraph.turtle import place_of
from hdhgraph.validation import Finding, Severity, hygiene, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from hdhgraph.layout import Project

__all__ = ["Place", "Report", "check_files", "check_project", "is_checked", "record"]

# The rules look at the world that is stated; what states the rules themselves is not their object.
_NOT_VALIDATED: Final = frozenset({graph_name("shapes")})
_OUTDATED: Final = {
    "en": "The inferred graph is out of date: run `hdhgraph infer`.",
    "fr": "Le graphe inféré n'est pas à jour : lancez `hdhgraph infer`.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A finding and where it is: `place` is "file:line", "file:line:column", or empty."""

    finding: Finding
    place: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, and over how many triples."""

    found: tuple[Place, ...]
    triples: int

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(each.finding.severity is severity for each in self.found)

    def is_green(self, *, strict: bool = False) -> bool:
        """Tell whether nothing was found that fails: violations, and with `strict` anything."""
        return not (self.found if strict else self.count(Severity.VIOLATION))


def check_project(project: Project, progress: Callable[[str], None] = lambda _step: None) -> Report:
    """Check a graph project: syntax, canned queries, SHACL, hygiene, inferred graph up to date.

    A file that does not parse ends the check there, since nothing that follows would be true.

    `progress` is told each step. Raises InputError when there is nothing to check.
    """
    progress("parse")
    broken = _syntax(project)
    if broken:
        return Report(tuple(broken), 0)
    queries = read_queries(project.queries).values()
    of_queries = [Place(each, str(q.path)) for q in queries for each in find_breaches(q)]
    loaded = load_project(project)
    progress("infer")
    findings = _outdated(project, loaded.store)
    progress("hygiene")
    findings += hygiene(loaded.store, _hygiene_queries(project))
    progress("shapes")
    findings += _validate(project, loaded.store)
    files = project.rdf_files("data", "ontology", "shapes")
    found = [*_placed(findings, files), *of_queries]
    found.sort(key=lambda each: (*each.finding.sort_key, each.place))
    return Report(tuple(found), len(loaded.store))


def _syntax(project: Project) -> list[Place]:
    """Parse every file, so that one broken file does not hide the next."""
    broken = []
    for path in project.rdf_files():
        try:
            for _ in read_quads(path, project.graph_of(path)):
                pass
        except DataSyntaxError as error:
            broken.append(_syntax_finding(error))
    return broken


def _syntax_finding(error: DataSyntaxError) -> Place:
    place = ":".join(str(part) for part in (error.path, error.line, error.column) if part)
    messages = {
        "en": f"This does not parse: {error.reason}",
        "fr": f"La syntaxe est fautive : {error.reason}",
    }
    return Place(Finding("HG-SYNTAX", Severity.VIOLATION, messages), place)


def _outdated(project: Project, store: ox.Store) -> list[Finding]:
    asserted = load_project(project, without=[inference.GRAPH]).store
    if inference.infer(asserted) == inference.stated(store):
        return []
    return [Finding("HG-INFERRED", Severity.VIOLATION, _OUTDATED)]


def _hygiene_queries(project: Project) -> Mapping[str, str]:
    folder = project.root / "tests" / "hygiene"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))}


def _validate(project: Project, store: ox.Store) -> list[Finding]:
    shapes = [path for path in project.rdf_files("shapes") if path.suffix == ".ttl"]
    if not shapes:
        return []
    data = (quad for quad in store if _graph_of(quad) not in _NOT_VALIDATED)
    rules = (quad for path in shapes for quad in read_quads(path))
    return validate(to_graph(data), to_graph(rules))


def _graph_of(quad: ox.Quad) -> str:
    return getattr(quad.graph_name, "value", "")


def _placed(findings: Sequence[Finding], files: Sequence[Path]) -> list[Place]:
    cache: dict[Path, Mapping[str, int]] = {}
    return [
        Place(each, (place_of(each.focus, files, cache) if each.focus else None) or "")
        for each in findings
    ]


def check_files(files: Sequence[Path], project: Project) -> Report:
    """Check RDF files on their own, together with a project's ontology, against its shapes."""
    quads, broken = [], []
    for path in files:
        try:
            quads += list(read_quads(path))
        except DataSyntaxError as error:
            broken.append(_syntax_finding(error))
    if broken:
        return Report(tuple(broken), 0)
    if not quads:
        raise InputError("There is nothing to check: the files hold no triples.")
    world = [q for path in project.rdf_files("ontology") for q in read_quads(path)]
    rules = [q for path in project.rdf_files("shapes") for q in read_quads(path)]
    findings = validate(to_graph([*quads, *world]), to_graph(rules))
    return Report(tuple(_placed(findings, [f for f in files if f.suffix == ".ttl"])), len(quads))


def is_checked(project: Project) -> bool:
    """Tell whether the project is, to the byte, what its last green check saw."""
    try:
        content = json.loads(project.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("version") == project.version()


def record(project: Project) -> bool:
    """Record that the project is green as it stands; False where its folder cannot be written."""
    try:
        project.record.write_text(
            json.dumps({"version": project.version()}) + "\n", encoding="utf-8"
        )
    except OSError:
        return False
    return True
