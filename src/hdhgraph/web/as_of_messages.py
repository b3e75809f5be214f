"""What pages say of a day: the groups of claims as of it, in French and English."""

from __future__ import annotations

from typing import Final

__all__ = ["MESSAGES"]

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "as_of_counts": {
        "fr": "Au {day}, dit : {said} ; peut-être dit : {perhaps} ; d'ordre inconnu : {unknown} ; "
        "pas encore dit, donc non montré : {notYet}.",
        "en": "By {day}: {said} said, {perhaps} perhaps said, {unknown} of unknown order, {notYet} "
        "not yet said and not shown.",
    },
    "as_of_help": {
        "fr": "Peut-être dit : les textes le situent entre un jour d'avant et un jour d'après. "
        "Ordre inconnu : aucun texte ne dit si c'était avant ou après.",
        "en": "Perhaps said: the texts set it between a day before and a day after. Order "
        "unknown: no text tells whether it was before or after.",
    },
    "as_of_uncounted": {
        "fr": "Les groupes ne sont pas comptés ici : la question n'en dit rien, ou les compter a "
        "pris trop de temps.",
        "en": "The groups are not counted here: the query does not tell them, or counting them "
        "took too long.",
    },
    "as_of_group_said": {"fr": "Dit au {day}", "en": "Said by {day}"},
    "as_of_group_perhaps": {"fr": "Peut-être dit au {day}", "en": "Perhaps said by {day}"},
    "as_of_group_unknown": {"fr": "Ordre inconnu", "en": "Order unknown"},
    "as_of_group_notYet": {"fr": "Pas encore dit au {day}", "en": "Not yet said by {day}"},
    "as_of_mark_perhaps": {"fr": "peut-être dite au {day}", "en": "perhaps said by {day}"},
    "as_of_mark_unknown": {"fr": "ordre inconnu", "en": "order unknown"},
    "as_of_group_undated": {"fr": "Sans date", "en": "Undated"},
    "as_of_value_said": {"fr": "dit", "en": "said"},
    "as_of_value_perhaps": {"fr": "peut-être dit", "en": "perhaps said"},
    "as_of_value_unknown": {"fr": "ordre inconnu", "en": "order unknown"},
    "as_of_value_notYet": {"fr": "pas encore dit", "en": "not yet said"},
}
