"""The rules of canned queries that return claims: a day to filter by, and the evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from canned import QUERIES
from hdhgraph.checks.project import check_project
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.syntax.queries import EVIDENCE, columns_of, find_breaches
from hdhgraph.project.layout import Project
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.canned import read_query

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.checks.report.findings import Finding

RETURNING_CLAIMS: Final = sorted(s for s, q in QUERIES.items() if "claim" in columns_of(q))
HEADER: Final = """\
#+ summary: An invented query
#+ summary_fr: Une requête inventée
#+ description: An example
#+ description_fr: Un exemple
"""
DAY: Final = """\
#+ params:
#+   asOf: {type: date, description: A day, description_fr: Un jour}
"""
FILTER: Final = "FILTER (!BOUND(?asOf) || ?said <= ?asOf)"


def breaches(folder: Path, text: str) -> list[Finding]:
    """Return what breaks the rules in a query's text."""
    path = folder / "example.rq"
    path.write_text(text, encoding="utf-8")
    return list(find_breaches(read_query(path)))


def codes(found: list[Finding]) -> list[str]:
    """Return the codes of findings."""
    return [each.code for each in found]


def test_queries_that_return_claims_are_discovered() -> None:
    """Most of the bundled queries answer with claims."""
    assert len(RETURNING_CLAIMS) > 12


@pytest.mark.parametrize("slug", QUERIES)
def test_bundled_queries_keep_the_rules(slug: str) -> None:
    """Every bundled query that returns claims takes a day, and carries the evidence."""
    assert [] == list(find_breaches(QUERIES[slug]))


@pytest.mark.parametrize("slug", RETURNING_CLAIMS)
def test_a_query_without_a_day_is_found(slug: str, tmp_path: Path) -> None:
    """Under another name, or of another type, the day is no day; used it must be as well."""
    text = QUERIES[slug].text
    renamed = text.replace("asOf", "until_then")
    typed = re.sub(r"(asOf:\s+#\+\s+{type: )date", r"\1text", text)
    unused = re.sub(r"(VALUES\s*\([^()]*\))|\?asOf\b", lambda match: match[1] or "?none", text)
    assert typed != text != unused
    for planted in (renamed, typed, unused):
        (found,) = breaches(tmp_path, planted)
        assert found.code == "HG-Q1"
        assert found.severity is Severity.WARNING
        assert "asOf" in found.message("fr")
        assert found.message("fr") != found.message("en")


@pytest.mark.parametrize("column", EVIDENCE)
@pytest.mark.parametrize("slug", RETURNING_CLAIMS)
def test_a_query_without_evidence_is_found(slug: str, column: str, tmp_path: Path) -> None:
    """Each column that a row needs to be defended is demanded by its name."""
    text = QUERIES[slug].text
    name = "actor" if (slug, column) == ("actor", "speaker") else column
    last = text.rindex("\nSELECT")
    head, body = text[:last], text[last:]
    columns, rest = body.split("\nWHERE", 1)
    planted = re.sub(rf"\?{name}\b", "", columns)
    assert planted != columns
    (found,) = breaches(tmp_path, f"{head}{planted}\nWHERE{rest}")
    assert found.code == "HG-Q2"
    assert found.severity is Severity.WARNING
    assert f"?{column}" in found.message("en")
    assert f"?{column}" in found.message("fr")


def test_a_speaker_of_another_name_must_be_the_speaker(tmp_path: Path) -> None:
    """A column may be called otherwise only where the query says that it makes the claim."""
    select = "SELECT ?claim ?who ?capacity ?source ?start ?end ?fragment "
    hg = PREFIXES["hg"]
    for pattern, expected in (
        (f"?claim <{hg}stance> ?said ; <{hg}speaker> ?who", []),
        (f"?claim <{hg}stance> ?said . ?answered <{hg}speaker> ?who", ["HG-Q2"]),
        (f"?claim <{hg}speaker> ?else ; <{hg}about> ?who", ["HG-Q2"]),
    ):
        body = f"{select}{{ VALUES (?asOf) {{ (UNDEF) }} {pattern} {FILTER} }}"
        assert expected == codes(breaches(tmp_path, HEADER + DAY + body))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?speaker (COUNT(?claim) AS ?claims) { ?claim ?is ?speaker } GROUP BY ?speaker",
        "ASK { ?claim ?is ?speaker }",
        "CONSTRUCT { ?claim a ?kind } WHERE { ?claim a ?kind }",
    ],
)
def test_what_returns_no_claims_is_free(text: str, tmp_path: Path) -> None:
    """Counts, answers of yes or no and graphs have no rows of claims."""
    assert [] == breaches(tmp_path, HEADER + text)


