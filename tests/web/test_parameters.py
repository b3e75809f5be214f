"""What the description says of parameters is what their routes read: all of it, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.http.parameters import AddressParameter, WrongParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.testclient import TestClient

# A name for each part of a path that stands for one.
PARTS: Final = {
    "/.well-known/sparql-examples/{name}": {"name": "who-said-what"},
    "/graph/{name}": {"name": "ontology"},
    "/pictures/{name}": {"name": "matrix"},
    "/ont.{ending}": {"ending": "html"},
    "/ont/{name}": {"name": "alignments"},
    "/vocab.{ending}": {"ending": "html"},
    "/vocab/{scheme}": {"scheme": "topic"},
    "/vocab/{scheme}/{concept}": {"scheme": "topic", "concept": "cloud-act"},
    "/shapes.{ending}": {"ending": "html"},
    "/id/{name}": {"name": "actor/cnil"},
    "/doc/{name}": {"name": "actor/cnil"},
    "/linkset/{name}": {"name": "actor/cnil"},
    "/claim/{name}/{form}": {"name": "combes-not-ideal", "form": "citation"},
    "/claim/{name}/nanopub/{part}": {"name": "combes-not-ideal", "part": "assertion"},
    "/queries/{name}/receipt": {"name": "who-said-what"},
}
# What these read of an address is declared; what else stands there is left alone.
LENIENT: Final = {
    "/.well-known/sparql-examples/", "/.well-known/sparql-examples/{name}", "/.well-known/void",
    "/CITATION.cff", "/about", "/api", "/balance", "/claim/{name}/nanopub/{part}",
    "/claim/{name}/{form}", "/dataset", "/dump", "/graph", "/graph/{name}", "/health",
    "/id/{name}", "/live", "/llms.txt", "/ont", "/ont.{ending}", "/ont/{name}", "/openapi.json",
    "/prefixes", "/queries", "/search/suggest", "/shapes", "/shapes.{ending}", "/sitemap.xml",
    "/sparql", "/sparql/complete", "/vocab", "/vocab.{ending}", "/vocab/{scheme}",
    "/vocab/{scheme}/{concept}",
}  # fmt: skip
# What is given beside a parameter where it is not read alone.
BESIDE: Final = {
    "/graph": {"graph": "https://w3id.org/hdhgraph/graph/ontology"},
    "/search": {"q": "cloud", "kind": "claim"},
    "/sparql": {"query": "ASK { }"},
    "/sparql/complete": {"kind": "class"},
}
VALUES: Final = {
    "actor": "octave-klaba", "left": "actor/cnil", "right": "actor/cnil", "topic": "cloud-act",
    "claim": "combes-not-ideal", "graph": BESIDE["/graph"]["graph"], "example": "who-said-what",
    "default-graph-uri": BESIDE["/graph"]["graph"], "named-graph-uri": BESIDE["/graph"]["graph"],
}  # fmt: skip
# A parameter that only one kind of picture has.
WHERE: Final = {("/pictures/{name}", "claim"): "/pictures/chain"}


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, list[dict[str, Any]]]:
    """The parameters that are described for GET, by path; of canned queries one stands for all."""
    paths = client.get("/openapi.json").json()["paths"]
    found = {
        path: [each for each in methods["get"].get("parameters", ()) if each["in"] == "query"]
        for path, methods in paths.items()
        if "get" in methods and (not path.startswith("/queries/") or "{" in path)
    }
    found["/queries/who-said-what"] = paths["/queries/who-said-what"]["get"]["parameters"]
    return found


@pytest.fixture(scope="module")
def token(client: TestClient) -> str:
    """The name of a receipt."""
    made = client.get("/queries/who-said-what/receipt", follow_redirects=False)
    return made.headers["location"].removeprefix("/receipt/").partition("?")[0]


def address_of(path: str, token: str) -> str:
    """Return an address of a route."""
    return path.format(**PARTS.get(path, {"name": token}))


def samples(client: TestClient, each: dict[str, Any]) -> Iterator[str]:
    """Yield values that a parameter takes by its description."""
    schema = each["schema"]
    if "enum" in schema:
        yield from map(str, schema["enum"][:8])
    elif schema["type"] == "integer":
        yield str(schema["minimum"])
    elif schema.get("format") == "date":
        yield "2025-12-31"
    elif each["name"] in VALUES:
        yield VALUES[each["name"]]
    elif "example" in each:
        yield each["example"]
    else:
        (first, *_) = client.get("/claims.json").json()["facets"][each["name"]]
        yield first["value"]


@pytest.mark.nightly
def test_what_is_not_described_is_refused(
    client: TestClient, described: dict[str, list[dict[str, Any]]], token: str
) -> None:
    """A parameter that is not described is refused, or makes no difference where this is told."""
    refused, asked = set(), set()
    for path in described:
        beside = BESIDE.get(path, {})
        plain, other = (
            client.get(address_of(path, token), params=each, follow_redirects=False)
            for each in (beside, {**beside, "nonesuch": "1"})
        )
        assert plain.status_code < 400, path
        asked.add(path)
        if other.status_code == 400:
            assert "nonesuch" in other.text
            refused.add(path)
        else:
            assert other.status_code == plain.status_code, path
    assert len(refused) > 8
    assert asked - refused == {*LENIENT, "/receipt/{name}"}


@pytest.mark.nightly
def test_what_is_described_is_taken(
    client: TestClient, described: dict[str, list[dict[str, Any]]], token: str
) -> None:
    """Each value that a description offers is taken, and an empty one where it says so."""
    asked = 0
    for path, parameters in described.items():
        for each in parameters:
            name = each["name"]
            values = [*samples(client, each), *([""] if each["allowEmptyValue"] else [])]
            address = WHERE.get((path, name), address_of(path, token))
            for value in values:
                given = {**BESIDE.get(path, {}), name: value}
                answer = client.get(address, params=given, follow_redirects=False)
                assert answer.status_code != 400, (path, name, value, answer.text)
                asked += 1
    assert asked > 250


@pytest.mark.parametrize("accept", ["text/html;q=0.9", "*/*;q=0.9"])
def test_what_is_read_is_described(
    client: TestClient,
    described: dict[str, list[dict[str, Any]]],
    token: str,
    accept: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No handler reads a parameter that the description of its route does not have."""
    read: set[str] = set()
    for method in ("given", "text", "whole", "day", "iri"):
        known = getattr(AddressParameter, method)

        def spy(
            self: AddressParameter,
            *given: object,
            known: Callable[..., object] = known,
            **options: object,
        ) -> object:
            read.add(self.name)
            return known(self, *given, **options)

        monkeypatch.setattr(AddressParameter, method, spy)
    asked = set()
    for path, parameters in described.items():
        read.clear()
        # No other test accepts just this: nothing is answered from a cache.
        answer = client.get(
            address_of(path, token), params=BESIDE.get(path), headers={"accept": accept},
            follow_redirects=False,
        )  # fmt: skip
        if answer.status_code >= 400:  # the page of a problem has a language of its own
            continue
        assert read <= {each["name"] for each in parameters}, path
        asked |= read
    assert {"format", "lang", "page"} <= asked


