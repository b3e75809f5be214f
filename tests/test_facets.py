"""Facets: sets of claims count as plain queries over the graph do."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import as_of_cases as cases
import library
from canned import QUERIES, bind
from claims_index import MOST, read_claims, select
from hdhgraph.claims.index.facets import FACETS, ORDERS, UNDATED, FacetIndex, Filters, Kind
from hdhgraph.claims.index.facets_build import build_facets
from hdhgraph.claims.reading import graph_query, read_rows, rows_query
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Each facet as a pattern over ?claim and ?value, or at a place over ?place and ?value.
PATTERNS = {
    "topic": "?claim hg:proposition ?q . ?q schema:about ?about . ?value skos:narrower* ?about",
    "actor": "?claim hg:speaker ?value",
    "stance": "?claim hg:stance ?value",
    "certainty": "?claim hg:certainty ?value",
    "organisation": (
        "{ ?claim hg:speaker ?body . ?body org:subOrganizationOf* ?value "
        "FILTER (?body != ?value || EXISTS { ?body a hg:Organisation }) } UNION "
        "{ ?claim hg:inCapacity/org:organization/org:subOrganizationOf* ?value }"
    ),
    "about": "?claim hg:proposition ?q . ?q schema:about ?value",
    "illocution": "?claim hg:illocution ?value",
    "source": "?place oa:hasSource ?value",
    "mode": "?place hg:mode ?value",
    "language": "?place oa:hasSource/schema:inLanguage ?value",
}


def build(store: ox.Store, base: str = BASE, size: int = 1000, most: int = MOST) -> FacetIndex:
    """Build an index."""
    return build_facets(read_claims(store, base, size, most))


@pytest.fixture(scope="module")
def index(store: ox.Store) -> FacetIndex:
    """The facets of the bundled graph."""
    return build(store)


@pytest.fixture(scope="module")
def invented() -> ox.Store:
    """A graph with every illocution and kind of speaker, and organisations in organisations."""
    store = ox.Store()
    store.load(library.turtle().encode(), format=ox.RdfFormat.TURTLE)
    return store


PLAIN_ASSERTION: Final = f"{BASE}vocab/illocution/assertion"


def by_query(store: ox.Store, filters: Filters) -> set[str]:
    """Return the claims that fit, by one query over the graph: no set, no position."""
    patterns, needs_place = ["?claim a hg:Claim"], False
    for name, value in filters.values.items():
        term = ox.Literal(value) if name == "language" else ox.NamedNode(value)
        if value == PLAIN_ASSERTION:
            patterns.append(
                f"{{ ?claim hg:illocution {term} }} UNION "
                "{ ?claim a hg:Claim MINUS { ?claim hg:illocution ?any } }"
            )
            continue
        pattern = PATTERNS[name].replace("?value", str(term)).replace("?q ", f"?q{name} ")
        needs_place |= "?place" in pattern
        patterns.append(pattern if pattern.startswith("{") else pattern.replace("?q .", "?q ."))
    if needs_place:
        patterns.append("?place hg:attests ?claim")
    if filters.as_of:
        patterns.append("OPTIONAL { ?claim hg:saidNoLaterThan ?day }")
        patterns.append("OPTIONAL { ?claim hg:earliest ?own }")
        patterns.append("OPTIONAL { ?claim hg:madeAt/hg:earliest ?there }")
        said, later = (
            f'COALESCE(STR({day}) {sign} "{filters.as_of}", false)'
            for day, sign in (("?day", "<="), ("COALESCE(?own, ?there)", ">"))
        )
        patterns.append(f"FILTER ({said} || !{later})")
    body = " . ".join(each for each in patterns if not each.startswith(("OPT", "FIL")))
    rest = " ".join(each for each in patterns if each.startswith(("OPT", "FIL")))
    found = select(store, f"SELECT DISTINCT ?claim WHERE {{ {body} {rest} }}")
    return {each["claim"] for each in found}


def fitting(index: FacetIndex, filters: Filters, order: str = "date") -> list[str]:
    """Return all claims that fit."""
    return index.hits(filters, (order, "fr"), 0, len(index))


def test_all_claims_are_there(index: FacetIndex, store: ox.Store) -> None:
    """Without filters the index holds each claim of the graph once."""
    claims = {each["s"] for each in select(store, "SELECT ?s { ?s a hg:Claim }")}
    assert len(claims) > 300
    assert sorted(claims) == sorted(index.claims)
    assert index.is_whole


@pytest.mark.parametrize("facet", PATTERNS)
def test_each_value_finds_what_a_query_finds(
    index: FacetIndex, store: ox.Store, facet: str
) -> None:
    """The claims of each value of a facet are those that a pattern over the graph finds."""
    values = list(index.values(facet))
    assert values
    for value in values:
        filters = Filters({facet: value})
        found = fitting(index, filters)
        assert sorted(by_query(store, filters)) == sorted(found)
        assert index.count(filters) == len(found) > 0


def test_hands_are_those_of_the_canned_query(index: FacetIndex, store: ox.Store) -> None:
    """The hand of each claim is what `first-hand-and-second-hand` answers."""
    rows = select(store, bind(store, QUERIES["first-hand-and-second-hand"], {}))
    found = {row["claim"]: row["hand"] for row in rows}
    assert len(found) > 300
    known = {
        claim: hand
        for hand in index.values("hand")
        for claim in fitting(index, Filters({"hand": hand}))
    }
    assert found == {claim: hand for claim, hand in known.items() if claim in found}


@pytest.mark.parametrize("facet", PATTERNS)
def test_each_value_of_an_invented_graph_finds_what_a_query_finds(
    invented: ox.Store, facet: str
) -> None:
    """Also where organisations are parts of others, and claims are more than assertions."""
    index = build(invented)
    for value in index.values(facet):
        filters = Filters({facet: value})
        assert sorted(by_query(invented, filters)) == sorted(fitting(index, filters))


def of_value(index: FacetIndex, facet: str, value: str) -> set[str]:
    """Return the names of the claims that have a value, given by the end of its IRI."""
    (iri,) = [each for each in index.values(facet) if slug(each) == value or each == value]
    return {slug(each) for each in fitting(index, Filters({facet: iri}))}


def test_an_organisation_has_the_claims_of_its_parts(invented: ox.Store) -> None:
    """However many steps away; a part has no claim of the whole, and about is another thing."""
    index = build(invented)
    branch = {"branch-asserts"}
    for name, expected in (
        ("branch", branch), ("regional", branch),
        ("firm", branch | {"firm-qualifies", "dominique-advises"}),
        ("council", {"camille-denies", "camille-promises", "camille-decides"}),
    ):  # fmt: skip
        assert of_value(index, "organisation", name) == expected
    about = {slug(each) for each in index.values("about")}
    assert about == {"sensors", "by-law", "quiet", "council", "branch"}
    assert of_value(index, "about", "branch") == {
        "lectrice-warns", "branch-asserts", "firm-qualifies", "dominique-advises",
    }  # fmt: skip
    assert of_value(index, "about", "council") == {"dominique-regrets", "dominique-regrets-not"}


def test_a_speaker_is_of_a_kind(invented: ox.Store) -> None:
    """A person, an organisation, a group or a pseudonym, by what the graph says."""
    index = build(invented)
    expected = {
        "person": {"camille", "dominique", "alix"}, "organisation": {"firm"},
        "group": {"readers"}, "pseudonym": {"lectrice12"},
    }  # fmt: skip
    assert {*index.values("kind")} == {*expected}
    for kind, speakers in expected.items():
        names = {name for name, each in library.CLAIMS.items() if each[0] in speakers}
        assert of_value(index, "kind", kind) == names


def test_a_kind_may_be_that_of_a_subclass() -> None:
    """A class of somebody's own that is under one of ours tells the kind as well."""
    store = ox.Store()
    store.load(
        f"""{EXAMPLE} ex:anna a ex:Poet . ex:Poet rdfs:subClassOf ex:Writer .
        ex:Writer rdfs:subClassOf <{PREFIXES["foaf"]}Person> .""".replace(
            "@prefix ex:", f"@prefix rdfs: <{PREFIXES['rdfs']}> . @prefix ex:", 1
        ).encode(),
        format=ox.RdfFormat.TURTLE,
    )
    assert of_value(build(store), "kind", "person") == {"near"}


