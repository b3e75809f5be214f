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
    "as_of_counts": {
        "fr": "Au {day}, dit : {said} ; peut-être dit : {perhaps} ; d'ordre inconnu : {unknown} ; "
        "pas encore dit, donc non montré : {notYet}.",
        "en": "By {day}: {said} said, {perhaps} perhaps said, {unknown} of unknown order, {notYet} "
        "not yet said and not shown.",
    },
    "as_of_help": {
        "fr": "Peut-être dit : les textes le situent entre un jour d'avant et un jour d'après. "
        "Ordre inconnu : aucun texte ne dit si c'était avant ou après.",
        "en": "Perhaps said: the texts set it between a day before and a day after. Order "
        "unknown: no text tells whether it was before or after.",
    },
    "as_of_uncounted": {
        "fr": "Les groupes ne sont pas comptés ici : la question n'en dit rien, ou les compter a "
        "pris trop de temps.",
        "en": "The groups are not counted here: the query does not tell them, or counting them "
        "took too long.",
    },
    "as_of_group_said": {"fr": "Dit au {day}", "en": "Said by {day}"},
    "as_of_group_perhaps": {"fr": "Peut-être dit au {day}", "en": "Perhaps said by {day}"},
    "as_of_group_unknown": {"fr": "Ordre inconnu", "en": "Order unknown"},
    "as_of_group_notYet": {"fr": "Pas encore dit au {day}", "en": "Not yet said by {day}"},
    "as_of_mark_perhaps": {"fr": "peut-être dite au {day}", "en": "perhaps said by {day}"},
    "as_of_mark_unknown": {"fr": "ordre inconnu", "en": "order unknown"},
    "as_of_group_undated": {"fr": "Sans date", "en": "Undated"},
    "as_of_value_said": {"fr": "dit", "en": "said"},
    "as_of_value_perhaps": {"fr": "peut-être dit", "en": "perhaps said"},
    "as_of_value_unknown": {"fr": "ordre inconnu", "en": "order unknown"},
    "as_of_value_notYet": {"fr": "pas encore dit", "en": "not yet said"},
    "pictures": {"fr": "Images", "en": "Pictures"},
    "picture_kinds": {"fr": "Autres images du même sujet", "en": "Other pictures of the same"},
    "picture_filters": {"fr": "Choisir ce qui est dessiné", "en": "Choose what is drawn"},
    "picture_topic": {"fr": "Sujet", "en": "Topic"},
    "picture_actor": {"fr": "Acteur", "en": "Actor"},
    "picture_claim": {
        "fr": "Prise de position (nom court ou IRI)",
        "en": "Claim (short name or IRI)",
    },
    "picture_as_of": {"fr": "Tel que dit au", "en": "As said by"},
    "picture_draw": {"fr": "Dessiner", "en": "Draw"},
    "picture_scroll": {"fr": "Image, à faire défiler", "en": "Picture, scrolls"},
    "picture_wrong": {
        "fr": "Un filtre ne convient pas : changez-le ici, puis dessinez. Le service dit :",
        "en": "One filter cannot be used: change it here, then draw.",
    },
    "picture_zoom_in": {"fr": "Agrandir", "en": "Zoom in"},
    "picture_zoom_out": {"fr": "Réduire", "en": "Zoom out"},
    "picture_zoom_reset": {"fr": "Vue entière", "en": "Whole picture"},
    "picture_zoom_help": {
        "fr": "Agrandie, l'image se déplace à la souris ou au doigt. Au clavier, une fois sur "
        "l'image : + et - pour la taille, les flèches pour se déplacer, 0 pour tout voir ; "
        "Ctrl et la molette changent la taille.",
        "en": "Once larger, the picture moves by mouse or finger. By keyboard, on the picture: "
        "+ and - for its size, arrows to move, 0 to see all; Ctrl and the wheel change the size.",
    },
    "picture_zoomed": {"fr": "{percent}\u202f% de la vue entière", "en": "{percent}% of the whole"},
    "picture_download": {"fr": "Télécharger\u00a0:", "en": "Download:"},
    "picture_png": {"fr": "PNG", "en": "PNG"},
    "picture_failed": {
        "fr": "Le navigateur n'a pas pu faire ce PNG.",
        "en": "The browser could not make this PNG.",
    },
    "picture_link": {"fr": "Adresse de cette image", "en": "Address of this picture"},
    "picture_command": {"fr": "La même en ligne de commande", "en": "The same by command"},
    "picture_left_out": {
        "fr": {
            "one": "{count} prise de position ou événement de plus n'a pas trouvé place\u00a0: "
            "choisissez un sujet ou un acteur.",
            "many": "{count} de prises de position ou événements de plus n'ont pas trouvé "
            "place\u00a0: choisissez un sujet ou un acteur.",
            "other": "{count} prises de position ou événements de plus n'ont pas trouvé "
            "place\u00a0: choisissez un sujet ou un acteur.",
        },
        "en": {
            "one": "{count} more claim or event found no room: choose a topic or an actor.",
            "other": "{count} more claims or events found no room: choose a topic or an actor.",
        },
    },
    "picture_cut": {
        "fr": "Plus de {count} prises de position ou événements n'ont pas trouvé place\u00a0: "
        "choisissez un sujet ou un acteur.",
        "en": "More than {count} claims or events found no room: choose a topic or an actor.",
    },
    "picture_table": {"fr": "Le même contenu en tableau", "en": "The same content as a table"},
    "picture_reported": {
        "fr": "Prises de position qui nous parviennent par un relais",
        "en": "Claims that reach us by a relay",
    },
    "picture_reported_most": {
        "fr": "Seules {count} sont listées\u00a0: choisissez un sujet ou un acteur.",
        "en": "Only {count} are listed: choose a topic or an actor.",
    },
}
