"""What every route needs: the engine, the canned queries, and what they offer as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import hdhgraph
from hdhgraph.about import FILES, About
from hdhgraph.dataset_description import dataset_iri
from hdhgraph.engine.activity import Caller
from hdhgraph.engine.long_texts import LongTexts
from hdhgraph.engine.protocol import Request as EngineRequest
from hdhgraph.inferred_labels import has_own_name
from hdhgraph.iris import page_path, prefixes_at
from hdhgraph.namespaces import BASE, ONTOLOGY, PREFIXES, hg
from hdhgraph.queries import choices_query
from hdhgraph.service_description import GRAPHS_QUERY
from hdhgraph.web.aside import results_of
from hdhgraph.web.timing import RUNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from fastapi import Request

    from hdhgraph.config import Settings
    from hdhgraph.engine.client import Answer, Engine
    from hdhgraph.queries import CannedQuery, Parameter

__all__ = [
    "Rights",
    "Service",
    "client_of",
    "has_claims",
    "read_graphs",
    "read_labels",
    "read_rights",
    "read_values",
    "service_of",
]

# What a question of ours may take while nobody is served yet: a signal ends it at once.
_START_SECONDS: Final = 3600.0
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

    async def ask(self, query: str, form: str, caller: Caller | None = None) -> Answer:
        """Evaluate a query that passed the guards, and answer in the format of that name."""
        request = EngineRequest(query, form, self.settings.timeout, self.union)
        return await self.engine.query(request, caller)

    async def solutions(self, query: str) -> list[dict[str, str]]:
        """Return the solutions of a SELECT as text by variable; unbound variables are absent.

        The language tag of a variable `x` is under `xLang`.
        """
        content = await results_of(await (await self.ask(query, "json")).read())
        return [
            {name: term["value"] for name, term in solution.items()}
            | {f"{n}Lang": t["xml:lang"] for n, t in solution.items() if "xml:lang" in t}
            for solution in content["results"]["bindings"]
        ]


async def select(engine: Engine, query: str, *, union: bool) -> list[dict[str, Any]]:
    """Return the solutions of a SELECT of our own, asked while the service starts.

    It may take longer than a client's query: a large graph is counted once.
    """
    request = EngineRequest(query, "json", _START_SECONDS, union, is_own=True)
    content = await results_of(await (await engine.query(request)).read())
    solutions: list[dict[str, Any]] = content["results"]["bindings"]
    return solutions


async def read_values(
    engine: Engine, queries: Mapping[str, CannedQuery], more: Collection[str], *, union: bool
) -> dict[str, frozenset[str]]:
    """Ask the graph once for what every IRI parameter takes, and of `more` classes and schemes."""
    wanted = {p.of for query in queries.values() for p in query.parameters if p.of is not None}
    values = {}
    for of in sorted(wanted.union(more)):
        solutions = await select(engine, choices_query(of), union=union)
        values[of] = frozenset(solution["value"]["value"] for solution in solutions)
    return values


async def read_graphs(engine: Engine, *, union: bool) -> tuple[dict[str, int], int]:
    """Ask once for the named graphs and their sizes, and for that of the default graph."""
    solutions = await select(engine, GRAPHS_QUERY, union=union)
    graphs = {each["graph"]["value"]: int(each["triples"]["value"]) for each in solutions}
    counted = await select(engine, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", union=union)
    return graphs, int(counted[0]["n"]["value"])


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
        found[name] = solutions[0]["value"]["value"] if solutions else ""
    return Rights(**found)


async def read_labels(engine: Engine) -> dict[str, dict[str, str]]:
    """Ask once what terms are called; of data, claims and places have labels of this property."""
    query = (
        f"SELECT ?term ?label WHERE {{ ?term <{PREFIXES['rdfs']}label> ?label "
        f"FILTER ({has_own_name('?term')}) }} LIMIT 5000"
    )
    labels: dict[str, dict[str, str]] = {}
    for each in await select(engine, query, union=True):
        text = each["label"]
        labels.setdefault(each["term"]["value"], {})[text.get("xml:lang", "")] = text["value"]
    return labels


async def has_claims(engine: Engine) -> bool:
    """Ask once whether there is a claim in any graph."""
    query = f"SELECT ?claim WHERE {{ ?claim a <{hg('Claim')}> }} LIMIT 1"
    return bool(await select(engine, query, union=True))


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
