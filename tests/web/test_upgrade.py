"""An offer of another protocol is a field like any other (RFC 9110, 7.8): it changes no answer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_host import answers, cut, echo, told

from live_server import request

TOKENS = ["h2c", "websocket", "TLS/1.0", "foo/2, bar", "HTTP/2.0"]
OFFERS = [
    "Connection: Upgrade\r\nUpgrade: {}\r\n",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: {}\r\nHTTP2-Settings: AAEAAEAA\r\n",
    "Upgrade: {}\r\nConnection: keep-alive, UPGRADE\r\n",
    "upgrade:{}\r\nX: y\r\nUpgrade: more\r\nconnection:upgrade\r\n",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY", "SEARCH"]
SEVERAL = 3


@dataclass(frozen=True)
class Message:
    """One request: `offer` stands among its fields, or nothing does."""

    method: str
    body: bytes | None
    is_chunked: bool
    version: str
    offer: str

    def raw(self, *, offers: bool) -> bytes:
        """Return its bytes, with the offer or without."""
        fields = ["Host: a\r\n", self.offer if offers else "", "Accept: */*\r\n"]
        body = b""
        if self.version == "1.0":
            fields.append("Keep-Alive: 5\r\n")
        if self.is_chunked and self.body is not None:
            fields.append("Transfer-Encoding: chunked\r\n")
            body = b"".join(b"1;a=b\r\n%c\r\n" % byte for byte in self.body) + b"0\r\nT: t\r\n\r\n"
        elif self.body is not None:
            fields.append(f"Content-Length: {len(self.body)}\r\n")
            body = self.body
        line = f"{self.method} /p%20q?a=b HTTP/{self.version}\r\n"
        return f"{line}{''.join(fields)}\r\n".encode() + body


MESSAGES = st.builds(
    Message,
    st.sampled_from([method for method in METHODS if method != "HEAD"]),
    st.none() | st.sampled_from([b"", b"x", b"POST /a HTTP/1.1\r\nHost: b\r\n\r\n"]),
    st.booleans(),
    st.just("1.1"),
    st.builds(str.format, st.sampled_from(OFFERS), st.sampled_from(TOKENS)),
)


@given(st.lists(MESSAGES, min_size=1, max_size=SEVERAL), st.data())
def test_an_offer_changes_no_answer(messages: list[Message], data: st.DataObject) -> None:
    """Whatever the method, framing and token, wherever the bytes are cut, also pipelined."""
    plain = b"".join(each.raw(offers=False) for each in messages)
    offers = data.draw(st.lists(st.booleans(), min_size=SEVERAL, max_size=SEVERAL))
    mixed = b"".join(
        message.raw(offers=is_offered)
        for message, is_offered in zip(messages, offers, strict=False)
    )
    places = data.draw(st.lists(st.integers(0, len(mixed)), max_size=8))
    expected = [told(reply) for reply in answers(echo, [plain], len(messages))]
    assert len(expected) == len(messages)
    assert expected == [told(reply) for reply in answers(echo, cut(mixed, places), len(messages))]


@pytest.mark.parametrize("is_chunked", [False, True])
def test_every_cut_in_two_is_the_same(is_chunked: bool) -> None:
    """Before, within and after the end of the head, where the parser stops for an offer."""
    message = Message("POST", b"query=ASK", is_chunked, "1.1", OFFERS[0].format("h2c"))
    raw = message.raw(offers=True) * 2
    for place in range(len(raw)):
        found = [told(reply)["body"] for reply in answers(echo, cut(raw, [place]), 2)]
        assert found == ["query=ASK"] * 2, place


@pytest.mark.parametrize("token", TOKENS)
def test_an_offer_of_http_1_0_is_ignored(token: str) -> None:
    """RFC 9110, 7.8: a server must ignore an Upgrade field in an HTTP/1.0 request."""
    message = Message("POST", b"body", False, "1.0", OFFERS[0].format(token))
    (reply,) = answers(echo, [message.raw(offers=True)], 2)
    assert (told(reply)["body"], told(reply)["http_version"]) == ("body", "1.0")
    assert reply.headers["connection"] == "close"


def test_an_offer_does_not_make_bad_framing_good() -> None:
    """What is refused without an offer is refused with one (RFC 9112, 6.3)."""
    for fields in ("Transfer-Encoding: gzip", "Content-Length: 1\r\nContent-Length: 2"):
        for offer in ("", OFFERS[0].format("h2c")):
            raw = f"POST / HTTP/1.1\r\nHost: a\r\n{offer}{fields}\r\n\r\nGET / HTTP/1.1\r\n\r\n"
            (reply,) = answers(echo, [raw.encode()], 2)
            assert (reply.status, reply.headers["connection"]) == (400, "close"), raw


def test_a_tunnel_is_refused() -> None:
    """CONNECT is not implemented (RFC 9110, 9.3.6 and 15.6.2), and what follows is not read."""
    raw = b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n" + request("GET", "/")
    before = request("GET", "/before")
    for place in range(0, len(raw), 7):
        first, second = answers(echo, [before, *cut(raw, [place])], 3)
        assert told(first)["path"] == "/before"
        assert (second.status, second.headers["connection"]) == (501, "close")
        assert second.headers["content-type"] == "application/problem+json"
        assert "CONNECT" in second.json()["detail"]


@pytest.mark.parametrize(
    "raw",
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4",
        b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
    ],
)
def test_other_versions_are_refused(raw: bytes) -> None:
    """A client that begins with HTTP/2 is told which versions there are (RFC 9110, 15.6.6)."""
    for place in range(len(raw)):
        (reply,) = answers(echo, cut(raw, [place]), 2)
        assert (reply.status, reply.headers["connection"]) == (505, "close")
        assert "HTTP/1.1" in reply.json()["detail"]
