"""Dereferencing: entities redirect to descriptions, which say the same in every format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import bundled
from hdhgraph.rdf.media_types import GRAPH_FORMATS, Format
from hdhgraph.rdf.namespaces import HGID, PREFIXES
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hdhgraph.project.layout import Project

CLAIM = "claim/combes-not-ideal"
PLACE = "source/ticsante/1462-1489"
HUB = "actor/health-data-hub"
ENTITIES = [
    CLAIM, PLACE, HUB, "proposition/choice-ideal", "actor/stephanie-combes", "source/ticsante",
    "membership/combes-hdh-director", "event/hearing-roy-mecss", "legal-act/cloud-act",
    "system/health-data-hub", "certification/hds",
]  # fmt: skip
# 150 invented claims of one invented speaker, and what is withdrawn.
EXAMPLE = """
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/hdhgraph/id/> .
<actor/example> a hg:Actor ; skos:prefLabel "Example"@en ;
    schema:address [ schema:name "An invented street" ; schema:geo [ schema:name "Here" ] ] .
<actor/old> a hg:Actor ; owl:deprecated true ; dcterms:isReplacedBy <actor/example> .
<actor/gone> a hg:Actor ; owl:deprecated true .
<actor/a%2Fb%20c> a hg:Actor ; skos:prefLabel "Encoded"@en .
<actor/été> a hg:Actor ; skos:prefLabel "Été"@fr .
<claim/late> a hg:Claim ; hg:speaker <actor/quiet> ; hg:saidNoLaterThan "2021-05-01"^^xsd:date ;
    hg:earliest "2021-05-01"^^xsd:date .
