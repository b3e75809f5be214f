"""The base IRI as one setting: what an operator mints dereferences on the operator's service."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from hdhgraph.rdf.namespaces import BASE, PREFIXES
from live_server import LiveServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from hdhgraph.project.layout import Project

ALL_IRIS = """
SELECT DISTINCT ?iri WHERE {
  { ?iri ?p ?o } UNION { ?s ?iri ?o } UNION { ?s ?p ?iri } UNION { GRAPH ?iri { ?s ?p ?o } }
  FILTER (ISIRI(?iri))
}"""
FIXED = (f"{BASE}ont", f"{BASE}shapes")


@pytest.fixture(scope="module")
def moved_server(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The bundled graph as an operator serves it under a base of its own."""
    log = tmp_path_factory.mktemp("moved") / "server.log"
    with socket.socket() as kept:
        # While this one has the port without listening, only who asks for that port gets it.
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port = kept.getsockname()[1]
        options = ("--project", str(project.root), "--unchecked", "--port", str(port))
        with serving(log, *options, "--base-iri", f"http://127.0.0.1:{port}/") as server:
            yield server


def base_of(server: LiveServer) -> str:
    """Return the base that the server was given."""
    return f"http://127.0.0.1:{server.port}/"


def iris_of(server: LiveServer) -> list[str]:
    """Return every IRI in the graph, in any position."""
    solutions = server.query(ALL_IRIS).json()["results"]["bindings"]
    return sorted(solution["iri"]["value"] for solution in solutions)


@pytest.mark.nightly
def test_only_terms_and_rules_keep_the_namespace(moved_server: LiveServer) -> None:
    """Data, vocabularies and graphs are all under the new base."""
    left = [iri for iri in iris_of(moved_server) if iri.startswith(BASE)]
    assert left
    assert [] == [iri for iri in left if not iri.startswith(FIXED)]


@pytest.mark.nightly
def test_every_iri_of_the_data_dereferences(moved_server: LiveServer) -> None:
    """Each IRI under the base, found by SPARQL, leads to its description on this very server.

    What is withdrawn leads to what is there instead.
    """
    base = base_of(moved_server)
    withdrawn = moved_server.query(f"SELECT ?iri {{ ?iri <{PREFIXES['owl']}deprecated> true }}")
    gone = {each["iri"]["value"] for each in withdrawn.json()["results"]["bindings"]}
    assert gone
    entities = [iri for iri in iris_of(moved_server) if iri.startswith(f"{base}id/")]
    assert len(entities) > 1000
    # Redirects are looked at for all, descriptions for some of each kind.
    broken, shown = [], {}
    for iri in entities:
        path = urlsplit(iri).path
        answer = moved_server.get(path)
        if answer.status != 303 or answer.headers["location"] != path.replace("/id/", "/doc/", 1):
            broken.append(iri)
        shown.setdefault(path.split("/")[2], []).append(path)
    assert [] == broken
    for kind, paths in shown.items():
        for path in paths[:: max(1, len(paths) // 8)]:
            document = path.replace("/id/", "/doc/", 1)
            answer = moved_server.get(document, Accept="application/n-triples")
            told = answer.body.decode()
            if f"{base}{path.removeprefix('/')}" in gone:
                assert (410, kind) == (answer.status, kind), path
                assert f"{BASE}id/" not in told
            else:
                assert (200, kind) == (answer.status, kind), path
                assert f"<{base}id/{kind}/" in told


@pytest.mark.parametrize("kind", ["vocab", "graph"])
def test_vocabularies_and_graphs_dereference(moved_server: LiveServer, kind: str) -> None:
    """Concepts, schemes and named graphs are found at their new IRIs."""
    start = f"{base_of(moved_server)}{kind}/"
    paths = [urlsplit(i).path for i in iris_of(moved_server) if i.startswith(start)]
    assert paths
    assert [] == [p for p in paths if moved_server.get(p, Accept="text/turtle").status != 200]


def test_canned_queries_ask_for_the_moved_iris(moved_server: LiveServer) -> None:
    """Text, defaults and choices of a canned query follow, so it finds as much as before."""
    base = base_of(moved_server)
    answer = moved_server.get("/queries/who-said-what.json?topic=cloud-act")
    claims = [each["claim"]["value"] for each in answer.json()["results"]["bindings"]]
    assert claims
    assert [] == [claim for claim in claims if not claim.startswith(f"{base}id/claim/")]
    by_iri = moved_server.get(
        f"/queries/who-said-what.json?topic={quote(base + 'vocab/topic/cloud-act', safe='')}"
    )
    assert by_iri.json() == answer.json()


@pytest.mark.nightly
def test_every_canned_query_answers_as_with_the_fixed_base(
    moved_server: LiveServer, client: TestClient, project: Project
) -> None:
    """Moved back, each answer is the one that the fixed base gives: no constant was forgotten."""
    base, compared = base_of(moved_server), 0
    for path in sorted(project.queries.glob("*.rq")):
        expected = client.get(f"/queries/{path.stem}.tsv")
        answer = moved_server.get(f"/queries/{path.stem}.tsv")
        assert expected.status_code == answer.status, path.stem
        if answer.status == 200:
            lines = answer.body.decode().replace(base, BASE).splitlines()
            assert sorted(expected.text.splitlines()) == sorted(lines), path.stem
            compared += 1
    assert compared > 15


def test_prefixes_follow(moved_server: LiveServer) -> None:
    """A document's prefixes shorten the IRIs that it has."""
    base = base_of(moved_server)
    for path in ("/doc/claim/combes-not-ideal.ttl", "/sparql?format=turtle"):
        text = moved_server.get(path).body.decode()
        assert f"@prefix hgid: <{base}id/> ." in text
        assert "@prefix hg: <https://w3id.org/hdhgraph/ont#> ." in text


def test_the_service_names_itself_by_the_base(moved_server: LiveServer) -> None:
    """Where an absolute address is needed it is the base, whatever Host says."""
    base = base_of(moved_server)
    described = moved_server.get(
        "/sparql?format=ntriples", Host="evil.example", X_Forwarded_Host="evil.example"
    ).body.decode()
    assert f"<{base}sparql>" in described
    linkset = moved_server.get(
        "/linkset/claim/combes-not-ideal", Host="evil.example", X_Forwarded_Host="evil.example"
    )
    anchors = [each["anchor"] for each in json.loads(linkset.body)["linkset"]]
    assert anchors
    assert [] == [each for each in anchors if not each.startswith(f"{base}doc/")]


def test_pages_link_by_paths(moved_server: LiveServer) -> None:
    """A page's links to entities do not name a host."""
    page = moved_server.get("/doc/claim/combes-not-ideal.html").body.decode()
    assert 'href="/doc/actor/stephanie-combes"' in page
    assert f'href="{base_of(moved_server)}id/' not in page


def test_moving_changes_nothing_else(moved_server: LiveServer, client: TestClient) -> None:
    """Moved back, a description is the one that the fixed base gives, but for its own address."""
    base = base_of(moved_server)

    def lines(text: str) -> list[str]:
        return sorted(line for line in text.splitlines() if "/doc/claim/" not in line)

    expected = lines(client.get("/doc/claim/combes-not-ideal.nt").text)
    text = moved_server.get("/doc/claim/combes-not-ideal.nt").body.decode()
    assert expected
    assert expected == lines(text.replace(base, BASE))
