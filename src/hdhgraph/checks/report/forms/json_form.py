"""The report as JSON: everything that is known of each finding, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.forms.writing import dump, path_of, place_of

if TYPE_CHECKING:
    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["as_json"]


def as_json(report: Report, style: Style) -> str:
    """Return the report as one JSON object; what is not known is null."""
    content = {
        "conforms": report.is_green(strict=style.is_strict),
        "project": path_of(report.project.root, style) if report.project else None,
        "files": report.files,
        "triples": report.triples,
        "counts": {each.value: report.count(each) for each in Severity},
        "findings": [_finding(each, style) for each in report.found],
        "ignored": [
            {**_finding(each.place, style), "reason": each.reason} for each in report.ignored
        ],
    }
    return dump(content)


def _finding(place: Place, style: Style) -> dict[str, Any]:
    finding = place.finding
    snippet = style.snippet(place)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message(style.lang),
        "messages": dict(finding.messages),
        "hints": dict(finding.hints),
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "place": place_of(place, style) or None,
        "file": path_of(place.path, style) if place.path else None,
        "line": place.line,
        "column": place.column,
        "end_column": place.end,
        "snippet": snippet.text if snippet else None,
    }
