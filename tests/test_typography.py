"""French as it is set: spaces, and the apostrophe."""

from __future__ import annotations

import pytest

from hdhgraph.claims.pictures.words import WORDS, say
from hdhgraph.i18n.messages import MESSAGES, message
from hdhgraph.i18n.typography import typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui l'a dit ?", "Qui l\u2019a dit\u202f?"),
        ("aujourd'hui, d'Été", "aujourd\u2019hui, d\u2019Été"),
        ("l'« exemple » : {count}", "l\u2019«\u202fexemple\u202f»\u00a0: {count}"),
        ("la page d'{name}", "la page d\u2019{name}"),
        ("'mot' et le 'fr' ; l'<b>", "'mot' et le 'fr'\u202f; l'<b>"),
    ],
)  # fmt: skip
def test_a_text_of_ours_is_set_as_french_is(text: str, expected: str) -> None:
    """An apostrophe between letters, before quotes or a value; not what quotes a word."""
    assert expected == typeset(text, "fr")
    assert text == typeset(text, "en")


def test_what_is_put_in_stays_to_the_letter() -> None:
    """A name, a fragment or an IRI in a message is as it was given."""
    name = "d'un nom : l'exemple ?"
    assert name in message("home_question", "fr", topic=name)
    assert name in say("about_subject", "fr", title="x", subject=name)


def test_no_message_has_a_straight_elision() -> None:
    """Messages of pages and words of pictures, in French; of markup and code there is none."""
    french = [each["fr"] for each in (*MESSAGES.values(), *WORDS.values())]
    forms = [[each] if isinstance(each, str) else each.values() for each in french]
    texts = [text for each in forms for text in each if "'" in text]
    assert len(texts) > 20
    assert [] == [text for text in texts if "'" in typeset(text, "fr")]
