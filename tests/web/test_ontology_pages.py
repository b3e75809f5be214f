"""The ontology, the vocabularies and the rules at their namespaces, for people and for tools."""

from __future__ import annotations

import contextlib
import re
import shutil
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.errors import QueryStoppedError
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.project.config import Settings
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML, by_name
from hdhgraph.rdf.namespaces import HG, ONTOLOGY, SHAPES, VOCABULARIES
from hdhgraph.rdf.terms import Triples, canonical_lines, read_ontology
from hdhgraph.web.service.kept_answers import KeptAnswers
from hdhgraph.web.service.service import Asker
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from starlette.testclient import TestClient as Client

    from hdhgraph.engine.protocol import Request as EngineRequest
    from hdhgraph.project.layout import Project

ROOT = Path(__file__).resolve().parents[2]
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
DOCUMENTS = {
    "/ont": ONTOLOGY,
    "/ont/0.1.0": f"{ONTOLOGY}/0.1.0",
    "/ont/0.2.0": f"{ONTOLOGY}/0.2.0",
    "/vocab": f"{VOCABULARIES}".rstrip("/"),
    "/vocab/topic": f"{VOCABULARIES}topic",
    "/vocab/topic/cloud-act": f"{VOCABULARIES}topic/cloud-act",
    "/vocab/role/director": f"{VOCABULARIES}role/director",
    "/shapes": SHAPES,
}
GRAPHS = [*DOCUMENTS, "/ont/alignments", "/ont/alignments/0.1.0", "/ont/alignments/0.2.0"]
NT = ox.RdfFormat.N_TRIPLES
VOID = {"br", "hr", "img", "input", "link", "meta"}


class Page(HTMLParser):
    """What a page refers to, its anchors and headings, and how its elements nest."""

    def __init__(self, text: str) -> None:
        """Read a page; elements that do not nest are kept in `faults`."""
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.headings: list[int] = []
        self.landmarks: list[str] = []
        self.faults: list[str] = []
        self.languages: list[str] = []
        self.foreign: list[tuple[str, str]] = []
        self.feed(text)
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the tests ask for."""
        values = {name: value or "" for name, value in attrs}
        parent = self.open[-1] if self.open else ""
        if (parent == "ul" and tag != "li") or (parent == "dl" and tag not in {"dt", "dd"}):
            self.faults.append(f"<{tag}> in <{parent}>")
        if tag == "img" and not values.get("alt"):
            self.faults.append("an image without a text")
        if tag in {"header", "nav", "main", "footer"}:
            self.landmarks.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [values["id"]] if "id" in values else []
        self.languages += [values["lang"]] if "lang" in values else []
        self.addresses += [values[name] for name in ("href", "src") if name in values]
        if values.get("href", "").startswith("http"):
            self.foreign.append((values["href"], values.get("rel", "")))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Compare with the element that is open; a `p` may be left to its parent to close."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")


def page(client: Client, address: str, lang: str = "en") -> Page:
    """Return a page, which must be there."""
    response = client.get(address, params={"lang": lang}, headers=PAGE)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    return Page(response.text)


def lines(content: bytes, form: ox.RdfFormat) -> list[str]:
    """Return a graph's canonical lines."""
    return canonical_lines(ox.parse(content, format=form))


@contextlib.contextmanager
def serving(content: Content, base: str | None = None) -> Iterator[Client]:
    """Serve something else than the bundled project, or under another base."""
    engine = Engine.start(content.source, Limits(timeout=PATIENCE))
    settings = Settings(timeout=PATIENCE, base_iri=base)
    try:
        with TestClient(create_app(settings, content, engine)) as client:
            yield client
    finally:
        engine.close()


