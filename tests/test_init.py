"""`hdhgraph init`: what it writes works at once, from check to service."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hdhgraph
from hdhgraph.checks.project import check_project
from hdhgraph.errors import InputError
from hdhgraph.project import scaffold
from hdhgraph.project.layout import bundled, find_project
from hdhgraph.project.loading import load_project
from hdhgraph.project.scaffold import TAKEN, create
from hdhgraph.project.sources.anchors import Verdict, read_texts, verify
from hdhgraph.project.sources.coverage import coverage, uncovered
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import hg
from live_server import serving
from waiting import PATIENCE

OWN_QUERY = "uncontradicted-propositions"
TEMPLATE = Path(hdhgraph.__file__).with_name("project_template")


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of ours as a user does."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("HDHGRAPH_")}
    return subprocess.run(
        [sys.executable, "-m", "hdhgraph", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=PATIENCE,
        env={**own, "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as `init` writes it."""
    return create(tmp_path_factory.mktemp("new") / "project")


def test_from_init_to_service(tmp_path: Path) -> None:
    """Each step that `init` names ends with 0, in the order it names them, and the rest works."""
    started = run("init", "mine", cwd=tmp_path)
    assert (started.returncode, started.stderr) == (0, "")
    steps = re.findall(r"^    (?:cd mine && )?hdhgraph (.+)$", started.stdout, re.MULTILINE)
    assert steps == ["check --strict", "verify texts", f"query {OWN_QUERY}", "serve"]
    root = tmp_path / "mine"
    for step in [*steps[:-1], "infer", "fmt --check", "check --strict", "verify texts --coverage"]:
        result = run(*step.split(), cwd=root)
        assert result.returncode == 0, result.stdout + result.stderr
    with serving(root / "serve.log") as server:
        assert server.get("/", Accept="text/html").status == 200
        told = server.get("/dataset?lang=en", Accept="text/html").body.decode()
        assert "the sensors of an invented library (example)" in told
        answer = server.get(f"/queries/{OWN_QUERY}.csv?lang=en")
        assert (answer.status, answer.body.decode().count("\r\n")) == (200, 3)
        claim = server.get("/doc/claim/exemple-sensors-protect-privacy?lang=fr", Accept="text/html")
        assert claim.status == 200
        assert "Camille Exemple" in claim.body.decode()
        counted = server.query(f"SELECT (COUNT(*) AS ?n) {{ ?a <{hg('contradicts')}> ?b }}")
        assert counted.json()["results"]["bindings"][0]["n"]["value"] == "2"


def test_nothing_is_found_and_every_text_is_covered(new: Path) -> None:
    """The example is green without warnings; each anchor is right and no sentence passed over."""
    project = find_project(new, new)
    assert check_project(project).found == ()
    store = load_project(project).store
    texts, _states = read_texts(store, new / "texts")
    verdicts = [result.verdict for result in verify(store, texts)]
    assert len(texts) == 1
    assert verdicts.count(Verdict.VERIFIED) >= 7
    assert Verdict.WRONG not in verdicts
    for own in coverage(store):
        assert uncovered(texts[own.source], [*own.anchored, *own.left_out]) == []


def test_a_changed_anchor_is_found(new: Path, tmp_path: Path) -> None:
    """The example's anchors are held against its text: a changed text is told."""
    root = Path(shutil.copytree(new, tmp_path / "spoilt"))
    text = root / "texts" / "gazette-inventee.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("vie", "mort"), encoding="utf-8")
    assert run("verify", "texts", cwd=root).returncode == 2


def test_a_planted_fault_is_found(new: Path, tmp_path: Path) -> None:
    """The rules are copied, too: a second speaker is a violation."""
    root = Path(shutil.copytree(new, tmp_path / "spoilt"))
    path = root / "data" / "curation.ttl"
    fault = "\n<claim/gazette-sensors-track-readers> hg:speaker <actor/camille-exemple> .\n"
    path.write_text(path.read_text(encoding="utf-8") + fault, encoding="utf-8")
    result = run("check", cwd=root)
    assert result.returncode == 1
    assert "HG-C1" in result.stdout


def test_the_rules_are_those_of_the_package(new: Path) -> None:
    """Ontology, vocabularies, shapes, hygiene and canned queries are copies, byte for byte."""
    origin = bundled().root
    for folder, pattern in TAKEN.items():
        names = {path.name for path in (origin / folder).glob(pattern)}
        assert names
        for name in names:
            assert (new / folder / name).read_bytes() == (origin / folder / name).read_bytes()


def test_everything_in_the_data_is_marked_as_invented() -> None:
    """Each file of the data says in both languages that it is invented; so do text and README."""
    files = sorted(TEMPLATE.glob("data/**/*.ttl"))
    assert len(files) == 7
    for path in files:
        first, second = path.read_text(encoding="utf-8").splitlines()[:2]
        assert first.startswith("# INVENTED EXAMPLE:")
        assert second.startswith("# EXEMPLE INVENTÉ :")
    (text,) = TEMPLATE.glob("texts/*.txt")
    assert "Texte inventé" in text.read_text(encoding="utf-8")
    readme = (TEMPLATE / "README.md").read_text(encoding="utf-8")
    assert "**invented**" in readme
    assert "**inventé**" in readme


def test_labels_are_in_both_languages(new: Path) -> None:
    """Whatever has a name in the example has one in French and one in English."""
    store = load_project(find_project(new, new)).store
    query = """
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?entity (COUNT(DISTINCT LANG(?label)) AS ?languages) WHERE {
          ?entity skos:prefLabel ?label
          FILTER (STRSTARTS(STR(?entity), "https://w3id.org/hdhgraph/id/"))
        } GROUP BY ?entity"""
    found = {row["entity"].value: row["languages"].value for row in select(store, query)}
    assert len(found) >= 14
    assert set(found.values()) == {"2"}


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    """One sentence says which folder and what it holds; nothing is written; the code is 2."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = run("init", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        f"hdhgraph: {tmp_path} is not empty (it holds notes.txt); name an empty folder, or one "
        "that is not there.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """The name of a file is refused as such."""
    path = tmp_path / "file"
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        create(path)


def test_an_empty_repository_is_filled(tmp_path: Path) -> None:
    """The folder of a repository that has just been begun is as good as empty."""
    (tmp_path / ".git").mkdir()
    create(tmp_path)
    assert (tmp_path / "hdhgraph.toml").is_file()


def test_what_was_begun_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full, the folder is left as it was, and one sentence says why."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scaffold, "_infer", fail)
    (tmp_path / "old" / ".git").mkdir(parents=True)
    for name in ("old", "fresh"):
        with pytest.raises(InputError, match="No space left on device"):
            create(tmp_path / name)
    assert [path.name for path in (tmp_path / "old").iterdir()] == [".git"]
    assert not (tmp_path / "fresh").exists()
