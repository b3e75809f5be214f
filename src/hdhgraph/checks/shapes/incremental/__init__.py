"""Validation of what has changed since the last run.

`changed` is the way in, `last_run` what is kept of a run, `reads` what a shape looks at, and
`query_reads` what the SPARQL of its targets does.
"""
