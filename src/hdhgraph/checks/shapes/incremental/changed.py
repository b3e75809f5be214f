"""SHACL for `hdhgraph check --changed`: only what differs from the last time is validated again.

Files that are the same are not parsed again, and what was found is taken over for every node that
no change concerns. What cannot be followed is validated in full: shapes with SPARQL, shapes and
nodes without a name, and all of it when the shapes or the tree of classes have changed. So the
result is that of a full run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from rdflib import BNode, URIRef

from hdhgraph.checks.shapes.data_graph import Triples
from hdhgraph.checks.shapes.incremental.last_run import Before, LastRun
from hdhgraph.checks.shapes.incremental.reads import CLASS_TREE, Change, reads_of
from hdhgraph.checks.shapes.shapes import findings_of, ordered
from hdhgraph.checks.shapes.validating import Validation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.term import Node

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.shapes.data_graph import Triple

    Shape: TypeAlias = Any  # pySHACL's own class, whose methods have no types
    Key: TypeAlias = "tuple[Any, ...]"

__all__ = ["Incremental", "Seen"]


class Seen(NamedTuple):
    """The files of a project: the digest of each by its path, and how to read one's triples."""

    digests: Mapping[str, str]
    read: Callable[[str], Iterable[Triple]]


class Incremental:
    """One validation that starts from what the last one found."""

    def __init__(self, run: LastRun, key: str, seen: Seen) -> None:
        """Start from `run` if it had the same `key`, the digest of all but the data."""
        self._run = run
        self._key = key
        self._digests = seen.digests
        self._now = {path: self._triples(path, seen) for path in seen.digests}
        self._before = run.read(key)
        self._changes = None if self._before is None else self._compared(self._before)

    @property
    def is_partial(self) -> bool:
        """Whether anything is taken over."""
        return self._changes is not None

    def findings(
        self,
        rules: Graph,
        engine: Callable[[], ox.Store],
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> list[Finding]:
        """Return what breaks the rules, as `conform` does, and keep it for the next time.

        Raises as `conform` does.
        """
        data = Triples(triple for own in self._now.values() for triple in own)
        validation = Validation(data, rules, engine)
        if validation.is_whole:
            self._changes = None
            return ordered(findings_of(validation.report(progress), rules))
        shapes = validation.shapes()
        found: dict[Node, list[Finding]] = {}
        for number, shape in enumerate(shapes):
            progress(number, len(shapes))
            found[shape.node] = list(self._of_shape(shape.node, shape, validation, rules))
        self._keep(found, validation.unnamed)
        return ordered(each for own in found.values() for each in own)

    def _of_shape(
        self, node: Node, shape: Shape, validation: Validation, rules: Graph
    ) -> Iterator[Finding]:
        old = self._before.found.get(str(node)) if self._before is not None else None
        again = None if old is None else self._again(node, validation)
        if old is None or again is None:
            yield from findings_of(validation.report_on(shape), rules)
            return
        again |= {URIRef(each.focus or "") for each in old if _shows_blank_node(each)}
        if again:
            yield from findings_of(validation.report_on(shape, again), rules)
        yield from (each for each in old if URIRef(each.focus or "") not in again)

    def _again(self, node: Node, validation: Validation) -> set[Node] | None:
        """Return the nodes to validate against a shape again; None for all."""
        reads = reads_of(node, validation.shapes_graph)
        if reads is None or self._changes is None:
            return None
        return reads.concerned(self._changes, validation.data)

    def _keep(self, found: Mapping[Node, Sequence[Finding]], unnamed: Collection[Node]) -> None:
        """Keep what has a name: a blank node has another one the next time."""
        named = {
            str(shape): own
            for shape, own in found.items()
            if isinstance(shape, URIRef) and shape not in unnamed
        }
        self._run.write(self._key, Before(self._digests, named))

    def _triples(self, path: str, seen: Seen) -> list[Triple]:
        digest = seen.digests[path]
        kept = self._run.triples(digest)
        if kept is None:
            kept = list(seen.read(path))
            self._run.keep(digest, kept)
        return kept

    def _compared(self, before: Before) -> list[Change] | None:
        """Return what has changed; None where it is not known, or concerns everything."""
        changes: list[Change] = []
        for path in sorted({*before.files, *self._digests}):
            then, now = before.files.get(path), self._digests.get(path)
            if then == now:
                continue
            old = [] if then is None else self._run.triples(then)
            if old is None:
                return None
            try:
                changes += _changes(old, self._now.get(path, []))
            except RecursionError:  # a list of thousands
                return None
        return None if any(each.predicate == CLASS_TREE for each in changes) else changes


def _shows_blank_node(finding: Finding) -> bool:
    """Tell whether pySHACL's own message may show what a blank node says."""
    return finding.value is None and "" in finding.messages


def _changes(old: Sequence[Triple], new: Sequence[Triple]) -> Iterator[Change]:
    """Yield the triples of one file that are new or gone."""
    before, after = _Keys(old), _Keys(new)
    for key in (before.counts - after.counts) + (after.counts - before.counts):
        subject, predicate, value = key
        yield Change(after.nodes(subject), predicate, after.nodes(value))


class _Keys:
    """The triples of a file, blank nodes by what they say instead of by their names."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._said: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        for subject, predicate, value in dict.fromkeys(triples):
            if isinstance(subject, BNode):
                self._said[subject].append((predicate, value))
        self._known: dict[Node, Key] = {}
        self._blank: dict[Key, list[Node]] = defaultdict(list)
        self.counts = Counter((self._key(s), p, self._key(o)) for s, p, o in dict.fromkeys(triples))
        for node, key in self._known.items():
            self._blank[key].append(node)

    def nodes(self, key: Key) -> tuple[Node, ...]:
        """Return the nodes that a key stands for, none where only the other version had them."""
        return (key[0],) if len(key) == 1 else tuple(self._blank.get(key, ()))

    def _key(self, node: Node, above: tuple[Node, ...] = ()) -> Key:
        if not isinstance(node, BNode):
            return (node,)
        if node in above:
            return ("circle", node)  # another name in the other version: all of it has changed
        if node not in self._known:
            inner = ((p, self._key(o, (*above, node))) for p, o in self._said.get(node, ()))
            self._known[node] = ("blank", frozenset(Counter(inner).items()))
        return self._known[node]
