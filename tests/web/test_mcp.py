"""The MCP server over standard input and output, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from hdhgraph.rdf.namespaces import HGID
from hdhgraph.sparql.as_of import GROUPS
from hdhgraph.sparql.canned import read_queries
from hdhgraph.web.mcp.tools import offer_tools
from hdhgraph.web.mcp.words import say
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mcp_types import CallToolResult, Tool

    from hdhgraph.project.layout import Project

COMMAND = [sys.executable, "-m", "hdhgraph", "mcp", "--unchecked"]
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CLAIM = "https://w3id.org/hdhgraph/id/claim/combes-not-ideal"


def with_client(ask: Callable[[Client], Awaitable[Any]], *options: str) -> Any:  # noqa: ANN401
    """Start the server as a client does, and ask it."""

    async def run() -> Any:  # noqa: ANN401 - whatever was asked
        command, *arguments = [*COMMAND, *options]
        parameters = StdioServerParameters(command=command, args=arguments, env=dict(os.environ))
        async with Client(stdio_client(parameters, errlog=errors)) as client:
            return await ask(client)

    with Path(os.devnull).open("w", encoding="utf-8") as errors:
        return asyncio.run(run())


def call_all(*calls: tuple[str, dict[str, Any]], options: tuple[str, ...] = ()) -> Any:  # noqa: ANN401
    """Return the results of tools, called one after the other."""

    async def ask(client: Client) -> list[CallToolResult]:
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    return with_client(ask, *options)


def list_tools(*options: str) -> list[Tool]:
    """Return the tools."""

    async def ask(client: Client) -> list[Tool]:
        return (await client.list_tools()).tools

    tools: list[Tool] = with_client(ask, *options)
    return tools


@pytest.mark.nightly
def test_every_canned_query_is_a_tool(project: Project) -> None:
    """Each query of the folder is a tool with a valid schema, and nothing else but three is."""
    tools = list_tools()
    assert {tool.name for tool in tools} == {*read_queries(project.queries), "find", "describe",
                                            "sparql"}  # fmt: skip
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.annotations.read_only_hint
        assert tool.description


def test_parameters_are_typed_by_the_graph() -> None:
    """A schema has the graph's own choices where they are few, dates, numbers and defaults."""
    tools = {tool.name: tool.input_schema["properties"] for tool in list_tools()}
    topic = tools["who-said-what"]["topic"]
    assert "cloud-act" in topic["enum"]
    assert topic["default"] == "cloud-act"
    assert tools["who-said-what"]["lang"]["default"] == "en"
    assert "enum" not in tools["who-said-what"]["actor"]
    assert tools["timeline"]["since"]["format"] == "date"
    assert tools["first-hand-and-second-hand"]["hand"]["type"] == "integer"


@pytest.mark.nightly
def test_descriptions_and_labels_are_french_where_asked() -> None:
    """`--lang fr` gives French descriptions, and French labels by default."""

    async def ask(client: Client) -> Any:  # noqa: ANN401 - a tuple
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        return client.instructions, tools, await client.call_tool("who-said-what", {"size": 1})

    instructions, tools, result = with_client(ask, "--lang", "fr")
    assert instructions == say("instructions", "fr")
    assert tools["find"].title == say("find.title", "fr")
    assert result.structured_content["parameters"]["lang"] == "fr"


@pytest.mark.nightly
def test_an_answer_carries_its_evidence() -> None:
    """Rows about claims name claim, speaker, source and place, and the version they are of."""
    (result,) = call_all(("who-said-what", {"topic": "cloud-act", "size": 500}))
    answer = result.structured_content
    assert json.loads(result.content[0].text) == answer
    assert {"claim", "fragment", "speaker", "capacity", "source", "start", "end"} <= set(
        answer["evidence"]["columns"]
    )
    assert answer["evidence"]["rowsWithout"] == 0
    assert len(answer["rows"]) == answer["total"] > 1
    assert all({"claim", "speaker", "source", "start"} <= set(row) for row in answer["rows"])
    assert len(answer["version"]["dataset"]) == 64
    assert answer["address"] == "/queries/who-said-what?topic=cloud-act&lang=en"


def test_a_pair_has_evidence_on_both_sides() -> None:
    """The second claim of a pair and who makes it are evidence too, and an actor who speaks."""
    pairs, replies, actor, silent = call_all(
        ("contradictions", {"size": 1}),
        ("who-answers-whom", {"size": 1}),
        ("actor", {"size": 1}),
        ("never-speaking", {"size": 1}),
    )
    shown = [set(each.structured_content["evidence"]["columns"]) for each in (pairs, replies)]
    assert {"claim", "speaker", "against", "opponent", "opponentFragment"} <= shown[0]
    assert {"claim", "speaker", "other", "otherSpeaker", "otherFragment"} <= shown[1]
    assert "actor" in actor.structured_content["evidence"]["columns"]
    assert "actor" not in silent.structured_content["evidence"]["columns"]


