"""Keep the ontology as it is now under its version, so that the version stays reachable.

Usage:
    python scripts/keep_ontology.py            keep a version that is not kept yet
    python scripts/keep_ontology.py --check    exit 1 when the version kept is not the ontology
    python scripts/keep_ontology.py --again    keep a version anew that nobody has been given yet

What is kept is ontology/versions/<version>.nt: the ontology's own document in N-Triples, sorted,
which is not loaded as data. A version that was given away never changes: raise owl:versionInfo and
owl:versionIRI in ontology/hdhgraph.ttl, name the one before by owl:priorVersion, then run this.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pyoxigraph as ox

from hdhgraph.terms import Triples, canonical_lines, is_own, read_ontology

FOLDER = Path(__file__).resolve().parent.parent / "ontology"


def kept_as(folder: Path) -> tuple[Path, str]:
    """Return the file that keeps the version of an ontology folder, and what it must hold.

    Raises SystemExit when the folder holds no ontology with a version.
    """
    files = sorted(folder.glob("*.ttl"))
    quads = [quad for path in files for quad in ox.parse(path=path) if is_own(quad)]
    ontology = read_ontology(Triples(quads))
    if ontology is None or not ontology.version:
        sys.exit(f"{folder} holds no ontology with an owl:versionInfo.")
    content = "".join(f"{line}\n" for line in canonical_lines(quads))
    return folder / "versions" / f"{ontology.version}.nt", content


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Keep the version or check it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args(arguments)
    path, content = kept_as(folder)
    is_same = path.is_file() and path.read_text(encoding="utf-8") == content
    if is_same:
        return 0
    if options.check or (path.is_file() and not options.again):
        state = "is kept otherwise" if path.is_file() else "is not kept"
        print(
            f"Version {path.stem} {state}: the ontology has changed. Give it a new version, or, "
            "while nobody has this one, run scripts/keep_ontology.py --again."
        )
        return 1
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
