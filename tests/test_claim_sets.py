"""Claims by what they are of, and what is between them, are those that queries find."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import as_of_cases as cases
import library
from canned import QUERIES, bind
from claims_index import read_claims, select
from hdhgraph.claims.index.sets_build import build_exchanges, build_sets
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES
from hdhgraph.web.claims.rows import Wanted, claims_query, prologue
from hdhgraph.web.entities.stories.sections import changes_query, moves_query, selection
from invented import with_examples

if TYPE_CHECKING:
    from hdhgraph.claims.index.exchanges import Exchanges, Pair
    from hdhgraph.claims.index.sets import ClaimSets

DAYS = ["", "0001-01-01", "2019-12-31", "2020-05-31", "2024-01-01"]
MANY = 100_000
PATTERNS = {
    "speaker": "?claim hg:speaker {}",
    "body": (
        "{{ SELECT DISTINCT ?claim WHERE {{ {{ ?body org:subOrganizationOf* {0} . "
        "?claim hg:speaker ?body }} UNION {{ ?body org:subOrganizationOf* {0} . "
        "?membership org:organization ?body . ?claim hg:inCapacity ?membership }} }} }}"
    ),
    "proposition": "?claim hg:proposition {}",
    "about": (
        "{{ SELECT DISTINCT ?proposition WHERE {{ {} skos:narrower* ?thing . "
        "?proposition schema:about ?thing }} }} ?claim hg:proposition ?proposition"
    ),
    "event": "?claim hg:madeAt {}",
    "source": (
        "{{ SELECT DISTINCT ?claim WHERE {{ ?place oa:hasSource {} ; hg:attests ?claim . "
        "?claim a hg:Claim }} }}"
    ),
}
# Invented: claims without a day, a stance or a class, said at events, in chains of propositions.
EXAMPLE = """
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stance: <https://w3id.org/hdhgraph/vocab/stance/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/hdhgraph/id/> .
<topic/wide> skos:narrower <topic/middle> . <topic/middle> skos:narrower <topic/narrow> .
<proposition/narrow> schema:about <topic/narrow> ; hg:refines <proposition/middle> .
<proposition/middle> schema:about <topic/wide> ; hg:refines <proposition/broad> .
<proposition/broad> hg:incompatibleWith <proposition/other> .
<event/e> hg:earliest "2020-01-01"^^xsd:date ; hg:latest "2020-01-02"^^xsd:date .
<claim/a> a hg:Claim ; hg:speaker <actor/x> ; hg:stance stance:asserts ; hg:madeAt <event/e> ;
    hg:proposition <proposition/narrow> ; hg:saidNoLaterThan "2020-02-01"^^xsd:date .
<claim/b> a hg:Claim ; hg:speaker <actor/x> ; hg:stance stance:denies ;
    hg:proposition <proposition/broad> ; hg:earliest "2019-01-01"^^xsd:date ;
    hg:latest "2019-12-31"^^xsd:date .
<claim/c> a hg:Claim ; hg:speaker <actor/x> ; hg:stance stance:asserts ;
    hg:proposition <proposition/broad> ; hg:saidNoLaterThan "2020-02-01"^^xsd:date .
<claim/d> a hg:Claim ; hg:speaker <actor/x> ; hg:stance stance:asserts ;
    hg:proposition <proposition/other> ; cito:disputes <claim/e>, <claim/a>, <claim/none> .
<claim/e> a hg:Claim ; hg:speaker <actor/y> ; hg:stance stance:asserts ; cito:supports <claim/c> ;
    hg:proposition <proposition/other> ; hg:contradicts <claim/b> .
