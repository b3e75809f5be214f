"""What is built once: who waits may go, and a failure is tried again."""

from __future__ import annotations

import asyncio

import pytest

from hdhgraph.web.service.building import Building


class Work:
    """Something that takes until it is told, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        """Begin nothing."""
        self.turns, self.failures, self.ready = 0, failures, asyncio.Event()

    async def build(self) -> str:
        """Return what was built, with the number of the turn."""
        self.turns += 1
        await self.ready.wait()
        if self.turns <= self.failures:
            raise ValueError(self.turns)
        return f"built {self.turns}"


def test_it_is_built_once_however_many_wait() -> None:
    """All who wait get the same, also when another has gone; before, nothing is known."""

    async def ask() -> tuple[list[str], list[str | None], int]:
        work = Work()
        building = Building(work.build)
        known = [building.known()]
        waiting = [asyncio.create_task(building.wait()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting.pop().cancel()
        work.ready.set()
        found = await asyncio.gather(*waiting)
        return found, [*known, building.known()], work.turns

    assert (["built 1"] * 2, [None, "built 1"], 1) == asyncio.run(ask())


def test_what_failed_is_built_again() -> None:
    """Who waited gets the failure; the next one begins anew, and so does who only looks."""

    async def ask() -> list[str | None]:
        work = Work(failures=2)
        work.ready.set()
        building = Building(work.build)
        for _ in range(2):
            with pytest.raises(ValueError, match=r"\d"):
                await building.wait()
        return [building.known(), await building.wait(), building.known()]

    assert [None, "built 3", "built 3"] == asyncio.run(ask())


def test_closing_ends_it() -> None:
    """What is not built by then is not, what is built is given back, nothing is no failure."""

    async def ask() -> list[str | None]:
        idle, slow = Building(Work().build), Building(Work().build)
        slow.begin()
        work = Work()
        work.ready.set()
        done = Building(work.build)
        await done.wait()
        return [await idle.close(), await slow.close(), await done.close()]

    assert [None, None, "built 1"] == asyncio.run(ask())
