"""Feeds: Atom by RFC 4287, JSON Feed 1.1, of claims and of changes of position."""

from __future__ import annotations

import json
import uuid
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from hdhgraph.claims.forms.feed import Entry, Feed, atom, json_feed
from hdhgraph.rdf.namespaces import HGID, PREFIXES
from hdhgraph.web.service.claims import Facets

if TYPE_CHECKING:
    import pyoxigraph as ox
    from starlette.testclient import TestClient

NS = "{http://www.w3.org/2005/Atom}"
SAID_BY = f"{{{PREFIXES['hg']}}}saidNoLaterThan"
FEEDS = ["/feed.atom", "/feed/changes.atom"]
ADDRESSES = [
    "/feed.atom?lang=fr",
    "/feed.atom?lang=en&page=2",
    "/feed.atom?actor=octave-klaba&topic=cloud-act&lang=fr",
    "/feed.atom?actor=octave-klaba&topic=domestic-providers",
    "/feed/changes.atom?lang=en",
    "/feed/changes.atom?actor=cnil",
]


def elements(content: bytes) -> ET.Element:
    """Return the root of an Atom document."""
    return ET.fromstring(content)  # noqa: S314 - the feeds are ours


def rule_breaks(root: ET.Element) -> list[str]:
    """Return what RFC 4287 (4.1.1, 4.1.2) requires of a feed and of its entries and is not so."""
    found = []
    for each in (root, *root.findall(f"{NS}entry")):
        where = each.findtext(f"{NS}id") or "?"
        for name in ("id", "title", "updated"):
            texts = [child.text for child in each.findall(NS + name)]
            if len(texts) != 1 or not (texts[0] or "").strip():
                found.append(f"{where}: {name} {texts}")
        links = [child.attrib for child in each.findall(f"{NS}link")]
        alternates = [x for x in links if x["rel"] == "alternate"]
        if len(alternates) != 1 or not alternates[0]["href"].startswith("http"):
            found.append(f"{where}: alternate")
    if root.find(f"{NS}author/{NS}name") is None:
        found.append("no author")
    ids = [each.findtext(f"{NS}id") for each in root.findall(f"{NS}entry")]
    if len(ids) != len(set(ids)):
        found.append("an id twice")
    if [x for x in root.findall(f"{NS}link") if x.get("rel") == "self"] == []:
        found.append("no self")
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_has_what_atom_requires(client: TestClient, address: str) -> None:
    """Each feed and each entry has one id, title, updated and alternate, and the feed an author."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert rule_breaks(elements(answer.content)) == []


def test_a_broken_feed_is_found() -> None:
    """The rule above can fail."""
    root = elements(atom(feed()))
    assert rule_breaks(root) == []
    entry = root.find(f"{NS}entry")
    assert entry is not None
    entry.remove(entry.findall(f"{NS}updated")[0])
    root.append(entry)
    assert len(rule_breaks(root)) == 3


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_reads_a_feed_without_complaint(client: TestClient, address: str) -> None:
    """Feedparser finds nothing wrong, and the entries with their dates."""
    answer = client.get(address)
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert len(parsed.entries) == len(elements(answer.content).findall(f"{NS}entry"))
    assert all(entry.updated_parsed and entry.summary for entry in parsed.entries)


def test_every_claim_is_in_the_pages_once(client: TestClient, store: ox.Store) -> None:
    """Following `next` from the first page lists each claim of the graph once, 100 a page."""
    address, ids, sizes = "/feed.atom?lang=en", list[str](), list[int]()
    while address:
        root = elements(client.get(address).content)
        found = [each.findtext(f"{NS}id") or "" for each in root.findall(f"{NS}entry")]
        ids, sizes = [*ids, *found], [*sizes, len(found)]
        links = {each.get("rel"): each.get("href", "") for each in root.findall(f"{NS}link")}
        address = links.get("next", "").removeprefix("http://127.0.0.1:8000")
    rows = store.query(
        f"SELECT ?c {{ ?c a <{PREFIXES['hg']}Claim> }}", use_default_graph_as_union=True
    )
    claims = {row["c"].value for row in rows}  # type: ignore[union-attr]
    assert (len(ids), set(ids)) == (len(claims), claims)
    assert sizes[:-1] == [100] * (len(sizes) - 1)
    assert len(sizes) > 1


def test_entries_are_told_in_time_and_say_their_day(client: TestClient) -> None:
    """The last come first, as in the list; the day by which each was said is stated by itself."""
    entries = elements(client.get("/feed.atom").content).findall(f"{NS}entry")
    found = [(each.findtext(f"{NS}id"), each.findtext(SAID_BY)) for each in entries]
    listed = client.get("/claims.json?sort=recent&size=100").json()["claims"]
    assert found == [(each["iri"], each["saidBy"]) for each in listed]
    assert len({day for _, day in found}) > 1


def test_updated_is_the_day_of_the_edition(client: TestClient) -> None:
    """What is not known, when a claim entered the graph, is not made up from when it was said."""
    edition = client.get("/health").json()["data"]
    root = elements(client.get("/feed.atom").content)
    assert {each.text for each in root.iter(f"{NS}updated")} == {f"{edition}T00:00:00Z"}


def test_a_feed_of_an_actor_on_a_topic_has_only_that(client: TestClient) -> None:
    """`actor` and `topic` narrow a feed, a topic with its narrower ones, as the query does."""
    values = {"actor": "octave-klaba", "topic": "domestic-providers", "lang": "en"}
    items = client.get("/feed.json", params=values).json()["items"]
    rows = client.get("/queries/who-said-what.json", params=values).json()["results"]["bindings"]
    assert {each["id"] for each in items} == {each["claim"]["value"] for each in rows}
    assert len(items) > 1


def test_a_feed_of_an_actor_who_says_nothing_on_a_topic_is_empty(client: TestClient) -> None:
    """No entries are no error."""
    answer = client.get("/feed.json?actor=octave-klaba&topic=pseudonymisation")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_the_feed_of_changes_is_the_canned_query(client_of_examples: TestClient) -> None:
    """There is one entry for each pair of claims that the query finds, with both stances."""
    items = client_of_examples.get("/feed/changes.json?lang=en").json()["items"]
    answer = client_of_examples.get("/queries/changes-of-position.json?lang=en").json()
    changes = {"same", "incompatible", "refines"}
    found = answer["results"]["bindings"]
    rows = [each for each in found if each["relation"]["value"] in changes]
    assert len(items) == len(rows) > 1
    ids = {}
    for row in rows:
        pair = sorted((row["claim"]["value"], row["other"]["value"]))
        ids[uuid.uuid5(uuid.NAMESPACE_URL, " ".join(pair)).urn] = row
    assert {each["id"] for each in items} == set(ids)
    for each in items:
        row = ids[each["id"]]
        assert row["speakerLabel"]["value"] in each["title"]
        assert row["propositionLabel"]["value"] in each["title"]
        assert row["otherPropositionLabel"]["value"] in each["content_text"]


def test_a_change_is_told_by_what_is_done(client_of_examples: TestClient) -> None:
    """Who promised and then holds it within limits has not just asserted."""
    items = client_of_examples.get("/feed/changes.json?lang=en&actor=camille-exemple").json()
    titles = [each["title"] for each in items["items"]]
    assert any(each.startswith("Camille Exemple promises and qualifies") for each in titles), titles


def test_the_feed_of_changes_does_not_depend_on_the_index(
    client_of_examples: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While claims are being read, the engine tells the same of promises and demands."""
    assert client_of_examples.get("/claims").status_code == 200  # which waits for the index
    for address in ("/feed/changes.json?lang=en", "/feed/changes.atom?lang=fr&topic=transparency"):
        told = client_of_examples.get(address, headers={"Accept": "*/*"})
        with monkeypatch.context() as patch:
            patch.setattr(Facets, "exchanges", lambda _: None)
            again = client_of_examples.get(address, headers={"Accept": "*/*;q=0.9"})
        assert again.text == told.text
        assert "cache" not in again.headers["Server-Timing"]


