"""What an address says: its parameters, read once a request, and how much of one is read."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from hdhgraph.engine.form_pairs import MOST_PAIRS, decode_pairs
from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import Scope

__all__ = [
    "LONGEST_KEPT",
    "address_pairs",
    "encoded_pairs",
    "in_language",
    "query_of",
    "readable_pairs",
    "too_long",
]

# A query may be as long as the parser of HTTP takes an address; a value is a name, or some words.
_LONGEST_PATH: Final = 8 * 1024
_LONGEST_QUERY_STRING: Final = 16 * 1024
_TAKES_A_QUERY: Final = "/sparql"
# A longer address is not made anew for a link.
LONGEST_KEPT: Final = 4000
# Where the pairs of a request are kept in its scope.
_PAIRS: Final = "hdhgraph.pairs"
_READABLE: Final = "hdhgraph.readable_pairs"


def address_pairs(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of the address.

    Raises InputError when they are not UTF-8, or more than 200.
    """
    known: list[tuple[str, str]] | None = request.scope.get(_PAIRS)
    if known is None:
        raw: bytes = request.scope["query_string"]
        try:
            known = decode_pairs(raw.decode())
        except UnicodeDecodeError as error:
            raise InputError("The address is not UTF-8.") from error
        request.scope[_PAIRS] = known
    return list(known)


def readable_pairs(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of the address, whatever its bytes are."""
    known: list[tuple[str, str]] | None = request.scope.get(_READABLE)
    if known is None:
        try:
            known = address_pairs(request)
        except InputError:
            query = request.scope["query_string"].decode("utf-8", "replace")
            known = parse_qsl(query, keep_blank_values=True)
        request.scope[_READABLE] = known
    return known


def in_language(request: Request, lang: str) -> str:
    """Return the address of this page in a language, relative to itself.

    All parameters are kept, unless they are too long.
    """
    if len(request.scope["query_string"]) > LONGEST_KEPT:
        return f"?lang={lang}"
    pairs = [(name, value) for name, value in readable_pairs(request) if name != "lang"]
    address = f"?{urlencode([*pairs, ('lang', lang)])}"
    return address if len(address) <= LONGEST_KEPT else f"?lang={lang}"


def encoded_pairs(request: Request) -> str:
    """Return the parameters of the address for another one, with their question mark."""
    pairs = address_pairs(request)
    return f"?{urlencode(pairs)}" if pairs else ""


def query_of(request: Request) -> str:
    """Return the parameters of the address as they were sent, with their question mark."""
    query = request.scope["query_string"].decode("utf-8", "replace")
    return f"?{query}" if query else ""


def too_long(scope: Scope) -> tuple[HTTPStatus, str] | None:
    """Return why an address is not read, as a status and a sentence; None where it is."""
    query: bytes = scope["query_string"]
    if len(scope.get("raw_path") or scope["path"]) > _LONGEST_PATH:
        return HTTPStatus.REQUEST_URI_TOO_LONG, f"The path is longer than {_LONGEST_PATH} bytes."
    if len(query) > _LONGEST_QUERY_STRING and scope["path"] != _TAKES_A_QUERY:
        sentence = (
            f"The parameters are longer than {_LONGEST_QUERY_STRING} bytes; shorten them, or post "
            "a query to /sparql."
        )
        return HTTPStatus.REQUEST_URI_TOO_LONG, sentence
    if query.count(b"&") >= MOST_PAIRS:
        return HTTPStatus.BAD_REQUEST, f"There are more than {MOST_PAIRS} parameters."
    return None
