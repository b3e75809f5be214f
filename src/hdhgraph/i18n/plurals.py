"""Texts with a number in them, in the plural categories of their language (Unicode CLDR)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:
    from babel.plural import PluralRule

__all__ = ["Messages", "Text", "amount", "categories", "form"]

# What is said with any number, or by category: English has "one" and "other"; in French "one" is
# for 0 as well, and "many" for a million.
Text = str | Mapping[str, str]
# Texts by key and language.
Messages = Mapping[str, Mapping[str, Text]]


def form(text: Text, count: object, lang: str) -> str:
    """Return the form that a text has with a number, which may come as a text."""
    return text if isinstance(text, str) else text[_category(str(count), lang)]


def amount(count: int, one: str, other: str) -> str:
    """Return a number with its noun in English: “1 file”, “2 files”."""
    return f"{count} {form({'one': one, 'other': other}, count, 'en')}"


def categories(lang: str) -> frozenset[str]:
    """Return the categories that a language has for whole numbers."""
    return _rule(lang).tags | {"other"}


@functools.lru_cache(maxsize=4096)
def _category(count: str, lang: str) -> str:
    return _rule(lang)(Decimal(count))


@functools.cache
def _rule(lang: str) -> PluralRule:
    """Read the rule of a language, once: it takes some milliseconds."""
    return Locale.parse(lang).plural_form
