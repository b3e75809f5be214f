"""Pages of things: each kind tells readers what the graph holds, and only that."""

from __future__ import annotations

import html
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.errors import QueryStoppedError
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import bundled
from hdhgraph.rdf.namespaces import HGID
from hdhgraph.web.entities import page as entity_page
from hdhgraph.web.service.claims import Facets
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAIM = "/doc/claim/combes-not-ideal"
KINDS = {
    "claim": CLAIM,
    "actor": "/doc/actor/stephanie-combes",
    "organisation": "/doc/actor/health-data-hub",
    "proposition": "/doc/proposition/french-provider-able",
    "source": "/doc/source/developpez",
    "act": "/doc/legal-act/cloud-act",
    "system": "/doc/system/microsoft-azure",
    "certification": "/doc/certification/hds",
    "event": "/doc/event/hearing-roy-mecss",
    "topic": "/vocab/topic/cloud-act",
}
LARGEST = 200_000
CARD = re.compile(r'<article class="claim-card" data-claim="([^"]+)">(.*?)</article>', re.DOTALL)
# Invented: what names of things may try, dates that nobody knows, and a moment before which
# nothing was said.
EXAMPLE = r"""
@prefix cito: <http://purl.org/spar/cito/> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stance: <https://w3id.org/hdhgraph/vocab/stance/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/hdhgraph/id/> .
<actor/example> a hg:Actor, foaf:Person ; skos:prefLabel "<script>alert(1)</script>"@en .
<proposition/p> a hg:Proposition ; skos:prefLabel "\"><img src=x onerror=alert(2)>"@fr ;
    schema:about <legal-act/example>, <javascript:alert(3)> .
<legal-act/example> a hg:LegalAct .
<claim/early> a hg:Claim ; hg:speaker <actor/example> ; hg:proposition <proposition/p> ;
    hg:stance stance:asserts ; hg:edtf "XXXX-12-20" ; hg:saidNoLaterThan "2019-05-01"^^xsd:date .
<claim/late> a hg:Claim ; hg:speaker <actor/example> ; hg:proposition <proposition/p> ;
    hg:stance stance:denies ; hg:edtf "2021-05~" ; hg:earliest "2021-05-01"^^xsd:date ;
    hg:saidNoLaterThan "2021-06-01"^^xsd:date .
<claim/undated> a hg:Claim ; hg:speaker <actor/example> ; hg:proposition <proposition/p> ;
    hg:stance stance:questions ; cito:disputes <claim/other> .
<claim/other> a hg:Claim ; hg:speaker <javascript:alert(4)> ; hg:proposition <proposition/p> ;
    hg:stance stance:asserts ; hg:edtf "</textarea>" .
<claim/bare> a hg:Claim ; hg:speaker <actor/example> .
<source/example/early> a hg:Attestation ; oa:hasSource <source/example> ; hg:attests <claim/early> ;
    hg:fragment "</q><b onclick='x'>words"@en .
<source/example> a hg:Source .
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over an invented project of hostile labels and unknown dates."""
    root: Path = tmp_path_factory.mktemp("example")
    (root / "data").mkdir()
    many = "\n".join(
        f"<claim/c{number:03}> a hg:Claim ; hg:speaker <actor/many> ; hg:stance stance:asserts ; "
        "hg:proposition <proposition/many> ."
        for number in range(150)
    )
    actor = "<actor/many> a hg:Actor . <proposition/many> a hg:Proposition .\n"
    (root / "data" / "example.ttl").write_text(EXAMPLE + actor + many, encoding="utf-8")
    source = Source(str(root))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    app = create_app(Settings(timeout=PATIENCE), Content(source, bundled().queries, "1"), engine)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
    engine.close()


def page(client: TestClient, path: str, **parameters: str) -> str:
    """Return the page at an address."""
    answer = client.get(path, params=parameters, headers={"Accept": "text/html"})
    assert 200 == answer.status_code
    return answer.text


