"""The report as JUnit XML: one test case a finding, or a single one that passes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hdhgraph.checks.report.forms.writing import about, fails, place_of, plain

if TYPE_CHECKING:
    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["junit"]


def junit(report: Report, style: Style) -> str:
    """Return a test suite: what fails the check is a failure, the rest passes with its message."""
    failures = sum(fails(each, style) for each in report.found)
    count = max(1, len(report.found) + len(report.ignored))
    counts = {"tests": str(count), "failures": str(failures), "errors": "0"}
    counts |= {"skipped": str(len(report.ignored)), "time": "0"}
    root = Element("testsuites", {"name": "hdhgraph", **counts})
    suite = SubElement(root, "testsuite", {"name": "hdhgraph check", **counts})
    for each in report.found:
        _add(suite, each, style)
    for ignored in report.ignored:
        case = _case(suite, ignored.place, style)
        SubElement(case, "skipped", {"message": plain(ignored.reason)})
    if not report.found and not report.ignored:
        SubElement(suite, "testcase", {"classname": "hdhgraph", "name": "check", "time": "0"})
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _add(suite: Element, place: Place, style: Style) -> None:
    finding = place.finding
    case = _case(suite, place, style)
    message = plain(finding.message(style.lang))
    parts = (place_of(place, style), message, finding.hint(style.lang), about(finding))
    text = plain("\n".join(part for part in parts if part))
    if fails(place, style):
        attributes = {"type": plain(finding.code), "message": message}
        SubElement(case, "failure", attributes).text = text
    else:
        SubElement(case, "system-out").text = text


def _case(suite: Element, place: Place, style: Style) -> Element:
    finding = place.finding
    where = place_of(place, style) or plain(about(finding))
    attributes = {
        "classname": plain(finding.code),
        "name": f"{plain(finding.code)} {where}".rstrip(),
        "time": "0",
    }
    if place.path is not None:
        attributes["file"] = place_of(type(place)(finding, place.path), style)
    if place.line is not None:
        attributes["line"] = str(place.line)
    return SubElement(suite, "testcase", attributes)
