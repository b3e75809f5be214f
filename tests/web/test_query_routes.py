"""Canned queries as routes."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from canned import QUERIES
from hdhgraph.i18n.folding import folded
from hdhgraph.rdf.iris import page_path
from hdhgraph.rdf.media_types import GRAPH_FORMATS
from live_server import serving

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

    from hdhgraph.rdf.media_types import Format

SLUG = "who-said-what"
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_csv_by_suffix(client: TestClient) -> None:
    """`/queries/{slug}.csv` is CSV, whatever is accepted."""
    response = client.get(f"/queries/{SLUG}.csv?topic=cloud-act")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    solutions = list(csv.DictReader(io.StringIO(response.text)))
    assert len(solutions) >= 15
    assert all(each["claim"] and each["speaker"] and each["start"] for each in solutions)


def test_no_preference_gives_json(client: TestClient) -> None:
    """`*/*` gives results JSON; a browser gets a page."""
    response = client.get(f"/queries/{SLUG}")
    assert response.headers["content-type"] == "application/sparql-results+json"
    page = client.get(f"/queries/{SLUG}", headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "value", ["cloud-act", "topic:cloud-act", "https://w3id.org/hdhgraph/vocab/topic/cloud-act"]
)
def test_value_is_a_slug_a_curie_or_an_iri(client: TestClient, value: str) -> None:
    """One topic, three ways to say it."""
    expected = client.get(f"/queries/{SLUG}.csv").text
    assert client.get(f"/queries/{SLUG}.csv", params={"topic": value}).text == expected


@pytest.mark.parametrize(
    ("address", "status", "kind", "says"),
    [
        ("/queries/who-sad-what", 404, "unknown-query", "who-said-what"),
        (f"/queries/{SLUG}.exe", 404, "unknown-query", "There"),
        (f"/queries/{SLUG}?topic=cloud-actt", 400, "input", "cloud-act"),
        (f"/queries/{SLUG}?tpic=cloud-act", 400, "input", "topic"),
        (f"/queries/{SLUG}?topic=hds&topic=lock-in", 400, "input", "twice"),
        (f"/queries/{SLUG}?lang=de", 400, "input", "fr, en"),
        (f"/queries/{SLUG}?format=docx", 400, "input", "csv"),
        (f"/queries/{SLUG}?page=0", 400, "input", "from 1 to"),
        (f"/queries/{SLUG}?size=ten", 400, "input", "size"),
        (f"/queries/{SLUG}.ttl?topic=cloud-actt", 400, "input", "cloud-act"),
        ("/queries?format=docx", 400, "input", "turtle"),
        ("/.well-known/sparql-examples/actr.ttl", 404, "unknown-query", "actor"),
        ("/.well-known/sparql-examples/actor.csv", 406, "not-acceptable", "text/turtle"),
        (f"/queries/{SLUG}?topic=x%22%7D%20%3Fs%20%3Fp%20%3Fo", 400, "input", "topic"),
    ],
)
def test_bad_input_is_one_problem(
    client: TestClient, address: str, status: int, kind: str, says: str
) -> None:
    """Each wrong request is told what is wrong and what there is."""
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"].rpartition("/")[2] == kind
    assert says in body["detail"] + " ".join(body.get("available", []))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("query", "says", "near"),
    [
        ("topic=cloud-actt&asOf=2020-06-30", "“cloud-actt” is not a value", "topic=cloud-act"),
        ("topic=hds&asOf=yesterday", "“yesterday”", ""),
        ("topic=hds&tpic=hds", "no parameter “tpic”", ""),
    ],
)
def test_a_reader_can_mend_a_wrong_value(
    client: TestClient, query: str, says: str, near: str, lang: str
) -> None:
    """The page, 400, says what is wrong beside its form, which keeps what is right."""
    response = client.get(f"/queries/{SLUG}?{query}&lang={lang}", headers=HTML)
    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store"
    text = html.unescape(response.text)
    assert f'<html lang="{lang}">' in text
    assert says in text.partition('role="alert"')[2].partition("</p>")[0]
    assert f'<form action="/queries/{SLUG}"' in text
    assert ("2020-06-30" in text) == ("2020-06-30" in query)
    assert ('value="topic:hds" selected' in text) == ("topic=hds" in query)
    assert near in text
    assert "<table" not in text


def test_choices_have_labels_in_the_language_of_the_page(client: TestClient) -> None:
    """A list of values is read by people: labels, sorted, beside the names that addresses have."""
    for lang, label in {"fr": "clés de déchiffrement", "en": "decryption keys"}.items():
        text = html.unescape(client.get(f"/queries/{SLUG}?lang={lang}", headers=HTML).text)
        options = re.findall(r'<option value="topic:([^"]+)"[^>]*>([^<]+)</option>', text)
        assert ("decryption-keys", label) in options
        labels = [folded(shown) for _, shown in options]
        assert labels == sorted(labels)


def test_known_topic_without_claims_is_empty(client: TestClient) -> None:
    """Nothing said is no error."""
    response = client.get(f"/queries/{SLUG}.csv?topic=cloud-act&actor=thales")
    assert response.status_code == 200
    assert len(response.text.splitlines()) == 1


def test_list_of_queries(client: TestClient) -> None:
    """`/queries` lists every canned query with its parameters."""
    listed = client.get("/queries").json()
    found = {each["slug"]: each for each in listed}
    names = [parameter["name"] for parameter in found[SLUG]["parameters"]]
    assert [parameter.name for parameter in QUERIES[SLUG].parameters] == names
    assert {"topic", "actor", "organisation", "stance", "source", "lang"} <= set(names)
    for slug in found:
        assert client.head(f"/queries/{slug}").status_code in {200, 400}


def test_health(client: TestClient) -> None:
    """`/health` says what is served."""
    body = client.get("/health").json()
    assert body["status"] == "ok"
    assert (body["software"], body["ontology"]) == ("0.1.0", "0.2.0")
    assert len(body["dataset"]) == 64
    assert body["data"].startswith("2026-")
    assert body["quads"] > 1000


@pytest.mark.parametrize("path", ["/health", "/live"])
def test_states_are_never_kept(client: TestClient, path: str) -> None:
    """Not even for a second, by nobody; HEAD asks the same."""
    for method in ("GET", "HEAD"):
        for _ in range(2):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
            assert "etag" not in answer.headers
    assert client.get(path).json()["status"] == "ok"


def test_a_post_is_the_same_as_a_get(client: TestClient) -> None:
    """Parameters may come in the address, as a form or as JSON: the answer is the same."""
    path = f"/queries/{SLUG}.csv"
    expected = client.get(path, params={"topic": "hds", "page": "2", "size": "3"}).text
    assert len(expected.splitlines()) == 4
    form = client.post(path, data={"topic": "hds", "page": "2", "size": "3", "actor": ""})
    body = client.post(path, json={"topic": "hds", "page": 2, "size": 3.0})
    both = client.post(f"{path}?topic=hds", json={"page": 2, "size": 3})
    assert [expected] * 3 == [form.text, body.text, both.text]
    assert client.post(path).text == client.get(path).text


@pytest.mark.parametrize(
    ("content", "media_type", "status", "says"),
    [
        ("topic=hds&topic=hds", "application/x-www-form-urlencoded", 400, "twice"),
        ("topic=%ff", "application/x-www-form-urlencoded", 400, "UTF-8"),
        ('{"topic": "hds", "topic": "hds"}', "application/json", 400, "twice"),
        ('{"topic": 5}', "application/json", 400, "topic"),
        ('{"page": "2"}', "application/json", 400, "whole number"),
        ('{"page": true}', "application/json", 400, "whole number"),
        ('{"topic": ["hds"]}', "application/json", 400, "topic"),
        ('["topic"]', "application/json", 400, "object"),
        ('{"topic": "\\ud800"}', "application/json", 400, "UTF-8"),
        ("[" * 60_000, "application/json", 400, "JSON"),
        ("[" * 100_000, "application/json", 413, "65536 bytes"),
        ("{", "application/json", 400, "JSON"),
        ("topic: hds", "text/yaml", 415, "application/json"),
    ],
)
def test_a_bad_body_is_one_problem(
    client: TestClient, content: str, media_type: str, status: int, says: str
) -> None:
    """A body that is not a form or a JSON object of texts and numbers is told what is wrong."""
    response = client.post(
        f"/queries/{SLUG}", content=content, headers={"content-type": media_type}
    )
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert says in response.json()["detail"]


def links(response: Response) -> dict[str, str]:
    """Return the addresses of a Link header by relation."""
    found = re.findall(r'<([^>]*)>; rel="([a-z]+)"', response.headers["link"])
    return {relation: address for address, relation in found}


def test_pages_lead_from_the_first_to_the_last(client: TestClient) -> None:
    """Who follows `next` from page one sees each solution once, in the order of the whole."""
    whole = client.get(f"/queries/{SLUG}.csv?topic=cloud-act").text.splitlines()
    address, found, seen = f"/queries/{SLUG}.csv?topic=cloud-act&page=1&size=7", whole[:1], 0
    while address:
        response = client.get(address)
        found += response.text.splitlines()[1:]
        assert response.headers["x-total-count"] == str(len(whole) - 1)
        at = links(response)
        assert at["first"].endswith("topic=cloud-act&page=1&size=7")
        assert ("prev" in at) == (seen > 0)
        assert at["last"].endswith(f"page={-(-(len(whole) - 1) // 7)}&size=7")
        address, seen = at.get("next", ""), seen + 1
    assert seen == 4
    assert whole == found


def test_a_page_past_the_last_is_empty(client: TestClient) -> None:
    """There is nothing there, and the way back is named."""
    response = client.get(f"/queries/{SLUG}.csv?page=99&size=10")
    assert len(response.text.splitlines()) == 1
    assert links(response)["prev"] == links(response)["last"]
    assert "next" not in links(response)


def test_without_a_page_the_answer_is_whole(client: TestClient) -> None:
    """Nobody gets a part who did not ask for one."""
    response = client.get(f"/queries/{SLUG}.csv")
    assert "x-total-count" not in response.headers
    assert set(links(response)) == {"describedby"}


def test_a_page_keeps_its_format_and_language(client: TestClient) -> None:
    """The links of a page lead to pages like it."""
    response = client.get(f"/queries/{SLUG}?format=html&lang=en&page=1&size=5")
    assert response.headers["content-type"].startswith("text/html")
    following = links(response)["next"]
    assert "format=html" in following
    assert "lang=en" in following
    assert f'href="{following.replace("&", "&amp;")}" rel="next"' in response.text


def test_the_query_itself(client: TestClient) -> None:
    """`.rq`, or the media type of SPARQL, is the query as it is asked; asked, it answers alike."""
    address = f"/queries/{SLUG}.rq?topic=hds&page=1&size=4"
    response = client.get(address)
    assert response.headers["content-type"] == "application/sparql-query"
    assert "<https://w3id.org/hdhgraph/vocab/topic/hds>" in response.text
    accepted = client.get(
        f"/queries/{SLUG}?topic=hds&page=1&size=4", headers={"accept": "application/sparql-query"}
    )
    assert response.text == accepted.text
    expected = client.get(f"/queries/{SLUG}.csv?topic=hds&page=1&size=4").text
    asked = client.get("/sparql", params={"query": response.text, "format": "csv"}).text
    assert expected == asked


def test_a_select_in_rdf_is_its_description(client: TestClient) -> None:
    """A query's IRI answers to an RDF Accept with what the query is."""
    accept = {"accept": "text/turtle"}
    response = client.get(f"/queries/{SLUG}", headers=accept)
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    example = client.get(links(response)["describedby"])
    assert response.text == example.text
    triples = set(ox.parse(response.content, format=ox.RdfFormat.TURTLE))
    node = ox.NamedNode(f"https://w3id.org/hdhgraph/queries/{SLUG}")
    kinds = {quad.object.value for quad in triples if quad.subject == node}
    assert "http://www.w3.org/ns/shacl#SPARQLSelectExecutable" in kinds
    assert f"/queries/{SLUG}" == page_path(node.value)


