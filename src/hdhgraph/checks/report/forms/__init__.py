"""A check's report in the forms that people, CI systems and other programs read.

Whatever a file, a graph or a path holds may be hostile: each form escapes by its own rules, and
control characters reach neither a terminal nor a log.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.forms.annotations import github, gitlab
from hdhgraph.checks.report.forms.human import human
from hdhgraph.checks.report.forms.json_form import as_json
from hdhgraph.checks.report.forms.junit import junit
from hdhgraph.checks.report.forms.markdown import markdown
from hdhgraph.checks.report.forms.sarif import sarif
from hdhgraph.checks.report.forms.shacl import turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hdhgraph.checks.report.forms.writing import Style
    from hdhgraph.checks.report.report import Report

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
