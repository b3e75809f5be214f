"""Does a file parse, and may the SPARQL in it be run?

`step` is the way in: RDF and canned queries. `bounds` is what is read at all, `syntax_places` where
it does not parse, `other_syntaxes` what it may be instead of RDF; `queries` are the rules of canned
queries; `remote` is what the SPARQL of a project may do, `as_meant` how its rules are read.
"""
