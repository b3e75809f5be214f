"""`hdhgraph check`: every rule that a graph project must keep, as one report."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph import inference
from hdhgraph.checks import hygiene, syntax
from hdhgraph.checks.codes import CODES, FIXED, found
from hdhgraph.checks.ignores import read_ignores
from hdhgraph.checks.places import Place, Places
from hdhgraph.checks.report import Report, put_together
from hdhgraph.checks.shapes import conform, read_rules
from hdhgraph.checks.step import Checked, Options
from hdhgraph.dataset import load_project
from hdhgraph.errors import InputError, nearest
from hdhgraph.namespaces import PREFIXES, graph_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph as ox

    from hdhgraph.checks.findings import Finding
    from hdhgraph.checks.step import Step
    from hdhgraph.layout import Project

__all__ = ["STEPS", "check_project"]

# The rules look at the world that is stated; what states the rules themselves is not their object.
_NOT_VALIDATED: Final = frozenset({graph_name("shapes")})
_SH: Final = PREFIXES["sh"]
_IDENTIFIER: Final = PREFIXES["dcterms"] + "identifier"


def check_project(
    project: Project,
    progress: Callable[[str], None] = lambda _step: None,
    options: Options | None = None,
) -> Report:
    """Check a graph project: syntax and canned queries, then each step of `STEPS`.

    Where a file does not parse, nothing is asked of the graph, since no answer would be true.

    `progress` is told the name of each step. Raises InputError when there is nothing to check, or a
    level is set for a code that no check has.
    """
    progress("parse")
    files = project.rdf_files()
    broken = [each for path in files for each in syntax.of_file(path, project.graph_of(path))]
    of_queries = [
        each for path in sorted(project.queries.glob("*.rq")) for each in syntax.of_query(path)
    ]
    if broken:
        return put_together([*broken, *of_queries], 0, project)
    ignores, bad = read_ignores(files)
    checked = Checked(project, load_project(project).store, options or Options())
    _check_codes(project)
    places = Places([*project.rdf_files("data", "ontology", "shapes")])
    found_here = [*of_queries, *bad]
    for name, step in STEPS.items():
        progress(name)
        found_here += (
            each if isinstance(each, Place) else places.of(each) for each in step(checked)
        )
    return put_together(found_here, len(checked.store), project, ignores)


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
            near = ", ".join(nearest(code, sorted(known))) or ", ".join(sorted(known))
            raise InputError(f"hdhgraph.toml: no check has the code {code}; there are: {near}.")


def _outdated(checked: Checked) -> list[Place]:
    asserted = load_project(checked.project, without=[inference.GRAPH]).store
    if inference.infer(asserted) == inference.stated(checked.store):
        return []
    return [Place(found("HG-INFERRED"), checked.project.inferred)]


def _validate(checked: Checked) -> list[Finding]:
    data = (quad for quad in checked.store if _graph_of(quad) not in _NOT_VALIDATED)
    return conform(data, read_rules(checked.project.rdf_files("shapes")))


def _graph_of(quad: ox.Quad) -> str:
    return getattr(quad.graph_name, "value", "")


# In this order; the names are what a reader of the progress sees.
STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {"inferred graph": _outdated, "hygiene": hygiene.of_project, "shapes": _validate}
)
