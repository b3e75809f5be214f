"""Text that does not parse: the place is known also where the parser gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.syntax.step import of_file

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.checks.report.places import Place

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL = "http://www.w3.org/2002/07/owl#"
XML = f"""\
<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://example.org/">
<!-- é: rdf:li, "1 b", 'http://a b', x -->
<e:Sound rdf:about="x"/>
%s
</rdf:RDF>
"""
TURTLE = "@prefix ex: <http://example.org/> .\nex:a ex:p ex:b"


def only(path: Path, text: str) -> Place:
    """Return the one finding in a file with this text."""
    path.write_text(text, encoding="utf-8")
    (place,) = of_file(path)
    assert place.finding.code == "HG-SYNTAX"
    return place


@pytest.mark.parametrize(
    ("fault", "column", "words"),
    [
        ('<e:A rdf:li="1"/>', 6, "rdf:li"),
        ('<e:A rdf:ID="1 b"/>', 14, "1 b"),
        ('<e:A rdf:nodeID="1 b"/>', 18, "1 b"),
        ('<e:A rdf:about="http://a b"/>', 17, "http://a b"),
        ('<e:A><e:p xml:lang="1e">x</e:p></e:A>', 21, "1e"),
        ('<e:A rdf:ID="a"/><e:A rdf:ID="a"/>', 31, "a"),
        ("<e:A><rdf:Description/></e:A>", 7, "rdf:Description"),
        ("<e:A>x</e:A>", 6, "x"),
        ("<e:A><e:p>x<e:B/></e:p></e:A>", 12, "<e:B/>"),
    ],
)
def test_what_breaks_rdf_xml_has_a_place(
    tmp_path: Path, fault: str, column: int, words: str
) -> None:
    """It is what the message names, in the tag at which the parser gave up."""
    place = only(tmp_path / "a.rdf", XML % fault)
    assert place.line == 4
    assert place.column == column
    assert fault[column - 1 : (place.end or 0) - 1] == words


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ('{\n "@context": "http://example.org/c"}', "2:2", "Write the context into the file"),
        ('{"@id": "a",\n "@context": {"a": 3}}', "2:2", "Mend"),
        ('{\n "@context": {"@version": 2}}', "2:15", "Mend"),
        ('[{"@id": "a"},\n {"@id": 3}]', "2:3", "Mend"),
    ],
)
def test_what_breaks_json_ld_has_a_place(tmp_path: Path, text: str, where: str, hint: str) -> None:
    """It is the context, or the key whose value is none; of a remote one is said what to do."""
    place = only(tmp_path / "a.jsonld", text)
    assert f"{place.line}:{place.column}" == where
    assert place.finding.hint("en").startswith(hint)
    assert place.finding.hint("fr") != place.finding.hint("en")


@pytest.mark.parametrize("form", ["ttl", "trig"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n  \n"])
def test_a_text_cut_off_ends_where_it_ends(tmp_path: Path, form: str, end: str) -> None:
    """The place is behind the last words, not in an empty line below; it is told once."""
    text = TURTLE if form == "ttl" else TURTLE.replace("ex:a", "ex:g { ex:a")
    place = only(tmp_path / f"a.{form}", text + end)
    assert (place.line, place.column) == (2, len(text.split("\n")[1]) + 1)
    assert place.finding.message("en") == "This does not parse: Unexpected end."


def test_a_message_does_not_repeat_its_place(tmp_path: Path) -> None:
    """Nor where the parser names the beginning and the end of what it could not read."""
    place = only(tmp_path / "a.ttl", f'{TURTLE}, """open\nand\n')
    assert (place.line, place.column) == (2, 17)
    assert place.finding.message("en") == "This does not parse: Unexpected end of file."


OTHERS = {
    "functional": ("# a\nPrefix(:=<http://example.org/>)\nOntology()", "OWL functional syntax", 2),
    "manchester": ("Prefix: : <http://example.org/>\nOntology: <a>", "Manchester syntax", 1),
    "xml": (
        f'<?xml version="1.0"?>\n<!-- a -->\n<Ontology xmlns="{OWL}"><Prefix IRI="a"/></Ontology>',
        "OWL/XML",
        3,
    ),
    "prefixed": (f'<o:Ontology a="b"\n xmlns:o="{OWL}"></o:Ontology>', "OWL/XML", 2),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_syntax_that_is_no_rdf_is_named(tmp_path: Path, name: str) -> None:
    """A file named .owl is often one of OWL's own; that is said in both languages."""
    text, syntax, line = OTHERS[name]
    place = only(tmp_path / "a.owl", text)
    assert f"this is {syntax}, not RDF; convert it." in place.finding.message("en")
    assert "non du RDF ; le fichier est à convertir." in place.finding.message("fr")
    assert place.finding.hint("en").startswith("Convert it to RDF/XML or Turtle")
    assert place.line == line


def test_rdf_xml_of_an_ontology_is_not_taken_for_another_syntax(tmp_path: Path) -> None:
    """An element owl:Ontology within rdf:RDF is as it should be."""
    path = tmp_path / "a.owl"
    path.write_text(XML % f'<o:Ontology xmlns:o="{OWL}" rdf:about="o"/>', encoding="utf-8")
    assert of_file(path) == []