def test_a_claim_without_an_illocution_is_an_assertion(invented: ox.Store) -> None:
    """Said to be one, or said to be nothing else."""
    index = build(invented)
    for illocution in {each[3] for each in library.CLAIMS.values()} - {""}:
        names = {name for name, each in library.CLAIMS.items() if each[3] == illocution}
        if illocution == "assertion":
            names |= {name for name, each in library.CLAIMS.items() if not each[3]}
        assert of_value(index, "illocution", illocution) == names


def drawn(index: FacetIndex) -> st.SearchStrategy[Filters]:
    """Return filters of up to four facets with values that claims have, and perhaps a day."""
    values = st.fixed_dictionaries(
        {},
        optional={name: st.sampled_from(sorted(index.values(name))) for name in PATTERNS},
    ).map(lambda chosen: dict(list(chosen.items())[:4]))
    days = st.sampled_from(["", "2019-12-31", "2020-05-31", "2020-10-15", "2024-01-01"])
    return st.builds(Filters, values, days)


@settings(max_examples=60)
@given(st.data())
def test_filters_together_find_what_a_query_finds(
    index: FacetIndex, store: ox.Store, data: st.DataObject
) -> None:
    """Filters together keep the claims, at one place, that one query over the graph keeps."""
    filters = data.draw(drawn(index))
    assert sorted(by_query(store, filters)) == sorted(fitting(index, filters))


