"""Content negotiation, one named test for each case (RFC 9110, sections 12.4 and 12.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.errors import InputError, NotAcceptableError
from hdhgraph.rdf.media_types import (
    CSV,
    HTML,
    JSON,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TSV,
    TURTLE,
    XML,
    Format,
)
from hdhgraph.web.http.conneg import negotiate, negotiate_language, parse_accept

RESULTS = (JSON, XML, CSV, TSV, HTML)
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def test_everything_is_accepted_by_any_range() -> None:
    """*/* takes the first that is offered."""
    assert negotiate("*/*", RESULTS) == JSON


def test_an_empty_header_accepts_everything() -> None:
    """A header without elements says nothing (RFC 9110, section 12.5.1)."""
    assert negotiate("", RESULTS) == JSON
    assert negotiate("   ", GRAPHS) == TURTLE


def test_a_range_of_a_type_takes_its_first() -> None:
    """text/* takes the first text type that is offered."""
    assert negotiate("text/*", RESULTS) == CSV


def test_an_exact_type_is_taken() -> None:
    """A type that is named is answered."""
    assert negotiate("text/tab-separated-values", RESULTS) == TSV


def test_excluded_type_is_never_chosen() -> None:
    """q=0 excludes a type even where a wildcard would allow it."""
    assert negotiate("text/turtle;q=0, */*", GRAPHS) == N_TRIPLES
    assert negotiate("*/*, text/turtle;q=0.000", GRAPHS) == N_TRIPLES


def test_an_excluded_range_beside_a_wildcard_excludes_all_of_it() -> None:
    """q=0 on text/* leaves what is not text."""
    assert negotiate("text/*;q=0, */*", (TURTLE, HTML, RDF_XML)) == RDF_XML


def test_an_exact_type_beside_an_excluded_range_is_taken() -> None:
    """The more specific range decides, also against an exclusion."""
    assert negotiate("text/*;q=0, text/turtle;q=0.1", GRAPHS) == TURTLE


def test_the_most_specific_range_decides_the_quality() -> None:
    """text/turtle;q=0.1 holds against */*;q=0.9 for Turtle, wherever it stands."""
    for header in ("text/turtle;q=0.1, */*;q=0.9", "*/*;q=0.9, text/turtle;q=0.1"):
        assert negotiate(header, GRAPHS) == N_TRIPLES


def test_the_higher_quality_wins_against_the_order_of_the_header() -> None:
    """The order of a header says nothing; its qualities do."""
    assert negotiate("text/turtle;q=0.5, application/rdf+xml;q=0.7", GRAPHS) == RDF_XML


def test_at_the_same_quality_a_named_type_wins_over_a_wildcard() -> None:
    """Who names a type means it more than who takes any."""
    assert negotiate("*/*, text/csv", RESULTS) == CSV


def test_at_the_same_quality_the_order_of_the_offer_decides() -> None:
    """Among equals, what we would rather send is sent."""
    header = "application/rdf+xml, application/n-triples"
    assert negotiate(header, (N_TRIPLES, RDF_XML)) == N_TRIPLES
    assert negotiate(header, (RDF_XML, N_TRIPLES)) == RDF_XML


def test_parameters_do_not_hinder_a_match() -> None:
    """A charset or profile that comes with a type is no other type."""
    assert negotiate("text/turtle;charset=utf-8", GRAPHS) == TURTLE
    assert negotiate('application/ld+json;profile="http://www.w3.org/ns/x"', GRAPHS) == JSON_LD


def test_a_quoted_parameter_may_hold_a_comma() -> None:
    """A comma inside quotes parts no elements, nor does an escaped quote end them."""
    ranges = parse_accept(r'text/csv;p="a, b;q=0 \" ,c/d";q=0.2, text/html')
    assert [(each.type, each.subtype, each.quality) for each in ranges] == [
        ("text", "csv", 0.2),
        ("text", "html", 1.0),
    ]


def test_white_space_around_separators_says_nothing() -> None:
    """Optional white space may stand around ; and , (RFC 9110, section 5.6.3)."""
    assert negotiate(" text/csv ; q=0.1 ,\ttext/html ", RESULTS) == HTML


def test_names_and_the_q_are_read_in_any_case() -> None:
    """Types and parameter names have no case (RFC 9110, section 8.3.1)."""
    assert negotiate("TEXT/Turtle;Q=0.5, Application/RDF+XML;q=0.4", GRAPHS) == TURTLE


def test_a_list_of_a_browser_gives_a_page() -> None:
    """What a browser sends is answered with HTML, though the wildcard allows the rest."""
    assert negotiate(BROWSER, RESULTS) == HTML


