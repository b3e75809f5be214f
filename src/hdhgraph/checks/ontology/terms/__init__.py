"""Names: those that are used and that nothing defines, and what the project's own must have.

`in_graphs` and `in_queries` look at the names in use; `usage` is where they stand, `known` which of
them there are, in the project's `own` namespaces and in well-known `vocabularies` (`names` are
those that rdflib does not list), `guesses` what a misspelt one may have been. `labels` looks at
what is defined.
"""
