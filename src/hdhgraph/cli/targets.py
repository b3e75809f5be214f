"""What `hdhgraph check` is about: a project as a whole, or files.

It is what is named, else what is around the current folder; never the bundled graph, unless that is
asked for: who checks their own would take one for the other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import InputError
from hdhgraph.project.layout import (
    ENDINGS,
    Project,
    bundled,
    find_project,
    folders_around,
    is_marked,
    project_around,
    rdf_below,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = ["Asked", "Target"]

# Options that files on their own have no use for, and why.
_OF_PROJECTS: Final = {
    "--base": "--base is for a project; files have no revision that they are part of",
    "--texts": "--texts is for a project, whose anchors are held against them",
    "--changed": "--changed is for a project; files are checked whole",
    "--cross-check": "--cross-check is for a project; files are checked whole",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A project as a whole; or else files, and the project that they are held against, if any.

    `watched` is what matters to the check beside files that are named. `notes` are sentences on
    what nobody has named, and might not expect.
    """

    project: Project | None
    files: tuple[Path, ...]
    watched: Project
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line names: files and folders, a project, the bundled graph, or nothing.

    `options` are those given that are not for everything: `--shapes`, and those for projects alone.
    """

    named: tuple[Path, ...] = ()
    project: Path | None = None
    is_bundled: bool = False
    options: Collection[str] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are named, and the folders that stand for files.

        One folder alone is a project, unless it is to be held against shapes from elsewhere.
        """
        is_project = len(self.named) == 1 and self.named[0].is_dir()
        return () if is_project and "--shapes" not in self.options else self.named

    def find(self) -> Target:
        """Return what is to be checked, as things are now.

        Raises InputError where there is nothing to check, or where options do not go together.
        """
        if self.is_bundled and (self.named or self.project is not None):
            raise InputError(
                "--bundled checks the graph that comes with hdhgraph, and nothing beside it; "
                "leave it out, or else FILE, DIR and --project."
            )
        if "--shapes" in self.options and not self.named:
            raise InputError(
                "--shapes is for files named on the command line; a project has its own."
            )
        if self.is_bundled:
            found = bundled()
            return Target(found, (), found, (f"checked the bundled graph ({found.root})",))
        if self.files:
            return self._files()
        if self.named and self.project is not None:
            raise InputError("A folder and --project exclude each other; give one.")
        chosen = self.named[0] if self.named else self.project
        return self._here() if chosen is None else _whole(chosen)

    def _files(self) -> Target:
        files = list(_expanded(self.files))
        self._refuse_for_files()
        if self.project is None:
            project, notes = _rules_for(files)
        else:
            project, notes = find_project(self.project, self.project), ()
        return Target(project, tuple(files), project or Project(Path(os.devnull)), notes)

    def _here(self) -> Target:
        """Return the project around the current folder, else the RDF files in it and below."""
        current = Path.cwd()
        project = project_around(current, any_folder=True)
        if project is not None:
            return Target(project, (), project, tuple(_told(project, current)))
        files = sorted(rdf_below(current))
        if not files:
            raise InputError(_nothing(current))
        self._refuse_for_files(
            f", and none is around {current}; `hdhgraph check DIR` takes any folder as one"
        )
        project, notes = _rules_for(files)
        note = f"checked {_counted(files)} in {current} and below, as no graph project is around it"
        if project is not None:
            below = project.root.relative_to(current)
            notes = (f"{below} is a graph project; `hdhgraph check {below}` asks all of its rules",)
        return Target(project, tuple(files), Project(current, is_open=True), (note, *notes))

    def _refuse_for_files(self, but: str = "") -> None:
        for option, reason in _OF_PROJECTS.items():
            if option in self.options:
                raise InputError(f"{reason}{but}.")


def _whole(chosen: Path) -> Target:
    """Return a folder as a project, noting where it is but a part of one."""
    project = find_project(chosen, chosen, any_folder=True)
    around = None if is_marked(project.root) else project_around(project.root)
    if around is None or set(around.rdf_files()).isdisjoint(project.rdf_files()):
        return Target(project, (), project)
    note = (
        f"{chosen} lies in the project {around.root}, whose rules and other files were left out; "
        "without DIR the whole of it is checked"
    )
    return Target(project, (), project, (note,))


def _expanded(named: Sequence[Path]) -> Iterator[Path]:
    for each in named:
        if not each.is_dir():
            yield each
            continue
        files = sorted(rdf_below(each))
        if not files:
            raise InputError(f"There is nothing to check: {each} has no RDF ({ENDINGS}).")
        yield from files


def _rules_for(files: Sequence[Path]) -> tuple[Project | None, tuple[str, ...]]:
    """Return the project that files are held against, with notes on it.

    It is the one around the current folder, else the one that they lie in, if that is one.
    """
    found = project_around(Path.cwd())
    if found is not None:
        return found, ()
    folders = {Path(os.path.realpath(path.parent)) for path in files}
    around = {each.root: each for each in map(project_around, sorted(folders)) if each}
    if len(around) > 1:
        note = (
            f"the files lie in {len(around)} projects, and were held against the rules of none: "
            f"{', '.join(map(str, around))}; check one at a time"
        )
        return None, (note,)
    return next(iter(around.values()), None), ()


def _told(project: Project, current: Path) -> Iterator[str]:
    """Yield which project was found, and whether what lies in the current folder is no part."""
    yield f"checked the project {project.root}"
    if project.root == current:
        return
    here = set(rdf_below(current))
    if here and here.isdisjoint(project.rdf_files()):
        are = "is" if len(here) == 1 else "are"
        yield f"{_counted(here)} in {current} {are} no part of it; `hdhgraph check .` checks them"


def _counted(files: Collection[Path]) -> str:
    return f"{len(files)} RDF file{'' if len(files) == 1 else 's'}"


def _nothing(current: Path) -> str:
    """Return that there is nothing to check: what was looked for, where, and what to do."""
    *_, last = folders_around(current)
    where = f"{current}" if last == current else f"{current} or around it, as far as {last}"
    return (
        f"There is nothing to check: no graph project (hdhgraph.toml, or ontology/ and data/) in "
        f"{where}, and no RDF ({ENDINGS}) in {current} or below, hidden folders and tests/ left "
        "out; go where it is, or name FILE, DIR or --project DIR, or --bundled for the graph that "
        "comes with hdhgraph."
    )
