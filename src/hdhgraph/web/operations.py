"""What each route answers, for the description of the API: words, parameters, formats, statuses.

FastAPI knows the paths; this table knows the rest. A route that is not in it is described by its
docstring alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hdhgraph.facets import FACETS, ORDERS
from hdhgraph.media_types import CITATION_FORMATS, GRAPH_FORMATS, HTML, RESULTS_FORMATS
from hdhgraph.search_build import KINDS

__all__ = ["OPERATIONS", "TAGS", "Operation", "parameter"]

JSON: Final = ("application/json",)
RESULTS: Final = tuple(each.media_type for each in RESULTS_FORMATS)
GRAPHS: Final = tuple(each.media_type for each in GRAPH_FORMATS)
PAGE: Final = (HTML.media_type,)

TAGS: Final[dict[str, dict[str, str]]] = {
    "queries": {"en": "Canned queries", "fr": "Questions prêtes"},
    "sparql": {"en": "SPARQL", "fr": "SPARQL"},
    "claims": {"en": "Claims by facets", "fr": "Prises de position par facettes"},
    "search": {"en": "Full-text search", "fr": "Recherche en texte intégral"},
    "linked data": {"en": "Entities, terms and graphs", "fr": "Entités, termes et graphes"},
    "dataset": {"en": "The dataset as a whole", "fr": "Le jeu de données entier"},
    "service": {"en": "The service itself", "fr": "Le service lui-même"},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `formats` are the media types of status 200, `statuses` what else it answers.

    The words are given in English and French. `body` gives a schema for each media type of a POST.
    """

    tag: str
    en: str
    fr: str
    formats: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (400, 406, 503)
    parameters: tuple[dict[str, Any], ...] = ()
    body: dict[str, dict[str, Any]] | None = None


def parameter(
    name: str, en: str, fr: str, schema: dict[str, Any], *, where: str = "query", **more: object
) -> dict[str, Any]:
    """Return a parameter object, with its description in both languages for `openapi` to choose."""
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": {"en": en, "fr": fr},
        "schema": schema,
        "allowEmptyValue": name in ("format", "lang", "page", "size"),
        **more,
    }


def formats(*names: str) -> dict[str, Any]:
    """Return the parameter `format` with its choices."""
    return parameter(
        "format",
        "The format of the answer, instead of Accept",
        "Le format de la réponse, à la place d'Accept",
        {"type": "string", "enum": list(names)},
    )


