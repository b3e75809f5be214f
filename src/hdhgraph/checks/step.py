"""What each step of a check is given, and how a caller asks for more or less."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyoxigraph as ox

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.report.places import Place
    from hdhgraph.project.layout import Project

__all__ = ["Checked", "Listener", "Options", "Step"]


class Listener:
    """Who waits for a check; this one is not interested."""

    def part(self, done: int, total: int) -> None:
        """Be told how many shapes are done; this comes from a thread beside the other steps."""

    def note(self, text: str) -> None:
        """Be told what is worth knowing, and no finding: a sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asks for beside the project's own settings.

    `owl` adds the whole closure under OWL 2 RL; `base` is a revision of the project's repository to
    compare with; `is_changed_only` validates what differs from the last check alone; `texts` is the
    folder of the source texts that anchors are held against; `is_cross_checked` asks a second
    SHACL validator; `listener` is told how it goes.
    """

    owl: bool = False
    base: str | None = None
    is_changed_only: bool = False
    texts: Path | None = None
    is_cross_checked: bool = False
    listener: Listener = field(default_factory=Listener, compare=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """A project whose files all parse: the project, its graphs in one store, what is asked for."""

    project: Project
    store: ox.Store
    options: Options


class Step(Protocol):
    """One kind of check over the whole project."""

    def __call__(self, checked: Checked, /) -> Iterable[Finding | Place]:
        """Return what breaks it: findings, or places of findings where it knows them itself."""
