"""The checks that are not a project's own rules: code, severity, message and what to do.

Rules of a project bring theirs along: a shape in its triples, a hygiene query in its header. Each
code has a page in docs/checks/.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.base.texts import TEXTS
from hdhgraph.checks.findings import Finding, Severity
from hdhgraph.checks.ontology.rules import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CODES", "FIXED", "Code", "found"]


@dataclass(frozen=True, slots=True)
class Code:
    """One check: `messages` have places for values, `hints` say what to do, by language."""

    severity: Severity
    titles: Mapping[str, str]
    messages: Mapping[str, str]
    hints: Mapping[str, str]


def _code(severity: Severity, *texts: str) -> Code:
    """Make a code of title, message and hint, each in English, then in French."""
    pairs = [{"en": texts[at], "fr": texts[at + 1]} for at in (0, 2, 4)]
    return Code(severity, *(MappingProxyType(pair) for pair in pairs))


CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "HG-SYNTAX": _code(
            Severity.VIOLATION,
            "Syntax",
            "Syntaxe",
            "This does not parse: {reason}",
            "La syntaxe est fautive : {reason}",
            "Mend what stands there, or just before it.",
            "Corriger ce qui se trouve à cet endroit, ou juste avant.",
        ),
        "HG-FILE": _code(
            Severity.VIOLATION,
            "A file that is not read",
            "Un fichier qui n'est pas lu",
            "This file is not read: {reason}",
            "Ce fichier n'est pas lu : {reason}",
            "Give the file as plain RDF in UTF-8, of a size that one process can hold.",
            "Fournir du RDF en UTF-8, d'une taille qu'un processus peut contenir.",
        ),
        "HG-HEADER": _code(
            Severity.VIOLATION,
            "The header of a query",
            "L'en-tête d'une requête",
            "The header of this query cannot be used: {reason}",
            "L'en-tête de cette requête est inutilisable : {reason}",
            "Compare it with the header of a query that works.",
            "Comparer avec l'en-tête d'une requête qui fonctionne.",
        ),
        "HG-INFERRED": _code(
            Severity.VIOLATION,
            "The inferred graph",
            "Le graphe inféré",
            "The inferred graph is out of date: run `hdhgraph infer`.",
            "Le graphe inféré n'est pas à jour : lancez `hdhgraph infer`.",
            "What is inferred is computed from the rest, never written by hand.",
            "Ce qui est inféré se calcule à partir du reste et ne s'écrit jamais à la main.",
        ),
        "HG-REASON": _code(
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
        "HG-REMOTE": _code(
            Severity.VIOLATION,
            "A rule that is not run",
            "Une règle qui n'est pas évaluée",
            "This rule is not run: {reason}",
            "Cette règle n'est pas évaluée : {reason}",
            "A rule reads the graph that is checked and nothing else; take SERVICE and FROM out.",
            "Une règle ne lit que le graphe vérifié ; retirer SERVICE et FROM.",
        ),
        "HG-SHAPE": _code(
            Severity.VIOLATION,
            "A shape that cannot be used",
            "Une forme inutilisable",
            "This shape cannot be used, and is not asked: {reason}",
            "Cette forme est inutilisable, et n'est pas évaluée : {reason}",
            "Mend the shape; the reason is in the words of the program that validates.",
            "Corriger la forme ; la raison est donnée dans les mots du programme qui valide.",
        ),
        "HG-IGNORE": _code(
            Severity.VIOLATION,
            "How a finding is ignored",
            "Comment ignorer un constat",
            "This comment ignores nothing: it needs a code and a reason.",
            "Ce commentaire n'ignore rien : il lui faut un code et une raison.",
            "Write `# hdhgraph: ignore CODE reason`.",
            "Écrire `# hdhgraph: ignore CODE raison`.",
        ),
        "HG-UNUSED-IGNORE": _code(
            Severity.WARNING,
            "A comment that ignores nothing",
            "Un commentaire qui n'ignore rien",
            "There is no {code} here to be ignored.",
            "Il n'y a pas de {code} à ignorer ici.",
            "Take the comment out; what it spoke of has been mended or has moved.",
            "Retirer le commentaire : ce dont il parlait a été corrigé ou déplacé.",
        ),
        "HG-Q1": _code(
            Severity.WARNING,
            "Claims by a day",
            "Prises de position à un jour donné",
            "This query returns claims, but does not filter them by a date parameter “asOf”: it "
            "cannot tell what had been said by a day.",
            "Cette requête rend des prises de position, mais ne les filtre pas par un paramètre de "
            "date « asOf » : elle ne peut dire ce qui était dit à un jour donné.",
            "Declare `asOf` of type date, put it in the VALUES row, and filter by it.",
            "Déclarer `asOf` de type date, le placer dans la ligne VALUES et filtrer par lui.",
        ),
        "HG-Q2": _code(
            Severity.WARNING,
            "Claims with their evidence",
            "Prises de position et leurs preuves",
            "This query returns claims without all of their evidence; missing columns: {names}.",
            "Cette requête rend des prises de position sans toutes leurs preuves ; colonnes "
            "manquantes : {names}.",
            "Return who speaks in which capacity, in which source, from where to where.",
            "Rendre qui parle, à quel titre, dans quelle source et à quel endroit.",
        ),
        "HG-K": _code(
            Severity.VIOLATION,
            "A competency question and its answer",
            "Une question de compétence et sa réponse",
            "This question is not answered as expected: {reason}",
            "Cette question n'a pas la réponse attendue : {reason}",
            "Find out which is right, the graph or the expected answer, and mend the other.",
            "Établir qui a raison, du graphe ou de la réponse attendue, et corriger l'autre.",
        ),
        "HG-X-disagree": _code(
            Severity.VIOLATION,
            "Two validators disagree",
            "Deux validateurs en désaccord",
            "{one} finds that this breaks {shape}, {other} does not.",
            "{one} y voit un manquement à {shape}, {other} non.",
            "Read the shape: it may use what one of them does not know; or one of them is wrong.",
            "Relire la forme : l'un d'eux peut ignorer ce qu'elle emploie, ou se tromper.",
        ),
        "HG-V-wrong": _code(
            Severity.VIOLATION,
            "An anchor that does not hold",
            "Un ancrage qui ne tient pas",
            "The text does not bear this out: {reason}",
            "Le texte ne le confirme pas : {reason}",
            "Read the passage again; `hdhgraph anchor SOURCE WORDS` gives its place and digest.",
            "Relire le passage ; `hdhgraph anchor SOURCE MOTS` en donne la place et l'empreinte.",
        ),
        "HG-V-missing-text": _code(
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
        "HG-V-changed-text": _code(
            Severity.VIOLATION,
            "A source text that has changed",
            "Un texte source modifié",
            "{names} is not the text that was anchored ({reason}): its anchors are not checked.",
            "{names} n'est pas le texte ancré ({reason}) : ses ancrages ne sont pas vérifiés.",
            "Put back the file with the stated SHA-256, or anchor the new text as another source.",
            "Remettre le fichier au SHA-256 indiqué, ou ancrer le nouveau texte à part.",
        ),
        "HG-V-long-run": _code(
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
        "HG-V-too-much": _code(
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
        "HG-V-other-bounds": _code(
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
        **{code: _code(severity, *texts) for code, (severity, texts) in TEXTS.items()},
        **{code: _code(Severity(rule.severity), *rule.texts) for code, rule in rules().items()},
    }
)
# What these tell is about the check itself: nothing turns them off, and no comment ignores them.
FIXED: Final = frozenset(("HG-SYNTAX", "HG-FILE", "HG-REMOTE", "HG-SHAPE", "HG-IGNORE"))


def found(code: str, values: Mapping[str, Mapping[str, str] | str] | None = None) -> Finding:
    """Return a finding of one of these codes; a value is text, or text by language."""
    own = CODES[code]
    given = values or {}
    messages = {
        lang: template.format(
            **{
                name: value if isinstance(value, str) else value.get(lang, "")
                for name, value in given.items()
            }
        )
        for lang, template in own.messages.items()
    }
    return Finding(code, own.severity, messages, hints=own.hints)
