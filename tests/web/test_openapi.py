"""The description of the API: valid, whole, true, in two languages, and as a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from live_server import live_server

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

CANNED: Final = "/queries/who-said-what"


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    """The description in English."""
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_is_openapi(client: TestClient, lang: str) -> None:
    """The description is valid OpenAPI 3.1 in both languages."""
    found = client.get(f"/openapi.json?lang={lang}").json()
    assert found["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []


def test_every_canned_query_is_a_path(client: TestClient, document: dict[str, Any]) -> None:
    """Each canned query is a path with GET and POST, and parameters of its own."""
    listed = client.get("/queries").json()
    assert len(listed) > 20
    for query in listed:
        methods = document["paths"][f"/queries/{query['slug']}"]
        assert set(methods) == {"get", "post"}
        own = [parameter["name"] for parameter in query["parameters"]]
        names = [parameter["name"] for parameter in methods["get"]["parameters"]]
        assert names == [*own, "format", "page", "size"]
        for body in methods["post"]["requestBody"]["content"].values():
            assert list(body["schema"]["properties"]) == names


def test_choices_are_those_of_the_graph(client: TestClient, document: dict[str, Any]) -> None:
    """An IRI parameter lists the short names of what the graph has, and each is taken."""
    parameters = {each["name"]: each for each in document["paths"][CANNED]["get"]["parameters"]}
    stances = parameters["stance"]["schema"]["enum"]
    assert stances == ["asserts", "denies", "qualifies", "questions"]
    for stance in stances:
        assert client.get(f"{CANNED}.csv", params={"stance": stance}).status_code == 200
    assert parameters["topic"]["schema"]["default"] == "cloud-act"
    assert len(parameters["actor"]["schema"]["enum"]) > 50


def test_types_are_told(document: dict[str, Any]) -> None:
    """Days, whole numbers and enumerations have schemas of their own."""

    def schema(slug: str, name: str) -> dict[str, Any]:
        parameters = document["paths"][f"/queries/{slug}"]["get"]["parameters"]
        (found,) = [each["schema"] for each in parameters if each["name"] == name]
        assert isinstance(found, dict)
        return found

    assert schema("timeline", "since")["format"] == "date"
    assert schema("first-hand-and-second-hand", "hand")["type"] == "integer"
    assert schema("timeline", "lang")["enum"] == ["fr", "en"]
    assert schema("timeline", "page")["minimum"] == 1


def test_every_example_works(client: TestClient, document: dict[str, Any]) -> None:
    """Each parameter's example is answered, alone and with the others."""
    asked = 0
    for path, methods in document["paths"].items():
        if not path.startswith("/queries/") or "{" in path:
            continue
        examples = {p["name"]: p["example"] for p in methods["get"]["parameters"] if "example" in p}
        response = client.get(f"{path}.csv?{urlencode(examples)}")
        assert response.status_code == 200, (path, response.text)
        asked += len(examples)
    assert asked > 40


_PAGE = "text/html"  # what a browser is told instead, where a page is on offer


def test_operations_are_named_once(document: dict[str, Any]) -> None:
    """Each operation has an id of its own, a summary, a known tag, and problems as problems."""
    tags = {tag["name"] for tag in document["tags"]}
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) > 60
    assert len(set(ids)) == len(ids)
    for operation in operations:
        assert operation["summary"]
        assert set(operation["tags"]) <= tags
        assert "422" not in operation["responses"]
        for status, response in operation["responses"].items():
            if status >= "400":
                first, *others = response["content"]
                assert first == "application/problem+json"
                # A client of the Model Context Protocol is told in its own terms, too.
                own = ["application/json"] if operation["operationId"].endswith("mcp_post") else []
                assert others in (own, [_PAGE])


@pytest.mark.parametrize(
    "path",
    [
        "/claim/{name}/{form}", "/claim/{name}/nanopub/{part}", "/queries/{name}/receipt",
        "/receipt/{name}", "/pictures/{name}", "/feed.atom", "/feed/changes.json",
        "/sparql/complete",
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_forms_receipts_pictures_and_feeds_are_described(
    client: TestClient, path: str, lang: str
) -> None:
    """Each says in both languages what it answers, and by which parameters."""
    get = client.get(f"/openapi.json?lang={lang}").json()["paths"][path]["get"]
    assert get["summary"] != path
    parameters = get["parameters"]
    named = [each["name"] for each in parameters]
    assert set(re.findall(r"\{(\w+)\}", path)) <= set(named)
    assert len(named) == len(set(named))
    assert all(each.get("description") or each["in"] == "path" for each in parameters)


def test_a_message_of_mcp_is_described(client: TestClient, document: dict[str, Any]) -> None:
    """The body has a schema; its example is answered."""
    post = document["paths"]["/mcp"]["post"]
    example = post["requestBody"]["content"]["application/json"]["schema"]["example"]
    answer = client.post("/mcp", json=example)
    assert (200, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert str(answer.status_code) in post["responses"]


def test_a_claim_can_be_had_in_each_form_that_is_named(
    client: TestClient, document: dict[str, Any]
) -> None:
    """The forms of a claim are those of the description, and each has one of its media types."""
    get = document["paths"]["/claim/{name}/{form}"]["get"]
    (form,) = [each for each in get["parameters"] if each["name"] == "form"]
    assert len(form["schema"]["enum"]) > 6
    for each in form["schema"]["enum"]:
        answer = client.get(f"/claim/combes-not-ideal/{each}")
        assert answer.status_code == 200
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in get["responses"]["200"]["content"]


def test_french(client: TestClient) -> None:
    """The description speaks French on demand, and only the languages it has."""
    french = client.get("/openapi.json?lang=fr").json()
    get = french["paths"][CANNED]["get"]
    assert get["summary"] == "Qui a dit quoi sur un sujet, par date"
    assert get["parameters"][0]["description"].startswith("Le sujet de la question")
    assert client.get("/openapi.json?lang=de").status_code == 400


def test_no_page_that_loads_from_elsewhere(client: TestClient) -> None:
    """The stock pages of FastAPI are not there."""
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_shows_every_operation(
    client: TestClient, document: dict[str, Any], lang: str
) -> None:
    """/api has each operation with a command, and nothing from another host."""
    page = client.get(f"/api?lang={lang}")
    assert page.headers["content-type"].startswith("text/html")
    for methods in document["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []
    tried = re.findall(r'<a href="(/queries/[^"]+)">', page.text)
    assert len(tried) > 20
    for address in tried[:5]:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


@pytest.mark.nightly
def test_a_default_that_the_graph_lacks_is_not_promised(tmp_path: Path) -> None:
    """Over other data, the values and defaults of the bundled queries are not there."""
    data = tmp_path / "other.ttl"
    data.write_text("<http://example.org/a> a <http://example.org/Thing> .", encoding="utf-8")
    with live_server(data) as server:
        paths = server.get("/openapi.json").json()["paths"]
    topic = paths[CANNED]["get"]["parameters"][0]
    assert topic["name"] == "topic"
    assert topic["schema"] == {"type": "string", "minLength": 1}
    assert "example" not in topic
