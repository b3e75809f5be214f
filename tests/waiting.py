"""Waiting for what happens elsewhere, however busy the machine is.

A test says what it waits for, never how soon that must come. No clock tells when it has waited for
too long: a condition is looked at so and so often, and a slow machine is slow at looking, too.
`test_clocks.py` holds that only this module lets time pass.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PATIENCE", "LeapingLoop", "Looks", "until", "wait_until"]

# Seconds after which what hangs is given up: a process, a socket, a service's own deadline that no
# test is to meet. Nothing takes a tenth of it on an idle machine, and what is endless takes longer.
PATIENCE: Final = 300
_PAUSE: Final = 0.02
_LOOKS: Final = int(PATIENCE / _PAUSE)

T = TypeVar("T")


def wait_until(
    condition: Callable[[], T], what: str, pause: Callable[[float], object] = time.sleep
) -> T:
    """Return what `condition` returns as soon as that is true of something.

    `pause` lets some seconds pass. Raises AssertionError, which says `what` was waited for, when it
    never comes.
    """
    for _ in range(_LOOKS):
        if found := condition():
            return found
        pause(_PAUSE)
    raise AssertionError(f"This never came: {what}.")


async def until(condition: Callable[[], T], what: str) -> T:
    """Do the same in an event loop, which goes on meanwhile."""
    for _ in range(_LOOKS):
        if found := condition():
            return found
        await asyncio.sleep(_PAUSE)
    raise AssertionError(f"This never came: {what}.")


class Looks:
    """In place of the module `time`: a clock that goes on by a millisecond whenever it is read.

    What looks at the clock every so many steps of its work has its steps counted by it.
    """

    def __init__(self) -> None:
        """Begin at zero."""
        self.count = 0

    def monotonic(self) -> float:
        """Return the seconds, of a thousand looks each."""
        self.count += 1
        return self.count / 1000


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        """Return the time."""
        return super().time() + self.ahead

    async def leap(self, seconds: float) -> None:
        """Have so much time pass at once, and do what has become due."""
        self.ahead += seconds
        await asyncio.sleep(0)
        await asyncio.sleep(0)
