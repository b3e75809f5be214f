"""`hdhgraph check --base REV`: what a project takes back of what it said at a revision.

`revision` reads the base by git, `state` is one of the two graphs, `difference` holds both; the
rules are `gone` (with `evidence`), `terms`, `claims`, `rules` (SHACL) and `calls` (canned queries);
`step` runs them.
"""