LANGUAGE: Final = parameter(
    "lang",
    "The language of a page",
    "La langue d'une page",
    {"type": "string", "enum": ["fr", "en"]},
)
_GRAPH_NAMES: Final = tuple(each.name for each in GRAPH_FORMATS)
_RESULTS_NAMES: Final = tuple(each.name for each in RESULTS_FORMATS)
_ASK: Final = "ASK { ?claim a <https://w3id.org/hdhgraph/ont#Claim> }"
_TEXT: Final = {"type": "string", "minLength": 1}
_WORDS: Final = parameter(
    "q",
    "Words, all of which are looked for",
    "Des mots, qui sont tous cherchés",
    {"type": "string", "maxLength": 300},
    example="cloud act",
)
_FILTERS: Final = (
    parameter(
        "kind",
        "Only things of this kind, in pages of 20",
        "Seulement les choses de cette nature, par pages de 20",
        {"type": "string", "enum": list(KINDS)},
    ),
    parameter(
        "language",
        "Only texts in this language",
        "Seulement les textes dans cette langue",
        {"type": "string", "enum": ["fr", "en"]},
    ),
    parameter(
        "asOf",
        "Only claims that had been said by this day; those without a day stay",
        "Seulement les prises de position déjà dites ce jour-là ; celles sans jour restent",
        {"type": "string", "format": "date"},
    ),
    parameter(
        "page", "A page of one kind", "Une page d'une nature", {"type": "integer", "minimum": 1}
    ),
)
_FEED: Final = (
    parameter(
        "actor",
        "Only what this actor said: a short name, a CURIE or an IRI",
        "Seulement ce que cet acteur a dit : nom court, CURIE ou IRI",
        {"type": "string"},
        example="octave-klaba",
    ),
    parameter(
        "topic",
        "Only claims about this topic: a short name, a CURIE or an IRI",
        "Seulement les prises de position sur ce sujet : nom court, CURIE ou IRI",
        {"type": "string"},
        example="cloud-act",
    ),
    parameter("page", "A page of 100", "Une page de 100", {"type": "integer", "minimum": 1}),
    LANGUAGE,
)
_SIDE: Final = {"type": "string"}
_COMPARED: Final = (
    parameter(
        "left",
        "An actor or a source, such as actor/cnil",
        "Un acteur ou une source, comme actor/cnil",
        _SIDE,
        example="actor/cnil",
    ),
    parameter(
        "right",
        "Another actor, or another source",
        "Un autre acteur, ou une autre source",
        _SIDE,
        example="actor/stephanie-combes",
    ),
    parameter("topic", "Only this topic", "Seulement ce sujet", _SIDE, example="cloud-act"),
    parameter(
        "asOf",
        "Only claims that had been said by this day; those without a day stay",
        "Seulement les prises de position déjà dites ce jour-là ; celles sans jour restent",
        {"type": "string", "format": "date"},
    ),
    LANGUAGE,
)
_FACETS: Final = (
    *(
        parameter(
            name,
            "Only claims with this value: a slug, a CURIE or an IRI",
            "Seulement les prises de position qui ont cette valeur : nom court, CURIE ou IRI",
            {"type": "string"},
        )
        for name in FACETS
    ),
    _FILTERS[2],
    parameter(
        "sort",
        "The order: by date, the most recent first, by speaker or by source",
        "L'ordre : par date, les plus récentes d'abord, par locuteur ou par source",
        {"type": "string", "enum": list(ORDERS), "default": ORDERS[0]},
    ),
    parameter("page", "A page", "Une page", {"type": "integer", "minimum": 1, "default": 1}),
    parameter(
        "size",
        "Claims a page: up to 100 on a page for people and in citations, up to 500 elsewhere",
        "Prises de position par page : 100 au plus pour lire et citer, 500 ailleurs",
        {"type": "integer", "minimum": 1, "maximum": 500, "default": 20},
    ),
    parameter(
        "more",
        "A facet that is given with up to 300 values, not 8",
        "Une facette donnée avec 300 valeurs au plus, et non 8",
        {"type": "string", "enum": list(FACETS)},
    ),
    formats("json", "html", "csv", *(each.name for each in (*GRAPH_FORMATS, *CITATION_FORMATS))),
)
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
        "Whether the service answers, and what it serves",
        "Si le service répond, et ce qu'il sert",
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
    ("/search", "get"): Operation(
        "search",
        "Full-text search; without `kind`, the best five of each kind",
        "Recherche en texte intégral ; sans `kind`, les cinq meilleurs de chaque nature",
        (*PAGE, *JSON),
        (400, 406, 503),
        (_WORDS, *_FILTERS, formats("html", "json"), LANGUAGE),
    ),
    ("/claims", "get"): Operation(
        "claims",
        "Claims by facets, with how many there are for each value",
        "Les prises de position par facettes, avec leur nombre pour chaque valeur",
        (*JSON, *PAGE, "text/csv", *GRAPHS, *(each.media_type for each in CITATION_FORMATS)),
        (400, 406, 503),
        (*_FACETS, LANGUAGE),
    ),
    ("/search/suggest", "get"): Operation(
        "search",
        "Up to ten names for what has been typed of one",
        "Jusqu'à dix noms pour ce qui en a été tapé",
        (*JSON, "application/x-suggestions+json"),
        (400, 503),
        (_WORDS, LANGUAGE),
    ),
    ("/compare", "get"): Operation(
        "service",
        "Two actors, or two sources, side by side",
        "Deux acteurs, ou deux sources, côte à côte",
        PAGE,
        (400, 503),
        _COMPARED,
    ),
    ("/balance", "get"): Operation(
        "service",
        "What is counted of the graph, and what it does not know",
        "Ce que l'on compte du graphe, et ce qu'il ne sait pas",
        PAGE,
        (400, 503),
        (LANGUAGE,),
    ),
    ("/about", "get"): Operation(
        "service",
        "Method, limits, who curates, whom to ask for a correction",
        "Méthode, limites, qui édite, à qui demander une correction",
        PAGE,
        (400, 503),
        (LANGUAGE,),
    ),
    **{
        (f"{path}.{ending}", "get"): Operation(
            "service",
            f"{en}, as {form} (100 a page)",
            f"{fr}, en {form} (100 par page)",
            (media_type,),
            (400, 503),
            _FEED,
        )
        for path, en, fr in (
            ("/feed", "Claims, the last said first", "Prises de position, les dernières d'abord"),
            ("/feed/changes", "Changes of position", "Changements de position"),
        )
        for ending, form, media_type in (
            ("atom", "Atom", "application/atom+xml"),
            ("json", "JSON Feed", "application/feed+json"),
        )
    },
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
