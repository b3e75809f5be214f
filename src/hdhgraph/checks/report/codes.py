"""What a check says by its codes: severity, title, message and what to do.

Each family of checks has a table of its own codes and makes its findings from it; `project.CODES`
are all of them. Rules of a project bring theirs along: a shape in its triples, a hygiene query in
its header. Each code has a page in docs/checks/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.report.findings import Severity

__all__ = ["FIXED", "Code", "Codes", "code"]

# What these tell is about the check itself: nothing turns them off, and no comment ignores them.
FIXED: Final = frozenset(("HG-SYNTAX", "HG-FILE", "HG-REMOTE", "HG-SHAPE", "HG-IGNORE"))


@dataclass(frozen=True, slots=True)
class Code:
    """One check: `messages` have places for values, `hints` say what to do, by language."""

    severity: Severity
    titles: Mapping[str, str]
    messages: Mapping[str, str]
    hints: Mapping[str, str]


def code(severity: Severity, *texts: str) -> Code:
    """Make a code of title, message and hint, each in English, then in French."""
    pairs = [{"en": texts[at], "fr": texts[at + 1]} for at in (0, 2, 4)]
    return Code(severity, *(MappingProxyType(pair) for pair in pairs))


class Codes(Mapping[str, Code]):
    """The codes of one or more tables, in their order, none of them in two."""

    def __init__(self, *tables: Mapping[str, Code]) -> None:
        """Put tables together; raises ValueError where two define the same code."""
        self._codes: Final[dict[str, Code]] = {}
        for table in tables:
            if twice := sorted(self._codes.keys() & table.keys()):
                raise ValueError(f"These codes are defined twice: {', '.join(twice)}.")
            self._codes.update(table)

    def __getitem__(self, name: str) -> Code:
        """Return what is said by one of them."""
        return self._codes[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over their names."""
        return iter(self._codes)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._codes)

    def found(
        self, name: str, values: Mapping[str, Mapping[str, str] | str] | None = None
    ) -> Finding:
        """Return a finding of one of these codes; a value is text, or text by language."""
        own = self[name]
        given = values or {}
        messages = {
            lang: template.format(
                **{
                    key: value if isinstance(value, str) else value.get(lang, "")
                    for key, value in given.items()
                }
            )
            for lang, template in own.messages.items()
        }
        return Finding(name, own.severity, messages, hints=own.hints, titles=own.titles)
