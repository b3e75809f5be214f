"""Attestation selectors held against the source texts: verified, wrong, or cannot check.

Offsets are Unicode code points of the file as stored (Web Annotation Data Model, section 4.2.4),
0-based, end exclusive; digests are SHA-256 over the UTF-8 bytes of the raw span.
"""

from __future__ import annotations

import enum
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyoxigraph as ox

__all__ = [
    "Anchor",
    "Source",
    "SourceState",
    "Verdict",
    "Verification",
    "anchors",
    "digest",
    "read_texts",
    "sources",
    "verify",
]

_SOURCES: Final = f"""
SELECT ?source ?file ?sha256 ?language WHERE {{
  ?source <{PREFIXES["dcterms"]}identifier> ?file ; <{hg("sha256")}> ?sha256 .
  OPTIONAL {{ ?source <{PREFIXES["schema"]}inLanguage> ?language }}
}} ORDER BY ?source"""
_ANCHORS: Final = f"""
SELECT ?attestation ?source ?held ?start ?end ?sha256 ?fragment WHERE {{
  ?attestation <{PREFIXES["oa"]}hasSource> ?source .
  OPTIONAL {{
    ?source <{PREFIXES["schema"]}isPartOf>* ?held .
    ?held <{hg("sha256")}> ?digest ; <{PREFIXES["dcterms"]}identifier> ?file
  }}
  OPTIONAL {{
    ?attestation <{PREFIXES["oa"]}hasSelector> ?selector .
    ?selector <{PREFIXES["oa"]}start> ?start ; <{PREFIXES["oa"]}end> ?end ; <{hg("sha256")}> ?sha256
  }}
  OPTIONAL {{ ?attestation <{hg("fragment")}> ?fragment }}
}} ORDER BY ?held ?start ?end ?attestation"""


_REASONS: Final = {
    "not held": {"en": "the source is not held", "fr": "la source n'est pas détenue"},
    "not there": {
        "en": "its file is missing or has changed",
        "fr": "son fichier manque ou a changé",
    },
    "no selector": {"en": "there is no selector", "fr": "il n'y a pas de sélecteur"},
    "no span": {
        "en": "{} is no span of a text of {} characters",
        "fr": "{} n'est pas un passage d'un texte de {} caractères",
    },
    "digest": {
        "en": "the characters {} have another SHA-256",
        "fr": "les caractères {} ont un autre SHA-256",
    },
    "fragment": {
        "en": "the fragment is not in the characters {}",
        "fr": "l'extrait n'est pas dans les caractères {}",
    },
}


class Verdict(enum.StrEnum):
    """What became of one anchor. What cannot be checked is neither right nor wrong."""

    VERIFIED = "verified"
    WRONG = "wrong"
    CANNOT_CHECK = "cannot check"


class SourceState(enum.StrEnum):
    """What became of one held source's file."""

    FOUND = "found"
    MISSING = "missing"
    CHANGED = "changed"
    NOT_UTF_8 = "not UTF-8"


@dataclass(frozen=True, slots=True)
class Source:
    """A held source: the name and SHA-256 of its file, as the graph states them.

    `language` is a tag, "und" (undetermined, BCP 47) where the graph names none.
    """

    iri: str
    file: str
    sha256: str
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an attestation says its words stand; `held` is the source whose file that is."""

    attestation: str
    source: str
    held: str | None
    start: int | None
    end: int | None
    sha256: str | None
    fragment: str | None


@dataclass(frozen=True, slots=True)
class Verification:
    """One anchor's verdict, the reason by language, and where the words stand instead."""

    anchor: Anchor
    verdict: Verdict
    reasons: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The reason in English, empty where there is none to give."""
        return self.reasons.get("en", "")


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sources(store: ox.Store) -> list[Source]:
    """Return the held sources of a store, by IRI."""
    return [
        Source(
            row["source"].value,
            row["file"].value,
            row["sha256"].value,
            row["language"].value if row["language"] else "und",
        )
        for row in select(store, _SOURCES)
    ]


def anchors(store: ox.Store) -> list[Anchor]:
    """Return every attestation's anchor, by source and place."""

    def text(term: ox.NamedNode | ox.Literal | None) -> str | None:
        return None if term is None else term.value

    def number(term: ox.NamedNode | ox.Literal | None) -> int | None:
        if term is None:
            return None
        return int(term.value) if re.fullmatch(r"[0-9]{1,15}", term.value) else -1

    return [
        Anchor(
            row["attestation"].value,
            row["source"].value,
            text(row["held"]),
            number(row["start"]),
            number(row["end"]),
            text(row["sha256"]),
            text(row["fragment"]),
        )
        for row in select(store, _ANCHORS)
    ]


def read_texts(store: ox.Store, folder: Path) -> tuple[dict[str, str], dict[str, SourceState]]:
    """Return the texts of the held sources found unchanged in `folder`, and every one's state."""
    texts, states = {}, {}
    for source in sources(store):
        path = folder / source.file
        if not path.is_file():
            states[source.iri] = SourceState.MISSING
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != source.sha256:
            states[source.iri] = SourceState.CHANGED
            continue
        try:
            texts[source.iri] = content.decode()
        except UnicodeDecodeError:
            states[source.iri] = SourceState.NOT_UTF_8
        else:
            states[source.iri] = SourceState.FOUND
    return texts, states


def verify(store: ox.Store, texts: Mapping[str, str]) -> list[Verification]:
    """Hold every anchor of a store against the texts, which are given by source IRI.

    An anchor is verified when the span has the stated digest and holds the fragment, to the
    character. An attestation of a source that is not held, or whose text is not in `texts`, cannot
    be checked.
    """
    return [_verify(anchor, texts) for anchor in anchors(store)]


def _verify(anchor: Anchor, texts: Mapping[str, str]) -> Verification:
    if anchor.held is None:
        return Verification(anchor, Verdict.CANNOT_CHECK, _reasons("not held"))
    if anchor.held not in texts:
        return Verification(anchor, Verdict.CANNOT_CHECK, _reasons("not there"))
    reasons = _fault(anchor, texts[anchor.held])
    if not reasons:
        return Verification(anchor, Verdict.VERIFIED)
    return Verification(anchor, Verdict.WRONG, reasons, tuple(_elsewhere(anchor, texts)))


def _fault(anchor: Anchor, text: str) -> Mapping[str, str]:
    """Say what is wrong with an anchor, by language; nothing where it is right."""
    if anchor.start is None or anchor.end is None:
        return _reasons("no selector")
    span_is = f"{anchor.start}-{anchor.end}"
    if not 0 <= anchor.start < anchor.end <= len(text):
        return _reasons("no span", span_is, len(text))
    span = text[anchor.start : anchor.end]
    if digest(span) != anchor.sha256:
        return _reasons("digest", span_is)
    if anchor.fragment is not None and anchor.fragment not in span:
        return _reasons("fragment", span_is)
    return {}


def _reasons(name: str, *values: object) -> Mapping[str, str]:
    return {lang: text.format(*values) for lang, text in _REASONS[name].items()}


def _elsewhere(anchor: Anchor, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield where the fragment stands, so that misattributed and absent can be told apart."""
    if not anchor.fragment:
        return
    for source, text in texts.items():
        start = text.find(anchor.fragment)
        while start >= 0:
            yield f"{source} {start}-{start + len(anchor.fragment)}"
            start = text.find(anchor.fragment, start + 1)
