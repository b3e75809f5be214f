"""An invented project in a real git repository, and what differs from a revision of it."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.base.step import of_project
from hdhgraph.checks.report.places import Place, Places
from hdhgraph.checks.step import Checked, Options
from hdhgraph.project.layout import find_project
from hdhgraph.project.loading import load_project

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "FILES",
    "PREFIXES",
    "Found",
    "change",
    "commit",
    "differences",
    "git",
    "make",
    "place_of",
    "places",
]

# Code, file in the project, line and column.
Found = tuple[str, str | None, int | None, int | None]

PREFIXES: Final = """\
@prefix ex: <https://example.org/invented/ont#> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix kind: <https://example.org/invented/kinds/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY: Final = f"""\
{PREFIXES}
<https://example.org/invented/ont> a owl:Ontology ;
    owl:versionInfo "1" .

ex:Boat a owl:Class ;
    rdfs:label "boat"@en, "bateau"@fr ;
    skos:definition "A boat is a vessel that floats."@en, "Un bateau est un navire."@fr ;
    rdfs:subClassOf ex:Vessel, [ a owl:Restriction ; owl:onProperty ex:crew ;
        owl:minCardinality 1 ] ;
    owl:disjointWith ex:Person .

ex:Vessel a owl:Class ;
    rdfs:label "vessel"@en, "navire"@fr ;
    rdfs:comment "A vessel is what goes by sea."@en .

ex:Person a owl:Class ;
    rdfs:label "person"@en, "personne"@fr .

[] a owl:AllDisjointClasses ;
    owl:members (ex:Vessel ex:Person) .

# Who is on board.
ex:crew a owl:ObjectProperty ;
    rdfs:label "crew"@en, "équipage"@fr ;
    rdfs:domain ex:Boat ;
    rdfs:range ex:Person ;
    owl:inverseOf ex:sailsOn .

ex:sailsOn a owl:ObjectProperty ;
    rdfs:label "sails on"@en, "navigue sur"@fr .

<https://example.org/invented/kinds> a skos:ConceptScheme .

kind:tug a skos:Concept ;
    skos:prefLabel "tug"@en, "remorqueur"@fr ;
    skos:definition "A tug is a boat that pulls."@en ;
    skos:inScheme <https://example.org/invented/kinds> .

kind:barge a skos:Concept ;
    skos:prefLabel "barge"@en, "péniche"@fr ;
    skos:broader kind:tug ;
    skos:inScheme <https://example.org/invented/kinds> .
"""
DATA: Final = f"""\
@base <https://example.org/invented/id/> .
{PREFIXES}
<boat/emma> a ex:Boat ;
    rdfs:label "Emma" .

<boat/rosa> a ex:Boat ;
    rdfs:label "Rosa" .

<person/anna> a ex:Person ;
    ex:sailsOn <boat/emma> .

<log> a hg:Source .

<proposition/floats> a hg:Proposition ;
    skos:prefLabel "Emma floats"@en, "Emma flotte"@fr ;
    hg:incompatibleWith <proposition/sinks> .

<proposition/sinks> a hg:Proposition ;
    skos:prefLabel "Emma sinks"@en, "Emma coule"@fr .

<claim/anna> a hg:Claim ;
    hg:speaker <person/anna> ;
    hg:proposition <proposition/floats> ;
    hg:stance <stance/asserts> ;
    hg:edtf "2001-02-03" .

<log/1-9> a hg:Attestation ;
    oa:hasSource <log> ;
    hg:attests <claim/anna> ;
    hg:fragment "she floats"@en ;
    oa:hasSelector <log/1-9#sel> .

<log/1-9#sel> a oa:TextPositionSelector ;
    oa:start 1 ;
    oa:end 9 .

<claim/bert> a hg:Claim ;
    hg:speaker <person/bert> ;
    hg:proposition <proposition/floats> ;
    hg:stance <stance/denies> .

<log/20-29> a hg:Attestation ;
    oa:hasSource <log> ;
    hg:attests <claim/bert>, <claim/anna> ;
    oa:hasSelector [ a oa:TextPositionSelector ; oa:start 20 ; oa:end 29 ] .

<http://example.com/others/boat> rdfs:label "another's boat" .
"""
SHAPES: Final = f"""\
{PREFIXES}
@prefix exsh: <https://example.org/invented/shapes#> .

<https://example.org/invented/shapes> a owl:Ontology .

exsh:Boat a sh:NodeShape ;
    sh:targetClass ex:Boat ;
    sh:severity sh:Violation ;
    sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:maxCount 1 ] ;
    sh:property [ sh:path ex:crew ; sh:class ex:Person ] .

exsh:Person a sh:NodeShape ;
    sh:targetClass ex:Person ;
    sh:closed true ;
    sh:nodeKind sh:IRI .
"""
HEADER: Final = """\
#+ summary: Boats
#+ summary_fr: Bateaux
#+ description: Invented boats
#+ description_fr: Des bateaux inventés
"""
QUERY: Final = f"""\
{HEADER}#+ params:
#+   name:
#+     {{type: text, default: Emma, description: A name, description_fr: Un nom}}
#+   lang:
#+     {{type: language, choices: [fr, en], default: fr, description: L, description_fr: L}}
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?boat ?label WHERE {{
  VALUES (?name ?lang) {{ ("Emma" "fr") }}
  ?boat rdfs:label ?label
}}
"""
FILES: Final = {
    "ontology/example.ttl": ONTOLOGY,
    "data/example.ttl": DATA,
    "shapes/example.ttl": SHAPES,
    "queries/boats.rq": QUERY,
    "queries/people.rq": f"{HEADER}SELECT ?person WHERE {{ ?person a ?kind }}\n",
}


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody invented and without settings of the machine."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_NAME": "Example" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "example@example.org" for who in ("AUTHOR", "COMMITTER")},
    }
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 - the one of the machine
        cwd=root, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def make(root: Path, folder: str = ".") -> Path:
    """Make a repository with the invented project in a folder of it, and return that folder."""
    project = root / folder
    project.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    for name, text in FILES.items():
        change(project, name, text)
    commit(root)
    return project


def change(project: Path, name: str, text: str | None) -> None:
    """Write a file of a project, or take it out where there is no text."""
    path = project / name
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def commit(root: Path) -> str:
    """Commit all there is, and return the commit's name."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message=example")
    return git(root, "rev-parse", "HEAD")


def differences(root: Path, base: str = "HEAD") -> list[Place]:
    """Return what differs from a revision, each with its place."""
    project = find_project(None, root)
    checked = Checked(project, load_project(project).store, Options(base=base))
    where = Places(project.rdf_files())
    return [each if isinstance(each, Place) else where.of(each) for each in of_project(checked)]


def places(root: Path, found: list[Place]) -> list[Found]:
    """Return code, file, line and column of findings, sorted."""
    return sorted(
        (
            (
                each.finding.code,
                each.path.relative_to(root).as_posix() if each.path else None,
                each.line,
                each.column,
            )
            for each in found
        ),
        key=repr,
    )


def place_of(root: Path, code: str, where: str) -> Found:
    """Return the place that a test means: "file", "file>words" (its line), "file@words" (there)."""
    name, sign, words = re.fullmatch(r"([^>@]*)([>@]?)(.*)", where, re.DOTALL).groups()
    if not sign:
        return code, name or None, None, None
    text = (root / name).read_text(encoding="utf-8")
    assert text.count(words) == 1, f"{words!r} is {text.count(words)} times in {name}"
    before = text[: text.index(words)]
    line = before.count("\n") + 1
    return code, name, line, len(before) - before.rfind("\n") if sign == "@" else None
