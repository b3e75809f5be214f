"""`asOf` over HTTP, as data and on pages: the groups, what is left out, and the counts."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest
from projects import serving, text_of

import as_of_cases as cases
from as_of_cases import CASES, DAY, GROUPS, OWN
from hdhgraph.engine.protocol import Source
from hdhgraph.project.layout import Project
from hdhgraph.rdf.namespaces import HGID
from hdhgraph.web.service.claims import Facets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

PAGE: Final = {"accept": "text/html"}
QUESTION: Final = "/queries/who-said-what"
COUNTS: Final = "x-as-of-counts"
# A query that takes a day in the old way, and tells no groups.
OF_OWN: Final = """#+ summary: Claims
#+ summary_fr: Prises de position
#+ description: Claims
#+ description_fr: Prises de position
#+ params:
#+   asOf: {type: date, description: By this day, description_fr: Jusqu'à ce jour}
PREFIX hg: <https://w3id.org/hdhgraph/ont#>
SELECT ?claim ?saidBy WHERE {
  VALUES (?asOf) { (UNDEF) }
  ?claim a hg:Claim
  OPTIONAL { ?claim hg:saidNoLaterThan ?saidBy }
  FILTER (!BOUND(?asOf) || COALESCE(?saidBy <= ?asOf, true))
} ORDER BY ?claim
"""
# Of all that the speaker said: the cases, and what was said before them.
OF_SPEAKER: Final = {
    group: sum(cases.group(name) == group for name in CASES) + (group == "said") for group in GROUPS
}
OF_ALL: Final = OF_SPEAKER | {"said": OF_SPEAKER["said"] + 1}
HEADINGS: Final = {
    "en": {"said": "Said by 15 June 2020", "perhaps": "Perhaps said by 15 June 2020",
           "unknown": "Order unknown"},
    "fr": {"said": "Dit au 15 juin 2020", "perhaps": "Peut-être dit au 15 juin 2020",
           "unknown": "Ordre inconnu"},
}  # fmt: skip
SHOWN: Final = {name: cases.shown(name) for name in (OWN, *CASES) if cases.shown(name)}
LATER: Final = [name for name in CASES if not cases.shown(name)]
# A page of each kind that takes a day, and how many claims of each group it is about.
PAGES: Final = {
    "/claims?topic=cloud-act": OF_ALL,
    "/doc/actor/speaker?": OF_SPEAKER,
    "/doc/actor/body?": OF_ALL,
    "/doc/proposition/wide?": OF_ALL,
    "/doc/legal-act/act?": OF_ALL,
    "/doc/certification/label?": OF_ALL,
    "/doc/source/text?": OF_ALL,
    "/doc/membership/role?": OF_ALL,
    "/vocab/topic/cloud-act?": OF_ALL,
    "/search?q=words&kind=claim": OF_ALL,
    "/pictures/matrix?topic=cloud-act": OF_ALL,
    "/pictures/map?topic=cloud-act": OF_ALL,
    "/compare?left=actor/speaker&right=actor/rival": OF_SPEAKER,
    "/queries/who-said-what?": OF_ALL,
    "/queries/contradictions?": OF_SPEAKER | {"said": OF_SPEAKER["said"] - 1},
}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service of claims of each group."""
    root = tmp_path_factory.mktemp("as-of") / "project"
    root.mkdir()
    cases.create(root)
    with serving(Source(str(root))) as running:
        yield running


def told(counts: dict[str, int], lang: str) -> str:
    """Return the sentence that tells the counts of a page."""
    if lang == "en":
        return (
            f"By 15 June 2020: {counts['said']} said, {counts['perhaps']} perhaps said, "
            f"{counts['unknown']} of unknown order, {counts['notYet']} not yet said and not shown."
        )
    return (
        f"Au 15 juin 2020, dit : {counts['said']} ; peut-être dit : {counts['perhaps']} ; "
        f"d'ordre inconnu : {counts['unknown']} ; pas encore dit, donc non montré : "
        f"{counts['notYet']}."
    )


