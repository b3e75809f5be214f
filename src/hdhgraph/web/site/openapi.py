"""The description of the API in OpenAPI 3.1, made once at start, when all choices are known.

FastAPI names the paths and each feature's routes say what they answer; each canned query is a path
of its own, with its parameters as the graph has them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from hdhgraph.errors import InputError
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.rdf.iris import compact, expand, slug
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML, RESULTS_FORMATS, SPARQL_QUERY
from hdhgraph.sparql.as_of import HEADER
from hdhgraph.sparql.canned import LONGEST_TEXT, ParameterType
from hdhgraph.web.http import problems
from hdhgraph.web.http.operation import JSON, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, AddressParameter
from hdhgraph.web.queries import paging
from hdhgraph.web.queries.canned import FORMAT, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from fastapi import FastAPI

    from hdhgraph.sparql.canned import CannedQuery, Parameter
    from hdhgraph.web.service.service import Service

    Operations = Mapping[tuple[str, str], Operation]

__all__ = ["document_of", "documents", "router"]

router = Routes()

# More choices than this are looked up in the graph, not listed.
MOST_CHOICES: Final = 500
_LARGEST_INTEGER: Final = 10**18 - 1
_TEXTS: Final = (ParameterType.TEXT, ParameterType.LANGUAGE)
_METHODS: Final = ("get", "post", "delete")
_TAGS: Final[dict[str, dict[str, str]]] = {
    "queries": {"en": "Canned queries", "fr": "Questions prêtes"},
    "sparql": {"en": "SPARQL", "fr": "SPARQL"},
    "claims": {"en": "Claims by facets", "fr": "Prises de position par facettes"},
    "search": {"en": "Full-text search", "fr": "Recherche en texte intégral"},
    "linked data": {"en": "Entities, terms and graphs", "fr": "Entités, termes et graphes"},
    "dataset": {"en": "The dataset as a whole", "fr": "Le jeu de données entier"},
    "service": {"en": "The service itself", "fr": "Le service lui-même"},
}
_WORDS: Final[dict[str, dict[str, str]]] = {
    "description": {
        "en": "It only reads. Every failure is one `application/problem+json` body.",
        "fr": "Tout est en lecture seule. Chaque échec est un corps `application/problem+json`.",
    },
    "takes": {
        "en": "A full IRI, a CURIE or a short name",
        "fr": "Un IRI complet, un CURIE ou un nom court",
    },
    "good": {"en": "The answer", "fr": "La réponse"},
}
_STATUSES: Final[dict[int, dict[str, str]]] = {
    202: {"en": "Taken, with nothing to answer", "fr": "Reçu, sans rien à répondre"},
    303: {"en": "Seen elsewhere: at Location", "fr": "À voir ailleurs : à Location"},
    307: {"en": "Moved: to Location", "fr": "Déplacé : à Location"},
    400: {"en": "The request cannot be used", "fr": "La demande est inutilisable"},
    403: {"en": "Pages of this origin may not", "fr": "Origine refusée"},
    404: {"en": "There is nothing of that name", "fr": "Il n'y a rien de ce nom"},
    405: {"en": "This method is not possible", "fr": "Cette méthode n'est pas possible"},
    406: {"en": "None of the formats on offer is accepted", "fr": "Aucun format n'est accepté"},
    410: {"en": "It was there and is no more", "fr": "Ce qui était là n'y est plus"},
    413: {"en": "The request is too large", "fr": "La demande est trop grande"},
    415: {"en": "The body is of a type not taken", "fr": "Le corps est d'un type refusé"},
    501: {"en": "A part is not installed", "fr": "Un composant n'est pas installé"},
    503: {"en": "A limit ended the query", "fr": "Une limite a arrêté la requête"},
}
_HEADERS: Final[dict[str, Any]] = {
    "Link": {
        "description": {
            "en": "The first, previous, next and last page, and a description of the query",
            "fr": "Les pages première, précédente, suivante et dernière, et une description",
        },
        "schema": {"type": "string"},
    },
    HEADER: {
        "description": {
            "en": "As of a day: how many solutions, or claims that they count, are said, perhaps "
            "said, of unknown order, and left out as not yet said; RFC 8941. None where the query "
            "does not tell, or counting took too long",
            "fr": "À un jour : combien de réponses, ou de prises de position qu'elles comptent, "
            "sont dites, peut-être dites, d'ordre inconnu, et laissées de côté, pas encore dites ; "
            "RFC 8941. Absent si la requête ne le dit pas, ou si le compte a pris trop de temps",
        },
        "schema": {
            "type": "string",
            "examples": ["said=3, perhaps=1, unknown=0, not-yet=2"],
        },
    },
    "X-Total-Count": {
        "description": {
            "en": "On a page: how many solutions there are in all, where counting was quick",
            "fr": "Sur une page : combien de réponses en tout, si le compte a été rapide",
        },
        "schema": {"type": "integer", "minimum": 0},
    },
}
_SCHEMAS: Final[dict[str, Any]] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    },
    "Results": {
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object"},
            "results": {"type": "object", "required": ["bindings"]},
            "boolean": {"type": "boolean"},
        },
    },
}


@router.read("/openapi.json", Operation(
    "This description, in OpenAPI 3.1", "Cette description, en OpenAPI 3.1", JSON, (400,),
    (LANGUAGE,),
))  # fmt: skip
async def openapi(request: Request) -> Response:
    """Describe the API; `?lang=fr` in French."""
    return JSONResponse(document_of(request))


def document_of(request: Request) -> dict[str, Any]:
    """Return the description in the language of the address, English without one.

    Raises InputError for a language that there is none in.
    """
    lang = LANGUAGE.given(request) or "en"
    if lang not in LANGUAGES:
        raise InputError(f"“{lang}” is not a language of this description; fr and en are.")
    document: dict[str, Any] = request.app.state.openapi[lang]
    return document


def documents(app: FastAPI, service: Service, operations: Operations) -> dict[str, dict[str, Any]]:
    """Return the description of an application by language; `operations` are those of routes."""
    return {lang: _document(app, service, operations, lang) for lang in LANGUAGES}


def _document(app: FastAPI, service: Service, operations: Operations, lang: str) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, routes=app.routes)
    paths: dict[str, Any] = {}
    for path, methods in found["paths"].items():
        paths[path] = {
            method: _described(path, operations.get((path, method)), content, service)
            for method, content in methods.items()
            if method in _METHODS
        }
    for (path, method), operation in operations.items():
        if path not in paths:
            name = re.sub(r"\W+", "_", path).strip("_")
            paths[path] = {method: _described(path, operation, {"operationId": name}, service)}
    for query in service.queries.values():
        paths[f"/queries/{query.slug}"] = _canned(query, service)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": app.title,
            "version": app.version,
            "description": {
                each: f"{service.about.title(each)}. {words}"
                for each, words in _WORDS["description"].items()
            },
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": words} for name, words in _TAGS.items()],
        "paths": paths,
        "components": {"schemas": _SCHEMAS},
    }
    spoken: dict[str, Any] = _in_language(document, lang)
    return spoken


def _in_language(value: Any, lang: str) -> Any:  # noqa: ANN401 - any part of a document
    """Return a document with each text that is there in both languages in one of them."""
    if isinstance(value, dict):
        if value.keys() == set(LANGUAGES):
            return value[lang]
        return {key: _in_language(each, lang) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_in_language(each, lang) for each in value]
    return value


def _described(
    path: str, known: Operation | None, content: dict[str, Any], service: Service
) -> dict[str, Any]:
    """Return an operation that FastAPI found, with what its route says of it."""
    text = re.sub(r"\s+", " ", content.get("description", "")).strip()
    operation = known or Operation(text or path, text or path)
    declared = described(operation.parameters)
    named = {each["name"] for each in declared}
    found = {each["name"]: each for each in content.get("parameters", ())}
    # What a handler takes from the path itself, FastAPI does not name.
    for name in re.findall(r"\{(\w+)\}", path):
        found.setdefault(
            name, {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        )
    own = [_with_choices(path, each, service) for name, each in found.items() if name not in named]
    return {
        "tags": [operation.tag],
        "summary": {"en": operation.en, "fr": operation.fr},
        "description": {"en": text, "fr": ""},
        "operationId": content["operationId"],
        **({"parameters": [*own, *declared]} if own or declared else {}),
        **({"requestBody": _body(operation.body, is_required=True)} if operation.body else {}),
        "responses": _responses(operation.formats, operation.statuses, failures=operation.failures),
    }


def described(parameters: Sequence[AddressParameter]) -> list[dict[str, Any]]:
    """Return parameters as the description lists them, the language of the answer last."""
    return [each.described() for each in sorted(parameters, key=lambda each: each is LANGUAGE)]


def _with_choices(path: str, found: dict[str, Any], service: Service) -> dict[str, Any]:
    """Return a part of a path with what the service has for it."""
    names: dict[str, list[str]] = {
        "/.well-known/sparql-examples/{name}": sorted(service.queries),
        "/queries/{name}/receipt": sorted(service.queries),
        "/graph/{name}": [
            graph.removeprefix(f"{service.base}graph/")
            for graph in service.graphs
            if graph.startswith(f"{service.base}graph/")
        ],
    }
    choices = names.get(path, [])
    if path in ("/id/{name}", "/doc/{name}", "/linkset/{name}"):
        entities = sorted(iri for iris in service.values.values() for iri in iris)
        start = f"{service.base}id/"
        example = next((iri for iri in entities if iri.startswith(start)), None)
        return {**found, "example": example.removeprefix(start)} if example else found
    if not 0 < len(choices) <= MOST_CHOICES:
        return found
    return {**found, "schema": {"type": "string", "enum": choices}, "example": choices[0]}


def _body(schemas: dict[str, dict[str, Any]], *, is_required: bool) -> dict[str, Any]:
    return {
        "required": is_required,
        "content": {name: {"schema": schema} for name, schema in schemas.items()},
    }


def _responses(
    formats: Collection[str],
    statuses: Collection[int],
    headers: dict[str, Any] | None = None,
    failures: Collection[str] = (),
) -> dict[str, Any]:
    good: dict[str, Any] = {"description": _WORDS["good"]}
    if formats:
        good["content"] = {name: {"schema": _schema_of(name)} for name in formats}
    if headers:
        good["headers"] = headers
    problem: dict[str, Any] = {
        problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}},
    }
    problem |= {name: {"schema": _schema_of(name)} for name in failures}
    if HTML.media_type in formats:  # what is wrong is told on the page
        problem[HTML.media_type] = {"schema": _schema_of(HTML.media_type)}
    responses: dict[str, Any] = {"200": good}
    for status in sorted(statuses):
        responses[str(status)] = {"description": _STATUSES[status]}
        if status >= HTTPStatus.BAD_REQUEST:
            responses[str(status)]["content"] = problem
    return responses


def _schema_of(media_type: str) -> dict[str, Any]:
    if media_type == "application/sparql-results+json":
        return {"$ref": "#/components/schemas/Results"}
    if media_type.endswith("json") or media_type == "*/*":
        return {}
    return {"type": "string"}


def _canned(query: CannedQuery, service: Service) -> dict[str, Any]:
    """Return the operations of one canned query."""
    form = parts_of(query.text).form
    is_graph = form in ("CONSTRUCT", "DESCRIBE")
    answers = GRAPH_FORMATS if is_graph else (*RESULTS_FORMATS, *GRAPH_FORMATS)
    offered = [*answers, SPARQL_QUERY, HTML]
    own = {each.name for each in query.parameters}
    if form not in ("SELECT", "CONSTRUCT"):
        own |= {paging.PAGE, paging.SIZE}
    route = (
        replace(FORMAT, choices=tuple(each.name for each in offered)),
        paging.PAGE_NUMBER,
        paging.PAGE_SIZE,
    )
    parameters = [
        each.described()
        for each in (
            *(_declared(each, service) for each in query.parameters),
            *(each for each in route if each.name not in own),
        )
    ]
    formats = [each.media_type for each in offered]
    common = {
        "tags": ["queries"],
        "summary": dict(query.summaries),
        "description": {
            lang: re.sub(r"(?<!\n)\n(?!\n)", " ", text) for lang, text in query.descriptions.items()
        },
    }
    name = re.sub(r"\W", "_", query.slug)
    return {
        "get": {
            **common,
            "operationId": f"get_{name}",
            "parameters": parameters,
            "responses": _responses(formats, (400, 406, 503), _HEADERS),
        },
        "post": {
            **common,
            "operationId": f"post_{name}",
            "requestBody": _canned_body(parameters),
            "responses": _responses(formats, (400, 406, 413, 415, 503), _HEADERS),
        },
    }


def _canned_body(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the body of a POST: the same parameters, as a form or as a JSON object."""
    required = [each["name"] for each in parameters if each["required"]]
    schema: dict[str, Any] = {
        "type": "object",
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }
    fields = {each["name"]: each["schema"] for each in parameters}
    # A form sends what was not filled in as well.
    filled = {name: {"anyOf": [each, {"const": ""}]} for name, each in fields.items()}
    bodies = {
        "application/x-www-form-urlencoded": {**schema, "properties": filled},
        "application/json": {**schema, "properties": fields},
    }
    return _body(bodies, is_required=bool(required))


