"""Which IRIs a query names: places, roles, and what names nothing."""

from __future__ import annotations

from typing import Final

import pytest

from hdhgraph.rdf.namespaces import RDF_TYPE
from hdhgraph.rdf.turtle.places import Spot
from hdhgraph.sparql.mentions import read_mentions, spot_of

EX: Final = "https://example.org/invented/"
PREFIX: Final = f"PREFIX ex: <{EX}>\n"


def roles(body: str) -> list[str]:
    """Return the names in a query: `+` marks a term, `p=` the property that one is a value of."""
    found = read_mentions(PREFIX + body)
    of = {RDF_TYPE: "a="} | {each.iri: f"{each.iri.removeprefix(EX)}=" for each in found}
    return [
        f"{of.get(each.of, '')}{each.iri.removeprefix(EX)}{'+' * each.is_term}" for each in found
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("SELECT * { ex:s ex:p ex:o }", ["s", "p+", "p=o"]),
        ("SELECT * { ?s a ex:A, ex:B ; ex:p 1 . ?t ?p ex:o }", ["a=A", "a=B", "p+", "o"]),
        ("ASK { ?s ex:p/ex:q*|^(ex:r|!ex:t)? ex:o }", ["p+", "q+", "r+", "t+", "t=o"]),
        ("ASK { ?s a/ex:sub* ex:A . [] ex:p [ ex:q ex:o ] . }",
         ["sub+", "sub=A", "p+", "q+", "q=o"]),
        ("ASK { (ex:a (1 ex:b)) ex:p (ex:c) ; ex:q 2 }", ["a", "b", "p+", "c", "q+"]),
        ("ASK { ?s ex:p 1 FILTER (ex:f(?s) != ex:o) ?s ex:q 2 }", ["p+", "f+", "o", "q+"]),
        ("ASK { FILTER NOT EXISTS { ?s ex:p 1 } ?t ex:q ex:o }", ["p+", "q+", "q=o"]),
        ("ASK { FILTER ex:f(1) ?s ex:p 1 BIND (ex:o AS ?b) ?b ex:q 1 }", ["f+", "p+", "o", "q+"]),
        ("ASK { VALUES (?a ?b) { (ex:a ex:b) (UNDEF 1) } ?a ex:p ?b }", ["a", "b", "p+"]),
        ("ASK { VALUES ?a { ex:a ex:b ex:c } ?a ex:p ?b }", ["a", "b", "c", "p+"]),
        ("ASK { GRAPH ex:g { ex:s ex:p 1 } OPTIONAL { ?s ex:q 2 } }", ["g", "s", "p+", "q+"]),
        ("ASK { SERVICE SILENT ex:e { ?s ex:p 1 } SERVICE ?e { ex:s ex:q 1 } }", ["p+", "s", "q+"]),
        ("SELECT ?s FROM ex:g FROM NAMED ex:h { ?s ex:p 1 } ORDER BY ex:f(?s)", ["p+", "f+"]),
        ("ASK { { SELECT (ex:f(?a) AS ?b) { ?a ex:p 1 } GROUP BY ?a } ?b ex:q 1 }",
         ["f+", "p+", "q+"]),
        ('ASK { ?s ex:p "ex:t"^^ex:d, \'\'\'ex:u\'\'\'@en, "\\"ex:v" ; ex:q 1 # ex:w\n}',
         ["p+", "d+", "q+"]),
        ("CONSTRUCT { ?s ex:p ex:o } WHERE { ?s ex:q true ; ex:r -1.5 }",
         ["p+", "p=o", "q+", "r+"]),
        ("DESCRIBE ex:a ex:b", ["a", "b"]),
        ("ASK { << ex:s ex:p ex:o >> ex:q 1 . ?s ex:r 1 {| ex:t ex:u |} }",
         ["s", "p+", "p=o", "q+", "r+", "t+", "t=u"]),
        ("BASE <https://example.org/> ASK { <invented/s> <invented/p> other:o }", ["s", "p+"]),
        ("ASK { ?s ex:p ex:a\\,b . ?s ex:q ex:c. }", ["p+", "p=a,b", "q+", "q=c"]),
        ("ASK { ?s ?p ?o } VALUES ?o { ex:o }", ["o"]),
        ("} ) ] . ex:s (", ["s+"]),
    ],
)  # fmt: skip
def test_each_name_has_its_role(body: str, expected: list[str]) -> None:
    """Properties, datatypes and functions are terms; a value knows of what; texts name nothing."""
    assert expected == roles(body)


def test_prefixes_may_hold_before() -> None:
    """A query may lean on prefixes stated elsewhere, and state others over them."""
    found = read_mentions("PREFIX b: <urn:c:> ASK { a:s b:p d:o }", {"a": "urn:a:", "b": "urn:b:"})
    assert ["urn:a:s", "urn:c:p"] == [each.iri for each in found]


def test_a_place_is_a_line_and_columns() -> None:
    """Lines end as they may; columns count code points."""
    text = f"{PREFIX}ASK {{\r\n  ?é ex:p\r\t ex:o }}"
    assert [Spot(3, 6, 10), Spot(4, 3, 7)] == [
        spot_of(text, each.at) for each in read_mentions(text)
    ]


def test_long_texts_take_linear_time() -> None:
    """A query with many open brackets is read to its end."""
    assert 3 == len(read_mentions(PREFIX + "ASK { ex:s ex:p " + "(" * 50_000 + " ex:o"))
