"""What each route answers, for the description of the API: words, parameters, formats, statuses.

FastAPI knows the paths; this table knows the rest. A route that is not in it is described by its
docstring alone.
"""

from __future__ import annotations

from typing import Final

from hdhgraph.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.web.claim_operations import CLAIM_OPERATIONS
from hdhgraph.web.completion import KINDS
from hdhgraph.web.operation import (
    GRAPHS,
    JSON,
    LANGUAGE,
    PAGE,
    RESULTS,
    Operation,
    formats,
    parameter,
)

__all__ = ["OPERATIONS", "TAGS"]

TAGS: Final[dict[str, dict[str, str]]] = {
    "queries": {"en": "Canned queries", "fr": "Questions prêtes"},
    "sparql": {"en": "SPARQL", "fr": "SPARQL"},
    "claims": {"en": "Claims by facets", "fr": "Prises de position par facettes"},
    "search": {"en": "Full-text search", "fr": "Recherche en texte intégral"},
    "linked data": {"en": "Entities, terms and graphs", "fr": "Entités, termes et graphes"},
    "dataset": {"en": "The dataset as a whole", "fr": "Le jeu de données entier"},
    "service": {"en": "The service itself", "fr": "Le service lui-même"},
}


_GRAPH_NAMES: Final = tuple(each.name for each in GRAPH_FORMATS)
_RESULTS_NAMES: Final = tuple(each.name for each in RESULTS_FORMATS)
_ASK: Final = "ASK { ?claim a <https://w3id.org/hdhgraph/ont#Claim> }"
_TEXT: Final = {"type": "string", "minLength": 1}
_QUERY: Final = parameter(
    "query",
    "A SPARQL 1.1 query; without one, the service description",
    "Une requête SPARQL 1.1 ; sans elle, la description du service",
    _TEXT,
    example=_ASK,
)
_GRAPH_IRIS: Final = {"type": "array", "items": {"type": "string", "format": "iri"}}
_DATASET: Final = (
    parameter(
        "default-graph-uri",
        "A graph of the default graph",
        "Un graphe du graphe par défaut",
        _GRAPH_IRIS,
    ),
    parameter("named-graph-uri", "A named graph", "Un graphe nommé", _GRAPH_IRIS),
)
_SPARQL_FORMATS: Final = formats(*_RESULTS_NAMES, *_GRAPH_NAMES, "html")
_GRAPH_FORMATS: Final = formats(*_GRAPH_NAMES)
_ONE_GRAPH_FORMATS: Final = {**_GRAPH_FORMATS, "allowEmptyValue": False}
_FORM_BODY: Final = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": {"type": "string", "minLength": 1, "example": _ASK},
        "format": _SPARQL_FORMATS["schema"],
        "default-graph-uri": _GRAPH_IRIS,
        "named-graph-uri": _GRAPH_IRIS,
    },
}

