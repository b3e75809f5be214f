"""What every command shares: the table of exit codes, the project option, words for people."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hdhgraph.errors import InputError
from hdhgraph.project.layout import find_project, folders_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.project.layout import Project

__all__ = [
    "A_PROJECT",
    "COULD_NOT_RUN",
    "DONE",
    "FINDINGS",
    "SIGNALLED",
    "OwnProjectOption",
    "ProjectOption",
    "choose_own_project",
    "choose_project",
    "ended_by_signals",
    "say",
]

DONE: Final = 0
FINDINGS: Final = 1
COULD_NOT_RUN: Final = 2
# What is added to the number of the signal that ended a command, as shells do.
SIGNALLED: Final = 128

A_PROJECT: Final = (
    "A graph project: a folder with ontology/, data/, shapes/, queries/. "
    "By default the one around the current folder"
)

ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", metavar="DIR", help=f"{A_PROJECT}, else the bundled graph."),
]
# For what writes into a project: the bundled graph is nobody's to change.
OwnProjectOption = Annotated[
    Path | None, typer.Option("--project", metavar="DIR", help=f"{A_PROJECT}.")
]


def say(text: str) -> None:
    """Write a line for people, on standard error."""
    typer.echo(text, err=True)


def choose_project(
    chosen: Path | None, *, any_folder: bool = False, is_bundled_told: bool = True
) -> Project:
    """Return the project to work on, naming it where nobody has, nor stands at its root.

    With `any_folder` it may be one that nothing marks, unless it is chosen.
    """
    current = Path.cwd()
    project = find_project(chosen, current, any_folder=any_folder and chosen is None)
    if project.is_bundled and is_bundled_told:
        say(f"hdhgraph: using the bundled graph ({project.root})")
    elif chosen is None and not project.is_bundled and project.root != current:
        say(f"hdhgraph: using the project {project.root}")
    return project


def choose_own_project(chosen: Path | None, instead: str = "") -> Project:
    """Return the project to change.

    Raises InputError where it would be the bundled graph, which nobody means to change; `instead`
    is what else could be done.
    """
    current = Path.cwd()
    project = find_project(chosen, current)
    if project.is_bundled:
        *_, last = folders_around(current)
        where = str(current) if last == current else f"{current} or around it, as far as {last}"
        raise InputError(
            f"There is no graph project here: no hdhgraph.toml, nor ontology/ and data/, in "
            f"{where}; go to one, or name it by --project{instead}."
        )
    return project


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """End at once by SIGINT or SIGTERM; a server that has begun to serve has a way of its own."""

    def terminate(number: int, _frame: object) -> None:
        sys.exit(SIGNALLED + number)

    signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt:
        say("hdhgraph: interrupted")
        sys.exit(SIGNALLED + signal.SIGINT)
