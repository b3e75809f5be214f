"""What is refused before evaluation, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.errors import QueryRefusedError
from hdhgraph.sparql import guards
from hdhgraph.sparql.guards import (
    DEEPEST_NESTING,
    LONGEST_QUERY,
    MOST_OPERATORS,
    QueryForm,
    inspect,
)
from service_clauses import AROUND, INSIDE, A

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

ELSEWHERE = "<http://127.0.0.1:9/>"
SERVICE = f"SERVICE {ELSEWHERE} {{ ?s ?p ?o }}"
# The engine takes words apart where a lexer would not, and retries what it cannot read: each of
# these was seen to reach another endpoint.
HIDDEN = {
    "upper case": f"SELECT * {{ {SERVICE} }}",
    "lower case": f"select * {{ service silent {ELSEWHERE} {{}} }}",
    "mixed case": f"SELECT * {{ sErViCe {ELSEWHERE} {{}} }}",
    "no white space": f"SELECT*WHERE{{SERVICE{ELSEWHERE}{{?s ?p ?o}}}}",
    "of a variable": f"SELECT * {{ VALUES ?e {{ {ELSEWHERE} }} SERVICE?e{{?s ?p ?o}} }}",
    "in a sub-select": f"SELECT * {{ {{ SELECT * {{ {SERVICE} }} }} }}",
    "in a filter": f"ASK {{ FILTER EXISTS {{ {SERVICE} }} }}",
    "after a comment": f"SELECT * {{ #\r{SERVICE}\n}}",
    "between comments": f"SELECT * {{ SERVICE#\n{ELSEWHERE}#\n{{}} }}",
    "after strings": (
        f"""SELECT * {{ ?s ?p '\\'', "#", '''it's''', \"\"\"a"b\"\"\" . {SERVICE} }}"""
    ),
    "after an IRI with a hash": f"SELECT * {{ ?s <http://e.org/#p> ?o . {SERVICE} }}",
    "of the empty prefix": f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICE:y {{?s ?p ?o}} }}",
    "glued to a prefix": f"PREFIX x: {ELSEWHERE} SELECT * {{ SERVICEx:y {{?s ?p ?o}} }}",
    "a comment before the bracket": f"PREFIX : {ELSEWHERE} ASK {{ SERVICE:y #\n{{?s ?p ?o}} }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT{ELSEWHERE} {{?s ?p ?o}} }}",
    "SILENT and a prefix": f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICESILENT:y {{?s ?p ?o}} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 5SERVICE{ELSEWHERE} {{?a ?b ?c}} }}",
    "glued to a decimal": f"SELECT * {{ ?s ?p 5.0SERVICE{ELSEWHERE} {{?a ?b ?c}} }}",
    "glued to true": f"SELECT * {{ ?s ?p trueSERVICE{ELSEWHERE} {{?a ?b ?c}} }}",
    "true and a prefix": f"PREFIX : {ELSEWHERE} ASK {{ ?s ?p trueSERVICE:y {{?a ?b ?c}} }}",
    "glued to a dot": f"PREFIX x: {ELSEWHERE} ASK {{ ?s ?p x:.SERVICE{ELSEWHERE} {{?a ?b ?c}} }}",
    "after an escaped IRI": f"SELECT * {{ <http://e.org/\\u0073#> ?p ?o . {SERVICE} }}",
    "after less than and a string": f"SELECT * {{ FILTER(1<2&&'>'!='#') {SERVICE} }}",
    "after less than a string": f"SELECT * {{ FILTER('a'<'>#'||true) {SERVICE} }}",
    "after less than an IRI": f"SELECT * {{ ?s ?p ?o FILTER(?o<<http://e.org/#x>) {SERVICE} }}",
    "after equals an IRI": f"SELECT * {{ ?s ?p ?o FILTER(?o=<http://e.org/#x>) {SERVICE} }}",
    "between less than and a comment": "SELECT * { FILTER(1<2)SERVICE?s#>\n{ ?a ?b ?c } }",
    "in two strings like a long one": (
        f"SELECT * {{ VALUES ?x {{'''a'}} SERVICE{ELSEWHERE}{{ ?s ?p 1 }} #\\-'''\n}}"
    ),
}
ALLOWED = {
    "in a string": "SELECT * { ?s ?p 'SERVICE', \"SERVICE\" }",
    "in a long string": 'SELECT * { ?s ?p \'\'\'SERVICE\n<x> {\'\'\', """it\'s a "SERVICE" """ }',
    "after an escaped quote": "SELECT * { ?s ?p 'it\\'s a SERVICE' }",
    "in a comment": "SELECT * { # SERVICE <x> { }\n ?s ?p ?o } # SERVICE",
    "in an IRI": "SELECT * { <http://e.org/SERVICE> ?p <http://e.org/a#service> }",
    "as a prefix": "PREFIX service: <http://e.org/> SELECT * { ?s service:x service: }",
    "as a local name": "PREFIX ex: <http://e.org/> SELECT * { ?s ex:service ex:SERVICE }",
    "as a graph": "PREFIX service: <http://e.org/> ASK { GRAPH service:x { ?s ?p ?o } }",
    "as a dataset": "PREFIX service: <http://e.org/> ASK FROM NAMED service:x { ?s ?p ?o }",
    "as a variable": "SELECT ?service $SERVICE { ?service ?p $SERVICE }",
    "as a blank node": "SELECT * { _:service ?p _:SERVICE }",
    "as a language": "SELECT * { ?s ?p 'x'@service }",
    "beside an apostrophe in a string": 'SELECT * { ?s ?p "l\'été, le service" }',
}
UPDATES = [
    "LOAD <http://e.org/>", "CLEAR ALL", "DROP GRAPH <a:a>", "CREATE GRAPH <a:a>",
    "ADD <a:a> TO <a:b>", "MOVE <a:a> TO <a:b>", "COPY <a:a> TO <a:b>",
    "INSERT DATA { <a:a> <a:b> 1 }", "DELETE WHERE { ?s ?p ?o }",
    "PREFIX select: <http://e.org/> INSERT { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }",
    "BASE <http://e.org/> # SELECT\nDELETE DATA { <a> <b> 1 }",
    "WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]  # fmt: skip


def reason(query: str) -> str:
    """Return why a query is refused; empty where it is not."""
    try:
        inspect(query)
    except QueryRefusedError as error:
        return error.reason
    return ""


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_service_is_refused_wherever_the_engine_would_find_it(name: str) -> None:
    """No text that asks another endpoint passes."""
    assert reason(HIDDEN[name]) == "service"


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_the_word_alone_is_no_service(name: str) -> None:
    """Only the clause is refused; people may ask about services."""
    assert reason(ALLOWED[name]) == ""


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused_by_name(update: str) -> None:
    """This endpoint only reads, and says so."""
    assert reason(update) == "update"
    assert reason(update.lower()) == "update"


def test_the_words_of_updates_are_harmless_in_queries() -> None:
    """A query may speak of loading and deleting."""
    query = "SELECT ?load ('DELETE' AS ?insert) { ?load <a:drop> ?clear } # INSERT"
    assert inspect(query).form is QueryForm.SELECT


@pytest.mark.parametrize("opening", ["(", "{", "["])
def test_nesting_is_bounded(opening: str) -> None:
    """At the bound it passes, one deeper it is refused."""
    assert reason("ASK " + opening * DEEPEST_NESTING) == ""
    assert reason("ASK " + opening * (DEEPEST_NESTING + 1)) == "depth"
    closed = {"(": "()", "{": "{}", "[": "[]"}[opening]
    assert reason("ASK " + closed * 2000) == ""


def test_brackets_in_strings_comments_and_iris_do_not_nest() -> None:
    """Only brackets of the query count."""
    assert reason(f"ASK {{ ?s <a:{'(' * 500}> '{'{' * 500}' }} # {'[' * 500}") == ""


@pytest.mark.parametrize(
    "chain", ["1+", "1 * ", "?a||", "?a && ", "!", "1-", "-", "<a:a>/", "^", "a|", "1.5-"]
)
def test_operators_are_bounded(chain: str) -> None:
    """A chain of any operator that would overflow the parser's stack is refused."""
    assert reason(f"SELECT ({chain * (MOST_OPERATORS + 1)}1 AS ?x) {{}}") == "operators"
    assert reason(f"SELECT ({chain * 100}1 AS ?x) {{}}") == ""


def test_size_is_bounded() -> None:
    """At the bound it passes, one character more is refused."""
    query = "ASK {}"
    assert reason(query + " " * (LONGEST_QUERY - len(query))) == ""
    assert reason(query + " " * (LONGEST_QUERY - len(query) + 1)) == "size"


HOSTILE = [
    "'", '"', "'''", '"""', "\\'", '\\"', "\\'''\n", '\\"""\n', "'\\", "<", "<a", "<a:#", ">", "1",
    "1.", "a.", "a-", "a.-", ":", "a:", "a:b.", "%", "a:%4", "\\", "?", "?a", "@", "@a-", "#",
    "#\n", "(", "()", "SERVICE", "SERVICE:", "é", "\u0301", "𝄞", "\x00", "\n", " ", "''a",
    "'''a'", "<a'", "/", "^", "|", "a:\\'", "\\u0027", "<\\u0041", "_:", "<'#", "''''", "'a\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_a_megabyte_of_anything_is_read_in_one_pass(unit: str) -> None:
    """Each unit repeated to the longest query is passed or refused; a quadratic pass would hang."""
    assert reason((unit * LONGEST_QUERY)[:LONGEST_QUERY]) in (
        "",
        "service",
        "depth",
        "operators",
        "strings",
    )


@given(st.lists(st.sampled_from([*HOSTILE, "ASK", "{", "}", " ", "FROM", "LOAD"]), max_size=40))
def test_any_text_is_passed_or_refused(parts: list[str]) -> None:
    """No text raises anything else."""
    reason("".join(parts))


@pytest.mark.parametrize("form", list(QueryForm))
def test_the_form_of_a_query_is_told(form: QueryForm) -> None:
    """In any case, after prologue and comments; the sub-select does not count."""
    prologue = "BASE <http://e.org/ASK> PREFIX ask: <http://e.org/> # DESCRIBE\n"
    facts = inspect(f"{prologue}{form.lower()} ?x {{ {{ SELECT * {{ ask:a ?b 'ASK' }} }} }}")
    assert facts.form is form
    assert facts.form.returns_graph == (form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE))


@pytest.mark.parametrize("text", ["", "nonsense", "?select", "# SELECT", "'SELECT'", "select:x"])
def test_a_text_without_a_form_has_none(text: str) -> None:
    """Whether it parses is for the engine to tell."""
    assert inspect(text).form is None


def test_a_dataset_clause_is_told() -> None:
    """FROM in the query means its own dataset; the word elsewhere does not."""
    assert inspect("SELECT * from <a:a> {}").has_dataset_clause
    assert inspect("ASK FROM NAMED <a:a> {}").has_dataset_clause
    assert not inspect("SELECT ?from { ?from <a:from> 'FROM' } # FROM").has_dataset_clause


def test_every_canned_query_passes(project: Project) -> None:
    """Our own queries keep within the bounds."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in project.queries.glob("*.rq")}
    assert texts
    assert [] == [name for name, text in texts.items() if reason(text)]


PIECES = [
    *HOSTILE, "ASK", "SELECT", "select", "{", "}", " ", "FROM", "LOAD", "NOW", "?x", "DESCRIBE",
    "PREFIX a: <a:>", "BASE <a:b>", "PREFIX", "BASE", "<a{ASK>", "# ASK\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", "ASK {", "SELECT *"]))
def test_a_short_text_is_told_the_same_at_a_glance(parts: list[str], before: str) -> None:
    """What the quick look tells of a text, the whole pass tells as well, and refuses nothing."""
    query = before + " ".join(parts)
    facts = guards.inspect_short(query)
    assert facts is None or facts == guards.inspect_tokens(query, ())


@pytest.mark.parametrize("query", [
    "ASK {}", "select * where { ?s ?p 'it is', \"so\" . filter(1 < 2) } limit 10",
    "# a comment\nBASE <http://e.org/>\nPREFIX : <#> PREFIX a-1: <x> DESCRIBE a-1:y",
])  # fmt: skip
def test_a_plain_text_is_told_at_a_glance(query: str) -> None:
    """The quick look takes what people write most, so it is worth having."""
    assert guards.inspect_short(query) == guards.inspect_tokens(query, ())


@pytest.mark.parametrize("name", sorted(AROUND))
def test_the_list_of_endpoints_is_held_on_tokens(name: str) -> None:
    """Nothing that only looks like an allowed clause lets another one pass."""
    with pytest.raises(QueryRefusedError) as caught:
        inspect(AROUND[name], [A])
    assert caught.value.reason == "service"


@pytest.mark.parametrize("name", sorted(INSIDE))
def test_an_endpoint_of_the_list_may_be_asked(name: str) -> None:
    """The clause passes, and is told, since its worker may connect and no answer is kept."""
    facts = inspect(INSIDE[name], [A])
    assert (facts.asks_service, facts.is_volatile) == (True, True)
    assert reason(INSIDE[name]) == "service"


def test_a_word_alone_asks_nothing() -> None:
    """Where no clause is, none is told, whatever the list has."""
    assert [] == [name for name, text in ALLOWED.items() if inspect(text, [A]).asks_service]
