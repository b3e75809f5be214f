"""`asOf` in the canned queries: what is said, perhaps said, of unknown order, or not yet said."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

import as_of_cases as cases
from as_of_cases import CASES, DAY, FIRST, GROUPS, OWN
from canned import QUERIES, Solution, ask, choices_of, short, solutions_of
from claims_index import read_claims
from hdhgraph.checks.syntax.queries import columns_of
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.as_of import counted, group_of, header, weakest
from hdhgraph.sparql.as_of_counts import count_queries, read_groups
from hdhgraph.sparql.canned import AS_OF
from invented import with_examples

if TYPE_CHECKING:
    import pyoxigraph as ox

TAKING: Final = sorted(
    slug for slug, query in QUERIES.items() if AS_OF in {p.name for p in query.parameters}
)
OF_CLAIMS: Final = [slug for slug in TAKING if {"claim", "item"} & columns_of(QUERIES[slug])]
COUNTING: Final = sorted(set(TAKING) - set(OF_CLAIMS))
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
ALL: Final = (FIRST, OWN, *CASES)


@pytest.fixture(scope="module")
def store(store: ox.Store) -> ox.Store:
    """The bundled graph, with an example of what no source of it has."""
    return with_examples(store)


@pytest.fixture(scope="module")
def invented() -> ox.Store:
    """The graph of claims of each group."""
    return cases.loaded()


def asked(store: ox.Store, slug: str, **values: str) -> list[Solution]:
    """Ask a query for the invented claims."""
    needed = {p.name for p in QUERIES[slug].parameters if p.required}
    given = {name: each for name, each in cases.PARAMETERS.items() if name in needed}
    return ask(store, slug, **given, **values)


def expected(name: str) -> str:
    """Return the group of an invented claim as of the day."""
    return cases.group(name) if name in CASES else "said"


def groups_in(solution: Solution) -> list[str]:
    """Return the groups that a solution tells of its claims."""
    return [value for name, value in solution.items() if name.lower().endswith("asofgroup")]


def case_of(solution: Solution) -> str:
    """Return the name of the invented claim that a row is about: of a pair, that of a group."""
    names = [
        solution[each].removeprefix("claim/")
        for each in ("claim", "item", "against", "other")
        if each in solution
    ]
    return next((name for name in names if name in CASES), names[0])


def test_queries_that_take_a_day_are_discovered() -> None:
    """All canned queries take part, but those that are not about what was said by then."""
    assert set(QUERIES) - WITHOUT == set(TAKING)
    assert len(OF_CLAIMS) > 10
    assert len(COUNTING) > 3


def test_the_cases_have_every_group() -> None:
    """Of each group there are several, by days of their own and by those of events."""
    found = Counter(map(cases.group, CASES))
    assert set(found) == set(GROUPS)
    assert min(found.values()) > 2


@pytest.mark.parametrize("name", CASES)
def test_a_group_is_that_of_the_rule(name: str) -> None:
    """Said by the day, perhaps, not yet, else of unknown order."""
    own, happened, said_by = CASES[name]
    assert cases.group(name) == group_of(own or happened, said_by, DAY)


def test_groups_are_put_together() -> None:
    """Of several claims the least known counts; a header is a dictionary of structured fields."""
    assert weakest(["said", "unknown", "perhaps"]) == "unknown"
    counts = counted(["said", "notYet", "said"])
    assert counts == {"said": 2, "perhaps": 0, "unknown": 0, "notYet": 1}
    assert header(counts) == "said=2, perhaps=0, unknown=0, not-yet=1"


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_rows_are_told_apart_and_none_is_dropped_in_silence(slug: str, invented: ox.Store) -> None:
    """What is not yet said is left out, and nothing else; each row tells its group."""
    everything = {case_of(each) for each in asked(invented, slug)} & set(ALL)
    assert len(everything & set(CASES)) > 4
    rows = [each for each in asked(invented, slug, asOf=DAY) if {"claim", "item"} & set(each)]
    shown = {each: expected(each) for each in everything if expected(each) != "notYet"}
    assert shown == {case_of(each): weakest(groups_in(each)) for each in rows}


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_a_group_is_told_only_as_of_a_day(slug: str, invented: ox.Store) -> None:
    """Without a day there are no groups."""
    assert [] == [group for each in asked(invented, slug) for group in groups_in(each)]


def columns_like(slug: str, ending: str) -> list[str]:
    """Return what stands before an ending in the names of a query's columns, in small letters."""
    names = (name.lower() for name in columns_of(QUERIES[slug]))
    return sorted(name.removesuffix(ending) for name in names if name.endswith(ending))


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_each_day_has_its_group(slug: str) -> None:
    """Where a column tells by which day a claim had been said, one tells the group."""
    assert [] != columns_like(slug, "saidby") == columns_like(slug, "asofgroup")


