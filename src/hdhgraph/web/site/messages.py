"""What the page about the graph says of its method, its limits and its keepers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "about": {"fr": "À propos", "en": "About"},
    "about_title": {"fr": "À propos de ce graphe", "en": "About this graph"},
    "about_contents": {"fr": "Sur cette page", "en": "On this page"},
    "about_speakers": {
        "fr": {
            "one": "{count} locuteur",
            "many": "{count} de locuteurs",
            "other": "{count} locuteurs",
        },
        "en": {
            "one": "{count} speaker",
            "other": "{count} speakers",
        },
    },
    "about_held": {
        "fr": {
            "one": "{count} texte détenu",
            "many": "{count} de textes détenus",
            "other": "{count} textes détenus",
        },
        "en": {
            "one": "{count} text that is held",
            "other": "{count} texts that are held",
        },
    },
    "about_numbers": {
        "fr": "{claims} de {speakers}, d'après {held}.",
        "en": "{claims} by {speakers}, from {held}.",
    },
    "about_method": {"fr": "Méthode", "en": "Method"},
    "about_method_claim": {
        "fr": "Une prise de position dit qui parle, à quel titre, avec quelle posture (affirmer, "
        "nier, nuancer, mettre en question) et quelle certitude, sur une proposition. La "
        "proposition est formulée avec nos mots, en français et en anglais ; les mots du texte "
        "restent dans l'extrait, douze au plus, dans leur langue.",
        "en": "A claim says who speaks, in what capacity, with which stance (asserts, denies, "
        "qualifies, questions) and which certainty, on a proposition. The proposition is in our "
        "own words, in French and in English; the words of the text stay in the fragment, twelve "
        "at most, in their language.",
    },
    "about_method_fact": {
        "fr": "Rien de ce qu'un locuteur affirme ne devient ici un fait : le graphe dit seulement "
        "ce qu'un texte dit, à une place.",
        "en": "Nothing that a speaker says becomes a fact here: the graph only says what a text "
        "says, at a place.",
    },
    "about_method_anchor": {
        "fr": "Chaque prise de position est ancrée aux caractères exacts d'un texte. Un propos "
        "rapporté l'est avec toute sa chaîne, du locuteur au texte que nous détenons.",
        "en": "Every claim is anchored to the exact characters of a text. What is reported is "
        "given with its whole chain, from the speaker to the text that we hold.",
    },
    "about_method_derived": {
        "fr": "Une contradiction n'est jamais saisie : elle est déduite, entre des locuteurs "
        "différents, de positions qui ne peuvent valoir ensemble. Que deux propositions soient "
        "incompatibles, ou l'une un cas de l'autre, est une décision de l'édition, écrite avec sa "
        "raison dans un graphe à part.",
        "en": "A contradiction is never typed in: it is derived, between different speakers, from "
        "positions that cannot both hold. That two propositions are incompatible, or one a case of "
        "the other, is a decision of the curators, written with its reason in a graph of its own.",
    },
    "about_method_date": {
        "fr": "Une date est donnée comme le texte la donne. Des bornes plus étroites ne s'y "
        "ajoutent que si les textes ensemble les prouvent, et leur raison est écrite.",
        "en": "A date is given as the text gives it. Narrower bounds are added only where the "
        "texts together prove them, and the reason is written down.",
    },
    "about_method_rules": {
        "fr": "Les termes, leurs définitions et les règles que les données respectent :",
        "en": "The terms, their definitions and the rules that the data keep:",
    },
    "about_limits": {"fr": "Limites", "en": "Limits"},
    "about_limit_absent": {
        "fr": "Ce qui ne se trouve pas ici n'est pas dans ces sources. Cela ne veut pas dire que "
        "personne ne l'a dit.",
        "en": "What is not found here is not in these sources. That does not mean that nobody said "
        "it.",
    },
    "about_limit_reported": {
        "fr": "Beaucoup de propos sont rapportés, parfois en paraphrase, et certains ne nous "
        "viennent que d'un seul texte.",
        "en": "Much is reported, some of it as a paraphrase, and some comes to us through one text "
        "alone.",
    },
    "about_limit_count": {
        "fr": "Compter n'est pas voter : un groupe est un seul locuteur, et un texte peut en "
        "relayer un autre.",
        "en": "A count is not a vote: a group is one speaker, and a text may relay another.",
    },
    "about_limit_reading": {
        "fr": "Découper une phrase en propositions est une lecture : d'où l'ancre, qui permet à "
        "chacun de relire.",
        "en": "To split a sentence into propositions is a reading: hence the anchor, by which "
        "anyone can read again.",
    },
    "about_limit_balance": {
        "fr": "Ce que le graphe ne sait pas, et de quel côté il penche :",
        "en": "What the graph does not know, and which way it leans:",
    },
    "about_curators": {"fr": "Qui l'édite", "en": "Who curates it"},
    "about_curators_named": {
        "fr": "Ce jeu de données est publié par : {publisher}.",
        "en": "This dataset is published by: {publisher}.",
    },
    "about_curators_unnamed": {
        "fr": "Ce projet n'indique pas qui le publie.",
        "en": "This project does not state who publishes it.",
    },
    "about_correction": {
        "fr": "Correction et droit de réponse",
        "en": "Corrections and right of reply",
    },
    "about_correction_contact": {
        "fr": "Pour demander une correction ou exercer un droit de réponse :",
        "en": "To ask for a correction, or for a right of reply:",
    },
    "about_correction_no_contact": {
        "fr": "Ce projet n'indique aucun contact pour demander une correction ou exercer un droit "
        "de réponse. C'est à qui sert ces pages d'en décider, et d'indiquer ici une adresse, par "
        "« contact » dans la description du projet.",
        "en": "This project states no contact for asking for a correction or a right of reply. "
        "Whoever serves these pages decides on both, and can name an address here, as “contact” "
        "in the project's description.",
    },
    "about_correction_how": {
        "fr": "Donnez l'adresse de la prise de position, qui ne change pas, et ce que dit le texte "
        "à cette place.",
        "en": "Give the address of the claim, which does not change, and what the text says at "
        "that place.",
    },
    "about_correction_what": {
        "fr": "Le graphe se corrige là où il ne dit pas ce que dit le texte ; ce que dit "
        "le texte lui-même, seul son éditeur peut le changer.",
        "en": "The graph is corrected where it does not say what the text says; what the "
        "text itself says, only its publisher can change.",
    },
    "about_correction_withdrawn": {
        "fr": "Une adresse retirée le dit, et mène à ce qui la remplace s'il y a lieu.",
        "en": "An address that is withdrawn says so, and leads to what replaces it, if anything.",
    },
    "about_people": {
        "fr": "Ce qui est conservé sur les personnes",
        "en": "What is held on people",
    },
    "about_people_held": {
        "fr": "Les propos publics que les textes leur prêtent, et les qualités dans lesquelles les "
        "textes les font parler. Rien n'y est ajouté que ces textes ne disent.",
        "en": "The public statements that the texts ascribe to them, and the capacities in which "
        "the texts have them speak. Nothing is added that these texts do not say.",
    },
    "about_people_pseudonyms": {
        "fr": "Un pseudonyme n'est jamais levé : il est conservé tel que le texte l'imprime, et "
        "rien ne le rattache à une personne.",
        "en": "A pseudonym is never unmasked: it is held as the text prints it, and nothing links "
        "it to a person.",
    },
    "about_people_visitors": {
        "fr": "Ces pages ne posent pas de cookie et ne chargent rien d'un autre site.",
        "en": "These pages set no cookie and load nothing from another site.",
    },
    "about_sources": {"fr": "Les sources", "en": "The sources"},
    "about_sources_note": {
        "fr": "Un texte « détenu » a été lu en entier ; son empreinte est ici, le texte n'y est "
        "pas : il appartient à d'autres. Les autres sources ne sont connues que par un texte "
        "détenu qui les évoque.",
        "en": "A text that is “held” was read whole; its digest is here, the text is not: it is "
        "other people's. The other sources are known only through a held text that tells of them.",
    },
    "about_sources_held": {"fr": "Textes détenus ({count})", "en": "Texts held ({count})"},
    "about_sources_parts": {
        "fr": "Parties de ces textes, comme leurs commentaires ({count})",
        "en": "Parts of these texts, such as their comments ({count})",
    },
    "about_sources_not_held": {
        "fr": "Sources non détenues ({count})",
        "en": "Sources not held ({count})",
    },
    "about_sources_more": {
        "fr": "Les {shown} premières sont montrées.",
        "en": "The first {shown} are shown.",
    },
    "about_sources_none": {
        "fr": "Ce jeu de données n'a pas de sources de cette sorte.",
        "en": "This dataset has no sources of this kind.",
    },
    "about_verify": {"fr": "Vérifier une ancre", "en": "Verify an anchor"},
    "about_verify_what": {
        "fr": "Il faut le texte même, que ce projet ne distribue pas. Une ancre compte les points "
        "de code Unicode à partir de 0 ; la fin n'en fait pas partie. La page d'une source donne "
        "le nom et l'empreinte SHA-256 de son fichier, celle d'une prise de position ses places.",
        "en": "It takes the text itself, which this project does not hand out. An anchor counts "
        "Unicode code points from 0; the end is not part of it. The page of a source gives the "
        "name and the SHA-256 digest of its file, that of a claim its places.",
    },
    "about_verify_all": {
        "fr": "Toutes les ancres, avec les textes dans un dossier :",
        "en": "All anchors, with the texts in a folder:",
    },
    "about_verify_one": {
        "fr": "Une seule, des caractères 10 à 20 par exemple, sans ce logiciel :",
        "en": "One alone, of the characters 10 to 20 for example, without this software:",
    },
    "about_verify_file": {"fr": "L'empreinte d'un fichier :", "en": "The digest of a file:"},
    "about_licences": {"fr": "Licences", "en": "Licences"},
    "about_licence_data": {"fr": "Données :", "en": "Data:"},
    "about_licence_software": {"fr": "Logiciel : MIT.", "en": "Software: MIT."},
    "about_licence_unstated": {"fr": "non indiquée", "en": "not stated"},
    "about_versions": {"fr": "Versions", "en": "Versions"},
    "about_version_software": {"fr": "Logiciel", "en": "Software"},
    "about_version_ontology": {"fr": "Ontologie", "en": "Ontology"},
    "about_version_data": {"fr": "Données", "en": "Data"},
    "about_version_digest": {"fr": "Empreinte des données", "en": "Digest of the data"},
    "about_reuse": {
        "fr": "Citer, suivre, réutiliser",
        "en": "Cite, follow, reuse",
    },
    "about_reuse_cite": {
        "fr": "Chaque page de prise de position donne sa citation. Pour l'ensemble :",
        "en": "The page of every claim gives its citation. For the whole:",
    },
    "about_reuse_follow": {"fr": "Les flux :", "en": "The feeds:"},
    "about_reuse_data": {"fr": "Les données :", "en": "The data:"},
    "about_ontology": {"fr": "l'ontologie", "en": "the ontology"},
    "about_vocabularies": {"fr": "les vocabulaires", "en": "the vocabularies"},
    "about_rules": {"fr": "les règles", "en": "the rules"},
}
