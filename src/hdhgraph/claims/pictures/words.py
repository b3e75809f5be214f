"""What pictures say, in French and English."""

from __future__ import annotations

from typing import Final

from hdhgraph.errors import InputError
from hdhgraph.i18n.typography import counted, typeset

__all__ = ["KINDS", "LANGUAGES", "WORDS", "say"]

LANGUAGES: Final = ("fr", "en")
KINDS: Final = ("matrix", "timeline", "map", "chain")

WORDS: Final[dict[str, dict[str, str]]] = {
    "matrix": {"fr": "Postures au fil du temps", "en": "Stances over time"},
    "timeline": {"fr": "Frise chronologique", "en": "Timeline"},
    "map": {"fr": "Carte de la controverse", "en": "Map of the controversy"},
    "chain": {"fr": "Chaîne des relais", "en": "Chain of relays"},
    "about_subject": {"fr": "{title} : {subject}", "en": "{title}: {subject}"},
    "by_day": {
        "fr": "{title} (au {day})",
        "en": "{title} (as of {day})",
    },
    "group_perhaps": {"fr": "peut-être dit plus tard que ce jour", "en": "perhaps said later"},
    "group_unknown": {"fr": "ordre inconnu", "en": "order unknown"},
    "marked": {
        "fr": "À ce jour, « ? » est peut-être dit plus tard ; « ?? » est d'ordre inconnu.",
        "en": "As of that day “?” is perhaps said later; “??” is of unknown order.",
    },
    "faint": {
        "fr": "Un trait pâle est peut-être dit plus tard que ce jour, ou d'ordre inconnu.",
        "en": "A faint line is perhaps said later than that day, or of unknown order.",
    },
    "matrix_about": {
        "fr": "Une ligne par proposition, une colonne par acteur. Une case montre chaque posture "
        "prise, de la plus ancienne à la plus récente, celles sans date après un trait ; un signe "
        "vide est une date incertaine. Un cadre épais réunit des postures différentes : une flèche "
        "va de la première à la suivante, des points disent que rien n'établit l'ordre.",
        "en": "One row for each proposition, one column for each actor. A cell shows every stance "
        "taken, oldest first, undated ones below a line; a hollow sign is an uncertain date. A "
        "thick frame holds stances that differ: an arrow leads from one to the next, dots say "
        "that nothing tells their order.",
    },
    "timeline_about": {
        "fr": "Une ligne par événement ou prise de position. Un losange est un jour, une barre "
        "l'intervalle des jours possibles ; une flèche, une borne que rien ne donne.",
        "en": "One row for each event or claim. A diamond is a day, a bar the span of days that "
        "are possible; an arrow, a bound that nothing tells.",
    },
    "map_about": {
        "fr": "Les acteurs et les propositions, numérotées et listées dessous. Un trait mène d'un "
        "acteur à la proposition sur laquelle il prend position ; une bande continue unit ceux qui "
        "s'accordent, une bande rayée ceux qui se contredisent.",
        "en": "Actors, and propositions by numbers that are listed below. A line leads from an "
        "actor to a proposition on which it takes a stance; a plain band joins those who agree, a "
        "striped band those who contradict each other.",
    },
    "chain_about": {
        "fr": "De ce qui se lit, à gauche, à ce qui est relayé, à droite. Un cadre plein est un "
        "texte détenu, un cadre en tirets un texte qui ne l'est pas.",
        "en": "From what can be read, on the left, to what it relays, on the right. A plain frame "
        "is a text that is held, a dashed frame one that is not.",
    },
    "claim_sentence": {
        "fr": "{speaker} · {stance} : {proposition} ({moment})",
        "en": "{speaker} · {stance}: {proposition} ({moment})",
    },
    "proposition": {"fr": "Proposition", "en": "Proposition"},
    "actor": {"fr": "Acteur", "en": "Actor"},
    "capacity": {"fr": "À quel titre", "en": "Capacity"},
    "stance": {"fr": "Posture", "en": "Stance"},
    "date": {"fr": "Date", "en": "Date"},
    "what": {"fr": "Événement ou prise de position", "en": "Event or claim"},
    "kind": {"fr": "Nature", "en": "Kind"},
    "event": {"fr": "événement", "en": "event"},
    "claim": {"fr": "prise de position", "en": "claim"},
    "claims": {"fr": "Prises de position", "en": "Claims"},
    "unsure": {"fr": "date incertaine", "en": "date uncertain"},
    "no_date": {"fr": "sans date", "en": "undated"},
    "change": {"fr": "postures différentes", "en": "stances that differ"},
    "undated": {"fr": "Sans date ({count})", "en": "Undated ({count})"},
    "empty": {
        "fr": "Rien dans ces sources avec ces critères.",
        "en": "Not in these sources with these filters.",
    },
    "left_out": {
        "fr": "{count} de plus n'ont pas trouvé place : choisissez un sujet ou un acteur.",
        "en": "{count} more found no room: choose a topic or an actor.",
    },
    "number": {"fr": "N°", "en": "No."},
    "relations": {"fr": "Accords et contradictions", "en": "Agreement and contradiction"},
    "relation": {"fr": "Relation", "en": "Relation"},
    "agree": {"fr": "s'accorde avec", "en": "agrees with"},
    "oppose": {"fr": "contredit", "en": "contradicts"},
    "agreement": {"fr": "accord", "en": "agreement"},
    "opposition": {"fr": "contradiction", "en": "contradiction"},
    "incompatible": {"fr": "est incompatible avec", "en": "is incompatible with"},
    "on": {"fr": "Sur les propositions", "en": "On propositions"},
    "place": {"fr": "Place", "en": "Place"},
    "source": {"fr": "Source", "en": "Source"},
    "mode": {"fr": "Mode", "en": "Mode"},
    "text_held": {"fr": "Texte détenu", "en": "Text held"},
    "held": {"fr": "oui", "en": "yes"},
    "not_held": {"fr": "non", "en": "no"},
    "text_not_held": {"fr": "texte non détenu", "en": "text not held"},
    "relays": {"fr": "Relaie", "en": "Relays"},
    "relays_it": {"fr": "relaie", "en": "relays"},
    "fragment": {"fr": "Extrait", "en": "Fragment"},
    "characters": {"fr": "caractères {start} à {end}", "en": "characters {start} to {end}"},
    "changed": {
        "fr": "le sens a changé en chemin",
        "en": "the sense has changed on the way",
    },
    "quoted": {"fr": "«\u202f{text}\u202f»", "en": "“{text}”"},
    "which_claim": {
        "fr": "La chaîne est celle d'une prise de position : dites laquelle (claim).",
        "en": "A chain is that of one claim: say which (claim).",
    },
}


def say(key: str, lang: str, **values: object) -> str:
    """Return words in a language, with `values` put in and French typography where it belongs.

    Raises InputError for a language that pictures do not have.
    """
    if lang not in LANGUAGES:
        raise InputError(f"“{lang}” is not a language of pictures; fr and en are.")
    return typeset(WORDS[key][lang], lang).format(**counted(values, lang))
