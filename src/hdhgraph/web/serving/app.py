"""Assembly of the service: `create_app(settings)`."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette_compress import add_compress_type

import hdhgraph
from hdhgraph.engine.client import Limits
from hdhgraph.project.about import FILES, read_about
from hdhgraph.rdf.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.rdf.namespaces import BASE
from hdhgraph.sparql.canned import read_queries
from hdhgraph.web.claims import feeds, pictures
from hdhgraph.web.claims import forms as exports
from hdhgraph.web.claims import routes as claims
from hdhgraph.web.claims.asked import listed_values
from hdhgraph.web.claims.comparison import balance, compare
from hdhgraph.web.dataset import discovery, graphs
from hdhgraph.web.dataset import routes as datasets
from hdhgraph.web.entities import routes as resources
from hdhgraph.web.entities import search
from hdhgraph.web.http.headers import Compressed, SecurityHeaders
from hdhgraph.web.http.timing import Tally, Timed
from hdhgraph.web.mcp import endpoint as mcp
from hdhgraph.web.pages import assets
from hdhgraph.web.pages import problems as problem_pages
from hdhgraph.web.queries import canned as queries
from hdhgraph.web.queries import completion, receipts, sparql
from hdhgraph.web.queries.paging import Totals
from hdhgraph.web.service.claims import Facets
from hdhgraph.web.service.kept_answers import KeptAnswers
from hdhgraph.web.service.search import Search
from hdhgraph.web.service.service import (
    Asker,
    Service,
    Versions,
    has_claims,
    read_choices,
    read_graphs,
    read_labels,
    read_rights,
)
from hdhgraph.web.serving import health
from hdhgraph.web.serving.cache import AnswerCache
from hdhgraph.web.serving.hot_paths import BoundedAddresses, HotPaths
from hdhgraph.web.site import about as about_page
from hdhgraph.web.site import api as api_page
from hdhgraph.web.site import home, openapi
from hdhgraph.web.vocabulary import namespace_paths, ontology, shapes, vocabularies

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hdhgraph.engine.client import Engine
    from hdhgraph.engine.protocol import Source
    from hdhgraph.project.config import Settings

__all__ = ["Content", "create_app", "limits_of", "open_service"]

_MEBIBYTE: Final = 1024 * 1024
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
    values = await read_choices(engine, canned, listed, union=union)
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


def versions_header(content: Content) -> tuple[bytes, bytes]:
    """Return the header that names the versions of software, ontology and data on every answer."""
    versions = Versions(content.version, content.ontology, content.edition)
    named = {"hdhgraph": versions.software, "ont": versions.ontology, "data": versions.edition}
    # What a project calls its versions is its own: only what a header can carry is named.
    shown = [f"{name}/{each}" for name, each in named.items() if _TOKEN.fullmatch(each)]
    return (b"x-versions", " ".join(shown).encode())
