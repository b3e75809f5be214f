"""No command opens a socket because a project says so, whatever is in its files.

Every process that Python starts here refuses connections and notes them; what native code asks for
is heard by a listener on the loopback, whose address the projects name.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from canary import Canary, listening
from leading_out import (
    CANNED,
    DATA,
    DATASETS,
    DECLARATIONS,
    HYGIENE,
    PREFIXES,
    SERVICES,
    carried_by_all,
    declaring,
    filled,
)
from live_server import serving
from sampling import sample
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE: Final = Path(__file__).parent / "offline"
OWN: Final = PREFIXES + DATA
XML: Final = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
    '    xmlns="https://example.org/invented/">\n'
    '<rdf:Description rdf:about="https://example.org/invented/x"><name>%s</name>\n'
    "</rdf:Description></rdf:RDF>\n"
)
LINKS: Final = """\
<https://example.org/> a owl:Ontology ; owl:imports <{url}>, <{url}a.ttl> ;
    owl:versionIRI <{url}> ; sh:shapesGraph <{url}> ; sh:suggestedShapesGraph <{url}> ;
    sh:entailment <{url}>, <http://www.w3.org/ns/entailment/RDFS> ; rdfs:seeAlso <{url}> ;
    rdfs:isDefinedBy <{url}> .
ex:c a <{url}Class> ; ex:html "<img src='{url}'>"^^rdf:HTML ;
    ex:xml "<!DOCTYPE a SYSTEM '{url}'><a/>"^^rdf:XMLLiteral ; ex:link "{url}"^^xsd:anyURI .
"""
SCRIPTS: Final = """\
ex:s a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:js [ a sh:JSConstraint ; sh:jsFunctionName "f" ;
        sh:jsLibrary [ a sh:JSLibrary ; sh:jsLibraryURL "{url}f.js"^^xsd:anyURI ] ] ;
    sh:target [ a sh:JSTarget ; sh:jsFunctionName "g" ;
        sh:jsLibrary [ sh:jsLibraryURL "{url}g.js"^^xsd:anyURI ] ] ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ] .
ex:v a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:property [ sh:path ex:name ; sh:values [ sh:sparqlExpr "EXISTS { SERVICE <{url}> {} }" ] ] ;
    sh:nodeByExpression [ sh:select "SELECT ?a { SERVICE <{url}> { ?a ?b ?c } }" ] .
