"""The SHACL rules: each is stated in full, found where broken, and silent where kept."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from rdflib import DCTERMS, RDF, RDFS, SH, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import to_isomorphic

from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.shapes.shapes import validate
from hdhgraph.checks.shapes.validating import means_the_same
from hdhgraph.errors import InputError

ROOT: Final = Path(__file__).resolve().parents[3]
SHAPE_FILES: Final = sorted((ROOT / "shapes").glob("*.ttl"))
EXAMPLES: Final = ROOT / "tests" / "shapes"
BASE: Final = EXAMPLES / "base.ttl"
VALID: Final = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID: Final = sorted((EXAMPLES / "invalid").glob("*.ttl"))
DATA_FILES: Final = sorted(
    path for folder in ("ontology", "data") for path in (ROOT / folder).rglob("*.ttl")
)
HG: Final = Namespace("https://w3id.org/hdhgraph/ont#")
HSH: Final = "https://w3id.org/hdhgraph/shapes#"
SEVERITIES: Final = {
    **dict.fromkeys(["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C10", "C11"], SH.Violation),
    **dict.fromkeys(["A1", "A2", "A3", "A4", "A5", "A7", "A8", "A10", "A12"], SH.Violation),
    **dict.fromkeys(["A13", "A14", "A15", "A16", "A17"], SH.Violation),
    **dict.fromkeys(["S1", "P1", "L1", "G1", "M1", "E1"], SH.Violation),
    **dict.fromkeys(["C9", "A6", "A9", "P2", "G2"], SH.Warning),
    **dict.fromkeys(["P3", "T1"], SH.Info),
}
SPARQL_TARGETS: Final = 12  # one evaluation each, however large the graph

# rdflib logs the day 30 February of an invalid example; that it is refused is what is tested.
pytestmark = pytest.mark.filterwarnings("ignore:Failed to convert Literal")


@cache
def shapes() -> Graph:
    """Parse all shapes into one graph."""
    return parsed(*SHAPE_FILES)


def parsed(*paths: Path) -> Graph:
    """Parse Turtle files into one graph."""
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def bundled() -> Graph:
    """Parse the ontology and all data into one graph."""
    return parsed(*DATA_FILES)


def findings(example: Path) -> list[Finding]:
    """Validate the invented world together with one example."""
    return validate(parsed(BASE, example), shapes())


def rule(path: Path) -> str:
    """Return the rule that an example is named after."""
    return path.name.split("-")[0]


def node_shapes() -> dict[str, URIRef]:
    """Return the named node shapes by the rule in their name."""
    named = [
        shape
        for shape in shapes().subjects(RDF.type, SH.NodeShape)
        if isinstance(shape, URIRef) and shape.startswith(HSH)
    ]
    return {shape.removeprefix(HSH).split("-")[0]: shape for shape in named}


def languages(subject: URIRef, predicate: URIRef) -> list[str]:
    """Return the language tags of a shape's texts, sorted."""
    texts = shapes().objects(subject, predicate)
    return sorted(text.language or "" for text in texts if isinstance(text, Literal))


def test_every_rule_is_one_node_shape_of_its_severity() -> None:
    """The rules and their severities are those of the design, one node shape each."""
    found = {name: shapes().value(shape, SH.severity) for name, shape in node_shapes().items()}
    assert found == SEVERITIES


@pytest.mark.parametrize("name", SEVERITIES)
def test_rule_is_stated_in_both_languages(name: str) -> None:
    """A rule has its code, and a label, a message and an advice in French and in English."""
    shape = node_shapes()[name]
    assert Literal(f"HG-{name}") == shapes().value(shape, DCTERMS.identifier)
    for predicate in (RDFS.label, RDFS.comment, SH.message):
        assert languages(shape, predicate) == ["en", "fr"], predicate


@pytest.mark.parametrize("name", SEVERITIES)
def test_rule_has_examples(name: str) -> None:
    """A rule has at least one example that keeps it and one that breaks it."""
    assert name in {rule(path) for path in VALID}
    assert name in {rule(path) for path in INVALID}


def test_every_example_belongs_to_a_rule() -> None:
    """No example is named after a rule that there is not."""
    assert set(SEVERITIES) == {rule(path) for path in VALID + INVALID}


def test_base_conforms() -> None:
    """The invented world in which the examples stand breaks no rule at all."""
    assert validate(parsed(BASE), shapes()) == []