def story(text: str) -> str:
    """Return what stands above all that the graph says."""
    return text.partition('<details class="all">')[0]


def cards(text: str) -> list[str]:
    """Return the claims of a page by name, in the order they stand there."""
    return [html.unescape(iri).removeprefix(f"{HGID}claim/") for iri, _ in CARD.findall(text)]


def section(text: str, name: str) -> str:
    """Return one section of a page; empty where it has none."""
    parts = re.split(r'<h2 id="', text)
    return next((part for part in parts if part.startswith(f'{name}"')), "").partition(
        "</section>"
    )[0]


def asked(client: TestClient, query: str, **parameters: str) -> list[dict[str, str]]:
    """Return the solutions of a canned query, IRIs of claims as names."""
    answer = client.get(f"/queries/{query}.json", params=parameters)
    assert 200 == answer.status_code
    return [
        {name: term["value"].removeprefix(f"{HGID}claim/") for name, term in each.items()}
        for each in json.loads(answer.content)["results"]["bindings"]
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page_for_readers(client: TestClient, kind: str, lang: str) -> None:
    """Each kind of thing has its own page in both languages, of a size that anyone can load."""
    text = page(client, KINDS[kind], lang=lang)
    assert f'<html lang="{lang}">' in text
    assert cards(story(text)) or kind == "event"
    assert "{" not in re.sub(r"<script.*?</script>", "", story(text), flags=re.DOTALL)
    assert len(text.encode()) < LARGEST
    headings = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert 1 == headings[0]
    assert [] == [pair for pair in itertools.pairwise(headings) if pair[1] > pair[0] + 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_the_same_in_both_languages(client: TestClient, kind: str) -> None:
    """Whoever reads the other language sees the same claims in the same order."""
    both = [cards(page(client, KINDS[kind], lang=lang)) for lang in ("fr", "en")]
    assert both[0] == both[1]


@pytest.mark.parametrize("actor", ["stephanie-combes", "jean-renaud-roy", "cnil"])
def test_an_actor_has_what_the_canned_query_says(client: TestClient, actor: str) -> None:
    """Each claim of the actor stands there once, under a topic."""
    rows = asked(client, "actor", actor=actor)
    said = section(page(client, f"/doc/actor/{actor}"), "said" if actor != "cnil" else "spoke")
    claims = {row["claim"] for row in rows if "claim" in row}
    assert claims <= set(cards(said))
    assert len(set(cards(said))) == len(cards(said))
    if actor != "cnil":
        assert claims == set(cards(said))


@pytest.mark.parametrize("organisation", ["cnil", "health-data-hub", "microsoft"])
def test_an_organisation_is_told_by_who_spoke_and_what_is_said(
    client: TestClient, organisation: str
) -> None:
    """Who spoke for it, and what is said of it and its works, as the canned queries have them."""
    text = page(client, f"/doc/actor/{organisation}")
    spoke = {
        row["claim"]
        for row in asked(client, "organisation", organisation=organisation)
        if "speaks" in row["relation"]
    }
    about = {row["claim"] for row in asked(client, "about-organisation", organisation=organisation)}
    assert spoke == set(cards(section(text, "spoke")))
    shown = set(cards(section(text, "about")))
    # The first hundred are of things: a claim on two of them, as a body and its platform, is once.
    is_cut = "Les 100 premières seulement." in section(text, "about")
    assert shown == about or (is_cut and shown < about)


def test_changes_of_position_are_those_of_the_canned_query(client_of_examples: TestClient) -> None:
    """Every pair that the query finds among all speakers is on its speaker's page, in its order."""
    changes = {"same", "incompatible", "refines"}
    everything = asked(client_of_examples, "changes-of-position")
    rows = [row for row in everything if row["relation"] in changes]
    assert rows
    for speaker in {row["speaker"] for row in rows}:
        path = f"/doc/{speaker.removeprefix(HGID)}"
        found = cards(section(page(client_of_examples, path), "changes"))
        pairs = list(zip(found[::2], found[1::2], strict=True))
        of_speaker = [row for row in rows if row["speaker"] == speaker]
        expected = [(row["claim"], row["other"]) for row in of_speaker]
        assert {frozenset(pair) for pair in expected} == {frozenset(pair) for pair in pairs}
        dated = {(row["claim"], row["other"]) for row in of_speaker if row["order"] == "dated"}
        assert dated <= set(pairs)


def test_contradictions_stand_on_both_claims(client: TestClient) -> None:
    """Whichever of two contradicting claims is read, the other is there, marked as derived."""
    rows = asked(client, "contradictions")
    assert rows
    for row in rows[:3]:
        for own, other in ((row["claim"], row["against"]), (row["against"], row["claim"])):
            found = section(page(client, f"/doc/claim/{own}", lang="en"), "relations")
            assert other in cards(found)
            assert "derived" in found


def test_an_actor_is_answered_by_others(client: TestClient) -> None:
    """Moves that a text shows stand on the page of who makes them, and of who meets them."""
    rows = asked(client, "who-answers-whom")
    assert rows
    row = rows[0]
    made = page(client, f"/doc/{row['speaker'].removeprefix(HGID)}")
    met = page(client, f"/doc/{row['otherSpeaker'].removeprefix(HGID)}")
    assert row["other"] in cards(section(made, "answers"))
    assert row["claim"] in cards(section(met, "answered"))


def test_a_proposition_is_told_by_stance(client: TestClient) -> None:
    """Claims are grouped by stance, and the related propositions are named."""
    text = page(client, KINDS["proposition"], lang="en")
    positions = section(text, "positions")
    assert re.search(r"asserts</a>\s*<span[^>]*>\(1\)", positions)
    assert re.search(r"denies</a>\s*<span[^>]*>\(2\)", positions)
    assert [
        "morin-dessailly-french-provider-able",
        "combes-no-french-provider-able",
        "cedric-o-no-french-provider-able",
    ] == cards(positions)
    assert "Microsoft alone could meet the hub&#39;s requirements" in section(text, "related")


@pytest.mark.parametrize("kind", ["act", "topic"])
def test_a_subject_has_all_that_is_said_of_it(client: TestClient, kind: str) -> None:
    """What the canned queries find about an act or a topic is on its page, by stance."""
    rows = (
        asked(client, "legal-act", act="cloud-act")
        if kind == "act"
        else asked(client, "who-said-what", topic="cloud-act")
    )
    assert rows
    assert {row["claim"] for row in rows} == set(cards(page(client, KINDS[kind])))


def test_a_source_is_read_in_the_order_of_its_text(client: TestClient) -> None:
    """Claims come with the source's own places, as the canned query orders them."""
    rows = asked(client, "source", source="tf1-a-la-loupe")[:100]
    text = page(client, "/doc/source/tf1-a-la-loupe", lang="en")
    found = CARD.findall(section(text, "text"))
    assert [row["claim"] for row in rows] == [iri.rpartition("/")[2] for iri, _ in found]
    places = [
        f"characters {int(row['start']):,} to {int(row['end']):,}" for row in rows if "start" in row
    ]
    assert places == [
        place for _, card in found for place in re.findall(r"characters [\d,]+ to [\d,]+", card)
    ]
    covered = next(
        row for row in asked(client, "source-coverage") if row["source"].endswith("/tf1-a-la-loupe")
    )
    assert f"{covered['share']}% of the text" in section(text, "coverage")


def test_a_source_names_its_parts_and_its_relays(client: TestClient) -> None:
    """Comments are parts of a page; what a text relays, and what relays it, has numbers."""
    text = page(client, "/doc/source/developpez", lang="en")
    assert section(text, "parts").count("<li>") >= 5
    assert "Relays" in section(text, "chain")
    translated = section(page(client, "/doc/source/ticsante", lang="en"), "chain")
    assert "Relayed by" in translated


def test_a_claim_has_its_places_its_chain_and_its_reference(client: TestClient) -> None:
    """All places are named; the reference is that of its citation, in the page's language."""
    for lang in ("fr", "en"):
        text = page(client, CLAIM, lang=lang)
        assert 4 == section(text, "places").count('<article class="claim-card">')
        assert "/pictures/chain.svg?claim=" in section(text, "path")
        cited = client.get(f"/claim/combes-not-ideal/citation.txt?lang={lang}").text.strip()
        areas = [html.unescape(each) for each in re.findall(r"data-copy>([^<]*)<", text)]
        assert cited == areas[0]
        assert f"{HGID}claim/combes-not-ideal" in areas[-1]
    assert 200 == client.get("/pictures/chain.svg?claim=combes-not-ideal").status_code


def test_a_card_has_what_it_takes_to_defend_it(client: TestClient) -> None:
    """Speaker, capacity, stance, proposition, words in their language, source, place, date."""
    text = section(page(client, "/doc/proposition/choice-ideal", lang="en"), "positions")
    (card,) = [card for _, card in CARD.findall(text)]
    for each in (
        "Stéphanie Combes", "Director of the Health Data Hub", 'class="stance denies"',
        "Choosing Microsoft was ideal", '<q lang="fr">', "characters", "said by 20 May 2020",
        "4 attestations", f'href="{CLAIM}?lang=en"',
    ):  # fmt: skip
        assert each in card


def test_as_of_a_day_nothing_later_is_told(client: TestClient) -> None:
    """What had not been said by the day is on no page of that day, and links keep the day."""
    whole = cards(page(client, KINDS["topic"]))
    text = page(client, KINDS["topic"], asOf="2020-05-31", lang="en")
    rows = asked(client, "who-said-what", topic="cloud-act", asOf="2020-05-31")
    assert {row["claim"] for row in rows} == set(cards(text))
    assert len(cards(text)) < len(whole)
    assert "&amp;asOf=2020-05-31" in text
    assert 400 == client.get(KINDS["topic"], params={"asOf": "x"}).status_code


def test_undated_claims_are_apart_on_a_day(example: TestClient) -> None:
    """What no text dates stands under a heading of its own, and what came later nowhere."""
    text = story(page(example, "/doc/actor/example", asOf="2020-01-01", lang="en"))
    said = section(text, "said")
    assert "late" not in cards(said)
    assert cards(said).index("early") < cards(said).index("undated")
    heading = said.index("<strong>Order unknown</strong>")
    assert said.index("claim/early") < heading < said.index("claim/undated")


def test_dates_are_told_as_the_texts_give_them(example: TestClient) -> None:
    """A year that is not stated, a month that is about right, and no date at all."""
    text = section(page(example, "/doc/actor/example", lang="en"), "said")
    assert "20 December (year not stated)" in text
    assert "about May 2021" in text
    assert "undated" in text
    french = section(page(example, "/doc/actor/example", lang="fr"), "said")
    assert "20 décembre (année non dite)" in french


@pytest.mark.parametrize(
    "path",
    ["actor/example", "proposition/p", "legal-act/example", "source/example", "claim/early",
     "claim/other", "claim/undated", "claim/bare"],
)  # fmt: skip
def test_hostile_text_stays_text(example: TestClient, path: str) -> None:
    """Labels, words, dates and IRIs of the data are never markup, nor links that run."""
    text = page(example, f"/doc/{path}")
    outside = re.sub(r'<script type="(application/ld\+json|module)".*?</script>', "", text)
    for each in (
        "<script",
        "<img src=x",
        "<b onclick",
        'href="javascript:',
        "</textarea>\n</textarea>",
    ):
        assert each not in outside
    assert text.count("<textarea") == text.count("</textarea>")


def test_a_claim_without_its_parts_is_still_shown(example: TestClient) -> None:
    """A claim that says nothing has a page, and stands on its speaker's."""
    assert "bare" in cards(page(example, "/doc/actor/example"))
    assert 200 == example.get("/doc/claim/bare.html").status_code


def test_what_is_cut_leads_to_the_whole(example: TestClient) -> None:
    """150 claims are shown as the first hundred, with a link to all, which has them."""
    text = page(example, "/doc/proposition/many", lang="en")
    assert 100 == len(cards(story(text)))
    assert "Only the first 100." in text
    (address,) = re.findall(r'href="(/sparql\?query=[^"]+)"', text)
    answer = example.get(html.unescape(address), headers={"Accept": "text/csv"})
    assert (200, 151) == (answer.status_code, len(answer.text.splitlines()))
    whole = re.findall(r'href="(/queries/actor\?[^"]+)"', page(example, "/doc/actor/many"))
    assert 200 == example.get(html.unescape(whole[0])).status_code


def test_the_second_page_of_what_points_has_no_story(example: TestClient) -> None:
    """Further pages go on with the list; the story is not told twice."""
    text = page(example, "/doc/proposition/many", page="2")
    assert [] == cards(text)
    assert '<details class="all">' not in text


@pytest.mark.nightly
def test_pages_do_not_depend_on_the_index(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While claims are being read, and always where there are too many, the engine tells the same.

    So it is with feeds and comparisons, and on a day.
    """
    assert 200 == client.get("/claims").status_code  # which waits for the index
    addresses = [
        *(f"{path}?lang=en{day}" for path in KINDS.values() for day in ("", "&asOf=2020-12-31")),
        "/doc/actor/octave-klaba?lang=fr",
        "/doc/actor/cnil?lang=fr",
        "/feed.atom?lang=en&page=2",
        "/feed.json?lang=en&actor=octave-klaba&topic=cloud-act",
        "/feed/changes.atom?lang=en",
        "/feed/changes.json?lang=en&topic=cloud-act",
        "/compare?lang=en&left=actor/cnil&right=actor/stephanie-combes&asOf=2020-10-15",
        "/compare?lang=en&left=source/ticsante&right=source/developpez&topic=cloud-act",
    ]
    told = [client.get(each, headers={"Accept": "text/html"}) for each in addresses]
    monkeypatch.setattr(Facets, "exchanges", lambda _: None)
    again = [client.get(each, headers={"Accept": "text/html;q=0.9"}) for each in addresses]
    assert [200] * len(addresses) == [each.status_code for each in told]
    differing = [x for x, y, z in zip(addresses, told, again, strict=True) if y.text != z.text]
    assert [] == differing
    assert all("cache" not in each.headers["Server-Timing"] for each in again)


def test_rdf_is_untouched_by_the_story(client: TestClient) -> None:
    """What machines get does not depend on what readers are told."""
    answer = client.get("/doc/actor/stephanie-combes", headers={"Accept": "text/turtle"})
    assert "text/turtle; charset=utf-8" == answer.headers["Content-Type"]


def stopped(limit: str) -> Any:  # noqa: ANN401 - stands for a story
    """Return a story that a limit ends."""

    async def story(*_: object) -> dict[str, Any]:
        raise QueryStoppedError(limit, "1", "Stopped.")

    return story


def test_a_page_goes_on_without_a_story_that_takes_too_long(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit leaves the reader with the facts and a word of it, and nothing of that is kept."""
    monkeypatch.setattr(entity_page, "claim_story", stopped("timeout"))
    answer = client.get(f"{CLAIM}.html?lang=en&asOf=2024-01-01")
    assert 200 == answer.status_code
    assert "took too long" in answer.text
    assert "no-store" == answer.headers["Cache-Control"]


@pytest.mark.nightly
def test_a_busy_engine_is_a_503_that_can_be_tried_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the queue is full, the whole page is to be asked for again."""
    monkeypatch.setattr(entity_page, "claim_story", stopped("queue"))
    answer = client.get(f"{CLAIM}.html?lang=en&asOf=2024-01-02")
    assert 503 == answer.status_code
    assert answer.headers["Retry-After"]
