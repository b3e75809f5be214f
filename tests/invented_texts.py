"""Invented texts with anchors in them, in Turtle, for what anchors show beside each other."""

from __future__ import annotations

import pyoxigraph as ox

from hdhgraph.project.sources.anchors import digest

__all__ = ["EX", "held", "store_of"]

EX = "https://example.org/invented/"
_HEAD = f"""
@prefix ex: <{EX}> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
ex:comment schema:isPartOf ex:page .
"""


def held(name: str, text: str) -> str:
    """Describe a source whose text is at hand."""
    return f'ex:{name} dcterms:identifier "{name}.txt" ; hg:sha256 "{digest(text)}" .\n'


def store_of(*turtle: str) -> ox.Store:
    """Return a store of what is described; `ex:comment` is a part of `ex:page`."""
    store = ox.Store()
    store.load(_HEAD + "".join(turtle), format=ox.RdfFormat.TURTLE)
    return store