@settings(max_examples=60)
@given(st.data())
def test_a_count_is_the_number_of_hits_after_choosing(
    index: FacetIndex, data: st.DataObject
) -> None:
    """What stands beside a value is how many claims are listed once it is chosen."""
    filters = data.draw(drawn(index))
    counts = index.counts(filters)
    assert set(FACETS) == set(counts)
    for facet, values in counts.items():
        for value, count in values.items():
            chosen = Filters({**filters.values, facet: value}, filters.as_of)
            assert count == len(fitting(index, chosen)) > 0
    shown = sum(len(values) for values in counts.values())
    assert shown > 0 or index.count(filters) == 0


def test_groups_come_one_after_the_other_and_are_counted() -> None:
    """As of a day what is said comes first, then the less sure; what is not yet said is counted."""
    index = build(cases.loaded())
    filters = Filters(as_of=cases.DAY)
    names = [slug(each) for each in fitting(index, filters, "speaker")]
    groups = [cases.shown(name) for name in names]
    assert groups == sorted(groups, key=cases.GROUPS.index)
    assert set(names) == {name for name in map(slug, index.claims) if cases.shown(name)}
    counts = index.groups(filters)
    assert list(counts) == list(cases.GROUPS)
    assert [counts[group] for group in cases.GROUPS[:3]] == [
        groups.count(group) for group in cases.GROUPS[:3]
    ]
    assert sum(counts.values()) == len(index)
    of_rival = Filters({"actor": f"{HGID}actor/rival"}, cases.DAY)
    assert index.groups(of_rival) == {"said": 1, "perhaps": 0, "unknown": 0, "notYet": 0}


@pytest.mark.parametrize("graph", ["bundled", "invented"])
def test_dates_are_sorted_by_interval(graph: str, store: ox.Store) -> None:
    """By the first day, then by the last, unknown ones last; the most recent first mirrors it."""
    known = store if graph == "bundled" else cases.loaded()
    read, index = read_claims(known), build(known)
    spans = [
        (read.when("earliest", each), read.first("saidNoLaterThan", each))
        for each in fitting(index, Filters())
    ]
    by_date = [(first or "9999", last or "9999") for first, last in spans]
    assert len(set(by_date)) > 5
    assert by_date == sorted(by_date)
    recent = [
        (read.when("earliest", each), read.first("saidNoLaterThan", each))
        for each in fitting(index, Filters(), "recent")
    ]
    assert recent == sorted(recent, reverse=True)


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_only_orders(index: FacetIndex, order: str) -> None:
    """Each order has all claims, and pages of it put together are the whole."""
    whole = fitting(index, Filters(), order)
    assert sorted(index.claims) == sorted(whole)
    pages = [index.hits(Filters(), (order, "fr"), start, 50) for start in range(0, len(whole), 50)]
    assert whole == [claim for page in pages for claim in page]


def test_orders_are_by_label(index: FacetIndex, store: ox.Store) -> None:
    """By speaker, the labels of the speakers ascend, accents and case aside."""
    rows = select(
        store,
        "SELECT ?claim ?name { ?claim hg:speaker ?s . ?s skos:prefLabel ?name "
        'FILTER (LANG(?name) = "fr") }',
    )
    names = {row["claim"]: row["name"] for row in rows}
    found = [names[claim] for claim in fitting(index, Filters(), "speaker") if claim in names]
    assert len(set(found)) > 20
    changes = sum(1 for one, other in itertools.pairwise(found) if one != other)
    assert len(set(found)) - 1 == changes


