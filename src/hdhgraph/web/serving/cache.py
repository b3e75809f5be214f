"""Answers kept as the bytes that were sent, and HTTP validation (RFC 9111, RFC 9110 section 13).

What is served never changes while it runs, so the same request has the same answer: the key is the
raw request, looked up before anything of it is decoded. An answer marked `no-store` is not kept.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.web.http.timing import kept_headers
from hdhgraph.web.serving.replay import REPLAYABLE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["AnswerCache"]

# What a good answer may depend on, beside method and address.
_KEY_HEADERS: Final = frozenset((b"accept", b"accept-encoding", b"accept-language"))
_LARGEST_ENTRY: Final = 1024 * 1024
# What an entry's own objects take in memory beside their bytes: lists, tuples, dictionaries.
_OBJECTS: Final = 4_000
_NOT_MODIFIED_KEEPS: Final = frozenset(
    (b"vary", b"cache-control", b"etag", b"last-modified", b"server-timing", b"timing-allow-origin")
)

Key = tuple[str, bytes, bytes, tuple[tuple[bytes, bytes], ...]]


@dataclass(slots=True)
class Entry:
    """One answer as ASGI messages; `size` is what it counts in bytes."""

    etag: bytes
    start: Message
    body: Message
    not_modified: Message
    size: int


@dataclass(slots=True)
class Capture:
    """An answer on its way out, and what of it has passed."""

    start: Message | None = None
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    is_kept: bool = False


class AnswerCache:
    """Keep whole answers to GET and HEAD, up to `capacity` bytes; the least recently used go first.

    `version` is the digest of what is served, `modified` an HTTP date. The strong ETag is made of
    the version and the request, so that it is known before anything is evaluated.
    """

    def __init__(self, app: ASGIApp, version: str, modified: str, capacity: int) -> None:
        """Stand in front of `app`."""
        self._app, self._version = app, version.encode()
        self._capacity = capacity
        self._modified = modified.encode()
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self.size = 0
        self.hits = self.misses = 0

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._entries)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass on and keep what comes back."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        headers = scope["headers"]
        key: Key = (
            scope["method"],
            scope.get("raw_path") or scope["path"].encode(),
            scope["query_string"],
            tuple(pair for pair in headers if pair[0] in _KEY_HEADERS),
        )
        entry = self._entries.get(key)
        if entry is None:
            self.misses += 1
            await self._pass_on(key, scope, receive, send)
            return
        self.hits += 1
        self._entries.move_to_end(key)
        scope[REPLAYABLE] = True
        if self._is_current(headers, entry.etag):
            await send(entry.not_modified)
            await send({"type": "http.response.body"})
        else:
            await send(entry.start)
            await send(entry.body)

    def _is_current(self, headers: list[tuple[bytes, bytes]], etag: bytes) -> bool:
        """Tell whether the client has this answer (RFC 9110, 13.1.2 before 13.1.3)."""
        values = dict(headers)
        known = values.get(b"if-none-match")
        if known is not None:
            return etag in known or known.strip() == b"*"
        return values.get(b"if-modified-since") == self._modified

    def _etag(self, key: Key) -> bytes:
        digest = hashlib.sha256(self._version + repr(key).encode()).hexdigest()
        return f'"{digest[:32]}"'.encode()

    async def _pass_on(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        etag = self._etag(key)
        capture = Capture()

        async def send_and_keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = self._with_validators(message, etag, capture)
            elif capture.is_kept:
                self._take(key, etag, message, capture)
            await send(message)

        await self._app(scope, receive, send_and_keep)

    def _with_validators(self, start: Message, etag: bytes, capture: Capture) -> Message:
        headers = list(start["headers"])
        control = [value for name, value in headers if name.lower() == b"cache-control"]
        if start["status"] != 200 or b"no-store" in control:  # noqa: PLR2004 - OK
            return start
        if any(name == b"etag" for name, _ in headers):
            return start  # a file, which is validated and kept by itself
        headers += [(b"etag", etag), (b"last-modified", self._modified)]
        if not control:
            headers.append((b"cache-control", b"public, max-age=0, must-revalidate"))
        capture.start, capture.is_kept = {**start, "headers": headers}, True
        return capture.start

    def _take(self, key: Key, etag: bytes, message: Message, capture: Capture) -> None:
        """Keep a piece of the body; at its end make the entry, unless it has grown too large."""
        content = message.get("body", b"")
        capture.chunks.append(content)
        capture.size += len(content)
        if capture.size > _LARGEST_ENTRY:
            capture.is_kept = False
            capture.chunks.clear()
        elif not message.get("more_body", False) and capture.start is not None:
            self._keep(key, etag, capture.start, b"".join(capture.chunks))

    def _keep(self, key: Key, etag: bytes, start: Message, content: bytes) -> None:
        headers = kept_headers(start["headers"])
        names = {name.lower() for name, _ in headers}
        if b"content-length" not in names and key[0] == "GET":
            headers.append((b"content-length", str(len(content)).encode()))
        size = _OBJECTS + len(content) + len(repr(key)) + sum(len(n) + len(v) for n, v in headers)
        entry = Entry(
            etag,
            {**start, "headers": headers},
            {"type": "http.response.body", "body": content},
            _not_modified(headers),
            size,
        )
        replaced = self._entries.pop(key, None)
        self._entries[key] = entry
        self.size += size - (replaced.size if replaced else 0)
        while self.size > self._capacity:
            _, oldest = self._entries.popitem(last=False)
            self.size -= oldest.size


def _not_modified(headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    """Return the start of a 304, with the headers that it repeats (RFC 9110, 15.4.5)."""
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() in _NOT_MODIFIED_KEEPS or name.lower().startswith(b"access-control-")
    ]
    return {"type": "http.response.start", "status": 304, "headers": kept}