@pytest.mark.nightly
def test_every_answer_says_what_its_evidence_is(project: Project) -> None:
    """Each canned query answers by its defaults, with evidence or with words on its absence."""
    queries = read_queries(project.queries)
    results = call_all(*((slug, {"size": 3}) for slug in queries))
    assert len(results) == len(queries)
    for slug, result in zip(queries, results, strict=True):
        assert not result.is_error, slug
        evidence = result.structured_content["evidence"]
        assert evidence["note"], slug
        if not evidence["columns"]:
            assert evidence["note"] in (say("evidence.none", "en"), say("evidence.empty", "en"))


@pytest.mark.nightly
def test_pages_make_the_whole() -> None:
    """Pages follow each other without overlap, each says how to get the next, the last does not."""
    calls = [("who-said-what", {"size": 10, "page": number}) for number in (1, 2, 3, 4)]
    whole, *pages = call_all(("who-said-what", {"size": 500}), *calls)
    rows = [row for page in pages for row in page.structured_content["rows"]]
    assert rows == whole.structured_content["rows"]
    assert "page=2" in pages[0].structured_content["note"]
    assert {page.structured_content["total"] for page in pages} == {len(rows)}
    assert "past" in pages[3].structured_content["note"]
    assert "note" not in whole.structured_content


