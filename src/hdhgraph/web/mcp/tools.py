"""The tools of the server: each canned query, and three of our own, with their JSON schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.rdf.iris import compact, expand, slug
from hdhgraph.sparql.as_of import GROUPS
from hdhgraph.sparql.canned import AS_OF, ParameterType
from hdhgraph.sparql.guards import LONGEST_QUERY
from hdhgraph.web.mcp.answers import (
    MOST_ROWS,
    answer_canned,
    answer_sparql,
    default_of,
)
from hdhgraph.web.mcp.entities import MOST_NAMES, describe, find
from hdhgraph.web.mcp.words import say
from hdhgraph.web.queries.paging import PAGE, SIZE, Totals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from hdhgraph.sparql.canned import CannedQuery, Parameter
    from hdhgraph.web.mcp.answers import Answer, ToolAsker
    from hdhgraph.web.service.service import Service

    Call = Callable[[ToolAsker, Mapping[str, Any]], Awaitable[Answer]]

__all__ = ["OfferedTool", "offer_tools"]

Schema = dict[str, Any]

# Up to so many values are listed in a schema; past that, a client finds them by name.
_MOST_CHOICES: Final = 30
_EXAMPLES: Final = 3
_LONGEST_TEXT: Final = 2_000
_TEXT: Final[Schema] = {"type": "string"}
_VERSION: Final[Schema] = {
    "type": "object",
    "required": ["software", "ontology", "data", "dataset"],
    "additionalProperties": _TEXT,
}
# How many claims are of each group as of the day.
_AS_OF: Final[Schema] = {
    "type": "object",
    "properties": {
        "day": _TEXT,
        **{group: {"type": "integer", "minimum": 0} for group in GROUPS},
    },
    "required": ["day", *GROUPS],
}
_EVIDENCE: Final[Schema] = {
    "type": "object",
    "properties": {
        "columns": {"type": "array", "items": _TEXT},
        "rowsWithout": {"type": "integer", "minimum": 0},
        "note": _TEXT,
    },
    "required": ["columns", "note"],
}
_TABLE: Final[Schema] = {
    "columns": {"type": "array", "items": _TEXT},
    "rows": {"type": "array", "items": {"type": "object"}},
    "total": {"type": "integer", "minimum": 0},
    PAGE: {"type": "integer", "minimum": 1},
    SIZE: {"type": "integer", "minimum": 1},
    "turtle": _TEXT,
    "note": _TEXT,
    "address": _TEXT,
    "query": _TEXT,
    "parameters": {"type": "object"},
    AS_OF: _AS_OF,
}
_ENTITIES: Final[Schema] = {
    "entities": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "iri": {"type": "string"},
                "label": _TEXT,
                "language": _TEXT,
                "types": {"type": "array", "items": _TEXT},
                "names": {"type": "array", "items": _TEXT},
            },
            "required": ["iri", "label", "types", "names"],
        },
    },
    "count": {"type": "integer", "minimum": 0},
    "note": _TEXT,
}
_DESCRIPTION: Final[Schema] = {"iri": _TEXT, "turtle": _TEXT, "note": _TEXT, AS_OF: _AS_OF}


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """One tool: what a client is told of it, and what is called."""

    name: str
    title: str
    description: str
    input_schema: Schema
    output_schema: Schema
    call: Call


def offer_tools(service: Service, language: str) -> dict[str, OfferedTool]:
    """Return the tools by name; a canned query that is named like one of our own gives way."""
    own = (_find(language), _describe(language), _sparql(language))
    tools = {tool.name: tool for tool in own}
    totals = Totals()
    for query in service.queries.values():
        name = f"query-{query.slug}" if query.slug in tools else query.slug
        tools[name] = _canned(name, query, service, language, totals)
    return tools


def _canned(
    name: str, query: CannedQuery, service: Service, language: str, totals: Totals
) -> OfferedTool:
    async def call(asker: ToolAsker, arguments: Mapping[str, Any]) -> Answer:
        return await answer_canned(asker, query, arguments, totals)

    properties = {
        parameter.name: _parameter(parameter, service, language) for parameter in query.parameters
    }
    needed = [
        parameter.name
        for parameter in query.parameters
        if parameter.required and default_of(parameter, language) is None
    ]
    return OfferedTool(
        name,
        query.summaries[language],
        query.descriptions[language],
        _object(_paging(language) | properties, needed),
        _answer(_TABLE),
        call,
    )


def _parameter(parameter: Parameter, service: Service, language: str) -> Schema:
    """Return the JSON schema (2020-12) of a parameter, with the graph's choices where few."""
    schema: Schema = {"type": "string", "description": parameter.descriptions[language]}
    default: object = default_of(parameter, language)
    match parameter.type:
        case ParameterType.INTEGER:
            schema["type"] = "integer"
            default = None if default is None else int(str(default))
        case ParameterType.DATE:
            schema["format"] = "date"
        case ParameterType.IRI:
            schema |= _choices(parameter, service, language, schema["description"])
            if default is not None and parameter.of is not None:
                default = slug(expand(str(default)))
        case ParameterType.TEXT | ParameterType.LANGUAGE:
            schema["maxLength"] = _LONGEST_TEXT
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if default is not None:
        schema["default"] = default
    return schema


