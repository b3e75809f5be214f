"""The step "base": what the project takes back of what it said at the base."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.base.calls import find_broken_calls
from hdhgraph.checks.base.claims import find_changed_claims
from hdhgraph.checks.base.codes import found
from hdhgraph.checks.base.difference import Difference
from hdhgraph.checks.base.gone import find_gone
from hdhgraph.checks.base.own import link_namespaces
from hdhgraph.checks.base.revision import find_revision, write_out
from hdhgraph.checks.base.rules import find_weaker_shapes
from hdhgraph.checks.base.state import State
from hdhgraph.checks.base.terms import find_changed_terms
from hdhgraph.checks.reading import load_file, read_quads
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.syntax import step as syntax
from hdhgraph.errors import ProjectError
from hdhgraph.project.layout import CONFIGURATION, find_project
from hdhgraph.rdf.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.step import Checked
    from hdhgraph.project.layout import Project

__all__ = ["of_project"]

_RULES: Final = (find_gone, find_changed_terms, find_changed_claims, find_weaker_shapes)


def of_project(checked: Checked) -> list[Finding | Place]:
    """Return what differs from the base to its disadvantage; nothing where no base is asked for.

    Raises InputError when there is no such revision, or it cannot be read.
    """
    if checked.options.base is None:
        return []
    revision = find_revision(checked.project.root, checked.options.base)
    with tempfile.TemporaryDirectory(prefix="hdhgraph-") as folder:
        root = Path(folder).resolve()
        large = write_out(revision, root)
        base, unread = _read_base(root, checked.project)
        unread += [_unread(path, checked.project, _TOO_LARGE) for path in large]
        return [*unread, *_differences(base, checked)]


_TOO_LARGE: Final = {"en": "it is too large.", "fr": "il est trop grand."}


def _read_base(root: Path, now: Project) -> tuple[Project, list[Place]]:
    """Return the project as it was; where its settings cannot be read, those of now hold."""
    configuration = root / CONFIGURATION
    if not configuration.is_file():
        configuration.touch()  # by which any folder is a project
    try:
        return find_project(None, root), []
    except ProjectError as error:
        reason = str(error).replace(f"{root}/", "")
        return replace(now, root=root), [_unread(Path(CONFIGURATION), now, reason)]


def _differences(base: Project, checked: Checked) -> list[Finding | Place]:
    old, new = _parted(base.rdf_files(), checked.project.rdf_files())
    sound, unread = _sound(base, old, checked.project)
    found_here: list[Finding | Place] = [*unread, *find_broken_calls(base, checked.project)]
    if not old and not new:
        return found_here
    store = ox.Store()
    broken = set(old) - set(sound)
    for path in base.rdf_files():
        if path not in broken:
            load_file(store, path, base.graph_of(path))
    before, after = State(base, store, sound), State(checked.project, checked.store, new)
    own = _own((base, store), (checked.project, checked.store))
    difference = Difference(
        before, after, _named(sound, base, own), _named(new, after.project, own)
    )
    return [*found_here, *(each for rule in _RULES for each in rule(difference))]


def _parted(old: Iterable[Path], new: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files of either side whose content is none of the other's."""
    before, after = (
        {path: hashlib.sha256(read_bytes(path)).digest() for path in files} for files in (old, new)
    )
    shared = set(before.values()) & set(after.values())
    return (
        [path for path, digest in before.items() if digest not in shared],
        [path for path, digest in after.items() if digest not in shared],
    )


def _sound(base: Project, files: Iterable[Path], now: Project) -> tuple[list[Path], list[Place]]:
    """Return the files of the base that parse, and a finding for each of the others."""
    sound, unread = [], []
    for path in files:
        places = syntax.of_file(path, base.graph_of(path))
        if not places:
            sound.append(path)
        for each in places[:1]:
            reason = {lang: each.finding.message(lang) for lang in ("en", "fr")}
            unread.append(_unread(path.relative_to(base.root), now, reason))
    return sound, unread


def _unread(relative: Path, now: Project, reason: dict[str, str] | str) -> Place:
    finding = found("HG-D-base-unread", {"names": relative.as_posix(), "reason": reason})
    path = now.root / relative
    return Place(finding, path if path.is_file() else None)


def _own(*sides: tuple[Project, ox.Store]) -> tuple[str, ...]:
    """Return the project's own namespaces, then or now; what either sets is what counts."""
    stating = [side for side in sides if side[0].namespaces] or sides
    return tuple({each for project, store in stating for each in link_namespaces(project, store)})


def _named(files: Iterable[Path], project: Project, own: tuple[str, ...]) -> frozenset[str]:
    """Return the own IRIs that files say something of; what is inferred is nobody's statement."""
    return frozenset(
        quad.subject.value
        for path in files
        if path != project.inferred
        for quad in read_quads(path)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(own)
    )
