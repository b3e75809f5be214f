"""A claim's forms over HTTP: by address, by Accept, and in the page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rispy
from starlette.testclient import TestClient

from claim_forms import COMBES, EXAMPLE, HOSTILE, invented
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import bundled
from hdhgraph.web.claims.forms import claim_links
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAIM = "/claim/combes-not-ideal"
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BIB, RIS = "application/x-bibtex", "application/x-research-info-systems"
CSL = "application/vnd.citationstyles.csl+json"
LD = "application/ld+json"


class Scripts(HTMLParser):
    """Collect the JSON-LD of a page: nothing else stands in a script of it."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.texts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of a script."""
        if tag == "script" and "src" not in dict(attrs):
            assert dict(attrs) == {"type": LD}
            self._is_inside = True

    def handle_data(self, data: str) -> None:
        """Keep what stands in it."""
        if self._is_inside:
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Note its end."""
        self._is_inside = self._is_inside and tag != "script"


def scripts_of(page: str) -> list[str]:
    """Return the texts of a page's scripts."""
    parser = Scripts()
    parser.feed(page)
    return parser.texts


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("nanopub", "*/*", "application/trig"),
        ("nanopub.trig", "*/*", "application/trig"),
        ("annotation", LD, f'{LD}; profile="http://www.w3.org/ns/anno.jsonld"'),
        ("annotation.jsonld", "*/*", f'{LD}; profile="http://www.w3.org/ns/anno.jsonld"'),
        ("schema", "*/*", LD),
        ("schema.jsonld", "*/*", LD),
        ("citation", "*/*", "text/plain; charset=utf-8"),
        ("citation", BIB, BIB),
        ("citation", RIS, RIS),
        ("citation", CSL, CSL),
        ("citation", HTML["accept"], "text/html; charset=utf-8"),
        ("citation.bib", "*/*", BIB),
        ("citation.ris", "*/*", RIS),
        ("citation.csl.json", "*/*", CSL),
        ("citation.txt", "*/*", "text/plain; charset=utf-8"),
        ("citation.html", "*/*", "text/html; charset=utf-8"),
        ("citation?format=bib", "*/*", BIB),
        ("citation?format=csl", "*/*", CSL),
    ],
)
def test_each_form_has_its_address(
    client: TestClient, address: str, accept: str, media_type: str
) -> None:
    """Suffix, `?format=` and Accept choose, and every form names what it describes."""
    response = client.get(f"{CLAIM}/{address}", headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    link = response.headers["link"]
    assert f'<{COMBES}>; rel="cite-as"' in link
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in link
    assert "Accept" in response.headers["vary"]
    head = client.head(f"{CLAIM}/{address}", headers={"accept": accept})
    assert (head.status_code, head.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize(
    ("address", "accept", "status"),
    [
        (f"{CLAIM}/poem", "*/*", 404),
        (f"{CLAIM}/nanopub.ttl", "*/*", 404),
        (f"{CLAIM}/nanopub/other", "*/*", 404),
        (f"{CLAIM}/nanopub", "image/png", 406),
        (f"{CLAIM}/citation?format=docx", "*/*", 400),
        (f"{CLAIM}/citation?format=csv", "*/*", 406),
        (f"{CLAIM}/citation?lang=de", "*/*", 400),
        ("/claim/nobody-said-this/nanopub", "*/*", 404),
        ("/claim/%3E%20%3Fp/nanopub", "*/*", 404),
        ("/claim/combes-not-ideal", "*/*", 404),
    ],
)
def test_what_is_not_there_is_one_problem(
    client: TestClient, address: str, accept: str, status: int
) -> None:
    """An unknown claim, form, graph or format has its status and says what there is."""
    response = client.get(address, headers={"accept": accept})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("part", ["Head", "assertion", "provenance", "pubinfo"])
def test_the_graphs_of_a_nanopublication_lead_to_it(client: TestClient, part: str) -> None:
    """The IRI of each of its graphs is followed to the nanopublication."""
    response = client.get(f"{CLAIM}/nanopub/{part}")
    assert [each.status_code for each in response.history] == [303]
    names = {str(quad.graph_name) for quad in ox.parse(response.content, format=ox.RdfFormat.TRIG)}
    assert any(name.endswith(f"{CLAIM}/nanopub/{part}>") for name in names)


@pytest.mark.parametrize(
    ("lang", "says"), [("fr", "qu'il n'en est rien : «"), ("en", "that this is not so: “")]
)
def test_citations_are_in_the_language_asked_for(client: TestClient, lang: str, says: str) -> None:
    """`?lang=` and Accept-Language choose, and the answer says so."""
    for address, headers in (
        (f"{CLAIM}/citation.txt?lang={lang}", {}),
        (f"{CLAIM}/citation.txt", {"accept-language": lang}),
    ):
        response = client.get(address, headers=headers)
        assert says in response.text
        assert response.headers["content-language"] == lang
        assert "Accept-Language" in response.headers["vary"]


def test_the_page_has_both_sentences_and_every_form(client: TestClient) -> None:
    """A person finds the line to copy in both languages, and links that lead somewhere."""
    page = client.get(f"{CLAIM}/citation.html?lang=en")
    assert '<pre class="citation" lang="fr"' in page.text
    assert '<pre class="citation" lang="en"' in page.text
    for form in ("nanopub", "annotation", "schema", "citation.bib?lang=en", "citation.txt?lang=en"):
        assert f'href="{CLAIM}/{form}"' in page.text
        assert client.get(f"{CLAIM}/{form}").status_code == 200


def test_the_page_embeds_what_the_address_serves(client: TestClient) -> None:
    """The schema.org Claim of both pages is that of its address; other entities have none."""
    expected = client.get(f"{CLAIM}/schema").json()
    for address in (f"{CLAIM}/citation.html", "/doc/claim/combes-not-ideal.html"):
        (text,) = scripts_of(client.get(address).text)
        assert json.loads(text) == expected
    assert scripts_of(client.get("/doc/actor/cnil.html").text) == []


def test_links_for_the_page_of_a_claim_lead_to_its_forms(client: TestClient) -> None:
    """Each link has the media type that its target answers with."""
    links = claim_links("claim/combes-not-ideal")
    assert len(links) == 7
    assert claim_links("actor/cnil") == ()
    header = client.get("/doc/claim/combes-not-ideal", headers=HTML).headers["link"]
    assert all(link.text() in header for link in links)
    for link in links:
        response = client.get(link.target)
        assert response.status_code == 200
        assert response.headers["content-type"].partition(";")[0] == link.type


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over one invented claim whose labels try to be something else."""
    path: Path = tmp_path_factory.mktemp("hostile") / "example.nt"
    triples = [quad.triple for quad in invented(HOSTILE)]
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert content is not None
    path.write_bytes(content)
    source = Source(files=(str(path),))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    served = Content(source, bundled().queries, "1", union=False)
    app = create_app(Settings(timeout=PATIENCE, base_iri="https://e.org/"), served, engine)
    with TestClient(app) as running:
        yield running
    engine.close()


def test_hostile_labels_stay_inside_every_form(hostile: TestClient) -> None:
    """Plain files with such labels, under another base, are served in every form, unharmed."""
    page = hostile.get("/claim/example/citation.html")
    assert page.status_code == 200
    (text,) = scripts_of(page.text)
    document = json.loads(text)
    assert document["@id"] == EXAMPLE
    assert document["author"]["name"] == HOSTILE
    assert "<!--" not in page.text
    assert "{{x}}" in page.text  # text of a label, and no template
    (record,) = rispy.loads(hostile.get("/claim/example/citation.ris").text)
    assert record["urls"] == [EXAMPLE]
    trig = hostile.get("/claim/example/nanopub").content
    labels = {
        quad.object.value
        for quad in ox.parse(trig, format=ox.RdfFormat.TRIG)
        if quad.predicate.value.endswith("prefLabel")
    }
    assert labels == {HOSTILE}
    assert hostile.get("/claim/example/annotation").json()["body"][1]["language"] == "fr"
