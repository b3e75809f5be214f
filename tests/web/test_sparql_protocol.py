"""SPARQL 1.1 Protocol, the query operation: one named test for each rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 2"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def test_query_by_get(client: TestClient) -> None:
    """A query in the address is evaluated (2.1.1); without an Accept, results are JSON."""
    response = client.get("/sparql", params={"query": ASK})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.json() == {"head": {}, "boolean": True}


def test_query_by_posted_form(client: TestClient) -> None:
    """A query in a posted form is evaluated (2.1.2)."""
    response = client.post("/sparql", data={"query": ASK})
    assert response.json()["boolean"] is True


def test_query_posted_directly(client: TestClient) -> None:
    """A query as the body is evaluated (2.1.3), whatever parameters its media type has."""
    response = client.post(
        "/sparql", content=ASK, headers={"content-type": f"{DIRECT}; charset=utf-8"}
    )
    assert response.json()["boolean"] is True


def test_head_has_the_headers_of_get(client: TestClient) -> None:
    """HEAD answers as GET does, without a body."""
    response = client.head("/sparql", params={"query": ASK})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("accept", "media_type", "results"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", "JSON"),
        ("application/json", "application/sparql-results+json", "JSON"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "XML"),
        ("text/csv", "text/csv; charset=utf-8", None),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "TSV"),
        ("text/csv;q=0.1, application/sparql-results+xml", "application/sparql-results+xml", "XML"),
    ],
)
def test_results_formats(
    client: TestClient, accept: str, media_type: str, results: str | None
) -> None:
    """SELECT comes in JSON, XML, CSV and TSV, by Accept and its q-values."""
    response = client.get("/sparql", params={"query": SELECT}, headers={"accept": accept})
    assert response.headers["content-type"] == media_type
    assert response.headers["vary"].startswith("Accept")
    if results is not None:
        form = getattr(ox.QueryResultsFormat, results)
        solutions = ox.parse_query_results(response.content, format=form)
        assert isinstance(solutions, ox.QuerySolutions)
        assert len(list(solutions)) == 2
    else:
        assert response.text.splitlines()[0] == "s"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
    ],
)
def test_graph_formats(client: TestClient, accept: str, form: ox.RdfFormat) -> None:
    """CONSTRUCT and DESCRIBE come in every RDF format, and are labelled as what they are."""
    response = client.get("/sparql", params={"query": CONSTRUCT}, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    assert len(list(ox.parse(response.content, format=form))) == 3


def test_format_parameter_wins_over_accept(client: TestClient) -> None:
    """`?format=` is for people who cannot send an Accept header."""
    response = client.get(
        "/sparql", params={"query": SELECT, "format": "csv"}, headers={"accept": "text/html"}
    )
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


def test_default_graph_is_the_union(client: TestClient) -> None:
    """A pattern without GRAPH finds what any graph states."""
    query = "ASK { <https://w3id.org/hdhgraph/id/actor/stephanie-combes> ?p ?o }"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


@pytest.mark.parametrize("clause", ["", "FROM <https://w3id.org/hdhgraph/graph/vocab> "])
def test_from_clause_chooses_the_graphs(client: TestClient, clause: str) -> None:
    """FROM takes the place of the union (SPARQL 1.1, 13.2)."""
    query = f"ASK {clause}{{ ?claim <https://w3id.org/hdhgraph/ont#speaker> ?speaker }}"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is (clause == "")


def test_default_graph_uri_chooses_the_graphs(client: TestClient) -> None:
    """`default-graph-uri` chooses the default graph (2.1.4)."""
    query = "ASK { ?claim <https://w3id.org/hdhgraph/ont#speaker> ?speaker }"
    graph = "https://w3id.org/hdhgraph/graph/vocab"
    response = client.get("/sparql", params={"query": query, "default-graph-uri": graph})
    assert response.json()["boolean"] is False


def test_named_graph_uri_chooses_the_graphs(client: TestClient) -> None:
    """`named-graph-uri` chooses what GRAPH finds."""
    graph = "https://w3id.org/hdhgraph/graph/vocab"
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    response = client.get("/sparql", params={"query": query, "named-graph-uri": graph})
    found = [solution["g"]["value"] for solution in response.json()["results"]["bindings"]]
    assert found == [graph]


def problem(response: object, status: int, kind: str) -> dict[str, object]:
    """Assert that an answer is one problem body of that status and type, and return it."""
    assert response.status_code == status  # type: ignore[attr-defined] - any client's answer
    assert response.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined] - the same
    body = json.loads(response.content)  # type: ignore[attr-defined] - the same
    assert body["status"] == status
    assert body["type"].rpartition("/")[2].partition("#")[0] == kind
    assert "Traceback" not in body["detail"]
    return body


def test_bad_sparql_names_line_and_column(client: TestClient) -> None:
    """A query that does not parse is a 400 with the place."""
    body = problem(
        client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"}), 400, "query-syntax"
    )
    assert (body["line"], body["column"]) == (2, 16)


def test_empty_query_is_refused(client: TestClient) -> None:
    """`query=` is no query."""
    problem(client.get("/sparql?query="), 400, "input")


def test_missing_query_is_refused(client: TestClient) -> None:
    """Who asks for results without a query is told how to give one."""
    accept = {"accept": "application/sparql-results+json"}
    body = problem(client.get("/sparql", headers=accept), 400, "input")
    assert "query" in str(body["detail"])


def test_query_given_twice_is_refused(client: TestClient) -> None:
    """Which of two queries was meant cannot be known (2.1.4)."""
    problem(client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"), 400, "input")


def test_graph_that_is_no_iri_is_refused(client: TestClient) -> None:
    """A graph name is an absolute IRI."""
    response = client.get("/sparql", params={"query": ASK, "default-graph-uri": "not an iri"})
    problem(response, 400, "input")


def test_bytes_that_are_not_utf8_are_refused(client: TestClient) -> None:
    """A query that is not UTF-8 is never guessed at."""
    problem(client.get("/sparql?query=ASK%7B%FF%7D"), 400, "input")
    response = client.post("/sparql", content=b"ASK {\xff}", headers={"content-type": DIRECT})
    problem(response, 400, "input")


def test_unknown_content_type_is_refused(client: TestClient) -> None:
    """A POST says what it is."""
    response = client.post("/sparql", content=ASK, headers={"content-type": "text/plain"})
    body = problem(response, 400, "input")
    assert DIRECT in str(body["detail"])


def test_nothing_acceptable_names_what_can_be_had(client: TestClient) -> None:
    """A 406 lists the media types on offer."""
    response = client.get("/sparql", params={"query": ASK}, headers={"accept": "image/png"})
    body = problem(response, 406, "not-acceptable")
    assert "text/csv" in body["available"]


def test_a_graph_as_csv_is_not_acceptable(client: TestClient) -> None:
    """Solutions and graphs have different formats."""
    response = client.get("/sparql", params={"query": CONSTRUCT, "format": "csv"})
    problem(response, 406, "not-acceptable")


def test_malformed_accept_is_refused(client: TestClient) -> None:
    """An Accept header that does not parse is the caller's to mend."""
    problem(client.get("/sparql", params={"query": ASK}, headers={"accept": "text"}), 400, "input")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_write_methods_are_not_allowed(client: TestClient, method: str) -> None:
    """This service only reads."""
    problem(client.request(method, "/sparql"), 405, "method-not-allowed")


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <a:b> <a:c> <a:d> }", "LOAD <file:///etc/passwd>", "DROP ALL"]
)
def test_updates_are_refused(client: TestClient, update: str) -> None:
    """An update is refused, as a query and as the update operation of the protocol."""
    problem(client.post("/sparql", data={"query": update}), 400, "query-refused")
    problem(client.post("/sparql", data={"update": update}), 400, "query-refused")


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_service_is_refused(client: TestClient, silent: str) -> None:
    """SERVICE is an error even where SILENT would turn it into a wrong answer."""
    query = f"SELECT * WHERE {{ SERVICE {silent}<http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    body = problem(client.get("/sparql", params={"query": query}), 400, "query-refused")
    assert str(body["type"]).endswith("#service")