def counts_of(store: ox.Store, slug: str, day: str) -> dict[str, int]:
    """Return the counts by group that are told of a query's answer."""
    needed = {p.name for p in QUERIES[slug].parameters if p.required}
    values = {name: each for name, each in cases.PARAMETERS.items() if name in needed}
    counting = count_queries(
        QUERIES[slug], {**values, AS_OF: day}, lambda parameter: choices_of(store, parameter)
    )
    assert counting is not None
    return read_groups(*(solutions_of(store, each) for each in counting))


@pytest.mark.parametrize("slug", OF_CLAIMS)
@pytest.mark.parametrize("day", [LONG_AGO, DAY, FAR_AWAY])
def test_all_four_groups_are_counted(slug: str, day: str, invented: ox.Store) -> None:
    """The counts are those of the rows of each group, those that are left out among them."""
    everything = [each for each in asked(invented, slug) if {"claim", "item"} & set(each)]
    if slug == "timeline":
        everything = [each for each in everything if "speaker" in each]
    rows = asked(invented, slug, asOf=day)
    groups = Counter(weakest(groups_in(each)) for each in rows if groups_in(each))
    counts = counts_of(invented, slug, day)
    assert {**dict.fromkeys(GROUPS[:3], 0), **groups} == {n: counts[n] for n in GROUPS[:3]}
    assert sum(counts.values()) == len(everything)


@pytest.mark.parametrize("slug", COUNTING)
def test_rows_that_count_tell_the_groups(slug: str, invented: ox.Store) -> None:
    """The claims of a row are those of its groups, and what is left out is counted with all."""
    names = ("claimsSaid", "claimsPerhaps", "claimsUnknown")
    everything, rows = asked(invented, slug), asked(invented, slug, asOf=DAY)
    assert [] == [each for each in everything if set(names) & set(each)]
    for each in rows:
        assert int(each["claims"]) == sum(int(each[name]) for name in names) > 0
    counts = counts_of(invented, slug, DAY)
    assert [sum(int(each[name]) for each in rows) for name in names] == list(counts.values())[:3]
    assert sum(counts.values()) == sum(int(each["claims"]) for each in everything)
    assert counts["notYet"] > 0


def test_claims_of_a_row_are_counted_by_the_rule(invented: ox.Store) -> None:
    """On the one proposition, and in each source, the numbers are those of the cases."""
    expected_counts = Counter(expected(name) for name in ALL)
    names = {"said": "claimsSaid", "perhaps": "claimsPerhaps", "unknown": "claimsUnknown"}
    (row,) = asked(invented, "stances-by-proposition", asOf=DAY)
    assert {n: int(row[n]) for n in names.values()} == {
        name: expected_counts[group] for group, name in names.items()
    }
    for row in asked(invented, "claims-by-source", asOf=DAY):
        assert {n: int(row[n]) for n in names.values()} == {
            name: expected_counts[group] for group, name in names.items()
        }


