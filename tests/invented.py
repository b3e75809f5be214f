"""Small invented graphs, for what a query is to answer where the bundled graph has no example."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from hdhgraph.project.layout import bundled
from hdhgraph.rdf.namespaces import HGID, PREFIXES

__all__ = ["claim", "invented", "place", "with_examples"]

_PREFIXES: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
_LENGTH: Final = 10
_EXAMPLES: Final = Path(__file__).parent / "examples.trig"


@cache
def _terms() -> tuple[ox.Quad, ...]:
    """Return the ontology and the vocabularies."""
    folder = bundled().root / "ontology"
    store = ox.Store()
    for name in ("hdhgraph.ttl", "vocabularies.ttl"):
        store.load(path=str(folder / name), format=ox.RdfFormat.TURTLE)
    return tuple(store)


def invented(*trig: str) -> ox.Store:
    """Return a graph of what the texts state, whose relative IRIs are ours, with our terms."""
    store = ox.Store()
    store.extend(_terms())
    store.load(_PREFIXES + "\n".join(trig), format=ox.RdfFormat.TRIG, base_iri=HGID)
    return store


def with_examples(bundled_graph: ox.Store) -> ox.Store:
    """Return a copy of the bundled graph with an example of what no source of it has."""
    store = ox.Store()
    store.bulk_extend(bundled_graph)
    store.load(path=str(_EXAMPLES), format=ox.RdfFormat.TRIG, base_iri=HGID)
    return store


def claim(slug: str, speaker: str, of: str, stance: str = "asserts", more: str = "") -> str:
    """Return a claim as Turtle; `more` is further predicates and objects."""
    return (
        f"<claim/{slug}> a hg:Claim ; hg:speaker <actor/{speaker}> ; "
        f"hg:proposition <proposition/{of}> ; hg:stance stance:{stance} ; "
        f"hg:certainty certainty:plain{_added(more)} .\n"
    )


def place(source: str, start: int | None, of: str, mode: str = "direct", more: str = "") -> str:
    """Return an attestation as Turtle, ten characters long; without `start` it is not held."""
    name = of if start is None else f"{start}-{start + _LENGTH}"
    own = f"<source/{source}/{name}>"
    text = (
        f"{own} a hg:Attestation ; oa:hasSource <source/{source}> ; "
        f"hg:attests <{of if '/' in of else f'claim/{of}'}> ; hg:mode mode:{mode}{_added(more)} .\n"
    )
    if start is None:
        return text
    anchor = own.replace(">", "#sel>")
    return (
        f"{text}{own} oa:hasSelector {anchor} .\n"
        f"{anchor} a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + _LENGTH} .\n"
    )


def _added(more: str) -> str:
    return f" ; {more}" if more else ""
