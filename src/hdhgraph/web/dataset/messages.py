"""What the pages about the dataset, its dumps and its prefixes say, in French and English."""

from __future__ import annotations

from typing import Final

__all__ = ["MESSAGES"]

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "dataset_title": {"fr": "Le jeu de données", "en": "The dataset"},
    "dataset_iri": {"fr": "IRI", "en": "IRI"},
    "dataset_edition": {"fr": "Édition", "en": "Edition"},
    "dataset_licence": {"fr": "Licence", "en": "Licence"},
    "dataset_rights": {"fr": "Droits", "en": "Rights"},
    "dataset_publisher": {"fr": "Éditeur", "en": "Publisher"},
    "dataset_no_publisher": {
        "fr": "Non indiqué : il y a donc une description, mais pas de catalogue DCAT-AP.",
        "en": "Not stated: so there is a description, but no DCAT-AP catalogue.",
    },
    "dataset_not_stated": {"fr": "non indiquée", "en": "not stated"},
    "dataset_access": {"fr": "Accès", "en": "Access"},
    "dataset_formats": {
        "fr": "Cette description (VoID, DCAT-AP 3) en",
        "en": "This description (VoID, DCAT-AP 3) as",
    },
    "dataset_numbers": {"fr": "Chiffres", "en": "Numbers"},
    "dataset_triples": {"fr": "Triplets", "en": "Triples"},
    "dataset_subjects": {"fr": "Sujets distincts", "en": "Distinct subjects"},
    "dataset_objects": {"fr": "Objets distincts", "en": "Distinct objects"},
    "dataset_entities": {"fr": "Entités", "en": "Entities"},
    "dataset_graphs": {"fr": "Graphes nommés", "en": "Named graphs"},
    "dataset_graph": {"fr": "Graphe", "en": "Graph"},
    "dataset_kind": {"fr": "Nature", "en": "Kind"},
    "dataset_examples": {"fr": "Exemples de ressources", "en": "Example resources"},
    "dataset_classes": {"fr": "Classes", "en": "Classes"},
    "dataset_properties": {"fr": "Propriétés", "en": "Properties"},
    "dataset_dumps": {"fr": "Téléchargements", "en": "Dumps"},
    "dataset_dumps_intro": {
        "fr": "Chaque graphe, et l'ensemble, en un fichier. Les mêmes données donnent toujours les "
        "mêmes octets ; l'empreinte SHA-256 de chaque fichier permet de le vérifier.",
        "en": "Each graph, and the whole, as a file. The same data always give the same bytes; the "
        "SHA-256 digest of each file lets you verify that.",
    },
    "dataset_file": {"fr": "Fichier", "en": "File"},
    "dataset_bytes": {"fr": "Octets", "en": "Bytes"},
    "dataset_whole": {"fr": "tous les graphes", "en": "all graphs"},
    "dataset_default_graph": {"fr": "graphe par défaut", "en": "default graph"},
    "dataset_being_made": {
        "fr": "Des fichiers sont en cours de création : rechargez la page pour leur taille et leur "
        "empreinte. Chaque lien marche dès maintenant.",
        "en": "Some files are still being made: load the page again for their sizes and digests. "
        "Each link works already.",
    },
    "dataset_not_made": {
        "fr": "créé à la première demande",
        "en": "made when it is first asked for",
    },
    "dataset_prefixes": {"fr": "Préfixes", "en": "Prefixes"},
    "dataset_prefix": {"fr": "Préfixe", "en": "Prefix"},
    "dataset_namespace": {"fr": "Espace de noms", "en": "Namespace"},
    "dataset_kind_source": {"fr": "source", "en": "source"},
    "dataset_kind_reference": {"fr": "référentiel", "en": "reference"},
    "dataset_kind_curated": {"fr": "édition", "en": "curated"},
    "dataset_kind_inferred": {"fr": "déduit", "en": "inferred"},
    "dataset_kind_ontology": {"fr": "ontologie", "en": "ontology"},
    "dataset_kind_vocabulary": {"fr": "vocabulaires", "en": "vocabularies"},
    "dataset_kind_shapes": {"fr": "formes", "en": "shapes"},
    "dataset_kind_queries": {"fr": "requêtes", "en": "queries"},
    "dataset_kind_meta": {"fr": "description", "en": "description"},
    "dataset_kind_data": {"fr": "données", "en": "data"},
}
