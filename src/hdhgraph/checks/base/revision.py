"""A project as it was at a revision of the git repository that it is in.

Git is only asked to read: a revision is looked up, its tree listed, its files written out. Nothing
in the repository or in its working tree is touched, and nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.syntax.bounds import LARGEST_FILE
from hdhgraph.errors import InputError, nearest
from hdhgraph.rdf.media_types import input_format

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["LARGEST_BASE", "LONGEST_SECONDS", "Revision", "find_revision", "write_out"]

# What the files of a base may be altogether, in bytes.
LARGEST_BASE: Final = 1024**3
_BATCH: Final = 64 * 1024**2
# For one call of git.
LONGEST_SECONDS: Final = 120
# A hook of git sets these for its own calls; the repository meant here is the project's.
_NOT_OURS: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
# No transport: the files of a partial clone are not fetched when they are asked for.
_ALONE: Final = ("-c", "protocol.allow=never", "--no-optional-locks", "--no-pager")
_DEEPEN: Final = (
    " The clone is shallow; fetch the rest with `git fetch --unshallow`, or `fetch-depth: 0` in "
    "the step that checks out."
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit: the folder that git is asked in, and the commit's name in hexadecimal digits."""

    folder: Path
    commit: str


@dataclass(frozen=True, slots=True)
class _Entry:
    blob: str
    size: int
    path: PurePosixPath


def find_revision(folder: Path, name: str) -> Revision:
    """Return the commit to compare with: where the project's history parted from `name`.

    That is `name` itself where it is part of the history, or has none in common with it.

    Raises InputError when git is not there, the folder is in no work tree, or `name` no commit.
    """
    if _ask(folder, "rev-parse", "--is-inside-work-tree") != "true":
        raise InputError(f"--base: {folder} is in no work tree of a git repository.")
    found = None
    if name and "\0" not in name and not name.startswith("-"):
        found = _ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if not found:
        raise _unknown(folder, name)
    commit = _ask(folder, "rev-parse", "--verify", "--quiet", f"{found}^{{commit}}")
    if not commit:
        raise InputError(f"--base: “{name}” names no commit.")
    return Revision(folder, _ask(folder, "merge-base", commit, "HEAD") or commit)


def _unknown(folder: Path, name: str) -> InputError:
    refs = ("refs/heads", "refs/remotes", "refs/tags")
    listed = _ask(folder, "for-each-ref", "--format=%(refname:short)", *refs) or ""
    known = ["HEAD", *listed.split("\n")]
    # A branch that was not made here is known by the name of its remote as well.
    near = list(
        dict.fromkeys([ref for ref in known if ref.endswith(f"/{name}")] + nearest(name, known))
    )
    hint = f" Did you mean {', '.join(near)}?" if name and near else ""
    is_shallow = _ask(folder, "rev-parse", "--is-shallow-repository") == "true"
    return InputError(
        f"--base: the repository has no revision “{name}”.{hint}{_DEEPEN if is_shallow else ''}"
    )


def write_out(revision: Revision, target: Path) -> list[Path]:
    """Write the files of the revision that a project may read into `target`, by the same paths.

    Return those that are too large to be read, relative. Links and submodules are left out.

    Raises InputError when there is too much of it, or the repository lacks a file.
    """
    listing = _run(revision.folder, "ls-tree", "-r", "-z", "-l", revision.commit)
    entries = [each for each in _entries(listing) if _is_wanted(each.path)]
    small = [each for each in entries if each.size <= LARGEST_FILE]
    if sum(each.size for each in small) > LARGEST_BASE:
        raise InputError(f"--base: its files are larger than {LARGEST_BASE // 1024**3} GiB.")
    for batch in _batches(small):
        _write(revision, batch, target)
    return [Path(each.path) for each in entries if each.size > LARGEST_FILE]


def _entries(listing: bytes) -> Iterator[_Entry]:
    """Read `git ls-tree -l -z`: mode, type, name of the blob, size, a tab, the path."""
    for line in listing.split(b"\0"):
        about, _, path = line.partition(b"\t")
        match about.split():
            case [b"100644" | b"100755", b"blob", blob, size] if size.isdigit():
                yield _Entry(blob.decode(), int(size), PurePosixPath(os.fsdecode(path)))


def _is_wanted(path: PurePosixPath) -> bool:
    """Tell whether a project may read a file; no path may lead out of its folder."""
    if path.is_absolute() or ".." in path.parts:
        return False
    return path.suffix in (".rq", ".toml") or input_format(path.name) is not None


def _batches(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    batch: list[_Entry] = []
    for each in entries:
        if batch and sum(one.size for one in batch) + each.size > _BATCH:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _write(revision: Revision, batch: Sequence[_Entry], target: Path) -> None:
    names = "".join(f"{each.blob}\n" for each in batch).encode()
    answer = _run(revision.folder, "cat-file", "--batch", content=names)
    at = 0
    for each in batch:
        line = answer.index(b"\n", at)
        if not answer[at:line].endswith(f" blob {each.size}".encode()):
            raise InputError(f"--base: the repository does not hold {each.path}; is it partial?")
        path = target / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer[line + 1 : line + 1 + each.size])
        at = line + each.size + 2


def _ask(folder: Path, *arguments: str) -> str | None:
    """Return what git answers, stripped; None where it says no.

    Raises InputError where it cannot be asked.
    """
    done = _call(folder, arguments)
    if b"dubious ownership" in done.stderr:
        raise InputError(
            "--base: git does not trust the repository, which is somebody else's; allow it with "
            f"`git config --global --add safe.directory {folder}`."
        )
    return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None


def _run(folder: Path, *arguments: str, content: bytes = b"") -> bytes:
    done = _call(folder, arguments, content)
    if done.returncode:
        reason = os.fsdecode(done.stderr).strip().removeprefix("fatal: ") or "it failed"
        raise InputError(f"--base: git {arguments[0]}: {reason}")
    return done.stdout


def _call(
    folder: Path, arguments: Sequence[str], content: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise InputError("--base: git is not installed here.")
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        return subprocess.run(  # noqa: S603 - no shell, and what is outside text is no option
            [program, *_ALONE, *arguments],
            input=content,
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"--base: git took more than {LONGEST_SECONDS} seconds.") from error
    except OSError as error:
        raise InputError(f"--base: git cannot be run: {error.strerror}.") from error
