"""The ontology, its vocabularies and its shapes."""
