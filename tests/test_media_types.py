"""Formats: names, media types and extensions are told apart, and the engine knows each."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from hdhgraph.rdf.media_types import (
    GRAPH_FORMATS,
    HTML,
    INPUT_FORMATS,
    RESULTS_FORMATS,
    Format,
    Kind,
    by_name,
    input_format,
)

ALL = (*RESULTS_FORMATS, *GRAPH_FORMATS, HTML)


def names_of(form: Format) -> str:
    """Name a format in a test's id."""
    return form.name


def test_no_two_formats_share_a_name_a_type_or_an_extension() -> None:
    """What a person writes after --format means one thing."""
    for attribute in ("name", "media_type", "extension"):
        values = [getattr(each, attribute) for each in ALL]
        assert sorted(set(values)) == sorted(values)


@pytest.mark.parametrize("form", ALL, ids=names_of)
def test_a_format_is_found_by_name_extension_and_media_type(form: Format) -> None:
    """All three are understood."""
    assert [form] * 3 == [by_name(form.name), by_name(form.extension), by_name(form.media_type)]


def test_an_unknown_name_is_none() -> None:
    """What is no format is not guessed at."""
    assert by_name("word") is None
    assert by_name("") is None


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=names_of)
def test_the_engine_has_the_same_media_type_for_a_graph_format(form: Format) -> None:
    """Our media types are those the engine registers, and its extensions ours."""
    assert form.rdf.media_type == form.media_type
    assert form.rdf.file_extension == form.extension


@pytest.mark.parametrize("form", RESULTS_FORMATS, ids=names_of)
def test_the_engine_has_the_same_media_type_for_a_results_format(form: Format) -> None:
    """Our media types are those of the SPARQL 1.1 results recommendations."""
    expected = form.results.media_type.split(";")[0]
    assert expected == form.media_type


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=names_of)
def test_a_format_carries_named_graphs_exactly_if_it_says_so(form: Format) -> None:
    """Kind.QUADS is what the engine calls a format that supports datasets."""
    assert form.rdf.supports_datasets == (form.kind is Kind.QUADS)


@pytest.mark.parametrize("form", ALL, ids=names_of)
def test_text_names_its_encoding(form: Format) -> None:
    """Text types and N-Triples say UTF-8 (RFC 6657), the others have it by definition."""
    says = form.content_type.endswith("; charset=utf-8")
    assert says == (form.media_type.startswith("text/") or form.name == "ntriples")


@pytest.mark.parametrize("ending", sorted(INPUT_FORMATS))
def test_a_file_name_tells_its_format_gzipped_or_not(ending: str) -> None:
    """The ending decides, in any case, and .gz is looked through."""
    expected = INPUT_FORMATS[ending]
    for name in (f"a.{ending}", f"a.b.{ending.upper()}", f"a.{ending}.gz", f"A.{ending}.GZ"):
        assert input_format(name) == expected


@pytest.mark.parametrize("name", ["a", "a.gz", "a.txt", "ttl", ".gz", "a.ttl.zip", ""])
def test_a_name_that_tells_nothing_has_no_format(name: str) -> None:
    """Other endings are not guessed."""
    assert input_format(name) is None


def test_every_input_format_is_one_the_engine_reads() -> None:
    """Whatever ending is listed, the engine parses an empty or minimal file of it."""
    assert {ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS} <= {
        each.rdf for each in INPUT_FORMATS.values()
    }
