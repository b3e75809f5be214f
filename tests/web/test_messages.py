"""The messages of the pages: who brings them, that none is missing and none is dead."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from jinja2 import Environment
from message_keys import (
    TEMPLATES,
    computed_by,
    computed_in,
    listed_in,
    parse_template,
    said_in,
    said_whole,
    used_by_scripts,
    used_in,
    web_modules,
)

import hdhgraph
from hdhgraph.i18n import messages
from hdhgraph.i18n.messages import LANGUAGES, MESSAGES, brought, forms, gathered, message
from hdhgraph.i18n.plurals import categories
from hdhgraph.web.queries.editor import _SCRIPT_KEYS

TEXTS = {"fr": "oui", "en": "yes"}


def test_features_bring_their_messages() -> None:
    """Every module of messages is found, and what it brings is among all messages."""
    folder = Path(hdhgraph.__file__).parent
    paths = [path.relative_to(folder.parent) for path in (folder / "web").rglob("*messages.py")]
    found = dict(brought())
    assert paths
    assert set(found) == {".".join(path.with_suffix("").parts) for path in paths}
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


def uses() -> set[str]:
    """Return all keys that are used: in Python, in templates, and by what these list."""
    used = {key for path in web_modules() for key in used_in(ast.parse(path.read_text("utf-8")))}
    used |= used_in(ast.parse(Path(messages.__file__).read_text(encoding="utf-8")))
    for path in TEMPLATES.rglob("*.html"):
        template = parse_template(path)
        used |= {key for said in said_in(template) for key in said_whole(said)}
        used |= listed_in(template) & set(MESSAGES)
    return used


def test_what_is_used_is_defined_and_no_more() -> None:
    """No message is missing, and none is dead."""
    used = uses()
    assert [] == sorted(used - set(MESSAGES))
    assert [] == sorted(set(MESSAGES) - used)


def test_uses_are_found() -> None:
    """Whole keys are found in a call, a choice and a table, in Python and in a template."""
    tree = ast.parse(
        'A_KEYS: Final = {"x": "a", "y": ("b", "c")}\nmessage("d" if x else "e", lang)'
    )
    assert used_in(tree) == {"a", "b", "c", "d", "e"}
    template = Environment(autoescape=True).parse(
        '{% for k in ("f", "g") %}{{ say(k) }}{% endfor %}{{ say("h" if x else "i") }}'
        '{% set t = {"x": "j"} %}{{ refs("k", y) }}'
    )
    assert {key for said in said_in(template) for key in said_whole(said)} == {"h", "i"}
    assert listed_in(template) >= {"f", "g", "j", "k"}


def test_keys_are_written_whole() -> None:
    """No key is put together of parts, so that whoever searches for one finds its uses."""
    modules = [path for path in web_modules() if any(computed_by(path))]
    templates = [
        path for path in TEMPLATES.rglob("*.html") if any(computed_in(parse_template(path)))
    ]
    assert (modules, templates) == ([], [])


def test_a_key_of_parts_is_found() -> None:
    """The rule above can fail, in a call and where a macro is given what begins a key."""
    for text in (
        '{{ say("a_" ~ b) }}',
        '{{ refs("a_" ~ kind, y) }}',
        '{{ say(("a" if b else "c") ~ d) }}',
    ):
        assert list(computed_in(Environment(autoescape=True).parse(text)))


def test_scripts_get_the_words_that_they_say() -> None:
    """The editor's page gives its scripts just the messages that they use."""
    assert set(_SCRIPT_KEYS) == used_by_scripts()


def test_what_scripts_count_has_forms() -> None:
    """A script that counts something gets the forms of its message, never one text."""
    counted = ("editor_edges", "editor_nodes", "editor_solutions", "editor_triples")
    assert [key for key in counted for lang in LANGUAGES if isinstance(forms(key, lang), str)] == []


@pytest.mark.parametrize("key", ["concepts_count", "rules_count", "total", "solutions"])
def test_one_is_singular(key: str) -> None:
    """No page prints the plural for one."""
    assert message(key, "en", count=1) != message(key, "en", count=2).replace("2", "1")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plurals_have_the_categories_of_their_language(lang: str) -> None:
    """A message with forms has one for each plural category (CLDR), and a count decides."""
    texts = [each[lang] for each in MESSAGES.values() if not isinstance(each[lang], str)]
    assert texts
    assert [each for each in texts if set(each) != categories(lang)] == []


@pytest.mark.parametrize(
    ("lang", "count", "text"),
    [("en", 0, "0 claims"), ("en", 1, "1 claim"), ("en", "2", "2 claims"),
     ("fr", 0, "0 prise de position"), ("fr", "1", "1 prise de position"),
     ("fr", 2, "2 prises de position"), ("fr", 1_000_000, "1000000 de prises de position")],
)  # fmt: skip
def test_a_count_decides_the_form(lang: str, count: object, text: str) -> None:
    """In English one is singular; in French none is as well, and a million has its own form."""
    assert message("claims_count", lang, count=count) == text
