"""Assembly of the service: `create_app(settings)`."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette_compress import CompressMiddleware, add_compress_type

import hdhgraph
from hdhgraph.engine.client import Limits
from hdhgraph.project.about import FILES, read_about
from hdhgraph.rdf.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.rdf.namespaces import BASE
from hdhgraph.sparql.canned import read_queries
from hdhgraph.web import (
    about_page,
    api_page,
    assets,
    balance,
    claims,
    compare,
    completion,
    datasets,
    discovery,
    exports,
    feeds,
    graphs,
    health,
    home,
    namespace_paths,
    ontology,
    openapi,
    pictures,
    problem_pages,
    queries,
    receipts,
    resources,
    search,
    shapes,
    sparql,
    vocabularies,
)
from hdhgraph.web.cache import AnswerCache
from hdhgraph.web.claims_asked import listed_values
from hdhgraph.web.facet_index import Facets
from hdhgraph.web.hot_paths import BoundedAddresses, HotPaths
from hdhgraph.web.kept_answers import KeptAnswers
from hdhgraph.web.mcp import endpoint as mcp
from hdhgraph.web.paging import Totals
from hdhgraph.web.search_index import Search
from hdhgraph.web.service import (
    Asker,
    Service,
    Versions,
    has_claims,
    read_graphs,
    read_labels,
    read_rights,
    read_values,
)
from hdhgraph.web.timing import Tally, Timed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from hdhgraph.engine.client import Engine
    from hdhgraph.engine.protocol import Source
    from hdhgraph.project.config import Settings

__all__ = ["SECURITY_HEADERS", "Content", "create_app", "limits_of", "open_service"]

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Location, ETag, Link, Repr-Digest, Retry-After, X-As-Of-Counts, X-Query-Id, "
        "X-Total-Count, X-Versions"
    ),
    "Timing-Allow-Origin": "*",  # Server-Timing tells nothing that a clock would not
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
SECURITY_HEADERS: Final = [
    (name.lower().encode(), value.encode()) for name, value in _HEADERS.items()
]
_MEBIBYTE: Final = 1024 * 1024
# What is compressed in one go: some two milliseconds.
_PIECE: Final = 64 * 1024
# An address that several could answer is answered by the first.
_ROUTES: Final = (
    namespace_paths,
    sparql,
    completion,
    queries,
    openapi,
    api_page,
    graphs,
    health,
    home,
    pictures,
    assets,
    ontology,
    vocabularies,
    shapes,
    resources,
    mcp,
    datasets,
    discovery,
    exports,
    receipts,
    search,
    claims,
    compare,
    feeds,
    about_page,
    balance,
    problem_pages,
)
_OPERATIONS: Final = {
    key: each for routes in _ROUTES for key, each in routes.router.operations.items()
}
_STORED: Final = "/dump/"
_TOKEN: Final = re.compile(r"[\w.+~-]{1,64}", re.ASCII)

for each in (*RESULTS_FORMATS, *GRAPH_FORMATS):
    add_compress_type(each.media_type)


@dataclass(frozen=True, slots=True)
class Content:
    """What is served: a graph project or plain files, the folder of canned queries, the version.

    `modified` is when the newest of the files was written, in seconds since 1970. With `union`, the
    default graph that is queried is the union of all graphs.
    """

    source: Source
    queries: Path
    version: str
    modified: float = 0.0
    union: bool = True
    ontology: str = ""
    edition: str = ""


def create_app(
    settings: Settings,
    content: Content,
    engine: Engine,
    origin: str = "http://127.0.0.1:8000",
    tally: Tally | None = None,
    *,
    service: Service | None = None,
) -> AnswerCache:
    """Build the application over a running engine, which stays the caller's to close.

    `origin` is the address listened on, for descriptions that must name it; `tally` counts what is
    answered; `service` is what `open_service` found, where that was asked before.
    """
    base = settings.base_iri or BASE

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = service or await open_service(settings, content, engine, origin)
        _equip(app)
        yield
        await app.state.search.close()
        await app.state.facets.close()
        await engine.stop()

    app = FastAPI(
        title="hdhgraph",
        version=hdhgraph.__version__,
        lifespan=lifespan,
        openapi_url=None,  # ours knows the choices of the graph
        docs_url=None,  # the stock pages load from other hosts
        redoc_url=None,
        redirect_slashes=False,
    )
    problem_pages.install(app)
    for routes in _ROUTES:
        app.include_router(routes.router)
    compressed = Compressed(
        SecurityHeaders(BoundedAddresses(HotPaths(app), app), versions_header(content))
    )
    timed = Timed(compressed, tally or Tally())
    modified = formatdate(content.modified, usegmt=True)
    return AnswerCache(timed, content.version + base, modified, settings.cache * _MEBIBYTE // 2)


def _equip(app: FastAPI) -> None:
    """Give a running application what its routes share; what takes a while is made when wanted."""
    app.state.totals = Totals()
    app.state.completions = completion.Completions()
    app.state.openapi = openapi.documents(app, app.state.service, _OPERATIONS)
    app.state.search = Search(app.state.service)
    app.state.facets = Facets(app.state.service)
    app.state.facets.prepare()
    app.state.answers = KeptAnswers(Asker(app.state.service).by_default())
    app.state.pictures = {}  # what their filters take, by language
    app.state.mcp = {}  # servers by language, made for their first clients


async def open_service(
    settings: Settings, content: Content, engine: Engine, origin: str
) -> Service:
    """Ask a running engine for what the routes need to know of its graph.

    Raises QueryHeaderError (file, line) for a canned query that cannot be used, EngineError when
    the engine dies meanwhile.
    """
    canned = read_queries(content.queries, settings.base_iri or BASE)
    union = content.union if settings.default_graph is None else settings.default_graph == "union"
    listed = listed_values(settings.base_iri or BASE)
    values = await read_values(engine, canned, listed, union=union)
    sizes, default = await read_graphs(engine, union=union)
    versions = Versions(content.version, content.ontology, content.edition)
    root = Path(content.source.root) if content.source.root else None
    return Service(
        settings, engine, canned, versions, union, values, sizes, default, origin,
        settings.base_iri or BASE,
        root=root,
        rights=await read_rights(engine, settings.base_iri or BASE),
        labels=await read_labels(engine),
        modified=content.modified,
        about=read_about(root) if root else FILES,
        has_claims=await has_claims(engine),
    )  # fmt: skip


def limits_of(settings: Settings) -> Limits:
    """Return what queries may take by the settings."""
    return Limits(
        settings.timeout,
        settings.max_memory * _MEBIBYTE,
        settings.max_rows,
        settings.workers,
        settings.queue,
    )


class Compressed:
    """Compress where the client can read it; who names no encoding is not made to wait for it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app, self._compressed = app, CompressMiddleware(InPieces(app))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, through compression or past it."""
        if scope["type"] == "http" and scope["path"].startswith(_STORED):
            await self._app(scope, receive, send)  # a file, whose ranges are those of its bytes
            return
        if scope["type"] != "http" or any(n == b"accept-encoding" for n, _ in scope["headers"]):
            await self._compressed(scope, receive, send)
            return

        async def send_plain(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = vary(message["headers"])
            await send(message)

        await self._app(scope, receive, send_plain)


class InPieces:
    """Hand on a large body in pieces, with a turn for others between them."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""

        async def send_in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if len(body) <= _PIECE:
                await send(message)
                return
            for start in range(0, len(body), _PIECE):
                piece = body[start : start + _PIECE]
                is_last = start + _PIECE >= len(body) and not message.get("more_body", False)
                await send({**message, "body": piece, "more_body": not is_last})
                await asyncio.sleep(0)

        await self._app(scope, receive, send_in_pieces)


def vary(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Say that another Accept-Encoding may get other bytes (RFC 9110, 12.5.5)."""
    known = b", ".join(value for name, value in headers if name == b"vary")
    value = known + b", Accept-Encoding" if known else b"Accept-Encoding"
    return [*(pair for pair in headers if pair[0] != b"vary"), (b"vary", value)]


class SecurityHeaders:
    """Add the headers that every answer has, without touching the body that streams by."""

    def __init__(self, app: ASGIApp, *more: tuple[bytes, bytes]) -> None:
        """Wrap `app`; `more` are further headers."""
        self._app, self._headers = app, [*SECURITY_HEADERS, *more]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers on the start of an answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                added = [pair for pair in self._headers if pair[0] not in known]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def versions_header(content: Content) -> tuple[bytes, bytes]:
    """Return the header that names the versions of software, ontology and data on every answer."""
    versions = Versions(content.version, content.ontology, content.edition)
    named = {"hdhgraph": versions.software, "ont": versions.ontology, "data": versions.edition}
    # What a project calls its versions is its own: only what a header can carry is named.
    shown = [f"{name}/{each}" for name, each in named.items() if _TOKEN.fullmatch(each)]
    return (b"x-versions", " ".join(shown).encode())