@pytest.fixture(scope="module")
def evolved(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A service whose ontology is 0.3.0, with a class given up (an invented change)."""
    root = tmp_path_factory.mktemp("evolved")
    shutil.copytree(ROOT / "ontology", root / "ontology")
    file = root / "ontology" / "hdhgraph.ttl"
    text = file.read_text(encoding="utf-8").replace("0.2.0", "0.3.0").replace("0.1.0", "0.2.0")
    text += """
hg:Statement a owl:Class ;
    rdfs:label "statement"@en, "déclaration"@fr ;
    owl:deprecated true ;
    dcterms:isReplacedBy hg:Claim .
"""
    file.write_text(text, encoding="utf-8")
    (root / "data").mkdir()
    content = Content(Source(str(root)), project.queries, "evolved", ontology="0.3.0")
    with serving(content) as client:
        yield client


@pytest.mark.parametrize("address", GRAPHS)
@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_every_format_holds_the_same_graph(
    client: Client, address: str, form: ox.RdfFormat
) -> None:
    """By suffix and by Accept, each format carries the very triples of the others."""
    expected = lines(client.get(f"{address}.nt").content, NT)
    assert expected
    suffixed = client.get(f"{address}.{form.extension}")
    negotiated = client.get(address, headers={"accept": form.media_type})
    for response in (suffixed, negotiated):
        assert response.status_code == 200
        assert response.headers["content-type"] == form.content_type
        assert expected == lines(response.content, form.rdf)


@pytest.mark.parametrize("name", ["hdhgraph", "alignments"])
def test_the_documents_are_the_files(client: Client, name: str) -> None:
    """/ont is what hdhgraph.ttl says and /ont/alignments what alignments.ttl says, no more."""
    address = {"hdhgraph": "/ont.nt", "alignments": "/ont/alignments.nt"}[name]
    file = canonical_lines(ox.parse(path=ROOT / "ontology" / f"{name}.ttl"))
    assert file == lines(client.get(address).content, NT)


def test_a_vocabulary_holds_its_concepts_and_no_others(client: Client) -> None:
    """/vocab/stance describes the scheme and its four concepts."""
    triples = Triples(ox.parse(client.get("/vocab/stance.ttl").content, format=ox.RdfFormat.TURTLE))
    concepts = ["asserts", "denies", "qualifies", "questions"]
    scheme = f"{VOCABULARIES}stance"
    assert [scheme, *(f"{scheme}/{each}" for each in concepts)] == triples.subjects()


def spaced(text: str) -> str:
    """Return a text with plain spaces, whichever ones a language has."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_has_its_place_on_the_page(client: Client, lang: str) -> None:
    """Each class and property has an anchor, its label and its definition in the right language."""
    ontology = read_ontology(Triples(ox.parse(path=ROOT / "ontology" / "hdhgraph.ttl")))
    assert ontology is not None
    text = client.get("/ont", params={"lang": lang}, headers=PAGE).text
    ids, text = Page(text).ids, spaced(text.replace("&#39;", "'"))
    assert len(ontology.terms()) > 40
    for term in ontology.terms():
        assert term.name in ids
        assert spaced(escape(term.labels[lang][0], quote=False)) in text
        assert spaced(escape(term.definitions[lang][0], quote=False)) in text
        assert spaced(escape(term.examples[lang][0], quote=False)) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_its_place_on_the_page(client: Client, lang: str) -> None:
    """Each shape has an anchor and its message; the other language's is marked as such."""
    triples = Triples(
        quad for file in (ROOT / "shapes").glob("*.ttl") for quad in ox.parse(path=file)
    )
    shapes = triples.of_type("http://www.w3.org/ns/shacl#NodeShape")
    text = client.get("/shapes", params={"lang": lang}, headers=PAGE).text.replace("&#39;", "'")
    found = Page(text)
    text = spaced(text)
    assert len(shapes) > 20
    for shape in shapes:
        assert shape.removeprefix(f"{SHAPES}#") in found.ids
        messages = triples.texts(shape, "http://www.w3.org/ns/shacl#message")
        other = next(each for each in LANGUAGES if each != lang)
        assert spaced(escape(messages[lang][0], quote=False)) in text
        own = spaced(escape(messages[other][0], quote=False))
        assert f'<span lang="{other}">{own}</span>' in text


def test_rules_stand_in_the_order_of_their_numbers(client: Client) -> None:
    """A2 comes before A10."""
    ids = [each for each in page(client, "/shapes").ids if re.fullmatch(r"[A-Z]\d+-\w+", each)]
    assert ids == sorted(ids, key=lambda each: (each[0], int(re.findall(r"\d+", each)[0])))
    assert len(ids) > 20


@pytest.mark.parametrize("address", DOCUMENTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_well_made(client: Client, address: str, lang: str) -> None:
    """Elements nest, ids are unique, headings skip no level, landmarks are there, texts too."""
    found = page(client, address, lang)
    assert [] == found.faults
    assert sorted(set(found.ids)) == sorted(found.ids)
    assert 1 == found.headings.count(1)
    assert [] == [b for a, b in zip(found.headings, found.headings[1:], strict=False) if b > a + 1]
    assert {"header", "nav", "main", "footer"} <= set(found.landmarks)
    assert lang == found.languages[0]
    assert set(found.languages) <= set(LANGUAGES)


@pytest.mark.parametrize("address", DOCUMENTS)
def test_links_of_the_pages_lead_somewhere(client: Client, address: str) -> None:
    """What is on this service is there, anchors included; other hosts are links, marked as such.

    Descriptions of entities have tests of their own.
    """
    found = page(client, address)
    inner = {each for each in found.addresses if re.match(r"[#/?]", each)}
    assert len(inner) > 5
    for each in sorted(inner):
        path, _, anchor = each.partition("#")
        if path.startswith("/doc/"):
            continue
        response = client.get(path or address, headers=PAGE)
        assert (each, 200) == (each, response.status_code)
        if anchor:
            assert anchor in Page(response.text).ids
    assert [] == [pair for pair in found.foreign if "external nofollow" not in pair[1]]


@pytest.mark.parametrize(("address", "iri"), DOCUMENTS.items())
def test_headers_name_the_other_formats(client: Client, address: str, iri: str) -> None:
    """Link gives the IRI, the licence and each other format, which is there and of that type."""
    response = client.get(address, headers=PAGE)
    links = re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', response.headers["link"])
    assert (iri, "canonical", "") in links
    alternates = {kind: target for target, relation, kind in links if relation == "alternate"}
    assert {each.media_type for each in GRAPH_FORMATS} == set(alternates)
    for kind, target in alternates.items():
        assert client.get(target).headers["content-type"].startswith(kind)
        form = by_name(kind)
        assert form is not None
        assert HTML.media_type in client.get(target).headers["link"]
    assert {"text/turtle"} == {kind for _, relation, kind in links if relation == "describedby"}
    if address != "/vocab":
        assert "https://creativecommons.org/licenses/by/4.0/" in [
            target for target, relation, _ in links if relation == "license"
        ]


@pytest.mark.parametrize("address", DOCUMENTS)
def test_negotiated_answers_say_so(client: Client, address: str) -> None:
    """An address without a suffix varies and gives that of the format; one with it does not."""
    response = client.get(address, headers={"accept": "application/ld+json"})
    assert {"Accept", "Accept-Language"} <= set(response.headers["vary"].split(", "))
    assert f"{address}.jsonld" == response.headers["content-location"]
    fixed = client.get(f"{address}.jsonld")
    assert "Accept" not in fixed.headers["vary"].split(", ")
    assert "content-location" not in fixed.headers
    assert "Accept-Language" in client.get(f"{address}.html").headers["vary"].split(", ")


@pytest.mark.parametrize("address", [*DOCUMENTS, "/ont.ttl", "/ont.svg", "/ont/alignments.ttl"])
def test_head_and_validation(client: Client, address: str) -> None:
    """HEAD has the headers of GET and no body; an ETag that is known gets 304."""
    full, head = client.get(address), client.head(address)
    assert (200, b"") == (head.status_code, head.content)
    assert full.headers["content-type"] == head.headers["content-type"]
    again = client.get(address, headers={"if-none-match": full.headers["etag"]})
    assert 304 == again.status_code


@pytest.mark.parametrize("address", DOCUMENTS)
def test_nothing_acceptable_is_406_with_what_there_is(client: Client, address: str) -> None:
    """The media types that can be had are listed."""
    response = client.get(address, headers={"accept": "image/png"})
    assert 406 == response.status_code
    assert [each.media_type for each in (*GRAPH_FORMATS, HTML)] == response.json()["available"]


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("/ont/0.9.0", "There are: 0.1.0, 0.2.0"),
        ("/ont/alignments/0.9.0", "There are: 0.1.0, 0.2.0"),
        ("/ont/../../data/checked.json", ""),
        ("/ont/Claim", "/ont#Claim"),
        ("/ont/%2e%2e%2fversions%2f0.1.0", "There are: 0.1.0"),
        ("/ont.pdf", ""),
        ("/shapes.pdf", ""),
        ("/vocab.pdf", ""),
        ("/vocab/topics", "topic"),
        ("/vocab/topic/cloudact", "cloud-act"),
        ("/vocab/topic/cloudact.ttl", "cloud-act"),
        ("/vocab/topics/cloud-act", "topic"),
        ("/vocab/stance/cloud-act", "no concept"),
        ("/vocab/topic/%22%3E%3Cx%3E", "no concept"),
        ("/vocab/topic/%C3%A9", "no concept"),
        ("/vocab/topic/cloud-act/x", ""),
    ],
)
def test_unknown_names_are_404_with_the_nearest(client: Client, address: str, hint: str) -> None:
    """What is not here is said to be not here, with what may have been meant."""
    response = client.get(address)
    assert 404 == response.status_code
    assert "application/problem+json" == response.headers["content-type"]
    assert hint in response.json()["detail"]


