"""Claims: what is known of one, who made it where, and in which order its places come."""
