"""Answers kept, validated and compressed (RFC 9110, RFC 9111)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from fastapi import FastAPI
from starlette.testclient import TestClient

from hdhgraph.web.serving.cache import AnswerCache
from hdhgraph.web.serving.hot_paths import HotPaths

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SELECT = "/sparql?query=SELECT%20%3Fs%20%7B%3Fs%20%3Fp%20%3Fo%7D%20ORDER%20BY%20%3Fs%20LIMIT%2050"
CONSTRUCT = "/sparql?query=CONSTRUCT%20WHERE%7B%3Fs%20a%20%3Fo%7D"
PAGES = [SELECT, "/queries/who-said-what.csv?topic=cloud-act", "/", "/queries", "/graph?default"]
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize("address", PAGES)
def test_the_etag_is_strong_and_stable(client: TestClient, address: str) -> None:
    """The same request has the same validators, kept or not; another request has others."""
    first, second = (client.get(address, headers={"accept": "*/*"}) for _ in range(2))
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["etag"].startswith('"')
    assert first.headers["last-modified"].endswith("GMT")
    assert first.content == second.content
    other = client.get(address, headers={"accept": "*/*;q=0.9"})
    assert other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "known", ["{etag}", "*", '"other", {etag}', "W/{etag}", '"a","b" , {etag}']
)
def test_if_none_match_gives_304(client: TestClient, known: str) -> None:
    """Who has the answer gets none, but the headers that a 304 repeats (RFC 9110, 13.1.2)."""
    first = client.get(SELECT)
    header = known.format(etag=first.headers["etag"])
    again = client.get(SELECT, headers={"if-none-match": header})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "vary", "cache-control", "last-modified", "access-control-allow-origin"):
        assert again.headers[name] == first.headers[name]
    assert "content-length" not in again.headers


def test_another_etag_gives_200(client: TestClient) -> None:
    """Who has another answer gets this one, also when it is not older (13.1.3)."""
    first = client.get(SELECT)
    headers = {"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]}
    assert client.get(SELECT, headers=headers).content == first.content


def test_if_modified_since_gives_304(client: TestClient) -> None:
    """Without an ETag the date counts."""
    date = client.get(SELECT).headers["last-modified"]
    assert client.get(SELECT, headers={"if-modified-since": date}).status_code == 304
    old = {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}
    assert client.get(SELECT, headers=old).status_code == 200


def test_head_is_kept_apart(client: TestClient) -> None:
    """HEAD has the status and type of GET and no body, whichever of them was first."""
    address = f"{SELECT}%23head"
    for _ in range(2):
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        got = client.get(address)
        assert got.content
        assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("accept", ["text/csv", "application/sparql-results+json", "text/html"]),
        ("accept-encoding", ["identity", "gzip", "br", "zstd"]),
    ],
)
def test_what_an_answer_depends_on_keeps_it_apart(
    client: TestClient, name: str, values: list[str]
) -> None:
    """Each Accept and Accept-Encoding has its own bytes and its own ETag, and Vary says so."""
    answers = [client.get(SELECT, headers={name: value}) for value in values]
    again = [client.get(SELECT, headers={name: value}) for value in values]
    assert len({answer.headers["etag"] for answer in answers}) == len(values)
    assert [each.content for each in answers] == [each.content for each in again]
    assert name in answers[0].headers["vary"].lower()


def test_languages_are_kept_apart(client: TestClient) -> None:
    """A page kept in one language is not shown in the other."""
    for lang in ("fr", "en", "fr", "en"):
        headers = {"accept": "text/html", "accept-language": lang}
        assert client.get("/", headers=headers).headers["content-language"] == lang


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "now()"])
def test_what_changes_is_not_kept(client: TestClient, function: str) -> None:
    """Each request has its own answer, and no one else may keep it."""
    address = f"/sparql?format=csv&query=SELECT%20({function}%20AS%20%3Fx)%7B%7D"
    first, second = client.get(address), client.get(address)
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers
    assert first.content != second.content


@pytest.mark.parametrize(
    "address", ["/nowhere", "/sparql?query=nonsense", "/queries/nothing", "/graph?graph=a:a"]
)
def test_problems_are_not_kept(client: TestClient, address: str) -> None:
    """A mistake is told anew each time."""
    for _ in range(2):
        response = client.get(address)
        assert response.status_code >= 400
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


FORMATS = [
    (SELECT, accept)
    for accept in ("application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                   "text/tab-separated-values", "text/html")
] + [
    (CONSTRUCT, accept)
    for accept in ("text/turtle", "application/n-triples", "application/ld+json",
                   "application/rdf+xml", "application/trig", "application/n-quads")
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize(("address", "accept"), FORMATS)
def test_every_format_is_compressed(
    client: TestClient, address: str, accept: str, encoding: str
) -> None:
    """Who takes a coding gets it, fresh and from the cache, and it is the same answer."""
    plain = client.get(address, headers={"accept": accept, "accept-encoding": "identity"})
    assert plain.headers.get("content-encoding") is None
    for _ in range(2):
        packed = client.get(address, headers={"accept": accept, "accept-encoding": encoding})
        assert packed.headers["content-encoding"] == encoding
        assert "accept-encoding" in packed.headers["vary"].lower()
        content = packed.content  # the client decodes what it knows
        if encoding == "zstd":
            content = zstandard.ZstdDecompressor().decompressobj().decompress(content)
        assert content == plain.content
        assert int(packed.headers.get("content-length", "0")) < len(plain.content)


def test_the_fast_way_says_what_the_long_way_says(client: TestClient) -> None:
    """A hot path gives the bytes and headers that FastAPI's route gives."""
    app: Any = client.app
    while not isinstance(app, FastAPI):
        app = getattr(app, "_app", None) or app.app
    fast = HotPaths(app)

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        is_long = dict(scope["headers"]).get(b"x-way") == b"long"
        await (app if is_long else fast)(scope, receive, send)

    addresses = [
        *PAGES[:2], "/queries/who-said-what", "/sparql", "/sparql?query=", "/sparql?query=x",
        "/queries/nothing", "/queries/who-said-what.ttl", f"{SELECT}&format=xml",
    ]  # fmt: skip
    both = TestClient(either)
    both.portal = client.portal  # the engine lives in one event loop
    compared = 0
    for address in addresses:
        for method in ("GET", "HEAD"):
            short, long = (both.request(method, address, headers={"x-way": way})
                           for way in ("fast", "long"))  # fmt: skip
            # A query that was evaluated and failed names itself, each by an id of its own.
            fast_body, long_body = (
                re.sub(rb'"query":"[0-9a-f]{16}"', b"", each.content) for each in (short, long)
            )
            assert (short.status_code, fast_body) == (long.status_code, long_body), address
            assert short.headers == long.headers
            compared += 1
    assert compared == 2 * len(addresses)


