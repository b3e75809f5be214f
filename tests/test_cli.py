"""The command line as people run it: what it prints, and the code it ends with.

0 conforms or done · 1 findings · 2 could not run. There is never a traceback.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hdhgraph
from hdhgraph.project.layout import Project
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

EX = "https://example.org/invented/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
TRIPLE = f'<{EX}s> <{EX}p> "é" .\n'
SERVED = {
    "a.ttl": TRIPLE,
    "a.nt": TRIPLE,
    "a.trig": f"<{EX}g> {{ {TRIPLE} }}",
    "a.nq": f'<{EX}s> <{EX}p> "é" <{EX}g> .\n',
    "a.jsonld": f'{{"@id": "{EX}s", "{EX}p": "é"}}',
    "a.rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:ex="{EX}"><rdf:Description rdf:about="{EX}s"><ex:p>é</ex:p></rdf:Description>'
        "</rdf:RDF>"
    ),
}
TEXT = "An invented page. It says that 𝄞 is a letter.\n"
WORDS = "𝄞 is a letter"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Path:
    """A copy of the bundled project with its hygiene rules, checked green once."""
    root = tmp_path_factory.mktemp("project") / "copy"
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(project.root / folder, root / folder)
    if (project.root / "tests" / "hygiene").is_dir():
        shutil.copytree(project.root / "tests" / "hygiene", root / "tests" / "hygiene")
    return root


@pytest.fixture
def copy(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the bundled project that a test may spoil."""
    return Path(shutil.copytree(pristine, tmp_path / "copy"))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """An invented project of one held page and one attestation."""
    digest = hashlib.sha256(WORDS.encode()).hexdigest()
    start = TEXT.index(WORDS)
    root = tmp_path / "tiny"
    (root / "data" / "sources").mkdir(parents=True)
    (root / "texts").mkdir()
    (root / "texts" / "page.txt").write_bytes(TEXT.encode())
    (root / "data" / "sources" / "page.ttl").write_text(
        f"""@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{EX}page> a hg:Source ; dcterms:identifier "page.txt" ;
    hg:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" .
<{EX}here> a hg:Attestation ; oa:hasSource <{EX}page> ; hg:fragment "a letter" ;
    oa:hasSelector [ oa:start {start} ; oa:end {start + len(WORDS)} ; hg:sha256 "{digest}" ] .
<{EX}there> a hg:Attestation ; oa:hasSource <{EX}unheld> .
""",
        encoding="utf-8",
    )
    return root


def command(*arguments: str | bytes | Path) -> list[str | bytes]:
    """Return a command line of the installed program."""
    given = [str(each) if isinstance(each, Path) else each for each in arguments]
    return [sys.executable, "-m", "hdhgraph", *given]


