"""`check --base REV`: which commit is meant, what is said where none is, and what is left alone."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from based import FILES, change, commit, differences, git, make

from hdhgraph.checks.base import revision
from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

D = "data/example.ttl"
ROSA = '<boat/rosa> a ex:Boat ;\n    rdfs:label "Rosa" .\n'
NORA = ROSA.replace("osa", "ora")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three commits: the project, one with nothing new, one without a boat."""
    root = make(tmp_path_factory.mktemp("history") / "project")
    git(root, "tag", "v1")
    git(root, "tag", "--annotate", "v1-signed", "--message=example")
    git(root, "branch", "release/1")
    commit(root)
    change(root, D, FILES[D].replace(ROSA, ""))
    commit(root)
    return root


def codes(root: Path, base: str) -> list[str]:
    """Return the codes of what differs from a revision."""
    return [each.finding.code for each in differences(root, base)]


@pytest.mark.parametrize(
    "name",
    ["HEAD~1", "HEAD~2", "v1", "v1-signed", "release/1", "refs/tags/v1", "@{1}", ":/example"],
)
def test_a_revision_may_have_any_name_that_git_knows(history: Path, name: str) -> None:
    """A branch, a tag, a distance, a search: one boat is gone since."""
    expected = [] if name == ":/example" else ["HG-D-iri-removed"]
    assert expected == codes(history, name)


@pytest.mark.parametrize("length", [7, 40])
def test_a_revision_may_be_a_digest(history: Path, length: int) -> None:
    """Whole, or as much of it as is enough."""
    assert ["HG-D-iri-removed"] == codes(history, git(history, "rev-parse", "v1")[:length])


def test_nothing_differs_from_the_last_commit(history: Path) -> None:
    """What was told of one commit is not told of the next."""
    assert [] == codes(history, "HEAD")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "no revision “”"),
        ("nowhere", "no revision “nowhere”.$"),
        ("HAED", "Did you mean HEAD?"),
        ("v2", "no revision “v2”. Did you mean v1"),
        ("relase/1", "Did you mean release/1?"),
        ("1", "Did you mean release/1"),
        ("HEAD~99", "no revision “HEAD~99”"),
        ("HEAD..v1", "no revision “HEAD..v1”"),
        ("--output=stolen", "no revision “--output=stolen”"),
        ("-h", "no revision “-h”"),
        ("--all", "no revision “--all”"),
        ("HEAD; touch stolen", "no revision"),
        ("$(touch stolen)", "no revision"),
        ("a\0b", "no revision"),
        ("\udcff", "no revision"),
        ("HEAD:data", "“HEAD:data” names no commit"),
        (f"HEAD:{D}", "names no commit"),
    ],
)
def test_what_is_no_revision_is_told(history: Path, name: str, said: str) -> None:
    """One sentence, with the names that are near; and it is never an option or a command."""
    with pytest.raises(InputError) as raised:
        differences(history, name)
    if said.endswith("$"):
        assert str(raised.value).endswith(said.removesuffix("$"))
    assert said.removesuffix("$") in str(raised.value)
    assert not (history / "stolen").exists()


def test_a_folder_in_no_repository_is_told(tmp_path: Path) -> None:
    """There is nothing to compare with."""
    for name, text in FILES.items():
        change(tmp_path, name, text)
    with pytest.raises(InputError, match="in no work tree of a git repository"):
        differences(tmp_path)


def test_without_git_that_is_told(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the one program that a comparison needs."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="git is not installed here"):
        differences(history)


def test_a_repository_of_somebody_else_is_told(
    history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container whose user does not own the checkout: git says how to trust it."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(InputError, match=r"git config --global --add safe\.directory"):
        differences(history)


def test_a_shallow_clone_says_what_to_fetch(history: Path, tmp_path: Path) -> None:
    """As a job of a CI system has it that checks out one commit."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{history}", str(clone))
    assert [] == codes(clone, "HEAD")
    with pytest.raises(InputError, match=r"shallow.*git fetch --unshallow.*fetch-depth: 0"):
        differences(clone, "HEAD~1")


def test_a_shallow_base_that_was_fetched_is_compared(history: Path, tmp_path: Path) -> None:
    """Where no common commit is known, the base itself is what counts."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{history}", str(clone))
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "tag", "v1")
    assert ["HG-D-iri-removed"] == codes(clone, "v1")