<claim/early> a hg:Claim ; hg:speaker <actor/quiet> ; hg:saidNoLaterThan "2019-05-01"^^xsd:date .
<claim/undated> a hg:Claim ; hg:speaker <actor/quiet> .
<actor/quiet> a hg:Actor .
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over an invented project."""
    root: Path = tmp_path_factory.mktemp("example")
    (root / "data").mkdir()
    claims = "\n".join(
        f"<claim/c{number:03}> a hg:Claim ; hg:speaker <actor/example> ." for number in range(150)
    )
    (root / "data" / "example.ttl").write_text(EXAMPLE + claims, encoding="utf-8")
    source = Source(str(root))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    app = create_app(Settings(timeout=PATIENCE), Content(source, bundled().queries, "1"), engine)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
    engine.close()


def graph_of(content: bytes, form: Format) -> list[str]:
    """Return the triples of a document as sorted lines, with canonical blank nodes."""
    quads = ox.parse(content, format=form.rdf)
    dataset = ox.Dataset(ox.Quad(each.subject, each.predicate, each.object) for each in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(str(each) for each in dataset)


def links_of(header: str) -> set[tuple[str, str]]:
    """Return the pairs of relation type and target of a Link header."""
    pairs = set()
    for link in header.split(", <"):
        target, _, rest = link.lstrip("<").partition(">")
        relations = rest.split('rel="')[1].split('"')[0].split()
        pairs |= {(relation, target) for relation in relations}
    return pairs


@pytest.mark.parametrize("name", ENTITIES)
def test_an_entity_redirects_to_its_description(client: TestClient, name: str) -> None:
    """An entity is no document: 303 leads to one, whatever is accepted."""
    answer = client.get(f"/id/{name}", follow_redirects=False)
    assert (303, f"/doc/{name}") == (answer.status_code, answer.headers["Location"])
    assert client.get(f"/id/{name}").status_code == 200


def test_the_redirect_keeps_what_was_asked(client: TestClient) -> None:
    """The day and the language are not lost on the way."""
    answer = client.get(f"/id/{HUB}?asOf=2020-01-01&lang=en", follow_redirects=False)
    assert f"/doc/{HUB}?asOf=2020-01-01&lang=en" == answer.headers["Location"]


@pytest.mark.parametrize("name", ENTITIES)
def test_every_format_carries_the_same_graph(client: TestClient, name: str) -> None:
    """What is read from one format is what is read from any other."""
    graphs = {}
    for form in GRAPH_FORMATS:
        answer = client.get(f"/doc/{name}.{form.extension}")
        assert (200, form.content_type) == (answer.status_code, answer.headers["Content-Type"])
        graphs[form.name] = graph_of(answer.content, form)
    expected = graphs["turtle"]
    assert any(f"<{HGID}{name}>" in line for line in expected)
    assert [] == [form for form, graph in graphs.items() if graph != expected]


def test_blank_nodes_are_described_with_the_entity(example: TestClient) -> None:
    """The concise bounded description goes through blank nodes, in every format alike."""
    graphs = [
        graph_of(example.get(f"/doc/actor/example.{form.extension}").content, form)
        for form in GRAPH_FORMATS
    ]
    assert "An invented street" in "".join(graphs[0])
    assert '"Here"' in "".join(graphs[0])
    assert [graphs[0]] * len(GRAPH_FORMATS) == graphs


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_accept_chooses_the_format(client: TestClient, form: Format) -> None:
    """Content-Location names the address that always has this format."""
    answer = client.get(f"/doc/{CLAIM}", headers={"Accept": form.media_type})
    assert form.content_type == answer.headers["Content-Type"]
    assert f"/doc/{CLAIM}.{form.extension}" == answer.headers["Content-Location"]
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_a_claim_comes_with_enough_to_cite_it(client: TestClient) -> None:
    """Speaker, proposition, source, place and words stand in the description of a claim."""
    text = client.get(f"/doc/{CLAIM}.nt").text
    needed = (
        f"<{HGID}actor/stephanie-combes> <http://www.w3.org/2004/02/skos/core#prefLabel>",
        f"<{HGID}proposition/choice-ideal> <http://www.w3.org/2004/02/skos/core#prefLabel>",
        f'<{HGID}{PLACE}#sel> <http://www.w3.org/ns/oa#start> "1462"',
        f"<{HGID}{PLACE}> <https://w3id.org/hdhgraph/ont#fragment>",
        f"<{HGID}source/ticsante> <http://www.w3.org/2004/02/skos/core#prefLabel>",
        "<http://purl.org/dc/terms/license>",
    )
    assert [] == [each for each in needed if each not in text]


@pytest.mark.parametrize("name", ["actor/stephanie-combes", "proposition/choice-ideal"])
def test_claims_of_an_entity_come_with_their_places(client: TestClient, name: str) -> None:
    """Who looks at an actor or a proposition sees which words in which source are behind it."""
    text = client.get(f"/doc/{name}.nt").text
    assert f"<{HGID}{PLACE}> <https://w3id.org/hdhgraph/ont#attests> <{HGID}{CLAIM}>" in text
    assert f"<{HGID}{PLACE}> <https://w3id.org/hdhgraph/ont#fragment>" in text


def test_the_page_has_labels_and_local_links(client: TestClient) -> None:
    """People see labels in their language; ours are linked here, whatever their IRIs are."""
    page = client.get(f"/doc/{CLAIM}.html?lang=en")
    assert "Stéphanie Combes" in page.text
    assert 'href="/doc/actor/stephanie-combes"' in page.text
    assert 'href="/ont#Claim"' in page.text
    assert 'href="/vocab/stance/denies"' in page.text
    assert f'href="{HGID}' not in page.text
    assert "speaker" in page.text
    assert "locuteur" in client.get(f"/doc/{CLAIM}.html?lang=fr").text


def test_the_page_announces_its_alternates(client: TestClient) -> None:
    """A crawler that reads only HTML finds the data."""
    page = client.get(f"/doc/{CLAIM}", headers={"Accept": "text/html"}).text
    for form in GRAPH_FORMATS:
        assert f'type="{form.media_type}" href="/doc/{CLAIM}.{form.extension}"' in page


def test_the_landing_page_has_the_links_of_signposting(client: TestClient) -> None:
    """Level 1: what to cite, by whom, under which licence, the metadata, the items, the set."""
    header = client.get(f"/doc/{CLAIM}", headers={"Accept": "text/html"}).headers["Link"]
    links = links_of(header)
    expected = {
        ("canonical", f"/doc/{CLAIM}"),
        ("cite-as", f"{HGID}{CLAIM}"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("author", "https://w3id.org/hdhgraph/"),
        ("type", "https://schema.org/AboutPage"),
        ("describedby", f"/doc/{CLAIM}.ttl"),
        ("item", f"/doc/{CLAIM}.jsonld"),
        ("alternate", f"/doc/{CLAIM}.rdf"),
        ("collection", "https://w3id.org/hdhgraph/dataset"),
        ("linkset", f"/linkset/{CLAIM}"),
    }
    assert set() == expected - links


def test_an_item_links_back_to_its_landing_page(client: TestClient) -> None:
    """Who holds only the data finds the page, and what to cite."""
    links = links_of(client.get(f"/doc/{CLAIM}.ttl").headers["Link"])
    expected = {
        ("collection", f"/doc/{CLAIM}"),
        ("describes", f"/doc/{CLAIM}"),
        ("cite-as", f"{HGID}{CLAIM}"),
        ("canonical", f"/doc/{CLAIM}"),
        ("alternate", f"/doc/{CLAIM}.html"),
    }
    assert set() == expected - links


def test_the_link_set_says_the_same_as_the_headers(client: TestClient) -> None:
    """Level 2: the set in JSON has what the header has, absolute and with its anchors."""
    answer = client.get(f"/linkset/{CLAIM}")
    assert "application/linkset+json" == answer.headers["Content-Type"]
    sets = {each["anchor"]: each for each in json.loads(answer.content)["linkset"]}
    landing = next(each for each in sets if urlsplit(each).path == f"/doc/{CLAIM}")
    described = [urlsplit(each["href"]).path for each in sets[landing]["describedby"]]
    assert {f"/doc/{CLAIM}.{form.extension}" for form in GRAPH_FORMATS} <= set(described)
    assert len(sets) == len(GRAPH_FORMATS) + 1
    for anchor, relations in sets.items():
        assert relations["cite-as"] == [{"href": f"{HGID}{CLAIM}"}]
        assert urlsplit(anchor).scheme == "http"


def test_the_link_set_as_text(client: TestClient) -> None:
    """The other format of RFC 9264 has as many anchors."""
    answer = client.get(f"/linkset/{CLAIM}", headers={"Accept": "application/linkset"})
    assert "application/linkset" == answer.headers["Content-Type"]
    anchors = {part.split('"')[0] for part in answer.text.split('anchor="')[1:]}
    assert len(anchors) == len(GRAPH_FORMATS) + 1


@pytest.mark.parametrize("path", [f"/doc/{CLAIM}", f"/doc/{CLAIM}.ttl", f"/linkset/{CLAIM}"])
def test_a_description_is_validated_not_sent_again(client: TestClient, path: str) -> None:
    """Who has it asks by its ETag and gets 304; HEAD has the headers and no body."""
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (304, b"") == (again.status_code, again.content)
    head = client.head(path)
    assert (200, b"") == (head.status_code, head.content)
    assert head.headers.get("Link") == first.headers.get("Link")


@pytest.mark.parametrize("path", ["/doc/claim/combes-not-idael", "/linkset/claim/combes-not-idael"])
def test_an_unknown_entity_is_answered_with_the_nearest(client: TestClient, path: str) -> None:
    """A slip of the finger gets 404 and what was meant."""
    answer = client.get(path)
    assert (404, "application/problem+json") == (
        answer.status_code,
        answer.headers["Content-Type"],
    )
    assert "combes-not-ideal" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/doc/claim", "/doc/claim/", "/doc//x", "/id/claim", "/doc/claim/%3Cx%3E",
             "/doc/claim/a%20b", "/doc/claim/%FF", "/doc/claim/%00"]
)  # fmt: skip
def test_a_path_that_names_no_entity_is_not_found(client: TestClient, path: str) -> None:
    """What cannot be an IRI of an entity is 404, and no query is made of it."""
    assert 404 == client.get(path, follow_redirects=False).status_code


def test_a_withdrawn_entity_is_gone_and_names_its_replacement(example: TestClient) -> None:
    """Deprecated: 410, with what takes its place in the body."""
    answer = example.get("/id/actor/old")
    assert 410 == answer.status_code
    assert [f"{HGID}actor/example"] == answer.json()["replacement"]
    gone = example.get("/doc/actor/gone.ttl")
    assert (410, []) == (gone.status_code, gone.json()["replacement"])


def withdrawn(project: Project) -> dict[str, list[str]]:
    """Return what the bundled graph withdraws, by name, each with its replacements."""
    found: dict[str, list[str]] = {}
    for quad in ox.parse(path=project.root / "data" / "deprecated.ttl"):
        assert isinstance(quad.subject, ox.NamedNode)
        given = found.setdefault(quad.subject.value.removeprefix(HGID), [])
        if quad.predicate.value == f"{PREFIXES['dcterms']}isReplacedBy":
            assert isinstance(quad.object, ox.NamedNode)
            given.append(quad.object.value)
    assert {0, 1, 2} <= set(map(len, found.values()))
    return found


def test_every_address_that_was_given_away_tells_what_is_there_instead(
    client: TestClient, project: Project
) -> None:
    """An old IRI of the bundled graph answers 410, and whatever replaces it is there."""
    for name, replacement in withdrawn(project).items():
        answer = client.get(f"/id/{name}", headers={"Accept": "application/json"})
        assert (name, 410) == (name, answer.status_code)
        assert sorted(replacement) == answer.json()["replacement"]
        for iri in replacement:
            there = client.get(iri.replace(HGID, "/id/"), follow_redirects=False)
            assert (iri, 303) == (iri, there.status_code)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_of_a_claim_that_became_several_leads_to_each(
    client: TestClient, project: Project, lang: str
) -> None:
    """Whoever follows an old link reads that it is gone, and goes on to what says it now."""
    several = {name: given for name, given in withdrawn(project).items() if len(given) > 1}
    assert "claim/claimants-host-american" in several
    for name, replacement in several.items():
        page = client.get(f"/doc/{name}?lang={lang}", headers={"Accept": "text/html"})
        assert (410, lang) == (page.status_code, page.headers["Content-Language"])
        for iri in replacement:
            address = iri.replace(HGID, "/doc/")
            assert f'href="{address}' in page.text
            assert 200 == client.get(address, headers={"Accept": "text/html"}).status_code


def test_what_cannot_be_had_is_listed(client: TestClient) -> None:
    """406 has the list of media types."""
    answer = client.get(f"/doc/{CLAIM}", headers={"Accept": "image/png"})
    assert 406 == answer.status_code
    assert {form.media_type for form in GRAPH_FORMATS} < set(answer.json()["available"])


@pytest.mark.parametrize(
    ("parameters", "named"),
    [("asOf=2020", "asOf"), ("asOf=2020-13-01", "asOf"), ("asof=2020-01-01", "asof"),
     ("page=0", "page"), ("page=x", "page"), ("lang=de", "language"), ("page=1&page=2", "twice")],
)  # fmt: skip
def test_a_wrong_parameter_is_one_sentence(client: TestClient, parameters: str, named: str) -> None:
    """A misspelt day would show a false history: it is refused, like any unknown parameter."""
    answer = client.get(f"/doc/{CLAIM}.html?{parameters}")
    assert 400 == answer.status_code
    assert named in answer.json()["detail"]


def test_much_that_points_at_an_entity_comes_in_pages(example: TestClient) -> None:
    """150 claims and the actor replaced are two pages, linked to each other, and nothing twice."""
    first = example.get("/doc/actor/example.nt")
    second = example.get("/doc/actor/example.nt?page=2")
    assert ("next", "/doc/actor/example?page=2") in links_of(first.headers["Link"])
    assert ("last", "/doc/actor/example?page=2") in links_of(first.headers["Link"])
    assert ("prev", "/doc/actor/example") in links_of(second.headers["Link"])
    claims = [
        {part.split(">")[0] for part in each.text.split(f"<{HGID}claim/")[1:]}
        for each in (first, second)
    ]
    assert [99, 51] == [len(each) for each in claims]
    assert set() == claims[0] & claims[1]
    assert 404 == example.get("/doc/actor/example.nt?page=3").status_code
    assert 'rel="next"' in example.get("/doc/actor/example.html").text


def test_as_of_leaves_out_what_had_not_been_said(example: TestClient) -> None:
    """By a day in 2020 the early claim had been said, the late one not; the undated one stays."""
    text = example.get("/doc/actor/quiet.nt?asOf=2020-01-01").text
    present = [name for name in ("early", "late", "undated") if f"claim/{name}>" in text]
    assert ["early", "undated"] == present
    assert "claim/late>" in example.get("/doc/actor/quiet.nt").text


def test_undated_claims_are_a_group_of_their_own(example: TestClient) -> None:
    """The page does not mix what has no day with what had been said by the day."""
    page = example.get("/doc/actor/quiet.html?asOf=2020-01-01&lang=en").text
    early, undated = page.index("claim/early"), page.index("claim/undated")
    heading = page.index("<strong>Order unknown</strong>")
    assert early < heading < undated
    assert "Order unknown" not in example.get("/doc/actor/quiet.html?lang=en").text


def test_a_claim_has_no_description_before_it_was_said(example: TestClient) -> None:
    """Asked for an earlier day, it is 404, and the reason is given."""
    answer = example.get("/doc/claim/late?asOf=2020-01-01")
    assert 404 == answer.status_code
    assert "was not yet said by 2020-01-01" in answer.json()["detail"]
    assert 200 == example.get("/doc/claim/late?asOf=2021-05-01").status_code


def test_links_keep_the_day(example: TestClient) -> None:
    """Every format of a description as of a day is as of that day."""
    links = links_of(example.get("/doc/actor/quiet?asOf=2020-01-01").headers["Link"])
    assert ("describedby", "/doc/actor/quiet.ttl?asOf=2020-01-01") in links
    page = example.get("/doc/actor/quiet.html?asOf=2020-01-01").text
    assert '<link rel="canonical" href="/doc/actor/quiet?asOf=2020-01-01">' in page


def test_an_iri_with_an_accent_is_found_by_its_uri(example: TestClient) -> None:
    """What a browser encodes is decoded as RFC 3987 says."""
    answer = example.get("/id/actor/%C3%A9t%C3%A9", headers={"Accept": "application/n-triples"})
    assert 200 == answer.status_code
    assert "actor/été>" in answer.text
    assert "/doc/actor/%C3%A9t%C3%A9.nt" == answer.headers["Content-Location"]


def test_what_an_iri_has_encoded_stays_so(example: TestClient) -> None:
    """A slash or a space that an IRI writes as %2F or %20 is not decoded on the way."""
    answer = example.get("/doc/actor/a%2Fb%20c.nt")
    assert (200, True) == (answer.status_code, "actor/a%2Fb%20c>" in answer.text)


@pytest.mark.parametrize("name", ["x-forwarded-host", "host", "forwarded"])
def test_no_address_comes_from_the_client(client: TestClient, name: str) -> None:
    """Who names another host gets no link to it."""
    hostile = {name: "host=evil.example" if name == "forwarded" else "evil.example"}
    for path in (f"/id/{CLAIM}", f"/doc/{CLAIM}", f"/linkset/{CLAIM}", "/sparql", "/graph/vocab"):
        answer = client.get(path, headers={"Accept": "*/*", **hostile}, follow_redirects=False)
        assert answer.status_code in (200, 303)
        assert "evil.example" not in f"{answer.headers}{answer.text}"


def test_the_start_page_leads_who_wants_rdf_to_the_dataset(client: TestClient) -> None:
    """At / people get the page, programs the description of the dataset."""
    answer = client.get("/", headers={"Accept": "text/turtle"}, follow_redirects=False)
    assert (303, "/dataset") == (answer.status_code, answer.headers["Location"])
    assert 200 == client.get("/", headers={"Accept": "text/html"}).status_code
    assert 200 == client.get("/").status_code


def test_a_graph_has_a_page_for_people(client: TestClient) -> None:
    """A browser at a graph's IRI sees what it is, whose text it states, and its formats."""
    page = client.get("/graph/source/ticsante?lang=en", headers={"Accept": "text/html"})
    assert (200, "text/html; charset=utf-8") == (page.status_code, page.headers["Content-Type"])
    assert 'href="/doc/source/ticsante"' in page.text
    assert "format=turtle" in page.text
    assert ("canonical", "/graph/source/ticsante") in links_of(page.headers["Link"])
    data = client.get("/graph/source/ticsante")
    assert "text/turtle; charset=utf-8" == data.headers["Content-Type"]


