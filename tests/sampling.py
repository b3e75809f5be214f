"""How much is tried: a sample on every commit, all of it by `.ci/run --nightly`.

Crawls, fuzzers and large tables of cases are sampled. The sample is the same each time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["IS_WHOLE", "amount", "sample"]

IS_WHOLE: Final = "HDHGRAPH_NIGHTLY" in os.environ

T = TypeVar("T")


def amount(sampled: int, whole: int) -> int:
    """Return how many are tried."""
    return whole if IS_WHOLE else sampled


def sample(cases: Iterable[T], most: int) -> list[T]:
    """Return all cases, or at most so many that are spread evenly from the first to the last.

    >>> sample(range(10), 4)
    [0, 3, 6, 9]
    """
    every = list(cases)
    if IS_WHOLE or len(every) <= most:
        return every
    return [every[round(at * (len(every) - 1) / (most - 1))] for at in range(most)]
