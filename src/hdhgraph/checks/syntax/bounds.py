"""What a file of others may take, looked at before it is parsed.

The parsers hold most of what is hostile: no format fetches, JSON-LD and Turtle do not overflow. The
rest is refused here: entities of XML that grow or come from elsewhere, nesting that overflows the
stack or takes quadratic time, and what is no text at all.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.media_types import RDF_XML, input_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["LARGEST_FILE", "refusal"]

LARGEST_FILE: Final = 128 * 1024**2
# 200,000 of either kill the process or keep it busy for minutes; no file by hand has a hundred.
DEEPEST: Final = 500
# What entities may add to a file altogether; those of ontology editors stand for namespaces.
MOST_EXPANDED: Final = 16 * 1024**2

_TAG: Final = re.compile(rb"<!--|<!\[CDATA\[|<(?P<end>/)?[A-Za-z_][^<>]*?(?P<empty>/)?>")
# What begins with these holds no tags until it ends.
_ENDS: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_QUOTED: Final = re.compile(rb"(?P<open><<)|(?P<close>>>)")
_ENTITY: Final = re.compile(rb"<!ENTITY\s+(%?\s*[^\s\"'<>]+)\s+([^<>]*?)\s*>", re.DOTALL)
_LITERAL: Final = re.compile(rb"\"([^\"]*)\"|'([^']*)'")
_REFERENCE: Final = re.compile(rb"&([^\s;&#<>]+);")

_TOO_LARGE: Final = {
    "en": f"it is larger than {LARGEST_FILE // 1024**2} MiB.",
    "fr": f"il dépasse {LARGEST_FILE // 1024**2} Mio.",
}
_UNREADABLE: Final = {"en": "it cannot be read: {}.", "fr": "lecture impossible : {}."}
_BINARY: Final = {
    "en": "this is no text: there is a zero byte (UTF-16, or a binary file).",
    "fr": "ce n'est pas du texte : on y trouve un octet nul (UTF-16, ou fichier binaire).",
}
_ENTITIES: Final = {
    "en": "its DOCTYPE declares entities that grow, or that come from elsewhere.",
    "fr": "son DOCTYPE déclare des entités qui s'amplifient ou viennent d'ailleurs.",
}
_DEEP: Final = {
    "en": f"it nests more than {DEEPEST} deep.",
    "fr": f"il s'imbrique sur plus de {DEEPEST} niveaux.",
}


def refusal(path: Path) -> Mapping[str, str] | None:
    """Return why a file is not parsed, by language; None where nothing speaks against it."""
    try:
        content = _content(path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return {lang: text.format(reason) for lang, text in _UNREADABLE.items()}
    if len(content) > LARGEST_FILE:
        return _TOO_LARGE
    if b"\0" in content:
        return _BINARY
    is_xml = input_format(path.name) is RDF_XML
    if is_xml and not _has_harmless_entities(content):
        return _ENTITIES
    return _DEEP if _depth(content, is_xml=is_xml) > DEEPEST else None


def _content(path: Path) -> bytes:
    """Return at most one byte more than is allowed, of what a compressed file holds."""
    if path.stat().st_size > LARGEST_FILE:
        return bytes(LARGEST_FILE + 1)  # of which no byte was read
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rb") as stream:
        content: bytes = stream.read(LARGEST_FILE + 1)
    return content


def _has_harmless_entities(content: bytes) -> bool:
    """Tell whether each declared entity is a plain text, and all their uses together are few."""
    if b"<!DOCTYPE" not in content and b"<!ENTITY" not in content:
        return True
    sizes = {}
    for name, definition in _ENTITY.findall(content):
        literal = _LITERAL.fullmatch(definition)
        if literal is None or name.startswith(b"%"):
            return False
        text = literal[1] or literal[2] or b""
        if b"&" in text or b"%" in text:
            return False
        sizes[name] = len(text)
    if len(sizes) != content.count(b"<!ENTITY"):
        return False
    uses = Counter(_REFERENCE.findall(content))
    return sum(sizes[name] * count for name, count in uses.items() if name in sizes) < MOST_EXPANDED


def _depth(content: bytes, *, is_xml: bool) -> int:
    """Return how deep elements, or triple terms (RDF 1.2), are nested at most."""
    if is_xml:
        return _deepest(-1 if m["end"] else 0 if m["empty"] else 1 for m in _tags(content))
    if b"<<" not in content:
        return 0
    return _deepest(1 if m["open"] else -1 for m in _QUOTED.finditer(content))


def _tags(content: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the tags outside of comments and CDATA; one that does not end hides nothing."""
    unended: set[bytes] = set()
    position = 0
    while (match := _TAG.search(content, position)) is not None:
        position = match.end()
        end = _ENDS.get(match.group())
        if end is None:
            yield match
        elif end not in unended:  # looked for once only, else the time is quadratic
            found = content.find(end, position)
            position = position if found < 0 else found + len(end)
            unended |= {end} if found < 0 else set()


def _deepest(steps: Iterable[int]) -> int:
    depth = deepest = 0
    for step in steps:
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
    return deepest
