"""What the pages of things say to readers, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "said_by": {"fr": "dite au plus tard le {day}", "en": "said by {day}"},
    "said_from": {"fr": "dite au plus tôt le {day}", "en": "not said before {day}"},
    "said_on": {"fr": "dite le {day}", "en": "said on {day}"},
    "said_between": {
        "fr": "dite entre le {first} et le {last}",
        "en": "said between {first} and {last}",
    },
    "card_also": {"fr": "aussi :", "en": "also:"},
    "card_cite": {"fr": "vérifier, citer", "en": "verify, cite"},
    "copy_button": {"fr": "Copier", "en": "Copy"},
    "copy_list_button": {
        "fr": "Copier la liste avec les références",
        "en": "Copy the list with references",
    },
    "claim_not_held": {"fr": "texte non détenu", "en": "text not held"},
    "claim_source_of": {"fr": "texte de {day}", "en": "text of {day}"},
    "copy_done": {"fr": "Copié.", "en": "Copied."},
    "story_facts": {"fr": "Tout ce que le graphe en dit", "en": "All that the graph says of it"},
    "story_too_long": {
        "fr": "Le résumé de cette page a pris trop de temps et manque ici ; rechargez la page, ou "
        "lisez plus bas ce que le graphe en dit.",
        "en": "The summary of this page took too long and is missing here; load the page again, or "
        "read below what the graph says.",
    },
    "story_nothing": {
        "fr": "Rien dans ces sources. Cela ne veut pas dire qu'il n'y a rien.",
        "en": "Nothing in these sources. That does not mean that there is nothing.",
    },
    "story_cut": {
        "fr": "Les {most} premières seulement.",
        "en": "Only the first {most}.",
    },
    "story_whole": {
        "fr": "La réponse entière, à filtrer ou exporter",
        "en": "The whole answer, to filter or export",
    },
    "story_no_topic": {"fr": "Sans sujet", "en": "No topic"},
    "story_years": {"fr": "Ses prises de position par année :", "en": "Claims by year:"},
    "story_events": {"fr": "Événements et actes", "en": "Events and acts"},
    "story_perhaps": {"fr": "peut-être après le {day}", "en": "perhaps after {day}"},
    "story_unknown": {"fr": "ordre inconnu", "en": "order unknown"},
    "dated_by": {"fr": "le {day} au plus tard", "en": "by {day}"},
    "dated_from": {"fr": "le {day} au plus tôt", "en": "{day} or later"},
    "dated_between": {"fr": "entre le {first} et le {last}", "en": "between {first} and {last}"},
    "story_contents": {"fr": "Sur cette page", "en": "On this page"},
    "story_capacities": {"fr": "À quels titres", "en": "In which capacities"},
    "story_members": {"fr": "Qui y a un rôle", "en": "Who has a role there"},
    "story_said": {"fr": "Ses prises de position, par sujet", "en": "What they said, by topic"},
    "story_changes": {"fr": "Changements de position", "en": "Changes of position"},
    "story_changes_note": {
        "fr": "Deux prises de position qui ne vont pas ensemble. L'ordre n'est donné que si les "
        "dates des textes le prouvent.",
        "en": "Two claims that do not go together. An order is given only where the dates in the "
        "texts prove it.",
    },
    "change_dated": {"fr": "D'abord, puis", "en": "First, then"},
    "change_unknown": {
        "fr": "Aucune date ne dit laquelle vient d'abord",
        "en": "No date tells which came first",
    },
    "change_same": {"fr": "sur la même proposition", "en": "on the same proposition"},
    "change_incompatible": {
        "fr": "deux propositions incompatibles",
        "en": "two incompatible propositions",
    },
    "change_refines": {
        "fr": "une proposition et une plus large",
        "en": "a proposition and a broader one",
    },
    "story_answered": {
        "fr": "Ce que d'autres lui répondent ou lui opposent",
        "en": "Who answers, contradicts or supports them",
    },
    "story_answers": {
        "fr": "À qui vont ses réponses",
        "en": "Whom they answer",
    },
    "story_spoke": {"fr": "Qui a parlé en son nom", "en": "Who spoke for it"},
    "story_about": {"fr": "Ce qui en est dit", "en": "What is said of it"},
    "story_about_works": {
        "fr": "Y compris de ce qu'elle fournit et des actes qu'elle a pris.",
        "en": "What it provides and the acts that it passed included.",
    },
    "story_positions": {"fr": "Qui en dit quoi", "en": "Who says what of it"},
    "story_positions_note": {
        "fr": "Compter n'est pas voter : un groupe est un seul locuteur, et un texte peut en "
        "relayer un autre.",
        "en": "A count is not a vote: a group is one speaker, and a text may relay another.",
    },
    "story_related": {"fr": "Propositions liées", "en": "Related propositions"},
    "related_incompatible": {"fr": "Incompatible avec", "en": "Incompatible with"},
    "related_tension": {"fr": "En tension avec", "en": "In tension with"},
    "related_weighs": {"fr": "Plaide pour", "en": "Weighs for"},
    "related_weighed": {"fr": "Ce qui plaide pour elle", "en": "What weighs for it"},
    "related_refines": {"fr": "Précise", "en": "Refines"},
    "related_refined": {"fr": "Précisée par", "en": "Refined by"},
    "about_kind_legal-act": {"fr": "acte juridique", "en": "legal act"},
    "about_kind_actor": {"fr": "acteur", "en": "actor"},
    "about_kind_certification": {"fr": "certification", "en": "certification"},
    "about_kind_event": {"fr": "événement", "en": "event"},
    "about_kind_organisation": {"fr": "organisation", "en": "organisation"},
    "about_kind_system": {"fr": "système", "en": "system"},
    "about_kind_topic": {"fr": "sujet", "en": "topic"},
    "story_subjects": {"fr": "Sur quoi elle porte", "en": "What it is about"},
    "story_made": {"fr": "Ce qui y a été dit", "en": "What was said there"},
    "story_involved": {"fr": "Qui y prend part", "en": "Who takes part"},
    "story_on_topic": {"fr": "Prises de position, par posture", "en": "Claims, by stance"},
    "story_text": {
        "fr": "Ses prises de position, dans l'ordre du texte",
        "en": "Its claims, in the order of the text",
    },
    "story_coverage": {"fr": "Part du texte couverte", "en": "How much of the text is covered"},
    "story_anchored": {
        "fr": {
            "one": "{count} ancré",
            "many": "{count} d'ancrés",
            "other": "{count} ancrés",
        },
        "en": "{count} anchored",
    },
    "story_left": {
        "fr": {
            "one": "{count} laissé",
            "many": "{count} de laissés",
            "other": "{count} laissés",
        },
        "en": "{count} left out",
    },
    "story_coverage_is": {
        "fr": "{share}\u202f% du texte ({length}) sont ancrés ou laissés de côté avec une raison : "
        "{anchored}, {left}.",
        "en": "{share}% of the text ({length}) are anchored or left out with a reason: {anchored}, "
        "{left}.",
    },
    "story_flaws": {"fr": "Ce qui y est inexact", "en": "What it gets wrong"},
    "story_chain": {
        "fr": "De quels textes elle tient, et qui la reprend",
        "en": "Which texts it relays, and which relay it",
    },
    "chain_out": {"fr": "Relaie", "en": "Relays"},
    "chain_in": {"fr": "Relayée par", "en": "Relayed by"},
    "chain_count": {
        "fr": {
            "one": "{count} endroit",
            "many": "{count} d'endroits",
            "other": "{count} endroits",
        },
        "en": {
            "one": "{count} place",
            "other": "{count} places",
        },
    },
    "story_parts": {"fr": "Ses parties", "en": "Its parts"},
    "story_part_of": {"fr": "Partie de", "en": "Part of"},
    "relays_source": {"fr": "d'après", "en": "after"},
    "claim_said_on": {"fr": "Dite", "en": "Said"},
    "claim_at": {"fr": "Lors de", "en": "At"},
    "claim_to": {"fr": "Adressée à", "en": "Addressed to"},
    "claim_capacity": {"fr": "En qualité de", "en": "In the capacity of"},
    "claim_illocution": {"fr": "Acte illocutoire", "en": "Illocution"},
    "claim_certainty": {"fr": "Certitude", "en": "Certainty"},
    "claim_proof": {
        "fr": "Les textes prouvent qu'elle était dite le {day}.",
        "en": "The texts prove that it had been said by {day}.",
    },
    "claim_proof_first": {
        "fr": "Elle n'a pas été dite avant le {day}.",
        "en": "It was not said before {day}.",
    },
    "claim_places": {"fr": "Où elle se lit", "en": "Where it can be read"},
    "claim_path": {"fr": "Par quel chemin elle nous parvient", "en": "By what path it reaches us"},
    "claim_path_of": {
        "fr": "Schéma des relais de cette prise de position ; la liste dessous dit la même chose.",
        "en": "Drawing of the relays of this claim; the list below says the same.",
    },
    "claim_path_draw": {"fr": "Le schéma et son tableau", "en": "The drawing and its table"},
    "claim_relays": {"fr": "relaie", "en": "relays"},
    "claim_not_shared": {
        "fr": "où la même chose n'est pas dite",
        "en": "where the same is not said",
    },
    "claim_relations": {
        "fr": "Ce qui la contredit, est en tension avec elle, y répond, l'appuie",
        "en": "What contradicts it, is in tension with it, answers or supports it",
    },
    "claim_copy": {"fr": "Copier avec la référence", "en": "Copy with reference"},
    "claim_derived": {"fr": "déduit", "en": "derived"},
    "tension_derived": {
        "fr": "déduit : les deux peuvent être vraies, et pourtant pèsent l'une contre l'autre",
        "en": "derived: both can be true, and yet weigh against each other",
    },
    "basis_denies": {
        "fr": "La même proposition, affirmée d'un côté et niée de l'autre.",
        "en": "The same proposition, asserted on one side and denied on the other.",
    },
    "basis_qualifies": {
        "fr": "La même proposition, affirmée d'un côté et nuancée de l'autre.",
        "en": "The same proposition, asserted on one side and qualified on the other.",
    },
    "basis_asserts": {
        "fr": "Deux propositions, affirmées de part et d'autre.",
        "en": "Two propositions, asserted on either side.",
    },
    "relation_incompatibleWith": {"fr": "est incompatible avec", "en": "is incompatible with"},
    "relation_inTensionWith": {"fr": "est en tension avec", "en": "is in tension with"},
    "relation_refines": {"fr": "précise", "en": "refines"},
    "relation_weighsFor": {"fr": "plaide pour", "en": "weighs for"},
    "move_contradicts": {"fr": "contredit", "en": "contradicts"},
    "move_tensionWith": {"fr": "est en tension avec", "en": "is in tension with"},
    "move_citesAsEvidence": {"fr": "cite à l'appui", "en": "cites as evidence"},
    "move_disputes": {"fr": "conteste", "en": "disputes"},
    "move_qualifies": {"fr": "nuance", "en": "qualifies"},
    "move_repliesTo": {"fr": "répond à", "en": "replies to"},
    "move_supports": {"fr": "appuie", "en": "supports"},
    "moved_contradicts": {"fr": "contredite par", "en": "contradicted by"},
    "moved_citesAsEvidence": {"fr": "citée à l'appui par", "en": "cited as evidence by"},
    "moved_disputes": {"fr": "contestée par", "en": "disputed by"},
    "moved_qualifies": {"fr": "nuancée par", "en": "qualified by"},
    "moved_repliesTo": {"fr": "reçoit la réponse de", "en": "answered by"},
    "moved_supports": {"fr": "appuyée par", "en": "supported by"},
    "copy_list": {
        "fr": "Référence de cette page, à copier",
        "en": "Reference of this page, to copy",
    },
}
