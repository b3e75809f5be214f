"""A tool that reads the description asks the service, and finds what it says to be true."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from live_server import serving
from sampling import IS_WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_server import LiveServer

HERE: Final = Path(__file__).parent
# Each kind of parameter and of route once: every value on the edge of its schema is tried on these.
# With how many operations these have.
EDGES, OPERATIONS = (
    (r"^/(queries|queries/(timeline|first-hand-and-second-hand)|graph|health|api)$", 8)
    if IS_WHOLE
    else (r"^/(queries/timeline|health)$", 3)
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The bundled graph, served."""
    log = tmp_path_factory.mktemp("schemathesis") / "server.log"
    with serving(log) as running:
        yield running


def schemathesis(server: LiveServer, folder: Path, *options: str) -> str:
    """Return what schemathesis says of the service, with one seed; fail as it does."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "--config-file", str(HERE / "schemathesis.toml"), "run"]
    fixed = ["--seed", "1", "--generation-deterministic", "--no-color", *options]
    hooks = {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(HERE)}
    result = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}/openapi.json", *fixed],
        env={**os.environ, **hooks},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.nightly
def test_every_operation_answers_as_described(server: LiveServer, tmp_path: Path) -> None:
    """Examples and some random requests to every operation meet no surprise."""
    said = schemathesis(server, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "2")
    assert "Server error" not in said
    assert "Tested: " in said


def test_edges_of_schemas_hold(server: LiveServer, tmp_path: Path) -> None:
    """What a schema forbids is refused, and what it allows is answered, value by value."""
    options = ("--phases", "coverage", "--include-path-regex", EDGES)
    said = schemathesis(server, tmp_path, *options)
    assert f"Tested: {OPERATIONS}" in said
