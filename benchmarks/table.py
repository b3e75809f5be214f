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
        shown = f"| {what} | {ours:,.4g} | {against}: {theirs:,.4g} | {ratio:.2f} | {goal} |"
        print(f"{shown} {'met' if is_met else 'missed'} |", flush=True)
