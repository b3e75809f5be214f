"""Findings of the generic rules: made from terms of the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from hdhgraph.checks.ontology.rules import PREFIX, found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.report.findings import Finding

__all__ = ["MOST", "Values", "at_term", "at_triple"]

# Of one cause: who sees a hundred knows that it is wrong throughout.
MOST: Final = 100
# What a message is told: text, or text by language, by the name of its place.
Values: TypeAlias = "Mapping[str, Mapping[str, str] | str]"


def at_triple(
    slug: str,
    triple: tuple[Term, Term | None, Term | None],
    values: Values,
) -> Finding:
    """Return a finding at a triple, or at what is known of it."""
    focus, path, value = triple
    return replace(
        found(slug if slug.startswith(PREFIX) else f"{PREFIX}{slug}", values),
        focus=_iri(focus),
        path=_iri(path),
        value=str(value) if isinstance(value, ox.NamedNode | ox.Literal) else None,
    )


def at_term(slug: str, quad: ox.Quad, term: Term, values: Values) -> Finding:
    """Return a finding at one term of a triple: its property, or else its subject or value."""
    if quad.predicate == term:
        # So the place is that of the property; of a node without a name it needs both.
        path = None if isinstance(quad.subject, ox.NamedNode) else term
        return at_triple(slug, (quad.subject, path, term), values)
    if quad.subject == term:
        return at_triple(slug, (term, None, None), values)
    return at_triple(slug, (quad.subject, quad.predicate, quad.object), values)


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, ox.NamedNode) else None
