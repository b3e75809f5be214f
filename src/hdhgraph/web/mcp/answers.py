"""Answers of the engine as rows for a client to read, each answer with its evidence.

Every answer is bounded in rows and in size, and says how to get the rest.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from hdhgraph.errors import InputError, ParameterError
from hdhgraph.i18n.messages import message
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.as_of_counts import count_queries, read_groups
from hdhgraph.sparql.canned import AS_OF, ParameterType
from hdhgraph.sparql.guards import QueryForm, inspect
from hdhgraph.sparql.parts import Page, QueryParts
from hdhgraph.sparql.solutions import read_results
from hdhgraph.web.http.aside import aside, decoded
from hdhgraph.web.mcp.words import say
from hdhgraph.web.queries.paging import LARGEST_PAGE, PAGE, SIZE
from hdhgraph.web.queries.sparql import QueryOperation, to_request
from hdhgraph.web.service.service import Asker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.sparql.canned import CannedQuery, Parameter
    from hdhgraph.sparql.guards import QueryFacts
    from hdhgraph.web.queries.paging import Totals

__all__ = [
    "MOST_ROWS",
    "ToolAsker",
    "answer_canned",
    "answer_sparql",
    "default_of",
    "describe_graph",
    "read_number",
    "read_text",
    "refuse_others",
]

MOST_ROWS: Final = 500
_ROWS: Final = 50
# What one answer may hold of rows, and of a graph, in bytes: clients read them into a model.
_LARGEST_ROWS: Final = 256 * 1024
_LARGEST_GRAPH: Final = 512 * 1024
# What of an evaluated answer is read here before its rows are counted off.
_LARGEST_ANSWER: Final = 8 * 1024 * 1024
_LONGEST_ADDRESS: Final = 2_000
# What the columns that name a claim, or a place of a source, end with: `claim`, `otherFragment`.
_EVIDENCE: Final = (
    "claim", "speaker", "capacity", "fragment", "source", "start", "end", "attestation",
)  # fmt: skip
# Beside a claim these are its speaker, and the second claim of a pair and who makes it.
_BESIDE_A_CLAIM: Final = ("actor", "against", "opponent", "other")
# One of these alone says where to look; a speaker or an end alone does not.
_ANCHORS: Final = ("claim", "fragment", "start", "attestation")
_INTEGER: Final = PREFIXES["xsd"] + "integer"
_BOOLEAN: Final = PREFIXES["xsd"] + "boolean"

# Some of what looks like a prefix stands in a text: then its line stays for nothing.
_PREFIX: Final = re.compile(r"(?<![\w.-])([\w.-]*+):")

Row = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAsker(Asker):
    """Who calls a tool; `language` is that of the answer's own words."""

    language: str

    async def read(self, query: str, form: str, most: int = _LARGEST_ANSWER) -> bytes:
        """Evaluate a query under the guards and limits of the service; at most `most` bytes.

        Raises the errors that /sparql has for the same query.
        """
        if not query.isprintable() and any("\ud800" <= each <= "\udfff" for each in query):
            raise InputError("The query is not UTF-8.")
        operation = QueryOperation(query)
        facts = await self.service.texts.inspect(query, self.caller, operation.arrived)
        return await self.ask(to_request(self.service, operation, facts, form), most)

    async def count(self, query: str) -> list[Row]:
        """Return the one solution of a query that counts what another has."""
        return (await decoded(await self.read(query, "json"), _read_table))[1]

    def version(self) -> dict[str, str]:
        """Return the versions of what is read: software, ontology, data, and its digest."""
        known = self.service.versions
        return {
            "software": known.software,
            "ontology": known.ontology,
            "data": known.edition,
            "dataset": known.dataset,
        }

    def address(self, path: str, values: Mapping[str, str] | None = None) -> str:
        """Return the address of the same answer over HTTP, absolute where one is known."""
        query = urlencode(values or {})
        return f"{self.service.public}{path}{'?' if query else ''}{query}"