@pytest.mark.nightly
def test_nothing_found_is_said_as_such() -> None:
    """No row is told as “not in these sources”, not as a denial."""
    results = call_all(
        ("who-said-what", {"topic": "cloud-act", "actor": "anssi"}),
        ("sparql", {"query": "SELECT ?s { ?s <http://e.org/none> ?o }"}),
        ("find", {"name": "zzzz"}),
        ("describe", {"iri": "http://e.org/none"}),
    )
    for result in results:
        assert not result.is_error
        assert result.structured_content["note"].startswith("Not in these sources.")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("who-said-what", {"topic": "cloud-ac"}, "Did you mean cloud-act"),
        ("who-said-what", {"topik": "cloud-act"}, "has no parameter “topik”"),
        ("who-said-what", {"topic": ["cloud-act"]}, "“topic” takes one text or number"),
        ("who-said-what", {"topic": True}, "“topic” takes one text or number"),
        ("who-said-what", {"topic": '"} DROP ALL #'}, "is not a value of “topic”"),
        ("who-said-what", {"size": 501}, "“size” takes a whole number from 1 to 500"),
        ("who-said-what", {"page": 1.5}, "“page” takes a whole number"),
        ("timeline", {"since": "yesterday"}, "is not a day"),
        ("find", {"name": "?!"}, "“name” takes one to 8 words"),
        ("find", {"name": "x" * 201}, "longer than 200"),
        ("find", {"name": "x", "kind": "../"}, "is not a kind"),
        ("find", {}, "“name” takes one text"),
        ("describe", {"iri": "not an iri"}, "is not an IRI"),
        ("describe", {"iri": "x:> ?p ?o } #"}, "is not an IRI"),
        ("describe", {"iri": CLAIM, "asOf": "soon"}, "a day as YYYY-MM-DD"),
        ("describe", {"iri": CLAIM, "asOf": "2020-W23-1"}, "a day as YYYY-MM-DD"),
        ("describe", {"iri": CLAIM, "asOf": "20200601"}, "a day as YYYY-MM-DD"),
        ("sparql", {"query": " "}, "The query is empty"),
        ("sparql", {"query": "SELECT * {"}, "line 1, column 11"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "only reads: DELETE is refused"),
        ("sparql", {"query": "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("sparql", {"query": "{" * 5000}, "nest"),
        ("sparql", {"query": "ASK {}", "format": "csv"}, "has no parameter “format”"),
        ("sparql", {"query": CROSS}, "longer than 1 s"),
    ],
)
def test_a_bad_call_is_an_error_that_says_what_to_do(
    bad_calls: dict[str, CallToolResult], name: str, arguments: dict[str, Any], said: str
) -> None:
    """Hostile and wrong values are refused in a sentence, with the members of the problem."""
    result = bad_calls[json.dumps([name, arguments])]
    assert result.is_error
    assert said in result.content[0].text
    assert result.structured_content["type"].startswith("https://w3id.org/hdhgraph/problem/")


@pytest.fixture(scope="module")
def bad_calls() -> dict[str, CallToolResult]:
    """The results of the calls above, by one server that lives through all of them."""
    marks = test_a_bad_call_is_an_error_that_says_what_to_do.pytestmark
    calls = [(name, arguments) for name, arguments, _ in marks[0].args[1]]
    # Only the endless one is to meet the deadline, however slow the machine is.
    hasty = [call for call in calls if call[1].get("query") == CROSS]
    others = [call for call in calls if call not in hasty]
    results = call_all(*others, ("find", {"name": "cnil"}), options=("--timeout", str(PATIENCE)))
    assert not results.pop().is_error
    results += call_all(*hasty, options=("--timeout", "1"))
    calls = others + hasty
    return {json.dumps(call): result for call, result in zip(calls, results, strict=True)}


def test_names_are_found_whatever_their_accents() -> None:
    """A name without accents, in other capitals or in part finds the entity, the nearest first."""
    names = ("stephanie combes", "STÉPHANIE COMBES", "Stéphanie", "combes stephanie")
    results = call_all(*(("find", {"name": name, "kind": "actor"}) for name in names))
    for result in results:
        first = result.structured_content["entities"][0]
        assert first["iri"] == "https://w3id.org/hdhgraph/id/actor/stephanie-combes"
        assert first["label"] == "Stéphanie Combes"


def test_what_is_found_by_name_is_no_claim_and_no_place() -> None:
    """Their inferred labels hold the names of others, each many times."""
    names = ("combes", "microsoft", "affirme")
    for result in call_all(*(("find", {"name": name, "limit": 50}) for name in names)):
        found = result.structured_content["entities"]
        types = {each for entity in found for each in entity["types"]}
        assert not types & {"hg:Claim", "hg:Attestation"}


def test_names_that_are_found_are_bounded() -> None:
    """A word that many names have gives so many of them, and says that there are more."""
    (result,) = call_all(("find", {"name": "e", "limit": 3}))
    answer = result.structured_content
    assert len(answer["entities"]) == 3
    assert answer["note"] == say("more.names", "en")


def test_a_description_has_the_evidence_of_a_claim() -> None:
    """A claim is described with its attestations, their sources and their places."""
    (result,) = call_all(("describe", {"iri": "hgid:claim/combes-not-ideal"}))
    answer = result.structured_content
    assert answer["iri"] == CLAIM
    for term in ("hg:stance", "hg:attests", "oa:hasSource", "oa:start"):
        assert term in answer["turtle"]
    assert "@prefix sd:" not in answer["turtle"]


@pytest.mark.nightly
def test_a_description_may_be_of_a_day() -> None:
    """By a day by which it was not yet said, a claim is not described; else it is with counts."""
    later = f"{HGID}claim/roy-no-cloud-act-problem"
    (result,) = call_all(("describe", {"iri": later, "asOf": "1999-01-01"}))
    assert result.structured_content["turtle"] == ""
    assert result.structured_content["note"] == say("later", "en")
    (result,) = call_all(("describe", {"iri": f"{HGID}actor/cnil", "asOf": "2020-06-11"}))
    counts = result.structured_content["asOf"]
    assert counts.pop("day") == "2020-06-11"
    assert set(counts) == set(GROUPS)
    assert counts["said"] > 0


@pytest.mark.nightly
def test_a_canned_query_tells_the_groups_of_a_day() -> None:
    """Each row has its group, and all four are counted."""
    asked = ("who-said-what", {"topic": "cloud-act", "asOf": "2020-06-11", "size": 500})
    (result,) = call_all(asked)
    answer = result.structured_content
    counts = answer["asOf"]
    assert counts["day"] == "2020-06-11"
    groups = [row["asOfGroup"] for row in answer["rows"]]
    for group in ("said", "perhaps", "unknown"):
        assert counts[group] == groups.count(group)
    every = call_all(("who-said-what", {"topic": "cloud-act"}))[0].structured_content
    assert "asOf" not in every
    assert sum(counts[each] for each in GROUPS) == every["total"]


def test_entities_are_resources() -> None:
    """Entities are listed by pages, each can be read by its IRI, and a template names them all."""

    async def ask(client: Client) -> Any:  # noqa: ANN401 - a tuple
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
        templates = await client.list_resource_templates()
        read = await client.read_resource(CLAIM)
        return first.resources, second.resources, templates.resource_templates, read.contents

    first, second, templates, contents = with_client(ask)
    assert len(first) == 100
    assert {each.uri for each in first}.isdisjoint(each.uri for each in second)
    assert "https://w3id.org/hdhgraph/id/{kind}/{slug}" in [each.uri_template for each in templates]
    assert [(each.uri, each.mime_type) for each in contents] == [(CLAIM, "text/turtle")]
    assert "hg:attests" in contents[0].text


def test_a_graph_is_an_answer_of_the_query_tool() -> None:
    """CONSTRUCT gives Turtle, ASK a boolean, both with words on their evidence."""
    graph, boolean = call_all(
        ("sparql", {"query": f"CONSTRUCT {{ <{CLAIM}> ?p ?o }} {{ <{CLAIM}> ?p ?o }}"}),
        ("sparql", {"query": "ASK { ?s ?p ?o }"}),
    )
    assert "hg:stance" in graph.structured_content["turtle"]
    assert graph.structured_content["evidence"]["note"] == say("describe.evidence", "en")
    assert boolean.structured_content["rows"] == [{"boolean": True}]


def test_a_large_answer_is_cut_at_rows_and_says_so() -> None:
    """Rows that together are too large for one answer are left for a smaller page."""
    query = """SELECT ?n (CONCAT(?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a) AS ?text) {
      { SELECT (GROUP_CONCAT(STR(?s)) AS ?a) { { SELECT ?s { ?s ?p ?o } LIMIT 300 } } }
      { SELECT (?o AS ?n) { ?s ?p ?o } LIMIT 20 } }"""
    (result,) = call_all(("sparql", {"query": query}))
    answer = result.structured_content
    assert 0 < len(answer["rows"]) < 20 == answer["total"]
    assert answer["note"] == say("too_large", "en", size=len(answer["rows"]))


def test_a_query_named_like_a_tool_gives_way(tmp_path: Path) -> None:
    """A canned query called `find` is still offered, by another name."""
    text = """#+ summary: Example
#+ summary_fr: Exemple
#+ description: An example
#+ description_fr: Un exemple
ASK { ?s ?p ?o }"""
    (tmp_path / "find.rq").write_text(text, encoding="utf-8")

    class Example:
        queries = read_queries(tmp_path)

    tools = offer_tools(Example(), "en")  # type: ignore[arg-type]
    assert list(tools) == ["find", "describe", "sparql", "query-find"]


def test_the_words_are_in_both_languages() -> None:
    """Instructions say in both languages that a claim is no fact."""
    assert "it is not a fact" in say("instructions", "en")
    assert "ce n'est pas un fait" in say("instructions", "fr")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_and_its_engine(number: signal.Signals) -> None:
    """The server ends at once while it waits for input, and leaves no process behind."""
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(initialize())
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "hdhgraph"
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
    assert children
    process.send_signal(number)
    assert process.wait(timeout=PATIENCE) == 128 + number
    process.stdin.close()
    process.stdout.close()
    wait_until(
        lambda: not any(Path(f"/proc/{each}").exists() for each in children), "the engine's end"
    )


@pytest.mark.parametrize("is_busy", [False, True], ids=["idle", "busy"])
def test_the_death_of_the_engine_is_the_end(is_busy: bool) -> None:
    """Though the client keeps the input open: a sentence that says why, and 2."""
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(initialize())
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "hdhgraph"
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
    (zygote,) = map(int, children)
    if is_busy:
        started = {"jsonrpc": "2.0", "method": "notifications/initialized"}
        call = {"name": "sparql", "arguments": {"query": CROSS}}
        asked = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}
        process.stdin.write(
            b"".join(json.dumps(each).encode() + b"\n" for each in (started, asked))
        )
        process.stdin.flush()
    os.kill(zygote, signal.SIGKILL)
    assert process.wait(timeout=60) == 2
    said = process.stderr.read().decode().splitlines()
    assert said[-1] == "hdhgraph: The engine has ended (SIGKILL); start the server again."
    assert "Traceback" not in "".join(said)
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    assert not Path(f"/proc/{zygote}").exists()


