"""Receipts: a token is the receipt, and its digest is anybody's to compute."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.errors import InputError, ParameterError
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.canned import read_query
from hdhgraph.sparql.receipts import (
    Outcome,
    Receipt,
    canonical_values,
    compare,
    dataset_digest,
    digest_answer,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from hdhgraph.sparql.canned import Parameter

ONE = Receipt(
    query="who-said-what",
    parameters=(("topic", "topic:cloud-act"), ("text", "é « x » </script>")),
    dataset="a" * 64,
    result="b" * 64,
    rows=23,
    edition="2026-11-22",
    software="0.1.0",
    base="",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TSV = b'?a\t?b\n"z"@fr\t3\n<http://e.org/a>\t"x_: y"\n"z"@fr\t3\n'


def sealed(told: object, digests: bytes = bytes(64), form: bytes = b"\x01") -> str:
    """Return a token over any content, its check right."""
    content = form + digests + (told if isinstance(told, bytes) else json.dumps(told).encode())
    whole = content + hashlib.sha256(content).digest()[:4]
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


@given(
    st.builds(
        Receipt,
        TEXTS,
        st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
        st.binary(min_size=32, max_size=32).map(bytes.hex),
        st.binary(min_size=32, max_size=32).map(bytes.hex),
        st.integers(0, 10**9),
        *[TEXTS] * 3,
    )
)
def test_a_token_is_the_receipt(receipt: Receipt) -> None:
    """Whatever was asked comes back from the token, which needs no escaping in an address."""
    token = receipt.token()
    assert Receipt.read(token) == receipt
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_slip_of_the_pen_is_seen() -> None:
    """A token with one character changed, dropped or added is refused with one sentence."""
    token = ONE.token()
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        for damaged in (
            token[:place] + other + token[place + 1 :],
            token[:place] + token[place + 1 :],
            token[:place] + other + token[place:],
        ):
            with pytest.raises(InputError, match="This is no receipt"):
                Receipt.read(damaged)


GOOD = ["q", [["a", "b"]], 1, "e", "s", ""]


def test_the_planted_tokens_fail_for_their_fault() -> None:
    """The content that the faults below are planted in is read."""
    told = json.dumps(GOOD, separators=(",", ":")).encode()
    assert Receipt.read(sealed(told)).rows == 1


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "é",
        ONE.token() + "=",
        ONE.token().replace("-", "+") + " ",
        sealed(b""),
        sealed(b"[" * 3000),
        sealed(b"\xff"),
        sealed(json.dumps(GOOD).encode()),  # white space: another spelling of the same
        sealed({}),
        sealed(GOOD[:-1]),
        sealed([*GOOD, 1]),
        sealed(["q", [["a", "b"]], True, "e", "s", ""]),
        sealed(["q", [["a", "b"]], -1, "e", "s", ""]),
        sealed(["q", [["a", 1]], 1, "e", "s", ""]),
        sealed(["q", [["a"]], 1, "e", "s", ""]),
        sealed(["q", ["ab"], 1, "e", "s", ""]),
        sealed(b'["\\ud800",[],1,"e","s",""]'),
        sealed(json.dumps(GOOD, separators=(",", ":")).encode(), form=b"\x02"),
        sealed(json.dumps(["q" * 7000, [], 1, "", "", ""], separators=(",", ":")).encode()),
    ],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    """Text, other versions, wrong types, other spellings and giants are no receipts."""
    with pytest.raises(InputError, match="This is no receipt"):
        Receipt.read(token)


def test_the_digest_is_what_the_shell_computes() -> None:
    """`LC_ALL=C sort | sha256sum` gives the digest of solutions, `sort -u` that of triples."""
    graph = b'<http://e.org/b> <http://e.org/p> "\xc3\xa9" .\n<http://e.org/a> <p:p> <o:o> .\n' * 2
    for content, options, is_graph, rows in ((TSV, [], False, 3), (graph, ["-u"], True, 2)):
        sort = shutil.which("sort")
        assert sort is not None
        done = subprocess.run(
            [sort, *options],
            input=content,
            capture_output=True,
            check=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        expected = hashlib.sha256(done.stdout).hexdigest()
        assert digest_answer(content, is_graph=is_graph) == (expected, rows)


def test_the_order_of_solutions_is_no_difference_but_their_number_is() -> None:
    """Equals may come in any order; one more or one less of a solution is another answer."""
    head, *lines = TSV.splitlines(keepends=True)
    known = digest_answer(TSV, is_graph=False)
    assert digest_answer(head + b"".join(reversed(lines)), is_graph=False) == known
    assert digest_answer(head + b"".join(lines[:-1]), is_graph=False) != known
    assert digest_answer(b"true", is_graph=False, is_boolean=True)[1] == 1
    assert digest_answer(b"", is_graph=True) == (hashlib.sha256(b"").hexdigest(), 0)


@pytest.mark.parametrize(
    ("content", "is_graph"),
    [(b"?a\n_:b0\n", False), (b"_:b0 <p:p> <o:o> .\n", True), (b"<s:s> <p:p> _:b .\n", True)],
)
def test_a_blank_node_has_no_digest(content: bytes, is_graph: bool) -> None:
    """Names that change with each load are not digested; what only looks like one is."""
    with pytest.raises(InputError, match="blank nodes"):
        digest_answer(content, is_graph=is_graph)
    looks = b'?a\t?b\n"_:b0 \\" _:b1"\t<http://e.org/_:b>\n'
    assert digest_answer(looks, is_graph=False)[1] == 1


def test_the_five_outcomes() -> None:
    """Data and result, each the same or not, make four; a question that is gone is the fifth."""
    newer = replace(ONE, dataset="c" * 64, edition="2027-01-01")
    other = {"result": "d" * 64, "rows": 24}
    assert compare(ONE, ONE) is Outcome.SAME
    assert compare(ONE, newer) is Outcome.UNCHANGED
    assert compare(ONE, replace(newer, **other)) is Outcome.CHANGED
    assert compare(ONE, replace(ONE, **other)) is Outcome.MISMATCH
    assert compare(ONE, None) is Outcome.UNANSWERABLE
    assert compare(replace(ONE, edition="1999"), ONE) is Outcome.MISMATCH
    assert compare(replace(ONE, rows=22), ONE) is Outcome.MISMATCH
    # Under another base the same data have other IRIs.
    assert compare(replace(ONE, base="https://e.org/"), ONE) is Outcome.UNCHANGED


def test_the_dataset_is_named_by_its_digest() -> None:
    """A version that is a SHA-256 stays as it is; any other text becomes one."""
    assert dataset_digest("a" * 64) == "a" * 64
    assert dataset_digest("1.0") == hashlib.sha256(b"1.0").hexdigest()


@pytest.fixture
def query_file(tmp_path: Path) -> Path:
    """An invented canned query with a parameter of each type."""
    path = tmp_path / "example.rq"
    text = """#+ summary: Example
