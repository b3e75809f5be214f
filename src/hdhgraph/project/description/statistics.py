"""What is counted of a dataset: VoID's statistics, asked of the engine by a few queries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.description.void import triple
from hdhgraph.rdf.iris import compact, dataset_iri
from hdhgraph.rdf.namespaces import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Statistics", "describe_statistics", "read_statistics", "statistics_queries"]

_VOID: Final = PREFIXES["void"]
# Partitions that are described: a dataset may have a class a subject.
_MOST_PARTS: Final = 500
_MOST_EXAMPLES: Final = 20
# Up to so many triples, each class is also counted by property.
_MOST_NESTED: Final = 250_000
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_NAMES: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")


@dataclass(slots=True)
class Statistics:
    """Counts over the default graph that a query sees; a count that is unknown is None.

    `classes` are entities by class, `properties` triples by property, `nested` triples by class and
    property; `graphs` triples by named graph; `examples` one resource of our own a class.
    """

    triples: int
    subjects: int | None = None
    objects: int | None = None
    entities: int | None = None
    classes: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    nested: dict[tuple[str, str], int] = field(default_factory=dict)
    graphs: Mapping[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)


def statistics_queries(triples: int, base: str = BASE) -> dict[str, str]:
    """Return what to ask, by name; of a large graph less is asked."""
    space = str(ox.Literal(f"{base}id/"))
    queries = {
        "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
        "objects": "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }",
        "properties": "SELECT ?property (COUNT(*) AS ?n) WHERE { ?s ?property ?o } "
        f"GROUP BY ?property ORDER BY DESC(?n) ?property LIMIT {_MOST_PARTS}",
        "classes": "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class "
        "FILTER(ISIRI(?class)) } "
        f"GROUP BY ?class ORDER BY DESC(?n) ?class LIMIT {_MOST_PARTS}",
        "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o "
        f"FILTER(STRSTARTS(STR(?s), {space})) }}",
        "examples": "SELECT ?class (MIN(STR(?s)) AS ?example) WHERE { ?s a ?class "
        f"FILTER(ISIRI(?class) && STRSTARTS(STR(?s), {space})) }} GROUP BY ?class ORDER BY ?class "
        f"LIMIT {_MOST_EXAMPLES}",
    }
    if triples <= _MOST_NESTED:
        queries["nested"] = (
            "SELECT ?class ?property (COUNT(*) AS ?n) WHERE { "
            "?s a ?class ; ?property ?o FILTER(ISIRI(?class)) } "
            f"GROUP BY ?class ?property ORDER BY ?class ?property LIMIT {10 * _MOST_PARTS}"
        )
    return queries


def read_statistics(
    triples: int,
    graphs: Mapping[str, int],
    answers: Mapping[str, Sequence[Mapping[str, str]]],
) -> Statistics:
    """Return the statistics of the solutions to `statistics_queries`; some may be missing.

    An answer that is missing is not described.
    """
    found = Statistics(triples, graphs=graphs)
    for name in ("subjects", "objects", "entities"):
        for solution in answers.get(name, ()):
            setattr(found, name, int(solution["n"]))
    for solution in answers.get("classes", ()):
        found.classes[solution["class"]] = int(solution["n"])
    for solution in answers.get("properties", ()):
        found.properties[solution["property"]] = int(solution["n"])
    for solution in answers.get("nested", ()):
        found.nested[solution["class"], solution["property"]] = int(solution["n"])
    for solution in answers.get("examples", ()):
        found.examples[solution["class"]] = solution["example"]
    return found


def describe_statistics(found: Statistics, base: str = BASE) -> Iterator[ox.Triple]:
    """Yield the statistics in VoID: counts, partitions by class and property, examples."""
    dataset = ox.NamedNode(dataset_iri(base))
    counts = {
        "triples": found.triples,
        "distinctSubjects": found.subjects,
        "distinctObjects": found.objects,
        "entities": found.entities,
        "classes": len(found.classes) if len(found.classes) < _MOST_PARTS else None,
        "properties": len(found.properties) if len(found.properties) < _MOST_PARTS else None,
    }
    for name, count in counts.items():
        if count:
            yield _counted(dataset, name, count)
    if found.entities:
        yield triple(dataset, _VOID + "uriSpace", ox.Literal(f"{base}id/"))
    for name in _NAMES:
        yield triple(dataset, _VOID + "feature", ox.NamedNode(_FORMATS + name))
    for iri in _vocabularies(found):
        yield triple(dataset, _VOID + "vocabulary", ox.NamedNode(iri))
    for example in sorted(set(found.examples.values())):
        yield triple(dataset, _VOID + "exampleResource", ox.NamedNode(example))
    for graph, count in found.graphs.items():
        yield _counted(ox.NamedNode(graph), "triples", count)
    yield from _partitions(dataset, found)


def _vocabularies(found: Statistics) -> list[str]:
    """Return the namespaces of ours that the classes and properties are of."""
    prefixes = {compact(iri).partition(":")[0] for iri in (*found.classes, *found.properties)}
    return sorted(PREFIXES[prefix] for prefix in prefixes & PREFIXES.keys())


def _partitions(dataset: ox.NamedNode, found: Statistics) -> Iterator[ox.Triple]:
    for iri, count in found.classes.items():
        part = _part(dataset, "class", iri)
        yield triple(dataset, _VOID + "classPartition", part)
        yield triple(part, _VOID + "class", ox.NamedNode(iri))
        yield _counted(part, "entities", count)
    for iri, count in found.properties.items():
        part = _part(dataset, "property", iri)
        yield triple(dataset, _VOID + "propertyPartition", part)
        yield triple(part, _VOID + "property", ox.NamedNode(iri))
        yield _counted(part, "triples", count)
    for (kind, iri), count in found.nested.items():
        outer = _part(dataset, "class", kind)
        part = ox.NamedNode(f"{outer.value}/{_local(iri)}")
        yield triple(outer, _VOID + "propertyPartition", part)
        yield triple(part, _VOID + "property", ox.NamedNode(iri))
        yield _counted(part, "triples", count)


def _part(dataset: ox.NamedNode, kind: str, iri: str) -> ox.NamedNode:
    return ox.NamedNode(f"{dataset.value}#{kind}-{_local(iri)}")


def _local(iri: str) -> str:
    """Return what names a term in a fragment: its prefix and name, or a digest of its IRI."""
    prefix, colon, name = compact(iri).partition(":")
    if colon and prefix in PREFIXES and name.replace("-", "").isalnum():
        return f"{prefix}-{name}"
    return hashlib.sha256(iri.encode()).hexdigest()[:12]


def _counted(thing: ox.NamedNode, name: str, count: int) -> ox.Triple:
    return triple(thing, _VOID + name, ox.Literal(count))
