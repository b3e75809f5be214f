"""The command line: one module a family of verbs, put together here.

Exit codes: 0 conforms or done · 1 findings · 2 could not run, wrong usage, port taken, missing
folder.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import hdhgraph
from hdhgraph.cli import checks, draw, dump, fmt, init, mcp, query, serve, sources
from hdhgraph.cli.console import COULD_NOT_RUN, DONE, say
from hdhgraph.errors import HdhgraphError
from hdhgraph.project.layout import find_project

__all__ = ["app", "main"]

app = typer.Typer(
    name="hdhgraph",
    help="Who said what about hosting France's Health Data Hub on Microsoft's cloud.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run a command; an error made on purpose is one sentence and an exit code."""
    # Of values that it cannot convert rdflib logs tracebacks; what is wrong with data is a finding.
    logging.getLogger("rdflib").addHandler(logging.NullHandler())
    try:
        app()
    except HdhgraphError as error:
        say(f"hdhgraph: {error}")
        sys.exit(COULD_NOT_RUN)
    except UnicodeEncodeError as error:
        say(f"hdhgraph: an argument is not UTF-8, near {ascii(error.object)[:60]}")
        sys.exit(COULD_NOT_RUN)
    except BrokenPipeError:  # the reader of a pipe has had enough
        let_go_of_output()
        sys.exit(DONE)
    except OSError as error:
        name = f"{os.fsdecode(error.filename)}: " if error.filename else "cannot read or write: "
        say(f"hdhgraph: {name}{error.strerror or error}")
        let_go_of_output()
        sys.exit(COULD_NOT_RUN)


def let_go_of_output() -> None:
    """Write nothing more to standard output; Python would try once more at exit, and complain."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_version(value: bool) -> None:
    """Print the versions of the software and of the dataset, and end."""
    if value:
        project = find_project(None, Path.cwd())
        typer.echo(f"hdhgraph {hdhgraph.__version__}")
        typer.echo(f"ontology {project.ontology_version() or 'without a version'}")
        edition = project.edition or "without a version"
        typer.echo(f"data     {edition} ({project.version()[:12]}, {project.root})")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the versions."),
    ] = False,
) -> None:
    """Hold what stands before a command."""


app.command()(serve.serve)
app.command()(mcp.mcp)
# A canned query's parameters are options that only its file knows.
app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)(query.query)
app.command()(checks.check)
app.command()(checks.verify)
app.command()(checks.infer)
app.command()(fmt.fmt)
app.command()(init.init)
app.command("new-source")(sources.new_source)
app.command()(sources.anchor)
app.command()(dump.dump)
app.command()(draw.draw)
