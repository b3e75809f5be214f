"""Solutions read one by one are those read in one go."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.results_json import SMALL, read_results

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
    assert read_results(content) == whole


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
    assert read_results(content) == json.loads(content)


def test_an_answer_without_solutions_may_be_large() -> None:
    """A head alone is read in one go."""
    whole = {"head": {"vars": ["x" * SMALL]}, "boolean": True}
    assert read_results(json.dumps(whole).encode()) == whole