def test_alignments_are_for_people_on_the_page_of_the_ontology(client: Client) -> None:
    """A browser is led to the section that shows them; they are a document apart for tools."""
    response = client.get("/ont/alignments", headers=PAGE, follow_redirects=False)
    assert (303, "/ont.html#alignments") == (response.status_code, response.headers["location"])
    assert "alignments" in page(client, "/ont").ids


def test_examples_come_from_the_data(client: Client) -> None:
    """A term shows one use, and a query that answers with as many rows as there are."""
    text = client.get("/ont?lang=en", headers=PAGE).text
    query = re.search(
        r'id="inCapacity".*?href="(/sparql\?query=[^"]*)">See the (\d+)', text, re.DOTALL
    )
    assert query is not None
    rows = client.get(query[1].replace("&amp;", "&"), headers={"accept": "text/csv"}).text
    assert min(int(query[2]), 100) == len(rows.splitlines()) - 1
    assert "/doc/claim/" in text


def test_a_topic_counts_the_claims_that_its_query_returns(client: Client) -> None:
    """The number beside a topic is that of the solutions of who-said-what, narrower included."""
    for topic in ("cloud-act", "certification"):
        answer = client.get(f"/queries/who-said-what.json?topic={topic}").json()
        count = len(answer["results"]["bindings"])
        assert count > 5
        text = client.get(f"/vocab/topic/{topic}?lang=en", headers=PAGE).text
        assert f"{count} claims" in text
        assert f"/queries/who-said-what?topic={topic}" in text


