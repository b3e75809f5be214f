"""SHACL: what a project states, held against its shapes.

`step` is the way in. `shapes` makes findings of what pySHACL reports; `validating` is what it is
shown, `data_graph` in which form, `conformance` what it need not look at, and `closed_graph` where
the SPARQL of shapes is evaluated. `usable` tells which shapes it cannot use, `cross_check` asks
another validator, and `incremental` validates what has changed alone.
"""
