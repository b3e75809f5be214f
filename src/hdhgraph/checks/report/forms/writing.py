"""What every form of a report needs: paths as others know them, safe text, lines of the files."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.report.places import lines_of
from hdhgraph.i18n.plurals import form
from hdhgraph.rdf.iris import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.report.places import Place
    from hdhgraph.i18n.plurals import Text

__all__ = [
    "Snippet",
    "Style",
    "about",
    "dump",
    "fails",
    "fingerprints",
    "path_of",
    "plain",
    "uri_of",
]

_WIDEST: Final = 120
# Control characters, what turns the direction of text, line separators, lone surrogates.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    "\ufffe\uffff\ud800-\udfff]"
)


def _french(noun: str, of: str = "de ") -> dict[str, str]:
    """Return the forms of a regular noun, which a million has “de” before."""
    return {"one": noun, "many": f"{of}{noun}s", "other": f"{noun}s"}


_WORDS: Final[Mapping[str, Mapping[str, Text]]] = {
    "en": {
        "violation": {"one": "violation", "other": "violations"},
        "warning": {"one": "warning", "other": "warnings"},
        "info": {"one": "info", "other": "infos"},
        "triple": {"one": "triple", "other": "triples"},
        "counts": "{violation}, {warning}, {info} in {triple}",
        "ignored": "; {count} ignored",
        "file": {"one": "file", "other": "files"},
        "of files": " of {file}",
        "project": " (project {path})",
        "bundled": " (bundled graph)",
        "place": "Place",
        "severity": "Severity",
        "code": "Code",
        "message": "Message",
        "green": "Nothing was found.",
    },
    "fr": {
        "violation": _french("violation"),
        "warning": _french("avertissement", "d'"),
        "info": _french("information", "d'"),
        "triple": _french("triplet"),
        "counts": "{violation}, {warning}, {info} sur {triple}",
        "ignored": {
            "one": " ; {count} ignoré",
            "many": " ; {count} ignorés",
            "other": " ; {count} ignorés",
        },
        "file": _french("fichier"),
        "of files": " dans {file}",
        "project": " (projet {path})",
        "bundled": " (graphe fourni)",
        "place": "Endroit",
        "severity": "Gravité",
        "code": "Code",
        "message": "Message",
        "green": "Rien à signaler.",
    },
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A line of a file, cut to what a screen shows, and the columns (from 0) that are meant."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is written: language, colour, whether all fails, and where it is read from."""

    lang: str = "en"
    has_color: bool = False
    is_strict: bool = False
    root: Path = field(default_factory=Path.cwd)
    _lines: dict[Path, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def word(self, key: str, count: int = 1, /, **values: object) -> str:
        """Return a word of the report itself, in the form that it has with a number."""
        return form(_WORDS[self.lang][key], count, self.lang).format(count=count, **values)

    def counted(self, key: str, count: int) -> str:
        """Return a number and its word."""
        return f"{count} {self.word(key, count)}"

    def snippet(self, place: Place) -> Snippet | None:
        """Return the line of a finding, None where it has none; tabs become one space."""
        if place.path is None or place.line is None:
            return None
        if place.path not in self._lines:
            self._lines[place.path] = lines_of(place.path)
        lines = self._lines[place.path]
        if place.line > len(lines) or place.column is None:
            return None
        # One character for one, so that the caret stays below what is meant.
        text = _UNSAFE.sub("\ufffd", lines[place.line - 1]).replace("\t", " ").replace("\x0b", " ")
        start = min(place.column - 1, len(text))
        end = max(start + 1, min((place.end or 0) - 1, len(text)))
        cut = max(0, start - _WIDEST // 2)
        indent = 0 if cut else len(text) - len(text.lstrip())
        shown = text[max(cut, min(indent, start)) : cut + _WIDEST].rstrip()
        moved = max(cut, min(indent, start))
        return Snippet(shown, start - moved, min(end - moved, max(len(shown), start - moved + 1)))


def plain(text: str) -> str:
    """Return text in which nothing acts on a terminal or a log: it is shown escaped."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text.replace("\x0b", " "))


def dump(content: object) -> str:
    """Return JSON in which what acts on a terminal is an escape, as a lone surrogate must be."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def path_of(path: Path, style: Style) -> str:
    """Return a path as it is known from where the report is read, with “/” between its parts."""
    absolute = path.absolute()
    inside = absolute.is_relative_to(style.root)
    return (absolute.relative_to(style.root) if inside else absolute).as_posix()


def uri_of(path: Path, style: Style) -> str:
    """Return a path as a URI reference (RFC 3986), relative where it lies within the root."""
    text = path_of(path, style)
    encoded = quote(text.encode("utf-8", "surrogateescape"), safe="/-._~")
    return f"file://{encoded}" if text.startswith("/") else encoded


def place_of(place: Place, style: Style) -> str:
    """Return file:line:column as far as it is known, as compilers write it."""
    if place.path is None:
        return ""
    parts = (path_of(place.path, style), place.line, place.column)
    return plain(":".join(str(part) for part in parts if part is not None)).replace("\n", " ")


def about(finding: Finding) -> str:
    """Return node, property and value in a few words; nothing where none is known."""
    parts = [compact(part) for part in (finding.focus, finding.path) if part]
    return "  ".join([*parts, *([finding.value] if finding.value else [])])


def fingerprints(places: Iterable[Place], style: Style) -> list[str]:
    """Return for each finding a digest that stays when lines move, and is no other's."""
    seen: dict[str, int] = {}
    digests = []
    for each in places:
        own = each.finding
        path = path_of(each.path, style) if each.path else ""
        key = repr((own.code, path, own.focus, own.path, own.value, own.message("en")))
        count = seen[key] = seen.get(key, 0) + 1
        digests.append(hashlib.sha256(f"{key}{count}".encode("utf-8", "replace")).hexdigest())
    return digests


def fails(place: Place, style: Style) -> bool:
    """Tell whether a finding makes the check fail."""
    return style.is_strict or place.finding.severity is Severity.VIOLATION
