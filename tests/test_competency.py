"""The competency questions: numbered queries, each beside the answer that the texts give."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
import yaml

from hdhgraph.dataset import select
from hdhgraph.iris import expand
from hdhgraph.namespaces import HGID

FOLDER: Final = Path(__file__).parent / "competency"
QUESTIONS: Final = {path.stem: path for path in sorted(FOLDER.glob("*.rq"))}
AT_LEAST: Final = 20
HEADER_KEYS: Final = {"question_fr", "question_en", "note_fr", "note_en", "ordered"}
# Questions whose right answer is “not in these sources”: nothing, and never a no.
# Each is shown to be able to find what is not there, once an invented example states it.
UNKNOWN: Final = {
    "013": """
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix eli: <http://data.europa.eu/eli/ontology#> .
        <legal-act/example> dcterms:type <../vocab/actkind/decision> ;
            eli:passed_by <actor/cnil> ; eli:date_document "2000-01-01" .""",
    "028": """
        @prefix hg: <https://w3id.org/hdhgraph/ont#> .
        @prefix schema: <https://schema.org/> .
        <claim/example> hg:speaker <actor/cnil> ; hg:proposition <proposition/example> .
        <proposition/example> schema:about <legal-act/cloud-act> .""",
}

Answer = list[tuple[str, ...]]


def header(path: Path) -> dict[str, Any]:
    """Return what the `#+` lines of a question say."""
    lines = path.read_text(encoding="utf-8").splitlines()
    content = yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+")))
    assert isinstance(content, dict)
    return content


def expected_answer(path: Path) -> tuple[list[str], Answer]:
    """Return the variables and solutions of a CSV file, short names of IRIs written out."""
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        variables, *solutions = csv.reader(stream)
    return variables, [tuple(expand(value) for value in solution) for solution in solutions]


def given_answer(store: ox.Store, path: Path) -> tuple[list[str], Answer]:
    """Return the variables and solutions of a question, unbound ones as an empty text."""
    solutions = select(store, path.read_text(encoding="utf-8"))
    variables = [variable.value for variable in solutions.variables]
    return variables, [tuple(text(term) for term in solution) for solution in solutions]


def text(term: object) -> str:
    """Return the IRI or the text of a term; a question asks for no blank nodes."""
    if term is None:
        return ""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def test_questions_are_discovered() -> None:
    """There are questions, each numbered once and named as a sentence, each with its answer."""
    assert len(QUESTIONS) >= AT_LEAST
    assert all(re.fullmatch(r"\d{3}_[a-z0-9]+(-[a-z0-9]+)+", name) for name in QUESTIONS)
    assert len(QUESTIONS) == len({name[:3] for name in QUESTIONS})
    assert set(QUESTIONS) == {path.stem for path in FOLDER.glob("*.csv")}


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
    variables, expected = expected_answer(path)
    given_variables, given = given_answer(store, path)
    assert variables == given_variables
    if not header(path).get("ordered"):
        expected, given = sorted(expected), sorted(given)
    assert expected == given


@pytest.mark.parametrize("name", QUESTIONS)
def test_only_the_unknown_has_no_answer(name: str) -> None:
    """An empty answer is expected of the unknown alone, and a note says why it is empty."""
    _, solutions = expected_answer(QUESTIONS[name])
    assert (name[:3] in UNKNOWN) == (not solutions)
    assert solutions or "note_en" in header(QUESTIONS[name])


@pytest.mark.parametrize("number", UNKNOWN)
def test_the_unknown_would_be_found(number: str, store: ox.Store) -> None:
    """A question without an answer has one as soon as something states it."""
    path = next(path for name, path in QUESTIONS.items() if name.startswith(number))
    informed = ox.Store()
    informed.bulk_extend(store)
    informed.load(UNKNOWN[number], format=ox.RdfFormat.TURTLE, base_iri=HGID)
    assert given_answer(informed, path)[1]


def test_some_question_has_an_order() -> None:
    """Order is compared somewhere, and in a question of more than one solution."""
    ordered = [path for path in QUESTIONS.values() if header(path).get("ordered")]
    assert ordered
    assert all(len(expected_answer(path)[1]) > 1 for path in ordered)
