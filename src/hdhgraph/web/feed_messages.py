"""What the feeds say, in French and English."""

from __future__ import annotations

from typing import Final

__all__ = ["MESSAGES"]

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "feed_claims": {"fr": "Prises de position", "en": "Claims"},
    "feed_changes": {"fr": "Changements de position", "en": "Changes of position"},
    "feed_graph": {"fr": "Ce graphe", "en": "This graph"},
    "feed_footer": {"fr": "Flux", "en": "Feed"},
    "feed_of": {"fr": "{title} · {what}", "en": "{title} · {what}"},
    "feed_entry": {
        "fr": "{speaker} {stance} : {proposition}",
        "en": "{speaker} {stance}: {proposition}",
    },
    "feed_change_dated": {
        "fr": "{speaker} {stance}, puis {other} : {proposition}",
        "en": "{speaker} {stance}, then {other}: {proposition}",
    },
    "feed_change_unknown": {
        "fr": "{speaker} {stance} et {other} (ordre inconnu) : {proposition}",
        "en": "{speaker} {stance} and {other} (order unknown): {proposition}",
    },
    "feed_capacity": {"fr": "À titre de : {capacity}.", "en": "In the capacity of: {capacity}."},
    "feed_certainty": {"fr": "Certitude : {certainty}.", "en": "Certainty: {certainty}."},
    "feed_quoted": {"fr": "« {fragment} »", "en": "“{fragment}”"},
    "feed_place": {
        "fr": "{source}, caractères {start} à {end}.",
        "en": "{source}, characters {start} to {end}.",
    },
    "feed_place_not_held": {
        "fr": "{source}, texte non détenu.",
        "en": "{source}, a text that is not held.",
    },
    "feed_undated": {"fr": "Aucun texte ne dit quand.", "en": "No text says when."},
    "feed_page": {
        "fr": "« page » est un nombre de 1 à {most}.",
        "en": "“page” is a number from 1 to {most}.",
    },
}
