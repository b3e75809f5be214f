"""Solutions are counted as they are written, whatever stands in their literals."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.engine.worker.evaluation import JsonSeparators, RowCounter, write_answer
from hdhgraph.errors import QueryStoppedError

# What a separator, an end of a string or an escape looks like, in any order.
TEXTS = st.lists(st.sampled_from(["}},{", '"', "\\", "{}", "},{", "a", ":", ",", "{", "\n"])).map(
    "".join
)
TERMS = st.builds(lambda text: {"type": "literal", "value": text}, TEXTS)
SOLUTIONS = st.lists(st.dictionaries(st.sampled_from("xyz"), TERMS, max_size=2), max_size=8)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("query", ["SELECT ?x { VALUES () { () () () } }", "SELECT ?x { ?a ?b 1 }"])
def test_solutions_without_a_bound_variable_count(query: str, form: str) -> None:
    """Three empty solutions are three rows in each format."""
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"a:{n}"), ox.NamedNode("a:b"), ox.Literal(1))
                 for n in range(3))  # fmt: skip
    write_answer(store.query(query), form, io.BytesIO(), 3)
    with pytest.raises(QueryStoppedError):
        write_answer(store.query(query), form, io.BytesIO(), 2)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_boolean_is_one_row_at_most(form: str) -> None:
    """ASK is answered whatever the limit."""
    write_answer(ox.Store().query("ASK {}"), form, io.BytesIO(), 1)


def test_a_literal_that_is_a_separator_is_none() -> None:
    """A literal that begins, or ends, as what stands between two solutions does not count."""
    for value in ("}},{", "a}},{", "}},{a", '"}},{', '"}},{"', "{},{}"):
        answer = ox.Store().query(f"SELECT (?a AS ?x) {{ VALUES ?a {{ {ox.Literal(value)} }} }}")
        write_answer(answer, "json", io.BytesIO(), 1)


@given(SOLUTIONS, st.integers(1, 40))
def test_separators_are_counted_however_the_bytes_come(
    solutions: list[dict[str, object]], size: int
) -> None:
    """One less than there are solutions, in pieces of any size, bound or not."""
    content = {"head": {"vars": ["x", "y", "z"]}, "results": {"bindings": solutions}}
    text = json.dumps(content, separators=(",", ":")).encode()
    counter = JsonSeparators()
    counted = sum(counter.count(text[n : n + size]) for n in range(0, len(text), size))
    assert counted == max(0, len(solutions) - 1)


def test_what_was_counted_is_passed_on() -> None:
    """The bytes are those that came."""
    output = io.BytesIO()
    RowCounter(output, "json", 5).write(b'{"head":')
    assert output.getvalue() == b'{"head":'
