"""`conform` is many times faster than pySHACL, and finds what pySHACL finds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hdhgraph.checks.shapes.shapes import conform, read_rules, validate
from hdhgraph.errors import InputError
from hdhgraph.rdf.rdflib_graphs import to_graph

if TYPE_CHECKING:
    from hdhgraph.checks.report.findings import Finding

ROOT: Final = Path(__file__).resolve().parents[3]
SHAPES: Final = sorted((ROOT / "shapes").glob("*.ttl"))
EXAMPLES: Final = ROOT / "tests" / "shapes"
CASES: Final = sorted(EXAMPLES.glob("*valid/*.ttl"))[::8]
PREFIXES: Final = """\
@prefix ex: <https://example.org/invented/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# One of each kind of constraint, as rdflib and pySHACL know them.
CONSTRAINTS: Final = [
    "sh:class ex:A", "sh:class ex:A , ex:B", "sh:datatype xsd:int", "sh:datatype xsd:integer",
    "sh:datatype xsd:string", "sh:nodeKind sh:IRI", "sh:nodeKind sh:BlankNodeOrLiteral",
    "sh:minCount 1", "sh:maxCount 1", "sh:minExclusive 2", "sh:maxInclusive 3.5",
    "sh:minLength 2", "sh:maxLength 3", 'sh:pattern "^a" ; sh:flags "i"', 'sh:languageIn ( "fr" )',
    "sh:uniqueLang true", "sh:equals ex:q", "sh:disjoint ex:q", "sh:lessThan ex:q",
    "sh:lessThanOrEquals ex:q", "sh:hasValue 1", "sh:hasValue ex:n0 , ex:n1", "sh:in ( ex:n0 1 )",
    "sh:in ( )", "sh:node ex:Inner", "sh:property ex:Further", "sh:not ex:Inner",
    "sh:or ( ex:Inner [ sh:nodeKind sh:Literal ] )", "sh:and ( ex:Inner [ sh:class ex:A ] )",
    "sh:xone ( ex:Inner [ sh:class ex:A ] [ sh:nodeKind sh:IRI ] )",
    "sh:qualifiedValueShape ex:Inner ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMaxCount 0",
    ("sh:qualifiedValueShape ex:Inner ; sh:qualifiedMinCount 1 ; "
    "sh:qualifiedValueShapesDisjoint true"),
    ("sh:sparql [ sh:message 'm' ; sh:select 'SELECT $this ?value { $this ?p ?value . "
    "?value ?q ?z }' ]"),
    "sh:deactivated true ; sh:minCount 9", "sh:closed true", "sh:severity sh:Warning ; sh:in ( )",
    "sh:minCount 'none'", "sh:pattern '('", "sh:node ex:NoShape", "sh:property ex:Inner",
    "sh:node ex:Round",
]  # fmt: skip
PATHS: Final = [
    "ex:p", "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "( ex:p [ sh:inversePath ex:p ] )",
    "[ sh:alternativePath ( ex:p ex:q ) ]", "[ sh:zeroOrMorePath ex:p ]",
    "[ sh:oneOrMorePath ex:p ]", "[ sh:zeroOrOnePath ( ex:p ex:q ) ]",
    "[ sh:inversePath ( ex:p ex:q ) ]", "[ sh:oneOrMorePath [ sh:inversePath ex:q ] ]",
]  # fmt: skip
TARGETS: Final = [
    "sh:targetClass ex:A", "sh:targetNode ex:n0 , 1", "sh:targetSubjectsOf ex:p",
    "sh:targetObjectsOf ex:q", "a rdfs:Class",
    "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?this ?p ?o }' ]",
    ("sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?x ?p ?this "
    'FILTER (DATATYPE(?this) = <http://www.w3.org/2001/XMLSchema#int> || REGEX(STR(?this), "n")) '
    "}' ]"),
]  # fmt: skip
INNER: Final = """
ex:Inner sh:property [ sh:path ex:q ; sh:maxCount 1 ] .
ex:Further sh:path ex:q ; sh:nodeKind sh:IRI .
ex:Round sh:property [ sh:path ex:p ; sh:node ex:Round ; sh:maxCount 2 ] .
"""
TERMS: Final = [
    *("ex:n0", "ex:n1", "ex:Shape", "[]", "[ ex:q ex:n0 ; a ex:A ]", "1", '"1"^^xsd:int', "3.5"),
    *('"a"', '"ab"^^xsd:string', '"abc"@fr', '"abc"@en', '"x"^^xsd:integer', "ex:A"),
]
TRIPLES: Final = st.builds(
    "{} {} {} .".format,
    st.sampled_from([*TERMS[:5]]),
    st.sampled_from(["ex:p", "ex:q", "a", "rdfs:subClassOf"]),
    st.sampled_from(TERMS),
)