def initialize() -> bytes:
    """Return the first line of a client of the handshake era."""
    params = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "example", "version": "1"},
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    return json.dumps(message).encode() + b"\n"


def test_only_messages_go_to_standard_output() -> None:
    """Lines that are no messages are survived, and every line of output is JSON-RPC."""
    lines = b"nonsense\n\xff\xfe\n\n" + initialize()
    result = subprocess.run(COMMAND, input=lines, capture_output=True, timeout=PATIENCE, check=True)
    messages = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["result"]["serverInfo"]["name"] for each in messages if each.get("id") == 1] == [
        "hdhgraph"
    ]
    assert all(each["jsonrpc"] == "2.0" for each in messages)


def test_without_the_extra_the_verb_says_what_to_install() -> None:
    """Where the SDK is not installed, `hdhgraph mcp` ends with 2 and names the extra."""
    code = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mcp", "mcp_types"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
sys.argv = ["hdhgraph", "mcp"]
from hdhgraph.cli import main
main()
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "hdhgraph: The MCP server is not installed here; "
        "install it with: pip install 'hdhgraph[mcp]'\n"
    )


def test_a_language_that_is_not_there_is_refused() -> None:
    """`--lang de` ends with 2."""
    result = subprocess.run(
        [*COMMAND, "--lang", "de"], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert result.returncode == 2
    assert "fr and en are" in result.stderr
