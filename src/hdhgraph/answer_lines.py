"""Answers as TSV, taken line by line while they come in pieces."""

from __future__ import annotations

__all__ = ["AnswerLines"]


class AnswerLines:
    """What takes answers: `feed` it the pieces of each, then `end` it; a subclass has `take`.

    `is_whole` tells whether no answer had as many rows as one may have.
    """

    def __init__(self, most: int) -> None:
        """Take answers of up to `most` rows."""
        self._most = most
        self._rest, self._count, self.is_whole = b"", 0, True

    def feed(self, name: str, chunk: bytes) -> None:
        """Take a piece of the answer to the query of that name."""
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop()
        self._take(name, lines)

    def end(self, name: str) -> None:
        """Say that an answer is whole."""
        self._take(name, [self._rest] if self._rest else [])
        self.is_whole &= self._count <= self._most  # the heading is a line, too
        self._rest, self._count = b"", 0

    def _take(self, name: str, lines: list[bytes]) -> None:
        self._count += len(lines)
        self.take(name, lines)

    def take(self, name: str, lines: list[bytes]) -> None:
        """Take whole lines of an answer, its heading among them."""
        raise NotImplementedError
