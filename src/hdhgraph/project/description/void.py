"""What the dataset says of itself: VoID and DCAT-AP 3, with the provenance of every graph.

What is known at load stands in the graph `meta`, so that SPARQL sees it; what is counted, and what
can be downloaded, is added where the dataset is described over HTTP. What a project does not state
(publisher, licence) is not stated here either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from hdhgraph.rdf.files import select
from hdhgraph.rdf.iris import dataset_iri
from hdhgraph.rdf.namespaces import BASE, PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hdhgraph.project.about import About

__all__ = [
    "META",
    "DatasetFacts",
    "GraphFacts",
    "describe_dataset",
    "describe_meta",
    "kind_of",
]

META: Final = "meta"
DCAT: Final = PREFIXES["dcat"]
_DCTERMS, _PROV, _VOID = PREFIXES["dcterms"], PREFIXES["prov"], PREFIXES["void"]
_SKOS, _FOAF, _OWL, _RDFS = PREFIXES["skos"], PREFIXES["foaf"], PREFIXES["owl"], PREFIXES["rdfs"]
_XSD: Final = PREFIXES["xsd"]
_LANGUAGES: Final = {
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
    "fr": "http://publications.europa.eu/resource/authority/language/FRA",
}
_PUBLIC: Final = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# What a graph is, by its name: label and description, in French and English.
_KINDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "source": (
        "source", "source",
        "Ce que dit une source : des prises de position, et la place de chacune dans son texte.",
        "What one source says: claims, and the place of each in its text.",
    ),
    "reference": (
        "référentiel", "reference",
        "Ce dont parlent les sources : acteurs, organisations, actes, événements, propositions.",
        "What the sources speak of: actors, organisations, acts, events, propositions.",
    ),
    "curated": (
        "édition", "curated",
        "Ce que les éditeurs ajoutent aux sources, avec ses raisons.",
        "What the editors add to the sources, with its reasons.",
    ),
    "inferred": (
        "déduit", "inferred",
        "Ce que des règles déduisent des autres graphes ; rien n'y est saisi.",
        "What rules derive from the other graphs; nothing in it is typed.",
    ),
    "ontology": (
        "ontologie", "ontology",
        "Les classes et les propriétés des données.",
        "The classes and properties of the data.",
    ),
    "vocabulary": (
        "vocabulaires", "vocabularies",
        "Les concepts que les données emploient, par schéma.",
        "The concepts that the data use, by scheme.",
    ),
    "shapes": (
        "formes", "shapes",
        "Les règles que les données respectent, en SHACL.",
        "The rules that the data conform to, in SHACL.",
    ),
    "queries": (
        "requêtes", "queries",
        "Les requêtes prêtes, comme exemples de ce qui peut être demandé.",
        "The canned queries, as examples of what can be asked.",
    ),
    "meta": (
        "description", "description",
        "Ce que le jeu de données dit de lui-même et de ses graphes.",
        "What the dataset says of itself and of its graphs.",
    ),
    "data": (
        "données", "data",
        "Un graphe nommé de ce jeu de données.",
        "A named graph of this dataset.",
    ),
}  # fmt: skip
_KIND_OF_NAME: Final = {
    "curation": "curated", "left-out": "curated", "reference": "reference", "inferred": "inferred",
    "ontology": "ontology", "vocab": "vocabulary", "shapes": "shapes", "queries": "queries",
    META: "meta",
}  # fmt: skip
_SOURCES: Final = f"""
SELECT ?graph ?source ?label WHERE {{
  GRAPH ?graph {{ ?source a <{hg("Source")}> ; <{_DCTERMS}identifier> ?file }}
  OPTIONAL {{ GRAPH ?graph {{ ?source <{_SKOS}prefLabel> ?label }} }}
}}"""
_ONTOLOGIES: Final = f"""
SELECT ?graph ?ontology ?version ?modified WHERE {{
  GRAPH ?graph {{
    ?ontology a <{_OWL}Ontology>
    OPTIONAL {{ ?ontology <{_OWL}versionIRI> ?version }}
    OPTIONAL {{ ?ontology <{_DCTERMS}modified> ?modified }}
  }}
}}"""


@dataclass(slots=True)
class GraphFacts:
    """One named graph: the sources it holds the words of, and when it was modified if it says so.

    `labels` are those of its sources, by language.
    """

    iri: str
    sources: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    modified: str = ""


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What is known of a dataset without counting; `base` ends in "/".

    `ontologies` are the IRIs of the versions of ontologies that its graphs state.
    """

    about: About
    base: str = BASE
    graphs: Mapping[str, GraphFacts] = field(default_factory=dict)
    ontologies: Sequence[str] = ()


