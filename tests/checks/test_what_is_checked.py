"""What a check is of: the project around the current folder, else the RDF in it, else nothing.

Never the bundled graph, unless it is asked for; and where there is nothing to check, that is no
green check.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hdhgraph.project.layout import Project, bundled
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("HDHGRAPH_")}
PREFIXES = """\
@prefix ex: <https://example.org/invented/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
CLASS = PREFIXES + 'ex:Tower a owl:Class ; rdfs:label "tower"@en ; rdfs:comment "A tower."@en .\n'
SHAPE = PREFIXES + (
    "ex:TowerShape a sh:NodeShape ; sh:targetClass ex:Tower ;\n"
    "    sh:property [ sh:path rdfs:label ; sh:maxCount 1 ] .\n"
)
SOUND = PREFIXES + 'ex:a a ex:Tower ; rdfs:label "a" .\n'
FAULT = PREFIXES + 'ex:b a ex:Tower ; rdfs:label "b", "c" .\n'
# What tells that the shape was asked, and where.
FOUND = "b.ttl:5:35: violation: "
BROKEN = '@prefix ex: <https://example.org/> .\nex:a ex:b "x" ; ex:c .\n'
QUERY = """#+ summary: Example
#+ summary_fr: Exemple
#+ description: An invented query.
#+ description_fr: Une requête inventée.
SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s
"""
# A project by its folders; the fault is in data/deep/.
PROJECT = {
    "ontology/o.ttl": CLASS,
    "shapes/s.ttl": SHAPE,
    "data/a.ttl": SOUND,
    "data/deep/b.ttl": FAULT,
    "docs/deep/README.md": "",
    "queries/q.rq": QUERY,
}


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder; a name that ends in “/” is a folder."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def repository(root: Path) -> Path:
    """Make a git repository of a folder, with all that is in it as its only commit."""
    if shutil.which("git") is None:
        pytest.skip("There is no git.")
    git = ("git", "-c", "user.name=Example", "-c", "user.email=example@example.org")
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "Example"]):
        subprocess.run([*git, *command], cwd=root, check=True, capture_output=True)
    return root


def hdh(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `hdhgraph` in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph", *map(str, arguments)], cwd=cwd, capture_output=True,
        text=True, check=False, timeout=120, env=ENVIRONMENT | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    return done


def refused(*arguments: object, cwd: Path) -> str:
    """Run a command that must end with 2, with one sentence and nothing else; return it."""
    done = hdh(*arguments, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert done.stderr.startswith("hdhgraph: ")
    assert done.stderr.endswith(".\n")
    assert done.stderr.count("\n") == 1
    return done.stderr


# The project around the current folder.


WITHOUT_ONTOLOGY = {name: text for name, text in PROJECT.items() if name != "ontology/o.ttl"}
MARKS = {
    "its folders": PROJECT,
    "its configuration": {**WITHOUT_ONTOLOGY, "hdhgraph.toml": ""},
    "its repository": WITHOUT_ONTOLOGY,
}
FOLDERS = ["", "data", "data/deep", "shapes", "queries", "docs/deep"]


@pytest.mark.parametrize(
    ("mark", "folder"),
    [("its folders", "ontology"), *((mark, folder) for mark in MARKS for folder in FOLDERS)],
)
def test_the_project_is_found_from_each_of_its_folders(
    tmp_path: Path, mark: str, folder: str
) -> None:
    """By what marks it, or where nothing does, as far as its repository goes; its name is told."""
    root = write(tmp_path / "graph", MARKS[mark])
    if mark == "its repository":
        repository(root)
    done = hdh("check", cwd=root / folder)
    assert done.returncode == 1, done.stderr
    assert FOUND in done.stdout
    assert "bundled" not in done.stdout + done.stderr
    assert (f"(project {root})" in done.stdout) is bool(folder)
    assert f"hdhgraph: checked the project {root}\n" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--changed"],
        ["--owl"],
        ["--strict"],
        ["--base", "HEAD"],
        ["--cross-check"],
        ["--format", "github"],
        ["--format", "sarif"],
        ["--lang", "fr"],
    ],
    ids=" ".join,
)
def test_every_option_is_for_the_project_around(tmp_path: Path, options: list[str]) -> None:
    """None leads elsewhere."""
    if "--cross-check" in options:
        pytest.importorskip("shacl", reason="The extra cross-check is not installed.")
    root = repository(write(tmp_path / "graph", PROJECT))
    done = hdh("check", *options, cwd=root / "data" / "deep")
    assert done.returncode == 1, done.stderr
    assert "b.ttl" in done.stdout
    assert f"checked the project {root}\n" in done.stderr


