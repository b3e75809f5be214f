"""Solutions in SPARQL 1.1 Query Results JSON, read one by one.

A large answer read in one go would hold the interpreter, and with it whoever else is answered.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SMALL", "read_results"]

# What is read in one go is read in a millisecond.
SMALL: Final = 64 * 1024
_BINDINGS: Final = '"bindings":['


def read_results(content: bytes) -> dict[str, Any]:
    """Return an answer of the engine as `json.loads` does: `head`, and `boolean` or `results`."""
    if len(content) <= SMALL:
        small: dict[str, Any] = json.loads(content)
        return small
    text = content.decode()
    before, mark, _ = text.partition(_BINDINGS)
    if not mark:
        whole: dict[str, Any] = json.loads(text)
        return whole
    answer: dict[str, Any] = json.loads(f"{before}{mark}]}}}}")
    answer["results"]["bindings"] = list(_bindings(text, len(before) + len(mark)))
    return answer


def _bindings(text: str, position: int) -> Iterator[dict[str, Any]]:
    """Yield the solutions from a place on, up to the bracket that ends them."""
    decode = json.JSONDecoder().raw_decode
    while text[position] != "]":
        solution, position = decode(text, position)
        yield solution
        position += text[position] == ","
