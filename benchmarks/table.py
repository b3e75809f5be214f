"""The table of what was measured: one row a measurement, with its goal."""

from __future__ import annotations


class Table:
    """Rows of what was measured, printed as they come."""

    def __init__(self) -> None:
        """Print the heading."""
        print("| what | ours | against | ratio | goal | |\n|---|---|---|---|---|---|")

    def add(self, what: str, ours: float, against: str, theirs: float, goal: str) -> None:
        """Print one row; `goal` is such as ">= 1.2"."""
        ratio = ours / theirs if theirs else float("inf")
        sign, bound = goal.split()
        is_met = ratio >= float(bound) if sign == ">=" else ratio <= float(bound)
        self._print(what, ours, f"{against}: {theirs:,.4g}", ratio, goal, is_met=is_met)

    def add_page(self, what: str, large: float, small: float, enough: float) -> None:
        """Print the milliseconds of a page: at most twice those on a small graph, or `enough`."""
        ratio = large / small
        is_met = ratio <= 2 or large <= enough  # noqa: PLR2004 - as the row says
        self._print(what, large, f"10k: {small:,.4g}", ratio, "<= 2.0", is_met=is_met)

    def _print(
        self, what: str, ours: float, against: str, ratio: float, goal: str, *, is_met: bool
    ) -> None:
        shown = f"| {what} | {ours:,.4g} | {against} | {ratio:.2f} | {goal} |"
        print(f"{shown} {'met' if is_met else 'missed'} |", flush=True)
