"""Shapes that pySHACL cannot use: each is a finding at its place, and the others still hold."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from hdhgraph.checks.shapes.codes import found
from hdhgraph.checks.shapes.shapes import conform
from hdhgraph.checks.syntax.remote import reason_of
from hdhgraph.errors import InputError, QueryRefusedError
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hdhgraph.checks.report.findings import Finding

__all__ = ["find_with_usable"]

_SH: Final = PREFIXES["sh"]
_KINDS: Final = frozenset(f"{_SH}{name}" for name in ("NodeShape", "PropertyShape"))
_UNUSABLE: Final = "The shapes cannot be used: "

_TARGET: Final = ox.NamedNode(f"{_SH}targetNode")
# What a shape is tried on: a node, and another that it has as a value.
_ANY: Final = ox.NamedNode("urn:x-hdhgraph:any")
_OTHER: Final = ox.NamedNode("urn:x-hdhgraph:other")
_TEXT: Final = ox.Literal("x")
_PATHS: Final = frozenset(
    (
        f"{PREFIXES['rdf']}first",
        *(f"{_SH}{name}ath" for name in ("p", "inverseP", "alternativeP")),
        *(f"{_SH}{name}Path" for name in ("zeroOrMore", "oneOrMore", "zeroOrOne")),
    )
)
# Names that are made up anew at each run: of nodes without one, and places in memory.
_MADE_UP: Final = re.compile(
    r"<(?:Node|Property)Shape (?:_:)?[nN]?[0-9a-f]{24,}(?:b\d+)?>"
    r"|(?<![\w/#:.'-])'?(?:_:)?[nN]?[0-9a-f]{24,}(?:b\d+)?\b'?"
)
_ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+")
_WITHOUT_NAME: Final = {"en": "a shape without a name", "fr": "une forme sans nom"}
_NOBODY_KNOWS: Final = {
    "en": "which one it is cannot be told, so that none of the shapes is asked; {reason}",
    "fr": "on ne peut dire laquelle, si bien qu'aucune des formes n'est évaluée ; {reason}",
}

# What it logs is told as a finding.
logging.getLogger("pyshacl").addHandler(logging.NullHandler())

# The node that states something, and what it states.
_Stated = dict[object, list[ox.Quad]]


class _Fault(NamedTuple):
    """Why shapes are not asked: a code, and a reason by language."""

    code: str
    reason: Mapping[str, str]


def find_with_usable(
    rules: Sequence[ox.Quad], find: Callable[[Sequence[ox.Quad]], Sequence[Finding]]
) -> tuple[list[ox.Quad], list[Finding]]:
    """Return the rules that can be used, and what `find` finds by them.

    Each shape that cannot, or whose SPARQL would leave the graph, is a finding; where it cannot be
    told which it is, that is one finding, and no rules are left. Raises an InputError of `find`
    that is not about shapes.
    """
    try:
        return list(rules), list(find(rules))
    except InputError as error:
        fault = _fault(error)
    kept, unusable = _part_usable(rules)
    if not kept:
        return [], unusable
    if unusable:
        try:
            return kept, [*unusable, *find(kept)]
        except InputError as error:
            fault = _fault(error)
    whole = {lang: text.format(reason=fault.reason[lang]) for lang, text in _NOBODY_KNOWS.items()}
    return [], [*unusable, found(fault.code, {"reason": whole})]


def _part_usable(rules: Sequence[ox.Quad]) -> tuple[list[ox.Quad], list[Finding]]:
    """Return the rules without the shapes that fail alone, and a finding for each of these.

    Each shape is tried with all that it refers to, on next to no data, which are quickly read.
    """
    stated: _Stated = {}
    for quad in rules:
        stated.setdefault(quad.subject, []).append(quad)
    faults = {}
    for shape in _shapes(rules):
        own = _closure(shape, stated)
        try:
            conform(_example(own), own)
        except InputError as error:
            faults[shape] = _fault(error)
    # What refers to a shape that fails alone is not at fault itself.
    bad = [each for each in faults if not (_referred(each, stated) & (faults.keys() - {each}))]
    gone = {node for each in bad for node in _referred(each, stated, blank_only=True)}
    kept = [quad for quad in rules if quad.subject not in gone and quad.object not in gone]
    return kept, [_finding(each, faults[each], stated) for each in bad]


def _fault(error: InputError) -> _Fault:
    """Return why shapes cannot be used, alike at each run; raise what else it is."""
    if isinstance(error, QueryRefusedError):
        return _Fault("HG-REMOTE", reason_of(error))
    if not str(error).startswith(_UNUSABLE):
        raise error
    words = " ".join(str(error).removeprefix(_UNUSABLE).split())
    plain = _ADDRESS.sub("", words)
    reason = {lang: _MADE_UP.sub(name, plain) for lang, name in _WITHOUT_NAME.items()}
    return _Fault("HG-SHAPE", reason)


def _example(rules: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return data on which a shape has values to look at, by each of the paths in it."""
    paths = [
        quad.object
        for quad in rules
        if quad.predicate.value in _PATHS and isinstance(quad.object, ox.NamedNode)
    ]
    return [
        ox.Quad(subject, path, value)
        for path in (*paths, ox.NamedNode(RDF_TYPE))
        for subject, value in ((_ANY, _OTHER), (_ANY, _TEXT), (_OTHER, _TEXT))
    ]


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


def _finding(shape: ox.NamedNode | ox.BlankNode, fault: _Fault, stated: _Stated) -> Finding:
    """Return the finding at the shape; of one without a name, at its target or its kind."""
    told = found(fault.code, {"reason": fault.reason})
    if isinstance(shape, ox.NamedNode):
        return replace(told, focus=shape.value)
    targets = [quad for quad in stated[shape] if quad.predicate.value.startswith(f"{_SH}target")]
    quad = (targets or stated[shape])[0]
    value = str(quad.object) if isinstance(quad.object, ox.NamedNode | ox.Literal) else None
    return replace(told, path=quad.predicate.value, value=value)
