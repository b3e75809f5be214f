"""Why something does not parse, by language: what the parsers say, in French as far as known.

Words of a parser that are not known here are quoted, so that nobody takes them for French.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["in_languages", "of_query"]

_TERM: Final = r"(.+?)"
# What a message may say, and in French what it says; \1 is what it names.
_KNOWN: Final = tuple(
    (re.compile(pattern, re.DOTALL), french)
    for pattern, french in (
        (r"Unexpected end(?: of file)?(?:, a value was expected)?", "le fichier s'arrête trop tôt"),
        (rf"The prefix {_TERM} has not been declared", r"le préfixe \1 n'est pas déclaré"),
        (rf"{_TERM} is not a valid RDF object", r"« \1 » ne peut être l'objet d'un triplet"),
        (rf"{_TERM} is not a valid subject or graph name",
         r"« \1 » ne peut être ni un sujet ni un nom de graphe"),
        (rf"{_TERM} is not a valid predicate", r"« \1 » ne peut être un prédicat"),
        (rf"{_TERM} is not a valid graph name", r"« \1 » ne peut être un nom de graphe"),
        (rf"{_TERM} is not a valid rdf:(ID|nodeID|bagID) value",
         r"« \1 » n'est pas une valeur de rdf:\2"),
        (rf"{_TERM} is not a valid attribute", r"\1 n'est pas un attribut ici"),
        (r"Not both (.+) and (.+) could be set at the same time",
         r"un seul de \1 et \2 peut être donné"),
        (rf"Invalid property element tag name: {_TERM}", r"\1 n'est pas une propriété"),
        (rf"{_TERM} has already been used as rdf:ID value",
         r"\1 est déjà le nom d'un rdf:ID"),
        (rf"error while parsing IRI '{_TERM}': Invalid IRI code point '{_TERM}'",
         r"le caractère « \2 » est exclu d'un IRI (« \1 »)"),
        (rf"error while parsing language tag '{_TERM}': .+",
         r"« \1 » n'est pas une étiquette de langue"),
        (rf"ill-formed document: expected `{_TERM}`, but `{_TERM}` was found",
         r"« \1 » est attendu, et non « \2 »"),
        (rf"(?:at [\d.]+: )?unrecognized entity `{_TERM}`", r"l'entité « \1 » n'est pas déclarée"),
        (rf"Unknown prefix {_TERM}:", r"le préfixe \1 n'est pas déclaré"),
        (rf"Unexpected text event: '{_TERM}'", r"le texte « \1 » n'a pas sa place ici"),
        (r"A language code should always start with a letter",
         "une étiquette de langue commence par une lettre"),
        (r"No scheme found in an absolute IRI", "cet IRI est relatif, et il n'y a pas de base"),
        (rf"Invalid character '{_TERM}'(?: in .+)?", r"le caractère « \1 » est exclu d'un IRI"),
        (rf"Expecting a datatype IRI after \^\^, found {_TERM}",
         r"un IRI de type est attendu après ^^, et non « \1 »"),
        (r"The PREFIX keyword should be followed by a prefix like 'ex:'",
         "PREFIX est suivi d'un préfixe comme « ex: »"),
        (rf"Unexpected escape character '{_TERM}'", r"l'échappement « \1 » n'existe pas"),
        (rf"The escape sequence '{_TERM}' is not a valid hexadecimal string",
         r"l'échappement « \1 » n'est pas hexadécimal"),
        (r"The subject of a triple must be an IRI or a blank node",
         "le sujet d'un triplet est un IRI ou un nœud anonyme"),
        (r"Triples must be followed by a dot", "un triplet se termine par un point"),
        (r"syntax error: tag not closed.*", "une balise n'est pas fermée"),
        (r"XML namespaces are required in RDF/XML",
         "RDF/XML demande des espaces de noms déclarés"),
        (r"Object keys must be strings", "les clés d'un objet JSON sont des chaînes"),
        (rf"{_TERM} value must be a string", r"la valeur de \1 est une chaîne"),
        (r"No LoadDocumentCallback has been set to load remote contexts",
         "un contexte distant n'est pas téléchargé"),
        (r"this is not UTF-8", "ce n'est pas de l'UTF-8"),
        (rf"the file cannot be read as UTF-8: {_TERM}", r"le fichier n'est pas de l'UTF-8 (\1)"),
        (r"“params” is not a mapping of names to parameters",
         "« params » n'associe pas des noms à des paramètres"),
        (rf"there is no row VALUES {_TERM}", r"il manque une ligne VALUES \1"),
        (rf"the header is not YAML: {_TERM}", r"l'en-tête n'est pas du YAML (\1)"),
        (r"there is no “#\+” header", "il manque un en-tête « #+ »"),
        (rf"“{_TERM}” is unknown in the header; keys: (.+)",
         r"« \1 » est inconnu dans l'en-tête ; clés : \2"),
        (rf"“{_TERM}” is unknown in parameter “{_TERM}”; keys: (.+)",
         r"« \1 » est inconnu dans le paramètre « \2 » ; clés : \3"),
        (rf"the header lacks “{_TERM}”", r"il manque « \1 » à l'en-tête"),
        (rf"parameter “{_TERM}” is not a mapping", r"le paramètre « \1 » n'a pas de clés"),
        (rf"parameter “{_TERM}” needs a type: (.+)",
         r"le paramètre « \1 » demande un type : \2"),
        (rf"parameter “{_TERM}” has no known scheme: (.+)",
         r"le paramètre « \1 » a un schéma inconnu : \2"),
        (r"the query is nested too deep, or SERVICE is no clause of its own",
         "la requête est trop imbriquée, ou SERVICE n'y est pas une clause"),
        (rf"The custom function {_TERM} is not supported", r"il n'y a pas de fonction \1"),
        (rf"The hygiene query “{_TERM}” has no {_TERM} in its header",
         r"il manque \2 à l'en-tête de la requête « \1 »"),
        (rf"The hygiene query “{_TERM}” has an unknown severity: (.+)",
         r"la gravité de la requête « \1 » est inconnue : \2"),
        (rf"The hygiene query “{_TERM}” is not a SELECT",
         r"la requête « \1 » n'est pas un SELECT"),
    )
)  # fmt: skip
# Words of a parser that only its authors understand.
_CLEARER: Final = {
    "No scheme found in an absolute IRI": "this IRI is relative, and there is no base",
    "No LoadDocumentCallback has been set to load remote contexts": (
        "a remote context is not fetched"
    ),
}
# What a query says wrong, which its parser names among the tokens that it would have taken.
_OF_QUERY: Final = {
    "Duplicated variable name in SELECT": "une variable est deux fois dans SELECT",
    "The SELECT contains a variable that is unbound": "une variable de SELECT n'est pas liée",
}
_UNEXPECTED: Final = {
    "en": "something else is expected here.",
    "fr": "autre chose est attendu ici.",
}


def in_languages(reason: str) -> Mapping[str, str]:
    """Return what a parser or a reader of headers says in English, and the same in French."""
    told = reason.strip().removesuffix(".")
    for pattern, french in _KNOWN:
        match = pattern.fullmatch(told)
        if match:
            return {"en": f"{_CLEARER.get(told, told)}.", "fr": f"{match.expand(french)}."}
    return {"en": f"{told}.", "fr": f"« {told} »."}


def of_query(reason: str) -> Mapping[str, str]:
    """Return what the parser of SPARQL says; the tokens that it would have taken tell little."""
    for english, french in _OF_QUERY.items():
        if english in reason:
            return {"en": f"{english}.", "fr": f"{french}."}
    return _UNEXPECTED if "expected" in reason else in_languages(reason)
