"""How much of an address is read, and what is said of one that is longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATHS = ["/", "/claims", "/search", "/doc/actor/cnil", "/queries/who-said-what", "/graph", "/busy"]
PAGE = {"Accept": "text/html", "Accept-Language": "fr"}


@pytest.mark.parametrize("path", PATHS)
def test_parameters_that_are_too_long_are_414(client: TestClient, path: str) -> None:
    """One sentence with the limit, for programs and as a page in the reader's language."""
    address = f"{path}?q={'x' * 16_400}"
    reply = client.get(address, headers={"Accept": "application/json"})
    assert (reply.status_code, reply.json()["status"]) == (414, 414)
    assert "16384 bytes" in reply.json()["detail"]
    page = client.get(address, headers=PAGE)
    assert page.status_code == 414
    assert '<html lang="fr">' in page.text
    assert "xxxx" not in page.text
    assert client.get(f"{path}?q={'x' * 16_300}").status_code != 414


def test_a_path_that_is_too_long_is_414(client: TestClient) -> None:
    """Nothing has such a name."""
    assert client.get("/doc/actor/" + "x" * 8_200).status_code == 414
    assert client.get("/doc/actor/" + "x" * 8_100).status_code == 404


def test_a_query_may_be_as_long_as_an_address(client: TestClient) -> None:
    """What is asked of /sparql is a text, not a name."""
    query = "ASK {}".ljust(40_000)
    assert client.get("/sparql", params={"query": query}).status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/sparql"])
def test_parameters_that_are_too_many_are_refused(client: TestClient, path: str) -> None:
    """200 are read; one more is a problem, on a page as well."""
    many = "&".join(["a=b"] * 201)
    assert "more than 200 parameters" in client.get(f"{path}?{many}").json()["detail"]
    assert client.get(f"{path}?{many}", headers=PAGE).status_code == 400


@pytest.mark.parametrize(("name", "value"), [
    ("default-graph-uri", "http://e.org/" + "x" * 9_000), ("format", "x" * 9_000), ("x" * 200, "1"),
])  # fmt: skip
def test_a_parameter_beside_a_query_is_short(client: TestClient, name: str, value: str) -> None:
    """What is wrong is named, and not repeated."""
    reply = client.post("/sparql", data={"query": "ASK {}", name: value})
    assert reply.status_code == 400
    assert f"“{name[:100]}" in reply.json()["detail"]
    assert len(reply.content) < 1_000