def test_changes_are_narrowed_by_actor_and_topic(client_of_examples: TestClient) -> None:
    """The change of an actor is in his feed and that of its topic, and in no other."""

    def count(**values: str) -> int:
        answer = client_of_examples.get("/feed/changes.json", params=values)
        return len(answer.json()["items"])

    assert count(actor="dominique-modele", topic="transparency") == 1
    assert count(actor="cnil") == 0
    assert count(topic="decryption-keys") == 0


def test_the_two_formats_have_the_same_entries(client: TestClient) -> None:
    """JSON Feed has the ids, titles and texts of Atom, and its required members."""
    root = elements(client.get("/feed.atom?lang=fr&topic=cloud-act").content)
    content: dict[str, Any] = client.get("/feed.json?lang=fr&topic=cloud-act").json()
    assert content["version"] == "https://jsonfeed.org/version/1.1"
    assert content["title"] == root.findtext(f"{NS}title")
    told = [
        tuple(each.findtext(NS + name) for name in ("id", "title", "summary"))
        for each in root.findall(f"{NS}entry")
    ]
    assert told == [(x["id"], x["title"], x["content_text"]) for x in content["items"]]
    assert told != []


def test_the_language_of_a_feed_is_asked_for(client: TestClient) -> None:
    """`lang`, or Accept-Language, chooses labels and words; the ids are the same."""
    french = client.get("/feed.json?topic=cloud-act", headers={"Accept-Language": "fr"})
    english = client.get("/feed.json?topic=cloud-act&lang=en")
    assert (french.json()["language"], english.json()["language"]) == ("fr", "en")
    assert french.headers["vary"].startswith("Accept-Language")
    assert [x["id"] for x in french.json()["items"]] == [x["id"] for x in english.json()["items"]]
    assert french.json()["items"][0]["title"] != english.json()["items"][0]["title"]


