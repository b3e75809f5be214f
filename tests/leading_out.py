"""Projects that try to lead out of themselves, each in a way of its own, and others that look so.

`{url}` stands for a place where something listens.
"""

from __future__ import annotations

import json
import re
from typing import Final

PREFIXES: Final = """\
@prefix ex: <https://example.org/invented/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA: Final = """\
ex:a a ex:Thing ; ex:name "a", "the SERVICE FROM here" ; ex:service ex:b .
ex:b a ex:Thing ; ex:name "b" .
"""
HYGIENE: Final = "#+ message_fr: fr\n#+ message_en: en\n"
CANNED: Final = "#+ summary: a\n#+ summary_fr: a\n#+ description: a\n#+ description_fr: a\n"

# Where the SPARQL of a shape may stand: `SELECT`, `ASK` and `WHERE` are put in.
CARRIERS: Final = {
    "constraint": "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ %SELECT ] .",
    "constraint of a property": "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; "
    "sh:property [ sh:path ex:name ; sh:sparql [ %SELECT ] ] .",
    "ASK validator": "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; ex:limit 1 . "
    "ex:c a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ; "
    "sh:validator [ a sh:SPARQLAskValidator ; %ASK ] .",
    "node validator": "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; ex:limit 1 . "
    "ex:c a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ; "
    "sh:nodeValidator [ a sh:SPARQLSelectValidator ; %SELECT ] .",
    "property validator": "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; "
    "sh:property [ sh:path ex:name ; ex:limit 1 ] . "
    "ex:c a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ; "
    "sh:propertyValidator [ a sh:SPARQLSelectValidator ; %SELECT ] .",
    "target": "ex:s a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; %SELECT ] ; "
    "sh:property [ sh:path ex:name ; sh:minCount 1 ] .",
    "type of target": "ex:t a sh:SPARQLTargetType ; rdfs:subClassOf sh:Target ; "
    "sh:parameter [ sh:path ex:limit ] ; %SELECT . "
    "ex:s a sh:NodeShape ; sh:target [ a ex:t ; ex:limit 1 ] ; "
    "sh:property [ sh:path ex:name ; sh:minCount 1 ] .",
    "rule": "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; "
    "sh:rule [ a sh:SPARQLRule ; %CONSTRUCT ] .",
    "function": "ex:f a sh:SPARQLFunction ; sh:parameter [ sh:path ex:limit ] ; "
    "sh:returnType xsd:boolean ; %ASK . "
    "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:expression [ ex:f ( sh:this ) ] .",
    "function that a query calls": "ex:f a sh:SPARQLFunction ; "
    "sh:parameter [ sh:path ex:limit ] ; %SELECT . "
    "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:select "
    '"SELECT $this { $this a ?kind FILTER (<https://example.org/invented/f>($this) = 1) }" ] .',
}
# Ways to write SERVICE, each as the pattern of a query.
SERVICES: Final = {
    "plain": "SERVICE <{url}> { ?a ?b ?c }",
    "lower case": "service <{url}> { ?a ?b ?c }",
    "silent": "SERVICE SILENT <{url}> { ?a ?b ?c }",
    "over lines": "SERVICE\n# a comment\n<{url}>\n{ ?a ?b ?c }",
    "close": "SERVICE<{url}>{?a ?b ?c}",
    "escaped": "S\\u0045RVICE <{url}> { ?a ?b ?c }",
    "escaped lower case": "serv\\u0069ce <{url}> { ?a ?b ?c }",
    "escaped in full": "\\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <{url}> { ?a ?b ?c }",
    "escaped in eight digits": "\\U00000053ERVICE SILENT <{url}> { ?a ?b ?c }",
    "escaped as rdflib reads it": "\\U0053ERVICE <{url}> { ?a ?b ?c }",
    "escaped brackets": "SERVICE \\u003C{url}\\u003E \\u007B ?a ?b ?c \\u007D",
    "escaped in the IRI": "SERVICE <\\u0068ttp{url_rest}> { ?a ?b ?c }",
    "behind a comment that ends in an escape": "# a comment\\u000A SERVICE <{url}> { ?a ?b ?c }",
    "behind a string that ends in an escape": (
        'BIND ("a\\u0022 AS ?q) SERVICE <{url}> { ?a ?b ?c } # ")'
    ),
    "in EXISTS": "?a ?b ?c FILTER EXISTS { SERVICE <{url}> { ?a ?b ?d } }",
    "in a sub-select": "{ SELECT * { S\\u0045RVICE <{url}> { ?a ?b ?c } } }",
    "of a variable": "VALUES ?s { <{url}> } SERVICE ?s { ?a ?b ?c }",
    "in MINUS": "?a ?b ?c MINUS { S\\u0045RVICE <{url}> { ?a ?b ?c } }",
    "in OPTIONAL": "OPTIONAL { S\\u0045RVICE <{url}> { ?a ?b ?c } }",
    "in UNION": "{ ?a ?b ?c } UNION { S\\u0045RVICE <{url}> { ?a ?b ?c } }",
    "with a letter like S": "\u017fERVICE <{url}> { ?a ?b ?c }",
}
# Ways to name a dataset, each behind the form of a query.
DATASETS: Final = {
    "plain": "FROM <{url}>",
    "named": "FROM NAMED <{url}>",
    "lower case": "from named <{url}>",
    "escaped": "F\\u0052OM <{url}>",
    "escaped in full": "\\u0046\\u0052\\u004F\\u004D\\u0020<{url}>",
    "escaped in eight digits": "\\U00000046ROM <{url}>",
    "behind a comment that ends in an escape": "# a comment\\u000A FROM <{url}>",
}
# Declarations of a prefix, as name and namespace: what is pasted in front of a query.
DECLARATIONS: Final = {
    "a query": ("x", "urn:x> SELECT $this { SERVICE <{url}> { ?a ?b ?c } } #"),
    "a query on a line of its own": (
        "x",
        "urn:x>\nSELECT $this { SERVICE <{url}> { ?a ?b ?c } } #",
    ),
    "a query that is escaped": (
        "x",
        "urn:x\\u003E SELECT $this { S\\u0045RVICE <{url}> { ?a ?b ?c } } #",
    ),
    "a dataset": ("x", "urn:x> SELECT $this FROM <{url}> { $this ?b ?c } #"),
    "a query as its name": ("x: <urn:x> SELECT $this { SERVICE <{url}> { ?a ?b ?c } } #", "urn:y"),
    "a line as its name": ("x: <urn:x>\nSELECT $this { SERVICE <{url}> { ?a ?b ?c } } #", "urn:y"),
    "a name that is escaped": (
        "x: \\u003Curn:x\\u003E SELECT $this { SERVICE <{url}> { ?a ?b ?c } } #",
        "urn:y",
    ),
    "a comment for what follows": ("x", "urn:x> SELECT $this { $this ?b ?c } #"),
    "a base": ("x", "urn:x> BASE <{url}"),
}
# Patterns that look like the above, and read the graph alone.
HARMLESS: Final = {
    "a string": "$this ex:name ?x FILTER (?x = 'SERVICE <{url}> { ?a ?b ?c } FROM <{url}>')",
    "a string in a word": "$this ex:name ?x FILTER (?x = 'no SERVICE desk')",
    "a long string": "$this ex:name ?x FILTER (?x = '''a\nSERVICE <{url}> { }\nFROM <{url}>''')",
    "an escape in a string": "$this ex:name ?x FILTER (?x = 'S\\u0045RVICE <{url}>')",
    "an escape that is no keyword": "$this ex:name ?x FILTER (?x = 'd\\u00E9j\\u00E0')",
    "a comment": "$this ex:name ?x # SERVICE <{url}> { ?a ?b ?c } FROM <{url}>\n FILTER (?x = 1)",
    "an IRI": "$this <https://example.org/SERVICE/FROM> ?x",
    "an IRI that is escaped": "$this <https://example.org/S\\u0045RVICE> ?x",
    "a variable": "$this ex:nothing ?service . ?from ex:nothing $SERVICE",
    "a variable that ends so": "$this ex:nothing ?myservice . ?myservice ex:nothing ?xfrom",
    "a local name": "$this ex:service ?x . ?x ex:from ?y . ?y ex:SERVICE ?z",
    "the name of a prefix": "$this service:nothing ?x . ?x from:nothing ?y",
}
DECLARED: Final = (
    "ex:o sh:declare\n"
    "    [ sh:prefix 'ex' ; sh:namespace 'https://example.org/invented/'^^xsd:anyURI ],\n"
    "    [ sh:prefix 'service' ; sh:namespace 'https://example.org/SERVICE#' ],\n"
    "    [ sh:prefix 'from' ; sh:namespace 'https://example.org/FROM/\\\\u00E9#' ],\n"
    "    [ sh:prefix '' ; sh:namespace 'https://example.org/'@en ],\n"
    "    [ sh:prefix 'a-b.c\u00b7d\u00e9' ; sh:namespace 'https://example.org/\u00e9?a=(b)#' ] .\n"
)


def literal(text: str) -> str:
    """Return a text as Turtle writes it."""
    return json.dumps(text, ensure_ascii=False)


def filled(text: str, url: str) -> str:
    """Return a text with the place put in."""
    return text.replace("{url_rest}", url.removeprefix("http")).replace("{url}", url)


def carried(carrier: str, pattern: str, dataset: str = "", mark: str = "") -> str:
    """Return, on one line, shapes whose SPARQL has a pattern, and names a dataset.

    `mark` ends the names of what the shapes are made of.
    """
    rest = f"{dataset}\n{{ {pattern}\n }}"
    texts = {
        "%SELECT": f"sh:select {literal(f'SELECT $this {rest}')}",
        "%ASK": f"sh:ask {literal(f'ASK {rest}')}",
        "%CONSTRUCT": f"sh:construct {literal(f'CONSTRUCT {{ $this a <urn:x> }} {rest}')}",
    }
    turtle = re.sub(r"(ex:|invented/)([sctf]|limit)\b", rf"\g<1>\g<2>{mark}", CARRIERS[carrier])
    for name, text in texts.items():
        turtle = turtle.replace(name, f"{text} ; sh:prefixes ex:o")
    return turtle + "\n"


def carried_by_all(pattern: str, dataset: str = "") -> str:
    """Return the shapes of each carrier, each on a line of its own."""
    return "".join(
        carried(each, pattern, dataset, str(number)) for number, each in enumerate(CARRIERS)
    )


def of_shapes(turtle: str) -> dict[str, str]:
    """Return the files of a project with these shapes."""
    return {"data/d.ttl": PREFIXES + DATA, "shapes/s.ttl": PREFIXES + turtle}


def declaring(name: str, namespace: str, query: str = "SELECT $this { $this ?p 1 }") -> str:
    """Return a shape whose query gets a prefix from an ontology, and needs none."""
    return (
        f"ex:o sh:declare [ sh:prefix {literal(name)} ; sh:namespace {literal(namespace)} ] .\n"
        "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ;\n"
        f"    sh:sparql [ sh:prefixes ex:o ; sh:select {literal(query)} ] .\n"
    )
