"""`asOf` in the canned queries: what had been said by a day, the undated apart."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pyoxigraph as ox
import pytest

from canned import QUERIES, Solution, ask, short
from hdhgraph.checks.queries import columns_of
from hdhgraph.dataset import select
from hdhgraph.namespaces import PREFIXES
from hdhgraph.queries import AS_OF
from invented import with_examples

TAKING: Final = sorted(
    slug for slug, query in QUERIES.items() if AS_OF in {p.name for p in query.parameters}
)
OF_CLAIMS: Final = [slug for slug in TAKING if {"claim", "item"} & columns_of(QUERIES[slug])]
# Those that look at what nobody said, what happened and who took part, what a text covers or gets
# wrong.
WITHOUT: Final = {
    "discrepancies", "events", "never-speaking", "participants", "single-source-actors",
    "source-coverage",
}  # fmt: skip
BY_DATE: Final = ("actor", "legal-act", "organisation", "who-said-what")
LONG_AGO: Final = "0001-01-01"
FAR_AWAY: Final = "9999-12-31"
PREFIX: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("hg", "oa", "dcterms"))


@pytest.fixture(scope="module")
def store(store: ox.Store) -> ox.Store:
    """The bundled graph, with an example of what no source of it has."""
    return with_examples(store)


def days_of(store: ox.Store) -> dict[str, str]:
    """Return the day by which each claim had been said, as the graph states it."""
    found = select(store, f"{PREFIX}SELECT ?claim ?day {{ ?claim hg:saidNoLaterThan ?day }}")
    return {short(claim): short(day) for claim, day in found}


def some_days(store: ox.Store) -> list[str]:
    """Return each day of the data, a day before all and one after all."""
    return [LONG_AGO, *sorted(set(days_of(store).values())), FAR_AWAY]


def told(solution: Solution) -> list[str]:
    """Return the days that a solution shows of its claims."""
    return [value for name, value in solution.items() if name.lower().endswith("saidby")]


def without_counts(solutions: list[Solution]) -> list[Solution]:
    """Leave out the one column that counts other claims than that of its row."""
    return [{k: v for k, v in each.items() if k != "contradicting"} for each in solutions]


def test_queries_that_take_a_day_are_discovered() -> None:
    """All canned queries take part, but those that are not about what was said by then."""
    assert set(QUERIES) - WITHOUT == set(TAKING)
    assert len(OF_CLAIMS) > 10


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_a_day_keeps_what_had_been_said(slug: str, store: ox.Store) -> None:
    """As of each day of the data the solutions are those of all whose claims were said by then."""
    everything = without_counts(ask(store, slug))
    kept = []
    for day in some_days(store):
        claims = [each for each in everything if "claim" in each or "item" in each]
        expected = [each for each in claims if all(said <= day for said in told(each))]
        answered = without_counts(ask(store, slug, asOf=day))
        # An actor who had said nothing is told of all the same.
        assert expected == [each for each in answered if "claim" in each or "item" in each]
        kept.append(len(expected))
    assert kept == sorted(kept)
    assert kept[0] < kept[-1]
    assert everything == without_counts(ask(store, slug, asOf=FAR_AWAY))


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_before_all_days_only_the_undated_are_left(slug: str, store: ox.Store) -> None:
    """What no text dates is kept, without a day to be told by."""
    days = days_of(store)
    left = ask(store, slug, asOf=LONG_AGO)
    assert [] == [day for each in left for day in told(each)]
    assert set() == {each.get("claim", each.get("item", "")) for each in left} & set(days)


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_the_day_shown_is_the_one_inferred(slug: str, store: ox.Store) -> None:
    """Each claim of a solution, the second of a pair too, has its own day beside it."""
    days = days_of(store)
    columns = {"claim": "saidBy", "item": "saidBy", "other": "otherSaidBy"}
    columns["against"] = "opponentSaidBy"
    seen = 0
    for each in ask(store, slug):
        for claim, said in columns.items():
            if claim in each:
                assert days.get(each[claim]) == each.get(said)
                seen += 1
    assert seen


@pytest.mark.parametrize("slug", BY_DATE)
def test_the_undated_come_last(slug: str, store: ox.Store) -> None:
    """Where claims come by date, those without a day are one group, after all others."""
    order = ["saidBy" in each for each in ask(store, slug)]
    assert order == sorted(order, reverse=True)
    assert True in order


def test_an_undated_claim_is_seen(store: ox.Store) -> None:
    """The bundled graph has a claim that no text dates, and it is the last of its topic."""
    *others, last = ask(store, "who-said-what")
    assert "saidBy" not in last
    assert all("saidBy" in each for each in others)
    assert [last] == ask(store, "who-said-what", asOf=LONG_AGO)


def test_a_pair_needs_both_claims(store: ox.Store) -> None:
    """A contradiction is there from the day on which the second claim had been said."""
    pairs = ask(store, "contradictions")
    apart = [each for each in pairs if each["saidBy"] != each["opponentSaidBy"]]
    assert apart
    for each in apart:
        first, second = sorted((each["saidBy"], each["opponentSaidBy"]))
        assert each not in ask(store, "contradictions", asOf=first)
        assert each in ask(store, "contradictions", asOf=second)


INVENTED: Final = """
@prefix ex: <https://example.org/invented/> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:one hg:speaker ex:someone ; hg:proposition ex:p ; hg:stance stance:asserts ;
    hg:saidNoLaterThan "2001-01-01"^^xsd:date .
ex:two hg:speaker ex:{speaker} ; hg:proposition ex:p ; hg:stance stance:denies ;
    cito:disputes ex:one ; hg:saidNoLaterThan "2002-01-01"^^xsd:date .
