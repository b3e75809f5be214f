"""/dataset, /.well-known/void and /dump/: the dataset described and handed out over HTTP."""

from __future__ import annotations

import base64
import errno
import gzip
import hashlib
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, SH, VOID
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.rdf.iris import dataset_iri
from hdhgraph.rdf.media_types import GRAPH_FORMATS
from hdhgraph.rdf.namespaces import BASE, GRAPHS
from hdhgraph.web.dataset import dump_folder
from hdhgraph.web.dataset import routes as datasets
from hdhgraph.web.dataset.routes import DatasetState
from hdhgraph.web.serving.app import Content, create_app
from live_server import live_server, write_example
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.project.layout import Project
    from hdhgraph.rdf.media_types import Format
    from live_server import LiveServer

DATASET = rdflib.URIRef(dataset_iri())
SHAPES = Path(__file__).parents[1] / "dcat_ap.ttl"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def prepared(client: TestClient) -> TestClient:
    """A client of a service whose dumps are made."""
    wait_until(lambda: client.get("/dump/SHA256SUMS").status_code == 200, "the dumps")
    return client


@pytest.fixture(scope="module")
def described(prepared: TestClient) -> rdflib.Graph:
    """The description, as it is once everything is counted and made."""

    def whole() -> bytes:
        answer = prepared.get("/dataset.ttl")
        return b"" if answer.headers["cache-control"] == "no-store" else answer.content

    return rdflib.Graph().parse(data=wait_until(whole, "all counts"), format="turtle")


@pytest.fixture(scope="module")
def files(prepared: TestClient) -> dict[str, str]:
    """The digest of each file, as SHA256SUMS names it."""
    lines = prepared.get("/dump/SHA256SUMS").text.splitlines()
    assert len(lines) > 20
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def test_the_description_conforms_to_dcat_ap(described: rdflib.Graph) -> None:
    """What is served has every mandatory property of DCAT-AP 3."""
    _, report, _ = pyshacl.validate(described, shacl_graph=rdflib.Graph().parse(SHAPES))
    assert isinstance(report, rdflib.Graph)
    assert sorted(report.objects(None, SH.resultMessage)) == []
    assert len(set(described.subjects(RDF.type, DCAT.Distribution))) > 20


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_the_description_is_the_same_graph_in_every_format(
    prepared: TestClient, described: rdflib.Graph, form: Format
) -> None:
    """By suffix or by Accept, each format states the same triples."""
    by_suffix = prepared.get(f"/dataset.{form.extension}")
    by_accept = prepared.get("/dataset", headers={"Accept": form.media_type})
    assert by_suffix.content == by_accept.content
    assert by_accept.headers["content-location"] == f"/dataset.{form.extension}"
    assert "Accept" in by_accept.headers["vary"]
    found = {str(quad.triple) for quad in ox.parse(by_suffix.content, format=form.rdf)}
    assert len(found) == len(described)


def test_void_is_where_it_is_looked_for(prepared: TestClient) -> None:
    """/.well-known/void has the same description, and sends people to the page."""
    answer = prepared.get("/.well-known/void", headers={"Accept": "text/turtle"})
    assert answer.content == prepared.get("/dataset.ttl").content
    page = prepared.get(
        "/.well-known/void", headers={"Accept": "text/html"}, follow_redirects=False
    )
    assert (page.status_code, page.headers["location"]) == (303, "/dataset")


def test_counts_are_those_of_the_endpoint(prepared: TestClient, described: rdflib.Graph) -> None:
    """The number of triples is what SPARQL counts in the default graph."""
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    answer = prepared.get("/sparql", params={"query": query, "format": "json"}).json()
    counted = answer["results"]["bindings"][0]["n"]["value"]
    assert str(described.value(DATASET, VOID.triples)) == counted


def test_the_meta_graph_is_seen_by_sparql(prepared: TestClient, described: rdflib.Graph) -> None:
    """What is known at load stands in the graph `meta`, and in the description."""
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPHS}meta> {{ ?s ?p ?o }} }}"
    answer = prepared.get("/sparql", params={"query": query, "format": "ntriples"})
    meta = rdflib.Graph().parse(data=answer.content, format="nt")
    assert len(meta) > 100
    assert set(meta) - set(described) == set()


def test_each_distribution_is_what_it_is_said_to_be(
    prepared: TestClient, described: rdflib.Graph
) -> None:
    """Size and digest of a distribution are those of the file behind its address."""
    distributions = list(described.objects(DATASET, DCAT.distribution))
    assert len(distributions) == 4
    for each in distributions:
        address = str(described.value(each, DCAT.downloadURL))
        content = prepared.get("/" + address.split("/", 3)[3]).content
        assert str(described.value(each, DCAT.byteSize)) == str(len(content))
        checksum = described.value(each, SPDX.checksum)
        digest = described.value(checksum, SPDX.checksumValue)
        assert isinstance(digest, rdflib.Literal)
        assert digest.toPython() == hashlib.sha256(content).digest()