<claim/b> hg:contradicts <claim/e> .
<claim/bare> hg:speaker <actor/x> .
<claim/mute> a hg:Claim .
"""


@pytest.fixture(scope="module")
def store(store: ox.Store) -> ox.Store:
    """The bundled graph, with an example of what no source of it has."""
    return with_examples(store)


@pytest.fixture(scope="module")
def example() -> ox.Store:
    """A store of the invented claims."""
    store = ox.Store()
    store.load(EXAMPLE.encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def groups() -> ox.Store:
    """A store of claims of each group as of a day."""
    return cases.loaded()


@pytest.fixture(scope="module", params=["store", "example", "groups"])
def graph(request: pytest.FixtureRequest) -> tuple[ox.Store, Exchanges]:
    """The bundled graph and the invented ones, each with what is built of it."""
    store: ox.Store = request.getfixturevalue(request.param)
    read = read_claims(store)
    return store, build_exchanges(read, build_sets(read))


def day_of(text: str) -> datetime.date | None:
    """Return a day as pages have it."""
    return datetime.date.fromisoformat(text) if text else None


def named(sets: ClaimSets, pair: Pair) -> tuple[str, str]:
    """Return the IRIs of a pair."""
    return sets.claims[pair.claim], sets.claims[pair.other]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("of", PATTERNS)
def test_the_first_claims_of_a_thing_are_those_of_the_selection(
    graph: tuple[ox.Store, Exchanges], of: str, day: str
) -> None:
    """Each thing has the first claims, and all, that the query of pages finds, in its order."""
    store, sets = graph[0], graph[1].sets
    things = list(sets.sets[of])
    assert things or of in ("body", "source")
    for iri in things[:: max(1, len(things) // 25)]:
        pattern = PATTERNS[of].format(ox.NamedNode(iri))
        for most in (3, MANY):
            rows = select(store, selection(pattern, day_of(day), most=most))
            expected = list(dict.fromkeys(row["claim"] for row in rows))
            found = sets.names(sets.said(of, iri, day)[: most + 1])
            assert expected == found
    assert [] == list(sets.said(of, "https://example.org/nothing", day))


def test_an_organisation_has_what_is_said_for_its_parts() -> None:
    """In the order and of the claims that the query of pages finds."""
    store = ox.Store()
    store.load(library.turtle().encode(), format=ox.RdfFormat.TURTLE)
    sets = build_sets(read_claims(store))
    for name, count in (("firm", 3), ("regional", 1), ("branch", 1), ("council", 3)):
        iri = f"{HGID}actor/{name}"
        rows = select(store, selection(PATTERNS["body"].format(ox.NamedNode(iri)), None))
        found = sets.names(sets.said("body", iri))
        assert [row["claim"] for row in rows] == found
        assert len(found) == count


@pytest.mark.parametrize("day", DAYS)
def test_feeds_have_the_order_of_the_query(graph: tuple[ox.Store, Exchanges], day: str) -> None:
    """The last come first and unknown ones last, of all, of a speaker, on a topic of both."""
    store, sets = graph[0], graph[1].sets
    speaker = max(sets.sets["speaker"], key=lambda each: len(sets.said("speaker", each)))
    about = max(sets.sets["about"], key=lambda each: len(sets.said("about", each)))
    for wanted in (
        Wanted(as_of=day_of(day)),
        Wanted(speaker=speaker, as_of=day_of(day)),
        Wanted(topic=about, as_of=day_of(day)),
        Wanted(speaker=speaker, topic=about, as_of=day_of(day)),
    ):
        query = prologue(PREFIXES) + claims_query(wanted, 5, 2)
        expected = [row["claim"] for row in select(store, query)]
        assert expected == sets.latest(wanted.things, day, 2, 5)


def test_a_thing_has_the_claims_that_are_shown_as_of_a_day(groups: ox.Store) -> None:
    """None but what is not yet said is left out, and each group is counted."""
    sets = build_sets(read_claims(groups))
    speaker = f"{HGID}actor/speaker"
    found = [slug(each) for each in sets.names(sets.said("speaker", speaker, cases.DAY))]
    assert set(found) == {each for each in (cases.OWN, *cases.CASES) if cases.shown(each)}
    counts = sets.groups({"speaker": speaker}, cases.DAY)
    groups_of = [cases.group(each) for each in cases.CASES]
    assert counts == {group: groups_of.count(group) + (group == "said") for group in cases.GROUPS}
    assert sum(sets.groups({}, cases.DAY).values()) == len(sets.claims)


@pytest.mark.parametrize("day", DAYS)
def test_moves_are_those_of_the_query(graph: tuple[ox.Store, Exchanges], day: str) -> None:
    """Who answers each speaker, and whom each answers, is what the query finds, in its order."""
    store, exchanges = graph
    found = 0
    for speaker in exchanges.sets.sets["speaker"]:
        said = f"?claim hg:speaker {ox.NamedNode(speaker)} ."
        rows = select(store, moves_query(said, day_of(day), speaker))
        expected = [(row["way"], row["move"], row["claim"], row["other"]) for row in rows]
        assert expected == exchanges.moves(speaker, day, 201)
        found += len(expected)
    assert found > 0 or day in DAYS[1:4]


@pytest.mark.parametrize("day", DAYS)
def test_changes_are_those_of_the_query(graph: tuple[ox.Store, Exchanges], day: str) -> None:
    """The changes of each speaker's position are what the query finds, with their bounds."""
    store, exchanges = graph
    names = ("claimEarliest", "claimLatest", "otherEarliest", "otherLatest")
    count = 0
    for speaker in exchanges.sets.sets["speaker"]:
        rows = select(store, changes_query(speaker, day_of(day)))
        expected = [
            (row["relation"], row["claim"], row["other"], *(row.get(each, "") for each in names))
            for row in rows
        ]
        pairs = exchanges.changes_of(speaker, day, MANY)
        found = [(each.relation, *named(exchanges.sets, each), *each.bounds) for each in pairs]
        assert sorted(expected) == sorted(found)
        assert [named(exchanges.sets, each) for each in pairs] == [row[1:3] for row in expected]
        count += len(found)
    assert count > 0 or day in DAYS[1:4]


