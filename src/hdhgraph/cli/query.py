"""`hdhgraph query`."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hdhgraph.cli.completion import complete_query, complete_results_format
from hdhgraph.cli.console import ProjectOption, choose_project, say
from hdhgraph.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from hdhgraph.project.layout import Project
    from hdhgraph.sparql.canned import CannedQuery, Parameter

__all__ = ["query"]

Slug = Annotated[
    str | None, typer.Argument(help="The name of a canned query.", autocompletion=complete_query)
]
Form = Annotated[
    str | None,
    typer.Option(
        "--format",
        autocompletion=complete_results_format,
        help="json, xml, csv, tsv, turtle, ntriples, …",
    ),
]


def query(
    context: typer.Context,
    slug: Slug = None,
    sparql: Annotated[
        str | None, typer.Option(metavar="TEXT|@FILE", help="A SPARQL query of your own.")
    ] = None,
    form: Form = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Show its phases, patterns and plan, under the limits of serve."
        ),
    ] = False,
    project: ProjectOption = None,
    help_: Annotated[
        bool, typer.Option("--help", help="Show this, and a query's own options.")
    ] = False,
) -> None:
    """Ask a canned query, its parameters given as options, or a SPARQL query of your own.

    Examples: `hdhgraph query who-said-what --topic cloud-act --as-of 2020-06-30` ·
    `hdhgraph query --sparql "ASK { ?s ?p ?o }"`
    """
    from hdhgraph.sparql.canned import find_query, read_queries

    found = choose_project(project, is_bundled_told=False)
    queries = read_queries(found.queries)
    if help_ or (slug is None and sparql is None):
        typer.echo(context.get_help())
        show_queries(queries.values() if slug is None else [find_query(queries, slug)])
        return
    if slug is not None and sparql is not None:
        raise InputError("Give the name of a canned query or --sparql, not both.")
    if sparql is not None:
        if context.args:
            raise ParameterError(f"--sparql takes no “{context.args[0]}”.")
        ask = explain_query if explain else run_query
        ask(found, read_sparql(sparql), form)
        return
    assert slug is not None  # noqa: S101 - one of the two is given here
    chosen = find_query(queries, slug)
    ask = explain_query if explain else run_query
    ask(found, chosen, form, read_values(chosen, context.args))


def show_queries(queries: Iterable[CannedQuery]) -> None:
    """Print canned queries with the options that their parameters are."""
    for each in queries:
        typer.echo(f"\n  {each.slug}: {each.summaries['en']}")
        for parameter in each.parameters:
            default = f" [{parameter.default}]" if parameter.default else ""
            typer.echo(f"    --{option_of(parameter)}  {parameter.descriptions['en']}{default}")


def option_of(parameter: Parameter) -> str:
    """Return the option that a parameter is: `as-of` for asOf."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", parameter.name).lower()


def read_sparql(text: str) -> str:
    """Return the query that `--sparql` gives, from a file after an @."""
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path} cannot be read: {reason}.") from error


def read_values(chosen: CannedQuery, arguments: Sequence[str]) -> dict[str, str]:
    """Return the parameters given as `--name value` or `--name=value`, in either spelling."""
    options = {option_of(parameter): parameter.name for parameter in chosen.parameters}
    known = {parameter.name: parameter.name for parameter in chosen.parameters} | options
    values: dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        option = waiting.pop(0)
        if not option.startswith("--"):
            raise ParameterError(f"“{option}” is no option; parameters are --name value.")
        name, has_value, value = option[2:].partition("=")
        if name not in known:
            listed = ", ".join(f"--{each}" for each in options) or "none"
            raise ParameterError(f"“{chosen.slug}” has no option --{name}; it has: {listed}.")
        if not has_value:
            if not waiting:
                raise ParameterError(f"--{name} needs a value.")
            value = waiting.pop(0)
        if known[name] in values:
            raise ParameterError(f"--{name} is given twice; give it once.")
        values[known[name]] = value
    return values


