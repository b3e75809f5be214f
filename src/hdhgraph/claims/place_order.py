"""In which order the places of a claim are shown: stated here once, for Python and for SPARQL.

Held places that relay no held original come first, then those that do, such as translations, then
those of sources that are not held. Within each: direct, mixed, whatever else, presupposed; then the
first place of the text. `queries/*.rq` write the same key out, since each has to stand alone.
"""

from __future__ import annotations

from typing import Final

from hdhgraph.rdf.iris import slug

__all__ = ["KEY_LENGTH", "PlaceKey", "key_expression", "place_key"]

# Distance, directness, start, IRI: the lowest is shown first.
PlaceKey = tuple[int, int, int, str]

_MANNERS: Final = {"direct": 0, "mixed": 1, "presupposed": 3}
_OTHER: Final = 2
# The start of a key as text: added, so that numbers of one length are in the order of their text.
_BASE: Final = 10**9
# What stands before the IRI in the key as text.
KEY_LENGTH: Final = 2 + len(str(_BASE))


def place_key(
    iri: str, mode: str, start: int | str | None, *, relays_held: bool = False
) -> PlaceKey:
    """Return what a place is ordered by; `mode` is an IRI, and without a start it is not held.

    `relays_held` tells that it relays a place of a source that is held.

    >>> place_key("a", "mode/mixed", "12") < place_key("a", "mode/direct", 3, relays_held=True)
    True
    """
    is_held = start not in (None, "")
    distance = int(relays_held) if is_held else 2
    begin = int(start) if start is not None and str(start).isdecimal() else 0
    return distance, _MANNERS.get(slug(mode), _OTHER), begin, iri


def key_expression(place: str, mode: str, start: str, original: str) -> str:
    """Return the same key as an expression of SPARQL that is text: its lowest is shown first.

    All are variables, such as "?place"; `original` is a selector of a place that it relays. The
    prefix `mode:` is used. What follows KEY_LENGTH characters of a key is the IRI.
    """
    others = f'"{_OTHER}"'
    for name, rank in _MANNERS.items():
        others = f'IF({mode} = mode:{name}, "{rank}", {others})'
    return (
        f'CONCAT(IF(!BOUND({start}), "2", IF(BOUND({original}), "1", "0")), '
        f'COALESCE({others}, "{_OTHER}"), '
        f'COALESCE(STR({_BASE} + {start}), "{_BASE}"), STR({place}))'
    )
