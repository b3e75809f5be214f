"""What the page about the balance of the graph says, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "balance": {"fr": "Équilibre", "en": "Balance"},
    "balance_title": {"fr": "L'équilibre de ce graphe", "en": "How balanced this graph is"},
    "balance_intro": {
        "fr": "Un graphe qui se veut neutre montre ses propres biais : qui y parle, d'après "
        "combien de textes, de quelle main, et ce qu'il ne sait pas. Compter n'est pas voter : un "
        "groupe est un seul locuteur, et un texte peut en relayer un autre.",
        "en": "A graph that means to be neutral shows its own bias: who speaks in it, from how "
        "many texts, at which hand, and what it does not know. A count is not a vote: a group is "
        "one speaker, and a text may relay another.",
    },
    "balance_contents": {"fr": "Sur cette page", "en": "On this page"},
    "balance_data": {"fr": "Ces données :", "en": "These data:"},
    "balance_claims": {"fr": "Prises de position", "en": "Claims"},
    "balance_share": {"fr": "Part", "en": "Share"},
    "balance_empty": {
        "fr": "Ce jeu de données n'a rien à compter ici.",
        "en": "This dataset has nothing to count here.",
    },
    "balance_stopped": {
        "fr": "Le compte n'est pas terminé, ou une limite l'a arrêté. Rechargez la page dans un "
        "instant, ou demandez les données.",
        "en": "The count is not finished, or a limit stopped it. Load the page again in a moment, "
        "or ask for the data.",
    },
    "balance_first": {
        "fr": "Les {shown} premières lignes ; les données les ont toutes.",
        "en": "The first {shown} rows; the data have them all.",
    },
    "balance_stances": {
        "fr": "Par posture, sur chaque proposition",
        "en": "By stance, on each proposition",
    },
    "balance_stances_note": {
        "fr": "D'abord les propositions les plus souvent reprises.",
        "en": "The propositions that are taken up most often come first.",
    },
    "balance_asserting": {"fr": "affirment", "en": "assert"},
    "balance_denying": {"fr": "nient", "en": "deny"},
    "balance_qualifying": {"fr": "nuancent", "en": "qualify"},
    "balance_questioning": {"fr": "mettent en question", "en": "question"},
    "balance_speakers": {"fr": "Locuteurs", "en": "Speakers"},
    "balance_texts": {"fr": "Textes", "en": "Texts"},
    "balance_source": {"fr": "Par source", "en": "By source"},
    "balance_source_note": {
        "fr": "Une source qui n'est pas détenue n'est connue que par une autre. Un commentaire est "
        "une source à part.",
        "en": "A source that is not held is known through another only. A comment is a source of "
        "its own.",
    },
    "balance_a_source": {"fr": "Source", "en": "Source"},
    "balance_held": {"fr": "détenue", "en": "held"},
    "balance_not_held": {"fr": "non détenue", "en": "not held"},
    "balance_month": {"fr": "Par mois", "en": "By month"},
    "balance_month_note": {
        "fr": "Selon le mois où la prise de position a eu lieu, quand ses dates tiennent dans un "
        "seul mois.",
        "en": "By the month when the claim was made, where its dates lie in one month.",
    },
    "balance_a_month": {"fr": "Mois", "en": "Month"},
    "balance_no_month": {"fr": "mois inconnu", "en": "unknown month"},
    "balance_hand": {"fr": "Par main", "en": "By hand"},
    "balance_hand_note": {
        "fr": "Première main : le texte est du locuteur. Deuxième : il rapporte le locuteur. "
        "Troisième : il rapporte un rapport.",
        "en": "First hand: the text is the speaker's own. Second: it reports the speaker. Third: "
        "it reports a report.",
    },
    "balance_a_hand": {"fr": "De quelle main", "en": "Hand"},
    "balance_single": {
        "fr": "Entendus dans un seul texte",
        "en": "Heard in one text alone",
    },
    "balance_single_note": {
        "fr": {
            "one": "{count} locuteur sur {all} ne nous parvient que par un seul texte détenu. Par "
            "texte :",
            "many": "{count} de locuteurs sur {all} ne nous parviennent que par un seul texte "
            "détenu. Par texte :",
            "other": "{count} locuteurs sur {all} ne nous parviennent que par un seul texte "
            "détenu. Par texte :",
        },
        "en": {
            "one": "{count} speaker of {all} reaches us through one held text alone. By text:",
            "other": "{count} of {all} speakers reach us through one held text alone. By text:",
        },
    },
    "balance_a_text": {"fr": "Texte", "en": "Text"},
    "balance_who": {"fr": "Qui", "en": "Who"},
    "balance_coverage": {
        "fr": "Ce qui est couvert de chaque texte",
        "en": "How much of each text is covered",
    },
    "balance_coverage_note": {
        "fr": "En caractères : sous une ancre, laissés de côté avec une raison, ou entre les deux "
        "(espaces, mots de liaison).",
        "en": "In characters: under an anchor, left out with a reason, or between the two (spaces, "
        "link words).",
    },
    "balance_length": {"fr": "Caractères", "en": "Characters"},
    "balance_anchored": {"fr": "ancrés", "en": "anchored"},
    "balance_left_out": {"fr": "laissés de côté", "en": "left out"},
    "balance_between": {"fr": "entre les deux", "en": "between"},
    "balance_percent": {"fr": "{share}\u202f%", "en": "{share}%"},
    "balance_unknown": {
        "fr": "Ce que ce graphe ne sait pas",
        "en": "What this graph does not know",
    },
    "balance_undated": {
        "fr": "Prises de position que rien ne date",
        "en": "Claims that nothing dates",
    },
    "balance_absent": {
        "fr": "Œuvres dont on ne parle que par d'autres",
        "en": "Works known through others only",
    },
    "balance_no_capacity": {
        "fr": "Locuteurs dont aucun texte ne dit à quel titre ils parlent",
        "en": "Speakers of whom no text says in what capacity they speak",
    },
    "balance_no_capacity_note": {
        "fr": "Hors organisations et pseudonymes, qui parlent en leur nom.",
        "en": "Leaving out organisations and pseudonyms, who speak for themselves.",
    },
    "balance_one_sided": {
        "fr": "Sujets où aucune prise de position n'en contredit une autre",
        "en": "Topics on which no claim contradicts another",
    },
    "balance_one_sided_note": {
        "fr": "Entre parenthèses, le nombre de locuteurs. Que les textes ne donnent qu'un côté ne "
        "veut pas dire qu'il n'y en ait qu'un.",
        "en": "In brackets, the number of speakers. That the texts give one side does not mean "
        "that there is only one.",
    },
    "balance_none": {"fr": "Aucun.", "en": "None."},
    "balance_of": {"fr": "{count} sur {all}", "en": "{count} of {all}"},
    "balance_ask": {"fr": "la question en SPARQL", "en": "the question in SPARQL"},
}
