"""What the comparison of two actors or two sources says, in French and English."""

from __future__ import annotations

from typing import Final

__all__ = ["MESSAGES"]

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "compare": {"fr": "Comparer", "en": "Compare"},
    "compare_title": {
        "fr": "Comparer deux voix, ou deux textes",
        "en": "Compare two voices, or two texts",
    },
    "compare_of": {"fr": "{left} et {right}", "en": "{left} and {right}"},
    "compare_intro": {
        "fr": "Deux acteurs, ou deux sources, côte à côte : ce que l'un et l'autre disent de "
        "chaque proposition, ce dont un seul parle, et là où ils se contredisent.",
        "en": "Two actors, or two sources, side by side: what each says of every proposition, what "
        "only one of them speaks of, and where they contradict each other.",
    },
    "compare_left": {"fr": "L'un", "en": "One"},
    "compare_right": {"fr": "L'autre", "en": "The other"},
    "compare_topic": {"fr": "Sujet", "en": "Topic"},
    "compare_any_topic": {"fr": "tous les sujets", "en": "all topics"},
    "compare_choose": {"fr": "choisir…", "en": "choose…"},
    "compare_actors": {"fr": "Acteurs", "en": "Actors"},
    "compare_sources": {"fr": "Sources", "en": "Sources"},
    "compare_as_of": {
        "fr": "Tel que dit à ce jour",
        "en": "As said by this day",
    },
    "compare_go": {"fr": "Comparer", "en": "Compare"},
    "compare_examples": {
        "fr": "Par exemple, des acteurs qui se contredisent :",
        "en": "For example, actors who contradict each other:",
    },
    "compare_two_needed": {
        "fr": "Il en faut deux : choisissez aussi l'autre.",
        "en": "It takes two: choose the other as well.",
    },
    "compare_same": {
        "fr": "C'est deux fois « {name} » : choisissez deux acteurs différents, ou deux sources "
        "différentes.",
        "en": "That is “{name}” twice: choose two different actors, or two different sources.",
    },
    "compare_mixed": {
        "fr": "« {left} » et « {right} » ne se comparent pas : l'un est un acteur, l'autre une "
        "source. Choisissez deux acteurs, ou deux sources.",
        "en": "“{left}” and “{right}” cannot be compared: one is an actor, the other a source. "
        "Choose two actors, or two sources.",
    },
    "compare_unknown": {
        "fr": "« {value} » n'est ici ni un acteur qui parle, ni une source qui rapporte. "
        "Choisissez dans la liste.",
        "en": "“{value}” is neither an actor who speaks here nor a source that reports. Choose "
        "from the list.",
    },
    "compare_near": {
        "fr": "« {value} » n'est pas ici. Peut-être : {near}.",
        "en": "“{value}” is not here. Perhaps: {near}.",
    },
    "compare_several": {
        "fr": "« {value} » peut désigner plusieurs choses : {names}.",
        "en": "“{value}” may mean several things: {names}.",
    },
    "compare_unknown_topic": {
        "fr": "« {value} » n'est pas un sujet de ce graphe. Choisissez dans la liste.",
        "en": "“{value}” is no topic of this graph. Choose from the list.",
    },
    "compare_bad_day": {
        "fr": "« {value} » n'est pas un jour. Écrivez-le AAAA-MM-JJ.",
        "en": "“{value}” is not a day. Write it as YYYY-MM-DD.",
    },
    "compare_parameter": {
        "fr": "Une comparaison n'a pas de paramètre « {name} » ; elle a : {known}.",
        "en": "A comparison has no parameter “{name}”; it has: {known}.",
    },
    "compare_many": {
        "fr": "Ils sont trop nombreux pour une liste : écrivez le nom court ou l'IRI de chacun, "
        "comme sur sa page.",
        "en": "There are too many for a list: write the short name or the IRI of each, as on its "
        "page.",
    },
    "compare_nobody": {
        "fr": "Ce jeu de données ne contient pas de prises de position à comparer.",
        "en": "This dataset holds no claims to compare.",
    },
    "compare_summary": {
        "fr": "{left} : {left_claims}. {right} : {right_count}. Propositions dont les deux "
        "parlent : {both}. Contradictions entre eux : {pairs}.",
        "en": "{left}: {left_claims}. {right}: {right_count}. Propositions that both speak of: "
        "{both}. Contradictions between them: {pairs}.",
    },
    "compare_cut": {
        "fr": "Seules les {most} dernières prises de position de chacun sont montrées : choisissez "
        "un sujet.",
        "en": "Only the last {most} claims of each are shown: choose a topic.",
    },
    "compare_contradictions": {
        "fr": "Là où ils se contredisent ({count})",
        "en": "Where they contradict each other ({count})",
    },
    "compare_no_contradiction": {
        "fr": "Aucune contradiction entre les prises de position montrées ici. Cela ne veut pas "
        "dire qu'ils sont d'accord.",
        "en": "No contradiction between the claims shown here. That does not mean that they agree.",
    },
    "compare_derived": {
        "fr": "Une contradiction est déduite de deux positions qui ne peuvent valoir ensemble.",
        "en": "A contradiction is derived from two positions that cannot both hold.",
    },
    "compare_both": {
        "fr": "Ce dont les deux parlent ({count})",
        "en": "What both speak of ({count})",
    },
    "compare_only": {
        "fr": "Propositions de {name} seulement ({count})",
        "en": "What only {name} speaks of ({count})",
    },
    "compare_nothing": {
        "fr": "Rien dans ces sources. Cela ne veut pas dire que rien n'a été dit.",
        "en": "Not in these sources. That does not mean that nothing was said.",
    },
    "compare_same_stance": {"fr": "même posture", "en": "same stance"},
    "compare_other_stance": {"fr": "postures différentes", "en": "different stances"},
    "compare_same_claim": {
        "fr": "la même prise de position, dans les deux textes",
        "en": "the same claim, in both texts",
    },
    "compare_clash": {"fr": "se contredisent", "en": "contradict each other"},
    "compare_not_held": {"fr": "texte non détenu", "en": "text not held"},
    "compare_actor_note": {
        "fr": "Une organisation est comparée pour ce qui est dit en son nom propre, et non par "
        "ceux qui parlent pour elle.",
        "en": "An organisation is compared by what is said in its own name, not by those who speak "
        "for it.",
    },
    "compare_source_note": {
        "fr": "Un commentaire est une source à part, et une traduction porte les mêmes prises de "
        "position que son original.",
        "en": "A comment is a source of its own, and a translation voices the same claims as its "
        "original.",
    },
    "compare_feeds": {"fr": "Flux :", "en": "Feeds:"},
}
