"""What the last check of a project saw and found, in the user's cache folder.

It is kept outside the project, so that no change of the project can speak for itself. What cannot
be read is as if it were not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rdflib import BNode, Literal, URIRef

from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.checks.syntax.bounds import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node

    from hdhgraph.checks.shapes.data_graph import Triple
    from hdhgraph.project.layout import Project

__all__ = ["Before", "LastRun", "digest_of", "key_of"]

_LIBRARIES: Final = ("hdhgraph", "pyshacl", "rdflib", "pyoxigraph")
# What a finding says by language.
_TEXTS: Final = ("messages", "hints", "titles")
_UNREADABLE: Final = (OSError, ValueError, TypeError, LookupError, zlib.error)


class Before(NamedTuple):
    """The digest of each file by its path in the project, and what was found by shape."""

    files: Mapping[str, str]
    found: Mapping[str, Sequence[Finding]]


class LastRun:
    """The folder of one project in the cache."""

    def __init__(self, root: Path) -> None:
        """Look where the project in `root` has its folder; it need not be there."""
        name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        self._folder: Final = Path(home, "hdhgraph", "check", name)

    def read(self, key: str) -> Before | None:
        """Return the last run with the same `key`, None where there is none."""
        try:
            content = json.loads((self._folder / "run.json").read_text(encoding="utf-8"))
            if content["key"] != key:
                return None
            found = {
                shape: [_finding(each) for each in of] for shape, of in content["found"].items()
            }
            return Before(dict(content["files"]), found)
        except _UNREADABLE:
            return None

    def triples(self, digest: str) -> list[Triple] | None:
        """Return the triples of a file of that digest, None where they are not kept."""
        try:
            packed = (self._folder / digest).read_bytes()
            content = json.loads(zlib.decompressobj().decompress(packed, 8 * LARGEST_FILE))
            terms = [_term(each) for each in content["terms"]]
            ends = iter(content["triples"])
            return [
                (terms[s], terms[p], terms[o]) for s, p, o in zip(ends, ends, ends, strict=True)
            ]
        except _UNREADABLE:
            return None

    def keep(self, digest: str, triples: Iterable[Triple]) -> None:
        """Keep the triples of a file, unless the folder cannot be written."""
        numbers: dict[Node, int] = {}
        flat = [numbers.setdefault(term, len(numbers)) for triple in triples for term in triple]
        content = {"terms": [_written(term) for term in numbers], "triples": flat}
        self._write(digest, zlib.compress(json.dumps(content).encode(), 1))

    def write(self, key: str, before: Before) -> None:
        """Keep a run in place of the last one, and the triples of its files alone."""
        found = {shape: [_plain(each) for each in of] for shape, of in before.found.items()}
        content = {"key": key, "files": dict(before.files), "found": found}
        self._write("run.json", json.dumps(content).encode())
        kept = {*before.files.values(), "run.json"}
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in kept:
                    path.unlink()

    def _write(self, name: str, content: bytes) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = self._folder / f"{name}.{os.getpid()}"
            new.write_bytes(content)
            new.replace(self._folder / name)


def key_of(project: Project, rules: Iterable[Path]) -> str:
    """Return the digest of all that decides besides the data: rules, settings, our libraries."""
    facts = [[name, version(name)] for name in _LIBRARIES]
    facts += [[path.name, digest_of(path)] for path in rules]
    facts += [["graphs", *each] for each in sorted(project.graphs.items())]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def digest_of(path: Path, name: str = "") -> str:
    """Return the SHA-256 of a file's name and bytes.

    The name is part of it, since blank nodes of two files differ, however much the files are alike.
    """
    return hashlib.sha256(name.encode() + b"\0" + path.read_bytes()).hexdigest()


def _written(term: Node) -> list[str | None]:
    if isinstance(term, Literal):
        return [str(term), term.language, None if term.datatype is None else str(term.datatype)]
    return ["_:" if isinstance(term, BNode) else "", str(term)]


def _term(parts: list[Any]) -> Node:
    """Return a term as it was; a literal keeps its form, which rdflib made normal before."""
    if len(parts) == 2:  # noqa: PLR2004 - a mark and a name
        return BNode(parts[1]) if parts[0] else URIRef(parts[1])
    text, language, datatype = parts
    kind = None if datatype is None else URIRef(datatype)
    return Literal(text, lang=language, datatype=kind, normalize=False)


def _plain(finding: Finding) -> dict[str, Any]:
    facts = {name: getattr(finding, name) for name in finding.__slots__}
    return {**facts, **{name: dict(facts[name]) for name in _TEXTS}}


def _finding(facts: dict[str, Any]) -> Finding:
    texts = {name: MappingProxyType(facts[name]) for name in _TEXTS}
    return Finding(**{**facts, **texts, "severity": Severity(facts["severity"])})
