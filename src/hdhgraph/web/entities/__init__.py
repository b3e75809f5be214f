"""Entities: each thing's page and its data, and the search for it."""
