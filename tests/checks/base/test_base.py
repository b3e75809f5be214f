"""`check --base`: each planted difference is found at its place, and nothing else is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from based import FILES, PREFIXES, change, commit, differences, make, place_of, places

from hdhgraph.checks.base.own import link_namespaces
from hdhgraph.checks.project import CODES, check_project
from hdhgraph.checks.step import Options
from hdhgraph.project.layout import Project, find_project
from hdhgraph.project.loading import load_project
from hdhgraph.rdf.files import read_quads
from hdhgraph.rdf.namespaces import PREFIXES as KNOWN
from hdhgraph.rdf.turtle.formatting import format_file

if TYPE_CHECKING:
    from pathlib import Path

O = "ontology/example.ttl"  # noqa: E741 - as D, S and Q
D, S, Q = "data/example.ttl", "shapes/example.ttl", "queries/boats.rq"
AT_LEAST: Final = 3
# What is changed (file, words, other words), and what is found: code and place (see `place_of`).
Case = tuple[list[tuple[str, str, str]], list[tuple[str, str]]]


def block(name: str, first: str) -> str:
    """Return one statement of the invented project, with the empty line behind it."""
    text = FILES[name][FILES[name].index(f"\n{first} ") + 1 :]
    return text[: text.index(" .\n") + 3] + ("\n" if " .\n\n" in text else "")


ROSA: Final = block(D, "<boat/rosa>")
ANNA: Final = block(D, "<claim/anna>")
ON_ANNA: Final = block(D, "<log/1-9>") + block(D, "<log/1-9#sel>")
RESTRICTION: Final = "[ owl:minCardinality 1 ; owl:onProperty ex:crew ; a owl:Restriction ]"
CASES: Final[list[Case]] = [
    # A term: gone, of which somebody else's axiom spoke; gone; under another name.
    ([(O, block(O, "ex:Person"), ""), (O, " ;\n    owl:disjointWith ex:Person", "")],
     [("HG-D-term-removed", f"{O}>[] a owl:All"), ("HG-D-term-changed", f"{O}@ex:Boat a")]),
    ([(O, block(O, "ex:crew"), "")], [("HG-D-term-removed", f"{O}>ex:sailsOn a")]),
    ([(O, block(O, "kind:tug"), "")], [("HG-D-term-removed", f"{O}>kind:barge a")]),
    ([(O, "kind:barge a", "kind:lighter a")], [("HG-D-term-removed", f"{O}>kind:lighter a")]),
    # Anything else that had an IRI.
    ([(D, ROSA, "")], [("HG-D-iri-removed", f"{D}><person/anna> a")]),
    ([(D, "<person/anna> a", "<person/ann> a")], [("HG-D-iri-removed", f"{D}><person/ann> a")]),
    ([(D, block(D, "<boat/emma>"), "")], [("HG-D-iri-removed", f"{D}><boat/rosa> a")]),
    # A claim.
    ([(D, ANNA, "")], [("HG-D-claim-lost", f"{D}><log/1-9> a")]),
    ([(D, ANNA, "# Anna is not heard.\n\n")], [("HG-D-claim-lost", f"{D}><log/1-9> a")]),
    ([(D, "<claim/bert> a", "<claim/bert2> a")], [("HG-D-claim-lost", f"{D}><claim/bert2> a")]),
    # Evidence; a selector goes with what it belongs to. Of Anna's claim there are two places.
    ([(D, ON_ANNA, "")], [("HG-D-evidence-moved", f"{D}@a hg:Source")]),
    ([(D, "<log/20-29> a", "<log/21-29> a"), (D, "oa:start 20", "oa:start 21")],
     [("HG-D-evidence-moved", f"{D}@a hg:Source")]),
    ([(D, ON_ANNA, ""), (D, "<log/20-29> a", "<log/21-29> a")],
     [("HG-D-evidence-moved", f"{D}@a hg:Source")]),
    ([(D, block(D, "<log/20-29>"), "")], [("HG-D-evidence-lost", f"{D}><http://example.com")]),
    ([(D, ON_ANNA, ""), (D, block(D, "<log/20-29>"), "")],
     [("HG-D-evidence-lost", f"{D}><claim/bert> a"),
      ("HG-D-evidence-lost", f"{D}><http://example.com")]),
    # Given up, but still there.
    ([(D, ROSA, "<boat/rosa> owl:deprecated true .\n\n")], []),
    ([(D, ANNA, "<claim/anna> owl:deprecated true .\n\n")], []),
    ([(O, block(O, "ex:crew"), "ex:crew a owl:DeprecatedProperty .\n\n")], []),
    # Axioms.
    ([(O, "rdfs:domain ex:Boat", "rdfs:domain ex:Vessel")],
     [("HG-D-term-changed", f"{O}@ex:Vessel ;\n    rdfs:range")]),
    ([(O, "owl:minCardinality 1", "owl:minCardinality 2")],
     [("HG-D-term-changed", f"{O}@[ a owl:Restriction")]),
    ([(O, "ex:sailsOn a owl:Obj", "ex:sailsOn a owl:FunctionalProperty, owl:Obj")],
     [("HG-D-term-changed", f"{O}@owl:FunctionalProperty")]),
    ([(O, "    skos:broader kind:tug ;\n", "")], [("HG-D-term-changed", f"{O}@kind:barge a")]),
    ([(O, "rdfs:subClassOf ex:Vessel, [", "rdfs:subClassOf [")],
     [("HG-D-term-changed", f"{O}@rdfs:subClassOf")]),
    ([(O, "owl:members (ex:Vessel ex:Person)", "owl:members (ex:Person kind:tug)")],
     [("HG-D-term-changed", f"{O}@ex:Person a")]),
    # The same with a new version.
    ([(O, 'Info "1"', 'Info "2"'), (O, "rdfs:range ex:Person", "rdfs:range ex:Vessel")],
     [("HG-D-term-revised", f"{O}@ex:Vessel ;\n    owl:inverseOf")]),
    ([(O, 'Info "1"', 'Info "2"'), (O, "vessel that floats", "vessel that swims")],
     [("HG-D-term-revised", f'{O}@"A boat is')]),
    ([(O, 'versionInfo "1"', 'versionInfo "1" ; owl:versionIRI ex:v2'),
      (O, "    skos:broader kind:tug ;\n", "")], [("HG-D-term-revised", f"{O}@kind:barge a")]),
    # Words.
    ([(O, "vessel that floats", "vessel that swims")],
     [("HG-D-definition-changed", f'{O}@"A boat is')]),
    ([(O, "what goes by sea", "what goes by water")],
     [("HG-D-definition-changed", f'{O}@"A vessel is')]),
    ([(O, '    skos:definition "A tug is a boat that pulls."@en ;\n', "")],
     [("HG-D-definition-changed", f"{O}@kind:tug a")]),
    ([(O, '"boat"@en', '"ship"@en')], [("HG-D-label-changed", f'{O}@"ship"@en')]),
    ([(O, '"barge"@en', '"lighter"@en')], [("HG-D-label-changed", f'{O}@"lighter"@en')]),
    ([(O, ', "équipage"@fr', "")], [("HG-D-label-changed", f'{O}@rdfs:label "crew"')]),
    # What a claim says.
    ([(D, "<stance/asserts>", "<stance/denies>")],
     [("HG-D-claim-changed", f"{D}@<stance/denies> ;")]),
    ([(D, "hg:speaker <person/bert>", "hg:speaker <person/berta>")],
     [("HG-D-claim-changed", f"{D}@<person/berta>")]),
    ([(D, ' ;\n    hg:edtf "2001-02-03"', "")], [("HG-D-claim-changed", f"{D}@<claim/anna> a")]),
    ([(D, "<stance/denies>", "<stance/denies> ;\n    hg:inCapacity <crew/bert>")],
     [("HG-D-claim-changed", f"{D}@<crew/bert>")]),
    ([(D, "<stance/denies> .", "<stance/denies> ;\n    hg:illocution <act/warning> .")],
     [("HG-D-claim-changed", f"{D}@<act/warning>")]),
    # Where it is said.
    ([(D, "oa:end 9 .", "oa:end 10 .")], [("HG-D-evidence-changed", f"{D}@10 .")]),
    ([(D, "oa:end 29", "oa:end 30")], [("HG-D-evidence-changed", f"{D}@<log/20-29> a")]),
    ([(D, '"she floats"@en', '"it floats"@en')],
     [("HG-D-evidence-changed", f'{D}@"it floats"@en')]),
    ([(D, "<claim/bert>, <claim/anna>", "<claim/bert>")],
     [("HG-D-evidence-changed", f"{D}@hg:attests <claim/bert>")]),
    ([(D, '    hg:fragment "she', '    hg:accordingTo <person/bert> ;\n    hg:fragment "she')],
     [("HG-D-evidence-changed", f"{D}@<person/bert> ;\n    hg:fragment")]),
    ([(D, '    hg:fragment "she', '    hg:eventStatus <planned> ;\n    hg:fragment "she')],
     [("HG-D-evidence-changed", f"{D}@<planned>")]),
    # What a proposition says.
    ([(D, '"Emma floats"@en', '"Emma flies"@en')],
     [("HG-D-proposition-changed", f'{D}@"Emma flies"@en')]),
    ([(D, ', "Emma coule"@fr', "")],
     [("HG-D-proposition-changed", f'{D}@skos:prefLabel "Emma sinks"')]),
    ([(D, "hg:incompatibleWith <prop", "hg:refines <prop")],
     [("HG-D-proposition-changed", f"{D}@<proposition/sinks> .\n\n"),
      ("HG-D-proposition-changed", f"{D}@<proposition/floats> a")]),
    ([(D, "hg:incompatibleWith <prop", "hg:inTensionWith <prop")],
     [("HG-D-proposition-changed", f"{D}@<proposition/sinks> .\n\n"),
      ("HG-D-proposition-changed", f"{D}@<proposition/floats> a")]),
    ([(D, "    hg:incomp", "    hg:weighsFor <proposition/rusts> ;\n    hg:incomp")],
     [("HG-D-proposition-changed", f"{D}@<proposition/rusts>")]),
    # Rules.
    ([(S, block(S, "exsh:Boat"), "")], [("HG-D-shape-removed", f"{S}>exsh:Person a")]),
    ([(S, block(S, "exsh:Person"), "")], [("HG-D-shape-removed", f"{S}>ex:Person ] .")]),
    ([(S, "exsh:Boat a", "exsh:Ship a")], [("HG-D-shape-removed", f"{S}>exsh:Ship a")]),
    ([(S, "sh:Violation", "sh:Warning")], [("HG-D-shape-weakened", f"{S}@sh:Warning")]),
    ([(S, "sh:closed true", "sh:deactivated true ; sh:closed true")],
     [("HG-D-shape-weakened", f"{S}@true ; sh:closed")]),
    ([(S, " ; sh:maxCount 1", "")], [("HG-D-shape-weakened", f"{S}@exsh:Boat a")]),
    ([(S, "sh:minCount 1", "sh:minCount 0")], [("HG-D-shape-weakened", f"{S}@exsh:Boat a")]),
    ([(S, "    sh:closed true ;\n", "")], [("HG-D-shape-weakened", f"{S}@exsh:Person a")]),
    # Queries.
    ([(Q, "#+   name:", "#+   called:"), (Q, "(?name", "(?called")],
     [("HG-D-query-changed", f"{Q}@params:")]),
    ([(Q, "type: text, default: Emma", "type: text, required: true")],
     [("HG-D-query-changed", f"{Q}@name:")]),
    ([(Q, "choices: [fr, en]", "choices: [fr]")], [("HG-D-query-changed", f"{Q}@lang:")]),
    ([(Q, "SELECT ?boat ?label", "SELECT ?label")], [("HG-D-query-changed", f"{Q}@SELECT")]),
    ([(Q, "type: text", "type: iri")], [("HG-D-query-changed", f"{Q}@name:")]),
    # What is not told: somebody else's IRIs, additions, more languages, another order.
    ([(D, '<http://example.com/others/boat> rdfs:label "another\'s boat" .\n', "")], []),
    ([(D, ROSA, ROSA + ROSA.replace("rosa", "nora"))], []),
    ([(O, '"boat"@en', '"boat"@en, "Boot"@de')], []),
    ([(D, "hg:attests <claim/anna> ;", "hg:attests <claim/anna>, <claim/bert> ;")], []),
    ([(D, "<claim/bert>, <claim/anna>", "<claim/anna>, <claim/bert>"), (D, ROSA, ""),
      (D, ANNA, ROSA + ANNA)], []),
    ([(D, "oa:start 20 ; oa:end 29", "oa:end 29 ; oa:start 20")], []),
    ([(O, "ex:Vessel, [", f"{RESTRICTION}, ex:Vessel ; rdfs:seeAlso [")], []),
    ([(O, " ;\n    owl:disjointWith ex:Person .", " ."), (O, '"personne"@fr .',
       '"personne"@fr ; owl:disjointWith ex:Boat .')], []),
    ([(O, "(ex:Vessel ex:Person)", "(ex:Person ex:Vessel)")], []),
    ([(S, "sh:minCount 1", "sh:minCount 2"), (S, "sh:severity sh:Violation ;", "")], []),
    ([(Q, "?boat rdfs:label", "?boat ?p ?q ; rdfs:label")], []),
]  # fmt: skip
# Files that are gone, and what goes with them: it has no place.
FILES_GONE: Final[list[tuple[list[str], list[str]]]] = [
    (["queries/people.rq"], ["HG-D-query-removed"]),
    ([Q], ["HG-D-query-removed"]),
    (["queries/people.rq", Q], ["HG-D-query-removed"] * 2),
    ([S], ["HG-D-iri-removed", *["HG-D-shape-removed"] * 2]),
]
# Files of the base that cannot be read: what they are there.
UNREAD: Final = {
    D: "<a> <b>",
    "ontology/example.ttl": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "shapes/binary.ttl": "\0",
    "hdhgraph.toml": "[unknown]\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented project, committed."""
    return make(tmp_path_factory.mktemp("base") / "project")