def _choices(parameter: Parameter, service: Service, language: str, description: str) -> Schema:
    iris = sorted(service.choices(parameter))
    slugs = [slug(iri) for iri in iris]
    values = [
        name if slugs.count(name) == 1 else compact(iri, service.prefixes)
        for name, iri in zip(slugs, iris, strict=True)
    ]
    if 0 < len(values) <= _MOST_CHOICES:
        return {"enum": values}
    hint = say("iri", language)
    if parameter.of is None:
        return {"description": f"{description} ({hint})"}
    found = say("iri.find", language)
    return {"description": f"{description} ({hint}, {found})", "examples": values[:_EXAMPLES]}


def _paging(language: str) -> Schema:
    return {
        PAGE: {"type": "integer", "minimum": 1} | _said("page", language),
        SIZE: {"type": "integer", "minimum": 1, "maximum": MOST_ROWS} | _said("size", language),
    }


def _find(language: str) -> OfferedTool:
    properties = {
        "name": {"type": "string", "minLength": 1, "maxLength": 200} | _said("find.name", language),
        "kind": {"type": "string", "examples": ["actor", "source"]} | _said("find.kind", language),
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST_NAMES}
        | _said("limit", language),
    }
    return _own("find", language, _object(properties, ["name"]), _ENTITIES, find)


def _describe(language: str) -> OfferedTool:
    properties = {
        "iri": _TEXT | _said("describe.iri", language),
        PAGE: {"type": "integer", "minimum": 1} | _said("describe.page", language),
        AS_OF: _TEXT | {"format": "date"} | _said("describe.asOf", language),
    }
    schema = _object(properties, ["iri"])
    return _own("describe", language, schema, _DESCRIPTION, describe)


def _sparql(language: str) -> OfferedTool:
    query = {"type": "string", "maxLength": LONGEST_QUERY} | _said("sparql.query", language)
    schema = _object({"query": query} | _paging(language), ["query"])
    return _own("sparql", language, schema, _TABLE, answer_sparql)


def _own(name: str, language: str, schema: Schema, output: Schema, call: Call) -> OfferedTool:
    title, description = say(f"{name}.title", language), say(name, language)
    return OfferedTool(name, title, description, schema, _answer(output), call)


def _said(key: str, language: str) -> Schema:
    return {"description": say(key, language)}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _answer(properties: Schema) -> Schema:
    """Return the schema of an answer: what it holds, its evidence and the version it is of."""
    common = {"evidence": _EVIDENCE, "version": _VERSION}
    return {
        "type": "object",
        "properties": properties | common,
        "required": ["evidence", "version"],
    }
