"""What the editor offers while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.web.queries.completion import written

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def offered(client: TestClient, kind: str, typed: str, lang: str = "en") -> list[dict[str, Any]]:
    """Return what is offered."""
    response = client.get("/sparql/complete", params={"kind": kind, "q": typed, "lang": lang})
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["results"]
    return found


@pytest.mark.parametrize("typed", ["hg:Cl", "Claim", "claim", "https://w3id.org/hdhgraph/ont#Cl"])
def test_a_class_by_any_name(client: TestClient, typed: str) -> None:
    """A class is found by its short form, its name, its label and its IRI."""
    assert offered(client, "class", typed)[0] == {
        "iri": "https://w3id.org/hdhgraph/ont#Claim",
        "term": "hg:Claim",
        "label": "claim",
    }


def test_labels_are_in_the_language_of_the_page(client: TestClient) -> None:
    """A term can be looked for, and is named, in French as in English."""
    assert offered(client, "class", "prise de", "fr")[0]["term"] == "hg:Claim"


def test_a_property_is_no_class(client: TestClient) -> None:
    """Each kind offers its own; our own terms come first."""
    properties = [each["term"] for each in offered(client, "property", "s")]
    assert properties[0].startswith("hg:")
    assert "hg:Source" not in properties


@pytest.mark.parametrize("typed", ["stephanie", "Stéphanie c", "COMBES", "hgid:actor/steph"])
def test_a_person_without_accents(client: TestClient, typed: str) -> None:
    """A name is found in any case, with accents or without, and by the start of its IRI."""
    first = offered(client, "entity", typed)[0]
    assert first["label"] == "Stéphanie Combes"
    assert first["term"] == f"<{first['iri']}>"


@pytest.mark.parametrize("typed", ["(", ".*", '"}', "\\", "[a", "x" * 100, "a{999999}", "${jndi}"])
def test_hostile_text_is_only_text(client: TestClient, typed: str) -> None:
    """Signs of expressions and queries are looked for as they are."""
    assert offered(client, "entity", typed) == []


def test_too_little_or_too_much_is_said(client: TestClient) -> None:
    """One letter finds no entity; a text too long or a kind that is none is refused."""
    assert offered(client, "entity", "a") == []
    assert len(offered(client, "property", "")) == 30
    for params in ({"kind": "entity", "q": "x" * 101}, {"kind": "thing", "q": "x"}, {"q": "x"}):
        response = client.get("/sparql/complete", params=params)
        assert response.status_code == 400
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("iri", "term"),
    [
        ("https://w3id.org/hdhgraph/ont#Claim", "hg:Claim"),
        ("https://w3id.org/hdhgraph/id/actor/x", "<https://w3id.org/hdhgraph/id/actor/x>"),
        ("http://www.w3.org/2004/02/skos/core#", "<http://www.w3.org/2004/02/skos/core#>"),
        ("http://e.org/x", "<http://e.org/x>"),
        ("https://schema.org/é", "<https://schema.org/é>"),
    ],
)
def test_a_term_is_written_as_sparql_reads_it(iri: str, term: str) -> None:
    """A prefix is used where no character has to be escaped."""
    assert written(iri, PREFIXES) == term
