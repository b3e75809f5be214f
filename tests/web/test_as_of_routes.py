"""`asOf` of the canned queries over HTTP, as data and on their pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

PAGE: Final = {"accept": "text/html"}
QUESTION: Final = "/queries/who-said-what"
DAY: Final = "2020-06-11"


def test_a_day_leaves_out_what_had_not_been_said(client: TestClient) -> None:
    """`asOf` is a parameter as any other; an empty one is none."""
    everything = client.get(f"{QUESTION}.csv").text.splitlines()
    kept = client.get(f"{QUESTION}.csv?asOf={DAY}").text.splitlines()
    assert 1 < len(kept) < len(everything)
    assert set(kept) < set(everything)
    assert everything == client.get(f"{QUESTION}.csv?asOf=").text.splitlines()


@pytest.mark.parametrize("value", ["2020", "2020-13-01", "20200611", "2020-W24-4", "soon", "now"])
def test_what_is_no_day_is_refused(client: TestClient, value: str) -> None:
    """The sentence says what a day is, and which parameter takes it."""
    answer = client.get(f"{QUESTION}.csv?asOf={value}")
    assert answer.status_code == 400
    assert "YYYY-MM-DD" in answer.json()["detail"]
    assert "asOf" in answer.json()["detail"]


def test_openapi_knows_the_day(client: TestClient) -> None:
    """The description gives the parameter as a date that may be left out."""
    paths = client.get("/openapi.json").json()["paths"]
    offered = {each["name"]: each for each in paths[QUESTION]["get"]["parameters"]}
    assert "date" == offered["asOf"]["schema"]["format"]
    assert not offered["asOf"]["required"]


def test_the_form_asks_for_a_day(client: TestClient) -> None:
    """A parameter that is a date has a field for dates, which keeps its value."""
    text = client.get(f"{QUESTION}?asOf={DAY}&lang=en", headers=PAGE).text
    assert f'<input type="date" id="asOf" name="asOf" value="{DAY}">' in text
    assert (
        'type="date" id="since" name="since"' in client.get("/queries/timeline", headers=PAGE).text
    )


@pytest.mark.parametrize(
    ("lang", "note", "heading"),
    [("fr", "Ce qui avait été dit au 11 juin 2020", "Sans date"),
     ("en", "What had been said by 11 June 2020", "Undated")],
)  # fmt: skip
def test_the_page_shows_the_undated_apart(
    client: TestClient, lang: str, note: str, heading: str
) -> None:
    """What no text dates is a group of its own, after what had been said by the day."""
    text = client.get(f"{QUESTION}?asOf={DAY}&lang={lang}", headers=PAGE).text
    assert note in text
    (before, after) = text.split(f">{heading}</th>")
    rows = len(client.get(f"{QUESTION}.csv?asOf={DAY}").text.splitlines()) - 1
    assert rows - 1 == before.count("<tr><td>")
    assert 1 == after.count("<tr><td>")
    assert f">{heading}</th>" not in client.get(f"{QUESTION}?lang={lang}", headers=PAGE).text


def test_a_page_of_counts_says_what_undated_is(client: TestClient) -> None:
    """Where rows count claims, the page says which column counts the undated."""
    text = client.get(f"/queries/claims-by-month?asOf={DAY}&lang=en", headers=PAGE).text
    assert re.search(r"undated.* tells how many claims have no day", text)
    assert "Undated</th>" not in text


def test_who_never_spoke_is_not_undated(client: TestClient) -> None:
    """An actor without a claim by that day is not shown among claims without a day."""
    address = "/queries/actor?actor=stephanie-combes&asOf=0001-01-01&lang=en"
    text = client.get(address, headers=PAGE).text
    assert 1 == text.count("<tr><td>")
    assert "Undated</th>" not in text
