"""`hdhgraph init`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["init"]


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="The folder to fill; it is empty or not there.")
    ] = Path(),
) -> None:
    """Start a graph project: a small invented controversy that serves, checks and verifies at once.

    Example: `hdhgraph init my-controversy`
    """
    from hdhgraph.project.scaffold import create

    root = create(directory)
    typer.echo(
        f"{directory}: a graph project of {sum(1 for _ in root.rglob('*.ttl'))} Turtle files"
    )
    where = "" if directory == Path() else f"cd {shlex.quote(str(directory))} && "
    typer.echo(
        "Everything in data/ is invented: an example to replace, once you have seen it work.\n"
        "Next:\n"
        f"    {where}hdhgraph check --strict\n"
        "    hdhgraph verify texts\n"
        "    hdhgraph query uncontradicted-propositions\n"
        "    hdhgraph serve\n"
        "Then read README.md."
    )
