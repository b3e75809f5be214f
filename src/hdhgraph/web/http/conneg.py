"""Content negotiation: an Accept header -> one of the media types on offer (RFC 9110, 12.5.1)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import InputError, NotAcceptableError
from hdhgraph.rdf.media_types import by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hdhgraph.rdf.media_types import Format

__all__ = ["choose_format", "negotiate", "negotiate_language", "parse_accept"]

# RFC 9110, 5.6.2: token. A parameter value may be quoted and then hold a comma.
_NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_PARAMETER: Final = rf';\s*+(?:({_NAME})\s*+=\s*+({_NAME}|"(?:[^"\\]|\\.)*+")\s*+)?+'
_RANGE: Final = re.compile(rf"\s*+({_NAME})/({_NAME})\s*+((?:{_PARAMETER})*+)(?:,|$)")
_PARAMETERS: Final = re.compile(_PARAMETER)
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_LONGEST_HEADER: Final = 8192
# Of a longer list the rest is not looked at, which 12.5.1 leaves open.
_MOST_RANGES: Final = 100
_EMPTY: Final = ", \t"
_EXACT: Final = 3


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header; `quality` is 0 (excluded) to 1."""

    type: str
    subtype: str
    quality: float
    parameters: tuple[tuple[str, str], ...] = ()

    def specificity(self, media_type: str) -> int:
        """Return 0 where it does not match `media_type`, else 1 for */*, 2 for type/*, 3 exact."""
        kind, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if self.type != kind:
            return 0
        if self.subtype == "*":
            return 2
        return _EXACT if self.subtype == subtype else 0


def parse_accept(header: str) -> list[MediaRange]:
    """Take an Accept header apart; an empty one accepts everything.

    Raises InputError naming the place where the header stops making sense.
    """
    if len(header) > _LONGEST_HEADER:
        raise InputError(f"The Accept header is longer than {_LONGEST_HEADER} characters.")
    ranges: list[MediaRange] = []
    position = 0
    header = header.strip(_EMPTY)
    while position < len(header) and len(ranges) < _MOST_RANGES:
        match = _RANGE.match(header, position)
        if match is None:
            raise InputError(f"The Accept header does not parse at “{header[position:][:40]}”.")
        ranges.append(_media_range(match))
        position = match.end()
        while position < len(header) and header[position] in _EMPTY:
            position += 1  # empty elements are to be ignored (RFC 9110, 5.6.1.2)
    return ranges or [MediaRange("*", "*", 1.0)]


def _media_range(match: re.Match[str]) -> MediaRange:
    kind, subtype, rest = match.group(1).lower(), match.group(2).lower(), match.group(3)
    quality, parameters = 1.0, []
    for name, value in _PARAMETERS.findall(rest):
        if not name:
            continue
        if name.lower() == "q":
            if _QUALITY.fullmatch(value) is None:
                raise InputError(f"“{value}” is not a quality: a number from 0 to 1 is.")
            quality = float(value)
        else:
            parameters.append((name.lower(), value.strip('"').lower()))
    return MediaRange(kind, subtype, quality, tuple(parameters))


def _match(ranges: Sequence[MediaRange], media_type: str) -> tuple[float, int]:
    """Return (quality, specificity) that the most specific matching range gives to a type."""
    matches = [(each.specificity(media_type), each.quality) for each in ranges]
    specificity = max((found for found, _ in matches), default=0)
    quality = max((q for found, q in matches if found == specificity), default=0.0)
    return (quality, specificity) if specificity else (0.0, 0)


def _score(ranges: Sequence[MediaRange], candidate: Format) -> tuple[float, int]:
    """Score a format by its own media type, or by an alias that is named exactly."""
    own = _match(ranges, candidate.media_type)
    if own[1] == _EXACT:
        return own
    aliases = [_match(ranges, alias) for alias in candidate.aliases]
    return max([own, *(score for score in aliases if score[1] == _EXACT)])


@functools.lru_cache(maxsize=512)  # clients send the same few headers
def negotiate(accept: str, offered: tuple[Format, ...]) -> Format:
    """Choose what to answer with, by quality, then specificity, then the order offered.

    The most specific range that matches a type gives its quality (RFC 9110, section 12.5.1), so
    `q=0` excludes a type even beside a wildcard.

    Raises NotAcceptableError when every offered type is excluded, InputError when the header does
    not parse.
    """
    ranges = parse_accept(accept)
    scored = [
        (*_score(ranges, candidate), -order, candidate) for order, candidate in enumerate(offered)
    ]
    quality, _, _, chosen = max(scored, key=lambda entry: entry[:3])
    if quality == 0:
        raise NotAcceptableError(accept, [candidate.media_type for candidate in offered])
    return chosen


def negotiate_language(header: str, offered: Sequence[str]) -> str:
    """Choose a language by Accept-Language (RFC 9110, 12.5.4); the first offered where none fits.

    A header that does not parse is ignored: the reader still gets a page.
    """
    best, chosen = 0.0, offered[0]
    for element in header[:_LONGEST_HEADER].split(",", _MOST_RANGES)[:_MOST_RANGES]:
        tag, _, weight = element.strip().partition(";")
        value = weight.replace(" ", "").removeprefix("q=") or "1"
        quality = float(value) if _QUALITY.fullmatch(value) else 0.0
        primary = tag.strip().lower().partition("-")[0]
        if primary in offered and quality > best:
            best, chosen = quality, primary
    return chosen


def choose_format(accept: str, wanted: str | None, offered: Sequence[Format]) -> Format:
    """Choose by `?format=` where given, else by Accept.

    Raises InputError for an unknown name, NotAcceptableError for a format that cannot carry it.
    """
    if wanted is None:
        return negotiate(accept, tuple(offered))
    for each in offered:
        if wanted in (each.name, each.extension, each.media_type):
            return each
    chosen = by_name(wanted)
    if chosen is None:
        names = ", ".join(each.name for each in offered)
        raise InputError(f"“{wanted}” is no format known here; there are: {names}.")
    raise NotAcceptableError(chosen.media_type, [each.media_type for each in offered])