def test_the_dataset_names_what_people_need(described: rdflib.Graph) -> None:
    """Licence, publisher, endpoint and example queries are there."""
    assert len(list(described.objects(DATASET, DCTERMS.license))) == 1
    assert list(described.objects(DATASET, DCTERMS.publisher)) == [rdflib.URIRef(BASE)]
    endpoint = described.value(DATASET, VOID.sparqlEndpoint)
    assert endpoint == rdflib.URIRef("http://127.0.0.1:8000/sparql")


@pytest.mark.parametrize(("lang", "expected"), [("fr", "Graphes nommés"), ("en", "Named graphs")])
def test_the_page_is_in_both_languages(prepared: TestClient, lang: str, expected: str) -> None:
    """The page shows counts and graphs, and announces its other formats."""
    page = prepared.get(f"/dataset?lang={lang}", headers={"Accept": "text/html"})
    assert page.headers["content-language"] == lang
    assert expected in page.text
    assert 'type="text/turtle" href="/dataset.ttl"' in page.text
    assert f'href="/graph/source/ticsante?lang={lang}"' in page.text


def test_the_list_of_dumps_links_every_file(prepared: TestClient, files: dict[str, str]) -> None:
    """Every file of SHA256SUMS is on the page of dumps."""
    page = prepared.get("/dump/", headers={"Accept": "text/html"}).text
    assert [name for name in files if f'href="/dump/{name}"' not in page] == []
    assert prepared.get("/dump", follow_redirects=False).headers["location"] == "/dump/"


