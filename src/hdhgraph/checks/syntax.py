"""Does a file parse: RDF in any format, and canned queries with their headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

import pyoxigraph as ox

from hdhgraph.checks import bounds, reasons
from hdhgraph.checks.codes import found
from hdhgraph.checks.places import Place, lines_of
from hdhgraph.checks.queries import find_breaches
from hdhgraph.checks.reading import load_file
from hdhgraph.checks.remote import TOO_MUCH
from hdhgraph.engine.guards import inspect
from hdhgraph.errors import DataSyntaxError, InputError, QueryHeaderError, QueryRefusedError
from hdhgraph.media_types import RDF_XML, input_format
from hdhgraph.queries import read_query

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.checks.findings import Finding

__all__ = ["of_file", "of_query", "place_in_query", "place_of_words"]

_AT: Final = re.compile(r"\bat (\d+):(\d+): (.*)", re.DOTALL)
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
    finding = found("HG-SYNTAX", {"reason": reasons.in_languages(error.reason)})
    line, column = error.line, error.column
    if line is None and input_format(error.path.name) is RDF_XML:
        line, column = _place_in_xml(error.path)
    return Place(finding, error.path, line, column)


def _place_in_xml(path: Path) -> tuple[int | None, int | None]:
    """Return where a file ceases to be XML; None where it is, and RDF/XML is what it breaks."""
    if path.suffix.lower() == ".gz":
        return None, None
    parser = expat.ParserCreate()
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None


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
    at = _AT.search(finding.message("en"))
    if at is not None:
        told = found("HG-SYNTAX", {"reason": reasons.of_query(at[3])})
        return Place(told, path, int(at[1]), int(at[2]))
    return place_of_words(finding, path, _CLAIM)


def place_of_words(finding: Finding, path: Path, words: re.Pattern[str]) -> Place:
    """Place a finding where a query first has such words, comment lines left out, else at 1:1."""
    for number, line in enumerate(lines_of(path), 1):
        match = None if line.startswith("#") else words.search(line)
        if match:
            return Place(finding, path, number, match.start() + 1, match.end() + 1)
    return Place(finding, path, 1, 1)
