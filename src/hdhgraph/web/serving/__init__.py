"""The application put together, and the way of a request to it."""
