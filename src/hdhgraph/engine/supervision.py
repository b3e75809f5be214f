"""The watch over the zygote: when it dies or stands still, another one takes its place.

What is loaded again is what was announced, or nothing: `zygote.load_announced` holds that.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from hdhgraph.errors import DataChangedError, EngineError, HdhgraphError

if TYPE_CHECKING:
    from hdhgraph.engine.client import Engine
    from hdhgraph.engine.loader import Loader

__all__ = ["Policy", "Supervisor", "end_of", "lost"]


class Note(Protocol):
    """What is told of each event: how grave, which, and its values."""

    def __call__(self, level: str, status: str, **values: object) -> None:
        """Note one event."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How the zygote is watched and started again; all times are in seconds.

    It is asked for a sign of life every `interval`, and stands still after `most_missed` of them in
    a row without one: ten seconds. It gives one after each fork, which takes 0.2 for ten million
    triples. They are counted one by one, so that a pause of the whole machine counts as one.

    The first start after a death is at once; the next ones wait `first`, then twice as long each
    time, up to `longest`, until one has lived for `stable`. After `most_failed` in a row that could
    not load there is no further one. Loading may take `patience` times what the first one took, and
    `least_patience` at least.
    """

    interval: float = 2.0
    most_missed: int = 5
    first: float = 0.1
    longest: float = 5.0
    stable: float = 10.0
    most_failed: int = 10
    patience: float = 10.0
    least_patience: float = 60.0


_POLICY: Final = Policy()
HANG: Final = "hang"


async def lost(loader: Loader, policy: Policy = _POLICY) -> bool:
    """Wait until a zygote has ended or stands still; tell whether it does the latter."""
    missed = 0
    while missed < policy.most_missed:
        has_answered = await loader.listen(policy.interval)
        if has_answered is None:
            return False
        missed = 0 if has_answered else missed + 1
    return True


async def end_of(loader: Loader, *, has_hung: bool) -> str:
    """Wait until a lost zygote is gone, and return what ended it."""
    if has_hung:
        loader.kill()
    await loader.ended()
    loader.close()
    return HANG if has_hung else loader.cause


class Supervisor:
    """Keep an engine's zygote alive, within the event loop that its queries are asked in."""

    def __init__(self, engine: Engine, note: Note, policy: Policy = _POLICY) -> None:
        """Watch `engine`, and tell `note` of what happens."""
        self.engine, self._note, self._policy = engine, note, policy
        self._first_seconds = engine.loader.seconds
        self._starts = 0
        engine.is_supervised = True

    async def run(self) -> None:
        """Watch until cancelled.

        Raises EngineError when there can be no zygote any more, DataChangedError when there could
        only be one that serves something else.
        """
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            loader = self.engine.loader
            has_hung = await lost(loader, self._policy)
            self.engine.lose()
            cause = await end_of(loader, has_hung=has_hung)
            if loop.time() - began >= self._policy.stable:
                self._starts = 0
            self.engine.activity.lost[cause] += 1
            self._note("warning", "lost", cause=cause)
            self.engine.adopt(await self._following(cause))

    async def _following(self, cause: str) -> Loader:
        """Return the next zygote that has loaded, after as many attempts as that takes."""
        failed = 0
        while True:
            await asyncio.sleep(self._delay())
            self._starts += 1
            self._note("warning", "starting", cause=cause, attempt=failed + 1)
            try:
                loader = await self._load()
            except DataChangedError as error:
                self._note("error", "failed", cause=cause, attempt=failed + 1, reason=str(error))
                raise
            except (HdhgraphError, OSError) as error:
                failed += 1
                self.engine.activity.failed_starts += 1
                self._note("error", "failed", cause=cause, attempt=failed, reason=str(error))
                if failed == self._policy.most_failed:
                    raise EngineError(
                        f"The engine ended ({cause}) and could not be started again in {failed} "
                        f"attempts: {error}"
                    ) from error
            else:
                seconds = round(loader.seconds, 1)
                self._note("warning", "ready", cause=cause, attempt=failed + 1, seconds=seconds)
                return loader

    def _delay(self) -> float:
        if not self._starts:
            return 0.0
        doubled: float = self._policy.first * 2 ** min(self._starts - 1, 30)
        return min(doubled, self._policy.longest)

    async def _load(self) -> Loader:
        """Return a zygote that has loaded. Raises what `Loader.ready` does, or when it is slow."""
        most = max(self._policy.patience * self._first_seconds, self._policy.least_patience)
        loader = self.engine.renew()
        try:
            async with asyncio.timeout(most):
                await loader.ready()
        except BaseException as error:
            loader.kill()
            if not isinstance(error, asyncio.CancelledError):
                await loader.ended()
            loader.close()
            if isinstance(error, TimeoutError):
                raise EngineError(f"It had not loaded after {most:.0f} s.") from error
            raise
        return loader
