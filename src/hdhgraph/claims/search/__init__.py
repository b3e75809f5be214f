"""Full text search over names, propositions and fragments."""