class Counting:
    """An application that answers with as many bytes as the address says, and counts."""

    def __init__(self) -> None:
        """Have been asked nothing."""
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer in pieces of 64 KiB."""
        self.asked.append(scope["path"])
        size = int(scope["path"].rpartition("/")[2])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while size > 65536:
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            size -= 65536
        await send({"type": "http.response.body", "body": b"x" * size})


def get(app: ASGIApp, path: str) -> int:
    """Return how many bytes an application answers with."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sum(len(message.get("body", b"")) for message in sent)


def test_the_cache_is_bounded_in_bytes() -> None:
    """The least recently used answers go first, and what is kept is never more than allowed."""
    app = Counting()
    cache = AnswerCache(app, "v", "date", 500_000)
    for number in range(20):
        assert get(cache, f"/{number}/100000") == 100_000
        assert get(cache, "/0/100000") == 100_000
        assert cache.size <= 500_000
    assert app.asked.count("/0/100000") == 1
    assert get(cache, "/19/100000") == 100_000
    assert app.asked.count("/19/100000") == 1
    get(cache, "/5/100000")
    assert app.asked.count("/5/100000") == 2


def test_an_answer_of_more_than_a_mebibyte_is_not_kept() -> None:
    """It passes as it comes, in pieces, and is made anew each time."""
    app = Counting()
    cache = AnswerCache(app, "v", "date", 64 * MEBIBYTE)
    for size, times in ((MEBIBYTE, 1), (MEBIBYTE + 1, 2)):
        for _ in range(2):
            assert get(cache, f"/{size}") == size
        assert app.asked.count(f"/{size}") == times


def test_a_cache_of_nothing_keeps_nothing() -> None:
    """Capacity 0 turns it off."""
    app = Counting()
    cache = AnswerCache(app, "v", "date", 0)
    assert [get(cache, "/10") for _ in range(3)] == [10, 10, 10]
    assert len(app.asked) == 3