@pytest.mark.parametrize("path", ["/queries", "/.well-known/sparql-examples/"])
@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda each: each.name)
def test_the_list_in_rdf(client: TestClient, path: str, form: Format) -> None:
    """Every format of RDF has the same description of every query."""
    response = client.get(path, headers={"accept": form.media_type})
    assert response.headers["content-type"] == form.content_type
    found = {
        quad.subject.value
        for quad in ox.parse(response.content, format=form.rdf)
        if str(quad.object) == "<http://www.w3.org/ns/shacl#SPARQLExecutable>"
    }
    slugs = [each["slug"] for each in client.get("/queries").json()]
    assert len(slugs) > 20
    assert {f"https://w3id.org/hdhgraph/queries/{slug}" for slug in slugs} == found


def test_descriptions_are_a_graph(client: TestClient) -> None:
    """SPARQL sees the canned queries in the graph `queries`, which is served by name as well."""
    ask = "ASK { GRAPH <https://w3id.org/hdhgraph/graph/queries> { ?s ?p ?o } }"
    assert client.get("/sparql", params={"query": ask, "format": "csv"}).text == "true"
    assert client.get("/graph/queries").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (f"/queries/{SLUG}", "GET, HEAD, POST, OPTIONS"),
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/queries", "GET, HEAD, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
        ("/live", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_method_that_writes_is_told_what_there_is(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    """405 names every method that the path takes, as OPTIONS does."""
    response = client.request(method, path)
    assert response.status_code == 405
    assert allowed == response.headers["allow"]
    assert allowed == client.options(path).headers["allow"]


QUERY = """#+ summary: Things of a kind
#+ summary_fr: Choses d'un genre
#+ description: Invented, for a test
#+ description_fr: Inventé, pour un test
#+ tags: [example]
#+ params:
#+   page: {type: integer, default: 3, description: A number, description_fr: Un nombre}
PREFIX ex: <http://example.org/>
SELECT ?page ?s WHERE { VALUES (?page) { (3) } ?s a ex:Thing } ORDER BY ?s
"""
GRAPH = """#+ summary: All as triples
#+ summary_fr: Tout en triplets
#+ description: Invented, for a test
#+ description_fr: Inventé, pour un test
CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o
"""


def test_a_new_file_is_everywhere(tmp_path: Path) -> None:
    """A `.rq` dropped into a project is a route, listed, described, and in the graph: no code."""
    for folder in ("ontology", "data", "queries"):
        (tmp_path / folder).mkdir()
    things = "".join(f"<http://example.org/{n}> a <http://example.org/Thing> .\n" for n in range(5))
    (tmp_path / "data" / "things.ttl").write_text(things, encoding="utf-8")
    (tmp_path / "queries" / "things.rq").write_text(QUERY, encoding="utf-8")
    (tmp_path / "queries" / "all.rq").write_text(GRAPH, encoding="utf-8")
    log = tmp_path / "server.log"
    with serving(log, "--project", str(tmp_path), "--unchecked") as server:
        listed = server.get("/queries").json()
        document = server.get("/openapi.json").json()
        example = server.get("/.well-known/sparql-examples/things.ttl")
        graph = server.get("/graph/queries")
        # Its own parameter wins: here `page` is no page.
        own = server.get("/queries/things.csv?page=7")
        triples = server.get("/queries/all.nt?page=2&size=2")
        described = server.get("/.well-known/sparql-examples/all.ttl")
        page = server.get("/queries/things?lang=en", Accept="text/html")
    assert [each["slug"] for each in listed] == ["all", "things"]
    names = [each["name"] for each in document["paths"]["/queries/things"]["get"]["parameters"]]
    assert names == ["page", "format", "size"]
    assert b"SPARQLSelectExecutable" in example.body
    assert b"SPARQLConstructExecutable" in described.body
    assert b"/queries/things>" in graph.body
    assert own.body.decode().splitlines()[1:] == [f"7,http://example.org/{n}" for n in range(5)]
    assert len(triples.body.splitlines()) == 2
    assert int(triples.headers["x-total-count"]) > 5
    assert b"Things of a kind" in page.body
