"""`hdhgraph fmt`."""

from __future__ import annotations

import difflib
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hdhgraph.cli.console import DONE, FINDINGS, OwnProjectOption, choose_own_project, say
from hdhgraph.errors import DataSyntaxError, FormatError, InputError
from hdhgraph.project.layout import RDF_FOLDERS, find_project

if TYPE_CHECKING:
    from hdhgraph.rdf.turtle.formatting import Formatted

__all__ = ["fmt"]

_STANDARD_INPUT: Final = Path("-")


def fmt(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Turtle and TriG files, or folders of them; - is standard input, which goes to "
            "standard output. By default the project's own.",
        ),
    ] = None,
    project: OwnProjectOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; list the files to format.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
) -> None:
    """Write Turtle and TriG in the house style; the graphs and the comments stay the same.

    Exits with 1 when a file does not parse or is left as it is, and with --check or --diff when one
    would change. Examples: `hdhgraph fmt` · `hdhgraph fmt --check data/`
    """
    from hdhgraph.rdf.turtle.formatting import format_file, turtle_files

    if files and project:
        raise InputError("Files and --project exclude each other; give one.")
    if files and _STANDARD_INPUT in files:
        if len(files) > 1:
            raise InputError("- stands for standard input, and for itself alone.")
        sys.exit(format_input(check=check, diff=diff))
    changed, failed = 0, 0
    paths = turtle_files(files) if files else project_files(project)
    if not paths:
        names = ", ".join(map(str, files or ()))
        raise InputError(f"There is nothing to format: no .ttl and no .trig in {names} or below.")
    for path in paths:
        try:
            formatted = format_file(path)
        except (DataSyntaxError, FormatError) as error:
            say(f"hdhgraph: {error}")
            failed += 1
            continue
        if not formatted.is_house_style:
            changed += 1
            show(formatted, is_read_only=check or diff, with_diff=diff)
    will = "would be" if check or diff else "was" if 1 in (changed, len(paths)) else "were"
    left = f", {failed} left as {'it is' if failed == 1 else 'they are'}" if failed else ""
    noun = "file" if len(paths) == 1 else "files"
    say(f"hdhgraph: {changed} of {len(paths)} {noun} {will} formatted{left}")
    sys.exit(FINDINGS if failed or (changed and (check or diff)) else DONE)


def format_input(*, check: bool, diff: bool) -> int:
    """Write standard input in the house style, or as it is where that cannot be; return the code.

    Editors put what comes out in the place of what they gave, so nothing must get lost.
    """
    from hdhgraph.rdf.turtle.formatting import format_file

    content = sys.stdin.buffer.read()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stdin.ttl")
        path.write_bytes(content)
        try:
            formatted = format_file(path)
        except (DataSyntaxError, FormatError, InputError) as error:
            say(f"hdhgraph: {str(error).replace(str(path), 'standard input')}")
            if not (check or diff):
                sys.stdout.buffer.write(content)
            return FINDINGS
    formatted = replace(formatted, path=Path("stdin.ttl"))
    if not (check or diff):
        sys.stdout.buffer.write(formatted.after.encode())
        return DONE
    if not formatted.is_house_style:
        show(formatted, is_read_only=True, with_diff=diff)
    return DONE if formatted.is_house_style else FINDINGS


def project_files(chosen: Path | None) -> list[Path]:
    """Return the Turtle and TriG files of a project: those in its folders, or of all its RDF.

    Raises InputError where it has none, or where it would be the bundled graph, which nobody means
    to change.
    """
    from hdhgraph.rdf.turtle.formatting import is_turtle, turtle_files

    root = choose_own_project(chosen, ", or name the files to format").root
    found = find_project(root, root, any_folder=True)
    if found.is_open:
        files = [path for path in found.rdf_files() if is_turtle(path)]
    else:
        folders = (found.folder(name) for name in RDF_FOLDERS)
        files = turtle_files([folder for folder in folders if folder.is_dir()])
    if not files:
        raise InputError(
            f"There is nothing to format: {root} has no Turtle and no TriG of its own."
        )
    return [_near(path) for path in files]


def _near(path: Path) -> Path:
    """Return a path as people would type it: from the current folder, where it is below it."""
    current = Path.cwd()
    return path.relative_to(current) if path.is_relative_to(current) else path


def show(formatted: Formatted, *, is_read_only: bool, with_diff: bool) -> None:
    """Write a file, or show what would be written."""
    if not is_read_only:
        formatted.write()
    if not with_diff:
        typer.echo(str(formatted.path))
        return
    name = str(formatted.path)
    before, after = (text.splitlines(keepends=True) for text in (formatted.before, formatted.after))
    for line in difflib.unified_diff(before, after, name, f"{name} (formatted)"):
        typer.echo(line.rstrip("\r\n") if line.endswith("\n") else line)
