"""One query on a store in this process: answers in every format, errors with their place."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import pyoxigraph as ox
import pytest

from hdhgraph.engine.protocol import Request
from hdhgraph.engine.worker.evaluation import evaluate, write_answer
from hdhgraph.errors import InputError, QuerySyntaxError
from hdhgraph.rdf.media_types import GRAPH_FORMATS, RESULTS_FORMATS, Format, Kind

EX = "http://example.org/"
SELECT = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o"


@pytest.fixture(scope="module")
def small() -> ox.Store:
    """Three invented triples: in the default graph, and in two named ones."""
    store = ox.Store()
    store.load(
        f'<{EX}s> <{EX}p> "a, \\"b\\"\\n"@fr . <{EX}g1> {{ <{EX}s> <{EX}p> 1 }} '
        f"<{EX}g2> {{ <{EX}s> <{EX}p> 2 }}",
        format=ox.RdfFormat.TRIG,
    )
    return store


def ask(store: ox.Store, query: str, form: str = "json", **more: object) -> bytes:
    """Evaluate and write."""
    output = BytesIO()
    request = Request(query, form, 0, **more)  # type: ignore[arg-type]
    write_answer(evaluate(store, request), form, output)
    return output.getvalue()


def objects(store: ox.Store, query: str, **more: object) -> list[str]:
    """Return the values of ?o."""
    content = json.loads(ask(store, query, **more))
    return [solution["o"]["value"] for solution in content["results"]["bindings"]]


@pytest.mark.parametrize("form", RESULTS_FORMATS, ids=lambda form: form.name)
def test_solutions_in_every_results_format(small: ox.Store, form: Format) -> None:
    """What is written is read back as three solutions."""
    content = ask(small, SELECT, form.name)
    if form.name == "csv":
        found = list(csv.reader(StringIO(content.decode(), newline="")))
        assert found[0] == ["s", "o"]
        assert len(found) == 4
        assert [f"{EX}s", 'a, "b"\n'] in found
    elif form.name == "tsv":
        assert content.decode().startswith("?s\t?o\n")
        assert content.count(b"\n") == 4
    else:
        parsed = ox.parse_query_results(content, format=form.results)
        assert isinstance(parsed, ox.QuerySolutions)
        assert len(list(parsed)) == 3


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_boolean_in_every_results_format(small: ox.Store, form: str) -> None:
    """ASK answers in each."""
    assert b"true" in ask(small, "ASK { ?s ?p ?o }", form)
    assert b"false" in ask(small, "ASK { <a:a> ?p ?o }", form)


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_a_graph_in_every_graph_format(small: ox.Store, form: Format) -> None:
    """CONSTRUCT answers in each, and what is written is read back."""
    content = ask(small, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", form.name)
    assert len(list(ox.parse(content, format=form.rdf))) == 3
    assert ask(small, f"DESCRIBE <{EX}s>", form.name)


def test_turtle_is_written_with_our_prefixes(small: ox.Store) -> None:
    """What people read has short names."""
    query = "CONSTRUCT { <https://w3id.org/hdhgraph/ont#Claim> a <a:b> } WHERE {}"
    assert b"hg:Claim" in ask(small, query, "turtle")


@pytest.mark.parametrize("form", ["turtle", "jsonld", "html", "nonsense"])
def test_solutions_are_no_graph(small: ox.Store, form: str) -> None:
    """A format that cannot carry the answer is told so."""
    with pytest.raises(InputError, match=f"“{form}” cannot carry solutions"):
        ask(small, SELECT, form)


@pytest.mark.parametrize("form", ["json", "csv", "html", "nonsense"])
def test_a_graph_is_no_solutions(small: ox.Store, form: str) -> None:
    """The other way round as well."""
    with pytest.raises(InputError, match=f"“{form}” cannot carry a graph"):
        ask(small, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", form)


def test_the_default_graph_is_the_union_or_not(small: ox.Store) -> None:
    """With union, every graph is seen; without, only what has no name."""
    assert len(objects(small, SELECT)) == 3
    assert len(objects(small, SELECT, union=False)) == 1


def test_a_dataset_of_the_protocol_is_kept(small: ox.Store) -> None:
    """Only the graphs that a request names are seen (SPARQL 1.1 Protocol, section 2.1.4)."""
    assert objects(small, SELECT, default_graphs=(f"{EX}g1",)) == ["1"]
    named = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
    assert objects(small, named, named_graphs=(f"{EX}g2",)) == ["2"]
    assert objects(small, SELECT, named_graphs=(f"{EX}g2",)) == []
    assert objects(small, named, default_graphs=(f"{EX}g1",)) == []
    assert sorted(objects(small, named)) == ["1", "2"]


def test_an_unknown_graph_is_empty(small: ox.Store) -> None:
    """Nothing is fetched."""
    assert objects(small, SELECT, default_graphs=("http://127.0.0.1:9/",)) == []


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT * {\n  ?s }", 2, 7), ("", 1, 1)],
)
def test_a_syntax_error_has_its_place(small: ox.Store, query: str, line: int, column: int) -> None:
    """Line and column are 1-based, and the message is the engine's."""
    with pytest.raises(QuerySyntaxError) as caught:
        ask(small, query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_update_does_not_parse(small: ox.Store) -> None:
    """Also past the guards, nothing is written."""
    with pytest.raises(QuerySyntaxError):
        ask(small, "INSERT DATA { <a:a> <a:b> 1 }")
    assert len(small) == 3


def test_a_query_that_is_no_text_is_told(small: ox.Store) -> None:
    """A lone surrogate, which a command line can hand over, is no character of SPARQL."""
    with pytest.raises(InputError):
        ask(small, "SELECT * { ?s ?p '\udce9' }")


def test_every_kind_of_answer_is_covered() -> None:
    """The formats above are all that can carry an answer; the others are written from one."""
    kinds = {form.kind for form in (*RESULTS_FORMATS, *GRAPH_FORMATS)}
    assert kinds == set(Kind) - {Kind.PAGE, Kind.CITATION, Kind.QUERY}
