"""What a description of one entity holds, as queries: enough to understand it and to cite it.

A description is what is said of the entity, with its blank nodes and with the parts that have its
IRI and a fragment; the reasons of the curators for what is said of it; what points at it, a page at
a time; the labels of all that these link to; and behind each claim met on the way who said it,
what, and the places that voice it. One CONSTRUCT gives it. Before, a small SELECT tells whether
there is such an entity and how much points at it: nothing here joins a page of many with the whole
graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE
from hdhgraph.sparql import as_of
from hdhgraph.sparql.as_of import interval, left_out

if TYPE_CHECKING:
    import datetime

__all__ = [
    "PAGE_SIZE",
    "Asked",
    "describe_query",
    "facts_query",
    "groups_query",
    "members_query",
    "names_query",
    "parts_query",
]

# How many entities that point at one are described on a page.
PAGE_SIZE: Final = 100
_MOST_NAMES: Final = 20_000
_MOST_FACTS: Final = 1000
_USED: Final = ("hg", "dcterms", "foaf", "oa", "owl", "rdfs", "schema", "skos", "xsd")
_PROLOGUE: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _USED)


def _list(*names: str) -> str:
    """Return terms for IN, with no VALUES: that would be joined before the entity is looked at."""
    return ", ".join(names)


_TYPE: Final = f"<{RDF_TYPE}>"
_DATES: Final = ("hg:edtf", "hg:earliest", "hg:latest")
_CLAIM_LINKS: Final = (
    "hg:speaker", "hg:inCapacity", "hg:proposition", "hg:stance", "hg:illocution", "hg:certainty",
    "hg:madeAt",
)  # fmt: skip
_PLACE: Final = (
    "oa:hasSource", "oa:hasSelector", "hg:mode", "hg:fragment", "hg:relays", "hg:accordingTo",
    "hg:eventStatus", "hg:discrepancy",
)  # fmt: skip
_STATEMENT: Final = ("owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget")
# What is said here of an entity that points at the one described.
_SHORT: Final = _list(
    _TYPE, "skos:prefLabel", *_CLAIM_LINKS, *_PLACE, *_STATEMENT, *_DATES, "hg:saidNoLaterThan"
)
_LINKS: Final = _list(
    *_CLAIM_LINKS, "oa:hasSource", "hg:mode", "hg:accordingTo", "hg:eventStatus", *_STATEMENT
)
_CITED: Final = _list(
    "skos:prefLabel", "schema:url", "schema:inLanguage", "schema:author", "schema:publisher",
    "schema:isPartOf", *_DATES,
)  # fmt: skip
_LABEL: Final = _list("skos:prefLabel", "rdfs:label")
# What a claim is called by.
_NAMING: Final = "hg:proposition|hg:speaker|hg:stance|hg:illocution"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which description is asked for.

    `iri` is the entity's; `document` the absolute address of the description, `dataset` the IRI of
    what it is part of. With `as_of`, claims that are not yet said as of that day are left out.
    """

    iri: str
    document: str
    dataset: str
    licence: str = ""
    as_of: datetime.date | None = None

    @property
    def node(self) -> str:
        """The entity's IRI as SPARQL writes it. Raises ValueError where it is none."""
        return str(ox.NamedNode(self.iri))

    def said(self, variable: str) -> str:
        """Return the filter that leaves out a claim that is not yet said by then."""
        if self.as_of is None:
            return ""
        return (
            f"FILTER NOT EXISTS {{ {variable} a hg:Claim . {interval(variable)} "
            f"{left_out(variable, self.as_of)} }}"
        )


