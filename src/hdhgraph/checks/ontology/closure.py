"""The whole closure under OWL 2 RL, by the package owlrl: what contradicts itself in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import owlrl  # type: ignore[import-untyped]
from rdflib import URIRef

from hdhgraph.checks.ontology.rules import found
from hdhgraph.rdf.rdflib_graphs import to_graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from hdhgraph.checks.report.findings import Finding

__all__ = ["check_closure"]

_ERROR: Final = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
# What owlrl says of a node comes last in these: "… have a common individual X".
_NODE: Final = re.compile(
    r"(?:common individual|on element|used on) (?P<last>\S+)"
    r"|pair: \((?P<pair>[^,\s]+),|violated for: \((?P<first>[^,\s]+),"
    r"|property \S+ on (?P<on>\S+) and|^(?P<start>\S+) is defined of type"
    r"|properties \S+ and \S+ on (?P<both>\S+) and"
)


def check_closure(quads: Iterable[ox.Quad], told: frozenset[str] = frozenset()) -> list[Finding]:
    """Return what contradicts itself in the closure, but for nodes whose fault is `told`."""
    graph = to_graph(quads)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    findings = {_finding(str(text)) for text in graph.objects(None, _ERROR)}
    return sorted(
        (each for each in findings if each.focus not in told), key=lambda each: each.sort_key
    )


def _finding(reason: str) -> Finding:
    match = _NODE.search(reason)
    named = next((each for each in match.groups() if each), None) if match else None
    focus = named.rstrip(".,)") if named and "://" in named else None
    told = found("HG-O-inconsistent", {"reason": f"{reason.rstrip('.')}."})
    return replace(told, focus=focus)
