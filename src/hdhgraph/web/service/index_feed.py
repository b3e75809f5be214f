"""The answers that an index is built of, read piece by piece without holding anybody up."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from hdhgraph.web.service.service import begin_own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.sparql.solutions import AnswerLines
    from hdhgraph.web.service.service import Service

__all__ = ["feed_answers"]

_SECONDS: Final = 60.0


async def feed_answers(service: Service, queries: Mapping[str, str], builder: AnswerLines) -> None:
    """Ask our own queries by name, each for a minute at most, and feed `builder`.

    The builder works in a thread, since an answer may be large.
    """
    for name, query in queries.items():
        answer = await begin_own(service.engine, query, "tsv", _SECONDS)
        async with contextlib.aclosing(answer.chunks()) as chunks:
            async for chunk in chunks:
                await asyncio.to_thread(builder.feed, name, chunk)
        await asyncio.to_thread(builder.end, name)
