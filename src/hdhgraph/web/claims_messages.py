"""What the list of claims and the start page say, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "claims": {"fr": "Prises de position", "en": "Claims"},
    "claims_title": {
        "fr": "Les prises de position : qui a dit quoi",
        "en": "The claims: who said what",
    },
    "claims_filters": {"fr": "Filtrer", "en": "Filter"},
    "claims_facet_topic": {"fr": "Sujet", "en": "Topic"},
    "claims_facet_actor": {"fr": "Acteur", "en": "Actor"},
    "claims_facet_kind": {"fr": "Nature du locuteur", "en": "Kind of speaker"},
    "claims_facet_stance": {"fr": "Posture", "en": "Stance"},
    "claims_facet_illocution": {"fr": "Acte illocutoire", "en": "Illocution"},
    "claims_facet_organisation": {"fr": "Au nom de", "en": "Speaking for"},
    "claims_facet_about": {"fr": "Au sujet de", "en": "About"},
    "claims_facet_source": {"fr": "Source", "en": "Source"},
    "claims_facet_year": {"fr": "Année", "en": "Year"},
    "claims_facet_certainty": {"fr": "Certitude", "en": "Certainty"},
    "claims_facet_mode": {"fr": "Restitution", "en": "Mode of report"},
    "claims_facet_hand": {"fr": "De quelle main", "en": "Hand"},
    "claims_facet_language": {"fr": "Langue de la source", "en": "Language of the source"},
    "claims_kind_person": {"fr": "personne", "en": "person"},
    "claims_kind_organisation": {"fr": "organisation", "en": "organisation"},
    "claims_kind_group": {"fr": "groupe", "en": "group"},
    "claims_kind_pseudonym": {"fr": "pseudonyme", "en": "pseudonym"},
    "claims_hand_1": {"fr": "première main", "en": "first hand"},
    "claims_hand_2": {"fr": "deuxième main", "en": "second hand"},
    "claims_hand_3": {"fr": "troisième main", "en": "third hand"},
    "claims_language_fr": {"fr": "français", "en": "French"},
    "claims_language_en": {"fr": "anglais", "en": "English"},
    "claims_undated": {"fr": "non dite", "en": "not stated"},
    "claims_year_by": {"fr": "{year} au plus tard", "en": "by {year}"},
    "claims_year_from": {"fr": "{year} au plus tôt", "en": "{year} or later"},
    "claims_year_between": {"fr": "entre {first} et {last}", "en": "between {first} and {last}"},
    "claims_year_possible": {
        "fr": "Peuvent être de {year}, sans qu'un texte le dise :",
        "en": "May be of {year}, though no text says so:",
    },
    "claims_more": {"fr": "Les {count} valeurs", "en": "All {count} values"},
    "claims_most": {"fr": "Les {count} plus fréquentes", "en": "The {count} most frequent"},
    "claims_fewer": {"fr": "Moins de valeurs", "en": "Fewer values"},
    "claims_only": {"fr": "Filtres choisis", "en": "Chosen filters"},
    "claims_drop": {"fr": "enlever", "en": "remove"},
    "claims_as_of_chosen": {"fr": "Au {day}", "en": "As of {day}"},
    "claims_drop_all": {"fr": "Enlever tous les filtres", "en": "Remove all filters"},
    "claims_size": {"fr": "Taille de la page", "en": "Size of the page"},
    "claims_sort": {"fr": "Ordre", "en": "Order"},
    "claims_sort_date": {"fr": "par date", "en": "by date"},
    "claims_sort_recent": {"fr": "les plus récentes d'abord", "en": "most recent first"},
    "claims_sort_speaker": {"fr": "par locuteur", "en": "by speaker"},
    "claims_sort_source": {"fr": "par source", "en": "by source"},
    "claims_as_of": {"fr": "Ce qui avait été dit au", "en": "What had been said by"},
    "claims_show": {"fr": "Montrer", "en": "Show"},
    "claims_page": {"fr": "Page {page} sur {pages}", "en": "Page {page} of {pages}"},
    "claims_pages": {"fr": "Pages de la liste", "en": "Pages of the list"},
    "claims_this": {"fr": "La prise de position", "en": "The claim"},
    "claims_cite": {"fr": "Citer", "en": "Cite"},
    "claims_export": {
        "fr": "Exactement ce qui est montré ici, en",
        "en": "Exactly what is shown here, as",
    },
    "claims_export_cite": {"fr": "Les citations, en", "en": "The citations, as"},
    "claims_nothing": {"fr": "Rien dans ces sources", "en": "Not in these sources"},
    "claims_nothing_why": {
        "fr": "Aucune prise de position n'a tout cela à la fois. Cela ne veut pas dire que "
        "personne ne l'a dit.",
        "en": "No claim has all of this at once. That does not mean that nobody said it.",
    },
    "claims_nothing_one": {
        "fr": "Aucune prise de position n'a cette valeur. Cela ne veut pas dire que personne ne "
        "l'a dit.",
        "en": "No claim has this value. That does not mean that nobody said it.",
    },
    "claims_without": {
        "fr": "Sans « {filter} », il y en a",
        "en": {
            "one": "Without “{filter}” there is",
            "other": "Without “{filter}” there are",
        },
    },
    "claims_alone": {
        "fr": "Avec « {filter} » seul, il y en a",
        "en": {
            "one": "With “{filter}” alone there is",
            "other": "With “{filter}” alone there are",
        },
    },
    "claims_part": {
        "fr": "Le graphe est plus grand que cette liste : une partie n'y est pas.",
        "en": "The graph is larger than this list: a part of it is not there.",
    },
    "claims_near": {"fr": "Vouliez-vous dire", "en": "Did you mean"},
    "claims_bad_value": {
        "fr": "« {value} » n'est pas une valeur du filtre « {name} ».",
        "en": "“{value}” is not a value of the filter “{name}”.",
    },
    "claims_several": {
        "fr": "« {value} » peut être plusieurs valeurs du filtre « {name} » : choisissez.",
        "en": "“{value}” may be several values of the filter “{name}”: choose one.",
    },
    "claims_unknown": {
        "fr": "« {name} » n'est pas un paramètre de cette liste ; il y a : {known}.",
        "en": "“{name}” is no parameter of this list; there are: {known}.",
    },
    "parameter_twice": {
        "fr": "« {name} » est donné deux fois ; donnez-le une fois.",
        "en": "“{name}” is given twice; give it once.",
    },
    "claims_bad_day": {
        "fr": "« {value} » n'est pas un jour ; écrivez-le ainsi : 2020-05-31.",
        "en": "“{value}” is not a day; write one as 2020-05-31.",
    },
    "claims_bad_number": {
        "fr": "« {value} » n'est pas un nombre entier de 1 à {most}, comme en demande « {name} ».",
        "en": "“{value}” is not a whole number from 1 to {most}, as “{name}” takes.",
    },
    "claims_last_page": {
        "fr": "Il n'y a pas de page {page} : la dernière est la page {pages}.",
        "en": "There is no page {page}: the last is page {pages}.",
    },
    "home_numbers": {"fr": "Ce que contient le graphe", "en": "What the graph holds"},
    "home_claims": {"fr": "prises de position", "en": "claims"},
    "home_actors": {"fr": "acteurs", "en": "actors"},
    "home_sources": {"fr": "sources, lues ou mentionnées", "en": "sources, read or mentioned"},
    "home_changed": {"fr": "dernière édition des données", "en": "last edition of the data"},
    "home_rest": {
        "fr": {
            "one": "La prise de position sur ce sujet",
            "many": "Les {count} de prises de position sur ce sujet",
            "other": "Les {count} prises de position sur ce sujet",
        },
        "en": {
            "one": "The one claim on this topic",
            "other": "All {count} claims on this topic",
        },
    },
    "home_explore": {
        "fr": "Toutes, par sujet, acteur, posture, source…",
        "en": "All of them, by topic, actor, stance, source…",
    },
    "home_first": {
        "fr": {
            "one": "La première, par date.",
            "many": "Les {count} premières, par date.",
            "other": "Les {count} premières, par date.",
        },
        "en": {
            "one": "The first, by date.",
            "other": "The first {count}, by date.",
        },
    },
    "home_machines": {
        "fr": "Tout ce que montrent ces pages se demande aussi par programme :",
        "en": "All that these pages show can be asked for by programs, too:",
    },
    "home_as_sparql": {"fr": "des requêtes SPARQL", "en": "SPARQL queries"},
    "home_as_api": {"fr": "une interface décrite", "en": "an API that is described"},
    "home_as_dumps": {"fr": "le jeu de données entier", "en": "the whole dataset"},
}
