"""No request holds the event loop: what anyone may send leaves everyone else their turn.

The loop itself tells how long it was held, in processor time of the whole process (`lag_server`).
"""

from __future__ import annotations

import json
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest
from kinds import KINDS

from live_server import LiveServer, request, serving
from sampling import sample
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_server import Reply

# Seconds that no request may hold the loop, and how often one may try: what a request takes, it
# takes each time, and what only befell it (a collection of garbage) it does not.
LONGEST: Final = 0.020
TRIES: Final = 4
MEBIBYTE: Final = 1024 * 1024
HTML: Final = {"Accept": "text/html", "Accept-Encoding": "br"}
ANY: Final = {"Accept": "*/*", "Accept-Encoding": "gzip"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT: Final = {"Content-Type": "application/sparql-query"}
JSON: Final = {"Content-Type": "application/json"}
MCP: Final = {**JSON, "Accept": "application/json, text/event-stream"}
# As much of an address as the parser of HTTP takes.
LONG: Final = 60_000
# What a text may be made of: each repeated to the longest.
UNITS: Final = {
    "words": "a ", "stops": ";", "brackets": "()", "quotes": "'", "escapes": "\\u0027",
    "strings": "'' ", "spaces": " ", "comments": "#\n", "IRIs": "<a>", "accents": "é",
    "markup": "<b>&", "zeros": "\0", "digits": "1", "colons": "a:",
}  # fmt: skip


@dataclass(slots=True)
class Probed:
    """A server with a probe in its loop."""

    server: LiveServer
    address: str

    def held(self) -> float:
        """Return the longest hold since the last time, in seconds of processor time."""
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(PATIENCE)
            channel.connect(self.address)
            return float(channel.recv(100))

    def least_hold(self, raw: bytes) -> tuple[float, Reply]:
        """Return the shortest of the longest holds of some tries, and the last answer."""
        least = float("inf")
        for _ in range(TRIES):
            self.held()
            reply = self.server.exchange(raw)
            least = min(least, self.held())
            if least <= LONGEST:
                break
        return least, reply


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probed]:
    """The bundled graph, served without a cache, with every page shown once."""
    folder = tmp_path_factory.mktemp("loop")
    address = str(folder / "probe")
    program = (str(Path(__file__).with_name("lag_server.py")), address)
    options = ("--cache", "0", "--log-level", "warning")
    with serving(folder / "log", *options, program=program) as server:
        for path in KINDS.values():
            server.exchange(request("GET", path, HTML))
        yield Probed(server, address)


def query_of(unit: str) -> bytes:
    """Return a text of a mebibyte that begins as a query does."""
    beginning = "SELECT * {"
    return (beginning + unit * (MEBIBYTE // len(unit.encode()))).encode()[: MEBIBYTE - 8]


@pytest.mark.parametrize("accept", [ANY, HTML], ids=["program", "page"])
@pytest.mark.parametrize("name", sample(sorted(UNITS), 4))
def test_a_long_query_leaves_others_their_turn(
    probed: Probed, name: str, accept: dict[str, str]
) -> None:
    """Posted as it is, and posted as a form; its page shows it again."""
    query = query_of(UNITS[name])
    direct = request("POST", "/sparql", {**DIRECT, **accept}, query)
    form = request("POST", "/sparql", {**FORM, **accept}, b"query=" + quote(query).encode())
    for raw in (direct, form):
        held, reply = probed.least_hold(raw)
        assert reply.status in (200, 400, 413), reply.body[:200]
        assert held <= LONGEST


BODIES: Final = {
    "pairs": (FORM, b"a=b&" * MEBIBYTE),
    "separators": (FORM, b"&" * 4 * MEBIBYTE),
    "a graph": (FORM, b"query=ASK{}&default-graph-uri=http://e.org/" + b"x" * 3 * MEBIBYTE),
    "no graph": (FORM, b"query=ASK{}&named-graph-uri=" + b"%20" * MEBIBYTE),
    "a format": (FORM, b"query=ASK{}&format=" + b"x" * 3 * MEBIBYTE),
    "a name": (FORM, b"x" * 3 * MEBIBYTE + b"=1"),
    "no UTF-8": (FORM, b"query=" + b"%FF" * MEBIBYTE),
    "no text": (DIRECT, b"\xff" * MEBIBYTE),
    "too much": (DIRECT, b"x" * 4 * MEBIBYTE + b"x"),
    "a value": (JSON, json.dumps({"topic": "x" * 3 * MEBIBYTE}).encode()),
    "a short value": (JSON, json.dumps({"topic": "\u00e9<" * 10_000}).encode()),
    "brackets": (JSON, b"[" * 3 * MEBIBYTE),
    "few brackets": (JSON, b'{"topic":' + b"[" * 60_000),
    "a number": (JSON, b'{"size":' + b"1" * 60_000 + b"}"),
    "members": (JSON, json.dumps({f"a{n}": "b" for n in range(5_000)}).encode()),
    "a call": (MCP, json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "sparql", "arguments": {"query": "SELECT * {" + ";" * 200_000}}}).encode()),
    "arguments": (MCP, json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "sparql", "arguments": {f"a{n}": "b" for n in range(15_000)}}}).encode()),
}  # fmt: skip


