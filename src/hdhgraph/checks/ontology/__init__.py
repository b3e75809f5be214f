"""Rules that hold in any graph project: names, labels, and what OWL makes of classes.

`step` is the way in; `rules` reads the texts of the rules, and the SPARQL of those that are SPARQL.
`terms` are the rules of names and labels; those of OWL read what `axioms` holds.
"""
