"""What follows from a project: oppositions of claims, labels, and the reasons of curators."""
