"""Invented claims as Turtle, for tests of what follows from who takes which stance on what."""

from __future__ import annotations

import pyoxigraph as ox

HG = "https://w3id.org/hdhgraph/ont#"
ID = "https://w3id.org/hdhgraph/id/"
PREFIXES = f"""
@base <{ID}> .
@prefix hg: <{HG}> .
@prefix stance: <https://w3id.org/hdhgraph/vocab/stance/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def claims(*described: tuple[str, str, str, str]) -> str:
    """Describe invented claims: name, speaker, stance, proposition."""
    return "".join(
        f"<claim/{name}> hg:speaker <actor/{speaker}> ; hg:stance stance:{stance} ; "
        f"hg:proposition <proposition/{proposition}> .\n"
        for name, speaker, stance, proposition in described
    )


def load(turtle: str) -> ox.Store:
    """Load invented Turtle into a named graph, as a project would be."""
    store = ox.Store()
    graph = ox.NamedNode("https://example.org/graph")
    store.load(PREFIXES + turtle, format=ox.RdfFormat.TURTLE, to_graph=graph)
    return store


def name(claim: ox.NamedNode) -> str:
    """Return the name that a claim was described by."""
    return claim.value.removeprefix(f"{ID}claim/")
