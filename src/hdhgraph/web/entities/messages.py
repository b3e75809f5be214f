"""What the page of an entity says, and how it calls the properties of other vocabularies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES", "PROPERTY_LABELS"]

MESSAGES: Final[Messages] = {
    "entity_said": {"fr": "Ce qui en est dit", "en": "What is said of it"},
    "entity_inbound": {"fr": "Ce qui y renvoie", "en": "What points at it"},
    "entity_as": {"fr": "Y renvoient par « {name} »", "en": "Pointing at it by “{name}”"},
    "entity_none": {"fr": "Rien n'y renvoie ici.", "en": "Nothing here points at it."},
    "entity_pages": {
        "fr": "Page {page} sur {pages} ; {count} entités y renvoient.",
        "en": "Page {page} of {pages}; {count} entities point at it.",
    },
    "entity_iri": {"fr": "IRI, à citer", "en": "IRI, to be cited"},
    "entity_formats": {"fr": "La même description en", "en": "The same description as"},
    "entity_as_of": {"fr": "Ce qui avait été dit au", "en": "What had been said by"},
    "entity_as_of_note": {
        "fr": "Sont montrées les prises de position dont les textes prouvent qu'elles étaient "
        "dites au {day}, et à part celles qui l'étaient peut-être ou dont l'ordre est inconnu.",
        "en": "Shown are claims that the texts prove to have been said by {day}, and apart from "
        "them those that may have been, or whose order is unknown.",
    },
    "entity_show": {"fr": "Montrer", "en": "Show"},
    "entity_always": {"fr": "Sans limite de date", "en": "Without a day"},
    "entity_reasons": {
        "fr": "Ce que les curateurs y ajoutent, et pourquoi",
        "en": "What the curators add, and why",
    },
    "entity_evidence": {"fr": "Attestée par", "en": "Attested by"},
    "entity_part": {"fr": "Partie", "en": "Part"},
    "graph_title": {"fr": "Graphe", "en": "Graph"},
    "graph_lead": {
        "fr": {
            "one": "Un graphe nommé de ce jeu de données : {count} triplet.",
            "many": "Un graphe nommé de ce jeu de données : {count} de triplets.",
            "other": "Un graphe nommé de ce jeu de données : {count} triplets.",
        },
        "en": {
            "one": "A named graph of this dataset: {count} triple.",
            "other": "A named graph of this dataset: {count} triples.",
        },
    },
    "graph_source": {"fr": "Ce que dit la source", "en": "What the source says"},
    "graph_formats": {"fr": "Le graphe en", "en": "The graph as"},
}

_NAMES: Final = {
    "cito:citesAsEvidence": ("cite à l'appui", "cites as evidence"),
    "cito:disputes": ("conteste", "disputes"),
    "cito:qualifies": ("nuance", "qualifies"),
    "cito:repliesTo": ("répond à", "replies to"),
    "cito:supports": ("appuie", "supports"),
    "dcterms:identifier": ("identifiant", "identifier"),
    "dcterms:isReplacedBy": ("remplacé par", "replaced by"),
    "dcterms:type": ("genre", "kind"),
    "dqv:QualityMeasurement": ("mesure de qualité", "quality measurement"),
    "dqv:computedOn": ("calculée sur", "computed on"),
    "dqv:isMeasurementOf": ("mesure", "measures"),
    "dqv:value": ("valeur", "value"),
    "eli:date_document": ("date de l'acte", "date of the act"),
    "eli:date_publication": ("date de publication", "date of publication"),
    "eli:is_realized_by": ("texte de l'acte", "text of the act"),
    "eli:passed_by": ("adopté par", "passed by"),
    "foaf:Group": ("groupe", "group"),
    "foaf:Person": ("personne", "person"),
    "oa:TextPositionSelector": ("suite de caractères", "run of characters"),
    "oa:end": ("fin (point de code)", "end (code point)"),
    "oa:hasSelector": ("sélecteur", "selector"),
    "oa:hasSource": ("source", "source"),
    "oa:hasTarget": ("endroit", "place"),
    "oa:start": ("début (point de code)", "start (code point)"),
    "org:member": ("membre", "member"),
    "org:organization": ("organisation", "organisation"),
    "org:Membership": ("appartenance", "membership"),
    "org:role": ("fonction", "role"),
    "org:subOrganizationOf": ("fait partie de", "part of"),
    "owl:Axiom": ("motif d'un énoncé", "reason of a statement"),
    "owl:annotatedProperty": ("propriété de l'énoncé", "property of the statement"),
    "owl:annotatedSource": ("sujet de l'énoncé", "subject of the statement"),
    "owl:annotatedTarget": ("objet de l'énoncé", "object of the statement"),
    "owl:deprecated": ("obsolète", "deprecated"),
    "rdf:type": ("type", "type"),
    "rdfs:comment": ("commentaire", "comment"),
    "rdfs:label": ("nom", "name"),
    "schema:Comment": ("commentaire", "comment"),
    "schema:DiscussionForumPosting": ("message de forum", "forum posting"),
    "schema:NewsArticle": ("article de presse", "news article"),
    "schema:PodcastEpisode": ("épisode de podcast", "podcast episode"),
    "schema:PodcastSeries": ("podcast", "podcast"),
    "schema:Report": ("rapport", "report"),
    "schema:WebPage": ("page web", "web page"),
    "schema:about": ("à propos de", "about"),
    "schema:author": ("auteur", "author"),
    "schema:inLanguage": ("langue", "language"),
    "schema:isPartOf": ("partie de", "part of"),
    "schema:provider": ("fournisseur", "provider"),
    "schema:publisher": ("éditeur", "publisher"),
    "schema:translationOfWork": ("traduction de", "translation of"),
    "schema:url": ("adresse", "address"),
    "skos:altLabel": ("autre nom", "other name"),
    "skos:definition": ("définition", "definition"),
    "skos:hiddenLabel": ("écrit aussi", "also written"),
    "skos:prefLabel": ("nom", "name"),
}


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


PROPERTY_LABELS: Final = {
    _iri(curie): {"fr": french, "en": english} for curie, (french, english) in _NAMES.items()
} | {RDF_TYPE: {"fr": "type", "en": "type"}}
