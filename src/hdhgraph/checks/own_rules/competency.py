"""Competency questions: queries of a project, each beside the answer that it must have.

A question is a SELECT in `NAME.rq`, its answer the table of `NAME.csv`: variables, then solutions,
IRIs in full or as CURIEs of the query's prefixes, unbound ones empty. Order counts where the header
of the query has `#+ ordered: true`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.own_rules.codes import found
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.syntax.remote import CLAUSES, reason_of, refused_query
from hdhgraph.checks.syntax.step import place_in_query, place_of_words
from hdhgraph.engine.worker.closed import ask
from hdhgraph.errors import QueryRefusedError
from hdhgraph.rdf.iris import expand
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hdhgraph.checks.step import Checked
    from hdhgraph.project.layout import Project

__all__ = ["Answer", "expected_answer", "given_answer", "is_ordered", "of_project", "questions"]

_ORDERED: Final = re.compile(r"^#\+ ordered: *true *$", re.MULTILINE)
_PREFIX: Final = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^<>]*)>", re.MULTILINE | re.IGNORECASE)
_QUERY: Final = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)

_NO_ANSWER: Final = {
    "en": "there is no file {} that says what is.",
    "fr": "il n'y a pas de fichier {} qui la donne.",
}
_NO_QUESTION: Final = {
    "en": "there is no file {} that asks it.",
    "fr": "il n'y a pas de fichier {} qui la pose.",
}
_NO_TABLE: Final = {"en": "it is not a SELECT.", "fr": "ce n'est pas un SELECT."}
_UNREAD: Final = {
    "en": "{} is no table in UTF-8 with a row of variables.",
    "fr": "{} n'est pas un tableau en UTF-8 avec une ligne de variables.",
}
_VARIABLES: Final = {
    "en": "the columns are {}, not {}.",
    "fr": "les colonnes sont {}, et non {}.",
}
_ORDER: Final = {
    "en": "the solutions are in another order, from here on.",
    "fr": "les solutions sont dans un autre ordre à partir d'ici.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Variables, solutions as texts, and on which line of the file each solution stands."""

    variables: list[str]
    solutions: list[tuple[str, ...]]
    lines: tuple[int, ...] = ()


def questions(project: Project) -> list[Path]:
    """Return the files of the project's questions, sorted."""
    return sorted(project.folder("competency").glob("*.rq"))


def of_project(checked: Checked) -> Iterator[Place]:
    """Yield one finding for each question that is not answered as it must be."""
    folder = checked.project.folder("competency")
    queries = {path.stem: path for path in questions(checked.project)}
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in queries:
            yield Place(
                found("HG-K", {"reason": _told(_NO_QUESTION, f"{path.stem}.rq")}), path, 1, 1
            )
    for path in queries.values():
        yield from _of_question(checked.store, path)


def _of_question(store: ox.Store, path: Path) -> Iterator[Place]:
    try:
        text = path.read_text(encoding="utf-8")
        refused = refused_query(text)
        if refused is not None:
            yield place_of_words(found("HG-REMOTE", {"reason": refused}), path, CLAUSES)
            return
        given = given_answer(store, text)
    except QueryRefusedError as error:
        yield place_of_words(found("HG-REMOTE", {"reason": reason_of(error)}), path, CLAUSES)
        return
    except (SyntaxError, RuntimeError) as error:
        told = " ".join(str(error).split())
        yield place_in_query(found("HG-SYNTAX", {"reason": told}), path)
        return
    except (TypeError, UnicodeDecodeError):
        yield place_of_words(found("HG-K", {"reason": _NO_TABLE}), path, _QUERY)
        return
    table = path.with_suffix(".csv")
    if not table.is_file():
        yield place_of_words(found("HG-K", {"reason": _told(_NO_ANSWER, table.name)}), path, _QUERY)
        return
    try:
        expected = expected_answer(path)
    except ValueError:
        yield Place(found("HG-K", {"reason": _told(_UNREAD, table.name)}), table, 1, 1)
        return
    yield from _differences(path, expected, given)


