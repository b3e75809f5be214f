"""A graph, or the whole dataset, written to a file: the same bytes for the same files, each time.

The store keeps quads in the order they were loaded in, but labels blank nodes at random: here they
are numbered as they come. What is not too large is sorted, so that versions can be compared line by
line and Turtle reads well.
"""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import pyoxigraph as ox

from hdhgraph.rdf.media_types import JSON_LD, N_QUADS, TRIG, TURTLE, Kind
from hdhgraph.rdf.namespaces import BASE, PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import IO, Protocol

    from hdhgraph.rdf.media_types import Format

    class Output(Protocol):
        """What a dump is written to: a file opened in binary mode, or a connection."""

        def write(self, content: bytes, /) -> int:
            """Take bytes."""

        def flush(self) -> None:
            """Send what was taken."""


__all__ = ["ALL", "DEFAULT_GRAPH", "EXTENSIONS", "WHOLE", "dump_graphs", "sort_key", "write_dump"]

# What stands for the whole dataset, and for its default graph, where a graph's IRI may stand.
WHOLE: Final = "*"
DEFAULT_GRAPH: Final = "default"
# The name of the dump of the whole.
ALL: Final = "all"
EXTENSIONS: Final[Mapping[str, Format]] = {
    "trig.gz": TRIG,
    "nq.gz": N_QUADS,
    "ttl": TURTLE,
    "jsonld": JSON_LD,
}
# Quads that are sorted: they are all in memory then, some 150 MiB of it.
_MOST_SORTED: Final = 200_000
_PROGRESS_STEP: Final = 100_000
_DEFAULT_NAME: Final = "default-graph"

Statement: TypeAlias = "ox.Quad | ox.Triple"


def dump_graphs(
    graphs: Iterable[str], base: str = BASE, *, has_default: bool = False
) -> dict[str, str]:
    """Return what can be dumped by name: `all`, and each graph by its path under `base`.

    A graph elsewhere, whose IRI is no path here, has a name made of the digest of its IRI.
    """
    found = {ALL: WHOLE}
    if has_default:
        found[_DEFAULT_NAME] = DEFAULT_GRAPH
    for graph in sorted(graphs):
        name = graph.removeprefix(f"{base}graph/")
        if name in found or name == graph or not name.replace("/", "").replace("-", "").isalnum():
            name = f"graph-{hashlib.sha256(graph.encode()).hexdigest()[:12]}"
        found[name] = graph
    return found


def write_dump(
    store: ox.Store,
    graph: str,
    form: Format,
    output: Output,
    prefixes: Mapping[str, str] = PREFIXES,
    *,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write a graph, by its IRI, WHOLE or DEFAULT_GRAPH, to `output` in an RDF format.

    A format of triples has the union of the graphs; one graph in JSON-LD is the default graph of
    its document. `progress` is told from time to time how many quads were written.
    """
    quads = _labelled(store.quads_for_pattern(None, None, None, _target(graph)))
    is_bare = form.kind is Kind.TRIPLES or (form is JSON_LD and graph != WHOLE)
    statements = _ordered((quad.triple for quad in quads) if is_bare else quads)
    if progress is not None:
        statements = _told(statements, progress)
    names = dict(prefixes) if form in (TURTLE, TRIG) else None
    # The serialiser calls write and flush, and nothing else of what a file can do.
    file = cast("IO[bytes]", output)
    ox.serialize(cast("Iterable[ox.Quad]", statements), file, format=form.rdf, prefixes=names)


def _target(graph: str) -> ox.NamedNode | ox.DefaultGraph | None:
    if graph == WHOLE:
        return None
    return ox.DefaultGraph() if graph == DEFAULT_GRAPH else ox.NamedNode(graph)


def _labelled(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Number blank nodes in the order they come."""
    known: dict[str, ox.BlankNode] = {}

    def named(term: Any) -> Any:  # noqa: ANN401 - any term becomes a term of its kind
        if isinstance(term, ox.BlankNode):
            return known.setdefault(term.value, ox.BlankNode(f"b{len(known)}"))
        if isinstance(term, ox.Triple):
            return ox.Triple(named(term.subject), term.predicate, named(term.object))
        return term

    for quad in quads:
        terms = (quad.subject, quad.object, quad.graph_name)
        if any(isinstance(each, ox.BlankNode | ox.Triple) for each in terms):
            subject, value, graph = map(named, terms)
            yield ox.Quad(subject, quad.predicate, value, graph)
        else:
            yield quad


def _ordered(statements: Iterator[Statement]) -> Iterator[Statement]:
    """Sort what is not too large, each statement once; leave the rest as it was loaded."""
    first = list(itertools.islice(statements, _MOST_SORTED + 1))
    if len(first) > _MOST_SORTED:
        return itertools.chain(first, statements)
    first.sort(key=sort_key)
    return (each for each, _ in itertools.groupby(first))


def sort_key(statement: Statement) -> tuple[str, str, bool, str, str]:
    """Return what sorts by graph, then subject, its type before the rest."""
    graph = str(statement.graph_name) if isinstance(statement, ox.Quad) else ""
    predicate, is_type = statement.predicate.value, statement.predicate.value == RDF_TYPE
    return (graph, str(statement.subject), not is_type, predicate, str(statement.object))


def _told(statements: Iterable[Statement], progress: Callable[[int], None]) -> Iterator[Statement]:
    for count, statement in enumerate(statements, start=1):
        if count % _PROGRESS_STEP == 0:
            progress(count)
        yield statement
