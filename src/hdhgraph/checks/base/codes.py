"""The codes of a difference."""

from __future__ import annotations

from typing import Final

from hdhgraph.checks.report.codes import Codes, code
from hdhgraph.checks.report.findings import Severity

__all__ = ["BASE_CODES", "found"]

_KEEP: Final = (
    "Keep the IRI, to which others link, with owl:deprecated true and dcterms:isReplacedBy.",
    "Garder l'IRI, auquel d'autres renvoient, avec owl:deprecated true et dcterms:isReplacedBy.",
)

BASE_CODES: Final = Codes(
    {
        "HG-D-base-unread": code(
            Severity.WARNING,
            "A file of the base that is not read",
            "Un fichier de la base qui n'est pas lu",
            "{names} is not compared, since it cannot be read at the base: {reason}",
            "{names} n'est pas comparé, car il est illisible dans la base : {reason}",
            "Compare with a revision that passes the check, or look at this file by eye.",
            "Comparer avec une révision qui passe la vérification, ou relire ce fichier.",
        ),
        "HG-D-term-removed": code(
            Severity.VIOLATION,
            "A term that is gone",
            "Un terme qui a disparu",
            "The term {names} is gone; at the base it stood at {place}.",
            "Le terme {names} a disparu ; dans la base il se trouvait à {place}.",
            *_KEEP,
        ),
        "HG-D-iri-removed": code(
            Severity.VIOLATION,
            "An IRI that leads nowhere",
            "Un IRI qui ne mène nulle part",
            "{names} is no longer described; at the base it stood at {place}.",
            "{names} n'est plus décrit ; dans la base il se trouvait à {place}.",
            *_KEEP,
        ),
        "HG-D-claim-lost": code(
            Severity.VIOLATION,
            "A claim that is lost",
            "Une prise de position perdue",
            "The claim {names} is gone; at the base it stood at {place}.",
            "La prise de position {names} a disparu ; dans la base elle se trouvait à {place}.",
            *_KEEP,
        ),
        "HG-D-evidence-lost": code(
            Severity.VIOLATION,
            "Evidence that is lost",
            "Une preuve perdue",
            "The attestation {names} of {claims} is gone; at the base it stood at {place}.",
            "L'attestation {names} de {claims} a disparu ; dans la base elle se trouvait à "
            "{place}.",
            "Where the source says it elsewhere, attest that place; where it does not, accept "
            "this with the reason, or keep the IRI with owl:deprecated true.",
            "Si la source le dit ailleurs, attester cet endroit ; sinon l'accepter en disant "
            "pourquoi, ou garder l'IRI avec owl:deprecated true.",
        ),
        "HG-D-evidence-moved": code(
            Severity.INFO,
            "Evidence under other IRIs",
            "Des preuves sous d'autres IRI",
            "In {names}, places have other IRIs or are gone, but what was attested at them, or "
            "what replaces it, is still attested there: {number} ({examples}).",
            "Dans {names}, des passages ont changé d'IRI ou disparu, mais ce qui y était attesté, "
            "ou ce qui le remplace, l'est encore dans cette source : {number} ({examples}).",
            "Nothing has to be deprecated: these IRIs follow the places in the text. Cite the "
            "claim, whose IRI stays.",
            "Rien n'est à rendre obsolète : ces IRI suivent les passages dans le texte. Citer la "
            "prise de position, dont l'IRI demeure.",
        ),
        "HG-D-shape-removed": code(
            Severity.WARNING,
            "A rule that is gone",
            "Une règle qui a disparu",
            "The shape {names} is gone, and with it what it asked for; at the base it stood at "
            "{place}.",
            "La forme {names} a disparu, et avec elle ce qu'elle exigeait ; dans la base elle "
            "se trouvait à {place}.",
            "Keep it with sh:deactivated true, if what it asked for no longer holds.",
            "La garder avec sh:deactivated true, si ce qu'elle exigeait ne vaut plus.",
        ),
        "HG-D-term-changed": code(
            Severity.VIOLATION,
            "A term that means something else",
            "Un terme qui a changé de sens",
            "This term means something else, under the same version of its ontology: {reason}.",
            "Ce terme a changé de sens, sous la même version de son ontologie : {reason}.",
            "Give the ontology a new owl:versionInfo or owl:versionIRI, or make a new term and "
            "deprecate this one.",
            "Donner à l'ontologie un nouvel owl:versionInfo ou owl:versionIRI, ou créer un "
            "terme et rendre celui-ci obsolète.",
        ),
        "HG-D-term-revised": code(
            Severity.INFO,
            "A term revised with a new version",
            "Un terme révisé avec une nouvelle version",
            "The new version of the ontology gives this term another meaning: {reason}.",
            "La nouvelle version de l'ontologie donne un autre sens à ce terme : {reason}.",
            "Tell it where the versions are described.",
            "Le dire là où les versions sont décrites.",
        ),
        "HG-D-definition-changed": code(
            Severity.WARNING,
            "Another definition",
            "Une autre définition",
            "This term is defined in other words, under the same version: {reason}.",
            "Ce terme est défini en d'autres mots, sous la même version : {reason}.",
            "Where the meaning stays, accept this with the reason; else give the ontology a "
            "new version.",
            "Si le sens demeure, l'accepter en disant pourquoi ; sinon donner à l'ontologie "
            "une nouvelle version.",
        ),
        "HG-D-label-changed": code(
            Severity.INFO,
            "Another label",
            "Un autre libellé",
            "This term is called otherwise: {reason}.",
            "Ce terme est appelé autrement : {reason}.",
            "Keep the old name as skos:altLabel, so that it is still found.",
            "Garder l'ancien nom comme skos:altLabel, afin qu'on le trouve encore.",
        ),
        "HG-D-claim-changed": code(
            Severity.WARNING,
            "A claim that says something else",
            "Une prise de position qui dit autre chose",
            "This claim says something else than at the base: {reason}.",
            "Cette prise de position dit autre chose que dans la base : {reason}.",
            "Where it was wrong, accept this with the reason; if it is another claim, give it "
            "an IRI of its own.",
            "Si elle était fautive, l'accepter en disant pourquoi ; si c'en est une autre, lui "
            "donner son propre IRI.",
        ),
        "HG-D-evidence-changed": code(
            Severity.WARNING,
            "Evidence that stands elsewhere",
            "Une preuve qui se trouve ailleurs",
            "This attestation does not say what it said at the base: {reason}.",
            "Cette attestation ne dit pas ce qu'elle disait dans la base : {reason}.",
            "Where it was wrong, accept this with the reason; if it is another place, give it "
            "an IRI of its own.",
            "Si elle était fautive, l'accepter en disant pourquoi ; si c'est un autre endroit, "
            "lui donner son propre IRI.",
        ),
        "HG-D-proposition-changed": code(
            Severity.WARNING,
            "A proposition that says something else",
            "Une proposition qui dit autre chose",
            "This proposition says something else, and so does every claim about it: {reason}.",
            "Cette proposition dit autre chose, et avec elle chaque prise de position qui s'y "
            "rapporte : {reason}.",
            "Make a new proposition for another sentence; where the wording alone was mended, "
            "accept this with the reason.",
            "Créer une proposition pour une autre phrase ; si seule la formulation a été "
            "corrigée, l'accepter en disant pourquoi.",
        ),
        "HG-D-shape-weakened": code(
            Severity.WARNING,
            "A rule that asks for less",
            "Une règle qui exige moins",
            "This shape asks for less than at the base: {reason}.",
            "Cette forme exige moins que dans la base : {reason}.",
            "Mend the data rather than the rule; where the rule was wrong, accept this with "
            "the reason.",
            "Corriger les données plutôt que la règle ; si la règle était fautive, l'accepter "
            "en disant pourquoi.",
        ),
        "HG-D-query-removed": code(
            Severity.VIOLATION,
            "A canned query that is gone",
            "Une requête prête qui a disparu",
            "The query {names} is gone, and the address that programs ask it at.",
            "La requête {names} a disparu, et avec elle l'adresse où des programmes l'interrogent.",
            "Keep it beside the one that takes its place.",
            "La garder à côté de celle qui la remplace.",
        ),
        "HG-D-query-changed": code(
            Severity.VIOLATION,
            "A canned query that breaks its callers",
            "Une requête prête qui ne répond plus aux appels",
            "Programs that ask {names} may fail: {reason}.",
            "Des programmes qui interrogent {names} peuvent échouer : {reason}.",
            "Keep parameters and columns as they were, add new ones with a default, or make "
            "another query.",
            "Garder paramètres et colonnes tels quels, en ajouter avec une valeur par défaut, "
            "ou créer une autre requête.",
        ),
    }
)
found: Final = BASE_CODES.found