def test_an_alias_is_taken_for_its_format() -> None:
    """application/json asks for the results in JSON, where that is what JSON carries."""
    assert negotiate("application/json", RESULTS) == JSON
    assert negotiate("application/json", GRAPHS) == JSON_LD
    assert negotiate("application/xml", RESULTS) == XML
    assert negotiate("application/x-turtle", GRAPHS) == TURTLE


def test_an_excluded_type_is_not_had_by_its_alias() -> None:
    """q=0 on a format's own type holds, though an alias of it is accepted."""
    header = "application/sparql-results+json;q=0, application/json"
    with pytest.raises(NotAcceptableError):
        negotiate(header, (JSON,))


def test_a_wildcard_is_no_alias() -> None:
    """text/* does not mean N-Triples because text/plain once did."""
    assert negotiate("text/*", (N_TRIPLES, TURTLE)) == TURTLE


def test_nothing_that_matches_is_an_error_that_names_what_can_be_had() -> None:
    """The refusal lists the media types, in the order offered."""
    with pytest.raises(NotAcceptableError, match="image/png") as caught:
        negotiate("image/png", GRAPHS)
    assert caught.value.offered == tuple(each.media_type for each in GRAPHS)


def test_all_excluded_is_an_error() -> None:
    """*/*;q=0 accepts nothing."""
    with pytest.raises(NotAcceptableError):
        negotiate("*/*;q=0", GRAPHS)


@pytest.mark.parametrize(
    "header",
    [
        "text",
        "text/",
        "/turtle",
        "text/turtle text/csv",
        "text/turtle;q",
        "a/b;=c",
        "*",
        'a/b;p="x',
    ],
)
def test_a_malformed_header_is_an_error_that_shows_the_place(header: str) -> None:
    """What does not parse is not guessed at."""
    with pytest.raises(InputError, match="does not parse at"):
        parse_accept(header)


@pytest.mark.parametrize("quality", ["1.5", "-1", ".5", "0.1234", "one", "1.001", '"0.5"'])
def test_a_quality_outside_its_grammar_is_an_error(quality: str) -> None:
    """A quality is 0 to 1 with three decimals at most (RFC 9110, section 12.4.2)."""
    with pytest.raises(InputError, match="quality"):
        parse_accept(f"text/csv;q={quality}")


@pytest.mark.parametrize(
    "header", ["text/turtle,,text/csv", ", , text/csv", "text/csv , , ", ",text/csv, ,text/html,"]
)
def test_empty_elements_are_ignored(header: str) -> None:
    """A recipient must ignore empty list elements (RFC 9110, section 5.6.1.2)."""
    assert "csv" in {each.subtype for each in parse_accept(header)}


@pytest.mark.parametrize("header", ["text/csv;", "text/csv; ;q=0.5", "text/csv;;q=0.5"])
def test_empty_parameters_are_ignored(header: str) -> None:
    """A semicolon may stand without a parameter (RFC 9110, section 5.6.6)."""
    assert [each.subtype for each in parse_accept(header)] == ["csv"]


def test_a_header_that_is_too_long_is_refused() -> None:
    """Nobody needs more than 8 KiB to say what he reads."""
    assert negotiate(", ".join(["text/csv"] * 800), RESULTS) == CSV
    with pytest.raises(InputError, match="longer than 8192"):
        negotiate(", ".join(["text/csv"] * 900), RESULTS)


@given(st.text(alphabet='ab/*;,=q01. "\\\t', max_size=60))
def test_any_header_is_parsed_or_refused(header: str) -> None:
    """No header raises anything but our own errors, and qualities stay in bounds."""
    try:
        ranges = parse_accept(header)
    except InputError:
        return
    assert all(0 <= each.quality <= 1 for each in ranges)
    assert ranges


@given(st.permutations(["text/turtle;q=0.3", "application/*;q=0.8", "*/*;q=0.1", "text/*;q=0.2"]))
def test_the_order_of_the_ranges_never_counts(ranges: list[str]) -> None:
    """A header says the same in any order."""
    assert negotiate(", ".join(ranges), (TURTLE, *GRAPHS)) == N_TRIPLES


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.4, en;q=0.5", "en"),
        ("de, es", "fr"),
        ("en;q=0", "fr"),
        ("EN", "en"),
        ("en ; q=0.7, fr;q=0.2", "en"),
        (";;;,,q=x", "fr"),
        ("en;q=nonsense", "fr"),
    ],
)
def test_the_language_of_a_page(header: str, expected: str) -> None:
    """The best language we have is chosen, the first where none fits or the header is odd."""
    assert negotiate_language(header, ["fr", "en"]) == expected


def test_every_offer_can_be_had_by_its_own_name() -> None:
    """What a refusal lists works when it is asked for."""
    for offered in (RESULTS, GRAPHS):
        chosen: list[Format] = [negotiate(each.media_type, offered) for each in offered]
        assert list(offered) == chosen
