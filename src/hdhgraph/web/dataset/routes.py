"""The dataset described (VoID, DCAT-AP 3) and handed out: /dataset, /.well-known/void, /dump/."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse

from hdhgraph.errors import HdhgraphError, QueryStoppedError, UnknownDumpError
from hdhgraph.project.about import FILES, read_about
from hdhgraph.project.description.dcat import describe_access
from hdhgraph.project.description.statistics import (
    Statistics,
    describe_statistics,
    read_statistics,
    statistics_queries,
)
from hdhgraph.project.description.void import (
    META,
    DatasetFacts,
    GraphFacts,
    describe_dataset,
    kind_of,
)
from hdhgraph.project.dumps import EXTENSIONS, dump_graphs, sort_key
from hdhgraph.rdf.iris import dataset_iri
from hdhgraph.rdf.media_types import HTML
from hdhgraph.web.dataset.dump_folder import DumpFolder
from hdhgraph.web.http.aside import aside
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.pages.documents import (
    ALL,
    FORMAT,
    SHOWN,
    Document,
    add_headers,
    choose,
    show,
    split,
)
from hdhgraph.web.service.building import Building
from hdhgraph.web.service.service import asker_of, select, service_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.dataset.dump_folder import Built
    from hdhgraph.web.service.service import Asker, Service

__all__ = ["DatasetState", "dataset_of", "router"]

router = Routes("dataset")

# How long a description waits for its counts and digests, before it is given without.
_PATIENCE: Final = 5.0
# The list of files is shown at once: sizes and digests that are not known yet come later.
_LIST_PATIENCE: Final = 0.1
# How long a client waits for a file that is being made.
_FILE_PATIENCE: Final = 25.0
_QUERY_SECONDS: Final = 60.0
# Graphs that have dumps of their own; a dataset of more has that of the whole.
_MOST_GRAPHS: Final = 100
# Nobody waits for the files of a dataset of more quads, to have its description with digests.
_MOST_AWAITED: Final = 200_000
# Files of a dataset of more quads are made only when they are asked for, each by itself.
_MOST_PREPARED: Final = 1_000_000
_MOST_SHOWN: Final = 100
_SUMS: Final = "SHA256SUMS"
_GZIP: Final = "application/gzip"


class DatasetState:
    """What is known of the dataset that a service serves; counted once, when first asked for."""

    def __init__(self, service: Service) -> None:
        """Ask nothing yet."""
        self._service = service
        self.about = read_about(service.root) if service.root else FILES
        graphs = service.graphs if len(service.graphs) <= _MOST_GRAPHS else {}
        has_default = service.engine.quads > sum(service.graphs.values())
        names = dump_graphs(graphs, service.base, has_default=has_default)
        self.dumps = DumpFolder(service.engine, names)
        self.statistics = Statistics(service.default_triples, graphs=service.graphs)
        self._counting = Building(self._count)

    async def prepare(self, *, with_files: bool = True, patience: float = _PATIENCE) -> bool:
        """Have everything counted and written that a description names.

        Tell whether it is there; a description without it may be given, but not kept.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        await asyncio.wait({self._counting.begin()}, timeout=patience)
        if not with_files:
            return self._counting.is_built
        self.dumps.forget_lost()
        quads = self._service.engine.quads
        if quads > _MOST_AWAITED:
            end = loop.time()
        if quads <= _MOST_PREPARED:
            wanted = [name for name in self.dumps.files if name not in self.dumps.failed]
            with contextlib.suppress(HdhgraphError):  # described without its size
                await self.dumps.build(wanted, max(0.0, end - loop.time()))
        is_built = self.dumps.files.keys() <= self.dumps.built.keys()
        return is_built and self._counting.is_built

    async def _count(self) -> None:
        service, answers = self._service, {}
        for name, query in statistics_queries(service.default_triples, service.base).items():
            try:
                answers[name] = await select(
                    service.engine, query, union=service.union, seconds=_QUERY_SECONDS
                )
            except QueryStoppedError as error:
                if error.is_passing:
                    raise
                continue  # too large to be counted within the limits: it is left out
        self.statistics = read_statistics(service.default_triples, service.graphs, answers)

    async def describe(self, asker: Asker, form: Format) -> bytes:
        """Return the whole description in a format, sorted, each triple once."""
        service = self._service
        meta = f"{service.base}graph/{META}"
        if service.root is None or meta not in service.graphs:
            return await aside(lambda: self._written(None, form))
        known = await asker.graph(ALL, graphs=(meta,))
        return await aside(lambda: self._written(known, form))

    def _written(self, meta: list[ox.Triple] | None, form: Format) -> bytes:
        """Write the description, with what stands in the graph `meta`, or else its like."""
        service = self._service
        found = {
            *(self._known() if meta is None else meta),
            *describe_statistics(self.statistics, service.base),
            *describe_access(self.about, self.dumps.distributions(), service.public, service.base),
        }
        ordered = sorted(found, key=sort_key)
        return ox.serialize(ordered, format=form.rdf, prefixes=dict(service.prefixes)) or b""

    def _known(self) -> Iterable[ox.Triple]:
        service = self._service
        graphs = {name: GraphFacts(name) for name in [*service.graphs][:_MOST_GRAPHS]}
        return describe_dataset(DatasetFacts(self.about, service.base, graphs))