@pytest.mark.parametrize("example", VALID, ids=lambda path: path.stem)
def test_valid_example_conforms(example: Path) -> None:
    """A valid example has no finding of any rule, at any severity."""
    assert findings(example) == []


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_invalid_example_breaks_its_rule_only(example: Path) -> None:
    """An invalid example is found by the rule it is named after, and by no other."""
    found = findings(example)
    assert {f"HG-{rule(example)}"} == {finding.code for finding in found}
    assert {"en", "fr"} == {language for finding in found for language in finding.messages}
    assert all(finding.focus for finding in found)


@pytest.mark.parametrize("path", [*SHAPE_FILES, BASE, *VALID, *INVALID], ids=lambda path: path.stem)
def test_only_used_prefixes_are_declared(path: Path) -> None:
    """A Turtle file declares the prefixes that it uses, and no others."""
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^@prefix ([\w-]+):", text, re.MULTILINE)
    terms = re.sub(r'"[^"\n]*"|<[^>\s]*>|^[@#].*$', "", text, flags=re.MULTILINE)
    unused = [name for name in declared if not re.search(rf"(?<![\w:-]){name}:", terms)]
    assert unused == []


def test_sparql_is_evaluated_once_for_each_rule_that_joins() -> None:
    """No rule runs SPARQL for each focus node; a bounded number runs it once for its target."""
    assert not list(shapes().subject_objects(SH.sparql))
    targets = list(shapes().subjects(RDF.type, SH.SPARQLTarget))
    assert len(targets) == SPARQL_TARGETS
    assert all((target, SH.prefixes, URIRef(HSH[:-1])) in shapes() for target in targets)


def test_targets_are_selected_by_the_engine() -> None:
    """Each uses only what the engine and rdflib evaluate alike; rdflib alone would take minutes."""
    selects = list(shapes().subject_objects(SH.select))
    assert len(selects) == SPARQL_TARGETS
    slow = [text for _, text in selects if not means_the_same(str(text), has_numbers=False)]
    assert slow == []


def test_finding_tells_the_property_and_the_value() -> None:
    """A finding has the code, severity, messages, node, property and value of the breach."""
    (found,) = findings(EXAMPLES / "invalid" / "C3-unknown-stance.ttl")
    expected = Finding(
        code="HG-C3",
        severity=Severity.VIOLATION,
        messages={
            "en": "A claim has exactly one known stance, and at most one known certainty.",
            "fr": "Une prise de position a une seule posture connue, "
            "et au plus une certitude connue.",
        },
        focus="https://example.org/invented/odd-stance",
        path=str(HG.stance),
        value="<https://w3id.org/hdhgraph/vocab/stance/suspects>",
    )
    assert expected == found


def test_findings_are_sorted_gravest_first() -> None:
    """Violations come before warnings, these before infos, whatever the rule."""
    names = ["P3-negated-in-english", "C9-person-without-capacity", "C4-not-attested"]
    paths = [EXAMPLES / "invalid" / f"{name}.ttl" for name in names]
    found = validate(parsed(BASE, *paths), shapes())
    assert [finding.severity for finding in found] == [
        Severity.VIOLATION,
        Severity.WARNING,
        Severity.INFO,
    ]


def test_named_graphs_are_validated_as_one() -> None:
    """A claim and its attestation may stand in two named graphs of a dataset."""
    dataset = Dataset()
    for number, triple in enumerate(sorted(parsed(BASE))):
        dataset.graph(URIRef(f"https://example.org/invented/graph/{number % 3}")).add(triple)
    assert validate(dataset, shapes()) == []


def test_validation_leaves_its_input_alone() -> None:
    """Neither the data nor the shapes are changed by validating."""
    data, rules = parsed(BASE), parsed(*SHAPE_FILES)
    before = to_isomorphic(data), len(rules)
    validate(data, rules)
    assert before == (to_isomorphic(data), len(rules))


def test_empty_data_is_refused() -> None:
    """An empty graph would conform to everything: it is an error, not a success."""
    with pytest.raises(InputError, match="the graph is empty"):
        validate(Graph(), shapes())