def edited(project: Path, edits: list[tuple[str, str, str]]) -> None:
    """Write the project's files as they are at the base, but for some edits."""
    files = dict(FILES)
    for name, old, new in edits:
        assert files[name].count(old) == 1, f"{old!r} is {files[name].count(old)} times in {name}"
        files[name] = files[name].replace(old, new)
    for path in project.rglob("*.*"):
        if ".git" not in path.parts and path.is_file():
            path.unlink()
    for name, text in files.items():
        change(project, name, text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case[1])) or "nothing")
def test_a_difference_is_found_at_its_place(project: Path, case: Case) -> None:
    """At the new value, else the node; of what is gone, at the line where it stood."""
    edits, expected = case
    edited(project, edits)
    found = [place_of(project, code, where) for code, where in expected]
    assert sorted(found, key=repr) == places(project, differences(project))


@pytest.mark.parametrize(("gone", "codes"), FILES_GONE)
def test_what_goes_with_its_file_has_no_place(
    project: Path, gone: list[str], codes: list[str]
) -> None:
    """There is no line to show; the message says where it stood."""
    edited(project, [])
    for name in gone:
        change(project, name, None)
    found = differences(project)
    assert [(code, None, None, None) for code in codes] == places(project, found)
    of_graph = [each for each in found if "query" not in each.finding.code]
    assert all(f"at {S}:" in each.finding.message("en") for each in of_graph)


