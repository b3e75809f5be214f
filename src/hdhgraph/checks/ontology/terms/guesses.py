"""What a name that does not exist may have been meant to be."""

from __future__ import annotations

import difflib
import functools
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Guesses"]

_NEAR: Final = 0.6
# Each guess takes milliseconds; where this many names are wrong, no guess helps.
_MOST: Final = 200


class Guesses:
    """Guesses at names, of which there are so many and no more."""

    def __init__(self, names: Mapping[str, frozenset[str]]) -> None:
        """Take the names that there are, by namespace."""
        self._names = names
        self._left = _MOST
        self._of = functools.cache(self._guess)

    def nearest(self, namespace: str, name: str, cutoff: float = _NEAR) -> str | None:
        """Return the IRI in a namespace whose name looks most like `name`."""
        return self._of(namespace, name, cutoff)

    def _guess(self, namespace: str, name: str, cutoff: float) -> str | None:
        if self._left <= 0:
            return None
        self._left -= 1
        folded = {each.lower(): each for each in self._fitting(namespace, len(name), cutoff)}
        found = difflib.get_close_matches(name.lower(), sorted(folded), n=1, cutoff=cutoff)
        return f"{namespace}{folded[found[0]]}" if found else None

    def _fitting(self, namespace: str, length: int, cutoff: float) -> list[str]:
        """Return the names that are neither too long nor too short to be alike at all."""
        names = self._names.get(namespace, frozenset())
        return sorted(
            each for each in names if 2 * min(len(each), length) >= cutoff * (len(each) + length)
        )
