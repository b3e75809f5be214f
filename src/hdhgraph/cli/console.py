"""What every command shares: the table of exit codes, the project option, words for people."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hdhgraph.layout import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.layout import Project

__all__ = [
    "COULD_NOT_RUN",
    "DONE",
    "FINDINGS",
    "SIGNALLED",
    "ProjectOption",
    "choose_project",
    "ended_by_signals",
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


def choose_project(chosen: Path | None, *, any_folder: bool = False) -> Project:
    """Return the project to work on, naming the bundled one where that is it."""
    project = find_project(chosen, Path.cwd(), any_folder=any_folder)
    if project.is_bundled:
        say(f"hdhgraph: using the bundled graph ({project.root})")
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
