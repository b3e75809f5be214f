"""The wheel: what is built from the checkout works where the checkout is not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hdhgraph
from waiting import PATIENCE

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE,
        # What was fetched at the installation is taken; nothing is written into the checkout.
        env=os.environ | {"HDHGRAPH_NO_WEB": "1"},
    )  # fmt: skip
    (built,) = folder.glob("hdhgraph-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, which is all that an installer would put there."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def environment(installed: Path) -> dict[str, str]:
    """An environment in which the package is found there, before the checkout."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("HDHGRAPH_")}
    return own | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1"}


def run(
    environment: dict[str, str], cwd: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in the environment, far from the checkout."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True,
        check=False, timeout=PATIENCE,
    )  # fmt: skip


def files(folder: Path) -> set[str]:
    """Return the files of a folder, without what Python compiles."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


def test_the_wheel_holds_the_package_and_the_graph(installed: Path) -> None:
    """Every module, template and asset, and every file of the four folders; no test, no text."""
    assert files(ROOT / "src" / "hdhgraph") <= files(installed / "hdhgraph")
    for folder in ("ontology", "data", "shapes", "queries"):
        assert files(ROOT / folder) == files(installed / "hdhgraph" / "graph" / folder)
    assert not list(installed.rglob("test_*.py"))
    texts = {path.parent.suffix or path.name for path in installed.rglob("*.txt")}
    # The last is the invented text of the project that `init` writes.
    assert texts <= {".dist-info", "NOTICES.txt", "gazette-inventee.txt"}


def test_the_metadata_name_licences_and_command(installed: Path) -> None:
    """Whoever installs it knows the version, both licences and the command."""
    (information,) = installed.glob("hdhgraph-*.dist-info")
    metadata = Parser().parsestr((information / "METADATA").read_text(encoding="utf-8"))
    assert metadata["Version"] == hdhgraph.__version__
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0"
    assert set(metadata.get_all("License-File") or ()) == {"LICENSE", "LICENSE-DATA"}
    assert all((information / "licenses" / name).is_file() for name in ("LICENSE", "LICENSE-DATA"))
    entry_points = (information / "entry_points.txt").read_text(encoding="utf-8")
    assert "hdhgraph = hdhgraph.cli:main" in entry_points


def test_the_bundled_graph_is_the_packaged_one(
    installed: Path, environment: dict[str, str], tmp_path: Path, project: Project
) -> None:
    """From elsewhere, the graph in the package is found, and it is that of the checkout."""
    code = (
        "from hdhgraph.project.layout import bundled; p = bundled(); "
        "print(p.root); print(p.version())"
    )
    done = run(environment, tmp_path, "-c", code)
    assert done.stderr == ""
    root, version = done.stdout.split()
    assert root == str(installed / "hdhgraph" / "graph")
    assert version == project.version()


def test_the_library_loads_from_the_wheel(environment: dict[str, str], tmp_path: Path) -> None:
    """`hdhgraph.load()` gives the triples."""
    done = run(environment, tmp_path, "-c", "import hdhgraph; print(len(hdhgraph.load()))")
    assert int(done.stdout) > 1000


def test_a_query_is_answered_from_the_wheel(environment: dict[str, str], tmp_path: Path) -> None:
    """The first question, asked from an empty folder."""
    done = run(
        environment, tmp_path, "-m", "hdhgraph", "query", "who-said-what", "--topic", "cloud-act"
    )
    assert done.returncode == 0
    assert done.stdout.count("\n") > 5


def loaded_by(page: str) -> list[str]:
    """Return what a page loads; the editor is among it unless the build left it out."""
    request = urllib.request.Request(page, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', response.read().decode())
    if "HDHGRAPH_REQUIRE_ASSETS" in os.environ:
        assert any("/vendor/yasqe.min." in each for each in found)
    assert len(found) >= 2
    return found


def test_the_wheel_serves(environment: dict[str, str], tmp_path: Path, installed: Path) -> None:
    """The service starts from an empty folder, names the packaged graph, and serves its files."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--unchecked"],
        cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    try:
        said = process.stderr.readline()
        assert str(installed / "hdhgraph" / "graph") in said
        while "serving on " not in said:
            said = process.stderr.readline()
            assert said
        address = said.split("serving on ")[1].split()[0]
        with urllib.request.urlopen(f"{address}/health", timeout=PATIENCE) as response:
            assert json.load(response)["quads"] > 1000
        with urllib.request.urlopen(f"{address}/", timeout=PATIENCE) as response:
            assert b"<html" in response.read()
        for path in loaded_by(f"{address}/sparql"):
            with urllib.request.urlopen(address + path, timeout=PATIENCE) as response:
                assert "immutable" in response.headers["Cache-Control"]
                assert len(response.read()) > 300
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        process.stderr.close()


@pytest.mark.nightly
def test_a_project_is_begun_from_the_wheel(environment: dict[str, str], tmp_path: Path) -> None:
    """`init` finds what it copies in the package; the project is green, and its anchors right."""
    assert run(environment, tmp_path, "-m", "hdhgraph", "init", "mine").returncode == 0
    for step in (["check", "--strict"], ["fmt", "--check"], ["verify", "texts"]):
        done = run(environment, tmp_path / "mine", "-m", "hdhgraph", *step)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_checks_by_every_rule_of_the_checkout(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """`check` of an installed package asks the hygiene rules as well as the shapes."""
    code = (
        "from hdhgraph.checks.own_rules.hygiene import hygiene_queries; "
        "from hdhgraph.project.layout import bundled; "
        "print(len(hygiene_queries(bundled())))"
    )
    done = run(environment, tmp_path, "-c", code)
    assert int(done.stdout) == len(list((ROOT / "tests" / "hygiene").glob("*.rq")))
