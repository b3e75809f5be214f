"""Shapes that pySHACL cannot use: each is a finding at its place, and the others still hold."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.codes import found
from hdhgraph.errors import InputError
from hdhgraph.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hdhgraph.checks.findings import Finding

__all__ = ["part_usable"]

_SH: Final = PREFIXES["sh"]
_KINDS: Final = frozenset(f"{_SH}{name}" for name in ("NodeShape", "PropertyShape"))
_UNUSABLE: Final = "The shapes cannot be used: "

_TARGET: Final = ox.NamedNode(f"{_SH}targetNode")
_ANY: Final = ox.NamedNode("urn:x-hdhgraph:any")

# What it logs is told as a finding.
logging.getLogger("pyshacl").addHandler(logging.NullHandler())

# The node that states something, and what it states.
_Stated = dict[object, list[ox.Quad]]


def part_usable(
    rules: Sequence[ox.Quad], find: Callable[[Sequence[ox.Quad]], object]
) -> tuple[list[ox.Quad], list[Finding]]:
    """Return the rules without the shapes with which `find` fails, and a finding for each of these.

    Each shape is tried with all that it refers to. Raises the InputError of `find` where none fails
    alone, or where that is not about shapes.
    """
    error = _failure(rules, find)
    if error is None:
        return list(rules), []
    stated: _Stated = {}
    for quad in rules:
        stated.setdefault(quad.subject, []).append(quad)
    reasons = {}
    for shape in _shapes(rules):
        own = _failure(_closure(shape, stated), find)
        if own is not None:
            reasons[shape] = str(own).removeprefix(_UNUSABLE)
    # What refers to a shape that fails alone is not at fault itself.
    bad = [each for each in reasons if not (_referred(each, stated) & (reasons.keys() - {each}))]
    gone = {node for each in bad for node in _referred(each, stated, blank_only=True)}
    kept = [quad for quad in rules if quad.subject not in gone and quad.object not in gone]
    if not bad or (kept and _failure(kept, find) is not None):
        raise error
    return kept, [_finding(each, reasons[each], stated) for each in bad]


def _failure(
    rules: Sequence[ox.Quad], find: Callable[[Sequence[ox.Quad]], object]
) -> InputError | None:
    try:
        find(rules)
    except InputError as error:
        if not str(error).startswith(_UNUSABLE):
            raise
        return error
    return None


def _shapes(rules: Iterable[ox.Quad]) -> list[ox.NamedNode | ox.BlankNode]:
    """Return what is called a shape, or has a target; each once, in the order of the files."""
    found = {
        quad.subject: None
        for quad in rules
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
        and (
            quad.predicate.value.startswith(f"{_SH}target")
            or (quad.predicate.value == RDF_TYPE and getattr(quad.object, "value", "") in _KINDS)
        )
    }
    return list(found)


def _referred(node: object, stated: _Stated, *, blank_only: bool = False) -> set[object]:
    """Return a node and what it refers to, or of this what has no name."""
    reached: set[object] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each in reached or each not in stated:
            continue
        if blank_only and each != node and not isinstance(each, ox.BlankNode):
            continue
        reached.add(each)
        waiting += [quad.object for quad in stated[each]]
    return reached


def _closure(shape: ox.NamedNode | ox.BlankNode, stated: _Stated) -> list[ox.Quad]:
    """Return a shape with all that it refers to, and a target, since it is not tried without."""
    own = [quad for node in _referred(shape, stated) for quad in stated[node]]
    return [*own, ox.Quad(shape, _TARGET, _ANY)]


def _finding(shape: ox.NamedNode | ox.BlankNode, reason: str, stated: _Stated) -> Finding:
    """Return the finding at the shape; of one without a name, at its target or its kind."""
    told = found("HG-SHAPE", {"reason": " ".join(reason.split())})
    if isinstance(shape, ox.NamedNode):
        return replace(told, focus=shape.value)
    targets = [quad for quad in stated[shape] if quad.predicate.value.startswith(f"{_SH}target")]
    quad = (targets or stated[shape])[0]
    value = str(quad.object) if isinstance(quad.object, ox.NamedNode | ox.Literal) else None
    return replace(told, path=quad.predicate.value, value=value)