def test_entries_lead_to_pages_that_are_there(client: TestClient) -> None:
    """The address of an entry, and the home of a feed, answer with a page."""
    content = client.get("/feed.json?actor=cnil&lang=en").json()
    for address in (content["home_page_url"], content["items"][0]["url"]):
        answer = client.get(address, headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"][:9]) == (200, "text/html")


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("actor=octave-klabba", "octave-klaba"),
        ("topic=cloudact", "cloud-act"),
        ("page=0", "1 to 1000"),
        ("page=x", "1 to 1000"),
        ("size=3", "size"),
        ("actor=cnil&actor=tf1", "twice"),
        ("lang=de", "de"),
    ],
)
def test_a_wrong_address_says_what_to_do(
    client: TestClient, path: str, address: str, told: str
) -> None:
    """What cannot be used is a problem that names it, or the nearest."""
    answer = client.get(f"{path}?{address}")
    assert (answer.status_code, told in answer.json()["detail"]) == (400, True)


def test_pages_name_the_feeds(client: TestClient) -> None:
    """A reader finds the feeds from any page, by rel=alternate."""
    page = client.get("/about?lang=en", headers={"accept": "text/html"}).text
    for address in ("/feed.atom?lang=en", "/feed.json?lang=en", "/feed/changes.atom?lang=en"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def feed() -> Feed:
    """Return a feed of one example entry, whose texts would break out of anything."""
    hostile = "</title>\x00\x0b]]><script>“é”\ud800&amp;"
    entry = Entry(f"{HGID}claim/x", hostile, "http://e.org/a?b=1&c=<", hostile, "", (hostile,))
    return Feed(
        "http://e.org/feed", hostile, "http://e.org/feed?a=1&b=2", "http://e.org/",
        "2020-01-01T00:00:00Z", hostile, "en", (entry,),
    )  # fmt: skip


@pytest.mark.nightly
def test_hostile_texts_stay_text() -> None:
    """Markup, control characters and lone surrogates of an example label break no format."""
    root = elements(atom(feed()))
    title = root.findtext(f"{NS}entry/{NS}title") or ""
    assert title.startswith("</title>\ufffd\ufffd]]><script>“é”\ufffd&amp;")
    assert json.loads(json_feed(feed()))["items"][0]["title"].startswith("</title>\x00")
