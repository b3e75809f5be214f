"""The kinds of pictures: a timeline, a matrix, a map, a chain of relays."""
