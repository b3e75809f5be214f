"""Queries: SPARQL, canned queries, receipts of answers, and the editor."""