def test_the_nearest_project_wins(tmp_path: Path) -> None:
    """A project in a project is one of its own, whatever the outer one holds."""
    outer = write(tmp_path, {**PROJECT, "in/graph/hdhgraph.toml": "", "in/graph/data/a.ttl": SOUND})
    done = hdh("check", "--format", "json", cwd=outer / "in" / "graph" / "data")
    assert done.returncode == 0
    assert json.loads(done.stdout)["project"] == str(outer / "in" / "graph")


@pytest.mark.parametrize("git", ["a repository", "a work tree"])
def test_the_search_ends_with_the_repository(tmp_path: Path, git: str) -> None:
    """What lies around a repository is somebody else's."""
    write(tmp_path, PROJECT)
    inner = write(tmp_path / "elsewhere", {"docs/x/": "", "README.md": ""})
    if git == "a repository":
        repository(inner)
    else:
        (inner / ".git").write_text("gitdir: /nowhere\n", encoding="utf-8")
    said = refused("check", cwd=inner / "docs" / "x")
    assert f" in {inner / 'docs' / 'x'} or around it, as far as {inner}, and " in said
    write(inner, {"docs/x/a.ttl": BROKEN})
    assert "a.ttl:2:22: violation: " in hdh("check", cwd=inner / "docs").stdout


def test_settings_around_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """They are not passed over for another project, or for the files alone."""
    root = write(tmp_path, {"hdhgraph.toml": "[nonsense]", "docs/a.ttl": SOUND})
    assert "unknown table [nonsense]" in refused("check", cwd=root / "docs")


def test_rdf_that_is_no_part_of_the_project_is_told(tmp_path: Path) -> None:
    """Who stands among files that the project does not read learns how to check them."""
    root = write(tmp_path, {**PROJECT, "examples/a.ttl": BROKEN, "data/deep/b.ttl": SOUND})
    done = hdh("check", cwd=root / "examples")
    assert done.returncode == 0
    assert f"1 RDF file in {root / 'examples'} is no part of it; `hdhgraph check .`" in done.stderr
    assert hdh("check", ".", cwd=root / "examples").returncode == 1
    assert "no part" not in hdh("check", cwd=root / "data").stderr


@pytest.mark.nightly
def test_a_folder_of_a_project_is_told_to_be_no_more(tmp_path: Path) -> None:
    """`check DIR` reads that folder alone, so the shapes of the project are not asked."""
    root = write(tmp_path, PROJECT)
    for arguments, cwd in (["data"], root), (["."], root / "data"), (["--project", "data"], root):
        done = hdh("check", *arguments, cwd=cwd)
        assert done.returncode == 0
        assert f" lies in the project {root}, whose rules and other files were left" in done.stderr
    assert hdh("check", root, cwd=tmp_path.parent).stderr == ""
    write(root, {"examples/data/a.ttl": SOUND})
    assert hdh("check", "examples", cwd=root).stderr == ""


# The RDF files in the current folder.


@pytest.mark.parametrize("git", [True, False])
def test_files_without_a_layout_are_checked_as_files(tmp_path: Path, git: bool) -> None:
    """At the root of a repository or below it: each that is there, and how many is told."""
    root = write(tmp_path / "files", {"a.ttl": CLASS, "deep/b.nt": "", "notes.txt": "x"})
    if git:
        repository(root)
    done = hdh("check", cwd=root)
    assert done.returncode == 0
    assert " 0 infos in 3 triples of 2 files\n" in done.stdout
    assert f"checked 2 RDF files in {root} and below, as no graph project is" in done.stderr
    write(root, {"deep/broken.ttl": BROKEN})
    for folder in (root, root / "deep"):
        done = hdh("check", cwd=folder)
        assert (done.returncode, "broken.ttl:2:22: violation: " in done.stdout) == (1, True)
    write(root, {"deep/shapes.ttl": SHAPE, "deep/broken.ttl": FAULT})
    assert "broken.ttl:5:35: violation: " in hdh("check", cwd=root).stdout


