"""Pictures of the bundled graph and of invented claims: complete, well-formed, readable, the same.

Invented speakers and propositions are under https://example.org/invented/.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import as_of_cases as cases
from drawings import BASE, EX, SVG, answers_of, claim_row, claims_in, lines, links, rows_of
from hdhgraph.claims.pictures.choosing import choose
from hdhgraph.claims.pictures.drawing import draw, heading, iri_itself
from hdhgraph.claims.pictures.kinds.layout import place_nodes
from hdhgraph.claims.pictures.kinds.map import MOST_NODES
from hdhgraph.claims.pictures.lettering import clean, width, wrap
from hdhgraph.claims.pictures.model import read_claims
from hdhgraph.claims.pictures.moments import moment_of
from hdhgraph.claims.pictures.questions import (
    MOST_CLAIMS,
    Asked,
    choices_queries,
    questions,
    reported_query,
)
from hdhgraph.claims.pictures.words import KINDS, LANGUAGES, WORDS, say
from hdhgraph.errors import HdhgraphError, InputError, ParameterError, UnknownEntityError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from hdhgraph.claims.pictures.model import Picture

TOPIC = f"{BASE}vocab/topic/cloud-act"
CLAIM = f"{BASE}id/claim/cnil-keys-sent"
FILTERS = [
    {"topic": TOPIC},
    {"topic": f"{BASE}vocab/topic/decryption-keys"},
    {"actor": f"{BASE}id/actor/octave-klaba"},
    {"topic": TOPIC, "as_of": datetime.date(2020, 6, 30)},
    {},
]
ASKED = [
    *(Asked(kind, lang, **each) for kind in KINDS[:3] for lang in LANGUAGES for each in FILTERS),
    *(Asked("chain", lang, claim=CLAIM) for lang in LANGUAGES),
]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&amp;<!--",
    "{{ 7*7 }}",
    "\x00\x0b\u202eevil\ud800",
    "x" * 5000,
    "",
]


def name_of(asked: Asked) -> str:
    """Return what a case is called."""
    last = (asked.topic or asked.actor or asked.claim).rpartition("/")[2]
    return f"{asked.kind}-{asked.lang}-{last}-{asked.as_of or ''}"


def table_claims(picture: Picture) -> set[str]:
    """Return the claims that the tables of a picture name."""
    cells = [cell for table in picture.tables for row in table.rows for cell in row]
    return {cell.iri for cell in cells if "/claim/" in cell.iri}


@pytest.mark.parametrize("asked", ASKED, ids=name_of)
def test_picture_and_table_hold_every_claim(store: ox.Store, asked: Asked) -> None:
    """What the query finds is in the drawing and in the table, or is counted as left out."""
    answers = answers_of(store, asked)
    picture = draw(asked, answers)
    found = {row["claim"] for row in answers["claims"]}
    assert found
    assert claims_in(picture.svg) == table_claims(picture) == picture.claims
    events = {row["event"] for row in answers.get("events", ())}
    shown = {cell.iri for row in picture.tables[0].rows for cell in row} & events
    assert len(found) + len(events) == len(picture.claims) + len(shown) + picture.left_out
    if asked.topic:
        assert picture.claims == found


@pytest.mark.parametrize("asked", ASKED, ids=name_of)
def test_lines_of_text_do_not_cover_each_other(store: ox.Store, asked: Asked) -> None:
    """By the estimated widths no two lines of text overlap."""
    drawn = lines(draw(asked, answers_of(store, asked)).svg)
    assert len(drawn) > 5
    covered = [
        (one.text, other.text) for one, other in itertools.combinations(drawn, 2)
        if one.overlaps(other)
    ]  # fmt: skip
    assert covered == []


@pytest.mark.parametrize("asked", ASKED, ids=name_of)
def test_text_stays_inside(store: ox.Store, asked: Asked) -> None:
    """No line of text leaves the canvas."""
    svg = draw(asked, answers_of(store, asked)).svg
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    wide, high = float(root.get("width", 0)), float(root.get("height", 0))
    outside = [
        each.text for each in lines(svg)
        if each.left < 0 or each.right > wide or each.top < 0 or each.bottom > high
    ]  # fmt: skip
    assert outside == []


@pytest.mark.parametrize("asked", ASKED[:8:3] + ASKED[-1:], ids=name_of)
def test_pictures_are_the_same_bytes(store: ox.Store, asked: Asked) -> None:
    """Neither the order of the solutions nor a second run changes a byte."""
    answers = answers_of(store, asked)
    first = draw(asked, answers).svg
    place_nodes.cache_clear()
    turned = {name: rows[::-1] for name, rows in answers.items()}
    assert first == draw(asked, turned).svg


@pytest.mark.parametrize("asked", ASKED, ids=name_of)
def test_svg_needs_no_style_and_no_script(store: ox.Store, asked: Asked) -> None:
    """A strict policy has nothing to forbid; links lead to https addresses, and are in no image."""
    svg = draw(asked, answers_of(store, asked)).svg
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    assert root.get("role") == "group"
    assert root[0].tag == f"{SVG}title"
    assert root[1].tag == f"{SVG}desc"
    names = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert names <= {
        "svg", "title", "desc", "g", "a", "rect", "text", "tspan", "circle", "polygon", "line",
        "path",
    }  # fmt: skip
    attributes = {key for each in root.iter() for key in each.keys()}  # noqa: SIM118 - no dict
    assert not {key for key in attributes if key.startswith("on") or key == "style"}
    assert {each.split(":")[0] for each in links(svg)} == {"https"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels_stay_text(kind: str, hostile: str) -> None:
    """Whatever a label, a fragment or a date holds, the drawing is XML of known elements."""
    row = claim_row(1, 1, 1, speakerLabel=hostile, propositionLabel=hostile, stanceLabel=hostile,
                    edtf=hostile, earliest=hostile, capacityLabel=hostile)  # fmt: skip
    place = {"place": f"{EX}place/1", "source": f"{EX}source/1", "sourceLabel": hostile,
             "fragment": hostile, "mode": "x", "modeLabel": hostile}  # fmt: skip
    answers = {
        "claims": [row], "events": [{"event": f"{EX}event/1", "eventLabel": hostile}],
        "contradicted": [], "incompatible": [], "places": [place],
    }  # fmt: skip
    asked = Asked(kind, "fr", claim=row["claim"] if kind == "chain" else "", subject=hostile)
    root = ET.fromstring(draw(asked, answers).svg.encode())  # noqa: S314 - drawn here
    assert {each.tag for each in root.iter()} & {f"{SVG}script", f"{SVG}img"} == set()


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "urn:x", "file:///x"])
def test_only_web_addresses_are_links(iri: str) -> None:
    """An IRI of another scheme is never a link."""
    picture = draw(Asked("matrix"), {"claims": [claim_row(1, 1, 1, claim=iri)]})
    assert iri_itself(iri) is None
    assert not any(
        each.startswith(iri.split(":", maxsplit=1)[0] + ":") for each in links(picture.svg)
    )


@pytest.mark.parametrize("kind", KINDS[:3])
def test_nothing_found_is_drawn_as_nothing(kind: str) -> None:
    """A picture of no claims is well-formed and has empty tables."""
    empty: dict[str, list[dict[str, str]]] = {
        name: [] for name in ("claims", "events", "contradicted", "incompatible")
    }
    picture = draw(Asked(kind), empty)
    assert ET.fromstring(picture.svg).tag == f"{SVG}svg"  # noqa: S314 - drawn here
    assert [table.rows for table in picture.tables if table.rows] == []


def test_map_of_two_hundred_nodes_is_readable() -> None:
    """More nodes than fit are left out and counted; of the rest no line runs over another."""
    rows = [
        claim_row(number, number % 60, number * 7 % 230, ("asserts", "denies")[number % 5 == 0])
        for number in range(MOST_CLAIMS)
    ]
    answers = {"claims": rows, "contradicted": [], "incompatible": []}
    picture = draw(Asked("map", "en"), answers)
    nodes = {
        cell.iri for row in picture.tables[0].rows for cell in row[:2]
    }  # fmt: skip
    assert len(nodes) == MOST_NODES
    assert picture.left_out == MOST_CLAIMS - len(picture.claims) > 0
    drawn = lines(picture.svg)
    assert [a for a, b in itertools.combinations(drawn, 2) if a.overlaps(b)] == []


def test_more_than_is_read_is_said_to_be_cut() -> None:
    """Who reads a picture is told that there is more than was read."""
    rows = [claim_row(number, number % 9, number % 90) for number in range(MOST_CLAIMS + 1)]
    assert draw(Asked("matrix"), {"claims": rows}).is_cut
    assert not draw(Asked("matrix"), {"claims": rows[1:]}).is_cut


def test_nodes_stay_where_they_were() -> None:
    """Positions are the same on each run, and boxes do not overlap."""
    names = tuple(f"{EX}{number}" for number in range(120))
    sizes = tuple((40.0 + number % 5 * 25, 26.0) for number in range(120))
    edges = frozenset((number, number * 3 % 120) for number in range(1, 120) if number % 4)
    edges = frozenset(edge for edge in edges if edge[0] != edge[1])
    first = place_nodes(names, sizes, edges)
    place_nodes.cache_clear()
    assert first == place_nodes(names, sizes, edges)
    overlapping = [
        (i, j)
        for i, j in itertools.combinations(range(120), 2)
        if abs(first[i][0] - first[j][0]) < (sizes[i][0] + sizes[j][0]) / 2
        and abs(first[i][1] - first[j][1]) < (sizes[i][1] + sizes[j][1]) / 2
    ]
    assert overlapping == []


def test_map_tells_who_agrees_and_who_contradicts(store: ox.Store) -> None:
    """Agreement is the same stance on one proposition; contradiction is what is inferred."""
    asked = Asked("map", "en", topic=TOPIC)
    relations = draw(asked, answers_of(store, asked)).tables[1].rows
    told = {(row[0].text, row[1].text, row[2].text) for row in relations}
    assert {
        ("DevTroglodyte", "contradicts", "Pierre Desmarais"),
        ("Pierre Desmarais", "contradicts", "marsupial"),
        ("Microsoft's officials heard by the Mecss", "agrees with", "Stéphanie Combes"),
    } == told


@pytest.mark.parametrize(
    ("first", "second", "has_arrow"),
    [
        ({"earliest": "2020-01-01", "latest": "2020-01-01"}, {"earliest": "2021-01-01"}, True),
        ({"latest": "2020-01-01"}, {"latest": "2021-01-01"}, False),
        ({"earliest": "2020-01-01", "latest": "2020-12-31"}, {"earliest": "2020-06-01"}, False),
    ],
)
def test_arrow_only_where_dates_prove_the_order(
    first: dict[str, str], second: dict[str, str], *, has_arrow: bool
) -> None:
    """Stances that differ have a frame; which came first is drawn only where dates prove it."""
    rows = [claim_row(1, 1, 1, "asserts", **first), claim_row(2, 1, 1, "denies", **second)]
    svg = draw(Asked("matrix"), {"claims": rows}).svg
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    assert svg.count('stroke-width="2"') >= 2
    # The signs of these stances are no polygons, so that one is the head of an arrow.
    assert (len(list(root.iter(f"{SVG}polygon"))) == 1) is has_arrow


def test_undated_claims_stand_last_in_a_cell() -> None:
    """What has no date comes after what has, with a sign of dashes."""
    rows = [claim_row(1, 1, 1), claim_row(2, 1, 1, earliest="2020-01-01", latest="2020-01-01")]
    svg = draw(Asked("matrix", "en"), {"claims": rows}).svg
    assert svg.index("/claim/2") < svg.index("/claim/1")
    assert "n. d." in svg


def test_timeline_parts_what_has_no_date(store: ox.Store) -> None:
    """Undated events and claims are listed below a heading with their number."""
    asked = Asked("timeline", "fr", topic=f"{BASE}vocab/topic/privacy")
    svg = draw(asked, answers_of(store, asked)).svg
    assert "Sans date (1)" in svg
    assert svg.index("petition-conseil-etat") < svg.index("Sans date (1)")
    assert svg.index("Sans date (1)") < svg.index("khelfaoui-video")


def test_chain_runs_to_the_source_that_is_not_held(store: ox.Store) -> None:
    """A claim that two texts relay is drawn through both, the last dashed and said not held."""
    asked = Asked("chain", "en", claim=CLAIM)
    picture = draw(asked, answers_of(store, asked))
    rows = picture.tables[1].rows
    assert [row[2].text for row in rows] == ["yes", "no", "no"]
    assert picture.svg.count("text not held") >= 2
    assert 'stroke-dasharray="6 4"' in picture.svg


def test_places_that_relay_each_other_in_a_ring_are_drawn() -> None:
    """A ring of relays, which should not be, ends no drawing."""
    places = [
        {"place": f"{EX}p{n}", "relayed": f"{EX}p{(n + 1) % 3}", "source": f"{EX}s", "mode": "m"}
        for n in range(3)
    ]
    answers = {"claims": [claim_row(1, 1, 1)], "places": places}
    picture = draw(Asked("chain", claim=f"{EX}claim/1"), answers)
    assert len(picture.tables[1].rows) == 3


def test_chain_of_no_claim_is_an_error() -> None:
    """A chain needs a claim that is there."""
    with pytest.raises(UnknownEntityError):
        draw(Asked("chain", claim=f"{EX}claim/9"), {"claims": [], "places": []})
    with pytest.raises(ParameterError):
        questions(Asked("chain"))
    with pytest.raises(ParameterError):
        questions(Asked("map", claim=CLAIM))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_have_limits_and_choices_are_found(store: ox.Store, lang: str) -> None:
    """Every query of a picture is bounded, and filters know topics, actors and reported claims."""
    for kind in KINDS:
        asked = Asked(kind, lang, topic=TOPIC, claim=CLAIM if kind == "chain" else "")
        assert all("LIMIT" in query for query in questions(asked).values())
    choices = {name: rows_of(store, query) for name, query in
               choices_queries(Asked("map", lang)).items()}  # fmt: skip
    assert {len(rows) > 10 for rows in choices.values()} == {True}
    assert len(rows_of(store, reported_query(Asked("chain", lang)))) > 50
    assert MOST_CLAIMS >= 400


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["matrix", "timeline", "map"])
def test_as_of_tells_the_groups_apart(kind: str, lang: str) -> None:
    """What is not yet said is left out and counted; what may be later is marked, and explained."""
    store, day = cases.loaded(), datetime.date.fromisoformat(cases.DAY)
    asked = Asked(kind, lang, topic=TOPIC, as_of=day)
    picture = draw(asked, answers_of(store, asked))
    shown = {cases.claim(name) for name in cases.CASES if cases.shown(name)}
    first = {cases.claim(cases.FIRST), cases.claim(cases.OWN)}
    assert picture.claims == shown | first
    groups = Counter(cases.group(name) for name in cases.CASES)
    assert picture.groups == {
        group: groups[group] + 2 * (group == "said") for group in cases.GROUPS
    }
    small = [cell.small for row in picture.tables[0].rows for cell in row]
    for group in ("perhaps", "unknown"):
        words = say(f"group_{group}", lang)
        assert small.count(words) == groups[group]
        assert picture.svg.count(f", {words})") >= groups[group]
    assert say("faint" if kind == "map" else "marked", lang) in picture.svg
    bare = draw(replace(asked, as_of=None), answers_of(store, replace(asked, as_of=None)))
    assert bare.groups is None
    assert len(bare.claims) == len(cases.CASES) + 2
    assert "?" not in bare.svg


def test_what_is_drawn_comes_by_interval() -> None:
    """By the first possible day, then by the last, open ones last."""
    spans = [("2020-01-01", "2020-02-01"), ("2020-01-01", ""), ("2021-01-01", "2021-01-01"),
             ("", "2019-01-01"), ("", "2020-01-01"), ("", "")]  # fmt: skip
    rows = [
        {"claim": f"urn:{number}", **{k: v for k, v in (("earliest", a), ("latest", b)) if v}}
        for number, (a, b) in enumerate(spans)
    ]
    found = [each.iri for each in read_claims(reversed(rows))]
    assert found == [f"urn:{number}" for number in range(len(spans))]


@pytest.mark.parametrize(
    ("row", "fr", "en"),
    [
        ({"edtf": "2020-06-11", "earliest": "2020-06-11", "latest": "2020-06-11"},
         ("11 juin 2020", "11 juin 2020"), ("11 Jun 2020", "11 June 2020")),
        ({"atEdtf": "2020-06", "atEarliest": "2020-06-01", "atLatest": "2020-06-30"},
         ("juin 2020", "juin 2020"), ("Jun 2020", "June 2020")),
        ({"saidBy": "2020-10-09"},
         ("≤ oct. 2020", "dit au plus tard le 9 octobre 2020"),
         ("≤ Oct 2020", "said by 9 October 2020")),
        ({"earliest": "2020-10-01"},
         ("≥ oct. 2020", "au plus tôt le 1er octobre 2020"),
         ("≥ Oct 2020", "not before 1 October 2020")),
        ({"earliest": "2018-12-20", "latest": "2019-12-20"},
         ("2018\u20132019", "entre le 20 décembre 2018 et le 20 décembre 2019"),
         ("2018\u20132019", "between 20 December 2018 and 20 December 2019")),
        ({}, ("s. d.", "sans date"), ("n. d.", "undated")),
    ],
)  # fmt: skip
def test_dates_in_short_and_in_words(
    row: dict[str, str], fr: tuple[str, str], en: tuple[str, str]
) -> None:
    """A date is drawn in a few characters and told in words, in both languages."""
    moment = moment_of(row)
    assert (moment.short("fr"), moment.words("fr")) == fr
    assert (moment.short("en"), moment.words("en")) == en


def test_own_date_goes_before_that_of_the_event() -> None:
    """What its own date leaves open is told by its event, and by when it was known."""
    days = {"atEarliest": "2019-01-01", "atLatest": "2022-01-01", "saidBy": "2021-01-01"}
    moment = moment_of({"latest": "2020-01-01", "atEdtf": "2019/2022", **days})
    assert (moment.earliest, moment.latest) == (
        datetime.date(2019, 1, 1),
        datetime.date(2020, 1, 1),
    )
    assert not moment.is_said_by
    assert not moment.edtf
    begun = moment_of({"earliest": "2020-01-01", "saidBy": "2020-03-01"})
    assert begun.words("en") == "between 1 January 2020 and 1 March 2020"


def test_lines_break_within_their_width() -> None:
    """Wrapped lines fit, long words are broken, and what has no room ends in an ellipsis."""
    text = "Une proposition assez longue avec unmotvraimenttroplongpourtenirsuruneligne dedans"
    wrapped = wrap(text, 120, 12, 20)
    assert all(width(line, 12) <= 120 for line in wrapped)
    assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")
    assert wrap(text, 120, 12, 2)[-1].endswith("…")
    assert len(wrap(text, 120, 12, 2)) == 2
    assert clean("a\x00b\u202ec\nd") == "a b c d"


def test_words_come_in_both_languages() -> None:
    """No word is missing in one language, and French has its spaces."""
    assert [key for key, texts in WORDS.items() if set(texts) != set(LANGUAGES)] == []
    assert [key for key in WORDS if re.search(r" [:;!?]", say_plain(key))] == []
    with pytest.raises(InputError):
        say("map", "de")


def say_plain(key: str) -> str:
    """Return French words with nothing put in."""
    names = re.findall(r"{(\w+)}", WORDS[key]["fr"])
    return say(key, "fr", **dict.fromkeys(names, "x"))


def test_heading_names_the_filters() -> None:
    """A picture that stands alone says what it is about and as of when."""
    asked = Asked("map", "fr", as_of=datetime.date(2020, 5, 31), subject="Cloud Act")
    expected = "Carte de la controverse\u00a0: Cloud Act (au 31 mai 2020)"
    assert heading(asked) == expected


def test_filters_are_resolved() -> None:
    """Short names, CURIEs and IRIs mean the same; a claim is named by its short name too."""
    choices = {"topic": {TOPIC: "Cloud Act"}, "actor": {}}
    for name in ("cloud-act", "topic:cloud-act", TOPIC):
        asked = choose("matrix", "fr", {"topic": name, "asOf": "2020-05-31"}, choices, BASE)
        assert (asked.topic, asked.subject) == (TOPIC, "Cloud Act")
        assert asked.as_of == datetime.date(2020, 5, 31)
    assert choose("chain", "fr", {"claim": "cnil-keys-sent"}, choices, BASE).claim == CLAIM


@pytest.mark.parametrize(
    ("kind", "lang", "values"),
    [
        ("spiral", "fr", {}),
        ("map", "de", {}),
        ("map", "fr", {"topic": "nothing"}),
        ("map", "fr", {"claim": "cnil-keys-sent"}),
        ("map", "fr", {"asOf": "31/05/2020"}),
        ("map", "fr", {"asOf": "2020-02-30"}),
        ("chain", "fr", {"claim": "a b\n> <"}),
    ],
)
def test_wrong_filters_are_refused(kind: str, lang: str, values: dict[str, str]) -> None:
    """A filter that means nothing is refused with a sentence."""
    with pytest.raises(HdhgraphError, match=r"\w"):
        choose(kind, lang, values, {"topic": {TOPIC: "Cloud Act"}, "actor": {}}, BASE)
