"""What is refused before evaluation, in one pass over the tokens of a query.

The pass is linear in the length of the text: a backtracking expression over a whole query can be
made to hang the process that runs it.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["QueryFacts", "QueryForm", "inspect"]

LONGEST_QUERY: Final = 1024 * 1024
# Some 10 KB of nested brackets, or a chain of 6,900 operators, overflow the parser's stack.
DEEPEST_NESTING: Final = 128
MOST_OPERATORS: Final = 2_000

_TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*+'''|\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*+\"\"\"
        |'(?:[^'\\\n\r]|\\.)*+'|"(?:[^"\\\n\r]|\\.)*+")
    | (?P<variable>[?$]\w+)
    | (?P<name>(?:\w[\w.\-]*+)?:(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)*+)
    | (?P<tag>@[A-Za-z][A-Za-z0-9\-]*+)
    | (?P<word>\w+)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<operator>[+\-*/|!=<>&^]+)
    """,
    re.VERBOSE | re.DOTALL,
)
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

    A volatile query may have another answer when it is asked again.
    """

    form: QueryForm | None
    has_dataset_clause: bool
    is_volatile: bool


def inspect(query: str) -> QueryFacts:
    """Tell the form of a query, and whether it names its own dataset by FROM.

    Raises QueryRefusedError for what is never run here: updates, SERVICE, and texts that are too
    long, too deeply nested, or chain too many operators.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryRefusedError("size", f"The query is longer than {LONGEST_QUERY} characters.")
    form: QueryForm | None = None
    has_dataset_clause = is_volatile = False
    for word in _keywords(query):
        if word == "SERVICE":
            raise QueryRefusedError(
                "service", "SERVICE is not evaluated here: this endpoint asks no other endpoint."
            )
        if form is None and word in _UPDATES:
            raise QueryRefusedError("update", f"This endpoint only reads: {word} is refused.")
        if form is None and word in QueryForm.__members__:
            form = QueryForm(word)
        has_dataset_clause = has_dataset_clause or word == "FROM"
        is_volatile = is_volatile or word in _VOLATILE
    return QueryFacts(form, has_dataset_clause, is_volatile)


def _keywords(query: str) -> Iterator[str]:
    """Yield the bare words of a query in upper case, counting nesting and operators meanwhile."""
    depth = operators = 0
    for match in _TOKEN.finditer(query):
        match match.lastgroup:
            case "open":
                depth += 1
                if depth > DEEPEST_NESTING:
                    raise QueryRefusedError(
                        "depth", f"Brackets are nested more than {DEEPEST_NESTING} deep."
                    )
            case "close":
                depth -= 1
            case "operator":
                operators += 1
                if operators > MOST_OPERATORS:
                    raise QueryRefusedError("operators", f"More than {MOST_OPERATORS} operators.")
            case "word":
                yield match.group().upper()
            case _:
                pass
