"""The codes of shapes as such; those of what breaks one are stated in the shapes."""

from __future__ import annotations

from typing import Final

from hdhgraph.checks.report.codes import Codes, code
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.syntax.codes import SYNTAX_CODES

__all__ = ["SHAPE_CODES", "found"]

SHAPE_CODES: Final = Codes(
    {
        "HG-SHAPE": code(
            Severity.VIOLATION,
            "A shape that cannot be used",
            "Une forme inutilisable",
            "This shape cannot be used, and is not asked: {reason}",
            "Cette forme est inutilisable, et n'est pas évaluée : {reason}",
            "Mend the shape; the reason is in the words of the program that validates.",
            "Corriger la forme ; la raison est donnée dans les mots du programme qui valide.",
        ),
        "HG-X-disagree": code(
            Severity.VIOLATION,
            "Two validators disagree",
            "Deux validateurs en désaccord",
            "{one} finds that this breaks {shape}, {other} does not.",
            "{one} y voit un manquement à {shape}, {other} non.",
            "Read the shape: it may use what one of them does not know; or one of them is wrong.",
            "Relire la forme : l'un d'eux peut ignorer ce qu'elle emploie, ou se tromper.",
        ),
    }
)
# A shape whose SPARQL would leave the graph is refused as any other query is.
found: Final = Codes(SYNTAX_CODES, SHAPE_CODES).found
