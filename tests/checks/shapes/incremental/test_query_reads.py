"""What a SPARQL target looks at, and where the engine may stand in for rdflib."""

from __future__ import annotations

import pytest

from hdhgraph.checks.shapes.incremental.query_reads import properties_of
from hdhgraph.checks.shapes.validating import means_the_same

EX = "https://example.org/invented/"
PREFIX = f"PREFIX ex: <{EX}> "


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT ?this { ?this ex:p ?x }", "p"),
        ("SELECT ?this { ?this ex:p/ex:q* ?x . ?x ^ex:r|ex:s ?y }", "pqrs"),
        ("SELECT ?this { ?this ex:p ?x FILTER NOT EXISTS { ?x ex:q ?y } }", "pq"),
        (
            "SELECT ?this { { ?this ex:p ?x } UNION { ?this ex:q ?x } OPTIONAL { ?x ex:r 1 } }",
            "pqr",
        ),
        ("SELECT ?this { ?this ex:p ?x MINUS { SELECT ?this { ?this ex:q ?z } } }", "pq"),
        ("SELECT ?this { ?this ex:p ?x . BIND (EXISTS { ?x ex:q ?y } AS ?z) }", "pq"),
    ],
)
def test_every_property_of_a_query_is_found(query: str, names: str) -> None:
    """Patterns, paths, filters, alternatives and sub-selects all count."""
    assert {f"{EX}{name}" for name in names} == {
        str(each) for each in properties_of(PREFIX + query) or ()
    }


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?this { ?this ?p ?o }",
        "SELECT ?this { ?this !ex:p ?o }",
        "SELECT ?this { ?this ex:p ?x FILTER EXISTS { ?x ?q ?y } }",
        "SELECT ?this { ?this unknown:p ?o }",
        "SELEC ?this",
    ],
)
def test_what_may_look_at_anything_is_told(query: str) -> None:
    """A variable or a negated set as property, or what does not parse, is no set of properties."""
    assert properties_of(PREFIX + query) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?this { ?this a ?c FILTER NOT EXISTS { ?this ?p 'REGEX (' } }", (True, True)),
        ("SELECT ?this { ?this ?p ?o FILTER (DATATYPE(?o) = ?c) }", (True, False)),
        ('SELECT ?this { ?this ?p ?o FILTER REGEX(?o, "a") }', (False, False)),
        ("SELECT ?this { ?this ?p ?o FILTER (<https://example.org/f>(?o)) }", (False, False)),
        ("SELECT ?this { ?this ?p ?o FILTER (ex:f(?o)) }", (False, False)),
        ("SELECT ?this { GRAPH ?g { ?this ?p ?o } }", (False, False)),
        ("SELECT ?this { ?this ?p ?o } LIMIT 1", (False, False)),
        ("SELECT ?this { ?this ?p ?o . BIND (RAND() AS ?x) }", (False, False)),
    ],
)
def test_the_engine_is_asked_what_it_evaluates_alike(
    query: str, expected: tuple[bool, bool]
) -> None:
    """Another dialect of expressions, functions of one's own and chance are rdflib's to evaluate.

    So is how a number is written, where the data have numbers of other types than xsd:integer.
    """
    assert expected == tuple(means_the_same(query, has_numbers=each) for each in (False, True))
