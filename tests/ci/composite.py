"""A composite action, run as the runner of GitHub runs one, on this machine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Job", "Outcome", "read"]

_EXPRESSION: Final = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
# The shell that `shell: bash` means.
_BASH: Final = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action left: the first exit code that was not 0, its log, summary and outputs."""

    code: int
    log: str
    summary: str
    outputs: Mapping[str, str]

    @property
    def commands(self) -> list[str]:
        """The workflow commands that the runner would obey, without those that it passes over."""
        found, awaited = [], None
        for line in (each.strip() for each in self.log.splitlines()):
            if awaited is not None:
                awaited = None if line == f"::{awaited}::" else awaited
            elif line.startswith("::stop-commands::"):
                awaited = line.removeprefix("::stop-commands::")
            elif line.startswith("::"):
                found.append(line)
        return found


@dataclass(slots=True)
class Job:
    """A job of the platform: its workspace, its scratch folder, what variables it has."""

    workspace: Path
    temporary: Path
    environment: dict[str, str] = field(default_factory=dict)

    def use(self, action: Path, **inputs: str) -> Outcome:
        """Run the action of a folder with inputs, and its defaults for the rest."""
        content = read(action)
        values = {f"inputs.{key}": each["default"] for key, each in content["inputs"].items()}
        values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        values["github.action_path"] = str(action)
        code, log, summary = 0, "", ""
        for step in content["runs"]["steps"]:
            if code:
                break
            done = self._run(step, values, Path(tempfile.mkdtemp(dir=self.temporary)))
            code, log, summary = done.code, log + done.log, summary + done.summary
            values |= {f"steps.{step['id']}.outputs.{k}": v for k, v in done.outputs.items()}
        outputs = {
            name: _filled(each["value"], values) for name, each in content["outputs"].items()
        }
        return Outcome(code, log, summary, outputs)

    def _run(self, step: dict[str, Any], values: Mapping[str, str], folder: Path) -> Outcome:
        assert step["shell"] == "bash"
        script, output, summary = (folder / name for name in ("run.sh", "output", "summary"))
        script.write_text(step["run"], encoding="utf-8")
        output.touch()
        summary.touch()
        own = {name: _filled(str(each), values) for name, each in step.get("env", {}).items()}
        places = {
            "GITHUB_OUTPUT": output, "GITHUB_STEP_SUMMARY": summary, "RUNNER_TEMP": self.temporary,
            "GITHUB_WORKSPACE": self.workspace,
        }  # fmt: skip
        done = subprocess.run(
            [*_BASH, script], cwd=self.workspace, check=False, timeout=300, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=os.environ | self.environment | own | {k: str(v) for k, v in places.items()},
        )  # fmt: skip
        pairs = (line.split("=", 1) for line in output.read_text("utf-8").splitlines())
        return Outcome(done.returncode, done.stdout, summary.read_text("utf-8"), dict(pairs))


def read(action: Path) -> dict[str, Any]:
    """Return the content of an action's metadata, of which no script holds an expression."""
    content: dict[str, Any] = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
    for step in content["runs"]["steps"]:
        assert "${{" not in step["run"], shlex.quote(step["run"])
    return content


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its expressions evaluated; what is not known is empty, as there."""
    return _EXPRESSION.sub(lambda match: values.get(match[1], ""), text)