def test_what_is_outside_a_range_is_refused(
    client: TestClient, described: dict[str, list[dict[str, Any]]], token: str
) -> None:
    """A number before the first or after the last that is described is refused."""
    asked = 0
    for path, parameters in described.items():
        for each in parameters:
            schema = each["schema"]
            if schema.get("type") != "integer" or path == "/id/{name}":
                continue
            for value in (schema["minimum"] - 1, schema["maximum"] + 1):
                given = {**BESIDE.get(path, {}), each["name"]: value}
                answer = client.get(address_of(path, token), params=given)
                assert answer.status_code == 400, (path, each["name"], value)
                asked += 1
    assert asked > 16


def test_a_language_that_is_not_there_is_refused(
    client: TestClient, described: dict[str, list[dict[str, Any]]], token: str
) -> None:
    """Where a language is described, others are refused, but by what is no page or hands it on."""
    told = set()
    for path, parameters in described.items():
        if any(each["name"] == "lang" for each in parameters):
            given = {**BESIDE.get(path, {}), "lang": "de"}
            headers = {"accept": "text/html"}
            address = address_of(path, token)
            answer = client.get(address, params=given, headers=headers, follow_redirects=False)
            if answer.status_code != 400:
                told.add(path)
    assert told == {"/id/{name}", "/linkset/{name}", "/ont/{name}"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("01", "“01” is not 1 to 20."),
        ("0", "“0” is not 1 to 20."),
        ("21", "“21” is not 1 to 20."),
        ("²", "“²” is not 1 to 20."),
        ("1" * 5000, f"“{'1' * 5000}” is not 1 to 20."),
    ],
)
def test_a_whole_number_is_read_as_declared(wrong: str, said: str) -> None:
    """A number is one of the declared range, in plain digits; what is said names it."""
    size = AddressParameter(
        "size", type=ParameterType.INTEGER, least=1, most=20, default="7",
        wrong="“{value}” is not 1 to {most}.",
    )  # fmt: skip
    assert [size.whole({}), size.whole({"size": ""}), size.whole({"size": "20"})] == [7, 7, 20]
    with pytest.raises(WrongParameterError) as caught:
        size.whole({"size": wrong})
    assert str(caught.value) == said


def test_one_declaration_is_one_schema() -> None:
    """Type, range, choices and default are told as JSON Schema tells them."""
    whole = AddressParameter("n", type=ParameterType.INTEGER, least=1, most=9, default="3")
    assert whole.schema() == {"type": "integer", "minimum": 1, "maximum": 9, "default": 3}
    text = AddressParameter("q", choices=("a", "b"), is_many=True)
    assert text.schema() == {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    day = AddressParameter("d", "Day", "Jour", type=ParameterType.DATE, is_required=True)
    assert day.described() == {
        "name": "d", "in": "query", "required": True, "description": {"en": "Day", "fr": "Jour"},
        "schema": {"type": "string", "format": "date"}, "allowEmptyValue": False,
    }  # fmt: skip
