"""Answer receipts: what was asked of which data, and the digest of what came back.

A receipt is its own token: nothing is kept. The digest can be recomputed by whoever can ask:

    curl -s ADDRESS.tsv | LC_ALL=C sort | sha256sum       solutions, or the boolean of an ASK
    curl -s ADDRESS.nt | LC_ALL=C sort -u | sha256sum     triples

It is over the lines in the order of their bytes, since answers that differ only in the order of
equals are the same answer. Blank nodes have no names that last: an answer with one has no digest.

A token is base64url over: one byte, the version of this form; the digest of the dataset, 32 bytes;
the digest of the answer, 32 bytes; a JSON array of query, parameters, number of solutions, data
edition, software version and base; 4 bytes of the SHA-256 of all before, against slips of the pen.
It is not signed: what it says of data that is no longer served cannot be checked.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import enum
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.errors import InputError
from hdhgraph.rdf.iris import compact
from hdhgraph.sparql.canned import ParameterType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hdhgraph.sparql.canned import CannedQuery, Choices

__all__ = ["Outcome", "Receipt", "canonical_values", "compare", "dataset_digest", "digest_answer"]

_FORM: Final = b"\x01"
_DIGEST: Final = 32
_CHECK: Final = 4
_SHORTEST: Final = 1 + 2 * _DIGEST + 2 + _CHECK
LONGEST_TOKEN: Final = 6_000
# What is not the name of a blank node, though it may look like one.
_QUOTED: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*+"|<[^<>\n]*+>')


class Outcome(enum.StrEnum):
    """What a receipt turns out to be when its query is asked again."""

    SAME = "same"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MISMATCH = "mismatch"
    UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer as it was: `dataset` and `result` are SHA-256 digests of 64 hexadecimal digits.

    `rows` is the number of solutions or triples; `base` is what the data's IRIs were minted under,
    empty where that is the project's own.
    """

    query: str
    parameters: tuple[tuple[str, str], ...]
    dataset: str
    result: str
    rows: int
    edition: str
    software: str
    base: str

    def token(self) -> str:
        """Return the receipt as text of letters, digits, hyphens and underscores."""
        told = [
            self.query,
            [list(pair) for pair in self.parameters],
            self.rows,
            self.edition,
            self.software,
            self.base,
        ]
        content = (
            _FORM
            + bytes.fromhex(self.dataset)
            + bytes.fromhex(self.result)
            + json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        )
        check = hashlib.sha256(content).digest()[:_CHECK]
        return base64.urlsafe_b64encode(content + check).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> Receipt:
        """Read a token.

        Raises InputError where it is none, or is damaged; there is one token for each receipt.
        """
        content = _decoded(token)
        places = (1, 1 + _DIGEST, 1 + 2 * _DIGEST)
        told = _told(content[places[2] : -_CHECK])
        receipt = cls(
            told[0],
            tuple((name, value) for name, value in told[1]),
            content[places[0] : places[1]].hex(),
            content[places[1] : places[2]].hex(),
            *told[2:],
        )
        # A lone surrogate in the JSON cannot be written again.
        with _damage(UnicodeEncodeError):
            is_itself = receipt.token() == token
        if not is_itself:
            raise InputError(_DAMAGED)
        return receipt


_DAMAGED: Final = "This is no receipt, or a part of its address is missing or altered."


def _decoded(token: str) -> bytes:
    """Return the bytes of a token whose length, version and check are right."""
    with _damage(UnicodeEncodeError, binascii.Error):
        content = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    is_whole = _SHORTEST <= len(content) <= LONGEST_TOKEN and content.startswith(_FORM)
    if not is_whole or hashlib.sha256(content[:-_CHECK]).digest()[:_CHECK] != content[-_CHECK:]:
        raise InputError(_DAMAGED)
    return content


def _told(content: bytes) -> list[Any]:
    """Return the members of a token's array, each of its type."""
    with _damage(ValueError, RecursionError):
        told = json.loads(content)
    match told:
        case [str(), list() as pairs, int() as rows, str(), str(), str()] if (
            type(rows) is int and rows >= 0 and all(map(_is_pair, pairs))
        ):
            return list(told)
    raise InputError(_DAMAGED)


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and [type(each) for each in pair] == [str, str]


@contextlib.contextmanager
def _damage(*errors: type[Exception]) -> Iterator[None]:
    """Say of these errors that the token is at fault."""
    try:
        yield
    except errors as error:
        raise InputError(_DAMAGED) from error


def dataset_digest(version: str) -> str:
    """Return the digest that names what is served: its version, where that is a SHA-256."""
    if re.fullmatch(r"[0-9a-f]{64}", version):
        return version
    return hashlib.sha256(version.encode()).hexdigest()


def digest_answer(content: bytes, *, is_graph: bool, is_boolean: bool = False) -> tuple[str, int]:
    """Return the digest of an answer, as TSV or N-Triples, and its number of solutions or triples.

    Raises InputError where it names a blank node.
    """
    if b"_:" in content and b"_:" in _QUOTED.sub(b"", content):
        raise InputError(
            "There is no receipt of this answer: it holds blank nodes, whose names do not last."
        )
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    ordered = sorted(set(lines) if is_graph else lines)
    digest = hashlib.sha256(b"".join(line + b"\n" for line in ordered)).hexdigest()
    return digest, len(ordered) - (0 if is_graph or is_boolean else 1)


def canonical_values(
    query: CannedQuery, values: Mapping[str, str], choices: Choices, prefixes: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the parameters that make up a question, in the query's order, defaults filled in.

    An IRI is its CURIE where it has one: ways to write one value are one question. Raises
    ParameterError as binding does.
    """
    query.bind(values, choices)
    given = []
    for parameter in query.parameters:
        value = values.get(parameter.name) or parameter.default
        if not value:
            continue
        term = parameter.term(value, choices)
        match parameter.type:
            case ParameterType.IRI:
                value = compact(term[1:-1], prefixes)
            case ParameterType.INTEGER | ParameterType.DATE:
                value = term.split('"')[1]
        given.append((parameter.name, value))
    return tuple(given)


def compare(then: Receipt, now: Receipt | None) -> Outcome:
    """Tell what became of an answer; `now` is None where its question can no longer be asked."""
    if now is None:
        return Outcome.UNANSWERABLE
    is_same_data = (then.dataset, then.base) == (now.dataset, now.base)
    is_same_result = (then.result, then.rows) == (now.result, now.rows)
    if is_same_data:
        # One dataset has one edition: another in the token was put there.
        is_told_right = is_same_result and then.edition == now.edition
        return Outcome.SAME if is_told_right else Outcome.MISMATCH
    return Outcome.UNCHANGED if is_same_result else Outcome.CHANGED
