"""All claims in memory: sets by facet, by what they are of, and what is between them."""