def kind_of(graph: str, base: str = BASE) -> str:
    """Return what a graph is, by its name: "source", "reference", "curated" and so on."""
    name = graph.removeprefix(f"{base}graph/")
    if name == graph:
        return "data"
    return "source" if name.startswith("source/") else _KIND_OF_NAME.get(name, "data")


def describe_meta(store: ox.Store, about: About, base: str = BASE) -> Iterator[ox.Quad]:
    """Yield the graph `meta` of a store, which names itself among the graphs."""
    meta = ox.NamedNode(f"{base}graph/{META}")
    for each in describe_dataset(read_facts(store, about, base, meta.value)):
        yield ox.Quad(each.subject, each.predicate, each.object, meta)


def read_facts(store: ox.Store, about: About, base: str, *more: str) -> DatasetFacts:
    """Return what is known of the graphs of a store, and of `more` graphs to come."""
    names = {graph.value for graph in store.named_graphs()} | set(more)
    graphs = {name: GraphFacts(name) for name in sorted(names)}
    for row in select(store, _SOURCES):
        graph = graphs[row["graph"].value]
        graph.sources.add(row["source"].value)
        label = row["label"]
        if isinstance(label, ox.Literal) and label.language:
            graph.labels[label.language] = label.value
    ontologies = set()
    for row in select(store, _ONTOLOGIES):
        if row["version"] is not None:
            ontologies.add(row["version"].value)
        if row["modified"] is not None:
            graphs[row["graph"].value].modified = row["modified"].value
    return DatasetFacts(about, base, graphs, sorted(ontologies))


def describe_dataset(facts: DatasetFacts) -> Iterator[ox.Triple]:
    """Yield what is known without counting: the dataset, its graphs, their provenance."""
    dataset = ox.NamedNode(dataset_iri(facts.base))
    yield from _of_whole(dataset, facts)
    yield from publisher_of(dataset, facts.about, facts.base)
    kinds = set()
    for graph in facts.graphs.values():
        kind = kind_of(graph.iri, facts.base)
        kinds.add(kind)
        yield from _of_graph(dataset, graph, kind, facts)
    for kind in sorted(kinds):
        yield from _of_kind(dataset, kind)


def publisher_of(thing: ox.NamedNode, about: About, base: str) -> Iterator[ox.Triple]:
    """Yield who publishes `thing`, where the project says who: an agent with the base as IRI."""
    if not about.publisher:
        return
    agent = ox.NamedNode(base)
    yield triple(thing, _DCTERMS + "publisher", agent)
    yield triple(agent, RDF_TYPE, ox.NamedNode(_FOAF + "Agent"))
    yield triple(agent, _FOAF + "name", ox.Literal(about.publisher))


def in_languages(
    thing: ox.NamedNode, predicate: str, texts: Mapping[str, str]
) -> Iterator[ox.Triple]:
    """Yield a text in each of its languages."""
    for language, text in sorted(texts.items()):
        yield triple(thing, predicate, ox.Literal(text, language=language))


def titled(thing: ox.NamedNode, about: About) -> Iterator[ox.Triple]:
    """Yield title and description of the whole; where none is stated, its name stands for both."""
    for name, texts in (("title", about.titles), ("description", about.descriptions)):
        if texts:
            yield from in_languages(thing, _DCTERMS + name, texts)
        else:
            yield triple(thing, _DCTERMS + name, ox.Literal(about.name))


def _of_whole(dataset: ox.NamedNode, facts: DatasetFacts) -> Iterator[ox.Triple]:
    about = facts.about
    yield from _typed(dataset)
    yield from titled(dataset, about)
    yield triple(dataset, _DCTERMS + "accessRights", ox.NamedNode(_PUBLIC))
    for language in sorted(about.titles.keys() & _LANGUAGES.keys()):
        yield triple(dataset, _DCTERMS + "language", ox.NamedNode(_LANGUAGES[language]))
    for language, words in sorted(about.keywords.items()):
        for word in words:
            yield triple(dataset, DCAT + "keyword", ox.Literal(word, language=language))
    for theme in about.themes:
        yield triple(dataset, DCAT + "theme", ox.NamedNode(theme))
    yield from licensed(dataset, about)
    yield from _versioned(dataset, about)
    for ontology in facts.ontologies:
        yield triple(dataset, _DCTERMS + "conformsTo", ox.NamedNode(ontology))
    for source in sorted(set(chain.from_iterable(g.sources for g in facts.graphs.values()))):
        yield triple(dataset, _PROV + "wasDerivedFrom", ox.NamedNode(source))
    queries = f"{facts.base}graph/queries"
    if queries in facts.graphs:
        yield triple(dataset, _RDFS + "seeAlso", ox.NamedNode(queries))


