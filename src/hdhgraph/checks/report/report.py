"""`Report`: what a check found, at the levels that the project sets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hdhgraph.checks.report.codes import FIXED
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.ignores import Ignored, accept, unused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hdhgraph.checks.report.ignores import Ignore
    from hdhgraph.checks.report.places import Place
    from hdhgraph.project.layout import Project

__all__ = ["Report", "put_together"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, what comments in the files accept, and over how many triples.

    `project` is what was checked; or where `files` were, so many of them, what they were held
    against, if anything.
    """

    found: tuple[Place, ...]
    triples: int
    ignored: tuple[Ignored, ...] = ()
    project: Project | None = None
    files: int | None = None

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(each.finding.severity is severity for each in self.found)

    def is_green(self, *, strict: bool = False) -> bool:
        """Tell whether nothing was found that fails: violations, and with `strict` anything."""
        return not (self.found if strict else self.count(Severity.VIOLATION))


def put_together(
    places: Iterable[Place],
    triples: int,
    project: Project | None,
    ignores: Sequence[Ignore] = (),
    *,
    files: int | None = None,
) -> Report:
    """Put a report together: levels, comments that ignore, the gravest first."""
    levels = project.levels if project else {}
    kept, ignored, used = accept(list(places), ignores)
    levelled = [_pointed(each) for each in _levelled([*kept, *unused(ignores, used)], levels)]
    levelled.sort(key=lambda each: (*each.finding.sort_key, str(each.path), each.line or 0))
    return Report(tuple(levelled), triples, tuple(ignored), project, files)


def _pointed(place: Place) -> Place:
    """Return a place with a column wherever a line is known: editors look for both."""
    is_half = place.line is not None and place.column is None
    return replace(place, column=1) if is_half else place


def _levelled(places: Iterable[Place], levels: Mapping[str, str]) -> Iterator[Place]:
    for each in places:
        level = levels.get(each.finding.code)
        if level is None or each.finding.code in FIXED:
            yield each
        elif level != "off":
            yield replace(each, finding=replace(each.finding, severity=Severity(level)))
