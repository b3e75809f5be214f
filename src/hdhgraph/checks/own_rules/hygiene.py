"""Hygiene queries: SPARQL of a project that must return nothing, over the union of all graphs."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import SH

from hdhgraph.checks.own_rules.codes import found
from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.report.reasons import in_languages
from hdhgraph.checks.syntax.remote import CLAUSES, reason_of
from hdhgraph.checks.syntax.step import place_in_query, place_of_words
from hdhgraph.engine.worker.closed import ask
from hdhgraph.errors import InputError, QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hdhgraph.checks.step import Checked
    from hdhgraph.project.layout import Project

__all__ = ["hygiene", "hygiene_queries", "of_project"]

_HEADER_LINE: Final = re.compile(r"^#\+ (\w+): *(.+?) *$", re.MULTILINE)


def hygiene_queries(project: Project) -> list[Path]:
    """Return the files of the project's hygiene queries, sorted."""
    return sorted(project.folder("hygiene").glob("*.rq"))


def of_project(checked: Checked) -> list[Finding | Place]:
    """Run each hygiene query; one that cannot be run is a finding in its own file."""
    return [each for path in hygiene_queries(checked.project) for each in _of(path, checked.store)]


def _of(path: Path, store: ox.Store) -> list[Finding] | list[Place]:
    try:
        return hygiene(store, {path.stem: path.read_text(encoding="utf-8")})
    except QueryRefusedError as error:
        return [place_of_words(found("HG-REMOTE", {"reason": reason_of(error)}), path, CLAUSES)]
    except (SyntaxError, RuntimeError) as error:
        told = " ".join(str(error).split())
        return [place_in_query(found("HG-SYNTAX", {"reason": told}), path)]
    except (InputError, UnicodeDecodeError) as error:
        return [Place(found("HG-HEADER", {"reason": in_languages(str(error))}), path, 1, 1)]


def hygiene(store: ox.Store, queries: Mapping[str, str]) -> list[Finding]:
    """Return every solution of the `queries`, slug to text, as a finding named HG-H-{slug}.

    The header of a query has `#+ message_fr:` and `#+ message_en:`, and may have `#+ severity:`,
    `#+ hint_fr:` and `#+ hint_en:`;
    its columns are `?focus` and, where it helps, `?path` and `?value`. Raises InputError when a
    message is missing or the severity is unknown, and QueryRefusedError for SERVICE.
    """
    every = [finding for slug, text in queries.items() for finding in _run(store, slug, text)]
    named = {finding for finding in every if finding.focus}
    # Nodes without names may have the same to say, and are as many findings.
    unnamed = [finding for finding in every if not finding.focus]
    return sorted([*named, *unnamed], key=lambda finding: finding.sort_key)


def _run(store: ox.Store, slug: str, text: str) -> Iterator[Finding]:
    header = dict(_HEADER_LINE.findall(text))
    missing = sorted({"message_fr", "message_en"} - header.keys())
    if missing:
        raise InputError(f"The hygiene query “{slug}” has no {missing[0]} in its header.")
    severity = header.get("severity", Severity.VIOLATION)
    if severity not in list(Severity):
        raise InputError(f"The hygiene query “{slug}” has an unknown severity: {severity}.")
    messages = MappingProxyType({"en": header["message_en"], "fr": header["message_fr"]})
    hints = {lang: header[f"hint_{lang}"] for lang in ("en", "fr") if f"hint_{lang}" in header}
    solutions = ask(store, text)
    if not isinstance(solutions, ox.QuerySolutions):
        raise InputError(f"The hygiene query “{slug}” is not a SELECT.")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        terms = {name: solution[name] for name in names}
        yield Finding(
            code=f"HG-H-{slug}",
            severity=Severity(severity),
            messages=messages,
            focus=_oxigraph_iri(terms.get("focus")),
            path=_oxigraph_iri(terms.get("path")),
            value=_oxigraph_text(terms.get("value")),
            hints=hints,
            component=str(SH.SPARQLConstraintComponent),
        )


def _oxigraph_iri(term: object) -> str | None:
    return term.value if isinstance(term, ox.NamedNode) else None


def _oxigraph_text(term: object) -> str | None:
    return str(term) if isinstance(term, ox.NamedNode | ox.Literal) else None
