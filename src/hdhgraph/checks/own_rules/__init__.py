"""Rules that are neither SHACL nor OWL, each module a step of a check.

`hygiene` runs a project's own queries that must return nothing, `competency` its questions, beside
the answers that they must have; `inferred` is the inferred graph, `texts` anchors in source texts.
"""