@pytest.mark.parametrize("name", UNREAD)
def test_a_file_of_the_base_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    """It is one warning, and the other files are compared: who mends a file can say so."""
    root = make(tmp_path / "project")
    change(root, name, UNREAD[name])
    change(root, "data/more.ttl", PREFIXES + "<https://example.org/invented/ont#more> a ex:Boat .")
    commit(root)
    change(root, name, FILES.get(name, ""))
    change(root, "data/more.ttl", "")
    expected = [
        ("HG-D-base-unread", name, None, None),
        ("HG-D-iri-removed", "data/more.ttl", 1, None),
    ]
    assert expected == places(root, differences(root))


def test_every_code_has_three_faults() -> None:
    """Each code of a difference is seen at least three times."""
    seen = Counter(code for _, expected in CASES for code, _ in expected)
    seen.update(code for _, codes in FILES_GONE for code in codes)
    seen["HG-D-base-unread"] += len(UNREAD)
    codes = [code for code in CODES if code.startswith("HG-D-")]
    assert codes
    assert {} == {code: seen[code] for code in codes if seen[code] < AT_LEAST}


def test_the_house_format_makes_no_difference(project: Path) -> None:
    """What `fmt` does to files is nothing that anybody has to look at."""
    edited(project, [])
    for name in (O, D, S):
        formatted = format_file(project / name)
        assert not formatted.is_house_style
        formatted.write()
    assert [] == differences(project)


