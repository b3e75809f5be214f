"""What the SPARQL of a project may do: read the graph that is checked, and nothing else."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph, URIRef

from canary import Canary, listening
from hdhgraph.checks.project import check_project
from hdhgraph.checks.shapes.closed_graph import ClosedGraph
from hdhgraph.checks.shapes.shapes import validate
from hdhgraph.checks.syntax import remote
from hdhgraph.checks.syntax.queries import ask_of_nothing
from hdhgraph.checks.syntax.remote import refused_query
from hdhgraph.engine.worker import closed
from hdhgraph.errors import InputError, QueryRefusedError
from hdhgraph.project.layout import Project
from hdhgraph.sparql.guards import inspect
from leading_out import (
    CANNED,
    CARRIERS,
    DATA,
    DATASETS,
    DECLARATIONS,
    DECLARED,
    HARMLESS,
    HYGIENE,
    PREFIXES,
    SERVICES,
    carried,
    carried_by_all,
    declaring,
    filled,
    of_shapes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from hdhgraph.checks.report.report import Report

NOT_ASKED = {"HG-REMOTE", "HG-SHAPE", "HG-SYNTAX"}
QUERY_PREFIXES = (
    "PREFIX ex: <https://example.org/invented/>\n"
    "PREFIX service: <https://example.org/SERVICE#>\nPREFIX from: <https://example.org/FROM/>\n"
)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Something on the loopback that hears whoever leaves."""
    with listening() as found:
        yield found


@pytest.fixture(autouse=True)
def nobody_leaves(canary: Canary) -> Iterator[None]:
    """Fail where something was asked of the canary."""
    canary.heard.clear()
    yield
    assert canary.heard == []