def test_changes_of_one_claim_are_among_those_of_its_speaker(
    graph: tuple[ox.Store, Exchanges],
) -> None:
    """Asked for one claim, the pairs are those that it is in."""
    exchanges = graph[1]
    for speaker, pairs in exchanges.changes.items():
        claim = exchanges.sets.claims[pairs[0].other]
        expected = [each for each in pairs if claim in named(exchanges.sets, each)]
        assert expected == exchanges.changes_of(speaker, "", MANY, claim)


def test_the_feed_of_changes_is_the_canned_query(store: ox.Store) -> None:
    """All pairs of the query are there, with the earlier claim first and in an order or none."""
    read = read_claims(store)
    exchanges = build_exchanges(read, build_sets(read))
    everything = select(store, bind(store, QUERIES["changes-of-position"], {}))
    changes = {"same", "incompatible", "refines"}
    rows = [row for row in everything if row["relation"] in changes]
    assert rows
    found = exchanges.latest_changes("", "", 0, MANY)
    assert {(row["claim"], row["other"], row["order"]) for row in rows} == {
        (*named(exchanges.sets, each), each.order) for each in found
    }
    sets = exchanges.sets
    spans = [(sets.firsts[each.other], sets.days[each.other]) for each in found]
    assert sorted(spans, reverse=True) == spans
    assert found[1:3] == exchanges.latest_changes("", "", 1, 2)


def test_changes_are_narrowed_to_a_speaker_and_a_topic(store: ox.Store) -> None:
    """A speaker has his own pairs, a topic those of which one claim is on it or narrower."""
    read = read_claims(store)
    exchanges = build_exchanges(read, build_sets(read))
    everything = exchanges.latest_changes("", "", 0, MANY)
    topics = [each for each in exchanges.sets.sets["about"] if each.startswith(f"{BASE}vocab/")]
    by_topic = {each: exchanges.latest_changes("", each, 0, MANY) for each in topics}
    assert {True, False} == {bool(found) for found in by_topic.values()}
    for topic, found in by_topic.items():
        on = set(exchanges.sets.said("about", topic))
        assert found == [each for each in everything if on & set(each.ranks)]
    of = {who: exchanges.latest_changes(who, "", 0, MANY) for who in exchanges.changes}
    assert sum(map(len, of.values())) == len(everything)
