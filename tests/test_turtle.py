"""Where a Turtle file states a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from hdhgraph.dataset import read_quads
from hdhgraph.turtle import place_of, subject_lines

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.layout import Project

TEXT = """\
# An invented file.

@base <https://example.org/id/> .
@prefix ex: <https://example.org/ns#> .
PREFIX other: <https://example.org/other/>

<claim/a> a ex:Claim ;
    ex:about <claim/b> .

# ex:commented a ex:Claim .
ex:thing a ex:Claim .

<https://example.net/absolute> a ex:Claim .

other:a.b a ex:Claim .

<claim/a> ex:again true .
"""


def test_each_subject_has_the_line_of_its_first_statement() -> None:
    """By IRI: relative, absolute, prefixed in both notations; 1-based."""
    assert subject_lines(TEXT) == {
        "https://example.org/id/claim/a": 7,
        "https://example.org/ns#thing": 11,
        "https://example.net/absolute": 13,
        "https://example.org/other/a.b": 15,
    }


def test_an_empty_file_has_no_subjects() -> None:
    """Nothing is stated where nothing is."""
    assert subject_lines("") == {}


def test_another_style_gives_fewer_subjects_never_wrong_ones() -> None:
    """A subject that is indented, or words of a long string, are not taken for a place."""
    text = '''<https://example.org/a> <https://example.org/p> """
<https://example.org/b> is only quoted,
ex:c as well
""" .
  <https://example.org/d> <https://example.org/p> 1 .
'''
    assert subject_lines(text) == {"https://example.org/a": 1}


def test_a_place_is_file_and_line(tmp_path: Path) -> None:
    """The first file that states the subject is named, as an editor opens it."""
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    first.write_text("# nothing\n", encoding="utf-8")
    second.write_text(TEXT, encoding="utf-8")
    files = [first, second]
    assert place_of("https://example.org/ns#thing", files, {}) == f"{second}:11"
    assert place_of("https://example.org/nowhere", files, {}) is None


def test_a_file_is_read_once(tmp_path: Path) -> None:
    """The cache holds what was read."""
    path = tmp_path / "a.ttl"
    path.write_text(TEXT, encoding="utf-8")
    cache: dict[Path, dict[str, int]] = {}
    place_of("https://example.org/ns#thing", [path], cache)
    path.unlink()
    assert place_of("https://example.org/id/claim/a", [path], cache) == f"{path}:7"


def test_every_named_subject_of_the_bundled_data_has_a_place(project: Project) -> None:
    """The data keeps the house style, so that every finding leads to a line."""
    files = project.rdf_files("data")
    assert files
    for path in files:
        named = {q.subject.value for q in read_quads(path) if isinstance(q.subject, ox.NamedNode)}
        lines = subject_lines(path.read_text(encoding="utf-8"))
        assert [] == sorted(iri for iri in named - set(lines) if not iri.endswith("#sel"))
