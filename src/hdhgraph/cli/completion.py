"""What the shell offers behind an option or a command; it waits for it, so no graph is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import typer

from hdhgraph.errors import HdhgraphError
from hdhgraph.project.layout import Project, find_project
from hdhgraph.rdf.namespaces import GRAPHS

__all__ = [
    "REPORTS",
    "complete_format",
    "complete_graph",
    "complete_language",
    "complete_picture",
    "complete_query",
    "complete_rdf_format",
    "complete_results_format",
    "complete_source",
]

# The names in `hdhgraph.checks.report.forms.FORMATS`, whose modules would take longer to load than
# this takes.
REPORTS: Final = {
    "human": "for people",
    "json": "for programs",
    "sarif": "SARIF 2.1.0",
    "junit": "JUnit XML",
    "github": "annotations of GitHub",
    "gitlab": "Code Quality of GitLab",
    "markdown": "a summary",
    "turtle": "a SHACL validation report",
}
_LANGUAGES: Final = {"en": "English", "fr": "français"}
_PICTURES: Final = ("matrix", "timeline", "map", "chain")
_GRAPH_FORMATS: Final = ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads")
_RESULTS_FORMATS: Final = ("json", "xml", "csv", "tsv")
_SUMMARY: Final = "#+ summary: "
# Shells evaluate what they are offered, and the names of files come from whoever made the project.
_NAME: Final = re.compile(r"[\w./-]+")
_UNSAFE: Final = re.compile(r"[^\w .,?!()/-]")

# A value, and what is told of it where the shell can.
Item = tuple[str, str]


def complete_format(incomplete: str) -> list[Item]:
    """Offer the names of reports; behind `NAME=` the shell offers files by itself."""
    return [each for each in REPORTS.items() if each[0].startswith(incomplete)]


def complete_language(incomplete: str) -> list[Item]:
    """Offer the languages of messages and labels."""
    return [each for each in _LANGUAGES.items() if each[0].startswith(incomplete)]


def complete_picture(incomplete: str) -> list[str]:
    """Offer the kinds of pictures."""
    return _beginning(incomplete, _PICTURES)


def complete_rdf_format(incomplete: str) -> list[str]:
    """Offer the formats of graphs."""
    return _beginning(incomplete, _GRAPH_FORMATS)


def complete_results_format(incomplete: str) -> list[str]:
    """Offer the formats of solutions, then those of graphs."""
    return _beginning(incomplete, (*_RESULTS_FORMATS, *_GRAPH_FORMATS))


def complete_query(context: typer.Context, incomplete: str) -> list[Item]:
    """Offer the project's canned queries, each with its summary."""
    project = _project(context)
    files = sorted(project.queries.glob("*.rq")) if project else []
    named = {path.stem: path for path in files}
    return [(slug, _summary(named[slug])) for slug in _beginning(incomplete, named)]


def complete_source(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the slugs of the project's sources."""
    project = _project(context)
    files = (project.folder("data") / "sources").glob("*.ttl") if project else ()
    return _beginning(incomplete, sorted(path.stem for path in files))


def complete_graph(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the names of the graphs that the project's files state."""
    project = _project(context)
    files = project.rdf_files() if project else ()
    names = {project.graph_of(path).removeprefix(GRAPHS) for path in files} if project else set()
    return _beginning(incomplete, sorted(names))


def _project(context: typer.Context) -> Project | None:
    """Return the project that is meant; None where it is none, since that is told elsewhere."""
    chosen = context.params.get("project")
    try:
        return find_project(Path(chosen) if chosen else None, Path.cwd())
    except HdhgraphError:
        return None


def _summary(path: Path) -> str:
    """Return what a query's header says first, if that is its summary."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
    except OSError:
        return ""
    summary = first.removeprefix(_SUMMARY) if first.startswith(_SUMMARY) else ""
    return " ".join(_UNSAFE.sub(" ", summary).split())


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete) and _NAME.fullmatch(name)]
