"""Typed links: the Link header (RFC 8288), and link sets on their own (RFC 9264).

FAIR Signposting, level 1: a landing page names its persistent identifier, its metadata, its items,
its licence and its author; each of these links back. Level 2: all of it in one link set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from hdhgraph.rdf.media_types import Format, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "LINKSET_FORMATS",
    "LINKSET_JSON",
    "Link",
    "link_header",
    "linkset_json",
    "linkset_text",
    "uri",
]

LINKSET_JSON: Final = Format(
    "linkset-json", "application/linkset+json", "json", Kind.PAGE, ("application/json",)
)
LINKSET_TEXT: Final = Format("linkset", "application/linkset", "linkset", Kind.PAGE)
LINKSET_FORMATS: Final = (LINKSET_JSON, LINKSET_TEXT)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: from `anchor` (empty: from the answer itself) to `target`, both URI references.

    `relation` may be several relation types with a space between them.
    """

    target: str
    relation: str
    type: str = ""
    anchor: str = ""

    def text(self) -> str:
        """Return it as RFC 8288 writes it, section 3."""
        parts = [f"<{self.target}>", f'rel="{self.relation}"']
        parts += [f'type="{self.type}"'] if self.type else []
        parts += [f'anchor="{self.anchor}"'] if self.anchor else []
        return "; ".join(parts)


def uri(iri: str) -> str:
    """Return an IRI, or a part of one, as a URI: headers are ASCII (RFC 3987, 3.1)."""
    return quote(iri, safe="%/:?#[]@!$&'()*+,;=~")


def link_header(links: Iterable[Link]) -> str:
    """Return the value of a Link header."""
    return ", ".join(link.text() for link in links)


def linkset_text(links: Iterable[Link]) -> bytes:
    """Return links as application/linkset (RFC 9264, 4.1): the field's value, a link a line."""
    return (",\n".join(link.text() for link in links) + "\n").encode("ascii")


def linkset_json(links: Iterable[Link]) -> bytes:
    """Return links as application/linkset+json (RFC 9264, 4.2), by anchor and relation."""
    anchors: dict[str, dict[str, list[dict[str, str]]]] = {}
    for link in links:
        target = {"href": link.target}
        if link.type:
            target["type"] = link.type
        for relation in link.relation.split():
            anchors.setdefault(link.anchor, {}).setdefault(relation, []).append(target)
    sets = [{"anchor": anchor, **relations} for anchor, relations in anchors.items()]
    return json.dumps({"linkset": sets}, ensure_ascii=False, indent=2).encode()
