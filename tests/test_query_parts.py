"""Queries taken apart for pages: the slice, the order and the number of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from canned import QUERIES, bind
from hdhgraph.errors import ParameterError
from hdhgraph.rdf.files import select
from hdhgraph.sparql.parts import COUNTED, Page, QueryParts

if TYPE_CHECKING:
    from collections.abc import Sequence

PROLOGUE: Final = "PREFIX select: <http://example.org/limit> # SELECT 'LIMIT 3'\n"


@pytest.fixture(scope="module")
def numbers() -> ox.Store:
    """Ten things with a number each, in a named graph."""
    store = ox.Store()
    for number in range(10):
        thing, said = ox.NamedNode(f"http://example.org/{9 - number}"), ox.Literal(number)
        quad = ox.Quad(
            thing, ox.NamedNode("http://example.org/n"), said, ox.NamedNode("http://example.org/g")
        )
        store.add(quad)
    return store


def rows(solutions: ox.QuerySolutions) -> list[Sequence[object]]:
    """Return solutions as tuples of terms."""
    return [tuple(solution) for solution in solutions]


@pytest.mark.parametrize("slug", QUERIES)
def test_pages_are_the_answer_cut(store: ox.Store, slug: str) -> None:
    """The pages of each bundled query, put together, are the first solutions in their order."""
    text = bind(store, QUERIES[slug], {})
    parts = QueryParts.read(text)
    whole = rows(select(store, text))
    pages = [rows(select(store, parts.page(Page(number, 7)))) for number in (1, 2, 3)]
    assert whole[:21] == [row for page in pages for row in page]
    (counted,) = select(store, parts.count())
    total = counted[COUNTED]
    assert isinstance(total, ox.Literal)
    assert len(whole) == int(total.value)


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("SELECT ?n { ?s ?p ?n } ORDER BY DESC(?n) # the end", 10),
        ("SELECT ?n { ?s ?p ?n FILTER (?n < 3 || ?n > 4) } ORDER BY DESC(?n)\nLIMIT 6", 6),
        ("select ?n { ?s ?p ?n } order by desc(?n) offset 2 limit 5", 5),
        ("SELECT ?n { ?s ?p ?n } ORDER BY DESC(?n) VALUES ?n { 7 5 3 2 1 }", 5),
        ('SELECT ?n { ?s ?p ?n BIND ("} LIMIT 2" AS ?x) } ORDER BY DESC(?n) OFFSET 8', 2),
        ("SELECT ?n FROM <http://example.org/g> { ?s ?p ?n } ORDER BY DESC(?n)", 10),
        ("SELECT ?n { { SELECT ?n { ?s ?p ?n } ORDER BY ?n LIMIT 4 } } ORDER BY DESC(?n)", 4),
    ],
)
def test_ends_of_a_querys_own_are_kept(numbers: ox.Store, text: str, total: int) -> None:
    """LIMIT, OFFSET, VALUES, FROM and comments stay what they are on every page."""
    parts = QueryParts.read(PROLOGUE + text)
    whole = rows(select(numbers, PROLOGUE + text))
    assert total == len(whole)
    pages = [rows(select(numbers, parts.page(Page(number, 3)))) for number in range(1, 6)]
    assert whole == [row for page in pages for row in page]
    (counted,) = select(numbers, parts.count())
    assert str(total) == str(getattr(counted[COUNTED], "value", None))


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ('CONSTRUCT { ?s ?p "}" } WHERE { ?s ?p ?n } ORDER BY ?n', 10),
        ("CONSTRUCT WHERE { ?s ?p ?n } LIMIT 7", 7),
        ("CONSTRUCT { ?s ?p ?n } FROM <http://example.org/g> { ?s ?p ?n } ORDER BY ?n", 10),
    ],
)
def test_a_graph_has_pages_too(numbers: ox.Store, text: str, total: int) -> None:
    """A CONSTRUCT is cut by its solutions, and they are counted."""
    parts = QueryParts.read(PROLOGUE + text)
    (counted,) = select(numbers, parts.count())
    assert str(total) == str(getattr(counted[COUNTED], "value", None))
    page = numbers.query(parts.page(Page(2, 4)), use_default_graph_as_union=True)
    assert isinstance(page, ox.QueryTriples)
    assert len(list(page)) == min(4, total - 4)


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "DESCRIBE <http://example.org/1>"])
def test_one_answer_has_no_pages(text: str) -> None:
    """ASK and DESCRIBE answer once."""
    with pytest.raises(ParameterError, match="no pages"):
        QueryParts.read(text).page(Page(1, 10))
