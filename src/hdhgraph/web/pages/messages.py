"""What the pages of problems say by type; the sentence of an error itself is in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

# By the types of `web/problems.py`, less what they share: a title, and what can be done.
MESSAGES: Final[Messages] = {
    "problem_input": {
        "fr": "Cette demande ne peut pas être comprise",
        "en": "This request cannot be understood",
    },
    "problem_input_help": {
        "fr": "Un paramètre ou un en-tête de la demande ne convient pas ; la phrase "
        "ci-dessous dit lequel. Corrigez l'adresse, ou repartez d'une page.",
        "en": "A parameter or a header of the request cannot be used; the sentence below says "
        "which. Mend the address, or start again from a page.",
    },
    "problem_query-syntax": {
        "fr": "Cette requête SPARQL ne peut pas être lue",
        "en": "This SPARQL query cannot be read",
    },
    "problem_query-syntax_help": {
        "fr": "La phrase ci-dessous dit à quel endroit. L'éditeur montre l'erreur à sa ligne.",
        "en": "The sentence below says where. The editor shows the error at its line.",
    },
    "problem_query-refused": {
        "fr": "Cette requête n'est pas exécutée ici",
        "en": "This query is not run here",
    },
    "problem_query-refused_help": {
        "fr": "Ce service ne fait que lire, et il n'interroge pas d'autres services sans y "
        "être autorisé.",
        "en": "This service only reads, and asks no other service unless it is allowed to.",
    },
    "problem_too-large": {
        "fr": "Cette demande est trop grande",
        "en": "This request is too large",
    },
    "problem_too-large_help": {
        "fr": "Envoyez une demande plus courte.",
        "en": "Send a shorter request.",
    },
    "problem_unknown-entity": {
        "fr": "Rien de ce nom dans ces données",
        "en": "Nothing of this name in this data",
    },
    "problem_unknown-entity_help": {
        "fr": "Cela ne veut pas dire que la chose n'existe pas : elle n'est pas décrite ici, "
        "ou pas sous ce nom. Cherchez-la par un mot.",
        "en": "That does not mean that it does not exist: it is not described here, or not "
        "under this name. Look for it by a word.",
    },
    "problem_withdrawn": {
        "fr": "Cette description a été retirée",
        "en": "This description has been withdrawn",
    },
    "problem_withdrawn_help": {
        "fr": "Elle a été dans ces données et n'y est plus. Ce qui la remplace est "
        "ci-dessous, s'il y a lieu.",
        "en": "It has been in this data and no longer is. What replaces it is below, if "
        "anything does.",
    },
    "problem_unknown-dump": {
        "fr": "Il n'y a pas de fichier de ce nom",
        "en": "There is no file of this name",
    },
    "problem_unknown-dump_help": {
        "fr": "Les fichiers à télécharger sont tous dans la liste des exports.",
        "en": "All files to download are in the list of dumps.",
    },
    "problem_unknown-graph": {
        "fr": "Il n'y a pas de graphe de ce nom",
        "en": "There is no graph of this name",
    },
    "problem_unknown-graph_help": {
        "fr": "Les graphes de ce jeu de données sont dans sa description.",
        "en": "The graphs of this dataset are in its description.",
    },
    "problem_unknown-query": {
        "fr": "Il n'y a pas de question de ce nom",
        "en": "There is no canned query of this name",
    },
    "problem_unknown-query_help": {
        "fr": "Toutes les questions prêtes sont dans leur liste.",
        "en": "All canned queries are in their list.",
    },
    "problem_unknown-term": {
        "fr": "Il n'y a pas de terme de ce nom",
        "en": "There is no term of this name",
    },
    "problem_unknown-term_help": {
        "fr": "L'ontologie et les vocabulaires montrent tous leurs termes.",
        "en": "The ontology and the vocabularies show all of their terms.",
    },
    "problem_missing-extra": {
        "fr": "Cette partie n'est pas installée ici",
        "en": "This part is not installed here",
    },
    "problem_missing-extra_help": {
        "fr": "Qui exploite ce service peut l'ajouter.",
        "en": "Whoever runs this service can add it.",
    },
    "problem_not-acceptable": {"fr": "Pas dans ce format", "en": "Not in this format"},
    "problem_not-acceptable_help": {
        "fr": "Cette réponse existe dans les formats ci-dessous, et non dans celui qui est "
        "demandé.",
        "en": "This answer exists in the formats below, and not in the one that is wanted.",
    },
    "problem_unsupported-media-type": {
        "fr": "Ce type de contenu n'est pas accepté",
        "en": "This type of content is not accepted",
    },
    "problem_unsupported-media-type_help": {
        "fr": "Envoyez un formulaire, ou l'un des types ci-dessous.",
        "en": "Send a form, or one of the types below.",
    },
    "problem_stopped": {
        "fr": "Cette question en demande trop à la fois",
        "en": "This question asks too much at once",
    },
    "problem_stopped_help": {
        "fr": "Elle a atteint une limite de ce service, qui est la même pour tous. Demandez "
        "moins : ajoutez un filtre ou un nombre de réponses, ou prenez les données "
        "entières.",
        "en": "It met a limit of this service, which is the same for everyone. Ask for less: "
        "add a filter or a number of answers, or take the whole data.",
    },
    "problem_busy": {"fr": "Le service est occupé", "en": "The service is busy"},
    "problem_busy_help": {
        "fr": "Trop de questions à la fois. La vôtre est la bonne : elle n'attend que son tour.",
        "en": "Too many questions at once. Yours is fine: it only waits for its turn.",
    },
    "problem_internal": {
        "fr": "Le service a rencontré une erreur",
        "en": "The service met an error",
    },
    "problem_internal_help": {
        "fr": "Elle ne vient pas de vous, et elle est notée dans son journal. La même demande "
        "peut réussir plus tard.",
        "en": "It is not of your making, and its log has it. The same request may succeed later.",
    },
    "problem_not-found": {
        "fr": "Il n'y a rien à cette adresse",
        "en": "There is nothing at this address",
    },
    "problem_not-found_help": {
        "fr": "Elle est peut-être mal recopiée. Cherchez par un mot, ou repartez de l'accueil.",
        "en": "It may have been copied wrongly. Look for it by a word, or start again from home.",
    },
    "problem_method-not-allowed": {
        "fr": "Cela ne se fait pas à cette adresse",
        "en": "This is not done at this address",
    },
    "problem_method-not-allowed_help": {
        "fr": "Ce service ne fait que lire : rien ne s'y écrit.",
        "en": "This service only reads: nothing is written to it.",
    },
    "problem_waiting": {
        "fr": "Cette page n'est plus redemandée",
        "en": "This page is no longer asked for",
    },
    "problem_waiting_help": {
        "fr": "Le service était occupé. Rien ne sera demandé avant que vous ne le vouliez.",
        "en": "The service was busy. Nothing will be asked for until you want it.",
    },
    "problem_said": {"fr": "Le service dit, en anglais :", "en": "The service says:"},
    "problem_near": {"fr": "Vouliez-vous dire", "en": "Did you mean"},
    "problem_replaced": {"fr": "Remplacé par", "en": "Replaced by"},
    "problem_available": {"fr": "Ce qui est possible", "en": "What is possible"},
    "problem_next": {"fr": "Que faire", "en": "What to do"},
    "problem_home": {"fr": "Retour à l'accueil", "en": "Back to the home page"},
    "problem_queries": {"fr": "Les questions prêtes", "en": "The canned queries"},
    "problem_editor": {"fr": "L'éditeur SPARQL", "en": "The SPARQL editor"},
    "problem_dumps": {"fr": "Les exports", "en": "The dumps"},
    "problem_dataset": {
        "fr": "Le jeu de données et ses graphes",
        "en": "The dataset and its graphs",
    },
    "problem_terms": {"fr": "L'ontologie", "en": "The ontology"},
    "problem_vocabularies": {"fr": "Les vocabulaires", "en": "The vocabularies"},
    "problem_retrying": {
        "fr": {
            "one": "Cette page se redemande d'elle-même chaque seconde, jusqu'à la réponse.",
            "many": "Cette page se redemande d'elle-même toutes les {count} de secondes, jusqu'à "
            "la réponse.",
            "other": "Cette page se redemande d'elle-même toutes les {count} secondes, jusqu'à la "
            "réponse.",
        },
        "en": {
            "one": "This page asks again by itself every second, until it has the answer.",
            "other": "This page asks again by itself every {count} seconds, until it has the "
            "answer.",
        },
    },
    "problem_retry": {"fr": "Redemander maintenant", "en": "Ask again now"},
    "problem_stay": {"fr": "Ne plus redemander", "en": "Stop asking again"},
    "problem_later": {
        "fr": {
            "one": "Il n'est pas utile de redemander avant {count} seconde.",
            "many": "Il n'est pas utile de redemander avant {count} de secondes.",
            "other": "Il n'est pas utile de redemander avant {count} secondes.",
        },
        "en": {
            "one": "There is no use in asking again within {count} second.",
            "other": "There is no use in asking again within {count} seconds.",
        },
    },
    "problem_status": {"fr": "Statut HTTP", "en": "HTTP status"},
    "problem_query": {"fr": "Numéro de la requête", "en": "Id of the query"},
}
