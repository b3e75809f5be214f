"""Named graphs (Graph Store HTTP Protocol, read half), what the service says of itself, CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from hdhgraph.rdf.media_types import GRAPH_FORMATS
from hdhgraph.rdf.namespaces import PREFIXES, graph_name

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from hdhgraph.rdf.media_types import Format

VOCAB = graph_name("vocab")
SD = PREFIXES["sd"]


def triples(client: TestClient, address: str, form: str = "ntriples") -> set[str]:
    """Return the triples of an answer, as text; those with blank nodes are left out."""
    join = "&" if "?" in address else "?"
    response = client.get(f"{address}{join}format={form}")
    assert response.status_code == 200
    return {str(quad.triple) for quad in ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES)
            if "_:" not in str(quad.triple)}  # fmt: skip


def in_store(store: ox.Store, graph: str | None) -> set[str]:
    """Return the triples of one graph of a store, or of all, as `triples` does."""
    name = None if graph is None else ox.NamedNode(graph)
    quads = store.quads_for_pattern(None, None, None, name)
    return {str(quad.triple) for quad in quads if "_:" not in str(quad.triple)}


def test_a_graph_by_its_name(client: TestClient, store: ox.Store) -> None:
    """`?graph=IRI` gives exactly that graph (4.2, indirect identification)."""
    found = triples(client, f"/graph?graph={quote(VOCAB)}")
    assert found == in_store(store, VOCAB)
    assert len(found) > 50


def test_a_graph_by_its_path(client: TestClient) -> None:
    """The path below /graph/ names the same graph (4.1, direct identification)."""
    assert triples(client, "/graph/vocab") == triples(client, f"/graph?graph={quote(VOCAB)}")


def test_a_graph_whose_name_has_a_slash(client: TestClient, store: ox.Store) -> None:
    """A source's graph is found as well."""
    assert triples(client, "/graph/source/ticsante") == in_store(
        store, graph_name("source/ticsante")
    )


def test_the_default_graph(client: TestClient, served: ox.Store) -> None:
    """`?default` gives the default graph, which for a project is the union of all (4.2)."""
    assert triples(client, "/graph?default") == in_store(served, None)


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_a_graph_in_every_format(client: TestClient, form: Format) -> None:
    """Each RDF format is to be had by Accept, and is labelled as what it is."""
    response = client.get("/graph/vocab", headers={"accept": form.media_type})
    assert response.headers["content-type"].partition(";")[0] == form.media_type
    assert len(list(ox.parse(response.content, format=form.rdf))) > 50


def test_head_of_a_graph(client: TestClient) -> None:
    """HEAD answers as GET does, without a body (5.7)."""
    response = client.head("/graph/vocab")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"].startswith("text/turtle")
    assert client.head("/graph/nothing").status_code == 404


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/graph", 400, "input"),
        (f"/graph?default&graph={VOCAB}", 400, "input"),
        (f"/graph?graph={VOCAB}&graph={VOCAB}", 400, "input"),
        ("/graph?graph=", 400, "input"),
        ("/graph?graph=vocab", 400, "input"),
        ("/graph?graph=http://example.org/nothing", 404, "unknown-graph"),
        ("/graph/vocabb", 404, "unknown-graph"),
        ("/graph/vocab?format=csv", 406, "not-acceptable"),
        ("/graph/vocab?format=exe", 400, "input"),
    ],
)
def test_bad_input_is_one_problem(client: TestClient, address: str, status: int, kind: str) -> None:
    """A graph is named once, as an absolute IRI, and is one of those here."""
    response = client.get(address)
    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (status, kind)


def test_an_unknown_graph_names_the_nearest(client: TestClient) -> None:
    """Who mistypes a name is told the right one."""
    assert VOCAB in client.get("/graph/vocabb").json()["detail"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_are_read_only(client: TestClient, method: str) -> None:
    """Nothing can be written; what can be done is named (5.3 to 5.6)."""
    response = client.request(method, "/graph/vocab")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


def description(client: TestClient) -> ox.Store:
    """Return what the service says of itself."""
    response = client.get("/sparql", headers={"accept": "application/n-triples"})
    assert response.status_code == 200
    found = ox.Store()
    found.load(response.content, format=ox.RdfFormat.N_TRIPLES)
    return found


def test_the_service_describes_itself(client: TestClient) -> None:
    """`/sparql` without a query is a description of endpoint, language, formats and dataset."""
    found = description(client)
    asked = f"""PREFIX sd: <{SD}>
        ASK {{ ?service a sd:Service ; sd:endpoint ?service ; sd:resultFormat ?format ;
            sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph ;
            sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] }}"""
    assert bool(found.query(asked)) is True


def test_the_description_counts_every_graph(client: TestClient, served: ox.Store) -> None:
    """Each named graph is there with the number of its triples."""
    solutions = description(client).query(f"""PREFIX sd: <{SD}> PREFIX void: <{PREFIXES["void"]}>
        SELECT ?name ?count {{ ?x sd:name ?name ; sd:graph [ void:triples ?count ] }}""")
    assert isinstance(solutions, ox.QuerySolutions)
    found = {each["name"].value: int(each["count"].value) for each in solutions}
    names = {graph.value for graph in served.named_graphs()}
    counted = {name: len(list(served.quads_for_pattern(None, None, None, ox.NamedNode(name))))
               for name in names}  # fmt: skip
    assert found == counted
    assert len(found) > 5


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml"])
def test_the_description_is_negotiated(client: TestClient, accept: str) -> None:
    """Programs get RDF; a browser gets the form."""
    response = client.get("/sparql", headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] in (accept, "text/turtle")
    page = client.get("/sparql", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/queries/who-said-what", "GET, HEAD, POST, OPTIONS"),
        ("/graph/vocab", "GET, HEAD, OPTIONS"),
        ("/", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_preflight_lets_anyone_read(client: TestClient, address: str, methods: str) -> None:
    """Any origin may read, with the headers that a query needs, and without credentials."""
    headers = {"origin": "http://example.org", "access-control-request-method": "POST"}
    response = client.options(address, headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == methods
    assert response.headers["allow"] == methods
    assert "content-type" in response.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in response.headers
