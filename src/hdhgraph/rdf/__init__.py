"""RDF terms, IRIs, formats and files."""