def test_hierarchy_is_shown(client: Client) -> None:
    """A narrower concept stands inside the list item of its broader one, and links to it."""
    text = client.get("/vocab/topic?lang=en", headers=PAGE).text
    inside = text[text.index('<li id="extraterritorial-law">') :].split("</ul>")[0]
    assert '<li id="cloud-act">' in inside
    assert "/vocab/topic/extraterritorial-law" in client.get("/vocab/topic/cloud-act.html").text


def test_the_picture_is_served(client: Client) -> None:
    """The page shows the picture from here, with a text; alone it may use its own style."""
    response = client.get("/ont.svg")
    assert (ROOT / "ontology" / "hdhgraph.svg").read_bytes() == response.content
    assert "image/svg+xml" == response.headers["content-type"]
    assert ["default-src 'none'; style-src 'unsafe-inline'"] == response.headers.get_list(
        "content-security-policy"
    )
    assert "/ont.svg" in page(client, "/ont").addresses


def test_an_earlier_version_stays_reachable(evolved: Client, client: Client) -> None:
    """When the ontology is 0.3.0, /ont/0.2.0 answers what it answered before, in every format."""
    for form in GRAPH_FORMATS:
        before = client.get(f"/ont/0.2.0.{form.extension}")
        after = evolved.get(f"/ont/0.2.0.{form.extension}")
        assert 200 == after.status_code
        assert before.headers["content-type"] == after.headers["content-type"]
        assert lines(before.content, form.rdf) == lines(after.content, form.rdf)
    text = evolved.get("/ont/0.2.0?lang=en", headers=PAGE).text
    assert "This is version 0.2.0" in text
    assert [] == Page(text).faults
    links = evolved.get("/ont/0.2.0").headers["link"]
    assert f'<{ONTOLOGY}/0.2.0>; rel="canonical"' in links
    assert '</ont>; rel="latest-version"' in links


def test_earlier_alignments_stay_reachable(client: Client) -> None:
    """Each version of the alignments is what is kept of it; a browser is led to its Turtle."""
    for version in ("0.1.0", "0.2.0"):
        kept = ROOT / "ontology" / "versions" / "alignments" / f"{version}.nt"
        found = lines(client.get(f"/ont/alignments/{version}.nt").content, NT)
        assert canonical_lines(ox.parse(path=kept)) == found
    earlier = client.get("/ont/alignments/0.1.0", headers=PAGE, follow_redirects=False)
    assert (303, "/ont/alignments/0.1.0.ttl") == (earlier.status_code, earlier.headers["location"])
    links = client.get("/ont/alignments/0.1.0").headers["link"]
    assert f'<{ONTOLOGY}/alignments/0.1.0>; rel="canonical"' in links
    assert '</ont/alignments>; rel="latest-version"' in links


