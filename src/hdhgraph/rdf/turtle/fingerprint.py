"""What a Turtle or TriG text states, written so that two texts of one graph give the same.

Deciding whether two RDF graphs are isomorphic may take longer than anybody waits. Here it is
easier: labelled blank nodes keep their labels from one text to the other, and those without a label
make trees, since nothing can point at one twice. A tree is named by what hangs below it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from hdhgraph.rdf.turtle.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Statements", "fingerprint"]

Statements: TypeAlias = Counter[tuple[str, str, str, str]]


def fingerprint(text: str) -> Statements:
    """Return a text's quads, a blank node without a label being named by what it has.

    Raises SyntaxError when the text does not parse.
    """
    quads = set(ox.parse(text.encode(), format=ox.RdfFormat.TRIG))  # of which Turtle is a part
    labels = {token.text[2:] for token in tokenize(text) if token.kind == "blank"}
    names = _Names((quad.triple for quad in quads), labels)
    return Counter((names.of(s), str(p), names.of(o), names.of(graph)) for s, p, o, graph in quads)


class _Names:
    """Names for terms: their own, or for a blank node without a label a digest of its tree."""

    def __init__(self, triples: Iterable[ox.Triple], labels: set[str]) -> None:
        self._labels = labels
        self._known: dict[object, str] = {}
        self._below: dict[object, list[tuple[str, object]]] = {}
        for each in triples:
            if self._is_unnamed(each.subject):
                pair = (str(each.predicate), each.object)
                self._below.setdefault(each.subject, []).append(pair)

    def _is_unnamed(self, term: object) -> bool:
        return isinstance(term, ox.BlankNode) and term.value not in self._labels

    def of(self, term: object) -> str:
        """Return the name of a term; a tree is walked without recursion, as lists are long."""
        if not self._is_unnamed(term):
            return str(term)
        waiting = [term]
        while waiting:
            below = self._below.get(waiting[-1], [])
            unknown = [o for _, o in below if self._is_unnamed(o) and o not in self._known]
            if unknown and waiting[-1] not in self._known:
                waiting += unknown
                continue
            top = waiting.pop()
            told = sorted(f"{verb} {self._known.get(value) or value}" for verb, value in below)
            self._known[top] = f"[{hashlib.sha256(repr(told).encode()).hexdigest()}]"
        return self._known[term]
