"""`hdhgraph check FILE…`: RDF files on their own, of any format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.ontology.step import of_files
from hdhgraph.checks.reading import read_quads
from hdhgraph.checks.report.ignores import read_ignores
from hdhgraph.checks.report.places import Places
from hdhgraph.checks.report.report import Report, put_together
from hdhgraph.checks.shapes.shapes import conform, read_rules
from hdhgraph.checks.shapes.usable import find_with_usable
from hdhgraph.checks.syntax import step as syntax
from hdhgraph.errors import InputError
from hdhgraph.rdf.media_types import input_format
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from hdhgraph.project.layout import Project

__all__ = ["check_files"]

_SH: Final = PREFIXES["sh"]


def check_files(
    files: Sequence[Path],
    project: Project | None,
    shapes: Sequence[Path] = (),
    *,
    owl: bool = False,
) -> Report:
    """Check RDF files on their own; every one that parses is held against the shapes.

    The rules for any graph are asked of all together, with `owl` the closure as well.

    The shapes are those of `shapes`, or else the project's, whose ontology then is known as well,
    if there is a project; what the files themselves state as shapes holds, too.

    Raises InputError when a file is not there or its format unknown, or when they hold no triples.
    """
    for path in [*files, *shapes]:
        _check_path(path)
    places = [each for path in [*files, *shapes] for each in syntax.of_file(path)]
    broken = {each.path for each in places}
    sound = [path for path in files if path not in broken]
    quads = [quad for path in sound for quad in read_quads(path)]
    if not quads:
        if not places:
            raise InputError("There is nothing to check: the files hold no triples.")
        return put_together(places, 0, project, files=len(files))
    ignores, bad = read_ignores(sound)
    rules, world = _rules_for(quads, [path for path in shapes if path not in broken], project)
    _, findings = find_with_usable(rules, partial(conform, [*quads, *world]))
    # What these files only lean on is not theirs to mend, but for rules that are not run.
    where = Places([*sound, *shapes, *(project.rdf_files("shapes") if project else ())])
    of_rules = of_files(quads, world, _languages(sound, project), has_closure=owl)
    places += [*bad, *map(where.of, findings), *map(Places(sound).of, of_rules)]
    return put_together(places, len(quads), project, ignores, files=len(files))


def _languages(files: Sequence[Path], project: Project | None) -> tuple[str, ...]:
    """Return the languages that labels must be in: a project asks for them in its own files."""
    if project is None or not all(path.resolve().is_relative_to(project.root) for path in files):
        return ()
    return project.languages


def _rules_for(
    quads: Sequence[ox.Quad], shapes: Sequence[Path], project: Project | None
) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the rules for some files, and what is known of the world beside them."""
    own = list(quads) if any(quad.predicate.value.startswith(_SH) for quad in quads) else []
    if shapes:
        return [*own, *read_rules(shapes)], []
    if project is None:
        return own, []
    return [*own, *read_rules(project.rdf_files("shapes"))], read_rules(
        project.rdf_files("ontology")
    )


def _check_path(path: Path) -> None:
    if not path.exists():
        raise InputError(f"{path} cannot be read: No such file or directory.")
    if not path.is_file():
        raise InputError(f"{path} is no file; a project is named by --project.")
    if input_format(path.name) is None:
        next(read_quads(path), None)  # says which endings are known
