"""Long texts from outside, looked at in a worker: whoever answers everyone has no time for them.

A worker has limits on time and memory, and its client's share; a short text is quicker looked at
where it is.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Final

from hdhgraph.engine.form_pairs import decode_pairs
from hdhgraph.engine.protocol import LOOK_AT_FORM, LOOK_AT_QUERY, Request
from hdhgraph.sparql.guards import QueryFacts, QueryForm, inspect

if TYPE_CHECKING:
    from collections.abc import Collection

    from hdhgraph.engine.activity import Caller
    from hdhgraph.engine.client import Engine

__all__ = ["LongTexts", "look"]

# What is looked at where it is: a guard takes up to a microsecond a character, decoding a tenth.
_SHORT_QUERY: Final = 8 * 1024
_SHORT_FORM: Final = 64 * 1024


def look(request: Request) -> bytes:
    """Return what there is to be told of a request's text, as JSON; in a worker.

    Raises InputError and QueryRefusedError as `decode_pairs` and `inspect` do.
    """
    if request.format == LOOK_AT_FORM:
        return json.dumps(decode_pairs(request.query), ensure_ascii=False).encode()
    return json.dumps(dataclasses.astuple(inspect(request.query, request.services))).encode()


class LongTexts:
    """Have texts looked at, the long ones by workers of `engine` within `timeout` seconds."""

    def __init__(self, engine: Engine, timeout: float, services: Collection[str] = ()) -> None:
        """Look with `services` as what SERVICE may ask."""
        self._engine, self._timeout, self._services = engine, timeout, tuple(services)

    async def inspect(self, query: str, caller: Caller, arrived: float = 0.0) -> QueryFacts:
        """Return the facts of a query that `arrived` then; raises as `inspect`."""
        if len(query) <= _SHORT_QUERY:
            return inspect(query, self._services)
        form, *facts = json.loads(await self._asked(query, LOOK_AT_QUERY, caller, arrived))
        return QueryFacts(QueryForm(form) if form else None, *facts)

    async def decode(
        self, form: str, caller: Caller, arrived: float = 0.0
    ) -> list[tuple[str, str]]:
        """Return the pairs of a form that `arrived` then; raises as `decode_pairs`."""
        if len(form) <= _SHORT_FORM:
            return decode_pairs(form)
        return [
            (name, value)
            for name, value in json.loads(await self._asked(form, LOOK_AT_FORM, caller, arrived))
        ]

    async def _asked(self, text: str, what: str, caller: Caller, arrived: float) -> bytes:
        request = Request(text, what, self._timeout, services=self._services, arrived=arrived)
        return await (await self._engine.query(request, caller)).read()