def test_results_link_to_entities_here(client: TestClient) -> None:
    """Whoever clicks an entity in a table of results comes to its description on this service."""
    values = f"VALUES (?a ?b ?c) {{ (<{HGID}{CLAIM}> <https://example.org/> <urn:x:y>) }}"
    query = f"SELECT ?a ?b ?c {{ {values} }}"
    page = client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).text
    assert f'<a href="/doc/{CLAIM}"' in page
    assert '<a href="https://example.org/" rel="external nofollow"' in page
    assert 'href="urn:x:y"' not in page


@pytest.mark.parametrize(
    ("path", "target"),
    [("/id/", "/dataset"), ("/doc/", "/dataset"), ("/graph/", "/dataset"), ("/vocab/", "/vocab"),
     ("/vocab/topic/", "/vocab/topic")],
)  # fmt: skip
def test_a_namespace_leads_to_what_is_in_it(client: TestClient, path: str, target: str) -> None:
    """The IRIs that our prefixes stand for are no dead ends."""
    answer = client.get(path, follow_redirects=False)
    assert (303, target) == (answer.status_code, answer.headers["Location"])
    assert 404 == client.get("/vocab/unknown/").status_code


def test_a_part_that_a_source_leaves_out_is_described(client: TestClient) -> None:
    """A document that names nothing but such a part describes the part."""
    text = client.get("/doc/source/ticsante/0-167.nt").text
    assert "<https://w3id.org/hdhgraph/id/source/ticsante/0-167#left-out>" in text
    assert 'id="left-out"' in client.get("/doc/source/ticsante/0-167.html").text
    assert 404 == client.get("/doc/source/ticsante/1-2").status_code