def dataset_of(request: Request) -> DatasetState:
    """Return the state of the dataset that a request came to."""
    state: DatasetState | None = getattr(request.app.state, "dataset", None)
    if state is None:
        state = request.app.state.dataset = DatasetState(service_of(request))
    return state


@router.read("/dataset", Operation(
    "The dataset described (DCAT)", "Le jeu de données décrit (DCAT)", parameters=SHOWN,
), is_listed=False)  # fmt: skip
async def dataset(request: Request) -> Response:
    """Describe the dataset, for people or for machines."""
    return await _respond(request, None)


@router.read("/dataset.{ending}", is_listed=False)
async def dataset_in(request: Request, ending: str) -> Response:
    """Describe the dataset in the format of a suffix."""
    _, suffix = split(f"dataset.{ending}")
    if suffix is None:
        raise UnknownDumpError(f"dataset.{ending}", [f"dataset.{HTML.extension}"])
    return await _respond(request, suffix)


@router.read("/.well-known/void", Operation(
    "The dataset described (VoID)", "Le jeu de données décrit (VoID)", parameters=(FORMAT,),
), is_listed=False)  # fmt: skip
async def well_known(request: Request) -> Response:
    """Describe the dataset where VoID looks for that (VoID, 7.2); people are sent to the page."""
    if choose(request, None) is HTML:
        return RedirectResponse("/dataset", 303, headers={"Vary": "Accept"})
    return await _respond(request, None)


async def _respond(request: Request, suffix: Format | None) -> Response:
    form, state, service = choose(request, suffix), dataset_of(request), service_of(request)
    is_complete = await state.prepare(with_files=form is not HTML)
    if form is HTML:
        response = _page(request, state)
    else:
        content = await state.describe(asker_of(request), form)
        response = Response(content, media_type=form.content_type)
    iri = dataset_iri(service.base)
    licences = (state.about.licence,) if state.about.licence else ()
    document = Document("/dataset", iri, f"{service.base}graph/{META}", licenses=licences)
    if not is_complete:
        response.headers["Cache-Control"] = "no-store"
    return add_headers(response, document, form, is_negotiated=suffix is None)


def _page(request: Request, state: DatasetState) -> Response:
    service, found = service_of(request), state.statistics
    graphs = [
        {"iri": iri, "kind": kind_of(iri, service.base), "triples": count}
        for iri, count in [*service.graphs.items()][:_MOST_SHOWN]
    ]
    return show(
        request, "dataset.html", "/dataset",
        about=state.about, iri=dataset_iri(service.base), found=found, graphs=graphs,
        examples=sorted(set(found.examples.values())),
        classes=[*found.classes.items()][:_MOST_SHOWN],
        properties=[*found.properties.items()][:_MOST_SHOWN],
    )  # fmt: skip


@router.read(
    "/dump", Operation("The dumps of the graphs", "Les copies des graphes"), is_listed=False
)
async def dump_without_slash() -> Response:
    """Send to the list."""
    return RedirectResponse("/dump/", 308)


@router.read("/dump/", is_listed=False)
async def dumps(request: Request) -> Response:
    """List the files, with sizes and digests once they are made."""
    state = dataset_of(request)
    is_complete = await state.prepare(patience=_LIST_PATIENCE)
    files = state.dumps.distributions()
    response = show(
        request, "dumps.html", "/dump/", about=state.about, files=files, sums=_SUMS,
        is_complete=is_complete,
    )  # fmt: skip
    if not is_complete:
        response.headers["Cache-Control"] = "no-store"
    return response


@router.read(f"/dump/{_SUMS}", is_listed=False)
async def sums(request: Request) -> Response:
    """List the digests of all files, as `sha256sum --check` reads them."""
    folder = dataset_of(request).dumps
    if not await folder.build(folder.files, _FILE_PATIENCE):
        raise folder.explain_wait(_SUMS)
    lines = [f"{folder.built[name].digest}  {name}\n" for name in folder.files]
    return PlainTextResponse("".join(lines))


@router.read("/dump/{name:path}", is_listed=False)
async def dump(request: Request, name: str) -> Response:
    """Hand out one file, or a range of it (RFC 9110, 14)."""
    folder = dataset_of(request).dumps
    file = folder.files.get(name)
    if file is None:
        raise UnknownDumpError(name, [*folder.files])
    if not await folder.build([name], _FILE_PATIENCE):
        raise folder.explain_wait(name)
    form = EXTENSIONS[file.extension]
    media_type = _GZIP if file.is_compressed else form.content_type
    return _hand_out(request, folder.built[name], name, media_type)


def _hand_out(request: Request, built: Built, name: str, media_type: str) -> Response:
    etag = f'"{built.digest}"'
    headers = {
        "ETag": etag,
        "Repr-Digest": built.repr_digest,
        "Cache-Control": "public, max-age=0, must-revalidate",
    }
    known = request.headers.get("if-none-match", "")
    if etag in known or known.strip() == "*":
        return Response(status_code=304, headers=headers)
    return FileResponse(
        built.path, headers=headers, media_type=media_type, filename=name.replace("/", "-")
    )
