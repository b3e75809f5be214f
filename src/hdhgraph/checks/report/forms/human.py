"""The report for people: as compilers write, with the line at fault and a caret below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.forms.writing import about, path_of, place_of, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["human", "summary"]

_COLORS: Final = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD, _FAINT = "1", "2"
# A hint that would not end before this column has a line of its own.
_WIDEST: Final = 95


def human(report: Report, style: Style) -> str:
    """Return every finding with its line, gravest first, and how many there are."""
    lines = [line for each in report.found for line in _finding(each, style)]
    return "\n".join([*lines, summary(report, style)]) + "\n"


def summary(report: Report, style: Style, escaped: Callable[[str], str] = plain) -> str:
    """Return how many findings there are of each severity, and in what, in one line."""
    counts = {each.value: style.counted(each.value, report.count(each)) for each in Severity}
    text = style.word("counts", triple=style.counted("triple", report.triples), **counts)
    text += _scope(report, style, escaped)
    ignored = len(report.ignored)
    return text + (style.word("ignored", ignored) if ignored else "")


def _scope(report: Report, style: Style, escaped: Callable[[str], str]) -> str:
    """Return how many files were checked, and the project, unless it is that of the root."""
    project, files = report.project, ""
    if report.files is not None:
        files = style.word("of files", file=style.counted("file", report.files))
    if project is None or project.root == style.root:
        return files
    if project.is_bundled:
        return files + style.word("bundled")
    return files + style.word("project", path=escaped(path_of(project.root, style)))


def _finding(place: Place, style: Style) -> Iterator[str]:
    finding = place.finding
    color = _COLORS[finding.severity]
    severity = _paint(style.word(finding.severity.value), color, style)
    parts = [_paint(place_of(place, style), _BOLD, style), severity]
    parts.append(_one_line(finding.message(style.lang)))
    yield ": ".join(part for part in parts if part) + f"  [{_one_line(finding.code)}]"
    snippet = style.snippet(place)
    hint = _one_line(finding.hint(style.lang))
    if snippet:
        yield f"    {snippet.text}"
        caret = "^" + "~" * (snippet.end - snippet.start - 1)
        is_short = snippet.end + len(hint) < _WIDEST
        beside = f" {hint}" if hint and is_short else ""
        yield f"    {' ' * snippet.start}{_paint(caret, color, style)}{beside}"
        hint = "" if is_short else hint
    if hint:
        yield f"    {hint}"
    if about(finding):
        yield "    " + _paint(_one_line(about(finding)), _FAINT, style)


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()))


def _paint(text: str, color: str, style: Style) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if style.has_color and text else text