def test_pieces_do_not_matter(index: FacetIndex, store: ox.Store) -> None:
    """However an answer is cut into pieces, the index is the same."""
    other = build(store, size=7)
    assert (index.claims, index.counts(Filters())) == (other.claims, other.counts(Filters()))


def test_a_cut_answer_is_said(store: ox.Store) -> None:
    """An index of a graph with more rows than an answer may have says that it is a part."""
    assert not build(store, most=50).is_whole


EXAMPLE = f"""
@prefix ex: <https://example.org/> . @prefix hg: <{hg("")}> . @prefix oa: <{PREFIXES["oa"]}> .
@prefix stance: <{BASE}vocab/stance/> . @prefix mode: <{BASE}vocab/mode/> .
@prefix schema: <{PREFIXES["schema"]}> .
ex:near a hg:Claim ; hg:speaker ex:anna ; hg:proposition ex:p ; hg:stance stance:asserts ;
  hg:edtf "2019-11/2021-02" ; hg:earliest "2019-11-01" .
ex:far a hg:Claim ; hg:speaker ex:bruno ; hg:proposition ex:p ; hg:stance stance:denies ;
  hg:edtf "XXXX-12" .
ex:bare a hg:Claim ; hg:speaker ex:bruno ; hg:proposition ex:p ; hg:stance stance:denies .
ex:nobody a hg:Claim ; hg:proposition ex:p ; hg:stance stance:denies .
ex:one hg:attests ex:near ; oa:hasSource ex:paper ; hg:mode mode:direct ; oa:hasSelector ex:sel .
ex:two hg:attests ex:near, ex:far ; oa:hasSource ex:radio ; hg:mode mode:indirect ;
  oa:hasSelector ex:sel ; hg:relays ex:three .
ex:three oa:hasSource ex:book ; hg:mode mode:direct ; hg:relays ex:two .
ex:paper schema:inLanguage "fr" . ex:radio schema:inLanguage "en" .
"""


@pytest.fixture(scope="module")
def example() -> FacetIndex:
    """The facets of an invented graph."""
    store = ox.Store()
    store.load(EXAMPLE.encode(), format=ox.RdfFormat.TURTLE)
    return build(store)


def names(iris: Iterable[str]) -> list[str]:
    """Return the last parts of IRIs, sorted."""
    return sorted(slug(each) for each in iris)


def test_filters_of_places_hold_at_one_place(example: FacetIndex) -> None:
    """A claim in one source directly and in another indirectly is not direct in the other."""
    direct, indirect = (f"{BASE}vocab/mode/{each}" for each in ("direct", "indirect"))
    radio = "https://example.org/radio"
    assert names(fitting(example, Filters({"source": radio, "mode": indirect}))) == ["far", "near"]
    assert names(fitting(example, Filters({"source": radio, "mode": direct}))) == []
    assert example.counts(Filters({"mode": direct}))["source"] == {"https://example.org/paper": 1}


def test_years_are_those_that_a_date_tells(example: FacetIndex) -> None:
    """An interval has each of its years; a date without a year, and no date, have none."""
    found = {
        value: names(fitting(example, Filters({"year": value}))) for value in example.values("year")
    }
    assert found == {
        "2019": ["near"],
        "2020": ["near"],
        "2021": ["near"],
        UNDATED: ["bare", "far"],
    }


@pytest.mark.parametrize(
    ("own", "happened", "said_by", "year"),
    [
        ("", "", "", UNDATED),
        ("", "", "2020-06-10", "../2020"),
        ("2018-12-20", "", "2019-12-20", "2018/2019"),
        ("", "2020-06-01", "2020-06-10", "2020"),
        ("2019-05-01", "2020-06-01", "2021-01-01", "2019/2021"),
        ("2024-01-31", "", "", "2024/.."),
        ("-0044-03-15", "", "", UNDATED),
    ],
)
def test_bounds_tell_the_years_that_no_date_does(
    own: str, happened: str, said_by: str, year: str
) -> None:
    """The first is the claim's, else its event's, the last the day by which it had been said."""
    triples = [
        "ex:a a hg:Claim ; hg:speaker ex:s ; hg:proposition ex:p ; hg:stance ex:t ; hg:madeAt ex:e",
        f'ex:a hg:earliest "{own}"' if own else "",
        f'ex:e hg:earliest "{happened}"' if happened else "",
        f'ex:a hg:saidNoLaterThan "{said_by}"' if said_by else "",
    ]
    prefixes = f"@prefix ex: <https://example.org/> . @prefix hg: <{hg('')}> . "
    store = ox.Store()
    content = prefixes + "".join(f"{each} . " for each in triples if each)
    store.load(content.encode(), format=ox.RdfFormat.TURTLE)
    assert list(build(store).values("year")) == [year]


