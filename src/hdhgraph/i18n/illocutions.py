"""What a speaker does by making a claim, in words: stance and illocution as one verb phrase.

A claim without an illocution, or with a plain assertion, is told by its stance. An act of speech
takes the place of “asserts”; with another stance it says so: “promises that this will not be so”.
"""

from __future__ import annotations

from typing import Final

from hdhgraph.rdf.iris import slug

__all__ = ["VERBS", "behind", "doing"]

# What a speaker does: one, then several.
VERBS: Final = {
    "en": {
        "demand": ("demands", "demand"),
        "promise": ("promises", "promise"),
        "regret": ("regrets", "regret"),
        "concession": ("concedes", "concede"),
        "warning": ("warns", "warn"),
        "decision": ("decides", "decide"),
    },
    "fr": {
        "demand": ("demande", "demandent"),
        "promise": ("promet", "promettent"),
        "regret": ("regrette", "regrettent"),
        "concession": ("concède", "concèdent"),
        "warning": ("avertit", "avertissent"),
        "decision": ("décide", "décident"),
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


def behind(stance: str, act: str, lang: str) -> str:
    """Return what stands behind the verb of an act, by the names of the concepts; else nothing.

    >>> behind("denies", "promise", "en")
    'that this will not be so'
    """
    phrases = _BEHIND[lang].get(stance, {})
    return phrases.get(act, phrases.get("", ""))


def doing(stance: str, stance_label: str, illocution: str, illocution_label: str, lang: str) -> str:
    """Return what a speaker does, in "fr" or "en"; `stance` and `illocution` are IRIs or empty.

    What no phrase is known of is the label of the stance, with that of the illocution.

    >>> doing("stance/denies", "nie", "illocution/demand", "demande", "fr")
    "demande qu'il n'en soit rien"
    """
    position, act = slug(stance), slug(illocution)
    if not act or act == _PLAIN:
        return stance_label
    verb, rest = VERBS[lang].get(act, ("",))[0], behind(position, act, lang)
    if verb and position == "asserts":
        return verb
    if verb and rest:
        return f"{verb} {rest}"
    return f"{stance_label} ({illocution_label or act})"
