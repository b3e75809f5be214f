"""An rdflib graph whose SPARQL reads it and nothing else, whatever a query says.

rdflib's own evaluator asks endpoints for SERVICE and fetches graphs for FROM. This one refuses both
on the algebra that it is about to evaluate, where prefixes are IRIs and escapes are characters. It
is the evaluator of these graphs alone: rdflib stays as it is for everyone else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.evaluate import evalQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.query import Processor

from hdhgraph.errors import QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib.query import Result

__all__ = ["ClosedGraph"]

_MESSAGES: Final = {
    "service": "SERVICE would ask another endpoint.",
    "from": "FROM would fetch a graph from elsewhere.",
    "update": "An update would write.",
}


class ClosedGraph(Graph):
    """A graph that no query leads out of; the methods are rdflib's.

    What is refused is kept as well as raised, since who evaluates a query may go on without an
    answer.
    """

    refused: QueryRefusedError | None = None

    def query(  # noqa: PLR0917 - rdflib's own
        self,
        query_object: Any,  # noqa: ANN401 - a text, or what rdflib has prepared
        processor: Any = "sparql",  # noqa: ANN401
        result: Any = "sparql",  # noqa: ANN401
        initNs: Mapping[str, Any] | None = None,  # noqa: N803
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803
        use_store_provided: bool = True,
        **options: Any,  # noqa: ANN401
    ) -> Result:
        """Evaluate a query on this graph alone.

        Raises QueryRefusedError for SERVICE and FROM, and as rdflib does.
        """
        del processor, use_store_provided
        own = _Evaluator(self)
        return super().query(query_object, own, result, initNs, initBindings, False, **options)

    def update(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401
        """Raise QueryRefusedError: rules only read."""
        self.refuse("update")

    def refuse(self, reason: str) -> NoReturn:
        """Raise QueryRefusedError with a reason, and keep it."""
        self.refused = QueryRefusedError(reason, _MESSAGES[reason])
        raise self.refused

    def raise_refused(self) -> None:
        """Raise what was refused, if anything was."""
        if self.refused is not None:
            raise self.refused


class _Evaluator(Processor):
    """rdflib's evaluator of queries, without what leads out of a graph."""

    def __init__(self, graph: ClosedGraph) -> None:
        super().__init__(graph)
        self._graph = graph

    def query(
        self,
        strOrQuery: Any,  # noqa: ANN401, N803
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803
        initNs: Mapping[str, Any] | None = None,  # noqa: N803
        DEBUG: bool = False,  # noqa: N803
        base: str | None = None,
    ) -> Mapping[str, Any]:
        """Evaluate a text, or what rdflib has prepared."""
        del DEBUG
        parsed = strOrQuery
        if isinstance(parsed, str):
            parsed = prepareQuery(parsed, initNs, base)
        for reason in _ways_out(parsed.algebra):
            self._graph.refuse(reason)
        return evalQuery(self._graph, parsed, initBindings, base)


def _ways_out(algebra: Any) -> Iterator[str]:  # noqa: ANN401 - any part of rdflib's algebra
    """Yield a reason for each part of a query that leads out of the graph."""
    waiting = [algebra]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue) and part.name == "ServiceGraphPattern":
            yield "service"
        if isinstance(part, CompValue) and part.datasetClause:
            yield "from"
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, (list, tuple)):
            waiting += part
