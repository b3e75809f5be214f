"""Completion, asked for as each shell asks: what is offered, and that no shell runs any of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hdhgraph.checks.report.forms import FORMATS
from hdhgraph.cli.completion import REPORTS
from waiting import PATIENCE

HDHGRAPH = Path(sys.executable).with_name("hdhgraph")
SHELLS = ("bash", "zsh", "fish")
OWN = {
    "PATH": f"{HDHGRAPH.parent}:{os.environ['PATH']}",
    "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
}


def run(*command: str | Path, cwd: Path | None = None, **variables: str) -> str:
    """Run a command and return what it prints."""
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | OWN | variables, capture_output=True, text=True,
        check=True, timeout=PATIENCE,
    )  # fmt: skip
    return done.stdout


def offered(line: str, cwd: Path | None = None) -> list[str]:
    """Return what is offered for the last word of a line, as bash asks."""
    words = line.split(" ")
    said = run(
        HDHGRAPH, cwd=cwd, COMP_WORDS=line, COMP_CWORD=str(len(words) - 1),
        _HDHGRAPH_COMPLETE="complete_bash",
    )  # fmt: skip
    return said.splitlines()


def test_the_names_of_reports_are_those_there_are() -> None:
    """Completion has a table of its own, since loading the reports would take longer."""
    assert list(REPORTS) == list(FORMATS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hdhgraph check --format ", list(FORMATS)),
        ("hdhgraph check --format s", ["sarif"]),
        ("hdhgraph check --lang ", ["en", "fr"]),
        ("hdhgraph check --wat", ["--watch"]),
        ("hdhgraph draw m", ["matrix", "map"]),
        ("hdhgraph dump --format tri", ["trig"]),
        ("hdhgraph dump source/tic", ["source/ticsante", "source/ticsante-en"]),
        ("hdhgraph query who-s", ["who-said-what"]),
        ("hdhgraph anchor dev", ["developpez"]),
        ("hdhgraph chec", ["check"]),
    ],
)  # fmt: skip
def test_values_are_offered(line: str, expected: list[str], tmp_path: Path) -> None:
    """Names of reports, languages, queries, sources and graphs; the bundled ones where no other."""
    assert offered(line, tmp_path) == expected


def test_a_project_offers_its_own(tmp_path: Path) -> None:
    """The current folder's, or the one that `--project` names; none where that is no project."""
    for name in ("queries", "data", "ontology"):
        (tmp_path / "graph" / name).mkdir(parents=True)
    (tmp_path / "graph" / "queries" / "example.rq").write_text("#+ summary: Invented", "utf-8")
    assert offered("hdhgraph query ", tmp_path / "graph") == ["example"]
    assert offered("hdhgraph query --project graph e", tmp_path) == ["example"]
    assert offered("hdhgraph query --project nowhere e", tmp_path) == [""]


def test_no_name_of_a_file_is_run_by_a_shell(tmp_path: Path) -> None:
    """Whoever made the project chose names and summaries; a shell evaluates what it gets."""
    for name in ("queries", "data", "ontology"):
        (tmp_path / name).mkdir()
    hostile = "$(touch run)`touch run`';touch run;'\";touch run;\""
    (tmp_path / "queries" / f"example{hostile}.rq").touch()
    (tmp_path / "queries" / "example.rq").write_text(f"#+ summary: {hostile}\n", "utf-8")
    assert offered("hdhgraph query e", tmp_path) == ["example"]
    asked = {"_TYPER_COMPLETE_ARGS": "hdhgraph query e", "_HDHGRAPH_COMPLETE": "complete_zsh"}
    said = run(HDHGRAPH, cwd=tmp_path, **asked)
    assert said == '_arguments \'*: :(("example":"(touch run) touch run touch run touch run"))\'\n'


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script(shell: str) -> None:
    """`--show-completion` prints a script of that shell, which asks this command."""
    said = run(HDHGRAPH, "--show-completion", shell)
    assert f"_HDHGRAPH_COMPLETE=complete_{shell}" in said


def test_what_is_offered_is_told_where_the_shell_shows_it() -> None:
    """Shells such as zsh and fish show what each report is for, and the summary of each query."""
    zsh = run(HDHGRAPH, _HDHGRAPH_COMPLETE="complete_zsh",
              _TYPER_COMPLETE_ARGS="hdhgraph check --format s")  # fmt: skip
    assert zsh == '_arguments \'*: :(("sarif":"SARIF 2.1.0"))\'\n'
    fish = run(HDHGRAPH, _HDHGRAPH_COMPLETE="complete_fish",
               _TYPER_COMPLETE_FISH_ACTION="get-args",
               _TYPER_COMPLETE_ARGS="hdhgraph query who-s")  # fmt: skip
    assert fish == "who-said-what\tWho said what about a topic, by date\n"


def test_installing_it_writes_what_a_shell_reads(tmp_path: Path) -> None:
    """`--install-completion` puts the script below the home folder, and names the file."""
    said = run(HDHGRAPH, "--install-completion", "bash", HOME=str(tmp_path))
    written = tmp_path / ".bash_completions" / "hdhgraph.sh"
    assert "complete_bash" in written.read_text(encoding="utf-8")
    assert str(written) in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    assert "bash completion installed" in said


COMPLETE = """source <(hdhgraph --show-completion bash)
COMP_WORDS=(hdhgraph query who-s); COMP_CWORD=2
_hdhgraph_completion hdhgraph; echo "${COMPREPLY[@]}" """


def test_a_real_shell_offers_it(tmp_path: Path) -> None:
    """The script is loaded by bash itself, which then asks."""
    assert run("bash", "-c", COMPLETE, cwd=tmp_path).split() == ["who-said-what"]
