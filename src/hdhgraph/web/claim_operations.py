"""The operations on claims: search, facets, comparison, feeds, forms, receipts and pictures."""

from __future__ import annotations

from typing import Final

from hdhgraph.claims_read import SPEAKERS
from hdhgraph.facets import FACETS, ORDERS
from hdhgraph.media_types import CITATION_FORMATS, GRAPH_FORMATS
from hdhgraph.pictures.words import KINDS as PICTURES
from hdhgraph.search_build import KINDS
from hdhgraph.web.claims_asked import FACET_KEYS
from hdhgraph.web.exports import CITED_AS
from hdhgraph.web.messages import message
from hdhgraph.web.operation import (
    AS_OF,
    GRAPHS,
    JSON,
    LANGUAGE,
    PAGE,
    Operation,
    formats,
    parameter,
)

__all__ = ["CLAIM_OPERATIONS"]

_SVG: Final = "image/svg+xml"
_CITATIONS: Final = tuple(each.media_type for each in CITATION_FORMATS)
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
    AS_OF,
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
    AS_OF,
    LANGUAGE,
)
_FACETS: Final = (
    *(
        parameter(
            name,
            f"{message(key, 'en')}: only claims with this value, a slug, a CURIE or an IRI",
            f"{message(key, 'fr')} : seulement les prises de position qui ont "
            "cette valeur, nom court, CURIE ou IRI",
            {"type": "string", **({"enum": list(SPEAKERS.values())} if name == "kind" else {})},
        )
        for name, key in FACET_KEYS.items()
    ),
    AS_OF,
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
_FORM: Final = parameter(
    "form",
    "The form: a nanopublication (TriG), a Web Annotation, a schema.org claim (JSON-LD), or a "
    "citation, whose suffix may name its format",
    "La forme : nanopublication (TriG), annotation Web, prise de position schema.org (JSON-LD), ou "
    "citation, dont un suffixe peut nommer le format",
    {
        "type": "string",
        "enum": [
            "nanopub",
            "annotation",
            "schema",
            "citation",
            *(f"citation.{each.extension}" for each in CITED_AS),
        ],
    },
    where="path",
    example="citation",
)
_PART: Final = parameter(
    "part",
    "One of its four graphs",
    "L'un de ses quatre graphes",
    {"type": "string", "enum": ["Head", "assertion", "provenance", "pubinfo"]},
    where="path",
    example="assertion",
)
_PICTURE: Final = (
    parameter(
        "name",
        "The picture, as a page, or with .svg the drawing alone",
        "L'image, en page, ou avec .svg le dessin seul",
        {"type": "string", "enum": [name for each in PICTURES for name in (each, f"{each}.svg")]},
        where="path",
        example="matrix",
    ),
    parameter("topic", "Only this topic", "Seulement ce sujet", _SIDE, example="cloud-act"),
    parameter("actor", "Only this actor", "Seulement cet acteur", _SIDE),
    parameter(
        "claim",
        "The claim whose chain of relays is drawn",
        "La prise de position dont la chaîne des relais est dessinée",
        _SIDE,
    ),
    AS_OF,
    LANGUAGE,
)

CLAIM_OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
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
    ("/claim/{name}/{form}", "get"): Operation(
        "claims",
        "One claim in a form to cite or to publish",
        "Une prise de position sous une forme à citer ou à publier",
        ("application/trig", "application/ld+json", *_CITATIONS, *PAGE),
        (400, 404, 406, 410, 503),
        (_FORM, formats(*(each.name for each in CITED_AS)), LANGUAGE),
    ),
    ("/claim/{name}/nanopub/{part}", "get"): Operation(
        "claims",
        "A graph of a claim's nanopublication: see the whole",
        "Un graphe de la nanopublication d'une prise de position : voir l'ensemble",
        (),
        (303, 400, 404, 406, 410, 503),
        (_PART,),
    ),
    ("/queries/{name}/receipt", "get"): Operation(
        "queries",
        "Make the receipt of an answer, by the parameters of its query: see it",
        "Établir le reçu d'une réponse, avec les paramètres de sa question : le voir",
        (),
        (303, 400, 404, 503),
        (LANGUAGE,),
    ),
    ("/receipt/{name}", "get"): Operation(
        "queries",
        "Ask a receipt's query again, and tell whether the answer has changed",
        "Reposer la question d'un reçu, et dire si la réponse a changé",
        (*JSON, *PAGE, *_CITATIONS),
        (400, 404, 406, 503),
        (formats("json", "html", *(each.name for each in CITATION_FORMATS)), LANGUAGE),
    ),
    ("/pictures/{name}", "get"): Operation(
        "claims",
        "A picture: stances over time, timeline, map, chain of relays",
        "Une image : postures au fil du temps, frise, carte, chaîne des relais",
        (*PAGE, _SVG),
        (400, 404, 503),
        _PICTURE,
    ),
}
