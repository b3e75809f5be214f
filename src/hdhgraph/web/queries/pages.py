"""The canned queries as pages: the list of them, and one with its form and its answer."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from hdhgraph.i18n.folding import folded
from hdhgraph.i18n.messages import message
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.media_types import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TSV, TURTLE, XML
from hdhgraph.sparql.as_of import GROUPS
from hdhgraph.sparql.as_of_counts import group_columns, group_of_row
from hdhgraph.sparql.canned import AS_OF, ParameterType
from hdhgraph.web.claims.cards import Reader
from hdhgraph.web.http.aside import decoded
from hdhgraph.web.pages.problems import told
from hdhgraph.web.pages.rendering import language_of, render, shown
from hdhgraph.web.queries.receipts import receipt_address
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request, Response

    from hdhgraph.errors import ParameterError
    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.sparql.canned import CannedQuery

__all__ = ["Shown", "form_page", "queries_page", "query_page"]

_LANG: Final = "lang"
_UNDATED: Final = "undated"
# Longer lists show names instead of labels.
_MOST_LABELLED: Final = 1000
_RESULTS: Final = (CSV, JSON, TSV, XML)
_GRAPHS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
_GROUP_KEYS: Final = {
    "said": "as_of_value_said",
    "perhaps": "as_of_value_perhaps",
    "unknown": "as_of_value_unknown",
    "notYet": "as_of_value_notYet",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of one query shows beside its answer.

    `values` are the parameters that were given, `text` the query with all of them put in; `links`
    lead to other pages of the answer, by relation; `total` counts all solutions, `groups` those of
    each group as of the day that is asked for, where they are known.
    """

    query: CannedQuery
    values: Mapping[str, str]
    text: str
    is_graph: bool
    links: Mapping[str, str]
    total: int | None
    groups: Counts | None = None


def queries_page(request: Request) -> Response:
    """Show the canned queries."""
    return render(request, "queries.html")


async def query_page(request: Request, what: Shown, content: bytes) -> Response:
    """Show one canned query: its form, and its answer."""
    address = urlencode([(name, value) for name, value in what.values.items() if value])
    formats = _GRAPHS if what.is_graph else _RESULTS
    result = await decoded(content, functools.partial(shown, is_graph=what.is_graph))
    as_of = what.values.get(AS_OF) if _takes_day(what.query) else None
    return render(
        request,
        "query.html",
        query=what.query,
        values=what.values,
        text=what.text,
        address=f"?{address}" if address else "",
        alternates=[(each.media_type, each.extension) for each in formats],
        links=what.links,
        receipt=receipt_address(what.query.slug, {**what.values, "lang": language_of(request)}),
        total=what.total,
        choices=await _choices(request, what.query),
        as_of=as_of,
        groups=what.groups,
        **_in_groups(result, as_of, language_of(request)),
    )


async def form_page(
    request: Request, query: CannedQuery, values: Mapping[str, str], error: ParameterError
) -> Response:
    """Show the form of a query that cannot be answered as it was asked.

    Where nothing was given, a parameter has no default in this graph: the reader is to choose.
    """
    choices = await _choices(request, query)
    given = values.keys() - {_LANG}
    kept = {name: value for name, value in values.items() if value != error.name}
    response = render(
        request,
        "query.html",
        query=query,
        values=kept,
        choices=choices,
        links={},
        total=None,
        wrong=told(error) if given else "",
        near=[(_with(query, values, error.name, each), each) for each in error.near],
        is_form=True,
    )
    if given:
        response.status_code = 400
        response.headers["Cache-Control"] = "no-store"
    return response


def _with(query: CannedQuery, values: Mapping[str, str], wrong: str, near: str) -> str:
    """Return the address that has a near name in the place of a wrong value."""
    pairs = [(name, near if value == wrong else value) for name, value in values.items()]
    return f"/queries/{query.slug}?{urlencode(pairs)}"


async def _choices(request: Request, query: CannedQuery) -> dict[str, list[tuple[str, str]]]:
    """Return what each parameter takes, with its label in the page's language, by label."""
    service = service_of(request)
    known = {each.name: sorted(service.choices(each)) for each in query.parameters}
    iris = [iri for each in query.parameters if each.of for iri in known[each.name]]
    labels = await Reader(request).labels(iris[:_MOST_LABELLED])
    return {
        name: sorted(
            ((iri, labels[iri][0] if iri in labels else slug(iri)) for iri in found),
            key=lambda choice: (folded(choice[1]), choice[0]),
        )
        for name, found in known.items()
    }


def _takes_day(query: CannedQuery) -> bool:
    return any(
        parameter.name == AS_OF and parameter.type is ParameterType.DATE
        for parameter in query.parameters
    )


def _in_groups(result: dict[str, Any], day: str | None, lang: str) -> dict[str, Any]:
    """Part the solutions by their group as of a day; without a day they are one part.

    A part has a heading, or none. Of a query that tells no groups the claims without a day are
    apart, and the pairs that have one such.
    """
    variables = result["variables"]
    if not variables:
        return result
    columns = group_columns(" ".join(f"?{name}" for name in variables))
    shown = [name for name in variables if name not in columns or (day and len(columns) > 1)]
    tell = _group_of if columns else functools.partial(_undated, _days(variables))
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for solution in result["solutions"]:
        parts.setdefault(tell(solution) if day else "", []).append(_told(solution, columns, lang))
    order = sorted(parts, key=("", *GROUPS, _UNDATED).index)
    return {**result, "variables": shown, "parts": [(each, parts[each]) for each in order]}


def _group_of(solution: Mapping[str, Any]) -> str:
    return group_of_row({name: term["value"] for name, term in solution.items()})


def _told(solution: Mapping[str, Any], columns: list[str], lang: str) -> Mapping[str, Any]:
    """Return a solution with the groups of its claims in words."""
    words = {
        name: {**solution[name], "value": message(_GROUP_KEYS[solution[name]["value"]], lang)}
        for name in columns
        if name in solution and solution[name]["value"] in _GROUP_KEYS
    }
    return {**solution, **words}


def _days(variables: list[str]) -> list[str]:
    return [name for name in variables if name.lower().endswith("saidby")]


def _undated(days: list[str], solution: Mapping[str, Any]) -> str:
    is_undated = "claim" in solution and any(name not in solution for name in days)
    return _UNDATED if is_undated else ""
