"""Planted faults: files that say themselves what a check finds in them, and where.

A comment under a line has `^` below the column at fault, or starts with `<-` for the first column,
and names the codes. Where no comment can stand so, `expect: CODE line:column` may stand anywhere in
the file; without line and column it is a finding of the file as a whole.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.project import check_project
from hdhgraph.errors import HdhgraphError
from hdhgraph.project.inference import inference
from hdhgraph.project.layout import find_project
from hdhgraph.project.loading import load_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.report.report import Report
    from hdhgraph.project.layout import Project

ROOT: Final = Path(__file__).resolve().parents[1]
SHAPES: Final = ROOT / "tests" / "shapes"
HYGIENE: Final = ROOT / "tests" / "hygiene" / "faults"
FAULTS: Final = Path(__file__).parent / "checks" / "faults"
_BELOW: Final = re.compile(r"^#( *)(<-|\^)((?: [A-Z]{2}-\S+)+)$")
_STATED: Final = re.compile(r"expect: ([A-Z]{2}-[\w.-]+)(?: (\d+):(\d+))?")

# As the bundled graph is checked; what is invented has namespaces that nobody speaks for.
_SETTINGS: Final = """\
[check]
languages = ["fr", "en"]
namespaces = [
    "https://w3id.org/hdhgraph/ont#",
    "https://w3id.org/hdhgraph/shapes#",
    "https://w3id.org/hdhgraph/vocab/",
]
"""

# Code, file in the project, line and column.
Found = tuple[str, str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Case:
    """Faults of one code: the files that are laid over the sound project, by their paths in it."""

    code: str
    name: str
    files: tuple[tuple[str, Path], ...]

    def expected(self) -> list[Found]:
        """Return what the files themselves say that is found."""
        return sorted(
            ((code, name, line, column) for name, path in self.files
             for code, line, column in marks(path)), key=repr,
        )  # fmt: skip


def marks(path: Path) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield what a file says that is found in it: code, line and column."""
    above = 0
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        match = _BELOW.match(line)
        if match is None:
            above = number
            for code, row, column in _STATED.findall(line):
                yield code, int(row) if row else None, int(column) if column else None
            continue
        column = 1 if match[2] == "<-" else match.start(2) + 1
        for code in match[3].split():
            yield code, above, column


def cases() -> list[Case]:
    """Return every planted fault: of shapes, of hygiene queries, and of the check itself."""
    shapes = [
        Case(f"HG-{path.name.split('-')[0]}", path.stem, ((f"data/{path.name}", path),))
        for path in sorted((SHAPES / "invalid").glob("*.ttl"))
    ]
    hygiene = [
        Case(f"HG-H-{path.stem}", path.stem, ((f"data/{path.name}", path),))
        for path in sorted(HYGIENE.glob("*.trig"))
    ]
    own = [
        Case(folder.name, f"{folder.name}-{path.stem}", tuple(_laid(path)))
        for folder in sorted(FAULTS.iterdir())
        for path in sorted(folder.iterdir())
    ]
    return [*shapes, *hygiene, *own]


def _laid(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield where a fault goes: queries to theirs, RDF to the data, a folder as it is."""
    if path.is_file():
        yield f"{'queries' if path.suffix == '.rq' else 'data'}/{path.name}", path
        return
    for each in sorted(path.rglob("*")):
        if each.is_file():
            yield each.relative_to(path).as_posix(), each


def sound_project(root: Path) -> Path:
    """Make a project without fault: our ontology, shapes and rules over an invented world."""
    (root / "tests").mkdir(parents=True)
    (root / "queries").mkdir()
    (root / "data").mkdir()
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, root / name)
    (root / "tests" / "hygiene").mkdir()
    for path in (ROOT / "tests" / "hygiene").glob("*.rq"):
        shutil.copy(path, root / "tests" / "hygiene")
    shutil.copy(SHAPES / "base.ttl", root / "data" / "base.ttl")
    (root / "hdhgraph.toml").write_text(_SETTINGS, encoding="utf-8")
    return root


def check_case(root: Path, case: Case) -> Report:
    """Check the sound project with the faults of a case, and leave it as it was.

    The inferred graph is what follows, unless it is itself the fault.
    """
    laid = [(root / name, path) for name, path in case.files]
    kept = {path: path.read_bytes() for path, _ in laid if path.is_file()}
    try:
        for path, source in laid:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, path)
        project = find_project(root, root)
        if project.inferred not in dict(laid):
            _infer(project)
        return check_project(project)
    finally:
        for path, _ in laid:
            path.unlink()
            if path in kept:
                path.write_bytes(kept[path])


def _infer(project: Project) -> None:
    """Write the inferred graph, where the files can be read at all."""
    project.inferred.unlink(missing_ok=True)
    try:
        triples = inference.infer(load_project(project).store)
    except HdhgraphError:
        return
    project.inferred.write_text(inference.serialize(triples), encoding="utf-8")


def found_in(root: Path, report: Report) -> list[Found]:
    """Return what a report says is found, by the paths in the project."""
    return sorted(
        ((each.finding.code, each.path.relative_to(root).as_posix() if each.path else "",
          each.line, each.column) for each in report.found), key=repr,
    )  # fmt: skip