def in_header(counts: dict[str, int]) -> str:
    """Return the header that tells the counts."""
    return (
        f"said={counts['said']}, perhaps={counts['perhaps']}, unknown={counts['unknown']}, "
        f"not-yet={counts['notYet']}"
    )


def plain(text: str) -> str:
    """Return what readers see of a page, with one kind of space."""
    return re.sub(r"\s+", " ", text_of(text)).replace("\u2019", "'")


def cards(text: str) -> list[str]:
    """Return the names of the claims that a page shows, in its order."""
    return re.findall(rf'data-claim="{HGID}claim/([^"]*)"', text)


@pytest.mark.parametrize("lang", HEADINGS)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_counts_all_four_and_shows_three(
    invented: TestClient, address: str, lang: str
) -> None:
    """None but what is not yet said is left out, and the sentence tells how much of each."""
    page = invented.get(f"{address}&asOf={DAY}&lang={lang}", headers=PAGE)
    assert page.status_code == 200
    text = plain(page.text)
    assert told(PAGES[address], lang) in text
    assert [] == [name for name in LATER if f"claim/{name}" in page.text]
    assert [] == [
        name for name in SHOWN if name in CASES and f"claim/{name}" not in html.unescape(page.text)
    ]
    without = plain(invented.get(f"{address}&lang={lang}", headers=PAGE).text)
    for heading in (HEADINGS[lang]["perhaps"], "15 June 2020:", "Au 15 juin 2020"):
        assert heading not in without


@pytest.mark.parametrize("lang", HEADINGS)
@pytest.mark.parametrize(
    "address",
    ["/claims?topic=cloud-act", "/doc/actor/speaker?", "/doc/proposition/wide?",
     "/vocab/topic/cloud-act?", "/queries/who-said-what?", "/queries/legal-act?act=act"],
)  # fmt: skip
def test_groups_stand_one_after_the_other(invented: TestClient, address: str, lang: str) -> None:
    """Under each heading are the claims of that group."""
    page = invented.get(f"{address}&asOf={DAY}&lang={lang}", headers=PAGE).text
    places = {name: page.index(f"claim/{name}") for name in SHOWN if name in CASES and name in page}
    assert set(places) == set(SHOWN) - {OWN}
    marks = {
        group: re.search(">" + heading.replace(" ", "[ \u00a0]") + "<", page)
        for group, heading in HEADINGS[lang].items()
    }
    for name, place in places.items():
        before = {group: match.start() for group, match in marks.items() if match}
        last = max((at, group) for group, at in [*before.items(), ("said", 0)] if at <= place)
        assert (name, last[1]) == (name, SHOWN[name])


@pytest.mark.parametrize("lang", HEADINGS)
@pytest.mark.parametrize(
    "address", ["/doc/source/text?", "/compare?left=actor/speaker&right=actor/rival"]
)
def test_a_card_outside_its_group_is_marked(invented: TestClient, address: str, lang: str) -> None:
    """In the order of a text, and in pairs, each claim says itself that it may be later."""
    page = plain(invented.get(f"{address}&asOf={DAY}&lang={lang}", headers=PAGE).text)
    marks = {"en": ("perhaps said by 15 June 2020", "order unknown"),
             "fr": ("peut-être dite au 15 juin 2020", "ordre inconnu")}  # fmt: skip
    for mark, group in zip(marks[lang], ("perhaps", "unknown"), strict=True):
        assert page.count(mark) >= OF_SPEAKER[group]


