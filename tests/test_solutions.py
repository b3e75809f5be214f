"""Solutions read one by one are those read in one go, and terms of TSV those of the store."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.sparql.solutions import SMALL, Results, read_results, read_solutions, read_term

TERMS = st.dictionaries(
    st.sampled_from(["a", "b", "bindings"]),
    st.fixed_dictionaries({"type": st.just("literal"), "value": st.text(max_size=8)}),
    max_size=3,
)


@given(st.lists(TERMS, max_size=5), st.sampled_from([1, SMALL]))
def test_solutions_are_read_as_a_whole_document_is(
    rows: list[dict[str, object]], size: int
) -> None:
    """Whatever the texts hold, in a small answer and in a large one."""
    padding = {"a": {"type": "literal", "value": "]},{[" * size}}
    whole = {"head": {"vars": ["a", "b"]}, "results": {"bindings": [*rows, padding]}}
    content = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()
    assert read_results(content) == Results(["a", "b"], [*rows, padding])


@pytest.mark.parametrize(
    "query",
    [
        "ASK {}",
        "SELECT * { VALUES ?x { 1 } FILTER (false) }",
        "SELECT * { VALUES (?x ?y) { ('é' UNDEF) } }",
    ],
)
def test_what_the_engine_writes_is_read(query: str) -> None:
    """A boolean, no solutions, and solutions without some of their variables."""
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions | ox.QueryBoolean)
    content = answer.serialize(format=ox.QueryResultsFormat.JSON)
    assert content is not None
    assert read_results(content) == results_of(json.loads(content))


def test_an_answer_without_solutions_may_be_large() -> None:
    """A head alone is read in one go."""
    whole = {"head": {"vars": ["x" * SMALL]}, "boolean": True}
    assert read_results(json.dumps(whole).encode()) == Results([], [], boolean=True)


def results_of(answer: dict[str, Any]) -> Results:
    """Return what a document of SPARQL 1.1 Query Results JSON holds."""
    if "boolean" in answer:
        return Results([], [], answer["boolean"])
    return Results(answer["head"]["vars"], answer["results"]["bindings"])


def test_terms_are_text_beside_their_language() -> None:
    """An IRI, a number, a text with its language; what is unbound is absent."""
    query = "SELECT * { VALUES (?a ?b ?c) { (<x:y> 1 'é'@fr) (UNDEF UNDEF 'z') } }"
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    content = answer.serialize(format=ox.QueryResultsFormat.JSON)
    assert content is not None
    assert read_solutions(content) == [{"a": "x:y", "b": "1", "c": "é", "cLang": "fr"}, {"c": "z"}]


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from(["", "fr", "en-GB"]))
def test_terms_of_tsv_are_read_as_they_were_written(text: str, lang: str) -> None:
    """Whatever is escaped in a text; its language in lower case."""
    literal = ox.Literal(text, language=lang) if lang else ox.Literal(text)
    answer = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {literal} }} }}")
    assert isinstance(answer, ox.QuerySolutions)
    content = answer.serialize(format=ox.QueryResultsFormat.TSV)
    assert content is not None
    term = content.decode().removesuffix("\n").split("\n", 1)[1]
    assert read_term(term) == (text, lang.lower())


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("<https://example.org/a>", ("https://example.org/a", "")),
        ('"5"^^<http://www.w3.org/2001/XMLSchema#byte>', ("5", "")),
        ("_:b0", None),
        ("<<( <a:b> <a:c> <a:d> )>>", None),
        ("", None),
    ],
)
def test_other_terms_of_tsv(term: str, expected: tuple[str, str] | None) -> None:
    """An IRI and a typed literal are texts; a blank node, a triple and nothing are none."""
    assert read_term(term) == expected