def facts_query(asked: Asked) -> str:
    """Return the SELECT for whether there is such an entity, and how much points at it.

    `out` is 0 or 1, `in` no more than one past a page; `kind` (a class), `deprecated`,
    `replacement`, and of a claim `saidBy` and `earliest` are there where the graph has them.
    """
    return f"""{_PROLOGUE}SELECT ?out ?in ?kind ?deprecated ?replacement ?saidBy ?earliest WHERE {{
  {{ SELECT (COUNT(*) AS ?out) WHERE {{ SELECT ?p WHERE {{ {asked.node} ?p ?o }} LIMIT 1 }} }}
  {{ SELECT (COUNT(*) AS ?in) WHERE {{
    SELECT ?s WHERE {{ ?s ?p {asked.node} }} LIMIT {PAGE_SIZE + 1} }} }}
  OPTIONAL {{
    {asked.node} owl:deprecated ?deprecated
    OPTIONAL {{ {asked.node} dcterms:isReplacedBy ?replacement }}
  }}
  OPTIONAL {{ {asked.node} a hg:Claim ; hg:saidNoLaterThan ?saidBy }}
  OPTIONAL {{ {asked.node} a hg:Claim ; hg:earliest ?own }}
  OPTIONAL {{ {asked.node} a hg:Claim ; hg:madeAt ?event OPTIONAL {{ ?event hg:earliest ?there }} }}
  BIND (COALESCE(?own, ?there) AS ?earliest)
  OPTIONAL {{ {asked.node} a ?kind }}
}} LIMIT {_MOST_FACTS}"""


def parts_query(document: str) -> str:
    """Return the SELECT for the `part` of a text that a source leaves out, named by a document.

    Such a part has the document's IRI and a fragment, and the document names nothing else.
    """
    start = ox.Literal(f"{document}#")
    return (
        f"{_PROLOGUE}SELECT ?part WHERE {{ ?source hg:leavesOut ?part "
        f"FILTER (STRSTARTS(STR(?part), {start})) }} LIMIT 2"
    )


def members_query(asked: Asked, page: int) -> str:
    """Return the SELECT for `count`, all that point at the entity, and each `in` of one page."""
    pattern = f"?in ?via {asked.node} FILTER (ISIRI(?in)) {asked.said('?in')}"
    return f"""{_PROLOGUE}SELECT ?count ?in WHERE {{
  {{ SELECT (COUNT(DISTINCT ?in) AS ?count) WHERE {{ {pattern} }} }}
  UNION
  {{ SELECT DISTINCT ?in WHERE {{ {pattern} }}
     ORDER BY ?in LIMIT {PAGE_SIZE} OFFSET {(page - 1) * PAGE_SIZE} }}
}}"""


def groups_query(asked: Asked) -> str:
    """Return the SELECT for how many claims that the entity links to or that point at it there are.

    Each `count` is of a group as of the day. Raises ValueError without one.
    """
    if asked.as_of is None:
        raise ValueError(asked)
    linked = f"{{ ?claim ?via {asked.node} }} UNION {{ {asked.node} ?via ?claim }}"
    return _PROLOGUE + as_of.groups_query(f"{linked} ?claim a hg:Claim .", asked.as_of)


def names_query(start: str) -> str:
    """Return the SELECT for the IRIs that begin with `start`, for the nearest names."""
    text = ox.Literal(start)
    return (
        f"SELECT DISTINCT ?name WHERE {{ ?name a ?kind FILTER (STRSTARTS(STR(?name), {text})) }} "
        f"LIMIT {_MOST_NAMES}"
    )


def describe_query(
    asked: Asked, members: list[str] | None = None, *, is_brief: bool = False
) -> str:
    """Return the CONSTRUCT for a description.

    `members` are the IRIs of what points at the entity and is described with it; None for all. What
    is not there is not asked for: a shorter query is read sooner. With `is_brief` the evidence of
    members is left out, which a page that shows it elsewhere does not need.
    """
    node = asked.node
    own = str(ox.Literal(f"{asked.iri}#"))
    if members is None:
        among, linking = f"?in ?via {node} .", ""
    else:
        among = f"VALUES ?in {{ {' '.join(str(ox.NamedNode(each)) for each in members)} }}"
        linking = f"?in ?via {node} ."
    branches = [
        # The entity, its blank nodes to some depth, and its parts.
        f"{node} ?p ?o . {asked.said('?o')}",
        (
            f"{node} ?x ?part . FILTER (ISBLANK(?part) || STRSTARTS(STR(?part), {own})) "
            "?part ?partP ?partO"
        ),
        (
            f"{node} ?x ?y . FILTER (ISBLANK(?y)) ?y ?z ?deep . FILTER (ISBLANK(?deep)) "
            "?deep ?deepP ?deepO"
        ),
        f"{node} ?x ?linked . ?linked ?linkedP ?linkedO FILTER (?linkedP IN ({_LABEL}))",
        (
            f"{node} ?x ?named . FILTER (ISIRI(?named)) ?named oa:hasSelector ?y . "
            "?named ?namedP ?namedO "
            f"FILTER (?namedP IN ({_SHORT}))"
        ),
        f"?reason owl:annotatedSource {node} ; ?reasonP ?reasonO",
        f"{node} oa:hasSource ?cited . ?cited ?citedP ?citedO FILTER (?citedP IN ({_CITED}))",
        f"{node} hg:madeAt ?event . ?event ?eventP ?eventO FILTER (?eventP IN ({_list(*_DATES)}))",
        *_of_claims(f"{node} ?x ?claim . {asked.said('?claim')}"),
        *(_of_members(among, linking) if members != [] else ()),
        *(_evidence(among) if members != [] and not is_brief else ()),
    ]
    where = "\n  UNION ".join(f"{{ {branch} }}" for branch in branches)
    return f"{_PROLOGUE}CONSTRUCT {{\n{_template(asked)}}} WHERE {{\n  {where}\n}}"