def test_a_claim_has_a_page_unless_it_is_not_yet_said(invented: TestClient) -> None:
    """What is not yet said is told to be so, with the first day on which it can have been."""
    for name in CASES:
        answer = invented.get(f"/doc/claim/{name}?asOf={DAY}&lang=en", headers=PAGE)
        assert (name, 200 if cases.shown(name) else 404) == (name, answer.status_code)
        if not cases.shown(name):
            own, happened, _ = CASES[name]
            data = invented.get(f"/doc/claim/{name}.ttl?asOf={DAY}").json()
            assert (
                f"was not yet said by {DAY}: on {own or happened} at the earliest" in data["detail"]
            )


@pytest.mark.parametrize("ending", ["csv", "json", "ttl", "jsonld", "bib", "txt", "csl.json"])
def test_every_form_of_a_list_tells_the_counts(invented: TestClient, ending: str) -> None:
    """A table, a graph and citations have the header, and no claim that is not yet said."""
    answer = invented.get(f"/claims.{ending}?asOf={DAY}&size=50")
    assert answer.headers[COUNTS] == in_header(OF_ALL)
    assert answer.headers["x-total-count"] == str(sum(OF_ALL.values()) - OF_ALL["notYet"])
    assert [] == [name for name in LATER if f"claim/{name}" in answer.text]
    assert COUNTS not in invented.get(f"/claims.{ending}?size=50").headers


@pytest.mark.parametrize("sort", ["date", "recent", "speaker", "source"])
def test_a_list_is_in_its_groups(invented: TestClient, sort: str) -> None:
    """Whatever the order, what is said comes first; rows tell their group, pages go on."""
    parts = [
        invented.get(f"/claims.json?asOf={DAY}&sort={sort}&size=4&page={page}").json()
        for page in (1, 2, 3)
    ]
    assert [OF_ALL] * 3 == [each["asOfCounts"] for each in parts]
    rows = [row for each in parts for row in each["claims"]]
    groups = [row["asOfGroup"] for row in rows]
    assert groups == sorted(groups, key=GROUPS.index)
    assert SHOWN | {"first": "said"} == {
        row["iri"].rpartition("/")[2]: row["asOfGroup"] for row in rows
    }
    table = invented.get(f"/claims.csv?asOf={DAY}&sort={sort}&size=50").text
    (header, *lines) = csv.reader(io.StringIO(table))
    column = header.index("asOfGroup")
    assert [each["asOfGroup"] for each in rows] == [line[column] for line in lines]
    bare = invented.get(f"/claims.json?sort={sort}&size=50").json()
    assert bare["asOfCounts"] is None
    assert {None} == {row["asOfGroup"] for row in bare["claims"]}


@pytest.mark.parametrize(
    "address",
    ["/claims?size=50", "/doc/actor/speaker?", "/search?q=words&kind=claim",
     "/compare?left=actor/speaker&right=actor/rival"],
)  # fmt: skip
def test_both_ends_of_the_interval_are_told(invented: TestClient, address: str) -> None:
    """What no text dates is told with the days between which it was said, as far as they go."""
    en = plain(invented.get(f"{address}&lang=en", headers=PAGE).text)
    for words in (
        "said between 1 January 2019 and 1 January 2024", "said between 14 June 2020 and 16 June",
        "said by 16 June 2020", "not said before 1 January 2021", "undated",
    ):  # fmt: skip
        assert words in en
    fr = plain(invented.get(f"{address}&lang=fr", headers=PAGE).text)
    for words in (
        "dite entre le 14 juin 2020 et le 16 juin 2020", "dite au plus tard le 16 juin 2020",
        "dite au plus tôt le 1er janvier 2021", "non datée",
    ):  # fmt: skip
        assert words in fr


