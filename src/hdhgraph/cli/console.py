"""What every command shares: the table of exit codes, the project option, words for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hdhgraph.layout import find_project

if TYPE_CHECKING:
    from hdhgraph.layout import Project

__all__ = [
    "COULD_NOT_RUN",
    "DONE",
    "FINDINGS",
    "SIGNALLED",
    "ProjectOption",
    "choose_project",
    "say",
]

DONE: Final = 0
FINDINGS: Final = 1
COULD_NOT_RUN: Final = 2
# What is added to the number of the signal that ended a command, as shells do.
SIGNALLED: Final = 128

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="DIR",
        help="A graph project: a folder with ontology/, data/, shapes/, queries/. "
        "By default the current folder if it is one, else the bundled graph.",
    ),
]


def say(text: str) -> None:
    """Write a line for people, on standard error."""
    typer.echo(text, err=True)


def choose_project(chosen: Path | None) -> Project:
    """Return the project to work on, naming the bundled one where that is it."""
    project = find_project(chosen, Path.cwd())
    if project.is_bundled:
        say(f"hdhgraph: using the bundled graph ({project.root})")
    return project
