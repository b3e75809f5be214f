"""The MCP endpoint over HTTP: the SDK's own client against a real server, and bare requests."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.web.serving.app import Content, create_app
from live_server import LiveServer, live_server, request, write_example
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from hdhgraph.project.layout import Project

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
NAMES = (
    '<http://e.org/ete> <http://www.w3.org/2004/02/skos/core#prefLabel> "Été d\'exemple"@fr .',
    '<http://e.org/ete> <http://www.w3.org/2004/02/skos/core#prefLabel> "Example summer"@en .',
)


def initialize() -> bytes:
    """Return the first message of a client of the handshake era."""
    params = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "example", "version": "1"},
    }
    return message("initialize", params)


def message(method: str, params: dict[str, Any]) -> bytes:
    """Return one JSON-RPC request."""
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()


def call(name: str, arguments: dict[str, Any]) -> bytes:
    """Return the request for a tool."""
    return message("tools/call", {"name": name, "arguments": arguments})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A running service over an invented graph."""
    data = write_example(tmp_path_factory.mktemp("mcp"), NAMES)
    options = ("--default-graph", "union")
    with live_server(data, *options) as running:
        yield running


def post(server: LiveServer, body: bytes, path: str = "/mcp", **headers: str) -> Any:  # noqa: ANN401
    """POST a message."""
    return server.exchange(request("POST", path, HEADERS | headers, body))


def with_client(
    server: LiveServer, ask: Callable[[Client], Awaitable[Any]], mode: str = "auto"
) -> Any:  # noqa: ANN401 - whatever was asked
    """Ask by the SDK's client."""

    async def run() -> Any:  # noqa: ANN401 - the same
        async with Client(f"http://127.0.0.1:{server.port}/mcp", mode=mode) as client:
            return await ask(client)

    return asyncio.run(run())


@pytest.mark.nightly
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_client_of_the_sdk_is_answered(server: LiveServer, mode: str) -> None:
    """Clients with and without a handshake list the tools and call one over HTTP."""

    async def ask(client: Client) -> Any:  # noqa: ANN401 - two results
        tools = await client.list_tools()
        return tools.tools, await client.call_tool("find", {"name": "ete"})

    tools, result = with_client(server, ask, mode)
    assert {"find", "describe", "sparql", "who-said-what"} <= {tool.name for tool in tools}
    assert [each["iri"] for each in result.structured_content["entities"]] == ["http://e.org/ete"]


@pytest.mark.nightly
def test_a_query_that_takes_too_long_is_a_clear_error(tmp_path: Path) -> None:
    """A query past its time is ended, and the tool says which limit it met."""

    async def ask(client: Client) -> Any:  # noqa: ANN401 - a result
        return await client.call_tool("sparql", {"query": CROSS})

    with live_server(write_example(tmp_path), "--timeout", "1") as hasty:
        result = with_client(hasty, ask)
        assert result.is_error
        assert "longer than 1 s" in result.content[0].text
        assert result.structured_content["limit"] == "timeout"
        assert len(hasty.ended(status="stopped", reason="timeout")) == 1
        hasty.wait_until_idle()


def test_the_address_of_an_answer_gives_the_same_rows(server: LiveServer) -> None:
    """The address in an answer is one of this service, and has the same answer."""

    async def ask(client: Client) -> Any:  # noqa: ANN401 - a result
        query = "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2"
        return await client.call_tool("sparql", {"query": query})

    answer = with_client(server, ask).structured_content
    own = f"http://127.0.0.1:{server.port}"
    assert answer["address"].startswith(f"{own}/sparql?query=")
    reply = server.get(answer["address"].removeprefix(own), Accept="application/json")
    rows = [{"s": each["s"]["value"]} for each in reply.json()["results"]["bindings"]]
    assert rows == answer["rows"]


@pytest.mark.nightly
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_goes_ends_its_query(tmp_path: Path, mode: str) -> None:
    """The worker of a query whose client has gone is ended long before its deadline."""
    modern = {
        "Mcp-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": "sparql",
    }
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params: dict[str, Any] = {"name": "sparql", "arguments": {"query": CROSS}}
    if mode == "auto":
        params["_meta"] = meta
    headers = HEADERS | (modern if mode == "auto" else {})
    options = ("--timeout", "600", "--admin-port", "0")
    with live_server(write_example(tmp_path), *options) as server:
        post(server, initialize())
        with server.connect() as channel:
            channel.sendall(request("POST", "/mcp", headers, message("tools/call", params)))
            (shown,) = wait_until(server.running, "a query that runs")
            assert server.ended(reason="disconnect") == []
        (line,) = wait_until(lambda: server.ended(id=shown["id"]), "the end of its query")
    assert line["reason"] == "disconnect"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:6274", 200),
        ("http://127.0.0.1", 200),
        ("http://[::1]:80", 200),
        ("http://evil.example", 403),
        ("http://127.0.0.1.evil.example:80", 403),
        ("http://localhost@evil.example", 403),
        ("null", 403),
        ("http://[", 403),
        ("file://localhost", 403),
    ],
)
def test_an_origin_elsewhere_is_refused(server: LiveServer, origin: str, status: int) -> None:
    """Only pages of this machine may use the endpoint, whatever Host their requests name."""
    reply = post(server, initialize(), Origin=origin, Host="evil.example")
    assert reply.status == status
    if status == 403:
        assert reply.headers["content-type"] == "application/problem+json"


def test_an_origin_may_be_allowed(tmp_path: Path) -> None:
    """The operator names the pages that may use the endpoint."""
    with live_server(write_example(tmp_path), "--mcp-origin", "https://good.example") as server:
        assert post(server, initialize(), Origin="https://good.example").status == 200
        assert post(server, initialize(), Origin="https://bad.example").status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT"])
