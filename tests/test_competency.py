"""The competency questions: numbered queries, each beside the answer that the texts give."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
import yaml

from hdhgraph.checks.own_rules.competency import expected_answer, given_answer, is_ordered
from hdhgraph.rdf.namespaces import HGID, PREFIXES

FOLDER: Final = Path(__file__).parent / "competency"
QUESTIONS: Final = {path.stem: path for path in sorted(FOLDER.glob("*.rq"))}
AT_LEAST: Final = 66
HEADER_KEYS: Final = {"question_fr", "question_en", "note_fr", "note_en", "ordered"}
# The design's own questions: each keeps its number.
NUMBERS: Final = {f"{number:03}" for number in (*range(1, 29), *range(55, 67))}
# Questions whose right answer is “not in these sources”, or “none”: nothing, and never a no.
# Each is shown to be able to find what is not there, once an invented example states it.
UNKNOWN: Final = {
    "013": """
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix eli: <http://data.europa.eu/eli/ontology#> .
        <legal-act/example> dcterms:type <../vocab/actkind/decision> ;
            eli:passed_by <actor/cnil> ; eli:date_document "2000-01-01" .""",
    "025": """
        @prefix hg: <https://w3id.org/hdhgraph/ont#> .
        @prefix oa: <http://www.w3.org/ns/oa#> .
        <source/ticsante/0-7> a hg:Attestation ; oa:hasSource <source/ticsante> .""",
    "028": """
        @prefix hg: <https://w3id.org/hdhgraph/ont#> .
        @prefix schema: <https://schema.org/> .
        <claim/example> hg:speaker <actor/cnil> ; hg:proposition <proposition/example> .
        <proposition/example> schema:about <legal-act/cloud-act> .""",
    "038": """
        @prefix schema: <https://schema.org/> .
        <certification/hds> schema:provider <actor/example> .""",
    "039": """
        @prefix hg: <https://w3id.org/hdhgraph/ont#> .
        <event/hearing-schlosser-mecss> hg:edtf "2000-01-01" .""",
    "051": """
        @prefix hg: <https://w3id.org/hdhgraph/ont#> .
        @prefix schema: <https://schema.org/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <claim/example> hg:proposition <proposition/example> .
        <proposition/example> schema:about <../vocab/topic/contract> ;
            skos:prefLabel "The example contract costs nine euros"@en .""",
}

# A fact of these kinds only names a thing; a planted fault is to be about more.
LABELLING: Final = {
    PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel", "definition")
}

Answer = list[tuple[str, ...]]


def header(path: Path) -> dict[str, Any]:
    """Return what the `#+` lines of a question say."""
    lines = path.read_text(encoding="utf-8").splitlines()
    content = yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+")))
    assert isinstance(content, dict)
    return content


def given(store: ox.Store, path: Path) -> Answer:
    """Return the solutions of a question."""
    return given_answer(store, path.read_text(encoding="utf-8")).solutions


def test_questions_are_discovered() -> None:
    """There are questions, each numbered once and named as a sentence, each with its answer."""
    assert len(QUESTIONS) >= AT_LEAST
    assert all(re.fullmatch(r"\d{3}_[a-z0-9]+(-[a-z0-9]+)+", name) for name in QUESTIONS)
    assert len(QUESTIONS) == len({name[:3] for name in QUESTIONS})
    assert set(QUESTIONS) == {path.stem for path in FOLDER.glob("*.csv")}
    assert set() == NUMBERS - {name[:3] for name in QUESTIONS}


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_is_asked_in_both_languages(name: str) -> None:
    """A question stands in French and in English, and so does its note where it has one."""
    content = header(QUESTIONS[name])
    assert set() == set(content) - HEADER_KEYS
    assert content["question_fr"].endswith(" ?")
    assert content["question_en"].endswith("?")
    assert ("note_fr" in content) == ("note_en" in content)


@pytest.mark.parametrize("name", QUESTIONS)
def test_answer_is_the_one_of_the_texts(name: str, store: ox.Store) -> None:
    """The graph answers with the expected solutions, in order where the question has one."""
    path = QUESTIONS[name]
    expected = expected_answer(path)
    assert expected.variables == given_answer(store, path.read_text(encoding="utf-8")).variables
    assert answer_as_compared(path, expected.solutions) == answer_as_compared(
        path, given(store, path)
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_only_the_unknown_has_no_answer(name: str) -> None:
    """An empty answer is expected of the unknown alone, and a note says why it is empty."""
    solutions = expected_answer(QUESTIONS[name]).solutions
    assert (name[:3] in UNKNOWN) == (not solutions)
    assert solutions or "note_en" in header(QUESTIONS[name])


@pytest.mark.parametrize("number", UNKNOWN)
def test_the_unknown_would_be_found(number: str, store: ox.Store) -> None:
    """A question without an answer has one as soon as something states it."""
    path = next(path for name, path in QUESTIONS.items() if name.startswith(number))
    informed = ox.Store()
    informed.bulk_extend(store)
    informed.load(UNKNOWN[number], format=ox.RdfFormat.TURTLE, base_iri=HGID)
    assert given(informed, path)


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name[:3] not in UNKNOWN])
def test_answer_is_lost_with_one_fact(name: str, faulty: ox.Store) -> None:
    """Once a fact is removed that the answer rests on, the expected answer is no longer given."""
    path = QUESTIONS[name]
    expected = answer_as_compared(path, expected_answer(path).solutions)
    assert any(
        expected != answer_as_compared(path, given_without(faulty, path, quad))
        for quad in facts_behind(faulty, path)
    )
    assert expected == answer_as_compared(path, given(faulty, path))


@pytest.fixture(scope="module")
def faulty(store: ox.Store) -> ox.Store:
    """A copy of the graph, from which facts are taken out one at a time, and put back."""
    copied = ox.Store()
    copied.bulk_extend(store)
    return copied


def facts_behind(store: ox.Store, path: Path) -> list[ox.Quad]:
    """Return the facts on what the first solution, or else the question, names, labels apart."""
    quads: list[ox.Quad] = []
    for name in named(path):
        node = ox.NamedNode(name)
        quads += store.quads_for_pattern(node, None, None)
        quads += store.quads_for_pattern(None, None, node)
    return [quad for quad in quads if quad.predicate.value not in LABELLING]


def named(path: Path) -> list[str]:
    """Return the IRIs of our data in the first expected solution, then in the question."""
    answered = [value for value in expected_answer(path).solutions[0] if value.startswith(HGID)]
    asked = re.findall(r"<(\w[\w-]*/[^>:]+)>", path.read_text(encoding="utf-8"))
    return answered + [HGID + iri for iri in asked]


def given_without(store: ox.Store, path: Path, quad: ox.Quad) -> Answer:
    """Return the solutions of a question while one fact is missing."""
    store.remove(quad)
    solutions = given(store, path)
    store.add(quad)
    return solutions


def answer_as_compared(path: Path, solutions: Answer) -> Answer:
    """Return solutions in their order where the question has one, else sorted."""
    return solutions if is_ordered(path.read_text(encoding="utf-8")) else sorted(solutions)


def test_some_question_has_an_order() -> None:
    """Order is compared somewhere, and in a question of more than one solution."""
    ordered = [path for path in QUESTIONS.values() if is_ordered(path.read_text(encoding="utf-8"))]
    assert ordered
    assert all(len(expected_answer(path).solutions) > 1 for path in ordered)