def licensed(thing: ox.NamedNode, about: About) -> Iterator[ox.Triple]:
    """Yield licence and rights of `thing`, where the project states them."""
    if about.licence:
        licence = ox.NamedNode(about.licence)
        yield triple(thing, _DCTERMS + "license", licence)
        yield triple(licence, RDF_TYPE, ox.NamedNode(_DCTERMS + "LicenseDocument"))
    if about.rights:
        rights = ox.NamedNode(thing.value.partition("#")[0] + "#rights")
        yield triple(thing, _DCTERMS + "rights", rights)
        yield triple(rights, RDF_TYPE, ox.NamedNode(_DCTERMS + "RightsStatement"))
        yield from in_languages(rights, _RDFS + "label", about.rights)


def _versioned(dataset: ox.NamedNode, about: About) -> Iterator[ox.Triple]:
    """Yield the edition; it is the date of the data where it is a date."""
    if about.edition:
        yield triple(dataset, DCAT + "version", ox.Literal(about.edition))
        yield triple(dataset, _OWL + "versionInfo", ox.Literal(about.edition))
    if _DATE.fullmatch(about.edition):
        yield triple(dataset, _DCTERMS + "modified", _date(about.edition))


def _of_graph(
    dataset: ox.NamedNode, graph: GraphFacts, kind: str, facts: DatasetFacts
) -> Iterator[ox.Triple]:
    """Yield one graph as a part of the dataset, with what it was derived from."""
    part = ox.NamedNode(graph.iri)
    yield triple(dataset, _VOID + "subset", part)
    yield triple(dataset, _DCTERMS + "hasPart", part)
    yield from _typed(part)
    french, english, in_french, in_english = _KINDS[kind]
    titles = graph.labels if kind == "source" and graph.labels else {"fr": french, "en": english}
    yield from in_languages(part, _DCTERMS + "title", titles)
    yield from in_languages(part, _DCTERMS + "description", {"fr": in_french, "en": in_english})
    yield triple(part, _DCTERMS + "isPartOf", dataset)
    yield triple(part, _DCTERMS + "type", _kind(dataset, kind))
    if facts.about.licence:
        yield triple(part, _DCTERMS + "license", ox.NamedNode(facts.about.licence))
    if graph.modified:
        yield triple(part, _DCTERMS + "modified", _date(graph.modified))
    for source in sorted(graph.sources):
        yield triple(part, _PROV + "wasDerivedFrom", ox.NamedNode(source))
    if kind == "inferred":
        for other in _premises(facts):
            yield triple(part, _PROV + "wasDerivedFrom", ox.NamedNode(other))


def _premises(facts: DatasetFacts) -> Iterable[str]:
    """Return the graphs that rules derive from."""
    kinds = ("source", "reference", "curated", "ontology", "vocabulary")
    return [iri for iri in facts.graphs if kind_of(iri, facts.base) in kinds]


def _of_kind(dataset: ox.NamedNode, kind: str) -> Iterator[ox.Triple]:
    concept = _kind(dataset, kind)
    french, english, in_french, in_english = _KINDS[kind]
    yield from in_languages(concept, _RDFS + "label", {"fr": french, "en": english})
    yield from in_languages(concept, _RDFS + "comment", {"fr": in_french, "en": in_english})


def _kind(dataset: ox.NamedNode, kind: str) -> ox.NamedNode:
    return ox.NamedNode(f"{dataset.value}#{kind}")


def _typed(thing: ox.NamedNode) -> Iterator[ox.Triple]:
    yield triple(thing, RDF_TYPE, ox.NamedNode(_VOID + "Dataset"))
    yield triple(thing, RDF_TYPE, ox.NamedNode(DCAT + "Dataset"))


def _date(text: str) -> ox.Literal:
    is_date = _DATE.fullmatch(text) is not None
    name = "date" if is_date else "dateTime"
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + name))


def triple(subject: ox.NamedNode, predicate: str, value: Any) -> ox.Triple:  # noqa: ANN401 - any term
    """Return a triple of a predicate's IRI."""
    return ox.Triple(subject, ox.NamedNode(predicate), value)