async def answer_canned(
    asker: ToolAsker, query: CannedQuery, arguments: Mapping[str, Any], totals: Totals
) -> Answer:
    """Answer a canned query; `totals` are the numbers of rows that are known.

    Raises ParameterError for an argument that the query does not take, and what the engine raises.
    """
    given = dict(arguments)
    page = _read_page(given, {parameter.name for parameter in query.parameters})
    values = {
        name: read_text(name, value) for name, value in given.items() if value not in (None, "")
    }
    for parameter in query.parameters:
        default = default_of(parameter, asker.language)
        if default is not None:
            values.setdefault(parameter.name, default)
    text = query.bind(values, asker.service.choices)
    answer: Answer = {
        "query": query.slug,
        "parameters": values,
        "address": asker.address(f"queries/{query.slug}", values),
    }
    facts = inspect(text)
    if facts.form is not QueryForm.SELECT:
        return answer | await _evaluate(asker, text, page, facts)
    content = await asker.read(QueryParts.read(text).page(page), "json")
    columns, rows = await decoded(content, _read_table)
    total = len(rows)
    if len(rows) == page.size or page.number > 1:
        total = await totals.of(text, asker.count)
    answer |= _table(asker, columns, rows, page, total)
    if counting := count_queries(query, values, asker.service.choices):
        counts = read_groups(*[await asker.count(each) for each in counting])
        answer[AS_OF] = {"day": values[AS_OF], **counts}
    return answer


def default_of(parameter: Parameter, language: str) -> str | None:
    """Return a parameter's default: for a language, the client's own where it is a choice."""
    if parameter.type is ParameterType.LANGUAGE and language in parameter.choices:
        return language
    return parameter.default


async def answer_sparql(asker: ToolAsker, arguments: Mapping[str, Any]) -> Answer:
    """Answer a query of the client's own.

    Raises what /sparql raises for it.
    """
    given = dict(arguments)
    page = _read_page(given, set())
    query = read_text("query", given.pop("query", None))
    refuse_others("sparql", given)
    if not query.strip():
        raise ParameterError("The query is empty.")
    facts = await asker.service.texts.inspect(query, asker.caller)
    answer = await _evaluate(asker, query, page, facts)
    if len(query) <= _LONGEST_ADDRESS:
        answer["address"] = asker.address("sparql", {"query": query})
    if answer["evidence"]["columns"]:
        answer["evidence"]["note"] = say("sparql.evidence", asker.language)
    return answer


def refuse_others(tool: str, given: Mapping[str, Any]) -> None:
    """Raise ParameterError for an argument that is left, since the tool takes no such one."""
    for name in given:
        raise ParameterError(f"“{tool}” has no parameter “{name[:60]}”.")


async def _evaluate(asker: ToolAsker, query: str, page: Page, facts: QueryFacts) -> Answer:
    """Evaluate the whole of a query, and return the page of it that is wanted."""
    if facts.form is not None and facts.form.returns_graph:
        turtle = (await asker.read(query, "turtle", _LARGEST_GRAPH)).decode()
        return await describe_graph(asker, turtle)
    columns, rows = await decoded(await asker.read(query, "json"), _read_table)
    first = (page.number - 1) * page.size
    return _table(asker, columns, rows[first : first + page.size], page, len(rows))


async def describe_graph(asker: ToolAsker, turtle: str) -> Answer:
    """Return triples as an answer; a note where there are none."""
    shown = await aside(functools.partial(_without_idle_prefixes, turtle))
    is_empty = not shown
    note = say("evidence.empty" if is_empty else "describe.evidence", asker.language)
    answer: Answer = {
        "turtle": shown,
        "evidence": {"columns": [], "note": note},
        "version": asker.version(),
    }
    if is_empty:
        answer["note"] = message("none", asker.language)
    return answer


