"""What is refused before evaluation, in one pass over the tokens of a query.

The pass is linear in the length of the text: a backtracking expression over a whole query can be
made to hang the process that runs it.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["QueryFacts", "QueryForm", "inspect"]

LONGEST_QUERY: Final = 1024 * 1024
# Some 10 KB of nested brackets, or a chain of 6,900 operators, overflow the parser's stack.
DEEPEST_NESTING: Final = 128
MOST_OPERATORS: Final = 2_000

# A text whose strings are not closed would be scanned to its end again for each of them.
MOST_OPEN_STRINGS: Final = 16

_ESCAPED: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL: Final = r":(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)*+)?+"
_TOKEN: Final = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPED})*+>)
    | (?P<long>\'\'\'(?:(?:'|\'\')?(?:[^'\\]|\\.))*+\'\'\'
        |\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*+\"\"\")
    | (?P<unclosed>\'\'(?=')|""(?="))
    | (?P<string>'(?:[^'\\\n\r]|\\.)*+'|"(?:[^"\\\n\r]|\\.)*+")
    | (?P<quote>['"])
    | (?P<variable>[?$]\w+)
    | (?P<run>\w[\w.\-]*+)(?P<local>{_LOCAL})?+
    | (?P<name>{_LOCAL})
    | (?P<tag>@[A-Za-z][A-Za-z0-9\-]*+)
    | (?P<open>[({{\[])
    | (?P<close>[)}}\]])
    | (?P<operator>[+\-*/|!=<>&^])
    | (?P<stop>[.,;])
    """,
    re.VERBOSE | re.DOTALL,
)
# `<` before these may be "less than", and what follows up to `>` another thing than an IRI.
_MAYBE_NO_IRI: Final = re.compile(r"<(?:(?!//)[^'#])*['#]")
_NAMES_A_GRAPH: Final = frozenset(("GRAPH", "FROM", "NAMED", "DESCRIBE"))
_SERVICE: Final = re.compile(r"(?i)(?<![\w:.\-?$@])SERVICE\s++(?:SILENT\s++)?<([^<>\s]*+)>")
_UPDATES: Final = frozenset(
    ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH")
)
# What gives another value each time (SPARQL 1.1, 17.4.2.9, 17.4.4.5, 17.4.5.1).
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID"))


class QueryForm(enum.StrEnum):
    """What a query returns (SPARQL 1.1, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def returns_graph(self) -> bool:
        """Whether the answer is triples, rather than solutions or a boolean."""
        return self in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What can be told of a query without parsing it; `form` is None where it has none.

    A volatile query may have another answer when it is asked again; one that asks an allowed
    endpoint by SERVICE is volatile as well.
    """

    form: QueryForm | None
    has_dataset_clause: bool
    is_volatile: bool
    asks_service: bool = False


def inspect(query: str, services: Collection[str] = ()) -> QueryFacts:
    """Tell the form of a query, and whether it names its own dataset by FROM.

    `services` are the endpoints that SERVICE may ask, each written as a full IRI. What SERVICE asks
    is taken out before the rest is looked at, so that no other is left unseen.

    Raises QueryRefusedError for what is never run here: updates, any other SERVICE, and texts that
    are too long, too deeply nested, or chain too many operators.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryRefusedError("size", f"The query is longer than {LONGEST_QUERY} characters.")
    if not services:
        return _inspect(query)
    rest = _SERVICE.sub(lambda match: " " if match.group(1) in services else match.group(), query)
    facts = _inspect(rest)
    asks = rest != query
    return replace(facts, asks_service=asks, is_volatile=facts.is_volatile or asks)


def _inspect(query: str) -> QueryFacts:
    form: QueryForm | None = None
    has_dataset_clause = is_volatile = False
    for word in _keywords(query):
        # The engine reads `5SERVICE<x>` and `SERVICESILENT<x>` as what they look like.
        if "SERVICE" in word:
            raise QueryRefusedError(
                "service", "SERVICE is refused: this endpoint asks no other, or not that one."
            )
        if form is None and word in _UPDATES:
            raise QueryRefusedError("update", f"This endpoint only reads: {word} is refused.")
        if form is None and word in QueryForm.__members__:
            form = QueryForm(word)
        has_dataset_clause = has_dataset_clause or word == "FROM"
        is_volatile = is_volatile or word in _VOLATILE
    return QueryFacts(form, has_dataset_clause, is_volatile)


@dataclass(slots=True)
class _Counts:
    """What may not grow without end in one query."""

    depth: int = 0
    operators: int = 0
    unclosed: int = 0

    def take(self, kind: str, text: str) -> None:
        """Count one token. Raises QueryRefusedError above a limit."""
        self.depth += {"open": 1, "close": -1}.get(kind, 0)
        self.operators += (kind == "operator") + (text.count("-") if kind == "run" else 0)
        self.unclosed += kind in ("unclosed", "quote")
        if self.depth > DEEPEST_NESTING:
            raise QueryRefusedError(
                "depth", f"Brackets are nested more than {DEEPEST_NESTING} deep."
            )
        if self.operators > MOST_OPERATORS:
            raise QueryRefusedError("operators", f"More than {MOST_OPERATORS} operators.")
        if self.unclosed > MOST_OPEN_STRINGS:
            raise QueryRefusedError("strings", f"More than {MOST_OPEN_STRINGS} unclosed strings.")


def _keywords(query: str) -> Iterator[str]:
    """Yield the bare words of a query in upper case, and what the engine may take for one.

    Where the engine may read a token in two ways, a SERVICE anywhere in the text counts.
    """
    counts, is_odd, held, previous = _Counts(), False, "", ""
    for match in _TOKEN.finditer(query):
        kind, text = match.lastgroup or "", match.group()
        counts.take(kind, text)
        is_odd = is_odd or _is_odd(kind, text)
        if text == "{" and held:
            yield held
        if kind == "run":
            yield from (words := text.upper().replace("-", ".").split("."))
            previous = words[-1]
        elif kind == "local" and previous not in _NAMES_A_GRAPH and text[-1] != ".":
            # `SERVICE:y {` and `SERVICEx:y {` are clauses to the engine, names to everyone else.
            held, previous = match["run"].upper(), ""
            continue
        elif kind != "comment":
            previous = ""
        held = held if kind == "comment" else ""
    if is_odd:
        yield from re.findall("SERVICE", query.upper())


def _is_odd(kind: str, text: str) -> bool:
    """Tell whether the engine may end a token elsewhere: it retries what it cannot read."""
    match kind:
        case "iri":
            return _MAYBE_NO_IRI.match(text) is not None
        case "long":
            return "\\" in text
        case _:
            return kind in ("unclosed", "quote")