#+ summary_fr: Exemple
#+ description: Example
#+ description_fr: Exemple
#+ params:
#+   topic: {type: iri, scheme: topic, default: topic:hds, description: a, description_fr: a}
#+   text: {type: text, description: a, description_fr: a}
#+   day: {type: date, description: a, description_fr: a}
#+   most: {type: integer, description: a, description_fr: a}
SELECT ?topic WHERE { VALUES (?topic ?text ?day ?most) { (UNDEF UNDEF UNDEF UNDEF) } }
"""
    path.write_text(text, encoding="utf-8")
    return path


def test_ways_to_write_a_value_are_one_question(query_file: Path) -> None:
    """Slug, CURIE and IRI, basic and extended dates, and leading zeros make the same receipt."""
    query = read_query(query_file)

    def choices(_parameter: Parameter) -> Collection[str]:
        return {f"{PREFIXES['topic']}hds", f"{PREFIXES['topic']}lock-in"}

    expected = (("topic", "topic:hds"), ("text", 'a"b'), ("day", "2020-06-13"), ("most", "7"))
    given = {"text": 'a"b', "day": "2020-06-13", "most": "07"}
    for topic in ("hds", "topic:hds", f"{PREFIXES['topic']}hds", ""):
        values = {**given, "topic": topic}
        found = canonical_values(query, values, choices, PREFIXES)
        assert found == expected
        assert canonical_values(query, dict(found), choices, PREFIXES) == expected
    assert canonical_values(query, {}, choices, PREFIXES) == (("topic", "topic:hds"),)
    with pytest.raises(ParameterError):
        canonical_values(query, {"topic": "nothing"}, choices, PREFIXES)
    with pytest.raises(ParameterError):
        canonical_values(query, {"unknown": "x"}, choices, PREFIXES)
