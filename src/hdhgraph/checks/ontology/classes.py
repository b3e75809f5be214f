"""Classes: members of two that are disjoint, and properties on what they are not stated of.

What a property implies of its subject and value counts as their types do (prp-dom, prp-rng), so
that a clash is one under OWL 2 RL. Where nothing clashes, a node whose types have nothing to do
with a domain or a range is worth a warning: RDFS would infer one more type, people rarely mean it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import is_vague, node, show
from hdhgraph.checks.ontology.findings import MOST, at_triple
from hdhgraph.rdf.namespaces import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.ontology.axioms import Axioms, Term
    from hdhgraph.checks.report.findings import Finding

__all__ = ["check_classes"]

_TYPE: Final = node(RDF_TYPE)
_IS_SUBJECT: Final = {"en": "{} (as the subject of {})", "fr": "{} (comme sujet de {})"}
_IS_VALUE: Final = {"en": "{} (as a value of {})", "fr": "{} (comme valeur de {})"}


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a node belongs to classes: a type, or being the subject or a value of a property."""

    term: Term
    role: str = "type"

    def tell(self, of: Term) -> dict[str, str]:
        """Say of which class a clash is, and why, by language."""
        if self.role == "type":
            return {lang: show(of) for lang in ("en", "fr")}
        texts = _IS_SUBJECT if self.role == "subject" else _IS_VALUE
        return {lang: text.format(show(of), show(self.term)) for lang, text in texts.items()}


def check_classes(axioms: Axioms) -> Iterator[Finding]:
    """Yield what contradicts disjointness, and what has little to do with domain or range."""
    yield from _empty_classes(axioms)
    by_reasons: dict[frozenset[_Reason], list[Term]] = defaultdict(list)
    for member, reasons in _reasons(axioms).items():
        by_reasons[frozenset(reasons)].append(member)
    told: dict[tuple[str, _Reason], int] = defaultdict(int)
    for alike, members in by_reasons.items():
        for fault in _faults(axioms, sorted(alike, key=lambda each: (each.role, str(each.term)))):
            for member in members:
                if told[fault.slug, fault.reason] >= MOST:
                    break
                for each in fault.at(axioms.store, member):
                    told[fault.slug, fault.reason] += 1
                    yield each


def _empty_classes(axioms: Axioms) -> Iterator[Finding]:
    """Yield the named classes under two disjoint ones, the topmost only."""
    narrower = {each for each in axioms.narrower if isinstance(each, ox.NamedNode)}
    empty = {}
    for each in narrower if axioms.has_disjoint else ():
        above = axioms.above(each)
        clash = axioms.clash(above, above)
        if clash is not None:
            empty[each] = clash
    for each, clash in empty.items():
        wider = [other for other in axioms.above(each) if other in empty and other != each]
        if any(each not in axioms.above(other) for other in wider):
            continue
        values = {"term": show(each), "one": show(clash[0]), "other": show(clash[1])}
        yield at_triple("empty-class", (each, None, None), values)


def _reasons(axioms: Axioms) -> dict[Term, set[_Reason]]:
    """Return why each node belongs to classes, as far as an axiom has something to say of it."""
    found: dict[Term, set[_Reason]] = defaultdict(set)
    reasons: dict[Term, _Reason] = {}
    for quad in axioms.store.quads_for_pattern(None, _TYPE, None):
        kind = quad.object
        reason = reasons.get(kind)
        if reason is None:
            reason = reasons[kind] = _Reason(kind)
        found[quad.subject].add(reason)
    for name in axioms.properties():
        subject, value = _Reason(name, "subject"), _Reason(name, "value")
        has_domain, has_range = bool(axioms.domains_of(name)), bool(axioms.ranges_of(name))
        for quad in axioms.store.quads_for_pattern(None, name, None):
            if has_domain:
                found[quad.subject].add(subject)
            if has_range and not isinstance(quad.object, ox.Literal):
                found[quad.object].add(value)
    return found


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with all nodes that belong to classes for the same reasons."""

    slug: str
    reason: _Reason
    values: dict[str, dict[str, str] | str]

    def at(self, store: ox.Store, member: Term) -> Iterator[Finding]:
        """Yield it for one node, where the reason stands."""
        name = self.reason.term
        if self.reason.role == "type":
            yield at_triple(self.slug, (member, _TYPE, name), self.values)
        elif self.reason.role == "subject":
            # At the property, whatever its values.
            path = None if isinstance(member, ox.NamedNode) else name
            yield at_triple(self.slug, (member, path, name), self.values)
        else:
            quads = store.quads_for_pattern(None, name, member)  # type: ignore[arg-type]
            for subject in {each.subject: None for each in quads}:
                yield at_triple(self.slug, (subject, name, member), self.values)


def _faults(axioms: Axioms, reasons: list[_Reason]) -> Iterator[_Fault]:
    """Yield what is wrong: clashes first; of a property that clashes, nothing more."""
    types = [each for each in reasons if each.role == "type"]
    others = [each for each in reasons if each.role != "type"]
    clash = next(_clashes(axioms, types, combinations(types, 2)), None)
    if clash is not None:
        yield clash
        return
    clashing = {
        fault.reason: fault
        for fault in _clashes(axioms, reasons, ((one, two) for one in types for two in others))
    }
    if not clashing:
        implied = next(_clashes(axioms, others, combinations(others, 2)), None)
        clashing = {} if implied is None else {implied.reason: implied}
    yield from clashing.values()
    for each in others:
        if each not in clashing:
            yield from _strangers(axioms, types, each)


def _clashes(
    axioms: Axioms, among: list[_Reason], couples: Iterator[tuple[_Reason, _Reason]]
) -> Iterator[_Fault]:
    if not axioms.has_disjoint:
        return
    classes = {each: _classes(axioms, each) for each in among}
    for one, other in couples:
        clash = axioms.clash(classes[one], classes[other])
        if clash is not None:
            values = {"one": one.tell(clash[0]), "other": other.tell(clash[1])}
            yield _Fault("disjoint", other, dict(values))


def _classes(axioms: Axioms, reason: _Reason) -> frozenset[Term]:
    return frozenset(each for stated in _stated(axioms, reason) for each in axioms.supers(stated))


def _stated(axioms: Axioms, reason: _Reason) -> list[Term]:
    if reason.role == "type":
        return [reason.term]
    of = axioms.domains_of if reason.role == "subject" else axioms.ranges_of
    return of(reason.term)


def _strangers(axioms: Axioms, types: list[_Reason], reason: _Reason) -> Iterator[_Fault]:
    """Yield a domain or range that none of the types is under, nor above.

    Of a class that this graph does not describe nobody knows what it is under.
    """
    known = [each.term for each in types if not is_vague(each.term)]
    if not all(axioms.is_known(each) for each in known):
        return
    for expected in _stated(axioms, reason) if known else ():
        if is_vague(expected) or not axioms.is_plain(expected):
            continue
        above = axioms.supers(expected)
        if any(expected in axioms.supers(each) or each in above for each in known):
            continue
        actual = ", ".join(show(each) for each in known)
        slug = "domain" if reason.role == "subject" else "range"
        values = {
            "property": show(reason.term),
            "expected": axioms.tell(expected),
            "actual": actual,
        }
        yield _Fault(slug, reason, dict(values))
        return
