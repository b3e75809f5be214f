"""`hdhgraph check`: every rule that a graph project must keep, as one report."""

from __future__ import annotations

import re
import threading
from concurrent.futures import Future
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.base import step as base
from hdhgraph.checks.base.codes import BASE_CODES
from hdhgraph.checks.ontology import step as ontology
from hdhgraph.checks.ontology.rules import ONTOLOGY_CODES
from hdhgraph.checks.own_rules import competency, hygiene, inferred, texts
from hdhgraph.checks.own_rules.codes import OWN_RULE_CODES
from hdhgraph.checks.report.codes import FIXED, Codes
from hdhgraph.checks.report.ignores import IGNORE_CODES, read_ignores
from hdhgraph.checks.report.places import Place, Places
from hdhgraph.checks.report.report import Report, put_together
from hdhgraph.checks.shapes import step as shapes
from hdhgraph.checks.shapes.codes import SHAPE_CODES
from hdhgraph.checks.shapes.shapes import read_rules
from hdhgraph.checks.step import Checked, Options
from hdhgraph.checks.syntax import step as syntax
from hdhgraph.checks.syntax.codes import SYNTAX_CODES, found
from hdhgraph.errors import InputError, nearest
from hdhgraph.project.layout import ENDINGS, RDF_FOLDERS
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.step import Step
    from hdhgraph.project.layout import Project

__all__ = ["CODES", "STEPS", "check_project"]

# Every code that is not a project's own.
CODES: Final = Codes(
    SYNTAX_CODES, OWN_RULE_CODES, SHAPE_CODES, IGNORE_CODES, BASE_CODES, ONTOLOGY_CODES
)

_LONGEST: Final = "shapes"
_UNREADABLE: Final = {"en": "it cannot be read: {}.", "fr": "lecture impossible : {}."}
_SH: Final = PREFIXES["sh"]
_IDENTIFIER: Final = PREFIXES["dcterms"] + "identifier"


def check_project(
    project: Project,
    progress: Callable[[str], None] = lambda _step: None,
    options: Options | None = None,
) -> Report:
    """Check a graph project: syntax and canned queries, then each step of `STEPS`.

    Where a file does not parse, or a rule cannot be read, nothing is asked of the graph, since no
    answer would be true.

    `progress` is told the name of each step. Raises InputError when there is nothing to check: no
    file, or none that states anything; or when a level is set for a code that no check has.
    """
    progress("parse")
    files = project.rdf_files()
    store = ox.Store()
    broken = [
        each for path in files for each in syntax.of_file(path, project.graph_of(path), store)
    ]
    queries = sorted(project.folder("queries").glob("*.rq"))
    of_queries = [each for path in queries for each in syntax.of_query(path)]
    rules = [*hygiene.hygiene_queries(project), *competency.questions(project)]
    broken += [each for path in rules for each in _unread(path)]
    if broken:
        return put_together([*broken, *of_queries], 0, project)
    if not (store or queries):
        raise InputError(_nothing(project, files))
    ignores, bad = read_ignores([*files, *queries, *rules])
    checked = Checked(project, store, options or Options())
    _check_codes(project)
    # What is inferred is nobody's to mend: its file is looked in last.
    places = Places(sorted(files, key=lambda path: path == project.inferred))
    found_here = [*of_queries, *bad]
    found_here += (
        each if isinstance(each, Place) else places.of(each) for each in _run(checked, progress)
    )
    return put_together(found_here, len(checked.store), project, ignores)


def _nothing(project: Project, files: Sequence[Path]) -> str:
    """Return why there is nothing to check in a project, what was looked for, and what to do."""
    root, queries = project.root, project.folder("queries").relative_to(project.root).as_posix()
    if files:
        return (
            f"There is nothing to check: the RDF files of {root}, {len(files)} in all, hold no "
            f"triples, and {queries}/ has no query (.rq); put some in, or name another folder."
        )
    excluded = len(replace(project, exclude=()).rdf_files())
    if excluded:
        where = f"; [check] exclude in hdhgraph.toml leaves out {excluded}, so take less out"
    elif project.is_open:
        where = " below; hidden folders and tests/ are left out, so name a folder or FILES"
    else:
        names = ", ".join(project.folder(each).relative_to(root).as_posix() for each in RDF_FOLDERS)
        where = f" in {names}; name your folders under [folders] in hdhgraph.toml"
    return (
        f"There is nothing to check: {root} has no RDF and no queries, that is no {ENDINGS} "
        f"and no {queries}/*.rq{where}."
    )


def _unread(path: Path) -> Iterator[Place]:
    """Yield the finding of a rule whose file cannot be read."""
    try:
        path.read_bytes()
    except OSError as error:
        reason = {lang: text.format(error.strerror) for lang, text in _UNREADABLE.items()}
        yield Place(found("HG-FILE", {"reason": reason}), path)


def _run(checked: Checked, progress: Callable[[str], None]) -> Iterator[Finding | Place]:
    """Yield what the steps find, in their order; the longest has a thread beside the others.

    Most of the others is the engine's work, which lets Python go on meanwhile.
    """
    longest = _beside(lambda: list(STEPS[_LONGEST](checked)))
    for name, step in STEPS.items():
        progress(name)
        yield from longest.result() if name == _LONGEST else step(checked)


def _beside(work: Callable[[], list[Finding | Place]]) -> Future[list[Finding | Place]]:
    """Do work in a thread that nobody waits for at the end: who interrupts a check is done."""
    future: Future[list[Finding | Place]] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)

    threading.Thread(target=run, name="check", daemon=True).start()
    return future


def _check_codes(project: Project) -> None:
    """Refuse a level for a code that no check has: it would be believed to hold."""
    if not project.levels:
        return
    known = {*CODES, *(f"HG-H-{path.stem}" for path in hygiene.hygiene_queries(project))}
    for quad in read_rules(project.rdf_files("shapes")):
        if quad.predicate.value == _IDENTIFIER:
            known.add(getattr(quad.object, "value", ""))
        elif getattr(quad.object, "value", "") in (f"{_SH}NodeShape", f"{_SH}PropertyShape"):
            known.add(re.split(r"[#/]", quad.subject.value)[-1])  # type: ignore[union-attr]
    for code in project.levels:
        if code in FIXED:
            raise InputError(f"hdhgraph.toml: the level of {code} cannot be set.")
        if code not in known:
            near = nearest(code, sorted(known))
            hint = (
                f"Did you mean {', '.join(near)}?"
                if near
                else f"There are: {', '.join(sorted(known))}."
            )
            raise InputError(f"hdhgraph.toml: no check has the code {code}. {hint}")


# In this order; the names are what a reader of the progress sees.
STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "inferred graph": inferred.of_project,
        "ontology rules": ontology.of_project,
        "hygiene": hygiene.of_project,
        "competency questions": competency.of_project,
        "anchors": texts.of_project,
        "shapes": shapes.of_project,
        "base": base.of_project,
    }
)
