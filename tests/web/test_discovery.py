"""Prefixes, robots.txt, sitemap.xml, llms.txt, CITATION.cff and the versions on every answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from rdflib.namespace import SH

import hdhgraph
from hdhgraph.engine.protocol import Source
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.web.dataset import discovery
from hdhgraph.web.serving.app import Content, versions_header

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from hdhgraph.project.layout import Project

ROOT = Path(__file__).resolve().parents[2]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("application/json", "json"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("text/html", "html"),
    ],
)
def test_prefixes_come_by_accept_and_by_suffix(
    client: TestClient, accept: str, suffix: str
) -> None:
    """Each format has the same content at its suffix, by Accept and by `?format=`."""
    negotiated = client.get("/prefixes", headers={"Accept": accept})
    assert negotiated.headers["content-type"].startswith(accept)
    assert negotiated.headers["content-location"] == f"/prefixes.{suffix}"
    by_suffix = client.get(f"/prefixes.{suffix}")
    assert by_suffix.headers["content-type"] == negotiated.headers["content-type"]
    named = client.get(f"/prefixes?format={suffix}", headers={"Accept": "*/*"})
    assert named.status_code == 200
    if suffix != "html":
        assert by_suffix.content == negotiated.content == named.content


def test_prefixes_are_those_of_the_project(client: TestClient) -> None:
    """JSON is an object of namespaces by prefix, JSON-LD a context of it."""
    assert client.get("/prefixes.json").json() == PREFIXES
    assert client.get("/prefixes.jsonld").json() == {"@context": PREFIXES}


def test_the_context_is_one(client: TestClient) -> None:
    """A JSON-LD document with that context reads as its terms."""
    document = client.get("/prefixes.jsonld").json() | {"@id": "hgid:x", "hg:length": 1}
    (quad,) = ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    assert quad.predicate.value == f"{PREFIXES['hg']}length"


def test_turtle_declares_the_prefixes_for_shacl(client: TestClient) -> None:
    """Each prefix is declared as SHACL-SPARQL demands it: a string and an xsd:anyURI."""
    graph = rdflib.Graph().parse(data=client.get("/prefixes.ttl").text, format="turtle")
    found = {
        str(graph.value(each, SH.prefix)): str(graph.value(each, SH.namespace))
        for each in graph.objects(None, SH.declare)
    }
    assert found == PREFIXES
    kinds = {literal.datatype for literal in graph.objects(None, SH.namespace)}
    assert kinds == {rdflib.XSD.anyURI}


def test_an_unknown_format_of_the_prefixes_is_named(client: TestClient) -> None:
    """A suffix that is none is not found, a format that is none is a mistake."""
    assert client.get("/prefixes.csv").status_code == 404
    assert client.get("/prefixes?format=csv").status_code == 400
    assert client.get("/prefixes", headers={"Accept": "image/png"}).status_code == 406


def test_robots_are_let_in_and_told_of_the_sitemap(client: TestClient) -> None:
    """Pages may be read; queries are not for crawlers; the sitemap is named in full."""
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /sparql?" in lines
    assert "Disallow: /" not in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


def addresses(content: bytes) -> list[str]:
    """Return the addresses that a sitemap, or an index of them, lists."""
    root = ET.fromstring(content)  # noqa: S314 - our own
    return [str(each.text) for each in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_has_every_entity_in_both_languages(
    client: TestClient, store: ox.Store
) -> None:
    """Every typed subject of ours has a page in each language, which names the other."""
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    found = addresses(answer.content)
    claims = [
        quad.subject.value
        for quad in store.quads_for_pattern(
            None, ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode(f"{PREFIXES['hg']}Claim")
        )
        if isinstance(quad.subject, ox.NamedNode)
    ]
    assert len(claims) > 100
    paths = {iri.removeprefix(PREFIXES["hgid"]) for iri in claims}
    expected = {
        f"http://127.0.0.1:8000/doc/{path}?lang={lang}" for path in paths for lang in ("fr", "en")
    }
    assert expected - set(found) == set()
    assert len(found) == len(set(found))
    entry = next(iter(ET.fromstring(answer.content)))  # noqa: S314 - our own
    assert {link.get("hreflang") for link in entry.iter(LINK)} == {"fr", "en", "x-default"}


@pytest.mark.nightly
def test_every_page_of_the_sitemap_answers(client: TestClient) -> None:
    """The pages that are no entity's, and some that are, are there."""
    found = addresses(client.get("/sitemap.xml").content)
    for address in [*found[:40], *found[40::200]]:
        path = address.removeprefix("http://127.0.0.1:8000")
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_a_long_sitemap_is_parted(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit there is an index, and its parts hold each page once."""
    whole = addresses(client.get("/sitemap.xml").content)
    monkeypatch.setattr(discovery, "_MOST_ENTITIES", 500)
    parts = addresses(client.get("/sitemap.xml?parted").content)
    assert len(parts) > 2
    contents = [
        client.get(part.removeprefix("http://127.0.0.1:8000") + "?parted") for part in parts
    ]
    assert max(len(addresses(each.content)) for each in contents) <= 1000
    assert sorted(each for part in contents for each in addresses(part.content)) == sorted(whole)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-x.xml").status_code == 404


@pytest.mark.nightly
def test_llms_txt_says_how_to_ask_and_what_not_to_conclude(client: TestClient) -> None:
    """It is the form of llmstxt.org: a title, a summary, sections of links that all answer."""
    text = client.get("/llms.txt").text
    assert re.match(r"# .+\n\n> .+\n", text)
    assert "## What may not be concluded" in text
    links = re.findall(r"\]\(http://127\.0\.0\.1:8000(/[^)]*)\)", text)
    assert len(links) > 10
    for link in links:
        assert client.get(link).status_code in (200, 400), link
    assert [query for query in client.get("/queries", headers={"Accept": "application/json"}).json()
            if query["slug"] not in text] == []  # fmt: skip


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    """The citation file."""
    content = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_the_citation_file_has_what_cff_demands(citation: dict[str, Any]) -> None:
    """The mandatory keys of CFF 1.2.0 are there, and each author is an entity with a name."""
    assert {"authors", "cff-version", "message", "title"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert [set(author) for author in citation["authors"]] == [{"name"}]


def test_the_citation_file_names_the_versions(citation: dict[str, Any], project: Project) -> None:
    """The versions of software and data are those of the package and the project."""
    assert citation["version"] == hdhgraph.__version__
    assert citation["references"][0]["version"] == project.edition


def test_the_citation_file_is_served(client: TestClient) -> None:
    """It is at the root, as in the repository, and is in the package."""
    assert client.get("/CITATION.cff").content == (ROOT / "CITATION.cff").read_bytes()
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"CITATION.cff" = "hdhgraph/graph/CITATION.cff"' in text


@pytest.mark.parametrize("path", ["/", "/health", "/prefixes.json", "/nothing", "/dump/all.ttl"])
def test_every_answer_names_the_versions(client: TestClient, path: str, project: Project) -> None:
    """One header names software, ontology and data, on errors as well."""
    expected = f"hdhgraph/{hdhgraph.__version__} ont/0.2.0 data/{project.edition}"
    assert client.get(path).headers["x-versions"] == expected


def test_a_version_that_no_header_can_carry_is_left_out(tmp_path: Path) -> None:
    """What a project calls its edition cannot add a header."""
    content = Content(Source(), tmp_path, "", edition="1\r\nSet-Cookie: x", ontology="é")
    expected = f"hdhgraph/{hdhgraph.__version__}".encode()
    assert versions_header(content) == (b"x-versions", expected)
