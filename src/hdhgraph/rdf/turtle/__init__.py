"""Turtle in the house style: the same graph, the same comments, one way of writing them."""
