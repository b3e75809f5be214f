"""`hdhgraph dump`."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, cast

import typer

from hdhgraph.cli.completion import complete_graph, complete_rdf_format
from hdhgraph.cli.console import ProjectOption, choose_project, say
from hdhgraph.errors import InputError, UnknownGraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hdhgraph.rdf.media_types import Format

__all__ = ["dump"]

Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The file to write; gzipped if its name ends in .gz."),
]
Form = Annotated[
    str | None,
    typer.Option(
        "--format",
        autocompletion=complete_rdf_format,
        help="turtle, ntriples, jsonld, rdfxml, trig, nquads. [by FILE, else nquads]",
    ),
]


def dump(
    graph: Annotated[
        str | None,
        typer.Argument(
            autocompletion=complete_graph,
            help="A graph, by name or IRI, such as source/ticsante. [all of them]",
        ),
    ] = None,
    form: Form = None,
    out: Out = None,
    project: ProjectOption = None,
) -> None:
    """Write a graph, or the whole dataset, the same bytes each time: what `/dump/` hands out.

    Examples: `hdhgraph dump > all.nq` · `hdhgraph dump source/ticsante --out ticsante.ttl`
    """
    from hdhgraph.engine.protocol import Source
    from hdhgraph.engine.zygote import load
    from hdhgraph.project.dumps import WHOLE, write_dump

    chosen = choose_format(form, out)
    found = choose_project(project, is_bundled_told=False)
    store = load(Source.of(found))
    known = sorted(each.value for each in store.named_graphs())
    wanted = WHOLE if graph is None else name_graph(graph, known)
    with opened(out) as output:
        write_dump(store, wanted, chosen, output, progress=progress())


def choose_format(form: str | None, out: Path | None) -> Format:
    """Return the format that is named, else that of the file's name, else N-Quads.

    Raises InputError for one that carries no graph, or is not known.
    """
    from hdhgraph.rdf.media_types import GRAPH_FORMATS, N_QUADS, by_name, input_format

    if form is None:
        chosen = input_format(out.name) if out is not None else N_QUADS
    else:
        chosen = by_name(form)
    if chosen not in GRAPH_FORMATS or chosen is None:
        names = ", ".join(each.name for each in GRAPH_FORMATS)
        raise InputError(f"“{form or out}” names no RDF format; --format takes one of {names}.")
    return chosen


def name_graph(graph: str, known: list[str]) -> str:
    """Return the IRI of a graph that a name or an IRI means.

    Raises UnknownGraphError with the nearest names.
    """
    from hdhgraph.rdf.namespaces import GRAPHS, graph_name

    for each in (graph, graph_name(graph)):
        if each in known:
            return each
    raise UnknownGraphError(graph, [each.removeprefix(GRAPHS) for each in known])


@contextlib.contextmanager
def opened(out: Path | None) -> Iterator[IO[bytes]]:
    """Open the file, or standard output. Raises InputError when it cannot be written."""
    try:
        if out is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif out.suffix == ".gz":
            with out.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                yield cast("IO[bytes]", packed)
        else:
            with out.open("wb") as file:
                yield file
    except BrokenPipeError:
        # The reader has had enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{out or 'standard output'} cannot be written: {reason}.") from error


def progress() -> Callable[[int], None] | None:
    """Return what tells people how far it is, where there are people."""
    if not sys.stderr.isatty():
        return None
    from hdhgraph.i18n.plurals import amount

    return lambda count: say(f"hdhgraph: {amount(count, 'statement', 'statements')}")