def test_the_version_in_use_answers_at_its_own_iri(evolved: Client) -> None:
    """/ont/0.3.0 and /ont are the same graph; all versions are named."""
    assert evolved.get("/ont/0.3.0.nt").content == evolved.get("/ont.nt").content
    text = evolved.get("/ont?lang=en", headers=PAGE).text
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        assert f"/ont/{version}?lang=en" in text
    assert "0.1.0, 0.2.0, 0.3.0" in evolved.get("/ont/3").json()["detail"]


def test_deprecated_terms_name_their_replacement(evolved: Client) -> None:
    """A term that is given up keeps its anchor, in a section apart, and leads to the new one."""
    text = evolved.get("/ont?lang=en", headers=PAGE).text
    apart = text[text.index('<h2 id="deprecated">') :]
    assert 'id="Statement"' in apart
    assert '<dt>Replaced by</dt><dd><a href="#Claim">' in apart
    assert [] == Page(text).faults


def test_plain_files_have_none_of_it(project: Project, tmp_path: Path) -> None:
    """What is served without an ontology says so, and its pages link to none."""
    file = tmp_path / "plain.ttl"
    file.write_text("<http://example.org/s> <http://example.org/p> 1 .", encoding="utf-8")
    content = Content(Source(files=(str(file),)), project.queries, "plain", union=False)
    with serving(content) as client:
        for address in ("/ont", "/ont.ttl", "/ont/0.1.0", "/vocab", "/vocab/topic", "/shapes"):
            response = client.get(address)
            assert 404 == response.status_code
            assert "What is served here holds no" in response.json()["detail"]
        assert 404 == client.get("/ont.svg").status_code
        assert [] == [each for each in page(client, "/").addresses if "/ont" in each]


def test_terms_have_their_iri(client: Client) -> None:
    """The page writes out the IRI of a term, so that it can be copied."""
    assert f"<code>{HG}Claim</code>" in client.get("/ont", headers=PAGE).text


def test_pages_do_without_numbers_that_take_too_long(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that is stopped leaves the page whole but for its numbers, and not kept."""
    ask, task = Asker.ask, KeptAnswers._task  # noqa: SLF001 - what is known is to be forgotten

    def anew(self: KeptAnswers, query: str) -> asyncio.Task[list[dict[str, str]]]:
        self._asked.pop(query, None)
        return task(self, query)

    monkeypatch.setattr(KeptAnswers, "_task", anew)

    async def stopped(self: Asker, question: EngineRequest, most: int | None = None) -> bytes:
        if "COUNT(" in question.query:
            raise QueryStoppedError("time", "5 s", "The query took longer than 5 s.")
        return await ask(self, question, most)

    monkeypatch.setattr(Asker, "ask", stopped)
    for address in ("/ont", "/vocab/topic", "/vocab/topic/cloud-act"):
        response = client.get(address, params={"lang": "en", "unkept": "1"}, headers=PAGE)
        assert 200 == response.status_code
        assert "no-store" in response.headers["cache-control"]
        assert not re.search(r"\d claims|See the|not used", response.text)
        assert [] == Page(response.text).faults
    monkeypatch.undo()
    again = client.get("/vocab/topic", params={"lang": "en", "unkept": "1"}, headers=PAGE)
    assert re.search(r"\d claims", again.text)


def test_vocabularies_follow_the_base_and_terms_do_not(project: Project) -> None:
    """Under an operator's base the concepts move, the terms and rules stay, and all answer."""
    base = "https://data.example.org/claims/"
    source = Source(str(project.root), base=base)
    content = Content(source, project.queries, "moved", ontology=project.ontology_version())
    with serving(content, base) as client:
        concept = f"{base}vocab/topic/cloud-act"
        triples = Triples(ox.parse(client.get("/vocab/topic/cloud-act.nt").content, format=NT))
        assert concept in triples.subjects()
        assert [] == [each for each in triples.subjects() if each.startswith(VOCABULARIES)]
        assert (
            f'<{concept}>; rel="canonical"' in client.get("/vocab/topic/cloud-act").headers["link"]
        )
        found = page(client, "/vocab/topic")
        assert [] == found.faults
        assert "/vocab/topic/cloud-act?lang=en" in found.addresses
        text = client.get("/vocab/topic/cloud-act?lang=en", headers=PAGE).text
        assert re.search(r"\d\d claims", text)
        terms = Triples(ox.parse(client.get("/ont.nt").content, format=NT))
        assert f"{HG}Claim" in terms.subjects()
        assert len(page(client, "/shapes").ids) > 20
        assert "/doc/claim/" in client.get("/ont?lang=en", headers=PAGE).text
