"""The dataset: its description, its graphs, its dumps, and where crawlers find it."""
