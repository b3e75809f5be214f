"""Hierarchies that turn in a circle, each circle told once."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.ontology.axioms import RDFS, is_vague, node, pairs, show
from hdhgraph.checks.ontology.findings import at_triple
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyoxigraph as ox

    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.report.findings import Finding

__all__ = ["check_hierarchies"]

_SKOS: Final = PREFIXES["skos"]
# Each with the property that states the same the other way round, if there is one.
_HIERARCHIES: Final = (
    (f"{RDFS}subClassOf", None),
    (f"{RDFS}subPropertyOf", None),
    (f"{_SKOS}broader", f"{_SKOS}narrower"),
)
_LONGEST: Final = 6


def check_hierarchies(store: ox.Store) -> Iterator[Finding]:
    """Yield one finding for each circle: at the link that leads out of its first member."""
    for upwards, downwards in _HIERARCHIES:
        links: dict[Term, set[Term]] = defaultdict(set)
        for one, other in pairs(store, upwards):
            links[one].add(other)
        for one, other in pairs(store, downwards) if downwards else ():
            links[other].add(one)
        for circle in _circles(links):
            here, there = circle[0], circle[1 % len(circle)]
            if here == there and is_vague(here):
                continue  # a closure that was written down says so of RDF's own terms
            is_upwards = (here, there) in set(pairs(store, upwards))
            triple = (here, node(upwards), there)
            if not is_upwards and downwards:
                triple = (there, node(downwards), here)
            yield at_triple("cycle", triple, {"circle": _tell(circle)})


def _tell(circle: list[Term]) -> str:
    names = [show(each) for each in [*circle, circle[0]]]
    if len(names) > _LONGEST:
        names[_LONGEST - 2 : -1] = ["…"]
    return " → ".join(names)


def _circles(links: Mapping[Term, set[Term]]) -> Iterator[list[Term]]:
    """Yield one shortest circle of each set of nodes that reach each other."""
    left = _without_ends(links)
    done: set[Term] = set()
    for start in sorted(left, key=str):
        if start in done:
            continue
        circle = _shortest(left, start)
        if circle:
            yield circle
            # What the circle reaches and is reached from is the same knot.
            done |= _reached(left, start) & _reached(_turned(left), start)


def _without_ends(links: Mapping[Term, set[Term]]) -> dict[Term, set[Term]]:
    """Return the links without the nodes that are on no circle: those that lead nowhere."""
    left = {one: set(others) for one, others in links.items()}
    turned = _turned(left)
    ends = deque(each for each in turned if not left.get(each))
    while ends:
        end = ends.popleft()
        for one in turned.get(end, ()):
            if one in left:
                left[one].discard(end)
                if not left[one]:
                    del left[one]
                    ends.append(one)
    return left


def _turned(links: Mapping[Term, set[Term]]) -> dict[Term, set[Term]]:
    turned: dict[Term, set[Term]] = defaultdict(set)
    for one, others in links.items():
        for other in others:
            turned[other].add(one)
    return turned


def _shortest(links: Mapping[Term, set[Term]], start: Term) -> list[Term]:
    """Return the shortest way from a node back to it, without its end; empty where none is."""
    came_from: dict[Term, Term] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in sorted(links.get(here, ()), key=str):
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []


def _reached(links: Mapping[Term, set[Term]], start: Term) -> set[Term]:
    seen, waiting = {start}, [start]
    while waiting:
        for each in links.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen
