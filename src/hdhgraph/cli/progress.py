"""How a check goes, for who waits: a bar on a terminal's standard error, else nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hdhgraph.checks.step import Listener
from hdhgraph.cli.console import say

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Waiting"]


class Waiting(Listener):
    """A bar over the steps of a check, and how many shapes are done.

    It is a context: the bar is there inside, and gone behind.
    """

    def __init__(self, steps: int) -> None:
        """Show a check of so many steps."""
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("check: {task.description}"),
            BarColumn(),
            TextColumn("{task.fields[part]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("…", total=steps, part="")
        self._begun = -1

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def step(self, name: str) -> None:
        """Show that a step begins."""
        self._begun += 1
        self._progress.update(self._task, description=name, completed=self._begun)

    def part(self, done: int, total: int) -> None:
        """Show how many shapes are done; they are validated beside the other steps."""
        self._progress.update(self._task, part=f"{done} of {total} shapes")

    def note(self, text: str) -> None:
        """Say what is worth knowing, above the bar."""
        if self._progress.disable:
            say(f"hdhgraph: {text}")
        else:
            self._progress.console.print(f"hdhgraph: {text}", markup=False, highlight=False)