"""
CLASS: Final = (
    f"{CANNED}#+ params:\n#+   thing:\n#+     type: iri\n"
    '#+     class: "http://x/> } UNION { SERVICE <{url}> { ?value ?b ?c } } #"\n'
    "#+     description: a\n#+     description_fr: a\n"
    "SELECT ?thing { VALUES (?thing) { (UNDEF) } ?thing ?p ?o }\n"
)


def of_queries() -> Iterator[tuple[str, str]]:
    """Yield queries of each kind that ask and fetch, in each way, by their paths."""
    for number, way in enumerate([*SERVICES.values(), *DATASETS.values()]):
        is_from = way in DATASETS.values()
        query = f"SELECT * {way if is_from else ''} {{ {'?a ?b ?c' if is_from else way}\n }}\n"
        yield f"queries/q{number}.rq", CANNED + query
        yield f"tests/hygiene/h{number}.rq", HYGIENE + query
        yield f"tests/competency/{number:03}_c.rq", query


def of_shapes() -> Iterator[tuple[str, str]]:
    """Yield files of shapes whose SPARQL asks and fetches, in ways enough, by their paths."""
    for number, way in enumerate(list(SERVICES.values())[::4]):
        yield f"shapes/service{number}.ttl", PREFIXES + carried_by_all(way)
    for number, way in enumerate(DATASETS.values()):
        yield f"shapes/from{number}.ttl", PREFIXES + carried_by_all("$this ?b ?c", way)


PROJECTS: Final[Mapping[str, Mapping[str, str]]] = {
    "queries": {"data/d.ttl": OWN, **dict(of_queries())},
    "class of a parameter": {"data/d.ttl": OWN, "queries/q0.rq": CLASS},
    "shapes": {"data/d.ttl": OWN, **dict(of_shapes())},
    "prefixes": {
        "data/d.ttl": OWN,
        **{
            f"shapes/s{number}.ttl": PREFIXES + declaring(*each, "# a comment")
            for number, each in enumerate(DECLARATIONS.values())
        },
    },
    "path": {
        "data/d.ttl": f"{OWN}ex:a <urn:x/a> 1 .\n",
        "shapes/s.ttl": PREFIXES + "ex:o sh:declare [ sh:prefix 'x' ; sh:namespace 'urn:x/' ] .\n"
        "ex:s a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:p .\n"
        "ex:p sh:path <urn:x/a$b.SERVICE> ; sh:sparql [ sh:prefixes ex:o ;\n"
        "    sh:select 'SELECT $this { $this $PATH <{url}> { ?a ?b ?c } }' ] .\n",
    },
    "shapes in data": {
        "data/d.ttl": OWN + carried_by_all(SERVICES["escaped"]),
        "shapes/s.ttl": PREFIXES + "ex:s a sh:NodeShape ; sh:targetClass ex:Thing .\n",
    },
    "links": {
        "data/d.ttl": OWN + LINKS,
        "ontology/o.ttl": PREFIXES + LINKS,
        "shapes/s.ttl": PREFIXES + LINKS + SCRIPTS,
    },
    "graphs": {
        "data/d.trig": f"{PREFIXES}<{{url}}> {{ ex:a a ex:Thing }}\n",
        "data/e.nq": "<{url}a> <{url}b> <{url}c> <{url}d> .\n",
        "hdhgraph.toml": '[graphs]\n"data/d.trig" = "{url}"\n',
    },
    **{
        f"JSON-LD {name}": {"data/d.ttl": OWN, "data/e.jsonld": json.dumps(document)}
        for name, document in {
            "context": {"@context": "{url}", "@id": "urn:a", "p": 1},
            "contexts": {"@context": [{"p": "urn:p"}, "{url}"], "@id": "urn:a", "p": 1},
            "import": {"@context": {"@version": 1.1, "@import": "{url}"}, "@id": "urn:a"},
            "scoped": {
                "@context": {"p": {"@id": "urn:p", "@context": "{url}"}},
                "p": {"q": 1},
            },
            "nested": {"@id": "urn:a", "urn:p": {"@context": "{url}", "q": 1}},
            "of a type": {
                "@context": {"T": {"@id": "urn:T", "@context": "{url}"}},
                "@type": "T",
            },
        }.items()
    },
    **{
        f"RDF/XML {name}": {"data/d.ttl": OWN, "data/e.rdf": before + XML % text}
        for name, before, text in (
            ("DTD", "<!DOCTYPE rdf:RDF SYSTEM '{url}'>\n", "a"),
            ("public DTD", "<!DOCTYPE rdf:RDF PUBLIC 'a' '{url}'>\n", "a"),
            ("entity", '<!DOCTYPE rdf:RDF [ <!ENTITY e SYSTEM "{url}"> ]>\n', "&e;"),
            ("parameter", '<!DOCTYPE rdf:RDF [ <!ENTITY % e SYSTEM "{url}"> %e; ]>\n', "a"),
            ("style sheet", "<?xml-stylesheet href='{url}'?>\n", "a"),
            ("include", "", "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='{url}'/>"),
        )
    },
}
# What is run in each project; a project that is not there for it says so, and that is all.
COMMANDS: Final = (
    ["check", "--owl", "--cross-check", "--changed"],
    ["check", "FILES"],
    ["fmt", "--check", "FILES"],
    ["query", "--sparql", "SELECT * { ?s ?p ?o }"],
    ["infer"],
    ["check"],
    ["check", "--changed", "--format", "sarif"],
    ["check", "--owl"],
    ["check", "--cross-check"],
    ["check", "FILES", "--shapes", "SHAPES"],
    ["check", "FILES", "SHAPES"],
    ["verify", "."],
    ["query", "--sparql", "SELECT * { S\\u0045RVICE <{url}> { ?s ?p ?o } }"],
    ["query", "--sparql", "SELECT * FROM <{url}> { ?s ?p ?o }"],
    ["query", "QUERIES"],
    ["query", "q0", "--thing", "urn:a"],
    ["query", "q0", "--explain"],
    ["draw", "map", "--out", "map.svg"],
    ["dump", "--out", "dumps"],
)
# So many of them where it is the reading of a file that might lead out.
MOST_TELLING: Final = 5
SERVED: Final = ("queries", "class of a parameter", "links", "graphs", "JSON-LD scoped")
# A query is answered from the graph, does not parse, is refused, or the engine says no.
STATUSES: Final = (200, 400, 404, 500)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Something on the loopback that hears what native code asks."""
    with listening() as found:
        yield found


