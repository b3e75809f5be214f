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
    from collections.abc import Collection, Iterator

__all__ = ["QueryFacts", "QueryForm", "inspect", "inspect_short", "inspect_tokens", "readings"]

LONGEST_QUERY: Final = 1024 * 1024
# Some 10 KB of nested brackets, or a chain of 6,900 operators, overflow the parser's stack.
DEEPEST_NESTING: Final = 128
MOST_OPERATORS: Final = 2_000

# A text no longer than this, without anything that needs a second look, is not taken apart.
_SHORT: Final = 2_000

# A text whose strings are not closed would be scanned to its end again for each of them.
MOST_OPEN_STRINGS: Final = 16

_ESCAPED: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL: Final = r":(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)*+)?+"
_TOKEN: Final = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]++|{_ESCAPED})*+>)
    | (?P<long>\'\'\'(?:[^'\\]++|\\.|\'{{1,2}}+(?!'))*+\'\'\'
        |\"\"\"(?:[^"\\]++|\\.|\"{{1,2}}+(?!"))*+\"\"\")
    | (?P<unclosed>\'\'(?=')|""(?="))
    | (?P<string>'(?:[^'\\\n\r]++|\\.)*+'|"(?:[^"\\\n\r]++|\\.)*+")
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
# The letters of the keyword wherever they stand, and the IRI where one follows at once.
_SERVICE: Final = re.compile(r"(?i)SERVICE(?:\s*+(?:SILENT\s*+)?<([^<>\s]*+)>)?+")
_UPDATES: Final = frozenset(
    ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH")
)
# What gives another value each time (SPARQL 1.1, 17.4.2.9, 17.4.4.5, 17.4.5.1).
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID"))
_PLAIN_IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*+>"
# The prologue and the form, where nothing else stands before it.
_BEGINNING: Final = re.compile(
    rf"""(?ix) (?: \s++ | \#[^\n\r]*+ | BASE\s*+{_PLAIN_IRI}
        | PREFIX\s++(?:[a-z][\w\-]*+)?+:\s*+{_PLAIN_IRI} )*+
    (SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w.\-:])"""
)
_NOT_QUICK: Final = re.compile(r"(?i)SERVICE|FROM|NOW|RAND|UUID|\\")

# As the standard says, and as rdflib does.
_ESCAPES: Final = (
    re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))"),
    re.compile(r"\\[uU]([0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})"),
)


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

    `services` are the endpoints that SERVICE may ask, each written as a full IRI.

    Raises QueryRefusedError for what is never run here: updates, any other SERVICE, and texts that
    are too long, too deeply nested, or chain too many operators.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryRefusedError("size", f"The query is longer than {LONGEST_QUERY} characters.")
    facts = inspect_short(query) or inspect_tokens(query, services)
    if facts.asks_service:  # its worker may connect, so that nothing is left to how one reads it
        for other in readings(query)[1:]:
            inspect_tokens(other, services)
    return facts


def readings(text: str) -> tuple[str, ...]:
    """Return a text as it stands, and as it is read once its escapes are characters; each once.

    The engine knows escapes within strings and IRIs alone, rdflib anywhere.
    """
    found = {text: None}
    for pattern in _ESCAPES if "\\" in text else ():
        try:
            found[pattern.sub(_character, text)] = None
        except (OverflowError, ValueError):  # beyond Unicode: nobody reads it
            continue
    return tuple(found)


def _character(match: re.Match[str]) -> str:
    return chr(int(next(filter(None, match.groups())), 16))


def inspect_short(query: str) -> QueryFacts | None:
    """Tell the same of a short text in which nothing can be hidden, without taking it apart.

    So few characters hold no chain of operators that matters, so few brackets no nesting, so few
    quotation marks no strings; and no word stands anywhere that would be looked for.
    """
    if len(query) > _SHORT or query.count('"') + query.count("'") > MOST_OPEN_STRINGS:
        return None
    if query.count("(") + query.count("{") + query.count("[") > DEEPEST_NESTING:
        return None
    begun = _BEGINNING.match(query)
    if begun is None or _NOT_QUICK.search(query) is not None:
        return None
    return QueryFacts(QueryForm(begun[1].upper()), has_dataset_clause=False, is_volatile=False)


def inspect_tokens(query: str, services: Collection[str]) -> QueryFacts:
    """Tell the same of any text, token by token; raises QueryRefusedError as `inspect` does."""
    form: QueryForm | None = None
    has_dataset_clause = is_volatile = False
    clauses = _Clauses(services)
    for word in _keywords(query, clauses):
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
    asks = clauses.allowed > 0
    return QueryFacts(form, has_dataset_clause, is_volatile or asks, asks_service=asks)


@dataclass(slots=True)
class _Clauses:
    """The SERVICE clauses of a query, decided token by token: `allowed` of them may be asked."""

    services: Collection[str]
    allowed: int = 0
    is_open: bool = False

    def take(self, kind: str, text: str) -> bool:
        """Look at one token; tell whether it belongs to a clause that is allowed, up to its IRI.

        Only the bare word, then perhaps SILENT, then an IRI of the list, written out, make one.
        """
        if not self.is_open:
            self.is_open = bool(self.services) and kind == "run" and text.upper() == "SERVICE"
            return self.is_open
        if kind == "run" and text.upper() == "SILENT":
            return True
        self.is_open = False
        if kind != "iri" or text[1:-1] not in self.services:
            return False
        self.allowed += 1
        return True

    def are_all_allowed_in(self, query: str) -> bool:
        """Tell whether an allowed IRI follows at once wherever the letters of the word stand.

        Then no reading of the text finds another clause, wherever its tokens end.
        """
        named = _SERVICE.findall(query)
        return all(iri in self.services for iri in named)


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


def _keywords(query: str, clauses: _Clauses) -> Iterator[str]:
    """Yield the bare words of a query in upper case, and what the engine may take for one.

    A SERVICE clause that is allowed is left out. Where the engine may read a token in two ways, a
    SERVICE anywhere in the text counts.
    """
    counts, is_odd, held, previous = _Counts(), False, "", ""
    for match in _TOKEN.finditer(query):
        kind, text = match.lastgroup or "", match.group()
        counts.take(kind, text)
        is_odd = is_odd or _is_odd(kind, text)
        if kind == "comment":
            continue
        was_open = clauses.is_open
        if clauses.take(kind, text):
            held = previous = ""
            continue
        if was_open:
            yield "SERVICE"
        if text == "{" and held:
            yield held
        held = ""
        if kind == "run":
            yield from (words := text.upper().replace("-", ".").split("."))
            previous = words[-1]
        elif kind == "local" and previous not in _NAMES_A_GRAPH and text[-1] != ".":
            # `SERVICE:y {` and `SERVICEx:y {` are clauses to the engine, names to everyone else.
            held, previous = match["run"].upper(), ""
        else:
            previous = ""
    if clauses.is_open:
        yield "SERVICE"
    if is_odd and not clauses.are_all_allowed_in(query):
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
