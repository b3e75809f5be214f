"""What the pages say of citing a claim or an answer, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "format_text": {"fr": "texte", "en": "text"},
    "cite_claim": {"fr": "Citer cette prise de position", "en": "Cite this claim"},
    "cite_copy": {"fr": "À copier, avec la référence", "en": "To copy, with the reference"},
    "cite_managers": {
        "fr": "Pour un gestionnaire de références",
        "en": "For a reference manager",
    },
    "cite_forms": {"fr": "La même, sous d'autres formes", "en": "The same in other forms"},
    "form_nanopub": {
        "fr": "Nanopublication (TriG), non signée",
        "en": "Nanopublication (TriG), unsigned",
    },
    "form_annotation": {
        "fr": "Annotation du Web (JSON-LD)",
        "en": "Web Annotation (JSON-LD)",
    },
    "form_schema": {
        "fr": "schema.org Claim (JSON-LD)",
        "en": "schema.org Claim (JSON-LD)",
    },
    "claim_page": {"fr": "La prise de position", "en": "The claim"},
    "cite_answer": {"fr": "Citer cette réponse", "en": "Cite this answer"},
    "cite_answer_how": {
        "fr": "Le reçu de cette réponse est une adresse durable : il garde la question, l'édition "
        "des données et l'empreinte du résultat, et dit si la réponse a changé depuis.",
        "en": "The receipt of this answer is a lasting address: it keeps the question, the edition "
        "of the data and the digest of the result, and tells whether the answer has changed since.",
    },
    "receipt": {"fr": "Reçu d'une réponse", "en": "Receipt of an answer"},
    "receipt_link": {"fr": "Le reçu de cette réponse", "en": "The receipt of this answer"},
    "outcome_same": {
        "fr": "Mêmes données, même résultat.",
        "en": "Same data, same result.",
    },
    "outcome_unchanged": {
        "fr": "Les données ont changé depuis ; le résultat est le même.",
        "en": "The data have changed since; the result is the same.",
    },
    "outcome_changed": {
        "fr": {
            "one": "Les données ont changé depuis, et le résultat aussi : {count} ligne alors, "
            "{now} maintenant.",
            "many": "Les données ont changé depuis, et le résultat aussi : {count} de lignes "
            "alors, {now} maintenant.",
            "other": "Les données ont changé depuis, et le résultat aussi : {count} lignes alors, "
            "{now} maintenant.",
        },
        "en": {
            "one": "The data have changed since, and so has the result: {count} row then, {now} "
            "now.",
            "other": "The data have changed since, and so has the result: {count} rows then, "
            "{now} now.",
        },
    },
    "outcome_mismatch": {
        "fr": "Ce reçu nomme les données d'ici, mais pas le résultat qu'elles donnent : il a été "
        "altéré, inventé, ou fait par un service réglé autrement.",
        "en": "This receipt names the data that are here, but not the result that they give: it "
        "was altered, made up, or made by a service with other settings.",
    },
    "outcome_unanswerable": {
        "fr": "La question ne peut plus être posée ici : {reason}",
        "en": "The question can no longer be asked here: {reason}",
    },
    "receipt_unproven": {
        "fr": "Un reçu n'est pas signé : ce qu'il dit de données qui ne sont plus servies ici ne "
        "peut y être vérifié.",
        "en": "A receipt is not signed: what it says of data that are no longer served here cannot "
        "be verified here.",
    },
    "receipt_question": {"fr": "La question", "en": "The question"},
    "receipt_then": {"fr": "Alors", "en": "Then"},
    "receipt_now": {"fr": "Maintenant", "en": "Now"},
    "receipt_edition": {"fr": "Édition des données", "en": "Edition of the data"},
    "receipt_dataset": {"fr": "Empreinte des données", "en": "Digest of the data"},
    "receipt_result": {"fr": "Empreinte du résultat", "en": "Digest of the result"},
    "receipt_rows": {"fr": "Lignes", "en": "Rows"},
    "receipt_software": {"fr": "Logiciel", "en": "Software"},
    "receipt_recompute": {
        "fr": "Recalculer l'empreinte du résultat",
        "en": "Recompute the digest of the result",
    },
    "receipt_ask": {"fr": "Poser la question à nouveau", "en": "Ask the question again"},
}
