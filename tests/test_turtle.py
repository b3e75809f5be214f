"""Where a Turtle file states what: line and column of each term of each triple."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.rdf.files import read_quads
from hdhgraph.rdf.turtle.places import Spot, key_of, read_text

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

EX = "https://example.org/"
TEXT = """\
# An invented file.
@base <https://example.org/id/> .
@prefix ex: <https://example.org/ns#> .
PREFIX other: <https://example.org/other/>

<claim/a> a ex:Claim ; # behind
    ex:about <claim/b>, "mot"@FR, "1.5"^^ex:odd ;
    ex:list ( 1 2.0 3e0 ) ;
    ex:inner [ ex:deep true ; ex:text \"\"\"two
lines <claim/x> # no comment
\"\"\" ] .

# before a subject
other:a.b ex:p other:c\\,d .
"""


def spots(text: str) -> dict[tuple[str, str, str], Spot]:
    """Return the place of the object of each triple between named things and literals."""
    read = read_text(text)
    return {(s.subject, s.predicate, s.object): read.spot(s.object_at) for s in read.statements}


def test_each_object_has_its_line_and_columns() -> None:
    """IRIs relative, prefixed and absolute; literals with language and datatype."""
    found = spots(TEXT)
    subject = f"<{EX}id/claim/a>"
    about = f"<{EX}ns#about>"
    assert found[subject, about, f"<{EX}id/claim/b>"] == Spot(7, 14, 23)
    assert found[subject, about, '"mot"@fr'] == Spot(7, 25, 33)
    assert found[subject, about, f'"1.5"^^<{EX}ns#odd>'] == Spot(7, 35, 48)
    assert found[f"<{EX}other/a.b>", f"<{EX}ns#p>", f"<{EX}other/c,d>"] == Spot(14, 16, 26)


def test_subjects_and_predicates_have_places_too() -> None:
    """All three terms of a triple are placed; a subject is where it was written."""
    read = read_text(TEXT)
    (first, second, *_) = read.statements
    assert read.spot(first.subject_at) == read.spot(second.subject_at) == Spot(6, 1, 10)
    assert read.spot(first.predicate_at) == Spot(6, 11, 12)
    assert read.spot(second.predicate_at) == Spot(7, 5, 13)


def test_lists_and_blank_nodes_are_gone_through() -> None:
    """Members of a list, and what is stated of a node without a name; a long string is one term."""
    found = {(p.rsplit("#", 1)[1], o): spot for (_, p, o), spot in spots(TEXT).items()}
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert found["first>", f'"1"^^<{xsd}integer>'] == Spot(8, 15, 16)
    assert found["first>", f'"2.0"^^<{xsd}decimal>'] == Spot(8, 17, 20)
    assert found["first>", f'"3e0"^^<{xsd}double>'] == Spot(8, 21, 24)
    assert found["deep>", f'"true"^^<{xsd}boolean>'] == Spot(9, 24, 28)
    text = found["text>", '"two\nlines <claim/x> # no comment\n"']
    assert text == Spot(9, 39, 45)


def test_a_comment_speaks_of_its_line_or_of_the_next_subject() -> None:
    """Behind a triple, of that line; before a subject, of the whole statement."""
    text = "# before\n<a:a> <a:b> 1 ;\n    # within\n    <a:c> 2 . # behind\n# at the end\n"
    lines = {each.text: (each.first, each.last) for each in read_text(text).comments}
    assert lines == {"before": (2, 4), "within": (4, 4), "behind": (4, 4), "at the end": (5, 5)}


def test_a_named_graph_is_no_subject() -> None:
    """TriG: what stands before a brace names a graph."""
    text = f"GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 1 }} <{EX}h> {{ <{EX}b> <{EX}p> 2 . }}"
    assert [s.subject for s in read_text(text).statements] == [f"<{EX}a>", f"<{EX}b>"]


def test_keys_are_the_same_however_a_term_is_written() -> None:
    """Escapes, quotes, the case of a language and xsd:string make no other term."""
    assert key_of('"a\\u00e9\\n"@EN') == key_of('"""aé\n"""@en') == '"aé\n"@en'
    assert key_of('"a"^^<http://www.w3.org/2001/XMLSchema#string>') == key_of("'a'") == '"a"'
    assert key_of(f"<{EX}\\u0061>") == f"<{EX}a>"
    assert key_of("") == ""


def test_every_triple_of_the_bundled_project_has_a_place(project: Project) -> None:
    """What the parser reads of named things and literals, and this reads, is the same."""
    files = [path for path in project.rdf_files() if path.suffix == ".ttl"]
    assert files
    nil = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"
    for path in files:
        own = {
            (s.subject, s.predicate, s.object)
            for s in read_text(path.read_text(encoding="utf-8")).statements
            if "_:" not in (s.subject[:2], s.object[:2])
        }
        parsed = {
            (key_of(str(quad.subject)), key_of(str(quad.predicate)), key_of(str(quad.object)))
            for quad in read_quads(path)
            if ox.BlankNode not in (type(quad.subject), type(quad.object))
        }
        assert {triple for triple in parsed if triple[2] != nil} == own


@pytest.mark.parametrize(
    "text",
    ["", "[" * 5000, "<<(" * 500, ")]}.;,", "@prefix", "@base", "a a a a a .", '"""', "<a", "{|"],
)
def test_what_does_not_parse_gives_fewer_statements(text: str) -> None:
    """No text makes it fail, or overflow."""
    assert len(read_text(text).statements) <= len(text)


@given(st.text(alphabet="<>\"@.;,[](){}|~^_:ab#\\ \n'0e", max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever the tokens, places lie within the text."""
    read = read_text(text)
    for each in read.statements:
        line, column, end = read.spot(each.object_at)
        assert 1 <= line <= len(read.lines)
        assert 1 <= column < end <= len(read.lines[line - 1]) + 1
