"""What helps to add a source by hand: a skeleton to fill in, and anchors ready to paste."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import InputError
from hdhgraph.i18n.folding import folded
from hdhgraph.project.sources.anchors import anchors, digest
from hdhgraph.project.sources.coverage import sentences
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import HGID, PREFIXES, hg

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from hdhgraph.project.sources.coverage import Span

__all__ = [
    "MOST_WORDS",
    "Neighbours",
    "Occurrence",
    "find",
    "near",
    "neighbours",
    "propose_slug",
    "read_text",
    "skeleton",
]

MOST_WORDS: Final = 12
_WORDS_SHOWN: Final = 6
_LONGEST_SLUG: Final = 60
_USED: Final = (
    "hg", "stance", "certainty", "illocution", "mode", "dcterms", "edtf", "oa", "schema", "skos",
)  # fmt: skip
_APOSTROPHES: Final = "\u2019\u02bc"
_QUOTED: Final = f"""
SELECT DISTINCT ?attestation ?speaker WHERE {{
  VALUES ?mode {{ <{PREFIXES["mode"]}direct> <{PREFIXES["mode"]}mixed> }}
  ?attestation <{hg("mode")}> ?mode ; <{hg("attests")}>/<{hg("speaker")}> ?speaker
}} ORDER BY ?speaker"""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Words found in a text: their span in code points, and the SHA-256 of it."""

    source: str
    span: Span
    words: str

    def turtle(self, language: str, *, is_shared: bool = False) -> str:
        """Return an attestation with its selector, ready to paste but for claim and mode.

        Where the selector is shared, the IRI is to end in the slug of what is attested.
        """
        start, end = self.span
        place = f"source/{self.source}/{start}-{end}" + ("-…" if is_shared else "")
        fits = len(self.words.split()) <= MOST_WORDS and "\n" not in self.words
        fragment = f'    hg:fragment "{_escaped(self.words)}"@{language} ;\n'
        return (
            f"<{place}> a hg:Attestation ;\n"
            f"    oa:hasSource <source/{self.source}> ;\n"
            f"    hg:attests <claim/…> ;\n"
            f"    hg:mode mode:… ;\n"
            f"{fragment if fits else ''}"
            f"    oa:hasSelector <{place}#sel> .\n\n"
            f"<{place}#sel> a oa:TextPositionSelector ;\n"
            f"    oa:start {start} ;\n"
            f"    oa:end {end} ;\n"
            f'    hg:sha256 "{digest(self.words)}" .\n'
        )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the graph has at a span: attestations of just these characters, and who is quoted there.

    `speakers` are those of the direct and mixed quotations that the span lies in.
    """

    alike: tuple[str, ...]
    speakers: tuple[str, ...]


def neighbours(store: ox.Store, source: str, span: Span) -> Neighbours:
    """Return what a store has at a span of the text of a held source, which is given by its IRI."""
    start, end = span
    placed = [
        (each.attestation, each.start, each.end)
        for each in anchors(store)
        if each.held == source and each.start is not None and each.end is not None
    ]
    around = {name for name, first, last in placed if first <= start and end <= last}
    quoted = [row for row in select(store, _QUOTED) if row["attestation"].value in around]
    return Neighbours(
        tuple(name for name, *own in placed if own == [start, end]),
        tuple(dict.fromkeys(row["speaker"].value for row in quoted)),
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def read_text(path: Path) -> str:
    """Return a source text as it is stored: UTF-8, nothing normalised.

    Raises InputError when it cannot be read, is not UTF-8 (with the byte), or is empty.
    """
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 at byte {error.start}.") from error
    if not text.strip():
        raise InputError(f"{path} is empty.")
    return text


def find(text: str, words: str, source: str) -> list[Occurrence]:
    """Return every place where exactly these words stand in a text, overlapping ones too."""
    found = []
    start = text.find(words)
    while words and start >= 0:
        found.append(Occurrence(source, (start, start + len(words)), words))
        start = text.find(words, start + 1)
    return found


def near(text: str, words: str, source: str) -> list[Occurrence]:
    """Return the places where the words stand but for case, accents, spaces and apostrophes.

    The occurrences hold the words as the text has them, since an anchor is over the raw text.
    """
    plain, origin = _plain(text)
    wanted = _plain(words.strip())[0]
    found = []
    start = plain.find(wanted)
    while wanted and start >= 0:
        span = (origin[start], origin[start + len(wanted) - 1] + 1)
        found.append(Occurrence(source, span, text[span[0] : span[1]]))
        start = plain.find(wanted, start + 1)
    return found


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text for comparing, and for each of its characters the place it came from."""
    characters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        plain = "'" if character in _APOSTROPHES else character
        if plain.isspace():
            plain = "" if characters and characters[-1] == " " else " "
        letters = folded(plain)
        characters.extend(letters)
        origin.extend([place] * len(letters))
    return "".join(characters), origin


def propose_slug(name: str) -> str:
    """Return a slug for a name: ASCII, lower case, joined by hyphens, at most 60 characters."""
    plain = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:_LONGEST_SLUG].rstrip("-") or "source"


def skeleton(path: Path, slug: str, language: str) -> str:
    """Return a commented Turtle file for a new source: its digest, and its sentences as a worklist.

    Each sentence is named by its place and its first words; the text itself is not copied.
    """
    text = read_text(path)
    prefixes = [f"@base <{HGID}> ."]
    prefixes += [f"@prefix {name}: <{PREFIXES[name]}> ." for name in _USED]
    lines = [
        f"# What {slug} says, in the order of its text: each claim, then the places that voice it.",
        "# Offsets are code points of the stored text; digests are of the words as stored.",
        "",
        *prefixes,
        "",
        f"<source/{slug}> a hg:Source, schema:NewsArticle ;",
        f'    skos:prefLabel "{slug}"@en, "{slug}"@fr ;',
        f'    schema:inLanguage "{language}" ;',
        f'    dcterms:identifier "{_escaped(path.name)}" ;',
        f'    hg:sha256 "{hashlib.sha256(path.read_bytes()).hexdigest()}" ;',
        f"    hg:length {len(text)} .",
        "",
        "# Worklist. For each sentence: who says what, in which stance? Then",
        f'#     hdhgraph anchor {slug} "the words"',
        "# prints the attestation: one for each claim, event or role, of the shortest words that",
        "# carry it. What holds nothing on the matter is named by hg:leavesOut.",
        "#",
    ]
    for start, end in sentences(text):
        first = " ".join(text[start:end].split()[:_WORDS_SHOWN])
        lines.append(f"# [ ] {start}-{end}  {first} …")
    return "\n".join(lines) + "\n"