def test_every_file_has_its_digest(prepared: TestClient, files: dict[str, str]) -> None:
    """Each file is what SHA256SUMS, ETag and Repr-Digest say, and is handed out to be kept."""
    for name, digest in files.items():
        answer = prepared.get(f"/dump/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == digest
        assert answer.headers.get_list("etag") == [f'"{digest}"']
        encoded = base64.b64encode(bytes.fromhex(digest)).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{encoded}:"
        assert name.replace("/", "-") in answer.headers["content-disposition"]
        assert "content-encoding" not in answer.headers


def test_a_dump_of_the_whole_has_every_quad(prepared: TestClient) -> None:
    """The N-Quads are as many as the service says it holds."""
    content = gzip.decompress(prepared.get("/dump/all.nq.gz").content)
    assert content.count(b"\n") == prepared.get("/health").json()["quads"]


def test_a_dump_of_a_graph_is_that_graph(prepared: TestClient) -> None:
    """The Turtle of a graph states what /graph/{name} states."""
    dump = ox.parse(prepared.get("/dump/source/ticsante.ttl").content, format=ox.RdfFormat.TURTLE)
    graph = prepared.get("/graph/source/ticsante.nt", headers={"Accept": "application/n-triples"})
    if graph.status_code != 200:
        graph = prepared.get("/graph/source/ticsante", params={"format": "ntriples"})
    triples = ox.parse(graph.content, format=ox.RdfFormat.N_TRIPLES)
    assert {str(quad.triple) for quad in dump} == {str(quad.triple) for quad in triples}


def test_a_file_can_be_had_in_parts(prepared: TestClient) -> None:
    """A range is those bytes of the file, and a client that has them all gets none."""
    whole = prepared.get("/dump/all.ttl", headers={"Accept-Encoding": "gzip, br"})
    part = prepared.get("/dump/all.ttl", headers={"Range": "bytes=10-19", "Accept-Encoding": "br"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    again = prepared.get("/dump/all.ttl", headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_head_tells_the_size(prepared: TestClient) -> None:
    """HEAD has the headers of GET and no body."""
    head, got = (getattr(prepared, verb)("/dump/all.trig.gz") for verb in ("head", "get"))
    assert head.headers["content-length"] == str(len(got.content))
    assert head.content == b""


@pytest.mark.parametrize(
    "path", ["/dump/al.ttl", "/dump/../hdhgraph.toml", "/dump/x", "/dataset.x"]
)
def test_what_is_not_there_is_not_found(prepared: TestClient, path: str) -> None:
    """An unknown file is a problem of its own kind, with the list."""
    answer = prepared.get(path.replace("..", "%2E%2E"))
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/problem/unknown-dump")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A service of plain files, one triple of which is in a foreign graph."""
    with live_server(write_example(tmp_path_factory.mktemp("dumps"))) as running:
        yield running


def test_plain_files_are_described_without_what_nobody_states(server: LiveServer) -> None:
    """A service of files has counts and dumps, and neither publisher, licence nor catalogue."""
    reply = server.get("/dataset.nt")
    assert reply.status == 200
    graph = rdflib.Graph().parse(data=reply.body, format="nt")
    assert str(graph.value(DATASET, VOID.triples)) == "400"
    assert list(graph.objects(None, DCTERMS.publisher)) == []
    assert list(graph.subjects(RDF.type, DCAT.Catalog)) == []
    addresses = {str(each) for each in graph.objects(None, DCAT.downloadURL)}
    assert f"http://127.0.0.1:{server.port}/dump/default-graph.ttl" in addresses


def test_a_live_server_hands_out_ranges(server: LiveServer) -> None:
    """Over a real connection a range, a HEAD and a 304 are framed as HTTP frames them."""
    whole = server.get("/dump/all.nq.gz")
    assert gzip.decompress(whole.body).count(b"\n") == 401
    part = server.get("/dump/all.nq.gz", Range="bytes=-5")
    assert (part.status, part.body) == (206, whole.body[-5:])
    assert server.get("/dump/all.nq.gz", If_None_Match=whole.headers["etag"]).status == 304


def test_dumps_do_not_wait_behind_the_limit_of_queries(tmp_path: Path) -> None:
    """A dump may take longer than a query of a client may."""
    path = write_example(tmp_path)
    with live_server(path, "--timeout", "0.001") as running:
        assert running.get("/dump/all.nq.gz").status == 200


@pytest.mark.nightly
def test_digests_are_the_same_after_a_start_anew(tmp_path: Path) -> None:
    """Two starts over the same files hand out the same bytes."""
    lines = ["_:x <http://e.org/p> _:y .", "_:y <http://e.org/p> _:z <http://e.org/graph> ."]
    path = write_example(tmp_path, lines)
    found = []
    for _ in range(2):
        with live_server(path) as running:
            found.append(running.get("/dump/SHA256SUMS").body)
    assert found[0] == found[1]
    assert len(found[0].splitlines()) == 12


def test_the_start_page_is_json_for_programs(client: TestClient) -> None:
    """Who accepts JSON gets the versions, and addresses that all answer."""
    start = client.get("/", headers={"Accept": "application/json"})
    content = json.loads(start.content)
    assert content["versions"]["data"] == client.get("/health").json()["data"]
    for path in content["links"].values():
        assert client.get(path).status_code == 200, path


@pytest.fixture
def fresh(project: Project) -> Iterator[TestClient]:
    """A client of a service that nobody has asked for a dump yet."""
    source = Source(str(project.root))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    app = create_app(Settings(timeout=PATIENCE), Content(source, project.queries, "x"), engine)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
    engine.close()


def test_a_file_that_takes_long_is_asked_for_again(
    fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits too long is told to come back; the file is made meanwhile, and then there."""
    monkeypatch.setattr(datasets, "_FILE_PATIENCE", 0)
    first = fresh.get("/dump/all.ttl")
    assert (first.status_code, first.headers["retry-after"]) == (503, "5")
    assert first.json()["type"].endswith("#dump")
    wait_until(lambda: fresh.get("/dump/all.ttl").status_code == 200, "the file")


def test_the_list_does_not_wait_for_the_files(
    fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While none of them can be made, the list is there, says so, and is not kept."""
    writer = dump_folder._Writer  # noqa: SLF001 - held up here
    write, may_write = writer.write, threading.Event()

    def write_later(self: Any, content: bytes) -> None:  # noqa: ANN401 - a writer, which is private
        may_write.wait(PATIENCE)
        write(self, content)

    monkeypatch.setattr(writer, "write", write_later)
    page = fresh.get("/dump/?lang=en", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "Some files are still being made" in page.text
    assert 'href="/dump/all.nq.gz"' in page.text
    may_write.set()

    def is_complete() -> bool:
        page = fresh.get("/dump/?lang=en", headers={"Accept": "text/html"})
        return "Some files" not in page.text

    wait_until(is_complete, "the files")


def test_a_description_before_the_dumps_is_not_kept(
    fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without all counts and digests the description is good, but not for the cache."""
    monkeypatch.setattr(DatasetState.prepare, "__kwdefaults__", {"with_files": True, "patience": 0})
    answer = fresh.get("/dataset.nt")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert str(DCAT.byteSize) not in answer.text


def test_a_full_disk_is_said_and_described_around(
    fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump that cannot be written is an error of its own route alone, and tried again there."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(dump_folder, "_Writer", refuse)
        answer = fresh.get("/dump/all.ttl")
        assert (answer.status_code, "no space left" in answer.json()["detail"]) == (503, True)
        assert fresh.get("/dataset.nt").headers["cache-control"] == "no-store"
    assert fresh.get("/dump/all.ttl").status_code == 200


@pytest.mark.nightly
def test_a_cut_dump_leaves_nothing(fresh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dump that is ended on its way is no file, and not half of one."""
    monkeypatch.setattr(dump_folder, "_SECONDS", 0.001)
    assert fresh.get("/dump/all.nq.gz").status_code == 503
    monkeypatch.undo()
    answer = fresh.get("/dump/all.nq.gz")
    quads = fresh.get("/health").json()["quads"]
    assert gzip.decompress(answer.content).count(b"\n") == quads
