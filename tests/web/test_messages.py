"""The messages of the pages: who brings them, that none is missing and none is dead."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from hdhgraph.web import messages
from hdhgraph.web.messages import LANGUAGES, MESSAGES, brought, gathered

TEXTS = {"fr": "oui", "en": "yes"}


def test_features_bring_their_messages() -> None:
    """Every module of messages is found, and what it brings is among all messages."""
    folder = Path(messages.__file__).parent
    modules = {f"hdhgraph.web.{path.stem}" for path in folder.glob("*_messages.py")}
    found = dict(brought())
    assert modules
    assert modules == set(found)
    for own in found.values():
        assert own
        assert own.items() <= MESSAGES.items()


def test_the_frame_imports_no_feature() -> None:
    """The frame finds the messages of features, and names none of their modules."""
    tree = ast.parse(Path(messages.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert [name for name in imported if (name or "").startswith("hdhgraph.web")] == []


def test_a_key_of_two_modules_is_an_error() -> None:
    """No feature overwrites a message of another; the error names both."""
    one, other = ("a_messages", {"yes": TEXTS}), ("b_messages", {"no": TEXTS, "yes": TEXTS})
    with pytest.raises(ValueError, match="“yes” is defined in a_messages and in b_messages"):
        gathered([one, other])
    assert set(gathered([one, ("b_messages", {"no": TEXTS})])) == {"yes", "no"}


def test_messages_are_in_every_language() -> None:
    """No message is missing in one language."""
    assert [key for key, texts in MESSAGES.items() if set(texts) != set(LANGUAGES)] == []
