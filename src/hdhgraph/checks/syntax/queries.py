"""The rules of a canned query that returns claims: it takes `asOf`, and carries the evidence.

A query returns claims where `?claim` is one of its columns. It then filters by a date parameter
`asOf`, and has the columns that let a row be defended: who speaks in which capacity, in which
source, from where to where, and the fragment. The speaker may be a column of another name, where
the query says that `?claim hg:speaker` is what stands in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.report.reasons import in_languages
from hdhgraph.checks.syntax.codes import found
from hdhgraph.engine.worker.closed import ask, inspect_closed
from hdhgraph.errors import QueryRefusedError
from hdhgraph.rdf.namespaces import hg
from hdhgraph.sparql.canned import AS_OF, ParameterType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.sparql.canned import CannedQuery

__all__ = ["EVIDENCE", "ask_of_nothing", "columns_of", "find_breaches"]

EVIDENCE: Final = ("speaker", "capacity", "source", "start", "end", "fragment")
_CLAIM: Final = "claim"
_COMMENT: Final = re.compile(r"^\s*#.*$", re.MULTILINE)
_VALUES: Final = re.compile(r"VALUES\s*\([^()]*\)", re.IGNORECASE)
# The grammar of both clauses is the same, so that places in the query stay.
_SERVICE: Final = re.compile(
    r"(?i)(?<![\w:.\-?$@/#<=&])SERVICE(?:\s+SILENT\b)?(?=\s*[<?$#]|\s+[\w.\-]*:)"
)
_UNREAD: Final = "the query is nested too deep, or SERVICE is no clause of its own"
_FILTERED: Final = re.compile(rf"[?$]{AS_OF}\b")
_SPEAKER: Final = re.compile(
    rf"[?$]{_CLAIM}\b(?:<[^<>]*>|[^.{{}}<])*?(?:\bhg:speaker|<{re.escape(hg('speaker'))}>)\s+[?$](\w+)"
)


def find_breaches(query: CannedQuery) -> Iterator[Finding]:
    """Yield what breaks the rules: HG-SYNTAX, HG-Q1 (asOf), HG-Q2 (evidence)."""
    try:
        columns = columns_of(query)
    except SyntaxError as error:
        reason = " ".join(str(error).split())
        yield found("HG-SYNTAX", {"reason": in_languages(reason)})
        return
    if _CLAIM not in columns:
        return
    if not _takes_day(query):
        yield found("HG-Q1")
    missing = [name for name in EVIDENCE if name not in columns]
    if "speaker" in missing and not columns.isdisjoint(_SPEAKER.findall(query.text)):
        missing.remove("speaker")
    if missing:
        names = ", ".join(f"?{name}" for name in missing)
        yield found("HG-Q2", {"names": names})


def columns_of(query: CannedQuery) -> set[str]:
    """Return the names of a SELECT's columns; none for another form.

    Raises SyntaxError where the query does not parse, or calls a function that the engine lacks.
    """
    answer = ask_of_nothing(query.text)
    if not isinstance(answer, ox.QuerySolutions):
        return set()
    return {variable.value for variable in answer.variables}


def ask_of_nothing(text: str) -> object:
    """Return the engine's answer to a query over no triples; no other endpoint is asked.

    Raises SyntaxError where the query does not parse, is nested too deep, or calls a function that
    the engine lacks.
    """
    try:
        if _asks_service(text):
            text = _SERVICE.sub(lambda match: "GRAPH" + re.sub(r"\S", " ", match[0][5:]), text)
        return ask(ox.Store(), text)
    except QueryRefusedError as error:
        raise SyntaxError(_UNREAD) from error
    except RuntimeError as error:  # a function that is not there is told before any evaluation
        raise SyntaxError(str(error)) from error


def _asks_service(text: str) -> bool:
    """Tell whether a query asks another endpoint, as far as the guard can tell."""
    try:
        inspect_closed(text)
    except QueryRefusedError as error:
        return error.reason == "service"
    return False


def _takes_day(query: CannedQuery) -> bool:
    """Tell whether the query declares the day and uses it elsewhere than in its VALUES rows."""
    known = any(
        parameter.name == AS_OF and parameter.type is ParameterType.DATE
        for parameter in query.parameters
    )
    body = _VALUES.sub("", _COMMENT.sub("", query.text))
    return known and _FILTERED.search(body) is not None
