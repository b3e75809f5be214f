"""Work that takes a while, done beside the event loop, so that others are answered meanwhile.

It is Python, and the interpreter runs one thread at a time: one thread works here, and it and the
loop take turns. A second one would make the loop wait twice as long, and do no more.
"""

from __future__ import annotations

import asyncio
import functools
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from hdhgraph.sparql.solutions import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["aside", "decoded", "take_short_turns"]

# Seconds that the loop waits at most for its turn; Python's default is five times as long.
_TURN: Final = 0.001

_T = TypeVar("_T")


def take_short_turns() -> None:
    """Have the threads of this process take short turns; for a process that serves."""
    sys.setswitchinterval(_TURN)


async def aside(work: Callable[[], _T]) -> _T:
    """Return what `work` returns, done in the thread beside the loop; raises what it raises.

    It must not call anything that holds the interpreter for long by itself, such as reading
    megabytes of JSON in one go.
    """
    return await asyncio.get_running_loop().run_in_executor(_thread(), work)


async def decoded(content: bytes, read: Callable[[bytes], _T]) -> _T:
    """Return what `read` makes of an answer, beside the loop if it is large."""
    if len(content) <= SMALL:
        return read(content)
    return await aside(functools.partial(read, content))


@functools.cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "aside")
