"""The examples of docs/clients.md, run as they stand against a running service."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from live_server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
ORIGIN = "http://127.0.0.1:8000"
EXAMPLE = re.compile(r"^```(sh|python|js)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall((ROOT / "docs" / "clients.md").read_text(encoding="utf-8"))
NODE_MODULES = Path(os.environ.get("HDHGRAPH_NODE_MODULES", ROOT / "tests/clients/node_modules"))
IS_REQUIRED = bool(os.environ.get("HDHGRAPH_REQUIRE_CLIENTS"))


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bundled graph, served."""
    with serving(tmp_path_factory.mktemp("served") / "server.log") as server:
        yield f"http://127.0.0.1:{server.port}"


def missing(language: str, code: str) -> str | None:
    """Return what an example needs and this machine has not."""
    if language == "js":
        packages = re.findall(r"from '((?:@[\w-]+/)?[\w-]+)", code)
        absent = [name for name in packages if not (NODE_MODULES / name).is_dir()]
        return "node" if shutil.which("node") is None else ", ".join(absent) or None
    if language == "python":
        modules = re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE)
        return ", ".join(name for name in modules if not importlib.util.find_spec(name)) or None
    commands = re.findall(r"^(curl|roqet) ", code, re.MULTILINE)
    return ", ".join(name for name in set(commands) if shutil.which(name) is None) or None


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_an_example_of_the_docs_runs(origin: str, tmp_path: Path, language: str, code: str) -> None:
    """It ends well and prints something."""
    absent = missing(language, code)
    if absent and not IS_REQUIRED:
        pytest.skip(f"not installed: {absent}")
    assert absent is None
    suffix = {"sh": "sh", "python": "py", "js": "mjs"}[language]
    script = tmp_path / f"example.{suffix}"
    script.write_text(code.replace(ORIGIN, origin), encoding="utf-8")
    if language == "js":
        (tmp_path / "node_modules").symlink_to(NODE_MODULES.resolve())
    command = {"sh": ["bash", "-euo", "pipefail"], "python": [sys.executable], "js": ["node"]}
    done = subprocess.run(
        [*command[language], str(script)], capture_output=True, text=True, timeout=90, check=False
    )
    assert (done.returncode, done.stdout != "") == (0, True), done.stderr


def test_there_are_examples_of_each_kind() -> None:
    """Nothing is passed over: each language has one, and none asks another address."""
    assert {"sh", "python", "js"} == {language for language, _ in EXAMPLES}
    assert all(ORIGIN in code or "hdhgraph.load" in code for _, code in EXAMPLES)
