"""Random queries against the service as an operator starts it: none of them ends a process."""

from __future__ import annotations

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from live_server import LiveServer, live_server, request, write_example
from sampling import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = int(os.environ.get("HDHGRAPH_FUZZ_QUERIES", amount(3_000, 60_000)))
SEED = int(os.environ.get("HDHGRAPH_FUZZ_SEED", "20260101"))
ALLOWED = {200, 400, 413, 503}
# Each rule is its choices; what is in capitals between angle brackets is a rule.
GRAMMAR = {
    "QUERY": ["SELECT * { <GROUP> } <TAIL>", "SELECT DISTINCT <V> <V> { <GROUP> } <TAIL>",
              "SELECT (<AGG> AS ?n) { <GROUP> } GROUP BY <V>", "ASK { <GROUP> }",
              "CONSTRUCT { <V> ?p <V> } WHERE { <GROUP> } <TAIL>", "DESCRIBE <V> { <GROUP> }",
              "SELECT (<EXPR> AS ?x) { <GROUP> }", "PREFIX : <http://e.org/> <QUERY>",
              "SELECT * FROM <http://e.org/graph> { <GROUP> }", "BASE <http://e.org/> <QUERY>"],
    "GROUP": ["<TRIPLE>", "<TRIPLE> . <GROUP>", "<TRIPLE> <PART> <GROUP>", "<PART>", ""],
    "TRIPLE": ["<V> ?p <V>", "<V> <PATH> <O>", "<V> ?p <O> ; ?q <V>", "<V> <PATH> <V> , <O>",
               "[ ?p <O> ] ?q <V>", "( <O> <V> ) ?p <V>", "_:b ?p <V>"],
    "PART": ["OPTIONAL { <GROUP> }", "{ <GROUP> } UNION { <GROUP> }", "MINUS { <GROUP> }",
             "FILTER(<EXPR>)", "FILTER EXISTS { <GROUP> }", "FILTER NOT EXISTS { <GROUP> }",
             "BIND(<EXPR> AS <V>)", "GRAPH ?g { <GROUP> }", "{ <QUERY> }",
             "VALUES <V> { <O> <O> UNDEF }", "GRAPH <http://e.org/graph> { <GROUP> }",
             "SERVICE <http://127.0.0.1:9/> { <GROUP> }",
             "VALUES (<V> <V>) { (<O> <O>) (<O> UNDEF) }"],
    "PATH": ["<http://e.org/p>", "<PATH>/<PATH>", "<PATH>|<PATH>", "^<PATH>", "(<PATH>)*",
             "(<PATH>)+", "(<PATH>)?", "!(<http://e.org/p>|^<http://e.org/q>)", "a"],
    "EXPR": ["<V>", "<O>", "<EXPR> + <EXPR>", "<EXPR> = <EXPR>", "<EXPR> && <EXPR>", "!<EXPR>",
             "(<EXPR>)", "<FUNC>(<EXPR>)", "<FUNC2>(<EXPR>, <EXPR>)", "IF(<EXPR>, <EXPR>, <EXPR>)",
             "<V> IN (<EXPR>, <EXPR>)", "EXISTS { <GROUP> }", "COALESCE(<EXPR>, <EXPR>)",
             "-<EXPR>", "<EXPR> / <EXPR>", "<EXPR> < <EXPR>", "REPLACE(<EXPR>, <O>, <EXPR>)"],
    "FUNC": ["STR", "LANG", "DATATYPE", "BOUND", "IRI", "BNODE", "STRLEN", "UCASE", "ABS", "ROUND",
             "YEAR", "TZ", "SHA256", "ISIRI", "ENCODE_FOR_URI", "CONCAT", "<http://e.org/f>"],
    "FUNC2": ["REGEX", "SUBSTR", "CONTAINS", "STRBEFORE", "STRDT", "STRLANG", "SAMETERM"],
    "AGG": ["COUNT(*)", "SUM(<EXPR>)", "GROUP_CONCAT(<EXPR>; SEPARATOR=<O>)", "MIN(<EXPR>)",
            "AVG(DISTINCT <EXPR>)", "SAMPLE(<EXPR>)", "COUNT(DISTINCT *)"],
    "TAIL": ["", "LIMIT 10", "ORDER BY <V>", "ORDER BY DESC(<EXPR>) LIMIT 3 OFFSET 2",
             "VALUES <V> { <O> }", "HAVING (<EXPR>)"],
    "V": ["?s", "?p", "?o", "?x", "$y"],
    "O": ["<http://e.org/s1>", "'a'", '"(a+)+$"', "'é'@fr", "1", "-1.5", "1e300", "true", "<x>",
          "'2020-02-30'^^<http://www.w3.org/2001/XMLSchema#date>", ":a",
          "'''long\n'''", "9223372036854775807"],
}  # fmt: skip
SCRAPS = ["{", "}", "(", ")", "'", '"', "'''", "\\", "#", "\n", "<", ">", "SERVICE", "\x00", "é",
          "𝄞", "%", ";", ".", "*", "\\u007B", "SELECT", "LOAD", "?", "^", "1" * 99]  # fmt: skip
