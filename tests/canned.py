"""Ask the bundled graph's canned queries, and read what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.layout import bundled
from hdhgraph.rdf.files import select
from hdhgraph.rdf.iris import compact
from hdhgraph.sparql.canned import CannedQuery, Parameter, choices_query, read_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "QUERIES",
    "Solution",
    "ask",
    "bind",
    "choices_of",
    "claims",
    "of_first_sources",
    "pick",
    "solutions_of",
]

QUERIES: Final = read_queries(bundled().queries)

Solution = dict[str, str]


def choices_of(store: ox.Store, parameter: Parameter) -> list[str]:
    """Return the IRIs that a parameter takes in the bundled graph."""
    solutions = select(store, choices_query(parameter.of or ""))
    return [named(solution["value"]).value for solution in solutions]


def named(term: object) -> ox.NamedNode:
    """Return a term that must be an IRI."""
    assert isinstance(term, ox.NamedNode)
    return term


def bind(store: ox.Store, query: CannedQuery, values: Mapping[str, str]) -> str:
    """Return the text of a query with values of the bundled graph put in."""
    return query.bind(values, lambda parameter: choices_of(store, parameter))


def solutions_of(store: ox.Store, text: str) -> list[Solution]:
    """Return the solutions of a query: our IRIs without their base, unbound variables absent."""
    solutions = select(store, text)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: short(term) for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def short(term: object) -> str:
    """Return an IRI as a CURIE, without the prefix of data; a literal as its text."""
    if isinstance(term, ox.NamedNode):
        return compact(term.value).removeprefix("hgid:")
    assert isinstance(term, ox.Literal)
    return term.value


def ask(store: ox.Store, slug: str, **values: str) -> list[Solution]:
    """Answer a canned query."""
    return solutions_of(store, bind(store, QUERIES[slug], values))


def pick(solutions: Iterable[Solution], *names: str) -> set[tuple[str, ...]]:
    """Return some columns of solutions; an unbound variable is an empty text."""
    return {tuple(solution.get(name, "") for name in names) for solution in solutions}


def of_first_sources(store: ox.Store, solutions: Iterable[Solution]) -> list[Solution]:
    """Keep the solutions about claims that one of the first two sources attests."""
    claims = {
        solution["claim"]
        for source in ("ticsante", "ticsante-en")
        for solution in ask(store, "source", source=source)
    }
    return [solution for solution in solutions if solution["claim"] in claims]


def claims(*slugs: str) -> set[tuple[str, ...]]:
    """Return claims as `pick` does, from words such as `roy-no-problem denies`."""
    return {
        (f"claim/{slug}", *(f"stance:{stance}" for stance in stances))
        for slug, *stances in map(str.split, slugs)
    }
