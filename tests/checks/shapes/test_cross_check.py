"""`--cross-check`: a second SHACL validator agrees, and where it does not, that is a finding."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from hdhgraph.checks.shapes import cross_check
from hdhgraph.checks.shapes.cross_check import Compared, compare
from hdhgraph.checks.shapes.shapes import conform, read_rules
from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from hdhgraph.checks.report.findings import Finding

pytest.importorskip("shacl")
ROOT: Final = Path(__file__).resolve().parents[3]
EXAMPLES: Final = ROOT / "tests" / "shapes"
RULES: Final = read_rules(sorted((ROOT / "shapes").glob("*.ttl")))
PREFIXES: Final = """\
@prefix ex: <https://example.org/invented/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def parsed(text: str) -> list[ox.Quad]:
    """Parse Turtle with the prefixes of this module."""
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def stored(data: list[ox.Quad]) -> ox.Store:
    """Return a store of data."""
    store = ox.Store()
    store.extend(data)
    return store


def compared(data: list[ox.Quad], rules: list[ox.Quad], ours: list[Finding]) -> Compared:
    """Compare what was found with what the second validator finds."""
    return compare(data, rules, ours, lambda: stored(data))


@pytest.mark.filterwarnings("ignore:Failed to convert Literal")
def test_both_find_the_same_in_examples_of_every_rule() -> None:
    """Of examples that break each rule, both find the same nodes at fault."""
    first = {path.name.split("-")[0]: path for path in sorted(EXAMPLES.glob("invalid/*.ttl"))}
    data = read_rules([EXAMPLES / "base.ttl", *first.values()])
    ours = conform(data, RULES)
    result = compared(data, RULES, ours)
    assert len(first) == result.compared == result.shapes
    assert len({each.code for each in ours}) > 20
    assert result.findings == []


DATA: Final = "ex:a a ex:A . ex:b a ex:A ; ex:p 1 . ex:c a ex:A ; ex:p 1 , 2 ."
SHAPE: Final = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; {} ] ."


@pytest.mark.parametrize("count", ["sh:minCount 1", "sh:maxCount 1", "sh:maxCount 0"])
def test_what_only_one_finds_is_a_finding(count: str) -> None:
    """A node that one finds at fault and the other does not is told, with who says what."""
    data, rules = parsed(DATA), parsed(SHAPE.format(count))
    ours = conform(data, rules)
    assert ours
    assert compared(data, rules, ours).findings == []
    (told,) = compared(data, rules, ours[1:]).findings
    assert (told.code, told.focus) == ("HG-X-disagree", ours[0].focus)
    assert told.message("en").startswith("shacl finds that this breaks https://")
    (told, *_) = compared(parsed("ex:a ex:q 1 ."), rules, ours).findings
    assert told.message("fr").startswith("pySHACL y voit")


def test_no_sparql_is_handed_over() -> None:
    """What only one of them evaluates the other does not read: here its prefix is pySHACL's own."""
    rules = parsed(SHAPE.format("sh:minCount 1") + """
        ex:Q a sh:NodeShape ; sh:targetClass ex:A ;
            sh:sparql [ sh:select "SELECT $this { $this rdf:value 1 }" ] ;
            sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT WHERE { $this rdf:value 1 }" ] .
        ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ;
            sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { $this a rdf:List }" ] .
        ex:L a sh:NodeShape ; sh:targetClass ex:A ; ex:limit 1 .
        ex:F a sh:SPARQLFunction ; sh:parameter [ sh:path ex:x ] ; sh:ask "ASK { $x a rdf:List }" .
        ex:X a sh:NodeShape ; sh:targetClass ex:A ;
            sh:property [ sh:path ex:p ; sh:values [ sh:sparqlExpr "EXISTS { ?s rdf:value 1 }" ] ] .
    """)  # fmt: skip
    data = parsed(DATA)
    ours = conform(data, rules)
    result = compared(data, rules, ours)
    assert (result.compared, result.shapes) == (2, 4)
    assert result.findings == []


def test_sparql_is_left_out_and_counted() -> None:
    """A shape that needs SPARQL to be decided is not compared, and the counts say so."""
    rules = parsed(SHAPE.format("sh:minCount 1") + (
        "ex:Q a sh:NodeShape ; sh:targetClass ex:A ; sh:sparql [ sh:select "
        "'SELECT $this { $this a ?c }' ] ."
    ))  # fmt: skip
    result = compared(parsed(DATA), rules, conform(parsed(DATA), rules))
    assert (result.compared, result.shapes, result.findings) == (1, 2, [])


def test_its_absence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error says what to install."""
    monkeypatch.setitem(sys.modules, "shacl", None)
    with pytest.raises(InputError, match="extra “cross-check”"):
        compared(parsed(DATA), parsed(SHAPE.format("sh:minCount 1")), [])


def test_shapes_that_it_cannot_use_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the second validator refuses is told, and no disagreement."""

    class Refusing:
        class Shapes:
            @staticmethod
            def from_text(text: str, format: str) -> object:  # noqa: A002 - its own name
                """Refuse."""
                raise ValueError(format, text[:0])

    monkeypatch.setattr(cross_check, "_validator", Refusing)
    with pytest.raises(InputError, match="second validator"):
        compared(parsed(DATA), parsed(SHAPE.format("sh:minCount 1")), [])