_DEEPEST = 7
_AT_ONCE = 3


def generate(source: random.Random, rule: str = "QUERY", depth: int = 0) -> str:
    """Return a random text of a rule; deep down the first choices, which end, are taken."""
    choices = GRAMMAR[rule]
    if depth > _DEEPEST:
        text = choices[-1] if rule == "GROUP" else choices[0]
    else:
        text = source.choice(choices)
    for name in GRAMMAR:
        while (mark := f"<{name}>") in text:
            following = "" if depth > 2 * _DEEPEST else generate(source, name, depth + 1)
            text = text.replace(mark, following, 1)
    return text


def mutate(source: random.Random, text: str) -> str:
    """Return a text with some pieces cut out, doubled, moved or put in."""
    for _ in range(source.randrange(4)):
        start, end = sorted(source.randrange(len(text) + 1) for _ in range(2))
        match source.randrange(4):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] * source.choice([1, 2, 50]) + text[end:]
            case 2:
                text = text[:start] + source.choice(SCRAPS) + text[start:]
            case _:
                text = text[start:end] + text[:start] + text[end:]
        text = text[:100_000]
    return text


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with small limits."""
    data = write_example(tmp_path_factory.mktemp("fuzz"))
    options = ("--timeout", "2", "--max-memory", "128", "--max-rows", "5000")
    with live_server(data, *options) as running:
        yield running


def fuzz(server: LiveServer, seed: int, many: int) -> Counter[int]:
    """Ask so many random queries, and count the statuses; 1 is a 200 that was cut."""
    source, statuses = random.Random(seed), Counter[int]()  # noqa: S311 - it is no secret
    for _ in range(many):
        query = mutate(source, generate(source))
        body = query.encode("utf-8", "surrogatepass")
        headers = {"Content-Type": "application/sparql-query"}
        reply = server.exchange(request("POST", "/sparql", headers, body))
        assert reply.status in ALLOWED, (seed, query, reply.body[:200])
        if not reply.is_whole:
            assert (reply.status, reply.headers.get("transfer-encoding")) == (200, "chunked"), query
        statuses[reply.status if reply.is_whole else 1] += 1
    return statuses


def test_the_grammar_makes_queries() -> None:
    """The same seed gives the same texts, and many of them begin as queries do."""
    made = [generate(random.Random(seed)) for seed in range(50)]  # noqa: S311 - the same
    assert made == [generate(random.Random(seed)) for seed in range(50)]  # noqa: S311 - the same
    assert len(set(made)) > 40
    assert all("<GROUP>" not in text for text in made)


def test_no_query_ends_the_service(server: LiveServer) -> None:
    """No death of web process or zygote, no other status than those that are meant to be."""
    assert server.answer("ASK {}") == b"true"
    zygote = server.zygote()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running = [
            pool.submit(fuzz, server, SEED + number, QUERIES // _AT_ONCE)
            for number in range(_AT_ONCE)
        ]
        statuses = sum((each.result() for each in running), Counter[int]())
    assert statuses[200] > QUERIES / 50
    assert statuses[400] > QUERIES / 50
    assert server.process.poll() is None
    assert server.zygote() == zygote
    server.wait_until_idle()
    assert server.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == b"n\r\n400\r\n"
    assert b"Traceback" not in b"".join(_unexpected(server))


def _unexpected(server: LiveServer) -> list[bytes]:
    """Return what the server said of errors that are not cuts on purpose."""
    errors = server.log.read_bytes().split(b"Exception in ASGI application")
    return [each for each in errors[1:] if b"QueryStoppedError" not in each]
