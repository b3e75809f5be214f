"""Measure the SHACL part of a check against plain pySHACL on the same triples.

    python benchmarks/checking.py PROJECT [--changed]

is one such part in a process of its own, and prints how much it finds.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.shapes import step as shapes
from hdhgraph.checks.step import Checked, Options
from hdhgraph.project.layout import bundled, find_project
from hdhgraph.rdf.files import read_quads

if TYPE_CHECKING:
    from table import Table

__all__ = ["measure_checks"]

_SECONDS: Final = 1800
_RESULTS: Final = re.compile(r"^Results \((\d+)\):$", re.MULTILINE)


def measure_checks(table: Table, project: Path, folder: Path) -> None:
    """Measure all findings, those after one edit, and a whole check of the bundled graph."""
    shutil.copytree(bundled().root / "shapes", project / "shapes", dirs_exist_ok=True)
    plain, results = _plainly(project, folder)
    ours, found = _ours(project, folder)
    if results != found:
        raise SystemExit(f"pySHACL has {results} results, we have {found}.")
    table.add(f"SHACL, {found} findings, s CPU", ours, "pyshacl", plain, "<= 0.85")
    _ours(project, folder, "--changed")  # the first time all is validated
    edited = next(iter(sorted((project / "data" / "sources").glob("*.ttl"))))
    text = edited.read_text(encoding="utf-8")
    # Two stances of one claim are a finding.
    new = text.replace("stance:asserts", "stance:asserts , stance:denies", 1)
    edited.write_text(new, encoding="utf-8")
    changed, seen = _ours(project, folder, "--changed")
    plain, results = _plainly(project, folder)
    ours, found = _ours(project, folder)
    if not results == found == seen:
        raise SystemExit(f"pySHACL has {results} results, we have {found}, and {seen} of changes.")
    table.add("the same after one edit, s CPU", changed, "pyshacl", plain, "<= 0.1")
    wall = min(_whole() for _ in range(3))
    table.add("check of the bundled graph, s", wall, "bound", 10, "<= 1.0")


def _ours(project: Path, folder: Path, *options: str) -> tuple[float, int]:
    """Return the CPU of our SHACL part, start included, and how much it finds."""
    cost, output = _run([sys.executable, __file__, str(project), *options], folder)
    return cost, int(output)


def _plainly(project: Path, folder: Path) -> tuple[float, int]:
    """Return the CPU of pySHACL's own command on the merged files, and how many results it has."""
    files = {}
    for name, folders in {"shapes": ("shapes",), "data": ("ontology", "data")}.items():
        paths = find_project(project, project).rdf_files(*folders)
        triples = {quad.triple for path in paths for quad in read_quads(path)}
        files[name] = folder / f"{name}.ttl"
        ox.serialize(triples, str(files[name]), format=ox.RdfFormat.TURTLE)
    command = [sys.executable, "-m", "pyshacl", "-a", "-s", str(files["shapes"])]
    cost, output = _run([*command, str(files["data"])], folder)
    results = _RESULTS.search(output)
    return cost, int(results[1]) if results else 0


def _run(command: list[str], folder: Path) -> tuple[float, str]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(  # noqa: S603 - our own command
        command, check=False, capture_output=True, text=True, timeout=_SECONDS, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def _whole() -> float:
    begun = time.perf_counter()
    command = [str(Path(sys.executable).with_name("hdhgraph")), "check", "--bundled"]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - begun


def main() -> None:
    """Validate one project, and print how many findings there are."""
    root = Path(sys.argv[1])
    options = Options(is_changed_only="--changed" in sys.argv)
    checked = Checked(find_project(root, root), ox.Store(), options)
    print(len(shapes.of_project(checked)))


if __name__ == "__main__":
    main()