def test_there_is_neither_stream_nor_session(server: LiveServer, method: str) -> None:
    """Any method but POST is answered at once, with the one that works."""
    raw = request(method, "/mcp", {"Accept": "text/event-stream"})
    reply = server.exchange(raw, is_head=method == "HEAD")
    assert reply.status == 405
    assert reply.headers["allow"] == "POST, OPTIONS"
    assert "mcp-session-id" not in post(server, initialize()).headers


def test_a_preflight_names_what_clients_send(server: LiveServer) -> None:
    """A page that may use the endpoint can send the headers of the protocol."""
    reply = server.exchange(request("OPTIONS", "/mcp"))
    assert reply.headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert "Mcp-Protocol-Version" in reply.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"nonsense", 400),
        (b"", 400),
        (b"[]", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"\\ud800"}}', 400),
        (b"x" * 5_000_000, 413),
    ],
    ids=["words", "nothing", "batch", "depth", "bytes", "surrogate", "size"],
)
def test_a_body_that_is_no_message_is_refused(server: LiveServer, body: bytes, status: int) -> None:
    """What is not one message of a bounded size is a client's error, and the service lives on."""
    assert post(server, body).status == status
    assert post(server, initialize()).status == 200


@pytest.mark.parametrize(
    ("headers", "path"),
    [({"Content-Type": "text/plain"}, "/mcp"), ({}, "/mcp?lang=de")],
    ids=["type", "language"],
)
def test_a_request_that_is_not_meant_is_a_problem(
    server: LiveServer, headers: dict[str, str], path: str
) -> None:
    """Another media type or language is refused in a sentence."""
    reply = server.exchange(request("POST", path, HEADERS | headers, initialize()))
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/problem+json"


def test_descriptions_are_french_where_asked(server: LiveServer) -> None:
    """`?lang=fr` gives instructions and tools in French."""
    reply = post(server, initialize(), "/mcp?lang=fr")
    assert "ce n'est pas un fait" in reply.json()["result"]["instructions"]


def test_nothing_of_an_exchange_is_kept(server: LiveServer) -> None:
    """Answers are marked as not to be kept, and the process does not grow with exchanges."""
    reply = post(server, initialize())
    assert reply.headers["cache-control"] == "no-store"
    for _ in range(20):
        post(server, call("find", {"name": "ete"}))
    before = server.memory()
    for _ in range(150):
        assert post(server, call("find", {"name": "ete"})).status == 200
    assert server.memory() - before < 8 * 1024 * 1024


BLOCKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mcp", "mcp_types"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""


def test_without_the_extra_the_endpoint_says_what_to_install(project: Project) -> None:
    """Where the SDK is not installed, /mcp answers 501 and names the extra; the rest works."""
    code = f"""{BLOCKED}
from pathlib import Path
from starlette.testclient import TestClient
from hdhgraph.project.config import Settings
from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.web.serving.app import Content, create_app
source = Source({str(project.root)!r})
engine = Engine.start(source, Limits())
app = create_app(Settings(), Content(source, Path({str(project.queries)!r}), "0"), engine)
with TestClient(app) as client:
    reply = client.post("/mcp", json={{}})
    print(client.get("/health").status_code, reply.status_code, reply.headers["content-type"])
    print(reply.json()["detail"])
engine.close()
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert result.stdout.splitlines() == [
        "200 501 application/problem+json",
        "The MCP server is not installed here; install it with: pip install 'hdhgraph[mcp]'",
    ]


def test_the_sdk_is_not_loaded_before_it_is_asked_for() -> None:
    """The service starts without importing the SDK, which takes longer than the rest."""
    code = (
        "import sys, hdhgraph.web.serving.server; print([n for n in sys.modules if n[:3] == 'mcp'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


def test_entities_are_resources_at_another_base(project: Project) -> None:
    """With a base of the operator's own, resources and addresses are under it."""
    base = "https://own.example/kg/"
    source = Source(str(project.root), base=base)
    engine = Engine.start(source, Limits())
    content = Content(source, project.queries, project.version())
    app = create_app(Settings(base_iri=base), content, engine)
    with TestClient(app) as client:
        params = {"name": "describe", "arguments": {"iri": "hgid:claim/combes-not-ideal"}}
        reply = client.post("/mcp", content=message("tools/call", params), headers=HEADERS).json()
        answer = reply["result"]["structuredContent"]
        listed = client.post("/mcp", content=message("resources/list", {}), headers=HEADERS).json()
        named = client.post("/mcp", content=call("who-said-what", {}), headers=HEADERS).json()
    engine.close()
    assert answer["iri"] == f"{base}id/claim/combes-not-ideal"
    assert "hg:stance" in answer["turtle"]
    resources = [each["uri"] for each in listed["result"]["resources"]]
    assert resources
    assert all(uri.startswith(f"{base}id/") for uri in resources)
    said = named["result"]["structuredContent"]
    assert said["address"].startswith(f"{base}queries/who-said-what?")
    assert said["rows"][0]["claim"].startswith(f"{base}id/claim/")


def test_an_unknown_tool_or_resource_is_an_error_of_the_protocol(server: LiveServer) -> None:
    """What is not offered is refused with the code for invalid parameters."""

    async def ask(client: Client) -> list[int]:
        codes = []
        for asked in (
            client.call_tool("no-such-tool", {}),
            client.read_resource("http://e.org/nothing"),
            client.read_resource("no iri"),
            client.list_resources(cursor="-1"),
        ):
            with pytest.raises(MCPError) as caught:
                await asked
            codes.append(caught.value.code)
        return codes

    assert with_client(server, ask) == [-32602] * 4
