"""What a speaker does by making a claim, in words: stance and illocution as one verb phrase.

A claim without an illocution, or with a plain assertion, is told by its stance. An act of speech
takes the place of “asserts”; with another stance it says so: “promises that this will not be so”.
"""

from __future__ import annotations

from typing import Final

from hdhgraph.iris import slug

__all__ = ["doing"]

_VERBS: Final = {
    "en": {
        "demand": "demands",
        "promise": "promises",
        "regret": "regrets",
        "concession": "concedes",
        "warning": "warns",
        "decision": "decides",
    },
    "fr": {
        "demand": "demande",
        "promise": "promet",
        "regret": "regrette",
        "concession": "concède",
        "warning": "avertit",
        "decision": "décide",
    },
}
# What stands behind the verb where the proposition is denied, or accepted within limits.
_BEHIND: Final = {
    "en": {
        "denies": {
            "": "that this is not so",
            "demand": "that this not be so",
            "promise": "that this will not be so",
        },
        "qualifies": {"": "within limits"},
    },
    "fr": {
        "denies": {
            "": "qu'il n'en est rien",
            "demand": "qu'il n'en soit rien",
            "promise": "qu'il n'en sera rien",
            "regret": "qu'il n'en soit rien",
        },
        "qualifies": {"": "dans certaines limites"},
    },
}
_PLAIN: Final = "assertion"


def doing(stance: str, stance_label: str, illocution: str, illocution_label: str, lang: str) -> str:
    """Return what a speaker does, in "fr" or "en"; `stance` and `illocution` are IRIs or empty.

    What no phrase is known of is the label of the stance, with that of the illocution.

    >>> doing("stance/denies", "nie", "illocution/demand", "demande", "fr")
    "demande qu'il n'en soit rien"
    """
    position, act = slug(stance), slug(illocution)
    if not act or act == _PLAIN:
        return stance_label
    verb, behind = _VERBS[lang].get(act), _BEHIND[lang].get(position)
    if verb and position == "asserts":
        return verb
    if verb and behind:
        return f"{verb} {behind.get(act, behind[''])}"
    return f"{stance_label} ({illocution_label or act})"
