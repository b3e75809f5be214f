"""What does not parse or is not run, and what a canned query must have: the codes."""

from __future__ import annotations

from typing import Final

from hdhgraph.checks.report.codes import Codes, code
from hdhgraph.checks.report.findings import Severity

__all__ = ["SYNTAX_CODES", "found"]

SYNTAX_CODES: Final = Codes(
    {
        "HG-SYNTAX": code(
            Severity.VIOLATION,
            "Syntax",
            "Syntaxe",
            "This does not parse: {reason}",
            "La syntaxe est fautive : {reason}",
            "Mend what stands there, or just before it.",
            "Corriger ce qui se trouve à cet endroit, ou juste avant.",
        ),
        "HG-FILE": code(
            Severity.VIOLATION,
            "A file that is not read",
            "Un fichier qui n'est pas lu",
            "This file is not read: {reason}",
            "Ce fichier n'est pas lu : {reason}",
            "Give the file as plain RDF in UTF-8, of a size that one process can hold.",
            "Fournir du RDF en UTF-8, d'une taille qu'un processus peut contenir.",
        ),
        "HG-HEADER": code(
            Severity.VIOLATION,
            "The header of a query",
            "L'en-tête d'une requête",
            "The header of this query cannot be used: {reason}",
            "L'en-tête de cette requête est inutilisable : {reason}",
            "Compare it with the header of a query that works.",
            "Comparer avec l'en-tête d'une requête qui fonctionne.",
        ),
        "HG-REMOTE": code(
            Severity.VIOLATION,
            "A rule that is not run",
            "Une règle qui n'est pas évaluée",
            "This rule is not run: {reason}",
            "Cette règle n'est pas évaluée : {reason}",
            "A rule reads the graph that is checked and nothing else; take SERVICE and FROM out.",
            "Une règle ne lit que le graphe vérifié ; retirer SERVICE et FROM.",
        ),
        "HG-Q1": code(
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
        "HG-Q2": code(
            Severity.WARNING,
            "Claims with their evidence",
            "Prises de position et leurs preuves",
            "This query returns claims without all of their evidence; missing columns: {names}.",
            "Cette requête rend des prises de position sans toutes leurs preuves ; colonnes "
            "manquantes : {names}.",
            "Return who speaks in which capacity, in which source, from where to where.",
            "Rendre qui parle, à quel titre, dans quelle source et à quel endroit.",
        ),
    }
)
found: Final = SYNTAX_CODES.found
