"""Format a Turtle or TriG file, and make sure that nothing but its looks changes."""

from __future__ import annotations

import codecs
import contextlib
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import FormatError, InputError
from hdhgraph.rdf.files import read_bytes, read_quads
from hdhgraph.rdf.turtle.fingerprint import fingerprint
from hdhgraph.rdf.turtle.layout import lay_out
from hdhgraph.rdf.turtle.reading import read
from hdhgraph.rdf.turtle.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Formatted", "format_file", "format_text", "is_turtle", "turtle_files"]

_SUFFIXES: Final = (".ttl", ".trig")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file's text as it is and as it should be; `before` has the line ends of the file."""

    path: Path
    before: str
    after: str
    has_mark: bool = False

    @property
    def is_house_style(self) -> bool:
        """Tell whether there is nothing to write."""
        return self.before == self.after and not self.has_mark

    def write(self) -> None:
        """Put the new text in the old one's place, all of it or nothing.

        Raises InputError when the file or its folder cannot be written.
        """
        target = self.path.resolve()
        new = None
        try:
            handle, new = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            with os.fdopen(handle, "wb") as stream:
                stream.write(self.after.encode())
            Path(new).chmod(target.stat().st_mode & 0o7777)
            Path(new).replace(target)
        except OSError as error:
            if new is not None:
                with contextlib.suppress(OSError):
                    Path(new).unlink()
            raise InputError(f"{self.path} cannot be written: {error.strerror}.") from error


def is_turtle(path: Path) -> bool:
    """Tell whether a file is Turtle or TriG by its name."""
    return path.suffix.lower() in _SUFFIXES


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """Return files, each folder standing for the Turtle and TriG files in it and below.

    Raises InputError for what is not there, or is neither by its name.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if is_turtle(each) and each.is_file())
        elif not is_turtle(path):
            raise InputError(
                f"{path}: only Turtle and TriG are formatted; a name ends in "
                f"{' or '.join(_SUFFIXES)}."
            )
        else:
            found.append(path)
    return found


def format_file(path: Path) -> Formatted:
    """Return a file's text in the house style, found to state the same graph.

    Raises InputError when it cannot be read, DataSyntaxError with the place when it does not parse,
    FormatError when its graph or its comments would not come out the same.
    """
    for _ in read_quads(path):  # what does not parse is told as everywhere
        pass
    content = read_bytes(path)
    has_mark = path.read_bytes().startswith(codecs.BOM_UTF8)
    before = content.decode()
    try:
        after = format_text(before)
        _compare_comments(before, after)
        _compare_graphs(before, after)
    except (FormatError, RecursionError) as error:
        reason = str(error) if isinstance(error, FormatError) else "it is nested too deeply."
        raise FormatError(f"{path}: left as it is: {reason}") from error
    return Formatted(path, before, after, has_mark)


def format_text(text: str) -> str:
    """Return Turtle or TriG that is known to parse in the house style.

    Raises FormatError where it holds what the formatter does not know.
    """
    return lay_out(read(text))


def _compare_comments(before: str, after: str) -> None:
    """Raise FormatError unless both texts have the same comments, in whatever order."""
    if _comments(before) != _comments(after):
        raise FormatError("a comment would be lost.")


def _comments(text: str) -> Counter[str]:
    tokens = tokenize(text)
    return Counter(c for token in tokens for c in (*token.before, token.after) if c)


def _compare_graphs(before: str, after: str) -> None:
    """Raise FormatError unless both texts state the same graphs, but for blank nodes' names."""
    try:
        is_same = fingerprint(before) == fingerprint(after)
    except (SyntaxError, ValueError) as error:
        raise FormatError(f"it would no longer parse: {error}.") from error
    if not is_same:
        raise FormatError("its graph would not be the same.")