def _of_claims(links: str) -> list[str]:
    """Return the patterns for the claims that the entity itself links to."""
    return [
        f"{links} ?claim hg:proposition ?y . ?claim ?claimP ?claimO FILTER (?claimP IN ({_SHORT}))",
        f"{links} ?claim {_NAMING} ?of . ?of skos:prefLabel ?ofLabel",
    ]


def _of_members(among: str, linking: str) -> list[str]:
    """Return the patterns for what points at the entity, and what that is called by."""
    return [
        f"{among} {linking}",
        f"{among} ?in ?inP ?inO FILTER (?inP IN ({_SHORT}))",
        f"{among} ?in hg:madeAt ?when . ?when ?whenP ?whenO FILTER (?whenP IN ({_list(*_DATES)}))",
        f"{among} ?in ?x ?to . ?to skos:prefLabel ?toLabel FILTER (?x IN ({_LINKS}))",
        f"{among} ?in oa:hasSelector ?at . ?at ?atP ?atO",
        f"{among} ?in oa:hasSource ?text . ?text ?textP ?textO FILTER (?textP IN ({_CITED}))",
    ]


def _evidence(among: str) -> list[str]:
    """Return the patterns for what places that point at it voice, and for the places of claims."""
    evidence = f"{among} ?place hg:attests ?in"
    return [
        (
            f"{among} ?in hg:attests ?voiced . ?voiced hg:proposition ?y . "
            f"?voiced ?voicedP ?voicedO FILTER (?voicedP IN ({_SHORT}))"
        ),
        (f"{among} ?in hg:attests ?y . ?y {_NAMING} ?vo . ?vo skos:prefLabel ?voLabel"),
        f"{evidence} ; ?placeP ?placeO FILTER (?placeP IN ({_list(_TYPE, *_PLACE)}))",
        f"{evidence} ; oa:hasSelector ?spot . ?spot ?spotP ?spotO",
        f"{evidence} ; hg:mode ?how . ?how skos:prefLabel ?howLabel",
        f"{evidence} ; oa:hasSource ?from . ?from ?fromP ?fromO FILTER (?fromP IN ({_CITED}))",
    ]


def _template(asked: Asked) -> str:
    """Return what is constructed; what a solution does not bind is left out of it."""
    node, document = asked.node, str(ox.NamedNode(asked.document))
    licence = f" ; dcterms:license {ox.NamedNode(asked.licence)}" if asked.licence else ""
    described = [
        "linked",
        "part",
        "deep",
        "reason",
        "named",
        "cited",
        "event",
        "claim",
        "in",
        "when",
        "at",
        "text",
        "voiced",
        "place",
        "spot",
        "from",
    ]
    labelled = ("of", "to", "vo", "how")
    return "".join(
        [
            (
                f"  {document} a foaf:Document ; foaf:primaryTopic {node} ; "
                f"dcterms:isPartOf {ox.NamedNode(asked.dataset)}{licence} .\n"
            ),
            f"  {node} ?p ?o .\n  ?in ?via {node} .\n  ?place hg:attests ?in .\n",
            *(f"  ?{name} ?{name}P ?{name}O .\n" for name in described),
            *(f"  ?{name} skos:prefLabel ?{name}Label .\n" for name in labelled),
        ]
    )
