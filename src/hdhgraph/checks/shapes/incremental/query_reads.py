"""Which properties a SPARQL query looks at, wherever in the graph they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["properties_of"]


def properties_of(query: str) -> frozenset[URIRef] | None:
    """Return the properties of all patterns of a query; None where it may look at any.

    That is so of a variable or a negated set in their place, and of what does not parse here.
    """
    try:
        patterns = list(_patterns(prepareQuery(query).algebra))
        return frozenset(each for pattern in patterns for each in _named(pattern))
    except Exception:  # noqa: BLE001 - rdflib raises bare ones of what it cannot parse
        return None


def _patterns(part: Any) -> Iterator[Any]:  # noqa: ANN401 - any part of rdflib's algebra
    """Yield what stands in the place of the property of each triple pattern."""
    if isinstance(part, CompValue):
        for name, value in part.items():
            if name == "triples":
                yield from (triple[1] for triple in value)
            else:
                yield from _patterns(value)
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _patterns(each)


def _named(path: object) -> Iterator[URIRef]:
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, InvPath):
        yield from _named(path.arg)
    elif isinstance(path, MulPath):
        yield from _named(path.path)
    elif isinstance(path, (AlternativePath, SequencePath)):
        for each in path.args:
            yield from _named(each)
    else:
        raise TypeError(path)
