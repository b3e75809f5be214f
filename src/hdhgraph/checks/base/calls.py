"""Canned queries that no longer answer who calls them: gone, or with other parameters or columns.

The slug of a query is a route and part of an IRI; its parameters and its columns are what programs
rely on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hdhgraph.checks.base.codes import found
from hdhgraph.checks.report.places import Place, lines_of
from hdhgraph.checks.syntax.queries import columns_of
from hdhgraph.errors import QueryHeaderError
from hdhgraph.sparql.canned import read_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.project.layout import Project
    from hdhgraph.sparql.canned import CannedQuery, Parameter

__all__ = ["find_broken_calls"]

_Reason = dict[str, str]


def find_broken_calls(before: Project, after: Project) -> Iterator[Place]:
    """Yield the queries of a project that are gone, and what callers of the others miss."""
    old, new = (
        {path.name: path for path in sorted(project.folder("queries").glob("*.rq"))}
        for project in (before, after)
    )
    added = [path for name, path in new.items() if name not in old]
    for name, path in old.items():
        if name in new and new[name].read_bytes() == path.read_bytes():
            continue
        query, now = _read(path), _read(new[name]) if name in new else None
        if query is not None and now is not None:
            yield from _broken(query, now)
        elif query is not None and name not in new:
            yield Place(_gone(query, [each for each in map(_read, added) if each]))


def _read(path: Path) -> CannedQuery | None:
    """Read a query; None where that fails, which is told elsewhere."""
    try:
        return read_query(path)
    except QueryHeaderError:
        return None


def _gone(query: CannedQuery, added: Sequence[CannedQuery]) -> Finding:
    finding = found("HG-D-query-removed", {"names": query.slug})
    alike = [
        each.slug for each in added if each.summaries == query.summaries or each.text == query.text
    ]
    if not alike:
        return finding
    hints = {
        "en": f"Was it renamed to {alike[0]}? Then keep {query.slug}.rq beside it.",
        "fr": f"A-t-elle été renommée en {alike[0]} ? Garder alors {query.slug}.rq à côté.",
    }
    return replace(finding, hints=hints)


def _broken(old: CannedQuery, new: CannedQuery) -> Iterator[Place]:
    """Yield a finding for each parameter and for the columns that callers miss."""
    now = {each.name: each for each in new.parameters}
    for each in old.parameters:
        if each.name in now:
            for reason in _narrower(each, now[each.name]):
                yield _place(new, reason, rf"^#\+ +({re.escape(each.name)}):")
        else:
            yield _place(new, _missing(each, old, new), r"^#\+ *(params):")
    known = {each.name for each in old.parameters}
    for each in new.parameters:
        if each.name not in known and each.required and each.default is None:
            reason = _told(each.name, "is new and required", "est nouveau et requis")
            yield _place(new, reason, rf"^#\+ +({re.escape(each.name)}):")
    lost = sorted(_columns(old) - _columns(new))
    if lost and _columns(new):
        names = ", ".join(f"?{name}" for name in lost)
        reason = {"en": f"it no longer returns {names}", "fr": f"elle ne rend plus {names}"}
        yield _place(new, reason, r"^(?!\s*(?:#|PREFIX|BASE)).*?\b(SELECT)\b")


def _missing(parameter: Parameter, old: CannedQuery, new: CannedQuery) -> _Reason:
    """Tell of a parameter that is gone, and which new one may be meant by it."""
    reason = _told(parameter.name, "is gone", "a disparu")
    known = {each.name for each in old.parameters}
    alike = [
        each.name
        for each in new.parameters
        if each.name not in known and (each.type, each.of) == (parameter.type, parameter.of)
    ]
    if len(alike) != 1:
        return reason
    return {
        "en": f"{reason['en']}; was it renamed to “{alike[0]}”?",
        "fr": f"{reason['fr']} ; a-t-il été renommé en « {alike[0]} » ?",
    }


def _narrower(old: Parameter, new: Parameter) -> Iterator[_Reason]:
    """Yield why a value or a call that was taken may not be taken now."""
    if (old.type, old.of) != (new.type, new.of):
        one, other = (" ".join(filter(None, (each.type.value, each.of))) for each in (old, new))
        yield _told(
            old.name, f"takes another kind of value: {one} → {other}",
            f"attend une autre sorte de valeur : {one} → {other}",
        )  # fmt: skip
    if new.required and new.default is None and not (old.required and old.default is None):
        yield _told(new.name, "is required now", "est maintenant requis")
    gone = sorted(set(old.choices) - set(new.choices)) if new.choices else []
    if gone:
        names = ", ".join(gone)
        yield _told(old.name, f"no longer takes {names}", f"n'accepte plus {names}")
    if new.choices and not old.choices:
        names = ", ".join(new.choices)
        yield _told(old.name, f"takes {names} alone", f"n'accepte que {names}")


def _told(name: str, english: str, french: str) -> _Reason:
    return {
        "en": f"the parameter “{name}” {english}",
        "fr": f"le paramètre « {name} » {french}",
    }


def _columns(query: CannedQuery) -> set[str]:
    try:
        return columns_of(query)
    except SyntaxError:  # which is told elsewhere
        return set()


def _place(query: CannedQuery, reason: _Reason, pattern: str) -> Place:
    """Place a finding where a query's text first has what is meant, else at its head."""
    finding = found("HG-D-query-changed", {"names": query.slug, "reason": reason})
    for number, line in enumerate(lines_of(query.path), 1):
        match = re.search(pattern, line, re.IGNORECASE)
        if match:
            return Place(finding, query.path, number, match.start(1) + 1, match.end(1) + 1)
    return Place(finding, query.path, 1, 1)
