"""Rules that would leave the graph: SERVICE and FROM in the SPARQL of shapes and hygiene queries.

rdflib, which evaluates the SPARQL of shapes, fetches both by default. Such a rule is not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.as_meant import as_meant
from hdhgraph.checks.codes import found
from hdhgraph.checks.findings import Finding
from hdhgraph.engine.guards import inspect
from hdhgraph.errors import QueryRefusedError
from hdhgraph.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["TOO_MUCH", "part_rules", "refused_query"]

_SH: Final = PREFIXES["sh"]
_TEXTS: Final = frozenset(f"{_SH}{name}" for name in ("select", "ask", "construct", "update"))
_REASONS: Final = {
    "service": {
        "en": "SERVICE asks another endpoint.",
        "fr": "SERVICE interroge un autre point d'accès.",
    },
    "update": {"en": "it would write.", "fr": "elle écrirait."},
    "from": {
        "en": "FROM fetches a graph from elsewhere.",
        "fr": "FROM va chercher un graphe ailleurs.",
    },
}
TOO_MUCH: Final = {
    "en": "it is too long or nested too deep.",
    "fr": "elle est trop longue ou trop imbriquée.",
}


def refused_query(text: str, *, allows_from: bool = False) -> Mapping[str, str] | None:
    """Return why a query of a rule is not run, by language; None where it is."""
    try:
        facts = inspect(text)
    except QueryRefusedError as error:
        return _REASONS.get(error.reason, TOO_MUCH)
    return _REASONS["from"] if facts.has_dataset_clause and not allows_from else None


def part_rules(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[Finding]]:
    """Return the rules without those that would fetch, and one finding for each of these.

    All triples of and about the node with the query go; the shape that used it stays.
    """
    rules = as_meant(quads)
    refused: dict[object, Finding] = {}
    for quad in rules:
        if quad.predicate.value in _TEXTS and isinstance(quad.object, ox.Literal):
            reason = refused_query(quad.object.value)
            if reason is not None:
                refused[quad.subject] = _finding(quad, reason)
    if not refused:
        return rules, []
    kept = [quad for quad in rules if quad.subject not in refused and quad.object not in refused]
    return kept, list(refused.values())


def _finding(quad: ox.Quad, reason: Mapping[str, str]) -> Finding:
    told = found("HG-REMOTE", {"reason": reason})
    return Finding(
        told.code,
        told.severity,
        told.messages,
        quad.subject.value if isinstance(quad.subject, ox.NamedNode) else None,
        quad.predicate.value,
        str(quad.object),
        hints=told.hints,
    )
