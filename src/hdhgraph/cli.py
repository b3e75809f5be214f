"""The command line, and the only table of exit codes.

0 conforms or done · 1 findings · 2 could not run, wrong usage, port taken, missing folder.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

import hdhgraph
from hdhgraph.errors import HdhgraphError, InputError, ParameterError
from hdhgraph.layout import find_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hdhgraph.checking import Report
    from hdhgraph.layout import Project
    from hdhgraph.queries import CannedQuery, Parameter
    from hdhgraph.web.app import Content

__all__ = ["app", "main"]

DONE: Final = 0
FINDINGS: Final = 1
COULD_NOT_RUN: Final = 2

app = typer.Typer(
    name="hdhgraph",
    help="Who said what about hosting France's Health Data Hub on Microsoft's cloud.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="DIR",
        help="A graph project: a folder with ontology/, data/, shapes/, queries/. "
        "By default the current folder if it is one, else the bundled graph.",
    ),
]


def main() -> None:
    """Run a command; an error made on purpose is one sentence and an exit code."""
    try:
        app()
    except HdhgraphError as error:
        say(f"hdhgraph: {error}")
        sys.exit(COULD_NOT_RUN)
    except BrokenPipeError:
        # The reader of a pipe has had enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


def say(text: str) -> None:
    """Write a line for people, on standard error."""
    typer.echo(text, err=True)


def choose_project(chosen: Path | None) -> Project:
    """Return the project to work on, naming the bundled one where that is it."""
    project = find_project(chosen, Path.cwd())
    if project.is_bundled:
        say(f"hdhgraph: using the bundled graph ({project.root})")
    return project


def show_version(value: bool) -> None:
    """Print the versions of the software and of the dataset, and end."""
    if value:
        project = find_project(None, Path.cwd())
        typer.echo(f"hdhgraph {hdhgraph.__version__}")
        typer.echo(f"dataset  {project.version()[:12]} ({project.root})")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the versions."),
    ] = False,
) -> None:
    """Hold what stands before a command."""


@app.command()
def serve(
    project: ProjectOption = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Serve RDF files as they are, instead of a project."),
    ] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on. [127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one. [8000]")] = None,
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="What one query may take. [10]")
    ] = None,
    max_memory: Annotated[
        int | None, typer.Option(metavar="MIB", help="What one query may take. [512]")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Queries evaluated at once. [8]")] = None,
    unchecked: Annotated[
        bool, typer.Option(help="Serve a project even if its check finds violations.")
    ] = False,
) -> None:
    """Serve a graph project, or RDF files, over HTTP.

    Example: `hdhgraph serve --port 8080`
    """
    from hdhgraph.config import read_settings
    from hdhgraph.web.server import run

    given = {
        "host": host, "port": port, "timeout": timeout, "max_memory": max_memory,
        "workers": workers,
    }  # fmt: skip
    if data and project:
        raise InputError("--data and --project exclude each other; give one.")
    served = None if data else choose_project(project)
    settings = read_settings(given, served.root if served else None)
    listener = listen(settings.host, settings.port)
    content = project_content(served, unchecked) if served else file_content(data or [])
    address, taken = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address

    def announce() -> None:
        say(f"hdhgraph: serving on http://{shown}:{taken} (Ctrl+C ends it)")

    run(settings, content, listener, announce)


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is loaded, so that a taken one is known at once.

    Raises InputError saying what to do.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"Cannot listen on {host} port {port}: {reason}. Choose another with --port or --host."
        ) from error
    return listener


def file_content(files: Sequence[Path]) -> Content:
    """Return RDF files as what is served; they are parsed, and no rule is asked of them."""
    import hashlib

    from hdhgraph.engine.protocol import Source
    from hdhgraph.layout import bundled
    from hdhgraph.web.app import Content

    digest = hashlib.sha256()
    for path in files:
        if not path.is_file():
            raise InputError(f"There is no file {path}.")
        digest.update(path.read_bytes())
    source = Source(files=tuple(str(path.resolve()) for path in files))
    return Content(source, bundled().queries, digest.hexdigest(), union=False)


def project_content(project: Project, unchecked: bool) -> Content:
    """Return a project as what is served, checked first where it is not what the last check saw."""
    from hdhgraph.checking import is_checked, record
    from hdhgraph.engine.protocol import Source
    from hdhgraph.web.app import Content

    if not (unchecked or is_checked(project)):
        say("hdhgraph: the graph has changed since its last green check; checking it first")
        report = run_check(project)
        if not report.is_green():
            print_report(report, "en")
            say("hdhgraph: not served; --unchecked serves it all the same")
            sys.exit(FINDINGS)
        record(project)
    source = Source(str(project.root), tuple(project.graphs.items()))
    return Content(source, project.queries, project.version())


def run_check(project: Project) -> Report:
    """Check a project, showing each step on a terminal."""
    from rich.console import Console

    from hdhgraph.checking import check_project

    console = Console(stderr=True)
    with console.status("…") as status:
        return check_project(project, lambda step: status.update(f"check: {step}"))


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)
def query(
    context: typer.Context,
    slug: Annotated[str | None, typer.Argument(help="The name of a canned query.")] = None,
    sparql: Annotated[
        str | None, typer.Option(metavar="TEXT|@FILE", help="A SPARQL query of your own.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="json, xml, csv, tsv, turtle, ntriples, …")
    ] = None,
    project: ProjectOption = None,
    help_: Annotated[
        bool, typer.Option("--help", help="Show this, and a query's own options.")
    ] = False,
) -> None:
    """Ask a canned query, its parameters given as options, or a SPARQL query of your own.

    Examples: `hdhgraph query who-said-what --topic cloud-act` ·
    `hdhgraph query --sparql "ASK { ?s ?p ?o }"`
    """
    from hdhgraph.queries import find_query, read_queries

    found = find_project(project, Path.cwd())
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
        run_query(found, read_sparql(sparql), form)
        return
    assert slug is not None  # noqa: S101 - one of the two is given here
    chosen = find_query(queries, slug)
    run_query(found, chosen, form, read_values(chosen, context.args))


def show_queries(queries: Iterable[CannedQuery]) -> None:
    """Print canned queries with the options that their parameters are."""
    for each in queries:
        typer.echo(f"\n  {each.slug}: {each.summaries['en']}")
        for parameter in each.parameters:
            default = f" [{parameter.default}]" if parameter.default else ""
            typer.echo(f"    --{parameter.name}  {parameter.descriptions['en']}{default}")


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
    """Return the parameters given as `--name value` or `--name=value`."""
    values: dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        option = waiting.pop(0)
        if not option.startswith("--"):
            raise ParameterError(f"“{option}” is no option; parameters are --name value.")
        name, has_value, value = option[2:].partition("=")
        known = [parameter.name for parameter in chosen.parameters]
        if name not in known:
            listed = ", ".join(f"--{each}" for each in known) or "none"
            raise ParameterError(f"“{chosen.slug}” has no option --{name}; it has: {listed}.")
        if not has_value:
            if not waiting:
                raise ParameterError(f"--{name} needs a value.")
            value = waiting.pop(0)
        if name in values:
            raise ParameterError(f"--{name} is given twice; give it once.")
        values[name] = value
    return values


def run_query(
    project: Project,
    asked: CannedQuery | str,
    form: str | None,
    values: dict[str, str] | None = None,
) -> None:
    """Evaluate a query in this process and print the answer: a table for people, else CSV."""
    from hdhgraph.dataset import load_project, select
    from hdhgraph.engine.evaluation import evaluate, write_answer
    from hdhgraph.engine.guards import inspect
    from hdhgraph.engine.protocol import Request
    from hdhgraph.queries import choices_query

    store = load_project(project).store

    def choices(parameter: Parameter) -> list[str]:
        return [row["value"].value for row in select(store, choices_query(parameter.of or ""))]

    text = asked if isinstance(asked, str) else asked.bind(values or {}, choices)
    facts = inspect(text)
    returns_graph = facts.form is not None and facts.form.returns_graph
    is_table = form == "table" or (form is None and sys.stdout.isatty() and not returns_graph)
    chosen = form if form and form != "table" else ("turtle" if returns_graph else "csv")
    request = Request(text, chosen, 0, union=not facts.has_dataset_clause)
    # Ctrl+C ends a query at once, though the engine is not Python.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answer = evaluate(store, request)
    if is_table and not returns_graph:
        print_table(answer)
    else:
        write_answer(answer, chosen, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def print_table(answer: Any) -> None:  # noqa: ANN401 - the engine's solutions or boolean
    """Print solutions as a table, with our prefixes for IRIs."""
    from rich.console import Console
    from rich.table import Table

    from hdhgraph.iris import compact

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
    say(f"{count} solutions")


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Check these files alone.")
    ] = None,
    project: ProjectOption = None,
    form: Annotated[str, typer.Option("--format", metavar="human|json")] = "human",
    strict: Annotated[bool, typer.Option(help="Warnings and infos count as violations.")] = False,
    lang: Annotated[
        str, typer.Option(metavar="fr|en", help="The language of the messages.")
    ] = "en",
) -> None:
    """Check a graph project: syntax, SHACL, hygiene, inferred graph.

    Exits with 1 on a violation. Example: `hdhgraph check --strict`
    """
    from hdhgraph.checking import check_files, record

    for value, known in ((form, ("human", "json")), (lang, ("fr", "en"))):
        if value not in known:
            raise InputError(f"“{value}” is not one of {', '.join(known)}.")
    found = choose_project(project)
    report = check_files(files, found) if files else run_check(found)
    if form == "json":
        typer.echo(report_as_json(report))
    else:
        print_report(report, lang)
    if not files and report.is_green():
        record(found)
    sys.exit(DONE if report.is_green(strict=strict) else FINDINGS)


def print_report(report: Report, lang: str) -> None:
    """Print findings, gravest first, and how many there are."""
    from hdhgraph.iris import compact
    from hdhgraph.validation import Severity

    for each in report.found:
        finding = each.finding
        parts = [each.place, finding.severity.value, finding.messages[lang]]
        typer.echo(": ".join(part for part in parts if part) + f"  [{finding.code}]")
        about = [compact(part) for part in (finding.focus, finding.path) if part]
        about += [finding.value] if finding.value else []
        if about:
            typer.echo("    " + "  ".join(about))
    counts = ", ".join(f"{report.count(each)} {each.value}" for each in Severity)
    typer.echo(f"{counts} in {report.triples} triples")


def report_as_json(report: Report) -> str:
    """Return a report as JSON."""
    return json.dumps(
        {
            "conforms": report.is_green(),
            "triples": report.triples,
            "findings": [
                {
                    "code": each.finding.code,
                    "severity": each.finding.severity.value,
                    "messages": dict(each.finding.messages),
                    "focus": each.finding.focus,
                    "path": each.finding.path,
                    "value": each.finding.value,
                    "place": each.place or None,
                }
                for each in report.found
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


@app.command()
def verify(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the source texts are.")],
    project: ProjectOption = None,
) -> None:
    """Hold every anchor against the source texts: verified, wrong, or cannot check.

    Exits with 1 when one is wrong, 2 when a held source's file is missing or has changed.
    """
    from hdhgraph.anchors import SourceState, Verdict, read_texts, sources
    from hdhgraph.anchors import verify as verify_anchors
    from hdhgraph.dataset import load_project

    if not directory.is_dir():
        raise InputError(f"There is no folder {directory}.")
    store = load_project(choose_project(project)).store
    texts, states = read_texts(store, directory)
    results = verify_anchors(store, texts)
    for source in sources(store):
        if states[source.iri] is not SourceState.FOUND:
            typer.echo(f"{source.file}: {states[source.iri].value} (SHA-256 {source.sha256[:12]}…)")
    for result in results:
        if result.verdict is Verdict.WRONG:
            typer.echo(f"{result.anchor.attestation}: wrong: {result.reason}")
            for place in result.elsewhere or ("nowhere in the texts at hand",):
                typer.echo(f"    its words stand at: {place}")
    counts = [f"{sum(r.verdict is v for r in results)} {v.value}" for v in Verdict]
    typer.echo(f"{len(results)} anchors: {', '.join(counts)}")
    if any(state is not SourceState.FOUND for state in states.values()):
        sys.exit(COULD_NOT_RUN)
    sys.exit(FINDINGS if any(r.verdict is Verdict.WRONG for r in results) else DONE)


@app.command()
def infer(project: ProjectOption = None) -> None:
    """Build the inferred graph: contradictions between claims, and what claims are about."""
    from hdhgraph import inference
    from hdhgraph.dataset import load_project

    found = choose_project(project)
    triples = inference.infer(load_project(found, without=[inference.GRAPH]).store)
    try:
        found.inferred.write_text(inference.serialize(triples), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{found.inferred} cannot be written: {error.strerror}.") from error
    typer.echo(f"{found.inferred}: {len(triples)} triples")
