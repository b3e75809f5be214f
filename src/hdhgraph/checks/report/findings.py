"""`Finding`: one breach of one rule, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How grave a finding is, gravest first (SHACL, section 2.1.4)."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule.

    `code` is stable, such as "HG-C3"; `messages` maps a language tag to a sentence; `focus` is the
    IRI of the node at fault, `path` the IRI of the property, `value` the term at fault as in
    N-Triples. What is not known, or is a blank node, is None. `hints` say what to do, `titles` what
    the code is about; `shape` and `component` are the IRIs of SHACL's rule and kind of constraint,
    where it was that. `span` are the offsets of what is at fault within the text of a literal,
    where it is not all of it.
    """

    code: str
    severity: Severity
    messages: Mapping[str, str] = field(hash=False)
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict, compare=False)
    shape: str | None = field(default=None, compare=False)
    component: str | None = field(default=None, compare=False)
    span: tuple[int, int] | None = None
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    def message(self, lang: str) -> str:
        """Return the sentence in a language, else in English, else in any, else the code."""
        fallback = next(iter(self.messages.values()), self.code)
        return self.messages.get(lang) or self.messages.get("en") or fallback

    def hint(self, lang: str) -> str:
        """Return what to do, in a language, else in English, else nothing."""
        return self.hints.get(lang) or self.hints.get("en") or ""

    def title(self, lang: str) -> str:
        """Return what the code is about, in a language, else the sentence itself."""
        return self.titles.get(lang) or self.message(lang)

    @property
    def sort_key(self) -> tuple[int, str, str, str, str]:
        """Order findings gravest first, then by code, node, property and value."""
        rank = list(Severity).index(self.severity)
        return rank, self.code, self.focus or "", self.path or "", self.value or ""
