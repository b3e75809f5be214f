"""What the SPARQL of a project may do: read the graph that is checked, and nothing else.

SERVICE, FROM and updates would leave it; rdflib, which evaluates the SPARQL of shapes, fetches by
default. A rule that asks for them is not run. What is looked at here is the text that will be
evaluated; `closed_graph` and `engine.closed`, which evaluate, refuse the same once more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.syntax.as_meant import as_meant, in_other_words
from hdhgraph.checks.syntax.codes import found
from hdhgraph.engine.worker.closed import inspect_closed
from hdhgraph.errors import QueryRefusedError
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.guards import readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hdhgraph.checks.report.findings import Finding

__all__ = ["CLAUSES", "TOO_MUCH", "part_rules", "reason_of", "refused_query"]

_SH: Final = PREFIXES["sh"]
_TEXTS: Final = frozenset(f"{_SH}{name}" for name in ("select", "ask", "construct", "update"))
_REASONS: Final = {
    "service": {
        "en": "SERVICE asks another endpoint.",
        "fr": "SERVICE interroge un autre point d'accès.",
    },
    "from": {
        "en": "FROM fetches a graph from elsewhere.",
        "fr": "FROM va chercher un graphe ailleurs.",
    },
    "update": {"en": "it would write.", "fr": "elle écrirait."},
}
TOO_MUCH: Final = {
    "en": "it is too long or nested too deep.",
    "fr": "elle est trop longue ou trop imbriquée.",
}

_VALIDATORS: Final = frozenset(
    f"{_SH}{name}" for name in ("validator", "nodeValidator", "propertyValidator")
)

# The prologue of each query is made of these, as they are (SHACL, 5.2.1).
_PREFIX: Final = re.compile(r"[\w.\-\u00B7\u0300-\u036F\u203F\u2040]*")
_NAMESPACE: Final = re.compile(r"(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*")
_DECLARED: Final = {f"{_SH}prefix": _PREFIX, f"{_SH}namespace": _NAMESPACE}
_NO_PREFIX: Final = {
    "en": "what it declares is not a prefix and an IRI, and would go into each query as it is.",
    "fr": "ce qu'elle déclare n'est pas un préfixe et une IRI, et entrerait tel quel dans chaque "
    "requête.",
}
_DECLARE: Final = {
    "en": "Declare a prefix by a name (sh:prefix) and the IRI of a namespace (sh:namespace).",
    "fr": "Déclarer un préfixe par un nom (sh:prefix) et l'IRI d'un espace de noms (sh:namespace).",
}


def _spelt(word: str) -> str:
    """Return a pattern of a keyword, any character of which may be escaped."""
    return "".join(
        rf"(?:{each}|\\u(?:0000)?00(?:{ord(each):x}|{ord(each.lower()):x}))" for each in word
    )


# Where a query first names what it may not do.
CLAUSES: Final = re.compile(
    rf"(?<![\w?$:]){_spelt('SERVICE')}\b|(?<![\w?$:]){_spelt('FROM')}\b", re.IGNORECASE
)


def refused_query(text: str, *, allows_from: bool = False) -> Mapping[str, str] | None:
    """Return why a query of a rule is not run, by language; None where it is."""
    try:
        facts = inspect_closed(text)
    except QueryRefusedError as error:
        return reason_of(error)
    return _REASONS["from"] if facts.has_dataset_clause and not allows_from else None


def reason_of(error: QueryRefusedError) -> Mapping[str, str]:
    """Return what a refusal says of a rule, by language."""
    return _REASONS.get(error.reason, TOO_MUCH)


def part_rules(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[Finding]]:
    """Return the rules without those that would fetch, and one finding for each of these.

    All triples of and about the node with the query go; the shape that used it stays. So does a
    kind of constraint whose validator it is, without which pySHACL uses no shape at all, and the
    declaration of a prefix with which more would come into queries.
    """
    rules = as_meant(quads)
    refused: dict[object, Finding] = {}
    for quad in rules:
        finding = _refusal(quad)
        if finding is not None:
            refused[quad.subject] = finding
    gone = refused.keys() | {
        quad.subject
        for quad in rules
        if quad.predicate.value in _VALIDATORS and quad.object in refused
    }
    kept = [quad for quad in rules if quad.subject not in gone and quad.object not in gone]
    return [in_other_words(quad) for quad in kept], list(refused.values())


def _refusal(quad: ox.Quad) -> Finding | None:
    """Return the finding of a triple of rules that brings in what may not be evaluated."""
    name, value = quad.predicate.value, quad.object
    if not isinstance(value, ox.Literal):
        return None
    if name in _TEXTS:
        reason = refused_query(value.value)
        return None if reason is None else _finding(quad, reason)
    form = _DECLARED.get(name)
    if form is None or all(form.fullmatch(each) for each in readings(value.value)):
        return None
    return replace(_finding(quad, _NO_PREFIX), hints=_DECLARE)


def _finding(quad: ox.Quad, reason: Mapping[str, str]) -> Finding:
    return replace(
        found("HG-REMOTE", {"reason": reason}),
        focus=quad.subject.value if isinstance(quad.subject, ox.NamedNode) else None,
        path=quad.predicate.value,
        value=str(quad.object),
    )