def test_a_query_that_is_too_long_is_refused(client: TestClient) -> None:
    """A text of more than a mebibyte is 413."""
    query = ASK + " " * 1024 * 1024
    response = client.post("/sparql", content=query, headers={"content-type": DIRECT})
    problem(response, 413, "query-refused")


def test_nesting_is_refused(client: TestClient) -> None:
    """Brackets that would overflow a parser are refused before it sees them."""
    query = "SELECT * WHERE " + "{" * 10_000 + "}" * 10_000
    problem(client.post("/sparql", data={"query": query}), 400, "query-refused")


def test_a_cross_product_ends_at_the_deadline(hasty: TestClient) -> None:
    """A query past its time is a 503 that says when to come back, and others go on meanwhile."""
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    response = hasty.get("/sparql", params={"query": query})
    body = problem(response, 503, "query-stopped")
    assert body["limit"] == "timeout"
    assert str(body["type"]).endswith("/query-stopped#timeout")
    assert response.headers["retry-after"] == "5"
    assert hasty.get("/sparql", params={"query": ASK}).status_code == 200


def test_every_answer_has_the_security_headers(client: TestClient) -> None:
    """Good answers and problems alike: CORS without credentials, nosniff, referrer, CSP."""
    for response in (client.get("/sparql", params={"query": ASK}), client.get("/nowhere")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["access-control-allow-origin"] == "*"
        assert "default-src 'none'" in response.headers["content-security-policy"]
