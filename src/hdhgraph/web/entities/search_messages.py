"""What the search page says, and how it calls the kinds of things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "search": {"fr": "Recherche", "en": "Search"},
    "search_label": {
        "fr": "Un nom, un sujet, des mots d'une source",
        "en": "A name, a topic, words of a source",
    },
    "search_run": {"fr": "Chercher", "en": "Search"},
    "search_help": {
        "fr": "Tapez un ou plusieurs mots : une personne, une organisation, une loi, un sujet, "
        "une proposition, les mots d'un extrait. Accents et majuscules ne comptent pas ; tous les "
        "mots doivent être là. Un mot de quatre lettres ou plus trouve aussi ceux qui commencent "
        "comme lui.",
        "en": "Type one or more words: a person, an organisation, a law, a topic, a proposition, "
        "the words of a fragment. Accents and capitals do not count; all words have to be there. "
        "A word of four letters or more also finds those that begin with it.",
    },
    "search_no_words": {
        "fr": "Il n'y a là ni lettre ni chiffre à chercher.",
        "en": "There is no letter and no digit in it to look for.",
    },
    "search_summary": {
        "fr": {
            "one": "{count} résultat pour « {q} »",
            "many": "{count} de résultats pour « {q} »",
            "other": "{count} résultats pour « {q} »",
        },
        "en": {
            "one": "{count} result for “{q}”",
            "other": "{count} results for “{q}”",
        },
    },
    "search_nothing": {
        "fr": "Rien dans ces sources pour « {q} »",
        "en": "Nothing in these sources for “{q}”",
    },
    "search_filtered": {
        "fr": "Des filtres limitent la recherche.",
        "en": "Filters limit this search.",
    },
    "search_unfiltered": {"fr": "Chercher sans filtre", "en": "Search without filters"},
    "search_near": {"fr": "Essayez plutôt", "en": "Try instead"},
    "search_lone": {
        "fr": "Chacun de ces mots, seul, est dans les sources",
        "en": "Each of these words, alone, is in the sources",
    },
    "search_cut": {
        "fr": "Trop de réponses : seules les {most} premières sont comptées et classées. Ajoutez "
        "un mot.",
        "en": "Too many answers: only the first {most} are counted and ranked. Add a word.",
    },
    "search_many": {
        "fr": "Seuls les {most} premiers mots sont cherchés.",
        "en": "Only the first {most} words are looked for.",
    },
    "search_part": {
        "fr": "Le graphe est plus grand que l'index : une partie n'y est pas.",
        "en": "The graph is larger than the index: a part of it is not there.",
    },
    "search_kind": {"fr": "Quoi", "en": "What"},
    "search_kinds": {"fr": "Résultats par nature", "en": "Results by kind"},
    "search_every": {"fr": "Tout", "en": "Everything"},
    "search_language": {"fr": "Langue du texte", "en": "Language of the text"},
    "search_fr": {"fr": "français", "en": "French"},
    "search_en": {"fr": "anglais", "en": "English"},
    "search_as_of": {"fr": "Dit au plus tard le", "en": "Said by"},
    "search_more": {"fr": "Voir les {count}", "en": "See all {count}"},
    "search_also": {"fr": "aussi écrit", "en": "also written"},
    "search_page": {"fr": "Page {page} sur {pages}", "en": "Page {page} of {pages}"},
    "search_pages": {"fr": "Pages des résultats", "en": "Pages of results"},
    "search_formats": {"fr": "Les mêmes résultats en", "en": "The same results as"},
    "search_options": {"fr": "Affiner", "en": "Narrow down"},
    "search_suggested": {"fr": "suggestions", "en": "suggestions"},
    "search_suggestions": {
        "fr": {
            "one": "{count} suggestion",
            "many": "{count} de suggestions",
            "other": "{count} suggestions",
        },
        "en": {"one": "{count} suggestion", "other": "{count} suggestions"},
    },
    "search_long": {
        "fr": "La recherche a {count} caractères ; {most} au plus.",
        "en": "The search has {count} characters; the most are {most}.",
    },
    "search_unknown": {
        "fr": "« {name} » n'est pas un paramètre de la recherche ; il y a : {known}.",
        "en": "“{name}” is no parameter of the search; there are: {known}.",
    },
    "search_bad_kind": {
        "fr": "« {value} » n'est pas une nature connue ici ; il y a : {known}.",
        "en": "“{value}” is no kind known here; there are: {known}.",
    },
    "search_bad_language": {
        "fr": "« {value} » n'est pas une langue des textes ; il y a : fr, en.",
        "en": "“{value}” is no language of the texts; there are: fr, en.",
    },
    "search_bad_day": {
        "fr": "« {value} » n'est pas un jour de la forme AAAA-MM-JJ.",
        "en": "“{value}” is not a day as YYYY-MM-DD.",
    },
    "search_bad_page": {
        "fr": "« {value} » n'est pas une page de ces résultats : la première est 1, et seule une "
        "nature choisie par « kind » en a plusieurs.",
        "en": "“{value}” is no page of these results: the first is 1, and only a kind chosen by "
        "“kind” has more than one.",
    },
    "search_last_page": {
        "fr": "Il n'y a pas de page {page} : la dernière est {pages}.",
        "en": "There is no page {page}: the last is {pages}.",
    },
    "search_no_q": {
        "fr": "Il n'y a rien à chercher : donnez des mots par « q ».",
        "en": "There is nothing to look for: give words as “q”.",
    },
    "kind_actor": {"fr": "Personnes et groupes", "en": "People and groups"},
    "kind_organisation": {"fr": "Organisations", "en": "Organisations"},
    "kind_act": {"fr": "Textes juridiques et décisions", "en": "Laws and decisions"},
    "kind_system": {"fr": "Systèmes", "en": "Systems"},
    "kind_certification": {"fr": "Certifications", "en": "Certifications"},
    "kind_topic": {"fr": "Sujets", "en": "Topics"},
    "kind_source": {"fr": "Sources", "en": "Sources"},
    "kind_event": {"fr": "Événements", "en": "Events"},
    "kind_capacity": {"fr": "Qualités", "en": "Capacities"},
    "kind_proposition": {"fr": "Propositions", "en": "Propositions"},
    "kind_term": {"fr": "Termes de l'ontologie", "en": "Terms of the ontology"},
    "kind_concept": {"fr": "Concepts", "en": "Concepts"},
    "kind_claim": {"fr": "Prises de position", "en": "Claims"},
}
