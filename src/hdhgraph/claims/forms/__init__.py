"""A claim in other forms: cited, published by itself, annotated, told in a feed."""