def test_what_is_not_yet_said_counts_for_nothing_else(invented: ox.Store) -> None:
    """A claim is contradicted by what is shown alone, in rows and in counts."""
    shown = sum(expected(name) != "notYet" for name in CASES)
    rows = {row["claim"]: row for row in asked(invented, "procurement", asOf=DAY)}
    assert rows[f"claim/{FIRST}"]["contradicting"] == str(shown)
    (row, *_) = asked(invented, "claims-by-source", asOf=DAY)
    assert int(row["contradicted"]) == shown + 1


def test_an_actor_who_said_nothing_by_then_is_told_of() -> None:
    """A row without a claim is of no group."""
    store = cases.loaded()
    store.update(f"DELETE WHERE {{ ?c <{PREFIXES['hg']}saidNoLaterThan> ?day }}")
    store.update(
        f"INSERT {{ ?c <{PREFIXES['hg']}earliest> '2022-01-01'^^<{PREFIXES['xsd']}date> }} "
        f"WHERE {{ ?c a <{PREFIXES['hg']}Claim> }}"
    )
    (row,) = asked(store, "actor", asOf="2001-01-01")
    assert "claim" not in row
    assert groups_in(row) == []


# Order


def intervals(store: ox.Store) -> dict[str, tuple[str, str]]:
    """Return the interval of each claim, for sorting: what is unknown is last."""
    read = read_claims(store)
    return {
        short_name(claim): (
            read.when("earliest", claim) or FAR_AWAY,
            read.first("saidNoLaterThan", claim) or FAR_AWAY,
        )
        for claim in read.claims
    }


def short_name(iri: str) -> str:
    """Return the IRI of a claim as solutions give it."""
    return iri.removeprefix(PREFIXES["hgid"])


@pytest.mark.parametrize("slug", BY_DATE)
@pytest.mark.parametrize("graph", ["invented", "store"])
def test_claims_come_by_interval(slug: str, graph: str, request: pytest.FixtureRequest) -> None:
    """By the first day, then by the last, unknown ones last."""
    store: ox.Store = request.getfixturevalue(graph)
    known = intervals(store)
    rows = asked(store, slug) if graph == "invented" else ask(store, slug)
    found = [known[each["claim"]] for each in rows]
    assert len(set(found)) > 1
    assert found == sorted(found)


@pytest.mark.parametrize("slug", ["events", "timeline"])
def test_events_come_by_interval(slug: str, store: ox.Store) -> None:
    """By the first day, then by the last, unknown ones last."""
    found = [
        (each.get("earliest", FAR_AWAY), each.get("latest", FAR_AWAY)) for each in ask(store, slug)
    ]
    assert len(set(found)) > 5
    assert found == sorted(found)


# The bundled graph


def test_the_day_shown_is_the_one_inferred(store: ox.Store) -> None:
    """Each claim of a solution, the second of a pair too, has its own day beside it."""
    stated = select(store, f"{PREFIX}SELECT ?claim ?day {{ ?claim hg:saidNoLaterThan ?day }}")
    days = {short(claim): short(day) for claim, day in stated}
    columns = {"claim": "saidBy", "item": "saidBy", "other": "otherSaidBy"}
    columns["against"] = "opponentSaidBy"
    for slug in OF_CLAIMS:
        seen = 0
        for each in ask(store, slug):
            for claim, said in columns.items():
                if claim in each:
                    assert days.get(each[claim]) == each.get(said)
                    seen += 1
        assert seen


@pytest.mark.parametrize("slug", COUNTING)
def test_a_day_after_all_leaves_nothing_out(slug: str, store: ox.Store) -> None:
    """Then every claim is counted, as without a day."""
    names = ("claimsSaid", "claimsPerhaps", "claimsUnknown")
    rows = [
        {name: value for name, value in each.items() if name not in names}
        for each in ask(store, slug, asOf=FAR_AWAY)
    ]
    assert ask(store, slug) == rows