def checked(root: Path, files: Mapping[str, str], canary: Canary) -> Report:
    """Check a project of these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text, canary.url), encoding="utf-8")
    return check_project(Project(root))


def codes(report: Report) -> list[str]:
    """Return the codes of all findings."""
    return [each.finding.code for each in report.found]


def lines(report: Report, code: str) -> list[int | None]:
    """Return the lines of the findings of a code, sorted."""
    return sorted((each.line for each in report.found if each.finding.code == code), key=str)


EACH_LINE = sorted(range(7, 7 + len(CARRIERS)), key=str)


@pytest.mark.parametrize("way", SERVICES)
def test_service_is_found_in_any_rule(way: str, tmp_path: Path, canary: Canary) -> None:
    """However it is written: one finding for each rule, at its text, and nothing is asked."""
    report = checked(tmp_path, of_shapes(carried_by_all(SERVICES[way])), canary)
    assert lines(report, "HG-REMOTE") == EACH_LINE


def test_the_other_rules_are_run(tmp_path: Path, canary: Canary) -> None:
    """A shape whose kind of target is refused cannot be used; all others are asked."""
    whole = "ex:whole a sh:NodeShape ; sh:targetClass ex:Thing ;\n"
    whole += "    sh:property [ sh:path ex:none ; sh:minCount 1 ] .\n"
    report = checked(tmp_path, of_shapes(carried_by_all(SERVICES["plain"]) + whole), canary)
    assert codes(report) == [*["HG-REMOTE"] * len(CARRIERS), "HG-SHAPE", "whole", "whole"]
    unusable = {each.finding.focus for each in report.found if each.finding.code == "HG-SHAPE"}
    assert unusable == {"https://example.org/invented/s6"}


@pytest.mark.parametrize("way", DATASETS)
def test_from_is_found_in_any_rule(way: str, tmp_path: Path, canary: Canary) -> None:
    """However it is written: one finding for each rule, at its text, and nothing is fetched."""
    report = checked(tmp_path, of_shapes(carried_by_all("$this ?b ?c", DATASETS[way])), canary)
    assert lines(report, "HG-REMOTE") == EACH_LINE


@pytest.mark.parametrize("form", ["'{}'@en", "'{}'^^xsd:anyURI", "'{}'^^ex:text"])
def test_a_query_is_one_whatever_kind_of_literal_it_is(
    form: str, tmp_path: Path, canary: Canary
) -> None:
    """A language or a datatype makes it no other text; of two texts, each is looked at."""
    text = form.replace("{}", r"SELECT $this { S\\u0045RVICE <{url}> { ?a ?b ?c } }")
    shapes = f"ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:select {text} ,\n"
    shapes += "    'SELECT $this { $this ?p 1 }' ] .\n"
    report = checked(tmp_path, of_shapes(shapes), canary)
    assert lines(report, "HG-REMOTE") == [7]


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <{url}>",
        r"L\\u004FAD <{url}> INTO GRAPH <urn:g>",
        "CLEAR ALL ; LOAD SILENT <{url}>",
        r"INS\\u0045RT { ?s ?p ?o } WHERE { SERVICE <{url}> { ?s ?p ?o } }",
    ],
)
@pytest.mark.parametrize("name", ["update", "construct", "select"])
def test_updates_are_not_run(name: str, text: str, tmp_path: Path, canary: Canary) -> None:
    """They would write, and LOAD would fetch, in whichever place of a shape they are."""
    shapes = f"ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:rule [ sh:{name} '{text}' ] .\n"
    report = checked(tmp_path, of_shapes(shapes), canary)
    assert lines(report, "HG-REMOTE") == [7]


@pytest.mark.parametrize("query", ["SELECT $this { $this ?p 1 }", "# a comment"])
@pytest.mark.parametrize("way", DECLARATIONS)
def test_a_prefix_is_declared_by_a_name_and_an_iri(
    way: str, query: str, tmp_path: Path, canary: Canary
) -> None:
    """With more, it would be part of a query: a finding at the declaration, and no query has it."""
    name, namespace = DECLARATIONS[way]
    filled_in = [filled(each, canary.url) for each in (name, namespace)]
    report = checked(tmp_path, of_shapes(declaring(*filled_in, query)), canary)
    assert lines(report, "HG-REMOTE") == [7]
    assert "prefix" in report.found[0].finding.hint("en")


def test_what_is_imported_declares_no_query(tmp_path: Path, canary: Canary) -> None:
    """A declaration counts in whichever file, and of whichever ontology it is."""
    name, namespace = DECLARATIONS["a query"]
    shapes = declaring(name, namespace).replace("ex:o sh:declare", "ex:imported sh:declare")
    files = {
        **of_shapes("ex:o a owl:Ontology ; owl:imports ex:imported .\n"),
        "shapes/t.ttl": PREFIXES + shapes,
    }
    report = checked(tmp_path, files, canary)
    assert [each.path and each.path.name for each in report.found] == ["t.ttl"]
    assert codes(report) == ["HG-REMOTE"]


def test_rules_without_the_prefix_are_still_run(tmp_path: Path, canary: Canary) -> None:
    """A declaration that is none stops what needs it, and nothing else."""
    needing = "ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:prefixes ex:o ;\n"
    needing += "    sh:select 'SELECT $this { $this x:name ?x }' ] .\n"
    shapes = declaring("x", "urn:x>").replace("?p 1", "a ?kind") + needing
    report = checked(tmp_path, of_shapes(shapes), canary)
    assert codes(report) == ["HG-REMOTE", "HG-SHAPE", "s", "s"]


def test_a_path_is_part_of_the_query(tmp_path: Path, canary: Canary) -> None:
    """What $PATH brings into the text, where it is put as it is, is refused at evaluation."""
    shapes = (
        "ex:o sh:declare [ sh:prefix 'x' ; sh:namespace 'urn:x/' ] .\n"
        "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:p .\n"
        "ex:p sh:path <urn:x/a$b.SERVICE> ; sh:sparql [ sh:prefixes ex:o ;\n"
        "    sh:select 'SELECT $this { $this $PATH <{url}> { ?a ?b ?c } }' ] .\n"
        "ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:none ;\n"
        "    sh:minCount 1 ] .\n"
    )
    files = {**of_shapes(shapes), "data/e.ttl": PREFIXES + "ex:a <urn:x/a> 1 .\n"}
    report = checked(tmp_path, files, canary)
    assert codes(report) == ["HG-REMOTE", "t", "t"]
    assert lines(report, "HG-REMOTE") == [8]


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    ("pattern", "dataset"),
    [
        (SERVICES["close"], ""),
        (SERVICES["escaped"], ""),
        ("$this ?b ?c", DATASETS["plain"]),
        ("$this ?b ?c", DATASETS["named"]),
    ],
    ids=["SERVICE", "escaped", "FROM", "FROM NAMED"],
)
def test_evaluation_refuses_what_nobody_has_looked_at(  # noqa: PLR0917 - a carrier and a way
    carrier: str,
    pattern: str,
    dataset: str,
    tmp_path: Path,
    canary: Canary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the guard lets everything through, the evaluator does not, and that is told."""
    monkeypatch.setattr(remote, "refused_query", lambda _: None)
    monkeypatch.setattr(closed, "inspect_closed", lambda _: inspect("ASK {}"))
    report = checked(tmp_path, of_shapes(carried(carrier, pattern, dataset)), canary)
    assert codes(report).count("HG-REMOTE") == 1
    assert {each.path and each.path.name for each in report.found} <= {"s.ttl", None}