def test_the_number_of_files_is_in_the_reports(tmp_path: Path) -> None:
    """For programs, for people, and in French."""
    write(tmp_path, {"a.ttl": CLASS, "b.ttl": CLASS})
    content = json.loads(hdh("check", "--format", "json", cwd=tmp_path).stdout)
    assert (content["files"], content["project"]) == (2, None)
    assert "sur 6 triplets dans 2 fichiers\n" in hdh("check", "--lang", "fr", cwd=tmp_path).stdout
    assert "1 file.\n" in hdh("check", "--format=markdown", "a.ttl", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    "option", [["--base", "HEAD"], ["--texts", "texts"], ["--changed"], ["--cross-check"]]
)
def test_what_is_for_projects_is_refused_where_there_is_none(
    tmp_path: Path, option: list[str]
) -> None:
    """No option is passed over; what to do is told."""
    write(tmp_path, {"a.ttl": CLASS, "texts/": ""})
    said = refused("check", *option, cwd=tmp_path)
    assert said.startswith(f"hdhgraph: {option[0]} is for a project")
    assert f"none is around {tmp_path}; `hdhgraph check DIR` takes any folder as one" in said


def test_a_name_in_capitals_ends_in_the_same_format(tmp_path: Path) -> None:
    """`B.TTL` is as much Turtle in a folder as it is where it is named."""
    root = write(tmp_path, {"a.ttl": CLASS, "deep/B.TTL": BROKEN})
    for arguments in ([], ["."], ["deep/B.TTL"], ["a.ttl", "deep"]):
        assert "B.TTL:2:22: violation: " in hdh("check", *arguments, cwd=root).stdout


# Nothing to check.

