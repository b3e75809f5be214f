"""`hdhgraph serve`."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hdhgraph.cli.checks import print_report, run_check
from hdhgraph.cli.console import FINDINGS, ProjectOption, choose_project, ended_by_signals, say
from hdhgraph.errors import InputError
from hdhgraph.project.layout import bundled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hdhgraph.project.layout import Project
    from hdhgraph.web.serving.app import Content

__all__ = ["serve"]


Host = Annotated[str | None, typer.Option(help="The address to listen on. [127.0.0.1]")]
Port = Annotated[int | None, typer.Option(help="The port; 0 takes a free one. [8000]")]
Timeout = Annotated[
    float | None, typer.Option(metavar="SECONDS", help="What one query may take. [10]")
]
MaxMemory = Annotated[
    int | None, typer.Option(metavar="MIB", help="What one query may take. [512]")
]
MaxRows = Annotated[
    int | None, typer.Option(metavar="N", help="Rows that one answer may have. [1000000]")
]
Workers = Annotated[
    int | None, typer.Option(metavar="N", help="Long queries evaluated at once. [8]")
]
Queue = Annotated[
    int | None, typer.Option(metavar="N", help="Queries that may wait for their turn. [256]")
]
Connections = Annotated[
    int | None,
    typer.Option(metavar="N", help="Connections at once. [as open files allow, at most 4096]"),
]
ClientConnections = Annotated[
    int | None,
    typer.Option(metavar="N", help="Connections of one client at once. [a quarter of all]"),
]
DefaultGraph = Annotated[
    str | None,
    typer.Option(
        metavar="union|strict",
        help="What a query sees by default. [union for a project, strict for --data]",
    ),
]
Cache = Annotated[int | None, typer.Option(metavar="MIB", help="Answers kept for repeats. [64]")]
Service = Annotated[
    list[str] | None,
    typer.Option(metavar="IRI", help="An endpoint that a query may ask by SERVICE. [none]"),
]
TrustedProxy = Annotated[
    list[str] | None,
    typer.Option(metavar="ADDRESS", help="A proxy believed when it names the client."),
]
BaseIri = Annotated[
    str | None,
    typer.Option(metavar="IRI", help="What IRIs are minted under. [https://w3id.org/hdhgraph/]"),
]
McpOrigin = Annotated[
    list[str] | None,
    typer.Option(metavar="ORIGIN", help="Whose pages may use /mcp; * for all. [this machine's]"),
]
AdminPort = Annotated[
    int | None,
    typer.Option(
        metavar="PORT", help="Metrics and running queries on 127.0.0.1; 0 takes a free one. [off]"
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(metavar="text|json", help="How lines are logged. [text at a terminal, else json]"),
]
LogLevel = Annotated[
    str | None,
    typer.Option(
        metavar="debug|info|warning",
        help="What is logged: queries that were ended; with info, each that was evaluated; with "
        "debug, each request. [info]",
    ),
]
Data = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Serve RDF files as they are, instead of a project."),
]
Unchecked = Annotated[
    bool, typer.Option(help="Serve a project even if its check finds violations.")
]


def serve(
    project: ProjectOption = None,
    data: Data = None,
    host: Host = None,
    port: Port = None,
    timeout: Timeout = None,
    max_memory: MaxMemory = None,
    max_rows: MaxRows = None,
    workers: Workers = None,
    queue: Queue = None,
    connections: Connections = None,
    client_connections: ClientConnections = None,
    default_graph: DefaultGraph = None,
    cache: Cache = None,
    service: Service = None,
    trusted_proxy: TrustedProxy = None,
    base_iri: BaseIri = None,
    mcp_origin: McpOrigin = None,
    admin_port: AdminPort = None,
    log_format: LogFormat = None,
    log_level: LogLevel = None,
    unchecked: Unchecked = False,
) -> None:
    """Serve a graph project, or RDF files, over HTTP.

    Example: `hdhgraph serve --port 8080`
    """
    given = {
        "host": host, "port": port, "timeout": timeout, "max_memory": max_memory,
        "max_rows": max_rows, "workers": workers, "queue": queue, "cache": cache,
        "connections": connections, "client_connections": client_connections,
        "default_graph": default_graph, "service": service, "trusted_proxy": trusted_proxy,
        "base_iri": base_iri, "mcp_origin": mcp_origin, "admin_port": admin_port,
        "log_format": log_format, "log_level": log_level,
    }  # fmt: skip
    if data and project:
        raise InputError("--data and --project exclude each other; give one.")
    with ended_by_signals():
        if data:
            run_service(given, None, lambda: file_content(data))
        else:
            served = choose_project(project)
            run_service(given, served.root, lambda: project_content(served, unchecked))


def run_service(
    given: Mapping[str, object], root: Path | None, content: Callable[[], Content]
) -> None:
    """Take the port, then load and check what is served, then serve it until a signal."""
    from hdhgraph.project.config import read_settings
    from hdhgraph.web.serving.server import run

    settings = read_settings(given, root)
    listener = listen(settings.host, settings.port)
    admin = None
    if settings.admin_port is not None:
        admin = listen("127.0.0.1", settings.admin_port, "--admin-port")

    def announce(what: str) -> None:
        say(f"hdhgraph: {what}")

    run(settings, content(), listener, announce, admin)


def listen(host: str, port: int, options: str = "--port or --host") -> socket.socket:
    """Take the port before anything is loaded, so that a taken one is known at once.

    Raises InputError saying what to do.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol is named, since asyncio turns off Nagle's delay only where it is.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise InputError(
            f"Cannot listen on {host} port {port}: {reason}. Choose another with {options}."
        ) from error
    return listener


def file_content(files: Sequence[Path]) -> Content:
    """Return RDF files as what is served; they are parsed, and no rule is asked of them."""
    from hdhgraph.engine.protocol import Source
    from hdhgraph.project.loading import files_version
    from hdhgraph.web.serving.app import Content

    for path in files:
        if not path.is_file():
            raise InputError(f"There is no file {path}.")
    version = files_version(files)
    source = Source(files=tuple(str(path.resolve()) for path in files), version=version)
    modified = max(path.stat().st_mtime for path in files)
    return Content(source, bundled().queries, version, modified, union=False)


def project_content(project: Project, unchecked: bool) -> Content:
    """Return a project as what is served, checked first where it is not what the last check saw."""
    from hdhgraph.checks.record import is_checked, record
    from hdhgraph.engine.protocol import Source
    from hdhgraph.web.serving.app import Content

    if not (unchecked or is_checked(project)):
        say("hdhgraph: the graph has changed since its last green check; checking it first")
        report = run_check(project)
        if not report.is_green():
            print_report(report, "en")
            say("hdhgraph: not served; --unchecked serves it all the same")
            sys.exit(FINDINGS)
        record(project)
    version = project.version()
    return Content(
        Source.of(project, version),
        project.queries,
        version,
        project.modified(),
        ontology=project.ontology_version(),
        edition=project.edition,
    )
