"""SPARQL: canned queries, the text of queries, their solutions, what a service says of itself."""
