"""A worker tells of a long text what is told of a short one here, and refuses the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from hdhgraph.engine.activity import Caller
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.form_pairs import decode_pairs
from hdhgraph.engine.long_texts import LongTexts
from hdhgraph.engine.protocol import LOOK_AT_QUERY, Source
from hdhgraph.errors import InputError, QueryRefusedError, QueryStoppedError
from hdhgraph.sparql.guards import LONGEST_QUERY, inspect
from service_clauses import AROUND, INSIDE, A

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

PADDING = " " * 9_000
QUERIES = {
    "select": "SELECT * { ?s ?p ?o }",
    "ask": "ASK FROM <http://e.org/g> {}",
    "volatile": "SELECT (NOW() AS ?now) {}",
    "no form": "nonsense é\ud7ff",
    "update": "LOAD <http://e.org/>",
    "deep": "ASK " + "{" * 200,
    **AROUND,
    **INSIDE,
}


def told(engine: Engine, ask: Callable[[LongTexts], Coroutine[Any, Any, object]]) -> object:
    """Return what is told, or the kind and the reason of the refusal."""

    async def run() -> object:
        try:
            return await ask(LongTexts(engine, 60, [A]))
        except InputError as error:
            return type(error), getattr(error, "reason", ""), str(error)
        finally:
            await engine.stop()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def engine() -> object:
    """An engine without data."""
    running = Engine.start(Source(), Limits(timeout=60))
    yield running
    running.close()


def inspected(text: str) -> object:
    """Return what is told here of a query."""
    try:
        return inspect(text, [A])
    except QueryRefusedError as error:
        return QueryRefusedError, error.reason, str(error)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_long_query_is_told_as_a_short_one_is(engine: Engine, name: str) -> None:
    """The same facts, or the same refusal; and it is a worker that looked."""
    short, long = QUERIES[name], PADDING + QUERIES[name]
    assert told(engine, lambda texts: texts.inspect(long, Caller())) == inspected(short)
    before = engine.activity.ended.total()
    told(engine, lambda texts: texts.inspect(short, Caller()))
    assert engine.activity.ended.total() == before


def test_a_text_too_long_is_refused(engine: Engine) -> None:
    """With the reason that makes it a 413."""
    text = "ASK {}".ljust(LONGEST_QUERY + 1)
    assert told(engine, lambda texts: texts.inspect(text, Caller())) == inspected(text)


@pytest.mark.parametrize(
    "form",
    ["query=%C3%A9+%26&a=&=b&query=2", "query=%FF", "&".join(["a=b"] * 201), "é=%2B&%", ""],
)
def test_a_long_form_is_decoded_as_a_short_one_is(engine: Engine, form: str) -> None:
    """Pairs in order, whatever they hold, or what is wrong with them."""
    long = f"{form}&x={'y' * 70_000}" if form else "x=" + "y" * 70_000

    async def here(_texts: LongTexts) -> object:
        return decode_pairs(long)

    assert told(engine, lambda texts: texts.decode(long, Caller())) == told(engine, here)


def test_the_deadline_counts_from_the_arrival(engine: Engine) -> None:
    """A text that arrived before the deadline is not looked at any more."""

    async def late(texts: LongTexts) -> object:
        with pytest.raises(QueryStoppedError) as caught:
            await texts.inspect(PADDING, Caller(), arrived=1e-9)
        return caught.value.limit

    assert told(engine, late) == "queue"


def test_a_look_is_known_by_its_form(engine: Engine) -> None:
    """Who reads the log tells it from a query that was evaluated."""
    forms = []
    engine.activity.observer = lambda run: forms.append(run.form)
    told(engine, lambda texts: texts.inspect(PADDING, Caller()))
    engine.activity.observer = None
    assert forms == [LOOK_AT_QUERY]