@pytest.fixture
def log(tmp_path: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Watch all processes from here on; fail where one has tried to connect."""
    path = tmp_path / "offline.log"
    path.touch()
    monkeypatch.setenv("OFFLINE_LOG", str(path))
    paths = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    canary.heard.clear()
    yield path
    assert path.read_text(encoding="utf-8") == ""
    assert canary.heard == []


def write(root: Path, files: Mapping[str, str], url: str) -> Path:
    """Write a project that names a place."""
    for name, text in {"hdhgraph.toml": "", **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(filled(text, url), encoding="utf-8")
    return root


def asked(command: list[str], root: Path, url: str) -> Iterator[list[str]]:
    """Yield a command as it is given in a project: once, or for each query."""
    places = {
        "FILES": sorted(str(each.relative_to(root)) for each in (root / "data").iterdir()),
        "SHAPES": sorted(str(each.relative_to(root)) for each in root.glob("shapes/*")),
    }
    slugs = sorted(each.stem for each in root.glob("queries/*")) if "QUERIES" in command else [""]
    for slug in slugs:
        words: list[str] = []
        for word in command:
            if words and words[-1] == "--shapes":
                words.pop()
                words += [part for each in places[word] for part in ("--shapes", each)]
            else:
                words += places.get(word, [filled(word.replace("QUERIES", slug), url)])
        yield words


def test_a_connection_is_seen_and_refused(tmp_path: Path, canary: Canary) -> None:
    """What the other tests rely on: whoever connects is noted, also in another process."""
    log = tmp_path / "offline.log"
    environment = {**os.environ, "OFFLINE_LOG": str(log), "PYTHONPATH": str(HERE)}
    program = f"import urllib.request; urllib.request.urlopen({canary.url!r})"
    starting = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}])"
    canary.heard.clear()
    subprocess.run(
        [sys.executable, "-c", starting],
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert "urllib.Request" in log.read_text(encoding="utf-8")
    assert canary.heard == []


@pytest.mark.parametrize("name", sample(PROJECTS, 7))
def test_no_command_leaves_a_project(name: str, tmp_path: Path, log: Path, canary: Canary) -> None:
    """Each ends with an exit code of its own and says why; none connects, none fails on its way."""
    assert log.is_file()
    root = write(tmp_path / "project", PROJECTS[name], canary.url)
    chosen = COMMANDS[:MOST_TELLING] if " " in name and "a parameter" not in name else COMMANDS
    commands = [[str(root), given] for each in chosen for given in asked(each, root, canary.url)]
    done = subprocess.run(
        [sys.executable, str(HERE / "run_commands.py")],
        input=json.dumps(commands),
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    outcomes = json.loads(done.stdout)
    for (_, given), (code, printed) in zip(commands, outcomes, strict=True):
        assert code in (0, 1, 2), f"{given}: {printed}"
        assert "Traceback" not in printed, f"{given}: {printed}"


@pytest.mark.parametrize(
    ("name", "options"),
    [("shapes", []), ("links", []), *((each, ["--unchecked"]) for each in SERVED)],
)
def test_no_service_leaves_a_project(
    name: str, options: list[str], tmp_path: Path, log: Path, canary: Canary
) -> None:
    """What is served, and each canned query of it, asks nobody; nor does the check before it."""
    root = write(tmp_path / "project", PROJECTS[name], canary.url)
    (root / "queries").mkdir(exist_ok=True)
    said = ""
    try:
        with serving(tmp_path / "serve.log", "--project", str(root), *options) as server:
            assert server.get("/").status == 200
            for path in sorted(root.glob("queries/*.rq")):
                assert server.get(f"/queries/{path.stem}?format=json").status in STATUSES
    except AssertionError as error:
        said = str(error)
    assert said == "" or "hdhgraph: " in said  # why it does not start
    assert "Traceback" not in said
    assert log.is_file()


def test_a_check_on_each_change_leaves_nothing(tmp_path: Path, log: Path, canary: Canary) -> None:
    """`--watch` checks as the rest does."""
    assert log.is_file()
    root = write(tmp_path / "project", PROJECTS["shapes"], canary.url)
    process = subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "check", "--watch"],
        cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    late = threading.Timer(60, process.kill)
    late.start()
    try:
        assert process.stdout
        assert any("HG-REMOTE" in line for line in process.stdout)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        late.cancel()
