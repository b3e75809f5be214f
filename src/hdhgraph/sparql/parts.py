"""A canned query taken apart, and put together again for one page or for the number of all.

The slice stands behind the query's own ORDER BY, so that the order is the query's; a LIMIT and
OFFSET of its own are narrowed to it. The number is that of the query as a sub-select.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from hdhgraph.errors import ParameterError

__all__ = ["COUNTED", "Page", "QueryParts"]

_TOKEN: Final = re.compile(
    r"""
      (?P<skipped>\#[^\n\r]*
        | \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*+\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*+'''
        | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' | [?$]\w+ | @[A-Za-z][\w-]*+)
    | (?P<name><[^<>"{}|^`\\\x00-\x20]*+> | (?:\w[\w.\-]*+)?:[\w.\-:%\\]*+)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<word>[A-Za-z]\w*+)
    | (?P<number>[0-9]++)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
# No query of a person's has a variable of this name.
COUNTED: Final = "_number_of_all"


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of an answer: `number` counts from 1, `size` is how many solutions it holds."""

    number: int
    size: int


@dataclass(slots=True)
class QueryParts:
    """A query that parses, by the places of its parts within the text.

    `form` is SELECT, ASK, CONSTRUCT, DESCRIBE or empty, and starts at `start`; `template` is where
    the template of a CONSTRUCT ends; `dataset` the places of its FROM clauses; `modifiers` those of
    a LIMIT and OFFSET of its own, whose numbers are `limit` and `offset`; `tail` is where a VALUES
    behind all else starts.
    """

    text: str
    form: str = ""
    start: int = 0
    template: int | None = None
    dataset: list[tuple[int, int]] = field(default_factory=list)
    modifiers: list[tuple[int, int]] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0
    tail: int | None = None

    @classmethod
    def read(cls, text: str) -> QueryParts:
        """Take a query apart, in one pass over its tokens."""
        parts, reader, depth = cls(text), _Reader(), 0
        for match in _TOKEN.finditer(text):
            kind, token = match.lastgroup or "", match.group().upper()
            depth += {"open": 1, "close": -1}.get(kind, 0)
            # A bracket is seen where it opens and closes, not what stands inside.
            if kind == "skipped" or depth > 1 or (depth == 1 and kind != "open"):
                continue
            if parts.form:
                reader.take(parts, kind, token, match.span())
            elif kind == "word" and token in _FORMS:
                parts.form, parts.start = token, match.start()
                reader.before = token
        return parts

    def page(self, page: Page) -> str:
        """Return the query for one page, within a LIMIT and OFFSET of its own.

        Raises ParameterError for ASK and DESCRIBE, which have one answer.
        """
        if self.form not in ("SELECT", "CONSTRUCT"):
            raise ParameterError(f"There are no pages of an {self.form}: ask for the whole answer.")
        skipped = (page.number - 1) * page.size
        size = page.size if self.limit is None else max(0, min(page.size, self.limit - skipped))
        text = self._blanked(self.modifiers)
        tail = len(text) if self.tail is None else self.tail
        # On a line of its own: the text may end in a comment.
        slice_ = f"LIMIT {size} OFFSET {self.offset + skipped}"
        return f"{text[:tail].rstrip()}\n{slice_}\n{text[tail:]}"

    def count(self) -> str:
        """Return the query for the number of all solutions, as the variable COUNTED."""
        return self.around(f"(COUNT(*) AS ?{COUNTED})")

    def around(self, columns: str) -> str:
        """Return the query that selects `columns`, aggregates perhaps, of all solutions."""
        text = self._blanked(self.dataset)
        inner = text[self.start :]
        if self.form == "CONSTRUCT":
            behind = self.start + len(self.form) if self.template is None else self.template
            inner = f"SELECT *{text[behind:]}"
        dataset = "".join(f" {self.text[begin:end]}" for begin, end in self.dataset)
        return f"{text[: self.start]}SELECT {columns}{dataset} WHERE {{ {{\n{inner.rstrip()}\n}} }}"

    def _blanked(self, places: list[tuple[int, int]]) -> str:
        text = self.text
        for begin, end in places:
            text = text[:begin] + " " * (end - begin) + text[end:]
        return text


@dataclass(slots=True)
class _Reader:
    """What stands before a token: the word or token, and where its clause opened."""

    before: str = ""
    opened: int = 0
    is_in_template: bool = False

    def take(self, parts: QueryParts, kind: str, word: str, place: tuple[int, int]) -> None:
        """Note a token, in upper case, outside all brackets, or a bracket there."""
        if kind == "open":
            self.is_in_template = self.before == "CONSTRUCT"
        elif kind == "close" and self.is_in_template:
            parts.template, self.is_in_template = place[1], False
        elif kind == "name" and self.before == "FROM":
            parts.dataset.append((self.opened, place[1]))
        elif kind == "number" and self.before == "LIMIT":
            parts.modifiers.append((self.opened, place[1]))
            parts.limit = int(word)
        elif kind == "number" and self.before == "OFFSET":
            parts.modifiers.append((self.opened, place[1]))
            parts.offset = int(word)
        elif word == "VALUES":
            parts.tail = place[0]
        if word in ("FROM", "LIMIT", "OFFSET"):
            self.opened = place[0]
        if word != "NAMED":
            self.before = word
