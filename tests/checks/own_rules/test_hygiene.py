"""The hygiene queries: how they are written, and that the bundled graph keeps them.

What each finds is told by its planted faults, see test_faults.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest

from hdhgraph.checks.own_rules.hygiene import hygiene
from hdhgraph.checks.report.findings import Finding, Severity
from hdhgraph.errors import InputError
from hdhgraph.project.layout import bundled
from hdhgraph.project.loading import load_project

FOLDER: Final = Path(__file__).parents[2] / "hygiene"
QUERIES: Final = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.rq")}
FAULTS: Final = {path.stem: path for path in (FOLDER / "faults").glob("*.trig")}
HEADER: Final = ("#+ summary: ", "#+ message_fr: ", "#+ message_en: ")


def store_of(turtle: str) -> pyoxigraph.Store:
    """Load TriG text into a store of its own."""
    store = pyoxigraph.Store()
    store.load(turtle, format=pyoxigraph.RdfFormat.TRIG)
    return store


def query(header: str, body: str = "SELECT ?focus WHERE { ?focus ?path ?value }") -> dict[str, str]:
    """Write one hygiene query named example."""
    return {"example": f"{header}\n{body}"}


def test_every_query_has_a_fault() -> None:
    """Each query has a planted fault of its name, and each fault a query."""
    assert QUERIES
    assert set(QUERIES) == set(FAULTS)


@pytest.mark.parametrize("slug", sorted(QUERIES))
def test_query_starts_with_its_header(slug: str) -> None:
    """A query starts with its summary and with a message in French and in English."""
    lines = QUERIES[slug].splitlines()
    assert all(line.startswith(start) for line, start in zip(lines, HEADER, strict=False))


@pytest.mark.parametrize("slug", sorted(QUERIES))
def test_query_declares_used_prefixes_only(slug: str) -> None:
    """A query declares the prefixes that it uses, in alphabetical order."""
    declared = re.findall(r"^PREFIX ([\w-]+):", QUERIES[slug], re.MULTILINE)
    body = re.sub(r'"[^"\n]*"|<[^>\s]*>|^(PREFIX|#).*$', "", QUERIES[slug], flags=re.MULTILINE)
    assert sorted(declared) == declared
    assert [name for name in declared if not re.search(rf"(?<![\w:-]){name}:", body)] == []


def test_bundled_graph_is_clean() -> None:
    """No hygiene query returns anything on the bundled graph."""
    store = load_project(bundled()).store
    assert len(store)
    assert hygiene(store, QUERIES) == []


def test_finding_tells_severity_property_and_value() -> None:
    """The columns of a query and its header make the finding."""
    found = hygiene(
        store_of("<https://example.org/a> <https://example.org/p> 'word'@en ."),
        query(
            "#+ message_fr: Un mot : non.\n#+ message_en: A word.\n#+ severity: info",
            "SELECT ?focus ?path ?value WHERE { ?focus ?path ?value }",
        ),
    )
    expected = Finding(
        code="HG-H-example",
        severity=Severity.INFO,
        messages={"fr": "Un mot : non.", "en": "A word."},
        focus="https://example.org/a",
        path="https://example.org/p",
        value='"word"@en',
    )
    assert [expected] == found


def test_named_graphs_are_one_default_graph() -> None:
    """A query sees a triple of a named graph without naming the graph."""
    store = store_of(
        "<https://example.org/g> { <https://example.org/a> a <https://example.org/C> }"
    )
    header = "#+ message_fr: Quelque chose.\n#+ message_en: Something."
    assert [found.focus for found in hygiene(store, query(header))] == ["https://example.org/a"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (query("#+ message_fr: Seulement."), "has no message_en"),
        (query("#+ message_en: Only."), "has no message_fr"),
        (query("#+ message_fr: A.\n#+ message_en: A.\n#+ severity: grave"), "unknown severity"),
        (query("#+ message_fr: A.\n#+ message_en: A.", "ASK { ?s ?p ?o }"), "is not a SELECT"),
    ],
)
def test_unusable_query_is_refused(text: dict[str, str], message: str) -> None:
    """A query without its messages, of an unknown severity or of another form is an error."""
    with pytest.raises(InputError, match=message):
        hygiene(pyoxigraph.Store(), text)
