"""SPARQL of a project, evaluated natively so that it reads the graphs at hand and nothing else.

A query is looked at as each evaluator reads it: the escapes of code points stand for characters,
of which keywords are made as well (SPARQL 1.1, 19.2). The engine has no setting that turns SERVICE
off, so its own parser is asked whether a text needs it.
"""

from __future__ import annotations

import re
import string
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.engine.worker.evaluation import evaluate
from hdhgraph.errors import QueryRefusedError
from hdhgraph.sparql.guards import inspect, readings

if TYPE_CHECKING:
    from hdhgraph.engine.protocol import Request
    from hdhgraph.sparql.guards import QueryFacts

__all__ = ["ask", "evaluate_closed", "inspect_closed", "require_closed"]

_SERVICE: Final = re.compile("(?ai)(servic)(e)")
_ANSWER = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def inspect_closed(query: str) -> QueryFacts:
    """Return the facts of a query as it stands; FROM counts in whichever reading it is.

    Raises QueryRefusedError where one of its readings is not run here.
    """
    facts = [inspect(each) for each in readings(query)]
    return replace(facts[0], has_dataset_clause=any(each.has_dataset_clause for each in facts))


def ask(store: ox.Store, query: str) -> _ANSWER:
    """Evaluate a query over the union of a store's graphs; no other endpoint is asked.

    Raises QueryRefusedError as `inspect_closed` does, and as the engine does: SyntaxError for what
    does not parse, or not without SERVICE, RuntimeError for a function that it lacks.
    """
    require_closed(query)
    return store.query(query, use_default_graph_as_union=True)


def require_closed(query: str) -> None:
    """Raise what `ask` raises, without an evaluation of the query itself."""
    apart = _apart(query)
    if apart is not None:
        ox.Store().query(apart)


def evaluate_closed(store: ox.Store, request: Request) -> _ANSWER:
    """Evaluate a request as `evaluate` does; no other endpoint is asked.

    Raises QueryRefusedError as `inspect_closed` does, and as `evaluate` does: QuerySyntaxError for
    what does not parse, or not without SERVICE.
    """
    apart = _apart(request.query)
    if apart is not None:
        evaluate(ox.Store(), replace(request, query=apart))
    return evaluate(store, request)


def _apart(query: str) -> str | None:
    """Return a query with another word for each SERVICE; None where it has none.

    As a name, in a string or a comment, one word is as good as another, and the engine still reads
    the query. It does not where the word was the keyword, and then the query is not evaluated.

    Raises QueryRefusedError as `inspect_closed` does.
    """
    inspect_closed(query)
    if _SERVICE.search(query) is None:
        return None
    known = query.lower()
    letter = next((each for each in string.ascii_lowercase if f"servic{each}" not in known), None)
    if letter is None:
        raise QueryRefusedError("service", "SERVICE is refused: too many words are like it.")
    return _SERVICE.sub(
        lambda match: match[1] + (letter.upper() if match[2].isupper() else letter), query
    )
