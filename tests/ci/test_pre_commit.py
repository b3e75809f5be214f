"""The hooks, run by pre-commit itself; only the installing is left out, which needs a network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from hdhgraph.rdf.media_types import INPUT_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {
    each["id"]: each for each in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
}
GIT = ("git", "-c", "user.name=Example", "-c", "user.email=example@example.org")
# Formats whose files mostly hold something else than RDF.
NOT_ALWAYS_RDF = {"json", "xml"}


def pre_commit(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run pre-commit in a folder, with a home of its own and our command on the path."""
    own = {
        "PRE_COMMIT_HOME": str(folder.parent / "home"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *map(str, arguments)], cwd=folder,
        env=os.environ | own, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a graph project in it, and a configuration that uses every hook."""
    folder = tmp_path_factory.mktemp("pre-commit")
    hdhgraph = Path(sys.executable).with_name("hdhgraph")
    subprocess.run([hdhgraph, "init", "graph"], cwd=folder, check=True, capture_output=True)
    use_hooks(folder / "graph", HOOKS)
    return folder / "graph"


def use_hooks(folder: Path, names: Iterable[str]) -> None:
    """Make a repository of a folder, with a configuration that uses hooks of ours."""
    if shutil.which("git") is None:
        pytest.skip("pre-commit works on git repositories, and there is no git.")
    hooks = folder.parent / "hooks"
    hooks.mkdir()
    shutil.copy(MANIFEST, hooks)
    commit(hooks)
    revision = subprocess.run(
        [*GIT, "rev-parse", "HEAD"], cwd=hooks, check=True, capture_output=True, text=True
    ).stdout.strip()
    used = [{"id": name, "language": "system"} for name in names]
    configuration = {"repos": [{"repo": f"file://{hooks}", "rev": revision, "hooks": used}]}
    text = yaml.safe_dump(configuration)
    (folder / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    commit(folder)


def commit(folder: Path) -> None:
    """Put all that a folder holds into a repository of its own."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "Example"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True, capture_output=True)


def test_pre_commit_takes_manifest_and_configuration() -> None:
    """Both files are valid: the hooks for others, and those of this repository."""
    done = pre_commit(ROOT, "validate-manifest", MANIFEST)
    assert done.returncode == 0, done.stdout
    done = pre_commit(ROOT, "validate-config", ROOT / ".pre-commit-config.yaml")
    assert done.returncode == 0, done.stdout


def test_hooks_look_at_every_format() -> None:
    """Each format that is read, but for endings that mostly mean something else."""
    pattern = re.compile(HOOKS["hdhgraph-check-files"]["files"])
    taken = {ending for ending in INPUT_FORMATS if pattern.search(f"data/example.{ending}")}
    assert taken == set(INPUT_FORMATS) - NOT_ALWAYS_RDF
    whole = re.compile(HOOKS["hdhgraph-check"]["files"])
    assert taken == {ending for ending in INPUT_FORMATS if whole.search(f"example.{ending}")}
    assert all(re.search(each["files"], "data/EXAMPLE.TTL") for each in HOOKS.values())
    assert whole.search("hdhgraph.toml")
    assert whole.search("queries/example.rq")
    assert not whole.search("README.md")


@pytest.mark.nightly
def test_every_hook_passes_where_nothing_is_wrong(repository: Path) -> None:
    """All of them, over all files."""
    done = pre_commit(repository, "run", "--all-files")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") == len(HOOKS)


@pytest.mark.parametrize(
    ("hook", "old", "new", "said"),
    [
        ("hdhgraph-check", "mode:indirect", "mode:indirect, mode:direct", "[HG-A2]"),
        ("hdhgraph-check-files", "hg:stance", "hg:stance ;", "[HG-SYNTAX]"),
        ("hdhgraph-fmt", "    hg:stance", "  hg:stance", "files were modified by this hook"),
    ],
)
def test_a_hook_stops_a_commit(repository: Path, hook: str, old: str, new: str, said: str) -> None:
    """Each says what is wrong with what would be committed."""
    path = repository / "data" / "sources" / "gazette-inventee.ttl"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    try:
        subprocess.run([*GIT, "add", "--all"], cwd=repository, check=True)
        done = pre_commit(repository, "run", hook)
    finally:
        path.write_text(before, encoding="utf-8")
        subprocess.run([*GIT, "add", "--all"], cwd=repository, check=True)
    assert done.returncode == 1, done.stdout
    assert said in done.stdout


def test_what_no_hook_is_about_is_left_alone(repository: Path) -> None:
    """A commit of something else waits for nothing."""
    done = pre_commit(repository, "run", "--files", "README.md")
    assert done.returncode == 0
    assert done.stdout.count("no files to check") == len(HOOKS)


LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
SOUND = f'<https://example.org/invented/a> {LABEL} "a" .\n'
BROKEN = SOUND.replace(" .", ";")


@pytest.mark.parametrize("name", ["a.ttl", "deep/a.nt", "A.TTL", "graph/data/a.ttl"])
def test_a_repository_of_rdf_files_is_checked(tmp_path: Path, name: str) -> None:
    """Where no project is at its root: what is there is checked, and passes only if it is sound."""
    path = tmp_path / "repository" / name
    path.parent.mkdir(parents=True)
    path.write_text(SOUND, encoding="utf-8")
    if name.startswith("graph"):
        (path.parents[1] / "hdhgraph.toml").touch()
    use_hooks(tmp_path / "repository", ["hdhgraph-check"])
    done = pre_commit(tmp_path / "repository", "run", "--all-files", "--verbose")
    assert done.returncode == 0, done.stdout
    assert " 0 infos in 1 triple of 1 file" in done.stdout
    path.write_text(BROKEN, encoding="utf-8")
    done = pre_commit(tmp_path / "repository", "run", "--all-files")
    assert done.returncode == 1, done.stdout
    assert f"{name}:1:" in done.stdout
    assert "[HG-SYNTAX]" in done.stdout


def test_a_hook_that_finds_nothing_to_check_fails(tmp_path: Path) -> None:
    """A commit of a configuration, or of tests, is no reason to pass on the bundled graph."""
    path = tmp_path / "repository" / "tests" / "a.ttl"
    path.parent.mkdir(parents=True)
    path.write_text(SOUND, encoding="utf-8")
    use_hooks(tmp_path / "repository", ["hdhgraph-check"])
    done = pre_commit(tmp_path / "repository", "run", "--all-files")
    assert done.returncode == 1, done.stdout
    assert "- exit code: 2" in done.stdout
    assert "There is nothing to check: no graph project" in done.stdout
