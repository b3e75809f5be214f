"""Findings in RDF/XML and JSON-LD stand where the fault is, not where its words come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.places import Places
from hdhgraph.checks.report.xml_places import read_xml
from hdhgraph.rdf.turtle.places import key_of

if TYPE_CHECKING:
    from pathlib import Path

EX = "https://example.org/invented/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"
XML = f"""\
<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY owl "{OWL}"> <!ENTITY ex "{EX}"> ]>
<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="{EX}" xmlns:owl="&owl;" xml:base="{EX}base">
<!-- é: <owl:Class rdf:about="{EX}A"/> is declared below -->
<owl:Class rdf:about="{EX}B">
    <e:in><owl:Class rdf:about="{EX}A"/></e:in>
    <e:near rdf:resource="{EX}A"/>
</owl:Class>
<owl:Class
    rdf:about="&ex;A" e:note="écrit">
    <e:name xml:lang="FR">été chaud</e:name>
    <e:name xml:lang="fr">hiver</e:name>
    <e:size rdf:datatype="{XSD}integer">  007 </e:size>
    <e:part rdf:parseType="Resource"><e:word>alone</e:word></e:part>
    <e:list rdf:parseType="Collection"><rdf:Description rdf:nodeID="n"/></e:list>
    <e:text rdf:parseType="Literal">some <b xmlns="">bold</b></e:text>
    <e:near rdf:resource="#C"/>
</owl:Class>
<e:Thing rdf:ID="C"/>
<rdf:Seq rdf:about="{EX}S"><rdf:li>one</rdf:li><rdf:li rdf:resource="{EX}A"/></rdf:Seq>
</rdf:RDF>
"""


def at(file: Path, **keys: object) -> tuple[str, str]:
    """Return the place of a finding with these keys, and the text there."""
    finding = Finding("X", Severity.WARNING, {"en": "x"}, **keys)  # type: ignore[arg-type]
    place = Places([file]).of(finding)
    if place.line is None or place.column is None:
        return "", ""
    line = file.read_text(encoding="utf-8").split("\n")[place.line - 1]
    return f"{place.line}:{place.column}", line[place.column - 1 : (place.end or 0) - 1]


@pytest.mark.parametrize(
    ("keys", "place", "words"),
    [
        ({"focus": "A"}, "10:16", "&ex;A"),
        ({"focus": "B"}, "5:23", f"{EX}B"),
        ({"focus": "base#C"}, "19:18", "C"),
        ({"focus": "A", "path": "size"}, "13:6", "e:size"),
        ({"focus": "A", "path": "name"}, "12:27", "hiver"),
        ({"focus": "A", "path": "name", "value": '"été chaud"@fr'}, "11:27", "été chaud"),
        ({"focus": "A", "path": "note"}, "10:23", "e:note"),
        ({"focus": "A", "path": "note", "value": '"écrit"'}, "10:31", "écrit"),
        ({"focus": "A", "path": "near", "value": f"<{EX}base#C>"}, "17:27", "#C"),
        ({"focus": "B", "path": "in", "value": f"<{EX}A>"}, "6:33", f"{EX}A"),
        ({"focus": "B", "value": f"<{EX}near>"}, "7:6", "e:near"),
        ({"focus": "A", "path": "missing"}, "10:16", "&ex;A"),
        ({"path": "word", "value": '"alone"'}, "14:46", "alone"),
        ({"focus": "S", "path": f"{RDF}_2"}, "20:74", "rdf:li"),
        ({"focus": "base#C", "path": f"{RDF}type", "value": f"<{EX}Thing>"}, "19:2", "e:Thing"),
    ],
)
def test_a_finding_is_at_its_element_or_attribute(
    tmp_path: Path, keys: dict[str, str], place: str, words: str
) -> None:
    """Neither a comment nor a mention within another node stands for a declaration."""
    path = tmp_path / "a.rdf"
    path.write_text(XML, encoding="utf-8")
    full = {
        name: value if name == "value" or ":" in value else EX + value
        for name, value in keys.items()
    }
    assert at(path, **full) == (place, words)


def test_a_typed_value_is_found_as_the_engine_holds_it(tmp_path: Path) -> None:
    """A number is stated with zeros before it, and found without them."""
    path = tmp_path / "a.owl"
    path.write_text(XML.replace("  007 ", "007"), encoding="utf-8")
    value = f'"7"^^<{XSD}integer>'
    assert at(path, focus=f"{EX}A", path=f"{EX}size", value=value) == ("13:69", "007")


def test_a_part_of_a_literal_is_found(tmp_path: Path) -> None:
    """Where only a word of a text is at fault, it is the place."""
    path = tmp_path / "a.rdf"
    path.write_text(XML, encoding="utf-8")
    keys = {"focus": f"{EX}A", "path": f"{EX}name", "value": '"été chaud"@fr', "span": (4, 9)}
    assert at(path, **keys) == ("11:31", "chaud")


def test_statements_are_those_of_the_text() -> None:
    """Subjects, languages, entities and bases are resolved; a literal of XML is not looked into."""
    stated = {(each.subject, each.predicate, each.object) for each in read_xml(XML).statements}
    assert (f"<{EX}A>", f"<{RDF}type>", f"<{OWL}Class>") in stated
    assert (f"<{EX}A>", f"<{EX}name>", key_of('"été chaud"@fr')) in stated
    assert (f"<{EX}S>", f"<{RDF}_1>", '"one"') in stated
    assert not any("bold" in term for each in stated for term in each)
    assert len(stated) == 18


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<",
        "<a/>",
        XML[:600],
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x "y">%x;]><a/>',
        f'<!DOCTYPE a [<!ENTITY x "{"y" * 1024**2}y">]><a>&x;</a>',
        "\ud800",
    ],
)
def test_any_text_is_read_without_harm(text: str) -> None:
    """What is no RDF/XML, or has entities that grow or are elsewhere, gives fewer statements."""
    assert len(read_xml(text).statements) < 5


def test_in_json_ld_the_node_itself_is_the_place(tmp_path: Path) -> None:
    """A mention alone in its braces, or as a value, comes before and is not taken."""
    path = tmp_path / "a.jsonld"
    text = (
        f'[{{"@id": "{EX}b", "{EX}p": {{"@id": "{EX}a"}}, "{EX}q": "{EX}a"}},\n'
        f' {{"@id": "{EX}a",\n  "{EX}p": {{"@id": "ex:c"}}}},\n {{"@type": "x", "@id": "ex:c"}}]'
    )
    path.write_text(text, encoding="utf-8")
    assert at(path, focus=f"{EX}a") == ("2:11", f"{EX}a")
    assert at(path, focus=f"{EX}c") == ("4:25", "ex:c")
    assert at(path, focus=f"{EX}none") == ("", "")
