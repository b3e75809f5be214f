"""The examples of docs/clients.md as they stand, and other programs' ways to ask a service."""

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
CLIENTS = ROOT / "tests" / "clients"
ORIGIN = "http://127.0.0.1:8000"
EXAMPLE = re.compile(r"^```(sh|python|js|java)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall((ROOT / "docs" / "clients.md").read_text(encoding="utf-8"))
NODE_MODULES = Path(os.environ.get("HDHGRAPH_NODE_MODULES", CLIENTS / "node_modules"))
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
    if language == "java":
        return None if shutil.which("javac") else "javac"
    commands = re.findall(r"^(curl|roqet) ", code, re.MULTILINE)
    return ", ".join(name for name in set(commands) if shutil.which(name) is None) or None


def demand(absent: str | None) -> None:
    """Skip where a program is missing, unless all are required."""
    if absent and not IS_REQUIRED:
        pytest.skip(f"not installed: {absent}")
    assert absent is None


def output_of(command: list[str]) -> str:
    """Run a client to its good end, and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_an_example_of_the_docs_runs(origin: str, tmp_path: Path, language: str, code: str) -> None:
    """It ends well and prints something."""
    demand(missing(language, code))
    suffix = {"sh": "sh", "python": "py", "js": "mjs", "java": "java"}[language]
    script = tmp_path / f"example.{suffix}"
    script.write_text(code.replace(ORIGIN, origin), encoding="utf-8")
    if language == "js":
        (tmp_path / "node_modules").symlink_to(NODE_MODULES.resolve())
    command = {
        "sh": ["bash", "-euo", "pipefail"],
        "python": [sys.executable],
        "js": ["node"],
        "java": ["java"],
    }
    assert output_of([*command[language], str(script)]) != ""


def test_there_are_examples_of_each_kind() -> None:
    """Nothing is passed over: each language has one, and none asks another address."""
    assert {"sh", "python", "js", "java"} == {language for language, _ in EXAMPLES}
    assert all(ORIGIN in code or "hdhgraph.load" in code for _, code in EXAMPLES)


def test_java_asks_in_each_way(origin: str) -> None:
    """Its client offers HTTP/2 with its first requests, whose bodies are read all the same."""
    demand(missing("java", ""))
    printed = output_of(["java", str(CLIENTS / "Ask.java"), origin]).splitlines()
    ways = ["form", "direct", "chunks"] * 4
    assert [*(f"{way} 200 n7" for way in ways), "get 200 n7"] == printed[: len(ways) + 1]
    assert [f"together n{n}" for n in range(8)] == printed[len(ways) + 1 :]


LARGE = f"SELECT (7 AS ?n) {{}} #{'x' * 700_000}"


@pytest.mark.parametrize(
    "options",
    [
        ["--get", "--data-urlencode", "query=SELECT (7 AS ?n) {}"],
        ["--data-urlencode", "query=SELECT (7 AS ?n) {}"],
        ["--data-urlencode", "query@FILE"],
        ["--data-binary", "@FILE", "-H", "Content-Type: application/sparql-query"],
        ["-T", "FILE", "-X", "POST", "-H", "Content-Type: application/sparql-query",
         "-H", "Transfer-Encoding: chunked", "-H", "Expect: 100-continue"],
    ],
    ids=["get", "form", "large form", "large direct", "large chunks"],
)  # fmt: skip
def test_curl_offers_http_2(origin: str, tmp_path: Path, options: list[str]) -> None:
    """Twice on one connection: the offer is ignored, and nothing that follows it is lost."""
    demand(missing("sh", "curl "))
    large = tmp_path / "query"
    large.write_text(LARGE, encoding="utf-8")
    given = [each.replace("FILE", str(large)) for each in options]
    how = ["--http2", "-fsS", "-w", "%{http_version} %{num_connects}\n", "-H", "Accept: text/csv"]
    address = f"{origin}/sparql"
    printed = output_of(["curl", *how, *given, address, "--next", *how, *given, address])
    assert "n\n7\n1.1 1\nn\n7\n1.1 0\n" == printed.replace("\r", "")


def test_curl_that_speaks_http_2_at_once_is_told(origin: str) -> None:
    """Who begins with HTTP/2 is hung up on, and the service lives on."""
    demand(missing("sh", "curl "))
    command = ["curl", "--http2-prior-knowledge", "-sS", "-m", "60", f"{origin}/health"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode not in (0, 28)  # refused, not timed out
    assert '"ok"' in output_of(["curl", "-fsS", f"{origin}/health"])
