"""RDF and results formats: name, media type, extension, and what each can carry."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

__all__ = [
    "BIBTEX",
    "CITATION_FORMATS",
    "CSL_JSON",
    "GRAPH_FORMATS",
    "HTML",
    "INPUT_FORMATS",
    "PLAIN_JSON",
    "PLAIN_TEXT",
    "RESULTS_FORMATS",
    "RIS",
    "SPARQL_QUERY",
    "Format",
    "Kind",
    "by_name",
    "input_format",
]


class Kind(enum.StrEnum):
    """What a format carries: solutions and booleans, triples, quads, a query, a page for people."""

    RESULTS = "results"
    TRIPLES = "triples"
    QUADS = "quads"
    QUERY = "query"
    PAGE = "page"
    CITATION = "citation"


@dataclass(frozen=True, slots=True)
class Format:
    """One serialisation: `name` for options and `?format=`, extension without the dot."""

    name: str
    media_type: str
    extension: str
    kind: Kind
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type to send: text formats name their character encoding (RFC 6657)."""
        utf8 = self.media_type.startswith("text/") or self.name == "ntriples"
        return f"{self.media_type}; charset=utf-8" if utf8 else self.media_type

    @property
    def rdf(self) -> ox.RdfFormat:
        """The engine's name of an RDF format."""
        return _RDF[self.name]

    @property
    def results(self) -> ox.QueryResultsFormat:
        """The engine's name of a results format."""
        return _RESULTS[self.name]


JSON: Final = Format("json", "application/sparql-results+json", "json", Kind.RESULTS,
                     ("application/json",))  # fmt: skip
XML: Final = Format("xml", "application/sparql-results+xml", "xml", Kind.RESULTS,
                    ("application/xml", "text/xml"))  # fmt: skip
CSV: Final = Format("csv", "text/csv", "csv", Kind.RESULTS)
TSV: Final = Format("tsv", "text/tab-separated-values", "tsv", Kind.RESULTS)

TURTLE: Final = Format("turtle", "text/turtle", "ttl", Kind.TRIPLES, ("application/x-turtle",))
N_TRIPLES: Final = Format("ntriples", "application/n-triples", "nt", Kind.TRIPLES, ("text/plain",))
JSON_LD: Final = Format("jsonld", "application/ld+json", "jsonld", Kind.QUADS,
                        ("application/json",))  # fmt: skip
RDF_XML: Final = Format("rdfxml", "application/rdf+xml", "rdf", Kind.TRIPLES,
                        ("application/xml", "text/xml"))  # fmt: skip
TRIG: Final = Format("trig", "application/trig", "trig", Kind.QUADS)
N_QUADS: Final = Format("nquads", "application/n-quads", "nq", Kind.QUADS)

SPARQL_QUERY: Final = Format("sparql", "application/sparql-query", "rq", Kind.QUERY,
                             ("text/plain",))  # fmt: skip
PLAIN_JSON: Final = Format("json", "application/json", "json", Kind.PAGE)
HTML: Final = Format("html", "text/html", "html", Kind.PAGE, ("application/xhtml+xml",))

# The media types are those that reference managers ask for; only CSL's is registered.
BIBTEX: Final = Format("bibtex", "application/x-bibtex", "bib", Kind.CITATION)
RIS: Final = Format("ris", "application/x-research-info-systems", "ris", Kind.CITATION)
CSL_JSON: Final = Format("csl", "application/vnd.citationstyles.csl+json", "csl.json",
                         Kind.CITATION)  # fmt: skip
PLAIN_TEXT: Final = Format("text", "text/plain", "txt", Kind.CITATION)

CITATION_FORMATS: Final = (BIBTEX, RIS, CSL_JSON, PLAIN_TEXT)
RESULTS_FORMATS: Final = (JSON, XML, CSV, TSV)
GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
INPUT_FORMATS: Final = {
    "ttl": TURTLE,
    "trig": TRIG,
    "nt": N_TRIPLES,
    "nq": N_QUADS,
    "rdf": RDF_XML,
    "xml": RDF_XML,
    "owl": RDF_XML,
    "jsonld": JSON_LD,
    "json": JSON_LD,
}

_RDF: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


def by_name(name: str) -> Format | None:
    """Return the format a person calls `name`: its name, its extension or its media type."""
    for candidate in (*RESULTS_FORMATS, *GRAPH_FORMATS, SPARQL_QUERY, HTML):
        if name in (candidate.name, candidate.extension, candidate.media_type):
            return candidate
    return None


def input_format(file_name: str) -> Format | None:
    """Return the RDF format a file's name tells, gzipped or not; None where it tells none."""
    suffixes = file_name.lower().removesuffix(".gz").rsplit(".", 1)
    return INPUT_FORMATS.get(suffixes[1]) if len(suffixes) > 1 else None