def parsed(text: str) -> list[ox.Quad]:
    """Parse Turtle with the prefixes of this module."""
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def plainly(data: list[ox.Quad], rules: list[ox.Quad]) -> list[Finding] | str:
    """Return what pySHACL finds on its own, or why it finds nothing."""
    try:
        return validate(to_graph(data), to_graph(rules))
    except InputError as error:
        return str(error)


def fast(data: list[ox.Quad], rules: list[ox.Quad]) -> list[Finding] | str:
    """Return what `conform` finds, or why it finds nothing."""
    try:
        return conform(data, rules)
    except InputError as error:
        return str(error)


def facts(found: list[Finding] | str) -> object:
    """Return all that is told of findings; of unusable shapes that they are."""
    if isinstance(found, str):
        return found.partition(":")[0]
    return sorted(
        (each.sort_key, sorted(each.messages.items()), each.shape or "", each.component or "")
        for each in found
    )


@pytest.mark.filterwarnings("ignore")  # rdflib and pySHACL warn of what is planted here
@settings(max_examples=120, deadline=None)
@given(
    target=st.sampled_from(TARGETS),
    path=st.one_of(st.just(""), st.sampled_from(PATHS)),
    constraints=st.lists(st.sampled_from(CONSTRAINTS), min_size=1, max_size=3, unique=True),
    triples=st.lists(TRIPLES, min_size=1, max_size=12),
)
def test_conform_finds_what_pyshacl_finds(
    target: str, path: str, constraints: list[str], triples: list[str]
) -> None:
    """Any constraints on any path and target over any data: the same results, or the same error."""
    inner = f"sh:path {path} ; " * bool(path) + " ; ".join(constraints)
    rules = parsed(f"ex:Shape {target} ; sh:property [ {inner} ] . {INNER}")
    node = parsed(f"ex:Shape {target} ; {' ; '.join(constraints)} . {INNER}")
    data = parsed("\n".join(triples))
    shapes = rules if path else node
    assert facts(plainly(data, shapes)) == facts(fast(data, shapes))


@pytest.mark.filterwarnings("ignore:Failed to convert Literal")
@pytest.mark.parametrize("example", CASES, ids=lambda path: path.stem)
def test_examples_of_the_rules_are_found_alike(example: Path) -> None:
    """Examples of the project's own rules give the same findings both ways."""
    data = read_rules([EXAMPLES / "base.ttl", example])
    rules = read_rules(SHAPES)
    assert facts(plainly(data, rules)) == facts(fast(data, rules))


def test_rules_that_write_are_run() -> None:
    """A rule of SHACL-AF adds triples that the shapes then see: pySHACL does that on its own."""
    rules = parsed("""
        ex:Rule a sh:NodeShape ; sh:targetClass ex:A ;
            sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object 1 ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:maxCount 0 ] .
    """)
    data = parsed("ex:n0 a ex:A .")
    assert len(fast(data, rules)) == 1
    assert facts(plainly(data, rules)) == facts(fast(data, rules))


def test_numbers_keep_their_type() -> None:
    """An xsd:int is no xsd:integer, which it is to the engine."""
    rules = parsed("ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; "
                   "sh:datatype xsd:int ] .")  # fmt: skip
    assert conform(parsed('ex:n ex:p "1"^^xsd:int .'), rules) == []
    assert len(conform(parsed("ex:n ex:p 1 ."), rules)) == 1


def test_shapes_are_told_as_they_are_done() -> None:
    """Who waits is told how many shapes are done, and of how many."""
    told: list[tuple[int, int]] = []
    data = read_rules([EXAMPLES / "base.ttl"])
    conform(data, read_rules(SHAPES), lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(told[0][1]))
