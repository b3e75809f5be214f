"""The rules for any graph: what they know, what they leave alone, files and the closure."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pyshacl
import pytest

from hdhgraph.checks.files import check_files
from hdhgraph.checks.ontology.rules import rules
from hdhgraph.checks.ontology.step import check_store
from hdhgraph.checks.ontology.terms.vocabularies import vocabularies
from hdhgraph.project.layout import Project

if TYPE_CHECKING:
    from hdhgraph.checks.report.findings import Finding

EX: Final = "https://example.org/invented/"
HEAD: Final = f"""\
@prefix ex: <{EX}> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ASSETS: Final = Path(pyshacl.__file__).parent / "assets"


def findings(turtle: str, *languages: str) -> list[Finding]:
    """Return what the rules find in a text."""
    store = ox.Store()
    store.load(HEAD + turtle, format=ox.RdfFormat.TURTLE)
    return check_store(store, (), languages)


def slugs(turtle: str, *languages: str) -> list[str]:
    """Return the codes found, without what they share."""
    return sorted(each.code.removeprefix("HG-O-") for each in findings(turtle, *languages))


@pytest.mark.parametrize("name", ["shacl.ttl", "shacl-shacl.ttl"])
def test_public_vocabularies_are_sound(name: str, tmp_path: Path) -> None:
    """SHACL's own vocabulary and its shapes of shapes have nothing to be told."""
    report = check_files([ASSETS / name], Project(tmp_path), [ASSETS / "shacl-shacl.ttl"])
    assert report.triples > 100
    assert [each.finding.code for each in report.found if "HG-O" in each.finding.code] == []


def test_the_bundled_graph_is_sound(project: Project, store: ox.Store) -> None:
    """No rule speaks of our own graph, by the languages and namespaces that it is told of."""
    assert project.languages
    assert project.namespaces
    found = check_store(store, project.namespaces, project.languages)
    # That nothing replaces some is accepted in data/deprecated.ttl, which this step does not read.
    assert {each.code for each in found} <= {"HG-O-no-replacement"}


def test_every_known_vocabulary_has_names() -> None:
    """Each namespace ends as one does, and the lists hold what a reader would look for."""
    known = vocabularies()
    assert len(known) > 20
    assert all(iri.endswith(("#", "/")) and len(each.names) > 3 for iri, each in known.items())
    assert "Class" in known["http://www.w3.org/2002/07/owl#"].names
    assert "class" in known["http://www.w3.org/ns/shacl#"].names


def test_a_message_names_what_may_have_been_meant() -> None:
    """In both languages, with the prefix."""
    (found,) = findings('ex:a rdfs:lable "a" .')
    assert found.message("en") == "There is no rdfs:lable. Did you mean rdfs:label?"
    assert found.message("fr") == "rdfs:lable n'existe pas. Vouliez-vous dire rdfs:label ?"


def test_a_term_that_the_graph_declares_is_known() -> None:
    """Somebody's term in a foreign namespace is bad manners, and no slip."""
    assert slugs("skos:aliasLabel a rdf:Property . ex:a skos:aliasLabel ex:b .") == []


def test_what_an_absent_import_may_define_is_not_missed() -> None:
    """A module of the same site that is not at hand may define the term; PROV does not."""
    header = f"<{EX}> a owl:Ontology ; owl:imports <{{}}> . ex:A a rdfs:Class ; rdfs:label 'a' ."
    use = " ex:a a ex:B ; ex:near ex:c ."
    assert slugs(header.format(f"{EX}part") + use) == []
    assert slugs(header.format("http://www.w3.org/ns/prov#") + use) == [
        "dangling-iri", "undefined-term", "undefined-term",
    ]  # fmt: skip


def test_labels_are_asked_in_the_languages_of_the_project() -> None:
    """Without a setting any language will do, and no definition is asked for."""
    term = f"<{EX}> a owl:Ontology . ex:A a owl:Class ; rdfs:label 'a'@de ."
    assert slugs(term) == []
    assert slugs(term, "de") == ["definition"]
    assert slugs(term, "en", "fr") == ["definition", "definition", "label", "label"]


def test_types_that_the_graph_does_not_describe_prove_nothing() -> None:
    """Whether a foreign class is under the domain, nobody here knows."""
    axioms = "ex:A a owl:Class . ex:B a owl:Class . ex:p rdfs:domain ex:A . "
    assert slugs(axioms + "ex:x a ex:B ; ex:p 1 .") == ["domain"]
    assert slugs(axioms + "ex:x a ex:B, ex:A ; ex:p 1 .") == []
    assert slugs(axioms + "ex:x a ex:Foreign ; ex:p 1 .") == []
    assert slugs(axioms + "ex:A rdfs:subClassOf ex:B . ex:x a ex:B ; ex:p 1 .") == []