NOTHING: dict[str, tuple[dict[str, str], list[str]]] = {
    "an empty folder": ({}, []),
    "an empty repository": ({}, []),
    "no RDF": ({"README.md": "x", "data.csv": "a,b\n"}, []),
    "formats that are not read": ({"a.ofn": "Ontology()", "a.n3": "", "a.json": "{}"}, []),
    "hidden files": ({".cache/a.ttl": CLASS}, []),
    "folders that are left out": ({"tests/a.ttl": CLASS, "node_modules/a.ttl": CLASS}, []),
    "empty files": ({"a.ttl": "# nothing\n"}, []),
    "an empty folder, with options": ({}, ["--strict", "--owl", "--changed", "--format", "sarif"]),
    "an empty folder, to be watched": ({}, ["--watch"]),
    "a project whose folders are empty": ({"ontology/": "", "data/": "", "queries/": ""}, []),
    "a project of empty files": ({"hdhgraph.toml": "", "data/a.ttl": "# nothing\n"}, []),
    "a project that leaves all out": (
        {"hdhgraph.toml": '[check]\nexclude = ["*"]\n', "data/a.ttl": CLASS}, [],
    ),
    "a project beside its files": ({"hdhgraph.toml": "", "data/": "", "a.ttl": CLASS}, []),
    "DIR that is empty": ({"a.ttl": CLASS, "b/": ""}, ["b"]),
    "the current folder as DIR": ({}, ["."]),
    "DIR without RDF": ({"a.ttl": CLASS, "b/c.txt": ""}, ["b"]),
    "DIR of hidden files": ({"a.ttl": CLASS, "b/.c/d.ttl": CLASS}, ["b"]),
    "DIR of formats that are not read": ({"a.ttl": CLASS, "b/c.ofn": ""}, ["b"]),
    "DIR of empty files": ({"b/c.ttl": ""}, ["b"]),
    "one DIR of two": ({"a/a.ttl": CLASS, "b/c.txt": ""}, ["a", "b"]),
    "DIR that is not there": ({"a.ttl": CLASS}, ["b/"]),
    "DIR as a project": ({"a.ttl": CLASS, "b/": ""}, ["--project", "b"]),
    "FILE that is not there": ({"a.ttl": CLASS}, ["b.ttl"]),
    "FILE that is empty": ({"a.ttl": CLASS, "b.ttl": ""}, ["b.ttl"]),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_to_check_is_no_green_check(tmp_path: Path, case: str) -> None:
    """Exit code 2, and one sentence that says what was looked for, or what is not there."""
    files, arguments = NOTHING[case]
    root = write(tmp_path / "here", {"unread.bin": "", **files})
    if case == "an empty repository":
        repository(root)
    said = refused("check", *arguments, cwd=root)
    assert "nothing to check" in said or "cannot be read: No such file" in said
    assert "in the bundled" not in said


def test_what_was_looked_for_is_told(tmp_path: Path) -> None:
    """The kinds, the place, and what to do."""
    said = refused("check", cwd=tmp_path)
    for words in ("hdhgraph.toml, or ontology/ and data/", f"in {tmp_path} or below", ".jsonld",
                  "--project DIR", "--bundled"):  # fmt: skip
        assert words in said
    write(tmp_path, {"hdhgraph.toml": "[check]\nexclude = ['data/*']\n", "data/a.ttl": CLASS})
    assert "[check] exclude in hdhgraph.toml leaves out 1" in refused("check", cwd=tmp_path)
    (tmp_path / "hdhgraph.toml").write_text("", encoding="utf-8")
    (tmp_path / "data" / "a.ttl").rename(tmp_path / "a.ttl")
    assert "in ontology, data, shapes; name your folders" in refused("check", cwd=tmp_path)


@pytest.mark.parametrize("marked", [True, False])
def test_queries_alone_are_something_to_check(tmp_path: Path, marked: bool) -> None:
    """A folder of canned queries is a project, from its root, and what is wrong is found."""
    root = write(tmp_path, {"queries/q.rq": "ASK {}", **({"hdhgraph.toml": ""} if marked else {})})
    for arguments in ([], ["."]):
        done = hdh("check", *arguments, cwd=root)
        assert (done.returncode, "[HG-HEADER]" in done.stdout) == (1, True)
    write(root, {"queries/q.rq": QUERY})
    done = hdh("check", cwd=root)
    assert (done.returncode, done.stderr) == (0, f"hdhgraph: checked the project {root}\n")


def test_texts_without_anchors_are_nothing_to_check(tmp_path: Path) -> None:
    """Who asks for it learns that nothing was held against the texts."""
    root = write(tmp_path, {**PROJECT, "data/deep/b.ttl": SOUND, "elsewhere/": "", "texts/": ""})
    assert "the graph has no anchors" in refused("check", "--texts", "elsewhere", cwd=root)
    assert hdh("check", cwd=root).returncode == 0


# The bundled graph.


@pytest.mark.nightly
def test_the_bundled_graph_is_checked_where_it_is_asked_for(tmp_path: Path) -> None:
    """From anywhere, whatever is there; and that it was is told, in each form."""
    write(tmp_path, {**PROJECT, "a.ttl": BROKEN})
    done = hdh("check", "--bundled", "--format=human", "--format=json=out.json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert " triples (bundled graph)" in done.stdout.splitlines()[-1]
    assert done.stderr == f"hdhgraph: checked the bundled graph ({bundled().root})\n"
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert content["project"] == str(bundled().root)


@pytest.mark.parametrize("beside", [["."], ["a.ttl"], ["--project", "."], ["a.ttl", "b.ttl"]])
def test_nothing_stands_beside_the_bundled_graph(tmp_path: Path, beside: list[str]) -> None:
    """One would be taken for the other."""
    write(tmp_path, {"a.ttl": CLASS, "b.ttl": CLASS})
    assert "--bundled checks the graph that comes with" in refused(
        "check", "--bundled", *beside, cwd=tmp_path
    )


def test_shapes_are_not_for_the_bundled_graph(tmp_path: Path) -> None:
    """It has its own, as every project."""
    write(tmp_path, {"s.ttl": SHAPE})
    assert "--shapes is for files" in refused("check", "--bundled", "--shapes=s.ttl", cwd=tmp_path)


# Files, and the project that they are held against.


@pytest.mark.nightly
def test_files_are_held_against_the_project_around(tmp_path: Path) -> None:
    """Around the current folder, or else around the files themselves."""
    root = write(tmp_path / "graph", PROJECT)
    write(tmp_path, {"elsewhere/": "", "elsewhere/b.ttl": FAULT})
    for name, cwd in (
        ("data/deep/b.ttl", root),
        ("b.ttl", root / "data" / "deep"),
        (root / "data" / "deep" / "b.ttl", tmp_path),
        ("../graph/data/deep/b.ttl", tmp_path / "elsewhere"),
        (tmp_path / "elsewhere" / "b.ttl", root / "docs"),
    ):
        done = hdh("check", name, cwd=cwd)
        assert (done.returncode, FOUND in done.stdout) == (1, True)
        path = "" if cwd == root else f" (project {'graph' if cwd == tmp_path else root})"
        assert f" of 1 file{path}\n" in done.stdout
    done = hdh("check", "b.ttl", cwd=tmp_path / "elsewhere")
    assert (done.returncode, "project" in done.stdout) == (0, False)


def test_files_of_several_projects_are_held_against_none(tmp_path: Path) -> None:
    """Neither holds for the other's files; that no rules were asked is told."""
    for name in ("one", "two"):
        write(tmp_path / name, PROJECT)
    done = hdh("check", "one/data/a.ttl", "two/data/a.ttl", cwd=tmp_path)
    assert " of 2 files\n" in done.stdout
    names = f"{tmp_path / 'one'}, {tmp_path / 'two'}"
    assert f"in 2 projects, and were held against the rules of none: {names}; " in done.stderr


def test_a_project_below_is_named(tmp_path: Path) -> None:
    """Its files are checked with all others, and how all its rules are asked is told."""
    root = write(tmp_path, {"a.ttl": SOUND.replace("ex:a", "ex:z")})
    write(root / "graph", {**PROJECT, "hdhgraph.toml": "[check.levels]\nTowerShape = 'warning'\n"})
    done = hdh("check", cwd=root)
    assert (done.returncode, "b.ttl:5:35: warning: " in done.stdout) == (0, True)
    assert "graph is a graph project; `hdhgraph check graph` asks all of its rules" in done.stderr


# What a report calls it.


def test_a_name_is_text_in_every_report(tmp_path: Path) -> None:
    """The path of a project acts on no terminal, and on no page."""
    write(tmp_path / "a\x1b[31m<b>`", {**PROJECT, "data/deep/b.ttl": SOUND})
    (folder,) = tmp_path.iterdir()
    done = hdh("check", "--format=human", "--format=markdown=out.md", folder, cwd=tmp_path)
    assert done.returncode == 0
    assert "(project a\\u001b[31m<b>`)" in done.stdout
    assert "\x1b" not in done.stdout + hdh("check", cwd=folder / "data").stderr
    assert "<b>" not in (tmp_path / "out.md").read_text(encoding="utf-8")


# The other verbs.


@pytest.mark.parametrize("verb", ["infer", "fmt", "fmt --check", "new-source text.txt"])
def test_what_writes_has_a_project_of_ones_own(tmp_path: Path, verb: str) -> None:
    """Outside of any, exit code 2, and nothing is written, least of all into the package."""
    write(tmp_path, {"text.txt": "Some words.", "a.ttl": CLASS})
    before = bundled().version()
    said = refused(*verb.split(), cwd=tmp_path)
    assert "There is no graph project here: no hdhgraph.toml, nor ontology/ and data/, in " in said
    assert f"{tmp_path} or around it, as far as /; go to one, or name it by --project" in said
    assert bundled().version() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.ttl", "text.txt"]


def test_what_writes_finds_the_project_around(tmp_path: Path) -> None:
    """From a folder below, into the project."""
    root = write(tmp_path, {**PROJECT, "text.txt": "Some words."})
    below = root / "docs" / "deep"
    assert hdh("infer", cwd=below).stdout.startswith(f"{root / 'data' / 'inferred.ttl'}: ")
    done = hdh("new-source", "../../text.txt", "--slug", "words", cwd=below)
    assert done.stdout == f"{root / 'data' / 'sources' / 'words.ttl'}\n"
    assert hdh("fmt", "--check", cwd=below).returncode == 1
    assert hdh("fmt", cwd=below).returncode == 0
    assert hdh("fmt", "--check", cwd=below).stderr == "hdhgraph: 0 of 6 files would be formatted\n"


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        ({"hdhgraph.toml": ""}, []),
        ({"ontology/a.nt": "", "data/": ""}, []),
        ({"a/": ""}, ["a"]),
        ({"a/b.nt": ""}, ["a"]),
        ({"data/a.nt": ""}, ["--project", "."]),
    ],
)
def test_nothing_to_format_is_no_green_check(
    tmp_path: Path, files: dict[str, str], arguments: list[str]
) -> None:
    """As with `check`."""
    write(tmp_path, files)
    assert "There is nothing to format" in refused("fmt", "--check", *arguments, cwd=tmp_path)


