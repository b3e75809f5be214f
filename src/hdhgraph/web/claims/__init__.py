"""Claims: the list by facets, one claim in other forms, feeds and pictures."""