def test_both_ends_of_the_interval_are_in_the_data(invented: TestClient) -> None:
    """The table and JSON have the first day beside the last, also that of the event."""
    ends = {
        name: (own or happened, said_by)
        for name, (own, happened, said_by) in CASES.items()
    }  # fmt: skip
    table = csv.DictReader(io.StringIO(invented.get("/claims.csv?size=50").text))
    found = {row["claim"].rpartition("/")[2]: (row["earliest"], row["saidBy"]) for row in table}
    assert ends == {name: found[name] for name in CASES}
    rows = invented.get("/claims.json?size=50").json()["claims"]
    hits = invented.get("/search.json?q=words&kind=claim&lang=en").json()["hits"]
    for each in (rows, [{"iri": hit["iri"], **hit["claim"]} for hit in hits]):
        told_ends = {
            row["iri"].rpartition("/")[2]: (row["earliest"] or "", row["saidBy"] or "")
            for row in each
        }
        assert {
            name: told_ends[name] for name in told_ends if name in CASES
        }.items() <= ends.items()
        assert len(told_ends) > len(CASES) // 2


def test_a_feed_tells_both_ends(invented: TestClient) -> None:
    """An entry says from when to when a claim can have been made."""
    text = invented.get("/feed.json?lang=en").text
    assert "Said between 1 January 2019 and 1 January 2024." in text
    assert "No text says when." in text


def test_the_counts_of_facets_are_of_what_is_shown(invented: TestClient) -> None:
    """The number beside a value is that of the list that it leads to."""
    found = invented.get(f"/claims.json?asOf={DAY}").json()
    (speaker,) = [each for each in found["facets"]["actor"] if each["value"] == "speaker"]
    assert speaker["count"] == sum(OF_SPEAKER.values()) - OF_SPEAKER["notYet"]


@pytest.mark.parametrize("name", ["actor/speaker", "proposition/wide", "membership/role"])
def test_a_description_tells_the_counts(invented: TestClient, name: str) -> None:
    """Of all claims that are linked with the entity, in every format."""
    expected = OF_SPEAKER if name == "actor/speaker" else OF_ALL
    for ending in ("ttl", "jsonld", "html"):
        answer = invented.get(f"/doc/{name}.{ending}?asOf={DAY}")
        assert answer.headers[COUNTS] == in_header(expected)
        assert [] == [each for each in LATER if f"claim/{each}" in answer.text]
    assert COUNTS not in invented.get(f"/doc/{name}.ttl").headers


def test_a_search_tells_the_groups(invented: TestClient) -> None:
    """Each hit that is a claim tells its group, the answer all counts."""
    answer = invented.get(f"/search.json?q=words&kind=claim&asOf={DAY}&lang=en")
    assert answer.headers[COUNTS] == in_header(OF_ALL)
    found = answer.json()
    assert found["asOfCounts"] == OF_ALL
    assert SHOWN | {"first": "said"} == {
        each["iri"].rpartition("/")[2]: each["claim"]["asOfGroup"] for each in found["hits"]
    }
    bare = invented.get("/search.json?q=words&kind=claim&lang=en").json()
    assert "asOfCounts" not in bare
    assert bare["kinds"]["claim"] == sum(OF_ALL.values())


@pytest.mark.parametrize("kind", ["matrix", "map", "timeline"])
def test_a_drawing_tells_the_counts(invented: TestClient, kind: str) -> None:
    """Alone, too, where no sentence stands beside it."""
    drawn = invented.get(f"/pictures/{kind}.svg?asOf={DAY}&lang=en&topic=cloud-act")
    assert drawn.headers[COUNTS] == in_header(OF_ALL)
    assert [] == [name for name in LATER if f"claim/{name}" in drawn.text]
    if kind != "map":
        assert "perhaps said later" in drawn.text
    assert COUNTS not in invented.get(f"/pictures/{kind}.svg").headers


@pytest.mark.parametrize("ending", ["csv", "json", "tsv", "xml"])
def test_a_canned_query_tells_the_counts(invented: TestClient, ending: str) -> None:
    """In the header, of all rows whatever the page; without a day there is none."""
    for page in ("", "&page=1&size=2"):
        answer = invented.get(f"{QUESTION}.{ending}?asOf={DAY}{page}")
        assert answer.headers[COUNTS] == in_header(OF_ALL)
    assert COUNTS not in invented.get(f"{QUESTION}.{ending}").headers


