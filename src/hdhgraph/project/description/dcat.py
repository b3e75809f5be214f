"""Where a dataset can be had: the endpoint, the dumps, and the catalogue of them (DCAT-AP 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.description.void import (
    DCAT,
    in_languages,
    licensed,
    publisher_of,
    titled,
    triple,
)
from hdhgraph.project.dumps import DEFAULT_GRAPH, WHOLE
from hdhgraph.rdf.iris import dataset_iri
from hdhgraph.rdf.namespaces import BASE, PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hdhgraph.project.about import About
    from hdhgraph.rdf.media_types import Format

__all__ = ["Distribution", "describe_access"]

_DCTERMS, _VOID, _FOAF = PREFIXES["dcterms"], PREFIXES["void"], PREFIXES["foaf"]
_XSD, _SPDX = PREFIXES["xsd"], PREFIXES["spdx"]
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
_FILE_TYPE_OF: Final = {
    "turtle": "RDF_TURTLE",
    "trig": "RDF_TRIG",
    "nquads": "RDF_N_QUADS",
    "jsonld": "JSON_LD",
}
_SPARQL: Final = "http://www.w3.org/TR/sparql11-protocol/"


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file of a graph, or of the whole; `size` in bytes and `digest` are known once built.

    `path` is that on the service, without a slash before it; `digest` is SHA-256 in hexadecimal.
    """

    path: str
    graph: str
    form: Format
    is_compressed: bool
    size: int | None = None
    digest: str = ""


def describe_access(
    about: About, files: Iterable[Distribution], service: str, base: str = BASE
) -> Iterator[ox.Triple]:
    """Yield the ways to the dataset at the service of that address, which ends in "/".

    There is a catalogue only where the project states a publisher, which DCAT-AP demands of one.
    """
    dataset = ox.NamedNode(dataset_iri(base))
    yield triple(dataset, _VOID + "sparqlEndpoint", ox.NamedNode(f"{service}sparql"))
    yield triple(dataset, DCAT + "landingPage", ox.NamedNode(f"{service}dataset"))
    yield triple(ox.NamedNode(f"{service}dataset"), RDF_TYPE, ox.NamedNode(_FOAF + "Document"))
    yield from _of_document(dataset, about, service)
    yield from _of_endpoint(dataset, about, service)
    for file in files:
        yield from _of_file(dataset, file, about, service)
    if about.publisher:
        yield from _of_catalogue(dataset, about, base)


def _of_document(dataset: ox.NamedNode, about: About, service: str) -> Iterator[ox.Triple]:
    document = ox.NamedNode(f"{service}.well-known/void")
    yield triple(document, RDF_TYPE, ox.NamedNode(_VOID + "DatasetDescription"))
    yield triple(document, _DCTERMS + "title", ox.Literal(f"VoID: {about.name}"))
    yield triple(document, _FOAF + "primaryTopic", dataset)


def _of_endpoint(dataset: ox.NamedNode, about: About, service: str) -> Iterator[ox.Triple]:
    endpoint = ox.NamedNode(f"{dataset.value}#sparql")
    address = ox.NamedNode(f"{service}sparql")
    yield triple(endpoint, RDF_TYPE, ox.NamedNode(DCAT + "DataService"))
    titles = {"en": f"SPARQL: {about.title('en')}", "fr": f"SPARQL : {about.title('fr')}"}
    yield from in_languages(endpoint, _DCTERMS + "title", titles)
    yield triple(endpoint, DCAT + "endpointURL", address)
    yield triple(endpoint, DCAT + "endpointDescription", address)
    yield triple(endpoint, DCAT + "servesDataset", dataset)
    yield triple(endpoint, _DCTERMS + "conformsTo", ox.NamedNode(_SPARQL))
    yield from licensed(endpoint, about)


def _of_file(
    dataset: ox.NamedNode, file: Distribution, about: About, service: str
) -> Iterator[ox.Triple]:
    is_part = file.graph not in (WHOLE, DEFAULT_GRAPH)
    owner = ox.NamedNode(file.graph) if is_part else dataset
    name = file.path.removeprefix("dump/")
    node = ox.NamedNode(f"{dataset.value}#dump-{name}")
    address = ox.NamedNode(service + file.path)
    yield triple(owner, DCAT + "distribution", node)
    yield triple(owner, _VOID + "dataDump", address)
    yield triple(node, RDF_TYPE, ox.NamedNode(DCAT + "Distribution"))
    yield triple(node, _DCTERMS + "title", ox.Literal(name))
    yield triple(node, DCAT + "accessURL", address)
    yield triple(node, DCAT + "downloadURL", address)
    yield triple(node, DCAT + "mediaType", ox.NamedNode(_MEDIA_TYPES + file.form.media_type))
    format_of = ox.NamedNode(_FILE_TYPES + _FILE_TYPE_OF[file.form.name])
    yield triple(node, _DCTERMS + "format", format_of)
    if file.is_compressed:
        gzip = ox.NamedNode(f"{_MEDIA_TYPES}application/gzip")
        yield triple(node, DCAT + "compressFormat", gzip)
    yield from licensed(node, about)
    yield from _measured(node, file)


def _measured(node: ox.NamedNode, file: Distribution) -> Iterator[ox.Triple]:
    """Yield size and digest of a file that is there."""
    if file.size is not None:
        size = ox.Literal(str(file.size), datatype=ox.NamedNode(f"{_XSD}nonNegativeInteger"))
        yield triple(node, DCAT + "byteSize", size)
    if file.digest:
        checksum = ox.NamedNode(f"{node.value}-sha256")
        value = ox.Literal(file.digest, datatype=ox.NamedNode(f"{_XSD}hexBinary"))
        algorithm = ox.NamedNode(f"{_SPDX}checksumAlgorithm_sha256")
        yield triple(node, _SPDX + "checksum", checksum)
        yield triple(checksum, RDF_TYPE, ox.NamedNode(f"{_SPDX}Checksum"))
        yield triple(checksum, _SPDX + "algorithm", algorithm)
        yield triple(checksum, _SPDX + "checksumValue", value)


def _of_catalogue(dataset: ox.NamedNode, about: About, base: str) -> Iterator[ox.Triple]:
    catalogue = ox.NamedNode(f"{dataset.value}#catalogue")
    yield triple(catalogue, RDF_TYPE, ox.NamedNode(f"{DCAT}Catalog"))
    yield from titled(catalogue, about)
    yield from publisher_of(catalogue, about, base)
    yield triple(catalogue, DCAT + "dataset", dataset)
    yield triple(catalogue, DCAT + "service", ox.NamedNode(f"{dataset.value}#sparql"))
    yield from licensed(catalogue, about)