def hdh(
    *arguments: str | bytes | Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end; whatever happens, it shows no traceback."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HDHGRAPH_")}
    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=cwd,
        env=environment | {"NO_COLOR": "1", "COLUMNS": "200", "PYTHONUTF8": "1",
                           "HDHGRAPH_TIMEOUT": str(PATIENCE)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    return done


def refused(*arguments: str | bytes | Path, cwd: Path | None = None) -> str:
    """Run a command that must end with 2, and return its one sentence."""
    done = hdh(*arguments, cwd=cwd)
    assert done.returncode == 2
    assert done.stdout == ""
    return done.stderr


# What stands before a command.


def test_the_versions_of_software_and_dataset_are_shown(project: Project, tmp_path: Path) -> None:
    """--version names both, and where the dataset lies."""
    done = hdh("--version", cwd=tmp_path)
    assert done.returncode == 0
    assert f"hdhgraph {hdhgraph.__version__}" in done.stdout
    assert project.version()[:12] in done.stdout


def test_the_module_and_the_script_are_one() -> None:
    """`hdhgraph` and `python -m hdhgraph` say the same."""
    script = Path(sys.executable).with_name("hdhgraph")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == hdh("--version").stdout


@pytest.mark.parametrize("verb", ["serve", "query", "check", "verify", "infer"])
def test_every_verb_has_help_in_the_help(verb: str) -> None:
    """Each command explains itself."""
    done = hdh(verb, "--help")
    assert done.returncode == 0
    assert "--project" in done.stdout
    assert f"hdhgraph {verb}" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["serve", "--port", "many"],
        ["verify"],
        ["--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    """What the command line does not know is named."""
    done = hdh(*arguments)
    assert done.returncode == 2
    assert "Usage" in done.stderr


@pytest.mark.parametrize("verb", ["serve", "infer", "query timeline", "verify ."])
def test_a_missing_project_ends_with_2(verb: str, tmp_path: Path) -> None:
    """A folder that is not there, or holds no data, is one sentence."""
    words = verb.split()
    missing = refused(*words, "--project", tmp_path / "nowhere")
    assert missing.startswith("hdhgraph: There is no folder ")
    assert missing.count("\n") == 1
    assert "has no folder data/" in refused(*words, "--project", tmp_path)


def test_a_broken_configuration_ends_with_2(tiny: Path) -> None:
    """hdhgraph.toml is told with its place."""
    (tiny / "hdhgraph.toml").write_text("[graphs]\nx = = 1\n", encoding="utf-8")
    assert "hdhgraph.toml" in refused("check", "--project", tiny)
    (tiny / "hdhgraph.toml").write_text("[nonsense]\n", encoding="utf-8")
    assert "unknown table [nonsense]" in refused("check", cwd=tiny)


# query


def test_a_canned_query_gives_csv_in_a_pipe() -> None:
    """The first question of all, answered for programs."""
    done = hdh("query", "who-said-what", "--topic", "cloud-act", "--lang=en")
    assert done.returncode == 0
    solutions = list(csv.DictReader(StringIO(done.stdout)))
    assert len(solutions) > 5
    assert all(each["claim"] and each["speakerLabel"] and each["stance"] for each in solutions)


def test_a_parameter_changes_the_answer() -> None:
    """A value removes solutions, in each notation."""
    every = hdh("query", "who-said-what", "--topic", "cloud-act").stdout
    denied = hdh("query", "who-said-what", "--topic=topic:cloud-act", "--stance", "denies").stdout
    assert 1 < denied.count("\n") < every.count("\n")


@pytest.mark.parametrize(
    ("form", "start"),
    [("json", '{"head"'), ("tsv", "?n\n"), ("table", "")],
)
def test_solutions_in_each_format(form: str, start: str) -> None:
    """--format chooses, for a SPARQL query of one's own."""
    done = hdh("query", "--sparql", COUNT, "--format", form)
    assert done.returncode == 0
    assert done.stdout.replace("\r\n", "\n").startswith(start.replace("\r\n", "\n"))
    assert done.stdout


@pytest.mark.parametrize("form", ["ntriples", "rdfxml", None])
def test_a_graph_in_each_format(form: str | None) -> None:
    """CONSTRUCT gives Turtle, or what is chosen."""
    options = ["--format", form] if form else []
    done = hdh("query", "--sparql", "CONSTRUCT { <a:a> <a:b> 1 } WHERE {}", *options)
    assert done.returncode == 0
    assert "a:b" in done.stdout or form == "rdfxml"
    assert done.stdout.strip()


def test_a_boolean_is_answered() -> None:
    """ASK says yes or no to people, true or false to programs."""
    assert hdh("query", "--sparql", "ASK {}").stdout.strip() == "true"
    assert hdh("query", "--sparql", "ASK {}", "--format", "table").stdout.strip() == "yes"


def test_a_query_is_read_from_a_file(tmp_path: Path) -> None:
    """After an @, a file; a missing one, or one that is not UTF-8, is one sentence."""
    path = tmp_path / "example.rq"
    path.write_text(COUNT, encoding="utf-8")
    assert hdh("query", "--sparql", f"@{path}").returncode == 0
    assert "cannot be read: No such file" in refused("query", "--sparql", f"@{path}.rq")
    path.write_bytes(b"# caf\xe9")
    assert "cannot be read" in refused("query", "--sparql", f"@{path}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["timelin"], "Did you mean timeline?"),
        (["zzzz"], "There are: "),
        (["who-said-what", "--topics", "x"], "has no option --topics; it has: --topic"),
        (["who-said-what", "--topic", "cloud-atc"], "Did you mean cloud-act"),
        (["who-said-what", "--topic"], "--topic needs a value"),
        (["who-said-what", "--lang", "de"], "“de” is not a value of “lang”: fr, en are."),
        (["who-said-what", "--lang", "fr", "--lang", "en"], "--lang is given twice"),
        (["who-said-what", "cloud-act"], "“cloud-act” is no option"),
        (["who-said-what", "--as-of", "soon"], "“soon” is not a day as YYYY-MM-DD"),
        (["who-said-what", "--as-of=20200611"], "“20200611” is not a day as YYYY-MM-DD"),
        (["who-said-what", "--as-of", "2020-06-11", "--asOf=2020-06-12"], "given twice"),
        (["events", "--as-of", "2020-06-11"], "no option --as-of; it has: --kind, --lang"),
        (["who-said-what", "--sparql", "ASK {}"], "not both"),
        (["--sparql", "ASK {}", "--topic", "x"], "not both"),
        (["--sparql", "SELECT * {\n ?s"], "line 2, column "),
        (["--sparql", ""], "line 1, column 1"),
        (["--sparql", f"SELECT * {{ SERVICE <{EX}> {{ }} }}"], "SERVICE is refused"),
        (["--sparql", "INSERT DATA { <a:a> <a:b> 1 }"], "only reads: INSERT"),
        (["--sparql", "LOAD <a:a>"], "only reads: LOAD"),
        (["--sparql", "ASK " + "{" * 200], "nested more than"),
        (["--sparql", "SELECT (" + "!" * 50_000 + "true AS ?x) {}"], "operators"),
        (["--sparql", "ASK {}", "--format", "nonsense"], "“nonsense”"),
        (["--sparql", "ASK {}", "--format", "turtle"], "“turtle” cannot carry solutions"),
        (["--sparql", b"ASK { ?s ?p '\xe9' }"], "hdhgraph: "),
        (["who-said-what", "--actor", b"caf\xe9"], "hdhgraph: "),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_a_query_that_cannot_be_asked_ends_with_2(
    arguments: list[str | bytes], message: str
) -> None:
    """The sentence says what is wrong and, where something is near, what was meant."""
    assert message in refused("query", *arguments)


def test_a_day_is_an_option_in_words() -> None:
    """The parameter asOf is --as-of, and may be written as it is; the help names it."""
    every = hdh("query", "who-said-what").stdout.splitlines()
    done = hdh("query", "who-said-what", "--as-of", "2019-12-31")
    kept = done.stdout.splitlines()
    assert 1 < len(kept) < len(every)
    assert kept == hdh("query", "who-said-what", "--asOf=2019-12-31").stdout.splitlines()
    told = re.search(r"as of 2019-12-31: (\d+) said, (\d+) .*, (\d+) .*: (\d+) not", done.stderr)
    assert told is not None
    assert sum(map(int, told.groups())) == len(every) - 1
    assert int(told.group(4)) == len(every) - len(kept)
    assert "--as-of  Without" in hdh("query", "who-said-what", "--help").stdout


def test_the_help_of_a_query_lists_its_options() -> None:
    """The parameters of a canned query are its options."""
    assert "--topic" in hdh("query", "who-said-what", "--help").stdout
    assert "timeline" in hdh("query").stdout


def test_a_reader_that_has_enough_ends_a_pipe_quietly() -> None:
    """`hdhgraph query … | head -1` complains of nothing."""
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with subprocess.Popen(
        command("query", "--sparql", many), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=PATIENCE) == 0
        assert process.stderr.read() == b""


def test_the_project_of_the_current_folder_is_asked(tiny: Path) -> None:
    """A project without queries has the bundled ones."""
    done = hdh("query", "--sparql", COUNT, cwd=tiny / "data")
    assert int(done.stdout.split()[1]) > 1000
    (tiny / "ontology").mkdir()
    assert int(hdh("query", "--sparql", COUNT, cwd=tiny).stdout.split()[1]) < 20
    assert "timeline" in hdh("query", cwd=tiny).stdout


# check


def test_a_green_project_ends_with_0(pristine: Path) -> None:
    """Nothing is found, strictly; the report says so in JSON."""
    done = hdh("check", "--strict", "--format", "json", "--project", pristine)
    report = json.loads(done.stdout)
    assert report["findings"] == []
    assert report["conforms"] is True
    assert done.returncode == 0


def test_planted_violations_end_with_1(copy: Path) -> None:
    """A claim without a speaker is found, with its place, by its rule, in each language."""
    path = copy / "data" / "sources" / "example.ttl"
    path.write_text(
        "@prefix hg: <https://w3id.org/hdhgraph/ont#> .\n\n"
        "<https://w3id.org/hdhgraph/id/claim/example-without-speaker> a hg:Claim .\n",
        encoding="utf-8",
    )
    done = hdh("check", "--project", copy)
    assert done.returncode == 1
    assert f"{path}:3:1: violation: " in done.stdout
    assert "[HG-C1]" in done.stdout
    french = hdh("check", "--project", copy, "--lang", "fr", path).stdout
    line = next(line for line in french.splitlines() if "[HG-C1]" in line)
    assert line not in done.stdout
    report = json.loads(hdh("check", "--format", "json", "--project", copy, path).stdout)
    assert report["conforms"] is False
    assert "HG-C1" in {each["code"] for each in report["findings"]}
    assert {"fr", "en"} <= set(report["findings"][0]["messages"])


def test_broken_turtle_ends_with_1_and_its_place(tiny: Path) -> None:
    """file:line:column, also for a file alone."""
    path = tiny / "data" / "broken.ttl"
    path.write_text("# invented\n<a:a> <a:b> nonsense .\n", encoding="utf-8")
    for arguments in (["--project", tiny], [path]):
        done = hdh("check", *arguments)
        assert done.returncode == 1
        assert done.stdout.startswith(f"{path}:2:13: violation: ")
        assert "    <a:a> <a:b> nonsense .\n                ^" in done.stdout


def test_reports_go_where_they_are_sent(tiny: Path, tmp_path: Path) -> None:
    """Several forms of one check: one to standard output, the others to files."""
    (tiny / "data" / "broken.ttl").write_text("<a b", encoding="utf-8")
    names = ("json", "sarif", "junit", "gitlab", "markdown", "turtle")
    files = [f"--format={name}={tmp_path / name}" for name in names]
    done = hdh("check", "--project", tiny, "--format", "github", *files, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=")
    assert all("HG-SYNTAX" in (tmp_path / name).read_text("utf-8") for name in names)
    assert json.loads((tmp_path / "sarif").read_text("utf-8"))["version"] == "2.1.0"
    quiet = hdh("check", "--project", tiny, files[0])
    assert quiet.stdout == ""
    assert "1 violation, 0 warnings, 0 infos" in quiet.stderr


def test_nothing_of_a_report_acts_on_a_terminal(tiny: Path) -> None:
    """A file's text is shown, never obeyed; colours are for terminals."""
    text = f"<{EX}s> <{EX}p> '\x1b[2J\u202e' nonsense .\n"
    path = tiny / "data" / "\x1b[31mred.ttl"
    path.write_text(text, encoding="utf-8")
    for arguments in (["--project", tiny], [path]):
        done = hdh("check", *arguments)
        assert done.returncode == 1
        assert "\\u001b[31mred.ttl:" in done.stdout
        assert not {"\x1b", "\u202e"} & set(done.stdout)


@pytest.mark.nightly
def test_an_outdated_inferred_graph_is_rebuilt(copy: Path) -> None:
    """Check finds it, infer rewrites it, and the bytes are those of the bundled one."""
    path = copy / "data" / "inferred.ttl"
    before = path.read_bytes()
    path.write_text("", encoding="utf-8")
    changed = hdh("serve", "--port", "0", "--project", copy)
    assert changed.returncode == 1
    assert "[HG-INFERRED]" in changed.stdout
    assert hdh("infer", "--project", copy).returncode == 0
    assert path.read_bytes() == before


@pytest.mark.nightly
def test_infer_refuses_a_curated_statement_without_its_reason(copy: Path) -> None:
    """With file, line and what to do; nothing is written, and check says the same there."""
    path, inferred = copy / "data" / "curation.ttl", copy / "data" / "inferred.ttl"
    text = path.read_text(encoding="utf-8")
    taken = "<reason/french-provider-able-refines-alternative-existed> a owl:Axiom ;"
    assert taken in text
    start = text.index(taken)
    path.write_text(text[:start] + text[text.index("\n\n", start) + 2 :], encoding="utf-8")
    line = text[: text.index("hg:refines <proposition/alternative-existed>")].count("\n") + 1
    before = inferred.read_bytes()
    sentence = refused("infer", "--project", copy)
    assert f"{path}:{line}:" in sentence
    assert (
        "No reason is given for <proposition/french-provider-able> hg:refines "
        "<proposition/alternative-existed>, so nothing is inferred. Add a named owl:Axiom"
    ) in sentence
    assert inferred.read_bytes() == before
    report = hdh("check", "--project", copy, "--format", "json")
    (found,) = [
        each for each in json.loads(report.stdout)["findings"] if each["code"] == "HG-REASON"
    ]
    assert (report.returncode, found["line"]) == (1, line)
    assert found["messages"]["en"] in sentence
    assert found["messages"]["fr"].startswith(
        "Aucun motif n'est donné pour <proposition/french-provider-"
    )


def test_infer_refuses_wherever_a_relation_stands(tiny: Path) -> None:
    """A project without a graph of curation, and without an ontology, has no other rule."""
    path = tiny / "data" / "propositions.ttl"
    path.write_text(
        f"<{EX}p> <https://w3id.org/hdhgraph/ont#weighsFor>\n    <{EX}q>, <{EX}r> .\n", "utf-8"
    )
    sentence = refused("infer", "--project", tiny)
    assert f"{path}:2:5: No reason is given for {EX}p hg:weighsFor {EX}q" in sentence
    assert "Another one has none." in sentence
    path.write_text(f"<{EX}p> <https://w3id.org/hdhgraph/ont#latest> 'any' .\n", "utf-8")
    assert hdh("infer", "--project", tiny).returncode == 0


def test_warnings_end_with_0_and_strictly_with_1(tiny: Path) -> None:
    """Shapes of others, whose messages name no language, are shown as they are."""
    (tiny / "shapes").mkdir()
    (tiny / "shapes" / "example.ttl").write_text(
        f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
<{EX}shape> a sh:NodeShape ; sh:targetNode <{EX}here> ;
    sh:property [ sh:path <{EX}name> ; sh:minCount 1 ; sh:severity sh:Warning ;
         sh:message "an invented remark" ] .
""",
        encoding="utf-8",
    )
    done = hdh("check", "--project", tiny)
    assert "an invented remark" in done.stdout
    assert "warning" in done.stdout
    assert done.returncode == 0
    assert hdh("check", "--strict", "--project", tiny).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.ttl"], "nowhere.ttl cannot be read: No such file"),
        (["notes.txt"], "the format is unknown"),
        (["--format", "xml"], "“xml” is not one of human, json"),
        (["--format", "json="], "“json=” names no file"),
        (["--format", "json", "--format", "human"], "Two reports would go to standard output"),
        (["--format", "json=a", "--format", "sarif=a"], "Two reports would go to a"),
        (["--format", "json=no/a"], "no/a cannot be written: there is no folder no"),
        (["--format", "json=."], "cannot be written: it is a folder"),
        (["--shapes", "notes.txt"], "--shapes is for files named on the command line"),
        (["."], "has no RDF and no queries"),
        (["--lang", "de"], "“de” is not one of fr, en"),
    ],
)
def test_a_check_that_cannot_run_ends_with_2(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    """A missing file is no finding."""
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    assert message in refused("check", *arguments, cwd=tmp_path)


# verify


def test_verified_anchors_end_with_0(tiny: Path) -> None:
    """What is not held cannot be checked, and is no fault."""
    done = hdh("verify", tiny / "texts", "--project", tiny)
    assert done.stdout == "2 anchors: 1 verified, 0 wrong, 1 cannot check\n"
    assert done.returncode == 0


def test_a_wrong_anchor_ends_with_1(tiny: Path) -> None:
    """The place where the words stand is told, or that they stand nowhere."""
    path = tiny / "data" / "sources" / "page.ttl"
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace("oa:start ", "oa:start 1"), encoding="utf-8")
    done = hdh("verify", tiny / "texts", "--project", tiny)
    assert done.returncode == 1
    assert f"{EX}here: wrong: " in done.stdout
    start = TEXT.index("a letter")
    assert f"its words stand at: {EX}page {start}-{start + 8}" in done.stdout
    path.write_text(right.replace('"a letter"', '"never said"'), encoding="utf-8")
    assert "nowhere in the texts" in hdh("verify", tiny / "texts", "--project", tiny).stdout


def test_fragments_that_join_end_with_1(tiny: Path) -> None:
    """Each is told with its place, as `check` tells it; levels and comments hold here, too."""
    path, text = tiny / "data" / "sources" / "page.ttl", "".join(f"w{n} " for n in range(60))
    (tiny / "texts" / "page.txt").write_bytes(text.encode())
    lines = [
        "@prefix hg: <https://w3id.org/hdhgraph/ont#> .",
        "@prefix oa: <http://www.w3.org/ns/oa#> .",
        f'<{EX}page> a hg:Source ; <http://purl.org/dc/terms/identifier> "page.txt" ;',
        f'    hg:sha256 "{hashlib.sha256(text.encode()).hexdigest()}" .',
    ]
    for name, first, last in (("a", 0, 7), ("b", 7, 14)):
        words = text[text.index(f"w{first} ") : text.index(f" w{last} ")]
        start, digest = text.index(words), hashlib.sha256(words.encode()).hexdigest()
        lines += [
            f"<{EX}{name}> oa:hasSource <{EX}page> ;",
            f'    hg:fragment "{words}"@en ;',
            f"    oa:hasSelector [ oa:start {start} ; oa:end {start + len(words)} ;",
            f'        hg:sha256 "{digest}" ] .',
        ]
    path.write_text("\n".join(lines), encoding="utf-8")
    done = hdh("verify", tiny / "texts", "--project", tiny)
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if "HG-V-long-run" in line]
    assert [f"{path}:{row}:5: violation: The fragments show 14 words in a row" in line
            for row, line in zip((6, 10), told, strict=True)] == [True, True]  # fmt: skip
    assert done.stdout.endswith("2 anchors: 2 verified, 0 wrong, 0 cannot check\n")
    behind = "  # hdhgraph: ignore HG-V-long-run it is a list"
    path.write_text("\n".join(
        line + behind if "fragment" in line else line for line in lines
    ), encoding="utf-8")  # fmt: skip
    assert hdh("verify", tiny / "texts", "--project", tiny).returncode == 0
    path.write_text("\n".join(lines), encoding="utf-8")
    level = '[check.levels]\nHG-V-long-run = "off"\n'
    (tiny / "hdhgraph.toml").write_text(level, encoding="utf-8")
    done = hdh("verify", tiny / "texts", "--project", tiny)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)


def test_a_missing_or_changed_text_ends_with_2(tiny: Path) -> None:
    """Whoever lacks a text is told so, not that all is well."""
    text = tiny / "texts" / "page.txt"
    text.write_bytes(text.read_bytes() + b" ")
    done = hdh("verify", tiny / "texts", "--project", tiny)
    assert (done.returncode, "page.txt: changed" in done.stdout) == (2, True)
    text.unlink()
    done = hdh("verify", tiny / "texts", "--project", tiny)
    assert (done.returncode, "page.txt: missing" in done.stdout) == (2, True)


def test_a_folder_of_texts_that_is_missing_ends_with_2(tiny: Path) -> None:
    """The folder is named."""
    assert "There is no folder" in refused("verify", tiny / "nowhere", "--project", tiny)


def test_the_real_texts_verify(texts: Path) -> None:
    """Each anchor of the bundled graph stands where it says."""
    done = hdh("verify", texts)
    assert ", 0 wrong, " in done.stdout
    assert done.returncode == 0


# serve


@contextmanager
def serving(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve on a free port until the block ends; give the process and its address."""
    process = subprocess.Popen(
        command("serve", "--port", "0", "--timeout", str(PATIENCE), *arguments),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    said = []
    try:
        while line := process.stderr.readline():
            said.append(line)
            if "serving on http://" in line:
                yield process, line.split("serving on ")[1].split()[0]
                break
        else:
            pytest.fail(f"It did not start: {''.join(said)}")
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        assert "Traceback" not in process.stderr.read()
        process.stderr.close()


def get(address: str, path: str, accept: str = "*/*", **query: str) -> tuple[str, str]:
    """Fetch; return the Content-Type and the body."""
    address += path + (f"?{urllib.parse.urlencode(query)}" if query else "")
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return response.headers["Content-Type"], response.read().decode()


def children(process: int) -> set[int]:
    """Return all processes that descend from one."""
    found = {process}
    for _ in range(3):
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if int(parent) in found:
                found.add(int(stat.parent.name))
    return found - {process}


def test_the_bundled_graph_is_served(pristine: Path) -> None:
    """Pages, canned queries, SPARQL and health answer; everything ends upon SIGTERM."""
    with serving("--project", pristine, "--unchecked") as (process, address):
        assert json.loads(get(address, "/health")[1])["status"] == "ok"
        assert get(address, "/", "text/html")[0].startswith("text/html")
        kind, body = get(address, "/queries/who-said-what.csv", topic="cloud-act")
        assert kind.startswith("text/csv")
        assert body.count("\n") > 5
        kind, body = get(address, "/sparql", query="ASK {}")
        assert (kind, json.loads(body)["boolean"]) == ("application/sparql-results+json", True)
        with pytest.raises(urllib.error.HTTPError) as caught:
            get(address, "/sparql", query="nonsense")
        assert caught.value.code == 400
        with caught.value as failure:
            assert json.loads(failure.read())["line"] == 1
        assert "127.0.0.1" in address
        others = children(process.pid)
        assert others
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
        wait_until_gone(others)


def wait_until_gone(processes: set[int]) -> None:
    """Wait until none of these processes is left."""
    wait_until(
        lambda: not any(Path(f"/proc/{each}/exe").exists() for each in processes),
        "the end of all processes",
    )


def test_sigterm_ends_a_running_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops the service does not wait for a query's deadline; nothing is left behind."""
    folders = tmp_path / "temporary"
    folders.mkdir()
    monkeypatch.setenv("TMPDIR", str(folders))
    path = tmp_path / "a.nt"
    path.write_text("".join(f'<{EX}{n}> <{EX}p> "{n}" .\n' for n in range(500)), encoding="utf-8")
    with serving("--data", path, "--timeout", "600") as (process, address):
        failures: list[BaseException] = []

        def ask() -> None:
            try:
                get(address, "/sparql", query=CROSS)
            except urllib.error.HTTPError as error:
                error.close()
                failures.append(error)
            except OSError as error:
                failures.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        wait_until(lambda: any(map(is_demoted, children(process.pid))), "a query past its budget")
        others = children(process.pid)
        assert len(list(folders.iterdir())) == 1
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
        asking.join(PATIENCE)
        assert failures
        wait_until_gone(others)
        assert list(folders.iterdir()) == []


def is_demoted(process: int) -> bool:
    """Tell whether a process has the lowest priority (proc_pid_stat(5)), as long queries have."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[16] == "19"


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    """An interrupt is no failure to explain."""
    path = tmp_path / "a.nt"
    path.write_text("", encoding="utf-8")
    with serving("--data", path) as (process, _):
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE)


@pytest.mark.parametrize("gzipped", [False, True], ids=["plain", "gz"])
def test_files_of_every_format_are_served(tmp_path: Path, gzipped: bool) -> None:
    """Triples are in the default graph, quads in theirs; an empty file adds nothing."""
    files: list[str | Path] = []
    for number, (name, text) in enumerate(SERVED.items()):
        content = text.replace(f"{EX}s", f"{EX}s{number}").encode()
        path = tmp_path / (f"{name}.gz" if gzipped else name)
        path.write_bytes(gzip.compress(content) if gzipped else content)
        files += ["--data", path]
    (tmp_path / "empty.ttl").write_bytes(b"")
    (tmp_path / "empty.jsonld").write_bytes(b"")
    files += ["--data", tmp_path / "empty.ttl", "--data", tmp_path / "empty.jsonld"]
    with serving(*files) as (_, address):
        default = get(address, "/sparql", "text/csv", query="SELECT ?o { ?s ?p ?o }")[1]
        named = get(address, "/sparql", "text/csv", query="SELECT ?g { GRAPH ?g { ?s ?p ?o } }")[1]
        assert default.split() == ["o", "é", "é", "é", "é"]
        assert named.split() == ["g", f"{EX}g", f"{EX}g"]
        assert get(address, "/queries/timeline.csv")[0].startswith("text/csv")


@pytest.mark.nightly
def test_an_empty_file_is_served_as_an_empty_dataset(tmp_path: Path) -> None:
    """Nothing held is an answer, not a failure."""
    path = tmp_path / "empty.nt"
    path.write_bytes(b"")
    with serving("--data", path) as (_, address):
        assert json.loads(get(address, "/health")[1])["quads"] == 0
        assert json.loads(get(address, "/sparql", query="ASK { ?s ?p ?o }")[1])["boolean"] is False


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.ttl", b"# invented\n<a:a> <a:b> nonsense .", "bad.ttl:2:13: "),
        ("bad.nq", b"nonsense", "bad.nq:1:"),
        ("bad.jsonld", b'{"@id": \n 3', "bad.jsonld:2:"),
        ("bad.rdf", b"<rdf:RDF", "bad.rdf"),
        ("latin.ttl", b'<a:a> <a:b> "\xe9" .', "latin.ttl:1:14: this is not UTF-8"),
        ("bad.ttl.gz", b"no gzip", "bad.ttl.gz cannot be read"),
        ("notes.txt", b"", "the format is unknown"),
        ("missing.ttl", None, "There is no file "),
    ],
)
def test_a_bad_file_ends_serve_with_2(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    """One sentence with the place, and no process left."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    said = refused("serve", "--port", "0", "--data", path)
    assert message in said
    assert said.count("\n") == 1


def test_a_taken_port_ends_with_2(tmp_path: Path) -> None:
    """The sentence says which port, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused("serve", "--port", port, cwd=tmp_path)
    assert f"Cannot listen on 127.0.0.1 port {port}: address already in use" in said
    assert "--port" in said


def test_a_port_is_taken_before_anything_is_loaded() -> None:
    """Two services that start at once do not both believe that the port is theirs."""
    with socket.socket() as waiting:
        waiting.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        waiting.bind(("127.0.0.1", 0))
        port = str(waiting.getsockname()[1])
        process = subprocess.Popen(
            command("serve", "--unchecked", "--port", port), stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stderr
            while "serving on" not in process.stderr.readline():
                assert process.poll() is None
            with pytest.raises(OSError, match="in use"):
                waiting.listen()
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
            process.stderr.close()


@pytest.mark.parametrize(
    "host", ["nowhere.invalid", "a..b", "999.1.1.1", "é" * 80, "203.0.113.1"], ids=ascii
)
def test_an_address_that_cannot_be_listened_on_ends_with_2(host: str, tmp_path: Path) -> None:
    """The sentence names it."""
    assert f"Cannot listen on {host} port " in refused("serve", "--host", host, cwd=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "70000"], "“port” cannot be used"),
        (["--timeout", "0"], "“timeout” cannot be used"),
        (["--timeout", "nan"], "“timeout” cannot be used"),
        (["--workers", "0"], "“workers” cannot be used"),
        (["--max-memory", "1"], "“max_memory” cannot be used"),
        (["--data", "a.ttl", "--project", "."], "exclude each other"),
    ],
)
def test_a_setting_out_of_bounds_ends_with_2(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    """The sentence names the setting."""
    assert message in refused("serve", *arguments, cwd=tmp_path)


@pytest.mark.nightly
def test_a_project_with_a_violation_is_served_unchecked_only(tiny: Path) -> None:
    """Serve checks what has changed since its last green check, and says why it does not start."""
    (tiny / "data" / "inferred.ttl").write_text(
        f"<{EX}a> <https://w3id.org/hdhgraph/ont#contradicts> <{EX}b> .", encoding="utf-8"
    )
    done = hdh("serve", "--port", "0", "--project", tiny)
    assert done.returncode == 1
    assert "[HG-INFERRED]" in done.stdout
    assert "--unchecked" in done.stderr
    with serving("--project", tiny, "--unchecked") as (_, address):
        assert json.loads(get(address, "/sparql", query="ASK { ?s ?p ?o }")[1])["boolean"] is True


def test_a_project_is_checked_once(tiny: Path) -> None:
    """A green check is remembered: the second start does not check again."""
    (tiny / "shapes").mkdir()
    with serving("--project", tiny) as (_, address):
        assert json.loads(get(address, "/health")[1])["quads"] > 5
    record = json.loads((tiny / "data" / "checked.json").read_text(encoding="utf-8"))
    assert record["version"] == Project(tiny).version()
    (tiny / "data" / "more.ttl").write_text("nonsense", encoding="utf-8")
    done = hdh("serve", "--port", "0", "--project", tiny)
    assert done.returncode == 1
    assert "has changed since its last green check" in done.stderr
    assert "more.ttl:1:1" in done.stdout
