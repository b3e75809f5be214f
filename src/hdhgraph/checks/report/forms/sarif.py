"""The report as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import hdhgraph
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.forms.writing import dump, fingerprints, plain, uri_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["sarif"]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LANGUAGES: Final = {"en": "en", "fr": "fr"}


def sarif(report: Report, style: Style) -> str:
    """Return one run: its rules are those that found something; what is ignored is suppressed."""
    places = [*report.found, *(each.place for each in report.ignored)]
    reasons = [*[None] * len(report.found), *(each.reason for each in report.ignored)]
    rules = _rules(places, style)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    digests = fingerprints(places, style)
    results = [
        _result(each, index[each.finding.code], digest, reason, style)
        for each, digest, reason in zip(places, digests, reasons, strict=True)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "hdhgraph",
                "semanticVersion": hdhgraph.__version__,
                "rules": rules,
            }
        },
        "language": _LANGUAGES[style.lang],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder of the check."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return dump(content)


def _rules(places: Sequence[Place], style: Style) -> list[dict[str, Any]]:
    """Return a reportingDescriptor for each code that found something (section 3.49)."""
    first: Mapping[str, Finding] = {each.finding.code: each.finding for each in reversed(places)}
    return [
        {
            "id": code,
            "shortDescription": {"text": plain(finding.title(style.lang))},
            "help": {"text": plain(finding.hint(style.lang) or finding.message(style.lang))},
            "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        }
        for code, finding in sorted(first.items())
    ]


def _result(
    place: Place, rule: int, digest: str, reason: str | None, style: Style
) -> dict[str, Any]:
    """Return one result (section 3.27)."""
    finding = place.finding
    hint = finding.hint(style.lang)
    message = finding.message(style.lang) + (f" {hint}" if hint else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": plain(message)},
        "partialFingerprints": {"finding/v1": digest},
    }
    location = _location(place, style)
    if location:
        result["locations"] = [location]
    if reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": plain(reason)}]
    return result


def _location(place: Place, style: Style) -> dict[str, Any]:
    """Return where a result is: in a file, and at which node (sections 3.28 to 3.33)."""
    location: dict[str, Any] = {}
    if place.path is not None:
        uri = uri_of(place.path, style)
        artifact = {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "SRCROOT"}
        location["physicalLocation"] = {"artifactLocation": artifact, **_region(place, style)}
    if place.finding.focus:
        location["logicalLocations"] = [{"fullyQualifiedName": plain(place.finding.focus)}]
    return location


def _region(place: Place, style: Style) -> dict[str, Any]:
    if place.line is None:
        return {}
    region: dict[str, Any] = {"startLine": place.line}
    if place.column is not None:
        region["startColumn"] = place.column
    if place.end is not None:
        region["endColumn"] = place.end
    snippet = style.snippet(place)
    if snippet:
        region["snippet"] = {"text": snippet.text}
    return {"region": region}