def test_rows_that_count_are_told_to(invented: TestClient) -> None:
    """A page of numbers says which columns count which group."""
    answer = invented.get(f"/queries/claims-by-month?asOf={DAY}&lang=en", headers=PAGE)
    assert answer.headers[COUNTS] == in_header(OF_ALL)
    text = plain(answer.text)
    assert told(OF_ALL, "en") in text
    assert re.search(r"“claimsSaid”, “claimsPerhaps” and “claimsUnknown” tell how many", text)


def test_a_query_that_tells_no_groups_has_the_undated_apart(tmp_path: Path) -> None:
    """A query of somebody's own need not tell groups; that nothing is counted is said."""
    cases.create(tmp_path)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "mine.rq").write_text(OF_OWN, encoding="utf-8")
    project = Project(tmp_path)
    with serving(Source(str(tmp_path)), project.queries) as running:
        answer = running.get(f"/queries/mine?asOf={DAY}&lang=en", headers=PAGE)
    assert COUNTS not in answer.headers
    text = plain(answer.text)
    assert "The groups are not counted here: the query does not tell them" in text
    dated, heading, undated = text.partition("Undated")
    assert heading
    assert "hgid:claim/said-at-event" in dated
    assert "hgid:claim/unknown-wholly" in undated


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("address", "counts"), PAGES.items())
def test_counts_are_the_same_while_the_index_is_read(
    invented: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    counts: dict[str, int],
    lang: str,
) -> None:
    """Pages of things ask the engine until then, and say the same."""
    monkeypatch.setattr(Facets, "exchanges", lambda _: None)
    text = plain(invented.get(f"{address}&asOf={DAY}&lang={lang}", headers=PAGE).text)
    assert told(counts, lang) in text


@pytest.mark.parametrize("value", ["2020", "2020-13-01", "20200611", "2020-W24-4", "soon", "now"])
def test_what_is_no_day_is_refused(client: TestClient, value: str) -> None:
    """The sentence says what a day is, and which parameter takes it."""
    answer = client.get(f"{QUESTION}.csv?asOf={value}")
    assert answer.status_code == 400
    assert "YYYY-MM-DD" in answer.json()["detail"]
    assert "asOf" in answer.json()["detail"]


def test_a_day_is_a_parameter_as_any_other(client: TestClient) -> None:
    """An empty one is none."""
    everything = client.get(f"{QUESTION}.csv").text.splitlines()
    kept = client.get(f"{QUESTION}.csv?asOf=2019-12-31").text.splitlines()
    assert 1 < len(kept) < len(everything)
    assert everything == client.get(f"{QUESTION}.csv?asOf=").text.splitlines()


def test_openapi_knows_the_day(client: TestClient) -> None:
    """The description gives the parameter as a date that may be left out."""
    paths = client.get("/openapi.json").json()["paths"]
    offered = {each["name"]: each for each in paths[QUESTION]["get"]["parameters"]}
    assert "date" == offered["asOf"]["schema"]["format"]
    assert not offered["asOf"]["required"]


def test_the_form_asks_for_a_day(client: TestClient) -> None:
    """A parameter that is a date has a field for dates, which keeps its value."""
    text = client.get(f"{QUESTION}?asOf={DAY}&lang=en", headers=PAGE).text
    assert f'<input type="date" id="asOf" name="asOf" value="{DAY}">' in text
    assert (
        'type="date" id="since" name="since"' in client.get("/queries/timeline", headers=PAGE).text
    )


def test_who_never_spoke_is_in_no_group(invented: TestClient) -> None:
    """An actor without a claim by that day is told of, and not among claims."""
    actor = quote(f"{HGID}actor/body")
    text = invented.get(f"/queries/actor?actor={actor}&asOf={DAY}&lang=en", headers=PAGE).text
    assert 1 == text.count("<tr><td>")
    assert "rowgroup" not in text