def _declared(each: Parameter, service: Service) -> AddressParameter:
    """Return a parameter of a canned query as its address takes it, with what the graph has."""
    is_iri, choices, default = each.type is ParameterType.IRI, list(each.choices), each.default
    if is_iri:
        choices = _short(sorted(service.choices(each)), each)
        name = slug(expand(default, each.prefixes)) if default else None
        if each.of is not None:
            default = next((value for value in (name, default) if value in choices), None)
    is_listed, is_whole = 0 < len(choices) <= MOST_CHOICES, each.type is ParameterType.INTEGER
    least: int | None = None if is_listed else 1
    most = LONGEST_TEXT if each.type in _TEXTS and not is_listed else None
    example: str | int | None = default if default is not None else next(iter(choices), None)
    if is_whole:
        least, most = -_LARGEST_INTEGER, _LARGEST_INTEGER
        example = None if default is None else int(default)
    hints = {lang: f" ({said})" if is_iri else "" for lang, said in _WORDS["takes"].items()}
    return AddressParameter(
        each.name,
        each.descriptions["en"] + hints["en"],
        each.descriptions["fr"] + hints["fr"],
        type=each.type,
        choices=tuple(choices) if is_listed else (),
        least=least,
        most=most,
        default=default,
        example=example,
        is_required=each.required and each.default is None,
        is_loose=True,
    )


def _short(choices: list[str], each: Parameter) -> list[str]:
    """Return the short names of IRIs, or CURIEs where two have the same."""
    names = [slug(choice) for choice in choices]
    if len(set(names)) == len(names):
        return names
    return [compact(choice, each.prefixes) for choice in choices]