# A message of JSON-RPC 2.0, of the methods that need no parameters.
_MESSAGE: Final = {
    "type": "object",
    "required": ["jsonrpc", "id", "method"],
    "properties": {
        "jsonrpc": {"type": "string", "const": "2.0"},
        "id": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "method": {"type": "string", "enum": ["ping", "tools/list", "resources/list"]},
    },
    "additionalProperties": False,
    "example": {"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
}

OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
    ("/sparql", "get"): Operation(
        "sparql",
        "Ask a SPARQL query, or for the description of the service",
        "Poser une requête SPARQL, ou demander la description du service",
        (*RESULTS, *GRAPHS, *PAGE),
        (400, 406, 413, 503),
        (_QUERY, _SPARQL_FORMATS, *_DATASET),
    ),
    ("/sparql", "post"): Operation(
        "sparql",
        "Ask a SPARQL query as a form, or as the body itself",
        "Poser une requête SPARQL par un formulaire, ou comme corps de la demande",
        (*RESULTS, *GRAPHS, *PAGE),
        (400, 406, 413, 503),
        body={
            "application/x-www-form-urlencoded": _FORM_BODY,
            "application/sparql-query": {"type": "string", "minLength": 1, "example": _ASK},
        },
    ),
    ("/sparql/complete", "get"): Operation(
        "sparql",
        "Up to 30 terms that could stand where one was typed",
        "Jusqu'à 30 termes possibles là où l'on a tapé",
        JSON,
        (400, 503),
        (
            parameter(
                "kind",
                "What is completed",
                "Ce qui est complété",
                {"type": "string", "enum": list(KINDS)},
                required=True,
                example=KINDS[0],
            ),
            parameter(
                "q",
                "What was typed",
                "Ce qui a été tapé",
                {"type": "string", "maxLength": 100},
                example="clai",
            ),
            LANGUAGE,
        ),
    ),
    ("/mcp", "post"): Operation(
        "service",
        "One JSON-RPC message of a client of the Model Context Protocol",
        "Un message JSON-RPC d'un client du Model Context Protocol",
        JSON,
        (202, 400, 403, 406, 413, 501, 503),
        (LANGUAGE,),
        body={"application/json": _MESSAGE},
        failures=JSON,
    ),
    ("/queries", "get"): Operation(
        "queries",
        "List the canned queries",
        "Lister les questions prêtes",
        (*JSON, *GRAPHS, *PAGE),
        (400, 406),
        (formats("json", "html", *_GRAPH_NAMES), LANGUAGE),
    ),
    ("/.well-known/sparql-examples/", "get"): Operation(
        "queries",
        "Describe the canned queries as SPARQL examples",
        "Décrire les questions prêtes comme exemples SPARQL",
        (*GRAPHS, *PAGE),
        (400, 406),
        (formats(*_GRAPH_NAMES, "html"), LANGUAGE),
    ),
    ("/.well-known/sparql-examples/{name}", "get"): Operation(
        "queries",
        "Describe one canned query as a SPARQL example",
        "Décrire une question prête comme exemple SPARQL",
        GRAPHS,
        (400, 404, 406),
        (_GRAPH_FORMATS,),
    ),
    ("/graph", "get"): Operation(
        "linked data",
        "One graph, by its IRI",
        "Un graphe, par son IRI",
        GRAPHS,
        (400, 404, 406, 503),
        (
            parameter(
                "graph",
                "The IRI of a graph; `?default` instead asks for the default graph",
                "L'IRI d'un graphe ; `?default` à la place demande le graphe par défaut",
                {"type": "string", "format": "uri"},
                required=True,
            ),
            _ONE_GRAPH_FORMATS,
        ),
    ),
    ("/graph/{name}", "get"): Operation(
        "linked data",
        "One graph, by its name",
        "Un graphe, par son nom",
        GRAPHS,
        (400, 404, 406, 503),
        (_ONE_GRAPH_FORMATS,),
    ),
    ("/health", "get"): Operation(
        "service",
        "Whether queries are answered, and what is served",
        "Si les requêtes ont une réponse, et ce qui est servi",
        JSON,
        (503,),
    ),
    ("/live", "get"): Operation(
        "service",
        "Whether the service runs, even while it answers no query",
        "Si le service fonctionne, même quand il ne répond à aucune requête",
        JSON,
        (),
    ),
    ("/openapi.json", "get"): Operation(
        "service",
        "This description, in OpenAPI 3.1",
        "Cette description, en OpenAPI 3.1",
        JSON,
        (400,),
        (LANGUAGE,),
    ),
    ("/api", "get"): Operation(
        "service",
        "This description as a page",
        "Cette description sous forme de page",
        PAGE,
        (400,),
        (LANGUAGE,),
    ),
    **CLAIM_OPERATIONS,
    ("/id/{name}", "get"): Operation(
        "linked data",
        "An entity itself: see its description",
        "Une entité même : voir sa description",
        (),
        (303, 400, 404, 406, 410, 503),
    ),
    ("/doc/{name}", "get"): Operation(
        "linked data",
        "The description of an entity; a suffix such as .ttl is the format",
        "La description d'une entité ; un suffixe comme .ttl est le format",
        (*GRAPHS, *PAGE),
        (400, 404, 406, 410, 503),
    ),
    ("/linkset/{name}", "get"): Operation(
        "linked data",
        "All links of an entity's descriptions (RFC 9264)",
        "Tous les liens des descriptions d'une entité (RFC 9264)",
        ("application/linkset", "application/linkset+json"),
        (400, 404, 406, 410, 503),
    ),
    **{
        (path, "get"): Operation("linked data", en, fr, ("*/*",), (400, 404, 406, 503))
        for path, en, fr in (
            ("/ont", "The ontology", "L'ontologie"),
            (
                "/ont.{ending}",
                "The ontology, in the format of a suffix",
                "L'ontologie, au format d'un suffixe",
            ),
            (
                "/ont/{name}",
                "A version of the ontology, or its alignments",
                "Une version de l'ontologie, ou ses alignements",
            ),
            ("/vocab", "The concept schemes", "Les schémas de concepts"),
            (
                "/vocab.{ending}",
                "The concept schemes, in the format of a suffix",
                "Les schémas de concepts, au format d'un suffixe",
            ),
            (
                "/vocab/{scheme}",
                "A concept scheme with its concepts",
                "Un schéma et ses concepts",
            ),
            ("/vocab/{scheme}/{concept}", "A concept", "Un concept"),
            ("/shapes", "The rules of the graph", "Les règles du graphe"),
            (
                "/shapes.{ending}",
                "The rules of the graph, in the format of a suffix",
                "Les règles du graphe, au format d'un suffixe",
            ),
        )
    },
    **{
        (path, "get"): Operation("dataset", en, fr, ("*/*",), (400, 404, 406, 503))
        for path, en, fr in (
            ("/dataset", "The dataset described (DCAT)", "Le jeu de données décrit (DCAT)"),
            (
                "/.well-known/void",
                "The dataset described (VoID)",
                "Le jeu de données décrit (VoID)",
            ),
            ("/dump", "The dumps of the graphs", "Les copies des graphes"),
            ("/prefixes", "The prefixes of the graph", "Les préfixes du graphe"),
            ("/CITATION.cff", "How to cite the dataset", "Comment citer le jeu de données"),
            ("/llms.txt", "The service in short", "Le service en bref"),
            ("/sitemap.xml", "The addresses of all pages", "Les adresses de toutes les pages"),
        )
    },
}