def test_of_one_term_a_hundred_uses_are_told() -> None:
    """Who sees a hundred knows that it is wrong throughout."""
    assert (
        slugs("".join(f"ex:a{n} rdfs:lable 'a' .\n" for n in range(150))) == ["unknown-term"] * 100
    )


def test_a_thousand_wrong_names_are_told_without_a_thousand_guesses() -> None:
    """Guesses cost time: where nearly all is wrong, only the first have one."""
    found = findings("".join(f"ex:a rdfs:label{n} 'a' .\n" for n in range(1000)))
    assert len(found) == 1000
    assert sum("Did you mean" in each.message("en") for each in found) == 200


def test_a_large_group_of_disjoint_classes_is_held_as_it_is() -> None:
    """Three thousand classes are four million pairs, and one group."""
    classes = "".join(f"ex:c{n} a owl:Class .\n" for n in range(3000))
    group = " ".join(f"ex:c{n}" for n in range(3000))
    text = f"{classes} [] a owl:AllDisjointClasses ; owl:members ( {group} ) . "
    assert slugs(f"{text} ex:x a ex:c1, ex:c2999 .") == ["disjoint"]


def test_files_are_held_against_the_ontology_of_the_project(
    project: Project, tmp_path: Path
) -> None:
    """A term that the ontology does not have is found; data of other files are not missed."""
    path = tmp_path / "a.ttl"
    path.write_text(
        HEAD + "<https://w3id.org/hdhgraph/id/event/a> a hg:Event ;\n    hg:involvs ex:b ;\n"
        "    hg:involves <https://w3id.org/hdhgraph/id/actor/in-another-file> .\n",
        encoding="utf-8",
    )
    report = check_files([path], project)
    generic = [each for each in report.found if each.finding.code.startswith("HG-O-")]
    assert [(each.finding.code, each.line, each.column) for each in generic] == [
        ("HG-O-undefined-term", 8, 5)
    ]


def test_the_languages_of_a_project_are_not_asked_of_other_files(
    project: Project, tmp_path: Path
) -> None:
    """The bundled project wants French; a stranger's ontology need not have it."""
    path = tmp_path / "a.ttl"
    path.write_text(
        HEAD + f"<{EX}> a owl:Ontology . ex:A a owl:Class ; rdfs:label 'a'@en .", encoding="utf-8"
    )
    assert [each.finding.code for each in check_files([path], project).found] == []


def test_the_closure_is_asked_of_files_as_well(tmp_path: Path) -> None:
    """A clash that takes a chain of inferences is found with `owl` alone, at its node."""
    path = tmp_path / "a.ttl"
    path.write_text(
        HEAD + "ex:A owl:disjointWith ex:B . ex:x a ex:A . ex:y a ex:B . ex:y owl:sameAs ex:x .\n",
        encoding="utf-8",
    )
    assert check_files([path], Project(tmp_path), [path]).found == ()
    found = check_files([path], Project(tmp_path), [path], owl=True).found
    assert {each.finding.code for each in found} == {"HG-O-inconsistent"}
    assert {each.line for each in found} == {7}


def test_no_graph_however_odd_stops_the_rules() -> None:
    """Terms of OWL in any place, lists in circles, triple terms: findings or none, in any order."""
    names = [ox.NamedNode(iri) for rule in rules().values() for iri in sorted(rule.needs)]
    of_owl = """
        disjointWith unionOf intersectionOf members inverseOf AllDisjointClasses onDatatype Class
        FunctionalProperty ObjectProperty DatatypeProperty
        """
    for iri, local in (
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil type type"),
        ("http://www.w3.org/2000/01/rdf-schema#", "subClassOf subPropertyOf domain range label"),
        ("http://www.w3.org/2002/07/owl#", of_owl),
    ):
        names += [ox.NamedNode(iri + each) for each in local.split()]
    own = [ox.NamedNode(f"{EX}{each}") for each in "abcdef"] + [ox.BlankNode(each) for each in "xy"]
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    literals = [ox.Literal("1", datatype=integer), ox.Literal('{x}"\n', datatype=integer)]
    for seed in range(60):
        chance = random.Random(seed)  # noqa: S311 - nothing secret
        store = ox.Store()
        for _ in range(50):
            triple = (
                chance.choice(own),
                chance.choice([each for each in names + own if isinstance(each, ox.NamedNode)]),
                chance.choice([*own, *names, *literals]),
            )
            odd = ox.Triple(*triple) if chance.random() < 0.05 else triple[2]
            store.add(ox.Quad(triple[0], triple[1], odd))
        for each in check_store(store, (), ("en",)):
            assert each.message("fr")
            assert "{" not in each.message("en") or "{x}" in each.message("en")
