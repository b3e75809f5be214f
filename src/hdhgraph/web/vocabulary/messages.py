"""What the pages of the ontology, the vocabularies and the rules say, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "ont": {"fr": "Ontologie", "en": "Ontology"},
    "vocab": {"fr": "Vocabulaires", "en": "Vocabularies"},
    "rules": {"fr": "Règles", "en": "Rules"},
    "colon": {"fr": "\N{NO-BREAK SPACE}:", "en": ":"},
    "about_data": {"fr": "Les termes des données", "en": "The terms of the data"},
    "ont_old": {
        "fr": "Ceci est la version {version}, qui n'est plus celle en usage.",
        "en": "This is version {version}, which is no longer the one in use.",
    },
    "ont_current": {"fr": "Voir la version {version}", "en": "See version {version}"},
    "ont_iri": {"fr": "IRI", "en": "IRI"},
    "ont_namespace": {"fr": "Espace de noms", "en": "Namespace"},
    "ont_version": {"fr": "Version", "en": "Version"},
    "ont_versions": {"fr": "Toutes les versions", "en": "All versions"},
    "ont_prior": {"fr": "Version précédente", "en": "Prior version"},
    "ont_created": {"fr": "Créée", "en": "Created"},
    "ont_modified": {"fr": "Modifiée", "en": "Modified"},
    "ont_license": {"fr": "Licence", "en": "License"},
    "ont_creator": {"fr": "Auteur", "en": "Creator"},
    "ont_publisher": {"fr": "Éditeur", "en": "Publisher"},
    "ont_same": {"fr": "Le même document en", "en": "The same document as"},
    "ont_contents": {"fr": "Sommaire", "en": "Contents"},
    "ont_picture": {"fr": "Schéma", "en": "Picture"},
    "ont_picture_alt": {
        "fr": "Schéma des classes et des propriétés de l'ontologie ; les listes ci-dessous disent "
        "la même chose.",
        "en": "Diagram of the classes and properties of the ontology; the lists below say the "
        "same.",
    },
    "ont_picture_large": {"fr": "Le schéma seul", "en": "The picture alone"},
    "classes": {"fr": "Classes", "en": "Classes"},
    "properties": {"fr": "Propriétés", "en": "Properties"},
    "kind_class": {"fr": "classe", "en": "class"},
    "kind_object": {"fr": "propriété, relie deux entités", "en": "property, links two entities"},
    "kind_datatype": {"fr": "propriété, donne une valeur", "en": "property, gives a value"},
    "kind_annotation": {"fr": "propriété d'annotation", "en": "annotation property"},
    "is_symmetric": {"fr": "symétrique", "en": "symmetric"},
    "is_transitive": {"fr": "transitive", "en": "transitive"},
    "is_functional": {"fr": "fonctionnelle", "en": "functional"},
    "is_inversefunctional": {"fr": "fonctionnelle inverse", "en": "inverse functional"},
    "is_deprecated": {"fr": "obsolète", "en": "deprecated"},
    "replaced_by": {"fr": "Remplacé par", "en": "Replaced by"},
    "no_replacement": {
        "fr": "Aucun terme ne le remplace.",
        "en": "No term replaces it.",
    },
    "term_iri": {"fr": "IRI", "en": "IRI"},
    "term_note": {"fr": "Précision", "en": "Scope note"},
    "term_example": {"fr": "Exemple", "en": "Example"},
    "term_parents_class": {"fr": "Super-classes", "en": "Super-classes"},
    "term_parents_property": {"fr": "Super-propriétés", "en": "Super-properties"},
    "term_children_class": {"fr": "Sous-classes", "en": "Subclasses"},
    "term_children_property": {"fr": "Sous-propriétés", "en": "Subproperties"},
    "term_disjoint": {"fr": "Disjointe de", "en": "Disjoint from"},
    "term_domain": {"fr": "Domaine", "en": "Domain"},
    "term_range": {"fr": "Type des valeurs", "en": "Range"},
    "term_domain_hints": {"fr": "D'ordinaire, sur", "en": "Usually found on"},
    "term_range_hints": {"fr": "D'ordinaire, vers", "en": "Usually leads to"},
    "term_inverses": {"fr": "Propriété inverse", "en": "Inverse property"},
    "term_chains": {"fr": "Suit de la chaîne", "en": "Follows from the chain"},
    "term_properties": {"fr": "Propriétés de la classe", "en": "Properties of the class"},
    "term_arriving": {"fr": "Propriétés qui y mènent", "en": "Properties that lead to it"},
    "term_matches": {"fr": "Alignements", "en": "Alignments"},
    "term_use": {"fr": "Dans les données", "en": "In the data"},
    "term_uses": {
        "fr": {
            "one": "Voir le seul emploi",
            "many": "Voir les {count} d'emplois",
            "other": "Voir les {count} emplois",
        },
        "en": {
            "one": "See the one use",
            "other": "See the {count} uses",
        },
    },
    "deprecated_terms": {"fr": "Termes obsolètes", "en": "Deprecated terms"},
    "no_deprecated": {
        "fr": "Aucun. Un terme abandonné garde sa place ici, avec celui qui le remplace.",
        "en": "None. A term that is given up keeps its place here, with the one that replaces it.",
    },
    "alignments_intro": {
        "fr": "Ce qui est dit des termes d'autres vocabulaires est un document à part, que "
        "l'ontologie n'importe pas.",
        "en": "What is said of the terms of other vocabularies is a document apart, which the "
        "ontology does not import.",
    },
    "alignments_as": {"fr": "Les alignements en", "en": "The alignments as"},
    "alignments_none": {"fr": "Il n'y en a pas ici.", "en": "There are none here."},
    "vocab_intro": {
        "fr": "Les schémas de concepts dont les données prennent leurs valeurs.",
        "en": "The concept schemes from which the data takes its values.",
    },
    "concepts_count": {
        "fr": {
            "one": "{count} concept",
            "many": "{count} de concepts",
            "other": "{count} concepts",
        },
        "en": {"one": "{count} concept", "other": "{count} concepts"},
    },
    "concepts": {"fr": "Concepts", "en": "Concepts"},
    "narrower_counted": {
        "fr": "Un concept compte aussi ce qui porte sur ses concepts plus étroits.",
        "en": "A concept counts what bears on its narrower concepts as well.",
    },
    "concept_other_labels": {"fr": "Autres libellés", "en": "Other labels"},
    "concept_broader": {"fr": "Plus large", "en": "Broader"},
    "concept_narrower": {"fr": "Plus étroits", "en": "Narrower"},
    "concept_related": {"fr": "Voir aussi", "en": "Related"},
    "concept_queries": {"fr": "Questions sur ce concept", "en": "Questions about this concept"},
    "uses_none": {"fr": "sans emploi dans les données", "en": "not used in the data"},
    "uses_Proposition": {
        "fr": {
            "one": "{count} proposition",
            "many": "{count} de propositions",
            "other": "{count} propositions",
        },
        "en": {
            "one": "{count} proposition",
            "other": "{count} propositions",
        },
    },
    "uses_Event": {
        "fr": {
            "one": "{count} événement",
            "many": "{count} d'événements",
            "other": "{count} événements",
        },
        "en": {
            "one": "{count} event",
            "other": "{count} events",
        },
    },
    "uses_LegalAct": {
        "fr": {
            "one": "{count} acte juridique",
            "many": "{count} d'actes juridiques",
            "other": "{count} actes juridiques",
        },
        "en": {
            "one": "{count} legal act",
            "other": "{count} legal acts",
        },
    },
    "uses_Membership": {
        "fr": {
            "one": "{count} appartenance",
            "many": "{count} d'appartenances",
            "other": "{count} appartenances",
        },
        "en": {
            "one": "{count} membership",
            "other": "{count} memberships",
        },
    },
    "uses_QualityMeasurement": {
        "fr": {
            "one": "{count} mesure",
            "many": "{count} de mesures",
            "other": "{count} mesures",
        },
        "en": {
            "one": "{count} measurement",
            "other": "{count} measurements",
        },
    },
    "rules_intro": {
        "fr": "Ce que les données respectent, vérifié par « hdhgraph check ». Chaque règle est une "
        "forme SHACL, dont le code ne change jamais.",
        "en": "What the data keeps to, checked by “hdhgraph check”. Each rule is a SHACL shape "
        "whose code never changes.",
    },
    "rules_count": {
        "fr": {
            "one": "{count} règle",
            "many": "{count} de règles",
            "other": "{count} règles",
        },
        "en": {
            "one": "{count} rule",
            "other": "{count} rules",
        },
    },
    "rule_severity": {"fr": "Gravité", "en": "Severity"},
    "severity_Violation": {"fr": "violation", "en": "violation"},
    "severity_Warning": {"fr": "avertissement", "en": "warning"},
    "severity_Info": {"fr": "information", "en": "information"},
    "rule_message": {"fr": "Message", "en": "Message"},
    "rule_advice": {"fr": "Que faire", "en": "What to do"},
    "rule_targets": {"fr": "Porte sur", "en": "Applies to"},
}
