"""Comments that accept a finding: `# hdhgraph: ignore CODE reason`.

Behind a triple one speaks of its line; before a subject, of all that is stated of it there; in a
query, of all of it. A reason is asked for, since the next reader will ask, and a comment that
ignores nothing is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.codes import FIXED, Codes, code
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.places import Place, Places, lines_of, states_in_turtle
from hdhgraph.rdf.turtle.places import Comment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["IGNORE_CODES", "Ignore", "Ignored", "accept", "read_ignores", "unused"]

IGNORE_CODES: Final = Codes(
    {
        "HG-IGNORE": code(
            Severity.VIOLATION,
            "How a finding is ignored",
            "Comment ignorer un constat",
            "This comment ignores nothing: it needs a code and a reason.",
            "Ce commentaire n'ignore rien : il lui faut un code et une raison.",
            "Write `# hdhgraph: ignore CODE reason`.",
            "Écrire `# hdhgraph: ignore CODE raison`.",
        ),
        "HG-UNUSED-IGNORE": code(
            Severity.WARNING,
            "A comment that ignores nothing",
            "Un commentaire qui n'ignore rien",
            "There is no {code} here to be ignored.",
            "Il n'y a pas de {code} à ignorer ici.",
            "Take the comment out; what it spoke of has been mended or has moved.",
            "Retirer le commentaire : ce dont il parlait a été corrigé ou déplacé.",
        ),
    }
)
_found: Final = IGNORE_CODES.found
QUERY: Final = ".rq"
_COMMENT: Final = re.compile(r"hdhgraph:\s*ignore\b\s*(\S*)\s*(.*)", re.IGNORECASE)
# A difference is there until it is part of the base; its comment may stay, and says why.
_OF_BASE: Final = "HG-D-"
_CODE: Final = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: which code it accepts, why, and on which lines of its file, inclusive."""

    path: Path
    code: str
    reason: str
    place: tuple[int, int]
    lines: tuple[int, int]

    def covers(self, place: Place) -> bool:
        """Tell whether it speaks of a finding."""
        first, last = self.lines
        is_here = place.path == self.path and place.line is not None
        return is_here and place.finding.code == self.code and first <= (place.line or 0) <= last


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that a comment accepts, and the reason it gives."""

    place: Place
    reason: str


def read_ignores(files: Sequence[Path]) -> tuple[list[Ignore], list[Place]]:
    """Return the comments that ignore something, and those that should but cannot."""
    ignores, bad = [], []
    speaking = [path for path in files if _speaks(path)]
    in_queries = [(path, each) for path in speaking for each in _in_query(path)]
    for path, comment in [*Places(speaking).comments(), *in_queries]:
        match = _COMMENT.match(comment.text)
        if match is None:
            continue
        code, reason = match.groups()
        place = (comment.line, comment.column)
        if _CODE.fullmatch(code) and reason and code not in FIXED:
            ignores.append(Ignore(path, code, reason, place, (comment.first, comment.last)))
        else:
            bad.append(Place(_found("HG-IGNORE"), path, *place))
    return ignores, bad


def accept(
    places: Sequence[Place], ignores: Sequence[Ignore]
) -> tuple[list[Place], list[Ignored], list[Ignore]]:
    """Part findings into those that stand and those ignored; return the comments used as well."""
    kept, ignored, used = [], [], []
    for place in places:
        covering = [each for each in ignores if each.covers(place)]
        used += covering
        if covering:
            ignored.append(Ignored(place, covering[0].reason))
        else:
            kept.append(place)
    return kept, ignored, used


def unused(ignores: Sequence[Ignore], used: Sequence[Ignore]) -> list[Place]:
    """Return a finding for each comment that ignores nothing."""
    return [
        Place(_found("HG-UNUSED-IGNORE", {"code": each.code}), each.path, *each.place)
        for each in ignores
        if each not in used and not each.code.startswith(_OF_BASE)
    ]


def _in_query(path: Path) -> Iterator[Comment]:
    """Yield the comments of a query that have a line of their own."""
    lines = lines_of(path) if path.suffix == QUERY else []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            yield Comment(line[1:].strip(), number, 1, 1, len(lines))


def _speaks(path: Path) -> bool:
    """Tell whether a file may have such a comment, before its tokens are read."""
    if not states_in_turtle(path) and path.suffix != QUERY:
        return False
    try:
        return b"ignore" in (content := path.read_bytes()) and b"hdhgraph:" in content.lower()
    except OSError:
        return False
