"""The report as annotations: workflow commands of GitHub, Code Quality of GitLab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.forms.writing import dump, fingerprints, path_of, plain

if TYPE_CHECKING:
    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["github", "gitlab"]

_COMMANDS: Final = {
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_GRADES: Final = {Severity.VIOLATION: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
# Where a finding has no file, GitLab still wants a path.
_NOWHERE: Final = "."


def github(report: Report, style: Style) -> str:
    """Return one workflow command a line; what would end it or start another is percent-encoded."""
    return "".join(f"{_command(each, style)}\n" for each in report.found)


def _command(place: Place, style: Style) -> str:
    finding = place.finding
    known = {
        "file": path_of(place.path, style) if place.path else None,
        "line": place.line,
        "col": place.column,
        "endColumn": place.end,
        "title": finding.code,
    }
    properties = ",".join(
        f"{name}={_property(str(value))}" for name, value in known.items() if value is not None
    )
    hint = finding.hint(style.lang)
    message = finding.message(style.lang) + (f"\n{hint}" if hint else "")
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    encoded = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return plain(encoded)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(report: Report, style: Style) -> str:
    """Return a Code Quality report: a list of issues, each with a fingerprint of its own."""
    pairs = zip(report.found, fingerprints(report.found, style), strict=True)
    issues = [
        {
            "description": plain(each.finding.message(style.lang)),
            "check_name": each.finding.code,
            "fingerprint": fingerprint,
            "severity": _GRADES[each.finding.severity],
            "location": {
                "path": plain(path_of(each.path, style)) if each.path else _NOWHERE,
                "lines": {"begin": each.line or 1},
            },
        }
        for each, fingerprint in pairs
    ]
    return dump(issues)
