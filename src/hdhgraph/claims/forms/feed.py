"""Feeds: Atom (RFC 4287, in pages by RFC 5005) and JSON Feed 1.1. Nothing is asked or read here."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import hdhgraph
from hdhgraph.rdf.namespaces import HG

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ATOM", "JSON_FEED", "Entry", "Feed", "atom", "json_feed"]

ATOM: Final = "application/atom+xml"
JSON_FEED: Final = "application/feed+json"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_SAID_BY: Final = f"{{{HG}}}saidNoLaterThan"
# What XML 1.0 (2.2) has no character for, not even escaped.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("", _ATOM)
ET.register_namespace("hg", HG)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` is an IRI that never changes, `link` the address of its page.

    `said_by` is the day by which it had been said, YYYY-MM-DD, empty where no text dates it;
    `topics` are labels.
    """

    id: str
    title: str
    link: str
    summary: str
    said_by: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `updated` is the instant of the edition, in RFC 3339, which is that of every entry.

    `address` is its own, `home` that of the page about it; `turns` are the addresses of other
    pages by relation ("first", "previous", "next": RFC 5005, section 3); `licence` is an IRI or
    empty.
    """

    id: str
    title: str
    address: str
    home: str
    updated: str
    author: str
    lang: str
    entries: tuple[Entry, ...]
    licence: str = ""
    turns: Mapping[str, str] = field(default_factory=dict)


def atom(feed: Feed) -> bytes:
    """Return a feed as an Atom document (RFC 4287, section 4.1.1), UTF-8."""
    root = ET.Element(f"{{{_ATOM}}}feed", {_XML_LANG: feed.lang})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _text(ET.SubElement(root, f"{{{_ATOM}}}author"), "name", feed.author)
    _link(root, "self", feed.address, ATOM)
    _link(root, "alternate", feed.home, "text/html")
    for relation, address in feed.turns.items():
        _link(root, relation, address, ATOM)
    if feed.licence:
        _link(root, "license", feed.licence)
    _text(root, "generator", "hdhgraph", version=hdhgraph.__version__)
    for entry in feed.entries:
        _entry(ET.SubElement(root, f"{{{_ATOM}}}entry"), entry, feed.updated)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(element: ET.Element, entry: Entry, updated: str) -> None:
    """Write one entry (RFC 4287, section 4.1.2)."""
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", updated)
    _link(element, "alternate", entry.link, "text/html")
    _text(element, "summary", entry.summary)
    for topic in entry.topics:
        ET.SubElement(element, f"{{{_ATOM}}}category", {"term": _clean(topic)})
    if entry.said_by:
        ET.SubElement(element, _SAID_BY).text = entry.said_by


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = _clean(text)


def _link(parent: ET.Element, relation: str, address: str, kind: str = "") -> None:
    values = {"rel": relation, "href": _clean(address), **({"type": kind} if kind else {})}
    ET.SubElement(parent, f"{{{_ATOM}}}link", values)


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1, UTF-8."""
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.lang,
        "authors": [{"name": feed.author}],
        **({"next_url": feed.turns["next"]} if "next" in feed.turns else {}),
        "_hdhgraph": {"id": feed.id, "updated": feed.updated, "licence": feed.licence or None},
        "items": [_item(entry, feed.updated) for entry in feed.entries],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace") + b"\n"


def _item(entry: Entry, updated: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "content_text": entry.summary,
        "date_modified": updated,
        **({"tags": list(entry.topics)} if entry.topics else {}),
        "_hdhgraph": {"said_by": entry.said_by or None},
    }
