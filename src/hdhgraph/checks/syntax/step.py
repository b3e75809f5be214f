"""Does a file parse: RDF in any format, and canned queries with their headers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.reading import load_file
from hdhgraph.checks.report import reasons
from hdhgraph.checks.report.places import Place, lines_of
from hdhgraph.checks.syntax import bounds
from hdhgraph.checks.syntax.codes import found
from hdhgraph.checks.syntax.other_syntaxes import CONVERT, other_syntax
from hdhgraph.checks.syntax.queries import find_breaches
from hdhgraph.checks.syntax.remote import TOO_MUCH
from hdhgraph.checks.syntax.syntax_places import place_of
from hdhgraph.errors import DataSyntaxError, InputError, QueryHeaderError, QueryRefusedError
from hdhgraph.sparql.canned import read_query
from hdhgraph.sparql.guards import inspect
from hdhgraph.sparql.mentions import read_mentions, spot_of

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.checks.report.findings import Finding

__all__ = ["of_file", "of_query", "place_in_query", "place_of_words"]

_AT: Final = re.compile(r"\bat (\d+):(\d+): (.*)", re.DOTALL)
_FUNCTION: Final = re.compile(r"The custom function <(.+?)> is not supported")
_REMOTE_CONTEXT: Final = "to load remote contexts"
_WRITE_CONTEXT: Final = {
    "en": "Write the context into the file, in place of its address.",
    "fr": "Écrire le contexte dans le fichier, à la place de son adresse.",
}
_CLAIM: Final = re.compile(r"[?$]claim\b")


def of_file(path: Path, graph: str | None = None, store: ox.Store | None = None) -> list[Place]:
    """Parse a file, into `store` where one is given; what must not be parsed is a finding, too."""
    reason = bounds.refusal(path)
    if reason is not None:
        return [Place(found("HG-FILE", {"reason": reason}), path)]
    try:
        load_file(ox.Store() if store is None else store, path, graph)
    except DataSyntaxError as error:
        return [_syntax_place(error)]
    except InputError as error:  # such as a file whose name makes no name of a graph
        reason = reasons.in_languages(str(error).removeprefix(f"{path}: "))
        return [Place(found("HG-FILE", {"reason": reason}), path)]
    return []


def _syntax_place(error: DataSyntaxError) -> Place:
    other = other_syntax(error.path)
    if other is not None:
        reason, line = other
        finding = replace(found("HG-SYNTAX", {"reason": reason}), hints=CONVERT)
        return Place(finding, error.path, line, 1)
    finding = found("HG-SYNTAX", {"reason": reasons.in_languages(error.reason)})
    if _REMOTE_CONTEXT in error.reason:
        finding = replace(finding, hints=_WRITE_CONTEXT)
    return Place(finding, error.path, *place_of(error))


def of_query(path: Path) -> list[Place]:
    """Check one canned query: header, syntax, and what one that returns claims must carry."""
    try:
        query = read_query(path)
    except QueryHeaderError as error:
        reason = str(error).removeprefix(f"{path}:{error.line}: ")
        return [
            Place(found("HG-HEADER", {"reason": reasons.in_languages(reason)}), path, error.line, 1)
        ]
    try:
        # SERVICE is the operator's to allow; the depth is not: it would overflow the parser.
        inspect(re.sub("(?i)service", "", query.text))
    except QueryRefusedError:
        return [Place(found("HG-SYNTAX", {"reason": TOO_MUCH}), path, 1, 1)]
    return [place_in_query(each, path) for each in find_breaches(query)]


def place_in_query(finding: Finding, path: Path) -> Place:
    """Place a finding at the syntax error, or where the query first names its claims."""
    function = _FUNCTION.search(finding.message("en"))
    if function is not None:
        return _at_function(function, path)
    at = _AT.search(finding.message("en"))
    if at is not None:
        told = found("HG-SYNTAX", {"reason": reasons.of_query(at[3])})
        return Place(told, path, int(at[1]), int(at[2]))
    return place_of_words(finding, path, _CLAIM)


def _at_function(told: re.Match[str], path: Path) -> Place:
    """Place what the engine says of a function that it lacks."""
    finding = found("HG-SYNTAX", {"reason": reasons.in_languages(told[0])})
    text = path.read_text(encoding="utf-8")
    for mention in read_mentions(text):
        if mention.iri == told[1] and mention.is_term:
            return Place(finding, path, *spot_of(text, mention.at))
    return Place(finding, path, 1, 1)


def place_of_words(finding: Finding, path: Path, words: re.Pattern[str]) -> Place:
    """Place a finding where a query first has such words, comment lines left out, else at 1:1."""
    for number, line in enumerate(lines_of(path), 1):
        match = None if line.startswith("#") else words.search(line)
        if match:
            return Place(finding, path, number, match.start() + 1, match.end() + 1)
    return Place(finding, path, 1, 1)