ex:p schema:about ex:topic .
ex:a hg:attests ex:one ; hg:mode mode:direct ; oa:hasSource ex:s ; oa:hasSelector ex:x .
ex:b hg:attests ex:two ; hg:mode mode:direct ; oa:hasSource ex:s ; oa:hasSelector ex:y .
ex:x oa:start 1 ; oa:end 2 . ex:y oa:start 3 ; oa:end 4 .
"""


@pytest.mark.parametrize(
    ("slug", "speaker"), [("changes-of-position", "someone"), ("who-answers-whom", "another")]
)
def test_a_pair_of_two_days_is_there_from_the_second(slug: str, speaker: str) -> None:
    """Nobody has changed position, or been answered, before the later claim had been said."""
    names = ("hg", "stance", "mode", "dcterms", "oa", "schema")
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in names)
    store = ox.Store()
    turtle = prefixes + INVENTED.replace("{speaker}", speaker)
    store.load(turtle, format=ox.RdfFormat.TURTLE)
    (pair,) = ask(store, slug)
    assert {"2001-01-01", "2002-01-01"} == set(told(pair))
    for day, expected in (("2000-12-31", []), ("2001-12-31", []), ("2002-01-01", [pair])):
        assert expected == ask(store, slug, asOf=day)
    # Also where the first of the pair is the later one.
    swapped = turtle.replace("2001-", "2003-")
    other = ox.Store()
    other.load(swapped, format=ox.RdfFormat.TURTLE)
    for day, count in (("2002-12-31", 0), ("2003-01-01", 1)):
        assert count == len(ask(other, slug, asOf=day))


def test_contradictions_are_counted_as_of_the_day(store: ox.Store) -> None:
    """In procurement, “contradicting” counts the claims that had been said by then."""
    days = days_of(store)
    against = [
        (short(claim), short(other))
        for claim, other in select(store, f"{PREFIX}SELECT ?a ?b {{ ?a hg:contradicts ?b }}")
    ]
    counted = 0
    for day in some_days(store):
        said = Counter(claim for claim, other in against if days.get(other, "") <= day)
        for each in ask(store, "procurement", asOf=day):
            assert str(said[each["claim"]]) == each["contradicting"]
            counted += said[each["claim"]]
    assert counted


# Counts


def test_stances_are_counted_as_of_the_day(store: ox.Store) -> None:
    """Propositions, their claims, those without a day and their stances are of what was said."""
    names = {"asserts": "asserting", "denies": "denying"}
    names |= {"qualifies": "qualifying", "questions": "questioning"}
    everything = ask(store, "first-hand-and-second-hand")
    for day in some_days(store):
        claims = [each for each in everything if each.get("saidBy", "") <= day]
        rows = {
            each["proposition"]: each for each in ask(store, "stances-by-proposition", asOf=day)
        }
        assert {each["proposition"] for each in claims} == set(rows)
        for proposition, row in rows.items():
            own = [each for each in claims if each["proposition"] == proposition]
            assert [len(own), sum("saidBy" not in each for each in own)] == [
                int(row["claims"]),
                int(row["undated"]),
            ]
            stances = Counter(names[each["stance"].removeprefix("stance:")] for each in own)
            assert {n: str(stances[n]) for n in names.values()} == {
                n: row[n] for n in names.values()
            }


def test_sources_count_claims_as_of_the_day(store: ox.Store) -> None:
    """A source counts the claims said by then that it voices, contradicted ones too."""
    days = days_of(store)
    query = (
        f"{PREFIX}SELECT DISTINCT ?s ?c {{ ?a hg:attests ?c ; oa:hasSource ?s . ?c a hg:Claim }}"
    )
    voiced = [(short(source), short(claim)) for source, claim in select(store, query)]
    against = [
        (short(claim), short(other))
        for claim, other in select(store, f"{PREFIX}SELECT ?a ?b {{ ?a hg:contradicts ?b }}")
    ]
    for day in some_days(store):
        said = {(source, claim) for source, claim in voiced if days.get(claim, "") <= day}
        opposed = {claim for claim, other in against if days.get(other, "") <= day}
        expected = {
            source: [
                str(sum(s == source for s, _ in said)),
                str(sum(s == source and c not in days for s, c in said)),
                str(sum(s == source and c in opposed for s, c in said)),
            ]
            for source, _ in said
        }
        rows = ask(store, "claims-by-source", asOf=day)
        assert expected == {
            each["source"]: [each["claims"], each["undated"], each["contradicted"]] for each in rows
        }


@pytest.mark.parametrize(
    "slug",
    [
        "claims-by-month", "claims-by-source", "hearsay-by-source", "sources-naming-topic",
        "speaking-capacities", "who-talks-about-whom",
    ],
)  # fmt: skip
def test_counts_grow_with_the_day(slug: str, store: ox.Store) -> None:
    """A later day counts no fewer claims, a day after all counts as no day does."""
    totals = [
        sum(int(each["claims"]) for each in ask(store, slug, asOf=day)) for day in some_days(store)
    ]
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]
    assert ask(store, slug) == ask(store, slug, asOf=FAR_AWAY)
    for each in ask(store, slug, asOf=LONG_AGO):
        assert each["claims"] == each["undated"] != "0"


def test_months_count_each_claim_once(store: ox.Store) -> None:
    """The months together have as many claims as had been said by the day."""
    days = days_of(store)
    undated = sum(int(each["undated"]) for each in ask(store, "claims-by-month"))
    assert undated
    for day in some_days(store):
        said = undated + sum(each <= day for each in days.values())
        assert said == sum(int(each["claims"]) for each in ask(store, "claims-by-month", asOf=day))
