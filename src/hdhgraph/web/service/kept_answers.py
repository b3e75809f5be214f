"""What is asked of the whole graph, once: what is served does not change while it is."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import EngineError, QueryStoppedError
from hdhgraph.web.service.building import Building

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from hdhgraph.web.service.service import Asker

__all__ = ["KeptAnswers", "answers_of"]

Row = dict[str, str]

# How long a page waits for what is not there yet.
_PATIENCE: Final = 3.0


class KeptAnswers:
    """The answers to queries of ours, each asked once and kept; there are few, and they are short.

    A page waits for them only so long; those that are not there yet are there for the next.
    """

    def __init__(self, asker: Asker) -> None:
        """Ask nothing yet; who asks is the service, as it is asked for all."""
        self._asker = asker
        self._asked: dict[str, Building[list[Row]]] = {}

    async def answer(
        self, queries: Mapping[str, str], patience: float = _PATIENCE
    ) -> dict[str, list[Row] | None]:
        """Return the solutions by name; None for a query that was stopped, or is not done yet."""
        tasks = {name: self._task(query) for name, query in queries.items()}
        await asyncio.wait(tasks.values(), timeout=patience)
        return {name: _taken(task) for name, task in tasks.items()}

    async def rows(self, query: str) -> list[Row] | None:
        """Return the solutions of one query; None where `answer` has none."""
        return (await self.answer({"": query}))[""]

    def _task(self, query: str) -> asyncio.Task[list[Row]]:
        if query not in self._asked:
            self._asked[query] = Building(functools.partial(self._asker.solutions, query))
        return self._asked[query].begin()


def _taken(task: asyncio.Task[list[Row]]) -> list[Row] | None:
    if not task.done():
        return None
    try:
        return task.result()
    except (QueryStoppedError, EngineError):
        return None  # asked again, it may have its turn


def answers_of(request: Request) -> KeptAnswers:
    """Return the kept answers of the application that a request came to."""
    answers = request.app.state.answers
    assert isinstance(answers, KeptAnswers)  # noqa: S101 - set before the first request
    return answers
