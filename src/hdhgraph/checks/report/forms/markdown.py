"""The report as Markdown: a summary for a pull request or a job's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.forms.human import summary
from hdhgraph.checks.report.forms.writing import place_of, plain

if TYPE_CHECKING:
    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.report.report import Report

__all__ = ["markdown"]

# All that Markdown, HTML, and the names of people and threads on a forge are written with.
_ACTIVE: Final = re.compile(r"[\\`*_{}\[\]()<>#+!|~@&:\"'^$=]")


def markdown(report: Report, style: Style) -> str:
    """Return a heading, the counts, and a table of findings."""
    head = ["## hdhgraph check", "", f"{summary(report, style, _escaped)}.", ""]
    if not report.found:
        return "\n".join([*head, style.word("green")]) + "\n"
    names = [style.word(key) for key in ("severity", "place", "message", "code")]
    rows = [f"| {' | '.join(names)} |", "|---|---|---|---|"]
    rows += [_row(each, style) for each in report.found]
    return "\n".join([*head, *rows]) + "\n"


def _row(place: Place, style: Style) -> str:
    finding = place.finding
    hint = finding.hint(style.lang)
    message = _escaped(finding.message(style.lang)) + (f"<br>{_escaped(hint)}" if hint else "")
    cells = (
        style.word(finding.severity.value),
        _escaped(place_of(place, style)),
        message,
        _escaped(finding.code),
    )
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Return text in which every active character is a character reference (CommonMark, 2.5)."""
    one_line = plain(" ".join(text.split()))
    return _ACTIVE.sub(lambda match: f"&#{ord(match.group())};", one_line)