def run_query(
    project: Project,
    asked: CannedQuery | str,
    form: str | None,
    values: dict[str, str] | None = None,
) -> None:
    """Evaluate a query in this process and print the answer: a table for people, else CSV."""
    from hdhgraph.engine.protocol import Request
    from hdhgraph.engine.worker.closed import evaluate_closed, inspect_closed
    from hdhgraph.engine.worker.evaluation import write_answer
    from hdhgraph.project.loading import load_project
    from hdhgraph.rdf.files import select
    from hdhgraph.sparql.as_of_counts import count_queries
    from hdhgraph.sparql.canned import choices_query

    store = load_project(project).store

    def choices(parameter: Parameter) -> list[str]:
        return [row["value"].value for row in select(store, choices_query(parameter.of or ""))]

    text = asked if isinstance(asked, str) else asked.bind(values or {}, choices)
    counting = None if isinstance(asked, str) else count_queries(asked, values or {}, choices)
    facts = inspect_closed(text)
    returns_graph = facts.form is not None and facts.form.returns_graph
    is_table = form == "table" or (form is None and sys.stdout.isatty() and not returns_graph)
    chosen = form if form and form != "table" else ("turtle" if returns_graph else "csv")
    request = Request(text, chosen, 0, union=not facts.has_dataset_clause)
    # Ctrl+C ends a query at once, though the engine is not Python.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answer = evaluate_closed(store, request)
    if counting:
        say(as_of_line(store, values or {}, counting))
    if is_table and not returns_graph:
        print_table(answer)
        return
    try:
        write_answer(answer, chosen, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has had enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def as_of_line(store: ox.Store, values: dict[str, str], counting: tuple[str, str]) -> str:
    """Return how many rows are of each group as of the day, in words."""
    from hdhgraph.cli.draw import rows
    from hdhgraph.sparql.as_of import in_words
    from hdhgraph.sparql.as_of_counts import read_groups
    from hdhgraph.sparql.canned import AS_OF

    counts = read_groups(*(rows(store, each) for each in counting))
    return f"as of {values[AS_OF]}: {in_words(counts)}"


def explain_query(
    project: Project,
    asked: CannedQuery | str,
    form: str | None,
    values: dict[str, str] | None = None,
) -> None:
    """Evaluate a query in a worker under the limits of `serve`, and print what that tells."""
    import asyncio
    import time

    from hdhgraph.engine.client import Engine, Limits
    from hdhgraph.engine.explanation import explain
    from hdhgraph.engine.protocol import Source
    from hdhgraph.project.config import read_settings
    from hdhgraph.sparql.guards import inspect

    if not isinstance(asked, str):
        asked = bind_query(project, asked, values or {})
    inspect(asked)  # before anything is loaded
    settings = read_settings({}, project.root)
    limits = Limits(settings.timeout, settings.max_memory * 1024 * 1024, settings.max_rows)
    began = time.monotonic()
    engine = Engine.start(Source.of(project), limits)

    async def run(text: str) -> list[str]:
        try:
            return await explain(engine, text, form if form != "table" else None, union=True)
        finally:
            await engine.stop()

    try:
        seconds = time.monotonic() - began
        typer.echo(f"Loaded {engine.quads} quads in {seconds:.1f} s; a server does that once.\n")
        typer.echo("\n".join(asyncio.run(run(asked))))
    finally:
        engine.close()


def bind_query(project: Project, asked: CannedQuery, values: dict[str, str]) -> str:
    """Return the text of a canned query with values put in."""
    from hdhgraph.project.loading import load_project
    from hdhgraph.rdf.files import select
    from hdhgraph.sparql.canned import choices_query

    store = load_project(project).store

    def choices(parameter: Parameter) -> list[str]:
        return [row["value"].value for row in select(store, choices_query(parameter.of or ""))]

    return asked.bind(values, choices)


def print_table(answer: Any) -> None:  # noqa: ANN401 - the engine's solutions or boolean
    """Print solutions as a table, with our prefixes for IRIs."""
    from rich.console import Console
    from rich.table import Table

    from hdhgraph.i18n.plurals import amount
    from hdhgraph.rdf.iris import compact

    if not hasattr(answer, "variables"):
        typer.echo("yes" if answer else "no")
        return
    names = [variable.value for variable in answer.variables]
    labelled = {name.removesuffix("Label") for name in names if name.endswith("Label")}
    shown = [name for name in names if name not in labelled]
    table = Table(*shown, show_lines=True)
    count = 0
    for solution in answer:
        terms = [solution[name] for name in shown]
        table.add_row(*("" if term is None else compact(term.value) for term in terms))
        count += 1
    Console().print(table if count else "Not in these sources.", markup=False)
    say(amount(count, "solution", "solutions"))