@pytest.mark.parametrize("text", ["{ SERVICE <{url}> { ?a ?b ?c } }", "{ 5SERVICE<{url}>{} }"])
@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?a ?b ?c }", "DESCRIBE ?a"])
def test_the_engine_evaluates_no_service_that_nobody_has_looked_at(
    form: str, text: str, tmp_path: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own parser must read a query without the word: what needs it is not evaluated."""
    monkeypatch.setattr(closed, "inspect_closed", lambda _: inspect("ASK {}"))
    monkeypatch.setattr(remote, "inspect_closed", lambda _: inspect("ASK {}"))
    query = f"{form} {filled(text, canary.url)}"
    with pytest.raises(SyntaxError):
        ask_of_nothing(query.replace("SERVICE", "SERVICESILENT"))
    files = {
        "data/d.ttl": PREFIXES + DATA,
        "tests/hygiene/far.rq": HYGIENE + query,
        "tests/competency/001_far.rq": query,
        "tests/competency/001_far.csv": "a\n",
    }
    assert codes(checked(tmp_path, files, canary)) == ["HG-SYNTAX", "HG-SYNTAX"]


@pytest.mark.parametrize("way", SERVICES)
def test_service_is_found_in_any_query_of_a_project(
    way: str, tmp_path: Path, canary: Canary
) -> None:
    """In hygiene queries and competency questions, at its place."""
    query = f"SELECT * {{\n {SERVICES[way]}\n }}"
    files = {
        "data/d.ttl": PREFIXES + DATA,
        "tests/hygiene/far.rq": HYGIENE + query,
        "tests/competency/001_far.rq": query,
        "tests/competency/001_far.csv": "a\n",
    }
    report = checked(tmp_path, files, canary)
    assert codes(report) == ["HG-REMOTE", "HG-REMOTE"]


@pytest.mark.parametrize(
    "word",
    [
        "SERVICE",
        "service",
        r"S\u0045RVICE",
        r"serv\u0069ce",
        r"\U00000053ERVICE",
        r"\u0053\u0065rvice",
    ],
)
def test_a_clause_is_told_where_it_stands(word: str, tmp_path: Path, canary: Canary) -> None:
    """Also where it is spelt in escapes, and behind a variable of that name."""
    query = f"SELECT ?service {{\n  ?service ?from 1 . {word} <{{url}}> {{}} }}"
    files = {"data/d.ttl": PREFIXES + DATA, "tests/hygiene/far.rq": HYGIENE + query}
    (found,) = checked(tmp_path, files, canary).found
    assert (found.finding.code, found.line, found.column) == ("HG-REMOTE", 4, 22)


@pytest.mark.parametrize("way", DATASETS)
def test_a_question_has_no_dataset_of_its_own(way: str, tmp_path: Path, canary: Canary) -> None:
    """FROM is found however it is written."""
    query = f"SELECT * {DATASETS[way]} {{ ?a ?b ?c }}"
    files = {"data/d.ttl": PREFIXES + DATA, "tests/competency/001_far.rq": query}
    assert codes(checked(tmp_path, files, canary)) == ["HG-REMOTE"]


@pytest.mark.parametrize("way", HARMLESS)
def test_what_only_looks_so_is_run(way: str, tmp_path: Path, canary: Canary) -> None:
    """In strings, comments, IRIs and names no word is a clause, in shapes and queries alike."""
    query = f"{QUERY_PREFIXES}SELECT $this {{ {HARMLESS[way]}\n }}"
    files = {
        **of_shapes(DECLARED + carried_by_all(HARMLESS[way])),
        "queries/near.rq": f"{CANNED}{query}",
        "tests/hygiene/near.rq": f"{HYGIENE}{query}",
        "tests/competency/001_near.rq": query,
        "tests/competency/001_near.csv": "this\n",
    }
    report = checked(tmp_path, files, canary)
    told = [each for each in report.found if each.finding.code in NOT_ASKED]
    assert [each.finding.message("en") for each in told] == []
    assert "HG-K" not in codes(report)


def test_a_shape_that_names_services_is_held_against_the_data(
    tmp_path: Path, canary: Canary
) -> None:
    """A variable and a string with the word find what they find."""
    shapes = (
        "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:select '''\n"
        "  SELECT $this ?value { $this <https://example.org/invented/service> ?service ;\n"
        "    <https://example.org/invented/name> ?value\n"
        "  FILTER (?value = \"the SERVICE FROM here\") }''' ] .\n"
    )
    report = checked(tmp_path, of_shapes(shapes), canary)
    assert [(each.finding.code, each.finding.value) for each in report.found] == [
        ("s", '"the SERVICE FROM here"')
    ]


def test_a_graph_of_a_caller_is_validated_in_itself(canary: Canary) -> None:
    """`validate` takes rdflib graphs as they are, and lets no query out of them, either."""
    data = Graph().parse(data=PREFIXES + DATA, format="turtle")
    for carrier in CARRIERS:
        shapes = filled(carried(carrier, SERVICES["escaped"]), canary.url)
        with pytest.raises(InputError):
            validate(data, Graph().parse(data=PREFIXES + shapes, format="turtle"))


def test_rdflib_is_as_it_was_for_everyone_else(canary: Canary) -> None:
    """Who has loaded and checked a graph still asks endpoints and fetches with rdflib."""
    for graph in (Graph(), Dataset(default_union=True)):
        assert len(list(graph.query(f"SELECT * {{ SERVICE <{canary.url}> {{ ?a ?b ?c }} }}"))) == 1
    fetching = filled("SELECT ?s FROM <{url}> { ?s ?p ?o }", canary.url)
    fetched = Dataset(default_union=True).query(fetching)
    assert list(fetched) == [(URIRef("urn:a"),)]
    graph = Graph()
    graph.update(f"LOAD <{canary.url}>")
    assert len(graph) == 1
    assert canary.heard
    canary.heard.clear()


@pytest.mark.parametrize(
    "update", ["LOAD <{url}>", "INSERT DATA { <urn:a> <urn:b> 1 }", "CLEAR ALL"]
)
def test_a_closed_graph_takes_no_update(update: str, canary: Canary) -> None:
    """LOAD would fetch, and rules only read."""
    graph = ClosedGraph()
    with pytest.raises(QueryRefusedError):
        graph.update(filled(update, canary.url))
    with pytest.raises(QueryRefusedError):
        graph.raise_refused()


NOWHERE = "http://127.0.0.1:1/"
PARTS = [
    *SERVICES.values(),
    *HARMLESS.values(),
    *("?a ?b ?c .", "FILTER (?a = 'SERVICE')", "BIND ('#' AS ?d)", "{", "}", "#", "\n", "'", '"'),
    *("'''", '"""', "\\u000A", "\\u0022", "\\u0027", "\\u005C", "\\u0023", "\\", "5", ":x"),
]


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Return queries of parts that lead out or only look so, some characters written as escapes."""
    dataset = draw(st.sampled_from(["", "", *DATASETS.values()]))
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4))
    text = f"{QUERY_PREFIXES}SELECT * {dataset} {{ {' '.join(parts)} }}"
    text = filled(text, NOWHERE)
    for at in sorted(draw(st.sets(st.integers(0, len(text) - 1), max_size=8)), reverse=True):
        form = draw(st.sampled_from(["\\u{:04X}", "\\u{:04x}", "\\U{:08X}"]))
        text = text[:at] + form.format(ord(text[at])) + text[at + 1 :]
    return text


def leads_out_of_rdflib(text: str, canary: Canary) -> bool:
    """Tell whether rdflib would ask or fetch; a closed graph refuses wherever the canary hears."""
    canary.heard.clear()
    everything = Dataset(default_union=True)
    everything.default_graph.add((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")))
    with contextlib.suppress(Exception):  # rdflib raises bare ones of what it cannot parse
        list(everything.query(text.replace(NOWHERE, canary.url)))
    heard = bool(canary.heard)
    canary.heard.clear()
    graph = ClosedGraph()
    with contextlib.suppress(Exception):
        graph.query(text)
    assert graph.refused or not heard
    return graph.refused is not None


def leads_out_of_the_engine(text: str, canary: Canary) -> bool:
    """Tell whether the engine asks: the canary has heard of it."""
    canary.heard.clear()
    with contextlib.suppress(SyntaxError, RuntimeError, OSError, ValueError):
        ox.Store().query(text.replace(NOWHERE, canary.url))
    heard = bool(canary.heard)
    canary.heard.clear()
    return heard


EVALUATORS = [leads_out_of_rdflib, leads_out_of_the_engine]


@pytest.mark.parametrize("leads_out", EVALUATORS)
def test_what_is_let_pass_does_not_lead_out(
    leads_out: Callable[[str, Canary], bool], canary: Canary
) -> None:
    """Guard and evaluator read the same: of random queries, none that passes asks or fetches."""

    @given(text=queries())
    def holds(text: str) -> None:
        is_refused = refused_query(text, allows_from=leads_out is leads_out_of_the_engine)
        assert is_refused or not leads_out(text, canary)

    holds()


@pytest.mark.parametrize("leads_out", EVALUATORS)
def test_a_guard_of_the_plain_text_would_be_seen(
    leads_out: Callable[[str, Canary], bool], canary: Canary
) -> None:
    """The planted fault: a guard that looks for words in the text as it stands."""

    def escapes(text: str) -> bool:
        return " SERVICE " not in text and " FROM " not in text and leads_out(text, canary)

    assert find(queries(), escapes, settings=settings(max_examples=5_000))


@given(text=queries())
def test_the_engine_reads_a_query_without_the_word_if_it_asks_nobody(text: str) -> None:
    """Where the guard lets a query pass, the second look raises what the engine would, or nothing.

    A refusal there that the engine does not share would be a false alarm.
    """
    if refused_query(text, allows_from=True):
        return
    outcomes = []
    for evaluate in (ox.Store().query, lambda each: closed.ask(ox.Store(), each)):
        try:
            evaluate(text)
            outcomes.append("an answer")
        except (SyntaxError, RuntimeError) as error:
            outcomes.append(type(error).__name__)
    assert outcomes[0] == outcomes[1]