def test_a_query_that_does_not_parse_is_a_violation(tmp_path: Path) -> None:
    """It could be listed, but never answered."""
    (found,) = breaches(tmp_path, f"{HEADER}SELECT ?claim {{ ?claim ?is }}")
    assert (found.code, found.severity) == ("HG-SYNTAX", Severity.VIOLATION)
    assert {"en", "fr"} == set(found.messages)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { service\n<http://127.0.0.1:9/> {} }",
        "SELECT ?x { SERVICE ?service { ?x a <urn:SERVICE:x> } }",
        """PREFIX service: <https://example.org/SERVICE#>
        SELECT ?x { SERVICE service:y { ?x a <https://example.org/SERVICE> , 'SERVICE' } }""",
    ],
)
def test_no_endpoint_is_asked_to_see_whether_a_query_parses(text: str, tmp_path: Path) -> None:
    """SERVICE is for the operator to allow; the check neither asks nor refuses it."""
    assert [] == breaches(tmp_path, HEADER + text)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX service: <https://example.org/SERVICE#> ASK { ?service service:a 'a SERVICE <x>' }",
        "ASK { ?service a <https://example.org/SERVICE> } # SERVICE <http://127.0.0.1:9/>",
    ],
)
def test_names_and_strings_are_no_clause(text: str, tmp_path: Path) -> None:
    """A query that names services is read as it stands."""
    assert [] == breaches(tmp_path, HEADER + text)


def test_a_clause_that_only_the_engine_reads_is_a_violation(tmp_path: Path) -> None:
    """What may ask an endpoint in a way that nobody else reads is not run, and told."""
    (found,) = breaches(tmp_path, f"{HEADER}ASK {{ ?s ?p 5SERVICE<http://127.0.0.1:9/> {{}} }}")
    assert found.code == "HG-SYNTAX"
    assert "SERVICE n'y est pas une clause" in found.message("fr")


def test_check_demands_it_of_any_project(tmp_path: Path) -> None:
    """`check` warns with the file, and stays green unless it is strict."""
    for folder in ("ontology", "data", "queries"):
        (tmp_path / folder).mkdir()
    thing = "<https://example.org/invented/a> a <https://example.org/invented/Thing> .\n"
    (tmp_path / "data" / "example.ttl").write_text(thing, encoding="utf-8")
    path = tmp_path / "queries" / "example.rq"
    path.write_text(f"{HEADER}SELECT ?claim {{ ?claim a ?kind }}", encoding="utf-8")
    report = check_project(Project(tmp_path))
    assert [("HG-Q1", f"{path}:5:8"), ("HG-Q2", f"{path}:5:8")] == [
        (each.finding.code, each.place) for each in report.found
    ]
    assert report.is_green()
    assert not report.is_green(strict=True)


def test_a_comment_in_a_query_accepts_a_finding(tmp_path: Path) -> None:
    """Anywhere in it, for the whole of it, with a reason."""
    (tmp_path / "queries").mkdir()
    path = tmp_path / "queries" / "example.rq"
    comment = "# hdhgraph: ignore HG-Q1 an invented reason\n"
    path.write_text(f"{HEADER}{comment}SELECT ?claim {{ ?claim a ?kind }}", encoding="utf-8")
    report = check_project(Project(tmp_path))
    assert [each.finding.code for each in report.found] == ["HG-Q2"]
    assert [each.reason for each in report.ignored] == ["an invented reason"]
