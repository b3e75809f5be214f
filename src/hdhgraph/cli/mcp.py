"""`hdhgraph mcp`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from hdhgraph.cli.completion import complete_language
from hdhgraph.cli.console import (
    COULD_NOT_RUN,
    SIGNALLED,
    ProjectOption,
    choose_project,
    ended_by_signals,
    say,
)
from hdhgraph.cli.serve import Timeout, Unchecked, project_content
from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from hdhgraph.project.config import Settings
    from hdhgraph.web.mcp.server import GraphServer
    from hdhgraph.web.serving.app import Content

__all__ = ["mcp"]

Language = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="fr|en",
        autocompletion=complete_language,
        help="The language of descriptions and labels.",
    ),
]


def mcp(
    project: ProjectOption = None,
    lang: Language = "en",
    timeout: Timeout = None,
    unchecked: Unchecked = False,
) -> None:
    """Serve a graph project to one MCP client, over standard input and output.

    Settings other than these come from HDHGRAPH_* variables and the project's `hdhgraph.toml`.
    """
    from hdhgraph.i18n.messages import LANGUAGES
    from hdhgraph.project.config import read_settings
    from hdhgraph.web.mcp.extra import load_server

    if lang not in LANGUAGES:
        raise InputError(f"“{lang}” is not a language of this server; fr and en are.")
    kind = load_server()  # before anything is loaded: it may not be installed
    # Standard output is the client's: whatever else is said goes to standard error.
    with ended_by_signals(), contextlib.redirect_stdout(sys.stderr):
        served = choose_project(project)
        settings = read_settings({"timeout": timeout}, served.root)
        content = project_content(served, unchecked)
    run(settings, content, kind, lang)


def run(settings: Settings, content: Content, kind: type[GraphServer], language: str) -> None:
    """Load the engine, then serve until the client closes standard input, or a signal.

    The death of the engine is the end as well: a client starts its server again.
    """
    from hdhgraph.engine.client import Engine
    from hdhgraph.engine.supervision import end_of, lost
    from hdhgraph.rdf.namespaces import BASE
    from hdhgraph.web.serving.app import limits_of, open_service

    async def serve(engine: Engine) -> None:
        service = await open_service(settings, content, engine, "")
        serving = asyncio.create_task(kind(service, language).serve_stdio())
        watch = asyncio.create_task(lost(engine.loader))
        try:
            await asyncio.wait((serving, watch), return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                cause = await end_of(engine.loader, has_hung=watch.result())
                say(f"hdhgraph: The engine has ended ({cause}); start the server again.")
                leave(COULD_NOT_RUN)
            await serving
        finally:
            watch.cancel()
            await engine.stop()

    source = replace(content.source, base=settings.base_iri or BASE)
    with ended_by_signals():
        engine = Engine.start(source, limits_of(settings))

    def leave(code: int) -> None:
        engine.close()
        # A thread waits for input, and would be waited for.
        os._exit(code)

    def end(number: int, _frame: object) -> None:
        leave(SIGNALLED + number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, end)
    try:
        asyncio.run(serve(engine))
    finally:
        engine.close()
