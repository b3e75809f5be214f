"""What every route needs: the engine, the canned queries, and what they offer as values."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Final

import hdhgraph
from hdhgraph.engine.activity import Caller
from hdhgraph.engine.long_texts import LongTexts
from hdhgraph.engine.protocol import Request as EngineRequest
from hdhgraph.project.about import FILES, About
from hdhgraph.project.inference.labels import has_own_name
from hdhgraph.rdf.iris import dataset_iri, page_path, prefixes_at
from hdhgraph.rdf.media_types import N_TRIPLES
from hdhgraph.rdf.namespaces import BASE, ONTOLOGY, PREFIXES, hg
from hdhgraph.sparql.canned import choices_query
from hdhgraph.sparql.service_description import GRAPHS_QUERY
from hdhgraph.sparql.solutions import read_solutions, read_triples
from hdhgraph.web.http.aside import decoded
from hdhgraph.web.http.disconnects import DisconnectWatch
from hdhgraph.web.http.timing import RUNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pyoxigraph as ox
    from fastapi import Request

    from hdhgraph.engine.client import Answer, Engine
    from hdhgraph.project.config import Settings
    from hdhgraph.sparql.canned import CannedQuery, Parameter
    from hdhgraph.sparql.solutions import Solution

__all__ = [
    "Asker",
    "Rights",
    "Service",
    "asker_of",
    "begin_own",
    "client_of",
    "has_claims",
    "read_choices",
    "read_graphs",
    "read_labels",
    "read_rights",
    "select",
    "service_of",
]

# What a question of ours may take while nobody is served yet: a signal ends it at once.
_START_SECONDS: Final = 3600.0
# Where the asker of a request is noted in its scope.
_ASKER: Final = "hdhgraph.asker"
# A trusted proxy hands on what it was told.
_LONGEST_ADDRESS: Final = 64


@dataclass(frozen=True, slots=True)
class Versions:
    """Three things that change apart: the digest of the dataset, the ontology, the data's date."""

    dataset: str
    ontology: str = ""
    edition: str = ""

    @property
    def software(self) -> str:
        """The version of the software."""
        return hdhgraph.__version__


# The graphs of the ontology's own pages, and the paths of these.
_TERMS: Final = ("ontology", "vocab", "shapes")
_TERM_PATHS: Final = ("/ont", "/vocab", "/shapes")


@dataclass(frozen=True, slots=True)
class Rights:
    """What the graph says of itself: the IRIs of its licence and author; empty where none."""

    licence: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """The state of one running application; nothing in it changes after start.

    `values` are the IRIs by class or scheme; `graphs` the named graphs with their numbers of
    triples, beside those of the default graph; `origin` is the address listened on, such as
    "http://127.0.0.1:8000"; `base` is what the IRIs of the data are minted under, ending in "/";
    `root` is the folder of the project that is served, None for plain files; `labels` are those of
    terms, such as properties, by language; `modified` is when the newest file was written, in
    seconds since 1970; `about` is what the project says of itself; `has_claims` tells whether the
    graph has any, which the pages about claims are for.
    """

    settings: Settings
    engine: Engine
    queries: Mapping[str, CannedQuery]
    versions: Versions
    union: bool
    values: Mapping[str, frozenset[str]]
    graphs: Mapping[str, int]
    default_triples: int
    origin: str
    base: str = BASE
    root: Path | None = None
    rights: Rights = field(default_factory=Rights)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    modified: float = 0.0
    about: About = FILES
    has_claims: bool = True

    @property
    def public(self) -> str:
        """The address of the service for descriptions that must name it, ending in "/"."""
        return self.settings.base_iri or self.origin + "/"

    @property
    def has_terms(self) -> bool:
        """Whether the ontology, its vocabularies and rules are served, and so have pages."""
        return all(f"{self.base}graph/{each}" in self.graphs for each in _TERMS)

    @property
    def dataset(self) -> str:
        """The IRI of what is served."""
        return dataset_iri(self.base)

    @property
    def texts(self) -> LongTexts:
        """What looks at texts from outside."""
        return LongTexts(self.engine, self.settings.timeout, self.settings.service)

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes of what is served."""
        return prefixes_at(self.base)

    def page_path(self, iri: str) -> str | None:
        """Return where an IRI has a page here, None where it has none."""
        path = page_path(iri, self.base)
        if path is not None and not self.has_terms and path.startswith(_TERM_PATHS):
            return None
        return path

    def choices(self, parameter: Parameter) -> Collection[str]:
        """Return the IRIs that a parameter takes."""
        return self.values.get(parameter.of or "", frozenset())


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks the graph: the client of a request, while it is there, or else the service.

    What is asked takes the client's share of the workers, is noted beside its answer, and ends when
    it goes. With `union` it is asked of all graphs together, whatever a query sees by default: what
    belongs together is in several.
    """

    service: Service
    caller: Caller = field(default_factory=Caller)
    request: Request | None = None
    union: bool = True

    def by_default(self, *, has_dataset: bool = False) -> Asker:
        """Return the same who asks what a query sees by default; FROM takes the union's place."""
        return replace(self, union=self.service.union and not has_dataset)

    def watch(self) -> AbstractContextManager[object]:
        """Return what ends what is awaited under it when the client goes, by ClientDisconnect."""
        return nullcontext() if self.request is None else DisconnectWatch(self.request)

    def question(
        self, query: str, form: str, *, graphs: tuple[str, ...] = (), seconds: float = inf
    ) -> EngineRequest:
        """Return what the engine is asked: a query whose text is ours, a format by its name.

        `graphs` are together the default graph in place of all; `seconds` shorten the time limit.
        """
        return EngineRequest(
            query, form, min(seconds, self.service.settings.timeout), self.union, graphs
        )

    async def begin(self, question: EngineRequest) -> Answer:
        """Return the answer when its first bytes are there; to be awaited under `watch`."""
        return await self.service.engine.query(question, self.caller)

    async def ask(self, question: EngineRequest, most: int | None = None) -> bytes:
        """Return the whole answer.

        Raises InputError when it is larger than `most` bytes, ClientDisconnect when the client has
        gone, and what the engine raises.
        """
        with self.watch():
            return await (await self.begin(question)).read(most)

    async def solutions(
        self, query: str, *, most: int | None = None, seconds: float = inf
    ) -> list[Solution]:
        """Return the solutions of a SELECT; raises as `ask` does."""
        content = await self.ask(self.question(query, "json", seconds=seconds), most)
        return await decoded(content, read_solutions)

    async def graph(
        self, query: str, *, most: int | None = None, graphs: tuple[str, ...] = ()
    ) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT; raises as `ask` does."""
        content = await self.ask(self.question(query, N_TRIPLES.name, graphs=graphs), most)
        return await decoded(content, read_triples)


async def begin_own(
    engine: Engine, query: str, form: str, seconds: float, *, union: bool = True, dump: str = ""
) -> Answer:
    """Ask what the service itself wants to know, which may take longer than a client's query."""
    return await engine.query(EngineRequest(query, form, seconds, union, dump=dump, is_own=True))


