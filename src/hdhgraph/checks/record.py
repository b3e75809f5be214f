"""The record of the last green check, by which `serve` knows that it need not check again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

__all__ = ["is_checked", "record"]


def is_checked(project: Project) -> bool:
    """Tell whether the project is, to the byte, what its last green check saw."""
    try:
        content = json.loads(project.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("version") == project.version()


def record(project: Project) -> bool:
    """Record that the project is green as it stands; False where its folder cannot be written.

    Nothing is written into a folder that is not laid out as a project.
    """
    if project.is_open:
        return False
    try:
        project.record.write_text(
            json.dumps({"version": project.version()}) + "\n", encoding="utf-8"
        )
    except OSError:
        return False
    return True
