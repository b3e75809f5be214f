"""What the frame of all pages says, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "home_plain": {
        "fr": "Un graphe RDF, à interroger en SPARQL, à chercher par les noms et à télécharger.",
        "en": "An RDF graph, to be asked in SPARQL, searched by names and downloaded.",
    },
    "home_question": {"fr": "Qui a dit quoi : {topic}", "en": "Who said what: {topic}"},
    "home_triples": {"fr": "triplets", "en": "triples"},
    "home_graphs": {"fr": "graphes nommés", "en": "named graphs"},
    "machines": {"fr": "Pour les machines", "en": "For machines"},
    "queries": {"fr": "Questions prêtes", "en": "Canned queries"},
    "queries_no_claims": {
        "fr": "Ce graphe ne contient pas de prises de position : les questions qui portent sur "
        "elles n'y trouvent rien.",
        "en": "This graph holds no claims: the queries about claims find nothing in it.",
    },
    "queries_intro": {
        "fr": "Chaque question se pose ici, par une adresse ou en ligne de commande.",
        "en": "Each question can be asked here, by an address, or on the command line.",
    },
    "sparql": {"fr": "SPARQL", "en": "SPARQL"},
    "sparql_label": {"fr": "Votre requête SPARQL", "en": "Your SPARQL query"},
    "run": {"fr": "Exécuter", "en": "Run"},
    "other_language": {"fr": "English", "en": "Français"},
    "skip": {"fr": "Aller au contenu", "en": "Skip to content"},
    "proposition": {"fr": "Proposition", "en": "Proposition"},
    "undated": {"fr": "non datée", "en": "undated"},
    "characters": {"fr": "caractères {start} à {end}", "en": "characters {start} to {end}"},
    "attestations": {
        "fr": {
            "one": "{count} attestation",
            "many": "{count} d'attestations",
            "other": "{count} attestations",
        },
        "en": {
            "one": "{count} attestation",
            "other": "{count} attestations",
        },
    },
    "none": {
        "fr": "Rien dans ces sources. Cela ne veut pas dire que personne ne l'a dit.",
        "en": "Not in these sources. That does not mean that nobody said it.",
    },
    "no_claims": {
        "fr": "Ce jeu de données ne contient pas de prises de position sur ce sujet.",
        "en": "This dataset holds no claims on this topic.",
    },
    "claims_count": {
        "fr": {
            "one": "{count} prise de position",
            "many": "{count} de prises de position",
            "other": "{count} prises de position",
        },
        "en": {
            "one": "{count} claim",
            "other": "{count} claims",
        },
    },
    "characters_count": {
        "fr": {
            "one": "{count} caractère",
            "many": "{count} de caractères",
            "other": "{count} caractères",
        },
        "en": {
            "one": "{count} character",
            "other": "{count} characters",
        },
    },
    "solutions": {
        "fr": {
            "one": "{count} réponse",
            "many": "{count} de réponses",
            "other": "{count} réponses",
        },
        "en": {
            "one": "{count} solution",
            "other": "{count} solutions",
        },
    },
    "truncated": {
        "fr": "Seules les {most} premières sont montrées ; les formats ci-dessous les ont toutes.",
        "en": "Only the first {most} are shown; the formats below have all of them.",
    },
    "formats": {"fr": "La même réponse en", "en": "The same answer as"},
    "change": {"fr": "Changer la question", "en": "Change the question"},
    "choose": {"fr": "(à choisir)", "en": "(choose)"},
    "query_choose": {
        "fr": "Choisissez une valeur, puis exécutez : ce graphe n'a pas celle d'usage.",
        "en": "Choose a value, then run: this graph does not have the usual one.",
    },
    "query_wrong": {
        "fr": "Une valeur ne convient pas : changez-la ici, puis exécutez. Le service dit :",
        "en": "One value cannot be used: change it here, then run.",
    },
    "any": {"fr": "(indifférent)", "en": "(any)"},
    "query_text": {"fr": "La requête elle-même", "en": "The query itself"},
    "total": {
        "fr": {
            "one": "{count} réponse en tout",
            "many": "{count} de réponses en tout",
            "other": "{count} réponses en tout",
        },
        "en": {
            "one": "{count} solution in all",
            "other": "{count} solutions in all",
        },
    },
    "pages": {"fr": "Pages de la réponse", "en": "Pages of the answer"},
    "page_first": {"fr": "Première", "en": "First"},
    "page_prev": {"fr": "Précédente", "en": "Previous"},
    "page_next": {"fr": "Suivante", "en": "Next"},
    "page_last": {"fr": "Dernière", "en": "Last"},
    "api": {"fr": "L'interface de programmation", "en": "The API"},
    "api_intro": {
        "fr": "Tout ce que ce service répond, en lecture seule. La même description, pour les "
        "machines, est au format OpenAPI 3.1 :",
        "en": "All that this service answers; it only reads. The same description for machines is "
        "in OpenAPI 3.1:",
    },
    "api_parameters": {"fr": "Paramètres", "en": "Parameters"},
    "api_formats": {"fr": "Formats de la réponse", "en": "Formats of the answer"},
    "api_default": {"fr": "par défaut : {value}", "en": "default: {value}"},
    "api_required": {"fr": "obligatoire", "en": "required"},
    "api_values": {"fr": "Valeurs ({count})", "en": "Values ({count})"},
    "api_try": {"fr": "Essayer", "en": "Try it"},
    "yes": {"fr": "Oui", "en": "Yes"},
    "no": {
        "fr": "Non : rien de tel dans ces données.",
        "en": "No: nothing of the kind in this data.",
    },
    "version": {
        "fr": "Logiciel {software} · ontologie {ontology} · données {edition} ({dataset})",
        "en": "Software {software} · ontology {ontology} · data {edition} ({dataset})",
    },
    "as_of_counted": {
        "fr": "Ici, des nombres : « claimsSaid », « claimsPerhaps » et « claimsUnknown » comptent "
        "les prises de position d'une ligne par groupe, « undated » celles sans date.",
        "en": "These are counts: “claimsSaid”, “claimsPerhaps” and “claimsUnknown” tell how many "
        "claims of a row are in each group, “undated” how many have no day.",
    },
    "see_all": {"fr": "Filtrer cette réponse", "en": "Filter this answer"},
}
