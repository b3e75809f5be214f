"""The report as a SHACL validation report (SHACL, section 3.6), in Turtle.

What SHACL did not find, such as a syntax error, has no constraint component to name. Its focus node
is the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.forms.writing import place_of, plain
from hdhgraph.rdf.iris import is_absolute
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["turtle"]

_SEVERITIES: Final = {
    Severity.VIOLATION: "sh:Violation",
    Severity.WARNING: "sh:Warning",
    Severity.INFO: "sh:Info",
}


def turtle(report: Report, style: Style) -> str:
    """Return a sh:ValidationReport; `dcterms:source` of a result is its place in a file."""
    prefixes = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("dcterms", "sh")]
    conforms = "true" if not report.found else "false"
    results = [f" ;\n    sh:result {_result(each, style)}" for each in report.found]
    head = f"[] a sh:ValidationReport ;\n    sh:conforms {conforms}"
    return "\n".join([*prefixes, "", head + "".join(results) + " ."]) + "\n"


def _result(place: Place, style: Style) -> str:
    lines = [f"        {each}" for each in _properties(place, style)]
    return "[\n" + " ;\n".join(lines) + "\n    ]"


def _properties(place: Place, style: Style) -> Iterator[str]:
    finding = place.finding
    yield "a sh:ValidationResult"
    yield f"sh:resultSeverity {_SEVERITIES[finding.severity]}"
    yield f"sh:focusNode {_focus(place)}"
    if finding.path:
        yield f"sh:resultPath {_iri(finding.path)}"
    if finding.value and (value := _term(finding.value)):
        yield f"sh:value {value}"
    if finding.component:
        yield f"sh:sourceConstraintComponent {_iri(finding.component)}"
    if finding.shape:
        yield f"sh:sourceShape {_iri(finding.shape)}"
    for lang, message in sorted(finding.messages.items()):
        yield f"sh:resultMessage {ox.Literal(plain(message), language=lang or None)}"
    yield f"dcterms:identifier {ox.Literal(plain(finding.code))}"
    if place.path is not None:
        yield f"dcterms:source {ox.Literal(place_of(place, style))}"


def _focus(place: Place) -> str:
    if place.finding.focus:
        return _iri(place.finding.focus)
    if place.path is not None and place.finding.component is None:
        return f"<{place.path.absolute().as_uri()}>"
    return "[]"


def _term(text: str) -> str | None:
    """Return a term as the engine writes it; None where a finding's value is none."""
    try:
        stated = f"<x:s> <x:p> {text} .".encode("utf-8", "replace")
        (quad,) = ox.parse(stated, format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return None
    return plain(str(quad.object))  # an escape in Turtle, too


def _iri(iri: str) -> str:
    """Write an IRI; what rdflib lets pass as one but is none becomes a text."""
    return f"<{iri}>" if is_absolute(iri) else str(ox.Literal(plain(iri)))
