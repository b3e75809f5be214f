"""A graph project on disk: what it says of itself, its files, its texts, what is inferred."""
