"""All claims of a store, read as the service reads them from its engine."""

from __future__ import annotations

import pyoxigraph as ox

from hdhgraph.claims.index.reading import ClaimsReader, index_queries
from hdhgraph.rdf.namespaces import BASE, PREFIXES

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
MOST = 1_000_000


def select(store: ox.Store, query: str) -> list[dict[str, str]]:
    """Return solutions as text by variable."""
    found = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [each.value for each in found.variables]
    return [
        {name: term.value for name in names if (term := row[name]) is not None} for row in found
    ]


def read_claims(
    store: ox.Store, base: str = BASE, size: int = 1000, most: int = MOST
) -> ClaimsReader:
    """Read all claims, fed in pieces of `size` bytes."""
    organisations = [each["s"] for each in select(store, "SELECT ?s { ?s a hg:Organisation }")]
    reader = ClaimsReader(base, organisations, most)
    for name, query in index_queries(most).items():
        found = store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        content = found.serialize(format=ox.QueryResultsFormat.TSV)
        assert content is not None
        for start in range(0, len(content), size):
            reader.feed(name, content[start : start + size])
        reader.end(name)
    return reader
