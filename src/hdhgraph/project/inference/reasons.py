"""Why curators state something: each of their statements is annotated by a reason.

A reason is a named `owl:Axiom` whose annotated source, property and target are the statement as it
stands, with `rdfs:comment` in English and French. It is asked of every `hg:refines`,
`hg:incompatibleWith`, `hg:inTensionWith` and `hg:weighsFor`, wherever they stand, and in the graph
of curation also of every deduced bound (`hg:earliest`, `hg:latest`) and every other link.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, graph_name, hg

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGES", "RELATIONS", "Reason", "lacking", "read_reasons", "reason_pattern"]

LANGUAGES: Final = ("en", "fr")
# The relations between propositions that curators state.
RELATIONS: Final = ("incompatibleWith", "inTensionWith", "refines", "weighsFor")

_OWL: Final = PREFIXES["owl"]
_COMMENT: Final = PREFIXES["rdfs"] + "comment"
_ANNOTATED: Final = tuple(f"{_OWL}annotated{each}" for each in ("Source", "Property", "Target"))
_BOUNDS: Final = tuple(map(hg, ("earliest", "latest")))
# What is stated of types, withdrawals and faults of texts, or is a reason, is no judgement.
_UNJUDGED: Final = (
    RDF_TYPE,
    *_ANNOTATED,
    *(PREFIXES["dcterms"] + each for each in ("isReplacedBy", "replaces")),
    hg("discrepancy"),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a statement is made: the IRI of its axiom, and what that says by language."""

    iri: str
    comments: Mapping[str, str]


def reason_pattern(source: str, relation: str, target: str) -> str:
    """Return the SPARQL pattern for `?reason` of a statement and `?why`, in every language.

    The statement is given as SPARQL writes its terms, or as variables.
    """
    terms = zip(_ANNOTATED, (source, relation, target), strict=True)
    told = " ; ".join(f"<{name}> {term}" for name, term in terms)
    return f"?reason a <{_OWL}Axiom> ; {told} ; <{_COMMENT}> ?why . FILTER (ISIRI(?reason))"


def read_reasons(store: ox.Store) -> dict[ox.Triple, list[Reason]]:
    """Return the reasons of each statement that has one, in the order of their IRIs."""
    query = f"SELECT ?reason ?s ?p ?o ?why WHERE {{ {reason_pattern('?s', '?p', '?o')} }}"
    comments: dict[tuple[ox.Triple, str], dict[str, str]] = defaultdict(dict)
    for reason, source, relation, target, why in select(store, query):
        if isinstance(why, ox.Literal) and why.value.strip():
            statement = ox.Triple(source, relation, target)
            comments[statement, reason.value].setdefault(why.language or "", why.value)
    found: dict[ox.Triple, list[Reason]] = defaultdict(list)
    for statement, iri in sorted(comments, key=str):
        found[statement].append(Reason(iri, comments[statement, iri]))
    return dict(found)


def lacking(store: ox.Store) -> dict[ox.Triple, list[str]]:
    """Return each curated statement that lacks a reason, with the languages it lacks it in."""
    reasons = read_reasons(store)
    found = {}
    for statement in sorted(_curated(store), key=str):
        told = {lang for each in reasons.get(statement, ()) for lang in each.comments}
        if missing := [lang for lang in LANGUAGES if lang not in told]:
            found[statement] = missing
    return found


def _curated(store: ox.Store) -> set[ox.Triple]:
    relations = " ".join(f"<{hg(each)}>" for each in RELATIONS)
    bounds, unjudged = (", ".join(f"<{each}>" for each in names) for names in (_BOUNDS, _UNJUDGED))
    query = f"""
SELECT DISTINCT ?s ?p ?o WHERE {{
  {{ VALUES ?p {{ {relations} }} ?s ?p ?o }}
  UNION
  {{
    GRAPH <{graph_name("curation")}> {{ ?s ?p ?o }}
    FILTER (?p IN ({bounds}) || (ISIRI(?o) && ?p NOT IN ({unjudged})))
    FILTER NOT EXISTS {{ VALUES ?kind {{ <{_OWL}Axiom> <{hg("Discrepancy")}> }} ?s a ?kind }}
  }}
}}"""
    return {ox.Triple(*row) for row in select(store, query)}