def test_another_order_and_other_files_make_no_difference(project: Path) -> None:
    """Statements may be turned round, parted, renamed in their blank nodes, and moved."""
    edited(project, [])
    for name in (O, D, S):
        quads = list(read_quads(project / name))
        lines = [f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in reversed(quads)]
        change(project, name, None)
        change(project, name.replace("example", "other"), "".join(lines))
    assert [] == differences(project)


@pytest.mark.parametrize(
    ("edits", "new"),
    [
        ([(O, "kind:barge a", "kind:lighter a")], "kinds/lighter"),
        ([(D, "<boat/rosa> a", "<boat/rosa-2> a")], "id/boat/rosa-2"),
        ([(D, "<claim/bert> a", "<claim/bert2> a")], "id/claim/bert2"),
        ([(S, "exsh:Person a", "exsh:People a")], "shapes#People"),
    ],
)
def test_what_has_another_name_is_told_with_it(
    project: Path, edits: list[tuple[str, str, str]], new: str
) -> None:
    """The same label, or all the same statements, under an IRI that was not there."""
    edited(project, edits)
    (found,) = differences(project)
    for lang in ("en", "fr"):
        assert f"https://example.org/invented/{new}" in found.finding.hint(lang)
        assert "dcterms:isReplacedBy" in found.finding.hint(lang)


