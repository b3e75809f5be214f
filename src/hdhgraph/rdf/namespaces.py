"""Every namespace and prefix, in the one order used everywhere: our own, then alphabetical."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BASE",
    "GRAPHS",
    "HG",
    "HGID",
    "ONTOLOGY",
    "PREFIXES",
    "RDF_TYPE",
    "SHAPES",
    "VOCABULARIES",
    "graph_name",
    "hg",
]

BASE: Final = "https://w3id.org/hdhgraph/"
ONTOLOGY: Final = f"{BASE}ont"
HG: Final = f"{ONTOLOGY}#"
HGID: Final = f"{BASE}id/"
GRAPHS: Final = f"{BASE}graph/"
SHAPES: Final = f"{BASE}shapes"
VOCABULARIES: Final = f"{BASE}vocab/"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

PREFIXES: Final[dict[str, str]] = {
    "hg": HG,
    "hgid": HGID,
    "hsh": f"{SHAPES}#",
    "actkind": f"{VOCABULARIES}actkind/",
    "actorkind": f"{VOCABULARIES}actorkind/",
    "certainty": f"{VOCABULARIES}certainty/",
    "discrepancykind": f"{VOCABULARIES}discrepancykind/",
    "eventkind": f"{VOCABULARIES}eventkind/",
    "eventstatus": f"{VOCABULARIES}eventstatus/",
    "illocution": f"{VOCABULARIES}illocution/",
    "metric": f"{VOCABULARIES}metric/",
    "mode": f"{VOCABULARIES}mode/",
    "role": f"{VOCABULARIES}role/",
    "stance": f"{VOCABULARIES}stance/",
    "topic": f"{VOCABULARIES}topic/",
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def hg(local_name: str) -> str:
    """Return the IRI of an ontology term, such as `hg("Claim")`."""
    return HG + local_name


def graph_name(name: str) -> str:
    """Return the IRI of a named graph, such as `graph_name("source/ticsante")`."""
    return GRAPHS + name
