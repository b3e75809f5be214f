"""SHACL shapes that ask for less than they did: less grave, switched off, without a constraint.

Only what is plainly less is told: a constraint that is not there, a lower minimum, a higher
maximum. Whether another pattern or another query asks for less, nobody can tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.base.codes import found
from hdhgraph.checks.base.difference import shown
from hdhgraph.checks.base.state import Kind
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hdhgraph.checks.base.difference import Difference
    from hdhgraph.checks.base.state import State
    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.rdf.files import Subject, Term

__all__ = ["find_weaker_shapes"]

_SH: Final = PREFIXES["sh"]
_PATH, _SEVERITY, _DEACTIVATED = (f"{_SH}{name}" for name in ("path", "severity", "deactivated"))
# The parts of a shape whose constraints all hold.
_PARTS: Final = frozenset((f"{_SH}property", f"{_SH}node"))
# Said of a shape, without asking for anything.
_REMARKS: Final = frozenset(
    f"{_SH}{name}" for name in ("message", "name", "description", "order", "group", "defaultValue")
)
_MINIMA: Final = frozenset(
    f"{_SH}{name}"
    for name in ("minCount", "minLength", "minInclusive", "minExclusive", "qualifiedMinCount")
)
_MAXIMA: Final = frozenset(
    f"{_SH}{name}"
    for name in ("maxCount", "maxLength", "maxInclusive", "maxExclusive", "qualifiedMaxCount")
)
# A constraint only where it is true.
_SWITCHES: Final = frozenset(f"{_SH}{name}" for name in ("closed", "uniqueLang"))
_TRUE: Final = frozenset(("true", "1"))
_RANKS: Final = {f"{_SH}Violation": 2, f"{_SH}Warning": 1, f"{_SH}Info": 0}

# Where in a shape: the paths that lead there, and the parameter.
_Where = tuple[tuple[str, ...], str]


def find_weaker_shapes(difference: Difference) -> Iterator[Finding]:
    """Yield each shape that asks for less, with all that it no longer asks for."""
    for iri in difference.kept:
        if difference.before.kind(iri) is Kind.SHAPE:
            before = _constraints(difference.before, iri)
            after = _constraints(difference.after, iri)
            weaker = list(_weaker(before, after))
            if weaker:
                told = "; ".join(_told(where, *values) for where, values in weaker)
                (_, parameter), (_, new) = weaker[0]
                finding = found("HG-D-shape-weakened", {"reason": told})
                value = str(new[0]) if len(new) == 1 else None
                yield replace(finding, focus=iri, path=parameter, value=value)


def _constraints(state: State, shape: str) -> dict[_Where, list[Term]]:
    """Return the values of each parameter of a shape and of its parts."""
    constraints: dict[_Where, list[Term]] = {}
    waiting: list[tuple[Subject, tuple[str, ...]]] = [(ox.NamedNode(shape), ())]
    seen: set[Subject] = set()
    while waiting:
        node, trail = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, value in state.statements(node):
            if predicate in _PARTS and isinstance(value, ox.BlankNode):
                paths = [each for name, each in state.statements(value) if name == _PATH]
                waiting.append((value, (*trail, *map(state.form, paths))))
            elif predicate.startswith(_SH) and predicate not in _REMARKS:
                constraints.setdefault((trail, predicate), []).append(value)
    return constraints


def _weaker(
    before: Mapping[_Where, list[Term]], after: Mapping[_Where, list[Term]]
) -> Iterator[tuple[_Where, tuple[list[Term], list[Term]]]]:
    """Yield the parameters that ask for less, with their values before and after."""
    for where in sorted(before.keys() | after.keys()):
        old, new = before.get(where, []), after.get(where, [])
        if _is_weaker(where[1], old, new):
            yield where, (old, new)


def _is_weaker(parameter: str, old: Sequence[Term], new: Sequence[Term]) -> bool:
    if parameter == _SEVERITY:
        return _rank(new) < _rank(old)
    if parameter == _DEACTIVATED:
        return _is_true(new) and not _is_true(old)
    if parameter in _SWITCHES:
        return _is_true(old) and not _is_true(new)
    return len(new) < len(old) or _has_wider_bound(parameter, _numbers(old), _numbers(new))


def _has_wider_bound(parameter: str, old: Sequence[float], new: Sequence[float]) -> bool:
    if not old or not new:
        return False
    is_lower = parameter in _MINIMA and max(new) < max(old)
    return is_lower or (parameter in _MAXIMA and min(new) > min(old))


def _rank(severities: Sequence[Term]) -> int:
    """Return how grave a severity is; one that SHACL does not know counts as a violation."""
    return max((_RANKS.get(str(each)[1:-1], 2) for each in severities), default=2)


def _is_true(values: Sequence[Term]) -> bool:
    return any(isinstance(each, ox.Literal) and each.value in _TRUE for each in values)


def _numbers(values: Sequence[Term]) -> list[float]:
    numbers = []
    for each in values:
        try:
            numbers.append(float(each.value if isinstance(each, ox.Literal) else ""))
        except ValueError:  # such as a day, of which no order is known here
            return []
    return numbers


def _told(where: _Where, old: Sequence[Term], new: Sequence[Term]) -> str:
    trail, parameter = where
    name = " / ".join([*map(shown, trail), compact(parameter)])
    values = (", ".join(sorted(map(_value, each))) or "—" for each in (old, new))
    return f"{name} {' → '.join(values)}"


def _value(term: Term) -> str:
    return "[…]" if isinstance(term, ox.BlankNode) else shown(str(term))
