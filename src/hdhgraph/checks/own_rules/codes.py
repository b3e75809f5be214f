"""The codes of hdhgraph's own rules: the inferred graph, competency questions, anchors."""

from __future__ import annotations

from typing import Final

from hdhgraph.checks.report.codes import Codes, code
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.syntax.codes import SYNTAX_CODES

__all__ = ["OWN_RULE_CODES", "found"]

OWN_RULE_CODES: Final = Codes(
    {
        "HG-INFERRED": code(
            Severity.VIOLATION,
            "The inferred graph",
            "Le graphe inféré",
            "The inferred graph is out of date: run `hdhgraph infer`.",
            "Le graphe inféré n'est pas à jour : lancez `hdhgraph infer`.",
            "What is inferred is computed from the rest, never written by hand.",
            "Ce qui est inféré se calcule à partir du reste et ne s'écrit jamais à la main.",
        ),
        "HG-REASON": code(
            Severity.VIOLATION,
            "A curated statement without its reason",
            "Un énoncé de curation sans motif",
            "No reason is given{language} for {statement}, so nothing is inferred.{more}",
            "Aucun motif n'est donné{language} pour {statement} : rien n'est inféré.{more}",
            "Add a named owl:Axiom (…/id/reason/…) with owl:annotatedSource, owl:annotatedProperty "
            "and owl:annotatedTarget in the direction stated, and rdfs:comment in English and "
            "French.",
            "Ajouter un owl:Axiom nommé (…/id/reason/…) avec owl:annotatedSource, "
            "owl:annotatedProperty et owl:annotatedTarget dans le sens de l'énoncé, et "
            "rdfs:comment en français et en anglais.",
        ),
        "HG-K": code(
            Severity.VIOLATION,
            "A competency question and its answer",
            "Une question de compétence et sa réponse",
            "This question is not answered as expected: {reason}",
            "Cette question n'a pas la réponse attendue : {reason}",
            "Find out which is right, the graph or the expected answer, and mend the other.",
            "Établir qui a raison, du graphe ou de la réponse attendue, et corriger l'autre.",
        ),
        "HG-V-wrong": code(
            Severity.VIOLATION,
            "An anchor that does not hold",
            "Un ancrage qui ne tient pas",
            "The text does not bear this out: {reason}",
            "Le texte ne le confirme pas : {reason}",
            "Read the passage again; `hdhgraph anchor SOURCE WORDS` gives its place and digest.",
            "Relire le passage ; `hdhgraph anchor SOURCE MOTS` en donne la place et l'empreinte.",
        ),
        "HG-V-missing-text": code(
            Severity.WARNING,
            "A source text that is not there",
            "Un texte source absent",
            "The text of this source, {names}, is not among those at hand: its anchors are not "
            "checked.",
            "Le texte de cette source, {names}, n'est pas parmi ceux qu'on a : ses ancrages ne "
            "sont pas vérifiés.",
            "Put the file there under this name, or check without texts.",
            "Y mettre le fichier sous ce nom, ou vérifier sans les textes.",
        ),
        "HG-V-changed-text": code(
            Severity.VIOLATION,
            "A source text that has changed",
            "Un texte source modifié",
            "{names} is not the text that was anchored ({reason}): its anchors are not checked.",
            "{names} n'est pas le texte ancré ({reason}) : ses ancrages ne sont pas vérifiés.",
            "Put back the file with the stated SHA-256, or anchor the new text as another source.",
            "Remettre le fichier au SHA-256 indiqué, ou ancrer le nouveau texte à part.",
        ),
        "HG-V-long-run": code(
            Severity.VIOLATION,
            "Fragments that join",
            "Des extraits qui se joignent",
            "The fragments show {words} words in a row here, the characters {span} of {names}; "
            "the limit is {most}.",
            "Les extraits montrent ici {words} mots d'affilée, les caractères {span} de {names} ; "
            "la limite est de {most}.",
            "Shorten one of them, so that a word between them is left out, or take one out: a "
            "claim may show none.",
            "En raccourcir un, pour qu'un mot reste entre eux, ou en retirer un : une prise de "
            "position peut n'en montrer aucun.",
        ),
        "HG-V-too-much": code(
            Severity.VIOLATION,
            "Too much of a text",
            "Une trop grande part d'un texte",
            "The fragments show {shown} of the {words} words of this text; the limit is {most} %.",
            "Les extraits montrent {shown} des {words} mots de ce texte ; la limite est de "
            "{most} %.",
            "Shorten fragments, or take some out: a claim may show none.",
            "Raccourcir des extraits, ou en retirer : une prise de position peut n'en montrer "
            "aucun.",
        ),
        "HG-V-other-bounds": code(
            Severity.WARNING,
            "The same words within other bounds",
            "Les mêmes mots dans d'autres bornes",
            "The characters {span} in it are the words of {names}, which attests the same thing "
            "and starts and ends with them.",
            "Les caractères {span} y sont les mots de {names}, qui atteste la même chose, mais "
            "commence et finit avec eux.",
            "Let both selectors start and end at the same words: equal digests join the two.",
            "Faire commencer et finir les deux sélecteurs aux mêmes mots : ce sont les empreintes "
            "égales qui les joignent.",
        ),
    }
)
# The queries of these rules are read and refused as any others are.
found: Final = Codes(SYNTAX_CODES, OWN_RULE_CODES).found
