"""What the pages say, in French and English, by key.

A feature brings its own in a module `messages.py` or `…_messages.py` of its folder, as `MESSAGES`:
these modules are found, and none is known here by name.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import hdhgraph
from hdhgraph.i18n.dates import in_words
from hdhgraph.i18n.plurals import form
from hdhgraph.i18n.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hdhgraph.i18n.plurals import Messages, Text

__all__ = [
    "LANGUAGES",
    "MESSAGES",
    "brought",
    "forms",
    "gathered",
    "message",
    "said_within",
    "written",
]

LANGUAGES: Final = ("fr", "en")
_MODULE: Final = "messages"


def brought() -> Iterator[tuple[str, Messages]]:
    """Yield the messages of each feature, after the name of the module that brings them."""
    root = Path(hdhgraph.__file__).parent
    for path in sorted({*root.rglob(f"*{_MODULE}.py")} - {Path(__file__)}):
        name = ".".join((hdhgraph.__name__, *path.relative_to(root).with_suffix("").parts))
        yield name, import_module(name).MESSAGES


def gathered(parts: Iterable[tuple[str, Messages]]) -> Messages:
    """Put the messages of named modules together.

    Raises ValueError for a key that two of them define.
    """
    owners: dict[str, str] = {}
    every: dict[str, Mapping[str, Text]] = {}
    for name, messages in parts:
        for key, texts in messages.items():
            if owners.setdefault(key, name) != name:
                raise ValueError(f"The message “{key}” is defined in {owners[key]} and in {name}.")
            every[key] = texts
    return every


MESSAGES: Final = gathered(brought())


def message(key: str, lang: str, **values: object) -> str:
    """Return a message in a language ("fr" or "en"), with `values` put in.

    Where a message has several forms, `count` is the number that decides.
    """
    return written(key, lang, values.get("count")).format(**values)


def written(key: str, lang: str, count: object) -> str:
    """Return a message as a language sets it, in the form for a number, with places for values."""
    return typeset(form(MESSAGES[key][lang], count, lang), lang)


def forms(key: str, lang: str) -> Text:
    """Return a message as a language sets it, in all of its forms, for a script."""
    text = MESSAGES[key][lang]
    if isinstance(text, str):
        return typeset(text, lang)
    return {category: typeset(each, lang) for category, each in text.items()}


def said_within(earliest: str, said_by: str, lang: str) -> str:
    """Return from when to when something can have been said, in words; empty without a day."""
    if earliest == said_by:
        return message("said_on", lang, day=in_words(said_by, lang)) if said_by else ""
    first, last = (in_words(day, lang) if day else "" for day in (earliest, said_by))
    if first and last:
        return message("said_between", lang, first=first, last=last)
    return message("said_by" if last else "said_from", lang, day=last or first)
