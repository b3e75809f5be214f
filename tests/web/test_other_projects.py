"""Other people's graphs: a new project, an ontology without claims, a file of theirs; all pages."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest
from projects import serving, text_of

from hdhgraph.engine.protocol import Source
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.project import scaffold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

HTML: Final = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# Invented: a shop's ontology, and a thing that it sells.
SHOP: Final = """
@prefix ex: <https://example.org/shop#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/shop> a owl:Ontology ; rdfs:label "Example shop"@en .
ex:Product a owl:Class ; rdfs:label "Product"@en ; rdfs:comment "A thing for sale."@en .
ex:Book a owl:Class ; rdfs:subClassOf ex:Product ; rdfs:label "Book"@en .
ex:price a owl:DatatypeProperty ; rdfs:domain ex:Product ; rdfs:label "price"@en .
ex:one a ex:Book ; rdfs:label "A first book"@en ; ex:price 12.5 .
"""
OWN_WORDS: Final = """
[project]
name = "shop"

[project.title]
en = "What an invented shop sells"
fr = "Ce que vend un magasin inventé"

[project.description]
en = "An example of a catalogue."
fr = "Un exemple de catalogue."
"""
BUNDLED: Final = re.compile(
    r"Health Data Hub|Cloud Act|CNIL|Microsoft|santé|cinq textes|five press", re.IGNORECASE
)
MOST: Final = 90  # pages that are visited


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """What `hdhgraph init` begins with, its own words for itself kept."""
    root = tmp_path_factory.mktemp("started") / "project"
    scaffold.create(root)
    with serving(Source(str(root))) as running:
        yield running


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A project of an ontology and a thing; it says what it is."""
    root: Path = tmp_path_factory.mktemp("shop")
    for folder in ("ontology", "data"):
        (root / folder).mkdir()
    (root / "data" / "shop.ttl").write_text(SHOP, encoding="utf-8")
    (root / "hdhgraph.toml").write_text(OWN_WORDS, encoding="utf-8")
    with serving(Source(str(root))) as running:
        yield running


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A file as it is, of which nobody says anything."""
    path: Path = tmp_path_factory.mktemp("file") / "shop.ttl"
    path.write_text(SHOP, encoding="utf-8")
    with serving(Source(files=(str(path),))) as running:
        yield running


def visited(client: TestClient, lang: str) -> dict[str, str]:
    """Follow the links of pages from home, each must answer; return their texts by address."""
    seen: dict[str, str] = {}
    ahead = [f"/?lang={lang}"]
    kinds: dict[str, int] = {}
    while ahead and len(seen) < MOST:
        address = ahead.pop(0)
        answer = client.get(address, headers=HTML, follow_redirects=True)
        assert (address, 200) == (address, answer.status_code)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        seen[address] = text_of(answer.text)
        if urlsplit(address).path == "/api":
            continue  # it names every operation, also those that have nothing to answer here
        for found in re.findall(r'href="(/[^"#]*)', answer.text):
            link = html.unescape(found)
            kind = urlsplit(link).path.rpartition("/")[0] or urlsplit(link).path
            is_known = link in seen or link in ahead or link.startswith("/assets")
            if is_known or kinds.get(kind, 0) > 6:
                continue
            kinds[kind] = kinds.get(kind, 0) + 1
            ahead.append(link)
    return seen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_project_has_its_own_home(started: TestClient, lang: str) -> None:
    """Title, description and question are those of its `hdhgraph.toml`, in both languages."""
    text = text_of(started.get(f"/?lang={lang}", headers=HTML).text)
    for each in {
        "fr": ("capteurs d'une bibliothèque inventée", "Rien ni personne n\u2019y existe.",
               "vie privée des lecteurs\N{NARROW NO-BREAK SPACE}?", "--topic privacy"),
        "en": ("sensors of an invented library", "Nobody and nothing in it exists.",
               "about the readers' privacy?", "--topic privacy"),
    }[lang]:  # fmt: skip
        assert each in text
    assert BUNDLED.findall(text) == []
    assert "invented-example" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_a_new_project_is_there(started: TestClient, lang: str) -> None:
    """All that its pages link to answers with 200."""
    assert len(visited(started, lang)) > 40


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["shop", "file"])
def test_a_graph_without_claims_has_pages_that_make_sense(
    request: pytest.FixtureRequest, name: str, lang: str
) -> None:
    """None fails, none speaks of what is not there: other people's words, claims, a question."""
    client: TestClient = request.getfixturevalue(name)
    pages = visited(client, lang)
    assert len(pages) > 10
    home = pages[f"/?lang={lang}"]
    assert {"fr": "triplets", "en": "triples"}[lang] in home
    for address, text in pages.items():
        if urlsplit(address).path.partition(".")[0] in ("/sparql", "/api"):
            continue  # the text of the canned queries and of their parameters
        if not address.startswith("/queries"):
            assert (address, []) == (address, BUNDLED.findall(text))
    for word in ("Prises de position", "Claims", "Comparer", "Compare", "Images", "Pictures"):
        assert word not in home


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_ontology_is_called_as_its_project_is(shop: TestClient, lang: str) -> None:
    """Title and description stand at home, and in what browsers and machines are told."""
    title = {"fr": "Ce que vend un magasin inventé", "en": "What an invented shop sells"}[lang]
    page = shop.get(f"/?lang={lang}", headers=HTML).text
    assert f"<h1>{title}</h1>" in page
    assert f"<title>{title} · shop</title>" in page
    assert {"fr": "Un exemple de catalogue.", "en": "An example of a catalogue."}[lang] in page
    assert title in html.unescape(shop.get(f"/opensearch.xml?lang={lang}").text)
    assert title in shop.get(f"/openapi.json?lang={lang}").json()["info"]["description"]


def test_a_project_without_a_question_gets_the_topic_of_most_claims(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """It is asked in plain words, with all claims on that topic behind a link."""
    root = tmp_path_factory.mktemp("unasked") / "project"
    scaffold.create(root)
    settings = root / "hdhgraph.toml"
    content = settings.read_text(encoding="utf-8")
    before, _, after = content.partition("[project.question]")
    assert after
    settings.write_text(before + "[project.keywords]" + after.partition("[project.keywords]")[2])
    with serving(Source(str(root))) as client:
        facets = client.get("/claims.json?lang=en").json()["facets"]["topic"]
        most = max(facets, key=lambda each: each["count"])
        text = client.get("/?lang=en", headers=HTML).text
        assert f'<h2 id="answer">Who said what: {most["label"]}</h2>' in text
        assert f"All {most['count']} claims" in text


def test_a_query_without_its_usual_value_is_a_form(shop: TestClient) -> None:
    """What the bundled graph has by default is not here: the reader chooses, nothing failed."""
    page = shop.get("/queries/actor?lang=en", headers=HTML)
    assert page.status_code == 200
    assert "Choose a value, then run" in page.text
    assert "(choose)" in page.text
