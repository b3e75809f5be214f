"""`check FILE…`: files of any format on their own; a bad one is one finding, the rest goes on."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.files import check_files
from hdhgraph.checks.syntax import bounds
from hdhgraph.errors import InputError
from hdhgraph.project.layout import Project
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.checks.report.report import Report

EX = "https://example.org/invented/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SHAPES = f"""\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<{EX}named> a sh:NodeShape ; sh:targetClass <{EX}Thing> ;
    sh:property [ sh:path <{EX}name> ; sh:minCount 1 ] .
"""
THING = f"<{EX}a> <{RDF}type> <{EX}Thing> .\n"
XML = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="{EX}">\n%s\n</rdf:RDF>'
ABOUT = f'<e:Thing rdf:about="{EX}a"/>'


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A project without anything."""
    return Project(tmp_path / "empty")


def found(report: Report) -> list[tuple[str, str]]:
    """Return code and place of each finding, by the names of the files alone."""
    return [(each.finding.code, each.place.rsplit("/", 1)[-1]) for each in report.found]


FORMS = {
    "a.ttl": (THING, "a.ttl:1:1"),
    "a.nt": (THING, "a.nt:1:1"),
    "a.nq": (THING.replace(" .\n", f" <{EX}graph> .\n"), "a.nq:1:1"),
    "a.trig": (f"<{EX}graph> {{\n  {THING}}}", "a.trig:2:3"),
    "a.rdf": (XML % ABOUT, "a.rdf:2:21"),
    "a.owl": (XML % ABOUT, "a.owl:2:21"),
    "a.jsonld": (f'{{\n "@id": "{EX}a",\n "@type": "{EX}Thing"}}', "a.jsonld:2:10"),
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_format_is_held_against_the_named_shapes(
    tmp_path: Path, empty: Project, name: str
) -> None:
    """The same thing without a name is found in each format, at its line and column."""
    text, place = FORMS[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    report = check_files([tmp_path / name], empty, [tmp_path / "shapes.ttl"])
    assert found(report) == [("named", place)]
    assert report.triples == 1


def test_shapes_among_the_files_hold(tmp_path: Path, empty: Project) -> None:
    """One file with data and shapes, or two beside each other, are enough."""
    both, data, shapes = (tmp_path / f"{name}.ttl" for name in ("both", "data", "shapes"))
    both.write_text(SHAPES + THING, encoding="utf-8")
    data.write_text(THING, encoding="utf-8")
    shapes.write_text(SHAPES, encoding="utf-8")
    assert found(check_files([both], empty)) == [("named", "both.ttl:4:1")]
    assert found(check_files([shapes, data], empty)) == [("named", "data.ttl:1:1")]
    assert found(check_files([shapes], empty)) == []
    assert found(check_files([data], empty)) == []


def bomb(levels: int) -> str:
    """Return RDF/XML whose entities grow tenfold at each level."""
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(levels)
    )
    body = f'<e:C rdf:about="{EX}b"><e:p>&a{levels - 1};</e:p></e:C>'
    return f"<!DOCTYPE rdf:RDF [{entities}]>\n{XML % body}"


DEEP = 100_000
BAD = {
    "truncated.ttl": (f"<{EX}a> <{EX}p> 'x", "HG-SYNTAX", ":1:"),
    "truncated.rdf": (XML.split("%s", maxsplit=1)[0] + "<e:C ", "HG-SYNTAX", ":2:"),
    "truncated.jsonld": ('{"@id": "', "HG-SYNTAX", ":1:"),
    "binary.ttl": ("\x00\x01\x02" * 40, "HG-FILE", ""),
    "utf16.ttl": ("\udcff\udcfe<\x00a\x00", "HG-FILE", ""),
    "latin1.ttl": (f"# ok\n<{EX}a> <{EX}p> 'caf\udce9' .", "HG-SYNTAX", ":2:"),
    "bomb.rdf": (bomb(12), "HG-FILE", ""),
    "quadratic.owl": (
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>\n{XML % ("<e:C/>" + "&a;" * 1000)}',
        "HG-FILE",
        "",
    ),
    "outside.rdf": (
        f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n{XML % ABOUT}',
        "HG-FILE",
        "",
    ),
    "parameter.rdf": (f'<!DOCTYPE r [<!ENTITY % a "b"> %a;]>\n{XML % ABOUT}', "HG-FILE", ""),
    "deep.rdf": (XML % ("<e:C><e:p>" * DEEP + "</e:p></e:C>" * DEEP), "HG-FILE", ""),
    "deep.ttl": (f"<{EX}a> <{EX}p> " + f"<<( <{EX}a> <{EX}p> " * DEEP, "HG-FILE", ""),
    "deep.jsonld": ('{"a":' * DEEP, "HG-SYNTAX", ":1:"),
    "context.jsonld": ('{"@context": "http://127.0.0.1:9/c", "a": 1}', "HG-SYNTAX", ""),
    "cut.ttl.gz": ("\x1f\udc8b\x08cut", "HG-FILE", ""),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_one_finding_and_the_rest_is_checked(
    tmp_path: Path, empty: Project, name: str
) -> None:
    """Whatever is wrong with one file, its neighbour is held against the shapes all the same."""
    text, code, place = BAD[name]
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "sound.ttl").write_text(SHAPES + THING, encoding="utf-8")
    report = check_files([tmp_path / name, tmp_path / "sound.ttl"], empty)
    by_code = dict(found(report))
    assert by_code.pop("named") == "sound.ttl:4:1"
    assert list(by_code) == [code]
    assert by_code[code].startswith(f"{name}{place}")
    messages = next(each.finding.messages for each in report.found if each.path.name == name)
    assert set(messages) == {"en", "fr"}


def test_entities_that_stand_for_namespaces_are_read(tmp_path: Path, empty: Project) -> None:
    """Ontology editors write them; they cost nothing."""
    text = f'<!DOCTYPE rdf:RDF [<!ENTITY e "{EX}">]>\n' + XML % '<e:Thing rdf:about="&e;a"/>'
    (tmp_path / "a.owl").write_text(text, encoding="utf-8")
    assert check_files([tmp_path / "a.owl"], empty).triples == 1


def test_a_file_too_large_is_not_read(
    tmp_path: Path, empty: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is one that grows beyond it when it is decompressed."""
    monkeypatch.setattr(bounds, "LARGEST_FILE", 1000)
    (tmp_path / "large.ttl").write_text(f"#{'x' * 1000}\n", encoding="utf-8")
    (tmp_path / "large.nt.gz").write_bytes(gzip.compress(b"#" * 100_000))
    files = [tmp_path / "large.ttl", tmp_path / "large.nt.gz"]
    report = check_files(files, empty)
    assert found(report) == [("HG-FILE", "large.nt.gz"), ("HG-FILE", "large.ttl")]


def test_memory_is_bounded_by_what_is_read(tmp_path: Path) -> None:
    """A file of a terabyte, of which nothing is stored, is refused at once."""
    path = tmp_path / "huge.ttl"
    path.touch()
    os.truncate(path, 2**40)
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph", "check", path],
        capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert "[HG-FILE]" in done.stdout


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.ttl", "No such file"),
        (".", "is no file; a project is named by --project"),
        ("notes.txt", "the format is unknown"),
        ("empty.ttl", "nothing to check"),
    ],
)
def test_what_is_no_rdf_file_is_no_finding(
    tmp_path: Path, empty: Project, name: str, message: str
) -> None:
    """A wrong name on the command line is told as one."""
    for each in ("notes.txt", "empty.ttl"):
        (tmp_path / each).write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        check_files([tmp_path / name], empty)


@pytest.mark.parametrize("opened", ["<!--", "<![CDATA["])
def test_what_is_opened_again_and_again_hides_no_depth(tmp_path: Path, opened: str) -> None:
    """Comments without an end are looked for once: a file of a megabyte is refused at once."""
    path = tmp_path / "example.rdf"
    path.write_text("<a>" * 600 + opened * 200_000, encoding="ascii")
    assert "500" in (bounds.refusal(path) or {})["en"]