@pytest.mark.parametrize("accept", [ANY, HTML], ids=["program", "page"])
@pytest.mark.parametrize("path", ["/sparql", "/queries/who-said-what", "/mcp"])
@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_long_body_leaves_others_their_turn(
    probed: Probed, name: str, path: str, accept: dict[str, str]
) -> None:
    """Whatever it is, and whether it is what the address takes or not."""
    headers, body = BODIES[name]
    held, reply = probed.least_hold(request("POST", path, {**accept, **headers}, body))
    assert reply.status in (200, 202, 400, 406, 413, 415), reply.body[:200]
    assert held <= LONGEST


# Every address that reads something: those of the pages, and what programs ask.
ADDRESSES: Final = sorted({path.partition("?")[0] for path in KINDS.values()} | {
    "/claims.csv", "/claims.ttl", "/dump/all.nq.gz", "/feed.atom", "/feed/changes.json",
    "/id/actor/cnil", "/linkset/actor/cnil", "/doc/actor/cnil.jsonld", "/openapi.json",
    "/receipt/x",
    "/search.json", "/search/suggest", "/sparql/complete", "/busy", "/opensearch.xml", "/graph",
    "/queries/who-said-what.csv", "/pictures/map.svg", "/.well-known/void", "/mcp", "/robots.txt",
})  # fmt: skip
PARAMETERS: Final = (
    "q", "topic", "actor", "claim", "asOf", "kind", "language", "lang", "page", "size", "format",
    "left", "right", "of", "example", "graph", "query", "stance", "year", "sort",
)  # fmt: skip
# What an address may be made of, percent-encoded.
ENCODED: Final = ("%41", "%C3%A9", "%22", "%FF", "a")


@pytest.mark.parametrize("accept", [ANY, HTML], ids=["program", "page"])
@pytest.mark.parametrize("path", sample(ADDRESSES, 20))
def test_a_long_address_leaves_others_their_turn(
    probed: Probed, path: str, accept: dict[str, str]
) -> None:
    """Its path, a parameter of a name that is known or not, and many parameters."""
    many = "&".join(f"a{n}={n}" for n in range(199))
    targets = [f"{path}?{'a&' * (LONG // 2)}", f"{path}?{many}"]
    for unit in ENCODED:
        for longest in (LONG, 15_000, 3_000):
            text = unit * (longest // len(unit))
            targets += [f"{path}/{text}", f"{path}?{text}", f"{path}?x={text}"]
    for target in targets:
        held, reply = probed.least_hold(request("GET", target, accept))
        assert 200 <= reply.status < 500, (target[:80], reply.body[:200])
        assert held <= LONGEST, target[:80]


@pytest.mark.parametrize("accept", [ANY, HTML], ids=["program", "page"])
@pytest.mark.parametrize("path", [
    "/claims", "/search", "/pictures/map", "/compare", "/queries/who-said-what", "/sparql",
    "/graph", "/feed.atom", "/doc/actor/cnil", "/busy", "/sparql/complete",
])  # fmt: skip
def test_a_long_value_leaves_others_their_turn(
    probed: Probed, path: str, accept: dict[str, str]
) -> None:
    """Of every parameter that some address has, as long as it is read."""
    for name in PARAMETERS:
        for unit in ("%C3%A9", "%3Cb%3E", "a%20"):
            for longest in (LONG, 15_000):
                target = f"{path}?{name}={unit * (longest // len(unit))}"
                held, reply = probed.least_hold(request("GET", target, accept))
                assert 200 <= reply.status < 500, (target[:80], reply.body[:200])
                assert held <= LONGEST, target[:80]


FIELDS: Final = {
    "Accept": ["a/b,", "a/b;", "text/html;q=0.1,", "a/b; ", "*/*,", ";", "\t", 'a/b;c="'],
    "Accept-Language": ["fr,", "fr-x;q=0.1,", ",", "-"],
    "Accept-Encoding": ["br,", "gzip;q=0,", ";"],
    "If-None-Match": ['"a",', "*", '"'],
    "If-Modified-Since": ["Mon, "],
    "X-Forwarded-For": ["192.0.2.1,", ","],
    "Range": ["0-1,", "bytes=0-0,"],
    "Origin": ["http://a", "a."],
    "Content-Type": ["a/b;", "a"],
    "Cookie": ["a=b;"],
    "Connection": ["a,"],
    "Host": ["a."],
}


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%7B%7D", "/doc/actor/cnil", "/mcp",
                                  "/dump/all.nq.gz", "/claims"])  # fmt: skip
