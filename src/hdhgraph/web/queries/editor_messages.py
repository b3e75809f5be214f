"""What the SPARQL editor says, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "sparql_intro": {
        "fr": {
            "one": "Une question en SPARQL 1.1, sur tous les graphes à la fois. Ce service ne fait "
            "que lire ; une requête dispose de {count} seconde.",
            "many": "Une question en SPARQL 1.1, sur tous les graphes à la fois. Ce service ne "
            "fait que lire ; une requête dispose de {count} de secondes.",
            "other": "Une question en SPARQL 1.1, sur tous les graphes à la fois. Ce service ne "
            "fait que lire ; une requête dispose de {count} secondes.",
        },
        "en": {
            "one": "A question in SPARQL 1.1, on all graphs at once. This service only reads; a "
            "query has {count} second.",
            "other": "A question in SPARQL 1.1, on all graphs at once. This service only reads; a "
            "query has {count} seconds.",
        },
    },
    "sparql_examples": {
        "fr": "Chaque question prête, mise dans le formulaire : à changer, puis à exécuter.",
        "en": "Each canned query, put into the form: change it, then run it.",
    },
    "sparql_help": {"fr": "Pour écrire une requête", "en": "To write a query"},
    "sparql_terms": {
        "fr": "Les classes et les propriétés",
        "en": "The classes and properties",
    },
    "sparql_graphs": {
        "fr": "Les graphes nommés et ce qu'ils contiennent",
        "en": "The named graphs, and what they hold",
    },
    "sparql_formats": {
        "fr": "La réponse dans un autre format, par l'adresse :",
        "en": "The answer in another format, by the address:",
    },
    "editor_label": {"fr": "Éditeur de requête SPARQL", "en": "SPARQL query editor"},
    "editor_cancel": {"fr": "Arrêter", "en": "Cancel"},
    "editor_examples": {"fr": "Partir d'un exemple", "en": "Start from an example"},
    "editor_choose": {"fr": "(choisir une question)", "en": "(choose a question)"},
    "editor_share": {"fr": "Copier le lien vers cette requête", "en": "Copy a link to this query"},
    "editor_copied": {"fr": "Lien copié.", "en": "Link copied."},
    "editor_help": {
        "fr": "Ctrl+Entrée exécute ; Ctrl+Espace complète préfixes, classes, propriétés et noms ; "
        "Ctrl+] et Ctrl+[ décalent la ligne ; Tab quitte l'éditeur.",
        "en": "Ctrl+Enter runs; Ctrl+Space completes prefixes, classes, properties and names; "
        "Ctrl+] and Ctrl+[ indent; Tab leaves the editor.",
    },
    "editor_invalid": {
        "fr": "L'éditeur ne reconnaît pas de SPARQL à la ligne {line}.",
        "en": "The editor sees no SPARQL on line {line}.",
    },
    "editor_expected": {"fr": "Attendu : {what}", "en": "Expected: {what}"},
    "editor_at": {"fr": "Ligne {line}, colonne {column} :", "en": "Line {line}, column {column}:"},
    "editor_says": {"fr": "Le moteur :", "en": "The engine:"},
    "editor_failed": {"fr": "Pas de réponse.", "en": "No answer."},
    "editor_running": {"fr": "Requête en cours…", "en": "The query runs…"},
    "editor_cancelled": {"fr": "Requête arrêtée.", "en": "The query was cancelled."},
    "editor_unreachable": {
        "fr": "Le service ne répond pas. Réessayez dans un instant.",
        "en": "The service does not answer. Try again in a moment.",
    },
    "editor_taken": {"fr": "{ms} ms en tout", "en": "{ms} ms in all"},
    "editor_server": {"fr": "dont {ms} ms de calcul", "en": "{ms} ms of it evaluation"},
    "editor_cached": {"fr": "réponse déjà connue", "en": "answer known already"},
    "editor_solutions": {
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
    "editor_triples": {
        "fr": {
            "one": "{count} triplet",
            "many": "{count} de triplets",
            "other": "{count} triplets",
        },
        "en": {"one": "{count} triple", "other": "{count} triples"},
    },
    "editor_download": {"fr": "Télécharger :", "en": "Download:"},
    "editor_views": {"fr": "Vue de la réponse", "en": "View of the answer"},
    "editor_view_table": {"fr": "Tableau", "en": "Table"},
    "editor_view_graph": {"fr": "Graphe", "en": "Graph"},
    "editor_view_timeline": {"fr": "Chronologie", "en": "Timeline"},
    "editor_answer": {"fr": "Réponse, en tableau", "en": "Answer, as a table"},
    "editor_first": {
        "fr": "Seuls les {most} premiers éléments sont montrés ; les téléchargements ont tout.",
        "en": "Only the first {most} are shown; the downloads have all of them.",
    },
    "editor_nodes": {
        "fr": {
            "one": "{count} nœud",
            "many": "{count} de nœuds",
            "other": "{count} nœuds",
        },
        "en": {
            "one": "{count} node",
            "other": "{count} nodes",
        },
    },
    "editor_edges": {
        "fr": {
            "one": "{count} arête",
            "many": "{count} d'arêtes",
            "other": "{count} arêtes",
        },
        "en": {
            "one": "{count} edge",
            "other": "{count} edges",
        },
    },
    "editor_graph_of": {
        "fr": "Graphe de {nodes} et {edges}. Tout cela est aussi dans le tableau.",
        "en": "Graph of {nodes} and {edges}. All of it is in the table, too.",
    },
    "editor_graph_hint": {
        "fr": "Choisissez un nœud pour aller à sa page.",
        "en": "Choose a node to go to its page.",
    },
    "editor_timeline": {"fr": "Chronologie de la réponse", "en": "Timeline of the answer"},
    "editor_timeline_of": {
        "fr": "Éléments datés : {count}. Une date connue au mois ou à l'année en a la largeur. "
        "Tout cela est aussi dans le tableau.",
        "en": "Dated items: {count}. A date known to the month or year is as wide as that. All of "
        "it is in the table, too.",
    },
}
