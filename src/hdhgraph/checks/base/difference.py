"""The base and what it has become: what both say, what is gone, and how that is told."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.base.codes import found
from hdhgraph.checks.base.evidence import Evidence
from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.places import Place, lines_of
from hdhgraph.rdf.iris import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hdhgraph.checks.base.state import State

__all__ = ["Difference", "compared", "shown", "told"]

_LONGEST: Final = 60
_NO_CONTENT: Final = re.compile(r"\s*(#.*)?")


@dataclass(frozen=True)
class Difference:
    """A project before and after; `stated` and `stating` are the own IRIs whose files differ.

    What is gone or changed is among those `stated` by files of the base that differ; what is new or
    changed, among those of the files as they are, `stating`.
    """

    before: State
    after: State
    stated: frozenset[str]
    stating: frozenset[str]
    _lines: dict[Path, _Lines] = field(default_factory=dict)

    @cached_property
    def gone(self) -> list[str]:
        """The IRIs that were described, were not deprecated, and are no longer described."""
        return sorted(
            iri
            for iri in self.stated
            if not self.after.is_described(iri) and not self.before.is_deprecated(iri)
        )

    @cached_property
    def kept(self) -> list[str]:
        """The IRIs that are described before and after, and are not deprecated."""
        return sorted(
            iri
            for iri in self.stated | self.stating
            if self.before.is_described(iri)
            and self.after.is_described(iri)
            and not self.after.is_deprecated(iri)
        )

    @cached_property
    def added(self) -> list[str]:
        """The IRIs that are described now, and were not."""
        return sorted(iri for iri in self.stating if not self.before.is_described(iri))

    @cached_property
    def evidence(self) -> Evidence:
        """What became of the attestations that are gone."""
        return Evidence(self.before, self.after, self.gone)

    def values(self, iri: str, predicate: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the values of a property that are lost, and those that are new."""
        before, after = self.before.values(iri, predicate), self.after.values(iri, predicate)
        return before - after, after - before

    def place_of_gone(self, finding: Finding, iri: str) -> Place:
        """Return a finding at the line where an IRI stood, if its file is still there."""
        stood = self._stood(iri)
        path = self._now(stood)
        if path is None or stood.path is None or stood.line is None:
            return Place(finding, path)
        if stood.path not in self._lines:
            self._lines[stood.path] = _Lines(lines_of(stood.path), lines_of(path))
        return Place(finding, path, self._lines[stood.path].where_it_stood(stood.line))

    def place_before(self, iri: str) -> str:
        """Return file:line of the base where an IRI stood."""
        stood = self._stood(iri)
        if stood.path is None:
            return "?"
        name = stood.path.relative_to(self.before.project.root).as_posix()
        return name if stood.line is None else f"{name}:{stood.line}"

    def _stood(self, iri: str) -> Place:
        return self.before.places.of(Finding("", Severity.INFO, {}, iri))

    def _now(self, stood: Place) -> Path | None:
        if stood.path is None:
            return None
        path = self.after.project.root / stood.path.relative_to(self.before.project.root)
        return path if path.is_file() else None


class _Lines:
    """The lines of a file before and after, held together by those that stand once in both."""

    def __init__(self, before: list[str], after: list[str]) -> None:
        self._before, self._after = before, after
        counts, new_counts = Counter(before), Counter(after)
        rows = {text: row for row, text in enumerate(after) if new_counts[text] == 1}
        self._anchors = [
            (number, rows[text])
            for number, text in enumerate(before)
            if text in rows and counts[text] == 1 and text.strip()
        ]

    def where_it_stood(self, line: int) -> int:
        """Return the line (from 1) with the first content behind what both share above `line`."""
        at = bisect.bisect_left(self._anchors, (line - 1, 0)) - 1
        number, row = self._anchors[at] if at >= 0 else (0, 0)
        while (
            number < line - 1
            and row < len(self._after)
            and self._before[number] == self._after[row]
        ):
            number, row = number + 1, row + 1
        return self._line_with_content(row)

    def _line_with_content(self, row: int) -> int:
        """Return the line of the first row from `row` on that states something, else the last."""
        rows = [*range(row, len(self._after)), *range(row - 1, -1, -1)]
        has_content = (each for each in rows if not _NO_CONTENT.fullmatch(self._after[each]))
        return next(has_content, 0) + 1


def shown(term: str) -> str:
    """Return a term in N-Triples as people read it, cut where it is long."""
    if term.startswith("<"):
        return compact(term[1:-1])
    if term.startswith("["):
        return "[…]"
    text, quote, rest = term[1:].rpartition('"')
    return f'"{text[:_LONGEST]}…{quote}{rest}' if len(text) > _LONGEST else term


def told(
    code: str, iri: str, predicate: str, lost: Iterable[str], gained: Iterable[str]
) -> Finding:
    """Return the finding on a property with other values; it stands at what is new, if one is."""
    lost, gained = list(lost), list(gained)
    finding = found(code, {"reason": compared(predicate, lost, gained)})
    is_one = len(gained) == 1 and not gained[0].startswith("[")
    return replace(finding, focus=iri, path=predicate, value=gained[0] if is_one else None)


def compared(predicate: str, lost: Iterable[str], gained: Iterable[str]) -> Mapping[str, str]:
    """Return in words, by language, what became of the values of a property."""
    name = compact(predicate)
    old, new = (", ".join(sorted(shown(each) for each in terms)) for terms in (lost, gained))
    if not new:
        return {"en": f"{name}: no longer {old}", "fr": f"{name} : ce n'est plus {old}"}
    if not old:
        return {"en": f"{name}: now {new}", "fr": f"{name} : c'est maintenant {new}"}
    return {
        "en": f"{name}: no longer {old}, now {new}",
        "fr": f"{name} : ce n'est plus {old}, c'est {new}",
    }
