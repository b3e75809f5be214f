"""What a speaker does: stance and illocution as one phrase, in both languages."""

from __future__ import annotations

import pytest

from hdhgraph.i18n.illocutions import doing
from hdhgraph.rdf.namespaces import PREFIXES

STANCES = {
    "asserts": ("affirme", "asserts"),
    "denies": ("nie", "denies"),
    "qualifies": ("nuance", "qualifies"),
    "questions": ("met en question", "questions"),
}


def told(stance: str, illocution: str, lang: str, label: str = "") -> str:
    """Return the phrase for concepts of the bundled schemes."""
    act = f"{PREFIXES['illocution']}{illocution}" if illocution else ""
    named = STANCES[stance][lang == "en"]
    return doing(f"{PREFIXES['stance']}{stance}", named, act, label, lang)


@pytest.mark.parametrize(
    ("stance", "illocution", "french", "english"),
    [
        ("asserts", "", "affirme", "asserts"),
        ("denies", "assertion", "nie", "denies"),
        ("asserts", "demand", "demande", "demands"),
        ("asserts", "promise", "promet", "promises"),
        ("asserts", "regret", "regrette", "regrets"),
        ("asserts", "concession", "concède", "concedes"),
        ("asserts", "warning", "avertit", "warns"),
        ("asserts", "decision", "décide", "decides"),
        ("denies", "demand", "demande qu'il n'en soit rien", "demands that this not be so"),
        ("denies", "promise", "promet qu'il n'en sera rien", "promises that this will not be so"),
        ("denies", "regret", "regrette qu'il n'en soit rien", "regrets that this is not so"),
        ("denies", "warning", "avertit qu'il n'en est rien", "warns that this is not so"),
        ("qualifies", "concession", "concède dans certaines limites", "concedes within limits"),
        ("questions", "warning", "met en question (warning)", "questions (warning)"),
    ],
)  # fmt: skip
def test_a_phrase_is_what_an_editor_would_print(
    stance: str, illocution: str, french: str, english: str
) -> None:
    """A plain assertion is told by the stance alone; an act takes its place, or stands beside."""
    assert (told(stance, illocution, "fr"), told(stance, illocution, "en")) == (french, english)


def test_an_act_of_somebody_elses_scheme_is_told_by_its_label() -> None:
    """Nothing is made up of what is not known."""
    assert told("asserts", "vow", "en", "a vow") == "asserts (a vow)"
    assert told("denies", "vow", "fr") == "nie (vow)"