@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_long_header_leaves_others_their_turn(probed: Probed, name: str, path: str) -> None:
    """In one line, and in as many as a request may have."""
    method = "POST" if path == "/mcp" else "GET"
    for unit in FIELDS[name]:
        for longest in (8_190, LONG):
            value = unit * (longest // len(unit))
            raw = request(method, path, {**HTML, name: value}, b"" if method == "POST" else None)
            held, reply = probed.least_hold(raw)
            assert 200 <= reply.status < 500, reply.body[:200]
            assert held <= LONGEST, (unit, longest)
        lines = "".join(f"{name}: {unit}\r\n" for _ in range(LONG // len(unit)))
        raw = f"{method} {path} HTTP/1.1\r\nHost: a\r\n{lines}\r\n".encode()
        held, reply = probed.least_hold(raw)
        assert 200 <= reply.status < 500, reply.body[:200]
        assert held <= LONGEST, unit


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_body_in_many_chunks_leaves_others_their_turn(probed: Probed, size: int) -> None:
    """As HTTP cuts it, a few bytes at a time (RFC 9112, 7.1)."""
    chunk = b"%x\r\n%b\r\n" % (size, b"a" * size)
    head = request("POST", "/sparql", {**DIRECT, "Transfer-Encoding": "chunked"})
    held, reply = probed.least_hold(head + chunk * (MEBIBYTE // len(chunk)) + b"0\r\n\r\n")
    assert reply.status in (400, 413), reply.body[:200]
    assert held <= LONGEST


RESULTS: Final = {
    "2,500 rows": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2500",
    "8,000 rows": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 8000",
    "wide rows": "SELECT * { " + " ".join(f"BIND('<{n}' AS ?v{n})" for n in range(500))
                 + " VALUES ?x { 1 2 3 4 5 6 7 8 9 10 } }",
    "triples": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 8000",
    "one text": "SELECT (GROUP_CONCAT(?o; SEPARATOR='<') AS ?x) "
                "{ { SELECT ?o { ?s ?p ?o } LIMIT 9000 } }",
    "one word": "SELECT (REPLACE(GROUP_CONCAT(STR(?o)), '[^a-z]', 'x') AS ?x) "
                "{ { SELECT ?o { ?s ?p ?o } LIMIT 9000 } }",
    "a graph of one word": "CONSTRUCT { <a:a> <a:b> ?x } { SELECT (REPLACE(GROUP_CONCAT(STR(?o)), "
                           "'[^a-z]', 'x') AS ?x) { { SELECT ?o { ?s ?p ?o } LIMIT 6000 } } }",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(RESULTS))
def test_a_large_answer_leaves_others_their_turn(probed: Probed, name: str, lang: str) -> None:
    """On its page, as a file, compressed or not, and through MCP."""
    target = f"/sparql?lang={lang}&query={quote(RESULTS[name], safe='')}"
    for headers in (HTML, ANY, {"Accept": "*/*"}, {**HTML, "Accept-Encoding": "zstd"}):
        held, reply = probed.least_hold(request("GET", target, headers))
        assert reply.status in (200, 400), reply.body[:200]
        assert held <= LONGEST, headers
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "sparql", "arguments": {"query": RESULTS[name]}}}  # fmt: skip
    held, reply = probed.least_hold(
        request("POST", f"/mcp?lang={lang}", MCP, json.dumps(call).encode())
    )
    assert reply.status == 200, reply.body[:200]
    assert held <= LONGEST


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_page_leaves_others_their_turn(probed: Probed, kind: str) -> None:
    """Each kind of page, in both languages, as a browser asks for it."""
    for lang in ("en", "fr"):
        path = KINDS[kind]
        target = f"{path}{'&' if '?' in path else '?'}lang={lang}"
        held, _ = probed.least_hold(request("GET", target, HTML))
        assert held <= LONGEST, lang


def test_the_probe_sees_a_hold(probed: Probed) -> None:
    """What holds the loop is told, once it has: the silence above means something."""
    probed.held()
    probed.server.process.send_signal(signal.SIGUSR1)
    assert any(probed.held() > LONGEST for _ in range(10_000))