def test_relays_in_a_circle_end(example: FacetIndex) -> None:
    """Places that relay each other have a hand all the same, and no place none."""
    found = {
        value: names(fitting(example, Filters({"hand": value}))) for value in example.values("hand")
    }
    assert found == {"2": ["near"], "3": ["far"]}


def test_what_is_no_whole_claim_is_left_out(example: FacetIndex) -> None:
    """A claim that nobody makes is not listed."""
    assert names(example.claims) == ["bare", "far", "near"]


def test_an_empty_graph_has_no_claims() -> None:
    """Nothing to index is an index of nothing."""
    index = build(ox.Store())
    assert index.count(Filters()) == 0
    assert index.hits(Filters(as_of="2020-01-01"), ("date", "fr"), 0, 10) == []
    assert index.counts(Filters({"actor": "https://example.org/x"})) == {n: {} for n in FACETS}


def test_rows_have_what_the_graph_says(store: ox.Store, index: FacetIndex) -> None:
    """A row has speaker, stance, words, place and dates of its claim, in the order asked for."""
    wanted = fitting(index, Filters())[:40][::-1]
    rows = read_rows(solutions(store, rows_query(wanted)), wanted, {})
    assert wanted == [row.iri for row in rows]
    places = select(store, "SELECT ?claim ?place { ?place hg:attests ?claim }")
    for row in rows:
        own = [each["place"] for each in places if each["claim"] == row.iri]
        assert row.attestations == len(own) > 0
        assert row.place is not None
        assert row.place.iri in own
        assert row.speaker.label("fr")
        assert row.stance.iri.startswith(f"{BASE}vocab/stance/")


def test_the_place_shown_is_the_one_asked_for(store: ox.Store, index: FacetIndex) -> None:
    """Asked for a source, a row shows a place in it, also where another is more direct."""
    several = [v for v in index.values("source") if 0 < index.count(Filters({"source": v})) < 200]
    assert several
    for source in several:
        wanted = fitting(index, Filters({"source": source}))
        rows = read_rows(solutions(store, rows_query(wanted)), wanted, {"source": source})
        assert {source} == {row.place.kind.source for row in rows if row.place}


def solutions(store: ox.Store, query: str) -> list[Mapping[str, str]]:
    """Return solutions as the service gives them: languages under the name with "Lang"."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    every: list[Mapping[str, str]] = []
    for row in found:
        known: dict[str, str] = {}
        for name in (each.value for each in found.variables):
            if (term := row[name]) is not None:
                known[name] = term.value
                if isinstance(term, ox.Literal) and term.language:
                    known[f"{name}Lang"] = term.language
        every.append(known)
    return every


def test_the_graph_of_a_list_holds_its_claims_only(store: ox.Store, index: FacetIndex) -> None:
    """The RDF of a list describes the listed claims with their places, and no other claim."""
    wanted = fitting(index, Filters())[5:15]
    triples = list(store.query(graph_query(wanted), use_default_graph_as_union=True))
    attested = {t.object.value for t in triples if t.predicate.value == hg("attests")}
    claims = {t.subject.value for t in triples if t.predicate.value == hg("speaker")}
    assert set(wanted) == attested == claims


def test_iris_cannot_leave_their_place() -> None:
    """What is no IRI is never put into a query."""
    hostile = "https://e.org/> ?p ?o } INSERT { <x"
    assert hostile not in rows_query([hostile])
    assert hostile not in graph_query([hostile])


def test_a_kind_fits_what_is_not_asked() -> None:
    """A place fits filters of other facets, whatever they are."""
    kind = Kind("a", "b", "fr")
    assert kind.fits({"actor": "x", "mode": "b"})
    assert not kind.fits({"mode": "c"})
