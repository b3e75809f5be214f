"""What `hdhgraph check` takes on the command line: its arguments and options, one a name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hdhgraph.cli.completion import complete_format, complete_language
from hdhgraph.cli.console import A_PROJECT

__all__ = [
    "BaseOption",
    "BundledOption",
    "ChangedOption",
    "CheckedProjectOption",
    "CrossCheckOption",
    "FilesArgument",
    "FormatOption",
    "LanguageOption",
    "OwlOption",
    "ShapesOption",
    "StrictOption",
    "TextsOption",
    "WatchOption",
]

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE|DIR]...", help="Check these files alone; one folder alone is a project."
    ),
]
CheckedProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project", metavar="DIR", help=f"{A_PROJECT}, else the RDF files in it and below."
    ),
]
BundledOption = Annotated[
    bool, typer.Option("--bundled", help="Check the graph that comes with hdhgraph.")
]
ShapesOption = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Shapes to hold the files against; repeatable."),
]
FormatOption = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="NAME[=FILE]",
        autocompletion=complete_format,
        help="How to report: human, json, sarif, junit, github, gitlab, markdown, turtle; to a "
        "file, or one of them to standard output; repeatable.",
    ),
]
StrictOption = Annotated[bool, typer.Option(help="Warnings and infos count as violations.")]
LanguageOption = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="fr|en",
        autocompletion=complete_language,
        help="The language of the messages.",
    ),
]
OwlOption = Annotated[
    bool,
    typer.Option(
        "--owl", help="Look for contradictions in the whole closure under OWL 2 RL as well."
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(metavar="REV", help="Tell what is taken back of what this git revision said."),
]
TextsOption = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        metavar="DIR",
        help="Hold the anchors against the source texts in this folder; by default texts/.",
    ),
]
WatchOption = Annotated[
    bool, typer.Option("--watch", help="Check again whenever a file has changed.")
]
ChangedOption = Annotated[
    bool,
    typer.Option(
        "--changed", help="Validate against the shapes only what differs from the last such run."
    ),
]
CrossCheckOption = Annotated[
    bool,
    typer.Option(
        "--cross-check", help="Ask a second SHACL validator, which must agree (extra cross-check)."
    ),
]