def test_a_query_of_another_name_is_told_with_it(project: Path) -> None:
    """The hint names the new slug."""
    edited(project, [])
    (project / Q).rename(project / "queries/ships.rq")
    (found,) = differences(project)
    assert "renamed to ships?" in found.finding.hint("en")
    assert "renommée en ships ?" in found.finding.hint("fr")


def test_messages_say_what_was_and_what_is(project: Path) -> None:
    """In both languages, with long texts cut."""
    edited(project, [(D, "<stance/asserts>", "<stance/denies>")])
    (found,) = differences(project)
    base = "https://example.org/invented/id/stance"
    assert f"no longer {base}/asserts, now {base}/denies" in found.finding.message("en")
    assert f"ce n'est plus {base}/asserts, c'est {base}/denies" in found.finding.message("fr")
    edited(project, [(O, "vessel that floats", "vessel " * 40)])
    (found,) = differences(project)
    assert "vessel vessel…" in found.finding.message("en")
    assert len(found.finding.message("en")) < 300


def test_comments_accept_a_difference_and_may_stay(project: Path) -> None:
    """Before a statement that changed, where one stood that is gone, in a query; unused, silent."""
    said = "# hdhgraph: ignore {} an invented reason\n"
    edited(
        project,
        [
            (D, "<stance/asserts>", "<stance/denies>"),
            (D, "<claim/anna> a", said.format("HG-D-claim-changed") + "<claim/anna> a"),
            (D, ROSA, said.format("HG-D-iri-removed")),
            (Q, "choices: [fr, en]", "choices: [fr]"),
            (Q, "SELECT", said.format("HG-D-query-changed") + "SELECT"),
            (O, "ex:Boat a", said.format("HG-D-term-changed") + "ex:Boat a"),
        ],
    )
    own = find_project(project, project)
    report = check_project(own, options=Options(base="HEAD"))
    of_base = [code for each in report.found if (code := each.finding.code).startswith("HG-D")]
    codes = {each.place.finding.code for each in report.ignored}
    assert of_base == []
    assert {"HG-D-claim-changed", "HG-D-iri-removed", "HG-D-query-changed"} <= codes
    assert "HG-UNUSED-IGNORE" not in {each.finding.code for each in check_project(own).found}


