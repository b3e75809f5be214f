"""`hdhgraph check --watch`: check again whenever a file that the check reads has changed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from hdhgraph.cli.console import ended_by_signals, say
from hdhgraph.errors import HdhgraphError
from hdhgraph.project.layout import CONFIGURATION, FOLDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from hdhgraph.project.layout import Project

__all__ = ["Watched", "check_on_change"]

# How often files are looked at, in seconds, unless a look takes so long that it would be felt.
_EVERY: Final = 0.3
_SHARE: Final = 0.05
# What is saved together is one change: editors and version control write many files at once.
_SETTLED: Final = 0.1


@dataclass(frozen=True, slots=True)
class Watched:
    """The files whose changes matter: those named, in folders that are, and those of a project.

    `written` are files that the check writes itself, which are no reason to check again.
    """

    project: Project
    files: tuple[Path, ...] = ()
    written: frozenset[Path] = frozenset()

    def state(self) -> dict[Path, tuple[int, int]]:
        """Return when each file was written, in nanoseconds, and its size in bytes.

        One that vanishes while it is looked at is left out.
        """
        found = {}
        for path in (*self._named(), *self._of_project()):
            try:
                facts = path.stat()
            except OSError:
                continue
            found[path] = (facts.st_mtime_ns, facts.st_size)
        return found

    def _named(self) -> Iterator[Path]:
        for each in self.files:
            if each.is_dir():
                yield from (path for path in _visible(each) if not self._is_written(path))
            else:
                yield each

    def _is_written(self, path: Path) -> bool:
        return Path(os.path.realpath(path)) in self.written

    def _of_project(self) -> Iterator[Path]:
        yield self.project.root / CONFIGURATION
        own = self.written | {self.project.record}
        if self.project.is_open:
            yield from self.project.rdf_files()
        for name in FOLDERS:
            for path in _visible(self.project.folder(name)):
                if path not in own:
                    yield path


def _visible(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, without what editors and version control hide."""
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for name in names:
            if not name.startswith(".") and not name.endswith("~"):
                yield Path(folder, name)


def check_on_change(
    find: Callable[[], Project],
    check: Callable[[], object],
    files: Collection[Path] = (),
    written: Collection[Path] = (),
) -> NoReturn:
    """Check, and again after each change, until a signal ends it.

    `find` finds the project anew each time, since its configuration may be what has changed. What
    cannot be checked is told, and waits for the next change as what can be.
    """
    own = frozenset(each.resolve() for each in written)
    with ended_by_signals():
        watched = Watched(find(), tuple(files), own)
        while True:
            before = watched.state()
            say(f"hdhgraph: {datetime.now():%H:%M:%S} checking")  # noqa: DTZ005 - for the wall
            began = time.monotonic()
            try:
                check()
                watched = Watched(find(), tuple(files), own)
            except BrokenPipeError:  # nobody reads it any more
                raise
            except (HdhgraphError, OSError) as error:
                say(f"hdhgraph: {error}")
            seconds = time.monotonic() - began
            say(f"hdhgraph: took {seconds:.1f} s; waiting for a change, Ctrl+C ends")
            _wait(watched, before)


def _wait(watched: Watched, before: dict[Path, tuple[int, int]]) -> None:
    """Return when files differ from what they were, and have stopped to change."""
    now = before
    while now == before:
        began = time.monotonic()
        now = watched.state()
        time.sleep(max(_EVERY, (time.monotonic() - began) / _SHARE))
    while (then := watched.state()) != now:
        now = then
        time.sleep(_SETTLED)
