"""The pairs of a query string or form (URL Standard, 5.1), strictly in UTF-8."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from hdhgraph.errors import InputError

__all__ = ["decode_pairs"]

MOST_PAIRS: Final = 200


def decode_pairs(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a query string or form.

    Raises InputError when they are not UTF-8, or more than 200.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS)
    except UnicodeDecodeError as error:
        raise InputError("The percent-encoded text is not UTF-8.") from error
    except ValueError as error:
        raise InputError(f"There are more than {MOST_PAIRS} parameters.") from error
