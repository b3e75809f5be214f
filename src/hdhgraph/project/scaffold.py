"""A new graph project: the bundled ontology, rules and queries, and an invented controversy."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import InputError, ProjectError
from hdhgraph.project.inference import inference
from hdhgraph.project.layout import bundled, find_project
from hdhgraph.project.loading import load_project

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TAKEN", "create"]

# What a new project takes over from the bundled one: by folder, the names of the files.
TAKEN: Final = {
    "ontology": "*.ttl",
    "ontology/versions": "*.nt",
    "ontology/versions/alignments": "*.nt",
    "shapes": "*.ttl",
    "queries": "*.rq",
    "tests/hygiene": "*.rq",
}
_TEMPLATE: Final = "project_template"
# A repository may be there before the project is.
_MAY_BE_THERE: Final = frozenset({".git"})


def create(root: Path) -> Path:
    """Fill a folder with a small graph project that serves, checks and verifies at once.

    Returns the folder. Raises InputError when it is not empty (a `.git` may be there) or cannot be
    written; what was begun then is taken away again.
    """
    was_there = _refuse_unless_empty(root)
    written: list[Path] = []
    try:
        for source, name in _files():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            written.append(target)
            shutil.copyfile(source, target)
        _infer(root)
    except OSError as error:
        _undo(root, written, was_there=was_there)
        raise InputError(f"{root} cannot be filled: {error.strerror}.") from error
    return root


def _refuse_unless_empty(root: Path) -> bool:
    """Return whether the folder is there; raise InputError unless it is free."""
    if not root.exists():
        return False
    try:
        held = sorted(each.name for each in root.iterdir() if each.name not in _MAY_BE_THERE)
    except NotADirectoryError as error:
        raise InputError(f"{root} is a file; name a folder that is empty or not there.") from error
    except OSError as error:
        raise InputError(f"{root} cannot be read: {error.strerror}.") from error
    if held:
        more = f" and {len(held) - 1} more" if len(held) > 1 else ""
        raise InputError(
            f"{root.resolve()} is not empty (it holds {held[0]}{more}); name an empty folder, or "
            "one that is not there."
        )
    return True


def _files() -> Iterator[tuple[Path, str]]:
    """Yield what is copied, with its name in the new project: the bundled part, then the example.

    Raises ProjectError when the package lacks its template.
    """
    origin = bundled().root
    for folder, pattern in TAKEN.items():
        for path in sorted((origin / folder).glob(pattern)):
            yield path, f"{folder}/{path.name}"
    template = Path(str(resources.files("hdhgraph"))) / _TEMPLATE
    found = sorted(path for path in template.rglob("*") if path.is_file())
    if not found:
        raise ProjectError(f"The template of a project is missing: {template} has no files.")
    for path in found:
        yield path, path.relative_to(template).as_posix()


def _infer(root: Path) -> None:
    project = find_project(root, root)
    triples = inference.infer(load_project(project, without=[inference.GRAPH]).store)
    project.inferred.write_text(inference.serialize(triples), encoding="utf-8")


def _undo(root: Path, written: list[Path], *, was_there: bool) -> None:
    """Take away what was written into a folder that was empty."""
    if not was_there:
        shutil.rmtree(root, ignore_errors=True)
        return
    for name in {path.relative_to(root).parts[0] for path in written}:
        target = root / name
        if target.is_dir():
            shutil.rmtree(target, ignore_errors=True)
        else:
            target.unlink(missing_ok=True)
