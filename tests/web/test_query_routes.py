"""Canned queries as routes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SLUG = "who-said-what"


def test_csv_by_suffix(client: TestClient) -> None:
    """`/queries/{slug}.csv` is CSV, whatever is accepted."""
    response = client.get(f"/queries/{SLUG}.csv?topic=cloud-act")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    solutions = list(csv.DictReader(io.StringIO(response.text)))
    assert len(solutions) >= 15
    assert all(each["claim"] and each["speaker"] and each["start"] for each in solutions)


def test_no_preference_gives_json(client: TestClient) -> None:
    """`*/*` gives results JSON; a browser gets a page."""
    response = client.get(f"/queries/{SLUG}")
    assert response.headers["content-type"] == "application/sparql-results+json"
    page = client.get(f"/queries/{SLUG}", headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "value", ["cloud-act", "topic:cloud-act", "https://w3id.org/hdhgraph/vocab/topic/cloud-act"]
)
def test_value_is_a_slug_a_curie_or_an_iri(client: TestClient, value: str) -> None:
    """One topic, three ways to say it."""
    expected = client.get(f"/queries/{SLUG}.csv").text
    assert client.get(f"/queries/{SLUG}.csv", params={"topic": value}).text == expected


@pytest.mark.parametrize(
    ("address", "status", "kind", "says"),
    [
        ("/queries/who-sad-what", 404, "unknown-query", "who-said-what"),
        (f"/queries/{SLUG}.exe", 404, "unknown-query", "There"),
        (f"/queries/{SLUG}?topic=cloud-actt", 400, "input", "cloud-act"),
        (f"/queries/{SLUG}?tpic=cloud-act", 400, "input", "topic"),
        (f"/queries/{SLUG}?topic=hds&topic=lock-in", 400, "input", "twice"),
        (f"/queries/{SLUG}?lang=de", 400, "input", "fr, en"),
        (f"/queries/{SLUG}?format=docx", 400, "input", "csv"),
        (f"/queries/{SLUG}?format=turtle", 406, "not-acceptable", "text/csv"),
        (f"/queries/{SLUG}?topic=x%22%7D%20%3Fs%20%3Fp%20%3Fo", 400, "input", "topic"),
    ],
)
def test_bad_input_is_one_problem(
    client: TestClient, address: str, status: int, kind: str, says: str
) -> None:
    """Each wrong request is told what is wrong and what there is."""
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"].rpartition("/")[2] == kind
    assert says in body["detail"] + " ".join(body.get("available", []))


def test_known_topic_without_claims_is_empty(client: TestClient) -> None:
    """Nothing said is no error."""
    response = client.get(f"/queries/{SLUG}.csv?topic=cloud-act&actor=thales")
    assert response.status_code == 200
    assert len(response.text.splitlines()) == 1


def test_list_of_queries(client: TestClient) -> None:
    """`/queries` lists every canned query with its parameters."""
    listed = client.get("/queries").json()
    found = {each["slug"]: each for each in listed}
    names = [parameter["name"] for parameter in found[SLUG]["parameters"]]
    assert names == ["topic", "actor", "organisation", "stance", "source", "lang"]
    for slug in found:
        assert client.head(f"/queries/{slug}").status_code in {200, 400}


def test_health(client: TestClient) -> None:
    """`/health` says what is served."""
    body = client.get("/health").json()
    assert body["status"] == "ok"
    assert (body["software"], body["ontology"]) == ("0.1.0", "0.1.0")
    assert len(body["dataset"]) == 64
    assert body["data"].startswith("2026-")
    assert body["quads"] > 1000


def test_openapi_describes_the_service(client: TestClient) -> None:
    """`/openapi.json` answers; no page that loads from elsewhere does."""
    assert client.get("/openapi.json").json()["info"]["title"] == "hdhgraph"
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
