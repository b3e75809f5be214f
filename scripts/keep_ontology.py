"""Keep the ontology as it is now under its version, so that the version stays reachable.

Usage:
    python scripts/keep_ontology.py            keep a version that is not kept yet
    python scripts/keep_ontology.py --check    exit 1 when the version kept is not the ontology
    python scripts/keep_ontology.py --again    keep a version anew that nobody has been given yet

What is kept is ontology/versions/<version>.nt: the ontology's own document in N-Triples, sorted,
which is not loaded as data; in ontology/versions/alignments it is the same of the alignments. A
version that was given away never changes: raise owl:versionInfo and owl:versionIRI in hdhgraph.ttl
or in alignments.ttl, name the one before by owl:priorVersion, then run this.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pyoxigraph as ox

from hdhgraph.rdf.namespaces import ONTOLOGY
from hdhgraph.rdf.terms import ALIGNMENTS, Triples, canonical_lines, is_own, read_ontology

FOLDER = Path(__file__).resolve().parent.parent / "ontology"


def kept_as(folder: Path) -> dict[Path, str]:
    """Return the files that keep the versions of an ontology folder, with what each must hold.

    Raises SystemExit when the folder holds no ontology with a version; it may have no alignments.
    """
    files = sorted(folder.glob("*.ttl"))
    quads = {path.stem: list(ox.parse(path=path)) for path in files}
    own = [quad for each in quads.values() for quad in each if is_own(quad)]
    documents = (
        (ONTOLOGY, folder / "versions", own),
        (ALIGNMENTS, folder / "versions" / "alignments", quads.get("alignments", [])),
    )
    kept = {}
    for iri, versions, said in documents:
        ontology = read_ontology(Triples(said), iri)
        if ontology is not None and ontology.version:
            content = "".join(f"{line}\n" for line in canonical_lines(said))
            kept[versions / f"{ontology.version}.nt"] = content
        elif iri == ONTOLOGY:
            sys.exit(f"{folder} holds no ontology with an owl:versionInfo.")
    return kept


def keep(path: Path, content: str, *, is_check: bool, is_again: bool) -> int:
    """Keep one version or check it; return the exit code."""
    if path.is_file() and path.read_text(encoding="utf-8") == content:
        return 0
    if is_check or (path.is_file() and not is_again):
        state = "is kept otherwise" if path.is_file() else "is not kept"
        print(
            f"{path.parent.name}/{path.name} {state}: the ontology has changed. Give it a new "
            "version, or, while nobody has this one, run scripts/keep_ontology.py --again."
        )
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return 0


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Keep the versions or check them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args(arguments)
    codes = [
        keep(path, content, is_check=options.check, is_again=options.again)
        for path, content in kept_as(folder).items()
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