def _differences(path: Path, expected: Answer, given: Answer) -> Iterator[Place]:
    """Yield the one finding, at the line that differs; of solutions too many, at the query."""
    table = path.with_suffix(".csv")
    if expected.variables != given.variables:
        names = (", ".join(f"?{name}" for name in each.variables) for each in (given, expected))
        yield Place(found("HG-K", {"reason": _told(_VARIABLES, *names)}), table, 1, 1)
        return
    missing = Counter(expected.solutions) - Counter(given.solutions)
    too_many = Counter(given.solutions) - Counter(expected.solutions)
    if missing:
        first = next(at for at, each in enumerate(expected.solutions) if each in missing)
        told = found("HG-K", {"reason": _counted(missing, too_many, expected.solutions[first])})
        yield Place(told, table, expected.lines[first], 1)
    elif too_many:
        first_given = next(each for each in given.solutions if each in too_many)
        told = found("HG-K", {"reason": _counted(missing, too_many, first_given)})
        yield place_of_words(told, path, _QUERY)
    elif is_ordered(path.read_text(encoding="utf-8")) and expected.solutions != given.solutions:
        pairs = enumerate(zip(expected.solutions, given.solutions, strict=True))
        at = next(at for at, (own, other) in pairs if own != other)
        yield Place(found("HG-K", {"reason": _ORDER}), table, expected.lines[at], 1)


def expected_answer(path: Path) -> Answer:
    """Return what the CSV file beside a question says, CURIEs of IRIs written out.

    Raises ValueError when it is not UTF-8, or has no variables, or rows of another length.
    """
    prefixes = {**PREFIXES, **dict(_PREFIX.findall(path.read_text(encoding="utf-8")))}
    with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        rows = []
        before = 0
        for row in reader:
            rows.append((before + 1, tuple(row)))
            before = reader.line_num
    if not rows or any(len(row) != len(rows[0][1]) for _, row in rows):
        raise ValueError(path.with_suffix(".csv").name)
    return Answer(
        list(rows[0][1]),
        [tuple(expand(value, prefixes) for value in row) for _, row in rows[1:]],
        tuple(line for line, _ in rows[1:]),
    )


def given_answer(store: ox.Store, text: str) -> Answer:
    """Return what the union of a store's graphs answers.

    Raises QueryRefusedError for SERVICE, SyntaxError where the question does not parse, TypeError
    where it is no SELECT.
    """
    solutions = ask(store, text)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(type(solutions).__name__)
    variables = [variable.value for variable in solutions.variables]
    return Answer(variables, [tuple(_text(term) for term in each) for each in solutions])


def is_ordered(text: str) -> bool:
    """Tell whether the order of the solutions counts."""
    return _ORDERED.search(text) is not None


def _text(term: object) -> str:
    """Return the IRI or the text of a term; that of a blank node means nothing."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else "_:" if term else ""


def _told(texts: Mapping[str, str], *values: str) -> Mapping[str, str]:
    return {lang: text.format(*values) for lang, text in texts.items()}


def _counted(
    missing: Counter[tuple[str, ...]], too_many: Counter[tuple[str, ...]], first: tuple[str, ...]
) -> Mapping[str, str]:
    """Say how many solutions are missing or too many, and which is the first."""
    lost, more, shown = missing.total(), too_many.total(), ", ".join(first)
    plural = "s" if lost > 1 else ""
    english = [f"{lost} solution{plural} missing"] if lost else []
    french = [f"{lost} solution{plural} manquante{plural}"] if lost else []
    if more:
        english.append(
            f"{more} too many" if lost else f"{more} solution{'s' * (more > 1)} too many"
        )
        french.append(f"{more} en trop" if lost else f"{more} solution{'s' * (more > 1)} en trop")
    return {
        "en": f"{', '.join(english)}; first: {shown}.",
        "fr": f"{', '.join(french)} ; la première : {shown}.",
    }