@pytest.mark.parametrize(
    ("namespaces", "codes"),
    [
        ('["https://example.org/invented/"]', ["HG-D-iri-removed"]),
        ('["https://example.org/invented/id/boat/"]', ["HG-D-iri-removed"]),
        ('["http://example.com/"]', []),
    ],
)
def test_own_namespaces_may_be_set(project: Path, namespaces: str, codes: list[str]) -> None:
    """What is told of is what the project says is its own."""
    edited(project, [(D, ROSA, "")])
    change(project, "hdhgraph.toml", f"[check]\nnamespaces = {namespaces}\n")
    found = [each.finding.code for each in differences(project)]
    assert codes == found


@pytest.mark.parametrize(
    "circle",
    [
        ["<claim/anna> hg:inCapacity _:b .", "_:b ex:q _:b ."],
        ["<claim/anna> hg:inCapacity _:b .", "_:b ex:q _:c .", "_:c ex:q _:b ."],
        ["<claim/anna> hg:inCapacity _:c, _:d .", "_:b ex:q _:c .", "_:c ex:q _:b, _:d ."],
        [f"<claim/anna> hg:inCapacity {'[ ex:p ' * 5000} 1 {']' * 5000} ."],
    ],
    ids=["itself", "two", "aside", "deep"],
)
def test_nodes_without_names_may_run_in_circles(tmp_path: Path, circle: list[str]) -> None:
    """No circle and no depth is followed for ever, and the order of statements says nothing."""
    root = make(tmp_path / "project")
    change(root, D, FILES[D] + "\n".join(circle))
    commit(root)
    again = [line.replace("_:c", "_:x").replace("_:b", "_:y") for line in reversed(circle)]
    change(root, D, FILES[D] + "\n".join(again))
    assert [] == differences(root)


@pytest.mark.parametrize(
    ("data", "namespaces"),
    [
        (
            "<https://example.org/a/ont> a owl:Ontology .",
            ["https://example.org/a/", "https://example.org/a/ont#", "https://example.org/a/ont/"],
        ),
        (
            "<https://w3id.org/ont#> a owl:Ontology. <https://example.org/> a skos:ConceptScheme .",
            ["https://example.org/", "https://w3id.org/ont#"],
        ),
        (
            f"<{KNOWN['skos']}> a owl:Ontology . <urn:example:x> a owl:Ontology .",
            ["urn:example:x#", "urn:example:x/"],
        ),
        ("@base <https://example.org/id/> . <a> a skos:Concept .", ["https://example.org/id/"]),
        ("BASE <https://example.org/id/file.ttl>\n<a> a skos:Concept .", []),
    ],
)
def test_own_namespaces_follow_from_what_is_stated(
    tmp_path: Path, data: str, namespaces: list[str]
) -> None:
    """Ontologies, schemes, what they lie in unless many share it, bases; no copies of others."""
    change(tmp_path, "data/a.ttl", PREFIXES + data)
    project = Project(tmp_path)
    assert set(namespaces) == link_namespaces(project, load_project(project).store)
