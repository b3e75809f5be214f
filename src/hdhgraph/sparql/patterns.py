"""The triple patterns of a query as written, and what of its form is known to be slow.

rdflib's parser reads the text, which has passed the guards; nothing is evaluated here. The rules
are those of docs/fast-queries.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pyparsing import ParseBaseException
from rdflib import BNode, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import (
    translatePath,
    translatePName,
    translatePrologue,
    traverse,
)
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TriplePattern", "parse_tree", "part_of", "read_cliffs", "read_patterns"]

# Above this, a parser written in Python takes longer than the query is worth.
_LONGEST: Final = 50_000
_GROUP: Final = "GroupGraphPatternSub"
_NOT_EXISTS: Final = "Builtin_NOTEXISTS"
# What is evaluated by itself within an OPTIONAL.
_APART: Final = frozenset(("OptionalGraphPattern", "Filter"))


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """One triple pattern in N-Triples terms, and the graph it is in: an IRI, a variable, or ""."""

    text: str
    graph: str = ""

    @property
    def count_query(self) -> str:
        """The query that counts its matches, as if it stood alone."""
        body = f"GRAPH {self.graph} {{ {self.text} }}" if self.graph else self.text
        return f"SELECT (COUNT(*) AS ?count) WHERE {{ {body} }}"


def parse_tree(query: str) -> CompValue:
    """Return rdflib's tree of a query, its names as IRIs.

    Raises InputError where it is too long for that, or has what only the engine reads.
    """
    if len(query) > _LONGEST:
        raise InputError(f"the query is longer than {_LONGEST} characters")
    try:
        parsed = parseQuery(query)
        prologue = translatePrologue(parsed[0], None)
        tree = traverse(parsed[1], visitPost=partial(translatePName, prologue=prologue))
        found: CompValue = traverse(tree, visitPost=translatePath)
    except (ParseBaseException, RecursionError) as error:
        raise InputError("only the engine's own parser reads this query") from error
    except Exception as error:  # rdflib raises bare ones, for a prefix that is not declared
        raise InputError(str(error) or "the query cannot be read") from error
    return found


def part_of(node: CompValue, name: str) -> Any:  # noqa: ANN401 - whatever the grammar puts there
    """Return a part of a node; None where it has none (`get` would return the name)."""
    return node[name] if name in node else None  # noqa: SIM401 - see above


def read_patterns(tree: CompValue) -> list[TriplePattern]:
    """Return the triple patterns of the WHERE part, in the order written."""
    return [
        TriplePattern(" ".join(_term(part) for part in triple), graph)
        for triple, graph in _triples(part_of(tree, "where"), "")
    ]


def _term(term: Any) -> str:  # noqa: ANN401 - rdflib's terms and paths
    return f"({term.n3()})" if isinstance(term, Path) else str(term.n3())


def _triples(node: object, graph: str) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(node, CompValue):
        if node.name == "TriplesBlock":
            for flat in node.triples:
                yield from ((tuple(flat[n : n + 3]), graph) for n in range(0, len(flat), 3))
            return
        inside = node.term.n3() if node.name == "GraphGraphPattern" else graph
        for value in node.values():
            yield from _triples(value, inside)
    elif isinstance(node, list):
        for each in node:
            yield from _triples(each, graph)


def read_cliffs(tree: CompValue) -> list[str]:
    """Return a sentence for each form in the query that is known to be slow on large graphs."""
    found: list[str] = []
    for node in _nodes(part_of(tree, "where")):
        inside = list(_triples(node, ""))
        if node.name == _NOT_EXISTS and len(inside) > 1:
            found.append(
                f"NOT EXISTS over {len(inside)} triple patterns is evaluated again for each "
                "solution: say it by MINUS of a SELECT DISTINCT (rule 6)."
            )
        elif node.name == "OptionalGraphPattern" and _is_whole(node):
            found.append(
                "An OPTIONAL of several patterns, or of a path, is evaluated for the whole graph: "
                "nest one pattern in another (rule 4)."
            )
        elif node.name == _GROUP:
            found += _of_group(node)
    return found


def _is_whole(optional: CompValue) -> bool:
    """Tell whether an OPTIONAL is more than one look-up; another nested in it does not count."""
    parts = part_of(optional.graph, "part") or []
    own = [each for each in parts if not (isinstance(each, CompValue) and each.name in _APART)]
    triples = [triple for triple, _ in _triples(own, "")]
    return len(triples) > 1 or any(isinstance(triple[1], Path) for triple in triples)


def _nodes(node: object) -> Iterator[CompValue]:
    """Yield every node, a parent before its children."""
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for each in node:
            yield from _nodes(each)


def _of_group(group: CompValue) -> list[str]:
    parts = [part for part in part_of(group, "part") or [] if isinstance(part, CompValue)]
    found = []
    apart = _components(parts)
    if len(apart) > 1:
        sides = "; ".join(" ".join(sorted(names)) for names in apart)
        found.append(
            f"Parts of a group share no variable ({sides}): each solution of one is put beside "
            "each of the others, a cross product."
        )
    bound = {name for part in parts if part.name == "TriplesBlock" for name in _names(part)}
    found += [
        f"{name} may be unbound where it is joined on: each solution is compared with every "
        "other. Join on variables of patterns, and compare in a FILTER (rule 1)."
        for name in sorted(_maybe_unbound(parts) & bound)
    ]
    return found


def _components(parts: list[CompValue]) -> list[set[str]]:
    """Return the variables of what is joined in a group, in sets that share none."""
    sets: list[set[str]] = []
    for names in _joined(parts):
        touching = [each for each in sets if each & names]
        sets = [each for each in sets if not each & names]
        sets.append(names.union(*touching))
    return sets


def _joined(parts: list[CompValue]) -> Iterator[set[str]]:
    for part in parts:
        match part.name:
            case "TriplesBlock":
                for triple, _ in _triples(part, ""):
                    if names := _names(list(triple)):
                        yield names
            case "GroupOrUnionGraphPattern" | "GraphGraphPattern":
                if names := _visible(part):
                    yield names
            case "Bind" | "InlineData" | "OptionalGraphPattern":
                # These tie together what they name, and make no product by themselves.
                if len(names := _names(part)) > 1:
                    yield names


def _names(node: object) -> set[str]:
    """Return the variables in a node; a blank node is one as well."""
    if isinstance(node, CompValue):
        return set().union(*(_names(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_names(each) for each in node))
    return {node.n3()} if isinstance(node, Variable | BNode) else set()


def _visible(node: object) -> set[str]:
    """Return the variables of a node, of a sub-select only those that it returns."""
    if isinstance(node, CompValue):
        if node.name == "SubSelect" and part_of(node, "projection"):
            return set().union(*(_names(part_of(v, "var")) | _names(part_of(v, "evar"))
                                 for v in node.projection))  # fmt: skip
        return set().union(*(_visible(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_visible(each) for each in node))
    return _names(node)


def _maybe_unbound(parts: list[CompValue]) -> set[str]:
    """Return the variables that BIND or an expression of a sub-select gives to a group."""
    found: set[str] = set()
    for part in parts:
        if part.name == "Bind":
            found |= _names(part.var)
        elif part.name == "GroupOrUnionGraphPattern":
            for select in (node for node in part.graph if node.name == "SubSelect"):
                found |= _names([part_of(v, "evar") for v in part_of(select, "projection") or []])
    return found