async def select(
    engine: Engine, query: str, *, union: bool, seconds: float = _START_SECONDS
) -> list[Solution]:
    """Return the solutions of a SELECT of the service itself: a large graph is counted once."""
    answer = await begin_own(engine, query, "json", seconds, union=union)
    return await decoded(await answer.read(), read_solutions)


async def read_choices(
    engine: Engine, queries: Mapping[str, CannedQuery], more: Collection[str], *, union: bool
) -> dict[str, frozenset[str]]:
    """Ask the graph once for what every IRI parameter takes, and of `more` classes and schemes."""
    wanted = {p.of for query in queries.values() for p in query.parameters if p.of is not None}
    values = {}
    for of in sorted(wanted.union(more)):
        solutions = await select(engine, choices_query(of), union=union)
        values[of] = frozenset(solution["value"] for solution in solutions)
    return values


async def read_graphs(engine: Engine, *, union: bool) -> tuple[dict[str, int], int]:
    """Ask once for the named graphs and their sizes, and for that of the default graph."""
    solutions = await select(engine, GRAPHS_QUERY, union=union)
    graphs = {each["graph"]: int(each["triples"]) for each in solutions}
    counted = await select(engine, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", union=union)
    return graphs, int(counted[0]["n"])


async def read_rights(engine: Engine, base: str) -> Rights:
    """Ask once for the licence and the author of the dataset, else of its ontology."""
    things = " ".join(f"<{iri}>" for iri in (dataset_iri(base), ONTOLOGY))
    names = {"licence": "license", "author": "creator"}
    found = {}
    for name, term in names.items():
        query = (
            f"SELECT ?value WHERE {{ VALUES ?thing {{ {things} }} "
            f"?thing <{PREFIXES['dcterms']}{term}> ?value FILTER (ISIRI(?value)) }}"
        )
        solutions = await select(engine, query, union=True)
        found[name] = solutions[0]["value"] if solutions else ""
    return Rights(**found)


async def read_labels(engine: Engine) -> dict[str, dict[str, str]]:
    """Ask once what terms are called; of data, claims and places have labels of this property."""
    query = (
        f"SELECT ?term ?label WHERE {{ ?term <{PREFIXES['rdfs']}label> ?label "
        f"FILTER ({has_own_name('?term')}) }} LIMIT 5000"
    )
    labels: dict[str, dict[str, str]] = {}
    for each in await select(engine, query, union=True):
        labels.setdefault(each["term"], {})[each.get("labelLang", "")] = each["label"]
    return labels


async def has_claims(engine: Engine) -> bool:
    """Ask once whether there is a claim in any graph."""
    query = f"SELECT ?claim WHERE {{ ?claim a <{hg('Claim')}> }} LIMIT 1"
    return bool(await select(engine, query, union=True))


def asker_of(request: Request) -> Asker:
    """Return who asks the graph for a request; made once for it."""
    asker: Asker | None = request.scope.get(_ASKER)
    if asker is None:
        asker = Asker(service_of(request), client_of(request), request)
        request.scope[_ASKER] = asker
    return asker


def client_of(request: Request) -> Caller:
    """Return whose share of the workers a request takes, and the list of its queries.

    The address is the socket's; only a trusted proxy is believed when it names another, and then
    the last address of X-Forwarded-For that is not itself a trusted proxy.
    """
    return Caller(address_of(request), request.scope.get(RUNS, []))


def address_of(request: Request) -> str:
    """Return the client's address, as `client_of` says."""
    address = request.client.host if request.client else ""
    trusted = service_of(request).settings.trusted_proxy
    if address not in trusted:
        return address
    named = request.headers.get("x-forwarded-for", "").split(",")
    strangers = [each.strip() for each in named if each.strip() and each.strip() not in trusted]
    return strangers[-1][:_LONGEST_ADDRESS] if strangers else address


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 - set before the first request
    return service
