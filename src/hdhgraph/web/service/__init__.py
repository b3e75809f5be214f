"""What is served, how the graph is asked for a request, and the indexes kept for it."""
