"""The pages about the service itself, and the description of its API."""
