"""Where a Turtle file states a subject: the line that a person opens when a check finds fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["place_of", "subject_lines"]

# The house style puts a subject, and nothing else but directives and comments, in column 1.
_SUBJECT: Final = re.compile(r"^(?:<([^<>\s]*)>|([\w-]*):([\w./\\-]*))(?=\s|$)", re.MULTILINE)
# What a long string quotes states nothing: it is blanked, but for its line ends.
_LONG_STRING: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\'', re.DOTALL
)
_PREFIX: Final = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_BASE: Final = re.compile(r"^\s*@?base\s+<([^>]*)>", re.MULTILINE | re.IGNORECASE)


def subject_lines(text: str) -> dict[str, int]:
    """Return the 1-based line of each subject, by IRI, in Turtle of the house style.

    A subject stated twice has its first line. Text in another style gives fewer subjects, never
    wrong ones.
    """
    text = _LONG_STRING.sub(lambda match: "\n" * match.group().count("\n"), text)
    base = _BASE.search(text)
    root = base.group(1) if base else ""
    prefixes = dict(_PREFIX.findall(text))
    lines: dict[str, int] = {}
    position, line = 0, 1
    for match in _SUBJECT.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        relative, prefix, local = match.groups()
        iri = urljoin(root, relative) if prefix is None else prefixes.get(prefix, "") + local
        lines.setdefault(iri, line)
    return lines


def place_of(iri: str, files: Sequence[Path], cache: dict[Path, Mapping[str, int]]) -> str | None:
    """Return `file:line` of the first of `files` that states `iri` as a subject, else None."""
    for path in files:
        if path not in cache:
            cache[path] = subject_lines(path.read_text(encoding="utf-8"))
        if iri in cache[path]:
            return f"{path}:{cache[path][iri]}"
    return None