def _without_idle_prefixes(turtle: str) -> str:
    """Return Turtle with the prefixes that it uses; empty where it states nothing."""
    lines = turtle.splitlines(keepends=True)
    body = [line for line in lines if not line.startswith("@prefix ")]
    used = {name for line in body for name in _PREFIX.findall(line)}
    kept = [line for line in lines if line.startswith("@prefix ") and line.split()[1][:-1] in used]
    return "".join((*kept, *body)).strip()


def _read_table(content: bytes) -> tuple[list[str], list[Row]]:
    answer = read_results(content)
    if answer.boolean is not None:
        return ["boolean"], [{"boolean": answer.boolean}]
    rows = [{name: _value(term) for name, term in each.items()} for each in answer.solutions]
    return answer.variables, rows


def _table(asker: ToolAsker, columns: list[str], rows: list[Row], page: Page, total: int) -> Answer:
    """Return a page of rows; `total` is how many rows there are on all pages."""
    shown = _fitting(rows)
    beside = _BESIDE_A_CLAIM if "claim" in columns else ()
    evidence = [name for name in columns if name.lower().endswith(_EVIDENCE) or name in beside]
    anchors = [name for name in evidence if name.lower().endswith(_ANCHORS)]
    answer: Answer = {
        "columns": columns,
        "rows": shown,
        "total": total,
        PAGE: page.number,
        SIZE: page.size,
        "evidence": {
            "columns": evidence if anchors else [],
            "rowsWithout": sum(not any(name in row for name in anchors) for row in shown),
            "note": say(_evidence_note(shown, anchors), asker.language),
        },
        "version": asker.version(),
    }
    note = _note(asker.language, len(shown), len(rows), page, total)
    return answer | ({"note": note} if note else {})


def _note(language: str, shown: int, fetched: int, page: Page, total: int) -> str | None:
    """Return what to know of the rows that are not shown."""
    if not total:
        return message("none", language)
    if shown < fetched:
        return say("too_large", language, size=shown)
    if not shown:
        return say("past", language, count=total)
    if page.number * page.size < total:
        return say("more", language, total=total, page=page.number + 1)
    return None


def _evidence_note(rows: list[Row], anchors: list[str]) -> str:
    if not rows:
        return "evidence.empty"
    return "evidence" if anchors else "evidence.none"


def _fitting(rows: list[Row]) -> list[Row]:
    """Return the first rows that together fit in an answer, and at least one."""
    size = 0
    for number, row in enumerate(rows):
        size += len(json.dumps(row, ensure_ascii=False))
        if size > _LARGEST_ROWS and number:
            return rows[:number]
    return rows


def _value(term: Mapping[str, Any]) -> object:
    """Return a term (SPARQL 1.1 Query Results JSON, 3.2.2) as a number, a boolean or text."""
    value, datatype = term["value"], term.get("datatype")
    if isinstance(value, dict):
        return value  # a triple term (SPARQL 1.2) has no text of its own
    if datatype == _INTEGER and len(value) < len(str(2**53)) and value.lstrip("+-").isdecimal():
        return int(value)
    if datatype == _BOOLEAN and value in ("true", "false"):
        return value == "true"
    return value


def _read_page(given: dict[str, Any], own: set[str]) -> Page:
    """Take page and size out of the arguments, unless the query has parameters so named."""
    number, size = (None if name in own else given.pop(name, None) for name in (PAGE, SIZE))
    return Page(
        read_number(PAGE, number, LARGEST_PAGE, 1),
        read_number(SIZE, size, MOST_ROWS, _ROWS),
    )


def read_number(name: str, value: object, most: int, default: int) -> int:
    """Return an argument that counts from 1. Raises ParameterError with what it takes."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ParameterError(f"“{name}” takes a whole number from 1 to {most}.")
    return value


def read_text(name: str, value: object) -> str:
    """Return an argument as the text that HTTP would have. Raises ParameterError otherwise."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ParameterError(f"“{name}” takes one text or number.")
    return str(value)