def test_a_partial_clone_fetches_nothing(history: Path, tmp_path: Path) -> None:
    """Files that are not there are told of, as no check asks the network."""
    git(history, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{history}", str(clone))
    with pytest.raises(InputError, match="--base: "):
        differences(clone, "v1")


def test_what_the_base_has_gained_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """Two branches: each is compared with where they parted, as a pull request is shown."""
    root = make(tmp_path / "project")
    git(root, "branch", "other")
    change(root, "data/nora.ttl", FILES[D].replace(FILES[D][FILES[D].index("<boat/e") :], NORA))
    commit(root)
    git(root, "checkout", "--quiet", "other")
    assert [] == codes(root, "main")
    change(root, D, FILES[D].replace(ROSA, ""))
    commit(root)
    assert ["HG-D-iri-removed"] == codes(root, "main")


def test_a_merge_of_two_that_add_loses_nothing(tmp_path: Path) -> None:
    """Against either parent, and against the one before both; a bad merge is found."""
    root = make(tmp_path / "project")
    git(root, "tag", "start")
    git(root, "branch", "other")
    change(root, D, FILES[D] + NORA)
    commit(root)
    git(root, "checkout", "--quiet", "other")
    change(root, "data/more.ttl", FILES[D].replace(FILES[D][FILES[D].index("<boat/e") :], ROSA))
    commit(root)
    git(root, "merge", "--quiet", "--message=example", "main")
    assert [[], [], []] == [codes(root, base) for base in ("start", "HEAD^1", "HEAD^2")]
    change(root, D, FILES[D])
    assert ["HG-D-iri-removed"] == codes(root, "main")


def test_histories_without_a_common_commit_are_compared(tmp_path: Path) -> None:
    """As after a project was begun anew."""
    root = make(tmp_path / "project")
    git(root, "checkout", "--quiet", "--orphan", "anew")
    change(root, D, FILES[D].replace(ROSA, ""))
    commit(root)
    assert ["HG-D-iri-removed"] == codes(root, "main")


@pytest.mark.parametrize("folder", ["graph", "a b/gräph"])
def test_a_project_may_lie_below_the_repository(tmp_path: Path, folder: str) -> None:
    """Its own folder of the base is what it is compared with."""
    root = make(tmp_path / "repository", folder)
    change(root, D, FILES[D].replace(ROSA, ""))
    assert ["HG-D-iri-removed"] == codes(root, "HEAD")


def test_a_project_that_the_base_does_not_know_loses_nothing(tmp_path: Path) -> None:
    """The pull request that adds a project has nothing to take back."""
    make(tmp_path / "repository", "one")
    other = tmp_path / "repository" / "two"
    for name, text in FILES.items():
        change(other, name, text)
    assert [] == codes(other, "HEAD")


def test_the_folders_of_the_base_are_its_own(tmp_path: Path) -> None:
    """Where a project names its folders otherwise than it did, each side is read by its names."""
    root = make(tmp_path / "project")
    for name in ("ontology", "data", "shapes"):
        (root / name).rename(root / f"{name}-2")
    lines = "".join(f'{name} = "{name}-2"\n' for name in ("ontology", "data", "shapes"))
    change(root, "hdhgraph.toml", f"[folders]\n{lines}")
    assert [] == codes(root, "HEAD")


def test_paths_of_any_kind_and_links_are_read_or_left(tmp_path: Path) -> None:
    """A name that makes no IRI of a graph is told as it is in any check; a link leads nowhere."""
    root = make(tmp_path / "project")
    boat = "<https://example.org/invented/ont#{}> a <https://example.org/invented/ont#Boat> .\n"
    change(root, "data/a\nb.ttl", boat.format("one"))
    change(root, "data/\udcff.ttl", boat.format("two"))
    change(root, "data/élan.ttl", boat.format("three"))
    (root / "data" / "link.ttl").symlink_to("/etc/hostname")
    commit(root)
    for path in (root / "data").glob("*"):
        if path.name != "example.ttl":
            path.unlink()
    assert ["HG-D-base-unread"] + ["HG-D-iri-removed"] * 2 == codes(root, "HEAD")


def test_a_file_of_the_base_that_is_too_large_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not read; and where all are too much together, there is no comparison."""
    root = make(tmp_path / "project")
    largest = max(len(text.encode()) for text in FILES.values())
    monkeypatch.setattr(revision, "LARGEST_FILE", largest - 1)
    assert ["HG-D-base-unread"] == codes(root, "HEAD")
    monkeypatch.setattr(revision, "LARGEST_BASE", 100)
    with pytest.raises(InputError, match="larger than"):
        differences(root)


def test_a_slow_git_is_given_up(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits without end."""
    monkeypatch.setattr(revision, "LONGEST_SECONDS", 0)
    with pytest.raises(InputError, match="git took more than"):
        differences(history)


def test_the_variables_of_a_hook_lead_nowhere_else(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a hook of git the repository is still that of the project."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert ["HG-D-iri-removed"] == codes(history, "v1")


def state_of(root: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield every file of a folder with its content, those of git among them."""
    for path in sorted(root.rglob("*")):
        yield path.relative_to(root).as_posix(), path.read_bytes() if path.is_file() else None


def test_nothing_is_written_where_the_project_is(tmp_path: Path) -> None:
    """Neither the files nor the repository change, with work that is not committed at hand."""
    root = make(tmp_path / "project")
    change(root, D, FILES[D].replace(ROSA, ""))
    git(root, "add", "--all")
    change(root, D, FILES[D] + NORA)
    before = dict(state_of(tmp_path))
    assert [] == codes(root, "HEAD")
    assert before == dict(state_of(tmp_path))


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `hdhgraph check` in a folder."""
    command = [sys.executable, "-m", "hdhgraph", "check", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_the_command_line_tells_what_is_taken_back(history: Path) -> None:
    """With its place, its code, and exit code 1."""
    done = run(history, "--base", "v1")
    line = next(line for line in done.stdout.splitlines() if "HG-D" in line)
    assert line.startswith(f"{D}:17:1: violation: ")
    assert line.endswith("[HG-D-iri-removed]")
    assert 1 == done.returncode
    assert "HG-D" not in run(history).stdout


@pytest.mark.parametrize(
    "arguments", [("--base=nowhere",), ("--base=--output=x",), ("--base=HEAD", D)]
)
def test_the_command_line_refuses_in_one_sentence(history: Path, arguments: tuple[str]) -> None:
    """Exit code 2, and nothing on standard output."""
    done = run(history, *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("hdhgraph: --base")
    assert 1 == done.stderr.count("\n")
