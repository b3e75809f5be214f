"""Ontologies in a syntax of OWL that is no RDF, which files named .owl often hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["CONVERT", "other_syntax"]

_HEAD: Final = 64 * 1024
_BEFORE: Final = r"\A\ufeff?(?:\s+|#[^\n]*\n)*+"
_XML_BEFORE: Final = r"\A\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+"
_OWL: Final = r"http://www\.w3\.org/2002/07/owl#"
_SYNTAXES: Final = (
    (re.compile(rf"{_BEFORE}(?:Prefix|Ontology)\s*\("), "OWL functional syntax",
     "la syntaxe fonctionnelle d'OWL"),
    (re.compile(rf"{_BEFORE}(?:Prefix|Ontology|Namespace):\s"), "Manchester syntax",
     "la syntaxe Manchester"),
    (re.compile(rf"{_XML_BEFORE}<(?:(\w+):)?Ontology\b[^<>]*?\sxmlns(?(1):\1)\s*=\s*[\"']{_OWL}",
                re.DOTALL), "OWL/XML", "OWL/XML"),
)  # fmt: skip
CONVERT: Final = {
    "en": "Convert it to RDF/XML or Turtle, by Protégé (Save as) or “robot convert” for instance.",
    "fr": "Le convertir en RDF/XML ou en Turtle, par exemple avec Protégé (Save as) "
    "ou « robot convert ».",
}


def other_syntax(path: Path) -> tuple[Mapping[str, str], int] | None:
    """Return which syntax this is instead of RDF, by language, and its first line; else None."""
    if path.suffix.lower() == ".gz":
        return None
    with path.open(encoding="utf-8", errors="replace") as stream:
        head = stream.read(_HEAD)
    for pattern, english, french in _SYNTAXES:
        match = pattern.search(head)
        if match:
            told = {
                "en": f"this is {english}, not RDF; convert it.",
                "fr": f"c'est {french}, non du RDF ; le fichier est à convertir.",
            }
            return told, head.count("\n", 0, len(head[: match.end()].rstrip())) + 1
    return None
