"""A check's report in the forms that people, CI systems and other programs read.

Whatever a file, a graph or a path holds may be hostile: each form escapes by its own rules, and
control characters reach neither a terminal nor a log.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph.reports.annotations import github, gitlab
from hdhgraph.reports.human import human
from hdhgraph.reports.json_form import as_json
from hdhgraph.reports.junit import junit
from hdhgraph.reports.markdown import markdown
from hdhgraph.reports.sarif import sarif
from hdhgraph.reports.shacl import turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hdhgraph.checks.report.report import Report
    from hdhgraph.reports.writing import Style

__all__ = ["FORMATS"]

FORMATS: Final[Mapping[str, Callable[[Report, Style], str]]] = MappingProxyType(
    {
        "human": human,
        "json": as_json,
        "sarif": sarif,
        "junit": junit,
        "github": github,
        "gitlab": gitlab,
        "markdown": markdown,
        "turtle": turtle,
    }
)