def test_absent_shapes_are_refused() -> None:
    """Everything conforms to no shapes: that too is an error."""
    with pytest.raises(InputError, match="there are no shapes"):
        validate(parsed(BASE), Graph())


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:property [ sh:path ex:age ; sh:minCount 'one' ]",
        "sh:property [ sh:path skos:prefLabel ; sh:pattern '(' ]",
        "sh:sparql [ sh:select 'SELEC $this' ]",
        "sh:sparql [ sh:select 'SELECT $this { $this a ?class MINUS { $this a ?class } }' ]",
    ],
)
def test_broken_shapes_are_refused(constraint: str) -> None:
    """Shapes that pySHACL cannot use are an error that says so."""
    broken = Graph().parse(
        data=f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix ex: <https://example.org/invented/> .
        ex:shape a sh:NodeShape ; sh:targetNode ex:person ; {constraint} .
        """
    )
    with pytest.raises(InputError, match="The shapes cannot be used"):
        validate(parsed(BASE), broken)


@pytest.mark.parametrize(("name", "code"), [("ex:PersonShape", "PersonShape"), ("[]", "SHACL")])
def test_shapes_of_another_project_need_no_code(name: str, code: str) -> None:
    """A shape without a code is known by its name, and its result by pySHACL's own message."""
    foreign = Graph().parse(
        data=f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix ex: <https://example.org/invented/> .
        {name} a sh:NodeShape ; sh:targetNode ex:person ;
            sh:property [ sh:path ex:age ; sh:minCount 1 ; sh:severity sh:Info ] .
        """
    )
    (found,) = validate(parsed(BASE), foreign)
    assert (found.code, found.severity) == (code, Severity.INFO)
    assert list(found.messages) == [""]


@pytest.mark.nightly
def test_bundled_graph_has_no_violation() -> None:
    """The ontology and the data together break no rule that is a violation."""
    assert set(bundled().subjects(RDF.type, HG.Claim))
    found = validate(bundled(), shapes())
    assert [finding for finding in found if finding.severity is Severity.VIOLATION] == []


SEASONS: Final = {
    "21": ("03-01", "06-21"),
    "22": ("06-01", "09-23"),
    "23": ("09-01", "12-22"),
    "24": ("12-01", "12-31"),
}


def admits(text: str, day: str) -> bool:
    """Tell whether a day may be the one, or among those, that an EDTF text means.

    Known are years, months, days, unspecified digits (X), seasons in their widest northern reading
    (winter from December to 21 March), the marks ? ~ %, and intervals, open ones too.
    """
    if "/" in text:
        first, last = text.split("/")
        return (first in {"", ".."} or first_day(first) <= day) and (
            last in {"", ".."} or day <= last_day(last)
        )
    date = text.rstrip("?~%")
    if date[5:7] in SEASONS:
        return first_day(date) <= day <= last_day(date)
    return all(said in {"X", read} for said, read in zip(date, day, strict=False))


def first_day(text: str) -> str:
    """Return the first day that an EDTF date without an interval may mean."""
    date = text.rstrip("?~%").replace("X", "0")
    if date[5:7] in SEASONS:
        return f"{date[:4]}-{SEASONS[date[5:7]][0]}"
    return date + "-01-01"[len(date) - 4 :]


def last_day(text: str) -> str:
    """Return a day that no day of an EDTF date without an interval is after."""
    date = text.rstrip("?~%").replace("X", "9")
    if date[5:7] == "24":
        return f"{int(date[:4]) + 1:04}-03-21"
    if date[5:7] in SEASONS:
        return f"{date[:4]}-{SEASONS[date[5:7]][1]}"
    return date + "-12-31"[len(date) - 4 :]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("2019", "2019-12-31", "2020-01-01"),
        ("2019-04", "2019-04-30", "2019-05-01"),
        ("2019-04-21", "2019-04-21", "2019-04-22"),
        ("XXXX-12-20", "2019-12-20", "2019-12-19"),
        ("XXXX-12", "2018-12-01", "2018-11-30"),
        ("201X", "2019-06-01", "2020-06-01"),
        ("2018-23", "2018-09-01", "2018-08-31"),
        ("2018-24", "2019-03-21", "2019-03-22"),
        ("2019~", "2019-01-01", "2018-12-31"),
        ("2018-11/..", "2030-01-01", "2018-10-31"),
        ("../2018-11", "2018-11-30", "2018-12-01"),
        ("2018-11-05/2019", "2019-12-31", "2018-11-04"),
    ],
)
def test_edtf_text_admits_its_days_only(text: str, inside: str, outside: str) -> None:
    """An EDTF text admits the days it means, and not the day beside them."""
    assert (admits(text, inside), admits(text, outside)) == (True, False)


def test_bounds_of_the_data_lie_inside_their_edtf() -> None:
    """Each bound of a dated node is a day that its EDTF text admits (C8)."""
    dated = [
        (node, str(text), str(bound))
        for node, text in bundled().subject_objects(HG.edtf)
        for name in (HG.earliest, HG.latest)
        for bound in bundled().objects(node, name)
    ]
    assert dated
    assert [case for case in dated if not admits(case[1], case[2])] == []