def test_every_file_of_an_open_project_is_formatted(tmp_path: Path) -> None:
    """Where its configuration is all that makes it one, and whatever the ending's case."""
    write(tmp_path, {"hdhgraph.toml": "", "a.ttl": CLASS, "deep/B.TTL": CLASS, "tests/c.ttl": "<"})
    done = hdh("fmt", "--check", cwd=tmp_path / "deep")
    assert (done.returncode, done.stderr) == (1, "hdhgraph: 2 of 2 files would be formatted\n")


def test_anchors_are_those_of_the_project_around(tmp_path: Path) -> None:
    """From each of its folders; outside of any, the bundled graph's, which is told."""
    assert hdh("init", "graph", cwd=tmp_path).returncode == 0
    done = hdh("verify", "../../texts", cwd=tmp_path / "graph" / "data" / "sources")
    assert (done.returncode, done.stdout.startswith("8 anchors: 7 verified, ")) == (0, True)
    assert done.stderr == f"hdhgraph: using the project {tmp_path / 'graph'}\n"
    words = ("anchor", "gazette-inventee", "ils suivent chaque lecteur", "--texts", "../../texts")
    done = hdh(*words, cwd=tmp_path / "graph" / "data" / "sources")
    assert (done.returncode, " a hg:Attestation" in done.stdout) == (0, True), done.stderr
    assert "There is no held source" in hdh(*words, cwd=tmp_path).stderr
    done = hdh("verify", "graph/texts", cwd=tmp_path)
    assert (done.returncode, "using the bundled graph" in done.stderr) == (2, True)


