"""Turtle in the house style: the same graph, the same comments, one way of writing them."""

from __future__ import annotations

from hdhgraph.turtle_format.formatting import Formatted, format_file, format_text, turtle_files

__all__ = ["Formatted", "format_file", "format_text", "turtle_files"]