def test_anchors_of_a_folder_that_nothing_marks_are_verified(tmp_path: Path) -> None:
    """It is a project for `check`, and so for `verify`."""
    assert hdh("init", "graph", cwd=tmp_path).returncode == 0
    root = tmp_path / "graph"
    (root / "hdhgraph.toml").unlink()
    (root / "ontology").rename(root / "model")
    done = hdh("verify", "texts", cwd=root)
    assert (done.returncode, done.stdout.startswith("8 anchors: 7 verified, ")) == (0, True)
    assert done.stderr == ""
    repository(root)
    assert hdh("verify", "../texts", cwd=root / "data").stdout == done.stdout


def test_no_anchors_are_nothing_to_verify(tmp_path: Path) -> None:
    """Exit code 2: nobody takes it for verified."""
    write(tmp_path, {**PROJECT, "texts/": ""})
    assert "There is nothing to verify" in refused("verify", "texts", cwd=tmp_path)


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ASKING = {
    "query": ["query", "--sparql", COUNT],
    "dump": ["dump"],
    "draw": ["draw", "matrix", "--out", "out.svg"],
    "versions": ["--version"],
}


@pytest.mark.parametrize("verb", ASKING)
def test_what_asks_is_of_the_project_around_else_of_the_bundled_graph(
    tmp_path: Path, verb: str
) -> None:
    """A folder below a project is in it; everywhere else the graph that comes along is at hand."""
    assert hdh("init", "graph", cwd=tmp_path).returncode == 0
    (tmp_path / "other").mkdir()
    told = {}
    for where in ("graph", "graph/data/sources", "other"):
        done = hdh(*ASKING[verb], cwd=tmp_path / where)
        assert done.returncode == 0, done.stderr
        out = tmp_path / where / "out.svg"
        told[where] = out.read_text(encoding="utf-8") if out.exists() else done.stdout
        is_told = f"using the project {tmp_path / 'graph'}\n" in done.stderr
        assert is_told is (where == "graph/data/sources" and verb != "versions")
    assert told["graph"] == told["graph/data/sources"] != told["other"]


def test_the_project_around_is_served(tmp_path: Path) -> None:
    """From a folder below it, which is told."""
    root = write(tmp_path, PROJECT)
    process = subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "serve", "--port", "0", "--unchecked"],
        cwd=root / "docs" / "deep", stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    assert process.stderr
    try:
        assert process.stderr.readline() == f"hdhgraph: using the project {root}\n"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        process.stderr.close()


def test_a_file_in_capitals_is_of_the_project(tmp_path: Path) -> None:
    """What is served is what is checked."""
    write(tmp_path, {"data/A.TTL": SOUND, "ontology/": ""})
    project = Project(tmp_path)
    assert project.rdf_files() == [tmp_path / "data" / "A.TTL"]
    assert project.graph_of(tmp_path / "data" / "A.TTL").endswith("/graph/A")
